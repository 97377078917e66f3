//! What somebody holds: each role once, what the catalog does not list as unknown, and what cannot act behind all others.

use leastwise::grants::org::{
    App, Assignment, Binding, CustomBinding, CustomRoleSeen, Gap, GapReason, Group, GroupTarget, Holder,
    Integration, Known, Member, MemberKind, Org, PermissionSeen, Redaction, Refusal, ResourceSet, Targets,
    User,
};
use leastwise::render::Format;
use leastwise::report::{AuditView, CheckReport};

use super::{consent, found, principal, report, written};

/// An org of which everything was seen, and nothing is there.
fn empty() -> Org {
    let mut org = Org::new("https://acme.okta.com", "2026-11-20T08:00:00Z".parse().unwrap());
    org.apps = Known::Known(Vec::new());
    org.clients = Known::Known(Vec::new());
    org.all_groups = Known::Known(0);
    org.integrations = Known::Known(Vec::new());
    org.api_tokens = Known::Known(Vec::new());
    org.users = Known::Known(Vec::new());
    org.groups = Known::Known(Vec::new());
    org.custom_roles = Known::Known(Vec::new());
    org.resource_sets = Known::Known(Vec::new());
    org.client_privileges = Known::Known(false);
    org
}

fn role(kind: &str, holder: Holder) -> Assignment {
    let (id, label) = (format!("ra1{kind}"), kind.to_owned());
    let (role, status) = (kind.to_owned(), "ACTIVE".to_owned());
    Assignment { id, role, label, status, holder, ..Assignment::default() }
}

fn app(name: &str, scopes: &[&str], roles: Vec<Assignment>) -> App {
    App {
        id: format!("0oa1{name}"),
        client_id: format!("0oa1{name}client"),
        label: name.to_owned(),
        status: "ACTIVE".to_owned(),
        application_type: "service".to_owned(),
        authentication: Some("private_key_jwt".to_owned()),
        keys_seen: Known::Known(Vec::new()),
        grants: Known::Known(scopes.iter().map(|scope| consent(scope)).collect()),
        roles: Known::Known(roles),
        ..App::default()
    }
}

fn user(name: &str, roles: Vec<Assignment>, groups: &[&str]) -> User {
    User {
        id: format!("00u1{name}"),
        login: Some(format!("{name}@acme.example")),
        status: Some("ACTIVE".to_owned()),
        roles: Known::Known(roles),
        groups: Known::Known(groups.iter().map(|group| format!("00g1{group}")).collect()),
        consents: Known::Known(Vec::new()),
        ..User::default()
    }
}

fn group(name: &str, roles: Vec<Assignment>) -> Group {
    let roles = Known::Known(roles);
    Group { id: format!("00g1{name}"), name: Some(name.to_owned()), roles, ..Group::default() }
}

fn custom_role(id: &str, label: &str, permissions: &[&str]) -> CustomRoleSeen {
    let permission = |name: &&str| PermissionSeen { name: (*name).to_owned(), conditions: None };
    let permissions = Known::Known(permissions.iter().map(permission).collect());
    CustomRoleSeen { id: id.to_owned(), label: label.to_owned(), permissions }
}

/// A resource set that binds a role, by the given name, to members.
fn set(id: &str, role: &str, members: &[(MemberKind, &str)]) -> ResourceSet {
    let member = |(kind, id): &(MemberKind, &str)| Member { kind: *kind, id: (*id).to_owned() };
    let members = Known::Known(members.iter().map(member).collect());
    let bindings = Known::Known(vec![Binding { role: role.to_owned(), members }]);
    let resources = Known::Known(Vec::new());
    ResourceSet { id: id.to_owned(), label: format!("set {id}"), resources, bindings }
}

fn roles_of(report: &CheckReport, name: &str) -> Vec<String> {
    let told = |role: &leastwise::report::HeldRoleView| {
        format!("{}@{}<{}", role.name, role.targets.join(","), role.through.join(","))
    };
    principal(report, name).roles.iter().flatten().map(told).collect()
}

