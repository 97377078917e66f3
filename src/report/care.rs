//! What care of a catalog shows: what an import did, and what differs between two catalogs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::compare::{Difference, Side, compare};
use crate::catalog::import::Outcome;

/// What an import did: schema `leastwise.import/1`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImportReport {
    /// `leastwise.import/1`.
    #[schemars(extend("const" = "leastwise.import/1"))]
    pub schema: String,
    /// The folder.
    pub folder: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What was done, or would be.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl ImportReport {
    /// The report of an outcome.
    pub fn new(outcome: Outcome, folder: &str, dry_run: bool) -> Self {
        Self { schema: "leastwise.import/1".to_owned(), folder: folder.to_owned(), dry_run, outcome }
    }
}

/// What differs between two catalogs or sets of documents: schema `leastwise.catalog-diff/1`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CatalogDiffReport {
    /// `leastwise.catalog-diff/1`.
    #[schemars(extend("const" = "leastwise.catalog-diff/1"))]
    pub schema: String,
    /// What was.
    pub before: SideView,
    /// What is.
    pub after: SideView,
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
}

/// One side of a comparison.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SideView {
    /// As it was named.
    pub name: String,
    /// The releases of its documents, by API.
    pub releases: BTreeMap<String, String>,
}

impl CatalogDiffReport {
    /// Compares two sides, each with the name that it was given by.
    pub fn new((before_name, before): (&str, &Side), (after_name, after): (&str, &Side)) -> Self {
        let view =
            |name: &str, side: &Side| SideView { name: name.to_owned(), releases: side.releases.clone() };
        Self {
            schema: "leastwise.catalog-diff/1".to_owned(),
            before: view(before_name, before),
            after: view(after_name, after),
            difference: compare(before, after),
        }
    }
}
