//! The program, run in a folder of its own.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::schema::misfits_of_output;

/// The program in an empty folder, on a day on which the facts are fresh.
pub(crate) fn leastwise(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1795305600").args(arguments);
    command
}

/// The program in so many kilobytes of memory: whoever reads without an end fails there, however fast the machine is.
pub(crate) fn with_bounded_memory(folder: &Path, arguments: &[&str]) -> Command {
    const KILOBYTES: u32 = 4_000_000;
    let program = env!("CARGO_BIN_EXE_leastwise");
    if !cfg!(unix) {
        return leastwise(folder, arguments);
    }
    let mut command = Command::new("sh");
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1795305600");
    let script = format!("ulimit -v {KILOBYTES} 2>/dev/null; exec \"$0\" \"$@\"");
    command.args(["-c", &script, program]).args(arguments);
    command
}

/// What a run ended with and wrote.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs it. An output that names a schema of the program must fit it.
pub(crate) fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let ran = Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) };
    let misfits = misfits_of_output(&ran.out);
    assert!(misfits.is_empty(), "the output does not fit its schema: {misfits:#?}");
    ran
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
