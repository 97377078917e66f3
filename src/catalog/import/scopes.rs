//! The entries of scopes: those that a document brings, brings back or no longer has.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Book, Record, list, scalar};
use super::{Changed, Import};
use crate::catalog::schema::{Scope, ScopeStatus};

/// The fields of a scope in the order in which they are written.
const ORDER: [&str; 7] = ["name", "status", "self_service", "user_only", "implies", "sources", "note"];

impl Import<'_> {
    /// Brings the entries of scopes up to the documents that were taken.
    pub(super) fn scopes(&mut self) {
        let mut books: BTreeMap<String, Book> = BTreeMap::new();
        for (file, text) in self.texts.iter().filter(|(file, _)| file.starts_with("scopes/")) {
            books.insert(file.clone(), Book::read(text, 0));
        }
        let known: BTreeMap<String, (String, Scope)> = self
            .documents
            .scopes
            .iter()
            .map(|placed| (placed.value.name.clone(), (placed.file.clone(), placed.value.clone())))
            .collect();
        for (api, declared) in std::mem::take(&mut self.declared) {
            let source = self.documents.about.documents.iter().find(|about| about.api == api);
            let source = source.map(|about| about.source.clone()).unwrap_or_default();
            let used = self.shelf.entries.iter().filter(|((of, _), _)| *of == api);
            let used = used.flat_map(|(_, entry)| entry.operation.scopes.iter().flatten().cloned());
            let there: BTreeSet<String> = declared.into_iter().chain(used).collect();
            for name in there.iter().filter(|name| !known.contains_key(*name)) {
                let file = file_of(&known, &api, &source);
                let book = books.entry(file).or_insert_with(|| Book {
                    head: format!("# OAuth scopes of the {api} API.\n"),
                    records: Vec::new(),
                });
                add(book, name, &source);
                self.scope_changed(name, "status", None, "current");
                self.twin(name, &known, &there);
            }
            for (name, (file, scope)) in &known {
                let cited = scope.sources.contains(&source);
                let status = match scope.status {
                    ScopeStatus::Current if cited && !there.contains(name) => "retired",
                    ScopeStatus::Retired | ScopeStatus::Undocumented if there.contains(name) => "current",
                    _ => continue,
                };
                let record = books.get_mut(file).and_then(|book| book.record(file, name).ok());
                if let Some(record) = record {
                    record.set("status", Some(status), &ORDER);
                    self.scope_changed(name, "status", Some(word(scope.status)), status);
                }
            }
        }
        for (file, book) in books {
            self.texts.insert(file, book.text());
        }
    }

    fn scope_changed(&mut self, name: &str, field: &str, before: Option<&str>, after: &str) {
        self.outcome.scopes.push(Changed {
            name: name.to_owned(),
            field: field.to_owned(),
            before: before.map(str::to_owned),
            after: Some(after.to_owned()),
        });
    }

    /// No document says that one scope covers another, so nothing is written of it.
    fn twin(&mut self, name: &str, known: &BTreeMap<String, (String, Scope)>, there: &BTreeSet<String>) {
        let Some(read) = name.strip_suffix(".manage").map(|stem| format!("{stem}.read")) else { return };
        if known.contains_key(&read) || there.contains(&read) {
            self.outcome.to_do.push(format!("scopes/: does `{name}` cover `{read}`? No document says it"));
        }
    }
}

/// The file in which the scopes of a document stand.
fn file_of(known: &BTreeMap<String, (String, Scope)>, api: &str, source: &str) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, _) in known.values().filter(|(_, scope)| scope.sources.iter().any(|one| one == source)) {
        *counts.entry(file).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or_else(|| format!("scopes/{api}.yaml"), |(file, _)| file.to_owned())
}

fn add(book: &mut Book, name: &str, source: &str) {
    let fields =
        [("name", scalar(name)), ("status", "current".to_owned()), ("sources", list(&[source]))];
    let at = book.records.iter().position(|record| record.name().is_some_and(|other| other > name));
    book.records.insert(at.unwrap_or(book.records.len()), Record::new(0, &fields));
}

fn word(status: ScopeStatus) -> &'static str {
    match status {
        ScopeStatus::Current => "current",
        ScopeStatus::Retired => "retired",
        ScopeStatus::Undocumented => "undocumented",
    }
}
