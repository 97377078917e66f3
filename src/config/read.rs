//! `leastwise.yaml` as it is read: everything that is wrong with it at once.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error, StrDeserializer};

use super::entry::{allowances, principal, resolved};
use super::form::Config;
use crate::located::{self, Fields, Node, Problem, Problems};

/// What a manifest says in words that others know.
#[derive(Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Checks what stands under `granted`.
    pub granted: &'a dyn Fn(&Node, &mut Problems),
    /// The rules whose findings can be allowed.
    pub rules: &'a [&'a str],
}

/// Reads a manifest.
///
/// # Errors
///
/// Everything that is wrong with it: keys that mean nothing, values of the wrong kind, what is missing.
pub fn read(source: &str, text: &str, vocabulary: Vocabulary<'_>) -> Result<Config, Vec<Problem>> {
    let node = located::parse(source, text).map_err(|problem| vec![problem])?;
    let mut problems = Problems::new(source);
    let config = config(&node, vocabulary, &mut problems).unwrap_or_default();
    problems.unless_any(config)
}

fn config(node: &Node, vocabulary: Vocabulary<'_>, problems: &mut Problems) -> Option<Config> {
    let mut fields = Fields::of(node, "the manifest", problems)?;
    let mut config = Config {
        fail_on: fields.optional("fail_on").and_then(|node| word(node, SEVERITIES, problems)),
        judge: fields.optional("judge").and_then(|node| word(node, JUDGES, problems)),
        minimum_evidence: fields.optional("minimum_evidence").and_then(|node| word(node, LEVELS, problems)),
        engine: fields.optional("engine").and_then(|node| word(node, ENGINES, problems)),
        overlay: fields.texts("overlay", problems).unwrap_or_default(),
        okta_hosts: fields.texts("okta_hosts", problems).unwrap_or_default(),
        resolved: resolved(&mut fields, problems),
        deny: fields.texts("deny", problems).unwrap_or_default(),
        allow: allowances(&mut fields, vocabulary, problems),
        principals: Vec::new(),
    };
    fields.required("principals", problems);
    let listed = fields.list("principals", problems);
    if listed.is_some_and(<[Node]>::is_empty) {
        problems.add_with_help(
            node.at,
            "`principals` is empty",
            "add a principal with `name`, `calls` and `granted`",
        );
    }
    let principals = listed.unwrap_or_default();
    config.principals = principals.iter().filter_map(|node| principal(node, vocabulary, problems)).collect();
    fields.finish(problems);
    let mut names = BTreeSet::new();
    for one in &config.principals {
        if !names.insert(&one.name.value) && !one.name.value.is_empty() {
            let message = format!("two principals are called `{}`", one.name.value);
            problems.add_with_help(one.name.at, message, "findings are told apart by these names");
        }
    }
    Some(config)
}

const SEVERITIES: &str = "note, warning or error";
const JUDGES: &str = "scopes, roles or all";
const LEVELS: &str = "spec, official, observed, vendor, inferred-medium or inferred-low";
const ENGINES: &str = "identity-engine or classic";

/// A value of a closed list, by its name in output.
fn word<T: for<'a> Deserialize<'a>>(node: &Node, known: &str, problems: &mut Problems) -> Option<T> {
    let text = node.text().unwrap_or_default();
    let deserializer: StrDeserializer<'_, Error> = text.into_deserializer();
    let found = T::deserialize(deserializer).ok();
    if found.is_none() {
        problems.add_with_help(node.at, "this value is not possible here", format!("write {known}"));
    }
    found
}
