//! Where readers put what they find: calls, and what else is worth a word.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Context;
use super::account::{Account, LineKind, OpenPlace};
use super::fold::Fold;
use super::json::Stop;
use super::options::Standing;
use super::source::{self, IntakeError, IntakeErrors, in_words};
use super::terraform::Configuration;
use super::tree::{Place, Tree};
use crate::disclosure::{AllowList, Logins};
use crate::limits::MAX_RECORD_BYTES;
use crate::limits::read::size;
use crate::model::{
    Asked, Attribution, Call, Origin, SetAside, Window, is_local_host, is_okta_host, names_okta,
};

/// Something about an input that is no failure and should not be passed over in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The input.
    pub source: Arc<str>,
    /// The line, from 1, where it is about one.
    pub line: Option<u32>,
    /// What there is to say.
    pub message: String,
}

/// What was found in the inputs.
#[derive(Debug, Default)]
pub struct Reading {
    /// Every call, in order.
    pub calls: Vec<Call>,
    /// What else is worth a word.
    pub notes: Vec<Note>,
    /// What became of every file and line.
    pub account: Account,
    /// What could not be read.
    pub failed: Vec<IntakeError>,
    /// Inputs that the user named and that hold nothing like a call.
    pub empty: Vec<IntakeError>,
    /// Whether some input is an answer even without any call, such as a log without requests.
    pub is_answer: bool,
    /// What configurations of Terraform among them say beside their calls.
    pub terraform: Configuration,
    /// The time that the logs among them cover.
    pub window: Window,
    /// Counts equal calls.
    pub(super) fold: Fold,
}

impl Reading {
    /// Takes in what another input holds.
    pub(super) fn extend(&mut self, mut other: Self) {
        other.failed.extend(other.fold.left_out());
        self.calls.extend(other.calls);
        self.notes.extend(other.notes);
        self.account.extend(other.account);
        self.failed.extend(other.failed);
        self.empty.extend(other.empty);
        self.is_answer |= other.is_answer;
        self.terraform.extend(other.terraform);
        self.window.merge(&other.window);
        if self.fold.is_due(&self.calls) {
            self.fold_calls();
        }
    }

    /// Counts equal calls at one entry, where there are many.
    pub(super) fn fold_calls(&mut self) {
        let marks = [&mut BTreeSet::new(), &mut BTreeSet::new()];
        self.fold.fold(&mut self.calls, &mut self.account.moved, marks);
    }

    /// Hides what may not be printed of the scopes that answers and the inputs themselves name.
    pub(super) fn hide_unknown(&mut self, allowed: &AllowList) {
        let answers = self.calls.iter_mut().filter_map(|call| call.answer.as_mut());
        for says in answers.filter_map(|answer| answer.says.as_mut()) {
            allowed.clean_refusal(says);
        }
        self.account.hide_unknown(allowed);
    }

    /// How many calls there are, those that share an entry included.
    pub(super) fn count(&self) -> usize {
        self.calls.iter().map(|call| call.count as usize).sum()
    }

    /// The reading, or what is wrong, where nothing in the inputs can be answered.
    ///
    /// # Errors
    ///
    /// Everything that could not be read, or that no input holds a call.
    pub fn into_result(self) -> Result<Self, IntakeErrors> {
        if self.has_answer() || (self.failed.is_empty() && self.empty.is_empty() && self.calls.is_empty()) {
            return Ok(self);
        }
        let unattributed =
            self.unattributed().filter(|_| !self.empty.iter().any(IntakeError::is_no_reference));
        Err(IntakeErrors(self.failed.into_iter().chain(unattributed).chain(self.empty).collect()))
    }

    /// That every call found has only a path like Okta's, where that is so.
    pub fn unattributed(&self) -> Option<IntakeError> {
        let first = self.calls.first().filter(|_| !self.has_answer())?;
        Some(IntakeError::NotAttributed { first: first.origin.to_string(), count: self.count() })
    }

    /// Every unresolved place: in code, lines of lists that are not understood, inputs that cannot be read.
    pub fn open_places(&self) -> Vec<OpenPlace> {
        let lists = self.account.lists.iter().flat_map(|list| {
            let open = list.lines.iter().filter(|line| line.kind == LineKind::NotUnderstood);
            open.map(|line| OpenPlace {
                source: Arc::clone(&list.source),
                line: line.line,
                column: 1,
                reason: "the line is not understood",
            })
        });
        let failed = self.failed.iter().map(|error| {
            let (line, column) = error.position().unwrap_or((1, 1));
            let reason = "the input cannot be read";
            OpenPlace { source: Arc::from(error.input()), line, column, reason }
        });
        self.account.unresolved.iter().cloned().chain(lists).chain(failed).collect()
    }

