//! Variables that stand for addresses, as in `{{baseUrl}}/users`: what collections and their environments say of them.
//!
//! A value that is no address is never kept: it is often a secret. Where environments say different things of a name,
//! only what they agree on counts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::target::Target;
use crate::model::names_okta;

/// How often a value may itself name variables.
const DEEPEST: usize = 8;

/// The longest that a URL may become, in bytes.
const LONGEST: usize = 8 << 10;

/// What stands for the host where environments differ in it alone.
const SOME_HOST: &str = "{{some host}}";

/// Names with the addresses that they stand for, and what shows that these are Okta's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Variables {
    addresses: BTreeMap<String, Option<String>>,
    /// The names in environments that are themselves named after Okta.
    of_okta: BTreeSet<String>,
    /// What the collection says that the requests beside them belong to.
    pub(super) collection: Collection,
}

/// What a collection says about the requests that lie in files of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Collection {
    /// Whether its title is one of Okta's.
    pub(super) is_titled: bool,
    /// Whether all its requests send an API token of Okta's.
    pub(super) sends_token: bool,
}

impl Collection {
    /// Whether either shows that the requests go to Okta.
    pub(super) const fn shows_okta(self) -> bool {
        self.is_titled || self.sends_token
    }

    /// What either says.
    #[must_use]
    pub(super) const fn or(self, other: Self) -> Self {
        Self {
            is_titled: self.is_titled || other.is_titled,
            sends_token: self.sends_token || other.sends_token,
        }
    }
}

impl Variables {
    /// No names, below a collection.
    pub(super) fn below(collection: Collection) -> Self {
        Self { collection, ..Self::default() }
    }

    /// Takes in what somebody says of a name, if it is an address.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let value = value.trim().split(['?', '#']).next().unwrap_or_default();
        if !is_address(value) {
            return;
        }
        let known = self.addresses.entry(name.trim().to_owned()).or_insert_with(|| Some(value.to_owned()));
        *known = known.take().and_then(|known| common(&known, value));
    }

    /// Takes in what other environments say; who differs is heard on what all agree on.
    pub(super) fn merge(&mut self, others: &Self) {
        for (name, value) in &others.addresses {
            match value {
                Some(value) => self.set(name, value),
                None => drop(self.addresses.insert(name.clone(), None)),
            }
        }
        self.of_okta.extend(others.of_okta.iter().cloned());
    }

    /// Takes in the name of the environment that says all this.
    pub(super) fn named(&mut self, environment: &str) {
        if names_okta(environment) {
            self.of_okta.extend(self.addresses.keys().cloned());
        }
    }

    /// These, and of the others those that have no value here.
    #[must_use]
    pub(super) fn over(mut self, others: &Self) -> Self {
        for (name, value) in &others.addresses {
            if !self.addresses.contains_key(name) {
                self.addresses.insert(name.clone(), value.clone());
                self.of_okta.extend(others.of_okta.get(name).cloned());
            }
        }
        self.collection = self.collection.or(others.collection);
        self
    }

    /// Whether the host of a URL is named after Okta, itself or by the variables that it is made of.
    pub(super) fn name_okta(&self, url: &str) -> bool {
        let mut url = Cow::Borrowed(url);
        for _ in 0..=DEEPEST {
            if Target::parse(&url).names_okta || self.is_of_okta(&url) {
                return true;
            }
            match self.once(&url) {
                Some(next) if next.len() <= LONGEST => url = Cow::Owned(next),
                _ => return false,
            }
        }
        false
    }

    /// Whether a URL begins with a variable of an environment that is named after Okta.
    fn is_of_okta(&self, url: &str) -> bool {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let name = host.strip_prefix("{{").and_then(|rest| rest.split_once("}}")).map(|(name, _)| bare(name));
        name.is_some_and(|name| self.of_okta.contains(name))
    }

    /// Whether anything is said of a name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.addresses.contains_key(name)
    }

    /// The text with addresses in place of the names that have one; all other placeholders stay.
    pub(super) fn complete<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut done = Cow::Borrowed(text);
        for _ in 0..DEEPEST {
            match self.once(&done) {
                Some(next) if next.len() <= LONGEST.max(text.len()) => done = Cow::Owned(next),
                _ => break,
            }
        }
        done
    }

    /// The text with the names in it replaced once; nothing when there is nothing to replace.
    fn once(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        let mut found = false;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            out.push_str(before);
            match self.addresses.get(bare(name)).and_then(Option::as_deref) {
                Some(value) if out.ends_with("://") => {
                    out.push_str(value.split_once("://").map_or(value, |(_, rest)| rest));
                    found = true;
                }
                Some(value) => {
                    out.push_str(value);
                    found = true;
                }
                None => out.extend(["{{", name, "}}"]),
            }
            rest = behind;
        }
        out.push_str(rest);
        found.then_some(out)
    }
}

