//! Tokens: an access token is decoded and not verified; an API token is recognised and says nothing.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

use super::name::called;
use super::token_text;
use crate::located::Problem;
use crate::model::{Credential, Grant, Named, OpenLayers, Origin, Principal, Remark, Silence, plural};

/// The scopes that a custom authorization server shares with Okta's own APIs.
const SHARED_SCOPES: &str = "okta.myAccount.";

/// Why a token says nothing of roles.
const NO_OWNER: &str = "token says nothing about its owner";

/// Reads a token. What it says is a claim of the token and nobody's word: its signature is not looked at.
pub(super) fn read(source: &str, text: &str, now: Timestamp) -> Result<Principal, Problem> {
    let found = token_text::find(text).map_err(|none| Problem::of(source, none.message).help(none.help))?;
    let text = &*found.text;
    if found.is_api_token() {
        return Ok(Principal {
            credential: Some(Credential::ApiToken),
            remarks: vec![Remark::new(
                "api-token",
                "the token is an API token (SSWS) and says nothing of itself: it may do what the roles of its owner allow; give these with --role or --grant",
            )],
            silence: Silence { scopes: None, roles: Some(NO_OWNER) },
            ..Principal::default()
        });
    }
    let problem = |message: String| {
        Problem::of(source, message).help("give the whole access token, as the token endpoint answers it")
    };
    if text.is_empty() {
        return Err(problem("there is no token".to_owned()));
    }
    let parts: Vec<_> = text.split('.').collect();
    let [header, payload, _signature] = parts.as_slice() else {
        return Err(problem(format!(
            "the token has {} between dots, and an access token has 3",
            plural(parts.len(), "part")
        )));
    };
    part(header).map_err(|why| problem(format!("the header of the token {why}")))?;
    let claims = part(payload).map_err(|why| problem(format!("the payload of the token {why}")))?;
    if !claims.is_object() {
        return Err(problem("the payload of the token is no object".to_owned()));
    }
    Ok(principal(source, &claims, now))
}

fn part(text: &str) -> Result<Value, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| "is not base64url")?;
    serde_json::from_slice(&bytes).map_err(|_| "is no JSON")
}

fn principal(source: &str, claims: &Value, now: Timestamp) -> Principal {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let client = text("cid").or_else(|| text("client_id"));
    let credential = match (text("uid"), client, text("sub")) {
        (Some(_), _, _) => Some(Credential::UserApp),
        (None, Some(client), Some(subject)) if client == subject => Some(Credential::ServiceApp),
        _ => None,
    };
    let mut remarks = vec![Remark::new(
        "token-not-verified",
        "the token is decoded and not verified: nobody looked at its signature",
    )];
    remarks.extend(expired(claims, now));
    let origin = Origin { source: Arc::from(source), line: 1, column: 1 };
    let scopes = scopes(claims).map(|names| {
        let named = |name: String| Named { name, origin: origin.clone() };
        names.into_iter().map(named).collect::<Vec<_>>()
    });
    if scopes.is_none() {
        remarks.push(Remark::new(
            "token-without-scopes",
            "the token says nothing of scopes: it may be an ID token, and an access token is wanted",
        ));
    }
    let scopes = match custom_server(text("iss").unwrap_or_default()) {
        None => scopes,
        Some(server) => {
            remarks.push(Remark::new("custom-authorization-server", format!(
                "the token is of the custom authorization server `{server}`: its scopes are none of Okta's API, MyAccount excepted"
            )));
            scopes.map(|all| all.into_iter().filter(|one| one.name.starts_with(SHARED_SCOPES)).collect())
        }
    };
    Principal {
        name: client.and_then(called),
        credential,
        silence: Silence {
            scopes: scopes.is_none().then_some("token says nothing of scopes"),
            roles: Some(NO_OWNER),
        },
        grant: Grant { scopes, roles: None },
        remarks,
        open: OpenLayers::default(),
    }
}

/// The scopes of a token: a list, or a text with spaces. None when any of them cannot be read, because then the others
/// are not what the token holds.
fn scopes(claims: &Value) -> Option<Vec<String>> {
    let found = claims.get("scp").or_else(|| claims.get("scope"))?;
    match found {
        Value::Array(list) => list.iter().map(|name| name.as_str().and_then(called)).collect(),
        Value::String(text) => text.split_whitespace().map(called).collect(),
        _ => None,
    }
}

/// The id of the custom authorization server of an issuer; the org's own has none.
fn custom_server(issuer: &str) -> Option<String> {
    let (_, id) = issuer.trim_end_matches('/').rsplit_once("/oauth2/")?;
    called(id)
}

fn expired(claims: &Value, now: Timestamp) -> Option<Remark> {
    let seconds = claims.get("exp")?.as_i64()?;
    let until = Timestamp::from_second(seconds).ok().filter(|until| *until < now)?;
    Some(Remark::new(
        "token-expired",
        format!("the token expired at {until}; what it could do is judged all the same"),
    ))
}
