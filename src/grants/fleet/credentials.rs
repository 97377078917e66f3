//! How an app proves to be itself: the method, and the number and age of its keys and secrets.

use jiff::{SignedDuration, Timestamp};

use super::Unknown;
use crate::grants::org::{App, KeySeen, Known};

/// How long after the snapshot was begun a key may have been made: clocks differ.
const TOLERANCE: SignedDuration = SignedDuration::from_hours(24);

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
    /// How many are active, or may be.
    pub active: usize,
    /// How many of these have a status that is not understood.
    pub unclear: usize,
    /// How many are not active.
    pub inactive: usize,
    /// When each active one was made, the oldest first; those without a date, or with one in the future, left out.
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

impl Keys {
    /// How many active ones have no date that could be read.
    pub const fn undated(&self) -> usize {
        self.active.saturating_sub(self.made.len())
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

/// How an app authenticates at the time of a snapshot; adds what of it could not be seen.
pub(super) fn authentication(app: &App, taken: Timestamp, unseen: &mut Vec<Unknown>) -> Authentication {
    if app.has_unknown_method() {
        let why = "its method is not one that is known";
        unseen.push(partly("how it authenticates", why.to_owned()));
    }
    let lists = [("keys", &app.keys_seen), ("secrets", &app.secrets)];
    let [keys, secrets] = lists.map(|(what, list)| {
        // Secrets are asked for on demand alone.
        let is_due = !list.is_not_asked() || (what == "keys" && app.has_unseen_keys());
        let gap = Unknown::of(format!("when its {what} were made"), list);
        unseen.extend(gap.filter(|_| is_due).map(Unknown::of_objects));
        let keys = keys(list, taken);
        unseen.extend(keys.iter().flat_map(|keys| not_understood(keys, what)));
        keys
    });
    Authentication {
        method: app.authentication.clone(),
        dpop: app.dpop,
        has_key_url: app.jwks_uri,
        keys: keys.or_else(|| app.keys.map(undated)),
        secrets,
    }
}

/// That the org does not tell how a service app authenticates.
pub(super) fn untold_method(app: &App) -> Option<Unknown> {
    let why = "`listApplications` does not tell its method".to_owned();
    let untold = Unknown { what: "how it authenticates".to_owned(), why, ..Unknown::default() };
    app.authentication.is_none().then(|| untold.of_objects())
}

fn partly(what: impl Into<String>, why: String) -> Unknown {
    Unknown { what: what.into(), partly: true, why, ..Unknown::default() }.of_objects()
}

fn not_understood(keys: &Keys, what: &str) -> Vec<Unknown> {
    let mut found = Vec::new();
    if keys.unclear > 0 {
        let why = format!("{} of them with a status that is not known, which may be active", keys.unclear);
        found.push(partly(format!("which of its {what} are active"), why));
    }
    let undated = keys.undated();
    if undated > 0 {
        let why = format!("{undated} of them without a date, or with one that cannot be right");
        found.push(partly(format!("when its {what} were made"), why));
    }
    found
}

fn keys(list: &Known<Vec<KeySeen>>, taken: Timestamp) -> Option<Keys> {
    let list = list.seen()?;
    // A key for encryption proves nothing.
    let proving = || list.iter().filter(|key| key.usage.as_deref() != Some("enc"));
    let active = || proving().filter(|key| key.status != KeySeen::INACTIVE);
    let latest = taken.saturating_add(TOLERANCE).unwrap_or(Timestamp::MAX);
    let mut made: Vec<_> = active().filter_map(|key| key.created).filter(|made| *made <= latest).collect();
    made.sort_unstable();
    let count = active().count();
    let unclear = active().filter(|key| !key.has_known_status()).count();
    Some(Keys { active: count, unclear, inactive: proving().count() - count, made })
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
        let found = keys(&list, taken()).unwrap();
        assert_eq!((found.active, found.inactive, found.made.len()), (3, 1, 2));
        assert_eq!(found.made.first().unwrap().to_string(), "2024-01-01T00:00:00Z");
        assert_eq!(keys(&Known::NotAsked, taken()), None);
    }

    fn taken() -> Timestamp {
        "2026-11-20T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn what_is_not_understood_of_a_key_counts_as_active_and_is_said() {
        for (status, usage, created, active, said) in [
            ("ACTIVE", "sig", "2026-01-01T00:00:00Z", 1, &[][..]),
            ("INACTIVE", "sig", "2026-01-01T00:00:00Z", 0, &[]),
            ("inactive", "sig", "2026-01-01T00:00:00Z", 1, &["which of its secrets are active"]),
            ("active", "sig", "2026-01-01T00:00:00Z", 1, &["which of its secrets are active"]),
            ("REVOKED", "sig", "2026-01-01T00:00:00Z", 1, &["which of its secrets are active"]),
            ("", "sig", "2026-01-01T00:00:00Z", 1, &["which of its secrets are active"]),
            ("ACTIVE", "ENC", "2026-01-01T00:00:00Z", 1, &[]),
            ("ACTIVE", "sig", "", 1, &["when its secrets were made"]),
            ("ACTIVE", "sig", "2026-11-20T09:00:00Z", 1, &[]),
            ("ACTIVE", "sig", "2027-01-01T00:00:00Z", 1, &["when its secrets were made"]),
            ("INACTIVE", "sig", "2027-01-01T00:00:00Z", 0, &[]),
            ("ACTIVE", "enc", "", 0, &[]),
        ] {
            let key = KeySeen {
                status: status.to_owned(),
                usage: Some(usage.to_owned()),
                created: created.parse().ok(),
                ..KeySeen::default()
            };
            let app = App { secrets: Known::Known(vec![key]), ..App::default() };
            let mut unseen = Vec::new();
            let secrets = authentication(&app, taken(), &mut unseen).secrets.unwrap();
            let unseen: Vec<_> = unseen.iter().map(|unseen| unseen.what.as_str()).collect();
            assert_eq!((secrets.active, unseen.as_slice()), (active, said), "{status} {usage} {created}");
        }
    }

    #[test]
    fn methods_rest_on_keys_or_secrets() {
        for (method, proof, is_known) in [
            (Some("private_key_jwt"), Proof::Key, true),
            (Some("client_secret_basic"), Proof::Secret, true),
            (Some("client_secret_jwt"), Proof::Secret, true),
            (Some("none"), Proof::Nothing, true),
            (Some("tls_client_auth"), Proof::Other, false),
            (Some("PRIVATE_KEY_JWT"), Proof::Other, false),
            (Some("None"), Proof::Other, false),
            (Some("client_secret_new"), Proof::Secret, false),
            (Some(""), Proof::Other, false),
            (None, Proof::Other, false),
        ] {
            let keys_seen = Known::Known(Vec::new());
            let app = App { authentication: method.map(str::to_owned), keys_seen, ..App::default() };
            let mut unseen = Vec::new();
            assert_eq!(authentication(&app, taken(), &mut unseen).proof(), proof, "{method:?}");
            unseen.extend(untold_method(&app));
            assert_eq!(unseen.is_empty(), is_known, "{method:?}");
        }
    }
}
