//! Words that are methods: `GET`, `delete`, `requests.delete(`, `http.MethodDelete`, `-Method Delete`.

use crate::model::Method;

/// The method that a word on a line is. Beside its key, as in `method: delete`, or called, as in `requests.delete(`, it
/// can be nothing else.
pub(super) fn spoken_method(chars: &[char], at: usize, end: usize) -> Option<(Method, bool)> {
    const KEYS: [&str; 6] = ["method", "verb", "httpmethod", "http_method", "request", "x"];
    let word: Vec<char> = match chars[at..end].strip_prefix(&['M', 'e', 't', 'h', 'o', 'd']) {
        Some(rest) if at > 0 && chars[at - 1] == '.' => rest.to_vec(),
        _ => chars[at..end].iter().copied().collect::<String>().trim_matches('_').chars().collect(),
    };
    let fetches = word == ['w', 'g', 'e', 't'] && chars.get(end) == Some(&' ');
    let (method, weak) = if fetches { (Method::Get, false) } else { method(&word)? };
    let next = chars.get(end);
    let arrow = matches!(chars.get(end + 1), Some('>' | '/'));
    if matches!(next, Some('-' | '_')) && !arrow {
        return None;
    }
    let called = at > 0 && chars[at - 1] == '.';
    if called && !(next == Some(&'(') || word.len() < end - at) {
        return None;
    }
    let before: String = chars[at.saturating_sub(20)..at].iter().collect::<String>().to_lowercase();
    let key = before.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let key = key.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let keyed = KEYS.contains(&key) && !before.ends_with(|c: char| c.is_alphanumeric());
    Some((method, weak && !called && !keyed))
}

/// The method that a word is, and whether it may be an ordinary word.
pub(super) fn method(word: &[char]) -> Option<(Method, bool)> {
    if word.len() > 7 {
        return None;
    }
    let word: String = word.iter().collect();
    let method = if word == "DEL" { Method::Delete } else { word.parse().ok()? };
    Some((method, !word.chars().all(|c| c.is_ascii_uppercase())))
}
