//! The first segments of a path: left out, or with something before them that is not Okta's.

use std::collections::BTreeSet;

use super::trie::Segment;
use super::{Code, Match, Matcher, Status};
use crate::model::{Method, Request};

impl<'c> Matcher<'c> {
    /// The call with the first segments that it lacks, or without those that are not Okta's.
    pub(super) fn with_other_beginning(&self, request: &Request, segments: &[Segment<'_>]) -> Option<Match> {
        let mut found: Vec<(Code, Match)> = Vec::new();
        for beginning in self.beginnings() {
            let shared = (0..=beginning.len().min(segments.len()))
                .rev()
                .find(|count| beginning[beginning.len() - count..] == segments[..*count])
                .unwrap_or(0);
            if shared < beginning.len() {
                let mut longer = beginning.clone();
                longer.extend_from_slice(&segments[shared..]);
                found.extend(self.retried(request, &longer).map(|found| (Code::MissingPrefix, found)));
            }
            if let Some(rest) = other_version(segments, beginning) {
                let path = [&beginning[..], rest].concat();
                found.extend(self.retried(request, &path).map(|found| (Code::NoSuchOperation, found)));
            }
            let inside = (1..segments.len()).find(|at| segments[*at..].starts_with(beginning));
            if let Some(at) = inside {
                found.extend(self.retried(request, &segments[at..]).map(|found| (Code::PathTypo, found)));
            }
        }
        found.sort_by_key(|(_, found)| found.status);
        let best = found.first()?.1.status;
        found.retain(|(_, found)| found.status == best);
        let operations: BTreeSet<_> = found.iter().flat_map(|(_, found)| found.operations.clone()).collect();
        let keys: Vec<_> = operations.into_iter().collect();
        let (code, first) = found.swap_remove(0);
        let inner = first.diagnosis.map(|diagnosis| format!("; {}", diagnosis.message)).unwrap_or_default();
        let message = match code {
            Code::MissingPrefix => format!("the path lacks its first segments{inner}"),
            Code::NoSuchOperation => format!("Okta has no such version of the API{inner}"),
            _ => format!("what stands before Okta's path is not part of it{inner}"),
        };
        let code = if code == Code::NoSuchOperation { Code::PathTypo } else { code };
        let suggestions = self.endpoints(&keys);
        let status = if keys.len() == 1 { Status::Corrected } else { Status::Ambiguous };
        Some(Match::new(status, keys).because(code, message, suggestions))
    }

    /// What the call would be on another path, if that is anything to go by.
    fn retried(&self, request: &Request, segments: &[Segment<'_>]) -> Option<Match> {
        let nodes = self.trie.find(segments);
        let found =
            self.exact(request, &nodes).filter(|found| !found.operations.is_empty()).or_else(|| {
                let proposals = if nodes.is_empty() { Vec::new() } else { self.proposals(request, segments) };
                (!nodes.is_empty()).then(|| self.proposed(request, segments, &proposals, &nodes))
            })?;
        (found.status <= Status::Ambiguous && !found.operations.is_empty()).then_some(found)
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
