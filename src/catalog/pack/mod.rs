//! Turns the files of a catalog into tables: names become keys, and a name that leads nowhere is a problem.
//!
//! Shared with `build.rs`. The same packer lays an overlay over packed tables, see `overlay`.

mod dangers;
mod pulumi;
mod resolve;
mod sdk;
mod terraform;
pub(super) mod unresolved;

use std::collections::BTreeMap;

use super::documents::{Documents, Placed};
use super::names::{Names, Place};
use super::problem::Problem;
use super::schema;
use super::tables::{
    CREDENTIAL_NAMES, Caveat, CitationKey, Fact, OperationKey, Removed, SURFACE_CODES, Signs, SourceKey,
    Surface, Synonym, Tables, Undocumented, Variant,
};
use crate::model::{Evidence, Impact};

pub use sdk::pack as pack_sdks;
pub use terraform::pack as pack_terraform;

/// Packs the files of a catalog.
///
/// # Errors
///
/// Every name that is used and defined nowhere, and every table that is too long.
pub fn pack(documents: &Documents) -> Result<Tables, Vec<Problem>> {
    let mut packer = Packer::default();
    packer.vocabulary(documents);
    packer.names = Names::of(&packer.tables);
    packer.apis(documents);
    packer.limits(documents);
    packer.scopes(&documents.scopes);
    packer.capabilities(&documents.capabilities);
    packer.roles(&documents.roles);
    packer.operations(documents);
    packer.removed(documents);
    packer.surroundings(documents);
    packer.synonyms(documents);
    packer.caveats(documents);
    packer.escalations(documents);
    packer.misnomers(documents);
    packer.finish()
}

/// Tables under construction.
#[derive(Debug, Default)]
pub(super) struct Packer {
    pub(super) tables: Tables,
    pub(super) names: Names,
    pub(super) problems: Vec<Problem>,
    citations: BTreeMap<Vec<SourceKey>, CitationKey>,
}

impl Packer {
    /// A packer that goes on where packed tables ended.
    pub(super) fn over(tables: Tables) -> Self {
        let citations = tables.citations.iter().cloned().enumerate();
        let citations = citations.map(|(position, set)| (set, CitationKey::new(position))).collect();
        Self { names: Names::of(&tables), tables, citations, problems: Vec::new() }
    }

    /// The tables, unless something is wrong.
    pub(super) fn finish(mut self) -> Result<Tables, Vec<Problem>> {
        let longest = [self.tables.sources.len(), self.tables.citations.len(), self.tables.operations.len()];
        if longest.into_iter().any(|length| length > usize::from(u16::MAX)) {
            self.problems
                .push(Problem::file("catalog.yaml", "the catalog has more than 65,535 entries of a kind"));
        }
        if self.problems.is_empty() { Ok(self.tables) } else { Err(self.problems) }
    }

