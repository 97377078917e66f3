//! Tokens as people keep them: bare, behind a scheme, in a header, in an answer of the token endpoint, in a variable.

use std::borrow::Cow;

use serde_json::Value;

use crate::limits::MAX_TOKEN_BYTES;

/// How deep an answer is searched.
const MAX_DEPTH: usize = 8;

/// How long the value of a header or variable may be: a token with the scheme, spaces and quotes around it.
const MAX_VALUE_BYTES: usize = MAX_TOKEN_BYTES + 64;

/// How long the name of a variable may be.
const MAX_NAME_BYTES: usize = 200;

/// How many beginnings of JSON, headers and values of a line are tried.
const MAX_TRIES: usize = 16;

/// The members of an answer that hold an access token.
const MEMBERS: [&str; 2] = ["access_token", "accessToken"];

/// The name of the header that holds a token.
const HEADER: &str = "authorization";

/// How long an API token is.
const API_TOKEN_CHARS: usize = 42;

/// A token with what stands before it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct TokenText<'t> {
    /// Whether the word before it says that it is an API token.
    is_ssws: bool,
    /// The token itself.
    pub(super) text: Cow<'t, str>,
}

/// What a text is that holds no token: never any part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoToken {
    pub(super) message: String,
    pub(super) help: &'static str,
}

const USUAL_HELP: &str = "give the whole access token, as the token endpoint answers it";

impl NoToken {
    fn new(message: &str) -> Self {
        Self { message: message.to_owned(), help: USUAL_HELP }
    }
}

impl<'t> TokenText<'t> {
    fn new(text: impl Into<Cow<'t, str>>) -> Self {
        Self { is_ssws: false, text: text.into() }
    }

    fn owned(self) -> TokenText<'static> {
        TokenText { is_ssws: self.is_ssws, text: Cow::Owned(self.text.into_owned()) }
    }

    /// Whether it is an API token: by its scheme or by its form.
    pub(super) fn is_api_token(&self) -> bool {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let has_form = self.text.len() == API_TOKEN_CHARS && self.text.starts_with("00");
        (has_form && self.text.chars().all(is_part)) || (self.is_ssws && !self.is_access_token())
    }

    /// Whether it has the form of an access token.
    fn is_access_token(&self) -> bool {
        let is_part =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '=');
        self.text.starts_with("eyJ") && self.text.contains('.') && self.text.chars().all(is_part)
    }

    fn is_token(&self) -> bool {
        self.is_api_token() || self.is_access_token()
    }

    /// Whether a header or variable may hold a token of this length.
    fn is_short(&self) -> bool {
        self.text.len() <= MAX_TOKEN_BYTES
    }
}

/// Whether a text is nothing but a token, in any form in which people keep one.
pub(super) fn looks_like_one(text: &str) -> bool {
    let text = trimmed(text);
    if text.starts_with(['{', '[']) || is_response(text) {
        let is_known = MEMBERS.iter().any(|name| text.contains(name));
        let value = if is_known { json(text) } else { None };
        return value.is_some_and(|value| MEMBERS.iter().any(|name| value.get(name).is_some()));
    }
    let is_line = text.lines().count() == 1;
    let is_header = || text.to_ascii_lowercase().starts_with(HEADER) && matches!(header(text), Some(Ok(_)));
    scheme(text).or_else(|| bare(text)).or_else(|| wrapped(text)).is_some_and(|token| token.is_token())
        || (is_line && (is_header() || variable(text).is_some()))
}

/// The token in a text; whatever it is, when nothing in the text has the form of one.
pub(super) fn find(text: &str) -> Result<TokenText<'_>, NoToken> {
    let text = trimmed(text);
    if let Some(token) = scheme(text).or_else(|| bare(text)).filter(TokenText::is_token) {
        return Ok(token);
    }
    if let Some(found) = answer(text).or_else(|| header(text)) {
        return found;
    }
    if let Some(token) = variable(text).or_else(|| wrapped(text)) {
        return Ok(token);
    }
    Ok(scheme(text).unwrap_or_else(|| TokenText::new(text)))
}

