//! A request as somebody set it up in a tool that sends requests: one way to make a call of it.

use super::exchange::Exchange;
use super::tree::Node;
use super::variables::{Collection, Variables};
use crate::model::{Call, Origin, SetAside};

/// A request that is set up and may be sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Described<'a> {
    /// The method as it is spelt; empty for the usual one, which is GET.
    pub(super) method: &'a str,
    /// The URL, with variables.
    pub(super) url: &'a str,
    /// What is sent.
    pub(super) sent: Option<&'a str>,
    /// Why it is no call.
    pub(super) aside: Option<SetAside>,
    /// Whether it sends an API token of Okta's itself.
    pub(super) sends_token: bool,
    /// What the collection and the folders show that it lies in.
    pub(super) signs: Collection,
}

impl Described<'_> {
    /// The call that it makes.
    pub(super) fn call(&self, origin: Origin, variables: &Variables) -> Call {
        let method = match self.method.trim() {
            "" => "GET",
            unknown if unknown.contains(['{', '$']) => "",
            method => method,
        };
        // A collection speaks for the base that it sets, not for a host that a request writes out.
        let is_based = self.url.trim().split("://").last().is_some_and(|url| url.starts_with(['{', '/']));
        let is_around = is_based && self.signs.or(variables.collection).shows_okta();
        let is_oktas = self.sends_token || is_around || variables.name_okta(self.url.trim());
        let url = variables.complete(self.url.trim());
        let call = Exchange { method, url: &url, sent: self.sent, received: None, is_oktas }.call(origin);
        let set_aside = self.aside.or(call.set_aside);
        call.set_aside(set_aside)
    }
}

/// A parameter of a query, and whether it is switched on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) on: bool,
}

impl<'a> Parameter<'a> {
    /// The parameter in a document, which calls its name by this key.
    pub(super) fn of(node: &'a Node<'_>, name: &str) -> Self {
        let text = |key: &str| node.text_of(key).unwrap_or_default();
        Self { name: text(name), value: text("value"), on: !node.says("disabled") }
    }
}

/// The URL with the parameters that are switched on; of their values only that of `type` decides something.
pub(super) fn with_query<'a>(url: &str, parameters: impl IntoIterator<Item = Parameter<'a>>) -> String {
    let mut url = url.to_owned();
    let mut sign = if url.contains('?') { '&' } else { '?' };
    for Parameter { name, value, .. } in parameters.into_iter().filter(|one| one.on && !one.name.is_empty()) {
        let value = if name == "type" { value } else { "" };
        url.push_str(&format!("{sign}{name}={value}"));
        sign = '&';
    }
    url
}

/// The URL without its query.
pub(super) fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// The URL with `me` in the place of the path variables of these names: of their values only that decides something.
pub(super) fn with_own<'a>(url: String, names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().fold(url, |url, name| {
        let own = |segment| if segment == format!(":{name}") { "me" } else { segment };
        url.split('/').map(own).collect::<Vec<_>>().join("/")
    })
}
