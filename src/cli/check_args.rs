//! The arguments of `check` and `init`.

use std::path::PathBuf;

use clap::Args;

use super::args::{AssumptionArgs, EndingArgs, OutputArgs, ReadArgs};
use super::value_names::{CheckFormat, CredentialName, JudgeName, SeverityName};

/// The arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Without a grant and without INPUT, it checks every principal of leastwise.yaml. With a grant and without INPUT, it says
what the grant can do. Exit codes: 0 nothing to report, 1 findings at or above --fail-on, 2 it could not be checked,
3 nothing was judged of what --judge asks for, or with --strict when something is not known.")]
pub struct CheckArgs {
    /// Files, folders, - for stdin, or calls themselves
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,

    /// How to read them
    #[command(flatten)]
    pub read: ReadArgs,

    /// The OAuth scopes that are held, with spaces between them, or none; can be repeated
    #[arg(long, value_name = "SCOPES")]
    pub scopes: Vec<String>,

    /// A standard role that is held, such as `HELP_DESK_ADMIN@group:ID` or `APP_ADMIN@app:NAME`, or none; can be repeated
    #[arg(long, value_name = "TYPE")]
    pub role: Vec<String>,

    /// A permission of a custom role that is held; can be repeated
    #[arg(long, value_name = "NAME")]
    pub permission: Vec<String>,

    /// An access token to read what it holds, from a file, - or env:NAME; decoded, not verified, never shown
    #[arg(long, value_name = "FILE|-|env:NAME")]
    pub token: Option<String>,

    /// A file that says what is held: a manifest, an answer of the Okta API, Terraform state or plan, a plan; can be
    /// repeated
    #[arg(long, value_name = "FILE")]
    pub grant: Vec<PathBuf>,

    /// The principal to check, when the grants tell of several
    #[arg(long, value_name = "NAME")]
    pub principal: Option<String>,

    /// How the principal authenticates, when the grants do not say
    #[arg(long, value_name = "CREDENTIAL")]
    pub credential: Option<CredentialName>,

    /// The manifest to check instead of leastwise.yaml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Findings of this file do not fail the check
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write the findings of this check to a file for --baseline
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub write_baseline: Option<PathBuf>,

    /// Report what is reached and was not by this grant or plan
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,

    /// From which severity on a finding fails the check; warning unless leastwise.yaml says otherwise
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityName>,

    /// What must be judged for the check to pass; all unless leastwise.yaml says otherwise
    #[arg(long, value_name = "WHAT")]
    pub judge: Option<JudgeName>,

    /// How to write the findings
    #[command(flatten)]
    pub output: OutputArgs<CheckFormat>,

    /// What to take for granted
    #[command(flatten)]
    pub assumptions: AssumptionArgs,

    /// How to end
    #[command(flatten)]
    pub ending: EndingArgs,
}

/// The arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Files, folders, - for stdin, or calls themselves; stdin when none is given
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,

    /// How to read them
    #[command(flatten)]
    pub read: ReadArgs,

    /// What the principal is called
    #[arg(long, value_name = "NAME", default_value = "integration")]
    pub name: String,

    /// How it authenticates instead of the recommended way
    #[arg(long, value_name = "CREDENTIAL")]
    pub credential: Option<CredentialName>,

    /// The file to write, - for stdout
    #[arg(long, value_name = "FILE", default_value = "leastwise.yaml")]
    pub output: PathBuf,

    /// Write over a file that is there
    #[arg(long)]
    pub force: bool,
}
