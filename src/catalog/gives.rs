//! What a scope, a capability or a role lets pass: the other direction of what an operation needs.

use std::collections::BTreeSet;

use super::Catalog;
use super::answer::Verdict;
use super::graph::Node;
use super::tables::{CapabilityKey, OperationKey, RoleKey, ScopeKey};
use crate::model::{Evidence, Situation, Tally};

impl Catalog {
    /// The operations that need scopes and get by with these, as far as scopes go.
    pub fn passed_by_scopes(&self, held: &[ScopeKey]) -> Vec<OperationKey> {
        let contents = held.iter().flat_map(|key| self.graph().contents(Node::Scope(*key)));
        let held: BTreeSet<Node> = contents.map(|(node, _)| node).collect();
        let passes = |all_of: &Vec<ScopeKey>| {
            !all_of.is_empty() && all_of.iter().all(|key| held.contains(&Node::Scope(*key)))
        };
        let operations = self.operations().filter(|(_, one)| one.scopes.iter().any(passes));
        operations.map(|(key, _)| key).collect()
    }

    /// The operations that need capabilities and get by with these, as far as rights go and in some case at least.
    pub fn passed_by_capabilities(&self, held: &[CapabilityKey]) -> Vec<OperationKey> {
        let contents = held.iter().flat_map(|key| self.hands().contents(*key));
        let held: BTreeSet<CapabilityKey> = contents.map(|(key, _)| *key).collect();
        let passes =
            |all_of: &[CapabilityKey]| !all_of.is_empty() && all_of.iter().all(|key| held.contains(key));
        let operations =
            self.operations().filter(|(_, one)| one.capabilities.iter().any(|way| passes(&way.all_of)));
        operations.map(|(key, _)| key).collect()
    }

    /// The operations that need a right and that a standard role may call as they stand.
    pub fn passed_by_role(&self, role: RoleKey) -> Vec<OperationKey> {
        let usual = Situation::default();
        let needs_a_right = self.operations().filter(|(_, one)| {
            one.capabilities.is_empty() || one.capabilities.iter().any(|way| !way.all_of.is_empty())
        });
        let yes = needs_a_right.filter(|(key, _)| {
            self.answer(role, *key, &usual, Evidence::InferredLow).verdict == Verdict::Yes
        });
        yes.map(|(key, _)| key).collect()
    }

    /// How many operations there are of each impact.
    pub fn tally(&self, operations: &[OperationKey]) -> Tally {
        let ones = operations.iter().map(|key| Tally::one(self.operation(*key).impact));
        ones.fold(Tally::default(), |sum, one| sum + one)
    }
}
