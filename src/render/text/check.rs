//! A check for people at a terminal: each principal with its findings, what it can do, and how the check ended.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color, Style};
use indexmap::IndexMap;

use super::answer::list;
use super::layout::{ALERT, Page, QUIET, STRONG};
use super::{mark, short};
use crate::check::rule::UNKNOWN_CALL;
use crate::model::{Severity, plural};
use crate::render::entry::outcome;
use crate::render::held::layers;
use crate::render::{Look, phrases};
use crate::report::{
    AllowedView, CheckReport, FindingView, LeastView, NoteView, OriginView, PrincipalView, ReachView,
};

/// How many of the worst operations are shown.
const WORST: usize = 12;

/// From how many providers of Terraform on each is one line.
const MIN_SUMMARY: usize = 4;

/// How many findings of each kind are shown below the lines of the providers.
const MAX_SHOWN: usize = 60;

/// The style of errors.
const BAD: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));

pub(in crate::render) fn write(report: &CheckReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    page.paragraph(0, &outcome(report))?;
    if is_summary(report, look) {
        summary(report, &mut page)?;
    } else {
        let found = report.by_principal();
        for principal in &report.principals {
            one_principal(report, principal, found.of(Some(&principal.name)), &mut page)?;
        }
    }
    let general: Vec<_> = report.of(None).collect();
    if !general.is_empty() {
        page.heading("The check itself")?;
        findings(&general, |_| true, &mut page)?;
    }
    allowed(&report.allowed, &mut page)?;
    notes(report, &mut page)?;
    mark(&report.catalog, &mut page)
}

/// Whether there are so many providers of Terraform that each is one line.
fn is_summary(report: &CheckReport, look: Look) -> bool {
    report.has_roots && report.principals.len() >= MIN_SUMMARY && !look.verbose
}

/// One line for each principal, and one for each finding that fails the check.
fn summary(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    let names: Vec<_> = report.principals.iter().map(|one| one.name.as_str()).collect();
    let common = phrases::common_folder(&names);
    let below = if common.is_empty() { String::new() } else { format!(" below {common}") };
    page.heading(&format!("Principals{below}"))?;
    let found = report.by_principal();
    let row = |principal: &PrincipalView| {
        let found = found.of(Some(&principal.name));
        let count = |severity: Severity| found.iter().filter(|one| one.severity == severity).count();
        let counts = [
            (count(Severity::Error), "error"),
            (count(Severity::Warning), "warning"),
            (count(Severity::Note), "note"),
        ];
        let counts: Vec<_> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| plural(*count, what)).collect();
        let scopes = |count: Option<usize>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let needed = principal.least.as_ref().and_then(|least| least.scopes.as_ref());
        vec![
            principal.name.strip_prefix(&common).unwrap_or(&principal.name).to_owned(),
            principal.credential.to_string(),
            principal.verdict.map(|verdict| verdict.to_string()).unwrap_or_default(),
            scopes(principal.scopes.as_ref().map(Vec::len)),
            scopes(needed.map(Vec::len)),
            counts.join(", "),
        ]
    };
    let rows: Vec<_> = report.principals.iter().map(row).collect();
    page.table(&["principal", "credential", "verdict", "held", "needed", "findings"], &rows)?;
    page.paragraph(2, "-v shows each in full; name the folder of a root to check it alone")?;
    let of_principals = || report.findings.iter().filter(|one| one.principal.is_some());
    let failing: Vec<_> = of_principals().filter(|one| report.fails(one)).collect();
    if !failing.is_empty() {
        page.heading("What fails the check")?;
        grouped(&failing, &common, page)?;
    }
    let open: Vec<_> =
        of_principals().filter(|one| one.rule == UNKNOWN_CALL.id && !report.fails(one)).collect();
    if !open.is_empty() {
        page.heading("What was not recognized")?;
        grouped(&open, &common, page)?;
    }
    Ok(())
}

