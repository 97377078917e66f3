//! A walk through a document of any shape, on which objects, keys and texts are taken for the calls that they spell.

use super::record::{Record, is_absolute, is_address, is_method, methods};
use super::within;
use crate::intake::KnownNames;
use crate::intake::calls::Calls;
use crate::intake::columns::Column;
use crate::intake::exchange::{Exchange, Received};
use crate::intake::target::Target;
use crate::intake::text;
use crate::intake::tree::{Node, Place, Value};
use crate::model::{Asked, Call, SetAside};

/// Members of a call that hold what is sent or answered: calls in there are data.
const DATA: [&str; 12] = [
    "body",
    "data",
    "payload",
    "requests",
    "batch",
    "response",
    "responses",
    "requestbody",
    "example",
    "examples",
    "result",
    "output",
];

/// Members that hold links.
const LINKS: [&str; 7] = ["_links", "links", "next", "prev", "previous", "self", "first"];

/// A walk through one value.
pub(super) struct Walk<'w> {
    calls: &'w mut Calls,
    known: &'w dyn KnownNames,
    /// Where the value begins, when it is JSON.
    start: Option<Place>,
}

/// What stands around a value.
#[derive(Clone, Copy, Default)]
struct Around<'n> {
    methods: &'n [&'n str],
    path: Option<&'n str>,
    set_aside: Option<SetAside>,
    /// Whether names of operations stand here.
    names: bool,
    /// Whether this is data of a call, in which only calls that are spelt out count.
    data: bool,
}

impl<'w> Walk<'w> {
    pub(super) fn new(calls: &'w mut Calls, known: &'w dyn KnownNames, start: Option<Place>) -> Self {
        Self { calls, known, start }
    }

    /// Takes the calls of a whole value.
    pub(super) fn root(&mut self, node: &Node<'_>) {
        self.visit(node, Around::default());
    }

