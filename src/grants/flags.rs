//! A grant as flags of the command line give it.

use super::manifest::{NONE, role};
use super::name::named_as;
use super::words::words;
use crate::located::{Position, Problem, Problems};
use crate::model::{CustomRole, Grant, HeldRole, Named, Principal};

/// The source of what stands on the command line.
pub const ARGUMENT: &str = "argument";

/// The words of `--scopes`, `--role` and `--permission` as a principal without a name.
///
/// # Errors
///
/// Words that are no names, targets that are none, and what could be a secret.
pub fn of_flags(
    scopes: &[String],
    roles: &[String],
    permissions: &[String],
) -> Result<Principal, Vec<Problem>> {
    let at = Position { line: 1, column: 1 };
    let mut problems = Problems::new(ARGUMENT);
    for (flag, texts) in [("--scopes", scopes), ("--role", roles), ("--permission", permissions)] {
        if !texts.is_empty() && texts.iter().all(|text| words(text).is_empty()) {
            problems.add_with_help(
                at,
                format!("`{flag}` is empty"),
                "give names, or `none` when nothing is held",
            );
        }
    }
    let given = unless_none(named(scopes, words, at, &mut problems), &mut problems);
    let mut held = Vec::new();
    for word in unless_none(named(roles, super::words::names, at, &mut problems), &mut problems) {
        match role(&word) {
            Ok(standard) => held.push(HeldRole::Standard(standard)),
            Err(message) => problems.add_with_help(at, message, super::manifest::TARGET_HELP),
        }
    }
    let permitted = unless_none(named(permissions, words, at, &mut problems), &mut problems);
    if let Some(role) =
        named_as(super::manifest::NAMELESS, at, &mut problems).filter(|_| !permitted.is_empty())
    {
        held.push(HeldRole::Custom(CustomRole { role, permissions: Some(permitted), resources: Vec::new() }));
    }
    let grant = Grant {
        scopes: (!scopes.is_empty()).then_some(given),
        roles: (!roles.is_empty() || !permissions.is_empty()).then_some(held),
    };
    problems.unless_any(Principal { grant, ..Principal::default() })
}

/// The names in the values of a flag.
fn named<'t>(
    texts: &'t [String],
    apart: impl Fn(&'t str) -> Vec<&'t str>,
    at: Position,
    problems: &mut Problems,
) -> Vec<Named> {
    texts.iter().flat_map(|text| apart(text)).filter_map(|word| named_as(word, at, problems)).collect()
}

/// Names, or nothing where the one word `none` says that nothing is held.
fn unless_none(mut names: Vec<Named>, problems: &mut Problems) -> Vec<Named> {
    let Some(none) = names.iter().position(|one| one.name == NONE) else { return names };
    if names.len() > 1 {
        problems.add_with_help(
            Position { line: 1, column: 1 },
            "`none` stands beside other names",
            "give `none` alone, or the names alone",
        );
    }
    names.remove(none);
    names
}
