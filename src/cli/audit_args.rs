//! The arguments of `audit`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
#[cfg(feature = "live")]
use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::args::{AssumptionArgs, EndingArgs, OutputArgs};
use super::value_names::{SeverityName, value_names};
#[cfg(feature = "live")]
use crate::live::Extras;
use crate::render::Format;

/// The arguments of `audit`.
#[derive(Debug, Args)]
#[command(after_help = "\
Limits of reading an org: 64 MiB and 2 minutes for an answer, 1 minute for a connection or for a host that sends nothing,
5 attempts, 10000 pages for a list.

Exit codes: 0 nothing to report, 1 findings at or above --fail-on, 2 the org could not be judged, 3 with --strict when
something could not be seen or is not known.")]
pub struct AuditArgs {
    /// Judge an org as it was saved in this file, without any network
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,

    /// How to read an org over the network
    #[cfg(feature = "live")]
    #[command(flatten)]
    pub collect: CollectArgs,

    /// What to judge by, and what to show
    #[command(flatten)]
    pub report: AuditReportArgs,
}

/// How an org is read.
#[cfg(feature = "live")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading an org")]
pub struct CollectArgs {
    /// The org, such as acme.okta.com; the one of the credentials when none is named
    #[arg(long, value_name = "URL", conflicts_with = "snapshot")]
    pub org: Option<String>,

    /// Print what reading an org needs, and read none
    #[arg(long, conflicts_with_all = ["snapshot", "org", "save"])]
    pub needs: bool,

    /// Read the scopes of each app too, which only a super admin may
    #[arg(long, conflicts_with = "snapshot")]
    pub with_grants: bool,

    /// Ask every group for its roles, and read the members of those that hold one: a call for each group
    #[arg(long, conflicts_with = "snapshot")]
    pub with_groups: bool,

    /// Ask for the client secrets of apps too, to keep when each was made and whether it is active: the answers hold the
    /// secrets
    #[arg(long, conflicts_with = "snapshot")]
    pub with_secrets: bool,

    /// Save what was read to a file that does not exist yet, packed when its name ends in .zst; cut off, the same command
    /// goes on from FILE.journal
    #[arg(long, value_name = "FILE", conflicts_with = "snapshot")]
    pub save: Option<PathBuf>,

    /// Refuse a journal that was begun longer ago than this, such as 90m, 24h or 2d
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = duration)]
    pub resume_within: SignedDuration,

    /// Put hashes in place of ids, names and labels
    #[arg(long, conflicts_with = "snapshot")]
    pub redact: bool,

    /// The share of each rate limit of the org that may be used, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub rate_share: u8,

    /// How many days of the System Log are read; 0 for none
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u16).range(0..=90))]
    pub log_days: u16,
}

#[cfg(feature = "live")]
impl CollectArgs {
    /// The calls that are wanted beyond those that are always made.
    pub const fn extras(&self) -> Extras {
        Extras { grants: self.with_grants, groups: self.with_groups, secrets: self.with_secrets }
    }
}

/// A length of time, such as `90m`, `24h` or `2d`; a day has 24 hours.
#[cfg(feature = "live")]
fn duration(text: &str) -> Result<SignedDuration, &'static str> {
    let span: Option<Span> = text.parse().ok();
    let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    length.filter(|length| !length.is_negative()).ok_or("expected a duration such as 90m, 24h or 2d")
}

/// How an org is judged and shown.
#[derive(Debug, Args)]
pub struct AuditReportArgs {
    /// A file of Okta's System Log that shows what principals used; can be repeated
    #[arg(long, value_name = "FILE")]
    pub logs: Vec<PathBuf>,

    /// All calls of a principal, by its name or id; can be repeated
    #[arg(long, value_name = "NAME=INPUT")]
    pub calls: Vec<String>,

    /// Show one principal only, by its name or id
    #[arg(long, value_name = "NAME")]
    pub principal: Option<String>,

    /// Report API tokens that were not used for this many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(0..))]
    pub unused_days: i64,

    /// Report keys and secrets of apps that are older than this many days
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(i64).range(0..))]
    pub key_days: i64,

    /// From which severity on a finding fails the audit; warning unless it is said
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub fail_on: SeverityName,

    /// How to write the report
    #[command(flatten)]
    pub output: OutputArgs<AuditFormat>,

    /// What to take for granted
    #[command(flatten)]
    pub assumptions: AssumptionArgs,

    /// How to end
    #[command(flatten)]
    pub ending: EndingArgs,
}

value_names! {
    /// A format of `audit`.
    AuditFormat for Format {
        /// For people at a terminal
        Text = "text" => Self::Text,
        /// For programs
        Json = "json" => Self::Json,
        /// A row for each finding, for a spreadsheet
        Csv = "csv" => Self::Csv,
        /// A page for a browser: the fleet at a glance
        Html = "html" => Self::Html,
        /// For tickets and wikis
        Markdown = "markdown" => Self::Markdown,
        /// For code scanning
        Sarif = "sarif" => Self::Sarif,
        /// For test reports
        Junit = "junit" => Self::Junit,
        /// For GitHub Actions: an annotation for each finding
        Github = "github" => Self::Github,
        /// For GitLab: a Code Quality report
        Gitlab = "gitlab" => Self::Gitlab,
    }
}
