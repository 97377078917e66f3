//! What access appears and what goes, as renderers see it and as JSON carries it: schema `leastwise.diff/1`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::catalog_view;
use super::check::OperationBrief;
use super::names;
use super::plan::CatalogView;
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::check::{Difference, Extent, Layer, Subject, tally, worst_first};
use crate::model::{Credential, Tally, plural};

/// What access appears and what goes between two inputs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DiffReport {
    /// `leastwise.diff/1`.
    #[schemars(extend("const" = "leastwise.diff/1"))]
    pub schema: String,
    /// The catalog behind it.
    pub catalog: CatalogView,
    /// What was, as it was named.
    pub before: String,
    /// What is, as it was named.
    pub after: String,
    /// Whether any principal can reach more than before.
    pub grows: bool,
    /// The principals, by name.
    pub principals: Vec<PrincipalDiff>,
    /// The operations that are named, by id.
    pub operations: BTreeMap<String, OperationBrief>,
}

/// What differs for one principal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PrincipalDiff {
    /// What it is called; absent when nothing names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it authenticates now, or is taken to.
    pub credential: Credential,
    /// Which sides know it: `both`, `before` or `after`.
    pub known: String,
    /// Whether it can reach more than before.
    pub grows: bool,
    /// What can be reached now and could not.
    pub appears: ReachDiff,
    /// What could be reached and cannot any longer.
    pub goes: ReachDiff,
    /// What can be reached for more of the org than before.
    pub wider: Vec<Wider>,
    /// What is held now and was not.
    pub added: Vec<HeldItem>,
    /// What was held and is not any longer.
    pub removed: Vec<HeldItem>,
    /// The operations that are called now and were not; absent unless both sides tell of calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_added: Option<Vec<String>>,
    /// The operations that were called and are not any longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_removed: Option<Vec<String>>,
    /// What to know about the comparison.
    pub notes: Vec<String>,
}

/// Operations and how bad they can be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachDiff {
    /// How many there are, by impact.
    pub count: Tally,
    /// Their ids, the worst first.
    pub operations: Vec<String>,
}

/// Operations that can be reached for more of the org than before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Wider {
    /// For what they could be reached: groups, apps, resource sets.
    pub before: Vec<String>,
    /// For what they can be reached; empty for everything.
    pub after: Vec<String>,
    /// The operations.
    pub reach: ReachDiff,
}

/// Something that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldItem {
    /// `scope`, `role` or `permission`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// One principal with what was found.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What it is called.
    pub name: Option<String>,
    /// How it authenticates now.
    pub credential: Credential,
    /// How it authenticated, where that is another way.
    pub was: Option<Credential>,
    /// Which sides know it: `both`, `before` or `after`.
    pub known: &'static str,
    /// What differs.
    pub difference: Difference,
    /// What else to know.
    pub notes: Vec<String>,
    /// The operations that were called and those that are, when both sides tell.
    pub called: Option<(BTreeSet<OperationKey>, BTreeSet<OperationKey>)>,
}

/// The report of a comparison.
pub fn diff_report(
    catalog: &Catalog,
    age_days: i32,
    (before, after): (&str, &str),
    compared: &[Compared],
) -> DiffReport {
    let principals: Vec<_> = compared.iter().map(|one| principal(catalog, one)).collect();
    let reaches = principals.iter().flat_map(|one| {
        [&one.appears, &one.goes].into_iter().chain(one.wider.iter().map(|wider| &wider.reach))
    });
    let named: BTreeSet<_> = reaches.flat_map(|reach| &reach.operations).collect();
    let called = principals.iter().flat_map(|one| one.calls_added.iter().chain(&one.calls_removed)).flatten();
    let operations = super::checked::briefs(catalog, named.into_iter().chain(called));
    DiffReport {
        schema: "leastwise.diff/1".to_owned(),
        catalog: catalog_view(catalog, age_days),
        before: before.to_owned(),
        after: after.to_owned(),
        grows: compared.iter().any(|one| one.difference.grows()),
        principals,
        operations,
    }
}

fn principal(catalog: &Catalog, one: &Compared) -> PrincipalDiff {
    let difference = &one.difference;
    let wider = difference.wider.iter().map(|((before, after), operations)| Wider {
        before: extent(before),
        after: extent(after),
        reach: reach(catalog, operations),
    });
    let only = |these: &BTreeSet<OperationKey>, those: &BTreeSet<OperationKey>| {
        names::operations(catalog, &worst_first(catalog, &(these - those)))
    };
    PrincipalDiff {
        name: one.name.clone(),
        credential: one.credential,
        known: one.known.to_owned(),
        grows: difference.grows(),
        appears: reach(catalog, &difference.appears),
        goes: reach(catalog, &difference.goes),
        wider: wider.collect(),
        added: items(&difference.added),
        removed: items(&difference.removed),
        calls_added: one.called.as_ref().map(|(before, after)| only(after, before)),
        calls_removed: one.called.as_ref().map(|(before, after)| only(before, after)),
        notes: notes(catalog, one),
    }
}

fn reach(catalog: &Catalog, operations: &BTreeSet<OperationKey>) -> ReachDiff {
    ReachDiff {
        count: tally(catalog, operations),
        operations: names::operations(catalog, &worst_first(catalog, operations)),
    }
}

fn extent(extent: &Extent) -> Vec<String> {
    match extent {
        Extent::Only(names) => names.iter().cloned().collect(),
        Extent::Unknown | Extent::Everything => Vec::new(),
    }
}

fn items(subjects: &BTreeSet<Subject>) -> Vec<HeldItem> {
    let item =
        |subject: &Subject| HeldItem { kind: subject.kind.name().to_owned(), name: subject.name.clone() };
    subjects.iter().map(item).collect()
}

fn notes(catalog: &Catalog, one: &Compared) -> Vec<String> {
    let difference = &one.difference;
    let layers = difference.one_sided.iter().map(|layer| {
        let what = match layer {
            Layer::Scopes => "scopes",
            Layer::Roles => "roles",
        };
        format!("only one side tells of {what}: they are not compared")
    });
    let was = one.was.map(|was| format!("it was {} and is {}", article(was), article(one.credential)));
    let unclear = (!difference.unclear.is_empty()).then(|| {
        let count = tally(catalog, &difference.unclear).total();
        format!("for {count} operations only one side tells how much of the org they can be reached for")
    });
    let idle = (!difference.added.is_empty() && !difference.grows())
        .then(|| "nothing more is known to be reached by what was added".to_owned());
    let doubts = difference.doubts.iter().cloned();
    let perhaps = (!difference.perhaps.is_empty()).then(|| {
        let count = plural(difference.perhaps.len(), "operation");
        format!("of {count} no source says which right is needed: more may be reached there")
    });
    one.notes
        .iter()
        .cloned()
        .chain(perhaps)
        .chain(was)
        .chain(doubts)
        .chain(layers)
        .chain(unclear)
        .chain(idle)
        .collect()
}

fn article(credential: Credential) -> String {
    let article = if credential == Credential::ServiceApp { "a" } else { "an" };
    format!("{article} {credential}")
}
