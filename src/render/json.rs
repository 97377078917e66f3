//! JSON, indented, with a line break at the end.

use std::io::{self, Write};

use serde::Serialize;

use super::visible;

pub(super) fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    visible::write_json(out, |text| {
        serde_json::to_writer_pretty(&mut *text, report)?;
        writeln!(text)
    })
}
