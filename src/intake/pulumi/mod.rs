//! Pulumi: programs in YAML, previews, exports of stacks, and what programs in other languages make of its package.
//!
//! Pulumi's package for Okta is built on the Terraform provider: each of its resources and functions is one of the types
//! there (`token`), so that both are asked for the same things. Programs in other languages are read as code, which
//! hands what it finds to `Found`; the settings of a stack complete the default provider (`config`).

mod config;
mod granted;
mod printed;
mod program;
mod release;
mod steps;
mod token;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Context;
use super::account::OpenPlace;
use super::calls::{Calls, Note, Reading};
use super::content::Content;
use super::documents;
use super::format::Format;
use super::glimpse::{Glimpse, Shape};
use super::source::{self, IntakeError};
use super::terraform::{Declared, add_start_calls, of_items, scope_name};
use super::walk;
use crate::located::{Node, Problem};
use crate::model::{
    Asked, Attribution, BlockKind, Call, Credential, Origin, Phase, ProviderBlock, Provision, Run, ScopeList,
    Settings,
};

pub(super) use granted::Granted;
pub(super) use program::{INHERITED, UNKNOWN_PROVIDER, set};
pub(super) use token::{Token, snake_case};

/// What is done with a resource over its life, and in which runs.
pub(super) const LIFE: [(Phase, Run); 4] = [
    (Phase::Read, Run::Refresh),
    (Phase::Create, Run::Apply),
    (Phase::Update, Run::Apply),
    (Phase::Delete, Run::Apply),
];

/// What is done with an object that a program looks up and does not look after.
pub(super) const LOOKED_UP: [(Phase, Run); 2] = [(Phase::Import, Run::Refresh), (Phase::Read, Run::Refresh)];

/// The name of the provider that serves what names none.
pub(super) const DEFAULT: &str = "okta";

/// The type of explicit providers.
pub(super) const PROVIDER: &str = "pulumi:providers:okta";

/// The names of the file of a project.
const PROJECT: [&str; 3] = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    if is_project(&glimpse.name) || config::is_stack(&glimpse.name) {
        return true;
    }
    let text = &glimpse.text;
    let names_okta = || text.contains("okta:") || text.contains("pulumi:providers");
    match &glimpse.shape {
        Shape::Yaml(_) => {
            (glimpse.is_yaml_with(&["resources"]) || glimpse.is_yaml_with(&["components"])) && is_typed(text)
                || steps::is_among_lines(text)
        }
        Shape::Json(keys) | Shape::JsonLines(keys) => {
            let has = |key: &str| keys.contains_key(key);
            has("steps[].urn")
                || (has("deployment.resources") || has("checkpoint.latest"))
                || (has("resources") && has("runtime"))
                || (has("sequence") && keys.keys().any(|key| key.ends_with("Event")))
                || keys.keys().any(|key| key.starts_with("resourcePlans"))
                || (has("steps") && has("changeSummary"))
                || (text.contains("\"urn:pulumi:") && steps::is_among_lines(text))
                || (has("resources") && !has("terraform_version") && names_okta() && is_typed(text))
        }
        // What a log has before or behind JSON, and what people read.
        Shape::Lines => steps::is_among_lines(text) || printed::claims(glimpse),
        Shape::Markup => false,
    }
}

/// Whether a text gives something a type of Pulumi's.
fn is_typed(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find("type") {
        rest = rest.get(at + "type".len()..).unwrap_or_default();
        let value = rest.trim_start_matches(['"', '\'', ' ', ':']);
        if value.starts_with("okta:") || value.starts_with(PROVIDER) {
            return true;
        }
    }
    false
}

/// Whether a file is that of a project, by its name.
pub(super) fn is_project(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    PROJECT.iter().any(|project| project.eq_ignore_ascii_case(file))
}

/// Whether a path is something of Pulumi's, or a folder with a project in it or below it.
pub fn is_at(path: &Path) -> bool {
    let is_file = |path: &Path| {
        let name = path.to_string_lossy();
        is_project(&name) || config::is_stack(&name)
    };
    if path.is_dir() {
        walk::find(path, is_file).or_else(|| walk::find(path, is_claimed)).is_some()
    } else {
        is_file(path) || is_claimed(path)
    }
}

