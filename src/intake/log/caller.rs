//! Who made the request behind an event, and whether the request was one of an API: one rule for logs that are saved
//! and for logs that are read from an org.

use std::borrow::Cow;

use crate::model::Event;

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

/// What an event shows of who made its request.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallerFacts<'t> {
    /// `transaction.detail.requestApiTokenId`: the id of an API token, or that of an access token, `AT.…`.
    pub(crate) token: Option<Cow<'t, str>>,
    /// `transaction.detail.requestApiTokenClientId`: the client that an access token was given to.
    pub(crate) token_client: Option<Cow<'t, str>>,
    /// `actor.type`.
    pub(crate) actor_kind: Option<Cow<'t, str>>,
    /// `actor.id`.
    pub(crate) actor: Option<Cow<'t, str>>,
}

/// The caller of an event. `client` gives `client.id`, which most events do not need.
///
/// The client acted where the event names the client of an access token, where the id of the token is that of an access
/// token, or where the actor is a client. Otherwise an API token acted that was presented, else the client, else the
/// actor. Okta's own clients, such as the Admin Console, act for the user who is signed in: their ids begin with `okta.`.
/// A user acted who is named beside an access token whose client is not.
pub(crate) fn caller<'t>(
    facts: CallerFacts<'t>,
    client: impl FnOnce() -> Option<Cow<'t, str>>,
) -> Option<Caller<'t>> {
    let given = |id: Option<Cow<'t, str>>| id.filter(|id| !id.is_empty());
    let foreign = |id: Option<Cow<'t, str>>| given(id).filter(|id| !id.starts_with("okta."));
    let of = |kind, id| Some(Caller { kind, id });
    let is_client = facts.actor_kind.as_deref().is_some_and(|kind| kind.starts_with("PublicClientApp"));
    let token = given(facts.token).filter(|id| !is_access_token(id));
    let actor = given(facts.actor);
    if let Some(client) = foreign(facts.token_client) {
        return of(CallerKind::Client, client);
    }
    match (token, actor) {
        (_, Some(actor)) if is_client => of(CallerKind::Client, actor),
        (Some(token), _) if !is_client => of(CallerKind::ApiToken, token),
        (_, actor) => match (foreign(client()), actor) {
            (Some(client), _) => of(CallerKind::Client, client),
            (None, Some(actor)) => of(CallerKind::User, actor),
            (None, None) => None,
        },
    }
}

/// Whether the id of a token is that of an OAuth access token: its `jti`.
fn is_access_token(id: &str) -> bool {
    id.starts_with("AT.")
}

/// Whether a path is one of an API: signing in, pages and private endpoints are none. What a user asks a token server
/// for is part of signing in. The private paths of the Admin Console count for a user, since the types of their events
/// show what was done.
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
    if kind == CallerKind::User && Event::console_root(path).is_some() {
        return true;
    }
    !OTHER.iter().any(starts)
        && !path.ends_with("/authorize")
        && (kind != CallerKind::User || OF_USERS.iter().any(starts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributed(
        (token, token_client): (&'static str, &'static str),
        client: &'static str,
        (kind, actor): (&'static str, &'static str),
    ) -> Option<(CallerKind, String)> {
        let text = |text: &'static str| (!text.is_empty()).then_some(Cow::Borrowed(text));
        let facts = CallerFacts {
            token: text(token),
            token_client: text(token_client),
            actor_kind: text(kind),
            actor: text(actor),
        };
        caller(facts, || text(client)).map(|one| (one.kind, one.id.into_owned()))
    }

    #[test]
    fn the_token_goes_before_the_client_and_the_client_before_the_user() {
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
            let found = attributed((token, ""), client, (kind, actor));
            assert_eq!(found, expected, "{token} {client} {kind} {actor}");
        }
    }

    #[test]
    fn an_access_token_is_used_by_its_client() {
        const ACCESS: &str = "AT.Qx7Lm2Vb9Rk4Tz1Yc8Wd5Hf3Jn6Ps0Ga";
        const ENTITY: &str = "PublicClientAppEntity";
        for (token, client, actor, expected) in [
            ((ACCESS, "0oa1a"), "", (ENTITY, "0oa1a"), Some((CallerKind::Client, "0oa1a"))),
            ((ACCESS, ""), "", (ENTITY, "0oa1a"), Some((CallerKind::Client, "0oa1a"))),
            ((ACCESS, "0oa1a"), "", ("User", "00u1a"), Some((CallerKind::Client, "0oa1a"))),
            ((ACCESS, ""), "0oa1a", ("User", "00u1a"), Some((CallerKind::Client, "0oa1a"))),
            (
                (ACCESS, "okta.b58d5b75"),
                "okta.b58d5b75",
                ("User", "00u1a"),
                Some((CallerKind::User, "00u1a")),
            ),
            ((ACCESS, ""), "", ("User", "00u1a"), Some((CallerKind::User, "00u1a"))),
            ((ACCESS, ""), "", ("", ""), None),
            (("00T1a", "0oa1a"), "", ("User", "00u1a"), Some((CallerKind::Client, "0oa1a"))),
            (("00T1a", ""), "", (ENTITY, "0oa1a"), Some((CallerKind::Client, "0oa1a"))),
            (("00T1a", ""), "0oa1a", (ENTITY, ""), Some((CallerKind::Client, "0oa1a"))),
        ] {
            let expected = expected.map(|(kind, id)| (kind, id.to_owned()));
            assert_eq!(attributed(token, client, actor), expected, "{token:?} {client} {actor:?}");
        }
    }

    #[test]
    fn console_paths_count_for_people_alone() {
        for path in ["/admin/user/deactivate/00u1a", "/api/internal/zones", "/api/v1/internal/x", "/admin"] {
            assert!(is_of_an_api(path, CallerKind::User), "{path}");
            assert!(!path.contains("internal") || !is_of_an_api(path, CallerKind::Client), "{path}");
        }
        for path in ["/administrators", "/api/internals", "/login/login.htm", "/oauth2/v1/token"] {
            assert!(!is_of_an_api(path, CallerKind::User), "{path}");
        }
    }
}
