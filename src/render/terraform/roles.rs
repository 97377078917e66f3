//! Who gets the roles: the app itself, or the users behind it.

use super::hcl::{block, choice, string, strings};
use super::lines;
use crate::model::Credential;
use crate::render::paste::{Paste, Resource, comment, has_target};
use crate::report::RoleItem;

/// The assignments of all roles of a grant.
pub(super) fn assignments(paste: &Paste<'_>) -> Vec<String> {
    match paste.credential {
        Credential::ServiceApp => to_app(paste),
        Credential::UserApp | Credential::ApiToken => to_users(paste),
    }
}

/// The targets that the customer chooses.
pub(super) fn variables(paste: &Paste<'_>) -> Vec<String> {
    let mut variables = Vec::new();
    if !paste.credential.has_user() {
        return variables;
    }
    let resources = paste.resources();
    let in_set = resources.iter().filter_map(Resource::chosen).any(|chosen| chosen.variable == "group_ids");
    if paste.narrows_to("groups") && !in_set {
        variables.push(choice("group_ids", "the groups concerned", "ids", true));
    }
    if paste.narrows_to("apps") {
        let takes = "names, or name and id such as oidc_client.0oa1abcdefGHIJKLM0h8";
        variables.push(choice("app_targets", "the apps concerned", takes, true));
    }
    variables
}

fn to_app(paste: &Paste<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    for role in paste.roles() {
        let resource = resource_name(role);
        let assignment = block(
            &format!("resource \"okta_app_oauth_role_assignment\" \"{resource}\""),
            &[("client_id", "okta_app_oauth.app.client_id".to_owned()), ("type", string(&role.name))],
        );
        parts.push(format!("{}{assignment}", lines(targets_by_api(role))));
        if !role.targets.is_empty() {
            let value = format!("okta_app_oauth_role_assignment.{resource}.id");
            parts.push(block(&format!("output \"{resource}_assignment_id\""), &[("value", value)]));
        }
    }
    if paste.custom().is_some() {
        parts.push(block(
            "resource \"okta_app_oauth_role_assignment\" \"custom\"",
            &[
                ("client_id", "okta_app_oauth.app.client_id".to_owned()),
                ("type", string("CUSTOM")),
                ("role", "okta_admin_role_custom.role.id".to_owned()),
                ("resource_set", "okta_resource_set.set.id".to_owned()),
            ],
        ));
    }
    parts
}

/// How the targets of the role of an app are set, which the provider cannot.
fn targets_by_api(role: &RoleItem) -> Vec<String> {
    let mut found = Vec::new();
    let base = "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets";
    for (kind, path) in [("groups", "groups/{groupId}"), ("apps", "catalog/apps/{appName}/{appId}")] {
        if has_target(role, kind) {
            found.extend(comment(&format!(
                "Terraform cannot narrow the role of an app. This one covers all {kind} until each of those concerned is \
                 set as a target:"
            )));
            found.push(format!("#   PUT {base}/{path}"));
        }
    }
    found.extend(whole(role));
    found
}

/// To what the assignment must not be narrowed.
fn whole(role: &RoleItem) -> Vec<String> {
    let whole = role.whole.iter();
    whole
        .flat_map(|one| {
            comment(&format!("Do not narrow it to {}: some of the calls do nothing then.", one.kind))
        })
        .collect()
}

fn to_users(paste: &Paste<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let roles = paste.roles();
    if !roles.is_empty() {
        let note = "These are all standard roles of the user: others that it holds are taken away.";
        let resource = block(
            "resource \"okta_user_admin_roles\" \"user\"",
            &[
                ("for_each", "var.user_ids".to_owned()),
                ("user_id", "each.value".to_owned()),
                ("admin_roles", strings(roles.iter().map(|role| role.name.as_str()))),
            ],
        );
        let whole = roles.iter().flat_map(whole);
        parts.push(format!("{}{resource}", lines(comment(note).into_iter().chain(whole))));
        parts.extend(roles.iter().filter_map(targets));
    }
    if paste.custom().is_some() {
        let members = "[for id in var.user_ids : \"${var.org_url}/api/v1/users/${id}\"]";
        parts.push(block(
            "resource \"okta_admin_role_custom_assignments\" \"custom\"",
            &[
                ("resource_set_id", "okta_resource_set.set.id".to_owned()),
                ("custom_role_id", "okta_admin_role_custom.role.id".to_owned()),
                ("members", members.to_owned()),
            ],
        ));
    }
    parts
}

/// The targets of a role of a user.
fn targets(role: &RoleItem) -> Option<String> {
    let (argument, variable) = match () {
        () if has_target(role, "groups") => ("groups", "group_ids"),
        () if has_target(role, "apps") => ("apps", "app_targets"),
        () => return None,
    };
    let users = format!("contains(var.{variable}, \"all\") ? toset([]) : var.user_ids");
    Some(block(
        &format!("resource \"okta_admin_role_targets\" \"{}\"", resource_name(role)),
        &[
            ("for_each", users),
            ("user_id", "each.value".to_owned()),
            ("role_type", string(&role.name)),
            (argument, format!("var.{variable}")),
            ("depends_on", "[okta_user_admin_roles.user]".to_owned()),
        ],
    ))
}

/// The name of the resource of a role.
fn resource_name(role: &RoleItem) -> String {
    role.name.to_lowercase()
}
