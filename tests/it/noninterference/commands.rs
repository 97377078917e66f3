//! The commands of `commands.toml`, with slots in arguments, variables, files and stdin.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use tempfile::TempDir;

use super::difference::Difference;
use super::secrets::{Pair, Random, alone, side};
use super::templates::{Slot, Template, Text};
use crate::program::{leastwise, ran};
use crate::support::project;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    command: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    args: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
}

/// What a run writes, by its names.
type Outputs = BTreeMap<String, String>;

/// A command that is run in a folder of its own.
pub(crate) struct Command {
    args: Vec<Text>,
    env: Vec<(String, Text)>,
    files: Vec<(String, Text)>,
    stdin: Text,
}

/// Every command of the file.
pub(crate) fn commands() -> Vec<Command> {
    let text = fs::read_to_string(project().join("tests/fixtures/noninterference/commands.toml")).unwrap();
    let file: File = toml::from_str(&text).unwrap();
    let named = |texts: BTreeMap<String, String>| {
        texts.into_iter().map(|(name, text)| (name, Text::parse(&text))).collect()
    };
    let command = |written: Written| Command {
        args: written.args.iter().map(|arg| Text::parse(arg)).collect(),
        env: named(written.env),
        files: named(written.files),
        stdin: Text::parse(&written.stdin),
    };
    file.command.into_iter().map(command).collect()
}

impl Command {
    /// A command about the files of a template, whose name comes in place of `INPUT`.
    pub(crate) fn about(template: &Template, args: &[&str]) -> Self {
        let arg = |arg: &&str| Text::parse(if *arg == "INPUT" { &template.name } else { arg });
        Self {
            args: args.iter().map(arg).collect(),
            env: Vec::new(),
            files: template.files.clone(),
            stdin: Text::parse(""),
        }
    }

    fn slots(&self) -> Vec<&Slot> {
        let named = self.env.iter().chain(&self.files).map(|(_, text)| text);
        let texts = self.args.iter().chain(named).chain([&self.stdin]);
        texts.flat_map(|text| &text.slots).collect()
    }

    pub(crate) fn pairs(&self, random: &mut Random) -> Vec<Pair> {
        self.slots().iter().map(|slot| random.pair(slot.signs)).collect()
    }

    /// Everything that a run with these secrets writes.
    fn outputs<'s>(&self, folder: &Path, secrets: impl IntoIterator<Item = &'s str>) -> Outputs {
        let mut secrets = secrets.into_iter();
        let args: Vec<String> = self.args.iter().map(|arg| arg.fill(&mut secrets)).collect();
        let env: Vec<_> = self.env.iter().map(|(name, text)| (name, text.fill(&mut secrets))).collect();
        let files: Vec<_> = self.files.iter().map(|(name, text)| (name, text.fill(&mut secrets))).collect();
        fs::create_dir(folder).unwrap();
        for (name, text) in &files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut command = leastwise(folder, &args);
        command.env("HOME", folder).envs(env).write_stdin(self.stdin.fill(&mut secrets));
        let ran = ran(command);
        let mut outputs = Outputs::from([
            ("the exit code".to_owned(), ran.code.to_string()),
            ("stdout".to_owned(), ran.out),
            ("stderr".to_owned(), ran.err),
        ]);
        outputs.extend(
            written(folder, folder).into_iter().filter(|(name, text)| {
                !files.iter().any(|(known, content)| *known == name && content == text)
            }),
        );
        fs::remove_dir_all(folder).unwrap();
        outputs
    }

    /// How the outputs differ between the sides of these pairs, by the slots that make them differ.
    pub(crate) fn differences(&self, pairs: &[Pair]) -> Vec<String> {
        let place = TempDir::new().unwrap();
        let folder = place.path().join("run");
        let both = [0, 1].map(|one| self.outputs(&folder, side(pairs, one)));
        let Some(whole) = difference(&both, pairs) else { return Vec::new() };
        let slots = self.slots();
        let args: Vec<_> = self.args.iter().map(|arg| arg.fill(&mut std::iter::repeat("…"))).collect();
        let args = args.join(" ");
        let of_slot = |(at, pair): (usize, &Pair)| {
            let both = [0, 1].map(|one| self.outputs(&folder, alone(pair, one, at, slots.len())));
            let found = difference(&both, std::slice::from_ref(pair))?;
            Some(format!("leastwise {args} [{}] {:?}: {found}", slots[at].label, pair.0))
        };
        let found: Vec<_> = pairs.iter().enumerate().filter_map(of_slot).collect();
        if found.is_empty() {
            vec![format!("leastwise {args}, several slots together: {whole}")]
        } else {
            found
        }
    }
}

/// The files below a folder, each by its path in `root`.
fn written(root: &Path, folder: &Path) -> Outputs {
    let mut found = Outputs::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(written(root, &path));
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
    found
}

fn difference([one, other]: &[Outputs; 2], pairs: &[Pair]) -> Option<Difference> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let of = |outputs: &Outputs, name: &String| outputs.get(name).cloned().unwrap_or_default();
    Difference::first(names.into_iter().map(|name| (name, [of(one, name), of(other, name)])), pairs)
}
