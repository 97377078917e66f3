//! Terragrunt: each unit is a root. Its configuration is the folder that `source` names, with the files that `generate`
//! blocks write and the variables that `inputs` set.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{Folder, broken, is_local, placed};
use super::names::Names;
use super::place::Place;
use super::store::{Store, plain};
use super::value::{Found, Value, Written};
use crate::intake::account::OpenPlace;
use crate::intake::calls::{Note, Reading};
use crate::intake::class;
use crate::intake::content::Content;
use crate::intake::source::{IntakeError, in_words};
use crate::located::hcl::{self, Attribute, Block, Body, Expression};
use crate::located::{Located, Position};
use crate::model::names_okta;

/// The name of the file of a unit.
const UNIT: &str = "terragrunt.hcl";

/// The same in JSON.
const UNIT_IN_JSON: &str = "terragrunt.hcl.json";

/// The name of the file of a stack, from which Terragrunt generates units.
const STACK: &str = "terragrunt.stack.hcl";

/// What stands for a part of a generated file that is not known: an expression without a value.
const UNKNOWN: &str = "var.__terragrunt";

const ELSEWHERE: &str = "Terragrunt takes this configuration from elsewhere, so that it was not read: run \
                         `terragrunt plan -out=tfplan`, `terragrunt show -json tfplan > plan.json`, and name plan.json";
const NOT_COMPUTED: &str = "Terragrunt computes this, so that it was not read: run `terragrunt plan -out=tfplan`, \
                            `terragrunt show -json tfplan > plan.json`, and name plan.json";
const OF_STACK: &str = "Terragrunt generates the units of a stack, so that they were not read: run `terragrunt stack \
                        generate` and name the folder, or name the plans that `terragrunt show -json` prints";

/// Whether a file is one of Terragrunt, by its name.
pub(in crate::intake) fn is_terragrunt(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    [UNIT, UNIT_IN_JSON, STACK].contains(&file)
}

/// Where the configuration of a unit is.
#[derive(Debug)]
enum Source {
    /// In its own folder.
    Own,
    /// In another folder.
    Folder(PathBuf),
    /// Where it cannot be followed.
    Elsewhere,
}

/// A file that Terragrunt writes into the configuration.
#[derive(Debug)]
struct Generated {
    /// The file that the block stands in.
    source: Arc<str>,
    /// Its name in the configuration.
    name: String,
    text: String,
    /// Whether a file of the configuration with this name is kept.
    yields: bool,
}

/// A unit of Terragrunt.
#[derive(Debug)]
pub(super) struct Unit {
    folder: PathBuf,
    source: Source,
    generated: Vec<Generated>,
    inputs: Vec<(String, Found)>,
    /// Files that set variables.
    variables: Vec<PathBuf>,
    /// The variables that arguments of some commands set: their values differ from run to run.
    open: Vec<String>,
}

/// One file of Terragrunt as it is written.
struct Parsed {
    source: Arc<str>,
    text: String,
    body: Body,
    names: Names,
}

impl Unit {
    /// The units among files; what is wrong with them or cannot be followed goes to the reading.
    pub(super) fn all(files: &[PathBuf], store: &Store, root: &str, reading: &mut Reading) -> Vec<Self> {
        let mut included = BTreeSet::new();
        let mut found = Vec::new();
        for file in files.iter().filter(|file| is_terragrunt(&file.to_string_lossy())) {
            let place = Place::new(store, file, Path::new(root));
            match Self::of(file, &place, &mut included, reading) {
                Ok(unit) => found.extend(unit.map(|unit| (file, unit))),
                Err(error) => reading.failed.push(error),
            }
        }
        // A file that others include is a part of them.
        let is_included = |file: &Path| store.real(file).is_some_and(|real| included.contains(&real));
        found.into_iter().filter(|(file, _)| !is_included(file)).map(|(_, unit)| unit).collect()
    }

