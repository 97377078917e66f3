//! Packs what the types of the Terraform provider call; what they name must exist, and conditions must be readable.

use std::collections::BTreeMap;

use super::{Documents, Names, Place, Problem, schema};
use crate::catalog::documents::Placed;
use crate::catalog::tables::{
    Outside, OwnCall, POLICY_TYPE, PolicyOf, PolicyType, ProvisionCall, ProvisionType, Target, Term,
    Terraform,
};
use crate::model::{BlockKind, Phase};

/// The provider of a catalog folder with its types; `names` are those of the packed tables.
///
/// # Errors
///
/// Every name that leads nowhere, every condition that cannot be read, every file in the wrong place.
pub fn pack(documents: &Documents, names: &Names) -> Result<Terraform, Vec<Problem>> {
    let policies = documents.limits.parameters.get(POLICY_TYPE).map(|one| one.values.clone());
    let mut packer = Packer { names, policies: policies.unwrap_or_default(), problems: Vec::new() };
    let mut packed = documents.provider.as_ref().map_or_else(Terraform::default, |one| packer.provider(one));
    packed.types = documents.provisions.iter().map(|placed| packer.provision(placed)).collect();
    let package = documents.pulumi.as_ref();
    let package = package.map(|one| super::pulumi::pack(one, names, &mut packer.problems));
    packed.pulumi = package.unwrap_or_default();
    packed.types.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    if let Some(removed) = &documents.removed_provisions {
        packer.removed(removed, &mut packed);
    }
    if documents.provider.is_none() && !packed.types.is_empty() {
        packer.problems.push(Problem::file("terraform/provider.yaml", "the file is missing"));
    }
    if packer.problems.is_empty() { Ok(packed) } else { Err(packer.problems) }
}

struct Packer<'a> {
    names: &'a Names,
    /// The values of the parameter that a policy type gives a value.
    policies: Vec<String>,
    problems: Vec<Problem>,
}

