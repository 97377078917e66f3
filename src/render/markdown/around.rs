//! What stands around the access: what it can do, what it does not cover, what would change it, how to set it up.

use std::io::{self, Write};

use super::Page;
use super::layout::{code, sentence, table};
use crate::model::{Tally, listed, plural};
use crate::render::{account, phrases};
use crate::report::{CallView, NotPossible, PlanView, SufficientView};

impl Page<'_> {
    pub(super) fn around(&self, out: &mut dyn Write) -> io::Result<()> {
        self.drivers(out)?;
        self.not_covered(out)?;
        self.corrected(out)?;
        self.special_cases(out)?;
        self.to_know(out)?;
        setup(self.plan, out)?;
        self.operations(out)
    }

    /// What the recommended access can do beyond the calls.
    pub(super) fn reach(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = self.plan;
        let excess = plan.excess.of(&plan.recommended.choice).effective;
        writeln!(out, "## What it can do beyond these calls\n")?;
        if excess == Tally::default() {
            return if plan.complete {
                writeln!(
                    out,
                    "Nothing, as far as is known: every operation that it reaches is one of the calls.\n"
                )
            } else {
                writeln!(
                    out,
                    "Nothing, as far as is known; what the calls left out would need comes on top.\n"
                )
            };
        }
        let parts = [
            (excess.control, "can change who may do what", "can change who may do what"),
            (excess.write, "can change other data", "can change other data"),
            (excess.read, "reads data", "read data"),
        ];
        let parts = parts.iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<_> = parts
            .map(|(count, one, many)| format!("{count} that {}", if *count == 1 { one } else { many }))
            .collect();
        let total = plural(usize::try_from(excess.total()).unwrap_or(usize::MAX), "more operation");
        let least = if plan.complete { " No smaller access is known to let the calls pass." } else { "" };
        writeln!(out, "{total}: {}.{least}\n", parts.join(", "))
    }

    /// What makes the standard roles as large as they are.
    fn drivers(&self, out: &mut dyn Write) -> io::Result<()> {
        let drivers = self.plan.drivers.iter().filter(|driver| !driver.forces.is_empty());
        let lines = drivers
            .map(|driver| format!("only {}", phrases::driver(self.report, driver, |id| self.endpoint(id))));
        bullets("What makes the standard roles this large", lines, out)
    }

    fn not_covered(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = self.plan;
        let name = |one: &NotPossible| {
            one.call.as_ref().map_or_else(|| self.endpoint(&one.operation), |call| code(call))
        };
        let refused = phrases::refusals(plan, name);
        let refused = refused.into_iter().map(|(what, why)| format!("{what}: {why}"));
        let unknown = plan.unknown.iter().map(|unknown| {
            let works = listed(&unknown.known_to_work);
            format!(
                "{}: {}; only {works} is known to work",
                self.endpoint(&unknown.operation),
                unknown.message
            )
        });
        let assume_all = self.report.assumptions.assume_all;
        let uncertain = self.report.calls.iter().filter(|call| match call.status.as_str() {
            "ambiguous" => !assume_all,
            status => status == "unresolved",
        });
        let uncertain = uncertain.map(|call| {
            let each = call.would_need.iter().map(|one| phrases::would_need(one, code));
            let said: Vec<_> = [why(call).to_owned()].into_iter().chain(each).collect();
            format!("{} ({}): {}", code(&call.text), call.status, said.join("; "))
        });
        let open = account::open(&self.report.inputs, usize::MAX).into_iter();
        bullets("What this does not cover", refused.chain(unknown).chain(uncertain).chain(open), out)
    }

    /// Calls that were not taken as they are written.
    fn corrected(&self, out: &mut dyn Write) -> io::Result<()> {
        let corrected = self.report.calls.iter().filter(|call| call.status == "corrected");
        let lines = corrected.map(|call| {
            let taken = listed(&self.endpoints(&call.operations));
            format!("{} → {taken}: {}", code(&call.text), why(call))
        });
        bullets("Calls that were corrected", lines, out)
    }

    /// What special cases add, and what would be enough in some, where that bears on this access.
    fn special_cases(&self, out: &mut dyn Write) -> io::Result<()> {
        let cases = self.plan.conditional.iter().map(|case| {
            format!("{}, when {}: {}", self.endpoint(&case.operation), case.when, phrases::special_case(case))
        });
        let matters = |one: &&SufficientView| {
            let mut drivers = self.plan.drivers.iter();
            drivers.any(|driver| driver.operations.iter().any(|id| one.operations.contains(id)))
        };
        let enough = self.plan.would_suffice_if.iter().filter(matters);
        let enough =
            enough.map(|one| format!("enough would be {}", phrases::sufficient(one, |id| self.endpoint(id))));
        bullets("Special cases", cases.chain(enough), out)
    }

    fn to_know(&self, out: &mut dyn Write) -> io::Result<()> {
        let caveats = self.plan.caveats.iter();
        let lines = caveats.map(|one| format!("{}{}", sentence(&one.message), self.references(&one.sources)));
        bullets("To know", lines, out)
    }

    fn operations(&self, out: &mut dyn Write) -> io::Result<()> {
        let counted = self.report.operations.iter().filter(|operation| operation.in_plan == Some(true));
        let rows: Vec<_> = counted
            .map(|one| vec![format!("`{} {}`", one.method, one.path), one.id.clone(), one.impact.to_string()])
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "## The operations\n")?;
        table(out, &["Operation", "Id", "At worst"], rows.into_iter())
    }
}

fn why(call: &CallView) -> &str {
    call.diagnosis.as_ref().map(|diagnosis| diagnosis.message.as_str()).unwrap_or_default()
}

/// A section with a list; nothing when the list is empty.
pub(super) fn bullets(
    title: &str,
    lines: impl Iterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for line in lines {
        writeln!(out, "- {line}")?;
    }
    writeln!(out)
}

fn setup(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    if plan.setup.is_empty() {
        return Ok(());
    }
    writeln!(out, "## How to set it up\n")?;
    for (number, step) in plan.setup.iter().enumerate() {
        writeln!(out, "{}. {}", number + 1, sentence(step))?;
    }
    writeln!(out)
}
