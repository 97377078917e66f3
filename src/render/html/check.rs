//! A check as a page: findings to filter and to sort, what is held beside what is needed, what can be done with it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use askama::Template;

use super::{LayerRow, Rule, is_web, layer_row, rule};
use crate::model::{Credential, Impact, Severity, Tally, Verdict, plural};
use crate::render::VERSION;
use crate::render::entry::{self, Entry, Standing};
use crate::render::held::layers;
use crate::render::markdown::sentence;
use crate::render::pieces::{Piece, pieces};
use crate::render::place::Places;
use crate::report::{CatalogView, CheckReport, PrincipalView, SourceView};

/// How many of the operations that a principal reaches are listed.
const WORST: usize = 200;

#[derive(Template)]
#[template(path = "check.html")]
struct Page<'a> {
    version: &'static str,
    catalog: &'a CatalogView,
    outcome: Vec<Piece>,
    /// `fails`, `passes` or `unjudged`.
    standing: &'static str,
    rows: Vec<Row<'a>>,
    /// What the filters offer.
    severities: Vec<Severity>,
    principals: BTreeSet<&'a str>,
    rules: Vec<Rule<'a>>,
    notes: Vec<Note<'a>>,
    sections: Vec<Section<'a>>,
    sources: Vec<Source<'a>>,
}

/// A finding.
struct Row<'a> {
    severity: Severity,
    /// Where it stands when the most serious come first.
    rank: usize,
    rule: &'a str,
    principal: &'a str,
    kind: &'a str,
    subject: &'a str,
    message: Vec<Piece>,
    help: Vec<Piece>,
    standing: &'static str,
    excuse: Option<String>,
    evidence: &'static str,
    places: Vec<String>,
    operations: Vec<Operation>,
    operation_count: String,
    /// How many operations are not listed.
    more: usize,
}

impl Row<'_> {
    const fn is_settled(&self) -> bool {
        self.excuse.is_some()
    }
}

struct Operation {
    impact: &'static str,
    name: String,
}

struct Note<'a> {
    principal: &'a str,
    message: Vec<Piece>,
}

/// A principal.
struct Section<'a> {
    name: &'a str,
    credential: Credential,
    layers: Vec<LayerRow>,
    reaches: Option<Tally>,
    beyond: Option<Tally>,
    apis: Vec<(&'a str, Tally)>,
    worst: Vec<Operation>,
    more: usize,
}

struct Source<'a> {
    title: &'a str,
    link: Option<&'a str>,
}

pub(in crate::render) fn check(
    report: &CheckReport,
    places: Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut entries: Vec<_> = entry::all(report).collect();
    entries
        .sort_by_key(|entry| (entry.standing.excuse().is_some(), std::cmp::Reverse(entry.finding.severity)));
    let used: BTreeSet<_> = entries.iter().map(|entry| entry.finding.rule.as_str()).collect();
    let principals = entries.iter().filter_map(|entry| entry.finding.principal.as_deref());
    let page = Page {
        version: VERSION,
        catalog: &report.catalog,
        outcome: pieces(&entry::outcome(report)),
        standing: match report.summary.verdict {
            _ if report.summary.failing > 0 => "fails",
            Some(Verdict::Pass) => "passes",
            _ => "unjudged",
        },
        severities: Severity::ALL.into_iter().rev().collect(),
        principals: principals.collect(),
        rules: report.rules.iter().filter(|rule| used.contains(rule.id.as_str())).map(rule).collect(),
        rows: entries.iter().enumerate().map(|(rank, entry)| row(report, places, rank, entry)).collect(),
        notes: report.notes.iter().map(note).collect(),
        sections: report.principals.iter().map(|principal| section(report, principal)).collect(),
        sources: report.sources.values().map(source).collect(),
    };
    super::write(&page, out)
}

fn row<'a>(report: &CheckReport, places: Places<'_>, rank: usize, entry: &Entry<'a>) -> Row<'a> {
    let finding = entry.finding;
    let standing = match entry.standing {
        Standing::Fails => "new",
        Standing::Told => "told",
        Standing::Known => "known",
        Standing::Allowed(_) => "allowed",
    };
    let places = places.own(finding);
    Row {
        severity: finding.severity,
        rank,
        rule: &finding.rule,
        principal: finding.principal.as_deref().unwrap_or_default(),
        kind: &finding.subject_kind,
        subject: &finding.subject,
        message: said(&finding.message),
        help: finding.help.as_deref().map(said).unwrap_or_default(),
        standing,
        excuse: entry.standing.excuse(),
        evidence: finding.evidence.map_or("", |evidence| evidence.name()),
        places: places.iter().map(|place| format!("{}:{}", place.file, place.line)).collect(),
        operations: finding.operations.iter().map(|id| operation(report, id, None)).collect(),
        operation_count: plural(finding.operation_count, "operation"),
        more: finding.operation_count.saturating_sub(finding.operations.len()),
    }
}

fn said(text: &str) -> Vec<Piece> {
    pieces(&sentence(text))
}

fn operation(report: &CheckReport, id: &str, impact: Option<Impact>) -> Operation {
    let brief = report.operations.get(id);
    let name = brief.map_or_else(|| id.to_owned(), |brief| format!("{} {}", brief.method, brief.path));
    let impact = impact.or(brief.map(|brief| brief.impact));
    Operation { impact: impact.map_or("", Impact::name), name }
}

fn note(note: &crate::report::NoteView) -> Note<'_> {
    Note { principal: note.principal.as_deref().unwrap_or_default(), message: said(&note.message) }
}

fn section<'a>(report: &'a CheckReport, principal: &'a PrincipalView) -> Section<'a> {
    let reach = report.reach.get(&principal.name);
    let beyond: Vec<_> = reach.iter().flat_map(|reach| &reach.operations).filter(|one| !one.asked).collect();
    let apis = reach.iter().flat_map(|reach| &reach.by_api);
    let worst = beyond.iter().take(WORST).map(|one| operation(report, &one.id, Some(one.impact)));
    Section {
        name: &principal.name,
        credential: principal.credential,
        layers: layers(principal).into_iter().map(layer_row).collect(),
        reaches: reach.map(|reach| reach.effective),
        beyond: principal.excess,
        apis: apis.map(|(api, tally)| (api.as_str(), *tally)).collect(),
        worst: worst.collect(),
        more: beyond.len().saturating_sub(WORST),
    }
}

fn source(source: &SourceView) -> Source<'_> {
    Source { title: &source.title, link: source.url.as_deref().filter(|url| is_web(url)) }
}
