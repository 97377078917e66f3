//! What Terraform's provider calls for a block, by the settings of the block.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Diagnosis, Match, Matcher, Status};
use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::schema::{OnlyCredential, OutsideClass, Recorded, RemovedArgument};
use crate::catalog::tables::{
    OperationKey, Outside, POLICY_TYPE, PolicyOf, ProvisionCall, ProvisionType, Target, Term,
};
use crate::model::{
    BlockKind, CREDENTIAL_SETTING, Credential, Engine, Evidence, Phase, ProviderBlock, ProviderRelease,
    Provision, Setting, Settings, Situation, either,
};

/// How the types of the provider begin.
const PREFIX: &str = "okta_";

/// A call that the provider makes for a block, or may make.
#[derive(Clone, Debug)]
pub struct Use<'c> {
    /// What is called.
    pub called: Called<'c>,
    /// How sure it is that the type makes it.
    pub seen: Recorded,
    /// The credential with which alone it is made.
    pub only: Option<OnlyCredential>,
    /// The conditions under which it is made, all of which hold or may hold.
    pub when: Vec<&'c Term>,
    /// Those of them that nobody can tell from the configuration; taken to hold.
    pub open: Vec<&'c Term>,
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called<'c> {
    /// An operation.
    Operation(OperationKey),
    /// Something that stands in no document.
    Outside(&'c Outside),
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    Holds,
    Fails,
    Open,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// What the provider calls in the phase of a provision; nothing when its type is not known.
pub fn uses<'c>(catalog: &'c Catalog, provision: &Provision, engine: Engine) -> Vec<Use<'c>> {
    let facts = catalog.terraform();
    let of = |call: &'c ProvisionCall, kind: Option<&ProvisionType>| {
        let called = match &call.target {
            Target::Operation(name) => Called::Operation(*catalog.names().operations.get(name)?),
            Target::Outside(outside) => Called::Outside(outside),
        };
        let (when, open) = holds(call, kind, provision, engine)?;
        let only = kind.and_then(|kind| kind.credential).or_else(|| only(&when));
        Some(Use { called, seen: call.seen, only, when, open })
    };
    match provision.kind {
        BlockKind::Module => Vec::new(),
        BlockKind::Provider => facts.own_calls.iter().filter_map(|own| of(&own.call, None)).collect(),
        kind => {
            let known = facts.named(kind, &provision.name);
            let calls = known.and_then(|known| known.calls.get(&provision.phase));
            calls.into_iter().flatten().filter_map(|call| of(call, known)).collect()
        }
    }
}

impl Use<'_> {
    /// Whether it is made with a credential.
    pub fn is_made_with(&self, credential: Credential) -> bool {
        self.only.is_none_or(|only| only.suits(credential))
    }
}

/// The policy types behind the calls of a provision, each once; none for a case that does not tell its type.
///
/// Empty for a type of resource or data source that is not about policies.
pub fn policy_types(catalog: &Catalog, provision: &Provision) -> BTreeSet<Option<(String, Evidence)>> {
    let known = catalog.terraform().named(provision.kind, &provision.name);
    let Some(policy_type) = known.and_then(|known| known.policy_type.as_ref()) else {
        return BTreeSet::new();
    };
    let sure = |name: &String| Some((name.clone(), policy_type.evidence));
    match &policy_type.of {
        PolicyOf::Fixed(name) => BTreeSet::from([sure(name)]),
        PolicyOf::Setting(_, _) if provision.cases.is_empty() => BTreeSet::from([None]),
        PolicyOf::Setting(setting, values) => {
            let of = |case: &Settings| match case.values.get(setting) {
                Some(Setting::Value(text)) if values.contains(text) => sure(text),
                _ => None,
            };
            provision.cases.iter().map(of).collect()
        }
    }
}

