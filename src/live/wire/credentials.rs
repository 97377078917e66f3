//! Keys and secrets of apps: when they were made, and whether they are active. Their values have no field here.

use serde::Deserialize;

use super::{Moment, Wire, moment, wire};
use crate::grants::org::KeySeen;

/// The status that counts where the API leaves it out: documents give it as the default.
const DEFAULT: &str = "ACTIVE";

wire! {
    /// A public key of an app.
    KeyWire {
        id: Option<String>, kid: Option<String>, status: Option<String>, kty: Option<String>,
        usage: Option<String> = "use", alg: Option<String>, created: Option<Moment>,
        updated: Option<Moment> = "lastUpdated",
    }
    self -> KeySeen {
        Some(KeySeen {
            id: self.id.or(self.kid).unwrap_or_default(),
            status: self.status.unwrap_or_else(|| DEFAULT.to_owned()),
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
        id: String, status: Option<String>, created: Option<Moment>, updated: Option<Moment> = "lastUpdated",
    }
    self -> KeySeen {
        Some(KeySeen {
            id: self.id,
            status: self.status.unwrap_or_else(|| DEFAULT.to_owned()),
            created: moment(self.created),
            updated: moment(self.updated),
            ..KeySeen::default()
        })
    }
}
