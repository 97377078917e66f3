//! Types and labels of standard roles as words: `READ_ONLY_ADMIN` and `Read-Only Administrator` are the same.

/// The last word of every type and label.
const LAST: &str = "admin";

/// Words of labels and how types write them.
const SHORT: [(&str, &str); 8] = [
    ("administrator", LAST),
    ("administrators", LAST),
    ("admins", LAST),
    ("application", "app"),
    ("applications", "app"),
    ("organization", "org"),
    ("organizational", "org"),
    ("reports", "report"),
];

/// Whether a text can be the type or label of a standard role, by how it ends.
pub fn is_role_label(text: &str) -> bool {
    role_words(text).last().is_some_and(|word| word == LAST)
}

/// The words of a type or label as types write them, without capitals.
pub fn role_words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let short = |word: &str| {
        let word = word.to_lowercase();
        SHORT.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| (*short).to_owned())
    };
    words.map(short).collect()
}
