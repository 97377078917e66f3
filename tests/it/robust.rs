//! Whatever is read, nothing panics, every call is accounted for, and every output can be written.

use leastwise::intake::ReadOptions;
use leastwise::model::Credential;
use leastwise::plan::Options;
use leastwise::render::{self, Format, Look};
use leastwise::report::PlanReport;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{catalog, matcher, report_with};

/// What lists are made of, in pieces that do not always fit together.
const PIECES: [&str; 58] = [
    "GET",
    "post",
    "Put:",
    "DELETE",
    "PATCH ",
    "HEAD",
    "OPTIONS",
    "/api/v1/users",
    "/api/v1/users/{id}",
    "/users/me",
    "/api/v1//users//00u1abcdefGHIJKLM0h8/",
    "/lifecycle/suspend",
    "/lifecycle/",
    "api/v1/groups/:id/users",
    "/api/v2/apps",
    "/oauth2/v1/token",
    "/oauth2/aus1abcdefGHIJKLM0h8/v1/authorize",
    "/governance/api/v1/campaigns",
    "/idp/myaccount/emails",
    "/api/v1/authn",
    "/api/internal/x",
    "?limit=200&q=a",
    "?type=ACCESS_POLICY",
    "#frag",
    "https://acme.okta.com",
    "http://",
    "{{baseUrl}}",
    "${",
    "}",
    "{",
    "%7B",
    "%",
    "%00",
    "suspendUser",
    "management:listUsers",
    "suspend_usr",
    "client.ListUsers(",
    "curl",
    "-X",
    "'",
    "\"",
    "\\\n",
    "\n",
    "\r\n",
    "\t",
    " | ",
    "|---|",
    ",",
    ";",
    "- ",
    "1. ",
    "`",
    "&amp;",
    "&#x2F;",
    "<td>",
    "(deprecated)",
    "we never call ",
    "ünïcödé 🦀 \u{200b}\u{feff}",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => select(&PIECES[..]).prop_map(str::to_owned), 1 => any::<String>(), 2 => Just(" ".to_owned())];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

fn report(text: &str) -> Option<PlanReport> {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("calls.txt");
    std::fs::write(&path, text).unwrap();
    let read =
        leastwise::intake::read(&[leastwise::intake::Input::Path(path)], &ReadOptions::default(), matcher());
    read.ok().map(|_| report_with(catalog(), text, &Options::default()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_list_gets_a_plan_or_an_error(text in soup(), width in 40_usize..160) {
        let Some(report) = report(&text) else { return Ok(()) };
        let sum = report.summary;
        prop_assert_eq!(sum.calls, report.calls.len());
        prop_assert_eq!(sum.calls, sum.matched + sum.corrected + sum.ambiguous + sum.unresolved + sum.excluded);
        for call in &report.calls {
            // A matched call has a diagnosis only where other APIs have an operation of its name, too.
            let code = call.diagnosis.as_ref().map(|one| one.code.as_str());
            let is_plain = code.is_none_or(|code| code == "several-operations" && !call.operations.is_empty());
            prop_assert!(call.status != "matched" || is_plain, "{:?}", call);
            prop_assert!(call.status == "matched" || code.is_some(), "{:?}", call);
        }
        for (credential, verbose) in [(None, false), (Some(Credential::ApiToken), true)] {
            let look = Look { width, verbose, credential };
            for format in [Format::Text, Format::Markdown, Format::Json] {
                let mut out = Vec::new();
                render::plan(&report, format, look, &mut out).unwrap();
                prop_assert!(String::from_utf8(out).is_ok());
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("calls");
        std::fs::write(&path, bytes).unwrap();
        let read = leastwise::intake::read(&[leastwise::intake::Input::Path(path)], &ReadOptions::default(), matcher());
        if let Ok(reading) = read {
            prop_assert!(!reading.calls.is_empty());
        }
    }
}
