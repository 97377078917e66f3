//! The operations of a catalog with the text that each stands in, so that a change touches one record.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Book, Record, list, lists, scalar, unusual};
use crate::catalog::documents::{Documents, yaml};
use crate::catalog::problem::Problem;
use crate::catalog::schema::{Operation, OperationFile};

/// The fields of an operation in the order in which they are written.
pub(super) const ORDER: [&str; 21] = [
    "id",
    "method",
    "path",
    "lifecycle",
    "since",
    "skus",
    "deprecated",
    "credentials",
    "query",
    "scopes",
    "scopes_evidence",
    "capabilities",
    "whole",
    "acts_on_caller",
    "self",
    "roles_only",
    "opa_roles",
    "variants",
    "also_written",
    "tried",
    "note",
];

/// The fields that people write and no document states, `sources` among them.
pub(super) const BY_HAND: [&str; 10] = [
    "scopes_evidence",
    "capabilities",
    "whole",
    "acts_on_caller",
    "self",
    "variants",
    "also_written",
    "tried",
    "note",
    "sources",
];

/// API and operation id.
pub(super) type Name = (String, String);

/// An operation with its text.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) tag: String,
    pub(super) operation: Operation,
    pub(super) record: Record,
}

/// The operations of a catalog.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) entries: BTreeMap<Name, Entry>,
    /// The file of each resource with what stands at its head.
    files: BTreeMap<(String, String), (String, String)>,
    /// The resources of which an operation came, went or changed.
    touched: BTreeSet<(String, String)>,
}

