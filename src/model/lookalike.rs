//! Letters that are not what they look like: those of other scripts that pass for ASCII, and those that nobody sees.
//!
//! No name of Okta's has any of them: a name that holds one was written to deceive, or was pasted from where somebody
//! "improved" it.

use unicode_security::skeleton;

/// Whether a letter passes for one of ASCII, or for nothing.
pub fn is_lookalike(letter: char) -> bool {
    !letter.is_ascii() && (passes_for_ascii(letter) || is_unseen(letter))
}

/// Whether a letter passes for letters, digits or signs of ASCII, by Unicode's table of confusables (UTS #39).
pub fn passes_for_ascii(letter: char) -> bool {
    let mut buffer = [0; 4];
    let mut seen = skeleton(letter.encode_utf8(&mut buffer)).peekable();
    !letter.is_ascii() && seen.peek().is_some() && seen.all(|one| one.is_ascii_graphic())
}

/// Whether a letter has no width, or stands on the one before.
const fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}'
    )
}

/// The text with ASCII letters in place of those that pass for them, and without letters that are not visible.
pub fn as_it_looks(text: &str) -> String {
    let mut buffer = [0; 4];
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| letter.is_ascii() || !is_unseen(*letter)) {
        if passes_for_ascii(letter) {
            shown.extend(skeleton(letter.encode_utf8(&mut buffer)));
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The question whether another name was meant; says so when the one given is not what it looks like.
pub fn did_you_mean(given: &str, near: &str) -> String {
    let question = format!("did you mean `{near}`?");
    match not_as_seen(given) {
        Some(warning) => format!("{question} {warning}"),
        None => question,
    }
}

/// What to say of a name that holds such letters.
pub fn not_as_seen(given: &str) -> Option<String> {
    const NAMED: usize = 3;
    let mut letters: Vec<char> = Vec::new();
    for letter in given.chars().filter(|letter| is_lookalike(*letter)) {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    let named: Vec<_> = letters.iter().take(NAMED).map(|one| format!("U+{:04X}", u32::from(*one))).collect();
    let more = if letters.len() > NAMED { " and others" } else { "" };
    let is = if letters.len() == 1 { "is" } else { "are" };
    (!letters.is_empty()).then(|| format!("{}{more} in what is given {is} not as it looks", named.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_deceive_are_named() {
        for (given, expected) in [
            ("okta.users.read", None),
            ("okta.users.re\u{430}d", Some("U+0430 in what is given is not as it looks")),
            (
                "okta.\u{200b}users.re\u{430}d\u{ad}",
                Some("U+200B, U+0430, U+00AD in what is given are not as it looks"),
            ),
            (
                "\u{ff2f}\u{ff32}\u{ff27}_ADMIN",
                Some("U+FF2F, U+FF32, U+FF27 in what is given are not as it looks"),
            ),
            (
                "\u{13aa}\u{1d5ba}\u{2024}\u{2010}",
                Some("U+13AA, U+1D5BA, U+2024 and others in what is given are not as it looks"),
            ),
            ("Müller, Zürich", None),
            ("用户", None),
        ] {
            assert_eq!(not_as_seen(given).as_deref(), expected, "{given}");
        }
        assert_eq!(did_you_mean("reed", "read"), "did you mean `read`?");
    }

    #[test]
    fn ascii_and_the_letters_of_names_do_not_deceive() {
        assert!(!('\0'..='\u{7f}').any(is_lookalike));
        assert!(!"äöüßéèñçøåł日本".chars().any(is_lookalike));
    }
}
