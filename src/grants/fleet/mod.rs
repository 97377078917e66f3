//! Every principal of an org with what it holds: service apps, API service integrations, OAuth clients that act for
//! users, API tokens, admins, and groups that hold roles.
//!
//! A grant is put together from wherever the org tells of it (`roles`): direct assignments, those of groups, bindings of
//! custom roles to resource sets. What could not be seen stays unknown, with the reason (`unknown`), and is never taken
//! for nothing.

mod bound;
mod clients;
mod credentials;
mod groups;
mod names;
mod networks;
mod people;
mod resources;
mod roles;
mod unknown;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::org::{ApiToken, App, Consent, ConsentSource, Integration, Known, LastUse, Org, User};
use crate::model::{Credential, Grant, HeldRole, Named, Origin, Principal, StandardRole};
pub use clients::{Behind, BehindUser};
pub use credentials::{Authentication, Keys, Proof};
use names::distinct;
use networks::Zones;
pub use networks::{NetworkFacts, Open, ZoneFacts, ZoneFault};
use people::People;
use roles::RoleBook;
pub use unknown::{Opens, Unknown};

/// The role that every API service integration is taken to hold.
const OF_INTEGRATIONS: &str = "SUPER_ADMIN";

/// The statuses of apps that get no tokens.
const STOPPED_APPS: [&str; 2] = ["INACTIVE", "DELETED"];

/// The statuses of users that cannot sign in until an admin changes that. The others can come back by themselves: one
/// that is locked out waits or unlocks itself, one whose password expired or is reset sets a new one, and one that is
/// provisioned follows the link in its mail.
const STOPPED_USERS: [&str; 3] = ["SUSPENDED", "DEPROVISIONED", "STAGED"];

/// The statuses of apps that the API describes.
const APP_STATUSES: [&str; 3] = ["ACTIVE", "DELETED", "INACTIVE"];

/// The statuses of users that the API describes.
const USER_STATUSES: [&str; 8] = [
    "ACTIVE",
    "DEPROVISIONED",
    "LOCKED_OUT",
    "PASSWORD_EXPIRED",
    "PROVISIONED",
    "RECOVERY",
    "STAGED",
    "SUSPENDED",
];

/// What is printed in place of a word of an org that the API does not describe.
pub const UNKNOWN_WORD: &str = "UNKNOWN";

/// The statuses of scopes that were taken back. One with a status that is not known counts.
const TAKEN_BACK: [&str; 2] = ["INACTIVE", "REVOKED"];

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
    /// An OAuth client that acts for users.
    OauthClient,
    /// A user with admin roles.
    Admin,
    /// A group with admin roles of which no member is known.
    AdminGroup,
}

impl PrincipalKind {
    /// Every kind, in the order in which reports count them.
    pub const ALL: [Self; 6] = [
        Self::ServiceApp,
        Self::Integration,
        Self::OauthClient,
        Self::ApiToken,
        Self::Admin,
        Self::AdminGroup,
    ];

    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiToken => "api-token",
            Self::ServiceApp => "service-app",
            Self::Integration => "api-service-integration",
            Self::OauthClient => "oauth-client",
            Self::Admin => "admin",
            Self::AdminGroup => "admin-group",
        }
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ApiToken => "API token",
            Self::ServiceApp => "service app",
            Self::Integration => "API service integration",
            Self::OauthClient => "OAuth client",
            Self::Admin => "admin",
            Self::AdminGroup => "admin group",
        }
    }
}

