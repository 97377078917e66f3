//! Requests by their hosts: which are to Okta, and which are surely enough to be corrected.

use super::trie::Segment;
use super::{Code, Match, Matcher, Status, on_surface, surface};
use crate::catalog::schema::SurfaceStatus;
use crate::model::{Attribution, Request, is_okta_host};

impl Matcher<'_> {
    /// What becomes of a request, by its host and by why it is taken for one to Okta.
    pub(super) fn resolve_request(&self, request: &Request, attribution: Attribution) -> Match {
        let tables = self.catalog.tables();
        let segments = Segment::of(&request.path);
        if let Some(host) = &request.host {
            if let Some(surface) = surface::of_host(&tables.surfaces, host) {
                return on_surface(surface);
            }
            let shown = attribution == Attribution::Explicit || is_okta_host(host);
            if !shown && !self.is_oktas_path(&segments) {
                let message = format!("`{host}` is no host of Okta's, and the path is none of Okta's either");
                return Match::new(Status::Excluded, Vec::new()).because(
                    Code::ForeignHost,
                    message,
                    Vec::new(),
                );
            }
        }
        let found = self.resolve_path(request, &segments);
        if attribution == Attribution::Weak { self.uncorrected(found, request) } else { found }
    }

    /// What becomes of a call that only looks like one of Okta's: what it would be corrected to is suggested.
    fn uncorrected(&self, found: Match, request: &Request) -> Match {
        let Some(diagnosis) = found.diagnosis.clone().filter(|_| found.status == Status::Corrected) else {
            return found;
        };
        if diagnosis.code == Code::OtherOperationMeant {
            let keys = self.with_method(request.method, &self.trie.find(&Segment::of(&request.path)));
            return Match::new(Status::Matched, keys);
        }
        let message = format!("{}; not corrected, as nothing shows that it goes to Okta", diagnosis.message);
        Match::new(Status::Unresolved, Vec::new()).because(diagnosis.code, message, diagnosis.suggestions)
    }

    /// Whether a path is Okta's whatever the host: it fits a template, or begins as only Okta's paths do.
    fn is_oktas_path(&self, segments: &[Segment<'_>]) -> bool {
        const TELLING: usize = 3;
        let begins = || {
            let words = segments.iter().take_while(|segment| matches!(segment, Segment::Concrete(_))).count();
            // A path that begins with a version alone, like those of Privileged Access, is like that of many APIs.
            let long = !matches!(segments, [Segment::Concrete("v1"), ..]);
            long && self.trie.deepest(segments.get(..words).unwrap_or_default()).0 >= TELLING
        };
        !self.trie.find_literally(segments).is_empty()
            || begins()
            || surface::of_path(&self.catalog.tables().surfaces, segments)
                .is_some_and(|surface| surface.status == SurfaceStatus::Unknown)
    }
}
