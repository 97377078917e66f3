//! Pages for a browser: one file each, with everything in it and nothing fetched from elsewhere.

mod audit;
mod check;
mod picture;
mod plan;

pub(super) use audit::audit;
pub(super) use check::check;
pub(super) use plan::plan;

use std::io::{self, Write};

use askama::Template;

use super::visible;

/// Writes a page.
fn write(page: &impl Template, out: &mut dyn Write) -> io::Result<()> {
    let text = page.render().map_err(io::Error::other)?;
    visible::write(out, |page| writeln!(page, "{text}"))
}

/// An address that a page may link to.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
