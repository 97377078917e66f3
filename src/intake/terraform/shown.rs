//! Plans and states of Terraform in JSON: what exactly is done, and what there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Declared;
use super::collect::{Collected, GRANTING, LIFE, PREFIX};
use super::files::broken;
use super::providers::{LOCAL, is_of_okta};
use super::scopes::{of_items, scope_name};
use super::value::origin;
use crate::intake::Reading;
use crate::intake::account::OpenPlace;
use crate::intake::calls::Note;
use crate::intake::documents;
use crate::intake::glimpse::{Glimpse, Shape};
use crate::intake::source::{IntakeError, in_words};
use crate::located::{self, Node, Position, Problem, Value};
use crate::model::{
    BlockKind, Credential, Origin, Phase, ProviderBlock, Provision, Run, ScopeList, Setting, Settings,
};

/// What a plan or a state has beside the version of Terraform.
const PARTS: [&str; 8] = [
    "resource_changes",
    "planned_values",
    "values",
    "resources",
    "lineage",
    "modules",
    "backend",
    "prior_state",
];

/// What a plan does with an object.
const ACTIONS: [&str; 6] = ["no-op", "create", "read", "update", "delete", "forget"];

/// Why places are open.
const FAILED: &str = "planning ended with an error: the plan does not name every change";
const DEFERRED: &str = "the plan leaves changes to a later run: it does not name every change";
const NO_CHANGES: &str = "the plan has no `resource_changes`: what it does is not known";
const OTHER_PROVIDER: &str =
    "the object belongs to another provider than okta/okta: what that calls is not known";
const UNKNOWN_ACTION: &str = "what the plan does with the object is not understood";

/// How deep plans may stand in what a pipeline wraps them in.
const DEEPEST: usize = 4;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    match &glimpse.shape {
        Shape::Json(keys) | Shape::JsonLines(keys) => {
            let has = |key: &str| keys.contains_key(key);
            let is_document = |key: &String| {
                let before = key.strip_suffix("terraform_version");
                before.is_some_and(|before| PARTS.iter().any(|part| has(&format!("{before}{part}"))))
            };
            keys.keys().any(is_document)
                || (has("format_version") && has("resource_changes"))
                || (has("encrypted_data") && has("encryption_version"))
        }
        Shape::Yaml(_) => {
            glimpse.is_yaml_with(&["terraform_version"])
                && PARTS.iter().any(|part| glimpse.is_yaml_with(&[part]))
        }
        // Lines of JSON behind something that a tool put before them.
        Shape::Lines => {
            !matches!(glimpse.ending(), "md" | "markdown" | "rst" | "adoc" | "go" | "py" | "ts" | "js")
                && ["\"format_version\"", "\"terraform_version\"", "\"resource_changes\""]
                    .iter()
                    .all(|part| glimpse.text.contains(part))
        }
        Shape::Markup => false,
    }
}

/// Reads plans and states: one, a list of them, one a line, or what a pipeline wraps them in. None when a text holds
/// neither; `ready` takes what each says with the root that it is of.
pub(super) fn read(
    name: &Arc<str>,
    text: &str,
    reading: &mut Reading,
    ready: &dyn Fn(Collected, Option<usize>) -> Reading,
) -> Option<Result<(), IntakeError>> {
    let has = |key: &str| memchr::memmem::find(text.as_bytes(), key.as_bytes()).is_some();
    if !has("terraform_version") && !has("encrypted_data") && !has("resource_changes") {
        return None;
    }
    let nodes = match located::parse(name, text) {
        Ok(node) => vec![node],
        Err(problem) => {
            let found = documents::parse(name, text, &|node| has_document(node));
            // Of one plan that ends early nothing is taken.
            if found.nodes.is_empty() && located::looks_like_json(text) {
                return Some(Err(broken_off(name, &problem)));
            }
            reading.failed.extend(found.broken.iter().map(|problem| broken_off(name, problem)));
            found.nodes
        }
    };
    let mut documents = Vec::new();
    for node in &nodes {
        find(node, 0, &mut documents);
    }
    if documents.is_empty() {
        return None;
    }
    let is_one = documents.len() == 1;
    for (position, node) in documents.into_iter().enumerate() {
        match of_document(name, node, reading) {
            Ok(Some(collected)) => reading.extend(ready(collected, (!is_one).then_some(position + 1))),
            Ok(None) => {}
            Err(error) if is_one => return Some(Err(error)),
            Err(error) => reading.failed.push(error),
        }
    }
    Some(Ok(()))
}

