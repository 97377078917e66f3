//! A configuration: its blocks, the modules that it calls, and which provider configuration serves what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::collect::{Collected, Where};
use super::expression::{Instance, converted};
use super::files::{Folder, Placed, broken, is_local};
use super::names::{Called, ModulePlace, Names, locals, types, variables};
use super::providers::{Providers, Reference, is_of_okta, keyed};
use super::settings::Instances;
use super::store::{Store, plain};
use super::value::{Found, origin};
use crate::intake::content::Content;
use crate::intake::source::{IntakeError, in_words};
use crate::limits::MAX_TERRAFORM_MODULES;
use crate::located::hcl::{Block, Expression};
use crate::located::{self, Located};
use crate::model::Origin;

/// What `terraform init` says of the modules that it fetched, from the root on.
pub(super) const INSTALLED: &str = ".terraform/modules/modules.json";

/// Reads a configuration from its root on.
pub(super) struct Reader<'s> {
    store: &'s Store,
    folders: BTreeMap<PathBuf, Rc<Folder>>,
    modules: usize,
    /// The folders of modules that were fetched, by their path in the configuration, such as `network.zones`.
    installed: BTreeMap<String, PathBuf>,
    pub(super) collected: Collected,
    pub(super) errors: Vec<IntakeError>,
    /// What is wrong with files that the answer can do without.
    pub(super) faults: Vec<IntakeError>,
    /// The files that `OpenTofu` ignores, each with the one that it reads instead.
    pub(super) replaced: Vec<(PathBuf, PathBuf)>,
}

