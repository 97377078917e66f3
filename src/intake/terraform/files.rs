//! The files of a module: which there are, and what stands in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::providers;
use super::store::Store;
use super::value::{Found, Written};
use crate::intake::class;
use crate::intake::source::{self, IntakeError};
use crate::located::hcl::{self, Block, Body};
use crate::located::{self, Located, Problem};

/// A block with the file that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) source: Arc<str>,
    pub(super) block: Block,
    /// The attributes that override files set, each with its file.
    overridden: Vec<(String, Arc<str>)>,
}

impl Placed {
    pub(super) const fn new(source: Arc<str>, block: Block) -> Self {
        Self { source, block, overridden: Vec::new() }
    }

    /// The file that an attribute stands in.
    pub(super) fn source_of(&self, attribute: &str) -> &Arc<str> {
        let mut overridden = self.overridden.iter().rev();
        overridden.find(|(name, _)| name == attribute).map_or(&self.source, |(_, source)| source)
    }
}

/// What the files of one folder hold.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Where other modules are looked for from here; none for a text that stands in no folder.
    pub(super) path: Option<PathBuf>,
    /// Every block.
    pub(super) blocks: Vec<Placed>,
    /// The values of variables that Terraform takes by itself, later ones before earlier ones.
    pub(super) given: Vec<(String, Written)>,
    /// The names of variables that files set which Terraform takes only when it is told to.
    pub(super) open: Vec<String>,
    /// The values of variables that the environment sets: they count less than those of files.
    pub(super) inputs: Vec<(String, Found)>,
    /// What is wrong with files that the answer can do without.
    pub(super) faults: Vec<IntakeError>,
    /// Whether it has no file of a configuration.
    pub(super) is_empty: bool,
    /// The files that `OpenTofu` ignores, each with the one that it reads instead.
    pub(super) replaced: Vec<(PathBuf, PathBuf)>,
    /// The release that is in use, and where that stands.
    pub(super) locked: Option<(String, Arc<str>, located::Position)>,
}

/// The endings of configurations, those of `OpenTofu` with the ones of Terraform that they replace.
const REPLACED: [(&str, &str); 2] = [(".tofu", ".tf"), (".tofu.json", ".tf.json")];

/// Whether a file of a folder is one of its configuration. Files of editors are ignored, as Terraform does.
fn is_part(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    class::is_configuration(&name) && !name.starts_with('.') && !name.starts_with('#')
}

/// The file that `OpenTofu` reads instead of another: it takes `a.tofu` and ignores `a.tf`.
fn replacement(file: &Path, files: &[PathBuf]) -> Option<PathBuf> {
    let name = file.to_string_lossy();
    REPLACED.iter().find_map(|(by, replaced)| {
        let by = PathBuf::from(format!("{}{by}", name.strip_suffix(replaced)?));
        files.contains(&by).then_some(by)
    })
}

/// The configuration files among those of a folder.
fn configurations(files: &[PathBuf]) -> Vec<&PathBuf> {
    files.iter().filter(|file| is_part(file) && replacement(file, files).is_none()).collect()
}

