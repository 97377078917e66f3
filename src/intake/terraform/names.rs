//! What names mean in a module: variables, locals, called modules, paths.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::files::{Folder, Placed};
use super::store::Store;
use super::value::{Found, Written};
use crate::intake::source;
use crate::limits::MAX_LINKED_FILE_BYTES;
use crate::located::hcl::Expression;

/// How many files an expression may list.
const MAX_LISTED: usize = 2_000;

/// What names mean in a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The variables; one without a value is not known.
    pub(super) variables: BTreeMap<String, Option<Found>>,
    /// The variables whose value a run can replace: those of the root that have nothing but a default.
    pub(super) replaceable: BTreeSet<String>,
    /// The variables with an expression that the calling module evaluates.
    pub(super) passed: BTreeMap<String, Passed>,
    /// The locals.
    pub(super) locals: BTreeMap<String, Written>,
    /// The outputs.
    pub(super) outputs: BTreeMap<String, Written>,
    /// The address of the module with a dot behind it; empty for the root.
    pub(super) prefix: String,
    /// Its folder; none for a text that comes from no folder.
    pub(super) place: Option<ModulePlace>,
    /// The modules that it calls.
    pub(super) called: Called,
}

/// What a calling module passes to a variable, or its default.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    /// The names of the module that the expression stands in.
    pub(super) names: Rc<Names>,
    pub(super) written: Written,
    /// The type of the variable.
    pub(super) constraint: Option<Written>,
}

/// The folder of a module.
#[derive(Clone, Debug)]
pub(super) struct ModulePlace {
    /// The folder of the root module.
    pub(super) root: PathBuf,
    /// The folder of the module itself.
    pub(super) module: PathBuf,
    /// The folder of the module as Terraform names it in `path.module`.
    pub(super) text: String,
}

/// The modules that a module calls, read when an expression asks for an output.
#[derive(Clone, Debug, Default)]
pub(super) struct Called {
    blocks: Rc<BTreeMap<String, Placed>>,
    /// The folders of modules that were fetched, by their path in the configuration.
    installed: Rc<BTreeMap<String, PathBuf>>,
    folders: Rc<RefCell<BTreeMap<PathBuf, Option<Rc<Folder>>>>>,
}

impl Called {
    /// The modules that a folder calls.
    pub(super) fn of(folder: &Folder, installed: &BTreeMap<String, PathBuf>) -> Self {
        Self { blocks: Rc::new(blocks(folder)), installed: Rc::new(installed.clone()), ..Self::default() }
    }

    /// The block that calls a module.
    pub(super) fn block(&self, name: &str) -> Option<&Placed> {
        self.blocks.get(name)
    }

    fn folder(&self, path: &Path) -> Option<Rc<Folder>> {
        let real = source::real(path)?;
        if let Some(known) = self.folders.borrow().get(&real) {
            return known.clone();
        }
        let read = Folder::read(&Store::default(), path, &[]).ok().map(Rc::new);
        self.folders.borrow_mut().insert(real, read.clone());
        read
    }
}

impl ModulePlace {
    /// The folder of the root module.
    pub(super) fn of_root(folder: &Path) -> Self {
        Self { root: folder.to_owned(), module: folder.to_owned(), text: ".".to_owned() }
    }

    /// The folder of a module that this one calls.
    pub(super) fn below(&self, folder: &Path) -> Self {
        let text = source::real(&self.root)
            .zip(source::real(folder))
            .and_then(|(root, folder)| folder.strip_prefix(root).ok().map(Path::to_owned));
        // A module outside of the root has a path that depends on how it is called.
        let text = text.map_or_else(String::new, |text| text.to_string_lossy().replace('\\', "/"));
        Self { root: self.root.clone(), module: folder.to_owned(), text }
    }

    /// A path that an expression names, where it leads to something inside of the root or of the module.
    fn inside(&self, text: &str) -> Option<PathBuf> {
        if text.is_empty() || Path::new(text).is_absolute() || text.contains('\0') {
            return None;
        }
        let real = source::real(&self.root.join(text))?;
        let allowed = [&self.root, &self.module];
        let is_inside =
            |folder: &PathBuf| source::real(folder).is_some_and(|folder| real.starts_with(folder));
        allowed.into_iter().any(is_inside).then_some(real)
    }

    /// The text of a file that an expression names.
    pub(super) fn read(&self, text: &str) -> Option<String> {
        source::small_text(&self.inside(text)?, MAX_LINKED_FILE_BYTES)
    }

