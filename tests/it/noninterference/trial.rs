//! One template read twice, with the two sides of the pairs in its slots.

use std::fs;
use std::io::Write as _;

use leastwise::intake::{Format, Input};
use tempfile::TempDir;

use super::difference::Difference;
use super::outcome::{Outcome, Output};
use super::secrets::{Pair, Random, Signs, alone, changed, side};
use super::templates::Template;

/// How a template is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    AsIt,
    /// Read as this format, whatever it is.
    As(Format),
    /// All files in a zip archive.
    Archive,
}

pub(crate) struct Trial<'a> {
    template: &'a Template,
    form: Form,
    folder: TempDir,
}

impl<'a> Trial<'a> {
    pub(crate) fn new(template: &'a Template, form: Form) -> Self {
        Self { template, form, folder: TempDir::new().unwrap() }
    }

    pub(crate) fn pairs(&self, random: &mut Random) -> Vec<Pair> {
        self.template.slots().iter().map(|(_, slot)| random.pair(slot.signs)).collect()
    }

    /// The same pair for every slot, as where a constant is used several times.
    pub(crate) fn same_pair(&self, random: &mut Random) -> Vec<Pair> {
        vec![random.pair(Signs::None); self.template.slots().len()]
    }

    /// The outcome with these secrets in the slots.
    pub(crate) fn outcome<'s>(&self, secrets: impl IntoIterator<Item = &'s str>) -> Outcome {
        let files = self.template.fill(secrets);
        let from = if let Form::As(format) = self.form { Some(format) } else { None };
        Outcome::of(self.input(files), from)
    }

    fn input(&self, mut files: Vec<(String, String)>) -> Input {
        if self.form == Form::Archive {
            return Input::Bytes("inputs.zip".to_owned(), zipped(&files));
        }
        if !self.template.is_folder {
            let (name, text) = files.remove(0);
            return Input::Bytes(name, text.into_bytes());
        }
        for (name, text) in &files {
            let path = self.folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Input::Path(self.folder.path().join(&self.template.name))
    }

    /// How the outputs differ between the sides of these pairs, by the slots that make them differ.
    pub(crate) fn differences(&self, pairs: &[Pair]) -> Vec<String> {
        let Template { group, name, .. } = self.template;
        let Some(whole) = difference([0, 1].map(|one| self.outcome(side(pairs, one))), pairs) else {
            return Vec::new();
        };
        let slots = self.template.slots();
        let of_slot = |at: usize, outcomes: [Outcome; 2], others: &str| {
            let found = difference(outcomes, std::slice::from_ref(&pairs[at]))?;
            let (file, slot) = slots[at];
            let Pair(pair) = &pairs[at];
            Some(format!("{group}: {file}:{} [{}] {pair:?}{others}: {found}", slot.line, slot.label))
        };
        let of_alone = |at: usize| {
            let outcomes = [0, 1].map(|one| self.outcome(alone(&pairs[at], one, at, slots.len())));
            of_slot(at, outcomes, "")
        };
        let beside_others = |at: usize| {
            let outcomes = [0, 1].map(|one| self.outcome(changed(pairs, one, at)));
            of_slot(at, outcomes, ", with other secrets beside it")
        };
        let mut found: Vec<_> = (0..slots.len()).filter_map(of_alone).collect();
        if found.is_empty() {
            found.extend((0..slots.len()).find_map(beside_others));
        }
        if found.is_empty() {
            vec![format!("{group}: {name}, several slots together: {whole}")]
        } else {
            found
        }
    }
}

fn difference([one, other]: [Outcome; 2], pairs: &[Pair]) -> Option<Difference> {
    if one.trace() == other.trace() {
        return None;
    }
    let both = Output::all().map(|output| (output, [one.output(output), other.output(output)]));
    Difference::first(both, pairs)
}

fn zipped(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
