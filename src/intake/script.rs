//! Requests that a script of a collection sends: `pm.sendRequest({url: …, method: …})`, as far as they can be read
//! where they stand.

/// The longest that a key of a request may be, with the quotes and blanks around it.
const LONGEST_KEY: usize = 40;

/// A request that a script sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    /// The line of the script, from 0.
    pub(super) line: usize,
    /// The method as it is spelt; empty when none is given.
    pub(super) method: String,
    /// The URL, with placeholders for what is worked out; nothing when it does not stand there.
    pub(super) url: Option<String>,
    /// Whether it stands in a comment.
    pub(super) commented: bool,
    /// Whether it sends an API token of Okta's.
    pub(super) is_oktas: bool,
}

/// The requests of a script, in order.
pub(super) fn requests(script: &str) -> Vec<Sent> {
    const SENDS: &str = ".sendRequest(";
    let mut found = Vec::new();
    let (mut rest, mut line) = (script, 0);
    while let Some((before, after)) = rest.split_once(SENDS) {
        line += before.matches('\n').count();
        let start = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let mut reader = Reader { rest: after };
        let (method, url) = reader.argument();
        let url = Some(url).filter(|url| url.contains('/'));
        let commented = start.starts_with("//") || start.starts_with('*');
        let taken = after.len() - reader.rest.len();
        let argument = after.get(..taken).unwrap_or_default();
        let is_oktas = argument.split(['"', '\'', '`']).any(super::signs::is_api_token);
        found.push(Sent { line, method, url, commented, is_oktas });
        line += after.get(..taken).unwrap_or_default().matches('\n').count();
        rest = reader.rest;
    }
    found
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// The method and the URL in the first argument: a URL, or an object with both.
    fn argument(&mut self) -> (String, String) {
        self.rest = self.rest.trim_start();
        let Some(inside) = self.rest.strip_prefix('{') else { return (String::new(), self.expression()) };
        self.rest = inside;
        let (mut method, mut url) = (String::new(), String::new());
        while let Some(key) = self.key() {
            let value = self.expression();
            match key.as_str() {
                "method" => method = value,
                "url" => url = value,
                _ => {}
            }
        }
        (method, url)
    }

    /// The next key of the object, with its colon taken.
    fn key(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let (colon, _) = self.rest.char_indices().take(LONGEST_KEY).find(|(_, c)| *c == ':')?;
        let key = self.rest.get(..colon)?.trim().trim_matches(['\'', '"']);
        if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        self.rest = self.rest.get(colon + 1..)?;
        Some(key.to_owned())
    }

    /// An expression up to the comma or bracket that ends it: texts as they stand, placeholders for all else.
    fn expression(&mut self) -> String {
        let mut out = String::new();
        let mut depth = 0_usize;
        let mut word = String::new();
        let mut chars = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '\'' | '"' | '`' => {
                    let text = quoted(&mut chars, c);
                    if depth == 0 {
                        out.push_str(&text);
                    } else if word == "get" {
                        word = text;
                    }
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' | ',' | ';' if depth == 0 => {
                    end = at;
                    break;
                }
                ')' | ']' | '}' => depth -= 1,
                '+' if depth == 0 => flush(&mut word, &mut out),
                c if c.is_alphanumeric() || c == '_' => word.push(c),
                '.' if depth == 0 => word.clear(),
                _ => {}
            }
        }
        flush(&mut word, &mut out);
        self.rest = self.rest.get(end..).unwrap_or_default();
        out
    }
}

/// What a name worked out to, as a placeholder: that of `pm.environment.get("baseUrl")` is the variable itself.
fn flush(word: &mut String, out: &mut String) {
    if !word.is_empty() {
        out.push_str(&format!("{{{{{word}}}}}"));
        word.clear();
    }
}

/// The text up to the quote that closes it.
fn quoted(chars: &mut std::str::CharIndices<'_>, quote: char) -> String {
    let mut text = String::new();
    while let Some((_, c)) = chars.next() {
        match c {
            '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
            c if c == quote => break,
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_where_they_stand() {
        for (script, expected) in [
            (
                "pm.sendRequest('https://acme.okta.com/api/v1/users', f);",
                &["0  https://acme.okta.com/api/v1/users"][..],
            ),
            (
                "// x\npm.sendRequest({url: base + '/api/v1/users/' + user.id, method: \"POST\", header: {a: 'b'}}, f)",
                &["1 POST {{base}}/api/v1/users/{{id}}"],
            ),
            (
                "pm.sendRequest({\n  method: 'DELETE',\n  'url': pm.environment.get(\"baseUrl\") + `/users/${id}`\n})\npm.sendRequest(x)",
                &["0 DELETE {{baseUrl}}/users/${id}", "4  -"],
            ),
            ("  // pm.sendRequest('/api/v1/groups')", &["0  /api/v1/groups commented"]),
            ("pm.sendRequest(", &["0  -"]),
            ("pm.sendRequest({url: '", &["0  -"]),
            ("pm.test('x')", &[]),
        ] {
            let told = |sent: Sent| {
                let commented = if sent.commented { " commented" } else { "" };
                format!("{} {} {}{commented}", sent.line, sent.method, sent.url.unwrap_or("-".into()))
            };
            assert_eq!(requests(script).into_iter().map(told).collect::<Vec<_>>(), expected, "{script}");
        }
    }
}
