//! Whole inputs as free-form lists: a list with its tables, and the comments of a document.

use std::collections::BTreeSet;

use super::{Naming, embedded, found, scanned, table};
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::source::IntakeError;
use crate::intake::woven::account;
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
    embedded::read(text, context, calls, |rest, calls| {
        if let Some(woven) = table::woven(rest) {
            return woven.read_list(rest, calls, context.names);
        }
        let is_list = calls.is_stated() && !is_script(rest, calls.source());
        let naming = if is_list { Naming::Counts } else { Naming::Never };
        let scanned = scanned(rest, calls.source(), context.names, naming)?;
        scanned.calls.into_iter().for_each(|call| calls.push(call));
        let numbered = (1_u32..).zip(scanned.lines);
        let kinds = numbered.filter_map(|(line, kind)| Some((line, kind?))).collect();
        account(rest, &kinds, calls);
        Ok(())
    })
}

/// The calls in the comments of a YAML document, on lines on which none was found yet, put in order with those found.
pub(in crate::intake) fn comments(
    text: &str,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    let known: BTreeSet<u32> = calls.found.calls.iter().map(|call| call.origin.line).collect();
    // Without their mark, so that what stands on several lines belongs together; each stays where it stood.
    let comment = |line: &str| {
        if line.trim_start().starts_with('#') { line.replacen('#', " ", 1) } else { String::new() }
    };
    let comments: Vec<_> = text.lines().map(comment).collect();
    for call in found(&comments.join("\n"), calls.source(), context.names)? {
        if call.is_spelt_out() && !known.contains(&call.origin.line) {
            calls.push(call.set_aside(Some(SetAside::CommentedOut)));
        }
    }
    calls.found.calls.sort_by(|a, b| a.origin.cmp(&b.origin));
    Ok(())
}

/// Whether a text is a script of a shell, in which the words of a line are commands.
fn is_script(text: &str, source: &str) -> bool {
    let source = source.to_ascii_lowercase();
    text.starts_with("#!")
        || [".sh", ".bash", ".zsh", ".ps1", ".bat", ".cmd"].iter().any(|end| source.ends_with(end))
}