/// Whether a text begins with the word before a token, or with the header that holds one.
pub(super) fn begins_like_one(text: &str) -> bool {
    let text = trimmed(text);
    scheme(text).is_some() || text.to_ascii_lowercase().starts_with(HEADER)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
}

/// What stands in quotes, or the text itself.
fn unquoted(text: &str) -> &str {
    let text = trimmed(text);
    let within = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).or_else(|| within('`')).unwrap_or(text)
}

/// A text of one word.
fn bare(text: &str) -> Option<TokenText<'_>> {
    let text = unquoted(text);
    (!text.is_empty() && !text.contains(char::is_whitespace)).then(|| TokenText::new(text))
}

/// A token behind the word that says how it is used.
fn scheme(text: &str) -> Option<TokenText<'_>> {
    let (word, rest) = unquoted(text).split_once(char::is_whitespace)?;
    let word = word.trim_end_matches(':');
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    let token = bare(rest)?;
    (is("bearer") || is("dpop") || is("ssws")).then(|| TokenText { is_ssws: is("ssws"), ..token })
}

/// A token that was broken into several lines or words.
fn wrapped(text: &str) -> Option<TokenText<'static>> {
    let text = unquoted(text);
    if !text.contains(char::is_whitespace) {
        return None;
    }
    let joined: String = text.split_whitespace().collect();
    Some(TokenText::new(joined)).filter(TokenText::is_access_token)
}

/// A token in the header `Authorization`, among whatever else a text holds.
fn header(text: &str) -> Option<Result<TokenText<'_>, NoToken>> {
    let lower = text.to_ascii_lowercase();
    let mut other = None;
    for (at, _) in lower.match_indices(HEADER).take(MAX_TRIES) {
        let rest = text.get(at + HEADER.len()..).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'', '\\', ' ', '\t']);
        let Some(value) = rest.strip_prefix([':', '=']) else { continue };
        let value = value.trim_start_matches(['"', '\'', '\\', ' ', '\t']);
        let ends = |letter: char| matches!(letter, '"' | '\'' | '\\' | '\r' | '\n' | ',' | '}');
        let end = value.char_indices().take(MAX_VALUE_BYTES).find(|(_, letter)| ends(*letter));
        let end = end.map_or(value.len().min(MAX_VALUE_BYTES), |(end, _)| end);
        let value = value.get(..end).unwrap_or_default();
        let token = scheme(value).or_else(|| bare(value).filter(TokenText::is_token));
        match token.filter(TokenText::is_short) {
            Some(token) => return Some(Ok(token)),
            None => other = Some(NoToken::new("the header `Authorization` holds no token of Okta's API")),
        }
    }
    let help = "its value is `Bearer`, `DPoP` or `SSWS` and the token";
    other.map(|none| Err(NoToken { help, ..none }))
}

fn is_response(text: &str) -> bool {
    text.starts_with("HTTP/") || text.starts_with("< HTTP/")
}

/// A token in an answer of the token endpoint, with or without the headers of the response before it.
fn answer(text: &str) -> Option<Result<TokenText<'static>, NoToken>> {
    let value = json(text)?;
    if let Value::String(text) = &value {
        return Some(Ok(find_in_string(text)));
    }
    let token = member(&value, &|name| MEMBERS.contains(&name), MAX_DEPTH);
    let header = || member(&value, &|name| name.eq_ignore_ascii_case(HEADER), MAX_DEPTH);
    if let Some(token) = token.or_else(header) {
        return Some(Ok(find_in_string(token)));
    }
    Some(Err(no_member(&value)))
}

/// The first value of JSON that begins at the beginning of a line.
fn json(text: &str) -> Option<Value> {
    let starts = text.match_indices(['{', '[', '"']).map(|(at, _)| at);
    let is_first =
        |at: &usize| text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with('\n'));
    starts.filter(is_first).take(MAX_TRIES).find_map(|at| {
        let mut values = serde_json::Deserializer::from_str(text.get(at..)?).into_iter::<Value>();
        values.next()?.ok()
    })
}

