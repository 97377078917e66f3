//! The versioned view that renderers see, and nothing else.

mod build;
mod catalog;
mod names;
mod operation;
mod plan;
mod words;

pub use build::{Material, catalog_view, plan_report};
pub use catalog::{
    CapabilityView, CatalogReport, EntryReport, HoldingView, Included, RoleView, ScopeView, Selection,
    catalog_report, entries,
};
pub use operation::{AdminRight, LimitView, OperationView, RoleAnswer, VariantView};
pub use plan::*;
