//! `leastwise doc`: marked blocks of a Markdown file are kept true.

mod blocks;
mod difference;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, FromArgMatches as _};

use super::{load, plan};
use crate::catalog::Catalog;
use crate::cli::args::{Cli, Command, DocArgs, Global, PlanArgs};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, files, output, shown};
use crate::model::plural;
use crate::render::{self, Format, Look};
use blocks::Block;

/// The width of what is written, so that it is the same wherever it is written.
const WIDTH: usize = 100;

/// Writes the blocks of the files anew, or says which are out of date.
pub(super) fn run(args: &DocArgs, global: &Global) -> Result<Exit, Complaints> {
    let catalog = load(global)?;
    let mut complaints = Complaints::default();
    let mut kept = |result: Result<_, Complaints>| result.map_err(|found| complaints.0.extend(found.0)).ok();
    let documents: Vec<_> = args.files.iter().filter_map(|file| kept(Document::read(file))).collect();
    let start =
        env::current_dir().map_err(|error| Complaint::new(format!("cannot tell the folder: {error}")))?;
    let mut written = Vec::new();
    for document in &documents {
        match document.written(catalog) {
            Ok(texts) => written.push((document, texts)),
            Err(found) => complaints.0.extend(found.0),
        }
        // Paths in a block are relative to its file, and those of the next file to the folder of the start.
        go_to(&start)?;
    }
    if !complaints.0.is_empty() {
        return Err(complaints);
    }
    let mut said = String::new();
    for (document, texts) in &written {
        said.push_str(&if args.check { document.stale(texts) } else { document.write(texts)? });
    }
    let stdout = output::Output { format: Format::Text, file: None };
    output::write(&stdout, |out| out.write_all(said.as_bytes()))?;
    Ok(if args.check && !said.is_empty() { Exit::Findings } else { Exit::Success })
}

fn go_to(folder: &Path) -> Result<(), Complaints> {
    env::set_current_dir(folder)
        .map_err(|error| Complaint::new(format!("cannot go to `{}`: {error}", folder.display())).into())
}

/// A file with its blocks.
struct Document {
    file: PathBuf,
    text: String,
    blocks: Vec<Block>,
}

impl Document {
    fn read(file: &Path) -> Result<Self, Complaints> {
        let name = file.display();
        let text = String::from_utf8(files::bytes(file)?)
            .map_err(|_| Complaint::new(format!("cannot read `{name}`: it is not UTF-8")))?;
        let blocks = blocks::blocks(&text).map_err(|problems| {
            let complaints =
                problems.iter().map(|one| Complaint::new(format!("{name}:{}: {}", one.line, one.message)));
            Complaints(complaints.collect())
        })?;
        if blocks.is_empty() {
            return Err(Complaint::new(format!("`{name}` has no block to keep true"))
                .help(Some(
                    "mark one with `<!-- leastwise: plan FILE -->` and `<!-- /leastwise -->`".to_owned(),
                ))
                .into());
        }
        Ok(Self { file: file.to_owned(), text, blocks })
    }

    /// What should stand in each block.
    fn written(&self, catalog: &'static Catalog) -> Result<Vec<String>, Complaints> {
        if let Some(folder) = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            go_to(folder)?;
        }
        let mut complaints = Vec::new();
        let mut texts = Vec::new();
        for block in &self.blocks {
            match content(block, catalog) {
                Ok(text) if self.text.contains("\r\n") => texts.push(text.replace('\n', "\r\n")),
                Ok(text) => texts.push(text),
                Err(found) => {
                    let place = format!("{}:{}: ", self.file.display(), block.line);
                    complaints.extend(found.0.into_iter().map(|complaint| complaint.at(&place)));
                }
            }
        }
        if complaints.is_empty() { Ok(texts) } else { Err(Complaints(complaints)) }
    }

    fn between(&self, block: &Block) -> &str {
        self.text.get(block.from..block.to).unwrap_or_default()
    }

    /// What differs from what should stand there, block by block.
    fn stale(&self, texts: &[String]) -> String {
        let mut said = String::new();
        let stale = self.blocks.iter().zip(texts).filter(|(block, text)| self.between(block) != *text);
        for (block, text) in stale {
            let name = self.file.display();
            said.push_str(&format!(
                "{name}:{}: the block of `{}` is out of date\n",
                block.line,
                shown::command(&block.command)
            ));
            said.push_str(&difference::of(self.between(block), text));
            said.push_str(&format!("  help: `leastwise doc {name}` writes it anew\n"));
        }
        said
    }

    /// Writes the blocks anew where they differ, and says so.
    fn write(&self, texts: &[String]) -> Result<String, Complaints> {
        let mut whole = String::new();
        let mut from = 0;
        let mut changed = 0;
        for (block, text) in self.blocks.iter().zip(texts) {
            whole.push_str(self.text.get(from..block.from).unwrap_or_default());
            whole.push_str(text);
            changed += usize::from(self.between(block) != text);
            from = block.to;
        }
        whole.push_str(self.text.get(from..).unwrap_or_default());
        let name = self.file.display();
        if changed > 0 {
            fs::write(&self.file, whole)
                .map_err(|error| Complaint::new(format!("cannot write `{name}`: {error}")))?;
        }
        Ok(format!("`{name}`: {}, {changed} written anew\n", plural(self.blocks.len(), "block")))
    }
}