/// Whether a file sets variables, by its name.
pub(in crate::intake) fn is_variables(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

fn is_automatic(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    name == "terraform.tfvars"
        || name == "terraform.tfvars.json"
        || name.ends_with(".auto.tfvars")
        || name.ends_with(".auto.tfvars.json")
}

/// The kinds of blocks that override files change. All others stand for themselves.
const OVERRIDABLE: [&str; 7] = ["data", "ephemeral", "module", "output", "provider", "resource", "variable"];

/// Whether a block of an override file changes this one: it has its kind, its labels and, as a provider, its alias.
fn is_same(known: &Block, over: &Block) -> bool {
    let alias = |block: &Block| block.body.get("alias").map(|alias| alias.value.clone());
    known.kind.value == over.kind.value
        && known.labels == over.labels
        && (known.kind.value != "provider" || alias(known) == alias(over))
}

/// Puts what an override file says into a block. Its nested blocks replace those of their kind; `lifecycle` is merged.
fn override_body(into: &mut Body, over: Body) {
    into.attributes.retain(|one| over.get(&one.name.value).is_none());
    into.attributes.extend(over.attributes);
    let (lifecycles, blocks): (Vec<_>, Vec<_>) =
        over.blocks.into_iter().partition(|one| one.kind.value == "lifecycle");
    // A `dynamic` block is one of the kind that it writes.
    let kind = |block: &Block| match block.labels.first() {
        Some(label) if block.kind.value == "dynamic" => label.clone(),
        _ => block.kind.value.clone(),
    };
    let replaced: Vec<String> = blocks.iter().map(kind).collect();
    into.blocks.retain(|one| !replaced.contains(&kind(one)));
    into.blocks.extend(blocks);
    for lifecycle in lifecycles {
        match into.blocks.iter_mut().find(|one| one.kind.value == "lifecycle") {
            Some(known) => override_body(&mut known.body, lifecycle.body),
            None => into.blocks.push(lifecycle),
        }
    }
}

/// Whether a required provider names its version.
fn sets_version(required: &hcl::Expression) -> bool {
    let hcl::Expression::Map(members) = required else { return true };
    members.iter().any(|(name, _)| matches!(&name.value, hcl::Expression::Text(name) if name == "version"))
}

/// A required provider with what an override file says of it: its source stays where only the version changes.
fn overridden_provider(
    known: &Located<hcl::Expression>,
    over: &Located<hcl::Expression>,
) -> Located<hcl::Expression> {
    let hcl::Expression::Map(kept) = &known.value else { return over.clone() };
    let mut members = match &over.value {
        hcl::Expression::Map(members) => members.clone(),
        // The form of old releases: a version alone.
        _ => vec![(Located::new(hcl::Expression::Text("version".to_owned()), over.at), over.clone())],
    };
    let is_set = |name: &hcl::Expression| members.iter().any(|(other, _)| other.value == *name);
    let kept: Vec<_> = kept.iter().filter(|(name, _)| !is_set(&name.value)).cloned().collect();
    members.extend(kept);
    Located::new(hcl::Expression::Map(members), over.at)
}

fn is_override(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let stem = name.strip_suffix(".json").unwrap_or(&name);
    let stem = [".tf", ".tofu"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
    stem == "override" || stem.ends_with("_override")
}

impl Folder {
    /// The files of a folder; `variables` are files that set more.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read.
    pub(super) fn read(store: &Store, path: &Path, variables: &[PathBuf]) -> Result<Self, Vec<IntakeError>> {
        let files = store.files_in(path, class::is_configuration);
        Self::of_files(store, path, &files, variables)
    }

    /// Some files as the configuration of a folder.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read.
    pub(super) fn of_files(
        store: &Store,
        path: &Path,
        files: &[PathBuf],
        variables: &[PathBuf],
    ) -> Result<Self, Vec<IntakeError>> {
        let mut folder = Self { path: Some(path.to_owned()), ..Self::default() };
        let mut errors = Vec::new();
        let parts = files.iter().filter(|file| is_part(file));
        folder.replaced = parts.filter_map(|file| Some((file.clone(), replacement(file, files)?))).collect();
        let (overrides, plain): (Vec<_>, Vec<_>) =
            configurations(files).into_iter().partition(|file| is_override(file));
        folder.is_empty = overrides.is_empty() && plain.is_empty();
        for file in plain {
            match parsed(store, file) {
                Ok((source, body)) => folder.add(&source, body),
                Err(error) => errors.push(error),
            }
        }
        for file in overrides {
            match parsed(store, file) {
                Ok((source, body)) => folder.override_with(&source, body),
                Err(error) => errors.push(error),
            }
        }
        errors.extend(folder.variables(store, files, variables));
        folder.lock(store, path);
        if errors.is_empty() { Ok(folder) } else { Err(errors) }
    }

    /// One text, with what the files beside it say of variables, locals, providers and releases.
    pub(super) fn of_text(name: &str, text: &str, variables: &[PathBuf]) -> Result<Self, Vec<IntakeError>> {
        let (source, body) = placed(name, text).map_err(|error| vec![error])?;
        let file = Path::new(name);
        let parent = file.parent().filter(|_| source::is_file(file));
        let around = parent.map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
        let mut folder = Self::default();
        match around {
            Some(path) => folder.beside(path, file, variables, (&source, body)),
            None => folder.add(&source, body),
        }
        Ok(folder)
    }

    /// A file, with what the other files of its folder say to it; one of them that cannot be read says nothing.
    fn beside(&mut self, path: &Path, file: &Path, variables: &[PathBuf], own: (&Arc<str>, Body)) {
        const SAYING: [&str; 4] = ["variable", "locals", "provider", "terraform"];
        let store = Store::default();
        self.path = Some(path.to_owned());
        let files = store.files_in(path, class::is_configuration);
        let others = configurations(&files).into_iter().filter(|other| other.file_name() != file.file_name());
        let (overrides, plain): (Vec<_>, Vec<_>) = others.partition(|file| is_override(file));
        let saying = |other: &PathBuf| {
            let (source, mut body) = parsed(&store, other).ok()?;
            body.blocks.retain(|block| SAYING.contains(&block.kind.value.as_str()));
            Some((source, body))
        };
        for (source, body) in plain.into_iter().filter_map(saying) {
            self.add(&source, body);
        }
        self.add(own.0, own.1);
        for (source, body) in overrides.into_iter().filter_map(saying) {
            self.override_with(&source, body);
        }
        // A file that sets variables and cannot be read leaves them unknown.
        let _ = self.variables(&store, &files, variables);
        self.lock(&store, path);
    }

    /// Adds a text that is read as a file of the folder.
    ///
    /// # Errors
    ///
    /// It cannot be parsed.
    pub(super) fn add_text(&mut self, name: &str, text: &str) -> Result<(), IntakeError> {
        let (source, body) = placed(name, text)?;
        self.add(&source, body);
        Ok(())
    }

    fn add(&mut self, source: &Arc<str>, body: Body) {
        self.blocks.extend(body.blocks.into_iter().map(|block| Placed::new(Arc::clone(source), block)));
    }

    /// What stands in an override file goes before what the block of the same name says.
    fn override_with(&mut self, source: &Arc<str>, body: Body) {
        for mut block in body.blocks {
            if block.kind.value == "terraform" {
                self.override_required(source, &mut block);
            }
            let is_merged = OVERRIDABLE.contains(&block.kind.value.as_str());
            let known = self.blocks.iter_mut().find(|known| is_merged && is_same(&known.block, &block));
            let Some(known) = known else {
                self.blocks.insert(0, Placed::new(Arc::clone(source), block));
                continue;
            };
            let names = block.body.attributes.iter().map(|one| one.name.value.clone());
            known.overridden.extend(names.map(|name| (name, Arc::clone(source))));
            override_body(&mut known.block.body, block.body);
        }
    }

    /// Merges the providers that an override file requires into those that are required, one by one. What has no
    /// counterpart stays in the block.
    fn override_required(&mut self, source: &Arc<str>, block: &mut Block) {
        for required in block.body.blocks.iter_mut().filter(|one| one.kind.value == "required_providers") {
            required.body.attributes.retain(|over| {
                let mut terraform =
                    self.blocks.iter_mut().filter(|placed| placed.block.kind.value == "terraform");
                let known = terraform.find_map(|placed| {
                    let Placed { block, overridden, .. } = placed;
                    let blocks = block.body.blocks.iter_mut();
                    let mut all = blocks
                        .filter(|one| one.kind.value == "required_providers")
                        .flat_map(|one| &mut one.body.attributes);
                    let known = all.find(|one| one.name.value == over.name.value)?;
                    if sets_version(&over.value.value) {
                        overridden.push((over.name.value.clone(), Arc::clone(source)));
                    }
                    Some(known)
                });
                let Some(known) = known else { return true };
                known.value = overridden_provider(&known.value, &over.value);
                false
            });
        }
    }

    /// What the files of a folder and those of the user say of variables.
    fn variables(&mut self, store: &Store, files: &[PathBuf], named: &[PathBuf]) -> Vec<IntakeError> {
        let mut errors = Vec::new();
        let of_folder = files.iter().filter(|file| is_variables(&file.to_string_lossy()));
        let (automatic, other): (Vec<_>, Vec<_>) = of_folder.partition(|file| is_automatic(file));
        // `terraform.tfvars` counts less than any `*.auto.tfvars`, whatever the alphabet says.
        let (plain, auto): (Vec<_>, Vec<_>) =
            automatic.into_iter().partition(|file| !file.to_string_lossy().contains(".auto."));
        for file in plain.into_iter().chain(auto).chain(named) {
            match parsed(store, file) {
                Ok((source, body)) => {
                    let written = body.attributes.into_iter().map(|one| {
                        let written = Written { source: Arc::clone(&source), expression: one.value };
                        (one.name.value, written)
                    });
                    self.given.splice(0..0, written);
                }
                Err(error) => errors.push(error),
            }
        }
        for file in other.into_iter().filter(|file| !named.contains(file)) {
            let body = parsed(store, file).map(|(_, body)| body).unwrap_or_default();
            self.open.extend(body.attributes.into_iter().map(|one| one.name.value));
        }
        errors
    }
}

pub(super) fn parsed(store: &Store, file: &Path) -> Result<(Arc<str>, Body), IntakeError> {
    let name = file.to_string_lossy();
    let name = name.strip_prefix("./").unwrap_or(&name);
    let content = store.file(file)?;
    if content.head().trim_ascii().is_empty() {
        return Ok((Arc::from(name), Body::default()));
    }
    placed(name, &content.into_text()?)
}

/// The blocks of a text.
///
/// # Errors
///
/// It cannot be parsed.
pub(super) fn placed(name: &str, text: &str) -> Result<(Arc<str>, Body), IntakeError> {
    let text = text.trim_start_matches('\u{feff}');
    let body = if located::looks_like_json(text) {
        located::parse(name, text)
            .map(|node| if is_variables(name) { hcl::of_values(&node) } else { hcl::of_node(&node) })
    } else {
        hcl::parse(name, text)
    };
    body.map(|body| (Arc::from(name), body)).map_err(|problem| broken(name, &problem))
}

/// The error of a file that cannot be read.
pub(super) fn broken(name: &str, problem: &Problem) -> IntakeError {
    IntakeError::of_terraform(name, problem, "repair the file")
}

/// The folders of the modules that a folder calls, without links; what cannot be read calls none.
pub(super) fn called(store: &Store, folder: &Path) -> Vec<PathBuf> {
    let Ok(found) = Folder::read(store, folder, &[]) else { return Vec::new() };
    let modules = found.blocks.iter().filter(|placed| placed.block.kind.value == "module");
    let source_of = |placed: &Placed| match &placed.block.body.get("source")?.value {
        hcl::Expression::Text(text) if is_local(text) => store.real(&folder.join(text)),
        _ => None,
    };
    modules.filter_map(source_of).collect()
}

/// Whether the source of a module is a folder, named from the one that calls it.
pub(super) fn is_local(source: &str) -> bool {
    ["./", "../", ".\\", "..\\", "/"].iter().any(|start| source.starts_with(start))
        || matches!(source, "." | "..")
}

impl Folder {
    /// Takes the release of the provider that `terraform init` wrote down. A broken lock file takes nothing else away.
    fn lock(&mut self, store: &Store, folder: &Path) {
        let file = folder.join(".terraform.lock.hcl");
        if !store.is_file(&file) {
            return;
        }
        match parsed(store, &file) {
            Ok((source, body)) => self.locked = locked(&source, &body),
            Err(error) => self.faults.push(error),
        }
    }
}

fn locked(source: &Arc<str>, body: &Body) -> Option<(String, Arc<str>, located::Position)> {
    let is_okta = |block: &&Block| block.labels.first().is_some_and(|label| providers::is_of_okta(label));
    let block = body.blocks_of("provider").find(is_okta)?;
    let version = block.body.get("version")?;
    let hcl::Expression::Text(text) = &version.value else { return None };
    Some((text.clone(), Arc::clone(source), version.at))
}
