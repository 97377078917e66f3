//! HAR 1.2, as browsers and proxies record: each entry is a request with its answer. Only one entry is held at a time.

use std::borrow::Cow;
use std::io::Read;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::{Exchange, Received};
use super::glimpse::Glimpse;
use super::json::{Broken, Cursor, Kind, Record, Stop, Stream};
use super::source::IntakeError;
use crate::model::SetAside;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let bare = ["version", "creator", "entries[].request"];
    glimpse.is_json_with(&["log", "log.entries"])
        || glimpse.is_json_with(&["log.version", "log.creator"])
        || glimpse.is_json_with(&bare)
}

/// Every entry of `log.entries`, or of `entries` where a tool left out the level above.
pub(super) fn read(content: Content, _context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let mut stream = Stream::new(content.into_reader());
    let result = stream.map(|stream, key| match key {
        "log" => stream.map(|stream, key| match key {
            "entries" => entries(stream, calls),
            _ => stream.skip(),
        }),
        "entries" => entries(stream, calls),
        _ => stream.skip(),
    });
    result.map_err(|stop| calls.stopped(stop, "HAR"))
}

fn entries(stream: &mut Stream<impl Read>, calls: &mut Calls) -> Result<(), Stop> {
    stream.list(|stream| {
        let record = stream.record()?;
        entry(record, calls).map_err(|broken| record.stop(broken))
    })
}

/// What is kept of an entry while it is read.
#[derive(Default)]
struct Entry<'t> {
    method: Cow<'t, str>,
    url: Cow<'t, str>,
    /// Where the URL stands in the record.
    at: usize,
    sent: Option<Cow<'t, str>>,
    status: u16,
    challenge: Option<Cow<'t, str>>,
    body: Option<Cow<'t, str>>,
    socket: bool,
}

fn entry(record: Record<'_>, calls: &mut Calls) -> Result<(), Broken> {
    let mut entry = Entry::default();
    record.cursor().map_or_skip(|cursor, key| match &*key {
        "request" => request(cursor, &mut entry),
        "response" => response(cursor, &mut entry),
        "_resourceType" => {
            entry.socket = cursor.text_or_skip()?.is_some_and(|kind| kind == "websocket");
            Ok(())
        }
        _ => cursor.skip(),
    })?;
    if entry.url.is_empty() {
        return Ok(());
    }
    let received =
        Received { status: entry.status, challenge: entry.challenge.as_deref(), body: entry.body.as_deref() };
    let exchange = Exchange {
        method: &entry.method,
        url: &entry.url,
        sent: entry.sent.as_deref(),
        received: Some(received),
    };
    let mut call = exchange.call(calls.origin(record.place_of(entry.at)));
    if entry.socket {
        call = call.set_aside(Some(SetAside::OtherScheme));
    }
    calls.push(call);
    Ok(())
}

fn request<'t>(cursor: &mut Cursor<'t>, entry: &mut Entry<'t>) -> Result<(), Broken> {
    cursor.map_or_skip(|cursor, key| {
        match &*key {
            "method" => entry.method = cursor.text_or_skip()?.unwrap_or_default(),
            "url" => {
                entry.at = cursor.offset();
                entry.url = cursor.text_or_skip()?.unwrap_or_default();
            }
            "postData" => {
                return cursor.map_or_skip(|cursor, key| match &*key {
                    "text" => cursor.text_or_skip().map(|text| entry.sent = text),
                    _ => cursor.skip(),
                });
            }
            _ => cursor.skip()?,
        }
        Ok(())
    })
}

fn response<'t>(cursor: &mut Cursor<'t>, entry: &mut Entry<'t>) -> Result<(), Broken> {
    cursor.map_or_skip(|cursor, key| match &*key {
        "status" => cursor.number_or_skip().map(|status| entry.status = status),
        "headers" => headers(cursor, entry),
        "content" => cursor.map_or_skip(|cursor, key| match &*key {
            "text" => cursor.text_or_skip().map(|text| entry.body = text),
            _ => cursor.skip(),
        }),
        _ => cursor.skip(),
    })
}

/// The headers: a list of names and values, or a map as some tools write it.
fn headers<'t>(cursor: &mut Cursor<'t>, entry: &mut Entry<'t>) -> Result<(), Broken> {
    if cursor.kind()? == Kind::List {
        return cursor.list(|cursor| {
            let (mut name, mut value) = (None, None);
            cursor.map_or_skip(|cursor, key| match &*key {
                "name" => cursor.text_or_skip().map(|text| name = text),
                "value" => cursor.text_or_skip().map(|text| value = text),
                _ => cursor.skip(),
            })?;
            entry.header(name.as_deref().unwrap_or_default(), value);
            Ok(())
        });
    }
    cursor.map_or_skip(|cursor, key| {
        let value = cursor.text_or_skip()?;
        entry.header(&key, value);
        Ok(())
    })
}

impl<'t> Entry<'t> {
    /// Keeps the one header of an answer that says something about access.
    fn header(&mut self, name: &str, value: Option<Cow<'t, str>>) {
        if name.eq_ignore_ascii_case("www-authenticate") {
            self.challenge = value;
        }
    }
}
