//! Every type of the provider in every place of a configuration: the needs are the same.

use std::collections::BTreeMap;

use leastwise::catalog::tables::ProvisionType;
use leastwise::intake::Reading;
use leastwise::model::BlockKind;
use rstest::rstest;
use serde_json::json;

use super::{files, provision, reading_of};
use crate::support::{catalog, matcher};

/// What is called for each type and phase.
type Needs = BTreeMap<(String, &'static str), Vec<String>>;

fn word(kind: &ProvisionType) -> &'static str {
    if kind.kind == BlockKind::Resource { "resource" } else { "data" }
}

/// A block of every type, with something in it.
fn blocks(body: &str) -> String {
    let types = catalog().terraform().types.iter();
    let blocks = types.map(|kind| format!("{} \"{}\" \"x\" {{\n{body}}}\n", word(kind), kind.name));
    blocks.collect::<Vec<_>>().concat()
}

fn in_json() -> String {
    let mut blocks = json!({});
    for kind in &catalog().terraform().types {
        blocks[word(kind)][&kind.name] = json!({"x": {}});
    }
    blocks["//"] = json!({"metadata": {"backend": "local"}});
    blocks.to_string()
}

/// The operations of each type and phase, which addresses with and without modules share.
fn needs(reading: &Reading) -> Needs {
    let mut found = Needs::new();
    for call in reading.calls.iter().filter(|call| call.set_aside.is_none()) {
        let one = provision(call);
        if one.kind == BlockKind::Provider {
            continue;
        }
        let operations = matcher().resolve(call).operations;
        let names = operations.into_iter().map(|key| catalog().operation_name(key));
        let kind = if one.kind == BlockKind::Resource { "resource" } else { "data" };
        let entry = found.entry((format!("{kind} {}", one.name), one.phase.name())).or_default();
        entry.extend(names);
        entry.sort();
        entry.dedup();
    }
    found
}

fn top() -> Needs {
    needs(&reading_of(&files(&[("main.tf", &blocks(""))])))
}

#[test]
fn the_matrix_has_every_type() {
    let types = &catalog().terraform().types;
    let needs = top();
    for kind in types {
        let key = format!("{} {}", word(kind), kind.name);
        assert!(needs.contains_key(&(key.clone(), "read")), "{key}");
    }
    assert!(needs.values().filter(|names| !names.is_empty()).count() > 500, "{}", needs.len());
}

/// The files of a variant, each block in which has a line of its own.
fn variant(name: &str) -> Vec<(&'static str, String)> {
    let call = |path: &str| format!("module \"m\" {{\n  source = \"{path}\"\n}}\n");
    let versions = "terraform {\n  required_version = \">= 1.5\"\n}\n".to_owned();
    let required = |local: &str, source: &str| {
        format!(
            "terraform {{\n  required_providers {{\n    {local} = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n"
        )
    };
    match name {
        "nested" => vec![("versions.tf", versions), ("envs/prod/main.tf", blocks(""))],
        "module" => vec![("main.tf", call("./m")), ("m/main.tf", blocks(""))],
        "deep" => vec![("main.tf", call("./m")), ("m/main.tf", call("../n")), ("n/main.tf", blocks(""))],
        "for_each" => vec![("main.tf", blocks("  for_each = toset([\"a\", \"b\"])\n"))],
        "count" => vec![("main.tf", blocks("  count = 2\n"))],
        "local name" => vec![
            ("versions.tf", required("workforce", "registry.opentofu.org/okta/okta")),
            ("main.tf", format!("provider \"workforce\" {{}}\n{}", blocks("  provider = workforce\n"))),
        ],
        "mapped name" => vec![
            ("versions.tf", required("workforce", "OKTA/okta")),
            (
                "main.tf",
                "module \"m\" {\n  source = \"./m\"\n  providers = {\n    okta = workforce\n  }\n}\n"
                    .to_owned(),
            ),
            ("m/main.tf", format!("{}{}", required("okta", "okta/okta"), blocks(""))),
        ],
        "keyed" => vec![(
            "main.tf",
            format!(
                "provider \"okta\" {{\n  alias = \"by\"\n  for_each = toset([\"eu\"])\n}}\n{}",
                blocks("  provider = okta.by[\"eu\"]\n")
            ),
        )],
        "tofu" => {
            vec![("main.tofu", blocks("")), ("main.tf", "resource \"okta_gone\" \"x\" {}\n".to_owned())]
        }
        "json" => vec![("cdk.tf.json", in_json())],
        "tofu in json" => vec![("main.tofu.json", in_json())],
        "terragrunt" => vec![
            ("live/terragrunt.hcl", "terraform {\n  source = \"../modules//m\"\n}\n".to_owned()),
            ("modules/m/main.tf", blocks("")),
        ],
        other => panic!("{other}"),
    }
}

#[rstest]
#[case("nested")]
#[case("module")]
#[case("deep")]
#[case("for_each")]
#[case("count")]
#[case("local name")]
#[case("mapped name")]
#[case("keyed")]
#[case("tofu")]
#[case("json")]
#[case("tofu in json")]
#[case("terragrunt")]
fn a_type_needs_the_same_wherever_it_stands(#[case] name: &str) {
    let set = variant(name);
    let set: Vec<_> = set.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let found = needs(&reading_of(&files(&set)));
    let expected = top();
    assert_eq!(found.len(), expected.len(), "{name}");
    for (key, operations) in &expected {
        assert_eq!(found.get(key), Some(operations), "{name}: {key:?}");
    }
}
