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
use super::{OrgPrincipal, PrincipalKind, Stopped, TAKEN_BACK, Unknown, asked_by_flag, named, principal};
use crate::grants::org::{App, Consent, ConsentSource, Known, Org, User};
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

/// The OAuth clients that hold scopes of Okta's, those known by a grant of a user alone too. `unread` is what was not read
/// of groups with roles: their members may be behind a client, too.
pub(super) fn principals(
    org: &Org,
    people: &People<'_>,
    zones: &Zones<'_>,
    unread: Vec<Unknown>,
) -> Vec<OrgPrincipal> {
    let mut by_user: BTreeMap<&str, Vec<&Consent>> = BTreeMap::new();
    let mut listers = Listers::new();
    for user in org.users.entries() {
        for consent in user.consents.entries().iter().filter(|one| counts(one)) {
            let client = consent.client_id.as_deref().unwrap_or_default();
            by_user.entry(client).or_default().push(consent);
            listers.entry(client).or_default().insert((&user.id, consent.user.as_deref()));
        }
    }
    let mut clients = Clients { org, people, zones, unread, listers, admins: None };
    let mut found = Vec::new();
    for app in org.clients.entries() {
        let consents = by_user.remove(app.client_id.as_str()).unwrap_or_default();
        found.extend(clients.app(app, &consents));
    }
    let others = org.apps.entries().iter().map(|app| app.client_id.as_str());
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
    // A client that is none of the apps is known by the grants of its users alone.
    let others = if by_client { " that are none of the apps" } else { "" };
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
    if !app.may_act_alone() {
        return None;
    }
    let gap = match &app.roles {
        Known::Known(roles) if roles.is_empty() => None,
        Known::Known(_) | Known::Partial { .. } => {
            let why = "it has admin roles of its own, and only what it does for users is judged".to_owned();
            let what = "what it can do without a user".to_owned();
            Some(Unknown { what, why, ..Unknown::default() })
        }
        untold => Unknown::of("its own admin roles", untold),
    };
    gap.map(Unknown::of_roles)
}

/// The users whose own grants name a client, by its id, each with the user that the grant tells.
type Listers<'o> = BTreeMap<&'o str, BTreeSet<(&'o str, Option<&'o str>)>>;

struct Clients<'o> {
    org: &'o Org,
    people: &'o People<'o>,
    zones: &'o Zones<'o>,
    /// What was not read of groups that hold roles.
    unread: Vec<Unknown>,
    listers: Listers<'o>,
    /// The admins of the org, worked out once.
    admins: Option<Candidates>,
}

impl Clients<'_> {
    fn app(&mut self, app: &App, consents: &[&Consent]) -> Option<OrgPrincipal> {
        let own = app.grants.entries().iter().filter(|one| counts(one));
        let granted: Vec<&Consent> = own.chain(consents.iter().copied()).collect();
        if granted.is_empty() {
            return None;
        }
        let gap = Unknown::of("its scopes", &app.grants).map(|one| asked_by_flag(one, &app.grants));
        let mut unseen = Vec::new();
        let authentication = authentication(app, self.org.taken, &mut unseen);
        let network = app.network.as_ref().map(|network| self.zones.facts(network));
        unseen.extend(network.iter().flat_map(NetworkFacts::unseen));
        let client = self.client(&app.client_id, &granted, gap);
        let mut unknown = client.unknown.clone();
        unknown.extend(own_roles(app));
        Some(OrgPrincipal {
            id: app.id.clone(),
            aliases: vec![app.client_id.clone()],
            name: app.label.clone(),
            status: Some(app.status.clone()),
            stopped: Stopped::app(&app.status).or(client.stopped.clone()),
            created: app.created,
            authentication: Some(authentication),
            network,
            unseen,
            unknown,
            ..client
        })
    }

    /// A client that is none of the apps that were listed.
    fn unlisted(&mut self, id: &str, consents: &[&Consent]) -> OrgPrincipal {
        let lists = Unknown::of("its scopes", &self.org.clients);
        let mut users = self.org.users.entries().iter();
        let gap = lists.or_else(|| users.find_map(|user| Unknown::of("its scopes", &user.consents)));
        self.client(id, consents, gap)
    }

    /// A client with these grants; `gap` says that others were not read.
    fn client(&mut self, id: &str, granted: &[&Consent], gap: Option<Unknown>) -> OrgPrincipal {
        let by_admin = granted.iter().any(|one| one.source == ConsentSource::Admin);
        // One that was seen at all is seen in part.
        let gap = gap.map(|one| Unknown { partly: true, ..one }.of_scopes());
        let Candidates { behind, mut unknown, stopped } =
            if by_admin { self.admins() } else { self.granters(id, granted, gap.as_ref()) };
        unknown.extend(gap);
        unknown.sort();
        unknown.dedup();
        let scopes = granted.iter().map(|one| named(&one.scope)).collect();
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

    /// The users who granted scopes to a client: those that its grants tell, and those who list one as their own. `gap` says
    /// that there may be others.
    fn granters(&self, id: &str, granted: &[&Consent], gap: Option<&Unknown>) -> Candidates {
        let listers = || self.listers.get(id).into_iter().flatten();
        let told = granted.iter().filter_map(|one| one.user.as_deref());
        let ids: BTreeSet<&str> = told.chain(listers().map(|(lister, _)| *lister)).collect();
        let others = |gap: &Unknown| {
            Unknown { what: "the users who granted its scopes".to_owned(), ..gap.clone() }.of_roles()
        };
        let mut unknown: Vec<_> = gap.into_iter().map(others).collect();
        let odd = |why: &str| {
            let what = "the users who granted its scopes".to_owned();
            Unknown { what, partly: true, why: why.to_owned(), ..Unknown::default() }.of_roles()
        };
        if !granted.iter().all(|one| one.user.is_some()) {
            unknown.push(odd("a grant does not tell its user"));
        }
        if listers().any(|(lister, told)| told.is_some_and(|told| told != *lister)) {
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
