//! Calls: everything of them that is printed or decides, cleaned when they are taken in.

use super::{AllowList, HIDDEN};
use crate::model::{Answer, Asked, Call, Doubt, Event, Provision, Query, Request, Says};

impl AllowList {
    /// The call with everything hidden that is not known to be harmless.
    ///
    /// A call by its name keeps it: a reader takes only a known name, or one that is nearly known, for a call. The
    /// receiver of a method is cleaned by its reader, with [`AllowList::receiver`].
    #[must_use]
    pub fn call(&self, mut call: Call) -> Call {
        match &mut call.asked {
            Asked::Http(request) => self.clean_request(request),
            Asked::Event(event) => self.clean_event(event),
            Asked::Provision(provision) => self.clean_provision(provision),
            Asked::Name(_) | Asked::Sdk(_) => {}
        }
        if let Some(Answer { says: Some(says), .. }) = &mut call.answer {
            self.clean_refusal(says);
        }
        call
    }

    /// Hides unknown scopes that an answer names as missing.
    pub fn clean_refusal(&self, says: &mut Says) {
        if let Says::MissingScope(scopes) = says {
            for scope in scopes {
                *scope = self.parts(scope).into_owned();
            }
        }
    }

    /// What stands before a method, as in `client.userApi`; `is_known` tells the names that SDKs have there.
    pub fn receiver(&self, receiver: &str, is_known: impl Fn(&str) -> bool) -> String {
        // A secret is longer than the short names that programs give their variables.
        const SHORT: usize = 7;
        let is_shown = |part: &str| {
            let word =
                part.trim_matches(|c: char| matches!(c, '_' | '<' | '>' | '$' | '&' | '@' | '(' | ')'));
            let is_short = word.len() <= SHORT && word.chars().all(|c| c.is_ascii_alphanumeric());
            is_short || is_known(part) || is_known(word) || self.knows_name(word)
        };
        if receiver.is_empty() || self.is_open() {
            return receiver.to_owned();
        }
        let parts = receiver.split('.').map(|part| if is_shown(part) { part } else { HIDDEN });
        parts.collect::<Vec<_>>().join(".")
    }

    /// Hides the parts of a type of a block that no type of the provider has, in its address, too: `okta_***`.
    pub fn clean_provision(&self, provision: &mut Provision) {
        const PREFIX: &str = "okta_";
        let Some(rest) = provision.name.strip_prefix(PREFIX).filter(|_| !self.is_open()) else { return };
        if self.knows_name(rest) || self.names.has_near(&provision.name) {
            return;
        }
        let is_shown = |part: &&str| self.knows_name(part) || self.words.has_near(part);
        let parts = rest.split('_').map(|part| if is_shown(&part) { part } else { HIDDEN });
        let shown = format!("{PREFIX}{}", parts.collect::<Vec<_>>().join("_"));
        provision.address =
            provision.address.replacen(&format!("{}.", provision.name), &format!("{shown}."), 1);
        provision.name = shown;
    }

    fn clean_request(&self, request: &mut Request) {
        request.path = self.path(&request.path).into_owned();
        self.clean_query(&mut request.query);
        if let Some(Doubt::Wrapped(path)) = &mut request.doubt {
            *path = self.path(path).into_owned();
        }
    }

    fn clean_event(&self, event: &mut Event) {
        // The roots of the Admin Console are words of Okta, and the type of an event counts below them.
        if Event::console_root(&event.path) != Some(event.path.as_str()) {
            event.path = self.path(&event.path).into_owned();
        }
        self.clean_query(&mut event.query);
        for words in [&mut event.types, &mut event.scopes] {
            for word in words.iter_mut() {
                *word = self.parts(word).into_owned();
            }
            words.sort_unstable();
        }
    }

    fn clean_query(&self, query: &mut Query) {
        if self.is_open() {
            return;
        }
        for name in &mut query.names {
            if self.parameter(name) == HIDDEN {
                HIDDEN.clone_into(name);
            }
        }
        let mut seen = false;
        query.names.retain(|name| name != HIDDEN || !std::mem::replace(&mut seen, true));
        query.kind = query.kind.take().filter(|kind| self.kinds.contains(kind));
    }
}
