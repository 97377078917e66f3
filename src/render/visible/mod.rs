//! Characters that would be obeyed instead of shown, and letters that pass for others: they become their escapes before
//! anything is written.

mod deceiving;

use std::borrow::Cow;
use std::io::{self, Write};

use deceiving::deceiving;

/// Writes a page that is safe to show.
pub(super) fn write(
    out: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut page = ByLines::new(out, page);
    content(&mut page)?;
    page.finish()
}

/// Writes JSON that is safe to show.
pub(super) fn write_json(
    out: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut text = ByLines::new(out, json);
    content(&mut text)?;
    text.finish()
}

/// Escapes what is written, some lines at a time, so that a long text is never held as a whole.
struct ByLines<'w> {
    out: &'w mut dyn Write,
    escape: fn(&str) -> Cow<'_, str>,
    held: Vec<u8>,
}

/// How many bytes are held until they are written, unless a line is longer.
const HELD: usize = 64 * 1024;

impl<'w> ByLines<'w> {
    fn new(out: &'w mut dyn Write, escape: fn(&str) -> Cow<'_, str>) -> Self {
        Self { out, escape, held: Vec::with_capacity(HELD * 2) }
    }

    fn pass_on(&mut self, end: usize) -> io::Result<()> {
        let text = String::from_utf8_lossy(self.held.get(..end).unwrap_or_default());
        self.out.write_all((self.escape)(&text).as_bytes())?;
        self.held.drain(..end);
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.pass_on(self.held.len())
    }
}

impl Write for ByLines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        // What was held before has no line break any more if it is that long.
        if self.held.len() >= HELD
            && let Some(end) = memchr::memrchr(b'\n', bytes)
        {
            self.pass_on(self.held.len() - bytes.len() + end + 1)?;
        }
        Ok(bytes.len())
    }

    /// Lines that are not whole stay: what follows decides how they are escaped.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A text of several lines that is safe to show: every other control character becomes an escape such as `\u{1b}`.
pub(crate) fn page(text: &str) -> Cow<'_, str> {
    shown(text, |letter| letter != '\n', |letter| letter.escape_unicode().to_string())
}

/// The same on one line: line breaks become blanks.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let escape = |letter: char| match letter {
        '\n' | '\r' | '\t' => " ".to_owned(),
        other => other.escape_unicode().to_string(),
    };
    shown(text, |_| true, escape)
}

/// The text with every such character escaped by a function.
pub(crate) fn escaped(text: &str, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    shown(text, |_| true, escape)
}

/// The same for JSON, which escapes only the first few of them by itself; what it means stays what it was.
fn json(text: &str) -> Cow<'_, str> {
    let escape = |letter: char| {
        let mut units = [0; 2];
        let units = letter.encode_utf16(&mut units).iter();
        units.fold(String::new(), |text, unit| text + &format!("\\u{unit:04x}"))
    };
    shown(text, |letter| letter != '\n', escape)
}

/// The text with every character escaped that would be obeyed, is not seen or passes for another, of those that count
/// here.
fn shown(text: &str, counts: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    let breaks_lines = counts('\n');
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') || (byte == b'\n' && !breaks_lines)) {
        return Cow::Borrowed(text);
    }
    let mut found = String::new();
    let mut before = None;
    let deceiving = deceiving(text);
    let mut letters = text.char_indices().peekable();
    let mut from = 0;
    while let Some((at, letter)) = letters.next() {
        let after = letters.peek().map(|(_, next)| *next);
        let is_odd =
            is_obeyed(letter) || is_unseen(before, letter, after) || deceiving.binary_search(&at).is_ok();
        if counts(letter) && is_odd {
            found.push_str(text.get(from..at).unwrap_or_default());
            found.push_str(&escape(letter));
            from = at + letter.len_utf8();
        }
        before = Some(letter);
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    found.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(found)
}

/// Control characters, line breaks of other kinds, and what turns the direction of writing around.
fn is_obeyed(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without any width, with which two names look the same and differ. What joins or colors pictures stays
/// within them.
fn is_unseen(before: Option<char>, letter: char, after: Option<char>) -> bool {
    match letter {
        '\u{200d}' => !(before.is_some_and(is_picture) && after.is_some_and(is_picture)),
        '\u{fe0e}' | '\u{fe0f}' => !before.is_some_and(is_picture),
        _ => matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'
                | '\u{200c}'
                | '\u{2060}'..='\u{2065}'
                | '\u{206a}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0d}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        ),
    }
}

/// Whether a character is a picture, or belongs to one.
fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        let nasty = "a\u{1b}[31mb\u{9b}2Jc\u{202e}d\r\ne\u{7}\u{0}";
        assert_eq!(page(nasty), "a\\u{1b}[31mb\\u{9b}2Jc\\u{202e}d\\u{d}\ne\\u{7}\\u{0}");
        assert_eq!(line(nasty), "a\\u{1b}[31mb\\u{9b}2Jc\\u{202e}d  e\\u{7}\\u{0}");
        assert!(matches!(line("okta.users.read für 日本 – 👩‍💻 ⚠️ ❤️‍🔥"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_has_no_width_is_shown() {
        for unseen in [
            '\u{ad}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{2060}',
            '\u{2063}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{e0061}',
        ] {
            let name = format!("help{unseen}desk");
            let escape = format!("help{}desk", unseen.escape_unicode());
            assert_eq!((line(&name), page(&name)), (escape.as_str().into(), escape.as_str().into()));
            let written = serde_json::to_string(&name).unwrap_or_default();
            let safe = json(&written);
            assert!(!safe.contains(unseen), "{safe}");
            assert_eq!(serde_json::from_str::<String>(&safe).ok(), Some(name));
        }
    }

    #[test]
    fn json_means_the_same_afterwards() {
        let nasty = "a\u{1b}\u{9b}\u{202e}\u{7f}\n\"";
        let written = serde_json::to_string_pretty(&[nasty]).unwrap_or_default();
        let safe = json(&written);
        assert!(safe.chars().all(|letter| letter == '\n' || !is_obeyed(letter)));
        assert_eq!(serde_json::from_str::<Vec<String>>(&safe).ok(), Some(vec![nasty.to_owned()]));
    }
}
