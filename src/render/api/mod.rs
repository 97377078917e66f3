//! A shell script that sets the grant up over Okta's API: JSON bodies, curl, and nothing secret in it.
//!
//! Paths and bodies: <https://developer.okta.com/docs/api/openapi/okta-management/management/tags/application/>,
//! `…/applicationgrants/`, `…/rolecresourceset/`, `…/roleecustom/` and `…/roleassignmentclient/`. What only the
//! customer knows comes from the environment; the script stops with a clear word when it is not there.

mod prelude;
mod roles;

use std::io::{self, Write};

use super::Look;
use super::paste::{PUBLIC_CLIENT_ADMINS, Paste, comment};
use crate::model::Credential;
use crate::report::PlanReport;

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let paste = Paste::new(report, look);
    let head = paste.head().iter().flat_map(|line| comment(line)).collect::<Vec<_>>().join("\n");
    let mut parts = vec![format!("#!/bin/sh\n{head}")];
    parts.extend(token_steps(&paste));
    if paste.is_nothing() {
        parts.push("# There is nothing to create or to grant.".to_owned());
    } else {
        parts.push(prelude::text(&paste));
        parts.extend(app(&paste));
        parts.extend(scopes(&paste));
        parts.extend(roles::custom_role(&paste));
        parts.extend(roles::assignments(&paste));
        parts.push("echo 'done'".to_owned());
    }
    writeln!(out, "{}", parts.join("\n\n"))
}

/// How an API token comes about, which no API can do.
fn token_steps(paste: &Paste<'_>) -> Option<String> {
    let steps = paste.token_steps();
    (!steps.is_empty()).then(|| steps.join("\n"))
}

/// A body in a variable, as it is written here but for what begins with a dollar.
fn body(json: &str) -> String {
    format!("body=$(cat <<JSON\n{json}\nJSON\n)")
}

/// A name without what a shell or JSON would take for anything but text.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && !"\"'`$\\".contains(*c)).collect()
}

/// A service app, which authenticates with a key of its own.
fn app(paste: &Paste<'_>) -> Option<String> {
    const APP: &str = r#"{
  "name": "oidc_client",
  "label": "$NAME",
  "signOnMode": "OPENID_CONNECT",
  "credentials": {
    "oauthClient": {"token_endpoint_auth_method": "private_key_jwt"}
  },
  "settings": {
    "oauthClient": {
      "application_type": "service",
      "grant_types": ["client_credentials"],
      "response_types": ["token"],
      "jwks": {"keys": [$PUBLIC_JWK]}
    }
  }
}"#;
    (paste.credential == Credential::ServiceApp).then(|| {
        let note = format!("The app. Look first at {PUBLIC_CLIENT_ADMINS}: where that is on, Okta makes the app a super admin.");
        let note = comment(&note).join("\n");
        format!(
            "{note}\n{}\ncall POST /api/v1/apps \"$body\"\nAPP_ID=$(field .id)\n\
             CLIENT_ID=$(field .credentials.oauthClient.client_id)\necho \"client id: $CLIENT_ID\"",
            body(APP)
        )
    })
}

/// The scopes, one grant each.
fn scopes(paste: &Paste<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let granted = paste.granted_scopes();
    if !granted.is_empty() {
        let mut lines = vec!["# The scopes.".to_owned()];
        for scope in granted {
            lines.push(body(&format!(
                "{{\n  \"scopeId\": \"{}\",\n  \"issuer\": \"$OKTA_ORG_URL\"\n}}",
                plain(scope)
            )));
            lines.push("call POST \"/api/v1/apps/$APP_ID/grants\" \"$body\"".to_owned());
        }
        parts.push(lines.join("\n"));
    }
    let asked = paste.asked_scopes();
    if !asked.is_empty() {
        let text = format!("The app asks for {} when a user signs in; nobody grants that.", asked.join(", "));
        parts.push(comment(&text).join("\n"));
    }
    parts
}
