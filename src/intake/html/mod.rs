//! Pages of HTML, as wikis and word processors export them: tables become rows, everything else lines of text.
//!
//! What a reader of the page does not see is no call: scripts, styles, targets of links. A comment is one that is
//! commented out.

mod page;
mod tag;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::glimpse::{Glimpse, Shape};
use super::options::Standing;
use super::signs;
use super::source::IntakeError;
use page::Page;

/// Elements by which a page is known, or a part of one that somebody pasted.
const MARKS: [&str; 14] = [
    "<!doctype",
    "<html",
    "<body",
    "<table",
    "<tbody",
    "<tr",
    "<td",
    "<div",
    "<p",
    "<ul",
    "<ol",
    "<h1",
    "<h2",
    "<h3",
];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    const NEAR: usize = 4_000;
    let text: String = glimpse.text.chars().take(NEAR).collect::<String>().to_ascii_lowercase();
    let ends =
        |at: usize| !text.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
    let shows = |mark: &str| text.match_indices(mark).any(|(at, _)| ends(at + mark.len()));
    glimpse.shape == Shape::Markup
        && (matches!(glimpse.ending(), "html" | "htm" | "xhtml") || MARKS.into_iter().any(shows))
}

/// Every call that the page shows, in order.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let page = Page::of(&text);
    page.read(calls, context.names)?;
    signs::leave_out_names(calls, context);
    if context.standing == Standing::Named {
        page.account(calls);
    }
    calls.found.calls.sort_by(|a, b| a.origin.cmp(&b.origin));
    Ok(())
}