    /// The unit of a file; none where it has no configuration.
    fn of(
        file: &Path,
        place: &Place<'_>,
        included: &mut BTreeSet<PathBuf>,
        reading: &mut Reading,
    ) -> Result<Option<Self>, IntakeError> {
        let open = |reading: &mut Reading, at: Position, reason: &'static str| {
            let source = Arc::from(&*file.to_string_lossy());
            reading.account.unresolved.push(OpenPlace { source, line: at.line, column: at.column, reason });
        };
        let start = Position { line: 1, column: 1 };
        if !file.to_string_lossy().ends_with(UNIT) {
            let reason = if file.to_string_lossy().ends_with(STACK) { OF_STACK } else { NOT_COMPUTED };
            let text = place.store.file(file).and_then(Content::into_text)?;
            if names_okta(&text) || names_okta(&file.to_string_lossy()) {
                open(reading, start, reason);
            } else {
                note(file, reason, reading);
            }
            return Ok(None);
        }
        // What a file includes decides what its functions return.
        let first = Parsed::read(place, file)?;
        let parents = first.includes(place);
        let place = place.below(parents.first().and_then(|(parent, _)| parent.as_deref()));
        let own = Parsed::read(&place, file)?;
        let mut all = vec![own];
        let mut missing = None;
        for (parent, at) in &parents {
            match parent.as_ref().filter(|parent| place.store.is_file(parent)) {
                Some(parent) => {
                    included.extend(place.store.real(parent));
                    all.push(Parsed::read(&place, parent)?);
                }
                None => missing = missing.or(Some(*at)),
            }
        }
        let is_oktas =
            names_okta(&place.unit.to_string_lossy()) || all.iter().any(|one| names_okta(&one.text));
        let mut unit = Self::merged(&all, &place);
        let mut unread = missing.map(|at| (at, NOT_COMPUTED));
        match source(&all, &place)? {
            None => {
                if !has_configuration(&place, &place.unit) {
                    return Ok(None);
                }
            }
            // As a submodule that was not checked out.
            Some((Some(folder), at)) if !has_configuration(&place, &folder) => {
                unit.source = Source::Elsewhere;
                unread = unread.or(Some((at, ELSEWHERE)));
            }
            Some((Some(folder), _)) => unit.source = Source::Folder(folder),
            Some((None, at)) => {
                unit.source = Source::Elsewhere;
                unread = unread.or(Some((at, ELSEWHERE)));
            }
        }
        unread = unread.or_else(|| all.iter().find_map(not_rendered).map(|at| (at, NOT_COMPUTED)));
        if let Some((at, reason)) = unread {
            if is_oktas {
                open(reading, at, reason);
            } else {
                note(file, reason, reading);
            }
        }
        Ok(Some(unit))
    }

    /// What a file and those that it includes say together. The file itself comes first, and counts most.
    fn merged(all: &[Parsed], place: &Place<'_>) -> Self {
        let mut generated: BTreeMap<String, Generated> = BTreeMap::new();
        let mut inputs: BTreeMap<String, Found> = BTreeMap::new();
        let (mut variables, mut open) = (Vec::new(), Vec::new());
        for one in all.iter().rev() {
            generated.extend(one.generated());
            inputs.extend(one.inputs());
            variables.extend(one.variables(place));
            open.extend(one.arguments());
        }
        let folder = place.unit.clone();
        let generated = generated.into_values().collect();
        let inputs = inputs.into_iter().collect();
        Self { folder, source: Source::Own, generated, inputs, variables, open }
    }

    /// Its folder, by which it is known.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folders that are read as parts of it, without links.
    pub(super) fn called(&self, store: &Store) -> Vec<PathBuf> {
        let source = match &self.source {
            Source::Folder(folder) => store.real(folder),
            Source::Own | Source::Elsewhere => None,
        };
        store.real(&self.folder).into_iter().chain(source).collect()
    }

    /// Its configuration.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read.
    pub(super) fn read(&self, store: &Store, named: &[PathBuf]) -> Result<Folder, Vec<IntakeError>> {
        let own = || store.files_in(&self.folder, class::is_configuration);
        let (path, mut files) = match &self.source {
            Source::Own => (&self.folder, own()),
            Source::Elsewhere => (&self.folder, Vec::new()),
            Source::Folder(folder) => {
                // Terragrunt copies the files of the unit over those of the source.
                let own = own();
                let mut files = store.files_in(folder, class::is_configuration);
                files.retain(|file| !own.iter().any(|own| own.file_name() == file.file_name()));
                files.extend(own);
                (folder, files)
            }
        };
        let is_named = |file: &Path, name: &str| file.file_name().is_some_and(|file| file == name);
        let mut generated: Vec<_> = self.generated.iter().collect();
        generated.retain(|one| !(one.yields && files.iter().any(|file| is_named(file, &one.name))));
        files.retain(|file| !generated.iter().any(|one| is_named(file, &one.name)));
        let variables: Vec<_> = self.variables.iter().chain(named).cloned().collect();
        let mut folder = Folder::of_files(store, path, &files, &variables)?;
        for one in generated {
            folder.add_text(&one.source, &one.text).map_err(|error| vec![error])?;
        }
        folder.inputs.clone_from(&self.inputs);
        folder.inputs.retain(|(name, _)| !self.open.contains(name));
        folder.given.retain(|(name, _)| !self.open.contains(name));
        folder.open.extend(self.open.iter().cloned());
        Ok(folder)
    }
}

