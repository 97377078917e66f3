//! One document into the operations of its API.

use std::collections::{BTreeMap, BTreeSet};

use super::choose::by_release;
use super::shelf::{self, BY_HAND, Entry, Name, ORDER};
use super::stated::{Vocabulary, takes_an_admin};
use super::{Changed, Import, Lost, Taken};
use crate::catalog::openapi::{Described, Document, endpoint};
use crate::catalog::problem::Problem;
use crate::catalog::schema::Operation;
use crate::catalog::tables;
use crate::model::Accepted;

impl Import<'_> {
    /// Takes a document into the catalog, unless that holds a newer release.
    pub(super) fn take(&mut self, api: &str, document: &Document) -> Result<(), Vec<Problem>> {
        let about = self.documents.about.documents.iter().find(|about| about.api == api);
        let (before, source) =
            about.map(|about| (about.release.clone(), about.source.clone())).unwrap_or_default();
        let age = by_release(&document.release, &before);
        self.outcome.documents.push(Taken {
            file: document.file.clone(),
            api: api.to_owned(),
            release: document.release.clone(),
            before,
            operations: document.operations.len(),
            older: age.is_lt(),
        });
        if age.is_lt() {
            return Ok(());
        }
        self.contradictions(api, document)?;
        let vocabulary = Vocabulary::of(&self.documents, api);
        let dated =
            self.shelf.entries.iter().any(|((of, _), entry)| of == api && entry.operation.since.is_some());
        let since = (age.is_gt() && dated).then(|| document.release.clone());
        let ids: BTreeSet<&str> = document.operations.iter().map(|one| one.id.as_str()).collect();
        self.rename(api, document, &ids);
        let gone = self.shelf.entries.keys().filter(|(of, id)| of == api && !ids.contains(id.as_str()));
        let gone: Vec<Name> = gone.cloned().collect();
        for name in gone {
            self.remove(&name, document);
        }
        for described in &document.operations {
            let mut stated = vocabulary.operation(described);
            for role in vocabulary.unknown_roles(described) {
                let message = format!(
                    "{api}:{}: the document names the role `{role}`, which roles/ does not have",
                    described.id
                );
                self.outcome.to_do.push(message);
            }
            let name = (api.to_owned(), described.id.clone());
            if self.shelf.entries.contains_key(&name) {
                self.update(&name, &described.tag, &stated);
            } else {
                stated.sources = vec![source.clone()];
                self.add(api, described, stated, since.clone());
            }
        }
        self.scopes(api, &document.scopes).map_err(|problem| vec![problem])?;
        self.about(api, document);
        Ok(())
    }

    /// Endpoints of the document that another API of the catalog has.
    fn contradictions(&self, api: &str, document: &Document) -> Result<(), Vec<Problem>> {
        let others = self.shelf.entries.iter().filter(|((of, _), _)| of != api);
        let others: BTreeMap<String, String> = others
            .map(|((of, id), entry)| {
                (endpoint(entry.operation.method, &entry.operation.path), format!("{of}:{id}"))
            })
            .collect();
        let clash = |one: &Described| {
            let other = others.get(&endpoint(one.method, &one.path))?;
            let message =
                format!("has the endpoint `{} {}`, which is `{other}` already", one.method, one.path);
            Some(
                Problem::record(&document.file, &one.id, message)
                    .help("the two documents contradict each other: keep it in one"),
            )
        };
        let problems: Vec<_> = document.operations.iter().filter_map(clash).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Operations with another id and the same endpoint keep what is known of them.
    fn rename(&mut self, api: &str, document: &Document, ids: &BTreeSet<&str>) {
        let free = self.shelf.entries.iter().filter(|((of, id), _)| of == api && !ids.contains(id.as_str()));
        let by_endpoint: BTreeMap<String, Name> = free
            .map(|(name, entry)| (endpoint(entry.operation.method, &entry.operation.path), name.clone()))
            .collect();
        for described in &document.operations {
            let name = (api.to_owned(), described.id.clone());
            let old = by_endpoint.get(&endpoint(described.method, &described.path));
            let Some(old) = old.filter(|_| !self.shelf.entries.contains_key(&name)) else { continue };
            let Some(mut entry) = self.shelf.take(old) else { continue };
            entry.operation.id.clone_from(&described.id);
            entry.record.set("id", shelf::value(&entry.operation, "id").as_deref(), &ORDER);
            self.shelf.put(api, entry);
            let full = |(api, id): &Name| format!("{api}:{id}");
            self.changed(&name, "id", Some(old.1.clone()), Some(described.id.clone()));
            self.rename_everywhere(&full(old), &full(&name));
        }
    }

    fn add(&mut self, api: &str, described: &Described, stated: Operation, since: Option<String>) {
        let full = format!("{api}:{}", described.id);
        let mut operation = Operation { since, ..stated };
        super::aliases::recall(&mut self.texts, &full, &operation);
        let returned = self.take_removed(api, described);
        let lost = if returned.is_some() { Vec::new() } else { lost(self.known, api, &operation) };
        if !lost.is_empty() {
            let version = &self.known.version;
            operation.note = Some(format!(
                "Facts written by hand are lost here: {}. The catalog {version} has them.",
                lost.join(", ")
            ));
            self.outcome.lost.push(Lost { operation: full.clone(), facts: lost });
        }
        let mut record = shelf::record(&operation);
        if let Some(back) = returned {
            self.outcome.returned.push(full.clone());
            if let Some(first) = back.first_release.filter(|_| operation.since.is_some()) {
                operation.since = Some(first);
                record.set("since", shelf::value(&operation, "since").as_deref(), &ORDER);
            }
            let order: Vec<&str> = ORDER.into_iter().chain(["sources"]).collect();
            record.insert(&back.facts, back.indent, &order);
        }
        self.outcome.added.push(full);
        self.shelf.put(api, Entry { tag: described.tag.clone(), operation, record });
    }

    /// Brings the fields that the document states up to it.
    fn update(&mut self, name: &Name, tag: &str, stated: &Operation) {
        let Some(entry) = self.shelf.entries.get(name) else { return };
        let mut entry = entry.clone();
        let (before, mut after) = (entry.operation.clone(), stated.clone());
        self.keep_what_people_decided(name, &before, &mut after);
        let mut differing: Vec<&str> = Vec::new();
        for field in ORDER.into_iter().filter(|field| !BY_HAND.contains(field) && *field != "since") {
            if shelf::value(&before, field) != shelf::value(&after, field) {
                entry.record.set(field, shelf::value(&after, field).as_deref(), &ORDER);
                self.changed(name, field, shelf::value(&before, field), shelf::value(&after, field));
                differing.push(field);
            }
        }
        let moved = entry.tag != tag;
        if moved {
            self.changed(name, "tag", Some(entry.tag.clone()), Some(tag.to_owned()));
        }
        self.doubts(name, &before, &after, &mut entry);
        if !differing.is_empty() || moved {
            tag.clone_into(&mut entry.tag);
            entry.operation = after_all(before, after);
            self.shelf.put(&name.0, entry);
        }
    }

    /// What people know better than the document, and what it merely writes in another order, stays as it is written.
    fn keep_what_people_decided(&mut self, name: &Name, before: &Operation, after: &mut Operation) {
        let set = |sets: &[Vec<String>]| -> BTreeSet<BTreeSet<String>> {
            sets.iter().map(|set| set.iter().cloned().collect()).collect()
        };
        if set(&before.scopes) == set(&after.scopes) {
            after.scopes.clone_from(&before.scopes);
        } else if before.scopes_evidence.is_some() {
            let kept = |operation: &Operation| shelf::value(operation, "scopes");
            self.outcome.kept.push(change(name, "scopes", kept(before), kept(after)));
            after.scopes.clone_from(&before.scopes);
        }
        // A document says OAuth where only the token of an end user does.
        let plain = |accepted: &[Accepted]| -> BTreeSet<Accepted> {
            let oauth = |one: &Accepted| if *one == Accepted::UserToken { Accepted::Oauth } else { *one };
            accepted.iter().map(oauth).collect()
        };
        if plain(&before.credentials) == plain(&after.credentials) {
            after.credentials.clone_from(&before.credentials);
        }
        let same = |one: &[String], other: &[String]| {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>()
        };
        for (before, after) in [
            (&before.skus, &mut after.skus),
            (&before.query, &mut after.query),
            (&before.opa_roles, &mut after.opa_roles),
        ] {
            if same(before, after) {
                after.clone_from(before);
            }
        }
        match (&before.roles_only, &mut after.roles_only) {
            (Some(before), Some(after)) if same(before, after) => after.clone_from(before),
            (Some(before), after @ None) => *after = Some(before.clone()),
            _ => {}
        }
    }

    /// What was written by hand for something that is no longer so: unknown where it would be wrong, told otherwise.
    fn doubts(&mut self, name: &Name, before: &Operation, after: &Operation, entry: &mut Entry) {
        let full = format!("{}:{}", name.0, name.1);
        if takes_an_admin(&before.credentials) != takes_an_admin(&after.credentials) {
            let written = |operation: &Operation| shelf::value(operation, "capabilities");
            entry.record.set("capabilities", written(after).as_deref(), &ORDER);
            self.changed(name, "capabilities", Some(names_of(before)), Some(names_of(after)));
        } else if before.method != after.method
            || before.credentials != after.credentials
            || before.scopes != after.scopes
        {
            let message =
                format!("{full}: does its right still hold? What the document asks for has changed");
            self.outcome.to_do.push(message);
        }
        let parameters = &self.documents.limits.parameters;
        let conditions = before.capabilities.iter().flat_map(|one| one.when.keys());
        for parameter in conditions.collect::<BTreeSet<_>>() {
            let query = parameters.get(parameter).and_then(|parameter| parameter.query.as_ref());
            let gone = query.filter(|query| before.query.contains(query) && !after.query.contains(query));
            if let Some(query) = gone {
                let message = format!("{full}: depends on the query parameter `{query}`, which is gone");
                self.outcome.to_do.push(message);
            }
        }
    }

    pub(super) fn changed(
        &mut self,
        name: &Name,
        field: &str,
        before: Option<String>,
        after: Option<String>,
    ) {
        self.outcome.changed.push(change(name, field, before, after));
    }
}