/// The arguments that a provision sets, or may set, and that earlier releases of the provider acted on.
pub fn removed_arguments<'c>(catalog: &'c Catalog, provision: &Provision) -> Vec<&'c RemovedArgument> {
    if provision.kind != BlockKind::Resource {
        return Vec::new();
    }
    let is_set = |one: &&RemovedArgument| {
        let mut given = provision.cases.iter().filter_map(|case| case.values.get(&one.argument));
        given.any(|setting| is_set(setting) != Truth::Fails)
    };
    let name = provision.name.as_str();
    let all = catalog.terraform().removed_arguments.iter();
    all.filter(|one| one.types.iter().any(|known| known == name)).filter(is_set).collect()
}

/// The releases that the root of a provider names; where there is one root, all of them.
pub fn releases_of<'r>(
    provider: &str,
    providers: &[ProviderBlock],
    releases: &'r [ProviderRelease],
) -> Vec<&'r ProviderRelease> {
    let roots: BTreeSet<&str> = providers.iter().map(|one| one.root.as_str()).collect();
    let own = providers.iter().find(|one| one.name == provider).map(|one| one.root.as_str());
    let Some(root) = own.filter(|_| roots.len() > 1) else { return releases.iter().collect() };
    let folder = |path: &str| {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        if path == "." { String::new() } else { path.to_owned() }
    };
    let of = |one: &&ProviderRelease| {
        let parent = one.origin.source.rsplit_once('/').map_or("", |(parent, _)| parent);
        folder(parent) == folder(root)
    };
    releases.iter().filter(of).collect()
}

fn only(when: &[&Term]) -> Option<OnlyCredential> {
    when.iter().find_map(|term| if let Term::Auth(only) = term { Some(*only) } else { None })
}

/// The alternative of a call's conditions that holds in some case, with the terms of it that are open: the surest one.
fn holds<'c>(
    call: &'c ProvisionCall,
    kind: Option<&ProvisionType>,
    provision: &Provision,
    engine: Engine,
) -> Option<(Vec<&'c Term>, Vec<&'c Term>)> {
    if call.when.is_empty() {
        return Some((Vec::new(), Vec::new()));
    }
    let unknown = [Settings::default()];
    let cases = if provision.cases.is_empty() { &unknown } else { provision.cases.as_slice() };
    let mut best: Option<(Vec<&Term>, Vec<&Term>)> = None;
    for case in cases {
        let view = View { case, kind, phase: provision.phase, engine };
        for alternative in &call.when {
            let truths: Vec<_> = alternative.iter().map(|term| (term, view.truth(term))).collect();
            if truths.iter().any(|(_, truth)| *truth == Truth::Fails) {
                continue;
            }
            let open: Vec<_> =
                truths.iter().filter(|(_, truth)| *truth == Truth::Open).map(|(term, _)| *term).collect();
            if best.as_ref().is_none_or(|(_, known)| open.len() < known.len()) {
                best = Some((alternative.iter().collect(), open));
            }
        }
    }
    best
}

/// One case of a block, as conditions ask about it.
struct View<'v> {
    case: &'v Settings,
    kind: Option<&'v ProvisionType>,
    phase: Phase,
    engine: Engine,
}

