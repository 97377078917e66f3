//! The inside of a text of JSON: where it ends, and what its escapes stand for.

use std::slice;

use memchr::memchr2;

/// Goes past the end of a text that has begun, and says whether it holds escapes; nothing when it does not end.
pub(super) fn past_text(rest: &mut slice::Iter<'_, u8>) -> Option<bool> {
    let mut escaped = false;
    loop {
        let sign = sign(rest.as_slice())?;
        if rest.nth(sign)? == &b'"' {
            return Some(escaped);
        }
        escaped = true;
        rest.next()?;
    }
}

/// Where the next quote or backslash stands. Most texts are short: looking ahead in large steps is for the others.
fn sign(bytes: &[u8]) -> Option<usize> {
    const NEAR: usize = 32;
    let (near, far) = bytes.split_at_checked(NEAR).unwrap_or((bytes, &[]));
    let (words, last) = near.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = marks(word, b'"') | marks(word, b'\\');
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let last = last.iter().position(|c| matches!(c, b'"' | b'\\')).map(|offset| words.len() * 8 + offset);
    last.or_else(|| memchr2(b'"', b'\\', far).map(|offset| NEAR + offset))
}

/// The highest bit of every byte of a word that is this one; of bytes behind the first of them, maybe of others too.
const fn marks(word: u64, byte: u8) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let others = word ^ u64::from_le_bytes([byte; 8]);
    others.wrapping_sub(ONES) & !others & (ONES << 7)
}

/// A text with its escapes undone; half a surrogate pair becomes a replacement character.
pub(super) fn unescaped(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let (character, length) = unicode(after);
                out.push(character);
                rest = after.get(length..).unwrap_or_default();
                continue;
            }
            Some(other) => out.push(other),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

/// The character of `uXXXX`, or of a pair of them, and how many bytes it takes.
fn unicode(text: &str) -> (char, usize) {
    let code = |at: usize| text.get(at..at + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let replaced = char::REPLACEMENT_CHARACTER;
    match code(1) {
        Some(high @ 0xd800..=0xdbff) => {
            match text.get(5..7).filter(|mark| *mark == "\\u").and_then(|_| code(7)) {
                Some(low @ 0xdc00..=0xdfff) => {
                    let point = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    (char::from_u32(point).unwrap_or(replaced), 11)
                }
                _ => (replaced, 5),
            }
        }
        Some(point) => (char::from_u32(point).unwrap_or(replaced), 5),
        None => (replaced, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_sign_is_found_wherever_it_stands() {
        for length in 0..80 {
            let mut text = vec![b'!'; length];
            assert_eq!(sign(&text), None, "{length}");
            text.extend(b"\"\\\"#");
            assert_eq!(sign(&text), Some(length));
            text[length] = b'\\';
            assert_eq!(sign(&text), Some(length));
            text[length] = b'#';
            assert_eq!(sign(&text), Some(length + 1));
        }
        for byte in 0..=u8::MAX {
            let text = [byte, b'x', b'"', byte, byte, byte, byte, byte];
            let expected = if matches!(byte, b'"' | b'\\') { 0 } else { 2 };
            assert_eq!(sign(&text), Some(expected), "{byte}");
        }
    }
}