/// A plan that cannot be read whole is best printed again.
fn broken_off(name: &str, problem: &Problem) -> IntakeError {
    let help = "it may be cut off; print it again: `terraform show -json PLAN > plan.json`".to_owned();
    broken(name, &Problem { help: Some(help), ..problem.clone() })
}

fn is_document(node: &Node) -> bool {
    let is_versioned = node.get("terraform_version").is_some()
        || (node.get("format_version").is_some() && node.get("resource_changes").is_some());
    (is_versioned && PARTS.iter().any(|part| node.get(part).is_some()))
        || node.get("encrypted_data").is_some()
}

fn has_document(node: &Node) -> bool {
    let mut found = Vec::new();
    find(node, 0, &mut found);
    !found.is_empty()
}

/// The plans and states in a value.
fn find<'n>(node: &'n Node, depth: usize, found: &mut Vec<&'n Node>) {
    if is_document(node) {
        found.push(node);
    } else if depth < DEEPEST {
        match &node.value {
            Value::List(entries) => entries.iter().for_each(|one| find(one, depth + 1, found)),
            Value::Map(members) => members.iter().for_each(|(_, one)| find(one, depth + 1, found)),
            _ => {}
        }
    }
}

/// What one plan or state says; nothing when it only says where the state is kept.
fn of_document(
    name: &Arc<str>,
    node: &Node,
    reading: &mut Reading,
) -> Result<Option<Collected>, IntakeError> {
    let refused = |what: &str, help: &str| {
        let at = node.at;
        Err(IntakeError::Terraform {
            input: in_words(name),
            line: at.line.max(1),
            column: at.column.max(1),
            what: what.to_owned(),
            help: help.to_owned(),
        })
    };
    if node.get("encrypted_data").is_some() {
        return refused(
            "OpenTofu encrypted this state or plan",
            "print it where its key is: `tofu show -json > state.json`, for a plan `tofu show -json PLAN > plan.json`",
        );
    }
    if node.text_of("version") == Some("3") {
        let modules = node.list_of("modules").iter();
        let is_empty =
            |module: &Node| module.get("resources").and_then(Node::map).is_none_or(<[_]>::is_empty);
        if node.get("backend").is_some() && modules.clone().all(is_empty) {
            let message =
                "it says only where the state is kept: `terraform state pull > state.json` prints the state";
            reading.notes.push(Note {
                source: Arc::clone(name),
                line: Some(node.at.line),
                message: message.to_owned(),
            });
            return Ok(None);
        }
        return refused(
            "expected a state of version 4, found version 3, which releases before 0.12 wrote",
            "print it with a newer release: `terraform show -json > state.json`",
        );
    }
    let mut document = Document { node, source: Arc::clone(name), collected: Collected::default() };
    if node.get("resource_changes").is_some() || node.get("planned_values").is_some() {
        document.plan();
    } else {
        document.state();
    }
    // What it leaves out is an answer, too.
    reading.is_answer |= !document.collected.open.is_empty();
    Ok(Some(document.collected))
}

struct Document<'n> {
    node: &'n Node,
    source: Arc<str>,
    collected: Collected,
}

