//! Terraform: configurations in both notations, folders with the modules that they call, plans and states in JSON.
//!
//! Each block of Okta's provider becomes a call for each thing that is done with it (`collect`); what the provider then
//! calls is not known here, but what decides it is: the settings of every instance (`settings`), as far as expressions
//! can be worked out from the files (`value`).

mod collect;
mod files;
mod module;
mod settings;
mod shown;
mod value;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Context;
use super::calls::{Calls, Note, Reading};
use super::content::Content;
use super::glimpse::Glimpse;
use super::source::{self, Input, IntakeError};
use crate::located::Node;
use crate::model::{
    Asked, BlockKind, Call, Origin, Phase, ProviderBlock, ProviderRelease, Provision, Run, plural,
};
use collect::Collected;
use files::Folder;
use module::Reader;

pub(super) use files::is_variables;

/// What a configuration says beside what it calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// Whether any input was of Terraform.
    pub is_there: bool,
    /// The configurations of the provider.
    pub providers: Vec<ProviderBlock>,
    /// The releases of the provider that it names.
    pub releases: Vec<ProviderRelease>,
    /// The resources that grant something, or tell what is granted.
    pub resources: Vec<Declared>,
}

/// A resource as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its type.
    pub kind: String,
    /// Its address.
    pub address: String,
    /// The file.
    pub source: Arc<str>,
    /// Its attributes, as far as they are known.
    pub attributes: Node,
    /// The attributes that come from other blocks, each with the address of that.
    pub references: Vec<(String, String)>,
}

impl Configuration {
    pub(super) fn extend(&mut self, other: Self) {
        self.is_there |= other.is_there;
        // What several files of one folder say together is said once.
        self.providers.extend(other.providers);
        let mut known: Vec<ProviderBlock> = Vec::new();
        self.providers.retain(|one| {
            let is_new = !known.contains(one);
            known.extend(is_new.then(|| one.clone()));
            is_new
        });
        self.releases.extend(other.releases);
        self.releases.dedup();
        self.resources.extend(other.resources);
    }
}

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    files::is_configuration(&glimpse.name)
        || is_variables(&glimpse.name)
        || (glimpse.is_json_with(&["terraform_version"])
            && ["resource_changes", "planned_values", "values", "resources", "lineage"]
                .iter()
                .any(|key| glimpse.is_json_with(&[key])))
}

/// The files among the inputs that set variables.
pub(super) fn variables(inputs: &[Input]) -> Vec<PathBuf> {
    let files = inputs.iter().filter_map(|input| match input {
        Input::Path(path) => Some(path.clone()),
        _ => None,
    });
    files.filter(|path| is_variables(&path.to_string_lossy())).collect()
}

/// Whether a folder is a configuration.
pub(super) fn is_one(folder: &Path) -> bool {
    source::files_in(folder).iter().any(|file| files::is_configuration(&file.to_string_lossy()))
}

/// One file: a part of a configuration, a plan or a state.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let name = Arc::clone(&content.name);
    if is_variables(&name) {
        return Ok(());
    }
    let text = content.into_text()?;
    let collected = match shown::read(&name, &text) {
        Some(found) => found?,
        None => part(&name, &text, context.variables)?,
    };
    finish(collected, &name, &mut calls.found);
    Ok(())
}

/// A file of a configuration; what is wrong with it comes first.
fn part(name: &str, text: &str, variables: &[PathBuf]) -> Result<Collected, IntakeError> {
    let mut reader = Reader::default();
    match Folder::of_text(name, text, variables) {
        Ok(folder) => reader.root(&folder),
        Err(errors) => reader.errors = errors,
    }
    if let Some(error) = reader.errors.into_iter().next() {
        return Err(error);
    }
    let mut collected = reader.collected;
    // What other files of the folder call, they are asked for themselves.
    collected.keep_used(name);
    Ok(collected)
}

/// A folder with its modules.
pub(super) fn folder(path: &Path, context: &Context<'_>) -> Result<Reading, Vec<IntakeError>> {
    let folder = Folder::read(path, context.variables)?;
    let mut reader = Reader::default();
    reader.root(&folder);
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    let mut reading = Reading::default();
    let name: Arc<str> = Arc::from(&*path.to_string_lossy());
    finish(reader.collected, &name, &mut reading);
    if reading.calls.is_empty() {
        return Err(vec![super::nothing(&name, &reading)]);
    }
    Ok(reading)
}

/// The folders of configurations among files that no other of them calls, and the files that are none of Terraform.
pub(super) fn roots(files: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (of_terraform, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| {
        let name = file.to_string_lossy();
        files::is_configuration(&name) || is_variables(&name)
    });
    let configurations = of_terraform.iter().filter(|file| files::is_configuration(&file.to_string_lossy()));
    let mut folders: Vec<PathBuf> =
        configurations.filter_map(|file| file.parent().map(Path::to_owned)).collect();
    folders.dedup();
    let called: Vec<PathBuf> = folders.iter().flat_map(|folder| files::called(folder)).collect();
    let is_called = |folder: &PathBuf| source::real(folder).is_some_and(|real| called.contains(&real));
    let roots: Vec<_> = folders.iter().filter(|folder| !is_called(folder)).cloned().collect();
    // Where all call each other, each says what is wrong.
    (if roots.is_empty() { folders } else { roots }, others)
}

