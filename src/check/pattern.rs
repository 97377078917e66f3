//! How allowances and deny lists name grants: a name with `*` for any part of it, and its kind where names are shared.

use std::fmt;

use super::finding::{Kind, Subject};
use crate::catalog::Catalog;

/// Which grants are meant, such as `okta.users.*` or `role:SUPER_ADMIN`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern {
    /// The kind; any when none is given.
    pub kind: Option<Kind>,
    /// The name.
    pub name: String,
}

impl Pattern {
    /// The kinds that can be written before a name.
    const KINDS: [Kind; 4] = [Kind::Scope, Kind::Role, Kind::Permission, Kind::Escalation];

    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        let kind = |word: &str| Self::KINDS.into_iter().find(|kind| kind.name() == word);
        match text.split_once(':').and_then(|(word, name)| Some((kind(word)?, name))) {
            Some((kind, name)) => Self { kind: Some(kind), name: name.to_owned() },
            None => Self { kind: None, name: text.to_owned() },
        }
    }

    /// The same with a standard role by its type, where it is written by its label.
    #[must_use]
    pub fn with_type(self, catalog: &Catalog) -> Self {
        let may_be_role = self.kind.is_none_or(|kind| kind == Kind::Role);
        match catalog.role_called(&self.name).filter(|_| may_be_role) {
            Some(key) => Self { name: catalog.role(key).name.clone(), ..self },
            None => self,
        }
    }

    /// Whether a subject is meant.
    pub fn matches(&self, subject: &Subject) -> bool {
        let kind = self.kind.map_or_else(|| Self::KINDS.contains(&subject.kind), |kind| kind == subject.kind);
        kind && is_like(&self.name, &subject.name)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kind) = self.kind {
            write!(f, "{}:", kind.name())?;
        }
        f.write_str(&self.name)
    }
}

/// Whether a name is like a pattern in which `*` stands for any letters.
fn is_like(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_a_kind_narrows() {
        for (pattern, kind, name, meant) in [
            ("okta.users.read", Kind::Scope, "okta.users.read", true),
            ("okta.users.read", Kind::Permission, "okta.users.read", true),
            ("scope:okta.users.read", Kind::Permission, "okta.users.read", false),
            ("okta.*.manage", Kind::Scope, "okta.groups.manage", true),
            ("okta.*.manage", Kind::Scope, "okta.groups.read", false),
            ("*", Kind::Role, "SUPER_ADMIN", true),
            ("*", Kind::Call, "GET /api/v1/users", false),
            ("okta.*s.*s.*", Kind::Scope, "okta.users.factors.x", true),
            ("okta.users", Kind::Scope, "okta.users.read", false),
            ("a*a", Kind::Scope, "a", false),
            ("escalation:assign-roles", Kind::Escalation, "assign-roles", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(&kind.named(name)), meant, "{pattern} {name}");
        }
        assert_eq!(Pattern::new("role:SUPER_ADMIN").to_string(), "role:SUPER_ADMIN");
    }
}