/// What the configuration inside of a plan says of a block.
#[derive(Default)]
struct Configured<'n> {
    provider: BTreeMap<String, String>,
    references: BTreeMap<String, Vec<(String, String)>>,
    data: Vec<(String, &'n Node)>,
}

impl<'n> Document<'n> {
    fn at(&self, node: &Node) -> Origin {
        origin(&self.source, node.at)
    }

    fn plan(&mut self) {
        let mut configured = Configured::default();
        if let Some(root) = self.node.at_path(&["configuration", "root_module"]) {
            configured.module(root, "");
        }
        self.providers();
        for change in self.node.list_of("resource_changes") {
            self.change(change, &configured);
        }
        self.data_read(&configured);
        self.incomplete();
    }

    /// Says what a plan leaves out, as far as it says so itself.
    fn incomplete(&mut self) {
        let is = |name: &str, value: &str| self.node.text_of(name) == Some(value);
        let deferred = self.node.list_of("deferred_changes").first();
        let reason = match () {
            () if is("errored", "true") => FAILED,
            () if deferred.is_some() || is("complete", "false") => DEFERRED,
            () if self.node.get("resource_changes").is_none()
                && self.node.at_path(&["planned_values", "root_module"]).is_some() =>
            {
                NO_CHANGES
            }
            () => return,
        };
        let at = deferred.map_or(self.node.at, |one| one.at);
        self.not_known(at, reason);
    }

    fn not_known(&mut self, at: Position, reason: &'static str) {
        let Position { line, column } = at;
        self.collected.open.push(OpenPlace { source: Arc::clone(&self.source), line, column, reason });
    }

    /// Whether an object is of Okta's provider. One of another provider with such a type is open.
    fn is_oktas(&mut self, kind: &str, provider: Option<&str>, at: Position) -> bool {
        if !kind.starts_with(PREFIX) {
            self.collected.foreign += 1;
            return false;
        }
        // States write `provider["registry.terraform.io/okta/okta"].alias`.
        let source = provider.map(|text| text.split('"').nth(1).unwrap_or(text));
        let is_okta = source.is_none_or(|source| is_of_okta(source) || source.starts_with("provider."));
        if !is_okta {
            self.not_known(at, OTHER_PROVIDER);
        }
        is_okta
    }

    /// What a plan does with one object.
    fn change(&mut self, entry: &'n Node, configured: &Configured<'_>) {
        let (Some(kind), Some(change)) = (entry.text_of("type"), entry.get("change")) else { return };
        if !self.is_oktas(kind, entry.text_of("provider_name"), entry.at) {
            return;
        }
        let is_data = entry.text_of("mode") == Some("data");
        let address = without_instances(entry.text_of("address").unwrap_or_default());
        let actions: Vec<_> = change.list_of("actions").iter().filter_map(Node::text).collect();
        let does = |action: &str| actions.contains(&action);
        let is_known = !actions.is_empty() && actions.iter().all(|action| ACTIONS.contains(action));
        if !is_known || entry.text_of("mode") == Some("ephemeral") {
            self.not_known(entry.at, UNKNOWN_ACTION);
        }
        let exists = change.get("before").is_some();
        let mut phases = Vec::new();
        if change.get("importing").is_some() {
            phases.push((Phase::Import, Run::Refresh));
        }
        if is_data {
            phases.push((Phase::Read, if does("read") { Run::Apply } else { Run::Refresh }));
        } else if exists {
            phases.push((Phase::Read, Run::Refresh));
        }
        let changes = [("delete", Phase::Delete), ("create", Phase::Create), ("update", Phase::Update)];
        phases
            .extend(changes.iter().filter(|(action, _)| does(action)).map(|(_, phase)| (*phase, Run::Apply)));
        let whole = Provision {
            kind: if is_data { BlockKind::DataSource } else { BlockKind::Resource },
            name: kind.to_owned(),
            provider: configured.provider.get(&address).cloned().unwrap_or_else(|| "okta".to_owned()),
            phase: Phase::Read,
            run: Run::Refresh,
            cases: Vec::new(),
            address: address.clone(),
        };
        let place = self.at(entry);
        let (before, after) = (change.get("before"), change.get("after"));
        let unknown = change.get("after_unknown");
        for (phase, run) in phases {
            let case = match phase {
                Phase::Read if !is_data => settings(before, None),
                Phase::Delete => settings(before, None),
                Phase::Update => {
                    Settings { changed: Some(changed(before, after, unknown)), ..settings(after, unknown) }
                }
                _ => settings(after.or(before), unknown),
            };
            self.collected.push(&place, Provision { phase, run, cases: vec![case], ..whole.clone() });
        }
        if let Some(after) = after.filter(|_| !is_data) {
            self.declare(kind, &address, (after, unknown), configured);
        }
    }

