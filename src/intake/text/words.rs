//! The words around a call as they may be shown: a label without anything that could be a secret.

use super::clean::STRIKE;
use crate::intake::target::{MASK, is_token_like};
use crate::model::Method;

/// What the names of secrets hold.
const SECRET_STEMS: [&str; 14] = [
    "pw",
    "answer",
    "pass",
    "pwd",
    "token",
    "secret",
    "key",
    "auth",
    "otp",
    "cookie",
    "credential",
    "ssws",
    "session",
    "code",
];

/// Flags of command-line tools behind which a user with a password stands.
const USER_FLAGS: [&str; 4] = ["-u", "--user", "-a", "--auth"];

/// The longest word that is shown.
const LONGEST: usize = 60;

/// Signs around a label that do not belong to it.
const FRAME: [char; 25] = [
    STRIKE, ' ', '\t', ':', '|', '-', '–', '—', '*', '`', '\'', '"', '•', '#', '>', '.', ',', ';', '(', '[',
    '=', '/', '<', '!', '~',
];

/// The text with everything that could be a secret masked and white space folded.
///
/// URLs beside the call go. What follows the name of a secret with a colon or an equals sign is masked, and so is what
/// looks like a key, an address or a value anywhere.
pub(super) fn harmless(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut last = "";
    let mut follows = false;
    for word in text.split_whitespace().filter(|word| !word.contains("://")) {
        let name = word.trim_matches(|c: char| !c.is_alphanumeric());
        let assigns = word.contains([':', '=']);
        if name.is_empty() {
            follows |= assigns && is_secret_name(last);
            out.push(word.to_owned());
            continue;
        }
        let announces = is_scheme(word)
            || (word.ends_with(':') && name.to_ascii_lowercase().starts_with("x-"))
            || USER_FLAGS.contains(&word)
            || (assigns && is_secret_name(name) && !has_value(word));
        let told = is_secret_name(last) && looks_chosen(name);
        let hidden = (follows || told) && !announces && name.parse::<Method>().is_err();
        out.push(if hidden { MASK.to_owned() } else { masked(word) });
        follows = announces;
        last = name;
    }
    out.join(" ")
}

/// Whether a word behind the name of a secret looks like one: `pw Hunter2`, `passcode 123456`.
fn looks_chosen(word: &str) -> bool {
    let capital = word.chars().skip(1).any(char::is_uppercase) && word.len() > 4;
    capital || word.contains(|c: char| c.is_ascii_digit())
}

/// Whether a word names an authentication scheme as a header spells it.
fn is_scheme(word: &str) -> bool {
    let bare = word.rsplit(['=', ':']).next().unwrap_or(word).trim_matches(|c: char| !c.is_alphanumeric());
    matches!(bare, "SSWS" | "ssws" | "Bearer" | "bearer" | "Basic" | "DPoP")
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_STEMS.iter().any(|stem| name.contains(stem))
}

/// Whether something follows the colon or equals sign inside of a word.
fn has_value(word: &str) -> bool {
    word.split_once([':', '=']).is_some_and(|(_, value)| value.contains(char::is_alphanumeric))
}

fn masked(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if is_token_like(bare) || bare.chars().count() > LONGEST || is_address(word) || is_mixed(bare) {
        return MASK.to_owned();
    }
    match word.split_once(['=', ':']) {
        Some((name, value)) if has_value(word) && !value.starts_with('/') => {
            let name = name.trim_matches(|c: char| !c.is_alphanumeric());
            let harmless = !word.contains('=')
                && !is_secret_name(name)
                && !value.contains(|c: char| c.is_ascii_digit() || matches!(c, '"' | '\'' | '{' | '='));
            if harmless { word.to_owned() } else { format!("{name}={MASK}") }
        }
        _ => word.to_owned(),
    }
}

/// Whether the word is an e-mail address, or something else with an at sign inside.
fn is_address(word: &str) -> bool {
    word.trim_matches(|c: char| !c.is_alphanumeric()).contains('@')
}

/// Whether letters and digits are mixed as in a password, and not as in `OAuth2` or `phase12`.
fn is_mixed(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = word.chars().count() - letters.chars().count();
    let number = digits > 4 && letters.is_empty();
    number
        || letters.contains(|c: char| c.is_ascii_digit())
            && letters.chars().any(char::is_alphabetic)
            && word.len() > 5
        || digits > 3 && letters.chars().any(char::is_alphabetic)
}

/// The label in the text before a call: without bullets, quotes and table rules.
pub(super) fn label(text: &str) -> String {
    let cells = harmless(&text.replace('|', " "));
    let mut label = cells.trim_matches(|c| FRAME.contains(&c) || c == ')' || c == ']');
    for joiner in ["and ", "or ", "then "] {
        label = label.strip_prefix(joiner).unwrap_or(label);
    }
    if matches!(label, "and" | "or" | "then") { String::new() } else { label.to_owned() }
}

/// A stretch of a line as it is shown: without quotes, table rules and emphasis, and without secrets.
pub(in crate::intake) fn shown(text: &str) -> String {
    let plain = text.replace(['|', '`', '"', '*', STRIKE, '\t'], " ");
    let words = plain
        .split_whitespace()
        .filter(|word| !matches!(*word, "," | ";" | "\'" | "//" | "#" | "<!--" | "/*"));
    let text = harmless(&words.collect::<Vec<_>>().join(" "));
    let text = text.trim_end_matches([',', ';', '\'']).trim_start_matches([',', ';', '\'']).trim();
    ["and ", "or ", "then "]
        .iter()
        .fold(text, |text, joiner| text.strip_prefix(joiner).unwrap_or(text))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_stay_in_a_label() {
        for (text, expected) in [
            ("reset  password", "reset password"),
            ("Authorization: SSWS 00abc", "Authorization: SSWS ***"),
            ("token=hunter2 list", "token=*** list"),
            ("password: hunter2 list users", "password: *** list users"),
            ("reset password for", "reset password for"),
            ("reset password: POST", "reset password: POST"),
            ("key 00QbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd x", "key *** x"),
            ("x=eyJhbGciOiJSUzI1NiJ9.abc1.def2", "***"),
        ] {
            assert_eq!(harmless(text), expected, "{text}");
        }
        assert_eq!(label("| **Create user** | `"), "Create user");
    }
}
