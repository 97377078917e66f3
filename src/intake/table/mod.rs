//! JSON and YAML of any shape that carry methods and paths: inventories, route lists, logs of one's own making, and
//! plans of this program.
//!
//! Long JSON is taken value by value: the items of an array at the top, or the values of NDJSON.

mod plan;
mod record;
mod requests;
mod walk;

use std::borrow::Cow;

use super::Context;
use super::calls::Calls;
use super::columns::Column;
use super::content::Content;
use super::glimpse::{Glimpse, Shape};
use super::json::{Stop, Stream};
use super::signs;
use super::source::IntakeError;
use super::text;
use super::tree::{self, Place};
use walk::Walk;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    match &glimpse.shape {
        Shape::Json(_) | Shape::JsonLines(_) => true,
        Shape::Yaml(_) | Shape::Lines => {
            matches!(glimpse.ending(), "yaml" | "yml") || is_keyed(&glimpse.text)
        }
        Shape::Markup => false,
    }
}

/// Whether a text is a YAML list of methods and paths, each behind its key: `- method: GET`, below it `path: /users`.
fn is_keyed(text: &str) -> bool {
    let mut methods = false;
    let mut paths = false;
    let lines =
        text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#') && *line != "---");
    for (number, line) in lines.enumerate() {
        // A list begins with an item, and nothing in it stands at the margin but items.
        if !line.starts_with("- ") && (number == 0 || !line.starts_with(' ')) {
            return false;
        }
        let key = line.trim_start_matches(['-', ' ']).split_once(": ").map(|(key, _)| Column::of(key));
        methods |= key == Some(Column::Method);
        paths |= key == Some(Column::Path);
    }
    methods && paths
}

/// Every call that stands in it. What turns out to be neither JSON nor YAML is read as a list, unless it broke off in
/// the middle of JSON.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let is_json = tree::is_json(&text);
    let result = if is_json {
        json(&text, context, calls).map_err(|stop| calls.stopped(stop, "JSON"))
    } else {
        yaml(&text, context, calls)
    };
    match result {
        Err(IntakeError::Broken { line, what, before, .. }) if before == 0 || !is_json => {
            calls.found.calls.clear();
            calls.note(Some(line), format!("it breaks here ({what}) and is read as a plain list"));
            text::lines(&text, context, calls)?;
            signs::leave_out_names(calls, context);
            if context.describes && !requests::is_pipeline(calls.source()) {
                calls.describe_from(0);
            }
            Ok(())
        }
        other => other,
    }
}

/// Says which items of a bare list are no calls, where others are.
fn account_for(passed_over: Vec<Place>, calls: &mut Calls) {
    if calls.found.calls.is_empty() {
        return;
    }
    for place in passed_over {
        calls.unresolved(place, "no call is recognized in this item of a list");
    }
}

/// JSON, one value or many.
fn json(text: &str, context: &Context<'_>, calls: &mut Calls) -> Result<(), Stop> {
    let mut stream = Stream::new(text.trim_start_matches('\u{feff}').as_bytes());
    let mut passed_over = Vec::new();
    while let Some(first) = stream.peek()? {
        if first == b'[' {
            stream.list(|stream| {
                passed_over.extend(value(stream, context, calls)?);
                calls.fold();
                Ok(())
            })?;
        } else {
            value(&mut stream, context, calls)?;
            calls.fold();
        }
    }
    account_for(passed_over, calls);
    Ok(())
}

/// The next value of a stream; returns what of it is an item of a bare list and no call.
fn value(stream: &mut Stream<&[u8]>, context: &Context<'_>, calls: &mut Calls) -> Result<Vec<Place>, Stop> {
    let record = stream.record()?;
    let text = String::from_utf8_lossy(record.bytes);
    let tree = tree::json(&text);
    let mut passed_over = Vec::new();
    for root in &tree.roots {
        if plan::is_one(root) {
            let first = calls.found.calls.len();
            plan::read(root, record.place, calls);
            if context.describes {
                calls.describe_from(first);
            }
        } else {
            passed_over.extend(Walk::new(calls, context, Some(record.place)).root(root));
        }
    }
    match tree.broken {
        None => Ok(passed_over),
        Some((place, what)) => {
            let what = if let Cow::Borrowed(what) = what { what } else { "a value is missing" };
            Err(Stop::Broken { place: within(record.place, place), what })
        }
    }
}

/// YAML, one document or many, and the calls in its comments.
fn yaml(text: &str, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let tree = tree::yaml(text);
    for root in &tree.roots {
        let passed_over = Walk::new(calls, context, None).root(root);
        account_for(passed_over, calls);
    }
    calls.end(&tree, "YAML")?;
    text::comments(text, context, calls)
}

/// A place in a value that itself begins at a place.
fn within(start: Place, place: Place) -> Place {
    let column = if place.line == 1 { start.column + place.column - 1 } else { place.column };
    Place { line: start.line + place.line - 1, column }
}