    /// Keeps what a resource grants; `unknown` says which attributes are known after the run only.
    fn declare(
        &mut self,
        kind: &str,
        address: &str,
        (attributes, unknown): (&Node, Option<&Node>),
        configured: &Configured<'_>,
    ) {
        let place = self.at(attributes);
        let members = unknown.and_then(Node::map).unwrap_or_default().iter();
        let open = members.filter(|(_, unknown)| has_unknown(unknown));
        if GRANTING.contains(&kind) {
            self.collected.configuration.resources.push(Declared {
                kind: kind.to_owned(),
                address: address.to_owned(),
                source: Arc::clone(&self.source),
                attributes: attributes.clone(),
                references: configured.references.get(address).cloned().unwrap_or_default(),
                open: open.map(|(name, _)| (name.value.clone(), place.clone())).collect(),
            });
        }
    }

    /// The data sources that were read for a plan: they stand in the state that it starts from.
    fn data_read(&mut self, configured: &Configured<'_>) {
        let mut found = Vec::new();
        if let Some(module) = self.node.at_path(&["prior_state", "values", "root_module"]) {
            shown(module, &mut found);
        } else {
            let changes = self.node.list_of("resource_changes").iter();
            let changed = changes.filter_map(|change| change.text_of("address").map(without_instances));
            let changed: Vec<_> = changed.collect();
            let read = configured.data.iter().filter(|(address, _)| !changed.contains(address));
            found.extend(read.map(|(_, node)| *node));
        }
        for resource in found {
            let Some(kind) = resource.text_of("type").filter(|kind| kind.starts_with(PREFIX)) else {
                continue;
            };
            if resource.text_of("mode") == Some("data")
                && self.is_oktas(kind, resource.text_of("provider_name"), resource.at)
            {
                let address = without_instances(resource.text_of("address").unwrap_or_default());
                let provider = configured.provider.get(&address).cloned();
                let cases = vec![
                    resource
                        .get("values")
                        .map_or_else(Settings::default, |values| settings(Some(values), None)),
                ];
                let provision = Provision {
                    kind: BlockKind::DataSource,
                    name: kind.to_owned(),
                    address,
                    provider: provider.unwrap_or_else(|| "okta".to_owned()),
                    phase: Phase::Read,
                    run: Run::Refresh,
                    cases,
                };
                let place = self.at(resource);
                self.collected.push(&place, provision);
            }
        }
    }

    /// The configurations of the provider inside of a plan. Nothing but scopes is taken of what they hold.
    fn providers(&mut self) {
        let members = self.node.at_path(&["configuration", "provider_config"]).and_then(Node::map);
        for (key, config) in members.unwrap_or_default() {
            let is_okta = match config.text_of("full_name") {
                Some(source) => is_of_okta(source),
                None => config.text_of("name") == Some(LOCAL),
            };
            if !is_okta {
                continue;
            }
            if let Some(version) = config.text_of("version_constraint") {
                let place = self.at(config);
                self.collected.release(version, false, place);
            }
            let set = |name: &str| config.at_path(&["expressions", name]).is_some();
            let is_oauth = ["private_key", "client_id", "private_key_id", "access_token", "scopes"];
            let credential = if is_oauth.iter().any(|name| set(name)) {
                Some(Credential::ServiceApp)
            } else {
                set("api_token").then_some(Credential::ApiToken)
            };
            let scopes = config.at_path(&["expressions", "scopes"]).map(|scopes| self.scopes(scopes));
            self.collected.configuration.providers.push(ProviderBlock {
                name: principal(&key.value),
                root: String::new(),
                origin: Some(self.at(config)),
                credential,
                scopes,
            });
        }
    }

