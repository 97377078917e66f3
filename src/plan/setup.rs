//! Who must do what so that the plan comes about, step by step.

use std::collections::BTreeSet;

use super::outcome::{Choice, GrantedRole, Plan, Raise, RoleGrant};
use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::{CapabilityKey, RoleKey};
use crate::model::{Credential, either, listed};

/// The area of the scopes that an app asks for without anybody granting them, such as `openid`.
const OPENID_AREA: &str = "oidc-oauth";

/// The capability to create an API token.
const CREATES_TOKENS: &str = "std.apiTokens.create";

/// The steps, in order.
pub(super) fn steps(catalog: &Catalog, plan: &Plan, calls_something: bool) -> Vec<String> {
    match plan.credential {
        Credential::ApiToken if calls_something => api_token(catalog, plan),
        _ if plan.scopes.is_empty() && !plan.needs_role() => Vec::new(),
        Credential::ServiceApp => service_app(catalog, plan),
        Credential::UserApp => user_app(catalog, plan),
        Credential::ApiToken => Vec::new(),
    }
}

fn service_app(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let mut steps = vec![
        "create an app integration of the type API Services that authenticates with a key of its own (private_key_jwt)"
            .to_owned(),
    ];
    let Scopes { granted, .. } = scopes(catalog, plan);
    if let Some(named) = named(&granted) {
        steps.push(format!("a super admin grants it the {named}; nobody else can grant scopes"));
    }
    if plan.needs_role() {
        steps.extend(custom_role(catalog, plan));
        steps.push(format!(
            "a super admin assigns {}{} to the app itself; nobody else can assign roles",
            with_unknown(catalog, plan),
            if plan.unknown.is_empty() { "" } else { "," }
        ));
        steps.extend(targets_of_an_app(plan));
    }
    if !plan.scopes.is_empty() {
        steps.push(format!("the app asks for its token with exactly {}", this(plan.scopes.len())));
    }
    steps
}

/// Targets of a role of an app are set after the role is assigned.
fn targets_of_an_app(plan: &Plan) -> Option<String> {
    let narrowed = plan.chosen()?.roles.iter().any(|role| !role.targets.is_empty());
    narrowed.then(|| {
        "over the API each target of that role is a call of its own, below \
         /oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets; until the first is set the role covers all"
            .to_owned()
    })
}

fn user_app(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let Scopes { granted, asked } = scopes(catalog, plan);
    let mut steps = Vec::new();
    if let Some(named) = named(&granted) {
        let these = this(granted.len());
        steps.push(format!(
            "a super admin grants the app the {named}; the app asks for exactly {these} when a user signs in"
        ));
    }
    if let Some(named) = named(&asked) {
        steps.push(format!("the app asks for the {named} when a user signs in; nobody has to grant that"));
    }
    if plan.needs_role() {
        steps.extend(custom_role(catalog, plan));
        steps.push(format!(
            "each user who makes these calls holds {}; the app can never do more than that user",
            with_unknown(catalog, plan)
        ));
    }
    steps
}

fn api_token(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let create = "the user signs in to the Admin Console and creates the token under Security > API > Tokens";
    let mut steps = vec![
        "create a user for this integration alone: an API token may do whatever the roles of its owner allow, then and \
         later, and cannot be made narrower than that"
            .to_owned(),
    ];
    steps.extend(custom_role(catalog, plan));
    if let Some(Raise { roles, why }) = &plan.raise {
        let able: Vec<_> = roles.iter().map(|role| catalog.role(*role).name.as_str()).collect();
        steps.push(format!(
            "raise: a super admin assigns that user a role that can create API tokens ({}) for the moment; {why}",
            either(&able)
        ));
        steps.push(format!("create: {create}"));
        steps.push(lower(catalog, plan));
    } else {
        steps.push(format!("a super admin assigns {} to that user", with_unknown(catalog, plan)));
        steps.push(create.to_owned());
    }
    steps.push("limit the token to the network zone that the integration calls from".to_owned());
    steps
}

/// How an API token comes about that its owner cannot create with the roles of the plan.
pub(super) fn raise(catalog: &Catalog, plan: &Plan) -> Option<Raise> {
    let creates = plan.chosen().is_some_and(|chosen| can_create_tokens(catalog, chosen));
    if plan.credential != Credential::ApiToken || creates {
        return None;
    }
    let able = catalog.roles().filter(|(_, role)| !role.is_retired());
    let able = able.filter(|(_, role)| role.can_create_api_token == Known::Yes);
    let able = able.filter(|(_, role)| role.holds_all.is_none()).map(|(key, _)| key);
    Some(Raise { roles: able.collect(), why: why_raise(catalog, plan) })
}

/// Why the user cannot create the token as it will be in the end.
fn why_raise(catalog: &Catalog, plan: &Plan) -> &'static str {
    let refuses = |role: RoleKey| catalog.role(role).can_create_api_token == Known::No;
    match plan.chosen() {
        None => "a person without an admin role cannot create one",
        Some(chosen) if chosen.permissions.is_empty() && chosen.role_keys().all(refuses) => {
            "with the roles of this plan alone it cannot create one"
        }
        Some(_) => "no source says that it can create one with the roles of this plan alone",
    }
}

