//! The invariants of the data that no type holds; each finding names file and record, all at once.
//!
//! Shared with `build.rs`: a catalog that breaks one of these does not build.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::documents::{self, Documents};
use super::names::{Names, Place};
use super::pack;
use super::problem::Problem;
use super::schema::{Edge, Operation, OperationFile};
use super::tables::{Sdks, Tables, Terraform};

/// A catalog, packed in parts: the tables that every run needs, and what few do.
#[derive(Clone, Debug)]
pub struct Packed {
    /// What every run needs.
    pub tables: Tables,
    /// What is known about SDKs.
    pub sdks: Sdks,
    /// What is known about the Terraform provider.
    pub terraform: Terraform,
}

/// Checks and packs the files of a catalog folder, given as (relative path, text).
///
/// # Errors
///
/// Everything that is wrong with them, sorted by file.
pub fn check(files: &[(String, String)]) -> Result<Packed, Vec<Problem>> {
    let (documents, mut problems) = documents::parse(files);
    problems.extend(lint(&documents));
    match packed(&documents).map_err(|unresolved| problems.extend(unresolved)) {
        Ok(packed) if problems.is_empty() => Ok(packed),
        _ => {
            problems.sort();
            problems.dedup();
            Err(problems)
        }
    }
}

fn packed(documents: &Documents) -> Result<Packed, Vec<Problem>> {
    let tables = pack::pack(documents)?;
    let names = Names::of(&tables);
    match (pack::pack_sdks(documents, &names), pack::pack_terraform(documents, &names)) {
        (Ok(sdks), Ok(terraform)) => Ok(Packed { tables, sdks, terraform }),
        (sdks, terraform) => Err([sdks.err(), terraform.err()].into_iter().flatten().flatten().collect()),
    }
}

/// Everything that is wrong with the records of a catalog, apart from names that lead nowhere.
pub fn lint(documents: &Documents) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems
        .extend(twice(documents.scopes.iter().map(|scope| (scope.file.as_str(), scope.value.name.clone()))));
    problems
        .extend(twice(documents.capabilities.iter().map(|one| (one.file.as_str(), one.value.name.clone()))));
    problems
        .extend(twice(documents.roles.iter().map(|role| (role.file.as_str(), role.value.kind_name.clone()))));
    problems.extend(twice(
        every_operation(documents).map(|(file, api, operation)| (file, format!("{api}:{}", operation.id))),
    ));
    let codes = documents.escalations.iter().map(|one| ("escalations.yaml", one.code.clone()));
    problems.extend(twice(codes));
    problems.extend(twice(documents.misnomers.iter().map(|one| ("misnomers.yaml", one.name.clone()))));
    problems.extend(duplicate_endpoints(documents));
    problems.extend(cycles(documents));
    problems.extend(counts(documents));
    problems.extend(documents.operations.iter().flat_map(|placed| file_layout(&placed.file, &placed.value)));
    problems.extend(every_operation(documents).flat_map(|(file, _, operation)| shape(file, operation)));
    problems.extend(impact_names(documents));
    problems.extend(whole_kinds(documents));
    if !documents.about.version.is_empty() && documents.about.date.parse::<Date>().is_err() {
        problems.push(Problem::file("catalog.yaml", "`date` is no date").help("write it as YYYY-MM-DD"));
    }
    problems
}

fn every_operation(documents: &Documents) -> impl Iterator<Item = (&str, &str, &Operation)> {
    documents.operations.iter().flat_map(|placed| {
        let (file, api) = (placed.file.as_str(), placed.value.api.as_str());
        placed.value.operations.iter().map(move |operation| (file, api, operation))
    })
}

/// Names that are defined more than once.
fn twice<'a>(names: impl Iterator<Item = (&'a str, String)>) -> Vec<Problem> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, name) in names {
        match first.get(&name) {
            Some(before) => {
                problems.push(Problem::record(file, &name, format!("is defined already in {before}")));
            }
            None => drop(first.insert(name, file)),
        }
    }
    problems
}

