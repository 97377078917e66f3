//! Of which API a document is, how new it is, and whether two of them contradict each other.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::openapi::{Described, Document, endpoint};
use crate::catalog::problem::Problem;
use crate::catalog::tables::Tables;

/// The API of a document: the one with which it shares the most operations, by id and by endpoint.
///
/// Titles change between releases; operations hardly do.
pub fn api_of<'a>(
    document: &Document,
    known: impl IntoIterator<Item = (&'a str, &'a str, String)>,
) -> Option<String> {
    let ids: BTreeSet<&str> = document.operations.iter().map(|one| one.id.as_str()).collect();
    let endpoints: BTreeSet<String> =
        document.operations.iter().map(|one| endpoint(one.method, &one.path)).collect();
    let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
    for (api, id, endpoint) in known {
        // Paths of different products can be alike, and so can ids; both together mean the same operation.
        let alike = usize::from(endpoints.contains(&endpoint)) * 2 + usize::from(ids.contains(id));
        *shared.entry(api).or_default() += alike;
    }
    let (api, count) = shared.into_iter().max_by_key(|(api, count)| (*count, std::cmp::Reverse(*api)))?;
    // A third of it at least; what shares less is another API.
    (count > 0 && count >= document.operations.len()).then(|| api.to_owned())
}

/// The operations of a packed catalog as [`api_of`] takes them.
pub fn known(tables: &Tables) -> impl Iterator<Item = (&str, &str, String)> {
    tables.operations.iter().map(|operation| {
        let api = tables.apis[operation.api.index()].name.as_str();
        (api, operation.id.as_str(), endpoint(operation.method, &operation.path))
    })
}

/// Compares releases part by part, numbers as numbers.
pub(super) fn by_release(one: &str, other: &str) -> Ordering {
    let parts = |release: &str| {
        release.split(['.', '-']).map(|part| (part.parse::<u64>().ok(), part.to_owned())).collect::<Vec<_>>()
    };
    parts(one).cmp(&parts(other))
}

/// What two documents of one API and one release say differently.
pub(super) fn disagreement(one: &Document, other: &Document) -> Option<Problem> {
    let by_id = |document: &Document| -> BTreeMap<String, Described> {
        document.operations.iter().map(|one| (one.id.clone(), one.clone())).collect()
    };
    let (first, second) = (by_id(one), by_id(other));
    let ids: BTreeSet<_> = first.keys().chain(second.keys()).collect();
    let differing: Vec<_> = ids.into_iter().filter(|id| first.get(*id) != second.get(*id)).collect();
    let example = differing.first()?;
    let others = match differing.len() - 1 {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!(
        "is release {} like {}, and the two disagree about `{example}`{others}",
        one.release, other.file
    );
    Some(Problem::file(&one.file, message).help("give one of them only"))
}