/// A principal of an org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgPrincipal {
    /// What kind it is.
    pub kind: PrincipalKind,
    /// Its id: that of the app, the integration, the client, the token, the user or the group.
    pub id: String,
    /// The other ids by which logs know it.
    pub aliases: Vec<String>,
    /// What it is called; no two principals of an org share a name.
    pub name: String,
    /// `ACTIVE`, `SUSPENDED` and the other words of the API, where the org tells; `UNKNOWN` for any other word.
    pub status: Option<String>,
    /// Why it cannot act, if it cannot. What cannot comes back with all that it holds once that changes.
    pub stopped: Option<Stopped>,
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
    /// Who can be behind an OAuth client. Its grant has no roles until a check knows which of them can do the most.
    pub behind: Option<Behind>,
    /// How an app authenticates.
    pub authentication: Option<Authentication>,
    /// From where a token or an app may be used, where the org tells.
    pub network: Option<NetworkFacts>,
    /// What could not be seen of it beside what it holds, such as how it authenticates. It does not hold more for that.
    pub unseen: Vec<Unknown>,
}

impl OrgPrincipal {
    /// One that can act, named by its id, of which nothing else is told.
    fn new(kind: PrincipalKind, id: &str, principal: Principal) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            aliases: Vec::new(),
            name: id.to_owned(),
            status: None,
            stopped: None,
            created: None,
            principal,
            through: Vec::new(),
            unknown: Vec::new(),
            token: None,
            behind: None,
            authentication: None,
            network: None,
            unseen: Vec::new(),
        }
    }

    /// Whether there may be more scopes, and whether there may be more roles, than are known.
    pub fn open_layers(&self) -> (bool, bool) {
        let scopes = self.unknown.iter().any(|unknown| unknown.opens.scopes());
        (scopes, self.unknown.iter().any(|unknown| unknown.opens.roles()))
    }

    /// Whether it can act.
    pub const fn works(&self) -> bool {
        self.stopped.is_none()
    }

    /// Whether logs know it by this id.
    pub fn is_known_as(&self, id: &str) -> bool {
        self.id == id || self.aliases.iter().any(|alias| alias == id)
    }
}

/// Why a principal cannot act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Its status is one in which it gets no tokens or cannot sign in.
    Status,
    /// It is a group without members.
    NoMembers,
    /// It acts for users, and none of them can sign in: each with its status.
    Users(Vec<String>),
}

impl Stopped {
    /// That an app has such a status.
    fn app(status: &str) -> Option<Self> {
        STOPPED_APPS.contains(&status).then_some(Self::Status)
    }

    /// That a user has such a status.
    fn user(user: &User) -> Option<Self> {
        user.status.as_deref().filter(|status| STOPPED_USERS.contains(status)).map(|_| Self::Status)
    }
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
    let is_one_list = gap_of(&org.apps) == gap_of(&org.clients);
    let apps = if is_one_list && gap_of(&org.apps).is_some() {
        Unknown::of("the service apps and OAuth clients of the org", &org.apps)
    } else {
        Unknown::of("the service apps of the org", &org.apps)
    };
    let clients = Unknown::of("the OAuth clients of the org that act for users", &org.clients);
    let parts = [
        apps,
        clients.filter(|_| !is_one_list),
        Unknown::of("the API service integrations of the org", &org.integrations),
        Unknown::of("the API tokens of the org", &org.api_tokens),
        Unknown::of("the admins of the org", &org.users),
        Unknown::of("whether a setting makes service apps super admins", &org.client_privileges),
        // Where nothing names a zone, zones limit nothing.
        Unknown::of("the network zones of the org", &org.zones).filter(|_| networks::names_zones(org)),
    ];
    let book = RoleBook::new(org);
    let people = People::new(org, &book);
    let mut found: Vec<Unknown> = parts.into_iter().flatten().collect();
    found.extend(clients::unseen(org));
    found.extend(groups::unseen(org, &book, &people));
    found.extend(bound::unseen(org));
    found
}

/// Why a list is not complete.
fn gap_of<T>(known: &Known<Vec<T>>) -> Option<Known<()>> {
    match known {
        Known::Known(_) => None,
        Known::Partial { gap, .. } => Some(Known::Partial { value: (), gap: gap.clone() }),
        Known::Refused(refusal) => Some(Known::Refused(refusal.clone())),
        Known::NotAsked => Some(Known::NotAsked),
    }
}

