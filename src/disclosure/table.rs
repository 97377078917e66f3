//! The table of what is printed and what is not, with a small catalog's worth of words.

use super::{AllowList, HIDDEN, Logins, argument, file};
use crate::model::{Asked, Call, Doubt, Event, Method, Origin, Query, Request};

/// A token of the form of Okta's API tokens; not a real one.
const TOKEN: &str = "00NotARealSecretNotARealSecretNotARealSecr";

fn allowed() -> AllowList {
    let mut allowed = AllowList::default();
    for path in [
        "/api/v1/users/{userId}/lifecycle/suspend",
        "/api/v1/users/{userId}/factors/{factorId}/verify",
        "/api/v1/sessions/{sessionId}",
        "/api/v1/sessions/me",
        "/api/v1/users/{userId}/lifecycle/activate",
        "/api/v1/authn/recovery/token",
        "/api/v1/groups/{groupId}/users",
        "/oauth2/v1/clients/{clientId}/tokens/{tokenId}",
    ] {
        allowed.add_path(path);
    }
    allowed.add_segment("me");
    for name in ["q", "limit", "type"] {
        allowed.add_parameter(name);
    }
    allowed.add_kind("ACCESS_POLICY");
    for name in ["suspendUser", "okta.users.read", "USER_ADMIN", "user.lifecycle.suspend", "management"] {
        allowed.add_name(name);
    }
    allowed
}

#[test]
fn of_a_path_only_known_words_are_printed() {
    let allowed = allowed();
    for (path, expected) in [
        // Literal segments, whatever stands before them.
        ("/api/v1/users", "/api/v1/users"),
        ("/acme/api/v1/users", "/***/api/v1/users"),
        ("/api/v1/sessions/me", "/api/v1/sessions/me"),
        // Misspelt ones.
        ("/api/v1/usres", "/api/v1/usres"),
        ("/api/v1/Users/me/Factors", "/api/v1/Users/me/Factors"),
        ("/api/v1/users/me/lifecycle/suspnd", "/api/v1/users/me/lifecycle/suspnd"),
        // Ids of Okta's objects in full; logins as what they are.
        ("/api/v1/users/00u1abcdefGHIJKLM0h8", "/api/v1/users/00u1abcdefGHIJKLM0h8"),
        ("/api/v1/users/00u1", "/api/v1/users/***"),
        ("/api/v1/users/123", "/api/v1/users/***"),
        ("/api/v1/users/jane.doe@acme.com", "/api/v1/users/{login}"),
        ("/api/v1/users/2b1959c8-bcc0-56eb-a589-cfcfb7422f26", "/api/v1/users/***"),
        ("/api/v1/users/jane", "/api/v1/users/***"),
        ("/api/v1/users/12345678", "/api/v1/users/***"),
        // Values of one use, however short.
        ("/api/v1/authn/recovery/token/x7", "/api/v1/authn/recovery/token/***"),
        ("/api/v1/sessions/123", "/api/v1/sessions/***"),
        ("/api/v1/sessions/00u1abcdefGHIJKLM0h8", "/api/v1/sessions/***"),
        (
            "/oauth2/v1/clients/0oa1abcdefGHIJKLM0h8/tokens/oar1abcdef",
            "/oauth2/v1/clients/0oa1abcdefGHIJKLM0h8/tokens/***",
        ),
        ("/users/activate/x7Kp", "/users/activate/***"),
        ("/qr/1234", "/***/***"),
        ("/welcome/jane@acme.com", "/***/***"),
        // Placeholders in any notation.
        ("/api/v1/users/{userId}", "/api/v1/users/{userId}"),
        ("/api/v1/users/:user_id/factors", "/api/v1/users/{user_id}/factors"),
        ("/api/v1/users/${userId}", "/api/v1/users/{userId}"),
        ("/api/v1/users/{{user.id}}", "/api/v1/users/{user.id}"),
        ("/api/v1/users/<lifecycleUserId>", "/api/v1/users/{id}"),
        ("/api/v1/users/%s", "/api/v1/users/{…}"),
        ("/api/v1/users/*", "/api/v1/users/{…}"),
        ("/api/v1/users/{acme}", "/api/v1/users/{…}"),
        ("/api/v1/sessions/{sessionId}", "/api/v1/sessions/{sessionId}"),
        // What was printed once is printed the same again.
        ("/api/v1/{…}/***/{id}/{login}", "/api/v1/{…}/***/{id}/{login}"),
    ] {
        assert_eq!(allowed.path(path), expected, "{path}");
    }
    // A token with any sign beside it.
    for sign in [
        ":", "@", "=", ",", ";", "(", ")", "~", "!", "'", "\"", "%2F", "+", "-", "_", ".", "|", "&", "$", "*",
    ] {
        for segment in [
            format!("{sign}{TOKEN}"),
            format!("{TOKEN}{sign}"),
            format!("id{sign}{TOKEN}"),
            format!("{TOKEN}{sign}x"),
            format!("{{{TOKEN}{sign}}}"),
            format!("users{sign}{TOKEN}"),
        ] {
            let shown = allowed.path(&segment).into_owned();
            assert!(!shown.contains("Secret"), "{segment}: {shown}");
        }
    }
    let logins = allowed.with_logins(Logins::Shown);
    assert_eq!(logins.path("/api/v1/users/jane.doe@acme.com"), "/api/v1/users/jane.doe@acme.com");
    assert_eq!(logins.path(&format!("/api/v1/users/{TOKEN}@acme.com")), "/api/v1/users/{login}");
}

