//! What `pulumi preview` and `pulumi up` print for people: it is recognized, and answered with the command that helps.

use crate::intake::glimpse::Glimpse;
use crate::intake::source::{IntakeError, in_words};

/// Sentences that only a run prints.
const SENTENCES: [&str; 6] = [
    "Previewing update (",
    "Previewing destroy (",
    "Previewing refresh (",
    "Updating (",
    "Destroying (",
    "Refreshing (",
];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    // Comments of programs and pages speak of runs, too.
    const ENDINGS: [&str; 6] = ["", "txt", "text", "log", "out", "output"];
    ENDINGS.contains(&glimpse.ending()) && is_printed(&glimpse.text)
}

/// Whether a text is what a run printed with resources of the package.
pub(super) fn is_printed(text: &str) -> bool {
    SENTENCES.iter().any(|sentence| text.contains(sentence))
        && text.lines().any(|line| line.contains("okta:") && !line.trim_start().starts_with('{'))
        && !text.trim_start().starts_with(['{', '['])
}

/// It names neither settings nor functions, and shortens names.
pub(super) fn refused(name: &str) -> IntakeError {
    IntakeError::Foreign {
        input: in_words(name),
        what: "a preview of Pulumi for people",
        help: "print it as JSON: `pulumi preview --json > preview.json`, then give preview.json",
    }
}
