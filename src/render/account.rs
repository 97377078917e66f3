//! The account of the input in words: what was read, passed over, not understood, unresolved.

use crate::model::plural;
use crate::report::{InputsView, PlaceView};

/// How many files were read and passed over, and why; nothing for a single input that was read.
pub(super) fn files(inputs: &InputsView) -> Option<String> {
    let files = &inputs.files;
    if files.read <= 1 && files.skipped.is_empty() && files.failed == 0 {
        return None;
    }
    let mut parts = vec![format!("{} read", plural(files.read, "file"))];
    let skipped: usize = files.skipped.values().sum();
    if skipped > 0 {
        let classes: Vec<_> = files.skipped.iter().map(|(class, count)| format!("{count} {class}")).collect();
        parts.push(format!("{skipped} skipped ({})", classes.join(", ")));
    }
    if files.failed > 0 {
        parts.push(format!("{} could not be read", files.failed));
    }
    Some(parts.join(" · "))
}

/// What the answer may lack, one sentence each, most important first; each names at most `most` places.
pub(super) fn open(inputs: &InputsView, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let not_understood = inputs.lines.not_understood;
    if not_understood > 0 {
        let lines_in_all =
            inputs.lines.calls + inputs.lines.prose + inputs.lines.excluded + inputs.lines.not_understood;
        let verb = if not_understood == 1 { "is" } else { "are" };
        lines.push(format!(
            "{not_understood} of {} {verb} not understood: {}",
            plural(lines_in_all, "line"),
            places(&inputs.not_understood, most, false)
        ));
    }
    if !inputs.unresolved.is_empty() {
        lines.push(format!(
            "{} in code cannot be resolved: {}",
            plural(inputs.unresolved.len(), "place"),
            places(&inputs.unresolved, most, true)
        ));
    }
    if inputs.files.failed > 0 {
        lines.push(format!("{} could not be read", plural(inputs.files.failed, "input")));
    }
    if !inputs.without_calls.is_empty() {
        lines.push(format!(
            "an Okta client is used and no call could be read in {}",
            some(inputs.without_calls.iter().cloned(), inputs.without_calls.len(), most)
        ));
    }
    lines
}

fn places(places: &[PlaceView], most: usize, with_reason: bool) -> String {
    let name = |place: &PlaceView| {
        let at = format!("{}:{}", place.source, place.line);
        if with_reason { format!("{at} ({})", place.reason) } else { at }
    };
    some(places.iter().map(name), places.len(), most)
}

fn some(names: impl Iterator<Item = String>, count: usize, most: usize) -> String {
    let shown: Vec<_> = names.take(most).collect();
    match count - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
