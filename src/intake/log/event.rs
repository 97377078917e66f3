//! One event of Okta's System Log, and the wrappings in which exports keep it.
//!
//! Of an event its type, its outcome, the request behind it and the transaction are read, and, of token grants, the
//! scopes. The names of the members are those of the API description of `GET /api/v1/logs`; exports also spell them
//! in snake case, or join them with dots.

use std::borrow::Cow;

use super::caller::{Caller, CallerFacts, caller};
use crate::intake::json::{Broken, Cursor, Kind};

/// What is read of an event; empty where it says nothing.
#[derive(Debug, Default)]
pub(super) struct LogEvent<'t> {
    pub(super) kind: Cow<'t, str>,
    pub(super) outcome: Cow<'t, str>,
    /// The path of the request.
    pub(super) uri: Cow<'t, str>,
    /// The same with the query.
    pub(super) url: Cow<'t, str>,
    /// The scopes that were asked for.
    pub(super) requested: Cow<'t, str>,
    /// The scopes that were given.
    pub(super) granted: Cow<'t, str>,
    pub(super) transaction: Cow<'t, str>,
    /// When it happened.
    pub(super) published: Cow<'t, str>,
    /// Who made the request.
    pub(super) caller: Option<Caller<'t>>,
    /// What tells the API token that was used, the client, the actor and the type of the actor: each a text or an
    /// object that holds it.
    pub(super) token: Option<Cursor<'t>>,
    /// The client of the access token, where its member is joined with dots.
    pub(super) token_client: Option<Cursor<'t>>,
    pub(super) client: Option<Cursor<'t>>,
    pub(super) actor: Option<Cursor<'t>>,
    pub(super) actor_kind: Option<Cursor<'t>>,
    /// Where the path stands, as a byte of the text that was walked.
    pub(super) at: usize,
}

/// Whether exports wrap events, or lists of them, or their text, in a member of this name.
#[rustfmt::skip]
pub(super) fn is_wrapper(key: &str) -> bool {
    matches!(
        key,
        "Records" | "_raw" | "_source" | "body" | "data" | "detail" | "event" | "events" | "hits" | "items" | "log"
            | "logEvents" | "logs" | "message" | "okta" | "original" | "payload" | "records" | "result" | "results"
            | "value"
    )
}

/// How often an event may be wrapped in the text of another JSON value.
const LAYERS: u32 = 4;

/// Hands out the events in the next value, however they are wrapped; returns how many there were.
pub(super) fn events(cursor: &mut Cursor<'_>, each: &mut dyn FnMut(&LogEvent<'_>)) -> Result<usize, Broken> {
    value(cursor, LAYERS, None, each)
}

/// The same inside `layers` more layers; `at` is where the outermost of the texts stands that were unwrapped so far.
fn value(
    cursor: &mut Cursor<'_>,
    layers: u32,
    at: Option<usize>,
    each: &mut dyn FnMut(&LogEvent<'_>),
) -> Result<usize, Broken> {
    match cursor.kind()? {
        Kind::Map => object(cursor, layers, at, each),
        Kind::List => {
            let mut count = 0;
            cursor.list(|cursor| value(cursor, layers, at, each).map(|more| count += more))?;
            Ok(count)
        }
        Kind::Text if layers > 0 => {
            let start = cursor.offset();
            let text = cursor.text()?;
            if !text.trim_start().starts_with(['{', '[']) {
                return Ok(0);
            }
            let at = at.unwrap_or(start);
            match value(&mut Cursor::new(text.as_bytes()), layers - 1, Some(at), each) {
                Err(broken) if text.contains("eventType") => Err(Broken { at: start, ..broken }),
                // A message that only looks like JSON, such as `[info] started`.
                Err(_) => Ok(0),
                Ok(count) => Ok(count),
            }
        }
        Kind::Text | Kind::Scalar => cursor.skip().map(|()| 0),
    }
}

fn object(
    cursor: &mut Cursor<'_>,
    layers: u32,
    at: Option<usize>,
    each: &mut dyn FnMut(&LogEvent<'_>),
) -> Result<usize, Broken> {
    let mut event = LogEvent::default();
    let mut wrapped = Vec::new();
    cursor.map(|cursor, key| {
        if is_wrapper(&key) {
            wrapped.push(cursor.clone());
            return cursor.skip();
        }
        event.member(cursor, &key)
    })?;
    // The same event may be wrapped twice, as its text and taken apart.
    for mut inner in wrapped {
        let count = value(&mut inner, layers, at, each)?;
        if count > 0 {
            return Ok(count);
        }
    }
    if event.kind.is_empty() {
        return Ok(0);
    }
    event.at = at.unwrap_or(event.at);
    event.caller = event.who();
    each(&event);
    Ok(1)
}

impl<'t> LogEvent<'t> {
    fn member(&mut self, cursor: &mut Cursor<'t>, key: &str) -> Result<(), Broken> {
        match key {
            "eventType" | "event_type" => set(&mut self.kind, cursor),
            "published" => set(&mut self.published, cursor),
            "outcome" => cursor.map_or_skip(|cursor, key| match &*key {
                "result" => set(&mut self.outcome, cursor),
                _ => cursor.skip(),
            }),
            "debugContext" | "debug_context" => cursor.map_or_skip(|cursor, key| match &*key {
                "debugData" | "debug_data" => cursor.map_or_skip(|cursor, key| self.debug(cursor, &key)),
                _ => cursor.skip(),
            }),
            "transaction" => cursor.map_or_skip(|cursor, key| match &*key {
                "id" => set(&mut self.transaction, cursor),
                "detail" => keep(&mut self.token, cursor),
                _ => cursor.skip(),
            }),
            "outcome.result" => set(&mut self.outcome, cursor),
            "transaction.id" => set(&mut self.transaction, cursor),
            "transaction.detail.requestApiTokenId" => keep(&mut self.token, cursor),
            "transaction.detail.requestApiTokenClientId" => keep(&mut self.token_client, cursor),
            "actor" | "actor.id" => keep(&mut self.actor, cursor),
            "actor.type" => keep(&mut self.actor_kind, cursor),
            "client" | "client.id" => keep(&mut self.client, cursor),
            _ => match key.strip_prefix("debugContext.debugData.") {
                Some(key) => self.debug(cursor, key),
                None => cursor.skip(),
            },
        }
    }

    /// Who made the request.
    fn who(&self) -> Option<Caller<'t>> {
        const IDS: &[&str] = &["id", "requestApiTokenId", "request_api_token_id"];
        const CLIENT_IDS: &[&str] = &["requestApiTokenClientId", "request_api_token_client_id"];
        let (token, actor) = (self.token.as_ref(), self.actor.as_ref());
        let facts = CallerFacts {
            token: text_in(token, IDS),
            token_client: text_in(self.token_client.as_ref(), &[]).or_else(|| member_in(token, CLIENT_IDS)),
            actor_kind: text_in(self.actor_kind.as_ref().or(actor), &["type"]),
            actor: text_in(actor, IDS),
        };
        caller(facts, || text_in(self.client.as_ref(), IDS))
    }

    fn debug(&mut self, cursor: &mut Cursor<'t>, key: &str) -> Result<(), Broken> {
        match key {
            "requestUri" | "request_uri" => {
                self.at = cursor.offset();
                set(&mut self.uri, cursor)
            }
            "url" => set(&mut self.url, cursor),
            "requestedScopes" | "requested_scopes" => set(&mut self.requested, cursor),
            "grantedScopes" | "granted_scopes" => set(&mut self.granted, cursor),
            _ => cursor.skip(),
        }
    }
}

/// Reads a text; whatever else stands there counts as nothing.
fn set<'t>(field: &mut Cow<'t, str>, cursor: &mut Cursor<'t>) -> Result<(), Broken> {
    *field = cursor.text_or_skip()?.unwrap_or_default();
    Ok(())
}

