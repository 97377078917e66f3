//! What a person did in the Admin Console: its paths are private, so the type of the event tells the operation that
//! does the same.

use std::borrow::Cow;

use super::acts_table::ACTS;
use super::{Code, Match, Matcher, Status};
use crate::catalog::tables::OperationKey;
use crate::model::Event;

/// The API of the operations that the table names without one.
const API: &str = "management";

/// How a type of event relates to the operations of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Of all documented operations, only this one writes it.
    One,
    /// Each of these writes it.
    Several,
    /// These write it, and so do other requests, jobs or users who sign in.
    Hint,
}

/// The words that the types in the table are made of.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    ACTS.iter().flat_map(|(kind, ..)| kind.split('.').chain(kind.split(['.', '_'])))
}

impl Matcher<'_> {
    /// The operation that does what a person did in the Admin Console; none where the types of the events do not show
    /// a change that an operation makes. Where they fit several, the call is ambiguous.
    pub(super) fn resolve_act(&self, event: &Event) -> Option<Match> {
        let rows: Vec<_> = event.types.iter().filter_map(|kind| row(kind)).collect();
        let certain = rows.iter().all(|(relation, _)| *relation != Relation::Hint);
        let mut keys: Vec<OperationKey> =
            rows.iter().flat_map(|(_, operations)| *operations).filter_map(|id| self.by_id(id)).collect();
        keys.sort_unstable();
        keys.dedup();
        match keys.as_slice() {
            [] => None,
            [_] if certain => Some(Match::new(Status::Matched, keys)),
            _ => {
                let message = "the path is a private one of the Admin Console, and the types of the events do not show \
                               which operation does the same";
                let suggestions = self.endpoints(&keys);
                Some(Match::new(Status::Ambiguous, keys).because(Code::NoMethod, message, suggestions))
            }
        }
    }

    /// The operation of an id in the table.
    fn by_id(&self, id: &str) -> Option<OperationKey> {
        let name = if id.contains(':') { Cow::Borrowed(id) } else { format!("{API}:{id}").into() };
        self.catalog.names().operations.get(&*name).copied()
    }
}

/// What the table has of a type of event.
fn row(kind: &str) -> Option<(Relation, &'static [&'static str])> {
    let at = ACTS.binary_search_by(|(known, ..)| (*known).cmp(kind)).ok()?;
    ACTS.get(at).map(|(_, relation, operations)| (*relation, *operations))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_each_row_fits_its_relation() {
        assert!(ACTS.is_sorted_by(|(one, ..), (other, ..)| one < other), "two rows are out of order");
        for (kind, relation, operations) in ACTS {
            assert!(!operations.is_empty(), "{kind} has no operation");
            assert!(*relation != Relation::One || operations.len() == 1, "{kind} has several operations");
            assert!(*relation != Relation::Several || operations.len() > 1, "{kind} has one operation");
        }
    }

    #[test]
    fn types_are_found_whole() {
        assert_eq!(row("zone.create"), Some((Relation::One, ["createNetworkZone"].as_slice())));
        assert_eq!(row("zone"), None);
        assert_eq!(row("zone.create.x"), None);
    }
}
