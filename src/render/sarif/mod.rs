//! SARIF 2.1.0: for code scanning and whatever else collects findings of many tools.

mod log;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;

use super::entry::{self, Entry};
use super::place::{Place, Places};
use super::{VERSION, json, project, visible};
use crate::model::Severity;
use crate::report::{CheckReport, NoteView, PrincipalView, RuleView};
use log::{
    ArtifactLocation, Configuration, Descriptor, Driver, Help, Invocation, Location, Log, LogicalLocation,
    Message, Notification, PhysicalLocation, Region, Result, Rule, RuleProperties, Run, Suppression, Tool,
};

/// The schema that the output validates against.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn write(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "leastwise",
                semantic_version: VERSION,
                information_uri: project(),
                rules: report.rules.iter().map(rule).collect(),
            },
        },
        invocations: [Invocation {
            execution_successful: entry::not_checked(report).next().is_none(),
            tool_execution_notifications: unjudged(report)
                .chain(report.notes.iter().map(notification))
                .collect(),
        }],
        column_kind: "unicodeCodePoints",
        results: entry::all(report).map(|entry| result(report, places, &entry)).collect(),
        properties: json!({
            "catalog": report.catalog,
            "assumptions": report.assumptions,
            "summary": report.summary,
            "verdicts": verdicts(report),
        }),
    };
    json::write(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, out)
}

fn rule(rule: &RuleView) -> Rule {
    let RuleView { id, severity, title, explanation, fix, page, .. } = rule;
    Rule {
        id: id.clone(),
        short_description: message(title),
        full_description: message(explanation),
        help: Help {
            text: format!("{explanation}\n\n{fix}"),
            markdown: format!("{explanation}\n\n**What to do:** {fix}"),
        },
        help_uri: page_uri(page),
        default_configuration: Configuration { level: level(*severity) },
        properties: RuleProperties {
            tags: ["security"],
            security_severity: security_severity(id, *severity),
        },
    }
}

/// The page of a rule on the web: in the repository where there is one, else in the package as docs.rs shows it.
fn page_uri(page: &str) -> String {
    project().map_or_else(
        || format!("https://docs.rs/crate/{}/{VERSION}/source/{page}", env!("CARGO_PKG_NAME")),
        |project| format!("{project}/blob/v{VERSION}/{page}"),
    )
}

/// How dangerous the findings of a rule are: critical above 9, high from 7, medium from 4, low below.
///
/// What is missing or not known makes calls fail and nothing less safe: it is low, however severe its findings are.
fn security_severity(rule: &str, severity: Severity) -> &'static str {
    match rule {
        "public-client-super-admin" => "9.5",
        "super-admin" => "9.1",
        "token-owner-over-privileged" | "denied-grant" => "8.5",
        "new-access" | "escalation" => "8.0",
        "excess-role" => "7.5",
        "client-unauthenticated" => "9.0",
        "token-unrestricted-network" => "7.0",
        "client-secret" => "6.0",
        "excess-scope" | "excess-permission" | "read-suffices" => "6.5",
        "token-owner-inactive" | "token-unused" | "app-without-role" | "old-key" => "5.5",
        "expired-allowance" => "5.0",
        "unknown-scope" | "unknown-permission" | "unknown-role" => "4.0",
        "missing-scope"
        | "missing-role"
        | "missing-permission"
        | "unsupported-credential"
        | "scope-needs-user"
        | "permission-used-as-scope" => "3.0",
        _ => match severity {
            Severity::Error => "7.0",
            Severity::Warning => "2.5",
            Severity::Note => "1.0",
        },
    }
}

/// A notification for each layer of a principal that must be judged and was not.
fn unjudged(report: &CheckReport) -> impl Iterator<Item = Notification> {
    report.principals.iter().flat_map(|principal| {
        entry::not_judged(report, principal).map(|(layer, reason)| Notification {
            descriptor: Descriptor { id: "not-judged".to_owned() },
            level: level(Severity::Warning),
            message: message(&format!("{layer} of {} not judged: {reason}.", principal.name)),
        })
    })
}

/// How the check of each principal ends.
fn verdicts(report: &CheckReport) -> BTreeMap<&str, serde_json::Value> {
    let judged = report.principals.iter().filter(|principal| principal.verdict.is_some());
    let verdict = |one: &PrincipalView| json!({"verdict": one.verdict, "layers": one.layers});
    judged.map(|one| (one.name.as_str(), verdict(one))).collect()
}

fn notification(note: &NoteView) -> Notification {
    let about = note.principal.as_ref().filter(|_| note.is_unseen());
    let about = about.map(|name| format!("{name}: ")).unwrap_or_default();
    Notification {
        descriptor: Descriptor { id: note.code.clone() },
        level: level(if note.is_unseen() { Severity::Warning } else { Severity::Note }),
        message: message(&format!("{about}{}", note.message)),
    }
}

fn result(report: &CheckReport, places: Places<'_>, entry: &Entry<'_>) -> Result {
    let finding = entry.finding;
    let suppression = |justification| Suppression { kind: "external", status: "accepted", justification };
    Result {
        rule_id: finding.rule.clone(),
        rule_index: report.rules.iter().position(|rule| rule.id == finding.rule),
        level: level(finding.severity),
        message: message(&text(report, entry)),
        locations: [Location {
            logical_locations: places.argument(finding).as_deref().map(argument).into_iter().collect(),
            ..location(&places.one(finding))
        }],
        related_locations: places.own(finding).iter().skip(1).map(location).collect(),
        // Code scanning on GitHub looks at the second of them only, and would make one out of two findings that stand
        // on the same line.
        partial_fingerprints: BTreeMap::from([
            ("leastwise/v1", finding.fingerprint.clone()),
            ("primaryLocationLineHash", finding.fingerprint.clone()),
        ]),
        suppressions: entry.standing.excuse().map(suppression).into_iter().collect(),
        properties: json!({
            "principal": finding.principal,
            "subject": finding.subject,
            "subjectKind": finding.subject_kind,
            "evidence": finding.evidence,
            "operations": finding.operations,
            "operationCount": finding.operation_count,
            "sources": finding.sources,
            "doubted": finding.doubted,
            "inFile": !places.own(finding).is_empty(),
        }),
    }
}

/// What is wrong and what to do, behind the principal where there are several.
fn text(report: &CheckReport, entry: &Entry<'_>) -> String {
    let is_named = report.org.is_some() || report.principals.len() > 1;
    let principal = entry.finding.principal.as_ref().filter(|_| is_named);
    format!("{}{}", principal.map(|name| format!("{name}: ")).unwrap_or_default(), entry.text())
}

/// A text that has no links: what stands in brackets before a parenthesis would be one.
fn message(text: &str) -> Message {
    Message { text: visible::page(text).replace("](", "] (") }
}

fn location(place: &Place) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: place.uri() },
            region: Region { start_line: place.line, start_column: place.column },
        },
        logical_locations: Vec::new(),
    }
}

/// What was typed instead of standing in a file.
fn argument(text: &str) -> LogicalLocation {
    LogicalLocation { fully_qualified_name: visible::line(text).into_owned(), kind: "parameter" }
}

/// The name of a severity in SARIF.
const fn level(severity: Severity) -> &'static str {
    severity.name()
}
