//! What in a document shows that a request goes to Okta: headers, credentials, titles.

use std::collections::BTreeSet;

use super::Context;
use super::calls::Calls;
use super::options::Standing;
use super::tree::Node;
use crate::model::{Asked, Attribution, Call, is_local_host, names_okta};

/// The scheme of Okta's API tokens.
const TOKEN_SCHEME: &str = "SSWS";

/// Beginnings of words in titles of something that only has to do with Okta and has an API of its own.
const OTHER_PRODUCTS: [&str; 17] = [
    "adapter",
    "adaptor",
    "backend",
    "bridge",
    "connector",
    "emulator",
    "exporter",
    "facade",
    "importer",
    "middleware",
    "mock",
    "proxy",
    "receiver",
    "scim",
    "simulator",
    "sync",
    "wrapper",
];

/// Parts of the names of settings by which a program lets users of Okta in, or hears from it, on routes of its own.
const OWN_ROUTES: [&str; 9] =
    ["auth", "callback", "guard", "jwt", "login", "oidc", "protect", "sso", "webhook"];

/// How deep a credential may nest in what describes it.
const MAX_DEPTH: usize = 4;

/// Whether a header of a request shows that it goes to Okta: an API token, or what only clients of Okta send.
pub(super) fn in_request_header(name: &str, value: &str) -> bool {
    const OF_CLIENTS: [&str; 2] = ["x-okta-user-agent-extended", "x-okta-xsrftoken"];
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
    (is("authorization") && is_api_token(value)) || OF_CLIENTS.into_iter().any(is)
}

/// Whether a header of an answer shows that Okta gave it, such as `x-okta-request-id`.
pub(super) fn in_answer_header(name: &str, _value: &str) -> bool {
    const OF_OKTA: &str = "x-okta-";
    name.get(..OF_OKTA.len()).is_some_and(|prefix| prefix.eq_ignore_ascii_case(OF_OKTA))
}

/// Whether a credential is an API token of Okta's: `SSWS {{apikey}}`, `{{SSWS_TOKEN}}`.
pub(super) fn is_api_token(value: &str) -> bool {
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || "{}<$\"'`=".contains(c));
    let Some((scheme, rest)) = value.split_at_checked(TOKEN_SCHEME.len()) else { return false };
    scheme.eq_ignore_ascii_case(TOKEN_SCHEME) && !rest.starts_with(char::is_alphanumeric)
}

/// Whether what describes a credential holds an API token of Okta's.
pub(super) fn holds_api_token(credential: &Node<'_>) -> bool {
    fn holds(node: &Node<'_>, depth: usize) -> bool {
        depth > 0
            && (node.text().is_some_and(is_api_token)
                || node.items().iter().any(|item| holds(item, depth - 1))
                || node.entries().any(|(_, value)| holds(value, depth - 1)))
    }
    !credential.says("disabled") && holds(credential, MAX_DEPTH)
}

/// Whether one of these headers is such a sign. Headers are lines of a text, a map, a list of pairs, a list of names and
/// values, or a list of both by turns.
pub(super) fn in_headers(headers: &Node<'_>, is_sign: fn(&str, &str) -> bool) -> bool {
    let text_of = |node: &Node<'_>| -> String {
        let nested = || node.entries().next().and_then(|(_, value)| value.text());
        let first = || node.items().first().and_then(Node::text);
        node.text().or_else(first).or_else(nested).unwrap_or_default().to_owned()
    };
    if let Some(text) = headers.text() {
        let pairs = text.lines().filter_map(|line| line.split_once(':'));
        return pairs.into_iter().any(|(name, value)| is_sign(name.trim(), value.trim()));
    }
    let named = |item: &Node<'_>| {
        let name = item.text_of("name").or_else(|| item.text_of("key")).unwrap_or_default();
        let is_off = item.says("disabled") || item.text_of("enabled") == Some("false");
        !is_off && is_sign(name, item.text_of("value").unwrap_or_default())
    };
    let items = headers.items();
    let is_pair = |item: &Node<'_>| match item.items() {
        [name, value] => is_sign(name.text().unwrap_or_default(), &text_of(value)),
        _ => named(item),
    };
    headers.entries().any(|(name, value)| is_sign(name, &text_of(value)))
        || items.iter().any(is_pair)
        || items.chunks(2).any(|two| match two {
            [name, value] => name.text().is_some_and(|name| is_sign(name, &text_of(value))),
            _ => false,
        })
}

