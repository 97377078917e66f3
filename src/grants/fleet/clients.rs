//! OAuth clients that act for users: what they were granted, and who can be behind them.
//!
//! What such a client can do is limited by its scopes and by the roles of the user who signed in. A scope that a user
//! granted works for that user. A scope that an admin granted works for every user to whom the app is assigned. The
//! assignments are not read: any admin of the org may be behind it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::credentials::authentication;
use super::networks::{NetworkFacts, Zones};
use super::people::People;
use super::roles::RoleBook;
use super::{
    OrgPrincipal, PrincipalKind, Stopped, TAKEN_BACK, Unknown, app_status, asked_by_flag, named, principal,
    untold_app_status,
};
use crate::grants::org::{App, Consent, ConsentSource, Org, User};
use crate::model::{Credential, HeldRole, plural};

/// The role above which there is none.
const SUPER_ADMIN: &str = "SUPER_ADMIN";

/// Who can be behind an OAuth client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Whether it is any admin of the org, and not only the users who granted scopes.
    pub any_admin: bool,
    /// One user for each set of roles, of those who can sign in. None of them is more powerful than all others for certain.
    pub users: Vec<BehindUser>,
    /// Whether every user that can be behind it is known with all roles.
    pub complete: bool,
}

/// A user that can be behind an OAuth client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindUser {
    /// The login, or the id where the login is not known.
    pub name: String,
    /// The roles, direct and through groups.
    pub roles: Vec<HeldRole>,
    /// How the user came to each role.
    pub through: Vec<Vec<String>>,
}

/// A grant of a scope.
#[derive(Clone, Copy)]
struct Granted<'o> {
    consent: &'o Consent,
    /// The user among whose grants it is listed.
    lister: Option<&'o str>,
}

impl Granted<'_> {
    /// Whether it names another user than the one among whose grants it is listed.
    fn tells_another_user(&self) -> bool {
        self.lister.zip(self.consent.user.as_deref()).is_some_and(|(lister, user)| lister != user)
    }
}

/// The OAuth clients that hold scopes of Okta's or roles of their own, or may hold such roles; those that only the grants
/// of users name, too. `unread` is what was not read of groups with roles: their members may be behind a client.
pub(super) fn principals(
    org: &Org,
    book: &RoleBook<'_>,
    people: &People<'_>,
    zones: &Zones<'_>,
    unread: Vec<Unknown>,
) -> Vec<OrgPrincipal> {
    let mut by_user: BTreeMap<&str, Vec<Granted<'_>>> = BTreeMap::new();
    for user in org.users.entries() {
        for consent in user.consents.entries().iter().filter(|one| counts(one)) {
            let granted = Granted { consent, lister: Some(&user.id) };
            by_user.entry(consent.client_id.as_deref().unwrap_or_default()).or_default().push(granted);
        }
    }
    let mut clients = Clients { org, book, people, zones, unread, admins: None };
    let mut found = Vec::new();
    // Several apps may name one client: each may be the one that was granted scopes.
    for app in org.clients.entries() {
        let consents = by_user.get(app.client_id.as_str()).map(Vec::as_slice).unwrap_or_default();
        found.extend(clients.app(app, consents));
    }
    let others = org.apps.entries().iter().chain(org.clients.entries()).map(|app| app.client_id.as_str());
    let others: BTreeSet<&str> =
        others.chain(org.integrations.entries().iter().map(|one| one.id.as_str())).collect();
    let unlisted = by_user.into_iter().filter(|(id, _)| !id.is_empty() && !others.contains(id));
    found.extend(unlisted.map(|(id, consents)| clients.unlisted(id, &consents)));
    found
}

