//! The arguments as they are typed, and nothing else.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::audit_args::AuditArgs;
use super::catalog_args::CatalogCommand;
use super::check_args::{CheckArgs, InitArgs};
use super::value_names::{
    CatalogFormat, CredentialName, EngineName, EvidenceLevel, ExplainFormat, PlanFormat,
};
use crate::intake::{self, FileClass};
use crate::limits;

/// The least privilege for software that calls the Okta API: exact, explained, cited.
#[derive(Debug, Parser)]
#[command(
    name = "leastwise",
    disable_version_flag = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_long_help = limits::HELP
)]
pub struct Cli {
    /// Print the version; with -v also that of the catalog
    #[arg(short = 'V', long)]
    pub version: bool,

    /// What is shared by all commands.
    #[command(flatten)]
    pub global: Global,

    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What is shared by all commands.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Show what is usually left out
    #[arg(short, long, visible_alias = "details", global = true, action = ArgAction::SetTrue)]
    pub verbose: bool,

    /// Say nothing on stderr but errors
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub quiet: bool,

    /// Use the catalog in this folder instead of the one inside the program
    #[arg(long, global = true, value_name = "DIR")]
    pub catalog: Option<PathBuf>,

    /// Lay the facts of this file over the catalog; can be repeated
    #[arg(long, global = true, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,

    /// Fail when the facts were last reviewed more than this many days ago
    #[arg(long, global = true, value_name = "DAYS")]
    pub require_fresh: Option<i32>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The least grant for a list of calls
    Plan(PlanArgs),
    /// A grant against what calls need: what is missing, what is excess, what is dangerous
    Check(Box<CheckArgs>),
    /// An org: every service app, API token and admin, with what it holds beyond need
    Audit(Box<AuditArgs>),
    /// Write a first leastwise.yaml for some calls
    Init(InitArgs),
    /// What access appears and what goes between two lists of calls, plans, grants or catalogs
    Diff(DiffArgs),
    /// What a name needs, what it gives, why, and how that is known
    Explain(ExplainArgs),
    /// Keep the marked blocks of a Markdown file true
    Doc(DocArgs),
    /// Look at the facts
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Print what makes a shell complete the commands
    Completions(CompletionsArgs),
    /// Print the manual page, or write a page for each command
    Man(ManArgs),
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// An operation, a request such as 'GET /api/v1/users', a scope, a permission, a std.* right, a role, a finding rule or a
    /// type of the Terraform provider
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Show only how each of these calls leads to it: files, folders, - for stdin, or calls themselves; can be repeated
    #[arg(long, value_name = "INPUT")]
    pub calls: Vec<String>,
    /// How to read them
    #[command(flatten)]
    pub read: ReadArgs,
    /// How to write it
    #[command(flatten)]
    pub output: OutputArgs<ExplainFormat>,
}

/// The arguments of `doc`.
#[derive(Debug, Args)]
#[command(after_help = "\
A block stands between a line `<!-- leastwise: plan FILE... -->` and a line `<!-- /leastwise -->`. It takes the
arguments of plan; files are relative to the one that it stands in; the format is Markdown unless it says terraform,
api, console or mermaid. Exit codes: 0 all blocks are true, 1 with --check when one is not, 2 a marker or its command is wrong.")]
pub struct DocArgs {
    /// Markdown files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Change nothing; end with 1 when a block is not what it should be
    #[arg(long)]
    pub check: bool,
}

/// The arguments of `diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
A list of calls stands for the least grant for them; a plan as JSON for the grant that it asks for; everything that
`check --grant` takes for what it tells. Two catalogs, or two OpenAPI documents of Okta, are compared as `catalog diff`
does. Exit codes: 0 access does not grow, 1 it grows, 2 the two cannot be compared.")]
pub struct DiffArgs {
    /// What was: a file, a folder, - for stdin, a call, or `embedded` for the catalog inside the program
    #[arg(value_name = "OLD")]
    pub before: String,
    /// What is
    #[arg(value_name = "NEW")]
    pub after: String,
    /// How to read calls; with --from, both are lists of calls
    #[command(flatten)]
    pub read: ReadArgs,
    /// For which credential calls are planned; the recommended one for the new calls when none is named
    #[arg(long, value_name = "CREDENTIAL")]
    pub credential: Option<CredentialName>,
    /// What to take for granted
    #[command(flatten)]
    pub assumptions: AssumptionArgs,
    /// End with 0 instead of 1
    #[arg(long)]
    pub exit_zero: bool,
    /// How to write what differs
    #[command(flatten)]
    pub output: OutputArgs<CatalogFormat>,
}

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// The arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// The arguments of `plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
A call is a line such as `GET /api/v1/users`, `suspend user POST: /api/v1/users/{id}/lifecycle/suspend`, a table row,
a curl command or the name of an operation such as suspendUser. Exit codes: 0 a plan was printed, 2 it could not be
made, 3 with --strict when something is not known. `leastwise --help` lists the limits of inputs.")]
pub struct PlanArgs {
    /// Files, folders, - for stdin, or calls themselves; stdin when none is given
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,

