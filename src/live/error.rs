//! Why collecting stopped. What was collected until then stays in the journal.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use crate::disclosure;

/// What stops collecting. Never quotes a secret, nor a part of an answer.
#[derive(Debug, Error)]
pub enum LiveError {
    /// The URL is not that of an org. It is not repeated: it may hold a secret.
    #[error("cannot use the URL of the org: {why}")]
    Url {
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nothing to authenticate with was given, or not enough of it.
    #[error("there is nothing to authenticate with: {0}")]
    Credentials(String),
    /// The credentials belong to another org.
    #[error("the credentials are those of `{theirs}`, not of `{asked}`")]
    OtherOrg {
        /// The host that they are for.
        theirs: String,
        /// The host that was to be asked.
        asked: String,
    },
    /// The private key cannot be used.
    #[error("the private key cannot be used: {0}")]
    Key(&'static str),
    /// A file that was named cannot be read.
    #[error("`{}` cannot be read: {error}", disclosure::file(&path.to_string_lossy()))]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The snapshot cannot be saved.
    #[error("`{path}` cannot be written: {error}")]
    Save {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The snapshot would take the place of a file.
    #[error("cannot save to `{path}`: it exists already")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// An answer takes too long, again and again.
    #[error("`{host}` {what} for {} s", .limit.as_secs_f64())]
    Slow {
        /// The host.
        host: String,
        /// What it does for so long.
        what: Slowness,
        /// The time that it had.
        limit: Duration,
    },
    /// An answer is too large.
    #[error("`{host}` answers with more than {limit} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The most bytes of an answer.
        limit: usize,
    },
    /// No connection, or it broke, again and again.
    #[error("`{host}` cannot be reached: {why}")]
    Connection {
        /// The host.
        host: String,
        /// What the connection says.
        why: String,
    },
    /// The connection is not safe.
    #[error("the connection to `{host}` is not safe: {why}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong.
        why: String,
    },
    /// The org sends elsewhere.
    #[error("`{host}` answers that it has moved to `{to}`, where no credentials are sent")]
    Redirect {
        /// The host.
        host: String,
        /// The other host, or the same one.
        to: String,
    },
    /// What answers is no org.
    #[error("`{host}` answers {operation} with {what}, not with data")]
    NoData {
        /// The host.
        host: String,
        /// What was called.
        operation: &'static str,
        /// What came instead.
        what: &'static str,
    },
    /// The address is none of a document.
    #[error("this is no safe address of a document: `{}`", disclosure::file(host))]
    Address {
        /// The host, as far as there is one.
        host: String,
    },
    /// What answers is no document.
    #[error("`{host}` answers with status {status}, not with a document")]
    NoDocument {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The credential is not accepted.
    #[error("`{host}` does not accept the credentials: {why}")]
    Refused {
        /// The host.
        host: String,
        /// The code of the answer.
        why: String,
    },
    /// The limit of calls stays reached.
    #[error("`{host}` still refuses {operation} after {times} attempts: its rate limit is used up")]
    Limit {
        /// The host.
        host: String,
        /// What was called.
        operation: &'static str,
        /// How often it was tried.
        times: u32,
    },
    /// The org fails at one call after the other.
    #[error("`{host}` fails at one call after the other, the last time with status {status}")]
    Unwell {
        /// The host.
        host: String,
        /// The last status.
        status: u16,
    },
    /// The journal cannot be used.
    #[error("cannot use the journal `{path}`: {why}")]
    Journal {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Unusable,
    },
    /// The machine lacks something that a connection needs.
    #[error("no connection can be made from here: {0}")]
    Machine(&'static str),
}

/// How a host is too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slowness {
    /// An answer was not complete in time, though parts of it came.
    Unfinished,
    /// Nothing came.
    Silent,
}

impl fmt::Display for Slowness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unfinished => "does not finish an answer that it has been sending",
            Self::Silent => "sends nothing",
        })
    }
}

