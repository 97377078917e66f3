//! The arguments as they are typed, and nothing else.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::audit_args::AuditArgs;
use super::check_args::{CheckArgs, InitArgs};
use crate::intake;
use crate::model::{Credential, Engine, Evidence, Impact, Severity};
use crate::render::Format;

/// The least privilege for software that calls the Okta API: exact, explained, cited.
#[derive(Debug, Parser)]
#[command(
    name = "leastwise",
    disable_version_flag = true,
    arg_required_else_help = true,
    max_term_width = 100
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
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
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
    /// Look at the facts
    #[command(subcommand)]
    Catalog(CatalogCommand),
}

/// The arguments of `plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
A call is a line such as `GET /api/v1/users`, `suspend user POST: /api/v1/users/{id}/lifecycle/suspend`, a table row,
a curl command or the name of an operation such as suspendUser. Exit codes: 0 a plan was printed, 2 it could not be
made, 3 with --strict when something is not known.")]
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

/// How calls are read.
#[derive(Clone, Debug, Default, Args)]
pub struct ReadArgs {
    /// Read every input as this format instead of telling it by its content
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    pub from: Option<intake::Format>,

    /// Count calls that were refused, too
    #[arg(long)]
    pub with_denied: bool,
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

/// The commands that look at the facts.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List operations, with everything else as JSON
    List(ListArgs),
    /// Show one operation, scope, capability or role
    Show(ShowArgs),
    /// Check the files of a catalog
    Lint(LintArgs),
}

/// The arguments of `catalog list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only operations of this API
    #[arg(long)]
    pub api: Option<String>,
    /// Only operations that this standard role may call
    #[arg(long)]
    pub role: Option<String>,
    /// Only operations that need this scope
    #[arg(long)]
    pub scope: Option<String>,
    /// Only operations that need this capability
    #[arg(long)]
    pub capability: Option<String>,
    /// Only operations that can do this at worst
    #[arg(long)]
    pub impact: Option<ImpactName>,
    /// Only operations whose right is known this way
    #[arg(long)]
    pub evidence: Option<EvidenceFilter>,
    /// How to write the list
    #[command(flatten)]
    pub output: OutputArgs<CatalogFormat>,
}

/// The arguments of `catalog show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// An operation (management:listUsers or listUsers), a scope, a capability or a role
    #[arg(value_name = "ID")]
    pub id: String,
    /// How to write it
    #[command(flatten)]
    pub output: OutputArgs<CatalogFormat>,
}

/// The arguments of `catalog lint`.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// A folder laid out like data/
    #[arg(value_name = "DIR", default_value = "data")]
    pub folder: PathBuf,
}

/// The names of the formats that are read, each with a line of help.
fn input_format() -> impl TypedValueParser<Value = intake::Format> {
    let value = |format: intake::Format| PossibleValue::new(format.name()).help(format.title());
    PossibleValuesParser::new(intake::Format::all().map(value))
        .map(|name| intake::Format::named(&name).unwrap_or(intake::Format::Text))
}

macro_rules! value_names {
    ($(#[$doc:meta])* $name:ident for $target:ty { $($(#[$variant_doc:meta])* $variant:ident = $text:literal => $value:expr),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub enum $name {
            $($(#[$variant_doc])* #[value(name = $text)] $variant),+
        }

        impl From<$name> for $target {
            fn from(name: $name) -> Self {
                match name {
                    $($name::$variant => $value),+
                }
            }
        }
    };
}

pub(super) use value_names;

value_names! {
    /// A level of evidence.
    EvidenceLevel for Evidence {
        /// Okta's API document says so
        Spec = "spec" => Self::Spec,
        /// A text of Okta says so
        Official = "official" => Self::Official,
        /// Seen to work or to fail
        Observed = "observed" => Self::Observed,
        /// A third party says so
        Vendor = "vendor" => Self::Vendor,
        /// Concluded from good hints
        InferredMedium = "inferred-medium" => Self::InferredMedium,
        /// Concluded from weak hints
        InferredLow = "inferred-low" => Self::InferredLow,
    }
}

value_names! {
    /// A level of evidence, or none.
    EvidenceFilter for Option<Evidence> {
        /// Okta's API document says so
        Spec = "spec" => Some(Evidence::Spec),
        /// A text of Okta says so
        Official = "official" => Some(Evidence::Official),
        /// Seen to work or to fail
        Observed = "observed" => Some(Evidence::Observed),
        /// A third party says so
        Vendor = "vendor" => Some(Evidence::Vendor),
        /// Concluded from good hints
        InferredMedium = "inferred-medium" => Some(Evidence::InferredMedium),
        /// Concluded from weak hints
        InferredLow = "inferred-low" => Some(Evidence::InferredLow),
        /// Nothing is known
        Unknown = "unknown" => None,
    }
}

value_names! {
    /// A credential.
    CredentialName for Credential {
        /// An OAuth client of its own
        ServiceApp = "service-app" => Self::ServiceApp,
        /// An OAuth client that acts for a signed-in user
        UserApp = "user-app" => Self::UserApp,
        /// An API token
        ApiToken = "api-token" => Self::ApiToken,
    }
}

value_names! {
    /// An engine.
    EngineName for Engine {
        /// Okta Identity Engine
        IdentityEngine = "identity-engine" => Self::IdentityEngine,
        /// The Classic Engine
        Classic = "classic" => Self::Classic,
    }
}

value_names! {
    /// A severity.
    SeverityName for Severity {
        /// Everything that is found
        Note = "note" => Self::Note,
        /// What should be mended
        Warning = "warning" => Self::Warning,
        /// What must be mended
        Error = "error" => Self::Error,
    }
}

value_names! {
    /// An impact.
    ImpactName for Impact {
        /// Returns data, no secret
        Read = "read" => Self::Read,
        /// Changes data or looks, nobody's rights
        Write = "write" => Self::Write,
        /// Changes who may do what or how it is proved
        Control = "control" => Self::Control,
    }
}

value_names! {
    /// A format of `plan`.
    PlanFormat for Format {
        /// For people at a terminal
        Text = "text" => Self::Text,
        /// For programs
        Json = "json" => Self::Json,
        /// For whoever must grant the access
        Markdown = "markdown" => Self::Markdown,
        /// The same as a page for a browser
        Html = "html" => Self::Html,
    }
}

value_names! {
    /// A format of `check`.
    CheckFormat for Format {
        /// For people at a terminal
        Text = "text" => Self::Text,
        /// For programs
        Json = "json" => Self::Json,
        /// For code scanning
        Sarif = "sarif" => Self::Sarif,
        /// For test reports
        Junit = "junit" => Self::Junit,
        /// For GitHub Actions: an annotation for each finding
        Github = "github" => Self::Github,
        /// For GitLab: a Code Quality report
        Gitlab = "gitlab" => Self::Gitlab,
        /// For summaries of builds and for tickets
        Markdown = "markdown" => Self::Markdown,
        /// A page for a browser
        Html = "html" => Self::Html,
    }
}

value_names! {
    /// A format of the commands that look at the facts.
    CatalogFormat for Format {
        /// For people at a terminal
        Text = "text" => Self::Text,
        /// For programs
        Json = "json" => Self::Json,
        /// For pages
        Markdown = "markdown" => Self::Markdown,
    }
}
