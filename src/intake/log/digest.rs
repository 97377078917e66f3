//! What the lines of a block say, packed: the texts of its events one behind the other, and nothing of the rest.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use super::caller::{Caller, CallerKind};
use super::event::{LogEvent, events};
use super::lines::column;
use crate::intake::json::Cursor;
use crate::intake::tree::Place;
use crate::limits::MAX_LOG_LINE_BYTES;

/// How many texts of an event are kept.
const TEXTS: usize = 9;

/// The events of a block.
#[derive(Debug, Default)]
pub(super) struct Digest {
    /// How many lines the block has.
    pub(super) lines: u32,
    /// The lines that hold no JSON, from 1.
    pub(super) unread: Vec<u32>,
    text: String,
    events: Vec<Packed>,
}

/// An event: where it stands in the block, and where its texts end in the text of all.
#[derive(Debug)]
struct Packed {
    place: Place,
    ends: [usize; TEXTS],
    /// By what the caller is known, where it says who called.
    caller: Option<CallerKind>,
}

impl Digest {
    /// Reads a block: one value per line, maybe behind the date and host of syslog.
    pub(super) fn of(block: &[u8]) -> Self {
        let mut digest = Self::default();
        let mut start = 0;
        for end in memchr_iter(b'\n', block).chain((!block.ends_with(b"\n")).then_some(block.len())) {
            digest.lines = digest.lines.saturating_add(1);
            let line = block.get(start..end).unwrap_or_default();
            if !digest.line(line.strip_suffix(b"\r").unwrap_or(line)) {
                digest.unread.push(digest.lines);
            }
            start = end + 1;
        }
        digest
    }

    /// Reads a line; false when there is something in it that is no JSON.
    fn line(&mut self, line: &[u8]) -> bool {
        if line.len() > MAX_LOG_LINE_BYTES {
            return false;
        }
        let list = line.trim_ascii_start().starts_with(b"[");
        let Some(start) = memchr(if list { b'[' } else { b'{' }, line) else {
            return line.trim_ascii().is_empty();
        };
        let mut cursor = Cursor::new(line.get(start..).unwrap_or_default());
        let number = self.lines;
        let read = events(&mut cursor, &mut |event| {
            self.push(event, Place { line: number, column: column(line, start + event.at) });
        });
        read.is_ok() && cursor.is_at_end()
    }

    fn push(&mut self, event: &LogEvent<'_>, place: Place) {
        let caller = event.caller.as_ref();
        let texts: [&str; TEXTS] = [
            &event.kind,
            &event.outcome,
            &event.uri,
            &event.url,
            &event.requested,
            &event.granted,
            &event.transaction,
            &event.published,
            caller.map_or("", |caller| &caller.id),
        ];
        let ends = texts.map(|text| {
            self.text.push_str(text);
            self.text.len()
        });
        self.events.push(Packed { place, ends, caller: caller.map(|caller| caller.kind) });
    }

    /// The events in order, each with its place in the block.
    pub(super) fn events(&self) -> impl Iterator<Item = (Place, LogEvent<'_>)> {
        let mut start = 0;
        self.events.iter().map(move |packed| {
            let [kind, outcome, uri, url, requested, granted, transaction, published, caller] =
                packed.ends.map(|end| {
                    let text = self.text.get(start..end).unwrap_or_default();
                    start = end;
                    Cow::Borrowed(text)
                });
            let caller = packed.caller.map(|kind| Caller { kind, id: caller });
            let event = LogEvent {
                kind,
                outcome,
                uri,
                url,
                requested,
                granted,
                transaction,
                published,
                caller,
                ..LogEvent::default()
            };
            (packed.place, event)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_handed_out_as_they_were_read() {
        let block = b"{\"eventType\":\"a.b\",\"published\":\"p\",\"actor\":{\"id\":\"00u1\"},\
            \"debugContext\":{\"debugData\":{\"requestUri\":\"/x\",\"url\":\"/x?\\u0061\"}}}\r\n\n\
            no\n<14> host {\"eventType\":\"c\",\"outcome\":{\"result\":\"DENY\"},\"transaction\":{\"id\":\"t\"}}";
        let digest = Digest::of(block);
        assert_eq!((digest.lines, &digest.unread[..]), (4, &[3][..]));
        let told: Vec<_> = digest
            .events()
            .map(|(place, event)| {
                let LogEvent { kind, outcome, uri, url, transaction, published, caller, .. } = event;
                let place = format!("{}:{}", place.line, place.column);
                let caller = caller.map(|caller| caller.id);
                format!("{place} {kind} {outcome} {uri} {url} {transaction} {published} {caller:?}")
            })
            .collect();
        let column = block.windows(4).position(|four| four == b"\"/x\"").unwrap() + 1;
        assert_eq!(
            told,
            [format!("1:{column} a.b  /x /x?a  p Some(\"00u1\")"), "4:11 c DENY   t  None".to_owned()]
        );
    }
}
