//! Terraform: the app, its scopes, the roles and what they are assigned to, for the provider `okta/okta`.
//!
//! Names of resources and arguments: <https://registry.terraform.io/providers/okta/okta/latest/docs>. The provider
//! cannot set targets of the role of an app, and cannot create an API token: that is said in comments.

mod hcl;
mod resource_set;
mod roles;

use std::io::{self, Write};

use super::Look;
use super::paste::{PUBLIC_CLIENT_ADMINS, Paste, comment};
use crate::model::Credential;
use crate::report::PlanReport;
use hcl::{block, choice, string, strings, variable};

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let paste = Paste::new(report, look);
    let mut parts = vec![lines(paste.head().iter().flat_map(|line| comment(line)))];
    parts.extend([paste.token_steps()].into_iter().filter(|steps| !steps.is_empty()).map(lines));
    if paste.is_nothing() {
        parts.push(lines(comment("There is nothing to create or to grant.")));
    } else {
        parts.push(PROVIDER.to_owned());
        parts.extend(variables(&paste));
        parts.extend(app(&paste));
        parts.extend(scopes(&paste));
        parts.extend(resource_set::custom_role(&paste));
        parts.extend(roles::assignments(&paste));
    }
    out.write_all(parts.join("\n").as_bytes())
}

/// The provider; how it signs in stands in the environment, as its documentation says.
const PROVIDER: &str = r#"terraform {
  required_providers {
    okta = {
      source = "okta/okta"
    }
  }
}
"#;

/// Comment lines as a block.
fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What only the customer knows.
fn variables(paste: &Paste<'_>) -> Vec<String> {
    let mut variables = Vec::new();
    let has_user = paste.credential.has_user();
    let has_role = paste.custom().is_some() || !paste.roles().is_empty();
    let needs_url = !paste.granted_scopes().is_empty() || paste.custom().is_some();
    if needs_url {
        let rule =
            ("can(regex(\"^https://[^/]+$\", var.org_url))", "Write https:// and the host, nothing else.");
        variables.push(variable(
            "org_url",
            "string",
            "The URL of the org: https://acme.okta.com",
            Some(rule),
        ));
    }
    match paste.credential {
        Credential::ServiceApp => variables.push(variable(
            "public_key",
            "object({ kid = string, e = string, n = string })",
            "The public half of the RSA key of the integration, as a JWK; the private half stays where it was made",
            None,
        )),
        Credential::UserApp if !paste.granted_scopes().is_empty() => variables.push(variable(
            "app_id",
            "string",
            "The id of the app that users sign in to, such as 0oa1abcdefGHIJKLM0h8",
            None,
        )),
        Credential::UserApp | Credential::ApiToken => {}
    }
    if has_user && has_role {
        let what = match paste.credential {
            Credential::ApiToken => "the user who owns the API token, and nothing but it",
            _ => "the users who make these calls",
        };
        variables.push(choice("user_ids", what, "their ids", false));
    }
    if paste.credential == Credential::ServiceApp || paste.custom().is_some() {
        let name = block(
            "variable \"name\"",
            &[
                ("description", string("What the integration is called in the org")),
                ("type", "string".to_owned()),
                ("default", string("Least access integration")),
            ],
        );
        variables.push(name);
    }
    variables.extend(resource_set::variables(paste));
    variables.extend(roles::variables(paste));
    variables
}

/// A service app, which authenticates with a key of its own.
fn app(paste: &Paste<'_>) -> Option<String> {
    const KEY: &str = "
  jwks {
    kty = \"RSA\"
    kid = var.public_key.kid
    e   = var.public_key.e
    n   = var.public_key.n
  }
}
";
    if paste.credential != Credential::ServiceApp {
        return None;
    }
    let head = block(
        "resource \"okta_app_oauth\" \"app\"",
        &[
            ("label", "var.name".to_owned()),
            ("type", string("service")),
            ("grant_types", "[\"client_credentials\"]".to_owned()),
            ("response_types", "[\"token\"]".to_owned()),
            ("token_endpoint_auth_method", string("private_key_jwt")),
        ],
    );
    let open = head.strip_suffix("}\n").unwrap_or(&head);
    let note =
        format!("Look first at {PUBLIC_CLIENT_ADMINS}: where that is on, Okta makes the app a super admin.");
    Some(format!(
        "{}{open}{KEY}\noutput \"client_id\" {{\n  value = okta_app_oauth.app.client_id\n}}\n",
        lines(comment(&note))
    ))
}

/// The scopes. One resource owns all scopes of an app.
fn scopes(paste: &Paste<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let granted = paste.granted_scopes();
    if !granted.is_empty() {
        let app = match paste.credential {
            Credential::ServiceApp => "okta_app_oauth.app.id",
            Credential::UserApp | Credential::ApiToken => "var.app_id",
        };
        let note = "These are all scopes of the app: others that it was granted are taken away.";
        let resource = block(
            "resource \"okta_app_oauth_api_scope\" \"app\"",
            &[("app_id", app.to_owned()), ("issuer", "var.org_url".to_owned()), ("scopes", strings(granted))],
        );
        parts.push(format!("{}{resource}", lines(comment(note))));
    }
    let asked = paste.asked_scopes();
    if !asked.is_empty() {
        let names = asked.join(", ");
        parts.push(lines(comment(&format!(
            "The app asks for {names} when a user signs in; nobody grants that."
        ))));
    }
    parts
}