/// The configurations below a folder, and what else was read of it. The providers of several are told apart by folder.
pub(super) fn with_roots(
    top: &Path,
    roots: &[PathBuf],
    context: &Context<'_>,
    others: Option<Result<Reading, Vec<IntakeError>>>,
) -> Result<Reading, Vec<IntakeError>> {
    let mut reading = Reading::default();
    let mut errors = Vec::new();
    for root in roots {
        match folder(root, context) {
            Ok(mut found) => {
                if roots.len() > 1 {
                    let place = root.strip_prefix(top).unwrap_or(root).to_string_lossy();
                    found.calls.iter_mut().for_each(|call| in_folder(call, &place));
                    found
                        .terraform
                        .providers
                        .iter_mut()
                        .for_each(|one| one.name = format!("{place}:{}", one.name));
                }
                reading.extend(found);
            }
            Err(found) => errors.extend(found.into_iter().filter(|error| !error.is_nothing())),
        }
    }
    match others {
        Some(Ok(found)) => reading.extend(found),
        // What holds no call is passed over where something else does.
        Some(Err(found)) => {
            let counts = |error: &IntakeError| !error.is_nothing() || reading.calls.is_empty();
            errors.extend(found.into_iter().filter(counts));
        }
        None => {}
    }
    if errors.is_empty() { Ok(reading) } else { Err(errors) }
}

fn in_folder(call: &mut Call, place: &str) {
    if let Asked::Provision(provision) = &mut call.asked {
        provision.provider = format!("{place}:{}", provision.provider);
    }
}

/// What a file or a folder of a configuration says beside what it calls.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn configuration(path: &Path) -> Result<Configuration, super::IntakeErrors> {
    let folder = if path.is_dir() {
        Folder::read(path, &[])
    } else {
        let text = source::file(path).and_then(Content::into_text);
        text.map_err(|error| vec![error])
            .and_then(|text| Folder::of_text(&path.to_string_lossy(), &text, &[]))
    };
    let mut reader = Reader::default();
    match folder {
        Ok(folder) => reader.root(&folder),
        Err(errors) => reader.errors = errors,
    }
    if reader.errors.is_empty() {
        Ok(Configuration { is_there: true, ..reader.collected.configuration })
    } else {
        Err(super::IntakeErrors(reader.errors))
    }
}

/// Whether a path is a file of a configuration, or a folder with one in it or below it.
pub fn is_at(path: &Path) -> bool {
    let is_configuration = |path: &Path| files::is_configuration(&path.to_string_lossy());
    if path.is_dir() {
        is_one(path)
            || source::files_below(path).is_ok_and(|files| files.iter().any(|file| is_configuration(file)))
    } else {
        is_configuration(path)
    }
}

/// What the providers call by themselves comes last; what is left out is said.
fn finish(mut collected: Collected, name: &Arc<str>, reading: &mut Reading) {
    own_calls(&mut collected);
    if collected.foreign > 0 {
        let blocks = plural(collected.foreign, "block");
        let message = format!("{blocks} of other providers: none of them is Okta's");
        reading.notes.push(Note { source: Arc::clone(name), line: None, message });
    }
    collected.configuration.is_there = true;
    reading.calls.append(&mut collected.calls);
    reading.terraform.extend(collected.configuration);
}

/// What every provider that is in use calls by itself.
fn own_calls(collected: &mut Collected) {
    let mut used: Vec<(String, Origin)> = Vec::new();
    for call in &collected.calls {
        let Asked::Provision(provision) = &call.asked else { continue };
        let counts = call.set_aside.is_none() && provision.kind != BlockKind::Module;
        if counts && !used.iter().any(|(name, _)| *name == provision.provider) {
            used.push((provision.provider.clone(), call.origin.clone()));
        }
    }
    for (name, first) in used {
        let known = collected.configuration.providers.iter().find(|one| one.name == name);
        let origin = known.and_then(|one| one.origin.clone()).unwrap_or(first);
        if known.is_none() {
            let implied = ProviderBlock { name: name.clone(), origin: None, credential: None, scopes: None };
            collected.configuration.providers.push(implied);
        }
        let provision = Provision {
            kind: BlockKind::Provider,
            name: "okta".to_owned(),
            address: format!("provider.{name}"),
            provider: name,
            phase: Phase::Read,
            run: Run::Refresh,
            cases: Vec::new(),
        };
        let text = format!("{} (start)", provision.address);
        collected.calls.push(Call::new(origin, text, Asked::Provision(provision)));
    }
}
