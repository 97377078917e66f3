//! The case folders under `tests/cases`: one small input each, with what is expected of the program.
//!
//! A case is a `case.toml` and its input files. Each `[[run]]` is one command in a copy of the folder; the fields say what
//! its exit code, its JSON and its text must be. `kind` tells why the case is kept, and nothing depends on it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ran, leastwise, ran};
use crate::support::project;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[expect(dead_code, reason = "for readers of the case")]
    why: String,
    #[expect(dead_code, reason = "for readers of the case")]
    kind: String,
    run: Vec<Run>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    args: Vec<String>,
    stdin: Option<String>,
    #[serde(flatten)]
    expected: Expected,
    #[serde(default)]
    either: Vec<Expected>,
}

/// What a run must show; a field that is left out expects nothing.
#[derive(Debug, Default, Deserialize)]
struct Expected {
    exit: Option<Vec<i32>>,
    operations: Option<BTreeSet<String>>,
    must_not: Option<BTreeSet<String>>,
    scopes: Option<BTreeSet<String>>,
    permissions: Option<BTreeSet<String>>,
    complete: Option<bool>,
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    no_findings: Vec<String>,
    named: Option<BTreeSet<String>>,
    used: Option<BTreeSet<String>>,
    #[serde(default)]
    distinct: Vec<String>,
    #[serde(default)]
    json: std::collections::BTreeMap<String, Value>,
    #[serde(default)]
    output_has: Vec<String>,
    #[serde(default)]
    output_lacks: Vec<String>,
    /// Limits are not asserted here: machines differ.
    #[serde(rename = "max_seconds")]
    _max_seconds: Option<f64>,
    #[serde(rename = "max_memory_mb")]
    _max_memory_mb: Option<f64>,
}

/// Runs every case of an area.
#[track_caller]
fn area(name: &str) {
    let folder = project().join("tests/cases").join(name);
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    let failed: Vec<String> = cases.iter().flat_map(|case| failures(case)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn lists_and_pages_are_read_as_people_write_them() {
    area("reading");
}

#[test]
fn programs_give_the_calls_that_they_make() {
    area("code");
}

#[test]
fn terraform_is_read_as_terraform_reads_it() {
    area("terraform");
}

#[test]
fn an_audit_overlooks_nobody() {
    area("audit");
}

#[test]
fn a_green_gate_means_judged() {
    area("gate");
}

#[test]
fn no_secret_is_shown() {
    area("secrets");
}

#[cfg(unix)]
#[test]
fn hostile_inputs_are_read_within_bounds() {
    area("robustness");
}

#[test]
fn logs_tell_who_acted() {
    area("logs");
}

#[test]
fn audits_overlook_nobody() {
    area("audit");
}

fn failures(case: &Path) -> Vec<String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(case.join("case.toml")).unwrap();
    let spec: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let copy = TempDir::new().unwrap();
    copy_folder(case, copy.path());
    let mut found = Vec::new();
    for run in &spec.run {
        let arguments: Vec<&str> = run.args.iter().map(String::as_str).collect();
        let mut command = leastwise(copy.path(), &arguments);
        command.env("HOME", copy.path()).env("COLUMNS", "200");
        if let Some(stdin) = &run.stdin {
            command.write_stdin(fs::read(copy.path().join(stdin)).unwrap());
        }
        let ran = ran(command);
        let mut reasons = run.expected.against(&ran);
        let tried: Vec<_> = run.either.iter().map(|either| either.against(&ran)).collect();
        if !tried.is_empty() && tried.iter().all(|reasons| !reasons.is_empty()) {
            reasons.push(tried.concat().join("; or: "));
        }
        found.extend(reasons.iter().map(|reason| format!("{name}: {}: {reason}", run.args.join(" "))));
    }
    found
}

/// Copies the input files; names with `dot-` stand for hidden ones, which tools would pass over here.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let target = match name.as_str() {
            "case.toml" => continue,
            "dot-terraform" => to.join(".terraform"),
            "dot-okta" => to.join(".okta"),
            name => to.join(name),
        };
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Expected {
    /// What a run shows otherwise than expected.
    fn against(&self, ran: &Ran) -> Vec<String> {
        let mut found = Vec::new();
        if self.exit.as_ref().is_some_and(|exit| !exit.contains(&ran.code)) {
            found.push(format!("exit {}, expected {:?}; {}", ran.code, self.exit, ran.err));
        }
        // No answer at all: nothing is counted, granted or found.
        let report: Value = serde_json::from_str(&ran.out).unwrap_or(Value::Null);
        let plans = plans(&report);
        found.extend(differs("operations", self.operations.as_ref(), &counted(&report)));
        if let Some(wrong) = &self.must_not {
            let wrong: Vec<_> = counted(&report).intersection(wrong).cloned().collect();
            found.extend((!wrong.is_empty()).then(|| format!("counted: {wrong:?}")));
        }
        let names = |path: &str| -> BTreeSet<String> {
            plans
                .iter()
                .flat_map(|plan| at(plan, path))
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect()
        };
        found.extend(differs("scopes", self.scopes.as_ref(), &names("scopes.*.name")));
        found.extend(differs(
            "permissions",
            self.permissions.as_ref(),
            &names("custom_role.permissions.*.name"),
        ));
        if let Some(complete) = self.complete {
            let shown = !plans.is_empty() && plans.iter().all(|plan| plan["complete"] == true);
            found.extend((shown != complete).then(|| format!("complete is {shown}")));
        }
        found.extend(self.about_findings(&report));
        for (path, expected) in &self.json {
            let shown = at(&report, path);
            if shown != [expected.clone()] {
                found.push(format!("{path} is {shown:?}, expected {expected}"));
            }
        }
        for path in &self.distinct {
            let values: Vec<String> = at(&report, path).iter().map(ToString::to_string).collect();
            let different: BTreeSet<_> = values.iter().collect();
            found.extend((different.len() != values.len()).then(|| format!("{path} has one value twice")));
        }
        let output = format!("{}\n{}", ran.out, ran.err).to_lowercase();
        let has = |text: &&String| output.contains(&text.to_lowercase());
        found.extend(self.output_has.iter().filter(|text| !has(text)).map(|text| format!("lacks `{text}`")));
        found.extend(self.output_lacks.iter().filter(has).map(|text| format!("has `{text}`")));
        found
    }

    fn about_findings(&self, report: &Value) -> Vec<String> {
        let is = |finding: &Value, wanted: &str| {
            let (rule, subject) = wanted.split_once(' ').unwrap_or((wanted, ""));
            finding["rule"] == rule && (subject.is_empty() || finding["subject"] == subject)
        };
        let findings = at(report, "findings.*");
        let any = |wanted: &&String| findings.iter().any(|finding| is(finding, wanted));
        let mut found: Vec<String> = self
            .findings
            .iter()
            .filter(|wanted| !any(wanted))
            .map(|one| format!("no finding `{one}`"))
            .collect();
        found.extend(self.no_findings.iter().filter(any).map(|one| format!("finding `{one}`")));
        if let Some(named) = &self.named {
            let shown = short_names(&at(report, "findings.*.operations.*"));
            found.extend(named.difference(&shown).map(|name| format!("no finding names {name}")));
        }
        if self.used.is_some() {
            let shown = short_names(&at(report, "principals.*.audit.usage.used.*.id"));
            found.extend(differs("used", self.used.as_ref(), &shown));
        }
        found
    }
}

