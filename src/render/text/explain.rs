//! An explanation as text: what is known of a name, or how each call leads to it.

use std::io::{self, Write};

use super::Page;
use crate::render::{Look, catalog};
use crate::report::{CallChain, ExplainReport, Step};

pub(in crate::render) fn explain(report: &ExplainReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if let Some(understood) = &report.understood {
        Page { out, look }.paragraph(0, understood)?;
        writeln!(out)?;
    }
    let Some(calls) = &report.calls else {
        for (position, entry) in report.entries.iter().enumerate() {
            if position > 0 {
                writeln!(out)?;
            }
            catalog::entry(entry, look, out)?;
        }
        return Ok(());
    };
    let mut page = Page { out, look };
    for entry in &report.entries {
        page.styled(0, &format!("{}  ", entry.name), &entry.title, anstyle::Style::new().bold())?;
    }
    let (needed, others): (Vec<_>, Vec<_>) = calls.iter().partition(|call| !call.chains.is_empty());
    for call in &needed {
        page.heading(&place(call))?;
        for chain in &call.chains {
            chain.iter().try_for_each(|step| page.hanging(2, lead(step), &told(step)))?;
        }
    }
    let count = match (needed.len(), others.len()) {
        (0, _) => "none of the calls leads to it".to_owned(),
        (_, 0) => "every call leads to it".to_owned(),
        (_, _) => format!("not because of: {}", others.iter().map(|call| call.text.as_str()).collect::<Vec<_>>().join("; ")),
    };
    page.paragraph(0, &format!("\n{count}"))?;
    catalog::sources(&report.sources, &mut page)
}

fn place(call: &CallChain) -> String {
    format!("{}:{}  {}", call.source, call.line, call.text)
}

/// How a step is read.
fn lead(step: &Step) -> &'static str {
    match step.relation.as_str() {
        "is" => "is ",
        "any-of" => "needs ",
        "all-of" => "of which ",
        "in-case" => "in the case ",
        "contained-in" => "contained in ",
        "held-by" => "held by ",
        _ => "works with ",
    }
}

fn told(step: &Step) -> String {
    let how: Vec<_> = step
        .evidence
        .iter()
        .map(ToString::to_string)
        .chain(step.limit.clone())
        .chain((!step.sources.is_empty()).then(|| step.sources.join(", ")))
        .collect();
    if how.is_empty() { step.name.clone() } else { format!("{} ({})", step.name, how.join("; ")) }
}
