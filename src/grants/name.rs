//! Names and ids out of files: with their place.

use crate::located::{Node, Position, Problems};
use crate::model::{Named, Origin};

/// As many letters in one run, with digits among them, as no name and no id has, but tokens and keys do.
const SECRET: usize = 30;

/// Whether a text could be a secret.
pub(super) fn could_be_secret(text: &str) -> bool {
    let runs = text.split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '_'));
    let secret = |run: &str| {
        run.len() >= SECRET
            && run.chars().any(|letter| letter.is_ascii_digit())
            && run.chars().any(|letter| letter.is_ascii_alphabetic())
    };
    text.starts_with("eyJ") || runs.into_iter().any(secret)
}

/// The place of a node.
pub(super) fn origin(problems: &Problems, at: Position) -> Origin {
    Origin { source: problems.source(), line: at.line, column: at.column }
}

/// The name that a node is; a problem when it is none.
pub(super) fn named(node: &Node, problems: &mut Problems) -> Option<Named> {
    let Some(text) = node.text() else {
        let message = format!("a name must stand here, not {}", node.kind());
        problems.add_with_help(node.at, message, "write the name of a scope, role or permission");
        return None;
    };
    named_as(text, node.at, problems)
}

/// The same for a text that stands at a place.
pub(super) fn named_as(text: &str, at: Position, problems: &mut Problems) -> Option<Named> {
    let text = text.trim();
    if text.is_empty() {
        let help = "write the name of a scope, role or permission";
        problems.add_with_help(at, "a name must stand here, not an empty text", help);
        return None;
    }
    Some(Named { name: text.to_owned(), origin: origin(problems, at) })
}

/// An id or label to call something by; what could be a secret is left out.
pub(super) fn called(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && !could_be_secret(text)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_from_names() {
        for secret in [
            "00a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0",
            "eyJraWQiOiJx",
            "SSWS 00aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcd",
        ] {
            assert!(could_be_secret(secret), "{secret}");
        }
        for name in [
            "okta.apps.interclientTrust.manage",
            "00u1abcdefGHIJKLM0h8",
            "listApplicationTargetsForApplicationAdministratorRoleForGroup",
            "HELP_DESK_ADMIN",
            "https://acme.okta.com/api/v1/groups/00g1abcdefGHIJKLM0h8",
        ] {
            assert!(!could_be_secret(name), "{name}");
        }
    }
}
