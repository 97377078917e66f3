//! The values that arguments take by name: levels, credentials, formats.

use clap::ValueEnum;

use crate::model::{Credential, Engine, Evidence, Impact, Judge, Severity};
use crate::render::Format;

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
    /// What must be judged.
    JudgeName for Judge {
        /// The scopes alone
        Scopes = "scopes" => Self::Scopes,
        /// The admin roles alone
        Roles = "roles" => Self::Roles,
        /// Scopes and admin roles
        All = "all" => Self::All,
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
        /// A picture for Graphviz
        Dot = "dot" => Self::Dot,
        /// A picture for viewers of Markdown
        Mermaid = "mermaid" => Self::Mermaid,
        /// The same as a page for a browser
        Html = "html" => Self::Html,
        /// Terraform that grants it
        Terraform = "terraform" => Self::Terraform,
        /// A shell script that grants it over Okta's API
        Api = "api" => Self::Api,
        /// The steps in the Admin Console
        Console = "console" => Self::Console,
    }
}

value_names! {
    /// A format of `explain`.
    ExplainFormat for Format {
        /// For people at a terminal
        Text = "text" => Self::Text,
        /// For programs
        Json = "json" => Self::Json,
        /// A picture for Graphviz
        Dot = "dot" => Self::Dot,
        /// A picture for viewers of Markdown
        Mermaid = "mermaid" => Self::Mermaid,
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
        /// The provider blocks of a Terraform configuration as they should be
        Terraform = "terraform" => Self::Terraform,
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
