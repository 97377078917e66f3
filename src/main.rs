//! The program: parse, run, exit.

use leastwise::cli::{self, Exit};
use mimalloc::MiMalloc;

/// A run is over in milliseconds and makes many small things: the allocator of the system takes a third of it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> Exit {
    cli::run(std::env::args_os())
}
