//! What Pulumi prints as JSON: previews, in one document or event by event, and exports of stacks.

use std::sync::Arc;

use super::program::settings;
use super::{Found, LIFE, PROVIDER, Thing, config, scope_list};
use crate::located::{self, Node};
use crate::model::{Credential, Origin, Phase, Run, Settings};

/// Why a preview is not all.
const NO_FUNCTIONS: &str =
    "functions such as `getGroup` leave no trace in it: what they need is known from the program alone";

const FAILED: &str = "the run ended with an error: what it would have done is not known";

/// Whether a text holds events of the engine, one a line.
pub(super) fn is_events(text: &str) -> bool {
    text.lines()
        .find_map(object)
        .is_some_and(|line| line.contains("\"sequence\"") && line.contains("Event\""))
        && !located_whole(text)
}

/// Whether JSON of Pulumi's stands somewhere in a text.
pub(super) fn is_among_lines(text: &str) -> bool {
    let has = |part: &str| text.contains(part);
    has("\"urn:pulumi:")
        && (has("\"steps\"")
            || has("\"resourcePreEvent\"")
            || has("\"deployment\"")
            || has("\"resourcePlans\""))
}

/// Whether a value is one that Pulumi prints.
pub(super) fn is_document(node: &Node) -> bool {
    node.list().is_some_and(|entries| entries.iter().any(is_document))
        || ["steps", "changeSummary", "deployment", "checkpoint", "resourcePlans", "sequence"]
            .iter()
            .any(|key| node.get(key).is_some())
}

/// Whether a value is an event of the engine.
pub(super) fn is_event(node: &Node) -> bool {
    ["sequence", "resourcePreEvent", "summaryEvent"].iter().any(|key| node.get(key).is_some())
}

/// Several documents or events in a list.
pub(super) fn array(entries: &[Node], found: &mut Found<'_>) {
    for one in entries {
        let at = found.at(one);
        if is_event(one) {
            event(one, at, found);
        } else if is_document(one) {
            super::document(one, found);
        }
    }
    found.incomplete();
}

/// A plan that `pulumi preview --save-plan` wrote: what is done with each resource, by its URN.
pub(super) fn plans(plans: &Node, found: &mut Found<'_>) {
    found.answer();
    for (urn, plan) in plans.map().unwrap_or_default() {
        let at = found.at(plan);
        let state = plan.get("goal").unwrap_or(plan);
        for op in plan.list_of("steps") {
            let done = Step {
                urn: &urn.value,
                op: op.text().unwrap_or_default(),
                state: Some(state),
                inputs: None,
                kind: None,
                provider: state.text_of("provider"),
            };
            operation(&done, at.clone(), found);
        }
    }
    found.incomplete();
}

/// Whether a text is one value over several lines.
fn located_whole(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| matches!(line.trim(), "{" | "["))
}

/// The object in a line that a log may have put something before.
fn object(line: &str) -> Option<&str> {
    let line = line.get(line.find('{')?..)?.trim_end();
    line.ends_with('}').then_some(line)
}

/// `pulumi preview --json` and `pulumi up --json`, event by event.
pub(super) fn events(text: &str, found: &mut Found<'_>) {
    found.answer();
    let mut is_broken = false;
    let mut is_ended = false;
    for (number, line) in text.lines().enumerate() {
        let line_number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let at = Origin { source: Arc::clone(&found.source), line: line_number, column: 1 };
        if line.trim().is_empty() {
            continue;
        }
        let Some(Ok(event)) = object(line).map(|line| located::parse(&found.source, line)) else {
            is_broken |= line.trim_start().starts_with('{');
            if line.trim_start().starts_with('{') {
                found.unresolved(&at, "the line is broken off: what it says is not known");
            }
            continue;
        };
        is_ended |= event.get("summaryEvent").is_some() || event.get("cancelEvent").is_some();
        self::event(&event, at, found);
    }
    if !is_ended && !is_broken {
        let at = Origin { source: Arc::clone(&found.source), line: 1, column: 1 };
        found.unresolved(&at, "the events end without a summary: more may follow");
    }
    found.incomplete();
}

