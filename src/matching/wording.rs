//! How calls and operations are spoken of in diagnoses, and what is said of those that are known and cannot be used.

use std::collections::BTreeSet;

use super::correct::Proposal;
use super::trie::Segment;
use super::{Code, Match, Matcher, Status};
use crate::catalog::tables::{OperationKey, ScopeKey};
use crate::model::{Method, Request, either};

impl Matcher<'_> {
    pub(super) fn removed(&self, position: usize) -> Match {
        let removed = &self.catalog.tables().removed[position];
        let scopes: Vec<_> =
            removed.scopes.iter().flatten().map(|key| self.catalog.scope(*key).name.as_str()).collect();
        let needed =
            if scopes.is_empty() { "no scope".to_owned() } else { format!("`{}`", scopes.join("` and `")) };
        let message = format!(
            "`{}` stood in the documents until {} and stands there no longer; it needed {needed}",
            removed.id, removed.last_release
        );
        let near = self.nearest(Some(removed.method), &Segment::of(&removed.path));
        Match::new(Status::Unresolved, Vec::new()).because(Code::Removed, message, self.endpoints(&near))
    }

    pub(super) fn undocumented(&self, position: usize, nodes: &[usize]) -> Match {
        let entry = &self.catalog.tables().undocumented[position];
        let message = format!(
            "stands in no document; {}; by analogy it needs the scope `{}` and the permission `{}`",
            entry.seen,
            self.catalog.scope(entry.scope).name,
            self.catalog.capability(entry.capability).name
        );
        let mut near = self.with_method(None, nodes);
        near.extend(self.nearest(Some(entry.method), &Segment::of(&entry.path)));
        let mut seen = BTreeSet::new();
        near.retain(|key| self.catalog.operation(*key).method != Method::Delete && seen.insert(*key));
        near.truncate(3);
        Match::new(Status::Unresolved, Vec::new()).because(Code::Undocumented, message, self.endpoints(&near))
    }

    pub(super) fn endpoint(&self, key: OperationKey) -> String {
        let operation = self.catalog.operation(key);
        format!("{} {}", operation.method, operation.path)
    }

    pub(super) fn endpoints(&self, keys: &[OperationKey]) -> Vec<String> {
        keys.iter().map(|key| self.endpoint(*key)).collect()
    }

    /// What each of several operations of one path needs: `GET listUsers (okta.users.read) · POST …`.
    pub(super) fn needed(&self, keys: &[OperationKey]) -> String {
        const MAX_NAMED: usize = 6;
        let mut shown: Vec<_> = keys.iter().take(MAX_NAMED).map(|key| self.needed_by(*key)).collect();
        if keys.len() > MAX_NAMED {
            shown.push(format!("{} more", keys.len() - MAX_NAMED));
        }
        shown.join(" · ")
    }

    fn needed_by(&self, key: OperationKey) -> String {
        let operation = self.catalog.operation(key);
        let all_of = |set: &Vec<ScopeKey>| {
            let names: Vec<_> = set.iter().map(|scope| self.catalog.scope(*scope).name.as_str()).collect();
            if names.is_empty() { "no scope".to_owned() } else { names.join(" and ") }
        };
        let sets: Vec<_> = operation.scopes.iter().map(all_of).collect();
        let scopes = if sets.is_empty() { "scope unknown".to_owned() } else { either(&sets) };
        format!("{} {} ({scopes})", operation.method, operation.id)
    }

    pub(super) fn described(&self, key: OperationKey) -> String {
        format!("`{}` ({})", self.catalog.operation(key).id, self.endpoint(key))
    }

    pub(super) fn explained(&self, request: &Request, proposal: Proposal) -> String {
        format!("{}; taken as {}", complaint(request, proposal.code), self.described(proposal.key))
    }
}

/// What is wrong with a call, without what it is taken for.
pub(super) fn complaint(request: &Request, code: Code) -> String {
    match code {
        Code::WrongMethod => match request.method {
            Some(method) => format!("the path has no {method}"),
            None => "no method is given".to_owned(),
        },
        Code::MissingId => "an id is missing in the path".to_owned(),
        Code::ExtraId => "the path has an id too many".to_owned(),
        Code::PathTypo => "a segment of the path is misspelt or missing".to_owned(),
        _ => "the path fits no operation".to_owned(),
    }
}
