//! One request that somebody makes or made, as an input shows it.

use std::fmt;
use std::sync::Arc;

use super::{Attribution, BlockKind, Majors, Method, Provision};

/// Where a call stands in the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file as the user named it, `-` for stdin, `argument` for the command line.
    pub source: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column of the first character, from 1, in characters.
    pub column: u32,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.source, self.line, self.column)
    }
}

/// One request that somebody makes or made, found in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where it stands; the first place, when it was seen several times.
    pub origin: Origin,
    /// What is asked for.
    pub asked: Asked,
    /// Why it is taken for a call to Okta.
    pub attribution: Attribution,
    /// Why it is none, although it looks like one.
    pub set_aside: Option<SetAside>,
    /// Whether the input shows that it was made.
    pub seen: Seen,
    /// What was answered, where the input tells.
    pub answer: Option<Answer>,
    /// How often it was made or stands in the input; logs count calls that are alike.
    pub times: u32,
    /// How many places it stands at: more than one for equal calls of a long input, which share an entry.
    pub count: u32,
    /// Who made it, where a log tells and is asked: the id of an API token, of an app or of a user.
    pub caller: Option<Arc<str>>,
}

impl Call {
    /// A call that stands somewhere once, of which nothing more is known.
    pub fn new(origin: Origin, asked: Asked) -> Self {
        Self {
            origin,
            asked,
            attribution: Attribution::Weak,
            set_aside: None,
            seen: Seen::NoEvidence,
            answer: None,
            times: 1,
            count: 1,
            caller: None,
        }
    }

    /// The call as it is shown: method, path and names of query parameters, the name of an operation or method, the
    /// address of a block. The words around it are left out.
    pub fn text(&self) -> String {
        match &self.asked {
            Asked::Http(Request { method, path, query, .. }) => {
                let method = method.map_or_else(String::new, |method| format!("{method} "));
                format!("{method}{path}{}", query.suffix())
            }
            Asked::Name(name) => name.clone(),
            Asked::Sdk(SdkMethod { name, receiver, .. }) if receiver.is_empty() => name.clone(),
            Asked::Sdk(SdkMethod { name, receiver, .. }) => format!("{receiver}.{name}"),
            Asked::Event(Event { path, query, types, scopes }) => {
                let types = if types.is_empty() { String::new() } else { format!("{}: ", types.join(", ")) };
                let scopes =
                    if scopes.is_empty() { String::new() } else { format!(" for {}", scopes.join(", ")) };
                format!("{types}{path}{}{scopes}", query.suffix())
            }
            Asked::Provision(Provision { kind, address, phase, .. }) => match kind {
                BlockKind::Module => address.clone(),
                _ if self.set_aside == Some(SetAside::Disabled) => address.clone(),
                BlockKind::Provider => format!("{address} (start)"),
                BlockKind::Resource | BlockKind::DataSource => format!("{address} ({phase})"),
            },
        }
    }

    /// Whether it is a request of which the input gives the method.
    pub const fn is_spelt_out(&self) -> bool {
        matches!(&self.asked, Asked::Http(Request { method: Some(_), .. }))
    }

    /// The same call with at least this attribution.
    #[must_use]
    pub fn attributed(self, attribution: Attribution) -> Self {
        Self { attribution: self.attribution.max(attribution), ..self }
    }

    /// The host that the input writes out, if any.
    pub fn host(&self) -> Option<&str> {
        match &self.asked {
            Asked::Http(request) => request.host.as_deref(),
            _ => None,
        }
    }

    /// The same call, set aside for a reason, if there is one.
    #[must_use]
    pub fn set_aside(self, set_aside: Option<SetAside>) -> Self {
        Self { set_aside, ..self }
    }
}

/// What a call asks for; matching resolves it to operations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// An HTTP request.
    Http(Request),
    /// An operation by its name, such as `suspendUser` or `management:suspendUser`.
    Name(String),
    /// A method of one of Okta's SDKs.
    Sdk(SdkMethod),
    /// A request that Okta's System Log tells of, without its method.
    Event(Event),
    /// What Terraform's provider does with a block of a configuration.
    Provision(Provision),
}

/// A method of one of Okta's SDKs, as a program calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SdkMethod {
    /// The name as it is spelt, such as `ListUsers` or `list_users`.
    pub name: String,
    /// What stands before it, such as `client.User`; empty when nothing does. In angle brackets the type of the object,
    /// where that was seen: `<User>`.
    pub receiver: String,
    /// Which SDK it is of, such as `go` or `nodejs`, where that is known.
    pub sdk: Option<String>,
    /// The major versions that the SDK may be of, where anything is known of them.
    pub majors: Option<Majors>,
}

/// A request as events of the System Log show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Event {
    /// The path, with ids as the log has them or placeholders for them.
    pub path: String,
    /// The query, of which the log keeps the names that were used.
    pub query: Query,
    /// The types of the events that the request gave rise to, sorted, such as `user.lifecycle.suspend`.
    pub types: Vec<String>,
    /// The scopes that a token was asked for in it.
    pub scopes: Vec<String>,
}