/// The name in a placeholder: `{{ baseUrl }}`, `{{ _.base_url }}`, `{{ _['base_url'] }}`.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let name = name.strip_prefix("_.").or_else(|| name.strip_prefix('_')?.strip_prefix('[')).unwrap_or(name);
    name.trim_matches(['[', ']', '\'', '"'])
}

/// What two addresses agree on: all of it, or everything behind the host, or nothing.
fn common(one: &str, other: &str) -> Option<String> {
    if one == other {
        return Some(one.to_owned());
    }
    let (one, other) = (one.trim_end_matches('/'), other.trim_end_matches('/'));
    if one == other {
        return Some(one.to_owned());
    }
    let path = |value: &str| {
        let (scheme, rest) = value.split_once("://").unwrap_or(("", value));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        (!scheme.is_empty() || host.contains(['.', '{'])).then(|| path.to_owned())
    };
    let path = path(one).filter(|behind| path(other).as_ref() == Some(behind))?;
    Some(format!("{SOME_HOST}{path}"))
}

/// Whether a value is a URL, a host, or the beginning of a path of Okta's, and nothing that could be a secret.
fn is_address(value: &str) -> bool {
    let Some(shape) = without_placeholders(value) else { return false };
    if let Some((scheme, rest)) = shape.split_once("://") {
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        return matches!(scheme, "http" | "https" | "HTTP" | "HTTPS" | "x") && is_host(host) && is_path(path);
    }
    let (first, rest) =
        shape.trim_start_matches('/').split_once('/').unwrap_or((shape.trim_matches('/'), ""));
    let version = first.strip_prefix('v').is_some_and(|number| number.parse::<u8>().is_ok());
    let begins = matches!(first, "api" | "oauth2" | "idp" | "governance") || (version && rest.is_empty());
    let dotted = first.matches('.').count() > 1 || value.starts_with("{{");
    let host = !shape.starts_with('/') && is_host(first) && dotted;
    (begins || host) && is_path(rest)
}

/// The value with `x` in place of every `{{name}}`; nothing when one does not close.
fn without_placeholders(value: &str) -> Option<String> {
    let mut parts = value.split("{{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, behind) = part.split_once("}}")?;
        out.push('x');
        out.push_str(behind);
    }
    Some(out)
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let last = name.rsplit('.').next().unwrap_or_default();
    name.split('.').all(label)
        && last.chars().all(|c| c.is_ascii_alphabetic() || name.starts_with(|c: char| c.is_ascii_digit()))
        && port.chars().all(|c| c.is_ascii_digit() || c == 'x')
}

