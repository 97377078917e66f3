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

/// The method that a misspelled word is meant to be: capitals, one letter wrong, missing, too many, or two exchanged.
/// Other words of capitals that are spelled alike are none.
pub(super) fn misspelled(word: &[char]) -> Option<Method> {
    const OTHER_WORDS: [&str; 36] = [
        "SET", "LET", "BET", "NET", "YET", "WET", "PET", "JET", "MET", "GOT", "GUT", "GEL", "GEM", "BUT",
        "CUT", "NUT", "HUT", "OUT", "PUB", "PUN", "PUSH", "PATH", "HOST", "PORT", "COST", "LOST", "MOST",
        "PAST", "READ", "LEAD", "HEAP", "HEAR", "BATCH", "MATCH", "WATCH", "OPTION",
    ];
    if !(3..=8).contains(&word.len()) || !word.iter().all(char::is_ascii_uppercase) {
        return None;
    }
    let word: String = word.iter().collect();
    let near = |method: &Method| strsim::osa_distance(&word, method.name()) == 1;
    let mut meant = Method::ALL.into_iter().filter(near);
    let method = meant.next().filter(|_| !OTHER_WORDS.contains(&word.as_str()))?;
    meant.next().is_none().then_some(method)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_methods_are_told_from_other_words() {
        for (word, expected) in [
            ("GTE", Some(Method::Get)),
            ("GETT", Some(Method::Get)),
            ("PSOT", Some(Method::Post)),
            ("POTS", Some(Method::Post)),
            ("DELTE", Some(Method::Delete)),
            ("DELEET", Some(Method::Delete)),
            ("PACTH", Some(Method::Patch)),
            ("PATH", None),
            ("HOST", None),
            ("SET", None),
            ("Gte", None),
            ("UPDATE", None),
            ("LIST", None),
        ] {
            assert_eq!(misspelled(&word.chars().collect::<Vec<_>>()), expected, "{word}");
        }
    }
}
