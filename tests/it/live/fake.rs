//! A fake org: it answers like Okta, out of the example, and misbehaves when it is told to.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use leastwise::grants::org::Org;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::answers::{self, Answer};
use crate::orgs::example;

/// How many events of the log are of nobody who matters.
pub(super) const NOISE: u64 = 40;

/// How many entries a page has.
const PAGE: usize = 7;

/// What the org does instead of answering, if anything; it is told the number of the request, from 0.
pub(super) type Trouble = dyn Fn(usize, &Request) -> Option<ResponseTemplate> + Send + Sync;

/// A fake org.
pub(super) struct Fake {
    runtime: Runtime,
    server: MockServer,
    /// The clock of whoever asks it.
    pub(super) clock: Cell<Timestamp>,
    pub(super) desk: Arc<Desk>,
}

/// What answers.
pub(super) struct Desk {
    org: &'static Org,
    events: &'static [Value],
    trouble: Box<Trouble>,
    /// The time of the org; it stands still.
    date: Timestamp,
    served: AtomicUsize,
    /// For how many calls a token is good.
    calls_of_token: usize,
    /// The calls that the newest token may still make, and how many tokens there were.
    token: Mutex<(usize, usize)>,
    /// Scopes that are not granted to the auditor.
    ungranted: Vec<&'static str>,
    /// Whether tokens must be bound to a key.
    dpop: bool,
}

/// How the org is set up.
pub(super) struct Setup {
    pub(super) trouble: Box<Trouble>,
    pub(super) calls_of_token: usize,
    /// How far the clock of the org is ahead.
    pub(super) ahead: SignedDuration,
    pub(super) ungranted: Vec<&'static str>,
    pub(super) dpop: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            trouble: Box::new(|_, _| None),
            calls_of_token: usize::MAX,
            ahead: SignedDuration::ZERO,
            ungranted: Vec::new(),
            dpop: false,
        }
    }
}

impl Fake {
    pub(super) fn new(setup: Setup) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(MockServer::start());
        let (org, events) = whole();
        let clock = org.taken;
        let desk = Arc::new(Desk {
            events,
            org,
            trouble: setup.trouble,
            date: clock + setup.ahead,
            served: AtomicUsize::new(0),
            calls_of_token: setup.calls_of_token,
            token: Mutex::new((0, 0)),
            ungranted: setup.ungranted,
            dpop: setup.dpop,
        });
        let mock = Mock::given(any()).respond_with(Front(Arc::clone(&desk)));
        runtime.block_on(mock.mount(&server));
        Self { runtime, server, clock: Cell::new(clock), desk }
    }

    /// One that does as it should, but for this.
    pub(super) fn troubled(
        trouble: impl Fn(usize, &Request) -> Option<ResponseTemplate> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Setup { trouble: Box::new(trouble), ..Setup::default() })
    }

    pub(super) fn url(&self) -> String {
        self.server.uri()
    }

    /// Every request that it got.
    pub(super) fn requests(&self) -> Vec<Request> {
        self.runtime.block_on(self.server.received_requests()).unwrap()
    }

    /// The paths that were asked for with a method, without queries.
    pub(super) fn paths(&self, method: &str) -> Vec<String> {
        let requests = self.requests();
        let of = requests.iter().filter(|request| request.method.as_str() == method);
        of.map(|request| request.url.path().to_owned()).collect()
    }

    /// How many requests it answered, and how many tokens it gave out.
    pub(super) fn served(&self) -> (usize, usize) {
        (self.desk.served.load(Ordering::SeqCst), self.desk.token.lock().unwrap().1)
    }
}

/// The example and its log.
fn whole() -> (&'static Org, &'static [Value]) {
    static WHOLE: OnceLock<(Org, Vec<Value>)> = OnceLock::new();
    let (org, events) = WHOLE.get_or_init(|| {
        let org = example();
        let events = answers::events(&org);
        (org, events)
    });
    (org, events)
}

struct Front(Arc<Desk>);

impl Respond for Front {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = self.0.served.fetch_add(1, Ordering::SeqCst);
        let date = rfc2822::DateTimePrinter::new();
        let date = date.timestamp_to_rfc9110_string(&self.0.date).unwrap();
        let template = (self.0.trouble)(number, request).unwrap_or_else(|| self.0.answer(request));
        template.insert_header("date", date.as_str())
    }
}