/// A module as it is called.
struct Module<'m> {
    folder: &'m Folder,
    names: Names,
    providers: Providers,
    /// The folders on the way to it, real paths.
    above: Vec<PathBuf>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(store: &'s Store) -> Self {
        Self {
            store,
            folders: BTreeMap::new(),
            modules: 0,
            installed: BTreeMap::new(),
            collected: Collected::default(),
            errors: Vec::new(),
            faults: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// The folders of the modules that are called, without links.
    pub(super) fn called(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.keys()
    }

    /// The configuration with this root.
    pub(super) fn root(&mut self, folder: Folder) {
        let mut names = Names::default();
        let given: BTreeMap<_, _> = folder.given.iter().rev().cloned().collect();
        let types = types(&folder);
        for (name, default) in variables(&folder) {
            let given = given.get(&name).cloned();
            let input =
                folder.inputs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
            if given.is_none() && input.is_none() {
                names.replaceable.insert(name.clone());
            }
            let is_open = folder.open.contains(&name);
            let written = given.or_else(|| default.filter(|_| !is_open && input.is_none()));
            let value = written.map(|one| names.value(&one.source, &one.expression, None)).or(input);
            names.variables.insert(name.clone(), value.map(|value| converted(value, types.get(&name))));
        }
        names.place = folder.path.as_deref().map(ModulePlace::of_root);
        let above = folder.path.iter().filter_map(|path| self.store.real(path)).collect();
        if let Some((version, source, at)) = &folder.locked {
            self.collected.release(version, true, origin(source, *at));
        }
        self.faults.extend(folder.faults);
        self.replaced.extend(folder.replaced);
        let folder = Folder { faults: Vec::new(), replaced: Vec::new(), ..folder };
        if let Some(path) = &folder.path {
            match installed(self.store, path) {
                Ok(found) => self.installed = found,
                Err(error) => self.faults.push(error),
            }
        }
        self.module(&Module { folder: &folder, names, providers: Providers::default(), above });
    }

    fn module(&mut self, module: &Module<'_>) {
        let mut names = module.names.clone();
        names.locals = locals(module.folder);
        names.called = Called::of(module.folder, &self.installed);
        let mut providers = module.providers.clone();
        let of_kind = |kind: &'static str| {
            module.folder.blocks.iter().filter(move |placed| placed.block.kind.value == kind)
        };
        for placed in of_kind("terraform") {
            self.required(placed, &mut providers);
        }
        for placed in of_kind("provider") {
            self.provider(placed, &names, &mut providers);
        }
        for placed in &module.folder.blocks {
            let context = Where { source: &placed.source, names: &names, instance: None };
            match placed.block.kind.value.as_str() {
                "resource" | "data" | "ephemeral" => self.collected.block(&placed.block, context, &providers),
                "check" => {
                    for data in placed.block.body.blocks_of("data") {
                        self.collected.block(data, context, &providers);
                    }
                }
                "import" => self.collected.import(&placed.block, context, &providers),
                "removed" => self.collected.removed(&placed.block, context, &providers),
                "module" => self.call(placed, module, &names, &providers),
                _ => {}
            }
        }
    }

    /// A provider block; with `for_each`, a configuration for each of its keys.
    fn provider(&mut self, placed: &Placed, names: &Names, providers: &mut Providers) {
        let Placed { source, block, .. } = placed;
        let Some(local) = block.labels.first().filter(|local| providers.is_okta(local)) else { return };
        let text = |name: &str| {
            let found = block.body.get(name).map(|one| (names.value(source, one, None), one.at));
            found.and_then(|(found, at)| Some((found.text()?.to_owned(), at)))
        };
        if let Some((version, at)) = text("version") {
            self.collected.release(&version, false, origin(source, at));
        }
        let alias = text("alias");
        let name = alias.map_or_else(|| local.clone(), |(alias, _)| format!("{local}.{alias}"));
        let address = format!("{}{name}", names.prefix);
        let context = Where { source, names, instance: None };
        match Instances::of(&block.body, source, names) {
            Instances::Each(all) if all.iter().any(|one| one.each.is_some()) => {
                let mut keys = Vec::new();
                for one in &all {
                    let Some((key, _)) = &one.each else { continue };
                    let context = Where { instance: Some(one), ..context };
                    self.collected.provider(placed, &keyed(&address, key), context);
                    keys.push(key.clone());
                }
                providers.configure(&name, &address, Some(keys));
            }
            _ => {
                self.collected.provider(placed, &address, context);
                providers.configure(&name, &address, None);
            }
        }
    }

    /// The providers that a module requires: which local name is that of Okta's, and in which releases.
    fn required(&mut self, placed: &Placed, providers: &mut Providers) {
        for required in placed.block.body.blocks_of("required_providers") {
            for one in &required.body.attributes {
                let local = one.name.value.as_str();
                let of = |wanted: &str| match &one.value.value {
                    Expression::Map(members) => {
                        members.iter().find_map(|(key, value)| match (&key.value, &value.value) {
                            (Expression::Text(key), Expression::Text(text)) if key == wanted => {
                                Some((text.as_str(), value.at))
                            }
                            _ => None,
                        })
                    }
                    // The form of old releases: a version alone.
                    Expression::Text(text) if wanted == "version" => Some((text.as_str(), one.value.at)),
                    _ => None,
                };
                if let Some((source, _)) = of("source") {
                    providers.require(local, is_of_okta(source));
                }
                if !providers.is_okta(local) {
                    continue;
                }
                self.collected.is_required = true;
                if let Some((version, at)) = of("version") {
                    self.collected.release(version, false, origin(placed.source_of(local), at));
                }
            }
        }
    }

    /// A module that is called from another.
    fn call(&mut self, placed: &Placed, caller: &Module<'_>, names: &Names, providers: &Providers) {
        let Placed { source, block, .. } = placed;
        let Some(name) = block.labels.first() else { return };
        let from = block.body.get("source");
        let at = origin(source, from.map_or(block.kind.at, |from| from.at));
        let text = from.map(|from| names.value(source, from, None));
        let text = text.as_ref().and_then(Found::text).unwrap_or_default();
        let address = format!("{}module.{name}", names.prefix);
        let instances = Instances::of(&block.body, source, names);
        if matches!(instances, Instances::Off) {
            return self.collected.switched_off(&address, text, at);
        }
        let base = caller.folder.path.as_ref().filter(|_| is_local(text));
        let fetched = self.installed.get(&address.replace("module.", ""));
        let Some(path) = base.map(|base| base.join(text)).or_else(|| fetched.cloned()) else {
            return self.collected.unread(&address, text, at);
        };
        let Some(folder) = self.folder(&path, &address, text, &at, &caller.above) else { return };
        if folder.is_empty {
            // As a submodule that was not checked out.
            return self.collected.unread(&address, text, at);
        }
        let mut above = caller.above.clone();
        above.extend(folder.path.as_deref().and_then(|path| self.store.real(path)));
        // Instances differ in what serves them where an index depends on the instance.
        let each = if passes_by_instance(block, source, names) { instances.each() } else { vec![None] };
        for each in each {
            let inner = inner(placed, &folder, &address, names, each, &path);
            let passed = passed(block, source, names, each, providers);
            self.module(&Module { folder: &folder, names: inner, providers: passed, above: above.clone() });
        }
    }

    /// The folder of a module, unless something is wrong with it.
    fn folder(
        &mut self,
        path: &Path,
        address: &str,
        text: &str,
        at: &Origin,
        above: &[PathBuf],
    ) -> Option<Rc<Folder>> {
        self.modules += 1;
        let problem = if !self.store.is_folder(path) {
            Some((format!("the folder `{text}` of `{address}` is not there"), "name a folder that exists"))
        } else if self.store.real(path).is_some_and(|real| above.contains(&real)) {
            Some((
                format!("`{address}` calls a module that it is part of: `{text}`"),
                "take the circle apart",
            ))
        } else if self.modules > MAX_TERRAFORM_MODULES {
            Some((
                format!("more than {MAX_TERRAFORM_MODULES} modules are called"),
                "read the modules one by one",
            ))
        } else {
            None
        };
        if let Some((what, help)) = problem {
            if self.modules <= MAX_TERRAFORM_MODULES + 1 {
                self.errors.push(IntakeError::Terraform {
                    input: in_words(&at.source),
                    line: at.line,
                    column: at.column,
                    what,
                    help: help.to_owned(),
                });
            }
            return None;
        }
        let real = self.store.real(path).unwrap_or_else(|| path.to_owned());
        if let Some(known) = self.folders.get(&real) {
            return Some(Rc::clone(known));
        }
        match Folder::read(self.store, &plain(path), &[]) {
            Ok(folder) => {
                self.faults.extend(folder.faults);
                self.replaced.extend(folder.replaced);
                let folder = Rc::new(Folder {
                    given: Vec::new(),
                    open: Vec::new(),
                    faults: Vec::new(),
                    replaced: Vec::new(),
                    ..folder
                });
                self.folders.insert(real, Rc::clone(&folder));
                Some(folder)
            }
            Err(errors) => {
                self.errors.extend(errors);
                None
            }
        }
    }
}

