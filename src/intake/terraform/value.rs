//! The values of expressions, with the positions of what they are made from.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use crate::located::hcl::Expression;
use crate::located::{Located, Position};
use crate::model::Origin;

/// How much work one value may take, in evaluated expressions, elements and pieces of text.
const MAX_WORK: u32 = crate::limits::MAX_TERRAFORM_STEPS;

/// How long a string may be, in bytes.
const MAX_TEXT_BYTES: usize = 1 << 20;

/// What is put in place of an unknown part of a text that names a block.
pub(super) const UNKNOWN_PART: &str = "…";

/// The value of an expression.
#[derive(Clone, PartialEq)]
pub(super) enum Value {
    /// Cannot be computed from the files.
    Unknown,
    /// Terraform fails to evaluate it. Only `try` and `can` tell this from an unknown value.
    Error,
    /// An element of a list that is there for any number of unknown elements, in any place.
    Rest,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Shape, Vec<Found>),
    /// A map or an object, sorted by key.
    Map(Vec<(String, Found)>),
    /// An attribute of another block: the address of that, and the name.
    Attribute(String, String),
}

/// The kinds of sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Tuple,
    List,
    /// Sorted, every element once.
    Set,
}

/// A value with the position where it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) at: Origin,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Terraform fails.
    Error,
    /// It cannot be computed from the files; the position of what is unknown, where that is known.
    Unknown(Option<Origin>),
}

pub(super) type Outcome = Result<Value, Failure>;

/// An expression with the file that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) source: Arc<str>,
    pub(super) expression: Located<Expression>,
}

/// The work that is left for one value.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<u32>,
    /// Whether a variable was used whose value a run can replace.
    pub(super) is_replaceable: Cell<bool>,
    /// Whether the id of another block is its address, and an unknown part of a text is [`UNKNOWN_PART`]: for lists that
    /// say who is meant, and for nothing that is compared.
    pub(super) names_blocks: bool,
}

// A value may be a secret: it is never shown.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Unknown"),
            Self::Error => f.write_str("Error"),
            Self::Rest => f.write_str("Rest"),
            Self::Null => f.write_str("Null"),
            Self::Bool(_) => f.write_str("Bool(…)"),
            Self::Number(_) => f.write_str("Number(…)"),
            Self::Text(_) => f.write_str("Text(…)"),
            Self::List(shape, items) => write!(f, "{shape:?}({} items)", items.len()),
            Self::Map(members) => write!(f, "Map({} members)", members.len()),
            Self::Attribute(address, name) => write!(f, "Attribute({address}.{name})"),
        }
    }
}

impl Value {
    pub(super) const fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown | Self::Error | Self::Rest | Self::Attribute(..))
    }
}

impl Found {
    pub(super) const fn new(value: Value, at: Origin) -> Self {
        Self { value, at }
    }

    /// The string, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The first part of it that is not known.
    pub(super) fn first_unknown(&self) -> Option<&Self> {
        match &self.value {
            Value::List(_, items) => items.iter().find_map(Self::first_unknown),
            Value::Map(members) => members.iter().find_map(|(_, member)| member.first_unknown()),
            value => (!value.is_known()).then_some(self),
        }
    }

    /// Whether it is a map or object, or has one in it.
    pub(super) fn has_map(&self) -> bool {
        match &self.value {
            Value::List(_, items) => items.iter().any(Self::has_map),
            value => matches!(value, Value::Map(_)),
        }
    }

    /// Whether Terraform fails to evaluate it or a part of it.
    pub(super) fn has_error(&self) -> bool {
        match &self.value {
            Value::Error => true,
            Value::List(_, items) => items.iter().any(Self::has_error),
            Value::Map(members) => members.iter().any(|(_, member)| member.has_error()),
            _ => false,
        }
    }

    /// The value, unless a part of it is not known.
    pub(super) fn whole(&self) -> Result<&Value, Failure> {
        if self.has_error() {
            return Err(Failure::Error);
        }
        match self.first_unknown() {
            Some(unknown) => Err(Failure::Unknown(Some(unknown.at.clone()))),
            None => Ok(&self.value),
        }
    }

    /// The value itself, where at least its kind is known.
    pub(super) fn known(&self) -> Result<&Value, Failure> {
        match &self.value {
            Value::Error => Err(Failure::Error),
            value if value.is_known() => Ok(value),
            _ => Err(Failure::Unknown(Some(self.at.clone()))),
        }
    }

    /// An outcome at a position.
    pub(super) fn from_outcome(outcome: Outcome, at: Origin) -> Self {
        match outcome {
            Ok(value) => Self { value, at },
            Err(Failure::Error) => Self { value: Value::Error, at },
            Err(Failure::Unknown(of)) => Self { value: Value::Unknown, at: of.unwrap_or(at) },
        }
    }

    /// The same with every error as something unknown.
    pub(super) fn without_errors(self) -> Self {
        let value = match self.value {
            Value::Error => Value::Unknown,
            Value::List(shape, items) => {
                Value::List(shape, items.into_iter().map(Self::without_errors).collect())
            }
            Value::Map(members) => {
                let member = |(name, member): (String, Self)| (name, member.without_errors());
                Value::Map(members.into_iter().map(member).collect())
            }
            other => other,
        };
        Self { value, at: self.at }
    }

    /// How many values it is made of, and pieces of long texts.
    pub(super) fn size(&self) -> usize {
        match &self.value {
            Value::Text(text) => 1 + text.len() / 64,
            Value::List(_, items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Value::Map(members) => {
                1 + members.iter().map(|(name, member)| name.len() / 64 + member.size()).sum::<usize>()
            }
            _ => 1,
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Cell::new(MAX_WORK), is_replaceable: Cell::new(false), names_blocks: false }
    }
}

impl Budget {
    /// One for a list that names blocks.
    pub(super) fn naming_blocks() -> Self {
        Self { names_blocks: true, ..Self::default() }
    }

    /// Takes work from what is left.
    pub(super) fn spend(&self, work: usize) -> Result<(), Failure> {
        let left = u32::try_from(work).ok().and_then(|work| self.left.get().checked_sub(work));
        self.left.set(left.unwrap_or(0));
        left.map(drop).ok_or(Failure::Unknown(None))
    }

    /// Takes the work of a string from what is left.
    pub(super) fn text(&self, text: String) -> Outcome {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Failure::Unknown(None));
        }
        self.spend(1 + text.len() / 64)?;
        Ok(Value::Text(text))
    }
}

pub(super) fn origin(source: &Arc<str>, at: Position) -> Origin {
    Origin { source: Arc::clone(source), line: at.line, column: at.column }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_TERRAFORM_STEPS;

    #[test]
    fn steps_are_taken_up_to_the_limit() {
        for (steps, fits) in
            [(MAX_TERRAFORM_STEPS - 1, true), (MAX_TERRAFORM_STEPS, true), (MAX_TERRAFORM_STEPS + 1, false)]
        {
            for budget in [Budget::default(), Budget::naming_blocks()] {
                assert_eq!(budget.spend(steps as usize).is_ok(), fits, "{steps} at once");
            }
            let budget = Budget::default();
            assert_eq!((0..steps).all(|_| budget.spend(1).is_ok()), fits, "{steps} one by one");
        }
    }
}
