//! Lays facts of one org over a packed catalog, through the same packer that made it.

use super::documents::{Placed, yaml};
use super::lint;
use super::names::{Names, Place};
use super::pack::{Packer, unresolved};
use super::problem::Problem;
use super::schema::{
    self, Capability, Holding, OperationPatch, Overlay, RolePatch, Scope, Source, SourceKind,
};
use super::tables::{Tables, Trial};
use crate::disclosure;
use crate::model::Evidence;

/// The catalog with the facts of an overlay; `file` is its name in problems and sources.
///
/// # Errors
///
/// Everything that is wrong with the overlay, at once.
pub(super) fn lay(tables: Tables, file: &str, text: &str) -> Result<Tables, Vec<Problem>> {
    let mut overlay: Overlay = yaml(file, text).map_err(|problem| vec![problem])?;
    hide_tokens(&mut overlay);
    let mut packer = Packer::over(tables);
    let own = Source {
        title: format!("overlay {}", overlay.name),
        kind: SourceKind::Overlay,
        url: None,
        place: Some(file.to_owned()),
        date: None,
    };
    let own_key = format!("overlay-{}", overlay.name);
    packer.tables.sources.push(unresolved::source(&own_key, &own));
    for (key, source) in &overlay.sources {
        let entry = unresolved::source(key, source);
        match packer.names.sources.get(key) {
            Some(known) => packer.tables.sources[known.index()] = entry,
            None => packer.tables.sources.push(entry),
        }
    }
    packer.tables.overlays.push(overlay.name.clone());
    let mut layer = Layer { packer, file, own_key };
    layer.vocabulary(&overlay);
    for patch in &overlay.roles {
        layer.role(patch);
    }
    for patch in &overlay.operations {
        layer.operation(&overlay, patch);
    }
    layer.cycles();
    layer.packer.finish()
}

/// Hides what could be a token in the texts that reports print.
fn hide_tokens(overlay: &mut Overlay) {
    let texts = [&mut overlay.name].into_iter();
    let texts = texts.chain(overlay.sources.values_mut().map(|source| &mut source.title));
    let texts = texts.chain(overlay.roles.iter_mut().map(|role| &mut role.reason));
    let texts = texts.chain(overlay.operations.iter_mut().map(|operation| &mut operation.reason));
    texts.for_each(hide_in);
    let holdings = overlay.roles.iter_mut().flat_map(|role| role.holds.iter_mut().chain(&mut role.denied));
    let notes = holdings.filter_map(|holding| holding.note.as_mut());
    notes
        .chain(overlay.operations.iter_mut().filter_map(|operation| operation.note.as_mut()))
        .for_each(hide_in);
}

fn hide_in(text: &mut String) {
    *text = disclosure::prose(text).into_owned();
}

struct Layer<'a> {
    packer: Packer,
    file: &'a str,
    own_key: String,
}

