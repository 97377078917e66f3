//! What the tests share: the catalog, plans of calls, files that go away by themselves.

use std::path::PathBuf;
use std::sync::OnceLock;

use leastwise::catalog::Catalog;
use leastwise::intake::{Account, Input, ReadOptions, read};
use leastwise::matching::{Match, Matcher};
use leastwise::model::{Call, Situation};
use leastwise::plan::{Options, plan};
use leastwise::report::{Material, PlanReport, plan_report};
use serde_json::Value;
use tempfile::TempDir;

/// The catalog inside the program.
pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::embedded().unwrap())
}

/// A matcher for it.
pub(crate) fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(catalog()))
}

/// The folder of the project.
pub(crate) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the catalog, to be broken by tests.
pub(crate) fn data() -> Vec<(String, String)> {
    leastwise::catalog::folder::read(&project().join("data")).unwrap()
}

/// The calls in a text.
pub(crate) fn calls(text: &str) -> Vec<Call> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("calls.txt");
    std::fs::write(&path, text).unwrap();
    read(&[Input::Path(path)], &ReadOptions::default(), matcher()).unwrap().calls
}

/// What became of the calls in a text.
pub(crate) fn matches(text: &str) -> Vec<(Call, Match)> {
    calls(text).into_iter().map(|call| (call.clone(), matcher().resolve(&call))).collect()
}

/// The report of a plan for the calls in a text.
pub(crate) fn report_with(catalog: &Catalog, text: &str, options: &Options) -> PlanReport {
    let matcher = Matcher::new(catalog);
    let calls = calls(text);
    let matches: Vec<_> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let plans = plan(catalog, &matches, options);
    plan_report(&Material {
        account: &Account::default(),
        failed: &[],
        catalog,
        age_days: 0,
        calls: &calls,
        matches: &matches,
        plans: &plans,
        options,
        assume: &[],
        terraform: None,
    })
}

/// The same as JSON, by the usual assumptions.
pub(crate) fn plan_of(text: &str) -> Value {
    plan_under(text, &Options::default())
}

/// The same under other assumptions.
pub(crate) fn plan_under(text: &str, options: &Options) -> Value {
    serde_json::to_value(report_with(catalog(), text, options)).unwrap()
}

/// The names in a list of granted things, of operations or of plain names.
pub(crate) fn names(list: &Value) -> Vec<&str> {
    let name = |entry: &'static str| move |one: &'_ Value| one[entry].as_str().is_some();
    let entries = list.as_array().map(Vec::as_slice).unwrap_or_default();
    entries
        .iter()
        .map(|one| match () {
            () if one.is_string() => one.as_str().unwrap(),
            () if name("name")(one) => one["name"].as_str().unwrap(),
            () => one["operation"].as_str().unwrap(),
        })
        .collect()
}

/// A situation of which nothing is known.
pub(crate) fn usual() -> Situation {
    Situation::default()
}

/// The plan for a service app.
pub(crate) fn service_app(text: &str) -> Value {
    plan_of(text)["plans"]["service_app"].clone()
}

/// The codes of the caveats of a plan.
pub(crate) fn caveats(plan: &Value) -> Vec<&str> {
    plan["caveats"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

/// The catalog with an overlay on top.
pub(crate) fn from_overlay(overlay: &str) -> Catalog {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("overlay.yaml");
    std::fs::write(&path, overlay).unwrap();
    Catalog::embedded().unwrap().with_overlay(&path).unwrap()
}
