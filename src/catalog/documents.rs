//! The files of a catalog folder, parsed: which file holds what, and what could not be read.
//!
//! Shared with `build.rs`.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::schema::{
    About, Capability, Caveat, Escalation, ImpactRules, Limits, Meaning, Misnomer, OperationFile, Provider,
    ProvisionType, PulumiPackage, RemovedFile, RemovedProvisions, Role, Scope, Sdk, Source, Surface, Synonym,
    Undocumented,
};
use crate::disclosure;

/// A record with the file that it stands in.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The file, relative to the folder, with forward slashes.
    pub file: String,
    /// The record.
    pub value: T,
}

/// Everything that stands in the files of a catalog folder.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// `catalog.yaml`.
    pub about: About,
    /// `sources.yaml`.
    pub sources: BTreeMap<String, Source>,
    /// `scopes/*.yaml`.
    pub scopes: Vec<Placed<Scope>>,
    /// `capabilities/*.yaml`.
    pub capabilities: Vec<Placed<Capability>>,
    /// `roles/*.yaml`.
    pub roles: Vec<Placed<Role>>,
    /// `limits.yaml`.
    pub limits: Limits,
    /// `impact.yaml`.
    pub impact: ImpactRules,
    /// `operations/*/*.yaml`.
    pub operations: Vec<Placed<OperationFile>>,
    /// `removed.yaml`.
    pub removed: RemovedFile,
    /// `undocumented.yaml`.
    pub undocumented: Vec<Undocumented>,
    /// `surfaces.yaml`.
    pub surfaces: Vec<Surface>,
    /// `synonyms.yaml`.
    pub synonyms: Vec<Synonym>,
    /// `caveats.yaml`.
    pub caveats: Vec<Caveat>,
    /// `sdk/sdks.yaml`.
    pub sdks: Vec<Sdk>,
    /// `sdk/aliases/*.yaml`: the meanings of each name.
    pub aliases: Vec<Placed<BTreeMap<String, Vec<Meaning>>>>,
    /// `terraform/provider.yaml`.
    pub provider: Option<Provider>,
    /// `terraform/removed.yaml`.
    pub removed_provisions: Option<RemovedProvisions>,
    /// `terraform/resources/*.yaml` and `terraform/data-sources/*.yaml`.
    pub provisions: Vec<Placed<ProvisionType>>,
    /// `terraform/pulumi.yaml`.
    pub pulumi: Option<PulumiPackage>,
    /// `escalations.yaml`.
    pub escalations: Vec<Escalation>,
    /// `misnomers.yaml`.
    pub misnomers: Vec<Misnomer>,
}

/// The files without which a folder is no catalog.
pub const REQUIRED: [&str; 4] = ["catalog.yaml", "sources.yaml", "limits.yaml", "impact.yaml"];

/// Parses the files of a catalog folder, given as (relative path, text).
///
/// Every file is read even when another is broken; the problems name each one.
pub fn parse(files: &[(String, String)]) -> (Documents, Vec<Problem>) {
    let mut documents = Documents::default();
    let mut problems = Vec::new();
    for (file, text) in files {
        if let Err(problem) = documents.read(file, text) {
            problems.push(problem);
        }
    }
    for required in REQUIRED {
        if !files.iter().any(|(file, _)| file == required) {
            problems.push(
                Problem::file(required, "the file is missing").help("see data/README.md for the layout"),
            );
        }
    }
    (documents, problems)
}