#[test]
fn of_names_only_known_words_are_printed() {
    let allowed = allowed();
    for name in
        ["suspendUser", "suspend_user", "management:suspendUser", "okta.users.read", "userId", "USER_ADMIN"]
    {
        assert_eq!(allowed.name(name), name);
    }
    for name in ["frobnicateUser", "", "suspendUser=x", "users acme", "suspendUser7", TOKEN] {
        assert_eq!(allowed.name(name), HIDDEN, "{name}");
    }
    assert_eq!(allowed.parts("user.lifecycle.suspend"), "user.lifecycle.suspend");
    assert_eq!(allowed.parts("user.acme.suspend"), "user.***.suspend");
    assert_eq!((allowed.parameter("limit"), allowed.parameter("acme")), ("limit", HIDDEN));
}

#[test]
fn of_arguments_only_known_words_and_names_of_files_are_printed() {
    let allowed = allowed();
    for (given, expected) in [
        (TOKEN, "***"),
        ("hunter", "***"),
        ("calls.txt", "calls.txt"),
        ("src/calls", "src/calls"),
        ("suspendUser", "suspendUser"),
        ("GET /api/v1/users/jane?q=x", "GET /api/v1/users/***"),
        ("GET /api/v1/users -H Authorization:SSWS", "GET /api/v1/users *** ***"),
        ("a b c d e f g h i", "*** *** *** *** *** *** *** *** …"),
    ] {
        assert_eq!(argument(given, &allowed), expected, "{given}");
    }
    for (name, expected) in [
        ("calls.txt", "calls.txt"),
        ("./calls", "./calls"),
        ("calls", "***"),
        ("00NotARealSecretNotARealSecret7.txt", "***"),
        ("src/00NotARealSecretNotARealSecret7", "***"),
        ("x=calls.txt", "***"),
    ] {
        assert_eq!(file(name), expected, "{name}");
    }
}

#[test]
fn of_a_call_everything_that_is_printed_is_clean() {
    let allowed = allowed();
    let call =
        |asked| allowed.call(Call::new(Origin { source: "x".into(), line: 1, column: 1 }, asked)).text();
    let path = format!("/api/v1/users/{TOKEN}");
    let query = || Query {
        names: vec!["limit".to_owned(), TOKEN.to_owned(), "hunter".to_owned()],
        kind: Some("HUNTER".to_owned()),
    };
    let request = Request {
        method: Some(Method::Get),
        path: path.clone(),
        query: query(),
        doubt: Some(Doubt::Wrapped(path.clone())),
        ..Request::default()
    };
    let clean =
        allowed.call(Call::new(Origin { source: "x".into(), line: 1, column: 1 }, Asked::Http(request)));
    assert_eq!(clean.text(), "GET /api/v1/users/***?limit&***");
    let Asked::Http(request) = clean.asked else { panic!("a request") };
    assert_eq!(request.query.kind, None);
    assert_eq!(request.doubt, Some(Doubt::Wrapped("/api/v1/users/***".to_owned())));
    let types = vec!["user.lifecycle.suspend".to_owned(), "user.hunter".to_owned()];
    let event = Event { path, query: query(), types, scopes: vec![TOKEN.to_owned()] };
    assert_eq!(
        call(Asked::Event(event)),
        "user.***, user.lifecycle.suspend: /api/v1/users/***?limit&*** for ***"
    );
    let receiver = |text| allowed.receiver(text, |part| part == "fooApi");
    assert_eq!(receiver("this.users.fooApi"), "this.users.fooApi");
    assert_eq!(receiver("new Client(\"hunter\").users"), "***.users");
    assert_eq!(receiver("<User>"), "<User>");
}
