//! What could not be seen of a principal, and why.

use crate::grants::org::{Known, Needs};

/// Something that could not be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What it is, such as `its scopes`.
    pub what: String,
    /// Whether some of it was seen.
    pub partly: bool,
    /// Why it was not seen, and what would be needed to see it.
    pub why: String,
}

impl Unknown {
    /// What could not be seen of something; nothing when all of it was.
    pub(super) fn of<T>(what: impl Into<String>, known: &Known<T>) -> Option<Self> {
        let why = match known {
            Known::Known(_) => return None,
            Known::Partial { gap, .. } => {
                format!("`{}`: {}{}", short(&gap.operation), gap.reason, needs(&gap.needs))
            }
            Known::Refused(refusal) => {
                let answer = match refusal.status {
                    0 => "was not called: the token of the auditor has no scope for it".to_owned(),
                    status => format!("was refused ({status})"),
                };
                format!("`{}` {answer}{}", short(&refusal.operation), needs(&refusal.needs))
            }
            Known::NotAsked => "the org was not asked".to_owned(),
        };
        Some(Self { what: what.into(), partly: matches!(known, Known::Partial { .. }), why })
    }

    /// The same, where what is known must hold a thing and does not.
    pub(super) fn missing<T>(what: impl Into<String>, known: &Known<T>) -> Self {
        let what = what.into();
        let why = "it is not among those that the org tells of".to_owned();
        let lacking = |what| Self { what, partly: false, why };
        Self::of(what.clone(), known).map_or_else(|| lacking(what), |one| Self { partly: false, ..one })
    }

    /// That in a sentence.
    pub fn sentence(&self) -> String {
        let seen = if self.partly { "could be seen in part only" } else { "could not be seen" };
        format!("{} {seen}: {}", self.what, self.why)
    }
}

/// What would let the call pass, where that is known.
fn needs(needs: &Needs) -> String {
    if needs.is_nothing() { String::new() } else { format!("; it needs {needs}") }
}

/// The name of an operation of the management API without the name of the API.
fn short(operation: &str) -> &str {
    operation.strip_prefix("management:").unwrap_or(operation)
}
