//! The words around a call, which can say what is meant. They are compared and never printed.

use super::clean::STRIKE;

/// Signs around a label that do not belong to it.
const FRAME: [char; 25] = [
    STRIKE, ' ', '\t', ':', '|', '-', '–', '—', '*', '`', '\'', '"', '•', '#', '>', '.', ',', ';', '(', '[',
    '=', '/', '<', '!', '~',
];

/// The label in the text before a call: without bullets, quotes, table rules and URLs.
pub(super) fn label(text: &str) -> String {
    let cells = text.replace('|', " ");
    let words: Vec<_> = cells.split_whitespace().filter(|word| !word.contains("://")).collect();
    let words = words.join(" ");
    let mut label = words.trim_matches(|c| FRAME.contains(&c) || c == ')' || c == ']');
    for joiner in ["and ", "or ", "then "] {
        label = label.strip_prefix(joiner).unwrap_or(label);
    }
    if matches!(label, "and" | "or" | "then") { String::new() } else { label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_no_frame() {
        for (text, expected) in [
            ("| **Create user** | `", "Create user"),
            ("- reset  password:", "reset password"),
            ("see https://acme.okta.com then ", "see then"),
            ("and", ""),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
    }
}
