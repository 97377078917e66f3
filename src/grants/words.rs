//! Names in a text: scopes, permissions and types are one word each, labels of standard roles are several.

use crate::model::is_role_label;

/// The names in a text, with commas, semicolons or white space between them.
///
/// A label such as `Help Desk Administrator` ends with the first word that ends labels; `@` and a target may follow.
pub fn names(text: &str) -> Vec<&str> {
    text.split([',', ';', '\n', '\r']).flat_map(of_part).collect()
}

/// The words in a text, with commas or white space between them.
pub(super) fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .collect()
}

/// The names in a part of a text that has no comma.
fn of_part(part: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut pending: Vec<&str> = Vec::new();
    for word in part.split_whitespace() {
        let name = word.split('@').next().unwrap_or(word);
        if name.contains(['_', '.']) {
            flush(part, &mut pending, &mut found);
            found.push(word);
            continue;
        }
        pending.push(word);
        if is_role_label(name) {
            found.push(from_to(part, &pending));
            pending.clear();
        }
    }
    flush(part, &mut pending, &mut found);
    found
}

/// Words that end no label are one name; behind a target they belong to its name.
fn flush<'t>(part: &'t str, pending: &mut Vec<&'t str>, found: &mut Vec<&'t str>) {
    if pending.is_empty() {
        return;
    }
    match found.last_mut() {
        Some(last) if last.contains('@') => *last = from_to(part, &[&[*last], &pending[..]].concat()),
        _ => found.push(from_to(part, pending)),
    }
    pending.clear();
}

/// The part of a text from the first of its words to the last.
fn from_to<'t>(part: &'t str, words: &[&'t str]) -> &'t str {
    let offset = |word: &str| (word.as_ptr() as usize).saturating_sub(part.as_ptr() as usize);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return "" };
    part.get(offset(first)..offset(last) + last.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_one_name_and_words_are_names() {
        for (text, wanted) in [
            ("READ_ONLY_ADMIN APP_ADMIN", &["READ_ONLY_ADMIN", "APP_ADMIN"][..]),
            ("Read-Only Administrator", &["Read-Only Administrator"]),
            (
                "Help Desk Administrator, super admin,APP_ADMIN",
                &["Help Desk Administrator", "super admin", "APP_ADMIN"],
            ),
            (
                "group membership administrator Help Desk Administrator@group:00g1",
                &["group membership administrator", "Help Desk Administrator@group:00g1"],
            ),
            (
                "okta.users.read okta.logs.read\nSUPER_ADMIN",
                &["okta.users.read", "okta.logs.read", "SUPER_ADMIN"],
            ),
            ("  My own role ", &["My own role"]),
            ("APP_ADMIN@app:oidc_client Org Admin", &["APP_ADMIN@app:oidc_client", "Org Admin"]),
            ("APP_ADMIN@app:My own App, USER_ADMIN", &["APP_ADMIN@app:My own App", "USER_ADMIN"]),
            (" , ", &[]),
        ] {
            assert_eq!(names(text), wanted, "{text}");
        }
    }
}