/// Whether a file is a preview, an export or a program, by what is in it.
fn is_claimed(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let mut buffer = Vec::new();
    let Ok((head, _)) = source::load(path, &mut buffer) else { return false };
    Format::claiming(&name, head).contains(&Format::Pulumi)
        || (super::code::is_program(&name) && super::code::is_of_pulumi(&String::from_utf8_lossy(head)))
}

/// A program in YAML, the settings of a stack, a preview or an export.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let name = Arc::clone(&content.name);
    let text = content.into_text()?;
    let text = text.trim_start_matches('\u{feff}');
    let mut found = Found::new(&name, context);
    if config::is_stack(&name) {
        // It completes the program, which reads it by itself.
        calls.found.is_answer = true;
        return Ok(());
    }
    if printed::is_printed(text) {
        return Err(printed::refused(&name));
    }
    if steps::is_events(text) {
        steps::events(text, &mut found);
        found.finish(&mut calls.found);
        return Ok(());
    }
    match crate::located::parse(&name, text) {
        Ok(node) => document(&node, &mut found),
        Err(problem) => {
            let several = documents::parse(&name, text, &steps::is_document);
            if several.nodes.is_empty() {
                return Err(broken(&name, &problem));
            }
            several.nodes.iter().for_each(|node| document(node, &mut found));
            calls.found.failed.extend(several.broken.iter().map(|problem| broken(&name, problem)));
        }
    }
    found.finish(&mut calls.found);
    Ok(())
}

/// One document: a preview, an export, a program, or a list of them.
fn document(node: &Node, found: &mut Found<'_>) {
    if let Some(entries) = node.list() {
        steps::array(entries, found);
    } else if steps::is_event(node) {
        steps::array(std::slice::from_ref(node), found);
    } else if node.get("steps").is_some() || node.get("changeSummary").is_some() {
        steps::preview(node, found);
    } else if let Some(plans) = node.get("resourcePlans") {
        steps::plans(plans, found);
    } else if let Some(resources) = steps::exported(node) {
        steps::export(resources, found);
    } else {
        program::read(node, found);
    }
}

/// The error of a text that cannot be read.
fn broken(name: &str, problem: &Problem) -> IntakeError {
    let help = "repair the file, or print it again with `pulumi preview --json` or `pulumi stack export`";
    IntakeError::of_terraform(name, problem, help)
}

/// What was found in one input of Pulumi's.
pub(super) struct Found<'c> {
    pub(super) source: Arc<str>,
    context: &'c Context<'c>,
    calls: Vec<Call>,
    providers: Vec<ProviderBlock>,
    open: Vec<OpenPlace>,
    notes: Vec<Note>,
    /// The resources that grant something.
    granting: Vec<Declared>,
    /// How many resources are of other packages.
    foreign: usize,
    /// Whether the settings of the stack complete it.
    is_program: bool,
    /// Whether it is read although it may hold nothing of Okta's.
    is_answer: bool,
}

/// One resource or function, as an input names it.
pub(super) struct Thing<'n> {
    /// What stands behind it.
    pub(super) token: &'n Token,
    /// Its name; none for a function that is bound to no name.
    pub(super) name: Option<&'n str>,
    /// The provider that serves it, as [`Found::provider_name`] names it.
    pub(super) provider: String,
    /// What is known of its settings.
    pub(super) case: Settings,
}

impl<'c> Found<'c> {
    pub(super) fn new(source: &Arc<str>, context: &'c Context<'c>) -> Self {
        Self {
            source: Arc::clone(source),
            context,
            calls: Vec::new(),
            providers: Vec::new(),
            open: Vec::new(),
            notes: Vec::new(),
            granting: Vec::new(),
            foreign: 0,
            is_program: false,
            is_answer: false,
        }
    }

    /// The resource or function that a token names; none when it is of another package.
    pub(super) fn token(&self, text: &str) -> Option<Token> {
        Token::of(text, self.context.names)
    }

    pub(super) fn at(&self, node: &Node) -> Origin {
        Origin { source: Arc::clone(&self.source), line: node.at.line, column: node.at.column }
    }

