//! How an app proves to be itself: the method, and the number and age of its keys and secrets.

use jiff::Timestamp;

use super::Unknown;
use crate::grants::org::{App, KeySeen, Known};

/// How an app authenticates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// The method of the API, such as `private_key_jwt`, where the org tells.
    pub method: Option<String>,
    /// Whether its tokens are bound to a key of their own.
    pub dpop: bool,
    /// Whether its public keys stand at a URL of its own, so that their number and age are not known.
    pub has_key_url: bool,
    /// Its public keys, where they were read.
    pub keys: Option<Keys>,
    /// Its client secrets, where they were asked for.
    pub secrets: Option<Keys>,
}

/// What a method of authentication rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A private key, of which Okta has the public one.
    Key,
    /// A secret that Okta knows too.
    Secret,
    /// Nothing: anybody who knows the client id.
    Nothing,
    /// Something else, or nobody knows.
    Other,
}

/// The keys or the secrets of an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// How many are active.
    pub active: usize,
    /// How many are not.
    pub inactive: usize,
    /// When each active one was made, the oldest first; those without a date left out.
    pub made: Vec<Timestamp>,
}

impl Authentication {
    /// What the method rests on.
    pub fn proof(&self) -> Proof {
        match self.method.as_deref() {
            Some("private_key_jwt") => Proof::Key,
            Some("none") => Proof::Nothing,
            Some(method) if method.starts_with("client_secret") => Proof::Secret,
            _ => Proof::Other,
        }
    }
}

impl Proof {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "private-key",
            Self::Secret => "client-secret",
            Self::Nothing => "none",
            Self::Other => "other",
        }
    }
}

/// How an app authenticates; adds what of it could not be seen.
pub(super) fn authentication(app: &App, unseen: &mut Vec<Unknown>) -> Authentication {
    for (what, list) in
        [("when its keys were made", &app.keys_seen), ("when its secrets were made", &app.secrets)]
    {
        unseen
            .extend(Some(list).filter(|list| !list.is_not_asked()).and_then(|list| Unknown::of(what, list)));
    }
    Authentication {
        method: app.authentication.clone(),
        dpop: app.dpop,
        has_key_url: app.jwks_uri,
        keys: keys(&app.keys_seen).or_else(|| app.keys.map(undated)),
        secrets: keys(&app.secrets),
    }
}

fn keys(list: &Known<Vec<KeySeen>>) -> Option<Keys> {
    let list = list.seen()?;
    // A key for encryption proves nothing.
    let proving = || list.iter().filter(|key| key.usage.as_deref() != Some("enc"));
    let active = || proving().filter(|key| key.status == "ACTIVE");
    let mut made: Vec<_> = active().filter_map(|key| key.created).collect();
    made.sort_unstable();
    let count = active().count();
    Some(Keys { active: count, inactive: proving().count() - count, made })
}

/// Keys of which only the number is known.
fn undated(count: u32) -> Keys {
    Keys { active: usize::try_from(count).unwrap_or(usize::MAX), ..Keys::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_keys_that_prove_something_count() {
        let key = |status: &str, usage: &str, created: Option<&str>| KeySeen {
            status: status.to_owned(),
            usage: Some(usage.to_owned()),
            created: created.map(|moment| moment.parse().unwrap()),
            ..KeySeen::default()
        };
        let list = Known::Known(vec![
            key("ACTIVE", "sig", Some("2026-01-01T00:00:00Z")),
            key("ACTIVE", "sig", Some("2024-01-01T00:00:00Z")),
            key("ACTIVE", "sig", None),
            key("INACTIVE", "sig", Some("2020-01-01T00:00:00Z")),
            key("ACTIVE", "enc", Some("2019-01-01T00:00:00Z")),
        ]);
        let found = keys(&list).unwrap();
        assert_eq!((found.active, found.inactive, found.made.len()), (3, 1, 2));
        assert_eq!(found.made.first().unwrap().to_string(), "2024-01-01T00:00:00Z");
        assert_eq!(keys(&Known::NotAsked), None);
    }

    #[test]
    fn methods_rest_on_keys_or_secrets() {
        for (method, proof) in [
            (Some("private_key_jwt"), Proof::Key),
            (Some("client_secret_basic"), Proof::Secret),
            (Some("client_secret_jwt"), Proof::Secret),
            (Some("none"), Proof::Nothing),
            (Some("tls_client_auth"), Proof::Other),
            (None, Proof::Other),
        ] {
            let app = App { authentication: method.map(str::to_owned), ..App::default() };
            assert_eq!(authentication(&app, &mut Vec::new()).proof(), proof, "{method:?}");
        }
    }
}