/// What should stand in a block.
fn content(block: &Block, catalog: &'static Catalog) -> Result<String, Complaints> {
    let (args, global) = parsed(&block.command)?;
    let format = args.output.format.first().map_or(Format::Markdown, |name| (*name).into());
    let fence = match format {
        Format::Markdown => None,
        Format::Terraform => Some("hcl"),
        Format::Api => Some("sh"),
        Format::Console => Some("text"),
        Format::Mermaid => Some("mermaid"),
        other => return Err(changing(other)),
    };
    plan::fits(&args, format)?;
    let own = global.catalog.is_some() || !global.overlay.is_empty();
    let catalog = if own { load(&global)? } else { catalog };
    let report = plan::report(&args, &Global { quiet: true, ..global.clone() }, catalog, 0)?;
    let look = Look { width: WIDTH, verbose: global.verbose, credential: args.credential.map(Into::into) };
    let mut out = anstream::StripStream::new(Vec::new());
    render::plan(&report, format, look, &mut out)
        .map_err(|error| Complaint::new(format!("cannot write the plan: {error}")))?;
    let text = String::from_utf8_lossy(&out.into_inner()).trim_end().to_owned();
    Ok(match fence {
        None => format!("\n{}\n\n", blocks::below(block.level, &text)),
        Some(language) => format!("\n```{language}\n{text}\n```\n\n"),
    })
}

/// The arguments of the command of a block, which must be a plan of files.
fn parsed(command: &str) -> Result<(PlanArgs, Global), Complaints> {
    let words = shlex::split(command).ok_or_else(|| Complaint::new("a quotation mark is never closed"))?;
    let words = [String::from("leastwise")].into_iter().chain(words);
    let words: Vec<OsString> = words.map(OsString::from).collect();
    let command = shown::command(command);
    let matches = Cli::command().try_get_matches_from(&words).map_err(|error| {
        let text = shown::error(&error, &words);
        let first = text.lines().next().unwrap_or_default();
        Complaint::new(format!("`{command}`: {}", first.trim_start_matches("error: ")))
    })?;
    let cli = Cli::from_arg_matches(&matches)?;
    let only_plan = || {
        Complaint::new(format!("`{command}` is no plan")).help(Some("a block takes `plan FILE`".to_owned()))
    };
    let Some(Command::Plan(args)) = cli.command else { return Err(only_plan().into()) };
    if args.inputs.is_empty() || args.inputs.iter().any(|input| input == "-") {
        return Err(Complaint::new(format!("`{command}` reads stdin"))
            .help(Some("name the files, relative to the one that the block stands in".to_owned()))
            .into());
    }
    if args.output.format.len() > 1 || !args.output.output.is_empty() {
        return Err(Complaint::new(format!("`{command}` writes elsewhere"))
            .help(Some("a block takes one --format and no --output".to_owned()))
            .into());
    }
    Ok((args, cli.global))
}

/// That what a format shows changes from day to day.
fn changing(format: Format) -> Complaints {
    Complaint::new(format!("a block of --format {} would not stay the same", format.name()))
        .help(Some("use markdown, terraform, api, console or mermaid".to_owned()))
        .into()
}