/// Whether a collection, a folder or a document of this title is about Okta's APIs.
pub(super) fn is_title(title: &str) -> bool {
    names_okta(title) && {
        let title = title.to_lowercase();
        !OTHER_PRODUCTS.into_iter().any(|word| title.contains(word))
    }
}

/// Whether a setting of this name holds what a program calls Okta by.
pub(super) fn is_setting(name: &str) -> bool {
    is_title(name) && {
        let name = name.to_lowercase();
        !OWN_ROUTES.into_iter().any(|word| name.contains(word))
    }
}

/// Attributes the calls from this one on to Okta, of which a title or a credential around them says so, where they all
/// go to the same host.
pub(super) fn attribute_single_host(calls: &mut Calls, first: usize) {
    let titled = calls.found.calls.get(first..).unwrap_or_default();
    let hosts: BTreeSet<&str> = titled.iter().filter_map(Call::host).collect();
    if hosts.len() == 1 && !hosts.into_iter().any(is_local_host) {
        for call in calls.found.calls.split_off(first) {
            calls.push(call.attributed(Attribution::Explicit));
        }
    }
}

/// Leaves out what is only named: in a table that was found in a folder any word may go by the name of an operation.
pub(super) fn leave_out_names(calls: &mut Calls, context: &Context<'_>) {
    if context.standing == Standing::Found {
        calls.found.calls.retain(|call| !matches!(call.asked, Asked::Name(_)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::tree;

    #[test]
    fn api_tokens_are_told_from_other_credentials() {
        for (value, expected) in [
            ("SSWS 00abc", true),
            ("ssws {{apikey}}", true),
            ("{{SSWS_TOKEN}}", true),
            ("SSWS", true),
            ("Bearer {{oktaToken}}", false),
            ("SSWSX 1", false),
            ("Bearer SSWS", false),
            ("", false),
        ] {
            assert_eq!(is_api_token(value), expected, "{value}");
        }
    }

    #[test]
    fn headers_show_okta_in_every_form() {
        for (headers, sent, received) in [
            (r#""Accept: x\nAuthorization: SSWS {{k}}""#, true, false),
            (r#"{"authorization": ["SSWS x"]}"#, true, false),
            (r#"{"Authorization": {"equalTo": "SSWS x"}}"#, true, false),
            (r#"[{"name": "X-Okta-Request-Id", "value": "x"}]"#, false, true),
            (r#"[{"key": "Authorization", "value": "SSWS x", "disabled": true}]"#, false, false),
            (r#"[["x-okta-request-id", "x"]]"#, false, true),
            (r#"["Date", "x", "X-OKTA-REQUEST-ID", "x"]"#, false, true),
            (r#"["x", "x-okta-request-id"]"#, false, false),
            (r#"{"X-Okta-User-Agent-Extended": "okta-sdk-java"}"#, true, true),
            (r#"{"X-Oktapus": "x", "Authorization": "Bearer x"}"#, false, false),
        ] {
            let tree = tree::json(headers);
            assert_eq!(in_headers(&tree.roots[0], in_request_header), sent, "{headers}");
            assert_eq!(in_headers(&tree.roots[0], in_answer_header), received, "{headers}");
        }
    }

    #[test]
    fn settings_are_told_from_those_of_own_routes() {
        for (name, expected) in [
            ("okta", true),
            ("oktaApi", true),
            ("OKTA_URL", true),
            ("oktaAuth", false),
            ("routesProtectedByOkta", false),
            ("okta-sync", false),
            ("people", false),
        ] {
            assert_eq!(is_setting(name), expected, "{name}");
        }
    }

    #[test]
    fn titles_are_told_from_those_of_other_products() {
        for (title, expected) in [
            ("Okta Users API", true),
            ("People (Okta)", true),
            ("Okta Admin Management", true),
            ("People", false),
            ("Oktapus API", false),
            ("Okta Sync Service", false),
            ("SCIM server for Okta", false),
        ] {
            assert_eq!(is_title(title), expected, "{title}");
        }
    }
}
