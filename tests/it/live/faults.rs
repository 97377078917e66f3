//! Everything that can go wrong on the way: each is bounded, each has a clear error, and nothing leaves for elsewhere.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use jiff::SignedDuration;
use leastwise::grants::org::{GapReason, Known};
use leastwise::live::{Limits, LiveError, Slowness};
use wiremock::ResponseTemplate;

use super::fake::{Fake, Setup, error, json_of};
use super::{Run, environment, expected};

fn limit(seconds: &str) -> ResponseTemplate {
    error(429, "E0000047").insert_header("retry-after", seconds)
}

/// The message and the help of an error.
fn told(error: &LiveError) -> String {
    format!("{error}; {}", error.help())
}

#[test]
fn a_storm_of_429_is_waited_out() {
    let fake = Fake::troubled(|number, _| (number % 3 == 1).then(|| limit("7")));
    let run = Run::of(&fake);
    assert_eq!(run.go().unwrap(), expected(&fake));
    let limited = run.waits.borrow().len() as u64;
    assert!(limited > 50 && run.waited() >= 7 * limited, "{limited} waits, {} s", run.waited());
}

#[test]
fn a_limit_that_never_ends_is_given_up() {
    let fake = Fake::troubled(|_, request| (request.url.path() == "/api/v1/api-tokens").then(|| limit("30")));
    let run = Run::small(&fake);
    let error = run.go().unwrap_err();
    assert!(
        told(&error).contains("still refuses management:listApiTokens after 10 attempts"),
        "{}",
        told(&error)
    );
    assert_eq!(fake.paths("GET").iter().filter(|path| *path == "/api/v1/api-tokens").count(), 10);
}

#[test]
fn limits_are_kept_before_they_are_reached() {
    let used = Arc::new(AtomicUsize::new(0));
    let mine = Arc::clone(&used);
    // 10 calls a minute; the time of the fake org stands still, so that the window ends in 30 seconds each time.
    let fake = Fake::troubled(move |_, request| {
        let is_user = request.url.path().ends_with("0000h8") || request.url.path().contains("/api/v1/users/");
        if !is_user || request.url.path().split('/').count() != 5 {
            return None;
        }
        let left = 9 - mine.fetch_add(1, Ordering::SeqCst) % 5;
        let reset = (crate::orgs::example().taken.as_second() + 30).to_string();
        let body = serde_json::json!({"id": request.url.path().rsplit('/').next(), "status": "ACTIVE"});
        let answer = json_of(&body).insert_header("x-rate-limit-limit", "10");
        Some(
            answer
                .insert_header("x-rate-limit-reset", reset.as_str())
                .insert_header("x-rate-limit-remaining", left.to_string().as_str()),
        )
    });
    let run = Run::of(&fake);
    run.go().unwrap();
    // 40 users, five in each window: half of the ten.
    assert_eq!(used.load(Ordering::SeqCst), 40);
    let waits: Vec<u64> = run.waits.borrow().iter().map(Duration::as_secs).collect();
    assert_eq!(waits, [31; 7]);
}

#[test]
fn a_failing_server_is_tried_again() {
    let fake = Fake::troubled(|number, _| (number % 4 == 2).then(|| error(503, "E0000010")));
    assert_eq!(Run::of(&fake).go().unwrap(), expected(&fake));
}

#[test]
fn one_call_that_always_fails_is_told_and_stops_nothing() {
    let fake = Fake::troubled(|_, request| {
        (request.url.path() == "/api/v1/api-tokens").then(|| error(500, "E0000009"))
    });
    let org = Run::small(&fake).go().unwrap();
    assert!(
        matches!(&org.api_tokens, Known::Refused(refusal) if refusal.status == 500),
        "{:?}",
        org.api_tokens
    );
    assert_eq!(org.client_privileges, expected(&fake).client_privileges);
}

#[test]
fn an_org_that_is_down_stops_soon() {
    let fake = Fake::troubled(|number, _| (number > 20).then(|| error(502, "E0000009")));
    let run = Run::of(&fake);
    let error = run.go().unwrap_err();
    assert!(told(&error).contains("fails at one call after the other, the last time with status 502"));
    assert!(fake.served().0 < 40, "{:?}", fake.served());
    assert!(run.waited() < 300, "{} s", run.waited());
}

