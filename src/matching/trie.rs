//! Paths to operations: a tree of segments that knows every template, removed ones included.
//!
//! A template parameter takes exactly one segment. A literal beats a parameter, from left to right, and the first
//! template that fits the whole path decides, whatever its methods: what fits `/sessions/me` is not `/sessions/{id}`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::model::{Method, misspelt};

/// What a method at the end of a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Endpoint {
    /// An operation.
    Operation(OperationKey),
    /// An operation of an earlier release, by its position.
    Removed(usize),
    /// A call that stands in no document, by its position.
    Undocumented(usize),
}

/// A node of the tree.
#[derive(Debug, Default)]
pub(super) struct Node<'c> {
    pub(super) literals: Literals<'c>,
    pub(super) parameter: Option<usize>,
    pub(super) endpoints: Vec<(Method, Endpoint)>,
}

/// The words that follow a node, in order, with the nodes that they lead to.
#[derive(Debug, Default)]
pub(super) struct Literals<'c>(Vec<(&'c str, usize)>);

impl<'c> Literals<'c> {
    fn position(&self, word: &str) -> Result<usize, usize> {
        self.0.binary_search_by_key(&word, |(literal, _)| literal)
    }

    /// The node that a word leads to; a new word leads to `next`.
    fn get_or_insert(&mut self, word: &'c str, next: usize) -> usize {
        let position = self.position(word).unwrap_or_else(|position| {
            self.0.insert(position, (word, next));
            position
        });
        self.0[position].1
    }

    /// The node that a word leads to.
    pub(super) fn get(&self, word: &str) -> Option<usize> {
        self.position(word).ok().map(|position| self.0[position].1)
    }

    /// The words with their nodes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'c str, usize)> {
        self.0.iter().copied()
    }

    /// The words.
    fn words(&self) -> impl Iterator<Item = &'c str> {
        self.iter().map(|(word, _)| word)
    }

    /// The nodes.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> {
        self.iter().map(|(_, node)| node)
    }
}

/// The tree of all templates.
#[derive(Debug)]
pub(super) struct Trie<'c> {
    nodes: Vec<Node<'c>>,
    /// Every word of a template, once it is asked for.
    words: OnceLock<BTreeSet<&'c str>>,
}

/// The template that was put in last, and where its segments end: most templates begin like the one before.
#[derive(Debug, Default)]
struct Last<'c> {
    template: &'c str,
    /// The ends of its segments, slashes included, with the nodes that they lead to.
    ends: Vec<(usize, usize)>,
}

impl Last<'_> {
    /// How much of another template is the same, in whole segments, and the node to which that leads.
    fn shared(&mut self, template: &str) -> (usize, usize) {
        let pairs = self.template.bytes().zip(template.bytes());
        let same = pairs.take_while(|(one, other)| one == other).count();
        let whole = |end: usize| end <= same && template.as_bytes().get(end - 1) == Some(&b'/');
        while self.ends.last().is_some_and(|(end, _)| !whole(*end)) {
            self.ends.pop();
        }
        self.ends.last().copied().unwrap_or((0, 0))
    }
}

/// One segment of a path that is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// A word or an id.
    Concrete(&'a str),
    /// A placeholder for an id, or for one of several words.
    Placeholder {
        /// Whether its name says that it is an id, so that it stands for no word.
        id: bool,
    },
    /// Anything at all; stands in for a segment that is missing.
    Any,
}

impl<'a> Segment<'a> {
    /// Reads one segment as it was written.
    pub(super) fn new(text: &'a str) -> Self {
        let inner = text.trim_matches(|c: char| {
            matches!(c, '{' | '}' | '<' | '>' | '[' | ']' | '$' | '#' | '%' | ':' | '(' | ')')
        });
        let enclosed =
            [("{", "}"), ("<", ">"), ("[", "]"), ("${", "}"), ("#{", "}"), ("%", "%"), ("$(", ")")]
                .iter()
                .any(|(open, close)| {
                    text.len() > open.len() && text.starts_with(open) && text.ends_with(close)
                });
        let prefixed =
            (text.starts_with(':') || text.starts_with('$')) && text.len() > 1 && !text.contains("orn:");
        let format = matches!(text, "%s" | "%d" | "%v" | "{}" | "*" | "..." | "…" | "?" | "xxx" | "XXX");
        if enclosed || prefixed || format {
            let name = inner.to_ascii_lowercase();
            let id = name.ends_with("id")
                || name.ends_with("login")
                || name.ends_with("name")
                || name.ends_with("key");
            return Self::Placeholder { id };
        }
        Self::Concrete(text)
    }