/// Findings, each in a few lines; the same of several principals is one.
fn grouped(findings: &[&FindingView], common: &str, page: &mut Page<'_>) -> io::Result<()> {
    let mut groups: IndexMap<(Severity, &str, &str), Vec<&FindingView>> = IndexMap::new();
    for finding in findings {
        groups.entry((finding.severity, &finding.message, &finding.rule)).or_default().push(finding);
    }
    for ((severity, message, rule), group) in groups.iter().take(MAX_SHOWN) {
        let style = if *severity == Severity::Error { BAD } else { ALERT };
        let names = group.iter().filter_map(|one| one.principal.as_deref());
        let names: Vec<_> = names.map(|name| name.strip_prefix(common).unwrap_or(name)).collect();
        let places: Vec<_> = group.iter().filter_map(|one| one.origins.first()).map(place).collect();
        let at = places.first().map(|first| match places.len() - 1 {
            0 => format!(" at {first}"),
            more => format!(" at {first} and {}", plural(more, "more place")),
        });
        let text = format!("{}: {message} [{rule}]{}", first_of(&names), at.unwrap_or_default());
        page.styled(2, &format!("{severity:8} "), &text, style)?;
    }
    match groups.len().saturating_sub(MAX_SHOWN) {
        0 => Ok(()),
        more => page.paragraph(2, &format!("{}; -v shows all", plural(more, "more finding"))),
    }
}