fn lower(catalog: &Catalog, plan: &Plan) -> String {
    if plan.needs_role() {
        return format!(
            "lower: a super admin takes that role away and assigns {}; the token follows its owner",
            with_unknown(catalog, plan)
        );
    }
    "lower: a super admin takes that role away, because these calls need none; nobody has confirmed what a token can \
     still do whose owner holds no role, so make these calls with it before you rely on it"
        .to_owned()
}

fn can_create_tokens(catalog: &Catalog, chosen: &RoleGrant) -> bool {
    let capabilities = &catalog.tables().capabilities;
    let creates = capabilities.iter().position(|one| one.name == CREATES_TOKENS).map(CapabilityKey::new);
    let contains = |permission: CapabilityKey| {
        catalog.hands().contents(permission).iter().any(|(part, _)| Some(*part) == creates)
    };
    chosen.role_keys().any(|role| catalog.role(role).can_create_api_token == Known::Yes)
        || chosen.permissions.iter().any(|one| contains(one.key))
}

/// The scopes of a plan.
struct Scopes<'c> {
    /// Those that a super admin grants.
    granted: Vec<&'c str>,
    /// Those that the app just asks for.
    asked: Vec<&'c str>,
}

fn scopes<'c>(catalog: &'c Catalog, plan: &Plan) -> Scopes<'c> {
    let scopes = plan.scopes.iter().map(|scope| catalog.scope(scope.key));
    let free =
        |scope: &&crate::catalog::tables::Scope| scope.area == OPENID_AREA && !scope.name.contains('.');
    let (asked, granted): (Vec<_>, Vec<_>) = scopes.partition(free);
    let names =
        |scopes: Vec<&'c crate::catalog::tables::Scope>| scopes.iter().map(|one| one.name.as_str()).collect();
    Scopes { granted: names(granted), asked: names(asked) }
}

fn named(scopes: &[&str]) -> Option<String> {
    match scopes {
        [] => None,
        [one] => Some(format!("scope {one}")),
        _ => Some(format!("scopes {}", listed(scopes))),
    }
}

const fn this(scopes: usize) -> &'static str {
    if scopes == 1 { "this scope" } else { "these scopes" }
}

/// The roles of the recommended choice, with the one that nobody knows yet.
fn with_unknown(catalog: &Catalog, plan: &Plan) -> String {
    const ENOUGH: &str = "the role that turns out to be enough, which no source names";
    let known = role_phrase(catalog, plan);
    match (plan.recommended.choice, plan.unknown.is_empty()) {
        (_, true) => known,
        (Choice::None, false) => ENOUGH.to_owned(),
        (_, false) => {
            let operations: BTreeSet<_> = plan.unknown.keys().map(|key| catalog.short_name(*key)).collect();
            format!("{known}, and for {} {ENOUGH}", listed(&operations.into_iter().collect::<Vec<_>>()))
        }
    }
}

/// The roles of the recommended choice, as a phrase.
fn role_phrase(catalog: &Catalog, plan: &Plan) -> String {
    let roles = plan.chosen().into_iter().flat_map(|chosen| &chosen.roles);
    let mut parts: Vec<_> = roles.map(|role| role_with_targets(catalog, role)).collect();
    if plan.recommended.choice == Choice::CustomRole {
        parts.insert(0, "that custom role".to_owned());
    }
    if parts.is_empty() { "no role".to_owned() } else { listed(&parts) }
}

fn role_with_targets(catalog: &Catalog, role: &GrantedRole) -> String {
    let name = &catalog.role(role.granted.key).name;
    let targets: Vec<_> = role.targets.iter().collect();
    let whole: Vec<_> = role.whole.iter().map(|whole| &whole.kind).collect();
    match (targets.is_empty(), whole.is_empty()) {
        (true, true) => name.clone(),
        (false, true) => format!("{name} (narrowed to the {} concerned)", listed(&targets)),
        (true, false) => format!("{name} (not narrowed to {})", either(&whole)),
        (false, false) => {
            format!("{name} (narrowed to the {} concerned, not to {})", listed(&targets), either(&whole))
        }
    }
}

fn custom_role(catalog: &Catalog, plan: &Plan) -> Option<String> {
    let custom = plan.chosen().filter(|chosen| !chosen.permissions.is_empty())?;
    let names: Vec<_> =
        custom.permissions.iter().map(|one| catalog.capability(one.key).name.as_str()).collect();
    let names = match names[..] {
        [_] | [_, _] => listed(&names),
        _ => format!("exactly the {} permissions of this plan", names.len()),
    };
    let resources = custom.resource_set();
    Some(format!(
        "a super admin creates a custom role with {names}, and a resource set that holds {resources}"
    ))
}