/// Why a journal cannot be used. Unless it could not be written, it is as it was before.
#[derive(Debug, Error)]
pub enum Unusable {
    /// It is a link, a folder, a pipe or a device.
    #[error("it is not a regular file")]
    NotAFile,
    /// It does not begin like a journal.
    #[error("it is a file of yours, not a journal of leastwise")]
    Foreign,
    /// It is a journal, of a form that is not known.
    #[error("it is that of another version of leastwise")]
    OtherVersion,
    /// It was begun with other credentials.
    #[error("it was begun with other credentials")]
    OtherCredentials,
    /// It is of another org.
    #[error("it is that of another org")]
    OtherOrg,
    /// Its log is of another length.
    #[error("it was begun with another number of --log-days")]
    OtherWindow,
    /// It is old.
    #[error("it was begun {begun}, which is longer ago than --resume-within allows")]
    TooOld {
        /// When it was begun.
        begun: Timestamp,
    },
    /// Another run writes to it.
    #[error("another run uses it")]
    InUse,
    /// It cannot be read.
    #[error("{0}")]
    Failed(io::Error),
    /// Nothing can be added to it.
    #[error("{0}")]
    Unwritten(io::Error),
}

impl Unusable {
    const fn help(&self) -> &'static str {
        match self {
            Self::NotAFile | Self::Foreign => {
                "nothing was changed: move it away, or choose another name for the snapshot with --save"
            }
            Self::OtherVersion => "use the version that began it, or remove the file to begin anew",
            Self::OtherCredentials => "use the same credentials, or remove the file to begin anew",
            Self::OtherOrg => {
                "name that org, choose another name with --save, or remove the file to begin anew"
            }
            Self::OtherWindow => "give the same number, or remove the file to begin anew",
            Self::TooOld { .. } => "remove the file to begin anew, or allow more with --resume-within",
            Self::InUse => "wait until that run has ended, or choose another name with --save",
            Self::Failed(_) => "check the path and who may read and write there",
            Self::Unwritten(_) => "check the path, who may write there, and whether the disk is full",
        }
    }
}

impl LiveError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Url { .. } => {
                "give it as https://acme.okta.com, by --org or beside the credentials, with nothing behind the host"
            }
            Self::Credentials(_) => {
                "set OKTA_CLIENT_CLIENTID and OKTA_CLIENT_PRIVATEKEY, or write them to ~/.okta/okta.yaml; \
                 `leastwise audit --needs` says what they must be allowed; \
                 or judge a saved org with --snapshot FILE"
            }
            Self::OtherOrg { .. } => "set OKTA_CLIENT_ORGURL and the credentials to the org that is meant",
            Self::Key(_) => {
                "give an RSA or P-256 key as PKCS#8 PEM or as JWK, as text or as the path of a file; \
                 `openssl pkcs8 -topk8 -nocrypt` makes one of an older file"
            }
            Self::File { .. } => "check the path and who may read it",
            Self::Save { .. } => "check the path, who may write there, and whether the disk is full",
            Self::Exists { .. } => "name a file that does not exist, or move the old one away first",
            Self::Slow { .. } => "try again later; check the network, and that no proxy holds answers back",
            Self::TooLarge { .. } => "check that the URL is that of the org",
            Self::Connection { .. } => "check the URL, the network and the proxy (HTTPS_PROXY)",
            Self::Tls { .. } => {
                "if a proxy opens the connection, name a file of trusted certificates with its own in SSL_CERT_FILE"
            }
            Self::Redirect { .. } => "give the URL to which it has moved, if that is the org",
            Self::NoData { .. } => {
                "check that the URL is that of the org, and that no proxy answers in its place"
            }
            Self::Address { .. } => "give it as https://host/path, without a name or password",
            Self::NoDocument { .. } => {
                "give the address of the file itself: redirects are not followed, and nobody signs in"
            }
            Self::Refused { .. } => {
                "check that the app or token is active, and that its key and scopes are those of the org"
            }
            Self::Limit { .. } => "try again later, with a smaller --rate-share",
            Self::Unwell { .. } => "try again later",
            Self::Journal { why, .. } => why.help(),
            Self::Machine(_) => "check the certificates and the resources of the machine",
        }
    }
}
