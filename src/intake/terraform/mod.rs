//! Terraform: configurations in both notations, folders with the modules that they call, plans and states in JSON.
//!
//! Each block of Okta's provider becomes a call for each thing that is done with it (`collect`); what the provider then
//! calls is not known here, but what decides it is: the settings of every instance (`settings`), as far as expressions
//! can be worked out from the files (`value`).

mod collect;
mod constraint;
mod conversion;
mod expression;
mod files;
mod functions;
mod kinds;
mod module;
mod names;
mod output;
mod place;
mod providers;
mod scopes;
mod settings;
mod shown;
mod store;
#[cfg(test)]
mod table;
mod terragrunt;
mod value;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Context;
use super::calls::{Calls, Note, Reading};
use super::content::Content;
use super::format::Format;
use super::glimpse::Glimpse;
use super::source::{self, Input, IntakeError};
use super::{class, unpack, walk};
use crate::disclosure::AllowList;
use crate::located::Node;
use crate::model::{
    Asked, Attribution, BlockKind, CREDENTIAL_SETTING, Call, Credential, Origin, Phase, ProviderBlock,
    ProviderRelease, Provision, Run, Setting, Settings, plural,
};
use collect::Collected;
use files::Folder;
use module::Reader;
use terragrunt::Unit;

pub(super) use collect::GRANTING;
pub(super) use files::is_variables;
pub(super) use scopes::{of_items, scope_name};
pub(super) use store::Store;
pub(super) use terragrunt::is_terragrunt;

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
    /// The folders that are read as configurations.
    folders: BTreeSet<String>,
    /// Plans and states, each with its folder.
    documents: Vec<(String, Arc<str>)>,
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
    /// The attributes with a part that cannot be evaluated, each with the position of that.
    pub open: Vec<(String, Origin)>,
}

impl Configuration {
    pub(super) fn extend(&mut self, other: Self) {
        self.is_there |= other.is_there;
        // What several files of one folder say together is said once.
        for one in other.providers {
            match self.providers.iter_mut().find(|known| known.name == one.name) {
                Some(known) if known.origin.is_none() => *known = one,
                Some(known) => {
                    known.credential = known.credential.or(one.credential);
                    known.scopes = known.scopes.take().or(one.scopes);
                }
                None => self.providers.push(one),
            }
        }
        self.releases.extend(other.releases);
        self.releases.dedup();
        self.resources.extend(other.resources);
        self.folders.extend(other.folders);
        self.documents.extend(other.documents);
    }
}

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    is_part(&glimpse.name) || output::claims(glimpse) || shown::claims(glimpse)
}

/// The files among the inputs that set variables.
pub(super) fn variables(inputs: &[Input]) -> Vec<PathBuf> {
    let files = inputs.iter().filter_map(|input| match input {
        Input::Path(path) => Some(path.clone()),
        _ => None,
    });
    files.filter(|path| is_variables(&path.to_string_lossy())).collect()
}

/// Whether a file is a part of a configuration, by its name.
pub(super) fn is_part(name: &str) -> bool {
    class::is_configuration(name) || is_variables(name) || is_terragrunt(name)
}

/// The files beside configurations that are not read, by the ends of their names, and why.
const UNREAD: [(&[&str], &str); 2] = [
    (
        &[".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl"],
        "Terraform Stacks are not read: name the folders of their components, whose providers the stack configures",
    ),
    (&[".tfquery.hcl"], "what `terraform query` lists is not read"),
];

/// Why a file is not read that belongs to Terraform, by its name; none for any other.
pub(super) fn unread(name: &str) -> Option<&'static str> {
    let is_one = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    UNREAD.iter().find(|(ends, _)| is_one(ends)).map(|(_, reason)| *reason)
}

/// Whether a file may be a plan file as Terraform writes it, by its name.
pub(super) fn is_named_plan(path: &str) -> bool {
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase().contains("plan")
}

/// Whether a file may be a plan or a state, by its name.
pub(super) fn may_be_plan(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "json" || ending == "tfstate")
}

