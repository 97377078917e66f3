//! Letters that pass for ASCII ones: a Cyrillic `а` in a name that is written in Latin letters otherwise.

use unicode_script::{Script, UnicodeScript as _};
use unicode_security::GeneralSecurityProfile as _;

use crate::model::passes_for_ascii;

/// The positions of the letters of a text, in order, that pass for ASCII ones within words that have such.
///
/// A word that has no Latin letter is left alone, as is a letter of a part of a word that others of its script show to be
/// meant: `Почта-API` has nothing that deceives.
pub(super) fn deceiving(text: &str) -> Vec<usize> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if !word.is_ascii() && word.contains(|c: char| c.is_ascii_alphabetic()) {
            found.extend(of_word(word).map(|at| start + at));
        }
        start += word.len();
    }
    found
}

/// The positions in a word that has an ASCII letter.
fn of_word(word: &str) -> impl Iterator<Item = usize> {
    let mut start = 0;
    let parts = word.split_inclusive(|c: char| !c.is_alphanumeric());
    parts.flat_map(move |part| {
        let from = start;
        start += part.len();
        let letters = part.char_indices().filter(|(_, letter)| letter.is_alphanumeric());
        let is_suspect = part.contains(|c: char| c.is_ascii_alphabetic())
            || letters.clone().all(|(_, letter)| letter.is_ascii() || deceives(letter));
        letters.filter(move |(_, letter)| is_suspect && deceives(*letter)).map(move |(at, _)| from + at)
    })
}

/// Whether a letter passes for one of ASCII and is not one of a language that is written in Latin letters, such as `ı`.
fn deceives(letter: char) -> bool {
    let is_of_language = letter.script() == Script::Latin && letter.identifier_allowed();
    !letter.is_ascii() && !is_of_language && passes_for_ascii(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_deceive_beside_latin_ones_only() {
        for (text, expected) in [
            ("helpd\u{435}sk", &[5][..]),
            ("okta.users.re\u{430}d", &[13]),
            ("nightly-\u{430}", &[8]),
            ("a \u{430}dmin b", &[2]),
            ("\u{ff2f}RG_ADMIN", &[0]),
            ("\u{1d5ba}dmin", &[0]),
            ("\u{3bf}kta", &[0]),
            ("Админ", &[]),
            ("Почта-API", &[]),
            ("рос сор", &[]),
            ("Ελληνικά", &[]),
            ("Müller Zürich Łódź Yıldız Ångström", &[]),
            ("日本語API連携 API・ロール", &[]),
            ("관리자-admin", &[]),
            ("„Anführung“ – naïve…", &[]),
        ] {
            assert_eq!(deceiving(text), expected, "{text}");
        }
    }
}
