//! Regular expressions for paths, as stubs have them, read as paths with placeholders.

/// What a regular expression for a path stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paths {
    /// The path, with `{_}` for every segment that may be anything and `{a|b}` for one of several words.
    pub(super) path: String,
    /// Whether it fits longer paths too.
    pub(super) is_open: bool,
}

/// The path of a regular expression, with the names of query parameters that it asks for.
pub(super) fn paths(pattern: &str) -> Paths {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    let mut parts = Parts::default();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                // What follows is the query; of that only names count.
                Some('?') => {
                    parts.query(chars);
                    return Paths { path: parts.path, is_open: false };
                }
                Some('/') => parts.end_segment(),
                Some(letter) if letter.is_alphanumeric() => parts.wild(),
                Some(sign) => parts.literal(sign),
                None => {}
            },
            '/' => parts.end_segment(),
            '[' => {
                let mut escaped = false;
                for inner in chars.by_ref() {
                    if inner == ']' && !escaped {
                        break;
                    }
                    escaped = inner == '\\' && !escaped;
                }
                parts.wild();
            }
            '(' => {
                let inner = group(&mut chars);
                let optional = chars.next_if(|c| matches!(c, '?' | '*')).is_some();
                parts.group(&inner, optional);
            }
            '.' => {
                parts.is_open = matches!(chars.peek(), Some('*' | '+'));
                parts.wild();
            }
            '{' if parts.is_wild => while chars.next_if(|c| *c != '}').is_some() {},
            '*' | '+' | '?' | '}' if parts.is_wild => {}
            // Somebody forgot to escape the mark before the query: no path has a letter that may be there or not.
            '?' if chars.clone().any(|c| c == '=') => {
                parts.query(chars);
                return Paths { path: parts.path, is_open: false };
            }
            '?' => {}
            other => parts.literal(other),
        }
    }
    parts.end();
    Paths { path: parts.path, is_open: parts.is_open }
}

/// What stands in a group whose parenthesis is taken, without its own.
fn group(chars: &mut impl Iterator<Item = char>) -> String {
    let mut depth = 0;
    let mut inner = String::new();
    for c in chars {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            _ => {}
        }
        inner.push(c);
    }
    inner
}

#[derive(Default)]
struct Parts {
    path: String,
    segment: String,
    /// Whether something in the segment may be anything.
    is_wild: bool,
    is_open: bool,
}

impl Parts {
    fn literal(&mut self, c: char) {
        self.is_open = false;
        self.segment.push(c);
    }

    fn wild(&mut self) {
        self.is_wild = true;
    }

    /// The rest is the query, in which only names count.
    fn query(&mut self, rest: impl Iterator<Item = char>) {
        self.end();
        self.path.push('?');
        self.path.extend(rest.filter(|c| !matches!(c, '(' | ')' | '\\' | '?')));
    }

    /// A group: words to choose from, the query, or anything.
    fn group(&mut self, inner: &str, optional: bool) {
        let inner = inner.trim_start_matches("?:").trim_start_matches("?i:");
        let is_word =
            |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        match () {
            () if inner.starts_with("\\?") || inner.starts_with("/?") || inner.starts_with('?') => {}
            () if optional => self.is_open = true,
            () if inner.split('|').all(is_word) => self.segment.push_str(&format!("{{{inner}}}")),
            () => {
                self.is_open = matches!(inner, ".*" | ".+");
                self.wild();
            }
        }
    }

    fn end_segment(&mut self) {
        self.end();
        self.path.push('/');
    }

    fn end(&mut self) {
        // `users.*` is `users` and whatever follows it.
        let literal = !self.segment.is_empty() && self.is_open;
        if self.is_wild && !literal {
            self.path.push_str("{_}");
        } else {
            self.path.push_str(&self.segment);
        }
        self.segment.clear();
        self.is_wild = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_paths() {
        for (pattern, path, is_open) in [
            ("/api/v1/users/[^/]+", "/api/v1/users/{_}", false),
            (
                "^/api/v1/users/[a-zA-Z0-9]{20}/lifecycle/suspend$",
                "/api/v1/users/{_}/lifecycle/suspend",
                false,
            ),
            ("/api/v1/users/00u\\w+/groups", "/api/v1/users/{_}/groups", false),
            ("/api/v1/users/(.*)/factors/(\\d+)", "/api/v1/users/{_}/factors/{_}", false),
            ("/api/v1/users(\\?.*)?", "/api/v1/users", false),
            ("/api/v1/groups/[a-z]{20}/users(?:\\?.*)?$", "/api/v1/groups/{_}/users", false),
            ("/api/v1/users(/.*)?", "/api/v1/users", true),
            ("/api/v1/users?limit=10", "/api/v1/users?limit=10", false),
            ("/api/v1/users/?", "/api/v1/users/", false),
            ("/api/v1/users\\?limit=\\d+&after=.*", "/api/v1/users?limit=d+&after=.*", false),
            (
                "/api/v1/users/[^/?]+/lifecycle/(suspend|unsuspend)",
                "/api/v1/users/{_}/lifecycle/{suspend|unsuspend}",
                false,
            ),
            ("/api/v1/users.*", "/api/v1/users", true),
            ("/api/v1/users/.*", "/api/v1/users/{_}", true),
            ("/api/v1/users/.+/groups", "/api/v1/users/{_}/groups", false),
            (
                "/oauth2/default/\\.well-known/openid-configuration",
                "/oauth2/default/.well-known/openid-configuration",
                false,
            ),
            ("\\/api\\/v1\\/groups\\/[0-9a-f\\-]{36}", "/api/v1/groups/{_}", false),
            (".*", "{_}", true),
            ("/api/v1/users/[", "/api/v1/users/{_}", false),
            ("/api/v1/(", "/api/v1/{_}", false),
        ] {
            assert_eq!(paths(pattern), Paths { path: path.to_owned(), is_open }, "{pattern}");
        }
    }
}