impl Shelf {
    /// Takes the operation files apart.
    ///
    /// # Errors
    ///
    /// Every operation that stands in another layout than import can edit.
    pub(super) fn read(
        documents: &Documents,
        texts: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Problem>> {
        let mut shelf = Self::default();
        let mut problems = Vec::new();
        for placed in &documents.operations {
            let (file, content) = (&placed.file, &placed.value);
            let mut book = Book::read(texts.get(file).map_or("", String::as_str), 2);
            let resource = (content.api.clone(), content.tag.clone());
            shelf.files.insert(resource, (file.clone(), book.head.clone()));
            for operation in &content.operations {
                match book.record(file, &operation.id) {
                    Ok(record) => {
                        let (tag, operation, record) =
                            (content.tag.clone(), operation.clone(), record.clone());
                        let name = (content.api.clone(), operation.id.clone());
                        shelf.entries.insert(name, Entry { tag, operation, record });
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if problems.is_empty() { Ok(shelf) } else { Err(problems) }
    }

    /// Puts an operation on the shelf, in the place of one with its name.
    pub(super) fn put(&mut self, api: &str, entry: Entry) {
        self.touched.insert((api.to_owned(), entry.tag.clone()));
        let name = (api.to_owned(), entry.operation.id.clone());
        if let Some(before) = self.entries.insert(name, entry) {
            self.touched.insert((api.to_owned(), before.tag));
        }
    }

    /// Takes an operation from the shelf.
    pub(super) fn take(&mut self, name: &Name) -> Option<Entry> {
        let entry = self.entries.remove(name)?;
        self.touched.insert((name.0.clone(), entry.tag.clone()));
        Some(entry)
    }

    /// The resources that came, which no rule of impact can know.
    pub(super) fn new_resources(&self) -> impl Iterator<Item = &(String, String)> {
        self.touched.iter().filter(|resource| {
            !self.files.contains_key(*resource)
                && self
                    .entries
                    .iter()
                    .any(|((api, _), entry)| (api, &entry.tag) == (&resource.0, &resource.1))
        })
    }

    /// Checks that what was written says what was meant: an edit must never break a file that people laid out otherwise.
    ///
    /// # Errors
    ///
    /// The files in which it does not.
    pub(super) fn verify(&self, texts: &BTreeMap<String, String>) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for resource in &self.touched {
            let (api, tag) = resource;
            let file = self.files.get(resource);
            let file = file.map_or_else(|| new_file(api, tag).0, |(file, _)| file.clone());
            let Some(text) = texts.get(&file) else { continue };
            let written: Result<OperationFile, Problem> = yaml(&file, text);
            let written = written.map(|file| file.operations).unwrap_or_default();
            let meant = self.entries.iter().filter(|((of, _), entry)| of == api && entry.tag == *tag);
            for (_, Entry { operation, .. }) in meant {
                if !written.iter().any(|one| stated_alike(one, operation)) {
                    problems.push(unusual(&file, &operation.id));
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Writes the files of which something changed into `texts`; one without operations goes.
    pub(super) fn write(&self, texts: &mut BTreeMap<String, String>) {
        for resource in &self.touched {
            let (api, tag) = resource;
            let (file, head) = self.files.get(resource).cloned().unwrap_or_else(|| new_file(api, tag));
            let entries = self.entries.iter().filter(|((of, _), entry)| of == api && entry.tag == *tag);
            let mut entries: Vec<_> = entries.map(|(_, entry)| entry).collect();
            entries.sort_by_key(|entry| (&entry.operation.path, entry.operation.method.name()));
            if entries.is_empty() {
                texts.remove(&file);
            } else {
                let records = entries.into_iter().map(|entry| entry.record.clone()).collect();
                texts.insert(file, Book { head, records }.text());
            }
        }
    }
}

/// Whether two operations are alike in all that documents state.
fn stated_alike(one: &Operation, other: &Operation) -> bool {
    let mut stated = ORDER.into_iter().filter(|field| !BY_HAND.contains(field));
    stated.all(|field| value(one, field) == value(other, field))
}

/// The file of a resource that had none, with its head.
fn new_file(api: &str, tag: &str) -> (String, String) {
    let mut stem = String::new();
    let letters: Vec<char> = tag.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let word = letter.is_ascii_uppercase()
            && before.is_some_and(|one| one.is_ascii_lowercase() || (one.is_ascii_uppercase() && after));
        let gap = !letter.is_ascii_alphanumeric();
        if (word || gap) && !stem.ends_with('-') && !stem.is_empty() {
            stem.push('-');
        }
        if !gap {
            stem.push(letter.to_ascii_lowercase());
        }
    }
    let head = format!(
        "# What the {api} operations of the resource {tag} need.\napi: {}\ntag: {}\noperations:\n",
        scalar(api),
        scalar(tag)
    );
    (format!("operations/{api}/{}.yaml", stem.trim_matches('-')), head)
}

/// An operation as a new record.
pub(super) fn record(operation: &Operation) -> Record {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for field in ORDER {
        fields.extend(value(operation, field).map(|value| (field, value)));
    }
    fields.push(("sources", list(&operation.sources)));
    Record::new(2, &fields)
}

/// The value of a field that documents state, or that a new operation has; none when it is not written.
pub(super) fn value(operation: &Operation, field: &str) -> Option<String> {
    let listed = |texts: &[String]| (!texts.is_empty()).then(|| list(texts));
    match field {
        "id" => Some(scalar(&operation.id)),
        "method" => Some(operation.method.name().to_owned()),
        "path" => Some(scalar(&operation.path)),
        "lifecycle" => operation.lifecycle.as_deref().map(scalar),
        "since" => operation.since.as_deref().map(scalar),
        "skus" => listed(&operation.skus),
        "deprecated" => operation.deprecated.then(|| "true".to_owned()),
        "credentials" => Some(list(&operation.credentials.iter().map(|one| one.name()).collect::<Vec<_>>())),
        "query" => listed(&operation.query),
        "scopes" => Some(lists(&operation.scopes)),
        "capabilities" if operation.capabilities.is_empty() => Some("[]".to_owned()),
        "capabilities" => Some("\n      - {all_of: [], evidence: spec}".to_owned()),
        "roles_only" => operation.roles_only.as_ref().map(|roles| list(roles)),
        "opa_roles" => listed(&operation.opa_roles),
        "note" => operation.note.as_deref().map(scalar),
        _ => None,
    }
}
