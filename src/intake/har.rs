//! HAR 1.2, as browsers and proxies record: each entry is a request with its answer. Only one entry is held at a time.

use std::borrow::Cow;
use std::io::Read;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::{Exchange, Received};
use super::glimpse::Glimpse;
use super::json::{Broken, Cursor, Kind, Record, Stop, Stream};
use super::options::Standing;
use super::signs;
use super::source::IntakeError;
use crate::model::SetAside;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let bare = ["version", "creator", "entries[].request"];
    glimpse.is_json_with(&["log", "log.entries"])
        || glimpse.is_json_with(&["log.version", "log.creator"])
        || glimpse.is_json_with(&bare)
}

/// Every entry of `log.entries`, or of `entries` where a tool left out the level above.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let mut stream = Stream::new(content.into_reader());
    let mut is_empty = false;
    let result = stream.map(|stream, key| match key {
        "log" => stream.map(|stream, key| match key {
            "entries" => entries(stream, calls).map(|empty| is_empty |= empty),
            _ => stream.skip(),
        }),
        "entries" => entries(stream, calls).map(|empty| is_empty |= empty),
        _ => stream.skip(),
    });
    result.map_err(|stop| calls.stopped(stop, "HAR"))?;
    // A recording without requests is an answer, where somebody asks for that recording: nothing was called.
    calls.found.is_answer |= is_empty && context.standing == Standing::Named;
    Ok(())
}

/// Reads the entries; returns whether there are none.
fn entries(stream: &mut Stream<impl Read>, calls: &mut Calls) -> Result<bool, Stop> {
    let mut is_empty = true;
    stream.list(|stream| {
        is_empty = false;
        let record = stream.record()?;
        entry(record, calls).map_err(|broken| record.stop(broken))?;
        calls.fold();
        Ok(())
    })?;
    Ok(is_empty)
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
    /// Whether a header shows that it goes to Okta.
    is_oktas: bool,
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
        calls.note(Some(record.place_of(0).line), "an entry without a URL is passed over");
        return Ok(());
    }
    let received =
        Received { status: entry.status, challenge: entry.challenge.as_deref(), body: entry.body.as_deref() };
    let exchange = Exchange {
        method: &entry.method,
        url: &entry.url,
        sent: entry.sent.as_deref(),
        received: Some(received),
        is_oktas: entry.is_oktas,
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
            "headers" => {
                return headers(cursor, &mut |name, value| {
                    let value = value.as_deref().unwrap_or_default();
                    entry.is_oktas |= signs::in_request_header(name, value);
                });
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
        "headers" => headers(cursor, &mut |name, value| entry.answer_header(name, value)),
        "content" => cursor.map_or_skip(|cursor, key| match &*key {
            "text" => cursor.text_or_skip().map(|text| entry.body = text),
            _ => cursor.skip(),
        }),
        _ => cursor.skip(),
    })
}

/// The headers: a list of names and values, or a map as some tools write it.
fn headers<'t>(
    cursor: &mut Cursor<'t>,
    each: &mut dyn FnMut(&str, Option<Cow<'t, str>>),
) -> Result<(), Broken> {
    if cursor.kind()? == Kind::List {
        return cursor.list(|cursor| {
            let (mut name, mut value) = (None, None);
            cursor.map_or_skip(|cursor, key| match &*key {
                "name" => cursor.text_or_skip().map(|text| name = text),
                "value" => cursor.text_or_skip().map(|text| value = text),
                _ => cursor.skip(),
            })?;
            each(name.as_deref().unwrap_or_default(), value);
            Ok(())
        });
    }
    cursor.map_or_skip(|cursor, key| {
        let value = cursor.text_or_skip()?;
        each(&key, value);
        Ok(())
    })
}

impl<'t> Entry<'t> {
    /// Keeps the header of an answer that says something about access, and that there is one of Okta's.
    fn answer_header(&mut self, name: &str, value: Option<Cow<'t, str>>) {
        self.is_oktas |= signs::in_answer_header(name, "");
        if name.eq_ignore_ascii_case("www-authenticate") {
            self.challenge = value;
        }
    }
}
