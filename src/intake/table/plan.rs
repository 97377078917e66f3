//! A plan of this program as an input: the operations that its calls were found to be, each once.

use std::collections::BTreeSet;

use super::within;
use crate::intake::calls::Calls;
use crate::intake::exchange::Exchange;
use crate::intake::tree::{Node, Place};
use crate::model::{Asked, Call};

/// Whether a document is a plan.
pub(super) fn is_one(root: &Node<'_>) -> bool {
    root.text_of("schema").is_some_and(|schema| schema.starts_with("leastwise.plan/"))
}

/// Every operation of a plan, and what it could not tell; what it ignored is left out.
pub(super) fn read(root: &Node<'_>, start: Place, calls: &mut Calls) {
    let mut known = BTreeSet::new();
    let mut ignored = 0;
    for call in root.get("calls").map(Node::items).unwrap_or_default() {
        match call.text_of("status") {
            Some("matched" | "corrected") => {
                let operations = call.get("operations").map(Node::items).unwrap_or_default();
                for node in operations {
                    operation(node, start, &mut known, calls);
                }
            }
            Some("excluded" | "ignored") => ignored += 1,
            _ => unclear(call, start, calls),
        }
    }
    // A plan that was cut down to its operations.
    for node in root.get("operations").map(Node::items).unwrap_or_default() {
        if node.text_of("in_plan") == Some("true") {
            node.get("id").into_iter().for_each(|id| operation(id, start, &mut known, calls));
        }
    }
    if ignored > 0 {
        let message =
            format!("{} that this plan excludes are left out", crate::model::plural(ignored, "call"));
        calls.note(None, message);
    }
}

fn operation(node: &Node<'_>, start: Place, known: &mut BTreeSet<String>, calls: &mut Calls) {
    if let Some(id) = node.text().filter(|id| known.insert((*id).to_owned())) {
        let origin = calls.origin(within(start, node.place));
        let name = calls.allowed().name(id).to_owned();
        calls.push(Call::new(origin, Asked::Name(name)));
    }
}

/// A call that was ambiguous or unknown, as it stood.
fn unclear(call: &Node<'_>, start: Place, calls: &mut Calls) {
    let (method, url) =
        (call.text_of("method").unwrap_or_default(), call.text_of("path").unwrap_or_default());
    if !url.is_empty() {
        let method = if method == "null" { "" } else { method };
        let exchange = Exchange { method, url, ..Exchange::default() };
        calls.push(exchange.call(calls.origin(within(start, call.place))));
    }
}
