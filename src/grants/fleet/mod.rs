//! Every principal of an org with what it holds: service apps, API service integrations, API tokens, admins.
//!
//! A grant is put together from wherever the org tells of it (`roles`): direct assignments, those of groups, bindings of
//! custom roles to resource sets. What could not be seen stays unknown, with the reason (`unknown`), and is never taken
//! for nothing.

mod names;
mod people;
mod roles;
mod unknown;

use jiff::Timestamp;

use super::org::{ApiToken, App, Consent, ConsentSource, Integration, Known, Org, User};
use crate::model::{Credential, Grant, HeldRole, Named, Origin, Principal, StandardRole};
use names::distinct;
use people::People;
use roles::RoleBook;
pub use unknown::Unknown;

/// The role that every API service integration is taken to hold.
const OF_INTEGRATIONS: &str = "SUPER_ADMIN";

/// Why the scopes of apps are not asked for.
const NOT_ASKED: &str = "; `--with-grants` asks, and only SUPER_ADMIN may see them";

/// What kind of principal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// An API token.
    ApiToken,
    /// A service app.
    ServiceApp,
    /// An API service integration.
    Integration,
    /// A user with admin roles.
    Admin,
}

impl PrincipalKind {
    /// Every kind, in the order in which reports count them.
    pub const ALL: [Self; 4] = [Self::ServiceApp, Self::Integration, Self::ApiToken, Self::Admin];

    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiToken => "api-token",
            Self::ServiceApp => "service-app",
            Self::Integration => "api-service-integration",
            Self::Admin => "admin",
        }
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ApiToken => "API token",
            Self::ServiceApp => "service app",
            Self::Integration => "API service integration",
            Self::Admin => "admin",
        }
    }
}

/// A principal of an org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgPrincipal {
    /// What kind it is.
    pub kind: PrincipalKind,
    /// Its id: that of the app, the integration, the token or the user.
    pub id: String,
    /// The other ids by which logs know it.
    pub aliases: Vec<String>,
    /// What it is called; no two principals of an org share a name.
    pub name: String,
    /// `ACTIVE`, `SUSPENDED` and the other words of the API, where the org tells.
    pub status: Option<String>,
    /// When it was made, where the org tells.
    pub created: Option<Timestamp>,
    /// How it authenticates and what it holds. For an admin, whom no scopes limit, the credential is that of an API
    /// token of theirs.
    pub principal: Principal,
    /// How it came to each role of its grant: empty where the role was given to itself alone.
    pub through: Vec<Vec<String>>,
    /// What of it could not be seen.
    pub unknown: Vec<Unknown>,
    /// What there is to know about an API token.
    pub token: Option<TokenFacts>,
}

/// What there is to know about an API token beyond what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFacts {
    /// The login of its owner, or the id where the login is not known.
    pub owner: String,
    /// The status of its owner, where it is known.
    pub owner_status: Option<String>,
    /// Whether it may be used from anywhere, where the org tells.
    pub anywhere: Option<bool>,
    /// When it was used last, as far as its dates tell.
    pub last_used: Option<Timestamp>,
}

/// Everything that principals of an org could hold and that could not be seen at all.
pub fn unseen(org: &Org) -> Vec<Unknown> {
    let parts = [
        Unknown::of("the service apps of the org", &org.apps),
        Unknown::of("the API service integrations of the org", &org.integrations),
        Unknown::of("the API tokens of the org", &org.api_tokens),
        Unknown::of("the admins of the org", &org.users),
        Unknown::of("whether a setting makes service apps super admins", &org.client_privileges),
    ];
    parts.into_iter().flatten().collect()
}

/// Every principal of an org: service apps, integrations, tokens, admins, each kind in the order of the snapshot.
pub fn principals(org: &Org) -> Vec<OrgPrincipal> {
    let book = RoleBook::new(org);
    let people = People::new(org, &book);
    let apps = org.apps.entries().iter().map(|app| service_app(&book, app));
    let integrations = org.integrations.entries().iter().map(integration);
    let tokens = org.api_tokens.entries().iter().map(|token| api_token(&people, token));
    let admins = org.users.entries().iter().filter_map(|user| admin(&people, user));
    let mut all: Vec<_> = apps.chain(integrations).chain(tokens).chain(admins).collect();
    distinct(&mut all);
    all
}