impl Documents {
    fn read(&mut self, file: &str, text: &str) -> Result<(), Problem> {
        match file.split('/').collect::<Vec<_>>().as_slice() {
            ["catalog.yaml"] => self.about = yaml(file, text)?,
            ["sources.yaml"] => self.sources = yaml(file, text)?,
            ["limits.yaml"] => self.limits = yaml(file, text)?,
            ["impact.yaml"] => self.impact = yaml(file, text)?,
            ["removed.yaml"] => self.removed = yaml(file, text)?,
            ["undocumented.yaml"] => self.undocumented = yaml(file, text)?,
            ["surfaces.yaml"] => self.surfaces = yaml(file, text)?,
            ["synonyms.yaml"] => self.synonyms = yaml(file, text)?,
            ["caveats.yaml"] => self.caveats = yaml(file, text)?,
            ["sdk", "sdks.yaml"] => self.sdks = yaml(file, text)?,
            ["sdk", "aliases", _] => {
                self.aliases.push(Placed { file: file.to_owned(), value: yaml(file, text)? });
            }
            ["terraform", "provider.yaml"] => self.provider = Some(yaml(file, text)?),
            ["terraform", "removed.yaml"] => self.removed_provisions = Some(yaml(file, text)?),
            ["terraform", "pulumi.yaml"] => self.pulumi = Some(yaml(file, text)?),
            ["terraform", "resources" | "data-sources", _] => {
                self.provisions.push(Placed { file: file.to_owned(), value: yaml(file, text)? });
            }
            ["escalations.yaml"] => self.escalations = yaml(file, text)?,
            ["misnomers.yaml"] => self.misnomers = yaml(file, text)?,
            ["scopes", _] => self.scopes.extend(list(file, text)?),
            ["capabilities", _] => self.capabilities.extend(list(file, text)?),
            ["roles", _] => self.roles.push(Placed { file: file.to_owned(), value: yaml(file, text)? }),
            ["operations", _, _] => {
                self.operations.push(Placed { file: file.to_owned(), value: yaml(file, text)? });
            }
            _ => {
                return Err(Problem::file(file, "the catalog has no place for this file")
                    .help("see data/README.md for the layout"));
            }
        }
        Ok(())
    }
}

fn list<T: DeserializeOwned>(file: &str, text: &str) -> Result<impl Iterator<Item = Placed<T>>, Problem> {
    let values: Vec<T> = yaml(file, text)?;
    let file = file.to_owned();
    Ok(values.into_iter().map(move |value| Placed { file: file.clone(), value }))
}

/// Parses one YAML text; the problem names the place that the parser names.
///
/// # Errors
///
/// The text is no YAML, or not of that form.
pub fn yaml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Problem> {
    if let Some(position) = too_deep(text) {
        let problem = Problem::file(file, format!("brackets nest more than {DEEPEST} levels deep"));
        return Err(
            Problem { position: Some(position), ..problem }.help("no catalog and no document needs that")
        );
    }
    serde_yaml::from_str(text).map_err(|error| {
        let position = error.location().map(|at| (at.line(), at.column()));
        Problem { position, ..Problem::file(file, disclosure::parse_error(&error.to_string())) }
    })
}

/// How deep brackets may nest.
const DEEPEST: usize = crate::limits::MAX_CATALOG_DEPTH;

/// The place at which brackets nest deeper than they may: what the parser does with those grows with their square.
///
/// Only a bracket that begins a value counts, so that those in sentences do not.
fn too_deep(text: &str) -> Option<(usize, usize)> {
    let mut open = 0_usize;
    let mut quote = None;
    for (number, line) in text.lines().enumerate() {
        let mut begins = true;
        let mut letters = line.chars().enumerate();
        while let Some((column, letter)) = letters.next() {
            match (quote, letter) {
                (Some('"'), '\\') => drop(letters.next()),
                (Some(mark), _) => quote = Some(mark).filter(|mark| *mark != letter),
                (None, '"' | '\'') if begins => quote = Some(letter),
                (None, '{' | '[') if begins => open += 1,
                (None, '}' | ']') => open = open.saturating_sub(1),
                _ => {}
            }
            if open > DEEPEST {
                return Some((number + 1, column + 1));
            }
            begins =
                matches!(letter, ':' | '-' | '?' | ',' | '{' | '[') || (begins && letter.is_whitespace());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_nest_only_so_deep() {
        let nested = |levels: usize| format!("a:\n  - {}{}\n", "[".repeat(levels), "]".repeat(levels));
        for (text, expected) in [
            (nested(DEEPEST - 1), None),
            (nested(DEEPEST), None),
            (nested(DEEPEST + 1), Some((2, 105))),
            (format!("{}1{}", "{a: ".repeat(101), "}".repeat(101)), Some((1, 401))),
            (format!("{}[", "{\"a]\\\"]\": ".repeat(100)), Some((1, 1001))),
            ("- [a, b]\n".repeat(1_000), None),
            ("- a sentence with [ and { in it\n".repeat(1_000), None),
            ("- \"[ {\"\n- '[ it''s'\n".repeat(1_000), None),
        ] {
            assert_eq!(too_deep(&text), expected, "{}", text.lines().last().unwrap_or_default());
        }
    }
}
