//! The files of a module: which there are, and what stands in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::providers;
use super::store::Store;
use super::value::{Found, Written};
use crate::intake::class;
use crate::intake::source::{self, IntakeError, in_words};
use crate::located::hcl::{self, Block, Body};
use crate::located::{self, Problem};

/// A block with the file that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) source: Arc<str>,
    pub(super) block: Block,
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

/// The configuration files among those of a folder. `OpenTofu` takes `a.tofu` and ignores `a.tf`.
pub(super) fn configurations(files: &[PathBuf]) -> Vec<&PathBuf> {
    let is_replaced = |file: &Path| {
        let name = file.to_string_lossy();
        REPLACED.iter().any(|(by, replaced)| {
            let stem = name.strip_suffix(replaced);
            stem.is_some_and(|stem| files.contains(&PathBuf::from(format!("{stem}{by}"))))
        })
    };
    files.iter().filter(|file| is_part(file) && !is_replaced(file)).collect()
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
        let (overrides, plain): (Vec<_>, Vec<_>) =
            configurations(files).into_iter().partition(|file| is_override(file));
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
        let mut folder = around.map_or_else(Self::default, |path| Self::beside(path, file, variables));
        folder.add(&source, body);
        Ok(folder)
    }

    /// What the other files of a folder say to a file; one of them that cannot be read says nothing.
    fn beside(path: &Path, file: &Path, variables: &[PathBuf]) -> Self {
        const SAYING: [&str; 4] = ["variable", "locals", "provider", "terraform"];
        let store = Store::default();
        let mut folder = Self { path: Some(path.to_owned()), ..Self::default() };
        let files = store.files_in(path, class::is_configuration);
        let others = configurations(&files).into_iter().filter(|other| other.file_name() != file.file_name());
        for other in others {
            let Ok((source, mut body)) = parsed(&store, other) else { continue };
            body.blocks.retain(|block| SAYING.contains(&block.kind.value.as_str()));
            folder.add(&source, body);
        }
        // A file that sets variables and cannot be read leaves them unknown.
        let _ = folder.variables(&store, &files, variables);
        folder.lock(&store, path);
        folder
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
        let placed = |block| Placed { source: Arc::clone(source), block };
        self.blocks.extend(body.blocks.into_iter().map(placed));
    }

    /// What stands in an override file goes before what the block of the same name says.
    fn override_with(&mut self, source: &Arc<str>, body: Body) {
        for block in body.blocks {
            let same = |placed: &&mut Placed| {
                placed.block.kind.value == block.kind.value && placed.block.labels == block.labels
            };
            let known = self.blocks.iter_mut().find(same);
            let Some(known) = known.filter(|_| block.kind.value != "locals") else {
                self.blocks.insert(0, Placed { source: Arc::clone(source), block });
                continue;
            };
            let into = &mut known.block.body;
            into.attributes.retain(|one| block.body.get(&one.name.value).is_none());
            into.blocks.retain(|one| block.body.blocks_of(&one.kind.value).next().is_none());
            into.attributes.extend(block.body.attributes);
            into.blocks.extend(block.body.blocks);
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

/// A file that is not what it looks like.
pub(super) fn broken(name: &str, problem: &Problem) -> IntakeError {
    let at = problem.at.unwrap_or_default();
    IntakeError::Terraform {
        input: in_words(name),
        line: at.line.max(1),
        column: at.column.max(1),
        what: problem.message.clone(),
        help: problem.help.clone().unwrap_or_else(|| "repair the file".to_owned()),
    }
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
