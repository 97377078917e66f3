//! `leastwise completions` and `leastwise man`: made from the arguments themselves.

use std::fs;

use clap::CommandFactory as _;

use crate::cli::args::{Cli, CompletionsArgs, ManArgs};
use crate::cli::complaint::Complaints;
use crate::cli::{Exit, files, output};
use crate::render::Format;

const STDOUT: output::Output = output::Output { format: Format::Text, file: None };

/// Prints what makes a shell complete the commands.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Exit, Complaints> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "leastwise", &mut script);
    output::write(&STDOUT, |out| out.write_all(&script))?;
    Ok(Exit::Success)
}

/// Prints the manual page, or writes one for each command.
pub(super) fn man(args: &ManArgs) -> Result<Exit, Complaints> {
    let Some(folder) = &args.output else {
        let page = clap_mangen::Man::new(Cli::command());
        output::write(&STDOUT, |out| page.render(out))?;
        return Ok(Exit::Success);
    };
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.map_err(|error| files::cannot_write(folder, &error))?;
    Ok(Exit::Success)
}
