//! Characters that would be obeyed instead of shown: they become their escapes before anything is written.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a page that is safe to show.
pub(super) fn write(
    out: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut text = Vec::new();
    content(&mut text)?;
    out.write_all(page(&String::from_utf8_lossy(&text)).as_bytes())
}

/// A text of several lines that is safe to show: every other control character becomes an escape such as `\u{1b}`.
pub(crate) fn page(text: &str) -> Cow<'_, str> {
    shown(text, |letter| letter != '\n' && is_obeyed(letter), |letter| letter.escape_unicode().to_string())
}

/// The same on one line: line breaks become blanks.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let escape = |letter: char| match letter {
        '\n' | '\r' | '\t' => " ".to_owned(),
        other => other.escape_unicode().to_string(),
    };
    shown(text, is_obeyed, escape)
}

/// The same for JSON, which escapes only the first few of them by itself; what it means stays what it was.
pub(super) fn json(text: &str) -> Cow<'_, str> {
    let is_left = |letter| letter != '\n' && is_obeyed(letter);
    shown(text, is_left, |letter| format!("\\u{:04x}", u32::from(letter)))
}

/// The same for a text of which the offsets must stay: a sign of the same length in bytes stands for each.
///
/// Control characters of ASCII are left to whoever draws it.
pub(crate) fn of_same_length(text: &str) -> Cow<'_, str> {
    let sign = |letter: char| if letter.len_utf8() == 2 { "·" } else { "\u{fffd}" }.to_owned();
    shown(text, |letter| !letter.is_ascii() && is_obeyed(letter), sign)
}

fn shown(text: &str, is_bad: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(&is_bad) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|one| if is_bad(one) { escape(one) } else { one.to_string() }).collect())
}

/// Control characters, line breaks of other kinds, and what turns the direction of writing around.
fn is_obeyed(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        let beyond = "\u{1b}\u{9b}1m \u{202e}x";
        assert_eq!(of_same_length(beyond), "\u{1b}·1m \u{fffd}x");
        assert_eq!(of_same_length(beyond).len(), beyond.len());
        let nasty = "a\u{1b}[31mb\u{9b}2Jc\u{202e}d\r\ne\u{7}\u{0}";
        assert_eq!(page(nasty), "a\\u{1b}[31mb\\u{9b}2Jc\\u{202e}d\\u{d}\ne\\u{7}\\u{0}");
        assert_eq!(line(nasty), "a\\u{1b}[31mb\\u{9b}2Jc\\u{202e}d  e\\u{7}\\u{0}");
        assert!(matches!(line("okta.users.read für 日本 – 👩‍💻"), Cow::Borrowed(_)));
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
