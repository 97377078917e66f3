//! Every list, when its answer fails for a while or for good: the run waits and goes on, or the report names the list, or the
//! run ends with an error that does. No report is complete that should not be.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use leastwise::grants::org::Org;
use leastwise::live::{Ask, LiveError};
use serde_json::json;
use wiremock::ResponseTemplate;

use super::fake::{Fake, error};
use super::refused::{LISTS, assert_strict_ends_with_3, assert_told, org};
use super::{Run, shapes};
use crate::audits::report;

/// How often an answer fails that fails for good.
const FOR_GOOD: usize = usize::MAX;

/// How an answer fails.
type Failure = fn() -> ResponseTemplate;

fn limited_until_told() -> ResponseTemplate {
    let reset = (crate::orgs::example().taken.as_second() + 30).to_string();
    error(429, "E0000047").insert_header("x-rate-limit-reset", reset.as_str())
}

fn limited() -> ResponseTemplate {
    error(429, "E0000047")
}

fn broken() -> ResponseTemplate {
    error(500, "E0000009")
}

fn unavailable() -> ResponseTemplate {
    error(503, "E0000010")
}

fn cut_off() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(r#"[{"id": "0oa1a", "label": "#, "application/json")
}

fn page_for_browsers() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw("<html><body>Sign in</body></html>", "text/html")
}

/// One fake org for a whole table: the path that fails, how, and how often it still does.
struct Failing {
    fake: Fake,
    start: Timestamp,
    state: Arc<Mutex<(&'static str, Failure, usize)>>,
}

impl Failing {
    fn new() -> Self {
        let state: Arc<Mutex<(&'static str, Failure, usize)>> = Arc::new(Mutex::new(("", limited, 0)));
        let (own, answers) = (Arc::clone(&state), org());
        let fake = Fake::troubled(move |_, request| {
            let mut failing = own.lock().unwrap();
            if request.url.path() == failing.0 && failing.2 > 0 {
                failing.2 -= 1;
                return Some(failing.1());
            }
            shapes::answer(&answers, request)
        });
        let start = fake.clock.get();
        Self { fake, start, state }
    }

    /// What comes of reading the org while the answers of one path fail.
    fn read(&self, path: &'static str, failure: Failure, times: usize) -> Result<Org, LiveError> {
        *self.state.lock().unwrap() = (path, failure, times);
        self.fake.clock.set(self.start);
        let read = Run::of(&self.fake).go();
        assert!(times == FOR_GOOD || self.state.lock().unwrap().2 == 0, "{path} was not asked for");
        read
    }
}

/// A failure that passes costs nothing.
#[track_caller]
fn assert_waited_out(failure: Failure) {
    let failing = Failing::new();
    let whole = failing.read("", limited, 0).unwrap();
    for (path, ..) in LISTS {
        let read = failing.read(path, failure, 2).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(read, whole, "{path}");
    }
}

#[test]
fn waits_for_the_reset_of_a_limit() {
    assert_waited_out(limited_until_told);
}

#[test]
fn waits_where_a_limit_tells_no_reset() {
    assert_waited_out(limited);
}

#[test]
fn tries_again_after_an_error_of_the_server() {
    assert_waited_out(unavailable);
}

#[test]
fn tries_again_after_an_answer_that_is_cut_off() {
    assert_waited_out(cut_off);
}

/// A list that always fails is one that could not be seen.
#[track_caller]
fn assert_named(failure: Failure) {
    let failing = Failing::new();
    let mut orgs = Vec::new();
    for (path, _, operation) in LISTS {
        let read = failing.read(path, failure, FOR_GOOD).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_told(&read, operation, path);
        orgs.push((path, read));
    }
    assert_strict_ends_with_3(&orgs);
}

#[test]
fn names_a_list_that_always_answers_500() {
    assert_named(broken);
}

#[test]
fn names_a_list_that_always_answers_503() {
    assert_named(unavailable);
}

/// What no list can be: the run ends, and says which call it was.
#[track_caller]
fn assert_ends(failure: Failure, said: &str) {
    let failing = Failing::new();
    for (path, _, operation) in LISTS {
        let Err(error) = failing.read(path, failure, FOR_GOOD) else { panic!("{path} was read") };
        let error = error.to_string();
        let operation = if operation == "System Log" { "listLogEvents" } else { operation };
        assert!(error.contains(said) && error.contains(operation), "{path}: {error}");
    }
}

#[test]
fn ends_when_a_limit_never_does() {
    assert_ends(limited, "still refuses management:");
    assert_ends(limited_until_told, "still refuses management:");
}

#[test]
fn ends_when_an_answer_is_always_cut_off() {
    assert_ends(cut_off, "with a text that is no JSON");
}

#[test]
fn ends_when_a_page_for_browsers_answers() {
    assert_ends(page_for_browsers, "with a page for browsers");
}

/// The call for the end of a role is the one that may fail: the role then counts as one that stays.
#[test]
fn a_role_whose_end_cannot_be_read_stays() {
    let failing = Failing::new();
    let whole = failing.read("", limited, 0).unwrap();
    for failure in [broken as Failure, unavailable] {
        let read = failing.read("/api/v1/users/00u1root/roles/ra1/governance", failure, FOR_GOOD).unwrap();
        assert_eq!(read, whole);
    }
}

/// A call that is new in the table of calls must be in that of the lists.
#[test]
fn covers_every_list_of_the_collector() {
    // Objects, the end of a role, and a list that is read only where others are not told, have tests of their own.
    let others = [
        "getClientPrivilegesSetting",
        "getUser",
        "getGroup",
        "getUserAssignedRoleGovernance",
        "listUserGrants",
    ];
    for ask in Ask::ALL {
        let Some(operation) = ask.row().operation else { continue };
        let name = operation.trim_start_matches("management:");
        let told = if name == "listLogEvents" { "System Log" } else { name };
        let is_covered = LISTS.iter().any(|(.., operation)| *operation == told) || others.contains(&name);
        assert!(is_covered, "{name} is in no table");
    }
}

/// A group that only a resource set names is asked for by its id. Without an answer it goes by that id.
#[test]
fn a_group_that_cannot_be_read_goes_by_its_id() {
    let mut answers = org();
    let members = &mut answers["/api/v1/iam/resource-sets/iam1/bindings/cr01/members"]["members"];
    let group = "https://acme.okta.com/api/v1/groups/00g2bound";
    members.as_array_mut().unwrap().push(json!({"id": "irb2", "_links": {"self": {"href": group}}}));
    let fake = shapes::serving_but(answers, "/api/v1/groups/00g2bound", broken);
    let report = report(&Run::of(&fake).go().unwrap(), &[]);
    assert!(report.principals.iter().any(|one| one.name == "00g2bound"), "{:?}", report.notes);
    assert!(!report.summary.complete);
}
