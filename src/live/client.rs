//! Reading from an org: every call is a GET of the table, paced, tried again within bounds, and renewed when a token ends.

use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::credentials::{Credentials, Environment};
use super::pace::{self, Pace};
use super::session::Session;
use super::site::{Site, host_of};
use super::transport::{Answer, Failure, Header, Transport, skew};
use super::world::{Progress, World};
use super::{Ask, LiveError};
use crate::grants::org::Auditor;

/// How many calls in a row may fail for good before collecting stops.
const UNWELL: u32 = 3;

/// How often a token is asked for anew for different reasons.
const ATTEMPTS: u32 = 6;

/// A client that can read, and nothing else.
pub(super) struct Client<'w> {
    transport: Transport,
    session: Session,
    pace: Pace,
    world: &'w World<'w>,
    /// How far the clock of the org is ahead of ours, in seconds.
    ahead: i64,
    unwell: u32,
}

/// What an org answers.
pub(super) enum Reply {
    /// JSON, and the link to the next page where a header names one.
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
    /// It does not say.
    Untold,
}

/// How often a call was tried.
#[derive(Default)]
struct Tries {
    limited: u32,
    broken: u32,
}

/// The error of an OAuth answer, or of another.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    error: Option<String>,
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
        world: &'w World<'w>,
    ) -> Result<Self, LiveError> {
        let transport = Transport::new(site, environment, &credentials)?;
        let session = Session::new(credentials, scopes);
        Ok(Self { transport, session, pace: Pace::new(share), world, ahead: 0, unwell: 0 })
    }

    /// Who asks.
    pub(super) fn auditor(&self) -> Auditor {
        self.session.auditor()
    }

    /// Who asks, in a word for a journal.
    pub(super) fn principal(&self) -> String {
        let auditor = self.session.auditor();
        auditor.id.unwrap_or_else(|| format!("{:?}", auditor.credential))
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
                401 if self.session.renews() && !renewed && ask.row().operation.is_some() => {
                    renewed = true;
                    self.session.forget();
                }
                401 => return Err(self.refused(&answer)),
                429 => self.limited(ask, &answer, &mut tries)?,
                500..=599 if tries.broken + 1 < pace::BROKEN => self.failed(&mut tries),
                500..=599 => return self.broken(answer.status),
                300..=399 => return Err(self.moved(&answer)),
                200..=299 => match self.json(ask, answer)? {
                    Some(reply) => return Ok(reply),
                    None if tries.broken + 1 < pace::BROKEN => self.failed(&mut tries),
                    None => return Err(self.no_data(ask, "a text that is no JSON")),
                },
                status => {
                    self.unwell = 0;
                    return Ok(Reply::Refused { status, lack: lack(&answer) });
                }
            }
        }
    }

    /// The time by the clock of the org.
    fn now(&self) -> i64 {
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
    fn json(&mut self, ask: Ask, answer: Answer) -> Result<Option<Reply>, LiveError> {
        let first = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
        let is_page = answer.header("content-type").is_some_and(|kind| kind.contains("html"));
        if first == Some(&b'<') || is_page {
            return Err(self.no_data(ask, "a page for browsers"));
        }
        if serde_json::from_slice::<IgnoredAny>(&answer.body).is_err() {
            return Ok(None);
        }
        self.unwell = 0;
        let links = answer.headers.get_all("link").iter().filter_map(|value| value.to_str().ok());
        let next = links.flat_map(|value| value.split('<').skip(1)).find_map(next_of);
        Ok(Some(Reply::Json { next, body: answer.body }))
    }

    fn wait(&self, duration: Duration) {
        (self.world.progress)(Progress::Waiting(duration));
        (self.world.sleep)(duration);
    }

    /// Waits after a failure.
    fn failed(&self, tries: &mut Tries) {
        tries.broken += 1;
        self.wait(pace::after_failure(tries.broken, (self.world.chance)()));
    }

    /// Waits after a broken connection, unless there were too many.
    fn again(&self, failure: Failure, tries: &mut Tries) -> Result<(), LiveError> {
        match failure {
            Failure::Fatal(error) => Err(error),
            Failure::Broken(why) if tries.broken + 1 >= pace::BROKEN => {
                Err(LiveError::Connection { host: self.host(), why })
            }
            Failure::Broken(_) => {
                self.failed(tries);
                Ok(())
            }
        }
    }

    /// Waits as long as the org asks, unless that was too often.
    fn limited(&self, ask: Ask, answer: &Answer, tries: &mut Tries) -> Result<(), LiveError> {
        tries.limited += 1;
        if tries.limited >= pace::LIMITED {
            let (host, operation) = (self.host(), ask.operation());
            return Err(LiveError::Limit { host, operation, times: tries.limited });
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

    fn host(&self) -> String {
        self.transport.site.host()
    }

    fn no_data(&self, ask: Ask, what: &'static str) -> LiveError {
        LiveError::NoData { host: self.host(), operation: ask.operation(), what }
    }

    fn moved(&self, answer: &Answer) -> LiveError {
        let to = answer.header("location").and_then(host_of).unwrap_or_else(|| self.host());
        LiveError::Redirect { host: self.host(), to }
    }

    fn refused(&self, answer: &Answer) -> LiveError {
        let told: Told = serde_json::from_slice(&answer.body).unwrap_or_default();
        let code = told.error.or(told.code).filter(|code| is_code(code));
        let why = code.unwrap_or_else(|| format!("status {}", answer.status));
        LiveError::Refused { host: self.host(), why }
    }

    /// Fetches a token; where the org does not grant all scopes together, those that it grants one by one.
    fn renew(&mut self) -> Result<(), LiveError> {
        let wanted = self.session.wanted.clone();
        let Some(refused) = self.fetch(&wanted)? else { return Ok(()) };
        let is_scope =
            |error: &LiveError| matches!(error, LiveError::Refused { why, .. } if is_about_scopes(why));
        if !is_scope(&refused) || wanted.len() < 2 {
            return Err(refused);
        }
        let mut granted = Vec::new();
        for scope in &wanted {
            match self.fetch(std::slice::from_ref(scope))? {
                None => granted.push(scope.clone()),
                Some(error) if is_scope(&error) => {}
                Some(error) => return Err(error),
            }
        }
        if granted.is_empty() {
            return Err(refused);
        }
        self.session.wanted.clone_from(&granted);
        self.fetch(&granted)?.map_or(Ok(()), Err)
    }

    /// Asks for a token with these scopes: none when it was granted, else why not.
    fn fetch(&mut self, scopes: &[String]) -> Result<Option<LiveError>, LiveError> {
        let mut tries = Tries::default();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let (form, headers) = self.session.request(&self.transport.site.origin(), scopes, self.now())?;
            let answer = match self.transport.token(form, &headers) {
                Ok(answer) => answer,
                Err(failure) => {
                    self.again(failure, &mut tries)?;
                    continue;
                }
            };
            let before = self.ahead;
            self.ahead = skew(&answer.allowance, (self.world.now)()).unwrap_or(before);
            match answer.status {
                200..=299 if self.session.take(&answer.body, scopes, self.now()) => return Ok(None),
                200..=299 => return Err(self.no_data(Ask::Metadata, "no token")),
                300..=399 => return Err(self.moved(&answer)),
                429 => self.limited(Ask::Metadata, &answer, &mut tries)?,
                500..=599 if tries.broken + 1 < pace::BROKEN => self.failed(&mut tries),
                500..=599 => return Err(LiveError::Unwell { host: self.host(), status: answer.status }),
                _ if attempts < ATTEMPTS && (self.ahead - before).abs() > 1 => {}
                _ if attempts < ATTEMPTS && self.binds(&answer)? => {}
                _ => return Ok(Some(self.refused(&answer))),
            }
        }
    }

    /// Whether the answer asks for a token that is bound to a key, and it is tried again so.
    fn binds(&mut self, answer: &Answer) -> Result<bool, LiveError> {
        let told: Told = serde_json::from_slice(&answer.body).unwrap_or_default();
        match told.error.as_deref() {
            Some("invalid_dpop_proof" | "use_dpop_nonce") => self.session.bind(answer.header("dpop-nonce")),
            _ => Ok(false),
        }
    }
}

/// Whether the error of a token tells that the scopes are what is refused.
fn is_about_scopes(why: &str) -> bool {
    matches!(why, "invalid_scope" | "consent_required" | "access_denied")
}

/// Whether a text is the code of an error and nothing else.
fn is_code(text: &str) -> bool {
    const LONGEST: usize = 40;
    text.len() <= LONGEST && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// What a refusal says is missing: `WWW-Authenticate` names a scope, `E0000006` tells of roles.
fn lack(answer: &Answer) -> Lack {
    let told: Told = serde_json::from_slice(&answer.body).unwrap_or_default();
    let of_scope =
        answer.header("www-authenticate").is_some_and(|value| value.contains("insufficient_scope"));
    match told.code.as_deref() {
        _ if answer.status != 403 => Lack::Untold,
        _ if of_scope => Lack::Scope,
        Some("E0000006") => Lack::Role,
        _ => Lack::Untold,
    }
}

/// The link of one entry of a `Link` header, without the bracket before it, if it is that to the next page.
fn next_of(entry: &str) -> Option<String> {
    let (link, parameters) = entry.split_once('>')?;
    let is_next = parameters.split([';', ',']).any(|one| matches!(one.trim(), "rel=\"next\"" | "rel=next"));
    is_next.then(|| link.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_told_from_others() {
        let link = "https://acme.okta.com/api/v1/apps?limit=2&after=a,b";
        for (entry, expected) in [
            (format!("{link}>; rel=\"next\""), Some(link)),
            (format!("{link}>;rel=next, "), Some(link)),
            (format!("{link}> ; title=x; rel=next"), Some(link)),
            (format!("{link}>; rel=\"self\", "), None),
            (link.to_owned(), None),
            ("nothing".to_owned(), None),
        ] {
            assert_eq!(next_of(&entry).as_deref(), expected, "{entry}");
        }
    }
}
