//! `leastwise audit --needs`: what reading an org needs, as the plan for the calls that it makes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::cli::args::Global;
use crate::cli::audit_args::CollectArgs;
use crate::cli::commands::{age, load};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::output::Output;
use crate::cli::{Exit, output, terminal};
use crate::grants::org::Needs;
use crate::intake::Account;
use crate::live::{Ask, Extras};
use crate::matching::{Match, Matcher};
use crate::model::{Asked, Attribution, Call, Method, Origin, Request};
use crate::plan::{Options, Plan, plan};
use crate::render::{self, Format};
use crate::report::{Material, plan_report};

/// Writes the plan.
pub(super) fn run(args: &CollectArgs, global: &Global, outputs: &[Output]) -> Result<Exit, Complaints> {
    let written = [Format::Text, Format::Json, Format::Markdown, Format::Html];
    if let Some(other) = outputs.iter().find(|one| !written.contains(&one.format)) {
        let message = format!("what is needed is no report that could be written as {}", other.format.name());
        let help = "write it as text, json, markdown or html".to_owned();
        return Err(Complaint::new(message).help(Some(help)).into());
    }
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let matcher = Matcher::new(catalog);
    let calls: Vec<Call> = asked(args.extras()).filter_map(call).collect();
    let matches: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let options = Options::default();
    let plans = plan(catalog, &matches, &options);
    let report = plan_report(&Material {
        account: &Account::default(),
        failed: &[],
        catalog,
        age_days,
        calls: &calls,
        matches: &matches,
        plans: &plans,
        options: &options,
        assume: &[],
        terraform: None,
    });
    let look = terminal::look(global.verbose);
    for one in outputs {
        output::write(one, |out| render::plan(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}

/// The calls that reading an org makes.
fn asked(extras: Extras) -> impl Iterator<Item = Ask> {
    Ask::ALL.iter().copied().filter(move |ask| ask.is_made(extras))
}

/// A call of the table as one that is planned for; none for what needs no credential.
fn call(ask: Ask) -> Option<Call> {
    let row = ask.row();
    row.operation?;
    let line = Ask::ALL.iter().position(|one| *one == ask).and_then(|at| u32::try_from(at + 1).ok());
    let origin = Origin { source: Arc::from("leastwise audit"), line: line.unwrap_or(0), column: 1 };
    let request = Request { method: Some(Method::Get), path: row.path.to_owned(), ..Request::default() };
    let call = Call::new(origin, Asked::Http(request));
    Some(call.attributed(Attribution::Explicit))
}

/// What each call needs alone, by its operation.
pub(super) fn each(catalog: &Catalog) -> BTreeMap<String, Needs> {
    let matcher = Matcher::new(catalog);
    let one = |ask: &Ask| {
        let resolved = matcher.resolve(&call(*ask)?);
        let plans = plan(catalog, &[resolved], &Options::default());
        Some((ask.operation().to_owned(), needs(catalog, plans.plans.first()?)))
    };
    Ask::ALL.iter().filter_map(one).collect()
}

/// The scopes that reading an org needs, sorted.
pub(super) fn scopes(each: &BTreeMap<String, Needs>, extras: Extras) -> Vec<String> {
    let needed = asked(extras).filter_map(|ask| each.get(ask.operation())?.scope.clone());
    let sorted: std::collections::BTreeSet<String> = needed.collect();
    sorted.into_iter().collect()
}

fn needs(catalog: &Catalog, plan: &Plan) -> Needs {
    let standard = plan.roles.standard.iter().flat_map(|grant| &grant.roles);
    let roles = standard.map(|role| catalog.role(role.granted.key).name.clone());
    // A custom role stands in for the standard one only where nothing must stand beside it.
    let custom = plan.roles.custom.iter().filter(|grant| grant.roles.is_empty());
    let permissions = custom.flat_map(|grant| &grant.permissions);
    let known = plan.known_to_work.iter().map(|role| catalog.role(*role).name.clone());
    Needs {
        scope: plan.scopes.first().map(|scope| catalog.scope(scope.key).name.clone()),
        roles: roles.chain(known).collect(),
        permissions: permissions.map(|one| catalog.capability(one.key).name.clone()).collect(),
    }
}