impl Desk {
    fn answer(&self, request: &Request) -> ResponseTemplate {
        let path = request.url.path();
        match (request.method.as_str(), path) {
            ("POST", "/oauth2/v1/token") => return self.grant(request),
            ("GET", "/.well-known/oauth-authorization-server") => {
                assert!(request.headers.get("authorization").is_none(), "no credential is sent for metadata");
                return json_of(
                    &json!({"scopes_supported": self.org.scopes_supported.entries(), "issuer": "x"}),
                );
            }
            ("GET", _) => {}
            _ => return error(405, "E0000022"),
        }
        if !self.is_signed_in(request) {
            return error(401, "E0000011");
        }
        if path == "/api/v1/logs" {
            return page(request, self.events, 100, None);
        }
        match answers::of(self.org, path) {
            Some(Answer::Object(value)) => json_of(&value),
            Some(Answer::List(list)) => page(request, &list, PAGE, None),
            Some(Answer::Member(name, list)) => page(request, &list, PAGE, Some(name)),
            None => error(404, "E0000007"),
        }
    }

    fn is_signed_in(&self, request: &Request) -> bool {
        let header =
            |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let authorization = header("authorization");
        if authorization == "SSWS 00PLANTEDtoken" {
            return true;
        }
        let (scheme, value) = authorization.split_once(' ').unwrap_or_default();
        let mut token = self.token.lock().unwrap();
        let bound =
            if self.dpop { scheme == "DPoP" && !header("dpop").is_empty() } else { scheme == "Bearer" };
        if !bound || value != format!("PLANTED-access-token-{}", token.1) || token.0 == 0 {
            return false;
        }
        token.0 -= 1;
        true
    }

    /// The token endpoint: it looks at the times in the statement, and at the scopes.
    fn grant(&self, request: &Request) -> ResponseTemplate {
        let form: Vec<(String, String)> = form(&request.body);
        let value = |name: &str| form.iter().find(|(key, _)| key == name).unwrap().1.clone();
        let claims = claims(&value("client_assertion"));
        let (from, to) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        let now = self.date.as_second();
        if from > now + 60 || to < now {
            return refused("invalid_client");
        }
        if self.dpop {
            let Some(proof) = request.headers.get("dpop") else { return refused("invalid_dpop_proof") };
            if super::fake::claims(proof.to_str().unwrap())["nonce"] != "nonce-1" {
                return refused("use_dpop_nonce").insert_header("dpop-nonce", "nonce-1");
            }
        }
        let scopes = value("scope");
        if scopes.split(' ').any(|scope| self.ungranted.contains(&scope)) {
            return refused("invalid_scope");
        }
        let mut token = self.token.lock().unwrap();
        *token = (self.calls_of_token, token.1 + 1);
        json_of(&json!({
            "access_token": format!("PLANTED-access-token-{}", token.1), "expires_in": 3600, "scope": scopes,
            "token_type": if self.dpop { "DPoP" } else { "Bearer" },
        }))
    }
}

/// One page, with the link to the next where such a list has it.
fn page(request: &Request, list: &[Value], size: usize, member: Option<&str>) -> ResponseTemplate {
    let query = |name: &str| {
        request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let start: usize = query("after").map_or(0, |after| after.parse().unwrap());
    let next = (start + size < list.len()).then(|| {
        let kept = request.url.query_pairs().filter(|(key, _)| key != "after");
        // The host of a link is not that of the request where an org has a domain of its own.
        let mut url = reqwest::Url::parse("https://acme.okta.com").unwrap();
        url.set_path(request.url.path());
        url.query_pairs_mut().extend_pairs(kept).append_pair("after", &(start + size).to_string());
        url.to_string()
    });
    let page: Vec<Value> = list.iter().skip(start).take(size).cloned().collect();
    match (member, next) {
        (Some(name), Some(next)) => json_of(&json!({name: page, "_links": {"next": {"href": next}}})),
        (Some(name), None) => json_of(&json!({name: page, "_links": {}})),
        (None, Some(next)) => json_of(&page.into())
            .append_header("link", format!("<{}>; rel=\"self\"", request.url).as_str())
            .append_header("link", format!("<{next}>; rel=\"next\"").as_str()),
        (None, None) => json_of(&page.into()),
    }
}

/// The claims of a signed statement.
pub(super) fn claims(statement: &str) -> Value {
    let payload = statement.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The fields of a form.
pub(super) fn form(body: &[u8]) -> Vec<(String, String)> {
    let url = format!("https://x/?{}", std::str::from_utf8(body).unwrap());
    let url = reqwest::Url::parse(&url).unwrap();
    url.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
}

fn refused(code: &str) -> ResponseTemplate {
    ResponseTemplate::new(400)
        .set_body_json(json!({"error": code, "error_description": "PLANTED-description"}))
}

pub(super) fn json_of(value: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(value)
}

/// An error as Okta writes it.
pub(super) fn error(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({
        "errorCode": code, "errorSummary": "PLANTED-summary", "errorLink": code, "errorId": "oae1", "errorCauses": [],
    }))
}

/// A moment as the log writes it.
pub(super) fn written(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
