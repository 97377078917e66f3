//! Apps, API service integrations and API tokens.

use serde::Deserialize;

use super::credentials::OwnKeys;
use super::zones::network;
use super::{Anything, Elements, Moment, Wire, from_object, lenient, moment, wire};
use crate::grants::org::{ApiToken, App, Consent, ConsentSource, Integration, Known, without_secrets};

/// The sign-on modes of apps without `OpenID` Connect that the API describes.
const OTHER_MODES: [&str; 8] = [
    "AUTO_LOGIN",
    "BASIC_AUTH",
    "BOOKMARK",
    "BROWSER_PLUGIN",
    "SAML_1_1",
    "SAML_2_0",
    "SECURE_PASSWORD_STORE",
    "WS_FEDERATION",
];

/// How an app gets tokens without a user.
const CLIENT_CREDENTIALS: &str = "client_credentials";

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct AppCredentials {
    #[serde(rename = "oauthClient", deserialize_with = "lenient")]
    client: Option<ClientCredentials>,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct ClientCredentials {
    #[serde(deserialize_with = "lenient")]
    client_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    token_endpoint_auth_method: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct AppSettings {
    #[serde(rename = "oauthClient", deserialize_with = "lenient")]
    client: Option<ClientSettings>,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct ClientSettings {
    #[serde(deserialize_with = "lenient")]
    application_type: Option<String>,
    #[serde(deserialize_with = "lenient")]
    grant_types: Option<Elements<String>>,
    #[serde(deserialize_with = "lenient")]
    dpop_bound_access_tokens: bool,
    #[serde(deserialize_with = "lenient")]
    jwks: Anything,
    #[serde(deserialize_with = "lenient")]
    jwks_uri: Option<String>,
    #[serde(deserialize_with = "lenient")]
    network: Anything,
}

from_object!(AppCredentials, ClientCredentials, AppSettings, ClientSettings);

wire! {
    /// An app; only those that may be ones with `OpenID` Connect are kept. Okta Workflows and the like name no client in their settings.
    AppWire {
        id: String;
        label: Option<String>, status: Option<String>, created: Option<Moment>, updated: Option<Moment> = "lastUpdated",
        name: Option<String>, sign_on: Option<String> = "signOnMode",
        credentials: AppCredentials, settings: AppSettings,
    }
    self -> App {{
        let is_openid = self.sign_on.as_deref().is_none_or(|mode| !OTHER_MODES.contains(&mode)) || self.name.as_deref() == Some("oidc_client");
        if !is_openid && self.credentials.client.is_none() && self.settings.client.is_none() {
            return None;
        }
        let has_settings = self.settings.client.is_some();
        let client = self.settings.client.unwrap_or_default();
        let credentials = self.credentials.client.unwrap_or_default();
        let grant_types_untold = has_settings && client.grant_types.as_ref().is_none_or(|types| types.dropped);
        let grant_types = client.grant_types.unwrap_or_default().kept;
        let works_alone = grant_types.iter().any(|one| one == CLIENT_CREDENTIALS);
        let untold = if works_alone { "service" } else { App::UNTOLD };
        let keys = OwnKeys::of(client.jwks.0);
        Some(App {
            client_id: credentials.client_id.unwrap_or_else(|| self.id.clone()),
            label: self.label.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            status: self.status.unwrap_or_default(),
            created: moment(self.created),
            updated: moment(self.updated),
            application_type: client.application_type.unwrap_or_else(|| untold.to_owned()),
            grant_types,
            grant_types_untold,
            authentication: credentials.token_endpoint_auth_method,
            dpop: client.dpop_bound_access_tokens,
            keys: keys.as_ref().map(|keys| keys.count),
            jwks_uri: client.jwks_uri.is_some_and(|uri| !uri.is_empty()),
            keys_seen: keys.map(|keys| keys.seen).unwrap_or_default(),
            secrets: Known::NotAsked,
            network: network(client.network),
            grants: Known::NotAsked,
            roles: Known::NotAsked,
        })
    }}
}

wire! {
    /// A scope that was granted.
    ConsentWire {
        scope: String = "scopeId"; status: Option<String>, source: Option<String>, client: Option<String> = "clientId",
        user: Option<String> = "userId", issuer: Option<String>, created: Option<Moment>,
    }
    self -> Consent {
        Some(Consent {
            scope: self.scope,
            status: self.status.unwrap_or_else(|| "ACTIVE".to_owned()),
            source: if self.source.as_deref() == Some("END_USER") { ConsentSource::EndUser } else { ConsentSource::Admin },
            client_id: self.client,
            user: self.user,
            issuer: self.issuer.as_deref().map(without_secrets),
            created: moment(self.created),
        })
    }
}

wire! {
    /// An API service integration.
    IntegrationWire {
        id: String; name: Option<String>, kind: Option<String> = "type", created: Option<Moment> = "createdAt",
        created_by: Option<String> = "createdBy", scopes: Option<Elements<String>> = "grantedScopes",
    }
    self -> Integration {
        Some(Integration {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            kind: self.kind.unwrap_or_default(),
            id: self.id,
            created: moment(self.created),
            created_by: self.created_by,
            scopes_untold: self.scopes.as_ref().is_none_or(|scopes| scopes.dropped),
            granted_scopes: self.scopes.unwrap_or_default().kept,
            roles: Known::NotAsked,
        })
    }
}

wire! {
    /// An API token.
    TokenWire {
        id: String; name: Option<String>, owner: String = "userId", client: Option<String> = "clientName",
        created: Option<Moment>, updated: Option<Moment> = "lastUpdated", expires: Option<Moment> = "expiresAt",
        window: Option<String> = "tokenWindow", network: Anything,
    }
    self -> ApiToken {
        Some(ApiToken {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            // Without an owner nothing is known of its roles.
            owner: self.owner,
            client_name: self.client,
            created: moment(self.created),
            updated: moment(self.updated),
            expires: moment(self.expires),
            window: self.window,
            network: network(self.network),
        })
    }
}
