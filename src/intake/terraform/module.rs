//! A configuration: its blocks, the modules that it calls, and which provider configuration serves what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::collect::{Collected, Where};
use super::expression::converted;
use super::files::{Folder, Placed};
use super::names::{Called, ModulePlace, Names, locals, types, variables};
use super::value::{Found, origin};
use crate::intake::content::Content;
use crate::intake::source::{self, IntakeError, in_words};
use crate::located::hcl::{Block, Expression};
use crate::located::{self, Located};
use crate::model::Origin;

/// What `terraform init` says of the modules that it fetched, from the root on.
pub(super) const INSTALLED: &str = ".terraform/modules/modules.json";

/// How many modules one configuration may call, each counted as often as it is called.
const MOST_MODULES: usize = 2_000;

/// The providers of a module by their local names, each with the principal that it is.
type Providers = BTreeMap<String, String>;

/// Reads a configuration from its root on.
#[derive(Default)]
pub(super) struct Reader {
    folders: BTreeMap<PathBuf, Rc<Folder>>,
    modules: usize,
    /// The folders of modules that were fetched, by their path in the configuration, such as `network.zones`.
    installed: BTreeMap<String, PathBuf>,
    pub(super) collected: Collected,
    pub(super) errors: Vec<IntakeError>,
}

/// A module as it is called.
struct Module<'m> {
    folder: &'m Folder,
    names: Names,
    providers: Providers,
    /// The folders on the way to it, real paths.
    above: Vec<PathBuf>,
}

impl Reader {
    /// The configuration with this root.
    pub(super) fn root(&mut self, folder: &Folder) {
        let mut names = Names::default();
        let given: BTreeMap<_, _> = folder.given.iter().rev().cloned().collect();
        let types = types(folder);
        for (name, default) in variables(folder) {
            let given = given.get(&name).cloned();
            if given.is_none() {
                names.replaceable.insert(name.clone());
            }
            let written = given.or(default.filter(|_| !folder.open.contains(&name)));
            let value = written.map(|one| names.value(&one.source, &one.expression, None));
            names.variables.insert(name.clone(), value.map(|value| converted(value, types.get(&name))));
        }
        names.place = folder.path.as_deref().map(ModulePlace::of_root);
        let above = folder.path.iter().filter_map(|path| source::real(path)).collect();
        if let Some((version, source, at)) = &folder.locked {
            self.collected.release(version, true, origin(source, *at));
        }
        self.installed = folder.path.as_deref().map(installed).unwrap_or_default();
        self.module(&Module { folder, names, providers: Providers::new(), above });
    }

    fn module(&mut self, module: &Module<'_>) {
        let mut names = module.names.clone();
        names.locals = locals(module.folder);
        names.called = Called::of(module.folder, &self.installed);
        let mut providers = module.providers.clone();
        for placed in &module.folder.blocks {
            match placed.block.kind.value.as_str() {
                "provider" => self.provider(placed, &names, &mut providers),
                "terraform" => self.required(placed),
                _ => {}
            }
        }
        for placed in &module.folder.blocks {
            let context = Where { source: &placed.source, names: &names };
            let served = |name: &str| providers.get(name).cloned().unwrap_or_else(|| name.to_owned());
            match placed.block.kind.value.as_str() {
                "resource" | "data" => self.collected.block(&placed.block, context, &served),
                "check" => {
                    for data in placed.block.body.blocks_of("data") {
                        self.collected.block(data, context, &served);
                    }
                }
                "import" => self.collected.import(&placed.block, context, &served),
                "removed" => self.collected.removed(&placed.block, context, &served),
                "module" => self.call(placed, module, &names, &providers),
                _ => {}
            }
        }
    }

    fn provider(&mut self, placed: &Placed, names: &Names, providers: &mut Providers) {
        let Some(local) = placed.block.labels.first() else { return };
        let alias = placed.block.body.get("alias").map(|alias| names.value(&placed.source, alias, None));
        let alias = alias.as_ref().and_then(Found::text);
        let name = alias.map_or_else(|| local.clone(), |alias| format!("{local}.{alias}"));
        let address = format!("{}{name}", names.prefix);
        self.collected.provider(&placed.block, &address, Where { source: &placed.source, names });
        providers.insert(name, address);
    }

    /// The releases of the provider that are asked for.
    fn required(&mut self, placed: &Placed) {
        for required in placed.block.body.blocks_of("required_providers") {
            for one in &required.body.attributes {
                let Expression::Map(members) = &one.value.value else { continue };
                let of = |name: &str| {
                    let mut found =
                        members.iter().filter_map(|(key, value)| match (&key.value, &value.value) {
                            (Expression::Text(key), Expression::Text(text)) if key == name => {
                                Some((text, value.at))
                            }
                            _ => None,
                        });
                    found.next()
                };
                let is_okta = of("source").is_some_and(|(source, _)| source.ends_with("okta/okta"));
                if let (true, Some((version, at))) = (is_okta, of("version")) {
                    self.collected.release(version, false, origin(&placed.source, at));
                }
            }
        }
    }

