//! Plans and states of Terraform in JSON: what exactly is done, and what there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Declared;
use super::collect::{Collected, GRANTING, LIFE, PREFIX};
use super::files::broken;
use super::scopes::{of_items, scope_name};
use super::value::origin;
use crate::intake::source::IntakeError;
use crate::located::{self, Node, Value};
use crate::model::{
    BlockKind, Credential, Origin, Phase, ProviderBlock, Provision, Run, ScopeList, Setting, Settings,
};

/// The calls of a plan or a state; none when the text is neither.
pub(super) fn read(name: &str, text: &str) -> Option<Result<Collected, IntakeError>> {
    let has = |key: &str| memchr::memmem::find(text.as_bytes(), key.as_bytes()).is_some();
    if !located::looks_like_json(text) || !has("\"terraform_version\"") {
        return None;
    }
    let node = match located::parse(name, text) {
        Ok(node) => node,
        Err(problem) => return Some(Err(broken(name, &problem))),
    };
    let mut document = Document { node: &node, source: Arc::from(name), collected: Collected::default() };
    if node.get("resource_changes").is_some() || node.get("planned_values").is_some() {
        document.plan();
    } else if node.get("values").is_some() || node.get("resources").is_some() || node.get("lineage").is_some()
    {
        document.state();
    } else {
        return None;
    }
    Some(Ok(document.collected))
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
    }

    /// What a plan does with one object.
    fn change(&mut self, entry: &'n Node, configured: &Configured<'_>) {
        let (Some(kind), Some(change)) = (entry.text_of("type"), entry.get("change")) else { return };
        if !kind.starts_with(PREFIX) {
            self.collected.foreign += 1;
            return;
        }
        let is_data = entry.text_of("mode") == Some("data");
        let address = without_instances(entry.text_of("address").unwrap_or_default());
        let actions: Vec<_> = change.list_of("actions").iter().filter_map(Node::text).collect();
        let does = |action: &str| actions.contains(&action);
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
            if resource.text_of("mode") == Some("data") {
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
            let is_okta = config.text_of("full_name").is_none_or(|name| name.ends_with("/okta"));
            if !config.text_of("name").is_some_and(|name| name.contains("okta")) || !is_okta {
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
        if !kind.starts_with(PREFIX) {
            self.collected.foreign += 1;
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
fn without_instances(address: &str) -> String {
    let mut depth = 0_u32;
    let mut found = String::new();
    for letter in address.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
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