/// Whether a folder has a file of a configuration.
fn has_configuration(place: &Place<'_>, folder: &Path) -> bool {
    let files = place.store.files_in(folder, class::is_configuration);
    files.iter().any(|file| class::is_configuration(&file.to_string_lossy()))
}

/// Says of a unit that names nothing of Okta's that it was not read.
fn note(file: &Path, reason: &str, reading: &mut Reading) {
    let source = Arc::from(&*file.to_string_lossy());
    reading.notes.push(Note { source, line: None, message: reason.to_owned() });
}

impl Parsed {
    fn read(place: &Place<'_>, file: &Path) -> Result<Self, IntakeError> {
        let name = file.to_string_lossy();
        let name = name.strip_prefix("./").unwrap_or(&name);
        let text = place.store.file(file).and_then(Content::into_text)?;
        let function = |function: &str, arguments: &[Option<&str>]| place.call(function, arguments);
        let body = hcl::parse_with(name, text.trim_start_matches('\u{feff}'), &function);
        let mut body = body.map_err(|problem| broken(name, &problem))?;
        body.blocks.extend(generate_blocks(&body));
        let source: Arc<str> = Arc::from(name);
        let mut names = Names::default();
        for attribute in body.blocks_of("locals").flat_map(|block| &block.body.attributes) {
            let written = Written { source: Arc::clone(&source), expression: attribute.value.clone() };
            names.locals.insert(attribute.name.value.clone(), written);
        }
        Ok(Self { source, text, body, names })
    }

    fn value(&self, expression: &Located<Expression>) -> Found {
        self.names.value(&self.source, expression, None)
    }

    fn text_of(&self, body: &Body, name: &str) -> Option<String> {
        Some(self.value(body.get(name)?).text()?.to_owned())
    }

    /// The files that it includes, each with its place; none for one whose path is not known.
    fn includes(&self, place: &Place<'_>) -> Vec<(Option<PathBuf>, Position)> {
        let included = |block: &Block| {
            let path = self.text_of(&block.body, "path").map(|path| place.resolve(&path));
            let merges = self.text_of(&block.body, "merge_strategy").as_deref() != Some("no_merge");
            merges.then_some((path, block.kind.at))
        };
        self.body.blocks_of("include").filter_map(included).collect()
    }

