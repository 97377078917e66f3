//! Calls to operations: what each call is, what it was meant to be, or why it is none.
//!
//! A path is looked up in a tree of all templates (`trie`). What fits none goes through the surfaces beside the
//! documented APIs (`surface`), then through the ways to write a call wrongly (`correct`); what is still unknown
//! gets the nearest operations (`near`). Nothing is guessed in silence: a correction is always shown.

mod acts;
mod acts_table;
mod beginning;
mod code;
mod correct;
mod doubt;
mod event;
mod hosts;
mod known;
mod label;
mod named;
mod names;
mod near;
mod parameters;
mod sdk;
mod set_aside;
mod spelling;
mod surface;
mod synonyms;
pub mod terraform;
mod titles;
mod trie;
mod wording;

use std::sync::{Arc, OnceLock};

pub use code::{Code, Diagnosis, Status};
pub use parameters::with_parameter_names;

use crate::catalog::Catalog;
use crate::catalog::schema::SurfaceStatus;
use crate::catalog::tables::{OperationKey, Surface};
use crate::disclosure::{AllowList, HIDDEN};
use crate::limits::MAX_PATH_SEGMENTS;
use crate::model::{Asked, Call, Engine, Method, Request, Situation, not_as_seen};
use correct::Proposal;
use names::NameIndex;
use synonyms::Synonyms;
use titles::TitleIndex;
use trie::{Endpoint, Segment, Trie};

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// How it ended.
    pub status: Status,
    /// The operations that it is or may be.
    pub operations: Vec<OperationKey>,
    /// What is wrong with it.
    pub diagnosis: Option<Diagnosis>,
    /// What the call itself says about its case.
    pub situation: Situation,
    /// The other cases in which the same operations are called.
    pub further: Vec<Situation>,
    /// How many places its call stands at.
    pub count: u32,
}

impl Match {
    fn new(status: Status, operations: Vec<OperationKey>) -> Self {
        Self {
            status,
            operations,
            diagnosis: None,
            situation: Situation::default(),
            further: Vec::new(),
            count: 1,
        }
    }

    fn because(mut self, code: Code, message: impl Into<String>, suggestions: Vec<String>) -> Self {
        self.diagnosis = Some(Diagnosis { code, message: message.into(), suggestions });
        self
    }
}

/// Resolves calls by a catalog.
#[derive(Debug)]
pub struct Matcher<'c> {
    catalog: &'c Catalog,
    /// The engine of the org.
    engine: Engine,
    trie: Trie<'c>,
    names: OnceLock<NameIndex<'c>>,
    titles: OnceLock<TitleIndex>,
    beginnings: OnceLock<Vec<Vec<Segment<'c>>>>,
    /// What is worked out for an operation when a call first fits it.
    neighbours: Vec<OnceLock<Vec<OperationKey>>>,
    /// The operations that are known to be written otherwise in the wild.
    also_written: OnceLock<Vec<OperationKey>>,
    /// The words that people write for segments of paths.
    synonyms: OnceLock<Synonyms<'c>>,
    /// The same with those that only suggest a path.
    suggesting: OnceLock<Synonyms<'c>>,
    /// The segments of the operations' templates.
    templates: OnceLock<Vec<Vec<&'c str>>>,
    /// What may be printed of an input.
    allowed: OnceLock<Arc<AllowList>>,
}

