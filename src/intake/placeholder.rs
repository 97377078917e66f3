//! Placeholders in paths, whatever language wrote them: `{id}`, `${user["id"]}`, `%(id)s`, `:id(\d+)`, `<%= id %>`.

use std::borrow::Cow;

/// The longest that a placeholder may be, in characters.
const LONGEST: usize = 200;

/// The position of the bracket that closes the one here, with those of its kind inside.
pub(super) fn closing(chars: &[char], open: usize) -> Option<usize> {
    let opens = *chars.get(open)?;
    let closes = match opens {
        '{' => '}',
        '<' => '>',
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let mut depth = 0_usize;
    for (offset, &c) in chars.get(open..)?.iter().take(LONGEST).enumerate() {
        depth += usize::from(c == opens);
        depth -= usize::from(c == closes);
        if depth == 0 {
            return Some(open + offset);
        }
    }
    None
}

/// Whether what stands in brackets is a name, as people write one.
pub(super) fn is_plain(inner: &[char]) -> bool {
    const SIGNS: &str = " _-.$|:,*{}<>";
    let name = match inner {
        ['?' | '&', rest @ ..] => rest,
        all => all,
    };
    name.iter().all(|c| c.is_alphanumeric() || SIGNS.contains(*c))
}

/// The text with `{name}` in place of every placeholder that is more than a name.
pub(super) fn tidy(raw: &str) -> Cow<'_, str> {
    let opens = raw.bytes().any(|c| matches!(c, b'{' | b'<' | b'[' | b'('));
    if !opens && !raw.contains("?/") {
        return Cow::Borrowed(raw);
    }
    let chars: Vec<char> = raw.chars().collect();
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    let mut start = 0;
    let mut seen = 0;
    while let Some(&c) = chars.get(at) {
        // Only what is new can hold another slash: looking through all of it each time would never end.
        let slash = out.get(seen..).and_then(|new| new.rfind('/'));
        start = slash.map_or(start, |slash| seen + slash + 1);
        seen = out.len();
        let segment = out.get(start..).unwrap_or_default();
        let pattern = c == '(' && segment.starts_with(':');
        let group = match c {
            '{' | '<' | '[' => closing(&chars, at),
            '(' if pattern || segment.is_empty() || segment.ends_with(['$', '%']) => closing(&chars, at),
            _ => None,
        };
        match group {
            Some(close) if pattern => at = close,
            Some(close) if c != '(' && is_plain(&chars[at + 1..close]) => {
                out.extend(&chars[at..=close]);
                at = close;
            }
            Some(close) => {
                let format = out.ends_with('%');
                out.truncate(out.trim_end_matches(['$', '%', '#']).len());
                seen = out.len();
                out.push_str(&format!("{{{}}}", name(&chars[at + 1..close])));
                at = close + usize::from(format && matches!(chars.get(close + 1), Some('s' | 'd' | 'i')));
            }
            // An optional parameter, not the beginning of a query.
            None if c == '?' && chars.get(at + 1) == Some(&'/') => {}
            None => out.push(c),
        }
        at += 1;
    }
    Cow::Owned(out)
}

/// The name in an expression: its letters, digits and dots.
fn name(expression: &[char]) -> String {
    const LONGEST_NAME: usize = 30;
    let letters = expression.iter().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let name: String = letters.collect();
    name.chars().take(LONGEST_NAME).collect::<String>().trim_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_become_names() {
        for (raw, expected) in [
            ("/users/{id}/x", "/users/{id}/x"),
            ("/users/{user id}/x", "/users/{user id}/x"),
            ("/users/${user[\"id\"]}/x", "/users/{userid}/x"),
            ("/users/$($user.id)/x", "/users/{user.id}/x"),
            ("/users/%(id)s/x", "/users/{id}/x"),
            ("/users/(id)/x", "/users/{id}/x"),
            ("/users/:id(\\d+)/x", "/users/:id/x"),
            ("/users/:id?/x?limit=1", "/users/:id/x?limit=1"),
            ("/users/<%= id %>/x", "/users/{id}/x"),
            ("/users/{id:[a-z/0-9]+}/x", "/users/{idaz09}/x"),
            ("/users/{{$json[\"id\"]}}/x", "/users/{jsonid}/x"),
            ("/users{?activate,provider}", "/users{?activate,provider}"),
            ("/users/{id", "/users/{id"),
            ("/users?q=(a)", "/users?q=(a)"),
        ] {
            assert_eq!(tidy(raw), expected, "{raw}");
        }
    }
}
