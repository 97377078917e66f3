//! What differs between two catalogs, or between the documents behind them.
//!
//! Documents say nothing of admin rights; beside them, only what a document states is compared.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::import::{Vocabulary, api_of, known};
use super::openapi::{Document, endpoint};
use super::problem::Problem;
use super::tables::{self, Tables};
use crate::model::{Accepted, Evidence, Method};

/// One side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The releases of the documents behind it, by API.
    pub releases: BTreeMap<String, String>,
    /// Whether it is a catalog, which also says what rights an operation needs.
    catalog: bool,
    operations: BTreeMap<String, Facts>,
}

/// What is compared of an operation.
#[derive(Clone, Debug)]
struct Facts {
    method: Method,
    path: String,
    credentials: BTreeSet<Accepted>,
    scopes: Vec<BTreeSet<String>>,
    /// Alternatives of capabilities; empty when nobody says.
    rights: Vec<BTreeSet<String>>,
    evidence: Option<Evidence>,
    roles: Option<BTreeSet<String>>,
    query: BTreeSet<String>,
    lifecycle: Option<String>,
    deprecated: bool,
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// Whether operations came and nothing else differs.
    pub additions_only: bool,
    /// Whether a grant that was enough may be enough no longer.
    pub breaking: bool,
    /// The operations that only the second side has.
    pub added: Vec<Named>,
    /// The operations that only the first side has.
    pub removed: Vec<Named>,
    /// The operations that differ.
    pub changed: Vec<Changed>,
    /// The APIs that only one side has and that were not compared, because that side is a set of documents.
    pub not_compared: Vec<String>,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Named {
    /// Its full name.
    pub operation: String,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
}

/// An operation that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// Its full name.
    pub operation: String,
    /// Whether a grant or a request that was enough may be enough no longer.
    pub breaking: bool,
    /// What differs.
    pub fields: Vec<Field>,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Field {
    /// Its name.
    pub field: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
    /// Whether a grant or a request that was enough may be enough no longer.
    pub breaking: bool,
}

impl Side {
    /// A catalog.
    pub fn of_catalog(tables: &Tables) -> Self {
        let releases = tables.apis.iter().map(|api| (api.name.clone(), api.release.clone())).collect();
        let operations = tables.operations.iter().map(|operation| {
            let api = &tables.apis[operation.api.index()].name;
            (format!("{api}:{}", operation.id), facts(tables, operation))
        });
        Self { releases, catalog: true, operations: operations.collect() }
    }

    /// A set of documents; the catalog says which API each is of.
    ///
    /// # Errors
    ///
    /// A document of no API of the catalog, and two documents of one API.
    pub fn of_documents(documents: &[Document], tables: &Tables) -> Result<Self, Vec<Problem>> {
        let mut side = Self::default();
        let mut problems = Vec::new();
        for document in documents {
            let Some(api) = api_of(document, known(tables)) else {
                let message = format!("`{}` shares no operations with an API of the catalog", document.title);
                problems.push(Problem::file(&document.file, message).help("is it a document of Okta?"));
                continue;
            };
            if let Some(other) = side.releases.insert(api.clone(), document.release.clone()) {
                let message = format!("is a second document of {api}, beside release {other}");
                problems.push(Problem::file(&document.file, message).help("give one document of each API"));
            }
            let vocabulary = Vocabulary::of_tables(tables, &api);
            for described in &document.operations {
                let stated = vocabulary.operation(described);
                let facts = Facts {
                    method: stated.method,
                    path: stated.path,
                    credentials: stated.credentials.into_iter().collect(),
                    scopes: stated.scopes.into_iter().map(|set| set.into_iter().collect()).collect(),
                    rights: Vec::new(),
                    evidence: None,
                    roles: stated.roles_only.map(|roles| roles.into_iter().collect()),
                    query: stated.query.into_iter().collect(),
                    lifecycle: stated.lifecycle,
                    deprecated: stated.deprecated,
                };
                side.operations.insert(format!("{api}:{}", described.id), facts);
            }
        }
        if problems.is_empty() { Ok(side) } else { Err(problems) }
    }

