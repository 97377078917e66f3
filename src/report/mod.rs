//! The versioned view that renderers see, and nothing else.

mod around;
mod audit;
mod audited;
mod build;
mod call;
mod catalog;
mod check;
mod checked;
mod entry;
mod grant;
mod inputs;
mod names;
mod operation;
mod plan;
mod words;

pub use around::*;
pub use audit::*;
pub use audited::audit_report;
pub use build::{Material, catalog_view, plan_report};
pub use call::{AnswerView, CallView, DiagnosisView};
pub use catalog::{
    CapabilityView, CatalogReport, HoldingView, Included, RoleView, ScopeView, Selection, catalog_report,
};
pub use check::*;
pub use checked::{CheckMaterial, check_report, rule_view, rule_views};
pub use entry::{EntryReport, entries};
pub use grant::*;
pub use inputs::{FileView, RequestedScope, UseView};
pub use operation::{AdminRight, LimitView, OperationView, RoleAnswer, VariantView};
pub use plan::*;
