//! What a type of the Terraform provider calls and needs, phase by phase: schema `leastwise.terraform-type/1`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::is_super_admin_only;
use super::words;
use crate::catalog::Catalog;
use crate::catalog::schema::{Importer, OutsideClass};
use crate::catalog::tables::{
    OperationKey, PolicyOf, PolicyType, ProvisionCall, ProvisionType, Target, Term,
};
use crate::model::{BlockKind, Credential, Engine, Evidence, Phase};
use crate::report::build::catalog_view;
use crate::report::names;
use crate::report::plan::CatalogView;

/// What goes by the name of a type.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KindReport {
    /// `leastwise.terraform-type/1`.
    #[schemars(extend("const" = "leastwise.terraform-type/1"))]
    pub schema: String,
    /// The catalog behind it.
    pub catalog: CatalogView,
    /// The provider that the facts are about.
    pub provider: String,
    /// The release that they are about.
    pub version: String,
    /// The release whose code and recordings were read; a type with `since` was read by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The resource, the data source, or both.
    pub types: Vec<KindView>,
}

/// A resource or data source.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KindView {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: BlockKind,
    /// Its file in the code of the provider.
    pub code: String,
    /// The first release that has it, where it was read by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Keys of its sources, where they are not those of the whole provider.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Whether objects can be imported.
    pub importable: bool,
    /// Whether every change takes the object away and makes it anew.
    pub replaced: bool,
    /// The only engine on which it works; null when it works on both.
    pub engine: Option<Engine>,
    /// The only credential with which it works: `api-token` or `oauth`; null when both do.
    pub only: Option<String>,
    /// Whether something of it is for super admins alone.
    pub super_admin_only: bool,
    /// The settings that conditions ask for, with what they are when they are not given.
    pub defaults: BTreeMap<String, String>,
    /// The type of the policies that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_type: Option<PolicyTypeView>,
    /// What it calls in each phase.
    pub phases: BTreeMap<Phase, Vec<KindUse>>,
}

/// The type of the policies that a type is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyTypeView {
    /// The policy type; absent where a setting tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The setting that tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// How sure that is.
    pub evidence: Evidence,
}

/// A call of a type.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KindUse {
    /// The operation; null for a call that stands in no document.
    pub operation: Option<String>,
    /// Method and path.
    pub call: String,
    /// What a call outside of every document is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The scopes: alternatives, each of which is a set of which all are needed.
    pub scopes: Vec<Vec<String>>,
    /// The credentials that it is accepted with.
    pub credentials: Vec<Credential>,
    /// The conditions: alternatives, all terms of one of which must hold; empty when it is always made.
    pub when: Vec<Vec<String>>,
    /// How surely the type makes it.
    pub evidence: Evidence,
}

impl KindView {
    /// The scopes of some phases, without those that another one of them covers.
    pub fn scopes(&self, of: &[Phase]) -> Vec<String> {
        let calls = self.phases.iter().filter(|(phase, _)| of.contains(phase)).flat_map(|(_, calls)| calls);
        let all: BTreeSet<&String> = calls.filter_map(|one| one.scopes.first()).flatten().collect();
        let covered = |name: &str| {
            let manage = name.strip_suffix(".read").map(|family| format!("{family}.manage"));
            manage.is_some_and(|manage| all.contains(&manage))
        };
        all.iter().filter(|name| !covered(name)).map(|name| (*name).clone()).collect()
    }

    /// The calls that stand in no document, and the classes of those.
    pub fn outside(&self) -> BTreeSet<&str> {
        self.phases.values().flatten().filter_map(|one| one.class.as_deref()).collect()
    }

    /// What is special about it, in words.
    pub fn special(&self) -> Vec<String> {
        special(self)
    }

    /// The operations that an app cannot call at all.
    pub fn not_with_oauth(&self) -> BTreeSet<&str> {
        let calls = self.phases.values().flatten();
        let without =
            calls.filter(|one| one.class.is_none() && !one.credentials.contains(&Credential::ServiceApp));
        without.filter_map(|one| one.operation.as_deref()).collect()
    }
}

/// The report of what goes by a name; none when no type does.
pub fn kind_report(catalog: &Catalog, age_days: i32, name: &str) -> Option<KindReport> {
    let (kinds, name) = match name.strip_prefix("data.") {
        Some(name) => (&[BlockKind::DataSource][..], name),
        None => (&[BlockKind::Resource, BlockKind::DataSource][..], name),
    };
    if !name.starts_with("okta_") {
        return None;
    }
    let facts = catalog.terraform();
    let found = kinds.iter().filter_map(|kind| facts.named(*kind, name));
    let types: Vec<_> = found.map(|kind| view(catalog, kind)).collect();
    (!types.is_empty()).then(|| KindReport {
        schema: "leastwise.terraform-type/1".to_owned(),
        catalog: catalog_view(catalog, age_days),
        provider: facts.provider.clone(),
        version: facts.version.clone(),
        base: facts.base.clone(),
        types,
    })
}

/// The views of all types, sorted by kind and name.
pub fn kinds(catalog: &Catalog) -> Vec<KindView> {
    catalog.terraform().types.iter().map(|kind| view(catalog, kind)).collect()
}