#[test]
fn a_page_that_leads_to_itself_ends() {
    for target in ["/api/v1/apps?limit=200&filter=name+eq+%22oidc_client%22", "/api/v1/apps?after=x"] {
        let fake = Fake::troubled(move |_, request| {
            let link = format!("<https://acme.okta.com{target}>; rel=\"next\"");
            (request.url.path() == "/api/v1/apps").then(|| {
                ResponseTemplate::new(200)
                    .set_body_raw(APP, "application/json")
                    .insert_header("link", link.as_str())
            })
        });
        let Known::Partial { value, gap } = Run::small(&fake).go().unwrap().apps else {
            panic!("it is not partial")
        };
        assert_eq!(gap.reason, GapReason::PageLoop, "{target}");
        assert!(value.len() <= 2);
    }
}

/// A service app and one more.
const APP: &str = r#"[{"id":"0oa1a","label":"a","status":"ACTIVE","settings":{"oauthClient":{"application_type":"service"}}}]"#;

/// Where a log is polled, each page names a next one for ever.
#[test]
fn a_log_ends_with_an_empty_page() {
    let fake = Fake::troubled(|number, request| {
        let link = format!("<https://acme.okta.com/api/v1/logs?after={number}>; rel=\"next\"");
        (request.url.path() == "/api/v1/logs")
            .then(|| json_of(&serde_json::json!([])).insert_header("link", link.as_str()))
    });
    assert!(Run::small(&fake).go().unwrap().log.is_complete());
}

#[test]
fn a_list_without_end_is_bounded() {
    let fake = Fake::troubled(|_, request| {
        if request.url.path() != "/api/v1/iam/roles" {
            return None;
        }
        let after = request.url.query_pairs().find(|(name, _)| name == "after");
        let page: usize = after.map_or(0, |(_, page)| page.parse().unwrap());
        let next = format!("https://acme.okta.com/api/v1/iam/roles?after={}", page + 1);
        Some(json_of(&serde_json::json!({"roles": [], "_links": {"next": {"href": next}}})))
    });
    let Known::Partial { gap, .. } = Run::of(&fake).go().unwrap().custom_roles else {
        panic!("it is not partial")
    };
    assert_eq!(gap.reason, GapReason::Bound);
    assert_eq!(
        fake.paths("GET").iter().filter(|path| *path == "/api/v1/iam/roles").count(),
        Limits::default().pages
    );
}

#[test]
fn a_link_to_something_else_is_not_followed() {
    for link in
        ["https://acme.okta.com/api/v1/users?after=x", "https://evil.example/steal", "not a link at all"]
    {
        let header = format!("<{link}>; rel=\"next\"");
        let fake = Fake::troubled(move |_, request| {
            (request.url.path() == "/api/v1/apps").then(|| {
                ResponseTemplate::new(200)
                    .set_body_raw(APP, "application/json")
                    .insert_header("link", header.as_str())
            })
        });
        let Known::Partial { gap, .. } = Run::small(&fake).go().unwrap().apps else {
            panic!("{link} was followed")
        };
        assert_eq!(gap.reason, GapReason::Failed, "{link}");
        assert!(!fake.paths("GET").iter().any(|path| path == "/api/v1/users" || path == "/steal"));
    }
}

#[test]
fn a_page_for_browsers_is_no_answer() {
    for (path, status) in [("/.well-known/oauth-authorization-server", 200), ("/api/v1/apps", 200)] {
        let fake = Fake::troubled(move |_, request| {
            (request.url.path() == path).then(|| {
                ResponseTemplate::new(status)
                    .set_body_raw("<html>PLANTED-page</html>", "text/html; charset=utf-8")
            })
        });
        let error = Run::small(&fake).go().unwrap_err();
        assert!(told(&error).contains("with a page for browsers, not with data"), "{}", told(&error));
        assert!(told(&error).contains("no proxy answers in its place") && !told(&error).contains("PLANTED"));
    }
}