/// The first of some names, and how many more there are.
fn first_of(names: &[&str]) -> String {
    const MAX_NAMED: usize = 3;
    let shown = names.get(..MAX_NAMED).filter(|_| names.len() > MAX_NAMED + 1).unwrap_or(names).join(", ");
    match names.len().saturating_sub(MAX_NAMED) {
        more if more > 1 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

fn one_principal(
    report: &CheckReport,
    principal: &PrincipalView,
    found: &[&FindingView],
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.heading(&format!("{} ({})", principal.name, principal.credential))?;
    let verdicts = layers(principal).into_iter().filter_map(|layer| Some((layer.name, layer.verdict?)));
    let verdicts: Vec<_> = verdicts.map(|(name, verdict)| format!("{name}: {verdict}")).collect();
    if !verdicts.is_empty() {
        list(page, "verdict", &verdicts)?;
    }
    list(page, "holds", &holds(principal))?;
    if let Some(least) = &principal.least {
        list(page, "needs", &needs(least))?;
    }
    let reach = report.reach.get(&principal.name);
    if let Some(reach) = reach {
        list(page, "reaches", &reaches(principal, reach))?;
    }
    if !found.is_empty() {
        writeln!(page.out)?;
        findings(found, |_| true, page)?;
    }
    match reach {
        Some(reach) if principal.calls.is_none() || page.look.verbose => worst(reach, page),
        _ => Ok(()),
    }
}

pub(super) fn holds(principal: &PrincipalView) -> Vec<String> {
    let scopes = principal.scopes.as_ref().map(|scopes| {
        let mut names: Vec<_> = scopes.iter().map(|scope| scope.name.as_str()).collect();
        names.dedup();
        if names.is_empty() { "no scope".to_owned() } else { names.join(", ") }
    });
    let roles = principal.roles.as_ref().map(|roles| {
        let names: Vec<_> = roles.iter().map(phrases::held_role).collect();
        if names.is_empty() { "no admin role".to_owned() } else { names.join(", ") }
    });
    let lines: Vec<_> = scopes.into_iter().chain(roles).collect();
    if lines.is_empty() { vec!["nothing that was told".to_owned()] } else { lines }
}

pub(super) fn needs(least: &LeastView) -> Vec<String> {
    let scopes = least.scopes.as_ref().map(|scopes| {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name.as_str()).collect();
        if names.is_empty() { "no scope".to_owned() } else { names.join(", ") }
    });
    let custom = least.custom_role.iter().map(|custom| {
        let names: Vec<_> = custom.permissions.iter().map(|one| one.name.as_str()).collect();
        format!("a custom role on {} with {}", custom.resource_set, names.join(", "))
    });
    let roles: Vec<_> = custom.chain(least.standard_roles.iter().map(phrases::role)).collect();
    let roles = if roles.is_empty() { "no admin role".to_owned() } else { roles.join(", and beside it ") };
    scopes.into_iter().chain([roles]).collect()
}

pub(super) fn reaches(principal: &PrincipalView, reach: &ReachView) -> Vec<String> {
    let mut lines = vec![match principal.excess {
        Some(excess) if excess.total() == 0 => "nothing beyond its calls".to_owned(),
        Some(excess) => format!("{excess} beyond its calls"),
        None => reach.effective.to_string(),
    }];
    if let (Some(scopes), Some(roles)) = (reach.scopes, reach.roles) {
        lines.push(format!("by its scopes alone {scopes}; by its roles alone {roles}"));
    }
    let apis: Vec<_> = reach.by_api.iter().map(|(api, tally)| format!("{api} {}", tally.total())).collect();
    if principal.excess.is_none() && apis.len() > 1 {
        lines.push(format!("by API: {}", apis.join(", ")));
    }
    lines
}

/// Writes findings, and what to do about those for which that is wanted here.
pub(super) fn findings(
    found: &[&FindingView],
    with_help: impl Fn(&FindingView) -> bool,
    page: &mut Page<'_>,
) -> io::Result<()> {
    for finding in found {
        let style = match finding.severity {
            Severity::Error => BAD,
            Severity::Warning => ALERT,
            Severity::Note => QUIET,
        };
        let known = if finding.known { " (in the baseline)" } else { "" };
        let mark = format!("{:8} ", finding.severity);
        page.styled(2, &mark, &format!("{} [{}]{known}", finding.message, finding.rule), style)?;
        if let Some(help) = finding.help.as_ref().filter(|_| with_help(finding)) {
            page.field(11, "help: ", help)?;
        }
        let mut besides = Vec::new();
        if !finding.origins.is_empty() {
            besides.push(format!("at {}", finding.origins.iter().map(place).collect::<Vec<_>>().join(", ")));
        }
        if page.look.verbose {
            besides.extend(finding.evidence.map(|evidence| format!("evidence {evidence}")));
            besides.push(format!("fingerprint {}", finding.fingerprint));
        }
        if !besides.is_empty() {
            page.styled(11, "", &besides.join(" · "), QUIET)?;
        }
    }
    Ok(())
}

fn place(origin: &OriginView) -> String {
    let OriginView { file, line, column } = origin;
    format!("{file}:{line}:{column}")
}

fn worst(reach: &ReachView, page: &mut Page<'_>) -> io::Result<()> {
    if reach.operations.is_empty() {
        return Ok(());
    }
    page.heading("The worst that it can do")?;
    let most = if page.look.verbose { usize::MAX } else { WORST };
    let rows: Vec<_> = reach
        .operations
        .iter()
        .take(most)
        .map(|one| vec![one.impact.to_string(), short(&one.id).to_owned()])
        .collect();
    page.table(&["impact", "operation"], &rows)?;
    match reach.operations.len().saturating_sub(most) {
        0 => Ok(()),
        more => page.paragraph(2, &format!("{}; -v shows all", plural(more, "more operation"))),
    }
}

fn allowed(entries: &[AllowedView], page: &mut Page<'_>) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    page.heading("Allowed")?;
    for one in entries {
        let owner = one.owner.as_ref().map(|owner| format!(", {owner}")).unwrap_or_default();
        let until = one.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
        let text = format!("{} [{}]: {}{owner}{until}", one.finding.subject, one.finding.rule, one.reason);
        page.styled(2, "- ", &text, STRONG)?;
    }
    Ok(())
}

fn notes(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    if report.notes.is_empty() {
        return Ok(());
    }
    page.heading("To know")?;
    // The same of several principals is said once.
    let mut groups: IndexMap<(&str, &str), Vec<Option<&str>>> = IndexMap::new();
    for NoteView { code, message, principal, .. } in &report.notes {
        groups.entry((message, code)).or_default().push(principal.as_deref());
    }
    let several = report.principals.len() > 1;
    for ((message, code), principals) in groups {
        let text = match &principals[..] {
            [Some(name)] if several => format!("{name}: {message} [{code}]"),
            [_] => format!("{message} [{code}]"),
            all => format!("{message} ({}) [{code}]", plural(all.len(), "principal")),
        };
        page.styled(2, "- ", &text, STRONG)?;
    }
    Ok(())
}
