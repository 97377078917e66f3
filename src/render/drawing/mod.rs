//! Pictures of who needs what: a drawing of boxes and arrows, written as DOT for Graphviz or as Mermaid.

mod dot;
mod explain;
mod mermaid;
mod plan;

use std::collections::BTreeMap;

pub(super) use dot::write as dot;
pub(super) use explain::drawing as of_explanation;
pub(super) use mermaid::write as mermaid;
pub(super) use plan::drawing as of_plan;

/// Boxes and arrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drawing {
    boxes: Vec<Box>,
    arrows: Vec<Arrow>,
    numbers: BTreeMap<String, usize>,
}

/// A box.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Box {
    kind: Kind,
    /// Its lines; the first says what it is.
    lines: Vec<String>,
}

/// What a box stands for, which gives it its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Calls, or the operations that they are.
    Calls,
    /// What is needed.
    Need,
    /// An OAuth scope.
    Scope,
    /// A permission or a right of standard roles.
    Right,
    /// A standard role.
    Role,
}

impl Kind {
    /// Each kind with its name in the output, its colour, and whether its corners are round.
    const ALL: [(Self, &'static str, &'static str, bool); 5] = [
        (Self::Calls, "calls", "#e8e8e8", false),
        (Self::Need, "need", "#ffffff", true),
        (Self::Scope, "scope", "#d6e6f7", false),
        (Self::Right, "right", "#dcefd8", false),
        (Self::Role, "role", "#f9e3c4", false),
    ];
}

/// An arrow from a need to what satisfies it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: usize,
    to: usize,
    label: String,
    /// Whether it is only inferred.
    faint: bool,
}

impl Drawing {
    /// The number of the box of a name; the first call makes it.
    fn add(&mut self, name: &str, kind: Kind, lines: impl FnOnce() -> Vec<String>) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.boxes.push(Box { kind, lines: lines() });
        self.numbers.insert(name.to_owned(), self.boxes.len() - 1);
        self.boxes.len() - 1
    }

    /// An arrow, unless there is one already.
    fn join(&mut self, from: usize, to: usize, label: &str, faint: bool) {
        let arrow = Arrow { from, to, label: label.to_owned(), faint };
        let there = self.arrows.iter().any(|other| (other.from, other.to) == (from, to));
        if !there && from != to {
            self.arrows.push(arrow);
        }
    }
}