/// A word of an org as it is printed.
fn known_word(word: &str, known: &[&str]) -> String {
    if known.contains(&word) { word } else { UNKNOWN_WORD }.to_owned()
}

/// The status of an app as it is printed, where the org tells it.
fn app_status(app: &App) -> Option<String> {
    Some(app.status.as_str())
        .filter(|status| !status.is_empty())
        .map(|status| known_word(status, &APP_STATUSES))
}

/// That the status of an app is missing or not understood, so that the app counts as active.
fn untold_app_status(app: &App) -> Option<Unknown> {
    let why = if app.status.is_empty() {
        "`listApplications` does not tell its status"
    } else {
        "its status is not one that is known"
    };
    let what = "whether it is active".to_owned();
    let unknown = Unknown { what, why: why.to_owned(), ..Unknown::default() };
    (!APP_STATUSES.contains(&app.status.as_str())).then(|| unknown.of_objects())
}

/// Names the flag that asks for the scopes of an app, where they were not asked for.
fn asked_by_flag<T>(mut unknown: Unknown, known: &Known<T>) -> Unknown {
    if known.is_not_asked() {
        unknown.why.push_str(NOT_ASKED);
    }
    unknown
}

/// Every principal of an org: service apps, integrations, OAuth clients, tokens, admins, groups, each kind in the order of
/// the snapshot.
pub fn principals(org: &Org) -> Vec<OrgPrincipal> {
    let book = RoleBook::new(org);
    let people = People::new(org, &book);
    let zones = Zones::new(org);
    let apps = org.apps.entries().iter().map(|app| service_app(org, &book, &zones, app));
    let integrations = org.integrations.entries().iter().map(integration);
    let tokens = org.api_tokens.entries().iter();
    let tokens = tokens.map(|token| api_token(&people, &zones, token, org.taken));
    let admins = org.users.entries().iter().filter_map(|user| admin(&people, user));
    let groups = groups::principals(org, &book, &people);
    let may_have_others =
        groups.iter().flat_map(|group| group.unknown.clone()).chain(groups::unseen(org, &book, &people));
    let clients = clients::principals(org, &book, &people, &zones, may_have_others.collect());
    let all = apps.chain(integrations).chain(clients).chain(tokens).chain(admins).chain(groups);
    let mut all: Vec<_> = all.collect();
    distinct(&mut all);
    all
}

fn service_app(org: &Org, book: &RoleBook<'_>, zones: &Zones<'_>, app: &App) -> OrgPrincipal {
    let gap = Unknown::of("its scopes", &app.grants).map(Unknown::of_scopes);
    let mut unknown: Vec<_> = gap.into_iter().map(|one| asked_by_flag(one, &app.grants)).collect();
    let active = app.grants.seen().map(|grants| grants.iter().filter(|grant| counts(grant)));
    let scopes = active.map(|grants| grants.map(|grant| named(&grant.scope)).collect());
    let held = book.of_client(&app.roles, &BTreeSet::from([app.id.as_str(), app.client_id.as_str()]));
    let (roles, through) = held.split(&mut unknown);
    let mut unseen = Vec::new();
    let authentication = credentials::authentication(app, org.taken, &mut unseen);
    unseen.extend(credentials::untold_method(app));
    unseen.extend(untold_app_status(app));
    let network = app.network.as_ref().map(|network| zones.facts(network));
    unseen.extend(network.iter().flat_map(NetworkFacts::unseen));
    OrgPrincipal {
        aliases: vec![app.client_id.clone()],
        name: app.label.clone(),
        status: app_status(app),
        stopped: Stopped::app(&app.status),
        created: app.created,
        through,
        unknown,
        authentication: Some(authentication),
        network,
        unseen,
        ..OrgPrincipal::new(
            PrincipalKind::ServiceApp,
            &app.id,
            principal(Credential::ServiceApp, scopes, roles),
        )
    }
}