/// Passes over a value that is read later, if ever.
fn keep<'t>(field: &mut Option<Cursor<'t>>, cursor: &mut Cursor<'t>) -> Result<(), Broken> {
    *field = Some(cursor.clone());
    cursor.skip()
}

/// The text that a value is, or that one of these members of it is.
fn text_in<'t>(value: Option<&Cursor<'t>>, members: &[&str]) -> Option<Cow<'t, str>> {
    let mut cursor = value?.clone();
    if cursor.kind().ok()? == Kind::Text {
        return cursor.text().ok().filter(|text| !text.is_empty());
    }
    member_in(value, members)
}

/// The text that one of these members of a value is.
fn member_in<'t>(value: Option<&Cursor<'t>>, members: &[&str]) -> Option<Cow<'t, str>> {
    let mut found = None;
    let read = value?.clone().map_or_skip(|cursor, key| {
        if members.contains(&&*key) {
            return cursor.text_or_skip().map(|text| found = text);
        }
        cursor.skip()
    });
    read.ok().and(found).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events in a text, each as type, path and place.
    fn told(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let read = events(&mut Cursor::new(text.as_bytes()), &mut |event| {
            found.push(format!("{} {} {}", event.kind, event.uri, event.at));
        });
        assert_eq!(read, Ok(found.len()), "{text}");
        found
    }

    #[test]
    fn events_are_found_in_their_wrappings() {
        let bare = r#"{"eventType":"a.b","debugContext":{"debugData":{"requestUri":"/x"}}}"#;
        let escaped = bare.replace('"', "\\\"");
        let twice = escaped.replace('\\', "\\\\").replace('"', "\\\"");
        // Each with what stands at the place that is told: the path, or the text that holds the event.
        let path = "\"/x\"";
        for (text, shown) in [
            (bare.to_owned(), path),
            (format!("[{bare}]"), path),
            (format!(r#"{{"events":[{bare}]}}"#), path),
            (format!(r#"{{"hits":{{"hits":[{{"_source":{bare}}}]}}}}"#), path),
            (
                format!(r#"{{"preview":false,"result":{{"_raw":"{escaped}","eventType":"a.b"}}}}"#),
                r#""{\"event"#,
            ),
            (format!(r#"{{"message":"{{\"message\":\"{twice}\"}}"}}"#), r#""{\"message"#),
            (format!(r#"{{"detail-type":"x","detail":{bare}}}"#), path),
            (
                format!(r#"{{"event":{{"original":"{escaped}"}},"okta":{{"event_type":"a.b"}}}}"#),
                r#""{\"event"#,
            ),
            (format!(r#"{{"message":"[info] signed in","okta":{bare}}}"#), path),
            (r#"{"eventType":"a.b","debugContext.debugData.requestUri":"/x"}"#.to_owned(), path),
            (r#"{"event_type":"a.b","debug_context":{"debug_data":{"request_uri":"/x"}}}"#.to_owned(), path),
        ] {
            let at = text.find(shown).unwrap_or_default();
            assert_eq!(told(&text), [format!("a.b /x {at}")], "{text}");
        }
    }

    #[test]
    fn nulls_and_other_values_are_nothing() {
        assert_eq!(
            told(r#"{"eventType":"a","debugContext":null,"transaction":[1],"actor":{"id":null}}"#),
            ["a  0"]
        );
        assert_eq!(told(r#"{"eventType":7}"#), [""; 0]);
        assert_eq!(told(r#"{"debugContext":{"debugData":{"requestUri":"/x"}}}"#), [""; 0]);
        assert_eq!(told("7"), [""; 0]);
    }
}