fn service_app(book: &RoleBook<'_>, app: &App) -> OrgPrincipal {
    let mut unknown: Vec<_> = Unknown::of("its scopes", &app.grants).into_iter().collect();
    if matches!(app.grants, Known::NotAsked) {
        // It is the one thing that is not asked for unless it is wanted.
        for one in &mut unknown {
            one.why.push_str(NOT_ASKED);
        }
    }
    let active = app.grants.seen().map(|grants| grants.iter().filter(|grant| counts(grant)));
    let scopes = active.map(|grants| grants.map(|grant| named(&grant.scope)).collect());
    let held = book.of_client(&app.roles, &app.client_id);
    let (roles, through) = held.split(&mut unknown);
    OrgPrincipal {
        kind: PrincipalKind::ServiceApp,
        id: app.id.clone(),
        aliases: vec![app.client_id.clone()],
        name: app.label.clone(),
        status: Some(app.status.clone()),
        created: app.created,
        principal: principal(Credential::ServiceApp, scopes, roles),
        through,
        unknown,
        token: None,
    }
}

/// Whether an app may ask for the scope on its own.
fn counts(grant: &Consent) -> bool {
    grant.status == "ACTIVE" && grant.source == ConsentSource::Admin
}

fn integration(integration: &Integration) -> OrgPrincipal {
    let role = StandardRole { role: named(OF_INTEGRATIONS), targets: Vec::new(), built_in: true };
    let scopes = integration.granted_scopes.iter().map(|scope| named(scope)).collect();
    let roles = vec![HeldRole::Standard(role)];
    OrgPrincipal {
        kind: PrincipalKind::Integration,
        id: integration.id.clone(),
        aliases: Vec::new(),
        name: integration.name.clone(),
        status: None,
        created: integration.created,
        principal: principal(Credential::ServiceApp, Some(scopes), Some(roles)),
        through: vec![Vec::new()],
        unknown: Vec::new(),
        token: None,
    }
}

fn api_token(people: &People<'_>, token: &ApiToken) -> OrgPrincipal {
    let owner = people.user(&token.owner);
    let mut unknown = Vec::new();
    let (roles, through) = people.held(&token.owner).split(&mut unknown);
    let facts = TokenFacts {
        owner: owner.and_then(|user| user.login.clone()).unwrap_or_else(|| token.owner.clone()),
        owner_status: owner.and_then(|user| user.status.clone()),
        anywhere: token.network.as_ref().map(|network| network.connection == "ANYWHERE"),
        last_used: token.last_used(),
    };
    OrgPrincipal {
        kind: PrincipalKind::ApiToken,
        id: token.id.clone(),
        aliases: Vec::new(),
        name: token.name.clone(),
        status: None,
        created: token.created,
        principal: principal(Credential::ApiToken, None, roles),
        through,
        unknown,
        token: Some(facts),
    }
}

/// A user that holds an admin role, or may hold one that could not be seen.
fn admin(people: &People<'_>, user: &User) -> Option<OrgPrincipal> {
    let mut unknown = Vec::new();
    let (roles, through) = people.held(&user.id).split(&mut unknown);
    if unknown.is_empty() && roles.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    Some(OrgPrincipal {
        kind: PrincipalKind::Admin,
        id: user.id.clone(),
        aliases: Vec::new(),
        name: user.login.clone().unwrap_or_else(|| user.id.clone()),
        status: user.status.clone(),
        created: None,
        principal: principal(Credential::ApiToken, None, roles),
        through,
        unknown,
        token: None,
    })
}

fn principal(credential: Credential, scopes: Option<Vec<Named>>, roles: Option<Vec<HeldRole>>) -> Principal {
    let scopes = scopes.map(|mut scopes: Vec<Named>| {
        scopes.sort_by(|one, other| one.name.cmp(&other.name));
        scopes.dedup();
        scopes
    });
    let grant = Grant { scopes, roles };
    Principal { credential: Some(credential), grant, ..Principal::default() }
}

/// A name that stands in no file that anybody wrote.
fn named(name: &str) -> Named {
    Named { name: name.to_owned(), origin: Origin { source: super::ARGUMENT.into(), line: 1, column: 1 } }
}
