//! Whether a document is whole: everything that it refers to stands in it.
//!
//! YAML that is cut off between two lines still parses; what its beginning refers to is missing then.

use std::collections::BTreeMap;

use super::written::Components;
use crate::catalog::problem::Problem;

/// The problem that something is referred to that does not stand in the document.
pub(super) fn missing(file: &str, text: &str, components: &Components) -> Option<Problem> {
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let Some((_, rest)) = line.split_once("$ref") else { continue };
        let Some((_, reference)) = rest.split_once("#/components/") else { continue };
        let reference = reference.split(['"', '\'', ' ', ',', '}']).next().unwrap_or(reference);
        if let Some((section, name)) = reference.split_once('/')
            && !components.has(section, name.split('/').next().unwrap_or(name))
        {
            missing.entry(reference).or_insert(number + 1);
        }
    }
    let (first, line) = missing.iter().min_by_key(|(_, line)| **line)?;
    let others = match missing.len() - 1 {
        0 => String::new(),
        count => format!(", and {count} more"),
    };
    let message = format!("refers to `{first}`, which does not stand in it{others}");
    let problem = Problem::file(file, message).help("is it cut off? Download it again");
    Some(Problem { position: Some((*line, 1)), ..problem })
}