fn find_in_string(text: &str) -> TokenText<'static> {
    let text = trimmed(text);
    scheme(text).unwrap_or_else(|| TokenText::new(text)).owned()
}

/// What an answer is that holds no access token.
fn no_member(value: &Value) -> NoToken {
    let has = |name: &str| value.get(name).is_some();
    let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default();
    match () {
        () if schema.starts_with("leastwise.org/") => NoToken {
            message: "this is a snapshot of an org, not a token".to_owned(),
            help: "read it with `leastwise audit --snapshot FILE`",
        },
        () if has("error") || has("errorCode") => NoToken {
            message: "Okta answered with an error, and no token".to_owned(),
            help: "ask for a token again, and give the answer that holds one",
        },
        () if has("id_token") => NoToken {
            message: "the answer holds an ID token and no access token".to_owned(),
            help: "ask for an access token: with `response_type=code` or `token`, or as client credentials",
        },
        () => NoToken {
            message: "the JSON has no `access_token`".to_owned(),
            help: "give the answer of the token endpoint, or the token alone; a file with a grant is read with --grant",
        },
    }
}

/// The first text in a value that a member of a wanted name holds.
fn member<'v>(value: &'v Value, is_wanted: &dyn Fn(&str) -> bool, depth: usize) -> Option<&'v str> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::Object(members) => {
            let own = members.iter().find(|(name, value)| is_wanted(name) && value.is_string());
            let own = own.and_then(|(_, value)| value.as_str());
            own.or_else(|| members.values().find_map(|value| member(value, is_wanted, depth)))
        }
        Value::Array(values) => values.iter().find_map(|value| member(value, is_wanted, depth)),
        _ => None,
    }
}

/// A token in a variable, as in `OKTA_TOKEN=…` or `token: …`; none where a text holds several.
fn variable(text: &str) -> Option<TokenText<'_>> {
    let mut found = text.lines().filter_map(value_of);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// The token that a line gives to a name.