    /// Whether anything in the inputs can be answered: a call that may go to Okta, or an input that is one without calls.
    pub fn has_answer(&self) -> bool {
        let may_be_oktas = |call: &Call| call.attribution > Attribution::Weak || call.set_aside.is_none();
        self.is_answer || self.calls.iter().any(may_be_oktas)
    }

    /// Counts the calls that were refused like those that got through.
    pub fn count_denied(&mut self) {
        for call in &mut self.calls {
            call.set_aside = call.set_aside.filter(|set_aside| *set_aside != SetAside::Denied);
        }
    }
}

/// What may be printed of an input, with logins where the user asks for them.
fn allowed(context: &Context<'_>) -> Arc<AllowList> {
    let allowed = context.names.allow_list();
    if !context.options.show_names {
        return allowed;
    }
    Arc::new(AllowList::clone(&allowed).with_logins(Logins::Shown))
}

/// What was found in one input so far.
#[derive(Debug)]
pub(super) struct Calls {
    source: Arc<str>,
    pub(super) found: Reading,
    /// Whether the user named the input as one that calls Okta.
    standing: Standing,
    /// Whether calls count of which only the path looks like Okta's.
    unattributed: bool,
    /// The hosts of the org: those that the user named, and those that the input shows to be Okta's.
    okta_hosts: Vec<String>,
    /// Whether something about the whole input shows that it calls Okta: its name, the title of a collection.
    is_oktas: bool,
    /// The calls, by position, that go to a base of another product, whatever the whole input shows.
    of_others: BTreeSet<usize>,
    /// The calls, by position, that the input only describes.
    described: BTreeSet<usize>,
    /// What may be printed of a call.
    allowed: Arc<AllowList>,
}

impl Calls {
    pub(super) fn new(source: &Arc<str>, context: &Context<'_>) -> Self {
        // Of an input that is named by itself, its folders belong to the machine and say nothing.
        let below_root = match context.root {
            "" => source.rsplit(['/', '\\']).next().unwrap_or(source),
            root => source.strip_prefix(root).unwrap_or(source),
        };
        Self {
            source: Arc::clone(source),
            found: Reading::default(),
            standing: context.standing,
            unattributed: context.options.unattributed,
            okta_hosts: context.options.okta_hosts.clone(),
            is_oktas: names_okta(below_root),
            of_others: BTreeSet::new(),
            described: BTreeSet::new(),
            allowed: allowed(context),
        }
    }

    /// The calls of an input of which nothing more is known.
    #[cfg(test)]
    pub(super) fn of(source: &Arc<str>) -> Self {
        Self {
            source: Arc::clone(source),
            found: Reading::default(),
            standing: Standing::Named,
            unattributed: false,
            okta_hosts: Vec::new(),
            is_oktas: false,
            of_others: BTreeSet::new(),
            described: BTreeSet::new(),
            allowed: Arc::new(AllowList::open()),
        }
    }

    /// Whether the user named the input as one that calls Okta.
    pub(super) fn is_stated(&self) -> bool {
        self.standing == Standing::Named
    }

    /// What may be printed of the input.
    pub(super) fn allowed(&self) -> &AllowList {
        &self.allowed
    }

    pub(super) const fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// A place in the input.
    pub(super) fn origin(&self, place: Place) -> Origin {
        Origin { source: Arc::clone(&self.source), line: place.line, column: place.column }
    }

    /// Takes a call, with the attribution that its reader and its host give it, and without what may not be printed.
    pub(super) fn push(&mut self, call: Call) {
        let call = self.allowed.call(call);
        let shown = match &call.asked {
            Asked::Sdk(_) | Asked::Event(_) | Asked::Provision(_) => true,
            Asked::Http(_) => call.host().is_some_and(|host| self.is_okta_host(host)),
            Asked::Name(_) => false,
        };
        let call = if shown { call.attributed(Attribution::Explicit) } else { call };
        if call.attribution == Attribution::Explicit
            && let Some(host) = call.host()
        {
            self.learn(host);
        }
        self.found.calls.push(call);
    }

