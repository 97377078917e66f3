//! `leastwise plan`: calls in, least grant out.

use std::io::Write as _;

use clap::ArgMatches;

use super::what_if::Questions;
use super::{age, assume, load};
use crate::catalog::Catalog;
use crate::cli::args::{Global, PlanArgs};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::intake::{self, Input, Note};
use crate::matching::{Match, Matcher};
use crate::plan::{Options, plan};
use crate::render::{self, Format, Look};
use crate::report::{Material, PlanReport, attach, plan_report};

/// Reads the calls, makes the plan and writes it.
pub(super) fn run(args: &PlanArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    outputs.iter().try_for_each(|output| fits(args, output.format))?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let report = report(args, global, catalog, age_days)?;
    let look = Look { credential: args.credential.map(Into::into), ..terminal::look(global.verbose) };
    for one in &outputs {
        output::write(one, |out| render::plan(&report, one.format, look, out))?;
    }
    Ok(if args.strict && !args.exit_zero && !is_certain(&report) { Exit::Incomplete } else { Exit::Success })
}

/// Whether what is asked can be written in a format.
pub(super) fn fits(args: &PlanArgs, format: Format) -> Result<(), Complaint> {
    if args.what_if.split && format.is_for_plans() {
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
    let mut options = Options {
        floor: args.evidence.into(),
        manage_implies_read: !args.no_manage_implies_read,
        engine: args.engine.into(),
        assume_all: args.assume_all,
        ..Options::default()
    };
    assume::apply(catalog, &args.assume, &mut options)?;
    let questions = Questions::new(catalog, &args.what_if)?;
    options.forbidden = questions.forbidden.clone();
    let matcher = Matcher::new(catalog);
    let mut reading = intake::read(&inputs(args, global), args.from, &matcher)?;
    if args.with_denied {
        reading.count_denied();
    }
    if !global.quiet {
        say(&reading.notes);
    }
    let calls = reading.calls;
    let mut matches: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let without = questions.leave_out(&matcher, catalog, &mut matches)?;
    let plans = plan(catalog, &matches, &options);
    let mut report = plan_report(&Material {
        catalog,
        age_days,
        calls: &calls,
        matches: &matches,
        plans: &plans,
        options: &options,
        assume: &args.assume,
    });
    attach(catalog, &mut report, questions.answers(catalog, without, (&matches, &plans), &options));
    Ok(report)
}

/// What to read: stdin when nothing is named, with a word to whoever would have to type it.
fn inputs(args: &PlanArgs, global: &Global) -> Vec<Input> {
    let added = args.what_if.with_calls.iter().map(|call| Input::Argument(call.clone()));
    if !args.inputs.is_empty() {
        return args.inputs.iter().map(|argument| Input::from_argument(argument)).chain(added).collect();
    }
    if terminal::stdin_is_typed() && !global.quiet {
        // Whoever does not see this waits; that is no reason to fail.
        let _ =
            writeln!(anstream::stderr(), "paste the list of calls, then press Ctrl-D on a line of its own");
    }
    [Input::Stdin].into_iter().chain(added).collect()
}

/// Says on stderr what is worth a word about the inputs.
fn say(notes: &[Note]) {
    let mut err = anstream::stderr().lock();
    for note in notes {
        let line = note.line.map(|line| format!(", line {line}")).unwrap_or_default();
        // A note that cannot be written is no reason to fail.
        let _ = writeln!(err, "note: `{}`{line}: {}", note.source, note.message);
    }
}

/// Whether every call is an operation as it stands, and every requirement is known.
fn is_certain(report: &PlanReport) -> bool {
    let summary = report.summary;
    let plan = report.plans.of(report.recommended_credential.choice);
    summary.corrected + summary.ambiguous + summary.unknown == 0 && plan.unknown.is_empty()
}