fn value_of(line: &str) -> Option<TokenText<'_>> {
    let is_name = |letter: char| letter.is_alphanumeric() || "_-.$: \"'".contains(letter);
    line.match_indices(['=', ':']).take(MAX_TRIES).find_map(|(at, _)| {
        let (name, value) = line.split_at_checked(at)?;
        if name.len() > MAX_NAME_BYTES || value.len() > MAX_VALUE_BYTES {
            return None;
        }
        let value = value.get(1..)?.trim().trim_end_matches([';', ',']);
        let token = scheme(value).or_else(|| bare(value)).filter(TokenText::is_token)?;
        let token = Some(token).filter(TokenText::is_short)?;
        name.chars().all(is_name).then_some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCESS: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzY3AiOltdfQ.c2lnbmF0dXJl";
    const API: &str = "00a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";

    #[test]
    fn a_token_is_found_in_every_form() {
        for token in [ACCESS, API] {
            for (form, alone) in [
                (token.to_owned(), true),
                (format!("\u{feff}  {token}\r\n"), true),
                (format!("\"{token}\""), true),
                (format!("Bearer {token}\n"), true),
                (format!("bearer   {token}"), true),
                (format!("DPoP {token}"), true),
                (format!("SSWS {token}"), true),
                (format!("'SSWS {token}'"), true),
                (format!("Authorization: Bearer {token}"), true),
                (format!("authorization:SSWS {token}\r\n"), true),
                (format!("Authorization: {token}"), true),
                (format!("curl -H 'Authorization: SSWS {token}' https://acme.okta.com/api/v1/users"), false),
                (
                    format!("GET /api/v1/users HTTP/1.1\nHost: x\nAuthorization: DPoP {token}\nDPoP: eyJ"),
                    false,
                ),
                (format!("$headers = @{{ Authorization = \"Bearer {token}\" }}"), false),
                (format!("{{\"access_token\": \"{token}\", \"token_type\": \"Bearer\"}}"), true),
                (
                    format!("{{\"id_token\": \"eyJ.eyJ.x\", \"data\": [{{\"accessToken\": \"{token}\"}}]}}"),
                    false,
                ),
                (format!("{{\"headers\": {{\"authorization\": \"DPoP {token}\"}}}}"), false),
                (
                    format!("HTTP/1.1 200 OK\r\nx: {{y}}\r\n\r\n{{\n  \"access_token\": \"{token}\"\n}}\r\n"),
                    true,
                ),
                (format!("< HTTP/2 200 \n< \n{{\"access_token\":\"{token}\"}}* Connection left"), true),
                (format!("export OKTA_TOKEN='{token}'"), true),
                (format!("$env:OKTA_API_TOKEN = \"SSWS {token}\""), true),
                (format!("OKTA_ORG=https://acme.okta.com\nOKTA_TOKEN={token}\n"), false),
            ] {
                let found = find(&form).unwrap_or_else(|none| panic!("{none:?}"));
                assert_eq!((&*found.text, found.is_api_token()), (token, token == API), "{form}");
                assert_eq!(looks_like_one(&form), alone, "{form}");
            }
        }
        let broken = ACCESS.replace('.', ".\n");
        assert_eq!(find(&broken).map(|found| found.text.into_owned()).ok().as_deref(), Some(ACCESS));
        assert!(looks_like_one(&broken));
    }

    #[test]
    fn a_token_is_read_up_to_its_limit() {
        for (length, fits) in
            [(MAX_TOKEN_BYTES - 1, true), (MAX_TOKEN_BYTES, true), (MAX_TOKEN_BYTES + 1, false)]
        {
            let token = format!("eyJ.{}", "x".repeat(length - 4));
            for form in [
                format!("Authorization: Bearer {token}"),
                format!("curl -H 'Authorization: DPoP {token}' https://acme.okta.com"),
                format!("OKTA_TOKEN={token}"),
                format!("export OKTA_TOKEN='Bearer {token}'"),
                format!("A=b\ntoken:  {token}\n"),
            ] {
                let found = find(&form).is_ok_and(|found| found.text == token);
                assert_eq!(found, fits, "{length}: {form:.60}");
            }
        }
    }

    #[test]
    fn what_the_scheme_says_counts_where_the_form_says_nothing() {
        let is_api_token = |text| find(text).is_ok_and(|found| found.is_api_token());
        assert!(is_api_token("SSWS 00short") && is_api_token("Authorization: SSWS opaque"));
        assert!(!is_api_token("Bearer opaque") && !is_api_token(&format!("SSWS {ACCESS}")));
    }

    #[test]
    fn what_holds_no_token_says_what_it_is() {
        for (text, message) in [
            ("{\"error\": \"invalid_client\", \"error_description\": \"s3cr3t\"}", "an error"),
            ("{\"id_token\": \"s3cr3t\"}", "ID token"),
            ("{\"schema\": \"leastwise.org/1\"}", "snapshot"),
            ("{\"scopes\": [\"s3cr3t\"]}", "no `access_token`"),
            ("Authorization: Basic s3cr3t", "`Authorization` holds no token"),
        ] {
            let none = find(text).err().map(|none| none.message).unwrap_or_default();
            assert!(none.contains(message) && !none.contains("s3cr3t"), "{text}: {none}");
            assert!(!looks_like_one(text), "{text}");
        }
    }

    #[test]
    fn a_grant_is_no_token() {
        for text in [
            "scopes: [okta.users.read]\n",
            "principals:\n  - {name: Bearer, granted: {roles: [A]}}\n",
            "{\"scopes\": [], \"roles\": []}",
            "[{\"scopeId\": \"okta.users.read\"}]",
            "",
        ] {
            assert!(!looks_like_one(text), "{text}");
        }
    }
}