    fn has(&self, name: &str) -> bool {
        name.split_once(':').is_some_and(|(api, _)| self.releases.contains_key(api))
    }
}

fn facts(tables: &Tables, operation: &tables::Operation) -> Facts {
    let scope = |key: &tables::ScopeKey| tables.scopes[key.index()].name.clone();
    let capability = |key: &tables::CapabilityKey| tables.capabilities[key.index()].name.clone();
    let alternatives = operation.capabilities.iter();
    let rights = alternatives.clone().map(|one| one.all_of.iter().map(capability).collect());
    let role = |key: &tables::RoleKey| tables.roles[key.index()].name.clone();
    Facts {
        method: operation.method,
        path: operation.path.clone(),
        credentials: operation.accepts.iter().copied().collect(),
        scopes: operation.scopes.iter().map(|set| set.iter().map(scope).collect()).collect(),
        rights: rights.collect(),
        evidence: alternatives.map(|one| one.evidence).max(),
        roles: operation.roles_only.as_ref().map(|roles| roles.iter().map(role).collect()),
        query: operation.query.iter().cloned().collect(),
        lifecycle: operation.lifecycle.clone(),
        deprecated: operation.deprecated,
    }
}

/// Compares two sides.
pub fn compare(before: &Side, after: &Side) -> Difference {
    // A catalog is complete: what it lacks is gone. A set of documents may simply not hold another API.
    let compared = |name: &str| (before.catalog && after.catalog) || (before.has(name) && after.has(name));
    let only = |one: &Side, other: &Side| {
        let names = one.operations.iter().filter(|(name, _)| !other.operations.contains_key(*name));
        let names = names.filter(|(name, _)| compared(name));
        names.map(|(name, facts)| named(name, facts)).collect::<Vec<_>>()
    };
    let both_catalogs = before.catalog && after.catalog;
    let (mut added, mut removed) = (only(after, before), only(before, after));
    let renamed = renamed(&mut added, &mut removed);
    let same = before.operations.keys().filter(|name| after.operations.contains_key(*name));
    let pairs = same.map(|name| (name.clone(), name.clone())).chain(renamed);
    let changed = pairs.filter_map(|(old, new)| {
        let (one, other) = (before.operations.get(&old)?, after.operations.get(&new)?);
        let mut fields = fields(one, other, before.catalog == after.catalog, both_catalogs);
        if old != new {
            fields.insert(
                0,
                Field { field: "id".to_owned(), before: old, after: new.clone(), breaking: false },
            );
        }
        let breaking = fields.iter().any(|field| field.breaking);
        (!fields.is_empty()).then_some(Changed { operation: new, breaking, fields })
    });
    let apis = before.releases.keys().chain(after.releases.keys()).collect::<BTreeSet<_>>();
    let one_sided =
        |api: &&String| !(before.releases.contains_key(*api) && after.releases.contains_key(*api));
    let mut difference = Difference {
        changed: changed.collect(),
        added,
        removed,
        not_compared: apis.into_iter().filter(|api| !both_catalogs && one_sided(api)).cloned().collect(),
        ..Difference::default()
    };
    difference.additions_only = difference.removed.is_empty() && difference.changed.is_empty();
    difference.breaking = !difference.removed.is_empty() || difference.changed.iter().any(|one| one.breaking);
    difference
}

/// Takes operations that only have another id out of those that came and went: old name, new name.
fn renamed(added: &mut Vec<Named>, removed: &mut Vec<Named>) -> Vec<(String, String)> {
    let request =
        |one: &Named| (one.operation.split(':').next().map(str::to_owned), endpoint(one.method, &one.path));
    let came: BTreeMap<_, _> = added.iter().map(|one| (request(one), one.operation.clone())).collect();
    let pairs: Vec<_> = removed
        .iter()
        .filter_map(|one| Some((one.operation.clone(), came.get(&request(one))?.clone())))
        .collect();
    removed.retain(|one| !pairs.iter().any(|(old, _)| *old == one.operation));
    added.retain(|one| !pairs.iter().any(|(_, new)| *new == one.operation));
    pairs
}

fn named(name: &str, facts: &Facts) -> Named {
    Named { operation: name.to_owned(), method: facts.method, path: facts.path.clone() }
}

/// The fields that differ. Between a document and a catalog, what the catalog knows better is not compared.
fn fields(before: &Facts, after: &Facts, alike: bool, catalogs: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut field = |name: &str, before: String, after: String, breaking: bool| {
        if before != after {
            fields.push(Field { field: name.to_owned(), before, after, breaking });
        }
    };
    let request = |facts: &Facts| format!("{} {}", facts.method, facts.path);
    let same_request = endpoint(before.method, &before.path) == endpoint(after.method, &after.path);
    field("endpoint", request(before), request(after), !same_request);
    let (was, is) = (credentials(before, alike), credentials(after, alike));
    field("credentials", words(&was), words(&is), !was.is_subset(&is));
    let harder_scopes = harder(&before.scopes, &after.scopes, covered);
    field("scopes", sets(&before.scopes), sets(&after.scopes), harder_scopes);
    let known = !before.rights.is_empty() && !after.rights.is_empty();
    if catalogs {
        let harder = known && harder(&before.rights, &after.rights, |name, held| held.contains(name));
        field("rights", sets(&before.rights), sets(&after.rights), harder);
        let level =
            |facts: &Facts| facts.evidence.map_or_else(|| "unknown".to_owned(), |one| one.to_string());
        field("evidence", level(before), level(after), false);
    }
    if alike || (before.roles.is_some() && after.roles.is_some()) {
        let fewer = match (&before.roles, &after.roles) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(after)) => !before.is_subset(after),
        };
        let named = |facts: &Facts| facts.roles.as_ref().map_or_else(|| "any".to_owned(), words);
        field("roles", named(before), named(after), fewer);
    }
    field("query", words(&before.query), words(&after.query), false);
    let state = |facts: &Facts| facts.lifecycle.clone().unwrap_or_else(|| "not said".to_owned());
    field("lifecycle", state(before), state(after), false);
    field("deprecated", before.deprecated.to_string(), after.deprecated.to_string(), false);
    fields
}

