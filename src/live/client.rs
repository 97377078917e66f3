//! Reading from an org: every call is a GET of the table, paced, tried again within bounds, and renewed when a token ends.

use std::time::Duration;

use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::credentials::{Credentials, Environment};
use super::pace::{self, Pace};
use super::session::Session;
use super::site::{Site, host_of};
use super::transport::{Answer, Failure, Header, Transport, skew};
use super::world::{Progress, World};
use super::{Ask, Limits, LiveError, links};
use crate::grants::org::Auditor;

/// How many calls in a row may fail for good before collecting stops.
const UNWELL: u32 = 3;

/// A client that can read, and nothing else.
pub(super) struct Client<'w> {
    pub(super) transport: Transport,
    pub(super) session: Session,
    pace: Pace,
    pub(super) world: &'w World<'w>,
    /// How far the clock of the org is ahead of ours, in seconds.
    pub(super) ahead: i64,
    unwell: u32,
}

/// What an org answers.
pub(super) enum Reply {
    /// JSON, and the link to the next page where a header names one; an empty one where a header is not understood.
    Json { body: Vec<u8>, next: Option<String> },
    /// A refusal.
    Refused { status: u16, lack: Lack },
}

/// What a refusal says is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// A scope.
    Scope,
    /// A role, a permission or a target.
    Role,
    /// A feature that the org does not have.
    Feature,
    /// It does not say.
    Untold,
}

/// How often a call was tried.
#[derive(Default)]
pub(super) struct Tries {
    pub(super) limited: u32,
    pub(super) broken: u32,
}

/// The error of an OAuth answer, or of another.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub(super) error: Option<String>,
    #[serde(rename = "errorCode")]
    code: Option<String>,
}

impl<'w> Client<'w> {
    pub(super) fn new(
        site: Site,
        environment: &Environment,
        credentials: Credentials,
        scopes: &[String],
        share: u8,
        limits: Limits,
        world: &'w World<'w>,
    ) -> Result<Self, LiveError> {
        let transport = Transport::new(site, environment, credentials.proxy.as_ref(), limits)?;
        let session = Session::new(credentials, scopes);
        Ok(Self { transport, session, pace: Pace::new(share), world, ahead: 0, unwell: 0 })
    }

    /// Who asks.
    pub(super) fn auditor(&self) -> Auditor {
        self.session.auditor()
    }

    /// The scopes that the calls are made with, fetching a token where that tells them.
    pub(super) fn scopes(&mut self) -> Result<Option<Vec<String>>, LiveError> {
        if self.session.needs_token(self.now()) {
            self.renew()?;
        }
        Ok(self.session.scopes())
    }

    /// Makes one call of the table.
    pub(super) fn get(&mut self, ask: Ask, path: &str) -> Result<Reply, LiveError> {
        let mut tries = Tries::default();
        let mut renewed = false;
        loop {
            if let Some(wait) = self.pace.before(ask, (self.world.now)().as_second()) {
                self.wait(wait);
            }
            let headers = self.headers(ask, path)?;
            let answer = match self.transport.get(path, &headers) {
                Ok(answer) => answer,
                Err(failure) => {
                    self.again(failure, &mut tries)?;
                    continue;
                }
            };
            self.note(ask, &answer);
            match answer.status {
                401 if is_of_the_token(&answer) => {
                    if renewed || !self.session.renews() || ask.row().operation.is_none() {
                        return Err(self.refused(&answer));
                    }
                    renewed = true;
                    self.session.forget();
                }
                429 => self.limited(ask.operation(), &answer, &mut tries)?,
                500..=599 if tries.broken + 1 < pace::BROKEN => self.failed(&mut tries),
                500..=599 => return self.broken(answer.status),
                300..=399 => return Err(self.moved(&answer)),
                _ if is_page(&answer) => {
                    return Err(self.no_data(ask.operation(), "a page for browsers"));
                }
                200..=299 => match self.json(answer) {
                    Some(reply) => return Ok(reply),
                    None if tries.broken + 1 < pace::BROKEN => self.failed(&mut tries),
                    None => return Err(self.no_data(ask.operation(), "a text that is no JSON")),
                },
                status => {
                    self.unwell = 0;
                    return Ok(Reply::Refused { status, lack: lack(&answer) });
                }
            }
        }
    }

    /// The time by the clock of the org.
    pub(super) fn now(&self) -> i64 {
        (self.world.now)().as_second().saturating_add(self.ahead)
    }

    fn headers(&mut self, ask: Ask, path: &str) -> Result<Vec<Header>, LiveError> {
        if ask.row().operation.is_none() {
            return Ok(Vec::new());
        }
        if self.session.needs_token(self.now()) {
            self.renew()?;
        }
        self.session.headers(&self.transport.site.at(path), self.now())
    }

    fn note(&mut self, ask: Ask, answer: &Answer) {
        let now = (self.world.now)();
        self.ahead = skew(&answer.allowance, now).unwrap_or(self.ahead);
        self.pace.note(ask, &answer.allowance, now.as_second());
    }

