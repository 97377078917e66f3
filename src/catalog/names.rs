//! Names of the catalog and the keys behind them: a name that means nothing is a problem with a suggestion.
//!
//! Shared with `build.rs`. Scopes and capabilities are namespaces of their own even where they spell alike.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::problem::Problem;
use super::tables::{
    ApiKey, CapabilityKey, LimitKey, OperationKey, ParameterKey, RoleKey, ScopeKey, SourceKey, Tables,
};
use crate::model::{Letters, did_you_mean};

/// Every name of a catalog, by kind.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// APIs.
    pub apis: BTreeMap<String, ApiKey>,
    /// Keys of sources.
    pub sources: BTreeMap<String, SourceKey>,
    /// OAuth scopes.
    pub scopes: BTreeMap<String, ScopeKey>,
    /// Capabilities.
    pub capabilities: BTreeMap<String, CapabilityKey>,
    /// Standard roles.
    pub roles: BTreeMap<String, RoleKey>,
    /// Operations, as in `management:listUsers`.
    pub operations: BTreeMap<String, OperationKey>,
    /// Limits.
    pub limits: BTreeMap<String, LimitKey>,
    /// Parameters of conditions.
    pub parameters: BTreeMap<String, ParameterKey>,
}

impl Names {
    /// The names of packed tables.
    pub fn of(tables: &Tables) -> Self {
        let operation_name = |operation: &super::tables::Operation| {
            format!("{}:{}", tables.apis[operation.api.index()].name, operation.id)
        };
        Self {
            apis: index(&tables.apis, |api| api.name.clone(), ApiKey::new),
            sources: index(&tables.sources, |source| source.key.clone(), SourceKey::new),
            scopes: index(&tables.scopes, |scope| scope.name.clone(), ScopeKey::new),
            capabilities: index(
                &tables.capabilities,
                |capability| capability.name.clone(),
                CapabilityKey::new,
            ),
            roles: index(&tables.roles, |role| role.name.clone(), RoleKey::new),
            operations: index(&tables.operations, operation_name, OperationKey::new),
            limits: index(&tables.limits, |limit| limit.name.clone(), LimitKey::new),
            parameters: index(&tables.parameters, |parameter| parameter.name.clone(), ParameterKey::new),
        }
    }

    /// The key of a scope, or the problem that there is none.
    pub(super) fn scope(&self, name: &str, at: &Place<'_>) -> Result<ScopeKey, Problem> {
        lookup(&self.scopes, "scope", name, at, || {
            self.capabilities
                .contains_key(name)
                .then(|| format!("`{name}` is a permission, not an OAuth scope"))
        })
    }

    /// The key of a capability, or the problem that there is none.
    pub(super) fn capability(&self, name: &str, at: &Place<'_>) -> Result<CapabilityKey, Problem> {
        lookup(&self.capabilities, "capability", name, at, || {
            self.scopes.contains_key(name).then(|| format!("`{name}` is an OAuth scope, not a capability"))
        })
    }

    /// The key of a role, or the problem that there is none.
    pub(super) fn role(&self, name: &str, at: &Place<'_>) -> Result<RoleKey, Problem> {
        lookup(&self.roles, "role", name, at, || None)
    }

    /// The key of an API, or the problem that there is none.
    pub(super) fn api(&self, name: &str, at: &Place<'_>) -> Result<ApiKey, Problem> {
        lookup(&self.apis, "API", name, at, || None)
    }

    /// The key of an operation, or the problem that there is none.
    pub(super) fn operation(&self, name: &str, at: &Place<'_>) -> Result<OperationKey, Problem> {
        lookup(&self.operations, "operation", name, at, || None)
    }

    /// The key of a source, or the problem that there is none.
    pub(super) fn source(&self, name: &str, at: &Place<'_>) -> Result<SourceKey, Problem> {
        lookup(&self.sources, "source", name, at, || None)
    }

    /// The key of a limit, or the problem that there is none.
    pub(super) fn limit(&self, name: &str, at: &Place<'_>) -> Result<LimitKey, Problem> {
        lookup(&self.limits, "limit", name, at, || None)
    }

    /// The key of a parameter of conditions, or the problem that there is none.
    pub(super) fn parameter(&self, name: &str, at: &Place<'_>) -> Result<ParameterKey, Problem> {
        lookup(&self.parameters, "parameter", name, at, || None)
    }
}

/// Where a name is used.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The file.
    pub file: &'a str,
    /// The record.
    pub record: &'a str,
}

impl Place<'_> {
    /// A problem at this place.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::record(self.file, self.record, message)
    }
}

