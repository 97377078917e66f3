//! The program: parse, run, exit.

use leastwise::cli::{self, Exit};

fn main() -> Exit {
    cli::run(std::env::args_os())
}
