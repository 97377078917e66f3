//! Takes newer OpenAPI documents into a catalog folder, without losing what people wrote.
//!
//! A document speaks for endpoints, credentials, scopes, lifecycle and names of parameters and roles; everything else
//! is written by hand and stays. Nothing becomes surer than it was: what a document does not state is unknown.
//! The texts of the files go in and come out; reading and writing them is the caller's.

mod about;
mod aliases;
mod choose;
mod merge;
mod names;
mod record;
mod removed;
mod scopes;
mod shelf;
mod stated;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use choose::{api_of, known};
pub(super) use stated::Vocabulary;

use super::documents::{self, Documents};
use super::lint;
use super::openapi::Document;
use super::problem::Problem;
use super::tables::Tables;
use choose::{by_release, disagreement};
use shelf::Shelf;

/// The files of a catalog by their path relative to the folder.
pub type Texts = BTreeMap<String, String>;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outcome {
    /// The documents, in the order in which they were taken.
    pub documents: Vec<Taken>,
    /// The operations that came, by full name.
    pub added: Vec<String>,
    /// Those of them that stood in an earlier release and came back with what was known of them.
    pub returned: Vec<String>,
    /// The operations that went.
    pub removed: Vec<String>,
    /// The fields that changed.
    pub changed: Vec<Changed>,
    /// What the document says otherwise and people have decided: it stays as they wrote it.
    pub kept: Vec<Changed>,
    /// The operations that the catalog inside the program knows more about than the folder.
    pub lost: Vec<Lost>,
    /// The scopes whose entries came or changed.
    pub scopes: Vec<Changed>,
    /// What only people can decide.
    pub to_do: Vec<String>,
    /// The files that differ now.
    pub files: Vec<String>,
}

/// A document and what was done with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Taken {
    /// Its file.
    pub file: String,
    /// The API that it describes.
    pub api: String,
    /// Its release.
    pub release: String,
    /// The release that the catalog held.
    pub before: String,
    /// How many operations it describes.
    pub operations: usize,
    /// Whether it is older than what the catalog holds, so that nothing was taken from it.
    pub older: bool,
}

/// A field of an operation or a scope with its values before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// The full name of the operation, or the name of the scope.
    pub name: String,
    /// The field.
    pub field: String,
    /// The value before; none when it was not written.
    pub before: Option<String>,
    /// The value after, or the one that the document states.
    pub after: Option<String>,
}

/// An operation of which facts are lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lost {
    /// The operation.
    pub operation: String,
    /// The fields that the catalog inside the program has.
    pub facts: Vec<String>,
}

/// Takes documents into the texts of a catalog folder, oldest release first, and says what changed.
///
/// `known` is the catalog inside the program; it serves to see what a folder has lost. A document that is older than
/// what the folder holds of its API changes nothing.
///
/// # Errors
///
/// Files that do not parse or cannot be edited, documents of no API of the catalog, and documents that contradict each
/// other.
pub fn import(texts: &Texts, given: &[Document], known: &Tables) -> Result<(Texts, Outcome), Vec<Problem>> {
    let files: Vec<_> = texts.iter().map(|(file, text)| (file.clone(), text.clone())).collect();
    let (documents, problems) = documents::parse(&files);
    if !problems.is_empty() {
        return Err(problems);
    }
    let given = sorted(&documents, given)?;
    let shelf = Shelf::read(&documents, texts)?;
    let mut import = Import { documents, shelf, texts: texts.clone(), known, outcome: Outcome::default() };
    for (api, document) in given {
        import.take(&api, document)?;
    }
    import.shelf.write(&mut import.texts);
    import.shelf.verify(&import.texts)?;
    import.left_to_do();
    let Import { texts: after, mut outcome, .. } = import;
    let paths = texts.keys().chain(after.keys().filter(|file| !texts.contains_key(*file)));
    outcome.files = paths.filter(|file| texts.get(*file) != after.get(*file)).cloned().collect();
    outcome.files.sort();
    Ok((after, outcome))
}

/// An import under way.
struct Import<'a> {
    documents: Documents,
    shelf: Shelf,
    texts: Texts,
    known: &'a Tables,
    outcome: Outcome,
}

/// The documents with their APIs, oldest first; everything that keeps them from being taken is told at once.
fn sorted<'a>(
    documents: &Documents,
    given: &'a [Document],
) -> Result<Vec<(String, &'a Document)>, Vec<Problem>> {
    let operations = documents.operations.iter().flat_map(|placed| {
        let api = placed.value.api.as_str();
        placed
            .value
            .operations
            .iter()
            .map(move |one| (api, one.id.as_str(), super::openapi::endpoint(one.method, &one.path)))
    });
    let operations: Vec<_> = operations.collect();
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for document in given {
        if let Some(api) = api_of(document, operations.iter().cloned()) {
            found.push((api, document));
            continue;
        }
        let message = format!("`{}` shares no operations with an API of the catalog", document.title);
        let help =
            "is it a document of Okta? A new API needs an entry in catalog.yaml and one operation first";
        problems.push(Problem::file(&document.file, message).help(help));
    }
    found.sort_by(|(api, one), (other_api, other)| {
        api.cmp(other_api).then_with(|| by_release(&one.release, &other.release))
    });
    let neighbours = found.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let equal = neighbours.filter(|pair| by_release(&pair[0].1.release, &pair[1].1.release).is_eq());
    problems.extend(equal.filter_map(|pair| disagreement(pair[0].1, pair[1].1)));
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

impl Import<'_> {
    /// What the lint says of the result, in words: only people can decide it.
    fn left_to_do(&mut self) {
        let judged = |api: &str, tag: &String| {
            self.documents.impact.control_tags.get(api).is_some_and(|tags| tags.contains(tag))
        };
        for (api, tag) in self.shelf.new_resources().filter(|(api, tag)| !judged(api, tag)) {
            let message = format!("impact.yaml: is what changes `{tag}` of {api} control, or a mere write?");
            self.outcome.to_do.push(message);
        }
        let files: Vec<_> = self.texts.iter().map(|(file, text)| (file.clone(), text.clone())).collect();
        if let Err(problems) = lint::check(&files) {
            self.outcome.to_do.extend(problems.iter().map(ToString::to_string));
        }
    }
}
