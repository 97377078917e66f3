//! An audit as a page: the fleet at a glance, to sort and to filter, and each principal with a picture of its reach.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use askama::Template;

use super::picture::{Bar, Column, Scale};
use super::{LayerRow, Rule, layer_row, rule};
use crate::model::{Impact, Severity, Tally, plural};
use crate::render::VERSION;
use crate::render::audit::{
    about, counts, coverage, facts, kind, notes, numbers, question_mark, rules, saving, short_kind, usage,
    verdict,
};
use crate::render::entry::outcome;
use crate::render::held::{layers, of_log};
use crate::render::markdown::sentence;
use crate::render::pieces::{Piece, pieces};
use crate::report::{ByPrincipal, CatalogView, CheckReport, FindingView, PrincipalView};

/// How many principals the picture of the fleet shows.
const COLUMNS: usize = 200;

/// How many principals a note names.
const NAMED: usize = 5;

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'a> {
    version: &'static str,
    catalog: &'a CatalogView,
    host: String,
    about: String,
    coverage: String,
    outcome: Vec<Piece>,
    /// What a question mark behind a number means, where there is one.
    mark: Option<&'static str>,
    fails: bool,
    columns: Vec<Column<'a>>,
    /// What the filters offer.
    kinds: BTreeSet<&'static str>,
    verdicts: BTreeSet<String>,
    rules: Vec<Rule<'a>>,
    rows: Vec<Row<'a>>,
    general: Vec<Told<'a>>,
    notes: Vec<Note>,
    sections: Sections<'a>,
}

/// A principal in the matrix.
struct Row<'a> {
    rank: usize,
    name: &'a str,
    kind: &'static str,
    seen: String,
    heat: [Cell; 3],
    counts: Vec<(Severity, String)>,
    /// What its findings weigh together, for sorting.
    weight: usize,
    /// The rules of its findings.
    rules: Vec<Traced<'a>>,
}

/// A rule of a principal, with the finding that it leads to.
struct Traced<'a> {
    rule: &'a str,
    fingerprint: &'a str,
}

/// A number of operations, the darker the more.
struct Cell {
    impact: Impact,
    count: u32,
    told: String,
    heat: u32,
}

/// A finding.
struct Told<'a> {
    severity: Severity,
    rule: &'a str,
    fingerprint: &'a str,
    message: Vec<Piece>,
    help: Vec<Piece>,
}

struct Note {
    about: String,
    message: Vec<Piece>,
}

/// The sections of all principals, each made when it is written: those of thousands take much memory.
struct Sections<'a> {
    report: &'a CheckReport,
    found: ByPrincipal<'a>,
    scale: Scale,
}

impl<'a> Sections<'a> {
    fn len(&self) -> usize {
        self.report.principals.len()
    }

    fn iter(&self) -> impl Iterator<Item = Section<'a>> {
        self.report.principals.iter().map(|one| section(self.report, one, &self.found, &self.scale))
    }
}

/// A principal with everything that is told of it.
struct Section<'a> {
    rank: usize,
    name: &'a str,
    kind: &'static str,
    facts: Vec<(&'static str, String)>,
    offer: &'static str,
    layers: Vec<LayerRow>,
    bars: Vec<Bar>,
    caption: String,
    saving: Option<String>,
    unknown: Vec<Vec<Piece>>,
    usage: Vec<String>,
    findings: Vec<Told<'a>>,
    worst: Vec<Operation>,
    more: usize,
}

struct Operation {
    impact: Impact,
    name: String,
}

pub(in crate::render) fn audit(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let found = report.by_principal();
    let scale = Scale::of(report);
    let used: BTreeSet<_> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let org = report.org.as_ref();
    let page = Page {
        version: VERSION,
        catalog: &report.catalog,
        host: org.map(|org| crate::render::audit::host(org).to_owned()).unwrap_or_default(),
        about: org.map(about).unwrap_or_default(),
        coverage: org.map(coverage).unwrap_or_default(),
        outcome: pieces(&outcome(report)),
        mark: question_mark(report),
        fails: report.summary.failing > 0,
        columns: report
            .principals
            .iter()
            .take(COLUMNS)
            .enumerate()
            .map(|(at, one)| scale.column(at, one))
            .collect(),
        kinds: report.principals.iter().filter_map(|one| one.audit.as_ref()).map(short_kind).collect(),
        verdicts: report.principals.iter().map(verdict).collect(),
        rules: report.rules.iter().filter(|rule| used.contains(rule.id.as_str())).map(rule).collect(),
        rows: report.principals.iter().map(|one| row(one, &found, &scale)).collect(),
        general: found.of(None).iter().map(|finding| told(finding)).collect(),
        notes: notes(report).into_iter().map(note).collect(),
        sections: Sections { report, found, scale },
    };
    super::write(&page, out)
}

