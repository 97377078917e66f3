//! The command line: arguments, terminal, exit codes; one file per command.

mod args;
mod audit_args;
mod catalog_args;
mod check_args;
mod commands;
mod complaint;
#[cfg(feature = "live")]
mod environment;
mod exit;
mod files;
mod output;
mod shown;
mod terminal;
mod value_names;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _};

pub use args::Cli;
pub use exit::Exit;

use complaint::Complaints;

/// Runs the program with these arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let matches = match Cli::command().try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return complaint::usage(&error, &arguments),
    };
    let result = Cli::from_arg_matches(&matches)
        .map_err(Complaints::from)
        .and_then(|cli| commands::dispatch(&cli, &matches));
    match result {
        Ok(exit) => exit,
        Err(complaints) => complaints.print(),
    }
}