impl View<'_> {
    fn truth(&self, term: &Term) -> Truth {
        match term {
            Term::Set(names) => any(names.iter().map(|name| is_set(&self.setting(name)))),
            Term::Unset(name) => not(is_set(&self.setting(name))),
            Term::Is(name, values) => self.is_one(name, values),
            Term::IsNot(name, values) => not(self.is_one(name, values)),
            Term::Changed(names) => match (&self.case.changed, self.phase) {
                (Some(changed), _) => names.iter().any(|name| changed.contains(name)).into(),
                (None, Phase::Create) => any(names.iter().map(|name| is_set(&self.setting(name)))),
                // What a configuration does over time includes every change of it, except those that it ignores.
                (None, _) => names.iter().any(|name| !self.case.ignored.contains(name)).into(),
            },
            Term::OthersChanged(name) => match &self.case.changed {
                Some(changed) => changed.iter().any(|one| one != name).into(),
                None => Truth::Holds,
            },
            Term::Unchanged(name) => match &self.case.changed {
                Some(changed) => (!changed.contains(name)).into(),
                None => Truth::Holds,
            },
            Term::Engine(engine) => (*engine == self.engine).into(),
            Term::Auth(only) => self.authenticates(*only),
            Term::Once => Truth::Holds,
            Term::Undecidable(_) => Truth::Open,
        }
    }

    /// Whether the provider has this credential; where the input does not tell, the calls of both count.
    fn authenticates(&self, only: OnlyCredential) -> Truth {
        match self.case.values.get(CREDENTIAL_SETTING) {
            Some(Setting::Value(text)) if self.kind.is_none() => (text == only.name()).into(),
            _ => Truth::Holds,
        }
    }

    /// Whether a setting has one of some values. What it is when it is not given is not known of all.
    fn is_one(&self, name: &str, values: &[String]) -> Truth {
        match self.setting(name) {
            Setting::Value(text) => values.contains(&text).into(),
            Setting::Absent | Setting::Present | Setting::Unknown => Truth::Open,
        }
    }

    /// A setting, or what it is when it is not given.
    fn setting(&self, name: &str) -> Setting {
        let given = match self.case.values.get(name) {
            Some(Setting::Absent) | None if !self.case.is_whole => return Setting::Unknown,
            Some(given) => given.clone(),
            None => Setting::Absent,
        };
        let default = self.kind.and_then(|kind| kind.defaults.get(name));
        match (given, default) {
            (Setting::Absent, Some(default)) => Setting::Value(default.clone()),
            (given, _) => given,
        }
    }
}

fn any(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.fold(Truth::Fails, |known, next| match (known, next) {
        (Truth::Holds, _) | (_, Truth::Holds) => Truth::Holds,
        (Truth::Open, _) | (_, Truth::Open) => Truth::Open,
        _ => Truth::Fails,
    })
}

const fn not(truth: Truth) -> Truth {
    match truth {
        Truth::Holds => Truth::Fails,
        Truth::Fails => Truth::Holds,
        Truth::Open => Truth::Open,
    }
}

fn is_set(setting: &Setting) -> Truth {
    match setting {
        Setting::Absent => Truth::Fails,
        Setting::Value(text) if text.is_empty() || text == "false" => Truth::Fails,
        // A zero counts as nothing for a number, and not for a text.
        Setting::Value(text) if text == "0" => Truth::Open,
        Setting::Present | Setting::Value(_) => Truth::Holds,
        Setting::Unknown => Truth::Open,
    }
}

/// Whether a call is made with an API token alone.
fn is_of_token(one: &Use<'_>) -> bool {
    one.only == Some(OnlyCredential::ApiToken)
}

/// Why the provider has no type of a kind and name: it was removed, it is of the other kind, or nothing is known of it.
pub fn no_type(catalog: &Catalog, kind: BlockKind, name: &str) -> Diagnosis {
    let facts = catalog.terraform();
    let (what, other, other_kind) = match kind {
        BlockKind::Resource => ("resource", "data source", BlockKind::DataSource),
        _ => ("data source", "resource", BlockKind::Resource),
    };
    let message = if name.starts_with("okta:") {
        let what = if kind == BlockKind::Resource { "resource" } else { "function" };
        let package = &facts.pulumi;
        format!("Pulumi's package `{}` {} has no {what} `{name}`", package.package, package.version)
    } else {
        format!("{} {} has no {what} `{name}`", facts.provider, facts.version)
    };
    if let Some(removed) = facts.removed(kind, name) {
        let when = match &removed.until {
            Some(until) => format!("{until} was the last release with it"),
            None => format!("it was removed before {}", removed.removed),
        };
        let message = format!("{message}: {when}; its successor is {}", ticked(&removed.successors));
        return Diagnosis { code: Code::RemovedType, message, suggestions: removed.successors.clone() };
    }
    if facts.named(other_kind, name).is_some() {
        let message = format!("{message}; a {other} of that name exists");
        return Diagnosis { code: Code::NoSuchType, message, suggestions: Vec::new() };
    }
    // The prefix is common to all and would make short names alike.
    let of_kind = facts.types.iter().filter(|one| one.kind == kind);
    let candidates = of_kind.filter_map(|one| one.name.strip_prefix(PREFIX));
    let near = nearest(name.strip_prefix(PREFIX).unwrap_or(name), candidates);
    let suggestions = near.map(|near| format!("{PREFIX}{near}")).into_iter().collect();
    Diagnosis { code: Code::NoSuchType, message, suggestions }
}

