//! What the words around a call say: a label without secrets, or that the call is not made.

use super::clean::STRIKE;
use crate::intake::target::{MASK, is_token_like};
use crate::model::Method;

/// Words after which the next word is a secret.
const SECRET_NAMES: [&str; 14] = [
    "ssws",
    "bearer",
    "basic",
    "dpop",
    "token",
    "password",
    "passwd",
    "pwd",
    "secret",
    "apikey",
    "api_key",
    "api-key",
    "client_secret",
    "authorization",
];

/// Signs around a label that do not belong to it.
const FRAME: [char; 25] = [
    STRIKE, ' ', '\t', ':', '|', '-', '–', '—', '*', '`', '\'', '"', '•', '#', '>', '.', ',', ';', '(', '[',
    '=', '/', '<', '!', '~',
];

/// The text with everything that could be a secret masked and white space folded.
pub(super) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut secret_follows = false;
    for word in text.split_whitespace() {
        let name = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
        let announces =
            SECRET_NAMES.contains(&name.as_str()) && (word.ends_with([':', '=']) || is_scheme(word));
        let is_method = name.parse::<Method>().is_ok();
        let shown = if secret_follows && !announces && !is_method { MASK.to_owned() } else { masked(word) };
        secret_follows = announces;
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&shown);
    }
    out
}

/// Whether a word names an authentication scheme as a header spells it.
fn is_scheme(word: &str) -> bool {
    matches!(word, "SSWS" | "Bearer" | "Basic" | "DPoP" | "bearer")
}

fn masked(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if is_token_like(bare) || bare.len() > 60 {
        return MASK.to_owned();
    }
    match word.split_once(['=', ':']) {
        Some((name, value)) if !value.is_empty() && !value.starts_with('/') => {
            let secret =
                SECRET_NAMES.contains(&name.trim_matches(['"', '\'', '-']).to_ascii_lowercase().as_str());
            if secret || is_token_like(value.trim_matches(|c: char| !c.is_alphanumeric())) {
                format!("{name}={MASK}")
            } else {
                word.to_owned()
            }
        }
        _ => word.to_owned(),
    }
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
pub(super) fn shown(text: &str) -> String {
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

/// Whether the words say that the call is not made.
pub(super) fn negated(before: &str, after: &str) -> bool {
    let before = words(before);
    let after = words(after);
    denies(&before) || follows_denial(&after)
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'");
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_not(word: &str) -> bool {
    word.ends_with("n't")
        || matches!(word, "not" | "never" | "cannot" | "dont" | "doesnt" | "wont" | "isnt" | "arent")
}

/// Whether a word is about making, needing or having a call.
fn is_use(word: &str) -> bool {
    const STEMS: [&str; 17] = [
        "call",
        "use",
        "using",
        "need",
        "require",
        "make",
        "making",
        "send",
        "issue",
        "hit",
        "invoke",
        "touch",
        "access",
        "perform",
        "run",
        "implement",
        "support",
    ];
    STEMS.iter().any(|stem| {
        word.strip_prefix(stem).is_some_and(|end| matches!(end, "" | "s" | "d" | "ed" | "ing" | "es"))
    })
}

/// `we do not call`, `no longer uses`, `without`, `except`: in the words before the method.
fn denies(words: &[String]) -> bool {
    let last = words.last().map_or("", String::as_str);
    let before_last = words.len().checked_sub(2).map_or("", |position| words[position].as_str());
    let adjacent = is_not(last)
        || matches!(last, "no" | "without" | "except" | "excluding" | "avoid" | "unused")
        || matches!((before_last, last), ("instead" | "out", "of") | ("rather", "than") | ("except", "for"));
    let denied_use = words.iter().enumerate().any(|(position, word)| {
        let denial = is_not(word) || (word == "longer" && position > 0 && words[position - 1] == "no");
        denial && words[position + 1..].iter().take(3).any(|next| is_use(next))
    });
    adjacent || denied_use
}

/// `is not used`, `(unused)`, `no longer needed`: in the words behind the path.
fn follows_denial(words: &[String]) -> bool {
    let start = words
        .iter()
        .position(|word| !matches!(word.as_str(), "is" | "are" | "was" | "it" | "this" | "we" | "currently"));
    let words = &words[start.unwrap_or(0)..];
    let first = words.first().map_or("", String::as_str);
    let rest = words.iter().skip(1).take(3);
    match first {
        "unused" => true,
        "no" => words.get(1).is_some_and(|word| word == "longer"),
        word if is_not(word) => rest.clone().any(|word| is_use(word) || word == "in"),
        _ => false,
    }
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

    #[test]
    fn denials_are_told_from_labels_that_only_sound_like_one() {
        for (before, after) in [
            ("we do not call", ""),
            ("This product doesn't use", ""),
            ("never", ""),
            ("we no longer need", ""),
            ("everything except", ""),
            ("instead of", ""),
            ("", "(not used)"),
            ("", "is no longer called"),
            ("list users", "- unused"),
            ("", "isn't needed any more"),
        ] {
            assert!(negated(before, after), "{before} … {after}");
        }
        for (before, after) in [
            ("create user without activation", ""),
            ("create user, not activated", ""),
            ("change user name", "(similar to the create user, but without the activate flag)"),
            ("users who cannot log in: list", ""),
            ("", "when the user is not found"),
            ("", "not only for admins"),
        ] {
            assert!(!negated(before, after), "{before} … {after}");
        }
    }
}