impl Packer<'_> {
    fn provider(&mut self, written: &schema::Provider) -> Terraform {
        let place = Place { file: "terraform/provider.yaml", record: &written.name };
        if written.sources.is_empty() {
            self.problems.push(place.problem("cites no source"));
        }
        let unknown = written.sources.iter().filter_map(|source| self.names.source(source, &place).err());
        self.problems.extend(unknown);
        let own = |one: &schema::ProviderCall| {
            let call = schema::ProvisionCall {
                operation: Some(one.operation.clone()),
                outside: None,
                class: None,
                seen: one.seen,
                when: one.when.clone(),
            };
            let call = self.call(&call, &place)?;
            Some(OwnCall { call, own: one.own, note: one.note.clone() })
        };
        let own_calls = written.calls.iter().filter_map(own).collect();
        Terraform {
            provider: written.name.clone(),
            version: written.version.clone(),
            base: written.base.clone(),
            sources: written.sources.clone(),
            own_calls,
            ..Terraform::default()
        }
    }

    fn provision(&mut self, placed: &Placed<schema::ProvisionType>) -> ProvisionType {
        let Placed { file, value } = placed;
        let place = Place { file, record: &value.name };
        let kind = match file.split('/').nth(1) {
            Some("resources") => BlockKind::Resource,
            _ => BlockKind::DataSource,
        };
        if !file.ends_with(&format!("/{}.yaml", value.name)) {
            self.problems.push(place.problem("stands in a file of another name"));
        }
        let phases = [
            (Phase::Read, &value.read),
            (Phase::Create, &value.create),
            (Phase::Update, &value.update),
            (Phase::Delete, &value.delete),
            (Phase::Import, &value.import),
        ];
        let changes = phases.iter().any(|(phase, calls)| *phase != Phase::Read && !calls.is_empty());
        if kind == BlockKind::DataSource && changes {
            self.problems.push(place.problem("is a data source, which is only read"));
        }
        if (value.importer == schema::Importer::Calls) == value.import.is_empty() {
            self.problems
                .push(place.problem("has calls of an importer without `importer: calls`, or none with it"));
        }
        let by_credential = |call: &ProvisionCall| {
            matches!(call.target, Target::Operation(_))
                && call.when.iter().flatten().any(|term| matches!(term, Term::Auth(_)))
        };
        let mut calls = BTreeMap::new();
        for (phase, written) in phases {
            let packed: Vec<_> = written.iter().filter_map(|call| self.call(call, &place)).collect();
            if packed.iter().any(by_credential) {
                let message =
                    "an operation of a type cannot hang on `auth`: what it accepts stands with the operation";
                self.problems.push(place.problem(message));
            }
            if !packed.is_empty() {
                calls.insert(phase, packed);
            }
        }
        self.cite(&value.sources, &place);
        ProvisionType {
            kind,
            name: value.name.clone(),
            code: value.code.clone(),
            since: value.since.clone(),
            sources: value.sources.clone(),
            importer: value.importer,
            replaced: value.replaced,
            engine: value.engine,
            credential: value.credential,
            defaults: value.defaults.clone(),
            policy_type: value.policy_type.as_ref().and_then(|written| self.policy_type(written, &place)),
            calls,
        }
    }

    fn cite(&mut self, sources: &[String], place: &Place<'_>) {
        let unknown = sources.iter().filter_map(|source| self.names.source(source, place).err());
        self.problems.extend(unknown);
    }

    fn policy_type(&mut self, written: &schema::PolicyType, place: &Place<'_>) -> Option<PolicyType> {
        let of = match (&written.value, &written.setting) {
            (Some(value), None) if self.policies.contains(value) => PolicyOf::Fixed(value.clone()),
            (None, Some(setting)) => PolicyOf::Setting(setting.clone(), self.policies.clone()),
            (Some(value), None) => {
                let message = format!("`{value}` is not one of the values of `{POLICY_TYPE}`");
                self.problems.push(place.problem(message).help("limits.yaml lists them"));
                return None;
            }
            _ => {
                self.problems.push(place.problem("`policy_type` needs either `value` or `setting`"));
                return None;
            }
        };
        Some(PolicyType { of, evidence: written.evidence })
    }

    /// What earlier releases had: it must not be there any more, its successors must.
    fn removed(&mut self, written: &schema::RemovedProvisions, packed: &mut Terraform) {
        let file = "terraform/removed.yaml";
        let whole = Place { file, record: "sources" };
        self.cite(&written.sources, &whole);
        if written.sources.is_empty() {
            self.problems.push(whole.problem("cites no source"));
        }
        for one in &written.types {
            let place = Place { file, record: &one.name };
            if packed.named(one.kind, &one.name).is_some() {
                self.problems.push(place.problem("is a type of the described release"));
            }
            self.successors(one.kind, &one.successors, packed, &place);
        }
        for one in &written.arguments {
            let place = Place { file, record: &one.argument };
            self.successors(BlockKind::Resource, &one.types, packed, &place);
            self.successors(BlockKind::Resource, &one.successors, packed, &place);
            let unknown = one.calls.iter().filter_map(|call| self.names.operation(call, &place).err());
            self.problems.extend(unknown);
        }
        packed.removed_sources.clone_from(&written.sources);
        packed.removed_types.clone_from(&written.types);
        packed.removed_arguments.clone_from(&written.arguments);
    }

    fn successors(&mut self, kind: BlockKind, names: &[String], packed: &Terraform, place: &Place<'_>) {
        if names.is_empty() {
            self.problems.push(place.problem("names no type"));
        }
        for name in names.iter().filter(|name| packed.named(kind, name).is_none()) {
            self.problems.push(place.problem(format!("`{name}` is not a {} of the provider", kind.name())));
        }
    }

    fn call(&mut self, written: &schema::ProvisionCall, place: &Place<'_>) -> Option<ProvisionCall> {
        let target = self.target(written, place)?;
        let when = written.when.iter().map(|alternative| self.alternative(alternative, place));
        let when: Vec<Vec<Term>> = when.collect::<Option<_>>()?;
        Some(ProvisionCall { target, seen: written.seen, when })
    }

    fn target(&mut self, written: &schema::ProvisionCall, place: &Place<'_>) -> Option<Target> {
        match (&written.operation, &written.outside, written.class) {
            (Some(operation), None, None) => match self.names.operation(operation, place) {
                Ok(_) => Some(Target::Operation(operation.clone())),
                Err(problem) => {
                    self.problems.push(problem);
                    None
                }
            },
            (None, Some(outside), Some(class)) => {
                let parts = outside.split_once(' ').filter(|(_, path)| path.starts_with('/'));
                let read = parts.and_then(|(method, path)| Some((method.parse().ok()?, path.to_owned())));
                if read.is_none() {
                    self.problems.push(place.problem(format!("`{outside}` is no method with a path")));
                }
                read.map(|(method, path)| Target::Outside(Outside { method, path, class }))
            }
            _ => {
                self.problems.push(place.problem("needs either `operation`, or `outside` with its `class`"));
                None
            }
        }
    }

    fn alternative(&mut self, written: &str, place: &Place<'_>) -> Option<Vec<Term>> {
        let terms: Result<Vec<Term>, ()> = written.split(" & ").map(str::parse).collect();
        if terms.is_err() {
            let problem = place.problem(format!("`{written}` is no condition"));
            self.problems.push(problem.help("data/README.md says how conditions are written"));
        }
        terms.ok()
    }
}