/// Two operations with one method and, but for the names of parameters, one path.
fn duplicate_endpoints(documents: &Documents) -> Vec<Problem> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, api, operation) in every_operation(documents) {
        let path =
            operation.path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
        let endpoint = format!("{} {}", operation.method, path.collect::<Vec<_>>().join("/"));
        let name = format!("{api}:{}", operation.id);
        match first.get(&endpoint) {
            Some(before) => {
                let message = format!("has the endpoint `{endpoint}` that `{before}` has already");
                problems.push(Problem::record(file, &name, message));
            }
            None => drop(first.insert(endpoint, name)),
        }
    }
    problems
}

/// Scopes or capabilities that contain themselves over some way round.
fn cycles(documents: &Documents) -> Vec<Problem> {
    let targets = |edges: &'_ [Edge]| edges.iter().map(|edge| edge.name.clone()).collect::<Vec<_>>();
    let capabilities = documents.capabilities.iter();
    let capabilities =
        capabilities.map(|one| (one.file.as_str(), one.value.name.as_str(), targets(&one.value.includes)));
    let scopes = documents.scopes.iter();
    let scopes = scopes.map(|one| (one.file.as_str(), one.value.name.as_str(), targets(&one.value.implies)));
    let mut problems = cycle(&capabilities.collect::<Vec<_>>(), "includes");
    problems.extend(cycle(&scopes.collect::<Vec<_>>(), "implies"));
    problems
}

/// One problem for each knot of records (file, name, names that it points to) that lead back to themselves.
pub(super) fn cycle(records: &[(&str, &str, Vec<String>)], verb: &str) -> Vec<Problem> {
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: BTreeMap<&str, _> = records
        .iter()
        .enumerate()
        .map(|(position, (_, name, _))| (*name, graph.add_node(position)))
        .collect();
    for (_, name, targets) in records {
        for target in targets {
            if let (Some(&from), Some(&to)) = (nodes.get(name), nodes.get(target.as_str())) {
                graph.add_edge(from, to, ());
            }
        }
    }
    let knots = tarjan_scc(&graph).into_iter();
    let knots = knots.filter(|knot| knot.len() > 1 || graph.contains_edge(knot[0], knot[0]));
    let problem = |knot: Vec<NodeIndex>| {
        let mut knot: Vec<_> = knot.iter().map(|node| &records[graph[*node]]).collect();
        knot.sort_unstable_by_key(|(_, name, _)| *name);
        let names: Vec<_> = knot.iter().map(|(_, name, _)| *name).collect();
        let message = format!("{verb} itself in a cycle: {}", names.join(", "));
        Problem::record(knot[0].0, knot[0].1, message).help("take one of the edges away")
    };
    knots.map(problem).collect()
}

/// The number of operations per API is part of what the catalog promises.
fn counts(documents: &Documents) -> Vec<Problem> {
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, api, _) in every_operation(documents) {
        *found.entry(api).or_default() += 1;
    }
    let differing = documents.about.documents.iter().filter_map(|document| {
        let count = found.get(document.api.as_str()).copied().unwrap_or_default();
        let message = format!("has {count} operations, where the document has {}", document.operations);
        (count != document.operations).then(|| Problem::record("catalog.yaml", &document.api, message))
    });
    differing.collect()
}

/// A file stands in the folder of its API, is named after its tag, and is sorted.
fn file_layout(file: &str, content: &OperationFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    let parts: Vec<_> = file.split('/').collect();
    if parts.get(1) != Some(&content.api.as_str()) {
        problems.push(Problem::file(
            file,
            format!("stands in another folder than that of its API `{}`", content.api),
        ));
    }
    let bare =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let stem = parts.last().copied().unwrap_or_default().trim_end_matches(".yaml");
    if bare(stem) != bare(&content.tag) {
        problems.push(Problem::file(file, format!("is not named after its tag `{}`", content.tag)));
    }
    let order = |operation: &Operation| (operation.path.clone(), operation.method.name());
    for pair in content.operations.windows(2) {
        if order(&pair[0]) > order(&pair[1]) {
            let message = format!("stands before `{}`", pair[1].id);
            problems.push(Problem::record(file, &pair[0].id, message).help("sort by path, then by method"));
        }
    }
    problems
}