#[test]
fn what_is_no_org_gets_no_credential() {
    for kind in 0..3 {
        let fake = Fake::troubled(move |_, _| {
            Some(match kind {
                0 => ResponseTemplate::new(404).set_body_raw("<html>not here</html>", "text/html"),
                1 => error(404, "E0000022"),
                _ => error(403, "E0000006"),
            })
        });
        let environment = environment(&[("OKTA_CLIENT_TOKEN", "00PLANTEDtoken")]);
        let error = Run { environment, ..Run::small(&fake) }.go().unwrap_err();
        assert!(matches!(error, LiveError::NoData { .. }), "{error}");
        let requests = fake.requests();
        assert_eq!(requests.len(), 1);
        assert!(!requests[0].headers.contains_key("authorization"));
    }
}

#[test]
fn a_redirect_is_never_followed() {
    let other = Fake::new(Setup::default());
    let to = format!("{}/api/v1/api-tokens", other.url().replace("127.0.0.1", "localhost"));
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let fake = Fake::troubled(move |_, request| {
            (request.url.path() == "/api/v1/api-tokens")
                .then(|| ResponseTemplate::new(status).insert_header("location", to.as_str()))
        });
        let error = Run::small(&fake).go().unwrap_err();
        assert!(
            told(&error).contains("has moved to `localhost`, where no credentials are sent"),
            "{}",
            told(&error)
        );
    }
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn a_connection_without_tls_is_an_error_at_once() {
    let fake = Fake::new(Setup::default());
    let run = Run { url: fake.url().replace("http:", "https:"), ..Run::small(&fake) };
    let error = run.go().unwrap_err();
    assert!(matches!(error, LiveError::Tls { .. }), "{error}");
    assert!(told(&error).contains("SSL_CERT_FILE"));
    assert_eq!((run.waited(), fake.requests().len()), (0, 0));
}

#[test]
fn what_cannot_be_reached_is_told() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let fake = Fake::new(Setup::default());
    let run = Run { url: format!("http://127.0.0.1:{port}"), ..Run::small(&fake) };
    let error = run.go().unwrap_err();
    assert!(told(&error).contains("cannot be reached: Connection refused"), "{}", told(&error));
    assert!(run.waited() < 60, "{} s", run.waited());
}

/// What stands between a client and an org: it hands on, and cuts off what the test says.
fn between(target: &str, cut: impl Fn(usize) -> bool + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let target = target.trim_start_matches("http://").to_owned();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    thread::spawn(move || {
        for (number, client) in listener.incoming().enumerate() {
            let mut client = client.unwrap();
            let head = request_of(&mut client);
            seen.lock().unwrap().push(head.clone());
            let mut server = TcpStream::connect(&target).unwrap();
            // One request for each connection, so that its answer ends with it.
            server.write_all(head.replacen("\r\n", "\r\nconnection: close\r\n", 1).as_bytes()).unwrap();
            let mut answer = Vec::new();
            server.read_to_end(&mut answer).unwrap();
            let length = if cut(number) { answer.len() * 2 / 3 } else { answer.len() };
            client.write_all(&answer[..length]).unwrap();
        }
    });
    (url, heads)
}

