//! Operations that go, and those that come back: `removed.yaml` keeps what people wrote of them.

use super::Import;
use super::record::{Book, Record};
use super::shelf::{self, BY_HAND, Name};
use crate::catalog::openapi::{Described, Document, endpoint};

const FILE: &str = "removed.yaml";

/// How far the fields of a removed operation's facts are indented.
const FACTS: usize = 6;

/// What is left of a removed operation.
pub(super) struct Back {
    pub(super) first_release: Option<String>,
    /// The lines that people had written.
    pub(super) facts: Vec<String>,
    pub(super) indent: usize,
}

impl Import<'_> {
    /// Moves an operation to the removed ones, with what people wrote of it.
    pub(super) fn remove(&mut self, name: &Name, document: &Document) {
        let Some(entry) = self.shelf.take(name) else { return };
        let full = format!("{}:{}", name.0, name.1);
        let about = self.documents.about.documents.iter().find(|about| about.api == name.0);
        let last = about.map_or_else(|| document.release.clone(), |about| about.release.clone());
        let first = entry.operation.since.clone().unwrap_or_else(|| last.clone());
        let value = |field: &str| shelf::value(&entry.operation, field).unwrap_or_default();
        let mut record = Record::new(
            2,
            &[
                ("id", value("id")),
                ("api", super::record::scalar(&name.0)),
                ("method", value("method")),
                ("path", value("path")),
                ("first_release", super::record::scalar(&first)),
                ("last_release", super::record::scalar(&last)),
                ("credentials", value("credentials")),
                ("scopes", value("scopes")),
            ],
        );
        let facts = entry.record.fields(&BY_HAND);
        if !facts.is_empty() {
            let moved = facts.iter().map(|line| format!("  {line}"));
            record.append(std::iter::once("    facts:".to_owned()).chain(moved));
        }
        let mut book = self.removed_book();
        book.records.push(record);
        self.texts.insert(FILE.to_owned(), book.text());
        super::aliases::forget(&mut self.texts, &full, &entry.operation, &last);
        self.outcome.removed.push(full.clone());
        self.drop_everywhere(&full);
    }

    /// Takes a described operation from the removed ones, when it is one of them.
    pub(super) fn take_removed(&mut self, api: &str, described: &Described) -> Option<Back> {
        let request = endpoint(described.method, &described.path);
        let mut book = self.removed_book();
        let field = |record: &Record, name: &str| {
            let line = record.fields(&[name]).into_iter().next()?;
            let (_, value) = line.split_once(": ")?;
            Some(value.trim().trim_matches(['\'', '"']).to_owned())
        };
        let at = book.records.iter().position(|record| {
            let same_id = record.name() == Some(described.id.as_str());
            let path = field(record, "path").unwrap_or_default();
            let method = field(record, "method").and_then(|method| method.parse().ok());
            let same_request = method.is_some_and(|method| endpoint(method, &path) == request);
            field(record, "api").as_deref() == Some(api) && (same_id || same_request)
        })?;
        let record = book.records.remove(at);
        let mut facts = record.fields(&["facts"]);
        if !facts.is_empty() {
            facts.remove(0);
        }
        self.texts.insert(FILE.to_owned(), book.text());
        Some(Back { first_release: field(&record, "first_release"), facts, indent: FACTS })
    }

    fn removed_book(&self) -> Book {
        if let Some(text) = self.texts.get(FILE) {
            return Book::read(text, 2);
        }
        let sources: Vec<_> = self.documents.about.documents.iter().map(|one| &one.source).collect();
        let head = format!(
            "# Operations that stood in an earlier release of the documents and stand there no longer.\nsources: {}\noperations:\n",
            super::record::list(&sources)
        );
        Book { head, records: Vec::new() }
    }
}
