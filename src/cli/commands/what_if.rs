//! The questions of `plan` beyond the calls as they stand: names to keys, calls to leave out, plans beside the plan.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::tables::{OperationKey, RoleKey};
use crate::check::{Kind, alike};
use crate::cli::args::WhatIfArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::disclosure::{self, AllowList};
use crate::grants;
use crate::intake::{self, Input, KnownNames as _, ReadOptions};
use crate::matching::{Match, Matcher, Status};
use crate::model::{Impact, did_you_mean, either};
use crate::plan::{Forbidden, Options, Plans, passing, plan};
use crate::report::{GivenRoles, Half, LeftOut, Split, WhatIf, forbidden_items};

/// The questions with their names looked up.
#[derive(Debug)]
pub(super) struct Questions<'a> {
    args: &'a WhatIfArgs,
    pub(super) forbidden: Forbidden,
    roles: BTreeSet<RoleKey>,
}

impl<'a> Questions<'a> {
    /// Looks up the names; everything that is wrong with them is told together.
    pub(super) fn new(catalog: &Catalog, args: &'a WhatIfArgs) -> Result<Self, Complaints> {
        let mut questions = Self { args, forbidden: Forbidden::default(), roles: BTreeSet::new() };
        let mut complaints = Vec::new();
        for text in args.forbid.iter().flat_map(|text| names(text)) {
            complaints.extend(forbid(catalog, text, &mut questions.forbidden).err());
        }
        for text in args.role.iter().flat_map(|text| names(text)) {
            match role(catalog, text) {
                Ok(key) => drop(questions.roles.insert(key)),
                Err(complaint) => complaints.push(complaint),
            }
        }
        if complaints.is_empty() { Ok(questions) } else { Err(Complaints(complaints)) }
    }

    /// Leaves out the calls that do not count.
    pub(super) fn leave_out(
        &self,
        matcher: &Matcher<'_>,
        catalog: &Catalog,
        matches: &mut [Match],
    ) -> Result<Vec<LeftOut>, Complaints> {
        let mut left_out = Vec::new();
        let mut complaints = Vec::new();
        for text in &self.args.without {
            match operations(matcher, text) {
                Ok(keys) => {
                    let text = shown(text, &matcher.allow_list()).into_owned();
                    let reason = format!("left out by --without {text}");
                    let calls = matches.iter_mut().map(|one| usize::from(one.left_out(&keys, &reason))).sum();
                    let names = keys.iter().map(|key| catalog.operation_name(*key)).collect();
                    left_out.push(LeftOut { asked: text, operations: names, calls });
                }
                Err(found) => complaints.extend(found.0),
            }
        }
        if complaints.is_empty() { Ok(left_out) } else { Err(Complaints(complaints)) }
    }

    /// The answers beside the plan.
    pub(super) fn answers(
        &self,
        catalog: &Catalog,
        without: Vec<LeftOut>,
        (matches, plans): (&[Match], &Plans),
        options: &Options,
    ) -> WhatIf {
        let allowed = catalog.allow_list();
        let judge = |credential| passing(catalog, &plans.needs, credential, &self.roles, options);
        let half = |reads: bool| {
            let of_half = |key: &OperationKey| (catalog.operation(*key).impact == Impact::Read) == reads;
            Half::new(catalog, &plan(catalog, &only(matches, of_half), options))
        };
        WhatIf {
            without,
            with: self.args.with_calls.iter().map(|call| shown(call, &allowed).into_owned()).collect(),
            forbidden: forbidden_items(catalog, &self.forbidden),
            roles: (!self.roles.is_empty()).then(|| GivenRoles::new(catalog, &self.roles, judge)),
            split: self.args.split.then(|| Split { reading: half(true), writing: half(false) }),
        }
    }
}

/// A call as an answer repeats it; a single word is not the name of a file here.
fn shown<'t>(call: &'t str, allowed: &AllowList) -> Cow<'t, str> {
    if call.contains(|c: char| c.is_whitespace() || c == '/') {
        disclosure::argument(call, allowed)
    } else {
        allowed.parts(call)
    }
}

/// The names in the value of a flag; where there is none, the value as it is, which means nothing.
fn names(text: &str) -> Vec<&str> {
    let names = grants::names(text);
    if names.is_empty() { vec![text] } else { names }
}

/// The calls as far as they are certain operations; those that are none stay as they are.
fn only(matches: &[Match], wanted: impl Fn(&OperationKey) -> bool) -> Vec<Match> {
    let narrowed = |found: &Match| {
        let mut found = found.clone();
        let none_before = found.operations.is_empty();
        found.operations.retain(|key| wanted(key));
        (none_before || !found.operations.is_empty()).then_some(found)
    };
    matches.iter().filter_map(narrowed).collect()
}