fn change(name: &Name, field: &str, before: Option<String>, after: Option<String>) -> Changed {
    Changed { name: format!("{}:{}", name.0, name.1), field: field.to_owned(), before, after }
}

/// The alternatives of capabilities in words.
fn names_of(operation: &Operation) -> String {
    let alternatives: Vec<_> = operation.capabilities.iter().map(|one| one.all_of.join(" + ")).collect();
    format!("[{}]", alternatives.join(", "))
}

/// What the document states, with what was written by hand.
fn after_all(before: Operation, after: Operation) -> Operation {
    let kind = takes_an_admin(&before.credentials) == takes_an_admin(&after.credentials);
    Operation {
        since: before.since,
        scopes_evidence: before.scopes_evidence,
        capabilities: if kind { before.capabilities } else { after.capabilities },
        whole: before.whole,
        acts_on_caller: before.acts_on_caller,
        own: before.own,
        variants: before.variants,
        also_written: before.also_written,
        tried: before.tried,
        note: before.note,
        sources: before.sources,
        ..after
    }
}

/// The fields that the catalog inside the program has of an operation that the folder does not have.
fn lost(known: &tables::Tables, api: &str, stated: &Operation) -> Vec<String> {
    let of_api = |one: &&tables::Operation| known.apis[one.api.index()].name == api;
    let Some(known) = known.operations.iter().filter(of_api).find(|one| one.id == stated.id) else {
        return Vec::new();
    };
    let facts = [
        ("capabilities", !known.capabilities.is_empty() && stated.capabilities.is_empty()),
        ("whole", !known.whole.is_empty()),
        ("acts_on_caller", known.acts_on_caller),
        ("self", known.own.is_some()),
        ("roles_only", known.roles_only.is_some() && stated.roles_only.is_none()),
        ("variants", !known.variants.is_empty()),
        ("also_written", !known.also_written.is_empty()),
        ("tried", !known.tried.is_empty()),
        ("since", known.since.is_some() && stated.since.is_none()),
        ("note", known.note.is_some()),
    ];
    facts.into_iter().filter(|(_, there)| *there).map(|(field, _)| field.to_owned()).collect()
}
