//! Whole inputs as free-form lists: a list with its tables, and the comments of a document.

use std::collections::BTreeSet;

use super::{read, table};
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::source::IntakeError;
use crate::model::SetAside;

/// Every call of a list.
pub(in crate::intake) fn list(
    content: Content,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    lines(&content.into_text()?, context, calls)
}

/// Every call of a text, its tables taken by their headers.
pub(in crate::intake) fn lines(
    text: &str,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    if let Some(woven) = table::woven(text) {
        return woven.read(calls, context.names);
    }
    read(text, calls.source(), context.names)?.into_iter().for_each(|call| calls.push(call));
    Ok(())
}

/// The calls in the comments of a YAML document, on lines on which none was found yet, put in order with those found.
pub(in crate::intake) fn comments(
    text: &str,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    let found: BTreeSet<u32> = calls.found.calls.iter().map(|call| call.origin.line).collect();
    let comments = text.lines().map(|line| if line.trim_start().starts_with('#') { line } else { "" });
    let comments: Vec<_> = comments.collect();
    for call in read(&comments.join("\n"), calls.source(), context.names)? {
        if call.is_spelt_out() && !found.contains(&call.origin.line) {
            calls.push(call.set_aside(Some(SetAside::CommentedOut)));
        }
    }
    calls.found.calls.sort_by(|a, b| a.origin.cmp(&b.origin));
    Ok(())
}
