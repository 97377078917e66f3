//! JSON, indented, with a line break at the end.

use std::io::{self, Write};

use serde::Serialize;

pub(super) fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}
