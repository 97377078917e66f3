//! The first segments of a path: left out, or with something before them that is not Okta's.

use std::collections::BTreeSet;

use super::trie::Segment;
use super::{Code, Match, Matcher, Status};
use crate::catalog::tables::OperationKey;
use crate::model::{Method, Request};

/// How far a call may be from an operation when its first segments are read otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Otherwise {
    /// In nothing else.
    Nothing,
    /// In its method or in an id, too.
    Shape,
}

/// A reading of a call with other first segments.
struct Reread {
    code: Code,
    what: &'static str,
    found: Match,
}

impl<'c> Matcher<'c> {
    /// The call with the first segments that it lacks, or without those that are not Okta's.
    pub(super) fn with_other_beginning(&self, request: &Request, segments: &[Segment<'_>]) -> Option<Match> {
        let mut found: Vec<Reread> = self
            .beginnings()
            .iter()
            .flat_map(|beginning| self.reread(request, segments, beginning))
            .collect();
        found.sort_by_key(|one| one.found.status);
        let best = found.first()?.found.status;
        found.retain(|one| one.found.status == best);
        let operations: BTreeSet<_> =
            found.iter().flat_map(|one| one.found.operations.iter().copied()).collect();
        let keys = self.preferred(operations.into_iter().collect());
        let taken = found.iter().position(|one| one.found.operations.iter().any(|key| keys.contains(key)))?;
        let Reread { code, what, found: first } = found.swap_remove(taken);
        let inner = first.diagnosis.map(|diagnosis| format!("; {}", diagnosis.message));
        let message = match (inner, &keys[..]) {
            (Some(inner), _) => format!("{what}{inner}"),
            (None, [only]) => format!("{what}; taken as {}", self.described(*only)),
            (None, _) => format!("{what}; several operations may be meant"),
        };
        let suggestions = self.endpoints(&keys);
        let status = if keys.len() == 1 { Status::Corrected } else { Status::Ambiguous };
        Some(Match::new(status, keys).because(code, message, suggestions))
    }

    /// The readings of a call by which it begins like this.
    fn reread(&self, request: &Request, segments: &[Segment<'_>], beginning: &[Segment<'c>]) -> Vec<Reread> {
        const MIN_TELLING: usize = 2;
        let mut found = Vec::new();
        let mut read = |code, what, path: &[Segment<'_>], otherwise| {
            let retried = self.retried(request, path, beginning.len(), otherwise);
            found.extend(retried.map(|found| Reread { code, what, found }));
        };
        let shared = (0..=beginning.len().min(segments.len()))
            .rev()
            .find(|count| beginning[beginning.len() - count..] == segments[..*count])
            .unwrap_or(0);
        if shared < beginning.len() {
            let longer = [beginning, &segments[shared..]].concat();
            read(Code::MissingPrefix, "the path lacks its first segments", &longer, Otherwise::Shape);
        }
        if let Some(rest) = other_version(segments, beginning)
            && !self.has_resource(segments, beginning.len())
        {
            let path = [beginning, rest].concat();
            read(Code::PathTypo, "Okta has no such version of the API", &path, Otherwise::Nothing);
        }
        let inside = (1..segments.len()).find(|at| segments[*at..].starts_with(beginning));
        if let Some(at) = inside.filter(|_| beginning.len() >= MIN_TELLING) {
            let what = "what stands before Okta's path is not part of it";
            read(Code::PathTypo, what, &segments[at..], Otherwise::Nothing);
        }
        found
    }

    /// What the call would be on another path, if that is anything to go by; its first `before` segments are the
    /// beginning.
    fn retried(
        &self,
        request: &Request,
        segments: &[Segment<'_>],
        before: usize,
        otherwise: Otherwise,
    ) -> Option<Match> {
        // A placeholder stands for no resource of a path that is not there.
        segments.get(before).filter(|segment| !segment.is_id())?;
        let nodes = self.trie.find(segments);
        let exact = self.exact(request, &nodes).filter(|found| !found.operations.is_empty());
        let found = match exact {
            Some(found) => found,
            None if nodes.is_empty() => return None,
            None => {
                let mut proposals = Vec::new();
                if otherwise == Otherwise::Shape {
                    proposals = self.proposals(request, segments);
                    proposals.retain(|proposal| proposal.code != Code::PathTypo);
                }
                self.proposed(request, segments, &proposals, &nodes)
            }
        };
        (found.status <= Status::Ambiguous && !found.operations.is_empty()).then_some(found)
    }

    /// Whether some API has the resource of a path as it stands: that of another version is not meant.
    fn has_resource(&self, segments: &[Segment<'_>], before: usize) -> bool {
        segments.get(..=before).is_some_and(|whole| self.trie.below_segments(whole).is_some())
    }

    /// The operations of the APIs that come first where several have the same path or name: those of the management
    /// API, or else all.
    pub(super) fn preferred(&self, keys: Vec<OperationKey>) -> Vec<OperationKey> {
        let managing: Vec<_> = keys.iter().copied().filter(|key| self.is_management(*key)).collect();
        if managing.is_empty() { keys } else { managing }
    }

    /// Whether it is an operation of the management API.
    pub(super) fn is_management(&self, key: OperationKey) -> bool {
        self.catalog.api(self.catalog.operation(key).api).name == "management"
    }

    /// The leading segments that the templates share: `api/v1`, `oauth2/v1`, `governance/api/v1` and so on.
    fn beginnings(&self) -> &[Vec<Segment<'c>>] {
        self.beginnings.get_or_init(|| {
            let all: BTreeSet<Vec<&str>> =
                self.catalog.operations().filter_map(|(_, operation)| leading(&operation.path)).collect();
            all.into_iter().map(|segments| segments.into_iter().map(Segment::Concrete).collect()).collect()
        })
    }

    /// Whether the path is only what all paths of an API begin with.
    pub(super) fn is_base_url(&self, segments: &[Segment<'_>], method: Option<Method>) -> bool {
        segments.is_empty()
            || (method.is_none() && self.beginnings().iter().any(|beginning| beginning.starts_with(segments)))
    }
}

/// The segments of a template up to its version, if it has one.
fn leading(path: &str) -> Option<Vec<&str>> {
    let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let end = segments.iter().position(|segment| matches!(*segment, "v1" | "v2" | "myaccount"))?;
    segments.get(..=end).map(<[&str]>::to_vec)
}

/// What follows a beginning that differs in nothing but the version: `/api/v2/…`.
fn other_version<'s, 'a>(
    segments: &'s [Segment<'a>],
    beginning: &[Segment<'_>],
) -> Option<&'s [Segment<'a>]> {
    let (version, before) = beginning.split_last()?;
    let is_version = |segment: &Segment<'_>| match segment {
        Segment::Concrete(text) => {
            text.strip_prefix(['v', 'V']).is_some_and(|number| number.parse::<u8>().is_ok())
        }
        Segment::Placeholder { .. } | Segment::Any => false,
    };
    let (there, rest) = segments.get(before.len()..)?.split_first()?;
    let differs = is_version(version) && is_version(there) && there != version;
    (differs && segments.starts_with(before) && !before.is_empty()).then_some(rest)
}