    /// A module that is called from another.
    fn call(&mut self, placed: &Placed, caller: &Module<'_>, names: &Names, providers: &Providers) {
        let Placed { source, block } = placed;
        let Some(name) = block.labels.first() else { return };
        let from = block.body.get("source");
        let at = origin(source, from.map_or(block.kind.at, |from| from.at));
        let text = from.map(|from| names.value(source, from, None));
        let text = text.as_ref().and_then(Found::text).unwrap_or_default();
        let address = format!("{}module.{name}", names.prefix);
        let base = caller.folder.path.as_ref().filter(|_| text.starts_with("./") || text.starts_with("../"));
        let fetched = self.installed.get(&address.replace("module.", ""));
        let Some(path) = base.map(|base| base.join(text)).or_else(|| fetched.cloned()) else {
            return self.collected.unread(&address, text, at);
        };
        let Some(folder) = self.folder(&path, &address, text, &at, &caller.above) else { return };
        let mut above = caller.above.clone();
        above.extend(folder.path.as_deref().and_then(source::real));
        let mut inner = Names { prefix: format!("{address}."), ..Names::default() };
        inner.place = names.place.as_ref().map(|place| place.below(&path));
        let types = types(&folder);
        for (name, default) in variables(&folder) {
            let given = block.body.get(&name).map(|given| names.fixed_value(source, given, None));
            if given.as_ref().is_some_and(|(_, is_fixed)| !is_fixed) {
                inner.replaceable.insert(name.clone());
            }
            let value = given
                .map(|(value, _)| value)
                .or_else(|| default.map(|one| Names::default().value(&one.source, &one.expression, None)));
            inner.variables.insert(name.clone(), value.map(|value| converted(value, types.get(&name))));
        }
        let passed = passed(block, providers);
        self.module(&Module { folder: &folder, names: inner, providers: passed, above });
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
        let problem = if !source::is_folder(path) {
            Some((format!("the folder `{text}` of `{address}` is not there"), "name a folder that exists"))
        } else if source::real(path).is_some_and(|real| above.contains(&real)) {
            Some((
                format!("`{address}` calls a module that it is part of: `{text}`"),
                "take the circle apart",
            ))
        } else if self.modules > MOST_MODULES {
            Some((format!("more than {MOST_MODULES} modules are called"), "read the modules one by one"))
        } else {
            None
        };
        if let Some((what, help)) = problem {
            if self.modules <= MOST_MODULES + 1 {
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
        let real = source::real(path).unwrap_or_else(|| path.to_owned());
        if let Some(known) = self.folders.get(&real) {
            return Some(Rc::clone(known));
        }
        match Folder::read(&plain(path), &[]) {
            Ok(folder) => {
                let folder = Rc::new(Folder { given: Vec::new(), open: Vec::new(), ..folder });
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

/// The modules that were fetched for a configuration and are there; what is said of them and cannot be read is nothing.
fn installed(root: &Path) -> BTreeMap<String, PathBuf> {
    let file = root.join(INSTALLED);
    if !source::is_file(&file) {
        return BTreeMap::new();
    }
    let text = source::file(&file).and_then(Content::into_text).unwrap_or_default();
    let Ok(node) = located::parse(INSTALLED, &text) else { return BTreeMap::new() };
    let module = |node: &located::Node| {
        let (key, folder) = (node.text_of("Key")?, node.text_of("Dir")?);
        let folder = folder.replace('\\', "/");
        let inside = folder.starts_with(".terraform/modules/") && !folder.split('/').any(|part| part == "..");
        let path = root.join(&folder);
        (inside && source::is_folder(&path)).then(|| (key.to_owned(), path))
    };
    node.list_of("Modules").iter().filter_map(module).collect()
}

/// A path without `.` and, where that is safe to see, without `..`.
fn plain(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut found = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(found.components().next_back(), Some(Component::Normal(_))) => {
                found.pop();
            }
            other => found.push(other),
        }
    }
    found
}

/// The providers of a called module: what is passed, and what it takes over without that.
fn passed(block: &Block, providers: &Providers) -> Providers {
    let unaliased = providers.iter().filter(|(name, _)| !name.contains('.'));
    let mut found: Providers = unaliased.map(|(name, served)| (name.clone(), served.clone())).collect();
    let Some(Located { value: Expression::Map(members), .. }) = block.body.get("providers") else {
        return found;
    };
    for (inner, outer) in members {
        let name = |expression: &Expression| match expression {
            Expression::Text(text) => Some(text.clone()),
            reference => reference.names().map(|names| names.join(".")),
        };
        if let (Some(inner), Some(outer)) = (name(&inner.value), name(&outer.value)) {
            found.insert(inner, providers.get(&outer).cloned().unwrap_or(outer));
        }
    }
    found
}
