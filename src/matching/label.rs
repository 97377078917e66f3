//! What the words around a call say about which operation is meant, and about its special cases.

/// Verbs that people use for each other; the first of a row stands for all.
const VERBS: [&[&str]; 6] = [
    &["create", "add", "new", "make", "register"],
    &["update", "modify", "change", "edit", "patch"],
    &["delete", "remove", "destroy"],
    &["get", "read", "fetch", "retrieve", "show", "view", "lookup"],
    &["list", "search", "find", "all", "query"],
    &["replace", "set", "put"],
];

/// Words that say nothing.
const FILLERS: [&str; 9] = ["a", "an", "the", "new", "of", "for", "given", "okta", "s"];

/// The meaningful words of a label: lower case, one verb for all that mean the same.
///
/// Singular and plural stay apart: `get factors` is another call than `get factor`.
pub(super) fn words(label: &str) -> Vec<String> {
    let lower = label.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    canonical(words.map(str::to_owned))
}

/// The meaningful words of an operation id such as `createUser`.
pub(super) fn id_words(id: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last_lower = false;
    for c in id.chars() {
        let starts = words.is_empty() || (c.is_uppercase() && last_lower) || !c.is_alphanumeric();
        if starts {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        last_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    canonical(words.into_iter().filter(|word| !word.is_empty()))
}

fn canonical(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut first = true;
    let mut out = Vec::new();
    for word in words {
        let verb = VERBS.iter().find(|row| row.contains(&word.as_str())).map(|row| row[0].to_owned());
        let word = match verb {
            Some(verb) if first => verb,
            _ if FILLERS.contains(&word.as_str()) => continue,
            _ => word,
        };
        first = false;
        out.push(word);
    }
    out
}

/// Whether a label holds the words, one after the other.
pub(super) fn says(label: &str, words: &str) -> bool {
    let split = |text: &str| {
        let lower = text.to_lowercase();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (label, words) = (split(label), split(words));
    !words.is_empty() && label.windows(words.len()).any(|window| window == words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_ids_meet_in_the_same_words() {
        for (label, id) in [
            ("create user", "createUser"),
            ("Create a new user", "createUser"),
            ("add group", "addGroup"),
            ("create group", "addGroup"),
            ("list users", "listUsers"),
            ("Search users", "listUsers"),
            ("remove user", "deleteUser"),
        ] {
            assert_eq!(words(label), id_words(id), "{label}");
        }
        assert_ne!(words("get factors"), id_words("getFactor"));
        assert_ne!(words("update user"), id_words("createUser"));
        assert_ne!(words("change user name"), id_words("updateUser"));
        assert!(says("set recovery question", "recovery question"));
        assert!(!says("set recovery questions", "recovery question"));
        assert!(!says("", "tac"));
    }
}
