//! Whole inputs as free-form lists: a list with its tables, and the comments of a document.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Naming, embedded, found, parts, scanned, table};
use crate::intake::Context;
use crate::intake::account::{LineKind, List, ListLine};
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::packing::Packing;
use crate::intake::source::{IntakeError, in_words};
use crate::limits::{MAX_LIST_LINE_BYTES, MAX_LIST_LINES, MAX_MIXED_LINES};
use crate::model::SetAside;

/// Every call of a list.
pub(in crate::intake) fn list(
    content: Content,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    let packing = content.packing.clone();
    let text = content.into_text()?;
    let text = counted(text.trim_start_matches('\u{feff}'), &packing, calls);
    match without_long_lines(text, calls) {
        Some(text) => lines(&text, context, calls),
        None => lines(text, context, calls),
    }
}

/// The lines of a text that may be read; says from where on none is.
pub(in crate::intake) fn counted<'t>(text: &'t str, packing: &Packing, calls: &mut Calls) -> &'t str {
    let ends = || memchr::memchr_iter(b'\n', text.as_bytes());
    let wanted = ends().count() as u64 + u64::from(!text.ends_with('\n'));
    let read = packing.take_lines(wanted);
    if read == wanted {
        return text;
    }
    calls.found.failed.push(too_many_lines(calls, read, MAX_LIST_LINES, false));
    let end = usize::try_from(read).ok().and_then(|read| ends().nth(read.checked_sub(1)?));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn too_many_lines(calls: &Calls, read: u64, most: u64, is_mixed: bool) -> IntakeError {
    let line = u32::try_from(read + 1).unwrap_or(u32::MAX);
    IntakeError::TooManyLines { input: in_words(calls.source()), line, most, is_mixed }
}

/// The lines that may be read of a text in which code, tables or variables stand.
fn mixed<'t>(text: &'t str, calls: &mut Calls) -> &'t str {
    held(text, MAX_MIXED_LINES, calls)
}

/// The first lines of a text that must be held whole; says from where on none is read.
fn held<'t>(text: &'t str, most: usize, calls: &mut Calls) -> &'t str {
    let Some(end) =
        most.checked_sub(1).and_then(|last| memchr::memchr_iter(b'\n', text.as_bytes()).nth(last))
    else {
        return text;
    };
    let (read, rest) = text.split_at(end + 1);
    if !rest.is_empty() {
        calls.found.failed.push(too_many_lines(calls, most as u64, most as u64, true));
    }
    read
}

/// The text without lines that are too long, where there are any; says which they are. All others stay where they are.
fn without_long_lines(text: &str, calls: &mut Calls) -> Option<String> {
    let is_long = |line: &str| line.lines().any(|line| line.len() > MAX_LIST_LINE_BYTES);
    let mut long = (1_u32..).zip(text.lines()).filter(|(_, line)| is_long(line)).map(|(line, _)| line);
    let line = long.next()?;
    let more = long.count();
    calls.found.failed.push(IntakeError::LineTooLong { input: in_words(calls.source()), line, more });
    Some(text.split_inclusive('\n').map(|line| if is_long(line) { "\n" } else { line }).collect())
}

/// Every call of a text, its tables taken by their headers.
pub(in crate::intake) fn lines(
    text: &str,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    if let Some(parts) = parts::parts(text).filter(|_| !is_script(text, calls.source())) {
        for (before, part) in parts {
            take(part, before, context, calls)?;
            calls.fold();
        }
        return Ok(());
    }
    embedded::read(mixed(text, calls), context, calls, |rest, calls| match table::woven(rest) {
        Some(woven) => woven.read_list(rest, calls, context.names),
        None => take(rest, 0, context, calls),
    })
}

/// Every call of a list without tables, which stands below so many lines.
fn take(text: &str, before: u32, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let is_list = calls.is_stated() && !is_script(text, calls.source());
    let naming = if is_list { Naming::Counts } else { Naming::Never };
    let scanned = scanned(text, calls.source(), context.names, naming)?;
    for mut call in scanned.calls {
        call.origin.line = call.origin.line.saturating_add(before);
        calls.push(call);
    }
    if calls.is_stated() {
        let numbered = (before.saturating_add(1)..).zip(scanned.lines);
        let line = |(line, kind): (u32, Option<LineKind>)| {
            let kind = match kind? {
                LineKind::Call { of } => LineKind::Call { of: of.saturating_add(before) },
                other => other,
            };
            Some(ListLine { line, kind })
        };
        let lines = numbered.filter_map(line);
        if let Some(list) = calls.found.account.lists.last_mut().filter(|_| before > 0) {
            list.lines.extend(lines);
        } else {
            let source = Arc::clone(calls.source());
            calls.found.account.lists.push(List { source, lines: lines.collect() });
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_up_to_the_limit_of_the_table() {
        let failed = |calls: &Calls| calls.found.failed.len();
        for (beyond, fits) in [(-1, true), (0, true), (1, false)] {
            let text =
                "\n".repeat(usize::try_from(MAX_LIST_LINES).unwrap().checked_add_signed(beyond).unwrap());
            let mut calls = Calls::of(&Arc::from("a"));
            assert_eq!(counted(&text, &Packing::default(), &mut calls).len() == text.len(), fits, "{beyond}");
            assert_eq!(failed(&calls), usize::from(!fits), "{beyond}");
            let text = "\n".repeat(MAX_MIXED_LINES.checked_add_signed(beyond).unwrap());
            let mut calls = Calls::of(&Arc::from("a"));
            assert_eq!(mixed(&text, &mut calls).len() == text.len(), fits, "{beyond}");
            assert_eq!(failed(&calls), usize::from(!fits), "{beyond}");
        }
    }

    #[test]
    fn lines_are_read_up_to_the_limit() {
        for (text, kept, line) in [
            ("a\nb", "a\nb", None),
            ("a\nb\nc", "a\nb\nc", None),
            ("a\nb\nc\n", "a\nb\nc\n", None),
            ("a\nb\nc\nd", "a\nb\nc", Some(4)),
        ] {
            let failed_at = |calls: &Calls| match calls.found.failed.first() {
                Some(IntakeError::TooManyLines { line, .. }) => Some(*line),
                _ => None,
            };
            let mut calls = Calls::of(&Arc::from("a"));
            assert_eq!(counted(text, &Packing::with_lines(3), &mut calls), kept, "{text:?}");
            assert_eq!(failed_at(&calls), line, "{text:?}");
            let mut calls = Calls::of(&Arc::from("a"));
            assert_eq!(held(text, 3, &mut calls).trim_end(), kept.trim_end(), "{text:?}");
            assert_eq!(failed_at(&calls), line, "{text:?}");
        }
    }
}
