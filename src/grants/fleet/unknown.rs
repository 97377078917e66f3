//! What could not be seen of a principal, and why.

use crate::grants::org::{Gap, GapReason, Known, Needs};

/// Something that is not known of a principal.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What it is, such as `its scopes`.
    pub what: String,
    /// Whether some of it was seen.
    pub partly: bool,
    /// Why it was not seen, and what would be needed to see it.
    pub why: String,
    /// Whether it was seen, and the catalog does not list it.
    pub unlisted: bool,
    /// What the principal may hold more because of it.
    pub opens: Opens,
    /// The ids of what it is about, where these are not principals.
    pub about: Vec<String>,
}

/// The layers of a grant that may hold more than is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opens {
    /// Neither: what is not known limits objects, not operations.
    Nothing,
    /// The scopes.
    Scopes,
    /// The admin roles.
    Roles,
    /// Either, unless something else is known.
    #[default]
    Both,
}

impl Opens {
    /// Whether there may be more scopes than are known.
    pub const fn scopes(self) -> bool {
        matches!(self, Self::Scopes | Self::Both)
    }

    /// Whether there may be more roles than are known.
    pub const fn roles(self) -> bool {
        matches!(self, Self::Roles | Self::Both)
    }
}

impl Unknown {
    /// What could not be seen of something; nothing when all of it was. It opens both layers, until it is narrowed.
    pub(super) fn of<T>(what: impl Into<String>, known: &Known<T>) -> Option<Self> {
        let why = match known {
            Known::Known(_) => return None,
            Known::Partial { gap, .. } => {
                format!("`{}`: {}{}", short(&gap.operation), reason(gap), needs(&gap.needs))
            }
            Known::Refused(refusal) => {
                let answer = match refusal.status {
                    0 if refusal.needs.scope.is_none() => {
                        "was not called: the id is not one that can be asked for".to_owned()
                    }
                    0 => "was not called: the token of the auditor has no scope for it".to_owned(),
                    status @ 200..=299 => format!("was answered in a form that is not known ({status})"),
                    status if refusal.not_enabled => {
                        format!("was refused ({status}): the feature is not enabled in this org")
                    }
                    status => format!("was refused ({status})"),
                };
                format!("`{}` {answer}{}", short(&refusal.operation), needs(&refusal.needs))
            }
            Known::NotAsked => "the org was not asked".to_owned(),
        };
        Some(Self {
            what: what.into(),
            partly: matches!(known, Known::Partial { .. }),
            why,
            ..Self::default()
        })
    }

    /// The same, where what is known must hold a thing and does not.
    pub(super) fn missing<T>(what: impl Into<String>, known: &Known<T>) -> Self {
        let what = what.into();
        let why = "it is not among those that the org tells of".to_owned();
        let lacking = |what| Self { what, why, ..Self::default() };
        Self::of(what.clone(), known).map_or_else(|| lacking(what), |one| Self { partly: false, ..one })
    }

    /// Something that was seen and that the catalog does not list.
    pub fn unlisted(what: impl Into<String>, opens: Opens) -> Self {
        let why = "the catalog does not list it".to_owned();
        Self { what: what.into(), why, unlisted: true, opens, ..Self::default() }
    }

    /// The same about things of the org with these ids.
    pub(super) fn about<'i>(self, ids: impl IntoIterator<Item = &'i str>) -> Self {
        Self { about: ids.into_iter().map(str::to_owned).collect(), ..self }
    }

    /// The same where only scopes can be missing because of it.
    pub(super) fn of_scopes(self) -> Self {
        Self { opens: Opens::Scopes, ..self }
    }

    /// The same where only roles can be missing because of it.
    pub(super) fn of_roles(self) -> Self {
        Self { opens: Opens::Roles, ..self }
    }

    /// The same where it limits objects only.
    pub(super) fn of_objects(self) -> Self {
        Self { opens: Opens::Nothing, ..self }
    }

    /// That in a sentence.
    pub fn sentence(&self) -> String {
        let seen = match () {
            () if self.unlisted => "is not known",
            () if self.partly => "could be seen in part only",
            () => "could not be seen",
        };
        format!("{} {seen}: {}", self.what, self.why)
    }
}

/// What is wrong with an answer, with the entries that could not be read.
fn reason(gap: &Gap) -> String {
    match (gap.unread.is_nothing(), gap.reason) {
        (true, reason) => reason.to_string(),
        (false, GapReason::Unreadable) => gap.unread.to_string(),
        (false, reason) => format!("{reason}; {}", gap.unread),
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