fn differs(name: &str, expected: Option<&BTreeSet<String>>, shown: &BTreeSet<String>) -> Option<String> {
    let expected = expected.filter(|expected| *expected != shown)?;
    Some(format!("{name}: {shown:?}, expected {expected:?}"))
}

/// The short ids of the operations of calls that count.
fn counted(report: &Value) -> BTreeSet<String> {
    let mut calls = at(report, "calls.*");
    if calls.is_empty() {
        calls = below(&report["terraform"], "calls").into_iter().flat_map(|calls| at(&calls, "*")).collect();
    }
    let counts = |call: &&Value| matches!(call["status"].as_str(), Some("matched" | "corrected"));
    let ids: Vec<Value> = calls.iter().filter(counts).flat_map(|call| at(call, "operations.*")).collect();
    short_names(&ids)
}

/// The plan for a service app; where it grants nothing, also those of the Terraform roots.
fn plans(report: &Value) -> Vec<Value> {
    let plan = &report["plans"]["service_app"];
    let mut plans: Vec<Value> = plan.is_object().then(|| plan.clone()).into_iter().collect();
    if plan["scopes"].as_array().is_none_or(Vec::is_empty) {
        let roots = |name: &str| {
            below(&report["terraform"], name).into_iter().map(|found| found["service_app"].clone())
        };
        let found: Vec<Value> = roots("plans").filter(Value::is_object).collect();
        let found = if found.is_empty() { roots("apply").filter(Value::is_object).collect() } else { found };
        plans.extend(found);
    }
    plans
}

fn short_names(ids: &[Value]) -> BTreeSet<String> {
    let short =
        |id: &Value| id.as_str().map(|id| id.split_once(':').map_or(id, |(_, short)| short).to_owned());
    ids.iter().filter_map(short).collect()
}

/// Every value under a key, at any depth.
fn below(value: &Value, key: &str) -> Vec<Value> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| if name == key { vec![member.clone()] } else { below(member, key) })
            .collect(),
        Value::Array(items) => items.iter().flat_map(|item| below(item, key)).collect(),
        _ => Vec::new(),
    }
}

/// The values that a dotted path leads to; `*` stands for every element, `key=value` for the elements that have it.
fn at(value: &Value, path: &str) -> Vec<Value> {
    let mut values = vec![value.clone()];
    for step in steps(path) {
        let next = |value: &Value| -> Vec<Value> {
            match (value, step.split_once('=')) {
                (Value::Array(items), _) if step == "*" => items.clone(),
                (Value::Object(members), _) if step == "*" => members.values().cloned().collect(),
                (Value::Array(items), Some((key, wanted))) => {
                    items.iter().filter(|item| item[key] == wanted.trim_matches('"')).cloned().collect()
                }
                (Value::Array(items), None) => {
                    step.parse::<usize>().ok().and_then(|at| items.get(at)).cloned().into_iter().collect()
                }
                (Value::Object(members), _) => members.get(step.as_str()).cloned().into_iter().collect(),
                _ => Vec::new(),
            }
        };
        values = values.iter().flat_map(next).collect();
    }
    values
}

/// The steps of a path: dots part them, but not those in quotes.
fn steps(path: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    let mut quoted = false;
    for c in path.chars() {
        quoted ^= c == '"';
        if c == '.' && !quoted {
            steps.push(String::new());
        } else if let Some(step) = steps.last_mut() {
            step.push(c);
        }
    }
    steps
}
