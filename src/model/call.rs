//! One request that somebody makes or made, as an input shows it.

use std::fmt;
use std::sync::Arc;

use super::Method;

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
    /// Where it stands.
    pub origin: Origin,
    /// What stands there, without anything that could be a secret: label, method, path, names of query
    /// parameters.
    pub text: String,
    /// What is asked for.
    pub asked: Asked,
    /// Why it is none, although it looks like one.
    pub set_aside: Option<SetAside>,
}

/// What a call asks for; matching resolves it to operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An HTTP request.
    Http(Request),
    /// An operation by its name, such as `suspendUser` or `management:suspendUser`.
    Name(String),
}

/// An HTTP request, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
}

/// The query of a request: names only, but for the one value that decides what a policy call needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The names of the parameters, in order.
    pub names: Vec<String>,
    /// The value of the parameter `type`, when it is a constant such as `ACCESS_POLICY`.
    pub kind: Option<String>,
}

/// Why something that looks like a call is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetAside {
    /// The line is a comment.
    CommentedOut,
    /// The sentence says that the call is not made.
    Negated,
    /// A remark of another call mentions it.
    Remark,
}