fn is_path(path: &str) -> bool {
    const LONGEST: usize = 30;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    path.split('/').all(|part| part.len() <= LONGEST && part.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Variables {
        let mut variables = Variables::default();
        for (name, value) in pairs {
            variables.set(name, value);
        }
        variables
    }

    #[test]
    fn addresses_complete_what_names_them() {
        let variables = of(&[
            ("baseUrl", "https://acme.okta.com/api/v1"),
            ("host", "acme.okta.com"),
            ("url", "https://{{host}}/{{version}}/"),
            ("version", "v1"),
            ("nested.base_url", "https://{{ _.host }}"),
            ("loop", "https://{{loop}}/x"),
            ("api", "/api/v1"),
        ]);
        for (text, expected) in [
            ("{{baseUrl}}/users/{{userId}}", "https://acme.okta.com/api/v1/users/{{userId}}"),
            ("https://{{host}}{{api}}/users", "https://acme.okta.com/api/v1/users"),
            ("https://{{baseUrl}}/users", "https://acme.okta.com/api/v1/users"),
            ("{{url}}users", "https://acme.okta.com/v1/users"),
            ("{{ _.nested.base_url }}/api", "https://acme.okta.com/api"),
            ("{{ _['host'] }}/api", "acme.okta.com/api"),
            ("/users/{{userId", "/users/{{userId"),
            ("/users", "/users"),
        ] {
            assert_eq!(variables.complete(text), expected, "{text}");
        }
        assert!(variables.complete("{{loop}}").len() < 200);
    }

    #[test]
    fn a_value_that_is_no_address_is_not_kept() {
        for value in [
            "s3cr3t",
            "Summer.2026",
            "00QbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd",
            "eyJhbGciOiJSUzI1NiJ9.abc1.def2",
            "https://jane:s3cr3t@acme.okta.com",
            "ftp://acme.okta.com",
            "jane.doe@acme.com",
            "https://{{host",
            "",
            "me",
            "users",
            "{{token}}:x y",
        ] {
            assert_eq!(of(&[("x", value)]), Variables::default(), "{value}");
        }
        assert_eq!(
            of(&[("x", "https://acme.okta.com/api/v1?token=s3cr3t")]).complete("{{x}}"),
            "https://acme.okta.com/api/v1"
        );
    }

    #[test]
    fn hosts_are_named_after_okta_by_their_variables() {
        let mut variables = of(&[
            ("oktaDomain", "login.acme.example"),
            ("baseUrl", "https://{{oktaDomain}}/api/v1"),
            ("hr", "https://hr.acme.example"),
        ]);
        let mut environment = of(&[("url", "https://id.acme.example")]);
        environment.named("Okta preview");
        variables = variables.over(&environment);
        for (url, expected) in [
            ("https://{{oktaDomain}}/api/v1/users", true),
            ("{{baseUrl}}/users", true),
            ("{{ url }}/api/v1/users", true),
            ("{{hr}}/okta/users", false),
            ("{{other}}/api/v1/users", false),
            ("https://login.acme.example/api/v1/{{url}}", false),
        ] {
            assert_eq!(variables.name_okta(url), expected, "{url}");
        }
    }

    #[test]
    fn where_environments_differ_only_what_they_share_counts() {
        let told = |one, other| of(&[("x", one), ("x", other)]).complete("{{x}}/users").into_owned();
        assert_eq!(
            told("https://a.okta.com/api/v1", "https://a.okta.com/api/v1/"),
            "https://a.okta.com/api/v1/users"
        );
        assert_eq!(
            told("https://a.okta.com/api/v1", "http://localhost:80/api/v1"),
            "{{some host}}/api/v1/users"
        );
        assert_eq!(told("https://a.okta.com/api/v1", "https://a.okta.com"), "{{x}}/users");
        assert_eq!(told("v1", "v2"), "{{x}}/users");
        assert_eq!(told("api/v1", "oauth2/v1"), "{{x}}/users");
        let mut merged = of(&[("x", "https://a.okta.com")]);
        merged.merge(&of(&[("x", "https://b.okta.com"), ("y", "https://c.okta.com")]));
        assert_eq!(merged.complete("{{x}}/1 {{y}}/2"), "{{some host}}/1 https://c.okta.com/2");
        assert_eq!(of(&[("x", "https://a.okta.com")]).over(&merged).complete("{{x}}"), "https://a.okta.com");
    }
}
