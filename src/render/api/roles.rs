//! The custom role with its resource set, and who gets the roles.

use super::{body, plain};
use crate::model::Credential;
use crate::render::paste::{Address, Paste, Resource, comment, has_target};
use crate::report::RoleItem;

/// The custom role and the resource set that it is bound to.
pub(super) fn custom_role(paste: &Paste<'_>) -> Vec<String> {
    let Some(custom) = paste.custom() else { return Vec::new() };
    let names: Vec<_> =
        custom.permissions.iter().map(|one| format!("    \"{}\"", plain(&one.name))).collect();
    let role = format!(
        "{{\n  \"label\": \"$NAME\",\n  \"description\": \"Exactly what the integration needs\",\n  \"permissions\": [\n{}\n  ]\n}}",
        names.join(",\n")
    );
    let role = format!(
        "# The custom role.\n{}\ncall POST /api/v1/iam/roles \"$body\"\nROLE_ID=$(field .id)",
        body(&role)
    );
    let mut lines = vec![
        comment(&format!("The resource set: {}.", custom.resource_set)).join("\n"),
        LIST.to_owned(),
        "resources=".to_owned(),
    ];
    lines.extend(paste.resources().iter().map(entry));
    let set = "{\n  \"label\": \"$NAME\",\n  \"description\": \"What the integration works on\",\n  \"resources\": [$resources]\n}";
    lines.push(body(set));
    lines.push("call POST /api/v1/iam/resource-sets \"$body\"\nRESOURCE_SET_ID=$(field .id)".to_owned());
    vec![role, lines.join("\n")]
}

const LIST: &str = r#"add() {
  resources="$resources${resources:+, }\"$1\""
}"#;

/// The lines that add one kind of resource to the set.
fn entry(resource: &Resource<'_>) -> String {
    let Some(address) = resource.address else {
        return "for name in $OTHER_RESOURCE_NAMES; do add \"$name\"; done".to_owned();
    };
    let all = whole(address);
    let Some(chosen) = resource.chosen() else { return format!("add \"{all}\"") };
    let variable = chosen.variable.to_uppercase();
    let one = chosen.path.map_or_else(|| named(chosen.name), |path| format!("$OKTA_ORG_URL{path}"));
    let one = one.replace("{id}", "$id");
    format!(
        "case ${variable} in\n  all) add \"{all}\" ;;\n  *) for id in ${variable}; do add \"{one}\"; done ;;\nesac"
    )
}

fn whole(address: &Address) -> String {
    address.all_path.map_or_else(|| named(address.all_name), |path| format!("$OKTA_ORG_URL{path}"))
}

fn named(name: &str) -> String {
    format!("orn:$ORN_PARTITION:{}", name.replace("{org}", "$ORG_ID"))
}

/// The assignments of all roles of a grant.
pub(super) fn assignments(paste: &Paste<'_>) -> Vec<String> {
    match paste.credential {
        Credential::ServiceApp => to_app(paste),
        Credential::UserApp | Credential::ApiToken => to_users(paste),
    }
}

fn to_app(paste: &Paste<'_>) -> Vec<String> {
    let at = "/oauth2/v1/clients/$CLIENT_ID/roles";
    let mut parts: Vec<_> = paste.roles().iter().map(|role| standard(role, at)).collect();
    if paste.custom().is_some() {
        let json = "{\n  \"type\": \"CUSTOM\",\n  \"role\": \"$ROLE_ID\",\n  \"resource-set\": \"$RESOURCE_SET_ID\"\n}";
        parts.push(format!("# The custom role, for the app.\n{}\ncall POST \"{at}\" \"$body\"", body(json)));
    }
    parts
}

fn to_users(paste: &Paste<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let roles: Vec<_> =
        paste.roles().iter().map(|role| standard(role, "/api/v1/users/$user/roles")).collect();
    if !roles.is_empty() {
        parts.push(format!("for user in $USER_IDS; do\n{}\ndone", roles.join("\n")));
    }
    if paste.custom().is_some() {
        let json = "{\n  \"role\": \"$ROLE_ID\",\n  \"members\": [$members]\n}";
        let at = "/api/v1/iam/resource-sets/$RESOURCE_SET_ID/bindings";
        parts.push(format!(
            "# The custom role, bound to the resource set, for each user.\nmembers=\nfor user in $USER_IDS; do\n  \
             members=\"$members${{members:+, }}\\\"$OKTA_ORG_URL/api/v1/users/$user\\\"\"\ndone\n{}\n\
             call POST \"{at}\" \"$body\"",
            body(json)
        ));
    }
    parts
}

/// A standard role with its targets; `at` is where the roles of the principal are.
fn standard(role: &RoleItem, at: &str) -> String {
    let mut lines = vec![comment(&format!("{}.", role.title)).join("\n")];
    for whole in &role.whole {
        let note = format!("It must not be narrowed to {}: some of the calls do nothing then.", whole.kind);
        lines.extend(comment(&note));
    }
    lines.push(body(&format!("{{\n  \"type\": \"{}\"\n}}", plain(&role.name))));
    lines.push(format!("call POST \"{at}\" \"$body\""));
    let targets = [
        ("groups", "GROUP_IDS", "groups/$target"),
        ("apps", "APP_TARGETS", "catalog/apps/$(printf '%s' \"$target\" | tr . /)"),
    ];
    for (kind, variable, path) in targets {
        if has_target(role, kind) {
            lines.push("assignment=$(field .id)".to_owned());
            lines.push(format!("if [ \"${variable}\" != all ]; then"));
            lines.push(format!(
                "  for target in ${variable}; do call PUT \"{at}/$assignment/targets/{path}\"; done"
            ));
            lines.push("fi".to_owned());
        }
    }
    lines.join("\n")
}
