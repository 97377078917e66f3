//! The program, run in a folder of its own.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program in an empty folder, on a day on which the facts are fresh.
pub(crate) fn leastwise(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1795305600").args(arguments);
    command
}

/// What a run ended with and wrote.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    ran(leastwise(folder.path(), arguments))
}

pub(crate) fn run_with(folder: &TempDir, stdin: &str, arguments: &[&str]) -> Ran {
    let mut command = leastwise(folder.path(), arguments);
    command.write_stdin(stdin);
    ran(command)
}

/// A folder with files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}
