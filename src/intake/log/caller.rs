//! Who made the request behind an event, and whether the request was one of an API: one rule for logs that are saved
//! and for logs that are read from an org.

use std::borrow::Cow;

/// Who made a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller<'t> {
    pub(crate) kind: CallerKind,
    pub(crate) id: Cow<'t, str>,
}

/// By what a caller is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallerKind {
    ApiToken,
    Client,
    User,
}

/// The caller of an event: the API token that was presented, else the OAuth client, else the actor.
///
/// Okta's own clients, such as the Admin Console and the End-User Dashboard, act for the user who is signed in: their
/// requests are those of the user. Their ids begin with `okta.`.
pub(crate) fn caller<'t>(
    token: Option<Cow<'t, str>>,
    client: Option<Cow<'t, str>>,
    actor_kind: Option<&str>,
    actor: Option<Cow<'t, str>>,
) -> Option<Caller<'t>> {
    let given = |id: Option<Cow<'t, str>>| id.filter(|id| !id.is_empty());
    let of = |kind, id| Some(Caller { kind, id });
    let is_client = actor_kind == Some("PublicClientApp");
    let client = given(client).filter(|id| !id.starts_with("okta."));
    match (given(token), given(actor), client) {
        (Some(token), ..) => of(CallerKind::ApiToken, token),
        (None, Some(actor), _) if is_client => of(CallerKind::Client, actor),
        (None, _, Some(client)) => of(CallerKind::Client, client),
        (None, Some(actor), None) => of(CallerKind::User, actor),
        (None, None, None) => None,
    }
}

/// Whether a path is one of an API: signing in, pages and private endpoints are none. What a user asks a token server
/// for is part of signing in.
pub(crate) fn is_of_an_api(path: &str, kind: CallerKind) -> bool {
    const OTHER: [&str; 8] = [
        "/api/v1/authn",
        "/api/v1/internal",
        "/api/internal",
        "/login",
        "/idp/idx",
        "/sso",
        "/app/",
        "/signin",
    ];
    const OF_USERS: [&str; 4] = ["/api/v1/", "/integrations/", "/governance/", "/oauth2/v1/clients"];
    let starts = |start: &&str| path.starts_with(*start);
    !OTHER.iter().any(starts)
        && !path.ends_with("/authorize")
        && (kind != CallerKind::User || OF_USERS.iter().any(starts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_before_the_client_and_the_client_before_the_user() {
        let told = |token, client, kind, actor| {
            let text = |text: &'static str| (!text.is_empty()).then_some(Cow::Borrowed(text));
            caller(text(token), text(client), Some(kind), text(actor))
                .map(|one| (one.kind, one.id.into_owned()))
        };
        for (token, client, kind, actor, expected) in [
            ("00T1a", "0oa1a", "User", "00u1a", Some((CallerKind::ApiToken, "00T1a"))),
            ("", "0oa1a", "PublicClientApp", "0oa1b", Some((CallerKind::Client, "0oa1b"))),
            ("", "0oa1a", "User", "00u1a", Some((CallerKind::Client, "0oa1a"))),
            ("", "okta.b58d5b75-07d4", "User", "00u1a", Some((CallerKind::User, "00u1a"))),
            ("", "okta.b58d5b75-07d4", "PublicClientApp", "0oa1b", Some((CallerKind::Client, "0oa1b"))),
            ("", "0oa1a", "PublicClientApp", "", Some((CallerKind::Client, "0oa1a"))),
            ("", "", "User", "00u1a", Some((CallerKind::User, "00u1a"))),
            ("", "okta.b58d5b75-07d4", "", "", None),
            ("", "", "", "", None),
        ] {
            let expected = expected.map(|(kind, id)| (kind, id.to_owned()));
            assert_eq!(told(token, client, kind, actor), expected, "{token} {client} {kind} {actor}");
        }
    }
}