/// One request, with its body.
fn request_of(client: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = client.read(&mut buffer).unwrap();
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

#[test]
fn a_connection_that_is_cut_in_the_middle_of_a_page_is_made_anew() {
    let fake = Fake::new(Setup::default());
    let (url, heads) = between(&fake.url(), |number| number % 5 == 3);
    let run = Run { url: url.clone(), ..Run::of(&fake) };
    let mut org = run.go().unwrap();
    org.org = fake.url();
    assert_eq!(org, expected(&fake));
    assert!(heads.lock().unwrap().len() > fake.paths("GET").len() / 2);
    assert!(run.waits.borrow().len() > 50);
}

#[test]
fn a_connection_that_is_always_cut_is_given_up() {
    let fake = Fake::new(Setup::default());
    let (url, _) = between(&fake.url(), |number| number > 10);
    let error = Run { url, ..Run::of(&fake) }.go().unwrap_err();
    assert!(matches!(error, LiveError::Connection { .. }), "{error}");
}

#[test]
fn a_proxy_is_used_and_its_password_is_not_shown() {
    let fake = Fake::new(Setup::default());
    let (proxy, heads) = between(&fake.url(), |_| false);
    let address = proxy.trim_start_matches("http://").to_owned();
    let (host, port) = address.split_once(':').unwrap();
    let key = super::key();
    let client = [("OKTA_CLIENT_CLIENTID", super::AUDITOR), ("OKTA_CLIENT_PRIVATEKEY", key.as_str())];
    let usual = format!("http://me:PLANTED-password@{address}");
    let own = [
        ("OKTA_CLIENT_PROXY_HOST", host),
        ("OKTA_CLIENT_PROXY_PORT", port),
        ("OKTA_CLIENT_PROXY_USERNAME", "me"),
        ("OKTA_CLIENT_PROXY_PASSWORD", "PLANTED-password"),
    ];
    for proxy in [&[("ALL_PROXY", usual.as_str())][..], &own] {
        let environment = environment(&[&client[..], proxy].concat());
        heads.lock().unwrap().clear();
        assert_eq!(
            Run { environment, ..Run::small(&fake) }.go().unwrap().api_tokens,
            expected(&fake).api_tokens
        );
        let heads = heads.lock().unwrap();
        assert!(heads.len() > 10, "the proxy got {} requests", heads.len());
        // `me:PLANTED-password`
        assert!(
            heads[0].contains("Basic bWU6UExBTlRFRC1wYXNzd29yZA=="),
            "{}",
            heads[0].lines().next().unwrap()
        );
    }
    let environment =
        environment(&[&client[..], &[("HTTPS_PROXY", "http://me:PLANTED-password@[broken")]].concat());
    let error = Run { environment, ..Run::small(&fake) }.go().unwrap_err();
    assert!(!told(&error).contains("PLANTED"), "{}", told(&error));
}

#[test]
fn a_clock_that_is_wrong_is_put_right() {
    for hours in [-30, -1, 1, 30] {
        let fake = Fake::new(Setup { ahead: SignedDuration::from_hours(hours), ..Setup::default() });
        let org = Run::small(&fake).go().unwrap_or_else(|error| panic!("{hours} hours: {error}"));
        assert_eq!(org.api_tokens, expected(&fake).api_tokens, "{hours} hours");
        assert_eq!(fake.served().1, 1, "one token is enough");
    }
}

/// A server that reads a request, and answers each as the test says, for ever.
fn hostile(answer: impl Fn(&mut TcpStream) + Clone + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            request_of(&mut client);
            seen.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            thread::spawn(move || answer(&mut client));
        }
    });
    (url, count)
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n[";

#[test]
fn an_answer_that_drips_for_ever_is_given_up() {
    let body_drips: fn(&mut TcpStream) = |client| {
        let mut sent = client.write_all(HEAD);
        while sent.is_ok() {
            thread::sleep(Duration::from_millis(1));
            sent = client.write_all(b" ");
        }
    };
    let headers_drip: fn(&mut TcpStream) = |client| {
        let mut sent = client.write_all(b"HTTP/1.1 200 OK\r\nx: ");
        while sent.is_ok() {
            thread::sleep(Duration::from_millis(1));
            sent = client.write_all(b"x");
        }
    };
    let fake = Fake::new(Setup::default());
    // Nothing is ever silent for an hour, and nothing that drips is complete in time.
    let limits =
        Limits { answer: Duration::from_millis(100), silence: Duration::from_hours(1), ..Limits::default() };
    for drips in [body_drips, headers_drip] {
        let (url, asked) = hostile(drips);
        let error = Run { url, limits, ..Run::small(&fake) }.go().unwrap_err();
        assert!(matches!(&error, LiveError::Slow { what: Slowness::Unfinished, .. }), "{error}");
        assert!(told(&error).contains("has been sending for 0.1 s; try again later"), "{}", told(&error));
        assert_eq!(asked.load(Ordering::SeqCst), 5);
    }
}

#[test]
fn a_host_that_falls_silent_is_given_up() {
    let silent = || thread::sleep(Duration::from_hours(1));
    let at_once = move |_: &mut TcpStream| silent();
    let in_the_body = move |client: &mut TcpStream| {
        client.write_all(HEAD).unwrap();
        silent();
    };
    let fake = Fake::new(Setup::default());
    let limits =
        Limits { silence: Duration::from_millis(50), answer: Duration::from_hours(1), ..Limits::default() };
    for (url, asked) in [hostile(at_once), hostile(in_the_body)] {
        let error = Run { url, limits, ..Run::small(&fake) }.go().unwrap_err();
        assert!(matches!(&error, LiveError::Slow { what: Slowness::Silent, .. }), "{error}");
        assert!(told(&error).contains("sends nothing for 0.05 s"), "{}", told(&error));
        assert_eq!(asked.load(Ordering::SeqCst), 5);
    }
}

#[test]
fn a_host_that_is_slow_and_never_silent_is_waited_for() {
    let limits =
        Limits { silence: Duration::from_secs(1), answer: Duration::from_hours(1), ..Limits::default() };
    let body = r#"{"issuer": "https://acme.okta.com"}"#;
    let is_first = Arc::new(AtomicBool::new(true));
    // The first answer takes longer than the limit, and each of its pauses a fraction of it; no other is answered.
    let (url, asked) = hostile(move |client: &mut TcpStream| {
        if !is_first.swap(false, Ordering::SeqCst) {
            return;
        }
        write!(client, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len())
            .unwrap();
        for byte in body.bytes() {
            thread::sleep(Duration::from_millis(40));
            client.write_all(&[byte]).unwrap();
        }
    });
    let fake = Fake::new(Setup::default());
    let error = Run { url, limits, ..Run::small(&fake) }.go().unwrap_err();
    assert!(matches!(&error, LiveError::Connection { .. }), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 6, "one request is answered, and the next is tried 5 times");
}

#[test]
fn an_answer_is_read_up_to_its_limit() {
    const LIMIT: usize = 1 << 20;
    let limits = Limits { answer_bytes: LIMIT, ..Limits::default() };
    for (size, fits) in [(LIMIT - 1, true), (LIMIT, true), (LIMIT + 1, false), (3 * LIMIT, false)] {
        let fake = Fake::troubled(move |_, request| {
            let body = format!("[{}]", " ".repeat(size - 2));
            (request.url.path() == "/api/v1/api-tokens")
                .then(|| ResponseTemplate::new(200).set_body_raw(body, "application/json"))
        });
        let result = Run { limits, ..Run::small(&fake) }.go();
        if fits {
            assert_eq!(result.unwrap().api_tokens, Known::Known(Vec::new()), "{size} bytes");
        } else {
            let error = result.unwrap_err();
            assert!(matches!(&error, LiveError::TooLarge { limit: LIMIT, .. }), "{error}");
        }
        let asked = fake.paths("GET").into_iter().filter(|path| path == "/api/v1/api-tokens");
        assert_eq!(asked.count(), 1, "what is too large is not asked for again");
    }
}

#[test]
fn a_list_is_read_up_to_its_limit() {
    const LIMIT: usize = 5;
    let limits = Limits { pages: LIMIT, ..Limits::default() };
    for (pages, is_whole) in [(LIMIT - 1, true), (LIMIT, true), (LIMIT + 1, false)] {
        let fake = Fake::troubled(move |_, request| {
            if request.url.path() != "/api/v1/api-tokens" {
                return None;
            }
            let after = request.url.query_pairs().find(|(name, _)| name == "after");
            let next = after.map_or(0, |(_, page)| page.parse::<usize>().unwrap()) + 1;
            let link = format!("<https://acme.okta.com/api/v1/api-tokens?after={next}>; rel=\"next\"");
            let answer = json_of(&serde_json::json!([]));
            Some(if next < pages { answer.insert_header("link", link.as_str()) } else { answer })
        });
        let tokens = Run { limits, ..Run::small(&fake) }.go().unwrap().api_tokens;
        let gap = match tokens {
            Known::Partial { gap, .. } => Some(gap.reason),
            _ => None,
        };
        assert_eq!(gap, (!is_whole).then_some(GapReason::Bound), "{pages} pages");
        let asked = fake.paths("GET").into_iter().filter(|path| path == "/api/v1/api-tokens");
        assert_eq!(asked.count(), pages.min(LIMIT));
    }
}