fn view(catalog: &Catalog, kind: &ProvisionType) -> KindView {
    let phases: BTreeMap<_, Vec<_>> = kind
        .calls
        .iter()
        .map(|(phase, calls)| (*phase, calls.iter().filter_map(|call| one(catalog, call)).collect()))
        .collect();
    let operations = phases.values().flatten().filter_map(|one: &KindUse| one.operation.as_deref());
    let super_admin_only = operations.into_iter().any(|name| is_super_admin_only(catalog, name));
    KindView {
        name: kind.name.clone(),
        kind: kind.kind,
        code: kind.code.clone(),
        since: kind.since.clone(),
        sources: kind.sources.clone(),
        importable: kind.importer != Importer::None,
        replaced: kind.replaced,
        engine: kind.engine,
        only: kind.credential.map(|only| only.name().to_owned()),
        super_admin_only,
        defaults: kind.defaults.clone(),
        policy_type: kind.policy_type.as_ref().map(policy_type_view),
        phases,
    }
}

fn policy_type_view(written: &PolicyType) -> PolicyTypeView {
    let (value, setting) = match &written.of {
        PolicyOf::Fixed(value) => (Some(value.clone()), None),
        PolicyOf::Setting(setting, _) => (None, Some(setting.clone())),
    };
    PolicyTypeView { value, setting, evidence: written.evidence }
}

fn one(catalog: &Catalog, call: &ProvisionCall) -> Option<KindUse> {
    let in_words = |alternative: &Vec<Term>| words::all(&alternative.iter().collect::<Vec<_>>());
    let when: Vec<_> = call.when.iter().map(in_words).filter(|words| !words.is_empty()).collect();
    let evidence = call.seen.evidence();
    match &call.target {
        Target::Operation(name) => {
            let key: OperationKey = *catalog.names().operations.get(name)?;
            let operation = catalog.operation(key);
            let suits = |credential: &Credential| {
                operation.accepts.iter().any(|accepted| accepted.suits(*credential))
            };
            Some(KindUse {
                operation: Some(name.clone()),
                call: format!("{} {}", operation.method, operation.path),
                class: None,
                scopes: operation.scopes.iter().map(|all_of| names::scopes(catalog, all_of)).collect(),
                credentials: Credential::ALL.into_iter().filter(suits).collect(),
                when,
                evidence,
            })
        }
        Target::Outside(outside) => Some(KindUse {
            operation: None,
            call: format!("{} {}", outside.method, outside.path),
            class: Some(outside.class.name().to_owned()),
            scopes: Vec::new(),
            credentials: if outside.class == OutsideClass::Public {
                Credential::ALL.to_vec()
            } else {
                vec![Credential::ApiToken]
            },
            when,
            evidence,
        }),
    }
}

/// The rows of the table of all types: name, scopes to read, scopes to change, what is special.
pub fn table(catalog: &Catalog) -> Vec<(BlockKind, [String; 4])> {
    let list = |scopes: Vec<String>| {
        if scopes.is_empty() {
            return "none".to_owned();
        }
        scopes.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join("<br>")
    };
    let row = |kind: &KindView| {
        let row = [
            format!("`{}`", kind.name),
            list(kind.scopes(&[Phase::Read, Phase::Import])),
            list(kind.scopes(&Phase::ALL)),
            special(kind).join("; "),
        ];
        (kind.kind, row)
    };
    kinds(catalog).iter().map(row).collect()
}

fn special(kind: &KindView) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(only) = &kind.only {
        found.push(
            if only == "api-token" { "works with an API token only" } else { "works with OAuth only" }
                .to_owned(),
        );
    } else if !kind.not_with_oauth().is_empty() {
        found.push("a part of it does not work with OAuth".to_owned());
    }
    if kind.super_admin_only {
        found.push("SUPER_ADMIN only".to_owned());
    }
    if let Some(engine) = kind.engine {
        found.push(format!(
            "{} only",
            if engine == Engine::IdentityEngine { "Identity Engine" } else { "Classic Engine" }
        ));
    }
    if let Some(PolicyTypeView { value, setting, evidence }) = &kind.policy_type {
        let doubt = if *evidence < Evidence::Official { format!(" ({evidence})") } else { String::new() };
        found.push(match (value, setting) {
            (Some(value), _) => format!("policies of type {value}{doubt}"),
            (None, setting) => {
                format!("policies of the type in `{}`{doubt}", setting.as_deref().unwrap_or("type"))
            }
        });
    }
    let classes: Vec<_> = kind.outside().into_iter().collect();
    if !classes.is_empty() {
        found.push(format!("makes {} calls outside of the documents", classes.join(" and ")));
    }
    let sure = kind.phases.values().flatten().all(|one| one.evidence >= Evidence::Observed);
    if !sure {
        let none = kind.phases.values().flatten().all(|one| one.evidence < Evidence::Observed);
        if let Some(since) = &kind.since {
            found.push(format!("new in {since}"));
        }
        found.push(
            if none { "never seen alone in a recording" } else { "in part never seen alone in a recording" }
                .to_owned(),
        );
    }
    found
}