    /// Everything that other facts name: it must stand before names can be resolved.
    fn vocabulary(&mut self, documents: &Documents) {
        let tables = &mut self.tables;
        tables.version.clone_from(&documents.about.version);
        tables.date.clone_from(&documents.about.date);
        tables.apis = documents.about.documents.iter().map(unresolved::api).collect();
        tables.sources =
            documents.sources.iter().map(|(key, source)| unresolved::source(key, source)).collect();
        tables.limits =
            documents.limits.limits.iter().map(|(name, limit)| unresolved::limit(name, limit)).collect();
        let parameters = documents.limits.parameters.iter();
        tables.parameters =
            parameters.map(|(name, parameter)| unresolved::parameter(name, parameter)).collect();
        tables.scopes = sorted(&documents.scopes, |scope| scope.name.clone(), unresolved::scope);
        tables.capabilities = sorted(&documents.capabilities, |one| one.name.clone(), unresolved::capability);
        tables.roles = sorted(&documents.roles, |role| role.kind_name.clone(), unresolved::role);
        let names = Names::of(tables);
        let mut operations = Vec::new();
        for Placed { file, value } in &documents.operations {
            let place = Place { file, record: &value.tag };
            match names.api(&value.api, &place) {
                Ok(api) => {
                    let packed = value.operations.iter();
                    operations
                        .extend(packed.map(|operation| unresolved::operation(api, &value.tag, operation)));
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        operations.sort_by(|a, b| (a.api, &a.path, a.method.name()).cmp(&(b.api, &b.path, b.method.name())));
        self.tables.operations = operations;
    }

    fn apis(&mut self, documents: &Documents) {
        for (position, document) in documents.about.documents.iter().enumerate() {
            let place = Place { file: "catalog.yaml", record: &document.api };
            self.tables.apis[position].document = self.cite(std::slice::from_ref(&document.source), &place);
        }
    }

    fn limits(&mut self, documents: &Documents) {
        for (position, (name, limit)) in documents.limits.limits.iter().enumerate() {
            let place = Place { file: "limits.yaml", record: name };
            let with = limit.with.as_ref().map(|role| self.names.role(role, &place)).transpose();
            self.tables.limits[position].with = self.keep(with).flatten();
        }
    }

    pub(super) fn scopes(&mut self, scopes: &[Placed<schema::Scope>]) {
        for Placed { file, value } in scopes {
            let place = Place { file, record: &value.name };
            let implies = self.edges(&value.implies, &place, Names::scope);
            let cites = self.cite(&value.sources, &place);
            let Some(key) = self.names.scopes.get(&value.name) else { continue };
            let scope = &mut self.tables.scopes[key.index()];
            (scope.implies, scope.cites) = (implies, cites);
        }
    }

    pub(super) fn capabilities(&mut self, capabilities: &[Placed<schema::Capability>]) {
        for Placed { file, value } in capabilities {
            let place = Place { file, record: &value.name };
            let includes = self.edges(&value.includes, &place, Names::capability);
            let related = self.capability_keys(&value.related, &place);
            let cites = self.cite(&value.sources, &place);
            let Some(key) = self.names.capabilities.get(&value.name) else { continue };
            let capability = &mut self.tables.capabilities[key.index()];
            (capability.includes, capability.related, capability.cites) = (includes, related, cites);
        }
    }

    fn roles(&mut self, roles: &[Placed<schema::Role>]) {
        for Placed { file, value } in roles {
            let place = Place { file, record: &value.kind_name };
            let exhaustive = value.exhaustive.as_ref().map(|fact| self.fact(fact, &place));
            let holds_all = value.holds_all.as_ref().map(|fact| self.fact(fact, &place));
            let holds = self.holdings(&value.holds, &place);
            let denied = self.holdings(&value.denied, &place);
            let Some(key) = self.names.roles.get(&value.kind_name) else { continue };
            let role = &mut self.tables.roles[key.index()];
            (role.exhaustive, role.holds_all, role.holds, role.denied) =
                (exhaustive, holds_all, holds, denied);
        }
    }

    fn operations(&mut self, documents: &Documents) {
        for Placed { file, value } in &documents.operations {
            for written in &value.operations {
                let name = format!("{}:{}", value.api, written.id);
                let place = Place { file, record: &written.id };
                let Some(&key) = self.names.operations.get(&name) else { continue };
                let impact = impact_of(&documents.impact, &name, &value.api, &value.tag, written);
                self.operation(key, written, impact, &place);
            }
        }
    }

    fn operation(
        &mut self,
        key: OperationKey,
        written: &schema::Operation,
        impact: Impact,
        place: &Place<'_>,
    ) {
        let document = self.tables.apis[self.tables.operations[key.index()].api.index()].document;
        let evidence = written.scopes_evidence.unwrap_or(Evidence::Spec);
        let scopes = self.scope_sets(&written.scopes, place);
        let capabilities = self.alternatives(&written.capabilities, place);
        let whole = self.whole(&written.whole, place);
        let own = written.own.as_ref().map(|fact| self.fact(fact, place));
        let roles_only = written.roles_only.as_ref().map(|roles| self.resolve(roles, place, Names::role));
        let variants = written.variants.iter().map(|variant| self.variant(variant, place)).collect();
        let tried = self.trials(&written.tried, place);
        let cites = self.cite(&written.sources, place);
        let operation = &mut self.tables.operations[key.index()];
        operation.impact = impact;
        operation.scopes = scopes;
        operation.scopes_fact = Fact { evidence, cites: document };
        operation.capabilities = capabilities;
        operation.whole = whole;
        operation.own = own;
        operation.roles_only = roles_only;
        operation.variants = variants;
        operation.tried = tried;
        operation.cites = cites;
    }

    fn variant(&mut self, written: &schema::Variant, place: &Place<'_>) -> Variant {
        Variant {
            key: written.key.clone(),
            when: written.when.clone(),
            effect: written.effect,
            by_default: written.by_default,
            engine: written.engine,
            shown_by: Signs {
                body: written.shown_by.body.clone(),
                segment: written.shown_by.segment.clone(),
                words: written.shown_by.words.clone(),
            },
            any_of: written.any_of.iter().map(|all_of| self.capability_keys(all_of, place)).collect(),
            evidence: written.evidence,
            cites: self.cite(&written.sources, place),
        }
    }

    fn removed(&mut self, documents: &Documents) {
        for written in &documents.removed.operations {
            let place = Place { file: "removed.yaml", record: &written.id };
            let scopes = self.scope_sets(&written.scopes, &place);
            let cites = self.cite(&documents.removed.sources, &place);
            match self.names.api(&written.api, &place) {
                Ok(api) => self.tables.removed.push(Removed {
                    id: written.id.clone(),
                    api,
                    method: written.method,
                    path: written.path.clone(),
                    first_release: written.first_release.clone(),
                    last_release: written.last_release.clone(),
                    accepts: written.credentials.clone(),
                    scopes,
                    cites,
                }),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn surroundings(&mut self, documents: &Documents) {
        for written in &documents.undocumented {
            let place = Place { file: "undocumented.yaml", record: &written.path };
            let scope = self.names.scope(&written.scope_by_analogy, &place);
            let capability = self.names.capability(&written.capability_by_analogy, &place);
            let cites = self.cite(&written.sources, &place);
            if let (Some(scope), Some(capability)) = (self.keep(scope), self.keep(capability)) {
                self.tables.undocumented.push(Undocumented {
                    method: written.method,
                    path: written.path.clone(),
                    seen: written.seen.clone(),
                    scope,
                    capability,
                    cites,
                });
            }
        }
        for written in &documents.surfaces {
            let place = Place { file: "surfaces.yaml", record: &written.code };
            if !SURFACE_CODES.contains(&written.code.as_str()) {
                self.problems.push(place.problem("this is no diagnosis code of a surface"));
            }
            let cites = self.cite(&written.sources, &place);
            self.tables.surfaces.push(Surface {
                code: written.code.clone(),
                status: written.status,
                paths: written.paths.clone(),
                hosts: written.hosts.clone(),
                message: written.message.clone(),
                cites,
            });
        }
    }

    fn synonyms(&mut self, documents: &Documents) {
        let same = |(wanted, segment): (&str, &str)| {
            wanted == segment || (wanted == "{}" && segment.starts_with('{'))
        };
        let begins = |path: &str, wanted: &str| {
            path.split('/').count() >= wanted.split('/').count()
                && wanted.split('/').zip(path.split('/')).all(same)
        };
        for written in &documents.synonyms {
            let place = Place { file: "synonyms.yaml", record: &written.path };
            let ends_in_word = written.path.rsplit('/').next().is_some_and(|last| !matches!(last, "" | "{}"));
            let mut paths = self.tables.operations.iter().map(|operation| operation.path.as_str());
            if !ends_in_word || !paths.any(|path| begins(path, &written.path)) {
                self.problems.push(place.problem("no operation has a path that begins so"));
            }
            let bare = |word: &String| {
                word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
            };
            self.tables.synonyms.push(Synonym {
                path: written.path.clone(),
                written: written.written.iter().map(bare).collect(),
                only_suggested: written.only_suggested,
            });
        }
    }

    fn caveats(&mut self, documents: &Documents) {
        for written in &documents.caveats {
            let place = Place { file: "caveats.yaml", record: &written.code };
            let mut operations = self.resolve(&written.operations, &place, Names::operation);
            self.tags_exist(written, &place);
            operations.extend(self.tagged(&written.tags, &written.impacts));
            operations.sort_unstable();
            operations.dedup();
            let roles = self.resolve(&written.roles, &place, Names::role);
            for name in written.credentials.iter().filter(|name| !CREDENTIAL_NAMES.contains(&name.as_str())) {
                self.problems.push(place.problem(format!("names the unknown credential `{name}`")));
            }
            let cites = self.cite(&written.sources, &place);
            self.tables.caveats.push(Caveat {
                code: written.code.clone(),
                operations,
                roles,
                credentials: written.credentials.clone(),
                needs_role: written.needs_role,
                two_scopes: written.two_scopes,
                own: written.own,
                message: written.message.clone(),
                cites,
            });
        }
    }

    /// A caveat whose tags mean nothing would be said of every plan, or of none.
    fn tags_exist(&mut self, written: &schema::Caveat, place: &Place<'_>) {
        let exists =
            |tag: &&String| self.tables.operations.iter().any(|one| one.api.index() == 0 && one.tag == **tag);
        let unknown: Vec<_> = written.tags.iter().filter(|tag| !exists(tag)).collect();
        for tag in unknown {
            self.problems.push(place.problem(format!("names the unknown tag `{tag}` of the management API")));
        }
        if written.tags.is_empty() && !written.impacts.is_empty() {
            self.problems
                .push(place.problem("has `impacts` without `tags`").help("name the tags that they narrow"));
        }
    }

    /// The operations of the management API with one of the tags, and one of the impacts where some are named.
    fn tagged(&self, tags: &[String], impacts: &[Impact]) -> Vec<OperationKey> {
        let operations = self.tables.operations.iter().enumerate();
        let wanted = operations.filter(|(_, operation)| {
            operation.api.index() == 0
                && tags.contains(&operation.tag)
                && (impacts.is_empty() || impacts.contains(&operation.impact))
        });
        wanted.map(|(position, _)| OperationKey::new(position)).collect()
    }
}

fn sorted<T, Name: Ord, Out>(
    placed: &[Placed<T>],
    name: impl Fn(&T) -> Name,
    pack: impl Fn(&str, &T) -> Out,
) -> Vec<Out> {
    let mut order: Vec<_> = placed.iter().collect();
    order.sort_by_cached_key(|entry| name(&entry.value));
    order.into_iter().map(|entry| pack(&entry.file, &entry.value)).collect()
}

/// What an operation can do at worst, by the rules of `impact.yaml`; the first rule that fits decides.
fn impact_of(
    rules: &schema::ImpactRules,
    name: &str,
    api: &str,
    tag: &str,
    operation: &schema::Operation,
) -> Impact {
    let listed = |list: &[String]| list.iter().any(|entry| entry == name);
    let control_tag =
        || rules.control_tags.get(api).is_some_and(|tags| tags.iter().any(|entry| entry == tag));
    if listed(&rules.secret_reads) {
        Impact::Control
    } else if !operation.method.changes() || listed(&rules.read_posts) {
        Impact::Read
    } else if listed(&rules.control_operations) || control_tag() {
        Impact::Control
    } else {
        Impact::Write
    }
}
