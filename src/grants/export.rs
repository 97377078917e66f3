//! Answers of the Okta API as they are exported: lists, single objects, lists in an envelope.

use super::name::called;
use super::shape::{
    Pieces, add_role, add_scope, assigned, custom, owner_of_a_token, permissions, remark,
    super_admin_of_integrations,
};
use crate::disclosure::HIDDEN;
use crate::located::{Node, Problems, Value};
use crate::model::{Credential, CustomRole, HeldRole, Named, Principal, Remark};

/// The members in which an answer wraps its list.
const ENVELOPES: [&str; 4] = ["value", "roles", "grants", "tokens"];

/// What an object of an answer is.
enum Form {
    /// Of `/apps/{id}/grants`.
    ScopeGrant,
    /// Of `/integrations/api/v1/api-services`.
    Integration,
    /// Of `/clients/{id}/roles`, `/users/{id}/roles`, `/groups/{id}/roles`.
    Assignment,
    /// Of `/iam/roles/{id}`, with its permissions put in.
    CustomRole,
    /// Of `/iam/roles/{id}/permissions`, as a whole.
    Permissions,
    /// One entry of that list.
    Permission,
    /// Of `/api-tokens`.
    ApiToken,
}

pub(super) fn read(node: &Node, problems: &mut Problems) -> Vec<Principal> {
    let mut pieces = Pieces::default();
    if let (None, Some(message)) = (form(node), node.text_of("errorCode")) {
        let is_code = message
            .strip_prefix('E')
            .is_some_and(|number| number.len() == 7 && number.bytes().all(|byte| byte.is_ascii_digit()));
        let code = if is_code { message } else { HIDDEN };
        problems.add_with_help(
            node.at,
            format!("this is an error that Okta answered (`{code}`), not a grant"),
            "export it again with a principal that may read it",
        );
        return Vec::new();
    }
    for one in entries(node) {
        let Some(form) = form(one) else {
            problems.add_with_help(one.at, "this is no grant of a form that is known", FORMS);
            return Vec::new();
        };
        entry(&form, one, &mut pieces, problems);
    }
    if node.list().is_some_and(<[Node]>::is_empty) {
        problems.add_with_help(node.at, "an empty list does not say what it is a list of", FORMS);
    }
    pieces.done()
}

/// What can be read.
const FORMS: &str = "known are manifests, plans, Terraform state and plans, tokens, and the answers of /apps/{id}/grants, \
     /clients/{id}/roles, /users/{id}/roles, /groups/{id}/roles, /iam/roles/{id} with permissions, api-services and \
     api-tokens";

fn entries(node: &Node) -> Vec<&Node> {
    if let Some(list) = node.list() {
        return list.iter().collect();
    }
    let wrapped = ENVELOPES.iter().filter_map(|name| node.get(name)?.list());
    match wrapped.into_iter().next() {
        Some(list) if form(node).is_none() => list.iter().collect(),
        _ => vec![node],
    }
}

fn form(node: &Node) -> Option<Form> {
    let has = |name: &str| node.get(name).is_some();
    match () {
        () if has("scopeId") => Some(Form::ScopeGrant),
        () if has("grantedScopes") => Some(Form::Integration),
        () if has("tokenWindow") || (has("userId") && has("network")) => Some(Form::ApiToken),
        () if has("permissions") && has("label") => Some(Form::CustomRole),
        () if has("permissions") => Some(Form::Permissions),
        () if has("type") && (has("assignmentType") || has("label")) => Some(Form::Assignment),
        () if node.text_of("label").is_some_and(|label| label.starts_with("okta.")) => Some(Form::Permission),
        () => None,
    }
}

fn entry(form: &Form, node: &Node, pieces: &mut Pieces, problems: &mut Problems) {
    match form {
        Form::ScopeGrant => scope_grant(node, pieces, problems),
        Form::Integration => integration(node, pieces, problems),
        Form::Assignment => assignment(node, pieces, problems),
        Form::CustomRole => {
            let name = node.text_of("id").or_else(|| node.text_of("label")).unwrap_or_default();
            let role = custom(node, name, node.list_of("permissions"), problems);
            add_role(pieces.of(None), role);
        }
        Form::Permissions => permission_list(node, node.list_of("permissions"), pieces, problems),
        Form::Permission => permission_list(node, std::slice::from_ref(node), pieces, problems),
        Form::ApiToken => api_token(node, pieces),
    }
}

