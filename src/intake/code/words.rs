//! What names say: which method a function sends, whether it makes a URL, serves a route, or only speaks of one.

use super::vocabulary::{BESIDE, CHECKS, MADE, ROUTERS, SERVES, SPEAKS, STORES, has as listed};
use crate::model::Method;

/// The words of a name: `PostAsJsonAsync`, `get_all_pages`, `HTTPPut`.
pub(super) fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
            before = ' ';
            continue;
        }
        let after_small = before.is_lowercase() || before.is_ascii_digit();
        let ends_capitals = before.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase());
        if before == ' ' || (c.is_uppercase() && (after_small || ends_capitals)) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(c.to_lowercase());
        }
        before = c;
    }
    parts
}

/// The method that a word is.
fn verb(word: &str) -> Option<Method> {
    match word {
        "get" => Some(Method::Get),
        "post" => Some(Method::Post),
        "put" => Some(Method::Put),
        "patch" => Some(Method::Patch),
        "delete" | "del" => Some(Method::Delete),
        "head" => Some(Method::Head),
        _ => None,
    }
}

/// The method that a function sends by its name: `get`, `PostAsJsonAsync`, `http_delete`, `HttpPut`.
pub(super) fn sends(name: &str) -> Option<Method> {
    let parts = parts(name);
    let mut found = None;
    for part in &parts {
        match verb(part) {
            Some(_) if found.is_some() => return None,
            Some(method) => found = Some(method),
            None if listed(BESIDE, part) => {}
            None => return None,
        }
    }
    found
}

/// The method that a function sends whose whole name is one, as in a chain: `.get()`, `.POST(…)`, `.GetJsonAsync()`.
pub(super) fn sends_in_chain(name: &str) -> Option<Method> {
    let exact = verb(&name.to_ascii_lowercase());
    exact.or_else(|| sends(name).filter(|_| name.ends_with("Async")))
}

/// The method that a text or name spells: `GET`, `delete`, `MethodPost`.
pub(super) fn spelt(word: &str) -> Option<Method> {
    let word = word.strip_prefix("Method").filter(|rest| !rest.is_empty()).unwrap_or(word);
    let word = word.strip_prefix("METHOD_").unwrap_or(word);
    word.parse().ok()
}

fn has(name: &str, wanted: &[&str]) -> bool {
    parts(name).iter().any(|part| wanted.contains(&part.as_str()))
}

fn last<'w>(words: &[&'w str]) -> &'w str {
    words.last().copied().unwrap_or_default()
}

/// Whether a text has the form of a segment of a path: a word or an id.
pub(super) fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// `fmt.Sprintf`, `String.format`, `format!`.
pub(super) fn is_format(words: &[&str]) -> bool {
    matches!(
        last(words),
        "Sprintf" | "sprintf" | "format" | "Format" | "stringWithFormat" | "vsprintf" | "interpolate"
    )
}

/// `path.Join`, `url.JoinPath`, `File.join`, `Path.Combine`.
pub(super) fn is_join(words: &[&str]) -> bool {
    let owned =
        words.len() > 1 && has(words[words.len() - 2], &["path", "url", "uri", "file", "posixpath", "posix"]);
    matches!(last(words), "JoinPath" | "joinpath" | "url_join" | "urlJoin" | "joinPaths" | "url_path_join")
        || (owned && matches!(last(words), "join" | "Join" | "Combine") && !resolves(words))
}

/// `urljoin`, `URI.join`, `new URL(path, base)`: a path is seen from a base.
pub(super) fn resolves(words: &[&str]) -> bool {
    matches!(last(words), "urljoin" | "URL" | "Uri" | "ResolveReference")
        || (last(words) == "join"
            && words.len() > 1
            && matches!(words[words.len() - 2], "URI" | "Addressable"))
}

/// Whether a call makes a URL out of its argument and sends nothing: `URI.create`, `new Uri`, `this.buildUrl`.
pub(super) fn is_url_made(words: &[&str], arguments: usize) -> bool {
    let name = last(words);
    let owner = if words.len() > 1 { words[words.len() - 2] } else { "" };
    let url_word = has(name, &["url", "uri", "urls", "endpoint", "path", "href"]);
    if is_setter(words) {
        return false;
    }
    let made = match name {
        "create" | "parse" | "of" | "from" | "get" | "valueOf" => {
            has(owner, &["url", "uri", "urls", "urllib"])
        }
        "Request" | "RestRequest" | "URLRequest" => arguments == 1,
        _ => listed(MADE, name) || url_word,
    };
    made && arguments > 0 && !is_log(words)
}

