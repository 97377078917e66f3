//! The parts of a record that name others: each name becomes a key, or a problem with its place.

use std::collections::BTreeMap;

use super::Packer;
use crate::catalog::names::{Names, Place};
use crate::catalog::problem::Problem;
use crate::catalog::schema;
use crate::catalog::tables::{
    Alternative, CapabilityKey, CitationKey, Condition, Edge, Fact, Holding, ScopeKey, Trial, Whole,
};
use crate::model::Engine;

impl Packer {
    pub(in crate::catalog) fn alternatives(
        &mut self,
        written: &[schema::Alternative],
        place: &Place<'_>,
    ) -> Vec<Alternative> {
        let alternatives = written.iter().map(|alternative| Alternative {
            all_of: self.capability_keys(&alternative.all_of, place),
            when: self.condition(&alternative.when, place),
            evidence: alternative.evidence,
        });
        alternatives.collect()
    }

    fn condition(&mut self, written: &BTreeMap<String, Vec<String>>, place: &Place<'_>) -> Condition {
        let mut condition = Condition::default();
        for (name, values) in written {
            if name == "engine" {
                condition.engine = self.engine(values, place);
                continue;
            }
            let Some(key) =
                self.names.parameter(name, place).map_err(|problem| self.problems.push(problem)).ok()
            else {
                continue;
            };
            let known = &self.tables.parameters[key.index()].values;
            let unknown: Vec<_> = values.iter().filter(|value| !known.contains(value)).cloned().collect();
            let complaint =
                unknown.iter().map(|value| place.problem(format!("`{name}` has no value `{value}`")));
            self.problems.extend(complaint);
            condition.parameters.push((key, values.clone()));
        }
        condition
    }

    fn engine(&mut self, values: &[String], place: &Place<'_>) -> Option<Engine> {
        let engine =
            [Engine::IdentityEngine, Engine::Classic].into_iter().find(|engine| *values == [engine.name()]);
        if engine.is_none() {
            self.problems.push(place.problem("`engine` must be [identity-engine] or [classic]"));
        }
        engine
    }

    pub(in crate::catalog) fn holdings(
        &mut self,
        written: &[schema::Holding],
        place: &Place<'_>,
    ) -> Vec<Holding> {
        let mut holdings = Vec::with_capacity(written.len());
        for holding in written {
            let capability = self.names.capability(&holding.capability, place);
            let limit = holding.limit.as_ref().map(|limit| self.names.limit(limit, place)).transpose();
            let cites = self.cite(&holding.sources, place);
            if let (Some(capability), Some(limit)) = (self.keep(capability), self.keep(limit)) {
                let fact = Fact { evidence: holding.evidence, cites };
                let note = holding.note.clone();
                holdings.push(Holding { capability, fact, limit, engine: holding.engine, note });
            }
        }
        holdings
    }

    pub(in crate::catalog) fn trials(&mut self, written: &[schema::Trial], place: &Place<'_>) -> Vec<Trial> {
        let mut trials = Vec::with_capacity(written.len());
        for trial in written {
            let role = self.names.role(&trial.role, place);
            let cites = self.cite(&trial.sources, place);
            trials.extend(self.keep(role).map(|role| Trial { role, works: trial.works, cites }));
        }
        self.believable(&trials, place);
        trials
    }

    /// One role cannot be let through and refused, and whoever holds everything is refused for another reason.
    fn believable(&mut self, trials: &[Trial], place: &Place<'_>) {
        for (position, trial) in trials.iter().enumerate() {
            let role = &self.tables.roles[trial.role.index()];
            let earlier = trials[..position].iter().find(|earlier| earlier.role == trial.role);
            if earlier.is_some_and(|earlier| earlier.works != trial.works) {
                let message = format!("says of the role `{}` that it works and that it does not", role.name);
                self.problems
                    .push(place.problem(message).help("keep the trial that shows what the role may do"));
            }
            if !trial.works && role.holds_all.is_some() {
                let message = format!("says that `{}` is refused, which holds everything", role.name);
                self.problems.push(place.problem(message).help("look for another reason of the failure"));
            }
        }
    }

    pub(in crate::catalog) fn whole(&mut self, written: &[schema::Whole], place: &Place<'_>) -> Vec<Whole> {
        let whole = written.iter().map(|one| {
            let fact = Fact { evidence: one.evidence, cites: self.cite(&one.sources, place) };
            Whole { kind: one.kind.clone(), instead: one.instead.clone(), fact }
        });
        whole.collect()
    }

    pub(in crate::catalog) fn fact(&mut self, written: &schema::Fact, place: &Place<'_>) -> Fact {
        Fact { evidence: written.evidence, cites: self.cite(&written.sources, place) }
    }

    pub(in crate::catalog) fn edges<Key: Copy>(
        &mut self,
        written: &[schema::Edge],
        place: &Place<'_>,
        key: impl Fn(&Names, &str, &Place<'_>) -> Result<Key, Problem>,
    ) -> Vec<Edge<Key>> {
        let mut edges = Vec::with_capacity(written.len());
        for edge in written {
            let to = key(&self.names, &edge.name, place);
            let cites = self.cite(&edge.sources, place);
            edges.extend(self.keep(to).map(|to| Edge { to, evidence: edge.evidence, cites }));
        }
        edges
    }

    pub(in crate::catalog) fn scope_sets(
        &mut self,
        written: &[Vec<String>],
        place: &Place<'_>,
    ) -> Vec<Vec<ScopeKey>> {
        written.iter().map(|all_of| self.resolve(all_of, place, Names::scope)).collect()
    }

    pub(in crate::catalog) fn capability_keys(
        &mut self,
        names: &[String],
        place: &Place<'_>,
    ) -> Vec<CapabilityKey> {
        self.resolve(names, place, Names::capability)
    }

    /// The keys of names; those that mean nothing become problems.
    pub(in crate::catalog) fn resolve<Key>(
        &mut self,
        names: &[String],
        place: &Place<'_>,
        key: impl Fn(&Names, &str, &Place<'_>) -> Result<Key, Problem>,
    ) -> Vec<Key> {
        let mut keys = Vec::with_capacity(names.len());
        for name in names {
            let found = key(&self.names, name, place);
            keys.extend(self.keep(found));
        }
        keys
    }

    /// The key of a set of sources.
    pub(in crate::catalog) fn cite(&mut self, names: &[String], place: &Place<'_>) -> CitationKey {
        if names.is_empty() {
            self.problems.push(place.problem("a fact has no source").help("cite a key of sources.yaml"));
        }
        let mut set = self.resolve(names, place, Names::source);
        set.sort_unstable();
        set.dedup();
        let next = CitationKey::new(self.tables.citations.len());
        *self.citations.entry(set).or_insert_with_key(|set| {
            self.tables.citations.push(set.clone());
            next
        })
    }

    pub(in crate::catalog) fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }
}
