//! Requests whose reading is uncertain: a method that is misspelled, a path that may go on in the next line.

use super::{Code, Match, Matcher, Status};
use crate::model::{Attribution, Doubt, Request};

impl Matcher<'_> {
    /// What becomes of a request, with what is uncertain about how it is written.
    pub(super) fn resolve_doubted(&self, request: &Request, attribution: Attribution) -> Match {
        let found = self.resolve_request(request, attribution);
        match &request.doubt {
            None => found,
            Some(Doubt::MisspelledMethod) => self.misspelled(found),
            Some(Doubt::Wrapped(shorter)) => {
                let shorter = Request { path: shorter.clone(), doubt: None, ..request.clone() };
                self.either(found, self.resolve_request(&shorter, attribution))
            }
        }
    }

    fn misspelled(&self, found: Match) -> Match {
        match found.operations[..] {
            [key] if found.status == Status::Matched => {
                let message = format!("the method is misspelled; taken as {}", self.described(key));
                let suggestions = self.endpoints(&found.operations);
                Match { status: Status::Corrected, ..found }.because(
                    Code::MisspelledMethod,
                    message,
                    suggestions,
                )
            }
            _ => found,
        }
    }

    /// Both readings of a path that may be wrapped: neither is taken without the other.
    fn either(&self, longer: Match, shorter: Match) -> Match {
        if longer.status == Status::Excluded {
            return longer;
        }
        let mut keys = longer.operations;
        keys.extend(shorter.operations);
        keys.sort_unstable();
        keys.dedup();
        let status = if keys.is_empty() { Status::Unresolved } else { Status::Ambiguous };
        let suggestions = self.endpoints(&keys);
        let message = "the path may end with its line, or go on in the next one";
        Match::new(status, keys).because(Code::SeveralOperations, message, suggestions)
    }
}