/// The modules that were fetched for a configuration and are there.
fn installed(store: &Store, root: &Path) -> Result<BTreeMap<String, PathBuf>, IntakeError> {
    let file = root.join(INSTALLED);
    if !store.is_file(&file) {
        return Ok(BTreeMap::new());
    }
    let name = file.to_string_lossy();
    let text = store.file(&file).and_then(Content::into_text)?;
    let node = located::parse(&name, &text).map_err(|problem| broken(&name, &problem))?;
    let module = |node: &located::Node| {
        let (key, folder) = (node.text_of("Key")?, node.text_of("Dir")?);
        let path = plain(&root.join(folder.replace('\\', "/")));
        (!key.is_empty() && store.is_folder(&path)).then(|| (key.to_owned(), path))
    };
    Ok(node.list_of("Modules").iter().filter_map(module).collect())
}

/// What names mean inside of a module that is called.
fn inner(
    placed: &Placed,
    folder: &Folder,
    address: &str,
    names: &Names,
    instance: Option<&Instance>,
    path: &Path,
) -> Names {
    let Placed { source, block, .. } = placed;
    let mut inner = Names { prefix: format!("{address}."), ..Names::default() };
    inner.place = names.place.as_ref().map(|place| place.below(path));
    let types = types(folder);
    for (name, default) in variables(folder) {
        let given = block.body.get(&name).map(|given| names.fixed_value(source, given, instance));
        if given.as_ref().is_some_and(|(_, is_fixed)| !is_fixed) {
            inner.replaceable.insert(name.clone());
        }
        let value = given
            .map(|(value, _)| value)
            .or_else(|| default.map(|one| Names::default().value(&one.source, &one.expression, None)));
        inner.variables.insert(name.clone(), value.map(|value| converted(value, types.get(&name))));
    }
    inner
}

/// What a call of a module passes as providers: the name in the module, and the expression.
fn passing(block: &Block) -> impl Iterator<Item = (String, &Located<Expression>)> {
    let members = match block.body.get("providers").map(|one| &one.value) {
        Some(Expression::Map(members)) => members.as_slice(),
        _ => &[],
    };
    members.iter().filter_map(|(inner, outer)| {
        let name = match &inner.value {
            Expression::Text(text) => text.clone(),
            reference => reference.names()?.join("."),
        };
        Some((name, outer))
    })
}

/// Whether what a call passes depends on the instance of the module.
fn passes_by_instance(block: &Block, source: &Arc<str>, names: &Names) -> bool {
    passing(block)
        .any(|(_, outer)| Reference::of(outer, source, names, None).is_some_and(|outer| outer.is_open()))
}

/// The providers of a called module: what is passed, and what it takes over without that.
fn passed(
    block: &Block,
    source: &Arc<str>,
    names: &Names,
    each: Option<&Instance>,
    providers: &Providers,
) -> Providers {
    let mut found = providers.inherited();
    for (inner, outer) in passing(block) {
        if let Some(outer) = Reference::of(outer, source, names, each) {
            found.pass(&inner, providers, &outer);
        }
    }
    found
}
