//! `leastwise plan`: calls in, least grant out.

use clap::ArgMatches;

use super::calls::{Reader, inputs};
use super::{age, assume, load};
use crate::cli::args::{Global, PlanArgs};
use crate::cli::complaint::Complaints;
use crate::cli::{Exit, output, terminal};
use crate::matching::{Match, Matcher};
use crate::plan::{plan, shares};
use crate::render::{self, Look};
use crate::report::terraform::TerraformMaterial;
use crate::report::{Material, PlanReport, plan_report};

/// Reads the calls, makes the plan and writes it.
pub(super) fn run(args: &PlanArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let options = assume::options(catalog, &args.assumptions)?;
    let matcher = Matcher::new(catalog).on(options.engine);
    let reading = Reader::new(&args.read, global, &matcher).reading(&inputs(&args.inputs, global))?;
    let calls = reading.calls;
    let matches: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let plans = plan(catalog, &matches, &options);
    let report = plan_report(&Material {
        catalog,
        age_days,
        calls: &calls,
        matches: &matches,
        plans: &plans,
        options: &options,
        assume: &args.assumptions.assume,
        terraform: Some(&TerraformMaterial {
            providers: &reading.terraform.providers,
            releases: &reading.terraform.releases,
            shares: &shares(catalog, &calls, &matches, &options),
        }),
    });
    let look = Look { credential: args.credential.map(Into::into), ..terminal::look(global.verbose) };
    for one in &outputs {
        output::write(one, |out| render::plan(&report, one.format, look, out))?;
    }
    Ok(if args.ending.strict && !args.ending.exit_zero && !is_certain(&report) {
        Exit::Incomplete
    } else {
        Exit::Success
    })
}

/// Whether every call is an operation as it stands, and every requirement is known.
fn is_certain(report: &PlanReport) -> bool {
    let summary = report.summary;
    let plan = report.plans.of(report.recommended_credential.choice);
    summary.corrected + summary.ambiguous + summary.unknown == 0 && plan.unknown.is_empty()
}
