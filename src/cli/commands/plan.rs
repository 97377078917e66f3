//! `leastwise plan`: calls in, least grant out.

use clap::ArgMatches;

use super::calls::{Apart, Reader, apart, inputs};
use super::what_if::Questions;
use super::{age, assume, load};
use crate::catalog::Catalog;
use crate::cli::args::{Global, PlanArgs};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::intake::Input;
use crate::matching::{Match, Matcher};
use crate::plan::{plan, shares};
use crate::render::{self, Format, Look};
use crate::report::terraform::TerraformMaterial;
use crate::report::{Material, PlanReport, attach, plan_report};

/// Reads the calls, makes the plan and writes it.
pub(super) fn run(args: &PlanArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    outputs.iter().try_for_each(|output| fits(args, output.format))?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let Planned { report, failed, is_answer } = planned(args, global, catalog, age_days)?;
    failed.warn();
    let look = Look { credential: args.credential.map(Into::into), ..terminal::look(global.verbose) };
    for one in outputs.iter().filter(|one| is_answer || one.format == Format::Json) {
        output::write(one, |out| render::plan(&report, one.format, look, out))?;
    }
    if !is_answer {
        return Ok(Exit::Failure);
    }
    Ok(if args.ending.strict && !args.ending.exit_zero && !is_certain(&report) {
        Exit::Incomplete
    } else {
        Exit::Success
    })
}

/// Whether what is asked can be written in a format.
pub(super) fn fits(args: &PlanArgs, format: Format) -> Result<(), Complaint> {
    if args.what_if.split && format.is_pasted() {
        return Err(Complaint::new("what can be pasted is one grant, and `--split` makes two")
            .help(Some("read the split as text, then plan each half on its own".to_owned())));
    }
    Ok(())
}

/// The plan for the calls that the arguments name, with the answers to what else they ask.
pub(super) fn report(
    args: &PlanArgs,
    global: &Global,
    catalog: &Catalog,
    age_days: i32,
) -> Result<PlanReport, Complaints> {
    let Planned { report, failed, is_answer } = planned(args, global, catalog, age_days)?;
    if is_answer { Ok(report) } else { Err(failed) }
}

/// A plan, and what kept it from being whole.
struct Planned {
    report: PlanReport,
    failed: Complaints,
    /// Whether anything in the inputs can be answered.
    is_answer: bool,
}

fn planned(
    args: &PlanArgs,
    global: &Global,
    catalog: &Catalog,
    age_days: i32,
) -> Result<Planned, Complaints> {
    let questions = Questions::new(catalog, &args.what_if)?;
    let mut options = assume::options(catalog, &args.assumptions)?;
    options.forbidden = questions.forbidden.clone();
    let matcher = Matcher::new(catalog).on(options.engine);
    let added = args.what_if.with_calls.iter().map(|call| Input::Argument(call.clone()));
    let inputs: Vec<_> = inputs(&args.inputs, global).into_iter().chain(added).collect();
    let reading = Reader::new(&args.read, global, &matcher).reading_all(&inputs);
    let failed = Complaints::of_reading(&reading);
    let is_answer = reading.has_answer();
    let calls = reading.calls;
    let mut matches: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let without = questions.leave_out(&matcher, catalog, &mut matches)?;
    let Apart { calls, matches, terraform, is_alone } = apart(calls, matches);
    let blocks = &reading.terraform.providers;
    let shares = shares(catalog, blocks, &terraform.0, &terraform.1, &options, is_alone);
    let plans = plan(catalog, &matches, &options);
    let mut report = plan_report(&Material {
        catalog,
        age_days,
        calls: &calls,
        matches: &matches,
        account: &reading.account,
        failed: &reading.failed,
        plans: &plans,
        options: &options,
        assume: &args.assumptions.assume,
        terraform: Some(&TerraformMaterial {
            providers: &reading.terraform.providers,
            releases: &reading.terraform.releases,
            calls: &terraform.0,
            matches: &terraform.1,
            shares: &shares,
            is_alone,
        }),
    });
    attach(catalog, &mut report, questions.answers(catalog, without, (&matches, &plans), &options));
    Ok(Planned { report, failed, is_answer })
}

/// Whether every call is an operation as it stands, and every requirement is known.
fn is_certain(report: &PlanReport) -> bool {
    let summary = report.summary;
    let plan = report.plans.of(report.recommended_credential.choice);
    summary.corrected + summary.ambiguous + summary.unresolved == 0
        && plan.unknown.is_empty()
        && !report.inputs.is_open()
}
