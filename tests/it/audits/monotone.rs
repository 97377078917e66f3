//! Whatever is added to an org, nobody is told to be able to do less, and nobody ranks better.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use leastwise::check::{Audit, Audited, Evidence, audit};
use leastwise::grants::fleet::PrincipalKind;
use leastwise::grants::org::{
    ApiToken, App, Assignment, Binding, Consent, ConsentSource, CustomBinding, CustomRoleSeen, Group, Holder,
    Integration, Known, Member, MemberKind, Org, PermissionSeen, Refusal, ResourceSet, User,
};
use leastwise::model::Tally;
use leastwise::plan::{Options, Reachable};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::consent;
use crate::properties::config;
use crate::support::{catalog, matcher};

/// Scopes that the catalog knows, one that no document describes, and others that it does not list.
const SCOPES: [&str; 8] = [
    "okta.apps.manage",
    "okta.futures.manage",
    "okta.groups.manage",
    "okta.reports.read",
    "okta.users.manage",
    "okta.users.read",
    "openid",
    "payroll.read",
];

const PERMISSIONS: [&str; 4] =
    ["okta.apps.read", "okta.futures.fly", "okta.groups.members.manage", "okta.users.manage"];

/// Standard roles, one of which the catalog does not list; the last two are custom roles.
const ROLES: [&str; 8] = [
    "SUPER_ADMIN",
    "ORG_ADMIN",
    "APP_ADMIN",
    "HELP_DESK_ADMIN",
    "READ_ONLY_ADMIN",
    "FUTURE_ADMIN",
    "cr0one",
    "cr0two",
];

