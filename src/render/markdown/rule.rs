//! The page of a finding rule.

use std::io::{self, Write};

use crate::model::Severity;
use crate::report::RuleView;

pub(in crate::render) fn write(rule: &RuleView, out: &mut dyn Write) -> io::Result<()> {
    let allowable = if rule.allowable {
        "An `allow` entry in `leastwise.yaml` can cover it, with a reason."
    } else {
        "It cannot be allowed."
    };
    let fails = match rule.severity {
        Severity::Note => "It does not fail a check unless `--fail-on note` says so.",
        _ => "It fails a check.",
    };
    writeln!(out, "# {}\n", rule.id)?;
    writeln!(
        out,
        "{}. Severity: **{}**, or milder where this page says so. {fails} {allowable}\n",
        rule.title, rule.severity
    )?;
    writeln!(out, "## What it means\n\n{}\n", rule.explanation)?;
    writeln!(out, "## What to do\n\n{}", rule.fix)
}