    fn scopes(&self, expression: &Node) -> ScopeList {
        let variable = expression.list_of("references").iter().filter_map(Node::text);
        let variable = variable.into_iter().find_map(|name| name.strip_prefix("var."));
        let list = expression
            .get("constant_value")
            .or_else(|| variable.and_then(|name| self.node.at_path(&["variables", name, "value"])));
        let place = self.at(list.unwrap_or(expression));
        let Some(entries) = list.and_then(Node::list) else {
            return ScopeList { origin: place.clone(), names: Vec::new(), open: vec![place] };
        };
        of_items(place, entries.iter().map(|entry| (entry.text().and_then(scope_name), self.at(entry))))
    }

    fn state(&mut self) {
        let mut found = Vec::new();
        if let Some(root) = self.node.at_path(&["values", "root_module"]) {
            shown(root, &mut found);
        }
        for resource in found {
            let address = without_instances(resource.text_of("address").unwrap_or_default());
            self.object(resource, address, "okta".to_owned(), resource.get("values"));
        }
        for resource in self.node.list_of("resources") {
            let (Some(kind), Some(name)) = (resource.text_of("type"), resource.text_of("name")) else {
                continue;
            };
            let module = resource.text_of("module").map(|one| format!("{}.", without_instances(one)));
            let data = if resource.text_of("mode") == Some("data") { "data." } else { "" };
            let address = format!("{}{data}{kind}.{name}", module.unwrap_or_default());
            let alias =
                resource.text_of("provider").and_then(|text| text.rsplit_once("].")).map(|(_, alias)| alias);
            let provider = alias.map_or_else(|| "okta".to_owned(), |alias| format!("okta.{alias}"));
            for instance in resource.list_of("instances") {
                self.object(resource, address.clone(), provider.clone(), instance.get("attributes"));
            }
        }
    }

    /// An object of a state: it is read, and it may be changed and taken away.
    fn object(&mut self, resource: &'n Node, address: String, provider: String, attributes: Option<&Node>) {
        let Some(kind) = resource.text_of("type") else { return };
        let served = resource.text_of("provider_name").or_else(|| resource.text_of("provider"));
        if !self.is_oktas(kind, served, resource.at) {
            return;
        }
        let is_data = resource.text_of("mode") == Some("data");
        if let Some(attributes) = attributes.filter(|_| !is_data) {
            self.declare(kind, &address, (attributes, None), &Configured::default());
        }
        let whole = Provision {
            kind: if is_data { BlockKind::DataSource } else { BlockKind::Resource },
            name: kind.to_owned(),
            address,
            provider,
            phase: Phase::Read,
            run: Run::Refresh,
            cases: vec![settings(attributes, None)],
        };
        let place = self.at(resource);
        let life = if is_data { LIFE.get(..1).unwrap_or_default() } else { &LIFE };
        for (phase, run) in life {
            self.collected.push(&place, Provision { phase: *phase, run: *run, ..whole.clone() });
        }
    }
}