/// The credentials by name; a document says OAuth where a catalog knows that only an end user's token does.
fn credentials(facts: &Facts, alike: bool) -> BTreeSet<String> {
    let name = |one: &Accepted| match one {
        Accepted::UserToken if !alike => Accepted::Oauth.name(),
        other => other.name(),
    };
    facts.credentials.iter().map(|one| name(one).to_owned()).collect()
}

/// Whether a set that was enough is enough no longer.
fn harder(
    before: &[BTreeSet<String>],
    after: &[BTreeSet<String>],
    covered: impl Fn(&str, &BTreeSet<String>) -> bool,
) -> bool {
    before.iter().any(|held| !after.iter().any(|needed| needed.iter().all(|name| covered(name, held))))
}

/// A manage scope covers the read scope of its name.
fn covered(name: &str, held: &BTreeSet<String>) -> bool {
    let manage = name.strip_suffix(".read").map(|stem| format!("{stem}.manage"));
    held.contains(name) || manage.is_some_and(|manage| held.contains(&manage))
}

fn words(names: &BTreeSet<String>) -> String {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn sets(sets: &[BTreeSet<String>]) -> String {
    let all_of = |set: &BTreeSet<String>| {
        let names: Vec<_> = set.iter().map(String::as_str).collect();
        if names.is_empty() { "none needed".to_owned() } else { names.join(" + ") }
    };
    let mut alternatives: Vec<_> = sets.iter().map(all_of).collect();
    alternatives.sort();
    if alternatives.is_empty() { "-".to_owned() } else { alternatives.join(" or ") }
}