fn index<T, Key>(
    table: &[T],
    name: impl Fn(&T) -> String,
    key: impl Fn(usize) -> Key,
) -> BTreeMap<String, Key> {
    table.iter().enumerate().map(|(position, entry)| (name(entry), key(position))).collect()
}

fn lookup<Key: Copy>(
    names: &BTreeMap<String, Key>,
    kind: &str,
    name: &str,
    at: &Place<'_>,
    elsewhere: impl Fn() -> Option<String>,
) -> Result<Key, Problem> {
    names.get(name).copied().ok_or_else(|| {
        if let Some(message) = elsewhere() {
            return at.problem(message).help(format!("use the name of a {kind}"));
        }
        let problem = at.problem(format!("names the unknown {kind} `{name}`"));
        match nearest(name, names.keys().map(String::as_str)) {
            Some(near) => problem.help(did_you_mean(name, near)),
            None => problem,
        }
    })
}

/// The candidate that is spelt most alike, when it is alike enough to be meant.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.8;
    let lower = name.to_lowercase();
    let letters = Letters::of(&lower);
    // As many letters as one is longer, it differs in at least.
    let may_be_alike = |candidate: &&str| {
        let (short, long) = (name.len().min(candidate.len()), name.len().max(candidate.len()));
        short * 5 >= long * 4
    };
    let mut best: Option<((f64, f64), &'a str)> = None;
    for candidate in candidates.filter(may_be_alike) {
        let least = best.map_or(ALIKE, |((likeness, _), _)| likeness);
        let other = lowered(candidate);
        if most_alike(&letters, &Letters::of(&other)) < least {
            continue;
        }
        let without_case = strsim::normalized_damerau_levenshtein(&lower, &other);
        if without_case < least {
            continue;
        }
        let exact = strsim::normalized_damerau_levenshtein(name, candidate);
        let found = ((without_case, exact), candidate);
        if best.is_none_or(|best| is_nearer(found, best)) {
            best = Some(found);
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A name in lower case; most names are so already.
fn lowered(name: &str) -> Cow<'_, str> {
    let is_lower = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) }
}

/// The greatest likeness that two words with these letters may have.
#[expect(clippy::cast_precision_loss, reason = "names are short")]
fn most_alike(one: &Letters, other: &Letters) -> f64 {
    match one.length().max(other.length()) {
        0 => 1.0,
        longest => 1.0 - (one.min_edits(other) as f64) / (longest as f64),
    }
}

/// Whether one candidate, with its likeness without and with case, comes before another.
fn is_nearer((one, name): ((f64, f64), &str), (other, other_name): ((f64, f64), &str)) -> bool {
    let order = one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1));
    order.then_with(|| other_name.cmp(name)).is_gt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    /// Compares every candidate in full.
    fn plainly_nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        let likeness = |candidate: &'a str| {
            let (lower, other) = (name.to_lowercase(), candidate.to_lowercase());
            let without_case = strsim::normalized_damerau_levenshtein(&lower, &other);
            ((without_case, strsim::normalized_damerau_levenshtein(name, candidate)), candidate)
        };
        let (short, long) = (name.len() * 4, name.len() * 5);
        candidates
            .filter(|one| one.len() * 5 >= short && one.len() * 4 <= long)
            .map(likeness)
            .filter(|((without_case, _), _)| *without_case >= 0.8)
            .max_by(|(one, name), (other, other_name)| {
                one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)).then_with(|| other_name.cmp(name))
            })
            .map(|(_, candidate)| candidate)
    }

    #[test]
    fn the_nearest_name_is_that_of_the_plain_search() {
        let catalog = Catalog::embedded().unwrap();
        let names = catalog.names();
        let known: Vec<&str> =
            names.scopes.keys().chain(names.operations.keys()).map(String::as_str).collect();
        for (number, name) in known.iter().step_by(17).enumerate() {
            let at = number % name.len();
            let rest = &name.chars().skip(at + 1).collect::<String>();
            let start = &name.chars().take(at).collect::<String>();
            for misspelt in [
                format!("{start}{rest}"),
                format!("{start}X{rest}"),
                format!("{start}\u{e9}12{rest}"),
                name.to_uppercase(),
                format!("{name}-of-nothing-that-is-known"),
                format!("x{number}.read"),
            ] {
                let plain = plainly_nearest(&misspelt, known.iter().copied());
                assert_eq!(nearest(&misspelt, known.iter().copied()), plain, "{misspelt}");
            }
        }
        assert_eq!(nearest("", [""].into_iter()), Some(""));
    }
}
