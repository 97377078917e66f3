//! Names that mean nothing anywhere, where somebody wrote them: on the command line and in a manifest.

use crate::catalog::Catalog;
use crate::check::{Kind, Pattern, alike, is_known_anywhere};
use crate::located::{Position, Problem};
use crate::model::{Grant, HeldRole, Named, Origin, did_you_mean};

/// The names of a grant that stand in a source and are known in no namespace: whoever wrote them can correct them at once.
///
/// In exports and tokens such names are findings, since nobody wrote them.
pub(super) fn unknown(catalog: &Catalog, grant: &Grant, source: &str) -> Vec<Problem> {
    let scopes = grant.scopes.iter().flatten().map(|named| (Kind::Scope, named));
    let roles = grant.roles.iter().flatten().flat_map(|role| match role {
        HeldRole::Standard(held) => vec![(Kind::Role, &held.role)],
        HeldRole::Custom(held) => {
            held.permissions.iter().flatten().map(|one| (Kind::Permission, one)).collect()
        }
    });
    let written = scopes.chain(roles).filter(|(_, named)| &*named.origin.source == source);
    let unknown = written.filter(|(_, named)| !is_known_anywhere(catalog, &named.name));
    unknown.map(|(kind, Named { name, origin })| problem(catalog, kind, name, origin)).collect()
}

/// That a pattern of a deny list names nothing: it would deny nothing without a word.
pub(super) fn unknown_pattern(catalog: &Catalog, pattern: &Pattern, origin: &Origin) -> Option<Problem> {
    let is_name = !pattern.name.contains('*') && pattern.kind != Some(Kind::Escalation);
    let kind = pattern.kind.unwrap_or(Kind::Scope);
    let unknown = is_name && !is_known_anywhere(catalog, &pattern.name);
    unknown.then(|| {
        if pattern.kind.is_some() {
            return problem(catalog, kind, &pattern.name, origin);
        }
        let kinds = [Kind::Scope, Kind::Permission, Kind::Role];
        let near = kinds.into_iter().find_map(|kind| alike(catalog, kind, &pattern.name));
        of(catalog, origin, "scope, permission or role", &pattern.name, near)
    })
}

fn problem(catalog: &Catalog, kind: Kind, name: &str, origin: &Origin) -> Problem {
    of(catalog, origin, kind.name(), name, alike(catalog, kind, name))
}

fn of(catalog: &Catalog, origin: &Origin, kinds: &str, name: &str, near: Option<String>) -> Problem {
    let at = Position { line: origin.line, column: origin.column };
    let allowed = catalog.allow_list();
    let message = format!("there is no {kinds} `{}`", allowed.unknown_name(name, near.as_deref()));
    let usual = || "`leastwise catalog list --format json` names all that are known".to_owned();
    let help = near.map_or_else(usual, |near| did_you_mean(name, &near));
    Problem::at(&origin.source, at, message).help(help)
}
