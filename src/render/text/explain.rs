//! An explanation as text: what is known of a name, or how each call leads to it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::Page;
use crate::render::{Look, catalog};
use crate::report::{CallChain, ExplainReport, NodeKind, Step};

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
        let mut said: Option<&Step> = None;
        for chain in &call.chains {
            let again = chain.first().is_some_and(|step| Some(step) == said);
            said = chain.first();
            for step in once(chain).skip(usize::from(again)) {
                page.hanging(2, lead(step), &told(step))?;
            }
        }
    }
    let count = match (needed.len(), others.len()) {
        (0, _) => "none of the calls leads to it".to_owned(),
        (_, 0) => "every call leads to it".to_owned(),
        (_, _) => format!(
            "not because of: {}",
            others.iter().map(|call| call.text.as_str()).collect::<Vec<_>>().join("; ")
        ),
    };
    writeln!(page.out)?;
    page.paragraph(0, &count)?;
    let steps = calls.iter().flat_map(|call| call.chains.iter().flatten());
    let cited: BTreeSet<&String> = steps.flat_map(|step| &step.sources).collect();
    let cited = report.sources.iter().filter(|(key, _)| cited.contains(key));
    catalog::sources(cited, &mut page)
}

/// The steps of a chain; a set of one thing and that thing are one step.
fn once(chain: &[Step]) -> impl Iterator<Item = &Step> {
    let next = chain.iter().skip(1).map(Some).chain([None]);
    chain
        .iter()
        .zip(next)
        .filter(|(step, next)| next.is_none_or(|next| next.name != step.name))
        .map(|(step, _)| step)
}

fn place(call: &CallChain) -> String {
    format!("{}:{}  {}", call.source, call.line, call.text)
}

/// How a step is read.
fn lead(step: &Step) -> &'static str {
    match step.relation.as_str() {
        "is" => "is ",
        "any-of" | "all-of" => "needs ",
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
    let word = match step.kind {
        NodeKind::Scope => "the scope ",
        NodeKind::Capability => "the right ",
        NodeKind::Role => "the role ",
        NodeKind::Call | NodeKind::Operation | NodeKind::Alternative | NodeKind::SpecialCase => "",
    };
    let name = format!("{word}{}", step.name);
    if how.is_empty() { name } else { format!("{name} ({})", how.join("; ")) }
}
