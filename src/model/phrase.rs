//! Names and counts as sentences say them.

/// A number with its noun: `1 call`, `3 calls`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Names as a sentence lists them: `a`, `a and b`, `a, b and c`.
pub fn listed<Name: AsRef<str>>(names: &[Name]) -> String {
    joined(names, " and ")
}

/// The same for names of which one is enough: `a, b or c`.
pub fn either<Name: AsRef<str>>(names: &[Name]) -> String {
    joined(names, " or ")
}

fn joined<Name: AsRef<str>>(names: &[Name], before_last: &str) -> String {
    let comma = |names: &[Name]| names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{}{before_last}{}", comma(rest), last.as_ref()),
        _ => comma(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_like_sentences() {
        assert_eq!(listed::<&str>(&[]), "");
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
        assert_eq!((plural(1, "call"), plural(0, "call")), ("1 call".to_owned(), "0 calls".to_owned()));
    }
}
