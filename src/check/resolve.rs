//! Names of a grant to keys of the catalog; a name that is none of its kind is a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Kind, Subject};
use super::rule::{PERMISSION_USED_AS_SCOPE, RETIRED_SCOPE, UNKNOWN_PERMISSION, UNKNOWN_ROLE, UNKNOWN_SCOPE};
use super::words;
use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::schema::{Known, Namespace, ScopeStatus};
use crate::catalog::tables::{Misnomer, Role, RoleKey, Scope, ScopeKey};
use crate::model::{Grant, HeldRole, Named, Origin, Severity, Target, did_you_mean, listed, role_words};
use crate::plan::{Grantable, Holding};

/// A grant by keys of the catalog.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// What is held.
    pub holding: Holding,
    /// Where each thing stands.
    pub origins: BTreeMap<Subject, Vec<Origin>>,
    /// What is wrong with the names.
    pub findings: Vec<Finding>,
    /// What is held that nobody knows.
    pub unknown: BTreeSet<Subject>,
    /// Custom roles of which nobody says which permissions they have.
    pub closed_roles: Vec<String>,
    /// What assignments of standard roles are narrowed to, by role.
    pub targets: BTreeMap<String, Vec<Target>>,
    /// Standard roles that cannot be taken away.
    pub built_in: Vec<String>,
}

/// Looks up every name of a grant.
pub fn resolve(catalog: &Catalog, grant: &Grant) -> Resolved {
    let mut resolver = Resolver { catalog, found: Resolved::default(), positions: BTreeMap::new() };
    if let Some(scopes) = &grant.scopes {
        let keys = scopes.iter().filter_map(|named| resolver.scope(named));
        resolver.found.holding.scopes = Some(keys.collect());
    }
    if let Some(roles) = &grant.roles {
        let keys = roles.iter().flat_map(|role| resolver.role(role)).collect();
        resolver.found.holding.roles = Some(keys);
    }
    let Resolved { holding, origins, .. } = &mut resolver.found;
    for origins in origins.values_mut() {
        origins.sort();
        origins.dedup();
    }
    if let Some(scopes) = &mut holding.scopes {
        scopes.sort_unstable();
        scopes.dedup();
    }
    if let Some(roles) = &mut holding.roles {
        roles.sort_unstable();
        roles.dedup();
    }
    resolver.found
}

/// Whether a name means anything at all, in whatever namespace.
pub fn is_known_anywhere(catalog: &Catalog, name: &str) -> bool {
    let names = catalog.names();
    names.scopes.contains_key(name)
        || names.capabilities.contains_key(name)
        || catalog.role_called(name).is_some()
        || catalog.tables().misnomers.iter().any(|one| one.name == name)
}

/// The known name of this kind that is spelt most alike.
pub fn alike(catalog: &Catalog, kind: Kind, name: &str) -> Option<String> {
    let names = catalog.names();
    let found = match kind {
        Kind::Scope => nearest(name, names.scopes.keys().map(String::as_str)),
        Kind::Permission => nearest(name, names.capabilities.keys().map(String::as_str)),
        _ => return like_role(catalog, name),
    };
    found.map(str::to_owned)
}

/// The type of the standard role whose type or label is spelt most alike.
fn like_role(catalog: &Catalog, name: &str) -> Option<String> {
    let spelt = |text: &str| role_words(text).join("_");
    let texts = |(_, role): (RoleKey, &Role)| [spelt(&role.name), spelt(&role.title), role.title.clone()];
    let known: Vec<_> = catalog.roles().flat_map(|one| texts(one).map(|text| (text, &one.1.name))).collect();
    let known_texts = || known.iter().map(|(text, _)| text.as_str());
    let near = nearest(&spelt(name), known_texts()).or_else(|| nearest(name, known_texts()))?;
    known.iter().find(|(text, _)| text == near).map(|(_, name)| (*name).clone())
}

