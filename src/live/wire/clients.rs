//! Apps, API service integrations and API tokens.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Moment, Wire, moment, wire};
use crate::grants::org::{ApiToken, App, Consent, ConsentSource, Integration, Known, Network};

#[derive(Default, Deserialize)]
#[serde(default)]
struct AppCredentials {
    #[serde(rename = "oauthClient")]
    client: ClientCredentials,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClientCredentials {
    client_id: Option<String>,
    token_endpoint_auth_method: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AppSettings {
    #[serde(rename = "oauthClient")]
    client: ClientSettings,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClientSettings {
    application_type: Option<String>,
    grant_types: Vec<String>,
    dpop_bound_access_tokens: bool,
    jwks: Option<Keys>,
    network: Option<Zones>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Keys {
    keys: Vec<IgnoredAny>,
}

/// From where something may be used; apps and tokens write it alike.
#[derive(Deserialize)]
struct Zones {
    connection: Option<String>,
    #[serde(default)]
    include: Option<Vec<String>>,
    #[serde(default)]
    exclude: Option<Vec<String>>,
}

impl Zones {
    fn keep(self) -> Option<Network> {
        let (include, exclude) = (self.include.unwrap_or_default(), self.exclude.unwrap_or_default());
        Some(Network { connection: self.connection?, include, exclude })
    }
}

wire! {
    /// An app; only service apps are kept.
    AppWire {
        id: String, label: String, status: String, created: Option<Moment>, updated: Option<Moment> = "lastUpdated",
        credentials: Option<AppCredentials>, settings: Option<AppSettings>,
    }
    self -> App {{
        let client = self.settings.unwrap_or_default().client;
        let credentials = self.credentials.unwrap_or_default().client;
        let application_type = client.application_type.filter(|kind| kind == "service")?;
        Some(App {
            client_id: credentials.client_id.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            label: self.label,
            status: self.status,
            created: moment(self.created),
            updated: moment(self.updated),
            application_type,
            grant_types: client.grant_types,
            authentication: credentials.token_endpoint_auth_method,
            dpop: client.dpop_bound_access_tokens,
            keys: client.jwks.map(|jwks| u32::try_from(jwks.keys.len()).unwrap_or(u32::MAX)),
            network: client.network.and_then(Zones::keep),
            grants: Known::NotAsked,
            roles: Known::NotAsked,
        })
    }}
}

wire! {
    /// A scope that was granted.
    ConsentWire {
        scope: String = "scopeId", status: Option<String>, source: Option<String>, client: Option<String> = "clientId",
        user: Option<String> = "userId", issuer: Option<String>, created: Option<Moment>,
    }
    self -> Consent {
        Some(Consent {
            scope: self.scope,
            status: self.status.unwrap_or_else(|| "ACTIVE".to_owned()),
            source: if self.source.as_deref() == Some("END_USER") { ConsentSource::EndUser } else { ConsentSource::Admin },
            client_id: self.client,
            user: self.user,
            issuer: self.issuer,
            created: moment(self.created),
        })
    }
}

wire! {
    /// An API service integration.
    IntegrationWire {
        id: String, name: String, kind: String = "type", created: Option<Moment> = "createdAt",
        created_by: Option<String> = "createdBy", scopes: Option<Vec<String>> = "grantedScopes",
    }
    self -> Integration {
        Some(Integration {
            id: self.id,
            name: self.name,
            kind: self.kind,
            created: moment(self.created),
            created_by: self.created_by,
            granted_scopes: self.scopes.unwrap_or_default(),
            roles: Known::NotAsked,
        })
    }
}

wire! {
    /// An API token.
    TokenWire {
        id: String, name: String, owner: String = "userId", client: Option<String> = "clientName",
        created: Option<Moment>, updated: Option<Moment> = "lastUpdated", expires: Option<Moment> = "expiresAt",
        window: Option<String> = "tokenWindow", network: Option<Zones>,
    }
    self -> ApiToken {
        Some(ApiToken {
            id: self.id,
            name: self.name,
            owner: self.owner,
            client_name: self.client,
            created: moment(self.created),
            updated: moment(self.updated),
            expires: moment(self.expires),
            window: self.window,
            network: self.network.and_then(Zones::keep),
        })
    }
}
