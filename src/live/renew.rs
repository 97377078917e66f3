//! Fetching a token: in the time of the org, bound to a key when it asks for that, with the scopes that it grants.

use super::LiveError;
use super::client::{Client, Told, Tries};
use super::pace;
use super::transport::{Answer, skew};

/// What asking for a token is called in errors.
const TOKEN: &str = "the request for a token";

/// How often a token is asked for anew for different reasons.
const ATTEMPTS: u32 = 6;

impl Client<'_> {
    /// Fetches a token; where the org does not grant all scopes together, those that it grants one by one.
    pub(super) fn renew(&mut self) -> Result<(), LiveError> {
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
                200..=299 => return Err(self.no_data(TOKEN, "something that is no token")),
                300..=399 => return Err(self.moved(&answer)),
                429 => self.limited(TOKEN, &answer, &mut tries)?,
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
