//! What the members of one object say together: methods, a path, a host, a status, whether it is used.

use crate::intake::columns::{self, Column};
use crate::intake::signs;
use crate::intake::tree::{Node, Value};
use crate::model::{Method, SetAside};

/// An object that may describe a call.
#[derive(Debug, Default)]
pub(super) struct Record<'n> {
    /// The methods as they are spelt; one that is empty stands for any.
    pub(super) methods: Vec<&'n str>,
    /// The path or URL.
    pub(super) target: Option<&'n Node<'n>>,
    /// The host that a path is on.
    pub(super) host: Option<&'n str>,
    /// What was answered; 0 when it does not say.
    pub(super) status: u16,
    /// Why it is not called.
    pub(super) set_aside: Option<SetAside>,
    /// Whether it is a link: it says what it relates to.
    pub(super) is_link: bool,
    /// Whether a member that holds methods and nothing else holds one.
    pub(super) has_method: bool,
    /// Whether a header, a credential or the name of a service shows that it goes to Okta.
    pub(super) is_oktas: bool,
}

impl<'n> Record<'n> {
    /// What an object says.
    pub(super) fn of(node: &'n Node<'n>) -> Self {
        let mut record = Self::default();
        let mut weak = Vec::new();
        for (key, value) in node.entries() {
            match Column::of(key) {
                Column::Method => {
                    let methods = methods(value);
                    record.has_method |= methods.iter().any(|method| is_method(method));
                    record.methods.extend(methods);
                }
                Column::Path if record.target.is_none() => {
                    record.target = Some(value).filter(|value| is_target(value));
                }
                Column::Host => record.host = record.host.or(value.text()),
                Column::Status => record.status = record.status.max(value.text().map_or(0, columns::status)),
                // Words that mean many things; here they are methods or nothing.
                _ if matches!(key, "type" | "action" | "operation") => {
                    weak.extend(methods(value).into_iter().filter(|word| is_method(word)));
                }
                _ => {}
            }
            let said = value.text().and_then(|text| columns::denied(key, text));
            record.set_aside = record.set_aside.or(said);
            record.is_link |= key == "rel";
            record.is_oktas |= shows_okta(key, value);
        }
        if record.methods.is_empty() {
            record.methods = weak;
        }
        record
    }

    /// A path with the host that stands beside it.
    pub(super) fn url(&self, path: &str) -> String {
        let is_host =
            |host: &&str| is_address(host) && (is_absolute(host) || host.contains(['.', '{', '$', '<']));
        match self.host.filter(is_host).filter(|_| path.starts_with('/')) {
            Some(host) => {
                let bare = !host.contains("://") && host.starts_with(|c: char| c.is_alphanumeric());
                let scheme = if bare { "https://" } else { "" };
                format!("{scheme}{}{path}", host.trim_end_matches('/'))
            }
            None => path.to_owned(),
        }
    }
}

/// Whether a member of an object shows that its call goes to Okta.
fn shows_okta(key: &str, value: &Node<'_>) -> bool {
    const HEADERS: [&str; 5] = ["header", "headers", "requestheaders", "responseheaders", "httpheaders"];
    const CREDENTIALS: [&str; 5] = ["auth", "authentication", "authorization", "credential", "credentials"];
    const SERVICES: [&str; 7] =
        ["connection", "connector", "product", "service", "system", "upstream", "vendor"];
    const LONGEST_NAME: usize = 40;
    let bare: String =
        key.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    let is_in = |list: &[&str]| list.contains(&&*bare);
    let names = |node: &Node<'_>| {
        node.text().is_some_and(|text| text.len() <= LONGEST_NAME && signs::is_setting(text))
    };
    match () {
        () if is_in(&HEADERS) => {
            signs::in_headers(value, signs::in_request_header)
                || signs::in_headers(value, signs::in_answer_header)
        }
        () if is_in(&CREDENTIALS) => {
            // `auth: okta` lets users of Okta in; `credentials: {oktaApi: …}` are for Okta.
            signs::holds_api_token(value) || value.entries().any(|(name, _)| signs::is_setting(name))
        }
        () if is_in(&SERVICES) => names(value) || value.get("name").is_some_and(names),
        () => signs::in_answer_header(key, ""),
    }
}

/// The methods that a value holds: `GET`, `GET, POST`, `["GET", "POST"]`; nothing when it holds anything else besides.
pub(super) fn methods<'n>(node: &'n Node<'_>) -> Vec<&'n str> {
    let of_text = |text: &'n str| -> Vec<&'n str> {
        const LONGEST: usize = 60;
        let words = text.split([',', '/', '|', '+', '&', ' ', ':']).filter(|word| !word.is_empty());
        let words: Vec<_> = words.collect();
        match &words[..] {
            ["ANY" | "any" | "ALL" | "all" | "*"] => vec![""],
            // One that no API knows is told apart later.
            [word] if Method::is_registered(word) => words,
            _ if text.len() <= LONGEST && words.iter().all(|word| is_method(word)) => words,
            _ => Vec::new(),
        }
    };
    match &node.value {
        Value::List(items) => items.iter().filter_map(Node::text).flat_map(of_text).collect(),
        Value::Text(text) | Value::Plain(text) => of_text(text),
        Value::Map(_) => Vec::new(),
    }
}

/// Whether a word is a method.
pub(super) fn is_method(word: &str) -> bool {
    word.parse::<Method>().is_ok()
}

/// Whether a value is a URL or a path and nothing else.
pub(super) fn is_target(node: &Node<'_>) -> bool {
    node.text().is_some_and(is_address)
}

/// Whether a text is a URL or a path and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    const LONGEST: usize = 4_000;
    let mut depth = 0_i32;
    let blank = |c: char| {
        depth += i32::from(matches!(c, '{' | '<')) - i32::from(matches!(c, '}' | '>'));
        depth == 0 && c.is_whitespace()
    };
    !text.is_empty() && text.len() <= LONGEST && text != "null" && !text.trim().contains(blank)
}

/// Whether a text is a path or URL by its beginning.
pub(super) fn is_absolute(text: &str) -> bool {
    let rest = text.strip_prefix('/');
    let is_path = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let is_url = text.contains("://") || (text.starts_with(['{', '$', '<']) && text.contains('/'));
    is_address(text) && (is_path || is_url)
}
