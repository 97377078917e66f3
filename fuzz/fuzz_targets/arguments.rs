//! Any text as a command line, one argument a line: it ends with an answer or with a complaint.
//!
//! What would write a file, ask the network or read a file outside of an empty folder is passed over. Run it with
//! `-close_fd_mask=3`: the program prints.
#![no_main]

use std::ffi::OsString;
use std::path::Path;
use std::sync::OnceLock;

use clap::{ArgMatches, CommandFactory};
use leastwise::cli::{Cli, run};
use libfuzzer_sys::fuzz_target;

/// Arguments that write or ask.
const REACHING_OUT: [&str; 4] = ["output", "save", "org", "write_baseline"];

/// Commands that write without such an argument, or ask.
const WRITING: [&str; 3] = ["init", "doc", "import"];

fn is_confined(matches: &ArgMatches) -> bool {
    let given = |id: &clap::Id| REACHING_OUT.contains(&id.as_str());
    let nested = matches.subcommand().is_none_or(|(name, nested)| !WRITING.contains(&name) && is_confined(nested));
    nested && !matches.ids().any(given)
}

/// Whether some end of an argument names a file that is there.
fn names_file(argument: &str) -> bool {
    let starts = argument.char_indices().filter(|(_, c)| matches!(c, '/' | '.' | '~'));
    starts.map(|(at, _)| &argument[at..]).any(|end| Path::new(end).exists())
}

fn go_to_empty_folder() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("leastwise-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        std::env::set_current_dir(folder).expect("it can be entered");
    });
}

fuzz_target!(|text: &str| {
    go_to_empty_folder();
    let mut arguments = vec![OsString::from("leastwise")];
    arguments.extend(text.split('\n').map(OsString::from));
    if text.contains('\0') || text.lines().any(|line| line == "-" || names_file(line)) {
        return;
    }
    match Cli::command().try_get_matches_from(&arguments) {
        Ok(matches) if !is_confined(&matches) => {}
        _ => drop(run(arguments)),
    }
});
