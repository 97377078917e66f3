//! Every type: a block with nothing in it calls what the data says, read from the YAML and not by the program.

use std::collections::{BTreeMap, BTreeSet};

use leastwise::catalog::tables::Target;
use leastwise::model::{BlockKind, Phase};
use leastwise::report::terraform::kind_report;
use serde_json::Value;

use super::{called, files, planned, reading};
use crate::support::{catalog, data, project};

/// A file of a type as it stands in the data.
fn types() -> Vec<(bool, Value)> {
    let files = data().into_iter().filter(|(file, _)| {
        file.starts_with("terraform/resources/") || file.starts_with("terraform/data-sources/")
    });
    files.map(|(file, text)| (file.contains("/resources/"), serde_yaml::from_str(&text).unwrap())).collect()
}

/// Whether a condition may hold for a block in which nothing is set, on an org of the usual engine.
fn may_hold(alternative: &str, defaults: &Value, phase: &str) -> bool {
    let default = |name: &str| defaults[name].as_str().map(str::to_owned);
    let is_set = |name: &str| default(name).is_some_and(|value| !value.is_empty() && value != "false");
    alternative.split(" & ").all(|term| {
        if term.starts_with('~') || term.starts_with("auth=") || term == "once" {
            true
        } else if let Some(engine) = term.strip_prefix("engine=") {
            engine == "identity-engine"
        } else if let Some(names) = term.strip_suffix(" changed") {
            phase == "update" || names.split('|').any(is_set)
        } else if term.ends_with(" unchanged") {
            true
        } else if let Some((name, values)) = term.split_once("!=") {
            default(name).is_none_or(|value| !values.split('|').any(|one| one == value))
        } else if let Some((name, values)) = term.split_once('=') {
            default(name).is_none_or(|value| values.split('|').any(|one| one == value))
        } else if let Some(name) = term.strip_prefix('!') {
            !is_set(name)
        } else {
            term.split('|').any(is_set)
        }
    })
}

fn expected(kind: &Value, phase: &str) -> Vec<String> {
    let calls = kind[phase].as_array().cloned().unwrap_or_default();
    let made = calls.iter().filter(|call| {
        let when = call["when"].as_array().cloned().unwrap_or_default();
        when.is_empty() || when.iter().any(|one| may_hold(one.as_str().unwrap(), &kind["defaults"], phase))
    });
    let operations = made.filter_map(|call| call["operation"].as_str());
    let short = |name: &str| name.strip_prefix("management:").unwrap_or(name).to_owned();
    operations.map(short).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn a_block_of_every_type_calls_what_the_data_says() {
    let types = types();
    let count = |resources: bool| types.iter().filter(|(is_resource, _)| *is_resource == resources).count();
    assert_eq!((count(true), count(false)), (147, 104));
    let mut operations = 0;
    for (is_resource, kind) in &types {
        let name = kind["type"].as_str().unwrap();
        let (block, place) = if *is_resource { ("resource", "") } else { ("data", "data.") };
        let reading = reading(&format!("{block} \"{name}\" \"x\" {{}}\n"));
        let address = format!("{place}{name}.x");
        let phases: &[&str] = if *is_resource { &["read", "create", "update", "delete"] } else { &["read"] };
        for phase in phases {
            let expected = expected(kind, phase);
            operations += expected.len();
            assert_eq!(called(&reading, &address, phase), expected, "{address}, {phase}");
        }
    }
    assert!(operations > 800, "only {operations} were compared");
}

#[test]
fn every_type_plans_and_explains() {
    let mut text = String::new();
    for (is_resource, kind) in types() {
        let name = kind["type"].as_str().unwrap();
        let block = if is_resource { "resource" } else { "data" };
        text.push_str(&format!("{block} \"{name}\" \"x\" {{}}\n"));
        let report = kind_report(catalog(), 0, name).unwrap();
        let wanted = if is_resource { BlockKind::Resource } else { BlockKind::DataSource };
        let view = report.types.iter().find(|one| one.kind == wanted).unwrap();
        for (phase, calls) in &view.phases {
            let written = kind[phase.name()].as_array().unwrap();
            assert_eq!(calls.len(), written.len(), "{name}, {phase}");
        }
        let written = Phase::ALL.iter().filter(|phase| kind[phase.name()].is_array()).count();
        assert_eq!(view.phases.len(), written, "{name}");
    }
    let folder = files(&[("main.tf", &text)]);
    let plan = planned(&folder, &["."]);
    assert_eq!(plan["terraform"][0]["resources"].as_array().unwrap().len(), 251 + 1);
    let none: [String; 0] = [];
    assert_eq!(crate::schema::misfits("plan.json", &plan), none);
}

/// What plans read, no plan changes: the operations of the phase `read` want read scopes and are GETs.
#[test]
fn to_read_takes_no_right_to_change() {
    let catalog = catalog();
    let mut seen = 0;
    for kind in &catalog.terraform().types {
        let read = [Phase::Read, Phase::Import].iter().filter_map(|phase| kind.calls.get(phase));
        for call in read.flatten() {
            let Target::Operation(name) = &call.target else { continue };
            let operation = catalog.operation(catalog.names().operations[name]);
            assert_eq!(operation.method.name(), "GET", "{}: {name}", kind.name);
            let scopes = operation.scopes.iter().flatten().map(|key| &catalog.scope(*key).name);
            assert!(
                scopes.into_iter().all(|scope| scope.rsplit('.').next() == Some("read")),
                "{}: {name}",
                kind.name
            );
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen}");
}

/// The figures of the research behind the data, so that nothing is lost or made stronger in silence.
#[test]
fn as_many_calls_are_known_as_were_read_and_as_surely() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (_, kind) in types() {
        for phase in Phase::ALL {
            for call in kind[phase.name()].as_array().into_iter().flatten() {
                *seen.entry(call["seen"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    let expected = [("alone", 848), ("among-others", 125), ("never", 319)];
    assert_eq!(seen, expected.map(|(name, count)| (name.to_owned(), count)).into());
}

/// `UPDATE=1 cargo test terraform` writes the table of the guide anew.
#[test]
fn the_table_of_the_guide_is_that_of_the_catalog() {
    const BEGIN: &str = "<!-- table: begin -->";
    const END: &str = "<!-- table: end -->";
    let mut table = String::new();
    for (kind, title) in [(BlockKind::Resource, "Resources"), (BlockKind::DataSource, "Data sources")] {
        table.push_str(&format!("\n### {title}\n\n"));
        let heads = if kind == BlockKind::Resource {
            "| type | to plan | to apply | to know |\n| --- | --- | --- | --- |\n"
        } else {
            "| type | to plan | to know |\n| --- | --- | --- |\n"
        };
        table.push_str(heads);
        for (_, [name, read, all, special]) in
            leastwise::report::terraform::table(catalog()).iter().filter(|(of, _)| *of == kind)
        {
            let all = if kind == BlockKind::Resource { format!("{all} | ") } else { String::new() };
            table.push_str(&format!("| {name} | {read} | {all}{special} |\n"));
        }
    }
    table.push('\n');
    let path = project().join("docs/terraform.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}\n{table}{END}{after}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page == wanted, "docs/terraform.md is out of date: UPDATE=1 cargo test terraform");
}
