//! Keys and secrets of apps: when they were made, and whether they are active. Their values have no field here.

use serde::Deserialize;
use serde_json::Value;

use super::{Moment, Wire, moment, wire};
use crate::grants::org::{KeySeen, Known};

wire! {
    /// A public key of an app.
    KeyWire {
        ; id: Option<String>, kid: Option<String>, status: Option<String>, kty: Option<String>,
        usage: Option<String> = "use", alg: Option<String>, created: Option<Moment>,
        updated: Option<Moment> = "lastUpdated",
    }
    self -> KeySeen {
        Some(KeySeen {
            id: self.id.or(self.kid).unwrap_or_default(),
            // One without a status, or with an odd one, may be active.
            status: self.status.unwrap_or_default(),
            kty: self.kty,
            usage: self.usage,
            alg: self.alg,
            created: moment(self.created),
            updated: moment(self.updated),
        })
    }
}

wire! {
    /// A client secret of an app.
    SecretWire {
        id: String; status: Option<String>, created: Option<Moment>, updated: Option<Moment> = "lastUpdated",
    }
    self -> KeySeen {
        Some(KeySeen {
            id: self.id,
            status: self.status.unwrap_or_default(),
            created: moment(self.created),
            updated: moment(self.updated),
            ..KeySeen::default()
        })
    }
}

/// The public keys in the settings of an app, and how many there are.
pub(super) struct OwnKeys {
    /// All of them, with when they were made and whether they are active. Not asked, so that the list of keys is read,
    /// where that is not told of each.
    pub(super) seen: Known<Vec<KeySeen>>,
    pub(super) count: u32,
}

impl OwnKeys {
    /// Those of a key set; none where there is no key set, or one without a list of keys.
    pub(super) fn of(jwks: Option<Value>) -> Option<Self> {
        let keys = match jwks? {
            Value::Null => return None,
            Value::Object(mut set) => match set.remove("keys") {
                None | Some(Value::Null) => return None,
                Some(Value::Array(keys)) => keys,
                Some(odd) => vec![odd],
            },
            odd => vec![odd],
        };
        let count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let read = |key| {
            Value::is_object(&key).then(|| serde_json::from_value::<KeyWire>(key).ok()?.keep()).flatten()
        };
        let keys: Option<Vec<KeySeen>> = keys.into_iter().map(read).collect();
        let is_told = |key: &KeySeen| key.created.is_some() && key.has_known_status();
        let keys = keys.filter(|keys| keys.iter().all(is_told));
        Some(Self { seen: keys.map_or(Known::NotAsked, Known::Known), count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_not_understood_count_and_are_asked_for() {
        let whole = r#"{"kid":"k","status":"ACTIVE","created":"2026-01-01T00:00:00.000Z"}"#;
        for (jwks, count, is_known) in [
            (format!(r#"{{"keys":[{whole}]}}"#), 1, true),
            (r#"{"keys":[]}"#.to_owned(), 0, true),
            (format!(r#"{{"keys":[{whole},7]}}"#), 2, false),
            (format!(r#"{{"keys":[{whole},null,[]]}}"#), 3, false),
            (
                r#"{"keys":[{"kid":"k","status":"active","created":"2026-01-01T00:00:00.000Z"}]}"#.to_owned(),
                1,
                false,
            ),
            (r#"{"keys":[{"kid":"k","created":"2026-01-01T00:00:00.000Z"}]}"#.to_owned(), 1, false),
            (r#"{"keys":[{"kid":"k","status":"ACTIVE","created":"last year"}]}"#.to_owned(), 1, false),
            (r#"{"keys":[{"kid":7,"status":7,"created":7}]}"#.to_owned(), 1, false),
            (r#"{"keys":{"kid":"k"}}"#.to_owned(), 1, false),
            ("7".to_owned(), 1, false),
        ] {
            let found = OwnKeys::of(Some(serde_json::from_str(&jwks).unwrap())).unwrap();
            assert_eq!((found.count, !found.seen.is_not_asked()), (count, is_known), "{jwks}");
        }
        for jwks in [None, Some("null"), Some("{}"), Some(r#"{"keys":null}"#)] {
            let jwks = jwks.map(|jwks| serde_json::from_str(jwks).unwrap());
            assert!(OwnKeys::of(jwks).is_none(), "the list of keys is not told");
        }
    }
}
