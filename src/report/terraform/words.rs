//! Conditions of the provider's calls in words.

use crate::catalog::tables::Term;
use crate::model::either;

/// A term in words; none for one that says nothing to whoever reads a plan.
pub(super) fn term(term: &Term) -> Option<String> {
    let names = |names: &[String]| either(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>());
    Some(match term {
        Term::Set(set) => format!("{} is set", names(set)),
        Term::Unset(name) => format!("`{name}` is not set"),
        Term::Is(name, values) => format!("`{name}` is {}", either(values)),
        Term::IsNot(name, values) => format!("`{name}` is not {}", either(values)),
        Term::Changed(changed) => format!("{} changes", names(changed)),
        Term::OthersChanged(name) => format!("something else than `{name}` changes"),
        Term::Unchanged(name) => format!("`{name}` does not change"),
        Term::Auth(only) => format!("the provider authenticates with {}", only.name()),
        Term::Engine(engine) => format!("the org runs {engine}"),
        Term::Undecidable(text) => text.clone(),
        Term::Once => return None,
    })
}

/// Terms in words.
pub(super) fn all(all: &[&Term]) -> Vec<String> {
    all.iter().filter_map(|one| term(one)).collect()
}

/// Terms in words, without what goes without saying where a configuration changes over time.
pub(super) fn terms(all: &[&Term]) -> Vec<String> {
    all.iter().filter(|one| !matches!(one, Term::OthersChanged(_))).filter_map(|one| term(one)).collect()
}
