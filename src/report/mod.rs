//! The versioned view that renderers see, and nothing else.

mod around;
mod audit;
mod audited;
mod build;
mod call;
mod care;
mod catalog;
mod check;
mod checked;
mod credentials;
mod difference;
mod entry;
mod evidence;
mod explain;
mod grant;
mod inputs;
mod names;
mod operation;
mod plan;
mod stated;
pub mod terraform;
mod what_if;
mod words;
mod would_need;

pub use around::*;
pub use audit::*;
pub use audited::audit_report;
pub use build::{Material, catalog_view, plan_report};
pub use call::{AnswerView, CallView, DiagnosisView, WouldNeed};
pub use care::{CatalogDiffReport, ImportReport, SideView};
pub use catalog::{
    CapabilityView, CatalogReport, HoldingView, Included, RoleView, ScopeView, Selection, catalog_report,
};
pub use check::*;
pub use checked::{CheckMaterial, check_report, rule_view, rule_views};
pub use credentials::*;
pub use difference::*;
pub use entry::{EntryReport, HISTORY, entries, known_names, nodes};
pub use evidence::{EvidenceReport, EvidenceRow, evidence_report};
pub use explain::*;
pub use grant::*;
pub use inputs::{FileView, FilesView, InputsView, LinesView, PlaceView, RequestedScope, UseView};
pub use operation::{AdminRight, LimitView, OperationView, RoleAnswer, VariantView};
pub use plan::*;
pub use stated::{DenialView, HintView};
pub use what_if::*;