/// What single fields of an operation must look like.
fn shape(file: &str, operation: &Operation) -> Vec<Problem> {
    let place = Place { file, record: &operation.id };
    let mut problems = Vec::new();
    let segment_is_whole = |segment: &str| {
        let braces = segment.matches(['{', '}']).count();
        braces == 0
            || (braces == 2 && segment.len() > 2 && segment.starts_with('{') && segment.ends_with('}'))
    };
    if !operation.path.starts_with('/') || !operation.path.split('/').all(segment_is_whole) {
        problems.push(place.problem(format!("`{}` is no path template", operation.path)));
    }
    if operation.credentials.is_empty() {
        problems.push(place.problem("accepts no credential").help("write [none] when it needs none"));
    }
    let none_needed = operation.capabilities.iter().any(|alternative| alternative.all_of.is_empty());
    if none_needed && operation.capabilities.len() > 1 {
        problems.push(place.problem("needs no capability and yet lists alternatives"));
    }
    let mut keys: Vec<_> = operation.variants.iter().map(|variant| variant.key.as_str()).collect();
    keys.sort_unstable();
    for pair in keys.windows(2).filter(|pair| pair[0] == pair[1]) {
        problems.push(place.problem(format!("has two variants with the key `{}`", pair[0])));
    }
    for variant in
        operation.variants.iter().filter(|variant| variant.evidence.is_none() != variant.any_of.is_empty())
    {
        let message = format!(
            "the variant `{}` has alternatives without evidence, or evidence without any",
            variant.key
        );
        problems.push(place.problem(message));
    }
    problems
}

/// A kind that must be held whole is one on which a capability of the operation is granted.
fn whole_kinds(documents: &Documents) -> Vec<Problem> {
    let granted_on = |name: &String, kind: &String| {
        let mut capabilities = documents.capabilities.iter().map(|placed| &placed.value);
        capabilities.any(|one| one.name == *name && one.resources.contains(kind))
    };
    let mut problems = Vec::new();
    for (file, _, operation) in every_operation(documents) {
        let names: Vec<_> = operation.capabilities.iter().flat_map(|one| &one.all_of).collect();
        for whole in
            operation.whole.iter().filter(|one| !names.iter().any(|name| granted_on(name, &one.kind)))
        {
            let message =
                format!("must cover all `{}`, on which none of its capabilities is granted", whole.kind);
            problems.push(Problem::record(file, &operation.id, message));
        }
    }
    problems
}

/// The rules of impact name operations and APIs that exist.
fn impact_names(documents: &Documents) -> Vec<Problem> {
    let known: Vec<String> =
        every_operation(documents).map(|(_, api, operation)| format!("{api}:{}", operation.id)).collect();
    let rules = &documents.impact;
    let listed = rules.control_operations.iter().chain(&rules.read_posts).chain(&rules.secret_reads);
    let unknown = listed.filter(|name| !known.contains(name));
    let mut problems: Vec<_> =
        unknown.map(|name| Problem::record("impact.yaml", name, "is no operation of the catalog")).collect();
    for (api, tags) in &rules.control_tags {
        let exists = |tag: &String| {
            documents.operations.iter().any(|file| file.value.api == *api && file.value.tag == *tag)
        };
        let unknown = tags.iter().filter(|tag| !exists(tag));
        problems.extend(
            unknown.map(|tag| Problem::record("impact.yaml", tag, format!("is no tag of the API `{api}`"))),
        );
    }
    problems
}

/// A calendar date, checked for its shape only: the build script needs no calendar.
struct Date;

impl std::str::FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<_> = text.split('-').map(|part| (part.len(), part.parse::<u16>())).collect();
        match parts.as_slice() {
            [(4, Ok(_)), (2, Ok(1..=12)), (2, Ok(1..=31))] => Ok(Self),
            _ => Err(()),
        }
    }
}
