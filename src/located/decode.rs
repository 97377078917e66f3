//! Bytes to text: UTF-8 or UTF-16, with or without a byte order mark.

/// How much is looked at to tell the order of bytes, in pairs.
const MAX_PAIRS: usize = 4096;

/// The text of bytes, without a byte order mark; none when they are neither UTF-8 nor UTF-16.
///
/// PowerShell writes UTF-16 with a mark; tools that write it without one are told by the zero in most pairs of bytes.
pub fn decode(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => match zeros(bytes) {
            (0, true) => utf16(bytes, u16::from_le_bytes),
            (1, true) => utf16(bytes, u16::from_be_bytes),
            _ => utf8(bytes),
        },
    }
}

fn utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// A byte that is left over at the end was cut off, or added by a tool that appends a line break of its own.
fn utf16(bytes: &[u8], from: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| from(*pair)).collect();
    String::from_utf16(&units).ok()
}

/// Which byte of a pair is zero less often, and whether the other is in most pairs, as in UTF-16 of mostly Latin text.
fn zeros(bytes: &[u8]) -> (usize, bool) {
    let (pairs, _) = bytes.as_chunks::<2>();
    let looked_at = pairs.get(..MAX_PAIRS.min(pairs.len())).unwrap_or_default();
    let count = |is_zero: fn(&[u8; 2]) -> bool| looked_at.iter().filter(|pair| is_zero(pair)).count();
    let (first, second) = (count(|[first, _]| *first == 0), count(|[_, second]| *second == 0));
    let most = first.max(second);
    (usize::from(first > second), first.min(second) == 0 && most * 2 > looked_at.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_same_in_every_encoding() {
        for text in ["okta.users.read\r\n", "größer", "x", "roles: [READ_ONLY_ADMIN]\n# \u{1f512}"] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            for bytes in [
                text.as_bytes().to_vec(),
                [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
                [b"\xff\xfe".as_slice(), &little].concat(),
                [b"\xfe\xff".as_slice(), &big].concat(),
                [b"\xff\xfe".as_slice(), &little, b"\n"].concat(),
                little,
                big,
            ] {
                assert_eq!(decode(&bytes).as_deref(), Some(text), "{bytes:?}");
            }
        }
        assert_eq!(decode(b""), Some(String::new()));
        for binary in [b"\x28\xb5\x2f\xfd\x00\x00".as_slice(), b"\xff\xfe\x00\xd8", b"caf\xe9"] {
            assert_eq!(decode(binary), None, "{binary:?}");
        }
    }
}