    /// Takes what is done with a resource or function; its address.
    pub(super) fn add(&mut self, one: &Thing<'_>, phases: &[(Phase, Run)], origin: &Origin) -> String {
        let address = if let Some(name) = one.name {
            format!("{}::{name}", one.token.text)
        } else {
            let file = origin.source.rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{}::{file}:{}:{}", one.token.text, origin.line, origin.column)
        };
        for (phase, run) in phases {
            let provision = Provision {
                kind: one.token.kind,
                name: one.token.name.clone(),
                address: address.clone(),
                provider: one.provider.clone(),
                phase: *phase,
                run: *run,
                cases: vec![one.case.clone()],
            };
            self.calls.push(Call::new(origin.clone(), Asked::Provision(provision)));
        }
        address
    }

    /// Takes a configuration of the provider.
    pub(super) fn provider(
        &mut self,
        name: &str,
        credential: Option<Credential>,
        scopes: Option<ScopeList>,
        origin: Origin,
    ) {
        self.providers.push(ProviderBlock {
            name: name.to_owned(),
            root: String::new(),
            origin: Some(origin),
            credential: credential.or_else(|| scopes.as_ref().map(|_| Credential::ServiceApp)),
            scopes,
        });
    }

    /// The address of a provider that a program makes.
    pub(super) fn explicit(name: &str) -> String {
        format!("{DEFAULT}.{name}")
    }

    /// The address of a provider by the name of its resource in a stack.
    pub(super) fn provider_name(name: &str) -> String {
        // Those that Pulumi makes by itself are `default` or `default_6_1_0`.
        let is_default = name.strip_prefix("default").is_some_and(|rest| {
            rest.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '_' | '-' | '.'))
        });
        if is_default || name == DEFAULT { DEFAULT.to_owned() } else { format!("{DEFAULT}.{name}") }
    }

    pub(super) fn foreign(&mut self) {
        self.foreign += 1;
    }

    pub(super) fn program(&mut self) {
        self.is_program = true;
    }

    pub(super) fn answer(&mut self) {
        self.is_answer = true;
    }

    pub(super) fn note(&mut self, line: Option<u32>, message: impl Into<String>) {
        self.notes.push(Note { source: Arc::clone(&self.source), line, message: message.into() });
    }

    /// Says that something cannot be told.
    pub(super) fn unresolved(&mut self, at: &Origin, reason: &'static str) {
        let Origin { source, line, column } = at.clone();
        self.open.push(OpenPlace { source, line, column, reason });
    }

    /// Whether anything was found.
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.providers.is_empty() && self.open.is_empty()
    }

    /// Hands over what was found, with what the providers call by themselves and what the settings of the stack say.
    pub(super) fn finish(mut self, reading: &mut Reading) {
        let folder = Path::new(&*self.source).parent().unwrap_or(Path::new("")).to_owned();
        let project = project_of(&folder);
        if self.is_program && !self.calls.is_empty() {
            let root = project.as_deref().unwrap_or(&folder);
            let stacks = config::Stacks::of(root);
            self.notes.extend(stacks.notes);
            self.providers.extend(stacks.provider);
            self.notes.extend(release::notes(root));
        }
        add_start_calls(&mut self.calls, &mut self.providers);
        if self.foreign > 0 && self.is_answer {
            let resources = crate::model::plural(self.foreign, "resource");
            self.note(None, format!("{resources} of other packages: none of them is Okta's"));
        }
        let root = shown_folder(project.as_deref().unwrap_or(&folder));
        for call in &mut self.calls {
            if let Asked::Provision(provision) = &mut call.asked {
                provision.provider = format!("{root}:{}", provision.provider);
            }
        }
        for one in &mut self.providers {
            one.name = format!("{root}:{}", one.name);
            one.root.clone_from(&root);
        }
        reading.is_answer |= self.is_answer || !self.providers.is_empty() || !self.open.is_empty();
        reading.calls.extend(self.calls.into_iter().map(|call| call.attributed(Attribution::Explicit)));
        reading.account.unresolved.extend(self.open);
        // Each file of a project finds what its stacks and its manifests say.
        for note in self.notes {
            if !reading.notes.contains(&note) {
                reading.notes.push(note);
            }
        }
        let mut found = super::terraform::Configuration::default();
        found.is_there = true;
        found.providers = self.providers;
        found.resources = self.granting;
        reading.terraform.extend(found);
    }
}

