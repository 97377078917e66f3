//! The limits of what an org answers: just below, just there, just above.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use leastwise::grants::org::Known;
use leastwise::limits::{
    MAX_ANSWER_BYTES, MAX_ANSWER_SECONDS, MAX_CREDENTIAL_FILE_BYTES, MAX_FAILED_TRIES, MAX_LIMITED_TRIES,
    MAX_PAGES, MAX_SILENCE_SECONDS, MAX_WAIT_SECONDS,
};
use leastwise::live::{Credentials, Environment, Limits, LiveError};
use rstest::rstest;
use tempfile::TempDir;
use wiremock::ResponseTemplate;

use super::fake::{Fake, error};
use super::{AUDITOR, Run, environment, key};

const TOKENS: &str = "/api/v1/api-tokens";
const SIGN_IN: &str = "/oauth2/v1/token";

/// An org that answers the first requests for a path in another way, and how often the path was asked for, further pages
/// left out.
fn fails_at_first(
    path: &'static str,
    times: u32,
    answer: impl Fn() -> ResponseTemplate + Send + Sync + 'static,
) -> (Fake, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&asked);
    let fake = Fake::troubled(move |_, request| {
        if request.url.path() != path || request.url.query_pairs().any(|(name, _)| name == "after") {
            return None;
        }
        (seen.fetch_add(1, Ordering::SeqCst) < times as usize).then(&answer)
    });
    (fake, asked)
}

#[test]
fn collecting_begins_with_the_limits_of_the_table() {
    let limits = Limits {
        pages: MAX_PAGES,
        answer_bytes: MAX_ANSWER_BYTES,
        answer: Duration::from_secs(MAX_ANSWER_SECONDS),
        silence: Duration::from_secs(MAX_SILENCE_SECONDS),
    };
    assert_eq!(Limits::default(), limits);
}

#[rstest]
fn the_tries_of_a_request_that_meets_a_rate_limit(#[values(TOKENS, SIGN_IN)] path: &'static str) {
    let limited = || error(429, "E0000047").insert_header("retry-after", "1");
    for (tries, passes) in
        [(MAX_LIMITED_TRIES - 1, true), (MAX_LIMITED_TRIES, true), (MAX_LIMITED_TRIES + 1, false)]
    {
        let (fake, asked) = fails_at_first(path, tries - 1, limited);
        let result = Run::small(&fake).go();
        match result {
            Ok(org) => assert!(passes && matches!(org.api_tokens, Known::Known(_)), "{tries}"),
            Err(error) => {
                let is_limit = matches!(error, LiveError::Limit { times: MAX_LIMITED_TRIES, .. });
                assert!(!passes && is_limit, "{tries}: {error}");
            }
        }
        assert_eq!(asked.load(Ordering::SeqCst), tries.min(MAX_LIMITED_TRIES) as usize, "{tries}");
    }
}

#[rstest]
#[case::failing(TOKENS, || error(503, "E0000010"))]
#[case::no_json(TOKENS, || ResponseTemplate::new(200).set_body_raw("[", "application/json"))]
#[case::sign_in(SIGN_IN, || error(503, "E0000010"))]
fn the_tries_of_a_request_that_fails(#[case] path: &'static str, #[case] answer: fn() -> ResponseTemplate) {
    for (tries, passes) in
        [(MAX_FAILED_TRIES - 1, true), (MAX_FAILED_TRIES, true), (MAX_FAILED_TRIES + 1, false)]
    {
        let (fake, asked) = fails_at_first(path, tries - 1, answer);
        let result = Run::small(&fake).go();
        let has_passed = result.as_ref().is_ok_and(|org| matches!(org.api_tokens, Known::Known(_)));
        assert_eq!(has_passed, passes, "{tries}: {:?}", result.err());
        assert_eq!(asked.load(Ordering::SeqCst), tries.min(MAX_FAILED_TRIES) as usize, "{tries}");
    }
}

#[test]
fn the_wait_for_a_rate_limit() {
    for (asked, is_shortened) in
        [(MAX_WAIT_SECONDS - 1, false), (MAX_WAIT_SECONDS, true), (MAX_WAIT_SECONDS + 1, true)]
    {
        let limited = move || error(429, "E0000047").insert_header("retry-after", asked.to_string().as_str());
        let (fake, _) = fails_at_first(TOKENS, 3, limited);
        let run = Run::small(&fake);
        run.go().unwrap();
        // Half a second is added by chance.
        let whole = Duration::from_secs(asked) + Duration::from_millis(500);
        let longest = Duration::from_secs(MAX_WAIT_SECONDS);
        let waits = run.waits.borrow();
        assert_eq!(*waits, [if is_shortened { longest } else { whole }; 3]);
    }
}

#[rstest]
#[case::key("key.pem")]
#[case::settings(".okta/okta.yaml")]
fn a_file_of_credentials(#[case] name: &str) {
    let pem = key();
    let settings = "okta:\n  client:\n    token: 00invented\n";
    for (size, fits) in [
        (MAX_CREDENTIAL_FILE_BYTES - 1, true),
        (MAX_CREDENTIAL_FILE_BYTES, true),
        (MAX_CREDENTIAL_FILE_BYTES + 1, false),
    ] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let is_key = name == "key.pem";
        let text = if is_key { pem.as_str() } else { settings };
        let rest = "\n".repeat(usize::try_from(size).unwrap() - text.len());
        fs::write(&path, text.to_owned() + &rest).unwrap();
        let environment = if is_key {
            let path = path.to_str().unwrap();
            environment(&[("OKTA_CLIENT_CLIENTID", AUDITOR), ("OKTA_CLIENT_PRIVATEKEY", path)])
        } else {
            Environment { home: Some(folder.path().to_owned()), ..Environment::default() }
        };
        match Credentials::find(&environment) {
            Ok(_) => assert!(fits, "{size}"),
            Err(error) => {
                assert!(!fits && error.to_string().contains("larger than 1 MiB"), "{size}: {error}");
            }
        }
    }
}
