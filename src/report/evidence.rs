//! How many operations rest on which evidence, as renderers see it and as JSON carries it: schema
//! `leastwise.evidence/1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::build::catalog_view;
use super::plan::CatalogView;
use crate::catalog::Catalog;
use crate::catalog::tables::Operation;
use crate::model::Evidence;

/// The map of what is known of the rights that operations need, and of what is not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EvidenceReport {
    /// `leastwise.evidence/1`.
    #[schemars(extend("const" = "leastwise.evidence/1"))]
    pub schema: String,
    /// Which catalog it is about.
    pub catalog: CatalogView,
    /// The APIs.
    pub apis: Vec<EvidenceRow>,
    /// The resources, the least known first: by the operations that no text of Okta, no trial and no third party
    /// speaks for, those of which nothing is known counting double.
    pub areas: Vec<EvidenceRow>,
    /// Everything together.
    pub all: EvidenceRow,
}

/// The operations of an API or a resource by how the right is known that they need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceRow {
    /// The API, with the resource after a slash where the row is about one; `all` for everything.
    pub name: String,
    /// How many operations there are.
    pub operations: u32,
    /// Okta's API document says it.
    pub spec: u32,
    /// Another text of Okta says it.
    pub official: u32,
    /// Somebody saw it.
    pub observed: u32,
    /// A third party says it.
    pub vendor: u32,
    /// Concluded from good hints.
    pub inferred_medium: u32,
    /// Concluded from weak hints.
    pub inferred_low: u32,
    /// Nobody says it.
    pub unknown: u32,
}

impl EvidenceRow {
    fn count(&mut self, evidence: Option<Evidence>) {
        self.operations += 1;
        *match evidence {
            Some(Evidence::Spec) => &mut self.spec,
            Some(Evidence::Official) => &mut self.official,
            Some(Evidence::Observed) => &mut self.observed,
            Some(Evidence::Vendor) => &mut self.vendor,
            Some(Evidence::InferredMedium) => &mut self.inferred_medium,
            Some(Evidence::InferredLow) => &mut self.inferred_low,
            None => &mut self.unknown,
        } += 1;
    }

    /// How many operations rest on inference or on nothing.
    pub const fn weak(&self) -> u32 {
        self.inferred_medium + self.inferred_low + self.unknown
    }

    /// What orders the areas: where nothing is known counts double.
    const fn weight(&self) -> u32 {
        self.weak() + self.unknown
    }
}

/// Counts the operations of a catalog, or of one API of it.
pub fn evidence_report(catalog: &Catalog, age_days: i32, api: Option<&str>) -> EvidenceReport {
    let mut all = EvidenceRow { name: "all".to_owned(), ..EvidenceRow::default() };
    let mut apis: Vec<EvidenceRow> = Vec::new();
    let mut areas: BTreeMap<String, EvidenceRow> = BTreeMap::new();
    for (_, operation) in catalog.operations() {
        let of = &catalog.api(operation.api).name;
        if api.is_some_and(|wanted| wanted != of) {
            continue;
        }
        let evidence = surest(operation);
        all.count(evidence);
        let name = format!("{of}/{}", operation.tag);
        areas
            .entry(name.clone())
            .or_insert_with(|| EvidenceRow { name, ..EvidenceRow::default() })
            .count(evidence);
        // Operations are sorted by API.
        if apis.last().is_none_or(|row| row.name != *of) {
            apis.push(EvidenceRow { name: of.clone(), ..EvidenceRow::default() });
        }
        if let Some(row) = apis.last_mut() {
            row.count(evidence);
        }
    }
    let mut areas: Vec<_> = areas.into_values().collect();
    areas.sort_by_key(|row| (std::cmp::Reverse(row.weight()), row.operations, row.name.clone()));
    EvidenceReport {
        schema: "leastwise.evidence/1".to_owned(),
        catalog: catalog_view(catalog, age_days),
        apis,
        areas,
        all,
    }
}

/// The strongest evidence among the alternatives that need no condition, or else among all.
fn surest(operation: &Operation) -> Option<Evidence> {
    let always =
        operation.capabilities.iter().filter(|one| one.when == crate::catalog::tables::Condition::default());
    let always = always.map(|one| one.evidence).max();
    always.or_else(|| operation.capabilities.iter().map(|one| one.evidence).max())
}