/// Of several files of one project, each finds that the provider starts: it starts once. Where a project makes no
/// provider, no resource inherits one.
pub(super) fn settle(reading: &mut Reading) {
    let mut known = std::collections::BTreeSet::new();
    reading.calls.retain(|call| match &call.asked {
        Asked::Provision(one) if one.kind == BlockKind::Provider => known.insert(one.provider.clone()),
        _ => true,
    });
    let explicit: std::collections::BTreeSet<&str> = reading
        .terraform
        .providers
        .iter()
        .filter(|one| one.name != format!("{}:{DEFAULT}", one.root))
        .map(|one| one.root.as_str())
        .collect();
    let root = |source: &str| {
        let folder = Path::new(source).parent().unwrap_or(Path::new("")).to_owned();
        shown_folder(project_of(&folder).as_deref().unwrap_or(&folder))
    };
    reading
        .account
        .unresolved
        .retain(|open| open.reason != INHERITED || explicit.contains(root(&open.source).as_str()));
    let mut notes = Vec::new();
    for note in std::mem::take(&mut reading.notes) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    reading.notes = notes;
}

/// The folder of the project that a folder belongs to: the nearest one above with a file of a project.
pub(super) fn project_of(folder: &Path) -> Option<PathBuf> {
    const HIGHEST: usize = 16;
    let is_root = |folder: &&Path| project_file(folder).is_some();
    folder.ancestors().take(HIGHEST).find(is_root).map(Path::to_owned)
}

/// Whether a file lies in a project of Pulumi's.
pub(super) fn is_in_project(file: &str) -> bool {
    Path::new(file).parent().is_some_and(|folder| project_of(folder).is_some())
}

fn project_file(folder: &Path) -> Option<PathBuf> {
    PROJECT.iter().map(|name| folder.join(name)).find(|file| source::is_file(file))
}

/// A folder as the user would name it.
fn shown_folder(folder: &Path) -> String {
    let shown = folder.to_string_lossy();
    let shown = shown.strip_prefix("./").unwrap_or(&shown).trim_end_matches('/');
    if shown.is_empty() && !folder.has_root() { ".".to_owned() } else { shown.to_owned() }
}

/// Names the projects among files that use the package for Okta and of whose programs nothing was read.
pub(super) fn unread_projects(files: &[PathBuf], reading: &mut Reading) {
    for file in files.iter().filter(|file| is_project(&file.to_string_lossy())) {
        let folder = file.parent().unwrap_or(Path::new(""));
        let is_below = |source: &str| {
            project_of(Path::new(source).parent().unwrap_or(Path::new(""))).as_deref() == Some(folder)
        };
        let is_read = reading
            .calls
            .iter()
            .any(|call| matches!(call.asked, Asked::Provision(_)) && is_below(&call.origin.source))
            || reading.account.unresolved.iter().any(|open| is_below(&open.source));
        let other = program::in_other_language(folder, files);
        if other.is_none() && (is_read || !program::needs_package(folder)) {
            continue;
        }
        let file = other.unwrap_or(file);
        let place = OpenPlace {
            source: Arc::from(&*file.to_string_lossy()),
            line: 1,
            column: 1,
            reason: program::NOT_READ,
        };
        reading.account.unresolved.push(place);
        reading.is_answer = true;
    }
}

/// The scopes of a list whose entries are known or not; a text of JSON is read as the list in it.
pub(super) fn scope_list(node: &Node, source: &Arc<str>) -> ScopeList {
    let origin =
        |node: &Node| Origin { source: Arc::clone(source), line: node.at.line, column: node.at.column };
    let inner = node.text().filter(|text| text.trim_start().starts_with('['));
    let inner = inner.and_then(|text| crate::located::parse(source, text).ok());
    let Some(entries) = inner.as_ref().unwrap_or(node).list() else {
        return ScopeList { origin: origin(node), names: Vec::new(), open: vec![origin(node)] };
    };
    // What stands in a text of JSON stands where the text does.
    let place = |entry: &Node| origin(if inner.is_some() { node } else { entry });
    of_items(origin(node), entries.iter().map(|entry| (entry.text().and_then(scope_name), place(entry))))
}
