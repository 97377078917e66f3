//! Inputs with marked positions for secrets: `⟪label⟫`, `⟪u:label⟫` for those that take the signs of URL-safe base64 only, and
//! `⟪w:label⟫` for identifiers.

use std::fs;
use std::path::Path;

use super::neighbors::neighbors;
use super::secrets::Signs;
use crate::support::project;

const OPEN: char = '⟪';
const CLOSE: char = '⟫';

/// A position that a secret is planted at.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) label: String,
    pub(crate) signs: Signs,
    /// The line of its file, from 1.
    pub(crate) line: usize,
}

/// A text with slots between its pieces.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pieces: Vec<String>,
    pub(crate) slots: Vec<Slot>,
}

impl Text {
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = text.split(OPEN);
        let mut pieces = vec![parts.next().unwrap_or_default().to_owned()];
        let mut slots = Vec::new();
        let mut line = 1 + pieces[0].matches('\n').count();
        for part in parts {
            let (inside, after) = part.split_once(CLOSE).unwrap_or_else(|| panic!("an open slot in {part}"));
            let (signs, label) = match inside.split_once(':') {
                Some(("w", label)) => (Signs::None, label),
                Some(("u", label)) => (Signs::UrlSafe, label),
                _ => (Signs::Base64, inside),
            };
            slots.push(Slot { label: label.to_owned(), signs, line });
            line += after.matches('\n').count();
            pieces.push(after.to_owned());
        }
        Self { pieces, slots }
    }

    /// The text with these secrets in its slots.
    pub(crate) fn fill<'s>(&self, secrets: &mut impl Iterator<Item = &'s str>) -> String {
        let mut text = self.pieces[0].clone();
        for piece in &self.pieces[1..] {
            text.push_str(secrets.next().unwrap());
            text.push_str(piece);
        }
        text
    }
}

/// A file or a folder that is read as one input.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// The folder of the fixtures that it is in.
    pub(crate) group: String,
    /// The argument that names it.
    pub(crate) name: String,
    pub(crate) is_folder: bool,
    /// Its files, each with its path.
    pub(crate) files: Vec<(String, Text)>,
}

impl Template {
    /// Every slot, with the file that it is in.
    pub(crate) fn slots(&self) -> Vec<(&str, &Slot)> {
        self.files
            .iter()
            .flat_map(|(name, text)| text.slots.iter().map(move |slot| (name.as_str(), slot)))
            .collect()
    }

    /// Its files with these secrets in the slots.
    pub(crate) fn fill<'s>(&self, secrets: impl IntoIterator<Item = &'s str>) -> Vec<(String, String)> {
        let mut secrets = secrets.into_iter();
        self.files.iter().map(|(name, text)| (name.clone(), text.fill(&mut secrets))).collect()
    }
}

/// Every template: files of `tests/fixtures/noninterference`, the folders below `folders`, and those of [`neighbors`].
pub(crate) fn templates() -> Vec<Template> {
    let root = project().join("tests/fixtures/noninterference");
    let mut found = neighbors();
    for group in entries(&root).into_iter().filter(|group| root.join(group).is_dir()) {
        for entry in entries(&root.join(&group)) {
            let path = root.join(&group).join(&entry);
            let files: Vec<_> =
                files(&path, &entry).into_iter().map(|(name, text)| (name, Text::parse(&text))).collect();
            let has_slots = files.iter().any(|(_, text)| !text.slots.is_empty());
            assert!(has_slots, "{} has no slot", path.display());
            found.push(Template { group: group.clone(), name: entry, is_folder: path.is_dir(), files });
        }
    }
    found
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The texts of a file or folder, by their paths below the folder that it is in.
fn files(path: &Path, name: &str) -> Vec<(String, String)> {
    if path.is_dir() {
        let below = |entry: String| files(&path.join(&entry), &format!("{name}/{entry}"));
        return entries(path).into_iter().flat_map(below).collect();
    }
    vec![(name.to_owned(), fs::read_to_string(path).unwrap())]
}
