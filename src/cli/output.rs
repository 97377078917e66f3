//! Where output goes: `--format` and `--output` repeat in pairs, in the order in which they are typed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, ValueEnum};

use super::args::OutputArgs;
use super::complaint::{Complaint, Complaints};
use super::files;
use crate::disclosure;
use crate::model::listed;
use crate::render::Format;

/// How much is written at once, in bytes.
const BUFFER: usize = 1 << 16;

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    /// The file; none for stdout.
    pub(super) file: Option<PathBuf>,
}

/// The outputs in order: a file belongs to the format before it.
pub(super) fn outputs<F>(args: &OutputArgs<F>, matches: &ArgMatches) -> Result<Vec<Output>, Complaints>
where
    F: ValueEnum + Into<Format> + Copy + Send + Sync + 'static,
{
    enum Flag<'a> {
        Format(Format),
        File(&'a Path),
    }
    let formats = matches.indices_of("format").into_iter().flatten();
    let formats = formats.zip(&args.format).map(|(at, name)| (at, Flag::Format((*name).into())));
    let files = matches.indices_of("output").into_iter().flatten();
    let files = files.zip(&args.output).map(|(at, path)| (at, Flag::File(path)));
    let mut flags: Vec<_> = formats.chain(files).collect();
    flags.sort_by_key(|(at, _)| *at);
    let mut outputs: Vec<Output> = Vec::new();
    for (_, flag) in flags {
        match flag {
            Flag::Format(format) => outputs.push(Output { format, file: None }),
            Flag::File(path) => {
                let file = (path != Path::new("-")).then(|| path.to_owned());
                match outputs.last_mut() {
                    Some(last) if last.file.is_none() => last.file = file,
                    last => {
                        let usual = last.is_none().then_some(Format::Text);
                        outputs.push(Output { format: by_ending::<F>(path, usual)?, file });
                    }
                }
            }
        }
    }
    if outputs.is_empty() {
        outputs.push(Output { format: Format::Text, file: None });
    }
    if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
        return Err(Complaint::new("two formats would both go to stdout")
            .help(Some("give all but one a file with --output".to_owned()))
            .into());
    }
    Ok(outputs)
}

/// What the endings of files ask for.
const ENDINGS: [(&[&str], Format); 11] = [
    (&["json"], Format::Json),
    (&["md", "markdown"], Format::Markdown),
    (&["html", "htm"], Format::Html),
    (&["sarif"], Format::Sarif),
    (&["csv"], Format::Csv),
    (&["xml"], Format::Junit),
    (&["txt"], Format::Text),
    (&["dot", "gv"], Format::Dot),
    (&["mmd", "mermaid"], Format::Mermaid),
    (&["tf"], Format::Terraform),
    (&["sh"], Format::Api),
];

/// The format that the ending of a file asks for, among those that the command writes; without an ending the usual one.
fn by_ending<F: ValueEnum + Into<Format> + Copy>(
    path: &Path,
    usual: Option<Format>,
) -> Result<Format, Complaints> {
    let formats: Vec<Format> = F::value_variants().iter().map(|name| (*name).into()).collect();
    let name = path.to_string_lossy();
    let shown = disclosure::file(&name);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let asked = ENDINGS.iter().find(|(endings, _)| ending.iter().any(|one| endings.contains(&one.as_str())));
    let message = match (&ending, asked) {
        (_, Some((_, format))) if formats.contains(format) => return Ok(*format),
        (_, Some((_, format))) => {
            format!("`{shown}` asks for {}, which this command does not write", format.name())
        }
        (None, None) => match usual {
            Some(format) => return Ok(format),
            None => format!("`--output {shown}` has no format of its own"),
        },
        (Some(_), None) => format!("`{shown}` asks for no format: its extension is not known"),
    };
    let known = ENDINGS.iter().filter(|(_, format)| formats.contains(format));
    let known: Vec<_> =
        known.filter_map(|(endings, _)| endings.first()).map(|ending| format!(".{ending}")).collect();
    let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
    let help = format!(
        "write a --format before each --output; the formats are {}; endings that say one are {}",
        listed(&names),
        listed(&known)
    );
    Err(Complaint::new(message).help(Some(help)).into())
}

/// Writes through one buffer: nothing that is inside of it writes line by line. What may have colours that are not wanted
/// loses them.
fn whole(
    to: impl Write + 'static,
    is_plain: bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out: Box<dyn Write> = Box::new(BufWriter::with_capacity(BUFFER, to));
    if !is_plain {
        out = Box::new(anstream::StripStream::new(out));
    }
    content(&mut out)?;
    out.flush()
}

/// Writes one output; a reader that closed its end early has seen enough.
pub(super) fn write(
    output: &Output,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Complaints> {
    let written = match &output.file {
        None => {
            let stdout = io::stdout();
            let colours = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
            whole(stdout.lock(), colours || output.format.is_json(), content)
        }
        Some(path) => File::create(path).and_then(|file| whole(file, output.format.is_json(), content)),
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && output.file.is_none() => Ok(()),
        Err(error) => {
            let target = output.file.as_deref().map_or(Path::new("stdout"), |path| path);
            Err(files::cannot_write(target, &error).into())
        }
        Ok(()) => Ok(()),
    }
}