    /// How to read them
    #[command(flatten)]
    pub read: ReadArgs,

    /// How to write the plan
    #[command(flatten)]
    pub output: OutputArgs<PlanFormat>,

    /// Show the plan for this credential in full instead of the recommended one
    #[arg(long, value_name = "CREDENTIAL")]
    pub credential: Option<CredentialName>,

    /// What to take for granted
    #[command(flatten)]
    pub assumptions: AssumptionArgs,

    /// How to end
    #[command(flatten)]
    pub ending: EndingArgs,

    /// What to ask beyond the calls as they stand
    #[command(flatten)]
    pub what_if: WhatIfArgs,
}

/// What an answer takes for granted.
#[derive(Clone, Debug, Args)]
pub struct AssumptionArgs {
    /// Count only facts that are at least this sure
    #[arg(long, value_name = "LEVEL", default_value = "inferred-low")]
    pub evidence: EvidenceLevel,

    /// The engine of the org
    #[arg(long, value_name = "ENGINE", default_value = "identity-engine")]
    pub engine: EngineName,

    /// Take something for granted: policy-type=ACCESS_POLICY, a limit or a special case that the plan names
    #[arg(long, value_name = "WHAT")]
    pub assume: Vec<String>,

    /// Count ambiguous calls as everything that they may mean
    #[arg(long)]
    pub assume_all: bool,

    /// Do not rely on okta.X.manage covering okta.X.read
    #[arg(long)]
    pub no_manage_implies_read: bool,
}

/// How a command ends.
#[derive(Clone, Copy, Debug, Args)]
pub struct EndingArgs {
    /// End with 3 when a call is unknown, ambiguous or corrected, or a requirement is unknown
    #[arg(long)]
    pub strict: bool,

    /// End with 0 instead of 1 or 3
    #[arg(long)]
    pub exit_zero: bool,
}

/// What to ask beyond the calls as they stand.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What if")]
pub struct WhatIfArgs {
    /// Leave these calls out: an operation, `METHOD path`, or a name as in the inputs; can be repeated
    #[arg(long, value_name = "CALL")]
    pub without: Vec<String>,

    /// Add a call; can be repeated
    #[arg(long = "with", value_name = "CALL")]
    pub with_calls: Vec<String>,

    /// Say which calls fail when the principal is given this standard role; repeat for several roles together
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,

    /// Do without this scope, permission or role and whatever contains it; can be repeated
    #[arg(long, value_name = "SCOPE|PERMISSION|ROLE")]
    pub forbid: Vec<String>,

    /// Also plan two apps, one that only reads and one for the rest
    #[arg(long)]
    pub split: bool,
}

/// How calls are read.
#[derive(Clone, Debug, Default, Args)]
pub struct ReadArgs {
    /// Read every input as this format instead of telling it by its content
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    pub from: Option<intake::Format>,

    /// Count calls that were refused, too
    #[arg(long)]
    pub with_denied: bool,

    /// Read files of this class in folders and archives, too; `unattributed` counts calls of which only the path looks
    /// like Okta's; can be repeated or separated by commas
    #[arg(long, value_name = "CLASS", value_delimiter = ',', value_parser = included())]
    pub include: Vec<Included>,

    /// Print logins and e-mail addresses in paths, which are personal; without it they are `{login}`
    #[arg(long)]
    pub show_names: bool,

    /// A host of the org beside Okta's own domains: a custom domain, a gateway; can be repeated
    #[arg(long, value_name = "HOST")]
    pub okta_host: Vec<String>,
}

/// Where output goes and in which format; the flags repeat in pairs.
#[derive(Clone, Debug, Args)]
pub struct OutputArgs<F: ValueEnum + Send + Sync + 'static> {
    /// The format; repeat with --output to write several
    #[arg(long, value_name = "FORMAT")]
    pub format: Vec<F>,

    /// Write the format before this flag to a file instead of stdout; without one, the ending of the file says it
    #[arg(long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
}

/// What `--include` brings back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Included {
    /// Files of a class.
    Class(FileClass),
    /// Calls of which only the path looks like Okta's.
    Unattributed,
}

/// The values of `--include`.
fn included() -> impl TypedValueParser<Value = Included> {
    const UNATTRIBUTED: &str = "unattributed";
    let classes = FileClass::ALL.into_iter().map(FileClass::name);
    PossibleValuesParser::new(classes.chain([UNATTRIBUTED])).map(|name| {
        let class = FileClass::ALL.into_iter().find(|class| class.name() == name);
        class.map_or(Included::Unattributed, Included::Class)
    })
}

/// The names of the formats that are read, each with a line of help.
fn input_format() -> impl TypedValueParser<Value = intake::Format> {
    let value = |format: intake::Format| PossibleValue::new(format.name()).help(format.title());
    PossibleValuesParser::new(intake::Format::all().map(value))
        .map(|name| intake::Format::named(&name).unwrap_or(intake::Format::Text))
}