/// One event of the engine.
fn event(event: &Node, at: Origin, found: &mut Found<'_>) {
    found.answer();
    if let Some(settings) = event.at_path(&["preludeEvent", "config"]) {
        default_provider(settings, &at, found);
    }
    let is_error = event.at_path(&["diagnosticEvent", "severity"]).and_then(Node::text) == Some("error");
    if is_error || event.get("resOpFailedEvent").is_some() {
        found.unresolved(&at, FAILED);
    }
    if let Some(step) = event.at_path(&["resourcePreEvent", "metadata"]) {
        let new = step.get("new").or_else(|| step.get("old"));
        operation(&Step::of(step, new), at, found);
    }
}

/// `pulumi preview --json`.
pub(super) fn preview(node: &Node, found: &mut Found<'_>) {
    found.answer();
    if let Some(settings) = node.get("config") {
        let at = found.at(settings);
        default_provider(settings, &at, found);
    }
    for step in node.list_of("steps") {
        let state = step.get("newState").or_else(|| step.get("oldState"));
        let at = found.at(step);
        operation(&Step::of(step, state), at, found);
    }
    let is_error = |one: &&Node| one.text_of("severity") == Some("error");
    if let Some(error) = node.list_of("diagnostics").iter().find(is_error) {
        let at = found.at(error);
        found.unresolved(&at, FAILED);
    }
    found.incomplete();
}

fn default_provider(settings: &Node, at: &Origin, found: &mut Found<'_>) {
    let source = Arc::clone(&found.source);
    if let Some((credential, scopes, _)) = config::of_preview(settings, &source) {
        found.provider(super::DEFAULT, credential, scopes, at.clone());
    }
}

/// One step of a preview.
struct Step<'n> {
    urn: &'n str,
    op: &'n str,
    state: Option<&'n Node>,
    inputs: Option<&'n Node>,
    /// Its type, where the state has none.
    kind: Option<&'n str>,
    provider: Option<&'n str>,
}

impl<'n> Step<'n> {
    fn of(step: &'n Node, state: Option<&'n Node>) -> Self {
        Self {
            urn: step.text_of("urn").unwrap_or_default(),
            op: step.text_of("op").unwrap_or_default(),
            state,
            inputs: state.and_then(|state| state.get("inputs")),
            kind: step.text_of("type"),
            provider: step.text_of("provider").or_else(|| state?.text_of("provider")),
        }
    }
}

/// What one step does.
fn operation(step: &Step<'_>, at: Origin, found: &mut Found<'_>) {
    let Step { urn, state, inputs, .. } = *step;
    let kind = state.and_then(|state| state.text_of("type")).or(step.kind);
    let kind = kind.unwrap_or_else(|| type_of(urn));
    let phases: &[(Phase, Run)] = match step.op {
        "create" => &[(Phase::Create, Run::Apply)],
        "create-replacement" => &[(Phase::Read, Run::Refresh), (Phase::Create, Run::Apply)],
        "update" => &[(Phase::Read, Run::Refresh), (Phase::Update, Run::Apply)],
        "delete" | "delete-replaced" => &[(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply)],
        "replace" => &[(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply), (Phase::Create, Run::Apply)],
        "import" | "import-replacement" | "read" | "read-replacement" => &super::LOOKED_UP,
        "same" | "refresh" => &[(Phase::Read, Run::Refresh)],
        _ => &[],
    };
    if is_provider(kind) {
        return provider(urn, inputs, at, found);
    }
    let Some(token) = found.token(kind) else { return };
    if phases.is_empty() {
        // What only the books of Pulumi change needs nothing.
        const KEPT: [&str; 4] = ["discard", "discard-replaced", "remove-pending-replace", "remove-pending"];
        if !KEPT.contains(&step.op) {
            found.unresolved(&at, "what the step does is not known");
        }
        return;
    }
    let mut case = state.map_or_else(Settings::default, |_| settings(inputs));
    case.is_whole &= inputs.is_some();
    let thing = Thing { token: &token, name: Some(name_of(urn)), provider: served(step.provider), case };
    let address = found.add(&thing, phases, &at);
    let is_kept = !phases.iter().any(|(phase, _)| *phase == Phase::Delete)
        || phases.iter().any(|(phase, _)| *phase == Phase::Create);
    if is_kept {
        found.declare_node(&token, &address, inputs, &|_| None, &at);
    }
}