    /// The files that its `generate` blocks write, as far as their contents are known.
    fn generated(&self) -> Vec<(String, Generated)> {
        let generated = |block: &Block| {
            let name = self.text_of(&block.body, "path")?;
            let file = name.rsplit('/').next().unwrap_or_default().to_owned();
            let is_off =
                block.body.get("disable").is_some_and(|one| self.value(one).value == Value::Bool(true));
            if is_off || !class::is_configuration(&file) {
                return None;
            }
            let text = self.rendered(block.body.get("contents")?)?;
            let if_exists = self.text_of(&block.body, "if_exists");
            let yields = if_exists.as_deref() == Some("skip");
            let label = block.labels.first().cloned().unwrap_or_default();
            Some((label, Generated { source: Arc::clone(&self.source), name: file, text, yields }))
        };
        self.body.blocks_of("generate").filter_map(generated).collect()
    }

    /// The text that an expression comes to, at the lines where it stands; what is not known of it is an expression
    /// without a value.
    fn rendered(&self, written: &Located<Expression>) -> Option<String> {
        let text = match &written.value {
            Expression::Template(parts) => {
                let part = |part: &Located<Expression>| {
                    let known = self.value(part).text().map(str::to_owned);
                    known.unwrap_or_else(|| format!("${{{UNKNOWN}}}"))
                };
                parts.iter().map(part).collect()
            }
            _ => self.value(written).text()?.to_owned(),
        };
        let before = usize::try_from(written.at.line).unwrap_or(1);
        let line = self.text.lines().nth(before.saturating_sub(1)).unwrap_or_default();
        let before = if line.contains("<<") { before } else { 0 };
        let text = format!("{}{text}", "\n".repeat(before));
        // Outside of quotes, an expression stands for itself.
        let is_text = placed(&self.source, &text).is_ok();
        let bare = || text.replace(&format!("${{{UNKNOWN}}}"), UNKNOWN);
        Some(if is_text { text } else { bare() })
    }

    /// The variables that it sets.
    fn inputs(&self) -> Vec<(String, Found)> {
        match self.body.get("inputs").map(|inputs| &inputs.value) {
            // Each input by itself, so that an unknown one takes nothing from the others.
            Some(Expression::Map(members)) => {
                let member = |(name, value): &(Located<Expression>, Located<Expression>)| {
                    Some((self.value(name).text()?.to_owned(), self.value(value)))
                };
                members.iter().filter_map(member).collect()
            }
            Some(_) => match self.body.get("inputs").map(|inputs| self.value(inputs).value) {
                Some(Value::Map(members)) => members,
                _ => Vec::new(),
            },
            None => Vec::new(),
        }
    }

    /// The variables that its `extra_arguments` set by `-var` or by the environment.
    fn arguments(&self) -> Vec<String> {
        let mut found = Vec::new();
        let blocks =
            self.body.blocks_of("terraform").flat_map(|block| block.body.blocks_of("extra_arguments"));
        for block in blocks {
            let arguments = block.body.get("arguments").map(|list| self.value(list).value);
            if let Some(Value::List(_, entries)) = arguments {
                let texts: Vec<&str> = entries.iter().filter_map(Found::text).collect();
                let after = texts.windows(2).filter_map(|pair| match pair {
                    ["-var" | "--var", set] => Some(*set),
                    _ => None,
                });
                let joined = texts.iter().filter_map(|one| one.trim_start_matches('-').strip_prefix("var="));
                let names =
                    after.chain(joined).filter_map(|set| set.split_once('=')).map(|(name, _)| name.trim());
                found.extend(names.map(str::to_owned));
            }
            let variables = block.body.get("env_vars").map(|one| &one.value);
            if let Some(Expression::Map(members)) = variables {
                let names = members.iter().filter_map(|(name, _)| {
                    Some(self.value(name).text()?.strip_prefix("TF_VAR_")?.to_owned())
                });
                found.extend(names);
            }
        }
        found
    }

