//! What to authenticate with, from the places where the SDKs of Okta look: the environment, then `~/.okta/okta.yaml`.
//!
//! The names of the variables and of the keys in the file are those of the configuration reference of Okta's SDKs.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_yaml::Value;

use super::LiveError;
use super::key::Key;
use crate::limits::MAX_CREDENTIAL_FILE_BYTES;
use crate::limits::read::text_within;

/// The environment, as it is handed in.
#[derive(Clone, Default)]
pub struct Environment {
    /// The variables.
    pub variables: BTreeMap<String, String>,
    /// The home folder, in which `.okta/okta.yaml` may stand.
    pub home: Option<PathBuf>,
}

/// What to authenticate with.
pub struct Credentials {
    pub(super) kind: Kind,
    /// The org that they are said to be for.
    org: Option<String>,
    /// The proxy that stands beside them.
    pub(super) proxy: Option<Proxy>,
}

/// A proxy, as the settings of the SDKs name one.
pub(super) struct Proxy {
    pub(super) url: String,
    /// Name and password.
    pub(super) login: Option<(String, String)>,
}

pub(super) enum Kind {
    /// A service app.
    PrivateKey {
        client_id: String,
        key: Key,
        /// The scopes to ask for, where that is set.
        scopes: Option<Vec<String>>,
    },
    /// An API token.
    ApiToken(String),
    /// An access token from elsewhere.
    Bearer(String),
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// `okta.yaml`, as far as it matters here.
#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    okta: Okta,
}

#[derive(Default, Deserialize)]
struct Okta {
    #[serde(default)]
    client: BTreeMap<String, Value>,
}

/// The settings of both places.
struct Settings<'e> {
    variables: &'e BTreeMap<String, String>,
    file: BTreeMap<String, Value>,
}

impl Settings<'_> {
    /// A setting such as `clientId`: the variable `OKTA_CLIENT_CLIENTID`, else the key of the file.
    fn get(&self, name: &str) -> Option<String> {
        let variable = format!("OKTA_CLIENT_{}", name.to_uppercase().replace('.', "_"));
        let set = self.variables.get(&variable).cloned().filter(|value| !value.trim().is_empty());
        let mut path = name.split('.');
        let written = || {
            let first = self.file.get(path.next()?)?;
            text(path.try_fold(first, |value, key| value.get(key))?)
        };
        set.or_else(written)
    }
}

/// The text of a value: a list becomes words with spaces between them.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Sequence(list) => Some(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")),
        _ => None,
    }
    .filter(|text| !text.trim().is_empty())
}

impl Credentials {
    /// Finds them.
    ///
    /// # Errors
    ///
    /// There are none, they are not complete, or a file that is named cannot be read.
    pub fn find(environment: &Environment) -> Result<Self, LiveError> {
        let file = environment.home.as_ref().map(|home| home.join(".okta").join("okta.yaml"));
        let file = match file.filter(|path| path.is_file()) {
            Some(path) => written(&path)?,
            None => BTreeMap::new(),
        };
        let settings = Settings { variables: &environment.variables, file };
        let kind = match settings.get("authorizationMode").as_deref() {
            Some(mode) if mode.eq_ignore_ascii_case("PrivateKey") => private_key(&settings)?,
            Some(mode) if mode.eq_ignore_ascii_case("SSWS") => Kind::ApiToken(token(&settings)?),
            Some(mode) if mode.eq_ignore_ascii_case("Bearer") => Kind::Bearer(token(&settings)?),
            Some(_) => {
                let why = "the authorization mode is none of PrivateKey, SSWS and Bearer";
                return Err(LiveError::Credentials(why.to_owned()));
            }
            // Without a mode the narrower credential is taken where there are both.
            None if settings.get("privateKey").is_some() => private_key(&settings)?,
            None => Kind::ApiToken(token(&settings)?),
        };
        Ok(Self {
            kind,
            org: settings.get("orgUrl").map(|url| url.trim().to_owned()),
            proxy: proxy(&settings),
        })
    }

    /// What only whoever has the credentials knows, with the client that they belong to. A journal is sealed with it.
    pub(super) fn secret(&self) -> Vec<u8> {
        let (kind, client, secret) = match &self.kind {
            Kind::PrivateKey { client_id, key, .. } => ("key", client_id.as_str(), key.digest.as_slice()),
            Kind::ApiToken(token) => ("token", "", token.as_bytes()),
            Kind::Bearer(token) => ("bearer", "", token.as_bytes()),
        };
        [kind.as_bytes(), client.as_bytes(), secret].join(&0)
    }

    /// The URL of the org that they are said to be for.
    pub fn org(&self) -> Option<&str> {
        self.org.as_deref()
    }
}

fn written(path: &Path) -> Result<BTreeMap<String, Value>, LiveError> {
    let text = file_text(path).map_err(|error| LiveError::File { path: path.to_path_buf(), error })?;
    // What the reader of YAML says could quote a secret.
    let file: File = serde_yaml::from_str(&text).map_err(|_| {
        LiveError::Credentials(format!("`{}` is no file of settings of Okta's SDKs", path.display()))
    })?;
    Ok(file.okta.client)
}

fn file_text(path: &Path) -> io::Result<String> {
    text_within(fs::File::open(path)?, MAX_CREDENTIAL_FILE_BYTES)
}

fn token(settings: &Settings<'_>) -> Result<String, LiveError> {
    let token = settings
        .get("token")
        .ok_or_else(|| LiveError::Credentials("no key and no token is set".to_owned()))?;
    let token = token.trim().to_owned();
    if token.chars().all(|letter| letter.is_ascii_graphic()) {
        return Ok(token);
    }
    Err(LiveError::Credentials("the token has letters in it that no token has".to_owned()))
}

fn private_key(settings: &Settings<'_>) -> Result<Kind, LiveError> {
    let missing = |name: &str| LiveError::Credentials(format!("`{name}` is not set"));
    let client_id = settings.get("clientId").ok_or_else(|| missing("OKTA_CLIENT_CLIENTID"))?;
    let text = settings.get("privateKey").ok_or_else(|| missing("OKTA_CLIENT_PRIVATEKEY"))?;
    let is_text = text.contains("-----BEGIN") || text.trim_start().starts_with('{');
    let text = if is_text {
        text
    } else {
        let path = PathBuf::from(text.trim());
        if !path.is_file() {
            // It may be a key that lost its lines: it is not shown.
            return Err(LiveError::Key("it is neither PEM, nor JWK, nor the path of a file"));
        }
        file_text(&path).map_err(|error| LiveError::File { path, error })?
    };
    let mut key = Key::read(&text)?;
    key.id = settings.get("privateKeyId").or(key.id);
    let scopes = settings.get("scopes").map(|scopes| {
        let words = scopes.split([' ', ',']).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    });
    Ok(Kind::PrivateKey { client_id, key, scopes })
}

fn proxy(settings: &Settings<'_>) -> Option<Proxy> {
    let host = settings.get("proxy.host")?;
    let port = settings.get("proxy.port").map(|port| format!(":{port}")).unwrap_or_default();
    let login = settings.get("proxy.username");
    let login = login.map(|user| (user, settings.get("proxy.password").unwrap_or_default()));
    Some(Proxy { url: format!("http://{host}{port}"), login })
}
