//! What is said of operations of which nobody knows what they need.

use std::collections::{BTreeMap, BTreeSet};

use super::rights::Rights;
use crate::catalog::tables::OperationKey;
use crate::model::Evidence;

/// What is not known of each operation: its scopes, the right that it needs, or both.
pub(super) fn messages(
    rights: Rights<'_>,
    without_scope: &BTreeSet<OperationKey>,
    without_right: &BTreeSet<OperationKey>,
) -> BTreeMap<OperationKey, String> {
    let message = |key: &OperationKey| {
        let (scope, right) = (without_scope.contains(key), without_right.contains(key));
        let operation = rights.catalog.operation(*key);
        // What the floor leaves out is said by some source, only not surely enough.
        let left_out =
            (scope && !operation.scopes.is_empty()) || (right && !operation.capabilities.is_empty());
        let source = no_source(rights.options.floor, left_out);
        let what = match (scope, right) {
            (true, false) => "which scopes it takes",
            (true, true) => {
                "which scopes and which admin right it needs; try smaller roles and record what works"
            }
            (false, _) => "which admin right it needs; try smaller roles and record what works",
        };
        (*key, format!("{source} says {what}"))
    };
    without_scope.union(without_right).map(message).collect()
}

/// What says nothing: no source at all, or none that is sure enough.
fn no_source(floor: Evidence, left_out: bool) -> String {
    if left_out { format!("no source that is at least `{floor}`") } else { "no source".to_owned() }
}