/// What could not be seen of the scopes that clients hold for users.
pub(super) fn unseen(org: &Org) -> Vec<Unknown> {
    let mut gaps: BTreeMap<Unknown, Vec<&str>> = BTreeMap::new();
    for client in org.clients.entries() {
        if let Some(one) = Unknown::of("", &client.grants) {
            let one = asked_by_flag(one, &client.grants);
            gaps.entry(one).or_default().push(&client.id);
        }
    }
    let by_client = org.clients.is_complete() && gaps.is_empty();
    // Only the grants of users name a client that is missing in the list of apps.
    let others = if by_client { " that are not in the list of apps" } else { "" };
    let mut found: Vec<Unknown> = gaps
        .into_iter()
        .map(|(one, ids)| {
            let count = ids.len();
            let clients = if count == 1 { "client that acts" } else { "clients that act" };
            Unknown { what: format!("the scopes of {count} OAuth {clients} for users"), ..one }.about(ids)
        })
        .collect();
    found.extend(not_judged(org));
    let mut gaps: BTreeMap<Unknown, Vec<&str>> = BTreeMap::new();
    for user in org.users.entries() {
        if let Some(one) = Unknown::of("", &user.consents) {
            gaps.entry(one).or_default().push(&user.id);
        }
    }
    found.extend(gaps.into_iter().map(|(one, ids)| {
        let count = ids.len();
        let users = if count == 1 { "user" } else { "users" };
        Unknown { what: format!("the scopes that {count} {users} granted to OAuth clients{others}"), ..one }
            .about(ids)
    }));
    found
}

/// Scopes that users granted and that are counted for no principal: to a service app or an integration, or to a client that
/// is not told.
fn not_judged(org: &Org) -> Vec<Unknown> {
    let apps: BTreeSet<&str> = org.apps.entries().iter().map(|app| app.client_id.as_str()).collect();
    let integrations = org.integrations.entries().iter().map(|one| one.id.as_str());
    let alone: BTreeSet<&str> = apps.into_iter().chain(integrations).collect();
    let of_users =
        || org.users.entries().iter().flat_map(|user| user.consents.entries()).filter(|one| counts(one));
    let nameless = of_users().filter(|one| one.client_id.as_deref().is_none_or(str::is_empty)).count();
    let of_apps = org.apps.entries().iter().flat_map(|app| app.grants.entries());
    let of_apps = of_apps.filter(|one| one.source == ConsentSource::EndUser && counts(one)).count();
    let to_apps =
        of_users().filter(|one| one.client_id.as_deref().is_some_and(|id| alone.contains(id))).count();
    let unknown = |count: usize, to: &str, why: &str| {
        let what = format!("the use of {} that users granted to {to}", plural(count, "scope"));
        (count > 0).then(|| Unknown { what, why: why.to_owned(), ..Unknown::default() })
    };
    let nameless = unknown(nameless, "a client", "the grants do not tell which client it is");
    let to_apps = unknown(of_apps.max(to_apps), "service apps", "what these do for users is not judged");
    nameless.into_iter().chain(to_apps).collect()
}

/// Whether a grant counts: it was not taken back, and the scope may be one of Okta's APIs.
fn counts(consent: &Consent) -> bool {
    consent.may_open_apis() && !TAKEN_BACK.contains(&consent.status.as_str())
}

/// What the app can do without a user, with roles of its own: it is not judged.
fn own_roles(app: &App) -> Option<Unknown> {
    if !app.may_hold_roles() {
        return None;
    }
    let gap = if app.roles.entries().is_empty() {
        Unknown::of("its own admin roles", &app.roles)
    } else {
        let why = "it has admin roles of its own, and only what it does for users is judged".to_owned();
        let what = "what it can do without a user".to_owned();
        Some(Unknown { what, why, ..Unknown::default() })
    };
    gap.map(Unknown::of_roles)
}

/// What is not understood of the settings that tell whether an app acts without a user.
fn unclear_settings(app: &App) -> Vec<Unknown> {
    let unclear = |why: &str| {
        let what = "whether it acts without a user".to_owned();
        Unknown { what, partly: true, why: why.to_owned(), ..Unknown::default() }.of_objects()
    };
    let is_told = app.application_type != App::UNTOLD;
    let kind = if is_told { "its type is not one that is known" } else { "its type is not told" };
    let grants = if app.grant_types_untold {
        "not all of its types of grants could be read"
    } else {
        "not all of its types of grants are known"
    };
    let kind = (!app.has_known_type()).then(|| unclear(kind));
    kind.into_iter().chain((!app.has_known_grant_types()).then(|| unclear(grants))).collect()
}

struct Clients<'o> {
    org: &'o Org,
    book: &'o RoleBook<'o>,
    people: &'o People<'o>,
    zones: &'o Zones<'o>,
    /// What was not read of groups that hold roles.
    unread: Vec<Unknown>,
    /// The admins of the org, worked out once.
    admins: Option<Candidates>,
}

