//! What a configuration asks of Okta's provider, block by block.

use std::borrow::Cow;
use std::sync::Arc;

use super::expression::Instance;
use super::files::Placed;
use super::names::Names;
use super::providers::{LOCAL, Providers, Reference, Served};
use super::scopes::listed;
use super::settings::{Attributes, Instances, Lifecycle, cases};
use super::value::{Value, origin};
use super::{Configuration, Declared};
use crate::intake::account::OpenPlace;
use crate::located::Position;
use crate::located::hcl::{self, Block, Expression};
use crate::model::{
    Asked, BlockKind, Call, Credential, Origin, Phase, ProviderBlock, ProviderRelease, Provision, Run,
    SetAside, Settings, names_okta,
};

/// How the types of the provider begin.
pub(super) const PREFIX: &str = "okta_";

/// The types that grant something, or that tell what is granted.
pub(in crate::intake) const GRANTING: [&str; 9] = [
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
    /// Whether the provider is required.
    pub(super) is_required: bool,
    /// Blocks of which nobody can tell what they call.
    pub(super) open: Vec<OpenPlace>,
}

/// Where a block stands, and what names mean there.
#[derive(Clone, Copy)]
pub(super) struct Where<'w> {
    pub(super) source: &'w Arc<str>,
    pub(super) names: &'w Names,
    /// The instance, where there are several.
    pub(super) instance: Option<&'w Instance>,
}