impl Event {
    /// Whether events of this type tell that a limit of calls is near or reached, and nothing of what was done.
    pub fn is_limit(kind: &str) -> bool {
        kind.contains("rate_limit") || kind.starts_with("core.concurrency.")
    }

    /// The root of a private path of the Admin Console; none for every other path. Below it, only the types of the
    /// events show what was done.
    pub fn console_root(path: &str) -> Option<&'static str> {
        const ROOTS: [&str; 3] = ["/admin", "/api/internal", "/api/v1/internal"];
        let is_below =
            |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        ROOTS.into_iter().find(|root| is_below(root))
    }
}

/// Whether an input shows that a call was made. That it does not never means that it is not made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// The input lists or spells it, or shows that it was refused.
    #[default]
    NoEvidence,
    /// A token was asked for that would allow it.
    Requested,
    /// It was made and answered.
    Used,
}

impl Seen {
    /// The words in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoEvidence => "no evidence",
            Self::Requested => "requested",
            Self::Used => "used",
        }
    }
}

/// What was answered to a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What else it says about access.
    pub says: Option<Says>,
}

impl Answer {
    /// Whether the call did not get through: a status of 4xx.
    pub const fn is_refusal(&self) -> bool {
        matches!(self.status, 400..=499)
    }
}

/// What an answer says about access.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Says {
    /// The token lacks a scope; these would do.
    MissingScope(Vec<String>),
    /// The principal lacks a role, a permission or a target (`E0000006`).
    MissingRole,
    /// The credential is of a kind that is not accepted here (`E0000005`).
    WrongCredential,
    /// The credential is invalid or expired (`E0000011`).
    InvalidCredential,
    /// A list came back empty, which is also what a principal without a role gets.
    EmptyList,
}

impl Says {
    /// The name in output.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MissingScope(_) => "missing-scope",
            Self::MissingRole => "missing-role",
            Self::WrongCredential => "wrong-credential",
            Self::InvalidCredential => "invalid-credential",
            Self::EmptyList => "empty-list",
        }
    }
}

/// An HTTP request, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Request {
    /// The method, when one is given.
    pub method: Option<Method>,
    /// The host, in lower case, when a URL names a real one; a placeholder counts as none.
    pub host: Option<String>,
    /// The path, decoded, without query and fragment; placeholders stay as they were written.
    pub path: String,
    /// The query parameters.
    pub query: Query,
    /// The words before the method and path, such as `reset password`.
    pub label: String,
    /// Names of the top-level members of a JSON body.
    pub body: Vec<String>,
    /// What is uncertain about how it is written.
    pub doubt: Option<Doubt>,
}

/// What is uncertain about how a request is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The method is misspelled, and read as the one that is meant.
    MisspelledMethod,
    /// The path may end with its line or go on in the next one; this is the path without the next line.
    Wrapped(String),
}

/// The query of a request: names only, but for the one value that decides what a policy call needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// The names of the parameters, in order.
    pub names: Vec<String>,
    /// The value of the parameter `type`, when it is a constant such as `ACCESS_POLICY`.
    pub kind: Option<String>,
}

impl Query {
    /// The names behind a question mark; nothing where there are none.
    fn suffix(&self) -> String {
        if self.names.is_empty() { String::new() } else { format!("?{}", self.names.join("&")) }
    }
}

/// Why something that looks like a call is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetAside {
    /// The line is a comment.
    CommentedOut,
    /// The sentence says that the call is not made.
    Negated,
    /// A remark of another call mentions it.
    Remark,
    /// It was refused: an answer of 4xx is no use.
    Denied,
    /// It is switched off where it stands.
    Disabled,
    /// `prevent_destroy` forbids it.
    Protected,
    /// `ignore_changes = all` leaves nothing to update.
    Unchanged,
    /// It stands in what a command sends.
    Data,
    /// A link in an answer or a header, which nobody is seen to follow.
    Link,
    /// Its URL is of another scheme than HTTP: a socket, a data URL, a file.
    OtherScheme,
    /// It speaks a protocol that no API of Okta's does: GraphQL, gRPC.
    OtherProtocol,
    /// A method that no API of Okta's knows, such as `CONNECT` or `TRACE`.
    OtherMethod,
    /// A route that the program itself answers, or fakes for its tests.
    Served,
    /// A variable holds its URL for a command or a call elsewhere.
    Variable,
    /// It is only spoken of: in a message, a comparison, the documentation of a program.
    Mentioned,
    /// A document, a list or data describes it: nothing shows that it is called.
    Described,
    /// A program keeps it as a record or hands it back, and nothing there sends it.
    Recorded,
    /// Only its path looks like Okta's: nothing shows that it goes there.
    NotAttributed,
    /// It goes to a host that is written out and is not Okta's.
    ForeignHost,
}
