//! The entries of scopes: those that a document brings, brings back or no longer has.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Book, Record, list, scalar};
use super::{Changed, Import};
use crate::catalog::documents::yaml;
use crate::catalog::problem::Problem;
use crate::catalog::schema::{Scope, ScopeStatus};

/// The fields of a scope in the order in which they are written.
const ORDER: [&str; 7] = ["name", "status", "self_service", "user_only", "implies", "sources", "note"];

impl Import<'_> {
    /// Brings the entries of the scopes of an API up to a document that was taken.
    pub(super) fn scopes(&mut self, api: &str, declared: &BTreeSet<String>) -> Result<(), Problem> {
        let mut books: BTreeMap<String, Book> = BTreeMap::new();
        let mut known: BTreeMap<String, (String, Scope)> = BTreeMap::new();
        for (file, text) in self.texts.iter().filter(|(file, _)| file.starts_with("scopes/")) {
            books.insert(file.clone(), Book::read(text, 0));
            let scopes: Vec<Scope> = yaml(file, text)?;
            known.extend(scopes.into_iter().map(|scope| (scope.name.clone(), (file.clone(), scope))));
        }
        let source = self.documents.about.documents.iter().find(|about| about.api == api);
        let source = source.map(|about| about.source.clone()).unwrap_or_default();
        let used = self.shelf.entries.iter().filter(|((of, _), _)| of == api);
        let used = used.flat_map(|(_, entry)| entry.operation.scopes.iter().flatten());
        let there: BTreeSet<String> = declared.iter().chain(used).cloned().collect();
        for name in there.iter().filter(|name| !known.contains_key(*name)) {
            let head = format!("# OAuth scopes of the {api} API.\n");
            let new_book = || Book { head, records: Vec::new() };
            add(books.entry(file_of(&known, api, &source)).or_insert_with(new_book), name, &source);
            self.scope_changed(name, None, "current");
            self.twin(name, &known, &there);
        }
        for (name, (file, scope)) in &known {
            let status = match scope.status {
                ScopeStatus::Current if scope.sources.contains(&source) && !there.contains(name) => "retired",
                ScopeStatus::Retired | ScopeStatus::Undocumented if there.contains(name) => "current",
                _ => continue,
            };
            let Some(book) = books.get_mut(file) else { continue };
            book.record(file, name)?.set("status", Some(status), &ORDER);
            self.scope_changed(name, Some(word(scope.status)), status);
        }
        for (file, book) in books {
            let same = self.texts.get(&file).is_some_and(|text| Book::read(text, 0) == book);
            if !same {
                self.texts.insert(file, book.text());
            }
        }
        Ok(())
    }

    fn scope_changed(&mut self, name: &str, before: Option<&str>, after: &str) {
        self.outcome.scopes.push(Changed {
            name: name.to_owned(),
            field: "status".to_owned(),
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
    let fields = [("name", scalar(name)), ("status", "current".to_owned()), ("sources", list(&[source]))];
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
