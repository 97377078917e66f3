//! What a configuration asks of Okta's provider, block by block.

use std::sync::Arc;

use super::names::Names;
use super::scopes::listed;
use super::settings::{Attributes, Instances, Lifecycle, cases};
use super::value::{Value, origin};
use super::{Configuration, Declared};
use crate::located::hcl::{Block, Expression};
use crate::model::{
    Asked, BlockKind, Call, Credential, Origin, Phase, ProviderBlock, ProviderRelease, Provision, Run,
    SetAside, Settings,
};

/// How the types of the provider begin.
pub(super) const PREFIX: &str = "okta_";

/// The types that grant something, or that tell what is granted.
pub(super) const GRANTING: [&str; 9] = [
    "okta_app_oauth",
    "okta_app_oauth_api_scope",
    "okta_app_oauth_role_assignment",
    "okta_admin_role_custom",
    "okta_admin_role_custom_assignments",
    "okta_api_service_integration",
    "okta_group_role",
    "okta_resource_set",
    "okta_user_admin_roles",
];

/// What is done with the object of a block over its life, and in which runs.
pub(super) const LIFE: [(Phase, Run); 4] = [
    (Phase::Read, Run::Refresh),
    (Phase::Create, Run::Apply),
    (Phase::Update, Run::Apply),
    (Phase::Delete, Run::Apply),
];

/// What was collected so far.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) calls: Vec<Call>,
    pub(super) configuration: Configuration,
    /// How many blocks there are of other providers.
    pub(super) foreign: usize,
}

/// Where a block stands, and what names mean there.
#[derive(Clone, Copy)]
pub(super) struct Where<'w> {
    pub(super) source: &'w Arc<str>,
    pub(super) names: &'w Names,
}

/// Which principal a provider is, by the name that a module has for it.
pub(super) type Served<'s> = dyn Fn(&str) -> String + 's;

impl Collected {
    /// Whether anything of it is of Okta's provider, or may be.
    pub(super) fn is_oktas(&self) -> bool {
        let is_block = |call: &Call| matches!(&call.asked, Asked::Provision(provision) if provision.kind != BlockKind::Module);
        let Configuration { providers, releases, .. } = &self.configuration;
        !(providers.is_empty() && releases.is_empty()) || self.calls.iter().any(is_block)
    }

    /// Of the providers, those that are in use, or that stand in this file.
    pub(super) fn keep_used(&mut self, name: &str) {
        let served = |call: &Call| match &call.asked {
            Asked::Provision(provision) => Some(provision.provider.clone()),
            _ => None,
        };
        let used: Vec<_> = self.calls.iter().filter_map(served).collect();
        self.configuration.providers.retain(|one| {
            used.contains(&one.name) || one.origin.as_ref().is_some_and(|origin| &*origin.source == name)
        });
    }

    /// A resource or a data source.
    pub(super) fn block(&mut self, block: &Block, at: Where<'_>, served: &Served<'_>) {
        let [kind, name, ..] = block.labels.as_slice() else { return };
        if !kind.starts_with(PREFIX) {
            self.foreign += 1;
            return;
        }
        let is_data = block.kind.value == "data";
        let place = if is_data { "data." } else { "" };
        let address = format!("{}{place}{kind}.{name}", at.names.prefix);
        let instances = Instances::of(&block.body, at.source, at.names);
        let lifecycle = Lifecycle::of(&block.body);
        let whole = Provision {
            kind: if is_data { BlockKind::DataSource } else { BlockKind::Resource },
            name: kind.clone(),
            provider: served(&provider(block)),
            phase: Phase::Read,
            run: Run::Refresh,
            cases: cases(&block.body, at.source, at.names, &instances, &lifecycle.ignored),
            address,
        };
        let origin = origin(at.source, block.kind.at);
        if matches!(instances, Instances::Off) {
            let call = Call::new(origin, whole.address.clone(), Asked::Provision(whole));
            self.calls.push(call.set_aside(Some(SetAside::Disabled)));
            return;
        }
        if !is_data {
            self.declare(block, at, &whole.address, &instances);
        }
        let life = if is_data { LIFE.get(..1).unwrap_or_default() } else { &LIFE };
        for (phase, run) in life {
            let provision = Provision { phase: *phase, run: *run, ..whole.clone() };
            match phase {
                Phase::Delete if lifecycle.prevents_destroy => {
                    self.set_aside(&origin, provision, SetAside::Protected);
                }
                Phase::Update if lifecycle.ignores_all => {
                    self.set_aside(&origin, provision, SetAside::Unchanged);
                }
                _ => self.push(&origin, provision),
            }
        }
    }

    /// A phase that does not happen, with the reason.
    fn set_aside(&mut self, origin: &Origin, provision: Provision, reason: SetAside) {
        let text = format!("{} ({})", provision.address, provision.phase);
        let call = Call::new(origin.clone(), text, Asked::Provision(provision));
        self.calls.push(call.set_aside(Some(reason)));
    }

    pub(super) fn push(&mut self, origin: &Origin, provision: Provision) {
        let text = format!("{} ({})", provision.address, provision.phase);
        self.calls.push(Call::new(origin.clone(), text, Asked::Provision(provision)));
    }

