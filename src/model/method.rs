//! The HTTP method of a call or an operation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Asks for data.
    Get,
    /// Asks for the headers of the same answer.
    Head,
    /// Asks what is allowed.
    Options,
    /// Creates, or runs an action.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Options, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method as it stands in a request line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a word is an HTTP method in capitals, such as `PURGE`, of those that no operation of Okta has, too.
    ///
    /// The list is closed: what else could be a method by its letters could be a secret as well.
    pub fn is_registered(word: &str) -> bool {
        const OTHERS: [&str; 37] = [
            "ACL",
            "BASELINE-CONTROL",
            "BIND",
            "CHECKIN",
            "CHECKOUT",
            "CONNECT",
            "COPY",
            "LABEL",
            "LINK",
            "LOCK",
            "MERGE",
            "MKACTIVITY",
            "MKCALENDAR",
            "MKCOL",
            "MKREDIRECTREF",
            "MKWORKSPACE",
            "MOVE",
            "ORDERPATCH",
            "PROPFIND",
            "PROPPATCH",
            "PURGE",
            "QUERY",
            "REBIND",
            "REPORT",
            "SEARCH",
            "TRACE",
            "UNBIND",
            "UNCHECKOUT",
            "UNLINK",
            "UNLOCK",
            "UPDATE",
            "UPDATEREDIRECTREF",
            "VERSION-CONTROL",
            "NOTIFY",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "VIEW",
        ];
        Self::ALL.iter().any(|method| method.name() == word) || OTHERS.contains(&word)
    }

    /// Whether a request with this method is meant to change something.
    pub const fn changes(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch | Self::Delete)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text is no HTTP method.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an HTTP method")]
pub struct NotAMethod(String);

impl FromStr for Method {
    type Err = NotAMethod;

    fn from_str(text: &str) -> Result<Self, NotAMethod> {
        let method = Self::ALL.into_iter().find(|method| method.name().eq_ignore_ascii_case(text));
        method.ok_or_else(|| NotAMethod(text.to_owned()))
    }
}