    fn visit(&mut self, node: &Node<'_>, around: Around<'_>) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.visit(item, around)),
            Value::Map(_) => self.object(node, around),
            Value::Text(text) | Value::Plain(text) => self.text(node, text, around),
        }
    }

    fn object(&mut self, node: &Node<'_>, around: Around<'_>) {
        let record = Record::of(node);
        let link = record.is_link.then_some(SetAside::Link);
        let set_aside = around.set_aside.or(record.set_aside).or(link);
        let own = record.target.and_then(Node::text);
        let is_call = !record.methods.is_empty() && own.or(around.path).is_some();
        let path = own.or(around.path.filter(|_| !record.methods.is_empty()));
        let methods = if record.methods.is_empty() { around.methods } else { &record.methods };
        let around = Around { set_aside, ..around };
        if let Some(path) = path {
            let place = record.target.map_or(node.place, |node| node.place);
            self.push(place, methods, &record.url(path), record.status, around);
        }
        let inner = Around { path: None, methods: &[], ..around };
        for (key, value) in node.entries() {
            let consumed = match Column::of(key) {
                Column::Method => !record.methods.is_empty(),
                Column::Path => own.is_some() && value.text() == own,
                _ => false,
            };
            if !consumed {
                self.member(key, value, around.path, is_call, inner);
            }
        }
    }

    /// A member of an object; `path` is the key of that object, when it is a path.
    fn member(&mut self, key: &str, value: &Node<'_>, path: Option<&str>, is_call: bool, around: Around<'_>) {
        let lower = key.to_ascii_lowercase();
        if let Some((method, target)) = spelt(key) {
            self.push(value.place, &[method], target, 0, around);
            let data =
                Around { data: true, set_aside: around.set_aside.or(Some(SetAside::Remark)), ..around };
            return self.visit(value, data);
        }
        if is_method(key) {
            if let Some(path) = path {
                let denied = value.text().is_some_and(|text| matches!(text, "false" | "no"));
                let set_aside = around.set_aside.or(denied.then_some(SetAside::Negated));
                self.push(value.place, &[key], path, 0, Around { set_aside, ..around });
                return self.visit(value, Around { data: true, ..around });
            }
            return self.visit(value, Around { methods: &[key], ..around });
        }
        if key.starts_with('/') && is_address(key) {
            let before = self.calls.found.calls.len();
            self.visit(value, Around { path: Some(key), ..around });
            if self.calls.found.calls.len() == before {
                self.push(value.place, &[], key, 0, around);
            }
            return;
        }
        let link = LINKS.contains(&&*lower).then_some(SetAside::Link);
        let data = is_call && DATA.contains(&&*lower);
        let remark = (is_call && (data || matches!(value.value, Value::Text(_) | Value::Plain(_))))
            .then_some(SetAside::Remark);
        let names =
            around.names || Column::of(key) == Column::Name || matches!(&*lower, "calls" | "operation_ids");
        let set_aside = around.set_aside.or(link).or(remark);
        self.visit(
            value,
            Around { set_aside, names: names && !is_call, data: around.data || data, ..around },
        );
    }

    /// Calls with these methods, or one whose method is not known when the path is one of Okta's.
    fn push(&mut self, place: Place, methods: &[&str], url: &str, status: u16, around: Around<'_>) {
        let known: &[&str] = if methods.is_empty() { &[""] } else { methods };
        if methods.is_empty() && (around.data || !is_absolute(url) || !Target::is_of_okta(url)) {
            return;
        }
        for method in known {
            let received = Some(Received { status, ..Received::default() });
            let exchange = Exchange { method, url, sent: None, received };
            let call = exchange.call(self.calls.origin(self.place(place)));
            let set_aside = around.set_aside.or(call.set_aside);
            self.calls.push(Call { set_aside, ..call });
        }
    }

    fn place(&self, place: Place) -> Place {
        self.start.map_or(place, |start| within(start, place))
    }

    fn text(&mut self, node: &Node<'_>, text: &str, around: Around<'_>) {
        let spelt_methods = methods(node);
        match around.path {
            Some(path) if !spelt_methods.is_empty() => {
                return self.push(node.place, &spelt_methods, path, 0, around);
            }
            _ if !around.methods.is_empty() && is_absolute(text) => {
                return self.push(node.place, around.methods, text, 0, around);
            }
            _ => {}
        }
        if is_absolute(text) {
            // A URL is where something is, rather than a call of it.
            let link = text.contains("://").then_some(SetAside::Link);
            let set_aside = around.set_aside.or(link);
            return self.push(node.place, &[], text, 0, Around { set_aside, ..around });
        }
        if around.names || text.contains('/') {
            self.prose(node, text, around);
        }
    }

    /// The calls that a text spells, as in any list.
    fn prose(&mut self, node: &Node<'_>, text: &str, around: Around<'_>) {
        let Ok(found) = text::read(text, self.calls.source(), self.known) else {
            let line = self.place(node.place).line;
            self.calls.note(Some(line), "a text here has a line of more than 1 MiB, which is not looked at");
            return;
        };
        for mut call in found {
            let named = around.names && matches!(call.asked, Asked::Name(_));
            if !named && !call.is_spelt_out() {
                continue;
            }
            // In JSON a text stands on one line, whatever it holds.
            let below = if self.start.is_none() { call.origin.line - 1 } else { 0 };
            let Place { line, column } = self.place(node.place);
            call.origin = self.calls.origin(Place { line: line + below, column });
            call.set_aside = call.set_aside.or(around.set_aside);
            self.calls.push(call);
        }
    }
}

/// The method and the path of a key such as `GET /api/v1/users`.
fn spelt(key: &str) -> Option<(&str, &str)> {
    let (method, target) = key.trim().split_once(char::is_whitespace)?;
    let method = method.trim_matches(['[', ']', ':']);
    (is_method(method) && is_absolute(target.trim())).then_some((method, target.trim()))
}