impl Clients<'_> {
    fn app(&mut self, app: &App, consents: &[Granted<'_>]) -> Option<OrgPrincipal> {
        let own = app.grants.entries().iter().filter(|one| counts(one));
        let own = own.map(|consent| Granted { consent, lister: None });
        let granted: Vec<Granted<'_>> = own.chain(consents.iter().copied()).collect();
        let client = if granted.is_empty() {
            self.alone(app)?
        } else {
            let gap = Unknown::of("its scopes", &app.grants).map(|one| asked_by_flag(one, &app.grants));
            let mut client = self.client(&app.client_id, &granted, gap);
            client.unknown.extend(own_roles(app));
            client
        };
        let mut unseen: Vec<_> = untold_app_status(app).into_iter().chain(unclear_settings(app)).collect();
        let authentication = authentication(app, self.org.taken, &mut unseen);
        let network = app.network.as_ref().map(|network| self.zones.facts(network));
        unseen.extend(network.iter().flat_map(NetworkFacts::unseen));
        Some(OrgPrincipal {
            id: app.id.clone(),
            aliases: vec![app.client_id.clone()],
            name: app.label.clone(),
            status: app_status(app),
            // One with roles of its own needs no user.
            stopped: Stopped::app(&app.status).or(client.stopped.clone().filter(|_| !app.may_hold_roles())),
            created: app.created,
            authentication: Some(authentication),
            network,
            unseen,
            ..client
        })
    }

    /// A client of which no scope is known, with admin roles that it can use without a user; none where it holds no role
    /// for certain. With scopes that were not read, it may act for any user as well.
    fn alone(&self, app: &App) -> Option<OrgPrincipal> {
        if !app.may_act_alone() {
            return None;
        }
        let mut unknown = Vec::new();
        let ids = BTreeSet::from([app.id.as_str(), app.client_id.as_str()]);
        let (roles, through) = self.book.of_client(&app.roles, &ids).split(&mut unknown);
        if unknown.is_empty() && roles.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        unknown.extend(Unknown::of("its scopes", &app.grants).map(|one| asked_by_flag(one, &app.grants)));
        let scopes = app.grants.seen().map(|_| Vec::new());
        let principal = principal(Credential::UserApp, scopes, roles);
        Some(OrgPrincipal {
            through,
            unknown,
            ..OrgPrincipal::new(PrincipalKind::OauthClient, &app.id, principal)
        })
    }

    /// A client that is missing in the list of apps.
    fn unlisted(&mut self, id: &str, consents: &[Granted<'_>]) -> OrgPrincipal {
        let lists = Unknown::of("its scopes", &self.org.clients);
        let mut users = self.org.users.entries().iter();
        let gap = lists.or_else(|| users.find_map(|user| Unknown::of("its scopes", &user.consents)));
        self.client(id, consents, gap)
    }

    /// A client with these grants; `gap` says that others were not read.
    fn client(&mut self, id: &str, granted: &[Granted<'_>], gap: Option<Unknown>) -> OrgPrincipal {
        let by_admin = granted.iter().any(|one| one.consent.source == ConsentSource::Admin);
        // One that was seen at all is seen in part.
        let gap = gap.map(|one| Unknown { partly: true, ..one }.of_scopes());
        let Candidates { behind, mut unknown, stopped } =
            if by_admin { self.admins() } else { self.granters(granted, gap.as_ref()) };
        unknown.extend(gap);
        unknown.sort();
        unknown.dedup();
        let scopes = granted.iter().map(|one| named(&one.consent.scope)).collect();
        let principal = principal(Credential::UserApp, Some(scopes), None);
        OrgPrincipal {
            unknown,
            stopped: Some(stopped).filter(|users| !users.is_empty() && !by_admin).map(Stopped::Users),
            behind: Some(behind),
            ..OrgPrincipal::new(PrincipalKind::OauthClient, id, principal)
        }
    }

    /// Any admin of the org.
    fn admins(&mut self) -> Candidates {
        let (org, people) = (self.org, self.people);
        let gap = self.unread("the admins of the org, one of whom may be behind it");
        let found = self.admins.get_or_insert_with(|| {
            candidates(people, org.users.entries().iter().collect(), gap.into_iter().collect(), true)
        });
        found.clone()
    }

    /// That there may be users with roles who were not read.
    fn unread(&self, what: &str) -> Option<Unknown> {
        let in_groups = || {
            let why = self.unread.first()?.sentence();
            Some(Unknown { what: what.to_owned(), partly: true, why, ..Unknown::default() })
        };
        Unknown::of(what, &self.org.users).or_else(in_groups).map(Unknown::of_roles)
    }

    /// The users who granted scopes; `gap` says that there may be others. Where a grant is listed for one user and names
    /// another one, both may have granted it.
    fn granters(&self, granted: &[Granted<'_>], gap: Option<&Unknown>) -> Candidates {
        let named = granted.iter().filter_map(|one| one.consent.user.as_deref());
        let ids: BTreeSet<&str> = named.chain(granted.iter().filter_map(|one| one.lister)).collect();
        let others = |gap: &Unknown| {
            Unknown { what: "the users who granted its scopes".to_owned(), ..gap.clone() }.of_roles()
        };
        let mut unknown: Vec<_> = gap.into_iter().map(others).collect();
        let odd = |why: &str| {
            let what = "the users who granted its scopes".to_owned();
            Unknown { what, partly: true, why: why.to_owned(), ..Unknown::default() }.of_roles()
        };
        if !granted.iter().all(|one| one.consent.user.is_some()) {
            unknown.push(odd("a grant does not tell its user"));
        }
        if granted.iter().any(Granted::tells_another_user) {
            unknown.push(odd("a grant that a user lists tells another user"));
        }
        let users: Vec<&User> = ids.iter().filter_map(|id| self.people.user(id)).collect();
        // A user that is no admin holds no role, as far as all admins are known.
        if users.len() < ids.len() {
            unknown.extend(self.unread("the roles of a user who granted its scopes"));
        }
        let mut found = candidates(self.people, users, unknown, false);
        let plain = ids.iter().find(|id| self.people.user(id).is_none());
        if let Some(id) = plain.filter(|_| found.behind.users.is_empty()) {
            let user = BehindUser { name: (*id).to_owned(), roles: Vec::new(), through: Vec::new() };
            found.behind.users.push(user);
        }
        // Whoever is not known to be stopped may act through it.
        if plain.is_some() || !found.behind.users.is_empty() || !found.unknown.is_empty() {
            found.stopped.clear();
        }
        found
    }
}

/// Who can be behind a client, and what of that is not known.
#[derive(Clone, Debug)]
struct Candidates {
    behind: Behind,
    unknown: Vec<Unknown>,
    /// The users who cannot sign in, each with its status. They are not behind it.
    stopped: Vec<String>,
}

/// The users who can sign in with their roles, one for each set of roles; a super admin alone where there is one.
fn candidates(
    people: &People<'_>,
    mut users: Vec<&User>,
    mut unknown: Vec<Unknown>,
    any_admin: bool,
) -> Candidates {
    users.sort_by_key(|user| (Reverse(user.status.as_deref() == Some("ACTIVE")), &user.login, &user.id));
    let mut found: Vec<BehindUser> = Vec::new();
    let (stopped, users): (Vec<_>, Vec<_>) =
        users.into_iter().partition(|user| Stopped::user(user).is_some());
    let told = |user: &&User| {
        let name = user.login.as_ref().unwrap_or(&user.id);
        format!("`{name}` ({})", user.status.as_deref().unwrap_or_default())
    };
    let stopped: Vec<_> = stopped.iter().map(told).collect();
    for user in users {
        let mut gaps = Vec::new();
        let (roles, through) = people.held(&user.id).split(&mut gaps);
        let name = user.login.clone().unwrap_or_else(|| user.id.clone());
        let gaps = gaps.into_iter().map(|gap| Unknown { what: format!("of `{name}`, {}", gap.what), ..gap });
        unknown.extend(gaps);
        let one = BehindUser { name, roles: roles.unwrap_or_default(), through };
        if one.roles.iter().any(is_super) {
            // Nobody can do more, so that what is not known of others does not matter.
            let behind = Behind { any_admin, users: vec![one], complete: true };
            return Candidates { behind, unknown: Vec::new(), stopped };
        }
        if found.iter().all(|other| other.roles != one.roles) {
            found.push(one);
        }
    }
    let complete = !unknown.iter().any(|one| one.opens.roles());
    Candidates { behind: Behind { any_admin, users: found, complete }, unknown, stopped }
}

fn is_super(role: &HeldRole) -> bool {
    matches!(role, HeldRole::Standard(role) if role.role.name == SUPER_ADMIN)
}