/// One file: a part of a configuration, a plan or a state.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let name = Arc::clone(&content.name);
    if is_variables(&name) {
        return Ok(());
    }
    if is_terragrunt(&name) {
        let mut found = roots(&[PathBuf::from(&*name)], &Store::default(), context);
        let broken = found.failed.iter().position(|error| error.input() == &*name);
        if let Some(error) = broken.map(|at| found.failed.remove(at)) {
            return Err(error);
        }
        calls.found.extend(found);
        return Ok(());
    }
    let text = content.into_text()?;
    let folder = shown_folder(Path::new(&*name).parent().unwrap_or(Path::new("")));
    let ready = |collected: Collected, number: Option<usize>| {
        let mut found = Reading::default();
        finish(collected, &name, &mut found);
        // Of several plans in one input, each is one of another root.
        qualify(&mut found, &number.map_or_else(|| folder.clone(), |number| format!("{name}#{number}")));
        found
    };
    if let Some(done) = shown::read(&name, &text, &mut calls.found, &ready) {
        if done.is_ok() {
            calls.found.terraform.documents.push((folder.clone(), Arc::clone(&name)));
        }
        return done;
    }
    let printed = output::read(&name, &text, &mut calls.found);
    let is_printed = printed.is_some();
    let collected = match printed {
        Some(found) => found,
        None => part(&name, &text, context.variables)?,
    };
    let mut found = ready(collected, None);
    if is_printed {
        // How the provider authenticates is not told, and with that what it calls by itself.
        found
            .calls
            .retain(|call| !matches!(&call.asked, Asked::Provision(one) if one.kind == BlockKind::Provider));
    }
    calls.found.extend(found);
    Ok(())
}

/// A file of a configuration; what is wrong with it comes first.
fn part(name: &str, text: &str, variables: &[PathBuf]) -> Result<Collected, IntakeError> {
    let store = Store::default();
    let mut reader = Reader::new(&store);
    match Folder::of_text(name, text, variables) {
        Ok(folder) => reader.root(folder),
        Err(errors) => reader.errors = errors,
    }
    if let Some(error) = reader.errors.into_iter().next() {
        return Err(error);
    }
    let mut collected = reader.collected;
    // What other files of the folder call, they are asked for themselves.
    collected.keep_used(name);
    collected.open.retain(|place| &*place.source == name);
    Ok(collected)
}

/// A root with its modules.
struct Root {
    /// Its folder, without links.
    folder: Option<PathBuf>,
    /// The folders of its modules, without links.
    modules: BTreeSet<PathBuf>,
    reading: Reading,
}

/// A root with its modules, known by the folder that the user names; what calls nothing of Okta's is empty.
fn root(name: &Path, read: Result<Folder, Vec<IntakeError>>, store: &Store) -> Root {
    let mut reading = Reading::default();
    let mut reader = Reader::new(store);
    match read {
        Ok(folder) => reader.root(folder),
        Err(errors) => reader.errors = errors,
    }
    let modules = reader.called().cloned().collect();
    let folder = store.real(name);
    if !reader.errors.is_empty() {
        reading.failed = reader.errors;
        return Root { folder, modules, reading };
    }
    let source: Arc<str> = Arc::from(&*name.to_string_lossy());
    let is_oktas = reader.collected.is_oktas();
    finish(reader.collected, &source, &mut reading);
    if is_oktas {
        reading.failed = reader.faults;
        reading.terraform.folders.insert(shown_folder(name));
        reading.notes.extend(reader.replaced.iter().map(|(file, by)| replaced(file, by)));
    } else {
        // Modules that were not read are those of other providers, too.
        reading.calls.clear();
    }
    qualify(&mut reading, &shown_folder(name));
    Root { folder, modules, reading }
}

/// That a file is not read, because `OpenTofu` takes another.
fn replaced(file: &Path, by: &Path) -> Note {
    let by = by.file_name().unwrap_or_default().to_string_lossy();
    let message =
        format!("not read: OpenTofu takes `{by}` instead; Terraform takes this file and ignores `{by}`");
    Note { source: Arc::from(&*file.to_string_lossy()), line: None, message }
}