    /// The files of variables that it names.
    fn variables(&self, place: &Place<'_>) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let blocks =
            self.body.blocks_of("terraform").flat_map(|block| block.body.blocks_of("extra_arguments"));
        for block in blocks {
            let list = |name: &str| match block.body.get(name).map(|list| self.value(list).value) {
                Some(Value::List(_, entries)) => entries,
                _ => Vec::new(),
            };
            let files = list("required_var_files").into_iter().chain(list("optional_var_files"));
            let files: Vec<String> = files.filter_map(|one| one.text().map(str::to_owned)).collect();
            let arguments = list("arguments");
            let arguments = arguments.iter().filter_map(|one| one.text()?.strip_prefix("-var-file="));
            let all = files.into_iter().chain(arguments.map(str::to_owned));
            found.extend(all.map(|file| place.resolve(&file)).filter(|file| place.store.is_file(file)));
        }
        found
    }
}

/// The `generate` blocks that are written as an attribute.
fn generate_blocks(body: &Body) -> Vec<Block> {
    let Some(Expression::Map(members)) = body.get("generate").map(|one| &one.value) else {
        return Vec::new();
    };
    let name = |written: &Located<Expression>| match &written.value {
        Expression::Text(text) => Some(Located { value: text.clone(), at: written.at }),
        other => Some(Located { value: other.names()?.join("."), at: written.at }),
    };
    let block = |(label, written): &(Located<Expression>, Located<Expression>)| {
        let label = name(label)?;
        let Expression::Map(settings) = &written.value else { return None };
        let attribute = |(name_of, value): &(Located<Expression>, Located<Expression>)| {
            Some(Attribute { name: name(name_of)?, value: value.clone() })
        };
        let attributes = settings.iter().filter_map(attribute).collect();
        let kind = Located { value: "generate".to_owned(), at: label.at };
        Some(Block { kind, labels: vec![label.value], body: Body { attributes, blocks: Vec::new() } })
    };
    members.iter().filter_map(block).collect()
}

/// The place of a `generate` block of which the contents are not known.
fn not_rendered(one: &Parsed) -> Option<Position> {
    let is_open = |block: &&Block| {
        let name = one.text_of(&block.body, "path");
        let is_part = name.is_none_or(|name| class::is_configuration(&name));
        let contents = block.body.get("contents");
        is_part && contents.is_some_and(|contents| one.rendered(contents).is_none())
    };
    one.body.blocks_of("generate").find(is_open).map(|block| block.kind.at)
}

/// A folder that `source` names, with its place; none for the folder where it cannot be followed.
type Named = (Option<PathBuf>, Position);

/// The folder that `source` names: that of the file itself, or else of one that it includes.
fn source(all: &[Parsed], place: &Place<'_>) -> Result<Option<Named>, IntakeError> {
    let written = all.iter().find_map(|one| {
        let mut blocks = one.body.blocks_of("terraform");
        let attribute = |block: &Block| {
            let attributes = block.body.attributes.iter();
            attributes.into_iter().find(|one| one.name.value == "source").cloned()
        };
        blocks.find_map(attribute).map(|found| (one, found))
    });
    let Some((one, attribute)) = written else { return Ok(None) };
    let at = attribute.name.at;
    let text = one.value(&attribute.value);
    let Some(text) = text.text() else { return Ok(Some((None, at))) };
    // Two slashes mark the folder inside of what Terragrunt copies.
    let path = text.split('?').next().unwrap_or_default().trim_start_matches("file://").replace("//", "/");
    if !(is_local(&path) || Place::is_path(&path)) {
        return Ok(Some((None, at)));
    }
    let own = plain(&place.resolve(&path));
    let from_its_file = Path::new(&*one.source).parent().map(|parent| plain(&parent.join(&path)));
    let folders = std::iter::once(own).chain(from_its_file);
    match folders.into_iter().find(|folder| place.store.is_folder(folder)) {
        Some(folder) => Ok(Some((Some(folder), at))),
        None => Err(IntakeError::Terraform {
            input: in_words(&one.source),
            line: at.line,
            column: at.column,
            what: "the folder of `source` is not there".to_owned(),
            help: "name a folder that exists, or plan with `terragrunt plan -out=tfplan` and name what `terragrunt \
                   show -json tfplan` prints"
                .to_owned(),
        }),
    }
}
