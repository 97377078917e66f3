//! `catalog.yaml`, and the files in which people name operations.

use super::Import;
use super::names::{renamed, without};
use super::record::scalar;
use crate::catalog::openapi::Document;

const FILE: &str = "catalog.yaml";

/// Operations are edited record by record; all other files name them by their full names.
const OPERATIONS: &str = "operations/";

impl Import<'_> {
    /// Writes which document is behind an API now. The date stays: nobody has reviewed the facts.
    pub(super) fn about(&mut self, api: &str, document: &Document) {
        let count = document.operations.len();
        let is_first = self.documents.about.documents.first().is_some_and(|first| first.api == api);
        let Some(about) = self.documents.about.documents.iter_mut().find(|about| about.api == api) else {
            return;
        };
        let newer = about.release != document.release;
        about.release.clone_from(&document.release);
        let source = about.source.clone();
        let Some(text) = self.texts.get(FILE) else { return };
        let mut out = String::new();
        for line in text.lines() {
            let changed = if line.contains(&format!("api: {api},")) {
                let line = flow_value(line, "release", &format!("'{}'", document.release));
                flow_value(&line, "operations", &count.to_string())
            } else if newer && is_first && line.starts_with("version:") {
                format!("version: {}", scalar(&format!("{}-1", document.release)))
            } else {
                line.to_owned()
            };
            out.push_str(&changed);
            out.push('\n');
        }
        if !out.lines().eq(text.lines()) {
            self.texts.insert(FILE.to_owned(), out);
        }
        if newer {
            let message = format!(
                "sources.yaml: `{source}` still describes an earlier release; give it the title, address and date of {}",
                document.release
            );
            self.outcome.to_do.push(message);
        }
    }

    /// Renames an operation wherever people name it.
    pub(super) fn rename_everywhere(&mut self, old: &str, new: &str) {
        self.rewrite(|text| renamed(text, old, new));
    }

    /// Takes the name of an operation away wherever people name it; the lint names what could not be.
    pub(super) fn drop_everywhere(&mut self, name: &str) {
        self.rewrite(|text| without(text, name));
    }

    fn rewrite(&mut self, edit: impl Fn(&str) -> Option<String>) {
        for (_, text) in self.texts.iter_mut().filter(|(file, _)| !file.starts_with(OPERATIONS)) {
            if let Some(edited) = edit(text) {
                *text = edited;
            }
        }
    }
}

/// A line `{a: 1, b: 2}` with another value for a key.
fn flow_value(line: &str, key: &str, value: &str) -> String {
    let mark = format!("{key}: ");
    match line.split_once(&mark) {
        Some((before, rest)) => {
            let end = rest.find([',', '}']).unwrap_or(rest.len());
            format!("{before}{mark}{value}{}", rest.get(end..).unwrap_or_default())
        }
        None => line.to_owned(),
    }
}