/// Whether an app may ask for the scope on its own.
fn counts(grant: &Consent) -> bool {
    !TAKEN_BACK.contains(&grant.status.as_str()) && grant.source == ConsentSource::Admin
}

fn integration(integration: &Integration) -> OrgPrincipal {
    let role = StandardRole { role: named(OF_INTEGRATIONS), targets: Vec::new(), built_in: true };
    let scopes: Vec<Named> = integration.granted_scopes.iter().map(|scope| named(scope)).collect();
    let roles = vec![HeldRole::Standard(role)];
    let partly = !scopes.is_empty();
    let why = "`listApiServiceIntegrationInstances` does not tell them".to_owned();
    let untold = Unknown { what: "its scopes".to_owned(), partly, why, ..Unknown::default() }.of_scopes();
    let scopes = (!integration.scopes_untold).then_some(scopes);
    OrgPrincipal {
        name: integration.name.clone(),
        created: integration.created,
        through: vec![Vec::new()],
        unknown: integration.scopes_untold.then_some(untold).into_iter().collect(),
        // It counts as one that holds every role, so that it cannot hold more than that.
        unseen: Unknown::of("its admin roles", &integration.roles).into_iter().collect(),
        ..OrgPrincipal::new(
            PrincipalKind::Integration,
            &integration.id,
            principal(Credential::ServiceApp, scopes, Some(roles)),
        )
    }
}

fn api_token(people: &People<'_>, zones: &Zones<'_>, token: &ApiToken, taken: Timestamp) -> OrgPrincipal {
    let owner = people.user(&token.owner);
    let mut unknown = Vec::new();
    unknown.extend(owner.into_iter().flat_map(|owner| People::unread(owner, " of its owner")));
    let (roles, through) = people.held(&token.owner).split(&mut unknown);
    let network = token.network.as_ref().map(|network| zones.facts(network));
    let mut unseen =
        network.as_ref().map_or_else(|| vec![NetworkFacts::untold("listApiTokens")], NetworkFacts::unseen);
    let last_used = token.last_used(taken);
    unseen.extend(last_used.unclear.then(|| unclear_dates(&last_used)));
    let facts = TokenFacts {
        owner: owner.and_then(|user| user.login.clone()).unwrap_or_else(|| token.owner.clone()),
        owner_status: owner.and_then(People::status),
        anywhere: network.as_ref().and_then(|network| network.is_limited().map(|limited| !limited)),
        last_used: last_used.moment,
    };
    OrgPrincipal {
        name: token.name.clone(),
        created: token.created,
        through,
        unknown,
        token: Some(facts),
        network,
        unseen,
        ..OrgPrincipal::new(PrincipalKind::ApiToken, &token.id, principal(Credential::ApiToken, None, roles))
    }
}

/// That the dates of a token cannot all be right.
fn unclear_dates(last_used: &LastUse) -> Unknown {
    let (what, partly) = ("when it was used last".to_owned(), last_used.moment.is_some());
    let why = "its dates and its window cannot all be right".to_owned();
    Unknown { what, partly, why, ..Unknown::default() }.of_objects()
}

/// A user that holds an admin role, or may hold one that could not be seen.
fn admin(people: &People<'_>, user: &User) -> Option<OrgPrincipal> {
    let mut unknown = Vec::new();
    let (roles, through) = people.held(&user.id).split(&mut unknown);
    if unknown.is_empty() && roles.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    unknown.extend(People::unread(user, ""));
    let name = user.login.clone().unwrap_or_else(|| user.id.clone());
    Some(OrgPrincipal {
        name,
        status: People::status(user),
        stopped: Stopped::user(user),
        through,
        unknown,
        ..OrgPrincipal::new(PrincipalKind::Admin, &user.id, principal(Credential::ApiToken, None, roles))
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