/// Whether a call is the part of a chain that says where a request goes: `.uri(…)`, `.url(…)`, `.path(…)`.
pub(super) fn is_setter(words: &[&str]) -> bool {
    let exact = matches!(
        last(words),
        "url"
            | "uri"
            | "path"
            | "target"
            | "setUri"
            | "setUrl"
            | "withUri"
            | "withUrl"
            | "endpoint"
            | "newBuilder"
            | "Url"
    );
    let owner = if words.len() > 1 { words[words.len() - 2] } else { "" };
    exact && words.len() > 1 && !matches!(owner, "this" | "self" | "$this")
}

/// Whether a call writes a message, or makes an error of one.
pub(super) fn is_log(words: &[&str]) -> bool {
    let name = last(words).to_ascii_lowercase();
    let owner = words.iter().rev().nth(1).map(|owner| owner.to_ascii_lowercase()).unwrap_or_default();
    let owner = owner.trim_matches('_').trim_start_matches('$');
    let speaks = |part: &String| {
        matches!(
            part.as_str(),
            "log" | "logger" | "warn" | "warning" | "debug" | "print" | "println" | "trace" | "exception"
        )
    };
    listed(SPEAKS, &name)
        || parts(last(words)).iter().any(speaks)
        || name.ends_with("error")
        || name.ends_with("exception")
        || matches!(owner, "log" | "logger" | "logging" | "console" | "errors" | "slog" | "tracing")
        || (owner == "fmt" && name != "sprintf")
}

/// Whether a call compares or expects, as tests do.
pub(super) fn is_check(words: &[&str]) -> bool {
    let name = last(words).to_ascii_lowercase();
    let first = parts(last(words)).first().cloned().unwrap_or_default();
    let owner = words.first().map(|owner| owner.to_ascii_lowercase()).unwrap_or_default();
    listed(CHECKS, &name)
        || matches!(first.as_str(), "assert" | "expect" | "verify" | "starts" | "ends" | "should")
        || matches!(owner.as_str(), "assert" | "assertions" | "expect" | "require" | "strings" | "t")
            && words.len() > 1
            && !matches!(name.as_str(), "get" | "post" | "put" | "delete")
}

/// Whether a call answers a path instead of asking for it: routes of a server, stubs of a test.
pub(super) fn is_served(words: &[&str], all_capitals_serve: bool) -> bool {
    let name = last(words).to_ascii_lowercase();
    if listed(SERVES, &name) {
        return true;
    }
    let method = sends(last(words)).is_some() || name == "all" || name == "add";
    let owner =
        words.iter().rev().skip(1).map(|word| word.trim_start_matches(['$', '@', '_']).to_ascii_lowercase());
    let routed = owner.into_iter().any(|word| {
        listed(ROUTERS, &word)
            || word.ends_with("router")
            || word.ends_with("mock")
            || word.starts_with("mock")
    });
    let capitals = all_capitals_serve && last(words).chars().all(|c| c.is_ascii_uppercase());
    method && (routed || capitals)
}

/// Whether a call looks something up by a key that only looks like a path.
pub(super) fn is_lookup(words: &[&str]) -> bool {
    let Some(owner) = words.iter().rev().nth(1) else { return false };
    parts(owner).last().is_some_and(|word| listed(STORES, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_method_that_they_send() {
        for (name, method) in [
            ("get", Some(Method::Get)),
            ("PostAsJsonAsync", Some(Method::Post)),
            ("http_delete", Some(Method::Delete)),
            ("HttpPut", Some(Method::Put)),
            ("getForObject", Some(Method::Get)),
            ("GetFromJsonAsync", Some(Method::Get)),
            ("del", Some(Method::Delete)),
            ("getUser", None),
            ("get_url", None),
            ("buildPath", None),
            ("postOrPut", None),
            ("delete_cache_key", None),
            ("request", None),
        ] {
            assert_eq!(sends(name), method, "{name}");
        }
    }

    #[test]
    fn names_are_split_into_words() {
        for (name, expected) in [
            ("getHTTPResponse", vec!["get", "http", "response"]),
            ("list_users", vec!["list", "users"]),
            ("UserAPI", vec!["user", "api"]),
            ("oauth2Client", vec!["oauth2", "client"]),
            ("_client", vec!["client"]),
        ] {
            assert_eq!(parts(name), expected, "{name}");
        }
    }
}
