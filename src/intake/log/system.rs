//! Okta's System Log: pages of `GET /api/v1/logs` one after the other, NDJSON, and the exports of log platforms.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::blocks::{Block, Blocks, in_order};
use super::digest::Digest;
use super::event::{LogEvent, events, is_wrapper};
use super::lines::Unread;
use super::transactions::Transactions;
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::glimpse::{Glimpse, Shape};
use crate::intake::json::{Cursor, Kind, Record, Stop, Stream};
use crate::intake::source::IntakeError;
use crate::intake::tree::Place;

/// What it is called in errors.
const NAME: &str = "System Log";

/// How deep the lists of events may be wrapped that are too long to be held.
const WRAPPINGS: u32 = 8;

/// Members of every event; its type and one of these tell it.
const TELLING: [&str; 8] = [
    "actor",
    "debugContext",
    "debug_context",
    "legacyEventType",
    "outcome",
    "published",
    "transaction",
    "uuid",
];

pub(in crate::intake) fn claims(glimpse: &Glimpse<'_>) -> bool {
    const LOOKED_AT: usize = 50;
    let lines = || glimpse.text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
    match &glimpse.shape {
        Shape::Json(keys) => holds_events(keys, &glimpse.text),
        Shape::JsonLines(keys) => holds_events(keys, &glimpse.text) || lines().any(holds_event),
        Shape::Lines => {
            let events = lines().filter(|line| holds_event(line)).count();
            events > 0 && events * 2 >= lines().count()
        }
        Shape::Yaml(_) | Shape::Markup => false,
    }
}

/// Whether the keys of a value, or the text in one of its wrappings, are those of events.
fn holds_events(keys: &BTreeMap<String, String>, text: &str) -> bool {
    let plain = keys.keys().any(|key| {
        let start = ["eventType", "event_type"].iter().find_map(|end| key.strip_suffix(end));
        start.is_some_and(|start| {
            is_wrapping(start) && TELLING.iter().any(|member| has_member(keys, start, member))
        })
    });
    let wrapped = || keys.iter().any(|(key, text)| is_wrapping(key) && text.trim_start().starts_with('{'));
    plain || (text.contains("\\\"eventType\\\"") && wrapped())
}

/// Whether a line holds an event of a request, maybe behind something else.
fn holds_event(line: &str) -> bool {
    let mut found = false;
    let value = line.find('{').and_then(|start| line.get(start..)).unwrap_or_default();
    // What follows a break does not matter.
    let _ = events(&mut Cursor::new(value.as_bytes()), &mut |event| {
        found |= !event.uri.is_empty() || !event.transaction.is_empty();
    });
    found
}

/// Whether a path of keys leads through wrappings only.
fn is_wrapping(path: &str) -> bool {
    path.split(['.', '[', ']']).all(|part| part.is_empty() || is_wrapper(part))
}

fn has_member(keys: &BTreeMap<String, String>, start: &str, member: &str) -> bool {
    let mut rest = keys.keys().filter_map(|key| key.strip_prefix(start));
    rest.any(|rest| rest.strip_prefix(member).is_some_and(|end| end.is_empty() || end.starts_with('.')))
}

/// Every request that the events show.
pub(in crate::intake) fn read(
    content: Content,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    // A log without requests is an answer; what only is said to be a log is none.
    let is_log = claims(&Glimpse::of(&content.name, content.head())) || is_empty_list(content.beginning());
    let mut log = Transactions::new(context.options.by_caller, context.names.allow_list());
    let read = match Layout::of(&content) {
        Layout::Lines => lines(content, &mut log, calls).map_err(Stop::Unreadable),
        Layout::Values => values(content, &mut log, calls, 0),
        Layout::Wrapped => values(content, &mut log, calls, WRAPPINGS),
    };
    // What stands before a break is told in the error.
    log.end(calls);
    read.map_err(|stop| calls.stopped(stop, NAME))?;
    calls.found.is_answer |= is_log;
    Ok(())
}

/// Whether a page of the log holds no event.
fn is_empty_list(head: &[u8]) -> bool {
    head.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii() == b"]")
}

/// How the events stand in the input.
enum Layout {
    /// One value per line, maybe behind the date and host of syslog.
    Lines,
    /// Values one after the other, events or lists of them, over as many lines as they like.
    Values,
    /// Objects that hold long lists of events.
    Wrapped,
}

impl Layout {
    fn of(content: &Content) -> Self {
        let head = content.beginning();
        let first = head.split(|c| *c == b'\n').next().unwrap_or(head);
        let whole = |mut cursor: Cursor<'_>| cursor.skip().is_ok() && cursor.is_at_end();
        match head.first() {
            Some(b'{') if whole(Cursor::new(first)) => Self::Lines,
            Some(b'{') if wraps_list(&mut Cursor::new(head)) => Self::Wrapped,
            Some(b'{' | b'[') => Self::Values,
            _ => Self::Lines,
        }
    }
}

/// Whether an object holds a list of wrapped events, as far as it can be read.
fn wraps_list(cursor: &mut Cursor<'_>) -> bool {
    let mut found = false;
    // What is cut off behind the list does not matter.
    let _ = cursor.map_or_skip(|cursor, key| {
        if !found && is_wrapper(&key) {
            found = cursor.kind()? == Kind::List || wraps_list(&mut cursor.clone());
        }
        cursor.skip()
    });
    found
}

fn lines(content: Content, log: &mut Transactions, calls: &mut Calls) -> io::Result<()> {
    let mut unread = Unread::default();
    let mut passed = 0_u32;
    let mut blocks = Blocks::new(content.into_reader());
    let fill = |block: &mut Block| blocks.fill(block);
    let work = |block: &Block| Digest::of(block.lines());
    let read = in_order(fill, work, |digest| {
        for (Place { line, column }, event) in digest.events() {
            let place = Place { line: passed.saturating_add(line), column };
            log.add(&event, || calls.origin(place));
        }
        digest.unread.iter().for_each(|line| unread.push(passed.saturating_add(*line)));
        passed = passed.saturating_add(digest.lines);
    });
    unread.tell(calls, "no JSON");
    read
}

fn values(content: Content, log: &mut Transactions, calls: &Calls, wrappings: u32) -> Result<(), Stop> {
    let mut stream = Stream::new(content.into_reader());
    let mut each = |record: Record<'_>| {
        let add = &mut |event: &LogEvent<'_>| log.add(event, || calls.origin(record.place_of(event.at)));
        events(&mut record.cursor(), add).map(|_| ()).map_err(|broken| record.stop(broken))
    };
    while !stream.is_at_end()? {
        value(&mut stream, wrappings, &mut each)?;
    }
    Ok(())
}

/// Walks the next value down to its events: the items of lists, and what stands inside so many wrappings.
fn value<R: Read>(
    stream: &mut Stream<R>,
    wrappings: u32,
    each: &mut impl FnMut(Record<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if stream.is_next(b'[')? {
        return stream.list(|stream| each(stream.record()?));
    }
    if wrappings == 0 || !stream.is_next(b'{')? {
        return each(stream.record()?);
    }
    stream.map(|stream, key| {
        if is_wrapper(key) {
            return value(stream, wrappings - 1, each);
        }
        stream.skip()
    })
}