impl<'c> Matcher<'c> {
    /// A matcher for the operations of a catalog.
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            engine: Engine::default(),
            trie: Trie::new(catalog),
            names: OnceLock::new(),
            titles: OnceLock::new(),
            beginnings: OnceLock::new(),
            neighbours: catalog.operations().map(|_| OnceLock::new()).collect(),
            also_written: OnceLock::new(),
            synonyms: OnceLock::new(),
            suggesting: OnceLock::new(),
            templates: OnceLock::new(),
            allowed: OnceLock::new(),
        }
    }

    /// The same for an org on this engine.
    #[must_use]
    pub fn on(self, engine: Engine) -> Self {
        Self { engine, ..self }
    }

    fn names(&self) -> &NameIndex<'c> {
        self.names.get_or_init(|| NameIndex::new(self.catalog))
    }

    fn titles(&self) -> &TitleIndex {
        self.titles.get_or_init(|| TitleIndex::new(self.catalog))
    }

    /// What becomes of a call.
    pub fn resolve(&self, call: &Call) -> Match {
        let mut found = Match { count: call.count, ..self.resolve_asked(call) };
        let written = match &call.asked {
            Asked::Http(request) => &request.path,
            Asked::Name(name) => name,
            Asked::Sdk(_) | Asked::Event(_) | Asked::Provision(_) => return found,
        };
        if let (Some(diagnosis), Some(warning)) = (&mut found.diagnosis, not_as_seen(written)) {
            diagnosis.message = format!("{}; {warning}", diagnosis.message);
        }
        found
    }

    fn resolve_asked(&self, call: &Call) -> Match {
        if let Some(set_aside) = call.set_aside {
            return set_aside::matched(set_aside, call.answer.as_ref());
        }
        match &call.asked {
            Asked::Name(name) => self.resolve_name(name),
            Asked::Sdk(method) => self.resolve_method(method),
            Asked::Event(event) => self.resolve_event(event, call.caller.is_some()),
            Asked::Provision(provision) => self.resolve_provision(provision),
            Asked::Http(request) => {
                let mut found = self.resolve_doubted(request, call.attribution);
                found.situation = self.situation(request, &found.operations);
                found
            }
        }
    }

    fn resolve_path(&self, request: &Request, segments: &[Segment<'_>]) -> Match {
        if segments.len() > MAX_PATH_SEGMENTS {
            let message = "no document has a path of so many segments";
            return Match::new(Status::Unresolved, Vec::new()).because(
                Code::NoSuchOperation,
                message,
                Vec::new(),
            );
        }
        if self.is_base_url(segments, request.method) {
            let message = "only the beginning of a URL, no call";
            return Match::new(Status::Excluded, Vec::new()).because(Code::NotACall, message, Vec::new());
        }
        let nodes = self.trie.find(segments);
        if let Some(found) = self.exact(request, &nodes) {
            return found;
        }
        if nodes.is_empty()
            && let Some(surface) = surface::of_path(&self.catalog.tables().surfaces, segments)
        {
            return on_surface(surface);
        }
        if request.method == Some(Method::Options) {
            let message = "a browser asks first what is allowed; that needs no grant";
            return Match::new(Status::Excluded, Vec::new()).because(Code::NotACall, message, Vec::new());
        }
        let proposals = self.proposals(request, segments);
        if proposals.is_empty()
            && let Some(found) = self.with_other_beginning(request, segments)
        {
            return found;
        }
        self.proposed(request, segments, &proposals, &nodes)
    }

    /// The call as it stands: an operation, or something known that is none.
    fn exact(&self, request: &Request, nodes: &[usize]) -> Option<Match> {
        let endpoints = nodes.iter().flat_map(|at| &self.trie.node(*at).endpoints);
        let method = request.method?;
        let of_method: Vec<Endpoint> =
            endpoints.filter(|(of, _)| *of == method).map(|(_, endpoint)| *endpoint).collect();
        match of_method[..] {
            [] => None,
            [Endpoint::Operation(key)] => Some(self.as_written_or_neighbour(request, key)),
            [Endpoint::Removed(position)] => Some(self.removed(position)),
            [Endpoint::Undocumented(position)] => Some(self.undocumented(position, nodes)),
            _ => {
                let keys = self.with_method(Some(method), nodes);
                let same = keys.windows(2).all(|pair| self.needs_the_same(pair[0], pair[1]));
                if same {
                    return Some(Match::new(Status::Matched, keys));
                }
                let suggestions = self.endpoints(&keys);
                let message = "the placeholder stands for several operations that need different things";
                Some(Match::new(Status::Ambiguous, keys).because(
                    Code::SeveralOperations,
                    message,
                    suggestions,
                ))
            }
        }
    }

    fn as_written_or_neighbour(&self, request: &Request, key: OperationKey) -> Match {
        let Some(other) = self.neighbour_meant(request, key) else {
            return Match::new(Status::Matched, vec![key]);
        };
        let names = &request.query.names;
        let operation = self.catalog.operation(other);
        let has = &self.catalog.operation(key).query;
        let by_query = names.iter().find(|name| *name != HIDDEN && !has.contains(name));
        let sign = by_query.map_or_else(
            || format!("the label `{}`", label::id_words(&operation.id).join(" ")),
            |name| format!("`{name}`"),
        );
        let message = format!("{sign} belongs to {}, not to {}", self.described(other), self.described(key));
        Match::new(Status::Corrected, vec![other]).because(
            Code::OtherOperationMeant,
            message,
            self.endpoints(&[other]),
        )
    }

    /// What the proposals make of a call that fits nothing as it stands.
    fn proposed(
        &self,
        request: &Request,
        segments: &[Segment<'_>],
        proposals: &[Proposal],
        nodes: &[usize],
    ) -> Match {
        let keys: Vec<_> = proposals.iter().map(|proposal| proposal.key).collect();
        let suggestions = self.endpoints(&keys);
        match (proposals, request.method) {
            (_, None) if !nodes.is_empty() => self.without_method(request, nodes),
            ([only], _) if self.is_authn(only.key) && only.code == Code::PathTypo => {
                Match::new(Status::Matched, keys)
            }
            ([only], _) => {
                let message = self.explained(request, *only);
                Match::new(Status::Corrected, keys).because(only.code, message, suggestions)
            }
            ([first, ..], _) => {
                let message =
                    format!("{}; several operations may be meant", wording::complaint(request, first.code));
                Match::new(Status::Ambiguous, keys).because(first.code, message, suggestions)
            }
            ([], method) => {
                let mut near = self.suggested(method, segments);
                if near.is_empty() {
                    near = self.nearest(method, segments);
                }
                let near = self.endpoints(&near);
                let there = self.with_method(None, nodes);
                let (code, message) = if there.is_empty() {
                    (Code::NoSuchOperation, "no document has this path".to_owned())
                } else {
                    (Code::WrongMethod, wording::complaint(request, Code::WrongMethod))
                };
                let suggestions = if there.is_empty() { near } else { self.endpoints(&there) };
                Match::new(Status::Unresolved, Vec::new()).because(code, message, suggestions)
            }
        }
    }

    /// A path without a method: one operation, or the one that the label names, or several.
    fn without_method(&self, request: &Request, nodes: &[usize]) -> Match {
        let keys = self.with_method(None, nodes);
        let wanted = label::words(&request.label);
        let named: Vec<_> = keys
            .iter()
            .copied()
            .filter(|key| label::id_words(&self.catalog.operation(*key).id) == wanted)
            .collect();
        let chosen = if named.len() == 1 { named } else { keys };
        let suggestions = self.endpoints(&chosen);
        match chosen.len() {
            0 => Match::new(Status::Unresolved, chosen).because(
                Code::NoMethod,
                "no method is given",
                suggestions,
            ),
            1 => {
                let message = format!("no method is given; taken as {}", self.described(chosen[0]));
                Match::new(Status::Corrected, chosen).because(Code::NoMethod, message, suggestions)
            }
            _ => {
                let message =
                    format!("no method is given, and the path has several: {}", self.needed(&chosen));
                Match::new(Status::Ambiguous, chosen).because(Code::NoMethod, message, suggestions)
            }
        }
    }

    /// The Authentication API links to `/factors/SMS/…` as well as to `/factors/sms/…`.
    fn is_authn(&self, key: OperationKey) -> bool {
        self.catalog.api(self.catalog.operation(key).api).name == "authn"
    }

    fn needs_the_same(&self, a: OperationKey, b: OperationKey) -> bool {
        let (a, b) = (self.catalog.operation(a), self.catalog.operation(b));
        let rights = |operation: &crate::catalog::tables::Operation| {
            operation
                .capabilities
                .iter()
                .map(|one| (one.all_of.clone(), one.when.clone()))
                .collect::<Vec<_>>()
        };
        a.scopes == b.scopes
            && a.accepts == b.accepts
            && a.roles_only == b.roles_only
            && rights(a) == rights(b)
    }

    /// What the call says about its case: its own user, the type of a policy, a special case of the operation.
    fn situation(&self, request: &Request, operations: &[OperationKey]) -> Situation {
        let mut situation = Situation { own: is_own(&request.path), ..Situation::default() };
        let Some(operation) = operations.first().map(|key| self.catalog.operation(*key)) else {
            return situation;
        };
        if let Some(kind) = &request.query.kind {
            let asked = self.catalog.tables().parameters.iter().filter(|parameter| {
                parameter.query.as_deref() == Some("type") && parameter.values.contains(kind)
            });
            situation.parameters.extend(asked.map(|parameter| (parameter.name.clone(), kind.clone())));
        }
        let shown = operation.variants.iter().filter(|variant| {
            let signs = &variant.shown_by;
            signs.body.iter().any(|member| request.body.contains(member))
                || signs.words.iter().any(|words| label::says(&request.label, words))
                || signs
                    .segment
                    .as_ref()
                    .is_some_and(|segment| request.path.split('/').any(|part| part == segment))
        });
        situation.variants.extend(shown.map(|variant| variant.key.clone()));
        situation
    }
}

/// Whether the path is about the caller itself: `me` in the place of a user id.
fn is_own(path: &str) -> bool {
    let segments: Vec<_> = path.split('/').collect();
    segments.windows(2).any(|pair| pair == ["users", "me"])
}

fn on_surface(surface: &Surface) -> Match {
    let status = match surface.status {
        SurfaceStatus::Unknown => Status::Unresolved,
        SurfaceStatus::Ignored => Status::Excluded,
    };
    Match::new(status, Vec::new()).because(
        Code::of_surface(&surface.code),
        surface.message.clone(),
        Vec::new(),
    )
}
