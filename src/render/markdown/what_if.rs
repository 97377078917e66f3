//! What was asked beyond the calls as they stand, and its answers.

use std::io::{self, Write};

use super::Page;
use super::layout::{code, sentence, table};
use crate::model::{Credential, plural};
use crate::render::phrases;
use crate::report::{GivenRoles, Half, Split};

impl Page<'_> {
    pub(super) fn what_if(&self, credential: Credential, out: &mut dyn Write) -> io::Result<()> {
        let Some(what_if) = &self.report.what_if else { return Ok(()) };
        let changes = phrases::changes(what_if);
        if !changes.is_empty() {
            writeln!(out, "The question behind this page changes the calls or the grant:\n")?;
            changes.iter().try_for_each(|line| writeln!(out, "- {line}"))?;
            writeln!(out)?;
        }
        if let Some(given) = &what_if.roles {
            self.given(given, credential, out)?;
        }
        if let Some(split) = &what_if.split {
            self.split(split, credential, out)?;
        }
        Ok(())
    }

    fn given(&self, given: &GivenRoles, credential: Credential, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "## {}\n", phrases::given_title(given))?;
        writeln!(out, "{}\n", sentence(&phrases::given_counts(given, credential)))?;
        let rows = given.of(credential).iter().map(|one| {
            let call = one.call.as_ref().map_or_else(|| self.endpoint(&one.operation), |call| code(call));
            let evidence = one.evidence.map(|known| known.to_string()).unwrap_or_default();
            vec![one.answer.clone(), call, one.reason.clone(), evidence]
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        table(out, &["Passes", "Call", "Why", "Evidence"], rows.into_iter())
    }

    fn split(&self, split: &Split, credential: Credential, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "## Split into a reading and a writing part\n")?;
        let row = |title: &str, half: &Half| {
            let plan = half.plans.of(credential);
            let scopes = plan.scopes.iter().flatten().map(|scope| code(&scope.name)).collect::<Vec<_>>();
            let excess = phrases::tally(phrases::effective(plan));
            let failing = plan.not_possible.len() + plan.unknown.len();
            let failing = if failing == 0 { "none".to_owned() } else { plural(failing, "operation") };
            let calls = plural(half.operations.len(), "operation");
            vec![title.to_owned(), calls, scopes.join("<br>"), phrases::chosen_roles(plan), excess, failing]
        };
        let rows = [row("reading", &split.reading), row("writing", &split.writing)];
        let head = ["Part", "Calls", "OAuth scopes", "Admin role", "Reaches beyond its calls", "Not covered"];
        table(out, &head, rows.into_iter())?;
        let whole = phrases::tally(phrases::effective(self.plan));
        writeln!(out, "One credential for both reaches {whole} beyond all the calls.\n")
    }
}
