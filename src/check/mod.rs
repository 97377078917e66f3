//! What principals hold against what their calls need: findings by rules, allowances, a baseline.
//!
//! Names become keys (`resolve`), each layer is judged by the planner, and what that says becomes findings (`scopes`,
//! `roles`). Beside them stand findings about the calls (`calls`), about what a grant leads to (`dangers`), about
//! what it must not be (`limits`), and what a team has agreed on (`allowance`, `baseline`). All principals of
//! an org are judged together in `audit`.

mod access;
mod admin;
mod allowance;
mod audit;
mod baseline;
mod bench;
mod calls;
mod dangers;
mod denied;
mod difference;
mod doubt;
mod finding;
mod judge;
mod note;
mod pattern;
mod resolve;
mod roles;
pub mod rule;
mod scopes;
mod sign_in;
mod terraform;
mod verdict;
mod words;

pub use allowance::{Allowance, stale_of_all};
pub use audit::{ActsAs, Audit, Audited, Evidence, Log, Use, audit};
pub use baseline::{Baseline, BaselineError};
pub use denied::Denial;
pub use difference::{Difference, Extent, Layer, Side, difference};
pub use finding::{Finding, Kind, Subject, distinct, fingerprint};
pub use judge::{Case, Checked, CheckedNeeds, Note, check, grant_of, stale_catalog, stale_resolution};
pub use pattern::Pattern;
pub use resolve::{Resolved, alike, is_known_anywhere, resolve};
pub use rule::{RULES, Rule};
pub use verdict::{Judged, LayerVerdict, Layers, Verdicts};
pub use words::{tally, worst_first};