    /// Whether a file that an expression names is there; none when that is not to be looked at.
    pub(super) fn is_file(&self, text: &str) -> Option<bool> {
        let path = self.root.join(text);
        let parent = path.parent()?.strip_prefix(&self.root).ok()?.to_string_lossy().into_owned();
        let parent = if parent.is_empty() { "." } else { parent.as_str() };
        self.inside(parent)?;
        match self.inside(text) {
            Some(found) => Some(source::is_file(&found)),
            None => source::real(&path).is_none().then_some(false),
        }
    }

    /// The paths of the files below a folder that an expression names, from there on.
    pub(super) fn files(&self, folder: &str) -> Option<Vec<String>> {
        let folder = self.inside(folder)?;
        let mut found = Vec::new();
        let mut open = vec![(folder.clone(), 0)];
        while let Some((next, depth)) = open.pop() {
            for file in source::files_in(&next) {
                found.push(file.strip_prefix(&folder).ok()?.to_string_lossy().replace('\\', "/"));
            }
            let folders = source::folders_in(&next);
            if found.len() + open.len() + folders.len() > MAX_LISTED || depth > 16 {
                return None;
            }
            open.extend(folders.into_iter().map(|folder| (folder, depth + 1)));
        }
        found.sort();
        Some(found)
    }
}

impl Names {
    /// The names inside of a module that this one calls; none where that cannot be read.
    pub(super) fn child(&self, name: &str) -> Option<Rc<Self>> {
        let Placed { block, source, .. } = self.called.block(name)?;
        let place = self.place.as_ref()?;
        let from = &block.body.get("source")?.value;
        let Expression::Text(from) = from else { return None };
        let address = format!("{}module.{name}", self.prefix);
        let path = if from.starts_with("./") || from.starts_with("../") {
            place.module.join(from)
        } else {
            self.called.installed.get(&address.replace("module.", ""))?.clone()
        };
        let folder = self.called.folder(&path)?;
        let called = Called { blocks: Rc::new(blocks(&folder)), ..self.called.clone() };
        let caller = Rc::new(self.clone());
        let mut passed = BTreeMap::new();
        let types = types(&folder);
        for (variable, default) in variables(&folder) {
            let given = block
                .body
                .get(&variable)
                .map(|given| Written { source: Arc::clone(source), expression: given.clone() });
            let names = if given.is_some() { Rc::clone(&caller) } else { Rc::new(Self::default()) };
            let constraint = types.get(&variable).cloned();
            if let Some(written) = given.or(default) {
                passed.insert(variable, Passed { names, written, constraint });
            }
        }
        Some(Rc::new(Self {
            passed,
            locals: locals(&folder),
            outputs: outputs(&folder),
            prefix: format!("{address}."),
            place: Some(place.below(&path)),
            called,
            ..Self::default()
        }))
    }
}

fn blocks(folder: &Folder) -> BTreeMap<String, Placed> {
    let modules = folder.blocks.iter().filter(|placed| placed.block.kind.value == "module");
    modules.filter_map(|placed| Some((placed.block.labels.first()?.clone(), placed.clone()))).collect()
}

/// The variables of a module with their defaults.
pub(super) fn variables(folder: &Folder) -> Vec<(String, Option<Written>)> {
    attributes_of(folder, "variable", "default")
}

/// The type constraints of the variables of a module.
pub(super) fn types(folder: &Folder) -> BTreeMap<String, Written> {
    let types = attributes_of(folder, "variable", "type").into_iter();
    types.filter_map(|(name, constraint)| Some((name, constraint?))).collect()
}

fn outputs(folder: &Folder) -> BTreeMap<String, Written> {
    let outputs = attributes_of(folder, "output", "value").into_iter();
    outputs.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The blocks of a kind by their label, each with an attribute of it.
fn attributes_of(folder: &Folder, kind: &str, attribute: &str) -> Vec<(String, Option<Written>)> {
    let blocks = folder.blocks.iter().filter(|placed| placed.block.kind.value == kind);
    let of = |placed: &Placed| {
        let value = placed.block.body.get(attribute).cloned();
        let written = |expression| Written { source: Arc::clone(&placed.source), expression };
        Some((placed.block.labels.first()?.clone(), value.map(written)))
    };
    blocks.filter_map(of).collect()
}

/// The locals of a module.
pub(super) fn locals(folder: &Folder) -> BTreeMap<String, Written> {
    let blocks = folder.blocks.iter().filter(|placed| placed.block.kind.value == "locals");
    let attributes = blocks.flat_map(|placed| {
        placed.block.body.attributes.iter().map(|one| {
            let source = Arc::clone(&placed.source);
            (one.name.value.clone(), Written { source, expression: one.value.clone() })
        })
    });
    // What an override file says stands first.
    attributes.collect::<Vec<_>>().into_iter().rev().collect()
}
