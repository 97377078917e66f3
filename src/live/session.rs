//! Who asks: an API token, an access token, or a service app that fetches tokens for its key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::json;

use super::LiveError;
use super::credentials::{Credentials, Kind};
use super::key::Key;
use super::site::TOKEN;
use super::transport::Header;
use crate::grants::org::{Auditor, AuditorCredential};

/// For how long a signed statement holds, in seconds.
const STATEMENT: i64 = 300;

/// How long before its end a token is not used any more, in seconds.
const MARGIN: i64 = 60;

/// Who asks.
pub(super) struct Session {
    kind: Kind,
    /// The scopes that a service app asks for.
    pub(super) wanted: Vec<String>,
    token: Option<Token>,
    /// The key by which tokens are bound, once the org asks for it.
    proof: Option<Proof>,
}

struct Token {
    value: String,
    bound: bool,
    /// By the clock of the org.
    ends: i64,
    scopes: Vec<String>,
}

struct Proof {
    key: Key,
    nonce: Option<String>,
}

/// What the token endpoint answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: i64,
    scope: Option<String>,
}

/// What is read of an access token from elsewhere, unverified.
#[derive(Default, Deserialize)]
struct Claims {
    cid: Option<String>,
    scp: Option<Vec<String>>,
}

impl Session {
    /// Begins; a service app asks for the scopes that are set, else for these.
    pub(super) fn new(credentials: Credentials, scopes: &[String]) -> Self {
        let wanted = match &credentials.kind {
            Kind::PrivateKey { scopes: Some(scopes), .. } => scopes.clone(),
            _ => scopes.to_vec(),
        };
        Self { kind: credentials.kind, wanted, token: None, proof: None }
    }

    /// Whether a new token must be fetched before the next call, at this time of the org.
    pub(super) fn needs_token(&self, now: i64) -> bool {
        self.renews() && self.token.as_ref().is_none_or(|token| token.ends - MARGIN <= now)
    }

    /// Whether a token that is refused can be replaced.
    pub(super) const fn renews(&self) -> bool {
        matches!(self.kind, Kind::PrivateKey { .. })
    }

    /// Forgets a token that was refused.
    pub(super) fn forget(&mut self) {
        self.token = None;
    }

    /// The scopes that the calls are made with; none when nothing limits or tells them.
    pub(super) fn scopes(&self) -> Option<Vec<String>> {
        match &self.kind {
            Kind::PrivateKey { .. } => self.token.as_ref().map(|token| token.scopes.clone()),
            Kind::ApiToken(_) => None,
            Kind::Bearer(token) => claims(token).scp,
        }
    }

    /// Who it is, for the snapshot.
    pub(super) fn auditor(&self) -> Auditor {
        let (credential, id) = match &self.kind {
            Kind::PrivateKey { client_id, .. } => (AuditorCredential::ServiceApp, Some(client_id.clone())),
            Kind::ApiToken(_) => (AuditorCredential::ApiToken, None),
            Kind::Bearer(token) => (AuditorCredential::AccessToken, claims(token).cid),
        };
        Auditor { credential, id, scopes: self.scopes() }
    }

    /// The headers of a GET of this URL.
    pub(super) fn headers(&self, url: &str, now: i64) -> Result<Vec<Header>, LiveError> {
        let (scheme, value) = match (&self.kind, &self.token) {
            (Kind::ApiToken(token), _) => ("SSWS", token),
            (Kind::Bearer(token), _) => ("Bearer", token),
            (Kind::PrivateKey { .. }, Some(token)) if token.bound => ("DPoP", &token.value),
            (Kind::PrivateKey { .. }, Some(token)) => ("Bearer", &token.value),
            (Kind::PrivateKey { .. }, None) => return Ok(Vec::new()),
        };
        let mut headers = vec![("authorization", format!("{scheme} {value}"))];
        if let (Some(proof), "DPoP") = (&self.proof, scheme) {
            headers.push(("dpop", proof.sign("GET", url, Some(value), now)?));
        }
        Ok(headers)
    }

    /// The request for a token with these scopes: its form and headers.
    pub(super) fn request(
        &self,
        origin: &str,
        scopes: &[String],
        now: i64,
    ) -> Result<(String, Vec<Header>), LiveError> {
        let Kind::PrivateKey { client_id, key, .. } = &self.kind else {
            return Err(LiveError::Credentials("there is no key to fetch a token for".to_owned()));
        };
        let url = format!("{origin}{TOKEN}");
        let header =
            key.id.as_ref().map_or_else(|| json!({"typ": "JWT"}), |id| json!({"typ": "JWT", "kid": id}));
        let claims = json!({
            "aud": url, "iss": client_id, "sub": client_id, "iat": now, "exp": now + STATEMENT, "jti": unique()?,
        });
        let assertion = key.sign(&header, &claims)?;
        let form = [
            ("grant_type", "client_credentials"),
            ("scope", &scopes.join(" ")),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion),
        ];
        let form: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let headers = match &self.proof {
            Some(proof) => vec![("dpop", proof.sign("POST", &url, None, now)?)],
            None => Vec::new(),
        };
        Ok((form.join("&"), headers))
    }

    /// Takes in a token that was granted. False when the answer holds none.
    pub(super) fn take(&mut self, body: &[u8], asked: &[String], now: i64) -> bool {
        let Ok(granted) = serde_json::from_slice::<Granted>(body) else { return false };
        let named = granted.scope.map(|scope| scope.split(' ').map(str::to_owned).collect());
        self.token = Some(Token {
            value: granted.access_token,
            bound: granted.token_type.eq_ignore_ascii_case("DPoP"),
            ends: now.saturating_add(granted.expires_in),
            scopes: named.unwrap_or_else(|| asked.to_vec()),
        });
        true
    }

    /// Binds the next tokens to a key, with what the org wants to read in the proof. False when that is done already.
    pub(super) fn bind(&mut self, nonce: Option<&str>) -> Result<bool, LiveError> {
        let nonce = nonce.map(str::to_owned);
        match &mut self.proof {
            Some(proof) if nonce.is_none() || proof.nonce == nonce => Ok(false),
            Some(proof) => {
                proof.nonce = nonce;
                Ok(true)
            }
            None => {
                self.proof = Some(Proof { key: Key::fresh()?, nonce });
                Ok(true)
            }
        }
    }
}

impl Proof {
    /// The proof that the key is there (RFC 9449), for one request.
    fn sign(&self, method: &str, url: &str, token: Option<&str>, now: i64) -> Result<String, LiveError> {
        let url = url.split(['?', '#']).next().unwrap_or(url);
        let mut claims = json!({"htm": method, "htu": url, "iat": now, "jti": unique()?});
        if let Some(members) = claims.as_object_mut() {
            members.extend(self.nonce.clone().map(|nonce| ("nonce".to_owned(), nonce.into())));
            let hash = token.map(|token| URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes())));
            members.extend(hash.map(|hash| ("ath".to_owned(), hash.into())));
        }
        self.key.sign(&json!({"typ": "dpop+jwt", "jwk": self.key.public()}), &claims)
    }
}

fn claims(token: &str) -> Claims {
    let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// A name that was never used before.
fn unique() -> Result<String, LiveError> {
    Ok(URL_SAFE_NO_PAD.encode(super::chance::<16>()?))
}

/// A value of a form.
fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