    /// Keeps what a block grants, or what another needs to tell that.
    fn declare(&mut self, block: &Block, at: Where<'_>, address: &str, instances: &Instances) {
        let Some(kind) = block.labels.first().filter(|kind| GRANTING.contains(&kind.as_str())) else {
            return;
        };
        for each in instances.each() {
            let Attributes { known, references, open } = Attributes::of(block, at.source, at.names, each);
            self.configuration.resources.push(Declared {
                kind: kind.clone(),
                address: address.to_owned(),
                source: Arc::clone(at.source),
                attributes: known,
                references,
                open,
            });
        }
    }

    /// An `import` block: an object that exists is taken up in the next plan.
    pub(super) fn import(&mut self, block: &Block, at: Where<'_>, served: &Served<'_>) {
        self.pointed(block, "to", &[(Phase::Import, Run::Refresh)], at, served);
    }

    /// A `removed` block: its object is taken away, unless it says otherwise.
    pub(super) fn removed(&mut self, block: &Block, at: Where<'_>, served: &Served<'_>) {
        let mut lives = block.body.blocks_of("lifecycle");
        let kept = lives
            .any(|life| life.body.get("destroy").is_some_and(|one| one.value == Expression::Bool(false)));
        let phases = [(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply)];
        self.pointed(block, "from", if kept { &phases[..1] } else { &phases }, at, served);
    }

    /// What is done with an object that a block names; nothing is known of its settings.
    fn pointed(
        &mut self,
        block: &Block,
        name: &str,
        phases: &[(Phase, Run)],
        at: Where<'_>,
        served: &Served<'_>,
    ) {
        let Some(names) = block.body.get(name).and_then(|target| base_names(&target.value)) else { return };
        let Some(kind) = names.iter().rev().nth(1).filter(|kind| kind.starts_with(PREFIX)) else { return };
        let address = format!("{}{}", at.names.prefix, names.join("."));
        let origin = origin(at.source, block.kind.at);
        for (phase, run) in phases {
            self.push(
                &origin,
                Provision {
                    kind: BlockKind::Resource,
                    name: kind.clone(),
                    address: address.clone(),
                    provider: served(&provider(block)),
                    phase: *phase,
                    run: *run,
                    cases: vec![Settings::default()],
                },
            );
        }
    }

    /// A module that was not read.
    pub(super) fn unread(&mut self, address: &str, from: &str, at: Origin) {
        let provision = Provision {
            kind: BlockKind::Module,
            name: without_secrets(from),
            address: address.to_owned(),
            provider: "okta".to_owned(),
            phase: Phase::Read,
            run: Run::Refresh,
            cases: Vec::new(),
        };
        self.calls.push(Call::new(at, address.to_owned(), Asked::Provision(provision)));
    }

    /// A provider block; of what it authenticates with only the kind is kept.
    pub(super) fn provider(&mut self, block: &Block, address: &str, at: Where<'_>) {
        let local = block.labels.first().map(String::as_str).unwrap_or_default();
        if !local.contains("okta") {
            return;
        }
        let sets = |names: &[&str]| {
            names.iter().any(|name| {
                let found = block.body.get(name).map(|one| at.names.value(at.source, one, None).value);
                found.is_some_and(|value| value != Value::Null && value != Value::Text(String::new()))
            })
        };
        let credential = if sets(&["private_key", "client_id", "private_key_id", "access_token"]) {
            Some(Credential::ServiceApp)
        } else if sets(&["api_token"]) {
            Some(Credential::ApiToken)
        } else {
            block.body.get("scopes").map(|_| Credential::ServiceApp)
        };
        let scopes = block.body.get("scopes").and_then(|list| listed(list, at.source, at.names));
        self.configuration.providers.push(ProviderBlock {
            name: address.to_owned(),
            root: String::new(),
            origin: Some(origin(at.source, block.kind.at)),
            credential,
            scopes,
        });
    }

    /// A release of the provider that is named.
    pub(super) fn release(&mut self, written: &str, is_locked: bool, origin: Origin) {
        let release = ProviderRelease { written: written.to_owned(), is_locked, origin };
        self.configuration.releases.push(release);
    }
}

/// The local name of the provider that serves a block.
fn provider(block: &Block) -> String {
    let named = block.body.get("provider").and_then(|named| match &named.value {
        Expression::Text(text) => Some(text.clone()),
        reference => reference.names().map(|names| names.join(".")),
    });
    named.unwrap_or_else(|| "okta".to_owned())
}

/// The parts of an address without the keys of instances, which are none or numbers, or stand behind modules.
fn base_names(expression: &Expression) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = expression.parts()?.into_iter().flatten();
    while let Some(part) = rest.next() {
        if part.starts_with(PREFIX) {
            names.push(part.to_owned());
            names.push(rest.next()?.to_owned());
            return Some(names);
        }
        if part == "module" {
            names.push(part.to_owned());
            names.push(rest.next()?.to_owned());
        }
    }
    None
}

/// Where a module comes from, without what an address may carry beside host and path.
fn without_secrets(from: &str) -> String {
    let plain = from.split('?').next().unwrap_or_default();
    match plain.split_once('@') {
        Some((before, after)) => match before.rsplit_once("//") {
            Some((scheme, _)) => format!("{scheme}//{after}"),
            None => after.to_owned(),
        },
        None => plain.to_owned(),
    }
}