impl Collected {
    /// Whether anything of it is of Okta's provider, or may be: a module that was not read and whose source names Okta.
    pub(super) fn is_oktas(&self) -> bool {
        let is_block = |call: &Call| match &call.asked {
            Asked::Provision(one) if one.kind == BlockKind::Module => {
                names_okta(&one.name) || names_okta(&one.address)
            }
            Asked::Provision(_) => true,
            _ => false,
        };
        let Configuration { providers, releases, .. } = &self.configuration;
        self.is_required
            || !(providers.is_empty() && releases.is_empty() && self.open.is_empty())
            || self.calls.iter().any(is_block)
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
    pub(super) fn block(&mut self, block: &Block, at: Where<'_>, providers: &Providers) {
        let [kind, name, ..] = block.labels.as_slice() else { return };
        if !kind.starts_with(PREFIX) {
            self.foreign += 1;
            return;
        }
        if block.kind.value == "ephemeral" {
            return self.not_known(block, at, "an ephemeral block of okta/okta: what it calls is not known");
        }
        let instances = Instances::of(&block.body, at.source, at.names);
        let origin = origin(at.source, block.kind.at);
        let Some(served) = self.served(block, at, &instances, providers) else { return };
        let is_data = block.kind.value == "data";
        let place = if is_data { "data." } else { "" };
        let address = format!("{}{place}{kind}.{name}", at.names.prefix);
        if !is_data {
            self.declare(block, at, &address, &instances);
        }
        let lifecycle = Lifecycle::of(&block.body);
        let life = if is_data { LIFE.get(..1).unwrap_or_default() } else { &LIFE };
        for (provider, instances) in served {
            let whole = Provision {
                kind: if is_data { BlockKind::DataSource } else { BlockKind::Resource },
                name: kind.clone(),
                provider,
                phase: Phase::Read,
                run: Run::Refresh,
                cases: cases(&block.body, at.source, at.names, &instances, &lifecycle.ignored),
                address: address.clone(),
            };
            if matches!(instances, Instances::Off) {
                let call = Call::new(origin.clone(), Asked::Provision(whole));
                self.calls.push(call.set_aside(Some(SetAside::Disabled)));
                continue;
            }
            for (phase, run) in life {
                self.live(&origin, Provision { phase: *phase, run: *run, ..whole.clone() }, &lifecycle);
            }
        }
    }

    /// A phase of a block, unless its `lifecycle` forbids it.
    fn live(&mut self, origin: &Origin, provision: Provision, lifecycle: &Lifecycle) {
        let reason = match provision.phase {
            Phase::Delete if lifecycle.prevents_destroy => SetAside::Protected,
            Phase::Update if lifecycle.ignores_all => SetAside::Unchanged,
            _ => return self.push(origin, provision),
        };
        let call = Call::new(origin.clone(), Asked::Provision(provision));
        self.calls.push(call.set_aside(Some(reason)));
    }

    /// The provider configurations that serve a block, each with the instances that it serves; none for a block of
    /// another provider.
    fn served(
        &mut self,
        block: &Block,
        at: Where<'_>,
        instances: &Instances,
        providers: &Providers,
    ) -> Option<Vec<(String, Instances)>> {
        let of = |each: Option<&Instance>| {
            let written = block.body.get("provider");
            let reference = written.and_then(|one| Reference::of(one, at.source, at.names, each));
            let is_open = reference.as_ref().is_some_and(Reference::is_open);
            (reference.map_or_else(|| providers.implied(), |one| providers.served(&one)), is_open)
        };
        let (served, is_open) = of(None);
        match served {
            Served::Foreign => self.foreign += 1,
            Served::Other => {
                let reason =
                    "the block belongs to another provider than okta/okta: what that calls is not known";
                self.not_known(block, at, reason);
            }
            Served::Okta(addresses) => {
                let Instances::Each(all) = instances else {
                    return Some(addresses.into_iter().map(|one| (one, instances.clone())).collect());
                };
                if !is_open {
                    return Some(addresses.into_iter().map(|one| (one, instances.clone())).collect());
                }
                let mut found: Vec<(String, Vec<Instance>)> = Vec::new();
                for one in all {
                    let Served::Okta(addresses) = of(Some(one)).0 else { continue };
                    for address in addresses {
                        match found.iter_mut().find(|(known, _)| *known == address) {
                            Some((_, instances)) => instances.push(one.clone()),
                            None => found.push((address, vec![one.clone()])),
                        }
                    }
                }
                return Some(found.into_iter().map(|(one, all)| (one, Instances::Each(all))).collect());
            }
        }
        None
    }

    fn not_known(&mut self, block: &Block, at: Where<'_>, reason: &'static str) {
        let Position { line, column } = block.kind.at;
        self.open.push(OpenPlace { source: Arc::clone(at.source), line, column, reason });
    }

    pub(super) fn push(&mut self, origin: &Origin, provision: Provision) {
        self.calls.push(Call::new(origin.clone(), Asked::Provision(provision)));
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
    pub(super) fn import(&mut self, block: &Block, at: Where<'_>, providers: &Providers) {
        self.pointed(block, "to", &[(Phase::Import, Run::Refresh)], at, providers);
    }

    /// A `removed` block: its object is taken away, unless it says otherwise.
    pub(super) fn removed(&mut self, block: &Block, at: Where<'_>, providers: &Providers) {
        let mut lives = block.body.blocks_of("lifecycle");
        let kept = lives
            .any(|life| life.body.get("destroy").is_some_and(|one| one.value == Expression::Bool(false)));
        let phases = [(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply)];
        if !kept
            && let Some(module) = block.body.get("from").and_then(|from| module_name(&reference(&from.value)))
        {
            // What it held is taken away, and nothing tells what that is.
            let address = format!("{}{module}", at.names.prefix);
            return self.unread(&address, "", origin(at.source, block.kind.at));
        }
        self.pointed(block, "from", if kept { &phases[..1] } else { &phases }, at, providers);
    }

    /// What is done with an object that a block names; nothing is known of its settings.
    fn pointed(
        &mut self,
        block: &Block,
        name: &str,
        phases: &[(Phase, Run)],
        at: Where<'_>,
        providers: &Providers,
    ) {
        let Some(names) = block.body.get(name).and_then(|target| base_names(&reference(&target.value)))
        else {
            return;
        };
        let Some(kind) = names.iter().rev().nth(1).filter(|kind| kind.starts_with(PREFIX)) else { return };
        let address = format!("{}{}", at.names.prefix, names.join("."));
        let origin = origin(at.source, block.kind.at);
        let Some(served) = self.served(block, at, &Instances::One, providers) else { return };
        for (provider, _) in served {
            for (phase, run) in phases {
                self.push(
                    &origin,
                    Provision {
                        kind: BlockKind::Resource,
                        name: kind.clone(),
                        address: address.clone(),
                        provider: provider.clone(),
                        phase: *phase,
                        run: *run,
                        cases: vec![Settings::default()],
                    },
                );
            }
        }
    }

    /// A module that was not read.
    pub(super) fn unread(&mut self, address: &str, from: &str, at: Origin) {
        self.calls.push(module_call(address, from, at));
    }

    /// A module that is switched off where it is called.
    pub(super) fn switched_off(&mut self, address: &str, from: &str, at: Origin) {
        self.calls.push(module_call(address, from, at).set_aside(Some(SetAside::Disabled)));
    }

    /// A provider block; of what it authenticates with only the kind is kept.
    pub(super) fn provider(&mut self, placed: &Placed, address: &str, at: Where<'_>) {
        let block = &placed.block;
        let sets = |names: &[&str]| {
            names.iter().any(|name| {
                let found = block.body.get(name).map(|one| at.names.value(at.source, one, at.instance).value);
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
        let source = placed.source_of("scopes");
        let scopes = block.body.get("scopes").and_then(|list| listed(list, source, at.names, at.instance));
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

fn module_call(address: &str, from: &str, at: Origin) -> Call {
    let provision = Provision {
        kind: BlockKind::Module,
        name: origin_of_module(from),
        address: address.to_owned(),
        provider: LOCAL.to_owned(),
        phase: Phase::Read,
        run: Run::Refresh,
        cases: Vec::new(),
    };
    Call::new(at, Asked::Provision(provision))
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

/// The address that an argument holds. In the notation of JSON it is a text.
fn reference(written: &Expression) -> Cow<'_, Expression> {
    let Expression::Text(text) = written else { return Cow::Borrowed(written) };
    let parsed = hcl::parse("", &format!("address = {text}\n")).ok();
    let parsed = parsed.and_then(|body| Some(body.get("address")?.value.clone()));
    parsed.map_or(Cow::Borrowed(written), Cow::Owned)
}

/// The address of a module as a whole, without the keys of instances.
fn module_name(expression: &Expression) -> Option<String> {
    let parts: Vec<&str> = expression.parts()?.into_iter().flatten().collect();
    let is_module = parts.iter().step_by(2).all(|part| *part == "module") && parts.len().is_multiple_of(2);
    (is_module && !parts.is_empty()).then(|| parts.join("."))
}

/// Where a module comes from: a folder by its path, anything else by its host, as the rest of an address can hold a
/// password or a token.
fn origin_of_module(from: &str) -> String {
    const REGISTRY: &str = "registry.terraform.io";
    let is_folder = from.is_empty() || from.starts_with(['.', '/']);
    if is_folder {
        return from.to_owned();
    }
    let address = from.rsplit_once("://").map_or(from, |(_, rest)| rest);
    let authority = address.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let is_host =
        host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if is_host { host } else { REGISTRY }.to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("git::https://user:s3cr3t@git.example.com/m.git?ref=v1", "git.example.com")]
    #[case("https://user:s3@cr3t@git.example.com/m.git//x@y", "git.example.com")]
    #[case("git@github.com:acme/m.git", "github.com")]
    #[case("github.com/acme/m", "github.com")]
    #[case("https://example.com/m.zip?token=s3cr3t", "example.com")]
    #[case("acme/m/okta", "registry.terraform.io")]
    #[case("./modules/m", "./modules/m")]
    #[case("", "")]
    fn of_a_module_only_its_folder_or_host_is_kept(#[case] from: &str, #[case] expected: &str) {
        assert_eq!(origin_of_module(from), expected);
    }
}