    /// Counts equal calls at one entry, where there are many. A reader calls it where it holds no position of a call.
    pub(super) fn fold(&mut self) {
        if self.found.fold.is_due(&self.found.calls) {
            self.fold_all();
        }
    }

    fn fold_all(&mut self) {
        let marks = [&mut self.of_others, &mut self.described];
        self.found.fold.fold(&mut self.found.calls, &mut self.found.account.moved, marks);
    }

    /// Takes a host for one of the org; other services may answer beside a fake org on the machine itself.
    pub(super) fn learn(&mut self, host: &str) {
        if !self.is_okta_host(host) && !is_local_host(host) {
            self.okta_hosts.push(host.to_owned());
        }
    }

    /// Takes a call that goes to a base of another product.
    pub(super) fn push_of_another(&mut self, call: Call) {
        self.of_others.insert(self.found.calls.len());
        self.push(call);
    }

    /// Marks the calls from this one on as only described by the input.
    pub(super) fn describe_from(&mut self, first: usize) {
        self.described.extend(first..self.found.calls.len());
    }

    /// Whether something about the whole input shows that it calls Okta.
    pub(super) const fn is_shown(&self) -> bool {
        self.is_oktas
    }

    fn is_okta_host(&self, host: &str) -> bool {
        is_okta_host(host) || self.okta_hosts.iter().any(|known| known == host)
    }

    /// Settles the attribution of every call once the input is read whole: what one call shows of a host holds for the
    /// others to it, and what the input as a whole shows holds for all but those to another host.
    pub(super) fn settle(&mut self) {
        self.fold_all();
        let mut calls = std::mem::take(&mut self.found.calls);
        for (position, call) in calls.iter_mut().enumerate() {
            let host = call.host();
            let foreign = host.is_some_and(|host| !self.is_okta_host(host));
            let of_input = self.is_oktas && host.is_none() && !self.of_others.contains(&position);
            let shown = host.is_some_and(|host| self.is_okta_host(host)) || of_input;
            call.attribution = match self.standing {
                _ if shown => Attribution::Explicit,
                Standing::Named => call.attribution.max(Attribution::Stated),
                Standing::Found => call.attribution,
            };
            if call.attribution == Attribution::Weak && call.set_aside.is_none() && !self.unattributed {
                let reason = if foreign { SetAside::ForeignHost } else { SetAside::NotAttributed };
                call.set_aside = Some(reason);
            }
            if self.described.contains(&position) {
                call.set_aside = call.set_aside.or(Some(SetAside::Described));
            }
        }
        self.found.calls = calls;
    }

    /// Says that Okta is called at a place and that the operation cannot be told.
    pub(super) fn unresolved(&mut self, place: Place, reason: &'static str) {
        let (source, Place { line, column }) = (Arc::clone(&self.source), place);
        self.found.account.unresolved.push(OpenPlace { source, line, column, reason });
    }

    /// Says something about the input, or about one of its lines.
    pub(super) fn note(&mut self, line: Option<u32>, message: impl Into<String>) {
        self.found.notes.push(Note { source: Arc::clone(&self.source), line, message: message.into() });
    }

    /// How the reading of a document ends: well, or with the place at which it is broken.
    pub(super) fn end(&self, tree: &Tree<'_>, format: &'static str) -> Result<(), IntakeError> {
        match &tree.broken {
            None => Ok(()),
            Some((place, what)) => Err(self.broken(*place, format, what.to_string())),
        }
    }

    /// Why a stream does not go on.
    pub(super) fn stopped(&self, stop: Stop, format: &'static str) -> IntakeError {
        match stop {
            Stop::Broken { place, what } => self.broken(place, format, what.to_owned()),
            Stop::TooLarge(Place { line, column }) => {
                let what = format!("a value is larger than {}", size(MAX_RECORD_BYTES as u64));
                IntakeError::Beyond { input: in_words(&self.source), line, column, what }
            }
            Stop::Unreadable(reason) => source::unreadable(&self.source, reason),
        }
    }

    /// An input that is not what it looks like, from a place on.
    pub(super) fn broken(&self, place: Place, format: &'static str, what: String) -> IntakeError {
        let Place { line, column } = place;
        IntakeError::Broken {
            input: in_words(&self.source),
            line,
            column,
            format,
            what,
            before: self.found.count(),
        }
    }
}
