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

use super::held::Layer;
use super::pieces::{Piece, pieces};
use super::visible;
use crate::report::RuleView;

/// A rule and what it means.
struct Rule<'a> {
    id: &'a str,
    title: &'a str,
    explanation: Vec<Piece>,
    fix: Vec<Piece>,
}

fn rule(rule: &RuleView) -> Rule<'_> {
    let RuleView { id, title, explanation, fix, .. } = rule;
    Rule { id, title, explanation: pieces(explanation), fix: pieces(fix) }
}

/// A layer of a grant.
struct LayerRow {
    name: &'static str,
    held: Option<Vec<Vec<Piece>>>,
    least: Option<Vec<Vec<Piece>>>,
    verdict: Option<Vec<Piece>>,
}

fn layer_row(layer: Layer) -> LayerRow {
    let set = |names: Vec<String>| names.iter().map(|name| pieces(name)).collect();
    LayerRow {
        name: layer.name,
        held: layer.held.map(set),
        least: layer.least.map(set),
        verdict: layer.verdict.as_deref().map(pieces),
    }
}

/// Writes a page.
fn write(page: &impl Template, out: &mut dyn Write) -> io::Result<()> {
    visible::write(out, |text| {
        Template::write_into(page, text)?;
        writeln!(text)
    })
}

/// An address that a page may link to.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
