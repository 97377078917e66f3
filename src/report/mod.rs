//! The versioned view that renderers see, and nothing else.

mod around;
mod build;
mod call;
mod catalog;
mod entry;
mod grant;
mod inputs;
mod names;
mod operation;
mod plan;
mod what_if;
mod words;

pub use around::*;
pub use build::{Material, catalog_view, plan_report};
pub use call::{AnswerView, CallView, DiagnosisView};
pub use catalog::{
    CapabilityView, CatalogReport, HoldingView, Included, RoleView, ScopeView, Selection, catalog_report,
};
pub use entry::{EntryReport, entries};
pub use grant::*;
pub use inputs::{FileView, RequestedScope, UseView};
pub use operation::{AdminRight, LimitView, OperationView, RoleAnswer, VariantView};
pub use plan::*;
pub use what_if::*;
