//! `leastwise plan`: calls in, least grant out.

use std::io::Write as _;

use clap::ArgMatches;

use super::{age, assume, load};
use crate::cli::args::{Global, PlanArgs};
use crate::cli::complaint::Complaints;
use crate::cli::{Exit, output, terminal};
use crate::intake::{self, Input};
use crate::matching::{Match, Matcher};
use crate::plan::{Options, plan};
use crate::render::{self, Format, Look};
use crate::report::{Material, PlanReport, plan_report};

/// What a plan is written as.
const FORMATS: [Format; 5] = [Format::Text, Format::Json, Format::Markdown, Format::Dot, Format::Mermaid];

/// Reads the calls, makes the plan and writes it.
pub(super) fn run(args: &PlanArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches, &FORMATS)?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let mut options = Options {
        floor: args.evidence.into(),
        manage_implies_read: !args.no_manage_implies_read,
        engine: args.engine.into(),
        assume_all: args.assume_all,
        ..Options::default()
    };
    assume::apply(catalog, &args.assume, &mut options)?;
    let matcher = Matcher::new(catalog);
    let calls = intake::read(&inputs(args, global), &matcher)?;
    let matches: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let plans = plan(catalog, &matches, &options);
    let report = plan_report(&Material {
        catalog,
        age_days,
        calls: &calls,
        matches: &matches,
        plans: &plans,
        options: &options,
        assume: &args.assume,
    });
    let look = Look { credential: args.credential.map(Into::into), ..terminal::look(global.verbose) };
    for one in &outputs {
        output::write(one, |out| render::plan(&report, one.format, look, out))?;
    }
    Ok(if args.strict && !args.exit_zero && !is_certain(&report) { Exit::Incomplete } else { Exit::Success })
}

/// What to read: stdin when nothing is named, with a word to whoever would have to type it.
fn inputs(args: &PlanArgs, global: &Global) -> Vec<Input> {
    if !args.inputs.is_empty() {
        return args.inputs.iter().map(|argument| Input::from_argument(argument)).collect();
    }
    if terminal::stdin_is_typed() && !global.quiet {
        // Whoever does not see this waits; that is no reason to fail.
        let _ =
            writeln!(anstream::stderr(), "paste the list of calls, then press Ctrl-D on a line of its own");
    }
    vec![Input::Stdin]
}

/// Whether every call is an operation as it stands, and every requirement is known.
fn is_certain(report: &PlanReport) -> bool {
    let summary = report.summary;
    let plan = report.plans.of(report.recommended_credential.choice);
    summary.corrected + summary.ambiguous + summary.unknown == 0 && plan.unknown.is_empty()
}