fn row<'a>(principal: &'a PrincipalView, found: &ByPrincipal<'a>, scale: &Scale) -> Row<'a> {
    const WEIGHTS: [(Severity, usize); 3] =
        [(Severity::Error, 10_000), (Severity::Warning, 100), (Severity::Note, 1)];
    let findings = found.of(Some(&principal.name));
    let counts = counts(findings);
    let weight = |severity| WEIGHTS.iter().find(|(one, _)| *one == severity).map_or(0, |(_, weight)| *weight);
    let first = |rule: &'a str| {
        let finding = findings.iter().find(|finding| finding.rule == rule)?;
        Some(Traced { rule, fingerprint: &finding.fingerprint })
    };
    let rules = rules(findings).into_iter().filter_map(first).collect();
    // What is not known ranks by what it may be.
    let most = principal.audit.as_ref().and_then(|audit| audit.at_most.or(audit.beyond)).unwrap_or_default();
    let numbers = numbers(principal);
    let cell = |impact, told: &str| Cell {
        impact,
        count: of(most, impact),
        told: told.to_owned(),
        heat: scale.heat(impact, most),
    };
    Row {
        rank: rank(principal),
        name: &principal.name,
        kind: principal.audit.as_ref().map(short_kind).unwrap_or_default(),
        seen: verdict(principal),
        heat: [
            cell(Impact::Control, &numbers[0]),
            cell(Impact::Write, &numbers[1]),
            cell(Impact::Read, &numbers[2]),
        ],
        weight: counts.iter().map(|(severity, count)| weight(*severity) * count).sum(),
        counts: counts.iter().map(|(severity, count)| (*severity, plural(*count, severity.name()))).collect(),
        rules,
    }
}

fn rank(principal: &PrincipalView) -> usize {
    principal.audit.as_ref().map_or(0, |audit| audit.rank)
}

/// How many operations of an impact there are.
pub(super) const fn of(tally: Tally, impact: Impact) -> u32 {
    match impact {
        Impact::Control => tally.control,
        Impact::Write => tally.write,
        Impact::Read => tally.read,
    }
}

fn told(finding: &FindingView) -> Told<'_> {
    Told {
        severity: finding.severity,
        rule: &finding.rule,
        fingerprint: &finding.fingerprint,
        message: pieces(&sentence(&finding.message)),
        help: finding.help.as_deref().map(|help| pieces(&sentence(help))).unwrap_or_default(),
    }
}

fn note((message, names): (String, Vec<&str>)) -> Note {
    let about = if names.len() > NAMED {
        let first = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        format!("{first} and {} more", names.len() - NAMED)
    } else {
        names.join(", ")
    };
    Note { about, message: pieces(&sentence(&message)) }
}

fn section<'a>(
    report: &'a CheckReport,
    principal: &'a PrincipalView,
    found: &ByPrincipal<'a>,
    scale: &Scale,
) -> Section<'a> {
    let audit = principal.audit.as_ref();
    let seen = audit.and_then(|audit| audit.usage.as_ref());
    let reach = report.reach.get(&principal.name);
    let by_log = seen.filter(|_| principal.least.is_none()).filter(|seen| seen.least.is_some());
    let held = if let Some(seen) = by_log { of_log(principal, seen) } else { layers(principal) };
    let used: BTreeMap<_, _> =
        seen.iter().flat_map(|seen| &seen.used).map(|one| (one.id.as_str(), one.times)).collect();
    let operations = reach.map(|reach| reach.operations.as_slice()).unwrap_or_default();
    let beyond = operations.iter().filter(|one| !one.asked && !used.contains_key(one.id.as_str()));
    let worst = beyond.map(|one| Operation { impact: one.impact, name: one.id.clone() });
    let total = reach.map_or(0, |reach| reach.effective.total() as usize);
    Section {
        rank: rank(principal),
        name: &principal.name,
        kind: audit.map(kind).unwrap_or_default(),
        facts: facts(principal),
        offer: if by_log.is_some() { "Would do for the log" } else { "Needs at most" },
        layers: held.into_iter().map(layer_row).collect(),
        bars: reach.map(|reach| scale.bars(reach)).unwrap_or_default(),
        caption: reach.map(caption).unwrap_or_default(),
        saving: by_log.and_then(saving),
        unknown: audit
            .iter()
            .flat_map(|audit| audit.unknown.iter().chain(&audit.unseen))
            .map(|text| pieces(&sentence(text)))
            .collect(),
        usage: seen.map(|seen| usage(seen, str::to_owned)).unwrap_or_default(),
        findings: found.of(Some(&principal.name)).iter().copied().map(told).collect(),
        worst: worst.collect(),
        more: total.saturating_sub(operations.len()),
    }
}

fn caption(reach: &crate::report::ReachView) -> String {
    match (reach.scopes, reach.roles) {
        (Some(_), Some(_)) => {
            "In colour what it reaches; above it in grey what its scopes alone, below it what its roles alone would reach."
        }
        (None, Some(_)) => "In colour what it reaches, in grey what its roles reach.",
        (Some(_), None) => "In colour what it would reach with every role, as nothing is known of its roles.",
        (None, None) => "Nothing is known of what it holds.",
    }
    .to_owned()
}
