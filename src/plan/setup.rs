//! Who must do what so that the plan comes about, step by step.

use super::outcome::{Choice, Plan, RoleGrant};
use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::RoleKey;
use crate::model::Credential;

/// The steps, in order.
pub(super) fn steps(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    if plan.scopes.is_empty() && !plan.needs_role() {
        return Vec::new();
    }
    match plan.credential {
        Credential::ServiceApp => service_app(catalog, plan),
        Credential::UserApp => user_app(catalog, plan),
        Credential::ApiToken => api_token(catalog, plan),
    }
}

fn service_app(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let mut steps = vec![
        "create an app integration of the type API Services that authenticates with a key of its own (private_key_jwt)"
            .to_owned(),
        format!("a super admin grants it the {}; nobody else can grant scopes", scope_list(catalog, plan)),
    ];
    if plan.needs_role() {
        steps.extend(custom_role_step(catalog, plan));
        steps.push(format!(
            "a super admin assigns {} to the app itself; nobody else can assign roles",
            role_phrase(catalog, plan)
        ));
    }
    steps.push("the app asks for its token with exactly these scopes".to_owned());
    steps
}

fn user_app(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let mut steps = vec![format!(
        "a super admin grants the app the {}; the app asks for exactly these when a user signs in",
        scope_list(catalog, plan)
    )];
    if plan.needs_role() {
        steps.extend(custom_role_step(catalog, plan));
        steps.push(format!(
            "each user who makes these calls holds {}; the app can never do more than that user",
            role_phrase(catalog, plan)
        ));
    }
    steps
}

fn api_token(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let mut steps = vec![
        "create a user for this integration alone: an API token may do whatever the roles of its owner allow, then and \
         later, and cannot be made narrower than that"
            .to_owned(),
    ];
    steps.extend(custom_role_step(catalog, plan));
    let creates = |role: RoleKey| catalog.role(role).can_create_api_token == Known::Yes;
    if plan.chosen().is_some_and(|chosen| chosen.role_keys().any(creates)) {
        steps.push(format!("a super admin assigns {} to that user", role_phrase(catalog, plan)));
        steps.push(
            "the user signs in to the Admin Console and creates the token under Security > API > Tokens"
                .to_owned(),
        );
    } else {
        steps.push(
            "raise: a super admin assigns that user a role that can create API tokens, such as READ_ONLY_ADMIN; with \
             the roles of this plan alone it cannot create one"
                .to_owned(),
        );
        steps.push("create: the user signs in to the Admin Console and creates the token under Security > API > Tokens".to_owned());
        steps.push(format!(
            "lower: a super admin takes that role away and assigns {}; the token follows its owner",
            role_phrase(catalog, plan)
        ));
    }
    steps.push("limit the token to the network zone that the integration calls from".to_owned());
    steps
}

fn scope_list(catalog: &Catalog, plan: &Plan) -> String {
    let names: Vec<_> = plan.scopes.iter().map(|scope| catalog.scope(scope.key).name.as_str()).collect();
    match names[..] {
        [] => "no scope".to_owned(),
        [one] => format!("scope {one}"),
        _ => format!("scopes {}", names.join(", ")),
    }
}

/// The roles of the recommended choice, as a phrase.
fn role_phrase(catalog: &Catalog, plan: &Plan) -> String {
    let chosen = plan.chosen().into_iter().flat_map(RoleGrant::role_keys);
    let mut parts: Vec<_> = chosen.map(|role| catalog.role(role).name.clone()).collect();
    if plan.recommended.choice == Choice::CustomRole {
        parts.insert(0, "that custom role".to_owned());
    }
    if plan.recommended.choice == Choice::None && !plan.unknown.is_empty() {
        return "the role that turns out to be enough, which no source names".to_owned();
    }
    if parts.is_empty() { "no role".to_owned() } else { parts.join(" and ") }
}

fn custom_role_step(catalog: &Catalog, plan: &Plan) -> Option<String> {
    let custom = plan.chosen().filter(|chosen| !chosen.permissions.is_empty())?;
    let names: Vec<_> =
        custom.permissions.iter().map(|one| catalog.capability(one.key).name.as_str()).collect();
    let names = match names[..] {
        [one] => one.to_owned(),
        [one, two] => format!("{one} and {two}"),
        _ => format!("exactly the {} permissions of this plan", names.len()),
    };
    let resources = custom.resource_set();
    Some(format!(
        "a super admin creates a custom role with {names}, and a resource set that holds {resources}"
    ))
}