/// The configurations among files. Each folder that no other calls as a module is the root of one.
pub(super) fn roots(files: &[PathBuf], store: &Store, context: &Context<'_>) -> Reading {
    let mut reading = Reading::default();
    let units = Unit::all(files, store, context.root, &mut reading);
    let configurations = files.iter().filter(|file| class::is_configuration(&file.to_string_lossy()));
    let folders: BTreeSet<&Path> = configurations.filter_map(|file| file.parent()).collect();
    let mut called: BTreeSet<PathBuf> =
        folders.iter().flat_map(|folder| files::called(store, folder)).collect();
    called.extend(units.iter().flat_map(|unit| unit.called(store)));
    let is_called = |folder: &Path| store.real(folder).is_some_and(|real| called.contains(&real));
    let roots: Vec<_> = folders.iter().filter(|folder| !is_called(folder)).copied().collect();
    // Where all call each other, each says what is wrong.
    let is_circle = roots.is_empty() && units.is_empty();
    let roots = if is_circle { folders.into_iter().collect() } else { roots };
    let plain = roots.into_iter().map(|path| (path, Folder::read(store, path, context.variables)));
    let plain = computed_calls(plain.map(|(path, read)| root(path, read, store)).collect());
    let with_terragrunt = units.iter().map(|unit| (unit.folder(), unit.read(store, context.variables)));
    let with_terragrunt = with_terragrunt.map(|(path, read)| root(path, read, store));
    let mut notes = Vec::new();
    for Root { reading: mut found, .. } in plain.into_iter().chain(with_terragrunt) {
        // A module that several roots call is broken once.
        let known: BTreeSet<String> = reading.failed.iter().map(ToString::to_string).collect();
        found.failed.retain(|error| !known.contains(&error.to_string()));
        if found.calls.is_empty() {
            notes.append(&mut found.notes);
        }
        reading.extend(found);
    }
    if reading.calls.is_empty() {
        // Folders without anything of Okta's are passed over in silence where others have it.
        reading.notes.extend(notes);
    }
    reading
}

/// The roots without those that another calls as a module by a source that was computed.
fn computed_calls(roots: Vec<Root>) -> Vec<Root> {
    let is_called = |one: &Root| {
        let is_by = |other: &Root| {
            one.folder != other.folder && one.folder.as_ref().is_some_and(|real| other.modules.contains(real))
        };
        // Of two that call each other, both stay.
        roots.iter().any(|other| is_by(other) && !other.folder.iter().any(|real| one.modules.contains(real)))
    };
    let kept: Vec<bool> = roots.iter().map(|one| !is_called(one)).collect();
    roots.into_iter().zip(kept).filter_map(|(one, is_kept)| is_kept.then_some(one)).collect()
}

/// The folder of a file as the roots of configurations are named.
pub fn folder_of(file: &str) -> String {
    shown_folder(Path::new(file).parent().unwrap_or(Path::new("")))
}

/// A folder as the user would name it.
fn shown_folder(folder: &Path) -> String {
    let shown = folder.to_string_lossy();
    let shown = shown.strip_prefix("./").unwrap_or(&shown).trim_end_matches('/');
    if shown.is_empty() && !folder.has_root() { ".".to_owned() } else { shown.to_owned() }
}

/// Names the providers of a root after it, so that they are told from those of others.
fn qualify(reading: &mut Reading, root: &str) {
    for call in &mut reading.calls {
        if let Asked::Provision(provision) = &mut call.asked {
            provision.provider = format!("{root}:{}", provision.provider);
        }
    }
    for one in &mut reading.terraform.providers {
        one.name = format!("{root}:{}", one.name);
        root.clone_into(&mut one.root);
    }
}

/// Where there is one root, its providers need not be named after it. A plan or state beside the configuration is named.
pub(super) fn name_roots(reading: &mut Reading, allowed: &AllowList) {
    scopes::hide_unknown(&mut reading.terraform.providers, allowed);
    for call in &mut reading.calls {
        if let Asked::Provision(provision) = &mut call.asked {
            allowed.clean_provision(provision);
        }
    }
    for (folder, document) in &reading.terraform.documents {
        if reading.terraform.folders.contains(folder) {
            let message = format!(
                "the configuration of `{folder}` and this plan or state are both counted; name one of them to count it alone"
            );
            reading.notes.push(Note { source: Arc::clone(document), line: None, message });
        }
    }
    let roots: BTreeSet<&str> = reading.terraform.providers.iter().map(|one| one.root.as_str()).collect();
    let [root] = roots.into_iter().collect::<Vec<_>>()[..] else { return };
    let prefix = format!("{root}:");
    let plain = |name: &mut String| {
        if let Some(rest) = name.strip_prefix(&prefix) {
            *name = rest.to_owned();
        }
    };
    for call in &mut reading.calls {
        if let Asked::Provision(provision) = &mut call.asked {
            plain(&mut provision.provider);
        }
    }
    reading.terraform.providers.iter_mut().for_each(|one| plain(&mut one.name));
}

/// What a file or a folder of a configuration says beside what it calls.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn configuration(path: &Path) -> Result<Configuration, super::IntakeErrors> {
    let store = Store::default();
    let folder = if path.is_dir() {
        Folder::read(&store, path, &[])
    } else {
        let text = source::file(path).and_then(Content::into_text);
        text.map_err(|error| vec![error])
            .and_then(|text| Folder::of_text(&path.to_string_lossy(), &text, &[]))
    };
    let mut reader = Reader::new(&store);
    match folder {
        Ok(folder) => reader.root(folder),
        Err(errors) => reader.errors = errors,
    }
    if reader.errors.is_empty() {
        Ok(Configuration { is_there: true, ..reader.collected.configuration })
    } else {
        Err(super::IntakeErrors(reader.errors))
    }
}

