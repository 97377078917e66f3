//! What a call that fits no operation may mean: each way to go wrong proposes what it would mean.

use super::Matcher;
use super::code::Code;
use super::label;
use super::synonyms::{Synonyms, Use};
use super::trie::{Endpoint, Segment};
use crate::catalog::tables::OperationKey;
use crate::model::{Method, Request};

/// An operation that a call may mean, and what is wrong with the call then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Proposal {
    pub(super) key: OperationKey,
    pub(super) code: Code,
}

impl Matcher<'_> {
    /// Everything that the call may mean when its path is otherwise in order.
    pub(super) fn proposals(&self, request: &Request, segments: &[Segment<'_>]) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        let mut propose = |code, keys: Vec<OperationKey>| {
            proposals.extend(keys.into_iter().map(|key| Proposal { key, code }));
        };
        propose(Code::WrongMethod, self.other_methods(request.method, &self.trie.find_literally(segments)));
        propose(Code::MissingId, self.with_segment_added(request.method, segments));
        propose(Code::ExtraId, self.with_segment_dropped(request.method, segments));
        propose(Code::PathTypo, self.with_spelling_mended(request.method, segments));
        propose(Code::PathTypo, self.with_word_added(request.method, segments));
        proposals.sort_by_key(|proposal| (proposal.key, proposal.code));
        proposals.dedup_by_key(|proposal| proposal.key);
        self.narrowed(proposals, request)
    }

    /// Label and query decide between several, when they fit exactly one.
    fn narrowed(&self, proposals: Vec<Proposal>, request: &Request) -> Vec<Proposal> {
        if proposals.len() < 2 {
            return proposals;
        }
        let wanted = label::words(&request.label);
        let by_label =
            |proposal: &&Proposal| label::id_words(&self.catalog.operation(proposal.key).id) == wanted;
        let by_query = |proposal: &&Proposal| {
            let known = &self.catalog.operation(proposal.key).query;
            request.query.names.iter().any(|name| known.contains(name))
        };
        let labelled: Vec<_> = proposals.iter().filter(by_label).copied().collect();
        let queried: Vec<_> = proposals.iter().filter(by_query).copied().collect();
        match (labelled.len(), queried.len()) {
            (1, _) => labelled,
            (_, 1) => queried,
            _ => proposals,
        }
    }

    /// The operations of these nodes with the method.
    pub(super) fn with_method(&self, method: Option<Method>, nodes: &[usize]) -> Vec<OperationKey> {
        let endpoints = nodes.iter().flat_map(|at| &self.trie.node(*at).endpoints);
        let operations = endpoints.filter_map(|(of, endpoint)| match endpoint {
            Endpoint::Operation(key) if method.is_none_or(|method| method == *of) => Some(*key),
            _ => None,
        });
        operations.collect()
    }

    /// What another method on the same path may mean. Never a DELETE, nothing for one, and no read for a change.
    fn other_methods(&self, method: Option<Method>, nodes: &[usize]) -> Vec<OperationKey> {
        let there = self.with_method(None, nodes);
        let of = |key: &OperationKey| self.catalog.operation(*key).method;
        let wanted = |other: Method| match method {
            None | Some(Method::Delete) => false,
            Some(Method::Head) if there.iter().any(|key| of(key) == Method::Get) => other == Method::Get,
            Some(method) => other != Method::Delete && (other.changes() || !method.changes()),
        };
        there.iter().copied().filter(|key| wanted(of(key))).collect()
    }

    fn with_segment_added(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        let places = 1..=segments.len();
        let found = places.flat_map(|place| {
            let mut longer = segments.to_vec();
            longer.insert(place, Segment::Any);
            self.with_method(method, &self.trie.find_literally(&longer))
        });
        found.collect()
    }

    fn with_segment_dropped(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        let places = (1..segments.len()).filter(|place| segments[*place].is_id());
        let found = places.flat_map(|place| {
            let mut shorter = segments.to_vec();
            shorter.remove(place);
            self.with_method(method, &self.trie.find_surely(&shorter))
        });
        found.collect()
    }

    /// The operations that fit when one word is missing behind an id, as in `/users/{id}/suspend`.
    fn with_word_added(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        let Some((last, before)) = segments.split_last() else { return Vec::new() };
        if !before.last().is_some_and(Segment::is_id) {
            return Vec::new();
        }
        let parent = self.trie.below_segments(before);
        let children = parent.iter().flat_map(|at| self.trie.node(*at).literals.nodes());
        let found = children.filter_map(|at| match last {
            Segment::Concrete(word) => self.trie.node(at).literals.get(word),
            Segment::Placeholder { .. } | Segment::Any => None,
        });
        self.with_method(method, &found.collect::<Vec<_>>())
    }

    /// The operations that fit when one literal is misspelt, or another word for it, those nearest in spelling.
    fn with_spelling_mended(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        self.spelt_alike(method, segments, self.synonyms(Use::Correct))
    }

    /// The operations that other words for a segment suggest.
    pub(super) fn suggested(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        self.spelt_alike(method, segments, self.synonyms(Use::Suggest))
    }

    fn synonyms(&self, counted: Use) -> &Synonyms<'_> {
        let place = match counted {
            Use::Correct => &self.synonyms,
            Use::Suggest => &self.suggesting,
        };
        place.get_or_init(|| Synonyms::new(&self.catalog.tables().synonyms, &self.trie, counted))
    }

    fn spelt_alike(
        &self,
        method: Option<Method>,
        segments: &[Segment<'_>],
        synonyms: &Synonyms<'_>,
    ) -> Vec<OperationKey> {
        let fitting: Vec<_> = self
            .trie
            .alike(segments, synonyms)
            .into_iter()
            .flat_map(|(distance, at)| {
                self.with_method(method, &[at]).into_iter().map(move |key| (distance, key))
            })
            .collect();
        let nearest = fitting.iter().map(|(distance, _)| *distance).min();
        fitting.into_iter().filter(|(distance, _)| Some(*distance) == nearest).map(|(_, key)| key).collect()
    }

    /// The neighbour that is meant by a call that fits an operation: by a spelling known to the catalog, by a query
    /// parameter that only the neighbour has, or by a label that is the neighbour's name.
    pub(super) fn neighbour_meant(&self, request: &Request, key: OperationKey) -> Option<OperationKey> {
        if let Some(other) = self.also_written(request, key) {
            return Some(other);
        }
        let operation = self.catalog.operation(key);
        let neighbours = self.neighbours(key);
        let has = |key: OperationKey, name: &String| self.catalog.operation(key).query.contains(name);
        let names = &request.query.names;
        if !operation.method.changes() {
            // A read is seldom labelled or queried with care, and its neighbours need much the same.
            return None;
        }
        let by_query = neighbours.iter().find(|other| names.iter().any(|name| has(**other, name)));
        if !names.iter().any(|name| has(key, name)) && by_query.is_some() {
            return by_query.copied();
        }
        let wanted = label::words(&request.label);
        let named = |key: OperationKey| label::id_words(&self.catalog.operation(key).id) == wanted;
        if wanted.len() < 2 || named(key) {
            return None;
        }
        neighbours.iter().copied().find(|other| named(*other))
    }

    /// The operation that is written this way in the wild, by the catalog: `METHOD path?query-name`.
    fn also_written(&self, request: &Request, key: OperationKey) -> Option<OperationKey> {
        let here = self.catalog.operation(key);
        let fits = |written: &String| {
            let (endpoint, name) = written.split_once('?').unwrap_or((written, ""));
            let same = endpoint.split_once(' ') == Some((here.method.name(), here.path.as_str()));
            same && request.query.names.iter().any(|given| given == name)
        };
        let known = self.also_written.get_or_init(|| {
            let otherwise =
                self.catalog.operations().filter(|(_, operation)| !operation.also_written.is_empty());
            otherwise.map(|(key, _)| key).collect()
        });
        known.iter().copied().find(|key| self.catalog.operation(*key).also_written.iter().any(fits))
    }

    /// The operations of the same method whose path has one parameter more or less at its end.
    fn neighbours(&self, key: OperationKey) -> &[OperationKey] {
        self.neighbours[key.index()].get_or_init(|| self.find_neighbours(key))
    }

    fn find_neighbours(&self, key: OperationKey) -> Vec<OperationKey> {
        let operation = self.catalog.operation(key);
        let segments = Segment::of(&operation.path);
        let mut longer = segments.clone();
        longer.push(Segment::Any);
        let mut found = self.with_method(Some(operation.method), &self.trie.find(&longer));
        if let Some((Segment::Placeholder { .. }, shorter)) = segments.split_last() {
            found.extend(self.with_method(Some(operation.method), &self.trie.find(shorter)));
        }
        found
    }
}
