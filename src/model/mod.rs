//! The words of the domain: no format, no input or output, no dependency on any other module.

mod attribution;
mod call;
mod credential;
mod evidence;
mod grant;
mod hosts;
mod impact;
mod label;
mod letters;
mod lookalike;
mod majors;
mod method;
mod phrase;
mod release;
mod severity;
mod situation;
mod spelling;
mod terraform;
mod verdict;
mod window;

pub use attribution::Attribution;
pub use call::{Answer, Asked, Call, Doubt, Event, Origin, Query, Request, Says, SdkMethod, Seen, SetAside};
pub use credential::{Accepted, Credential};
pub use evidence::Evidence;
pub use grant::{
    CustomRole, Grant, HeldRole, Named, OpenLayers, Principal, Remark, Silence, StandardRole, Target,
};
pub use hosts::{is_local_host, is_okta_host, names_okta};
pub use impact::{Impact, Tally};
pub use label::{is_role_label, role_words};
pub use letters::Letters;
pub use lookalike::{as_it_looks, did_you_mean, is_lookalike, not_as_seen, passes_for_ascii};
pub use majors::Majors;
pub use method::Method;
pub use phrase::{either, listed, plural};
pub use release::{fits, may_use_between};
pub use severity::Severity;
pub use situation::{Engine, Situation};
pub use spelling::{bare, differ_in_more, letters, misspelt};
pub use terraform::{
    BlockKind, CREDENTIAL_SETTING, Phase, ProviderBlock, ProviderRelease, Provision, Run, ScopeList, Setting,
    Settings,
};
pub use verdict::{Judge, Verdict};
pub use window::Window;