impl Layer<'_> {
    /// Scopes and capabilities: one with a known name takes its place, a new one is added.
    fn vocabulary(&mut self, overlay: &Overlay) {
        for written in &overlay.scopes {
            let entry = unresolved::scope(self.file, written);
            match self.packer.names.scopes.get(&written.name) {
                Some(key) => self.packer.tables.scopes[key.index()] = entry,
                None => self.packer.tables.scopes.push(entry),
            }
        }
        for written in &overlay.capabilities {
            let entry = unresolved::capability(self.file, written);
            match self.packer.names.capabilities.get(&written.name) {
                Some(key) => self.packer.tables.capabilities[key.index()] = entry,
                None => self.packer.tables.capabilities.push(entry),
            }
        }
        self.packer.names = Names::of(&self.packer.tables);
        let cited = |sources: &[String]| self.cited(sources);
        let scopes = overlay.scopes.iter().map(|scope| {
            let value = Scope { sources: cited(&scope.sources), ..scope.clone() };
            Placed { file: self.file.to_owned(), value }
        });
        let capabilities = overlay.capabilities.iter().map(|capability| {
            let value = Capability { sources: cited(&capability.sources), ..capability.clone() };
            Placed { file: self.file.to_owned(), value }
        });
        let (scopes, capabilities) = (scopes.collect::<Vec<_>>(), capabilities.collect::<Vec<_>>());
        self.packer.scopes(&scopes);
        self.packer.capabilities(&capabilities);
    }

    /// What the overlay says of a capability replaces everything that the catalog says of it for this role.
    fn role(&mut self, patch: &RolePatch) {
        let place = Place { file: self.file, record: &patch.kind_name };
        let key = match self.packer.names.role(&patch.kind_name, &place) {
            Ok(key) => key,
            Err(problem) => return self.packer.problems.push(problem),
        };
        let with_source = |mut holding: Holding| {
            holding.sources = self.cited(&holding.sources);
            holding.note = holding.note.or_else(|| Some(patch.reason.clone()));
            holding
        };
        let holds: Vec<_> = patch.holds.iter().cloned().map(with_source).collect();
        let denied: Vec<_> = patch.denied.iter().cloned().map(with_source).collect();
        let holds = self.packer.holdings(&holds, &place);
        let denied = self.packer.holdings(&denied, &place);
        let named = |capability| holds.iter().chain(&denied).any(|holding| holding.capability == capability);
        let role = &mut self.packer.tables.roles[key.index()];
        role.holds.retain(|holding| !named(holding.capability));
        role.denied.retain(|holding| !named(holding.capability));
        role.holds.extend(holds);
        role.denied.extend(denied);
    }

    /// Each field that the overlay gives replaces that of the catalog; so does a trial of a role.
    fn operation(&mut self, overlay: &Overlay, patch: &OperationPatch) {
        let place = Place { file: self.file, record: &patch.id };
        let key = match self.packer.names.operation(&patch.id, &place) {
            Ok(key) => key,
            Err(problem) => return self.packer.problems.push(problem),
        };
        let cites = self.packer.cite(&self.cited(&patch.sources), &place);
        let scopes = patch.scopes.as_ref().map(|scopes| self.packer.scope_sets(scopes, &place));
        let capabilities =
            patch.capabilities.as_ref().map(|written| self.packer.alternatives(written, &place));
        let roles_only =
            patch.roles_only.as_ref().map(|roles| self.packer.resolve(roles, &place, Names::role));
        let tried = self.trials(overlay, patch, &place);
        let operation = &mut self.packer.tables.operations[key.index()];
        if let Some(scopes) = scopes {
            operation.scopes = scopes;
            operation.scopes_fact.evidence = patch.scopes_evidence.unwrap_or(Evidence::Observed);
            operation.scopes_fact.cites = cites;
        }
        if let Some(capabilities) = capabilities {
            operation.capabilities = capabilities;
            operation.cites = cites;
        }
        if let Some(roles_only) = roles_only {
            operation.roles_only = Some(roles_only);
            operation.cites = cites;
        }
        operation.tried.retain(|known| !tried.iter().any(|trial| trial.role == known.role));
        operation.tried.extend(tried);
        operation.note = Some(patch.note.clone().unwrap_or_else(|| patch.reason.clone()));
    }

    /// The trials of an operation, from all entries of the overlay about it: they must not contradict each other.
    fn trials(&mut self, overlay: &Overlay, patch: &OperationPatch, place: &Place<'_>) -> Vec<Trial> {
        let entries = overlay.operations.iter().filter(|other| other.id == patch.id);
        let written = entries.flat_map(|entry| &entry.tried);
        let cited =
            |trial: &schema::Trial| schema::Trial { sources: self.cited(&trial.sources), ..trial.clone() };
        let written: Vec<_> = written.map(cited).collect();
        self.packer.trials(&written, place)
    }

    /// An overlay may close a cycle that neither it nor the catalog has alone.
    fn cycles(&mut self) {
        let Tables { capabilities, scopes, .. } = &self.packer.tables;
        let includes = capabilities.iter().map(|one| {
            let names = one.includes.iter().map(|edge| capabilities[edge.to.index()].name.clone());
            (self.file, one.name.as_str(), names.collect())
        });
        let implies = scopes.iter().map(|one| {
            let names = one.implies.iter().map(|edge| scopes[edge.to.index()].name.clone());
            (self.file, one.name.as_str(), names.collect())
        });
        let mut knots = lint::cycle(&includes.collect::<Vec<_>>(), "includes");
        knots.extend(lint::cycle(&implies.collect::<Vec<_>>(), "implies"));
        self.packer.problems.extend(knots);
    }

    /// The sources of a fact: those that it names, or the overlay itself.
    fn cited(&self, sources: &[String]) -> Vec<String> {
        if sources.is_empty() { vec![self.own_key.clone()] } else { sources.to_vec() }
    }
}
