//! Calls that are not understood: what they could mean is not called excess.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::matching::{Code, Match, Status};
use crate::model::{Asked, Call};

/// How many segments of a path say which resource it is about, such as `/api/v1/users`.
const OF_RESOURCE: usize = 3;

/// Whether a call is not understood and could be an operation.
///
/// A call to a private endpoint or a page takes no scope and no token, and a removed operation does not pass: they
/// cast no doubt.
pub(super) fn is_open(matched: &Match) -> bool {
    let casts_doubt = |code: Code| {
        !matches!(code, Code::PrivateEndpoint | Code::BrowserFlow | Code::Removed | Code::ForeignHost)
    };
    let code = matched.diagnosis.as_ref().map(|diagnosis| diagnosis.code);
    matched.status == Status::Unresolved && code.is_none_or(casts_doubt)
}

/// The operations on the resources of calls that are not understood.
pub(super) fn operations(catalog: &Catalog, calls: &[Call], matches: &[Match]) -> BTreeSet<OperationKey> {
    let open = calls.iter().zip(matches).filter(|(_, matched)| is_open(matched));
    let resources: BTreeSet<Vec<&str>> = open.filter_map(|(call, _)| resource(&call.asked)).collect();
    let concerned = catalog.operations().filter(|(_, operation)| {
        let own: Vec<_> = segments(&operation.path).take(OF_RESOURCE).collect();
        resources.contains(&own)
    });
    concerned.map(|(key, _)| key).collect()
}

fn resource(asked: &Asked) -> Option<Vec<&str>> {
    match asked {
        Asked::Http(request) => Some(segments(&request.path).take(OF_RESOURCE).collect()),
        Asked::Event(event) => Some(segments(&event.path).take(OF_RESOURCE).collect()),
        Asked::Name(_) | Asked::Sdk(_) | Asked::Provision(_) => None,
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}