fn scope_grant(node: &Node, pieces: &mut Pieces, problems: &mut Problems) {
    let principal = pieces.of(node.text_of("clientId"));
    if node.text_of("status").is_some_and(|status| status != "ACTIVE") {
        remark(principal, Remark::new("inactive-grant", "grants that are not active do not count"));
        principal.grant.scopes.get_or_insert_default();
        return;
    }
    if node.text_of("source") == Some("END_USER") {
        principal.credential = Some(Credential::UserApp);
    }
    if let Some(scope) = node.get("scopeId") {
        add_scope(principal, scope, problems);
    }
}

fn integration(node: &Node, pieces: &mut Pieces, problems: &mut Problems) {
    let role = super_admin_of_integrations(node, problems);
    let principal = pieces.of(node.text_of("id").or_else(|| node.text_of("name")));
    principal.credential = Some(Credential::ServiceApp);
    principal.grant.scopes.get_or_insert_default();
    for scope in node.list_of("grantedScopes") {
        add_scope(principal, scope, problems);
    }
    add_role(principal, role);
    remark(
        principal,
        Remark::new(
            "api-service-integration",
            "no role is assigned to an API service integration: it is taken to hold SUPER_ADMIN behind its scopes",
        ),
    );
}

fn assignment(node: &Node, pieces: &mut Pieces, problems: &mut Problems) {
    let principal = pieces.of(None);
    let active = node.text_of("status").is_none_or(|status| status == "ACTIVE");
    if !active {
        remark(principal, Remark::new("inactive-role", "roles that are not active do not count"));
        principal.grant.roles.get_or_insert_default();
        return;
    }
    match node.text_of("assignmentType") {
        Some("CLIENT") => {}
        Some("GROUP") => owner_of_a_token(principal, "a group"),
        _ => owner_of_a_token(principal, "a user"),
    }
    let Some(kind) = node.get("type") else { return };
    let custom = node.text_of("role").or_else(|| node.text_of("label"));
    let held = assigned(kind, custom, node.text_of("resource-set"), problems);
    add_role(principal, held);
}

/// The permissions of a role that its links name, if they do.
fn permission_list(node: &Node, list: &[Node], pieces: &mut Pieces, problems: &mut Problems) {
    let link = list.iter().chain([node]).find_map(|one| one.at_path(&["_links", "self", "href"])?.text());
    let id = link.and_then(|href| {
        let mut segments = href.split('/').skip_while(|segment| *segment != "roles");
        segments.nth(1).and_then(called)
    });
    let name = id.unwrap_or_else(|| "custom role".to_owned());
    let found = permissions(list, problems);
    let principal = pieces.of(None);
    let roles = principal.grant.roles.get_or_insert_default();
    let same = |role: &&mut HeldRole| matches!(role, HeldRole::Custom(one) if one.role.name == name);
    if let Some(HeldRole::Custom(CustomRole { permissions: Some(known), .. })) = roles.iter_mut().find(same) {
        known.extend(found);
    } else {
        let origin = super::name::origin(problems, node.at);
        let role = Named { name, origin };
        roles.push(HeldRole::Custom(CustomRole { role, permissions: Some(found), resources: Vec::new() }));
    }
}

fn api_token(node: &Node, pieces: &mut Pieces) {
    let principal = pieces.of(node.text_of("userId"));
    principal.credential = Some(Credential::ApiToken);
    remark(
        principal,
        Remark::new(
            "api-token",
            "an API token may do what the roles of its owner allow: give these with --role or --grant",
        ),
    );
    let anywhere = node.at_path(&["network", "connection"]).is_some_and(
        |one| matches!(&one.value, Value::Text(text) | Value::Plain(text) if text == "ANYWHERE"),
    );
    if anywhere {
        remark(
            principal,
            Remark::new(
                "token-from-anywhere",
                "the token may be used from anywhere; limit it to a network zone",
            ),
        );
    }
}