    /// The reply of an answer that should hold JSON; none when it does not, and another try may help.
    fn json(&mut self, answer: Answer) -> Option<Reply> {
        if serde_json::from_slice::<IgnoredAny>(&answer.body).is_err() {
            return None;
        }
        self.unwell = 0;
        let links = answer.headers.get_all("link").iter().map(HeaderValue::as_bytes);
        let next = links::next(links);
        Some(Reply::Json { next, body: answer.body })
    }

    fn wait(&self, duration: Duration) {
        (self.world.progress)(Progress::Waiting(duration));
        (self.world.sleep)(duration);
    }

    /// Waits after a failure.
    pub(super) fn failed(&self, tries: &mut Tries) {
        tries.broken += 1;
        self.wait(pace::after_failure(tries.broken, (self.world.chance)()));
    }

    /// Waits after a broken connection, unless there were too many.
    pub(super) fn again(&self, failure: Failure, tries: &mut Tries) -> Result<(), LiveError> {
        let is_over = tries.broken + 1 >= pace::BROKEN;
        match failure {
            Failure::Broken(_) | Failure::Slow(..) if !is_over => {
                self.failed(tries);
                Ok(())
            }
            failure => Err(failure.error(self.host())),
        }
    }

    /// Waits as long as the org asks, unless that was too often.
    pub(super) fn limited(
        &self,
        operation: &'static str,
        answer: &Answer,
        tries: &mut Tries,
    ) -> Result<(), LiveError> {
        tries.limited += 1;
        if tries.limited >= pace::LIMITED {
            return Err(LiveError::Limit { host: self.host(), operation, times: tries.limited });
        }
        let now = (self.world.now)().as_second();
        self.wait(pace::after_limit(&answer.allowance, tries.limited, (self.world.chance)(), now));
        Ok(())
    }

    /// A call that fails for good is one that could not be seen; too many of them are an org that is down.
    fn broken(&mut self, status: u16) -> Result<Reply, LiveError> {
        self.unwell += 1;
        if self.unwell >= UNWELL {
            return Err(LiveError::Unwell { host: self.host(), status });
        }
        Ok(Reply::Refused { status, lack: Lack::Untold })
    }

    pub(super) fn host(&self) -> String {
        self.transport.site.host()
    }

    pub(super) fn no_data(&self, operation: &'static str, what: &'static str) -> LiveError {
        LiveError::NoData { host: self.host(), operation, what }
    }

    pub(super) fn moved(&self, answer: &Answer) -> LiveError {
        let to = answer.header("location").and_then(host_of).unwrap_or_else(|| self.host());
        LiveError::Redirect { host: self.host(), to }
    }

    pub(super) fn refused(&self, answer: &Answer) -> LiveError {
        let told: Told = serde_json::from_slice(&answer.body).unwrap_or_default();
        let code = told.error.or(told.code).filter(|code| is_code(code));
        let why = code.unwrap_or_else(|| format!("status {}", answer.status));
        LiveError::Refused { host: self.host(), why }
    }
}

/// Whether an answer is a page: of a portal, of a proxy, of whoever has the host.
fn is_page(answer: &Answer) -> bool {
    let first = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    first == Some(&b'<') || answer.header("content-type").is_some_and(|kind| kind.contains("html"))
}

/// Whether a refusal is one of the credential, and not of a feature that the org has not (`E0000015`) or of a kind of
/// credential that one call does not take (`E0000005`).
fn is_of_the_token(answer: &Answer) -> bool {
    let told: Told = serde_json::from_slice(&answer.body).unwrap_or_default();
    !matches!(told.code.as_deref(), Some("E0000005" | "E0000015"))
}

/// Whether a text is the code of an error of Okta or of OAuth. Anything else that an answer holds is not shown.
fn is_code(text: &str) -> bool {
    const DIGITS: usize = 7;
    let digits = text.strip_prefix('E').unwrap_or_default();
    let is_oktas = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_oktas || OAUTH_CODES.contains(&text)
}

/// The codes of RFC 6749, RFC 6750, RFC 9449 and `OpenID` Connect that a request for a token can meet, and Okta's own.
const OAUTH_CODES: [&str; 17] = [
    "access_denied",
    "consent_required",
    "insufficient_scope",
    "interaction_required",
    "invalid_client",
    "invalid_dpop_proof",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "use_dpop_nonce",
];

/// What a refusal says is missing: `WWW-Authenticate` names a scope, `E0000006` tells of roles, `E0000015` of a feature.
fn lack(answer: &Answer) -> Lack {
    let told: Told = serde_json::from_slice(&answer.body).unwrap_or_default();
    let of_scope =
        answer.header("www-authenticate").is_some_and(|value| value.contains("insufficient_scope"));
    match told.code.as_deref() {
        Some("E0000015") if matches!(answer.status, 401 | 403 | 404) => Lack::Feature,
        _ if answer.status != 403 => Lack::Untold,
        _ if of_scope => Lack::Scope,
        Some("E0000006") => Lack::Role,
        _ => Lack::Untold,
    }
}