/// The resources of an export of a stack, or of a checkpoint.
pub(super) fn exported(node: &Node) -> Option<&Node> {
    let whole = [&["deployment"][..], &["checkpoint", "latest"], &["checkpoint"]];
    whole.iter().find_map(|path| node.at_path(path)?.get("resources")).or_else(|| {
        // A deployment without anything in it has none.
        node.get("deployment").or_else(|| node.get("checkpoint"))
    })
}

/// `pulumi stack export`: what there is may be read, changed and taken away.
pub(super) fn export(resources: &Node, found: &mut Found<'_>) {
    found.answer();
    for one in resources.list().unwrap_or_default() {
        let at = found.at(one);
        let (urn, kind) = (one.text_of("urn").unwrap_or_default(), one.text_of("type").unwrap_or_default());
        let inputs = one.get("inputs");
        if is_provider(kind) {
            provider(urn, inputs, at, found);
            continue;
        }
        let Some(token) = found.token(kind) else {
            found.foreign();
            continue;
        };
        let is_true = |name: &str| one.text_of(name) == Some("true");
        let phases: &[(Phase, Run)] = match () {
            () if is_true("delete") => &[(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply)],
            () if is_true("external") => &super::LOOKED_UP,
            () => &LIFE,
        };
        let mut case = settings(inputs);
        case.is_whole = inputs.is_some();
        let provider = served(one.text_of("provider"));
        let address =
            found.add(&Thing { token: &token, name: Some(name_of(urn)), provider, case }, phases, &at);
        if !is_true("delete") && !is_true("external") {
            found.declare_node(&token, &address, one.get("outputs").or(inputs), &|_| None, &at);
        }
    }
    found.incomplete();
}

fn is_provider(kind: &str) -> bool {
    kind == PROVIDER || kind == "okta:index/provider:Provider"
}

fn provider(urn: &str, inputs: Option<&Node>, at: Origin, found: &mut Found<'_>) {
    let set = |name: &str| inputs.and_then(|inputs| inputs.get(name));
    let is_oauth = ["privateKey", "clientId", "privateKeyId", "accessToken", "scopes"];
    let credential = if is_oauth.iter().any(|name| set(name).is_some()) {
        Some(Credential::ServiceApp)
    } else {
        set("apiToken").map(|_| Credential::ApiToken)
    };
    let scopes = set("scopes").map(|list| scope_list(list, &found.source));
    found.provider(&Found::provider_name(name_of(urn)), credential, scopes, at);
}

/// The provider that a reference names: its URN with its id.
fn served(reference: Option<&str>) -> String {
    let urn = reference.and_then(|reference| reference.rsplit_once("::")).map_or("", |(urn, _)| urn);
    Found::provider_name(if urn.is_empty() { "default" } else { name_of(urn) })
}

/// The name at the end of a URN, `urn:pulumi:stack::project::type::name`.
fn name_of(urn: &str) -> &str {
    urn.splitn(4, "::").nth(3).unwrap_or(urn)
}

/// The type in a URN, without those of the resources that it stands in.
fn type_of(urn: &str) -> &str {
    let types = urn.split("::").nth(2).unwrap_or_default();
    types.rsplit('$').next().unwrap_or(types)
}

impl Found<'_> {
    /// Says what such an input never holds.
    fn incomplete(&mut self) {
        let is_there = self.open.iter().any(|open| open.reason == NO_FUNCTIONS);
        if (!self.is_empty() || self.is_named()) && !is_there {
            let at = Origin { source: Arc::clone(&self.source), line: 1, column: 1 };
            self.unresolved(&at, NO_FUNCTIONS);
        }
    }
}