fn audit<'r>(report: &'r CheckReport, name: &str) -> &'r AuditView {
    principal(report, name).audit.as_ref().unwrap()
}

fn order(report: &CheckReport) -> Vec<&str> {
    report.principals.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn a_role_ends_when_that_is_over_and_not_before() {
    let taken = empty().taken;
    let second = std::time::Duration::from_secs(1);
    for (status, until, stays) in [
        ("ACTIVE", None, true),
        ("ACTIVE", Some(taken + second), true),
        ("ACTIVE", Some(taken), true),
        ("ACTIVE", Some(taken - second), false),
        ("INACTIVE", None, false),
        ("PENDING_REVIEW", None, true),
    ] {
        let mut org = empty();
        let held = Assignment { status: status.to_owned(), until, ..role("SUPER_ADMIN", Holder::User) };
        org.users = Known::Known(vec![user("root", vec![held], &[])]);
        assert_eq!(order(&report(&org, &[])).len(), usize::from(stays), "{status} {until:?}");
    }
}

/// What the catalog does not list opens its layer: the other one alone limits it.
#[test]
fn what_the_catalog_does_not_list_may_be_everything() {
    let mut org = empty();
    let client = |kind: &str| role(kind, Holder::Client);
    let custom = Assignment {
        custom: Some(CustomBinding { role: "cr0new".into(), resource_set: "iam1set".into() }),
        ..client("CUSTOM")
    };
    org.custom_roles = Known::Known(vec![custom_role("cr0new", "New", &["okta.futures.fly"])]);
    org.resource_sets = Known::Known(vec![set("iam1set", "cr0new", &[])]);
    org.apps = Known::Known(vec![
        app("super", &["okta.users.manage"], vec![client("SUPER_ADMIN")]),
        app("role", &["okta.users.manage"], vec![client("FUTURE_ADMIN")]),
        app("permission", &["okta.users.manage"], vec![custom]),
        app("scope", &["okta.futures.manage"], vec![client("SUPER_ADMIN")]),
        app("read", &["okta.users.read"], vec![client("READ_ONLY_ADMIN")]),
        app("undocumented", &["okta.reports.read"], vec![client("READ_ONLY_ADMIN")]),
    ]);
    org.users = Known::Known(vec![
        user("root", vec![role("SUPER_ADMIN", Holder::User)], &[]),
        user("future", vec![role("FUTURE_ADMIN", Holder::User)], &[]),
    ]);
    let report = report(&org, &[]);
    assert!(!report.summary.complete);
    let beyond = |name: &str| audit(&report, name).beyond.unwrap();
    for name in ["role", "permission"] {
        assert_eq!(beyond(name).total(), 0, "{name}: nothing is known to be allowed");
        assert_eq!(audit(&report, name).at_most, Some(beyond("super")), "{name}: all that the scope allows");
    }
    assert!(audit(&report, "scope").at_most.unwrap() > beyond("super"));
    assert!(audit(&report, "future@acme.example").at_most.unwrap() >= beyond("root@acme.example"));
    // Words of a name that the catalog does not know are hidden, as they may be a secret.
    for (name, what) in [
        ("role", "what the role `***` allows is not known: "),
        ("permission", "what the permission `okta."),
        ("scope", "what the scope `okta."),
    ] {
        let unknown = audit(&report, name).unknown.join("; ");
        assert!(
            unknown.starts_with(what) && unknown.ends_with(": the catalog does not list it"),
            "{unknown}"
        );
    }
    let undocumented = audit(&report, "undocumented");
    assert_eq!(
        (undocumented.at_most, undocumented.unknown.len()),
        (None, 0),
        "it is known, and no operation takes it"
    );
    assert_eq!(found(&report, "undocumented"), ["note unknown-scope okta.reports.read"]);
    assert!(found(&report, "role").contains(&"warning unknown-role ***".to_owned()));
    let order = order(&report);
    let place = |name: &str| order.iter().position(|one| *one == name).unwrap();
    assert!(place("role") < place("super"), "among equals the kind and the name decide: {order:?}");
    assert!(place("permission") < place("read"), "{order:?}");
}

/// An org of which everything is known.
fn report_of_known() -> CheckReport {
    let mut org = empty();
    org.apps =
        Known::Known(vec![app("robot", &["okta.users.manage"], vec![role("USER_ADMIN", Holder::Client)])]);
    report(&org, &[])
}

#[test]
fn every_format_marks_what_may_be_more() {
    let mut org = empty();
    org.apps =
        Known::Known(vec![app("robot", &["okta.users.manage"], vec![role("FUTURE_ADMIN", Holder::Client)])]);
    let report = report(&org, &[]);
    let at_most = audit(&report, "robot").at_most.unwrap();
    let text = written(&report, Format::Text);
    let range = format!("0–{}?", at_most.control);
    assert!(text.contains(&range) && text.contains(&format!("at most {at_most}")), "{text}");
    assert!(text.contains("?: not all that it holds is known"), "{text}");
    assert!(!text.contains("reaches        nothing"), "{text}");
    for format in [Format::Html, Format::Markdown] {
        let page = written(&report, format);
        assert!(page.contains(&range) && page.contains("may reach at most"), "{page}");
        assert!(page.contains("?: not all that it holds is known"), "{page}");
    }
    let known = report_of_known();
    for format in [Format::Text, Format::Html, Format::Markdown] {
        assert!(!written(&known, format).contains("?: not all"), "where there is no mark, none is explained");
    }
    let table = written(&report, Format::Csv);
    let behind = format!(",{},{},{}", at_most.control, at_most.write, at_most.read);
    assert!(table.lines().nth(1).unwrap().ends_with(&behind), "{table}");
    let json: serde_json::Value = serde_json::from_str(&written(&report, Format::Json)).unwrap();
    assert_eq!(json["principals"][0]["audit"]["at_most"]["control"], at_most.control);
}

/// Whoever could not be seen at all may be anything, behind those that are known to be.
#[test]
fn those_of_whom_nothing_is_known_rank_by_what_they_may_be() {
    let mut org = empty();
    let dark = User {
        roles: Known::Refused(Refusal {
            operation: "management:listAssignedRolesForUser".into(),
            status: 403,
            ..Refusal::default()
        }),
        ..user("dark", Vec::new(), &[])
    };
    let root = user("root", vec![role("SUPER_ADMIN", Holder::User)], &[]);
    let desk = user("desk", vec![role("HELP_DESK_ADMIN", Holder::User)], &[]);
    org.users = Known::Known(vec![dark, desk, root]);
    let report = report(&org, &[]);
    let (dark, root) = (audit(&report, "dark@acme.example"), audit(&report, "root@acme.example"));
    assert_eq!(dark.beyond, None);
    assert!(dark.at_most >= root.beyond);
    let desk = audit(&report, "desk@acme.example");
    assert!(dark.rank < desk.rank && root.rank < desk.rank);
}

#[test]
fn a_role_of_a_group_is_told_once_with_what_it_is_narrowed_to() {
    let narrowed = Assignment {
        targets: Known::Known(Targets {
            groups: vec![GroupTarget { id: "00g1branch".into(), name: Some("Branch".into()) }],
            apps: Vec::new(),
        }),
        ..role("HELP_DESK_ADMIN", Holder::Group)
    };
    let ended = Assignment { status: "INACTIVE".to_owned(), ..narrowed.clone() };
    let copy = role("HELP_DESK_ADMIN", Holder::Group);
    let own = role("HELP_DESK_ADMIN", Holder::User);
    for (of_user, of_group, expected) in [
        (vec![copy.clone()], vec![narrowed.clone()], vec!["HELP_DESK_ADMIN@group:Branch<the group `Desk`"]),
        (vec![copy.clone()], vec![ended], vec!["HELP_DESK_ADMIN@<a group"]),
        (vec![copy], vec![], vec!["HELP_DESK_ADMIN@<a group"]),
        (
            vec![own],
            vec![narrowed],
            vec!["HELP_DESK_ADMIN@<", "HELP_DESK_ADMIN@group:Branch<the group `Desk`"],
        ),
    ] {
        let mut org = empty();
        org.users = Known::Known(vec![user("rota", of_user, &["Desk"])]);
        org.groups = Known::Known(vec![group("Desk", of_group)]);
        assert_eq!(roles_of(&report(&org, &[]), "rota@acme.example"), expected);
    }
}

/// A custom role is named by its id in one place and by its label in another, or not at all.
#[test]
fn a_custom_role_that_is_named_in_several_ways_is_one() {
    let by = |custom: Option<(&str, &str)>, label: &str| Assignment {
        label: label.to_owned(),
        custom: custom.map(|(role, resource_set)| CustomBinding {
            role: role.to_owned(),
            resource_set: resource_set.to_owned(),
        }),
        ..role("CUSTOM", Holder::Client)
    };
    for (assignment, bound) in [
        (by(Some(("cr0one", "iam1set")), "Desk role"), "cr0one"),
        (by(Some(("cr0one", "iam1set")), "Desk role"), "Desk role"),
        (by(Some(("Desk role", "set iam1set")), "Desk role"), "cr0one"),
        (by(None, "Desk role"), "Desk role"),
    ] {
        for member in ["0oa1bot", "0oa1botclient"] {
            let mut org = empty();
            org.custom_roles = Known::Known(vec![custom_role("cr0one", "Desk role", &["okta.users.read"])]);
            org.resource_sets = Known::Known(vec![set("iam1set", bound, &[(MemberKind::Client, member)])]);
            org.apps = Known::Known(vec![app("bot", &["okta.users.read"], vec![assignment.clone()])]);
            let report = report(&org, &[]);
            assert_eq!(roles_of(&report, "bot"), ["Desk role@<"], "{assignment:?} {bound}");
            assert!(audit(&report, "bot").beyond.unwrap().read > 0);
        }
    }
}

/// Whatever a custom role is called, a binding or an assignment by a type is the standard role.
#[test]
fn a_custom_role_that_is_called_like_a_standard_one_is_another_role() {
    for label in ["ORG_ADMIN", "ACCESS_REQUESTS_ADMIN", "Super Administrator", "SUPER_ADMIN"] {
        let bound = if label == "Super Administrator" { "SUPER_ADMIN" } else { label };
        let mut org = empty();
        org.custom_roles = Known::Known(vec![custom_role("cr0one", label, &["okta.users.read"])]);
        let members = [(MemberKind::User, "00u1ann")];
        org.resource_sets = Known::Known(vec![
            set("iam1set", bound, &members),
            set("iam1other", "cr0one", &[(MemberKind::User, "00u1bob")]),
        ]);
        let assigned = role(bound, Holder::User);
        let custom = Assignment {
            label: label.to_owned(),
            custom: Some(CustomBinding { role: "cr0one".into(), resource_set: "iam1other".into() }),
            ..role("CUSTOM", Holder::User)
        };
        org.users = Known::Known(vec![
            user("ann", Vec::new(), &[]),
            user("bob", vec![custom.clone()], &[]),
            user("cas", vec![assigned, custom], &[]),
        ]);
        let report = report(&org, &[]);
        assert!(report.summary.complete, "{label}: {:?}", report.notes);
        let kinds = |name: &str| {
            let roles = principal(&report, &format!("{name}@acme.example")).roles.iter().flatten();
            let mut kinds: Vec<_> = roles.map(|role| (role.name.clone(), role.custom)).collect();
            kinds.sort();
            kinds
        };
        let (standard, own) = ((bound.to_owned(), false), (label.to_owned(), true));
        assert_eq!(kinds("ann"), std::slice::from_ref(&standard), "{label}");
        assert_eq!(kinds("bob"), std::slice::from_ref(&own), "{label}");
        let mut both = vec![standard, own];
        both.sort();
        assert_eq!(kinds("cas"), both, "{label}");
        let beyond = |name: &str| audit(&report, name).beyond.unwrap();
        assert!(beyond("ann@acme.example") > beyond("bob@acme.example"), "{label}");
        Redaction::new("a salt").apply(&mut org);
        let redacted = super::report(&org, &[]);
        let counted = |report: &CheckReport| {
            let views = report.principals.iter().map(|one| one.audit.as_ref().unwrap());
            let mut counted: Vec<_> = views.map(|one| one.beyond).collect();
            counted.sort();
            counted
        };
        assert_eq!(counted(&redacted), counted(&report), "{label}");
    }
}

/// A custom role that is called like a standard one is told apart behind a client, too.
#[test]
fn the_roles_behind_a_client_say_which_one_is_custom() {
    let mut org = empty();
    org.custom_roles = Known::Known(vec![custom_role("cr0one", "SUPER_ADMIN", &["okta.users.read"])]);
    org.resource_sets = Known::Known(vec![set("iam1set", "cr0one", &[(MemberKind::User, "00u1ann")])]);
    org.users = Known::Known(vec![user("ann", Vec::new(), &[])]);
    org.clients = Known::Known(vec![App {
        application_type: "native".into(),
        ..app("cli", &["okta.users.manage"], Vec::new())
    }]);
    let report = report(&org, &[]);
    assert_eq!(audit(&report, "cli").acts_as.as_ref().unwrap().roles, ["custom role SUPER_ADMIN"]);
    assert!(audit(&report, "cli").beyond.unwrap().control < 5);
}

/// A group without members gives its roles to nobody: it comes after what works, with one note.
#[test]
fn a_group_that_is_known_to_be_empty_comes_last() {
    let of = |members: Known<Vec<String>>| {
        let mut org = empty();
        let held = vec![role("SUPER_ADMIN", Holder::Group)];
        org.groups = Known::Known(vec![Group { members, ..group("Old admins", held) }]);
        org.apps = Known::Known(vec![app("small", &[], Vec::new())]);
        report(&org, &[])
    };
    let nobody = of(Known::Known(Vec::new()));
    assert_eq!(order(&nobody), ["small", "Old admins"]);
    assert_eq!(found(&nobody, "Old admins"), ["note inactive-principal Old admins"]);
    assert!(audit(&nobody, "Old admins").inactive && nobody.summary.complete);
    assert!(written(&nobody, Format::Text).contains("it has no members"));
    let gap = Gap::new("management:listGroupUsers", GapReason::MayBeFiltered);
    for members in [
        Known::NotAsked,
        Known::Known(vec!["00u1ghost".to_owned()]),
        Known::Partial { value: Vec::new(), gap },
        Known::Refused(Refusal::default()),
    ] {
        let report = of(members.clone());
        assert_eq!(order(&report), ["Old admins", "small"], "{members:?}");
        assert!(!audit(&report, "Old admins").inactive && !report.summary.complete, "{members:?}");
    }
}

/// An integration counts as one with every role. That its own roles were not read is said all the same.
#[test]
fn roles_of_an_integration_that_were_not_read_are_said() {
    let of = |roles: Known<Vec<Assignment>>| {
        let mut org = empty();
        let (id, name) = ("0oa1vendor".into(), "vendor".into());
        let granted_scopes = vec!["okta.users.read".into()];
        org.integrations =
            Known::Known(vec![Integration { id, name, granted_scopes, roles, ..Integration::default() }]);
        report(&org, &[])
    };
    let whole = of(Known::Known(Vec::new()));
    assert!(whole.summary.complete);
    let operation = "management:listRolesForClient".to_owned();
    let refusal = Refusal { operation, status: 403, ..Refusal::default() };
    let gap = Gap::new("management:listRolesForClient", GapReason::Unreadable);
    for roles in [Known::Refused(refusal), Known::Partial { value: Vec::new(), gap }, Known::NotAsked] {
        let report = of(roles.clone());
        let vendor = audit(&report, "vendor");
        assert!(vendor.unseen[0].starts_with("its admin roles could"), "{roles:?}: {:?}", vendor.unseen);
        assert_eq!(vendor.beyond, audit(&whole, "vendor").beyond);
        assert!(!report.summary.complete && vendor.at_most.is_none(), "{roles:?}");
    }
}

/// A label that two roles share tells neither.
#[test]
fn a_label_of_two_roles_names_neither() {
    let mut org = empty();
    org.custom_roles = Known::Known(vec![
        custom_role("cr0one", "Same", &["okta.users.read"]),
        custom_role("cr0two", "Same", &["okta.users.manage"]),
    ]);
    org.resource_sets = Known::Known(vec![set("iam1set", "Same", &[(MemberKind::Client, "0oa1bot")])]);
    org.apps = Known::Known(vec![app("bot", &["okta.users.manage"], Vec::new())]);
    let report = report(&org, &[]);
    assert!(audit(&report, "bot").unknown[0].contains("the permissions of the custom role `Same`"));
    assert!(audit(&report, "bot").at_most.is_some());
}

/// A binding of a product role has the type of the role in place of an id; one that is not known may be anything.
#[test]
fn roles_of_products_are_bound_by_their_types() {
    for (kind, is_known) in [("ACCESS_REQUESTS_ADMIN", true), ("FUTURE_PRODUCT_ADMIN", false)] {
        let mut org = empty();
        org.resource_sets = Known::Known(vec![set("iam1set", kind, &[(MemberKind::User, "00u1ann")])]);
        org.users = Known::Known(vec![user("ann", Vec::new(), &[])]);
        let report = report(&org, &[]);
        let shown = if is_known { kind } else { "***" };
        assert_eq!(
            roles_of(&report, "ann@acme.example"),
            [format!("{shown}@<")],
            "an unknown name may be a secret"
        );
        assert_eq!(audit(&report, "ann@acme.example").unknown.is_empty(), is_known, "{kind}");
        assert_eq!(report.summary.complete, is_known);
    }
}

#[test]
fn what_cannot_act_comes_last_with_one_note() {
    let mut org = empty();
    let super_admin = || role("SUPER_ADMIN", Holder::Client);
    let old = App { status: "INACTIVE".into(), ..app("old", &["okta.users.manage"], vec![super_admin()]) };
    org.apps = Known::Known(vec![
        old,
        app("small", &["okta.users.read"], vec![role("READ_ONLY_ADMIN", Holder::Client)]),
    ]);
    let statuses = [
        ("ACTIVE", true),
        ("LOCKED_OUT", true),
        ("PASSWORD_EXPIRED", true),
        ("RECOVERY", true),
        ("PROVISIONED", true),
        ("SOMETHING_NEW", true),
        ("SUSPENDED", false),
        ("DEPROVISIONED", false),
        ("STAGED", false),
    ];
    let held = || vec![role("SUPER_ADMIN", Holder::User)];
    let users = statuses
        .iter()
        .map(|(status, _)| User { status: Some((*status).to_owned()), ..user(status, held(), &[]) });
    org.users = Known::Known(users.collect());
    let report = report(&org, &[]);
    let small = audit(&report, "small").rank;
    for (status, works) in statuses {
        let name = format!("{status}@acme.example");
        assert_eq!(audit(&report, &name).rank < small, works, "{status}");
        assert_eq!(audit(&report, &name).inactive, !works, "{status}");
        let one = found(&report, &name);
        assert_eq!(one == [format!("note inactive-principal {name}")], !works, "{status}: {one:?}");
    }
    assert_eq!(found(&report, "old"), ["note inactive-principal old"]);
    assert_eq!(audit(&report, "old").status.as_deref(), Some("INACTIVE"));
    assert!(written(&report, Format::Text).contains("it is INACTIVE and cannot act"));
}

/// An integration holds every role, so that a scope that is not listed may be everything.
#[test]
fn a_scope_of_an_integration_that_is_not_listed_may_be_everything() {
    let mut org = empty();
    org.integrations = Known::Known(vec![Integration {
        id: "0oa1vendor".into(),
        name: "vendor".into(),
        granted_scopes: vec!["okta.futures.manage".into()],
        ..Integration::default()
    }]);
    let report = report(&org, &[]);
    assert!(audit(&report, "vendor").at_most.unwrap().control > 100);
    assert!(!report.summary.complete);
}
