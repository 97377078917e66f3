//! The JSON Schemas in `docs/schema/`: they are those of the program, and its output validates against them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use leastwise::config::Config;
use leastwise::grants::org::Org;
use leastwise::model::Evidence;
use leastwise::plan::Options;
use leastwise::report::{
    CatalogDiffReport, CatalogReport, CheckReport, DiffReport, EntryReport, EvidenceReport, ExplainReport,
    ImportReport, PlanReport, Selection, catalog_report, entries,
};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use crate::support::{catalog, plan_under, project};

/// The schema of what a type is written as. It allows no other fields, so that one that is misspelt is noticed.
fn schema_of<T: JsonSchema>() -> Value {
    let strict = RecursiveTransform(allow_no_other_fields);
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(strict);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn allow_no_other_fields(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let closes = |object: &Map<String, Value>| {
        object.contains_key("additionalProperties") || object.contains_key("unevaluatedProperties")
    };
    if object.contains_key("properties") && !closes(object) {
        // What is merged from another definition is known to this keyword alone.
        let keyword = if object.contains_key("$ref") || object.contains_key("allOf") {
            "unevaluatedProperties"
        } else {
            "additionalProperties"
        };
        object.insert(keyword.to_owned(), false.into());
    }
}

/// The schema of what a type is read from.
fn form_of<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

pub(crate) fn shipped(name: &str) -> PathBuf {
    project().join("docs/schema").join(name)
}

/// `UPDATE=1 cargo test schema` writes the schemas anew.
#[test]
fn the_shipped_schemas_are_those_of_the_program() {
    for (name, schema) in [
        ("plan.json", schema_of::<PlanReport>()),
        ("terraform-type.json", schema_of::<leastwise::report::terraform::KindReport>()),
        ("catalog.json", schema_of::<CatalogReport>()),
        ("entry.json", schema_of::<EntryReport>()),
        ("check.json", schema_of::<CheckReport>()),
        ("manifest.json", form_of::<Config>()),
        ("explain.json", schema_of::<ExplainReport>()),
        ("import.json", schema_of::<ImportReport>()),
        ("diff.json", schema_of::<DiffReport>()),
        ("catalog-diff.json", schema_of::<CatalogDiffReport>()),
        ("evidence.json", schema_of::<EvidenceReport>()),
        ("org.json", form_of::<Org>()),
    ] {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(shipped(name), &text).unwrap();
        }
        let written = std::fs::read_to_string(shipped(name)).unwrap_or_default();
        assert!(written == text, "docs/schema/{name} is out of date: UPDATE=1 cargo test schema");
    }
}

/// The places where a value does not fit a shipped schema.
pub(crate) fn misfits(name: &str, value: &Value) -> Vec<String> {
    misfits_in(&shipped(name), value)
}

/// The places where a value does not fit the schema in a file.
pub(crate) fn misfits_in(file: &Path, value: &Value) -> Vec<String> {
    static VALIDATORS: Mutex<BTreeMap<PathBuf, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let validator = Arc::clone(VALIDATORS.lock().unwrap().entry(file.to_owned()).or_insert_with(|| {
        let text = std::fs::read_to_string(file).unwrap();
        // Two patterns in the schema of SARIF have a bracket too many, which not every reader of patterns takes.
        let schema: Value = serde_json::from_str(&text.replace("]{2}]?$", "]{2}$")).unwrap();
        Arc::new(jsonschema::validator_for(&schema).unwrap())
    }));
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The places where an output of the program does not fit the schema that it names; none when it is no JSON of its own.
pub(crate) fn misfits_of_output(text: &str) -> Vec<String> {
    let Some(value) = serde_json::from_str::<Value>(text).ok().filter(Value::is_object) else {
        return Vec::new();
    };
    let Some(name) = value["schema"].as_str().and_then(|schema| schema.strip_prefix("leastwise.")) else {
        return Vec::new();
    };
    let name = name.split('/').next().unwrap_or_default();
    misfits(&format!("{name}.json"), &value)
}

#[test]
fn a_field_that_no_schema_knows_does_not_validate() {
    let mut plan = plan_under("GET /api/v1/users", &Options::default());
    plan["plans"]["service_app"]["scopes"][0]["becuase"] = "a typing mistake".into();
    let found = misfits("plan.json", &plan);
    assert!(found.iter().any(|misfit| misfit.contains("becuase")), "{found:?}");
    let text = plan.to_string();
    assert_eq!(misfits_of_output(&text), found);
}

#[test]
fn the_plan_of_every_example_validates() {
    let none: [String; 0] = [];
    for entry in std::fs::read_dir(project().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        // The org holds no calls.
        if path.is_dir() || path.ends_with("acme-org.json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for options in [
            Options::default(),
            Options { floor: Evidence::Spec, manage_implies_read: false, ..Options::default() },
            Options { assume_all: true, ..Options::default() },
        ] {
            let plan = plan_under(&text, &options);
            assert_eq!(misfits("plan.json", &plan), none, "{}", path.display());
        }
    }
}

/// Plans with every kind of thing that may stand in one.
#[test]
fn plans_of_difficult_calls_validate() {
    let none: [String; 0] = [];
    for text in [
        "GET /api/v1/logs",
        "POST /api/v1/dr/failover\nDELETE /api/v1/api-tokens/current",
        "GET /api/v1/users\nGET /api/v1/iam/roles\nPOST /api/v1/policies",
        "POST /api/v1/authn\nGET /api/v1/nothing/like/that\nPUT /api/v1/users/u1/lifecycle/suspend",
        "GET /governance/api/v1/campaigns\nPOST /oauth2/v1/token\nGET /idp/myaccount/emails",
    ] {
        assert_eq!(misfits("plan.json", &plan_under(text, &Options::default())), none, "{text}");
    }
}

#[test]
fn the_catalog_and_its_entries_validate() {
    let none: [String; 0] = [];
    let listed = serde_json::to_value(catalog_report(catalog(), 0, &Selection::default())).unwrap();
    assert_eq!(misfits("catalog.json", &listed), none);
    for name in ["listUsers", "okta.users.read", "USER_ADMIN", "management:createPolicy"] {
        let found = entries(catalog(), name);
        assert!(!found.is_empty());
        for entry in found {
            assert_eq!(misfits("entry.json", &serde_json::to_value(entry).unwrap()), none, "{name}");
        }
    }
}

/// A schema that lets everything pass would prove nothing.
#[test]
fn a_plan_with_a_missing_or_wrong_field_does_not_validate() {
    let plan = plan_under("GET /api/v1/users", &Options::default());
    assert_eq!(misfits("plan.json", &plan).len(), 0);
    let mut without = plan.clone();
    without["plans"]["service_app"].as_object_mut().unwrap().remove("scopes");
    let mut wrong = plan.clone();
    wrong["plans"]["service_app"]["scopes"][0]["evidence"] = "certain".into();
    let mut missing = plan.clone();
    missing["plans"].as_object_mut().unwrap().remove("api_token");
    let mut other = plan;
    other["schema"] = "leastwise.plan/2".into();
    for (broken, place) in [(wrong, "evidence"), (missing, "plans"), (other, "schema")] {
        let found = misfits("plan.json", &broken);
        assert!(found.iter().any(|misfit| misfit.contains(place)), "{found:?}");
    }
    assert!(misfits("plan.json", &without).is_empty(), "an API token has no scopes");
}