/// What all assignments of each standard role are narrowed to, by role. A role is left out when one of them is not
/// narrowed.
pub(super) fn narrowed(grant: &Grant) -> BTreeMap<&str, BTreeSet<String>> {
    let mut narrowed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut whole = BTreeSet::new();
    for role in grant.roles.iter().flatten() {
        let HeldRole::Standard(held) = role else { continue };
        let name = held.role.name.as_str();
        if held.targets.is_empty() {
            whole.insert(name);
        }
        narrowed.entry(name).or_default().extend(held.targets.iter().map(ToString::to_string));
    }
    narrowed.retain(|name, _| !whole.contains(name));
    narrowed
}

struct Resolver<'c> {
    catalog: &'c Catalog,
    found: Resolved,
    /// Where the finding of a rule about a subject stands among the findings.
    positions: BTreeMap<(&'static str, Subject), usize>,
}

impl Resolver<'_> {
    fn placed(&mut self, kind: Kind, name: &str, origin: &Origin) -> Subject {
        let subject = kind.named(name);
        self.found.origins.entry(subject.clone()).or_default().push(origin.clone());
        subject
    }

    /// Adds a finding about a name; one that was found before only gets one more place.
    fn wrong(&mut self, finding: Finding) {
        if [UNKNOWN_SCOPE.id, UNKNOWN_ROLE.id, UNKNOWN_PERMISSION.id].contains(&finding.rule.id)
            && finding.severity > Severity::Note
        {
            self.found.unknown.insert(finding.subject.clone());
        }
        let findings = &mut self.found.findings;
        let position =
            self.positions.entry((finding.rule.id, finding.subject.clone())).or_insert(findings.len());
        match findings.get_mut(*position) {
            Some(known) => known.origins.extend(finding.origins),
            None => findings.push(finding),
        }
    }

    fn scope(&mut self, Named { name, origin }: &Named) -> Option<ScopeKey> {
        let subject = self.placed(Kind::Scope, name, origin);
        let catalog = self.catalog;
        let names = catalog.names();
        let Some(&key) = names.scopes.get(name) else {
            let finding = self.no_scope(name, subject);
            self.wrong(finding.standing(vec![origin.clone()]));
            return None;
        };
        let scope = catalog.scope(key);
        if let Some(finding) = self.out_of_use(scope, subject) {
            self.wrong(finding.standing(vec![origin.clone()]));
        }
        Some(key)
    }

    /// What is wrong with a scope that the catalog knows and no current document declares.
    fn out_of_use(&self, scope: &Scope, subject: Subject) -> Option<Finding> {
        let name = &scope.name;
        let note = scope.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        let mut finding = match scope.status {
            ScopeStatus::Current => return None,
            ScopeStatus::Retired => {
                let message = format!("the scope `{name}` is no longer in use{note}");
                let finding = Finding::new(&RETIRED_SCOPE, subject, message);
                // No document names it any more, and apps to which it was granted still act on their user with it.
                if scope.self_service {
                    finding.at_most(Severity::Note)
                } else {
                    finding.help(format!("take `{name}` away"))
                }
            }
            ScopeStatus::Undocumented => {
                let message = format!("no document declares the scope `{name}`{note}");
                Finding::new(&UNKNOWN_SCOPE, subject, message)
                    .at_most(Severity::Note)
                    .help(format!("take `{name}` away unless you know what it is for"))
            }
        };
        finding.sources = self.catalog.sources_of([scope.cites]);
        if let Some(misnomer) = self.misnomer(name, Namespace::Scope) {
            finding = self.explained(finding, misnomer);
        }
        Some(finding)
    }

    fn no_scope(&self, name: &str, subject: Subject) -> Finding {
        let catalog = self.catalog;
        if let Some(&permission) = catalog.names().capabilities.get(name) {
            let message = format!("`{name}` is a permission of custom roles, not an OAuth scope");
            let mut finding = Finding::new(&PERMISSION_USED_AS_SCOPE, subject, message);
            finding.sources = catalog.sources_of([catalog.capability(permission).cites]);
            return match words::scope_beside(catalog, permission) {
                Some(scope) => finding.help(format!(
                    "the scope is `{scope}`; the permission belongs into a custom role, beside the scope"
                )),
                None => finding.help("the permission belongs into a custom role; no scope goes with it"),
            };
        }
        let finding = Finding::new(&UNKNOWN_SCOPE, subject, format!("no document knows the scope `{name}`"));
        if name.contains([',', ' ', '\t', '\n']) {
            return finding.help("write one scope per item");
        }
        if let Some(misnomer) = self.misnomer(name, Namespace::Scope) {
            return self.explained(finding, misnomer);
        }
        match alike(catalog, Kind::Scope, name) {
            Some(near) => finding.help(did_you_mean(name, &near)),
            None => finding.help("take it out, or look it up with `leastwise catalog show`"),
        }
    }

    fn misnomer(&self, name: &str, used_as: Namespace) -> Option<&Misnomer> {
        let mut known = self.catalog.tables().misnomers.iter();
        known.find(|one| one.name == name && one.used_as == used_as)
    }

    fn explained(&self, finding: Finding, misnomer: &Misnomer) -> Finding {
        let names: Vec<_> = misnomer.instead.iter().map(|name| format!("`{name}`")).collect();
        let help = if names.is_empty() {
            misnomer.message.clone()
        } else {
            format!("use {}: {}", listed(&names), misnomer.message)
        };
        let mut finding = finding.help(help);
        finding.sources.extend(self.catalog.sources_of([misnomer.cites]));
        finding
    }

    fn role(&mut self, role: &HeldRole) -> Vec<Grantable> {
        match role {
            HeldRole::Standard(held) => {
                let Named { name, origin } = &held.role;
                let Some(key) = self.catalog.role_called(name) else {
                    let subject = self.placed(Kind::Role, name, origin);
                    let finding = self.no_role(name, subject);
                    self.wrong(finding.standing(vec![origin.clone()]));
                    return Vec::new();
                };
                let name = &self.catalog.role(key).name;
                self.placed(Kind::Role, name, origin);
                self.found.targets.entry(name.clone()).or_default().extend(held.targets.iter().cloned());
                if held.built_in {
                    self.found.built_in.push(name.clone());
                }
                vec![Grantable::Role(key)]
            }
            HeldRole::Custom(held) => match &held.permissions {
                None => {
                    self.found.closed_roles.push(held.role.name.clone());
                    Vec::new()
                }
                Some(permissions) => {
                    permissions.iter().filter_map(|permission| self.permission(permission)).collect()
                }
            },
        }
    }

    fn no_role(&self, name: &str, subject: Subject) -> Finding {
        let finding = Finding::new(&UNKNOWN_ROLE, subject, format!("no standard role has the type `{name}`"));
        match alike(self.catalog, Kind::Role, name) {
            Some(near) => finding.help(did_you_mean(name, &near)),
            None => finding.help("give the permissions when it is a custom role"),
        }
    }

    fn permission(&mut self, Named { name, origin }: &Named) -> Option<Grantable> {
        let subject = self.placed(Kind::Permission, name, origin);
        let catalog = self.catalog;
        let known = catalog.names().capabilities.get(name).copied();
        if let Some(key) = known.filter(|key| catalog.capability(*key).custom_role != Known::No) {
            return Some(Grantable::Permission(key));
        }
        let finding = if known.is_some() {
            Finding::new(&UNKNOWN_PERMISSION, subject, format!("no custom role can hold `{name}`"))
                .help("only standard roles have this right")
        } else {
            self.no_permission(name, subject)
        };
        self.wrong(finding.standing(vec![origin.clone()]));
        None
    }

    fn no_permission(&self, name: &str, subject: Subject) -> Finding {
        let catalog = self.catalog;
        if let Some(&scope) = catalog.names().scopes.get(name) {
            let message = format!("`{name}` is an OAuth scope, not a permission of custom roles");
            let finding = Finding::new(&UNKNOWN_PERMISSION, subject, message);
            return match words::permission_beside(catalog, scope) {
                Some(permission) => finding.help(format!("the permission is `{permission}`")),
                None => finding.help("no permission is known that goes with it"),
            };
        }
        let message = format!("no permission of custom roles is known by the name `{name}`");
        let finding = Finding::new(&UNKNOWN_PERMISSION, subject, message);
        match self.misnomer(name, Namespace::Permission) {
            Some(misnomer) => self.explained(finding, misnomer),
            None => match alike(catalog, Kind::Permission, name) {
                Some(near) => finding.help(did_you_mean(name, &near)),
                None => finding.help("record it in an overlay when it is newer than the catalog"),
            },
        }
    }
}
