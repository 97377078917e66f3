//! JSON, indented, with a line break at the end.

use std::io::{self, Write};

use serde::Serialize;

use super::visible;

pub(super) fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(report)?;
    writeln!(out, "{}", visible::json(&text))
}
