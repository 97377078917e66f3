//! The arguments of the commands that look at the facts and take care of them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::OutputArgs;
use super::value_names::{CatalogFormat, EvidenceFilter, ImpactName};

/// The commands that look at the facts.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List operations, with everything else as JSON
    List(ListArgs),
    /// Show one operation, scope, capability or role
    Show(ShowArgs),
    /// How many operations rest on which evidence, and where least is known
    Evidence(EvidenceArgs),
    /// Check the files of a catalog
    Lint(LintArgs),
    /// Take newer OpenAPI documents into a catalog folder; what people wrote in it stays
    Import(ImportArgs),
    /// What differs between two catalogs or OpenAPI documents
    Diff(CatalogDiffArgs),
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
    /// Only since when it exists, and what was before
    #[arg(long)]
    pub history: bool,
    /// How to write it
    #[command(flatten)]
    pub output: OutputArgs<CatalogFormat>,
}

/// The arguments of `catalog import`.
#[derive(Debug, Args)]
#[command(after_help = "\
The folder is that of --catalog, or else data/. A document that is older than what the folder holds of its API changes
nothing. Exit codes: 0 the folder is up to date, whatever is left to decide; 2 nothing was written.")]
pub struct ImportArgs {
    /// OpenAPI documents of Okta: files, folders of them, or addresses of files, which are fetched
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<String>,
    /// Say what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How to write what was done
    #[command(flatten)]
    pub output: OutputArgs<CatalogFormat>,
}

/// The arguments of `catalog diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Each side is a catalog folder, an OpenAPI document, a folder of them, or `embedded`: the catalog inside the program.
A change is breaking when a grant that was enough is enough no longer.")]
pub struct CatalogDiffArgs {
    /// What was
    #[arg(value_name = "A")]
    pub before: String,
    /// What is
    #[arg(value_name = "B")]
    pub after: String,
    /// How to write the difference
    #[command(flatten)]
    pub output: OutputArgs<CatalogFormat>,
}

/// The arguments of `catalog evidence`.
#[derive(Debug, Args)]
pub struct EvidenceArgs {
    /// Only operations of this API
    #[arg(long)]
    pub api: Option<String>,
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