impl<'n> Configured<'n> {
    fn module(&mut self, module: &'n Node, prefix: &str) {
        for resource in module.list_of("resources") {
            let Some(address) = resource.text_of("address") else { continue };
            let address = format!("{prefix}{address}");
            if let Some(key) = resource.text_of("provider_config_key") {
                self.provider.insert(address.clone(), principal(key));
            }
            if resource.text_of("mode") == Some("data") {
                self.data.push((address.clone(), resource));
            }
            let expressions = resource.get("expressions").and_then(Node::map).unwrap_or_default();
            let referring = expressions.iter().filter_map(|(name, expression)| {
                let named = expression.list_of("references").iter().filter_map(Node::text);
                let whole = named.min_by_key(|name| name.matches('.').count())?;
                let target: Vec<_> = whole.split('.').take(2).collect();
                Some((name.value.clone(), format!("{prefix}{}", target.join("."))))
            });
            self.references.insert(address, referring.collect());
        }
        for (name, call) in module.get("module_calls").and_then(Node::map).unwrap_or_default() {
            if let Some(inner) = call.get("module") {
                self.module(inner, &format!("{prefix}module.{}.", name.value));
            }
        }
    }
}

/// The key of a provider configuration as the address of a principal: `module.hr:okta` is `module.hr.okta`.
fn principal(key: &str) -> String {
    key.replace(':', ".")
}

/// An address without the keys of instances.
pub(super) fn without_instances(address: &str) -> String {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_u32, false, false);
    let mut found = String::new();
    for letter in address.chars() {
        if is_quoted {
            is_quoted = letter != '"' || is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            continue;
        }
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '"' if depth > 0 => is_quoted = true,
            _ if depth == 0 => found.push(letter),
            _ => {}
        }
    }
    found
}

/// The resources of a module as `terraform show -json` writes it, and of the modules in it.
fn shown<'n>(module: &'n Node, found: &mut Vec<&'n Node>) {
    found.extend(module.list_of("resources"));
    for child in module.list_of("child_modules") {
        shown(child, found);
    }
}

/// Whether a part of an attribute is known after the run only.
fn has_unknown(node: &Node) -> bool {
    match &node.value {
        Value::Plain(text) | Value::Text(text) => text == "true",
        Value::List(entries) => entries.iter().any(has_unknown),
        Value::Map(members) => members.iter().any(|(_, member)| has_unknown(member)),
        Value::Null => false,
    }
}

fn settings(values: Option<&Node>, unknown: Option<&Node>) -> Settings {
    let members = values.and_then(Node::map).unwrap_or_default();
    let mut found: BTreeMap<_, _> =
        members.iter().map(|(name, value)| (name.value.clone(), setting(value))).collect();
    for (name, value) in unknown.and_then(Node::map).unwrap_or_default() {
        if value.text() == Some("true") {
            found.insert(
                name.value.clone(),
                if name.value == "id" { Setting::Present } else { Setting::Unknown },
            );
        }
    }
    Settings { values: found, is_whole: values.is_some(), changed: None, ignored: Vec::new() }
}

fn setting(value: &Node) -> Setting {
    match &value.value {
        Value::Null => Setting::Absent,
        Value::Plain(text) | Value::Text(text) => Setting::Value(text.clone()),
        Value::List(entries) if entries.is_empty() => Setting::Absent,
        Value::Map(members) if members.is_empty() => Setting::Absent,
        Value::List(_) | Value::Map(_) => Setting::Present,
    }
}

/// The settings that differ between two states of an object.
fn changed(before: Option<&Node>, after: Option<&Node>, unknown: Option<&Node>) -> Vec<String> {
    let names = |node: Option<&'_ Node>| -> Vec<String> {
        node.and_then(Node::map).unwrap_or_default().iter().map(|(name, _)| name.value.clone()).collect()
    };
    let mut all = names(before);
    all.extend(names(after));
    all.extend(names(unknown));
    all.sort();
    all.dedup();
    all.retain(|name| {
        let of = |node: Option<&'_ Node>| node.and_then(|node| node.get(name)).map(Node::in_a_line);
        of(before) != of(after) || unknown.and_then(|node| node.text_of(name)) == Some("true")
    });
    all
}