/// Names in backticks.
fn ticked(names: &[String]) -> String {
    either(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

impl Matcher<'_> {
    /// What becomes of a provision.
    pub(super) fn resolve_provision(&self, provision: &Provision) -> Match {
        let facts = self.catalog.terraform();
        match provision.kind {
            BlockKind::Module => {
                let from = match provision.name.as_str() {
                    "" => "from where the module comes is not known, so that it was not read".to_owned(),
                    from => format!("the module comes from `{from}` and was not read"),
                };
                let message = format!("{from}: what it needs is not known");
                Match::new(Status::Unresolved, Vec::new()).because(Code::ModuleNotRead, message, Vec::new())
            }
            BlockKind::Resource | BlockKind::DataSource
                if facts.named(provision.kind, &provision.name).is_none() =>
            {
                self.unknown_type(provision)
            }
            _ => self.of_uses(provision),
        }
    }

    fn unknown_type(&self, provision: &Provision) -> Match {
        let Diagnosis { code, message, suggestions } = no_type(self.catalog, provision.kind, &provision.name);
        Match::new(Status::Unresolved, Vec::new()).because(code, message, suggestions)
    }

    /// A match in every case in which a provision calls its operations.
    fn in_cases(&self, mut found: Match, provision: &Provision) -> Match {
        let situation = |policy_type: Option<(String, Evidence)>| match policy_type {
            Some((name, evidence)) => Situation {
                parameters: BTreeMap::from([(POLICY_TYPE.to_owned(), name)]),
                parameters_evidence: Some(evidence),
                ..Situation::default()
            },
            None => Situation::default(),
        };
        let mut situations = policy_types(self.catalog, provision).into_iter().map(situation);
        found.situation = situations.next().unwrap_or_default();
        found.further = situations.collect();
        found
    }

    fn of_uses(&self, provision: &Provision) -> Match {
        let uses = uses(self.catalog, provision, self.engine);
        let operations: BTreeSet<_> = uses
            .iter()
            .filter_map(|one| if let Called::Operation(key) = one.called { Some(key) } else { None })
            .collect();
        if !operations.is_empty() {
            let found = Match::new(Status::Matched, operations.into_iter().collect());
            let mut found = self.in_cases(found, provision);
            if provision.kind == BlockKind::Provider && uses.iter().any(is_of_token) {
                found.situation.own = true;
                found.situation.only = Some(Credential::ApiToken);
            }
            return found;
        }
        let mut outside = uses.iter().filter_map(|one| match one.called {
            Called::Outside(outside) if outside.class != OutsideClass::Public => Some(outside),
            _ => None,
        });
        let Some(outside) = outside.next() else {
            let message = "the provider calls nothing for this that needs a grant";
            return Match::new(Status::Excluded, Vec::new()).because(Code::NotACall, message, Vec::new());
        };
        let is_private = outside.class == OutsideClass::Internal;
        let code = if is_private { Code::PrivateEndpoint } else { Code::Undocumented };
        let message = format!(
            "it calls {} {}, which stands in no document: what that needs is not known",
            outside.method, outside.path
        );
        Match::new(Status::Unresolved, Vec::new()).because(code, message, Vec::new())
    }
}