    /// The segments of a path.
    pub(super) fn of(path: &'a str) -> Vec<Self> {
        path.split('/').filter(|segment| !segment.is_empty()).map(Self::new).collect()
    }

    /// Whether it looks like an id or stands for one.
    pub(super) fn is_id(&self) -> bool {
        match self {
            Self::Concrete(text) => {
                text.contains('@')
                    || (text.len() >= 8 && text.contains(|c: char| c.is_ascii_digit()))
                    || text.chars().all(|c| c.is_ascii_digit())
                    || is_short_id(text)
            }
            Self::Placeholder { .. } | Self::Any => true,
        }
    }
}

impl<'c> Trie<'c> {
    /// Whether a text is a word of some template.
    pub(super) fn is_word(&self, text: &str) -> bool {
        let all = || self.nodes.iter().flat_map(|node| node.literals.words()).collect();
        self.words.get_or_init(all).contains(text)
    }

    /// The tree of a catalog.
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        let mut trie = Self { nodes: vec![Node::default()], words: OnceLock::new() };
        let mut last = Last::default();
        for (key, operation) in catalog.operations() {
            trie.insert(&operation.path, operation.method, Endpoint::Operation(key), &mut last);
        }
        for (position, removed) in catalog.tables().removed.iter().enumerate() {
            trie.insert(&removed.path, removed.method, Endpoint::Removed(position), &mut last);
        }
        for (position, undocumented) in catalog.tables().undocumented.iter().enumerate() {
            let endpoint = Endpoint::Undocumented(position);
            trie.insert(&undocumented.path, undocumented.method, endpoint, &mut last);
        }
        trie
    }

    fn insert(&mut self, template: &'c str, method: Method, endpoint: Endpoint, last: &mut Last<'c>) {
        let (from, mut at) = last.shared(template);
        let mut end = from;
        for segment in template.get(from..).unwrap_or_default().split('/') {
            end += segment.len() + 1;
            if segment.is_empty() {
                continue;
            }
            let next = self.nodes.len();
            let node = &mut self.nodes[at];
            at = if segment.starts_with('{') {
                *node.parameter.get_or_insert(next)
            } else {
                node.literals.get_or_insert(segment, next)
            };
            if at == next {
                self.nodes.push(Node::default());
            }
            last.ends.push((end.min(template.len()), at));
        }
        last.template = template;
        self.nodes[at].endpoints.push((method, endpoint));
    }

    /// A node.
    pub(super) fn node(&self, at: usize) -> &Node<'c> {
        &self.nodes[at]
    }

    /// The nodes of the templates that fit best: one, or several when a placeholder stands for several words.
    pub(super) fn find(&self, segments: &[Segment<'_>]) -> Vec<usize> {
        self.find_from(0, segments, Fit { ids: Ids::Plausible, words: true })
    }

    /// The same, where a placeholder stands for ids only, never for a word of Okta's paths.
    pub(super) fn find_literally(&self, segments: &[Segment<'_>]) -> Vec<usize> {
        self.find_from(0, segments, Fit { ids: Ids::Plausible, words: false })
    }

    /// The same, where only what is surely an id stands for one.
    pub(super) fn find_surely(&self, segments: &[Segment<'_>]) -> Vec<usize> {
        self.find_from(0, segments, Fit { ids: Ids::Sure, words: false })
    }

    fn find_from(&self, at: usize, segments: &[Segment<'_>], fit: Fit) -> Vec<usize> {
        let node = &self.nodes[at];
        let Some((first, rest)) = segments.split_first() else {
            return if node.endpoints.is_empty() { Vec::new() } else { vec![at] };
        };
        let by_parameter = || node.parameter.map(|next| self.find_from(next, rest, fit)).unwrap_or_default();
        match first {
            Segment::Concrete(text) => {
                let literal = node.literals.get(text).map(|next| self.find_from(next, rest, fit));
                let literal = literal.unwrap_or_default();
                let other = literal.is_empty() && node.parameter.is_some();
                if other && self.may_be_id(at, first, fit.ids) { by_parameter() } else { literal }
            }
            Segment::Placeholder { id } => {
                let parameter = by_parameter();
                if parameter.is_empty() && !id && fit.words {
                    // Where a placeholder stands for a word, no other word stands for an id.
                    let fit = Fit { ids: Ids::Sure, ..fit };
                    node.literals.nodes().flat_map(|next| self.find_from(next, rest, fit)).collect()
                } else {
                    parameter
                }
            }
            Segment::Any => by_parameter(),
        }
    }

    /// The node to which the segments lead, whether or not a template ends there.
    pub(super) fn below_segments(&self, segments: &[Segment<'_>]) -> Option<usize> {
        segments.iter().try_fold(0, |at, segment| {
            let node = &self.nodes[at];
            let literal = match segment {
                Segment::Concrete(text) => node.literals.get(text),
                Segment::Placeholder { .. } | Segment::Any => None,
            };
            literal.or_else(|| node.parameter.filter(|_| self.may_be_id(at, segment, Ids::Sure)))
        })
    }

    /// Whether a segment may stand for the id that follows a node.
    ///
    /// A word of Okta's own paths is none, be it out of place (`/users/sessions`) or misspelt (`/groups/rule`), nor is
    /// a word that other APIs have in that place (`/users/search`).
    pub(super) fn may_be_id(&self, at: usize, segment: &Segment<'_>, ids: Ids) -> bool {
        const DEEP: usize = 2;
        let Segment::Concrete(text) = segment else { return true };
        if segment.is_id() || ids == Ids::Sure {
            return segment.is_id();
        }
        let node = &self.nodes[at];
        !OTHER_APIS_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
            && !node.literals.words().any(|literal| misspelt(text, literal).is_some())
            && !node.parameter.is_some_and(|next| self.has_word_below(next, text, DEEP))
    }

    /// Whether a word stands in a template at most so deep below a node.
    fn has_word_below(&self, at: usize, text: &str, deep: usize) -> bool {
        let node = &self.nodes[at];
        node.literals.words().any(|literal| literal.eq_ignore_ascii_case(text))
            || (deep > 1 && node.literals.nodes().any(|next| self.has_word_below(next, text, deep - 1)))
    }

    /// The node of a path whose parameters are written `{}`.
    pub(super) fn node_of(&self, path: &str) -> Option<usize> {
        path.split('/').filter(|segment| !segment.is_empty()).try_fold(0, |at, segment| {
            let node = &self.nodes[at];
            if segment.starts_with('{') { node.parameter } else { node.literals.get(segment) }
        })
    }

    /// How many leading segments lead somewhere, and where.
    pub(super) fn deepest(&self, segments: &[Segment<'_>]) -> (usize, usize) {
        let mut best = (0, 0);
        self.descend(0, segments, 0, &mut best);
        best
    }

    fn descend(&self, at: usize, segments: &[Segment<'_>], depth: usize, best: &mut (usize, usize)) {
        if depth > best.0 {
            *best = (depth, at);
        }
        let Some((first, rest)) = segments.split_first() else { return };
        let node = &self.nodes[at];
        if let Segment::Concrete(text) = first
            && let Some(next) = node.literals.get(text)
        {
            self.descend(next, rest, depth + 1, best);
        }
        if let Some(next) = node.parameter {
            self.descend(next, rest, depth + 1, best);
        }
    }

    /// The endpoints below a node, nearest first, at most `limit`.
    pub(super) fn below(&self, at: usize, limit: usize) -> Vec<Endpoint> {
        let mut found = Vec::new();
        let mut level = vec![at];
        while !level.is_empty() && found.len() < limit {
            let mut next = Vec::new();
            for at in level {
                let node = &self.nodes[at];
                found.extend(node.endpoints.iter().map(|(_, endpoint)| *endpoint));
                next.extend(node.literals.nodes().chain(node.parameter));
            }
            level = next;
        }
        found.truncate(limit);
        found
    }
}

/// How strictly a path must fit.
#[derive(Clone, Copy, Debug)]
struct Fit {
    ids: Ids,
    /// Whether a placeholder may stand for words of Okta's paths.
    words: bool,
}

/// Which words may stand for an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    /// Any word that does not look like something else.
    Plausible,
    /// What looks like an id.
    Sure,
}

/// Whether a text looks like one of Okta's ids, cut short for an example: `0oa1`, `00u7`.
fn is_short_id(text: &str) -> bool {
    const SHORTEST: usize = 4;
    text.len() >= SHORTEST && text.starts_with('0') && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Words that stand in the place of an id in the paths of many APIs, and in none of Okta's.
pub(super) const OTHER_APIS_WORDS: [&str; 12] =
    ["search", "find", "list", "all", "query", "count", "create", "add", "new", "update", "delete", "bulk"];