/// Whether modules were installed for any of the configurations that files belong to.
pub(super) fn has_installed(files: &[PathBuf], store: &Store) -> bool {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    folders.iter().any(|folder| store.is_file(&folder.join(module::INSTALLED)))
}

/// Whether a folder has a plan or a state in it or below it.
pub fn has_plan(folder: &Path) -> bool {
    let mut buffer = Vec::new();
    let mut is_plan = |path: &Path| {
        let name = path.to_string_lossy();
        may_be_plan(&name)
            && source::load(path, &mut buffer)
                .is_ok_and(|(bytes, _)| Format::claiming(&name, bytes).contains(&Format::Terraform))
    };
    walk::find(folder, |path| is_plan(path)).is_some()
}

/// Whether a file is a plan or a state, or what a run printed, by what is in it.
pub fn is_printed(path: &Path) -> bool {
    let mut buffer = Vec::new();
    let name = path.to_string_lossy();
    source::is_file(path)
        && source::load(path, &mut buffer)
            .is_ok_and(|(bytes, _)| Format::claiming(&name, bytes).contains(&Format::Terraform))
}

/// Whether a path is a file of a configuration, or a folder or an archive with one in it or below it.
pub fn is_at(path: &Path) -> bool {
    let is_configuration = |path: &Path| {
        let name = path.to_string_lossy();
        class::is_configuration(&name) || is_terragrunt(&name)
    };
    let is_file = |path: &Path| {
        is_configuration(path)
            || (is_archive(path) && unpack::members(path).iter().any(|member| is_configuration(member)))
    };
    if path.is_dir() { walk::find(path, is_file).is_some() } else { is_file(path) }
}

/// Whether a path is an archive, by the ending of its name.
pub fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// What the providers call by themselves comes last; what is left out is said.
fn finish(mut collected: Collected, name: &Arc<str>, reading: &mut Reading) {
    add_start_calls(&mut collected.calls, &mut collected.configuration.providers);
    if collected.foreign > 0 {
        let blocks = plural(collected.foreign, "block");
        let message = format!("{blocks} of other providers: none of them is Okta's");
        reading.notes.push(Note { source: Arc::clone(name), line: None, message });
    }
    collected.configuration.is_there = true;
    reading.account.unresolved.append(&mut collected.open);
    // A provider that does nothing is an answer, too: it needs nothing.
    reading.is_answer |= collected.configuration.providers.iter().any(|one| one.origin.is_some());
    let calls = std::mem::take(&mut collected.calls);
    reading.calls.extend(calls.into_iter().map(|call| call.attributed(Attribution::Explicit)));
    reading.terraform.extend(collected.configuration);
}

/// The settings of a provider that decide what it calls at its start.
fn start(credential: Credential) -> Settings {
    let name = if credential.has_scopes() { "oauth" } else { "api-token" };
    let value = Setting::Value(name.to_owned());
    Settings { values: [(CREDENTIAL_SETTING.to_owned(), value)].into(), ..Settings::default() }
}

/// Adds what every provider that is in use calls by itself, and the providers that no file configures.
pub(super) fn add_start_calls(calls: &mut Vec<Call>, providers: &mut Vec<ProviderBlock>) {
    let mut used: Vec<(String, Origin)> = Vec::new();
    for call in &*calls {
        let Asked::Provision(provision) = &call.asked else { continue };
        let counts = call.set_aside.is_none() && provision.kind != BlockKind::Module;
        if counts && !used.iter().any(|(name, _)| *name == provision.provider) {
            used.push((provision.provider.clone(), call.origin.clone()));
        }
    }
    for (name, first) in used {
        let known = providers.iter().find(|one| one.name == name);
        let origin = known.and_then(|one| one.origin.clone()).unwrap_or(first);
        let credential = known.and_then(|one| one.credential);
        if known.is_none() {
            providers.push(ProviderBlock { name: name.clone(), ..ProviderBlock::default() });
        }
        let provision = Provision {
            kind: BlockKind::Provider,
            name: "okta".to_owned(),
            address: format!("provider.{name}"),
            provider: name,
            phase: Phase::Read,
            run: Run::Refresh,
            cases: credential.map(start).into_iter().collect(),
        };
        calls.push(Call::new(origin, Asked::Provision(provision)));
    }
}
