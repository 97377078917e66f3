//! What is said of an org, live or saved: its principals against what logs and calls show.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, STALE_DAYS, names::nearest};
use crate::check::{Audit, Evidence, Log, audit, stale_catalog};
use crate::cli::args::{Global, ReadArgs};
use crate::cli::audit_args::AuditReportArgs;
use crate::cli::commands::calls::Reader;
use crate::cli::commands::{age, assume, load, shown_if_near};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::output::Output;
use crate::cli::{Exit, output, terminal};
use crate::grants::fleet::{OrgPrincipal, principals};
use crate::grants::org::Org;
use crate::intake::{self, Format, Input, OpenPlace, ReadOptions, Reading};
use crate::matching::Matcher;
use crate::model::{Call, Severity, did_you_mean};
use crate::plan::Reachable;
use crate::render;
use crate::report::{CheckMaterial, CheckReport, audit_report};

/// Judges an org and writes the report.
pub(super) fn run(
    args: &AuditReportArgs,
    global: &Global,
    org: Org,
    outputs: &[Output],
) -> Result<Exit, Complaints> {
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let options = assume::options(catalog, &args.assumptions)?;
    let read = ReadArgs::default();
    let matcher = Matcher::new(catalog);
    let reader = Reader::new(&read, global, &matcher);
    let Named { only, told: Told { calls, open } } = named(args, &reader, &org)?;
    let log = log(args, &org, &matcher)?;
    let reachable = Reachable::new(catalog, &options);
    let (unused_days, key_days) = (args.unused_days, args.key_days);
    let evidence =
        Evidence { org: &org, log: log.as_ref(), calls: &calls, open: &open, unused_days, key_days };
    let mut audit = audit(&reachable, &evidence, terminal::today(), |call| matcher.resolve(call));
    add_age(catalog, age_days, &mut audit);
    // What the report needs of them is in the audit.
    drop(log);
    let org = org.emptied();
    let material = CheckMaterial {
        catalog,
        age_days,
        options: &options,
        assume: &args.assumptions.assume,
        checked: &[],
        general: &[],
        notes: &[],
        fail_on: Severity::from(args.fail_on),
        judge: None,
        listed: 0,
    };
    let report = audit_report(&material, &org, audit, only.as_deref());
    let look = terminal::look(global.verbose);
    for one in outputs {
        output::write(one, |out| render::audit(&report, one.format, look, out))?;
    }
    Ok(exit(args, &report))
}

fn exit(args: &AuditReportArgs, report: &CheckReport) -> Exit {
    match () {
        () if args.ending.exit_zero => Exit::Success,
        () if report.summary.failing > 0 => Exit::Findings,
        () if args.ending.strict && !report.summary.complete => Exit::Incomplete,
        () => Exit::Success,
    }
}

fn add_age(catalog: &Catalog, age_days: i32, audit: &mut Audit) {
    if age_days > STALE_DAYS {
        audit.general.push(stale_catalog(&catalog.tables().date, age_days));
    }
}

/// What the flags say of principals by their names.
struct Named {
    /// The id of the one that is shown; none for all of them.
    only: Option<String>,
    told: Told,
}

/// Looks up the principals that the flags name.
fn named(args: &AuditReportArgs, reader: &Reader<'_>, org: &Org) -> Result<Named, Complaints> {
    let known = if args.principal.is_none() && args.calls.is_empty() { Vec::new() } else { principals(org) };
    let only = args.principal.as_deref().map(|name| found(&known, name)).transpose()?;
    Ok(Named { only: only.map(|one| one.id.clone()), told: calls(args, reader, &known)? })
}

/// The principal of this name or id.
fn found<'p>(known: &'p [OrgPrincipal], name: &str) -> Result<&'p OrgPrincipal, Complaint> {
    let by_name = known.iter().find(|one| one.name == name);
    let by_id = || known.iter().find(|one| one.id == name || one.aliases.iter().any(|alias| alias == name));
    by_name.or_else(by_id).ok_or_else(|| {
        let near = nearest(name, known.iter().map(|one| one.name.as_str()));
        let help = near.map_or_else(
            || "`leastwise audit` without --principal names all of them".to_owned(),
            |near| did_you_mean(name, near),
        );
        Complaint::new(format!("the org has no principal `{}`", shown_if_near(name, near))).help(Some(help))
    })
}

/// The calls of principals and the unresolved places of their inputs, by the ids of the principals.
#[derive(Default)]
struct Told {
    calls: BTreeMap<String, Vec<Call>>,
    open: BTreeMap<String, Vec<OpenPlace>>,
}

/// What `--calls` gives.
fn calls(args: &AuditReportArgs, reader: &Reader<'_>, known: &[OrgPrincipal]) -> Result<Told, Complaints> {
    let mut told = Told::default();
    let mut complaints = Vec::new();
    for text in &args.calls {
        match of_one(text, reader, known) {
            Ok((id, found)) => {
                told.open.entry(id.clone()).or_default().extend(found.open_places());
                told.calls.entry(id).or_default().extend(found.calls);
            }
            Err(Complaints(more)) => complaints.extend(more),
        }
    }
    if complaints.is_empty() { Ok(told) } else { Err(Complaints(complaints)) }
}

fn of_one(text: &str, reader: &Reader<'_>, known: &[OrgPrincipal]) -> Result<(String, Reading), Complaints> {
    // A name may have an equals sign in it, and so may an input: the first part that is a name counts.
    let splits = text.match_indices('=').filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)));
    let mut splits = splits.filter(|(name, input)| !name.is_empty() && !input.is_empty());
    let first = splits.clone().next().ok_or_else(|| {
        Complaint::new("the value of `--calls` does not say whose calls they are")
            .help(Some("write NAME=INPUT".to_owned()))
    })?;
    let (name, input) = splits.find(|(name, _)| found(known, name).is_ok()).unwrap_or(first);
    let principal = found(known, name)?;
    Ok((principal.id.clone(), reader.reading_apart(&[Input::from_argument(input)])?))
}

/// What the log of the org and the files show.
fn log(args: &AuditReportArgs, org: &Org, matcher: &Matcher<'_>) -> Result<Option<Log>, Complaints> {
    if args.logs.is_empty() {
        return Ok(Log::of(org, None));
    }
    let inputs: Vec<_> = args.logs.iter().map(|path| Input::Path(path.clone())).collect();
    let options =
        ReadOptions { from: Format::named("system-log"), by_caller: true, ..ReadOptions::default() };
    let reading = intake::read(&inputs, &options, matcher)?;
    Ok(Log::of(org, Some((reading.calls, reading.window))))
}