/// The operations that a text names.
fn operations(matcher: &Matcher<'_>, text: &str) -> Result<BTreeSet<OperationKey>, Complaints> {
    let calls = intake::read(&[Input::Argument(text.to_owned())], &ReadOptions::default(), matcher)?.calls;
    let mut keys = BTreeSet::new();
    let mut complaints = Vec::new();
    for found in calls.iter().map(|call| matcher.resolve(call)) {
        if matches!(found.status, Status::Matched | Status::Corrected) {
            keys.extend(found.operations);
            continue;
        }
        let diagnosis = found.diagnosis.as_ref();
        let why = diagnosis.map_or("no operation is meant", |diagnosis| diagnosis.message.as_str());
        let near: Vec<_> = diagnosis.iter().flat_map(|one| &one.suggestions).take(5).cloned().collect();
        let help = (!near.is_empty()).then(|| format!("did you mean {}?", either(&near)));
        let text = shown(text, &matcher.allow_list());
        complaints.push(Complaint::new(format!("cannot leave out `{text}`: {why}")).help(help));
    }
    if complaints.is_empty() { Ok(keys) } else { Err(Complaints(complaints)) }
}

/// Forbids what a text names: a scope, a permission, a role; scope and permission when both go by the name.
fn forbid(catalog: &Catalog, text: &str, forbidden: &mut Forbidden) -> Result<(), Complaint> {
    let names = catalog.names();
    let kinds = ["scope", "permission", "role"];
    let (kind, name) = match text.split_once(':') {
        Some((kind, name)) if kinds.contains(&kind) => (Some(kind), name),
        _ => (None, text),
    };
    let scope = names.scopes.get(name);
    let permission = names.capabilities.get(name).filter(|_| name.starts_with("okta."));
    let role = catalog.role_called(name);
    let wanted = |one: &str| kind.is_none_or(|kind| kind == one);
    let found = [scope.is_some(), permission.is_some(), role.is_some()];
    forbidden.scopes.extend(scope.filter(|_| wanted("scope")));
    forbidden.permissions.extend(permission.filter(|_| wanted("permission")));
    forbidden.roles.extend(role.filter(|_| wanted("role")));
    let taken = kinds.iter().zip(found).any(|(one, found)| found && wanted(one));
    if taken {
        return Ok(());
    }
    let is: Vec<_> = kinds.iter().zip(found).filter(|(_, found)| *found).map(|(one, _)| *one).collect();
    if let (Some(kind), [is, ..]) = (kind, &is[..]) {
        return Err(Complaint::new(format!("`{name}` is the name of a {is}, not of a {kind}"))
            .help(Some(format!("write {is}:{name}, or the name of a {kind}"))));
    }
    Err(no_such_thing(catalog, name))
}

/// That nothing by a name can be forbidden, and what may be meant.
fn no_such_thing(catalog: &Catalog, name: &str) -> Complaint {
    let names = catalog.names();
    if let Some(key) = names.capabilities.get(name) {
        let roles = catalog.roles().filter(|(_, role)| !role.is_retired());
        let holding = roles.filter(|(role, _)| !catalog.hands().of(*role).holds(*key).is_empty());
        let holding: Vec<_> = holding.map(|(_, role)| role.name.as_str()).collect();
        return Complaint::new(format!("`{name}` is a right of standard roles, no permission"))
            .help(Some(format!("forbid the roles that hold it: {}", holding.join(", "))));
    }
    let bare = names.operations.keys().filter_map(|full| full.split_once(':')).any(|(_, id)| id == name);
    if bare || names.operations.contains_key(name) {
        return Complaint::new(format!("`{name}` is an operation, no scope, permission or role"))
            .help(Some(format!("leave the call out: --without {name}")));
    }
    let permissions = names.capabilities.keys().filter(|name| name.starts_with("okta."));
    let all = names.scopes.keys().chain(permissions).map(String::as_str);
    let near = nearest(name, all).map(str::to_owned).or_else(|| alike(catalog, Kind::Role, name));
    let allowed = catalog.allow_list();
    let shown = allowed.unknown_name(name, near.as_deref());
    let near = near.map(|near| did_you_mean(name, &near));
    Complaint::new(format!("there is no scope, permission or role `{shown}`"))
        .help(near.or_else(|| Some("leastwise catalog list --format json names all of them".to_owned())))
}

/// The standard role that a text names.
fn role(catalog: &Catalog, text: &str) -> Result<RoleKey, Complaint> {
    let names = catalog.names();
    if let Some(key) = catalog.role_called(text) {
        return Ok(key);
    }
    if let Some((role, _)) = text.split_once('@').filter(|(role, _)| catalog.role_called(role).is_some()) {
        return Err(Complaint::new(format!(
            "`{role}` is given with a target, and this question is about the whole role"
        ))
        .help(Some(format!("write {role}"))));
    }
    let what = match (names.scopes.contains_key(text), names.capabilities.contains_key(text)) {
        (true, true) => "a scope and a permission",
        (true, false) => "a scope",
        (false, true) => "a permission",
        (false, false) => "",
    };
    if !what.is_empty() {
        return Err(Complaint::new(format!("`{text}` is {what}, no standard role"))
            .help(Some("name a role such as HELP_DESK_ADMIN".to_owned())));
    }
    let usual = || format!("the roles are {}", names.roles.keys().cloned().collect::<Vec<_>>().join(", "));
    let near = alike(catalog, Kind::Role, text);
    let allowed = catalog.allow_list();
    let shown = allowed.unknown_name(text, near.as_deref());
    let help = near.as_ref().map_or_else(usual, |near| did_you_mean(text, near));
    Err(Complaint::new(format!("there is no standard role `{shown}`")).help(Some(help)))
}