const STATUSES: [&str; 4] = ["ACTIVE", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"];

/// How many apps, users and groups an org has.
const EACH: usize = 3;

/// Something that is added to an org.
#[derive(Clone, Debug)]
enum Added {
    AppScope(usize, &'static str),
    AppRole(usize, &'static str),
    UserRole(usize, &'static str),
    GroupRole(usize, &'static str),
    Membership(usize, usize),
    /// A user, or somebody who was not read, in the list of the members of a group.
    Member(usize, usize),
    Permission(usize, &'static str),
    Bound(usize, usize, MemberKind),
    IntegrationScope(&'static str),
    ClientRole(usize, &'static str),
    ClientScope(usize, &'static str),
    /// A scope that a user grants to a client.
    Consent(usize, usize, &'static str),
    /// A source without an end, for every role of a user.
    Source(usize),
    /// A custom role that is called like a standard one.
    Namesake,
}

fn added() -> impl Strategy<Value = Added> {
    let at = 0..EACH;
    prop_oneof![
        (at.clone(), select(&SCOPES[..])).prop_map(|(at, scope)| Added::AppScope(at, scope)),
        (at.clone(), select(&ROLES[..])).prop_map(|(at, role)| Added::AppRole(at, role)),
        (at.clone(), select(&ROLES[..])).prop_map(|(at, role)| Added::UserRole(at, role)),
        (at.clone(), select(&ROLES[..])).prop_map(|(at, role)| Added::GroupRole(at, role)),
        (at.clone(), 0..EACH).prop_map(|(user, group)| Added::Membership(user, group)),
        (at.clone(), 0..=EACH).prop_map(|(group, user)| Added::Member(group, user)),
        (0..2_usize, select(&PERMISSIONS[..])).prop_map(|(at, name)| Added::Permission(at, name)),
        (0..3_usize, 0..EACH, kind()).prop_map(|(binding, at, kind)| Added::Bound(binding, at, kind)),
        select(&SCOPES[..]).prop_map(Added::IntegrationScope),
        (at.clone(), select(&ROLES[..])).prop_map(|(at, role)| Added::ClientRole(at, role)),
        (at.clone(), select(&SCOPES[..])).prop_map(|(at, scope)| Added::ClientScope(at, scope)),
        (at.clone(), 0..EACH, select(&SCOPES[..]))
            .prop_map(|(user, client, scope)| Added::Consent(user, client, scope)),
        at.prop_map(Added::Source),
        Just(Added::Namesake),
    ]
}

fn kind() -> impl Strategy<Value = MemberKind> {
    select(vec![MemberKind::User, MemberKind::Group, MemberKind::Client])
}

/// A list that is whole, refused, or was not asked for; most are whole.
fn known<T: std::fmt::Debug + Clone>(
    list: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = Known<Vec<T>>> {
    (list, 0..8_u8).prop_map(|(list, state)| match state {
        0 => Known::Refused(Refusal { operation: "management:x".into(), status: 403, ..Refusal::default() }),
        1 => Known::NotAsked,
        _ => Known::Known(list),
    })
}

/// Roles of a holder, some of which have ended, or end later.
fn roles(holder: Holder) -> impl Strategy<Value = Known<Vec<Assignment>>> {
    let role = (select(&ROLES[..]), 0..4_u8).prop_map(move |(role, end)| {
        let until = match end {
            0 => Some("2026-01-31T00:00:00Z".parse().unwrap()),
            1 => Some("2027-01-31T00:00:00Z".parse().unwrap()),
            _ => None,
        };
        Assignment { until, ..assignment(role, holder) }
    });
    known(vec(role, 0..3))
}

fn assignment(role: &str, holder: Holder) -> Assignment {
    let custom = role
        .starts_with("cr0")
        .then(|| CustomBinding { role: role.to_owned(), resource_set: "iam1set".to_owned() });
    Assignment {
        id: format!("ra1{role}"),
        role: if custom.is_some() { "CUSTOM".to_owned() } else { role.to_owned() },
        label: format!("the label of {role}"),
        status: "ACTIVE".to_owned(),
        holder,
        custom,
        ..Assignment::default()
    }
}

fn app(at: usize) -> impl Strategy<Value = App> {
    let grants = known(vec(select(&SCOPES[..]).prop_map(consent), 0..3));
    (grants, roles(Holder::Client), any::<bool>()).prop_map(move |(grants, roles, is_active)| App {
        id: format!("0oa1app{at}"),
        client_id: format!("0oa1client{at}"),
        label: format!("app {at}"),
        status: if is_active { "ACTIVE" } else { "INACTIVE" }.to_owned(),
        application_type: "service".to_owned(),
        grants,
        roles,
        ..App::default()
    })
}

/// A scope that a user granted to a client.
fn consent_of(user: usize, client: usize, scope: &str) -> Consent {
    let (client_id, user) = (Some(format!("0oa1native{client}")), Some(format!("00u1user{user}")));
    Consent { source: ConsentSource::EndUser, client_id, user, ..consent(scope) }
}

fn client(at: usize) -> impl Strategy<Value = App> {
    let grants = known(vec(select(&SCOPES[..]).prop_map(consent), 0..2));
    let grant_types = vec![vec![], vec!["client_credentials".to_owned()], vec!["urn:example:new".to_owned()]];
    let grant_types = select(grant_types);
    (grants, roles(Holder::Client), grant_types).prop_map(move |(grants, roles, grant_types)| App {
        id: format!("0oa1native{at}"),
        client_id: format!("0oa1native{at}"),
        label: format!("client {at}"),
        status: "ACTIVE".to_owned(),
        application_type: "native".to_owned(),
        grant_types,
        grants,
        roles,
        ..App::default()
    })
}

fn user(at: usize) -> impl Strategy<Value = User> {
    let consent =
        (0..EACH, select(&SCOPES[..])).prop_map(move |(client, scope)| consent_of(at, client, scope));
    let consents = known(vec(consent, 0..2));
    let groups = known(vec((0..EACH).prop_map(|group| format!("00g1group{group}")), 0..3));
    (roles(Holder::User), roles(Holder::Group), groups, consents, select(&STATUSES[..])).prop_map(
        move |(mut roles, through, groups, consents, status)| {
            // Some orgs list the roles of groups among those of the user.
            if let Some(roles) = roles.seen_mut() {
                roles.extend(through.entries().iter().cloned());
            }
            let (id, login) = (format!("00u1user{at}"), Some(format!("user{at}@acme.example")));
            User { id, login, status: Some(status.to_owned()), roles, groups, consents, ..User::default() }
        },
    )
}

fn group(at: usize) -> impl Strategy<Value = Group> {
    let members = known(vec((0..=EACH).prop_map(|user| format!("00u1user{user}")), 0..2));
    (roles(Holder::Group), members).prop_map(move |(roles, members)| Group {
        id: format!("00g1group{at}"),
        name: Some(format!("group {at}")),
        roles,
        members,
        ..Group::default()
    })
}

fn custom_role(at: usize) -> impl Strategy<Value = CustomRoleSeen> {
    let permission = |name: &str| PermissionSeen { name: name.to_owned(), conditions: None };
    known(vec(select(&PERMISSIONS[..]).prop_map(permission), 0..3)).prop_map(move |permissions| {
        CustomRoleSeen { id: ROLES[6 + at].to_owned(), label: format!("custom {at}"), permissions }
    })
}

fn member(at: usize, kind: MemberKind) -> Member {
    let id = match kind {
        MemberKind::User => format!("00u1user{at}"),
        MemberKind::Group => format!("00g1group{at}"),
        _ => format!("0oa1app{at}"),
    };
    Member { kind, id }
}

/// What a binding of a standard role is called, and a custom role that is added beside it.
const BOUND_TYPE: &str = "APP_ADMIN";

fn resource_set() -> impl Strategy<Value = ResourceSet> {
    let binding = |role: &'static str| {
        let members = vec((0..EACH, kind()).prop_map(|(at, kind)| member(at, kind)), 0..2);
        members.prop_map(move |members| Binding { role: role.to_owned(), members: Known::Known(members) })
    };
    let bindings = (binding("cr0one"), binding("custom 1"), binding(BOUND_TYPE));
    bindings.prop_map(|(by_id, by_label, by_type)| ResourceSet {
        id: "iam1set".to_owned(),
        label: "the set".to_owned(),
        resources: Known::Known(Vec::new()),
        bindings: Known::Known(vec![by_id, by_label, by_type]),
    })
}

pub(super) fn org() -> impl Strategy<Value = Org> {
    let people = ([user(0), user(1), user(2)], [group(0), group(1), group(2)]);
    let custom = ([custom_role(0), custom_role(1)], resource_set());
    let granted = (vec(select(&SCOPES[..]), 0..3), any::<bool>());
    let apps = ([app(0), app(1), app(2)], [client(0), client(1), client(2)]);
    (apps, people, custom, granted).prop_map(
        |((apps, clients), (users, groups), (custom_roles, set), (granted, all_groups))| {
            let mut org = Org::new("https://acme.okta.com", "2026-11-20T08:00:00Z".parse().unwrap());
            let token = |at: usize| ApiToken {
                id: format!("00T1token{at}"),
                name: format!("token {at}"),
                owner: format!("00u1user{at}"),
                ..ApiToken::default()
            };
            org.apps = Known::Known(apps.to_vec());
            org.clients = Known::Known(clients.to_vec());
            org.api_tokens = Known::Known((0..EACH).map(token).collect());
            org.users = Known::Known(users.to_vec());
            org.groups = Known::Known(groups.to_vec());
            org.custom_roles = Known::Known(custom_roles.to_vec());
            org.resource_sets = Known::Known(vec![set]);
            let granted_scopes = granted.into_iter().map(str::to_owned).collect();
            let name = "integration".to_owned();
            let id = "0oa1integration".to_owned();
            org.integrations =
                Known::Known(vec![Integration { id, name, granted_scopes, ..Integration::default() }]);
            org.client_privileges = Known::Known(false);
            org.all_groups = if all_groups { Known::Known(3) } else { Known::NotAsked };
            org
        },
    )
}

/// The entry of a list, if any was seen.
fn entry<T>(list: &mut Known<Vec<T>>, at: usize) -> Option<&mut T> {
    list.seen_mut()?.get_mut(at)
}

fn push<T>(list: &mut Known<Vec<T>>, one: T) {
    if let Some(list) = list.seen_mut() {
        list.push(one);
    }
}

fn add(org: &mut Org, added: &Added) -> Option<()> {
    match added {
        Added::AppScope(at, scope) => push(&mut entry(&mut org.apps, *at)?.grants, consent(scope)),
        Added::AppRole(at, role) => {
            push(&mut entry(&mut org.apps, *at)?.roles, assignment(role, Holder::Client));
        }
        Added::UserRole(at, role) => {
            push(&mut entry(&mut org.users, *at)?.roles, assignment(role, Holder::User));
        }
        Added::GroupRole(at, role) => {
            push(&mut entry(&mut org.groups, *at)?.roles, assignment(role, Holder::Group));
        }
        Added::Membership(user, group) => {
            push(&mut entry(&mut org.users, *user)?.groups, format!("00g1group{group}"));
        }
        Added::Member(group, user) => {
            push(&mut entry(&mut org.groups, *group)?.members, format!("00u1user{user}"));
        }
        Added::Namesake => {
            let (id, label) = ("cr0three".to_owned(), BOUND_TYPE.to_owned());
            push(&mut org.custom_roles, CustomRoleSeen { id, label, permissions: Known::Known(Vec::new()) });
        }
        Added::Permission(at, name) => {
            let permission = PermissionSeen { name: (*name).to_owned(), conditions: None };
            push(&mut entry(&mut org.custom_roles, *at)?.permissions, permission);
        }
        Added::Bound(binding, at, kind) => {
            let set = entry(&mut org.resource_sets, 0)?;
            push(&mut entry(&mut set.bindings, *binding)?.members, member(*at, *kind));
        }
        Added::IntegrationScope(scope) => {
            entry(&mut org.integrations, 0)?.granted_scopes.push((*scope).to_owned());
        }
        Added::ClientRole(at, role) => {
            push(&mut entry(&mut org.clients, *at)?.roles, assignment(role, Holder::Client));
        }
        Added::ClientScope(at, scope) => {
            push(&mut entry(&mut org.clients, *at)?.grants, consent(scope));
        }
        Added::Consent(user, client, scope) => {
            push(&mut entry(&mut org.users, *user)?.consents, consent_of(*user, *client, scope));
        }
        Added::Source(at) => {
            let roles = entry(&mut org.users, *at)?.roles.seen_mut()?;
            for role in roles {
                role.until = None;
            }
        }
    }
    Some(())
}

fn audited(org: &Org) -> Vec<Audited> {
    judged(org).principals
}

/// What is judged of an org.
pub(super) fn judged(org: &Org) -> Audit {
    static OPTIONS: OnceLock<Options> = OnceLock::new();
    static REACHABLE: OnceLock<Reachable<'static>> = OnceLock::new();
    let options = OPTIONS.get_or_init(Options::default);
    let reachable = REACHABLE.get_or_init(|| Reachable::new(catalog(), options));
    let (calls, open) = (BTreeMap::new(), BTreeMap::new());
    let evidence = Evidence { org, log: None, calls: &calls, open: &open, unused_days: 90, key_days: 365 };
    let today = "2026-11-26".parse().unwrap();
    audit(reachable, &evidence, today, |call| matcher().resolve(call))
}

/// What a principal can do at most.
fn at_most(one: &Audited) -> Tally {
    one.at_most.or(one.beyond).unwrap_or_default()
}

fn is_within(one: Tally, other: Tally) -> bool {
    one.control <= other.control && one.write <= other.write && one.read <= other.read
}

/// Whether the same is told of a principal.
fn is_same(one: &Audited, other: &Audited) -> bool {
    let findings = |one: &Audited| one.checked.findings.clone();
    at_most(one) == at_most(other) && one.beyond == other.beyond && findings(one) == findings(other)
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn more_is_never_less(org in org(), added in vec(added(), 1..3)) {
        let before = audited(&org);
        let mut more = org.clone();
        for one in &added {
            add(&mut more, one);
        }
        let after = audited(&more);
        let rank = |one: &Audited| (one.principal.works(), at_most(one));
        prop_assert!(after.iter().map(rank).is_sorted_by(|one, other| one >= other), "not by what each may be");
        let place = |one: &Audited| {
            let is_it = |other: &Audited| {
                (other.principal.kind, &other.principal.id) == (one.principal.kind, &one.principal.id)
            };
            after.iter().position(is_it)
        };
        for (at, one) in before.iter().enumerate() {
            let name = &one.principal.name;
            let Some(new_place) = place(one) else {
                // Once a member of a group is known, the member stands for it.
                let is_told = |other: &Audited| other.principal.kind == PrincipalKind::Admin && is_within(at_most(one), at_most(other));
                let is_group = one.principal.kind == PrincipalKind::AdminGroup;
                prop_assert!(is_group && after.iter().any(is_told), "{name} is gone");
                continue;
            };
            let (old, new) = (at_most(one), at_most(&after[new_place]));
            prop_assert!(is_within(old, new), "{name}: {old} became {new}");
            for other in &before[at + 1..] {
                let Some(other_place) = place(other) else { continue };
                if is_same(other, &after[other_place]) {
                    prop_assert!(new_place < other_place, "{name} ranks behind {} now", other.principal.name);
                }
            }
        }
    }
}
