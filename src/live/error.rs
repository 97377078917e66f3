//! Why collecting stopped. What was collected until then stays in the journal.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// What stops collecting. Never quotes a secret, nor a part of an answer.
#[derive(Debug, Error)]
pub enum LiveError {
    /// The URL is no URL of an org.
    #[error("`{url}` is no URL of an org: {why}")]
    Url {
        /// As it was given, without what stands behind the host.
        url: String,
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
    #[error("`{path}` cannot be read: {error}")]
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
    #[error("this is no safe address of a document: `{host}`")]
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
    #[error("the journal `{path}` cannot be used: {why}")]
    Journal {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The machine lacks something that a connection needs.
    #[error("no connection can be made from here: {0}")]
    Machine(&'static str),
}

impl LiveError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Url { .. } => "give it as https://acme.okta.com, without a path",
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
            Self::Save { .. } => "check the path and who may write there",
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
            Self::Journal { .. } => "remove the file to begin anew",
            Self::Machine(_) => "check the certificates and the resources of the machine",
        }
    }
}
