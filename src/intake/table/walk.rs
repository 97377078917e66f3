//! A walk through a document of any shape, on which objects, keys and texts are taken for the calls that they spell.

use super::record::{Record, is_absolute, is_address, is_method, methods};
use super::{requests, within};
use crate::disclosure::AllowList;
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::columns::Column;
use crate::intake::exchange::{Exchange, Received};
use crate::intake::options::Standing;
use crate::intake::signs;
use crate::intake::target::Target;
use crate::intake::text;
use crate::intake::tree::{Node, Place, Value};
use crate::model::{Asked, Attribution, Call, SetAside, is_local_host};

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
    context: &'w Context<'w>,
    /// Where the value begins, when it is JSON.
    start: Option<Place>,
    /// Items of a bare list that are no calls.
    passed_over: Vec<Place>,
}

/// What stands around a value.
#[derive(Clone, Copy, Default)]
struct Around<'n> {
    methods: &'n [&'n str],
    path: Option<&'n str>,
    set_aside: Option<SetAside>,
    /// Whether names of operations stand here.
    names: bool,
    /// Whether a key says that the name of an operation stands here.
    is_keyed: bool,
    /// Whether this is data of a call, in which only calls that are spelt out count.
    data: bool,
    /// Whether a name on the way shows that what has no host of its own goes to Okta.
    is_oktas: bool,
    /// Whether what stands here is sent, rather than described.
    made: bool,
}

impl<'w> Walk<'w> {
    pub(super) fn new(calls: &'w mut Calls, context: &'w Context<'w>, start: Option<Place>) -> Self {
        Self { calls, context, start, passed_over: Vec::new() }
    }

    /// Takes the calls of a whole value; returns the items of a bare list that are none.
    pub(super) fn root(mut self, node: &Node<'_>) -> Vec<Place> {
        match &node.value {
            Value::List(items) if items.iter().all(|item| item.text().is_some()) => {
                for item in items {
                    self.item(item);
                }
            }
            Value::Text(_) => self.item(node),
            _ => {
                let made = !self.context.describes || requests::is_pipeline(self.calls.source());
                self.visit(node, Around { made, ..Around::default() });
            }
        }
        self.passed_over
    }

    /// An item of a list of nothing but texts: in a stated list also the name of an operation.
    fn item(&mut self, node: &Node<'_>) {
        let before = self.calls.found.calls.len();
        let made = !self.context.describes;
        self.visit(node, Around { names: self.is_stated(), made, ..Around::default() });
        let is_empty = node.text().is_none_or(|text| text.trim().is_empty());
        if self.is_stated() && self.calls.found.calls.len() == before && !is_empty {
            self.passed_over.push(self.place(node.place));
        }
    }

    /// Whether the user named the input as one that calls Okta.
    fn is_stated(&self) -> bool {
        self.context.standing == Standing::Named
    }

    /// How many calls and open places are known so far.
    fn known(&self) -> (usize, usize) {
        (self.calls.found.calls.len(), self.calls.found.account.unresolved.len())
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
        let made = around.made || requests::makes(node);
        let around = Around { set_aside, made, ..around };
        let before = self.known();
        if let Some(path) = path {
            let place = record.target.map_or(node.place, |node| node.place);
            let given = Given { methods, status: record.status, is_oktas: record.is_oktas };
            self.push(place, given, &record.url(path), around);
        }
        let inner =
            Around { path: None, methods: &[], is_oktas: around.is_oktas || record.is_oktas, ..around };
        for (key, value) in node.entries() {
            let consumed = match Column::of(key) {
                Column::Method => !record.methods.is_empty(),
                Column::Path => own.is_some() && value.text() == own,
                _ => false,
            };
            if !consumed {
                let made = inner.made || requests::are_made_by(key, value, node);
                self.member(key, value, around.path, is_call, Around { made, ..inner });
            }
        }
        let is_open = record.has_method && path.is_none() && !around.data && set_aside.is_none();
        if is_open && self.is_stated() && self.known() == before {
            self.calls.unresolved(self.place(node.place), "a method without a path");
        }
    }

    /// A member of an object; `path` is the key of that object, when it is a path.
    fn member(&mut self, key: &str, value: &Node<'_>, path: Option<&str>, is_call: bool, around: Around<'_>) {
        let lower = key.to_ascii_lowercase();
        let is_named = signs::is_setting(key);
        if is_named {
            self.learn(value);
        }
        let around = Around { is_oktas: around.is_oktas || is_named, ..around };
        if let Some((method, target)) = spelt(key) {
            self.push(value.place, Given::of(&[method]), target, around);
            let data =
                Around { data: true, set_aside: around.set_aside.or(Some(SetAside::Remark)), ..around };
            return self.visit(value, data);
        }
        if is_method(key) {
            if let Some(path) = path {
                let denied = value.text().is_some_and(|text| matches!(text, "false" | "no"));
                let set_aside = around.set_aside.or(denied.then_some(SetAside::Negated));
                self.push(value.place, Given::of(&[key]), path, Around { set_aside, ..around });
                return self.visit(value, Around { data: true, ..around });
            }
            return self.visit(value, Around { methods: &[key], ..around });
        }
        if key.starts_with('/') && is_address(key) {
            let before = self.calls.found.calls.len();
            self.visit(value, Around { path: Some(key), ..around });
            if self.calls.found.calls.len() == before {
                self.push(value.place, Given::default(), key, around);
            }
            return;
        }
        let link = LINKS.contains(&&*lower).then_some(SetAside::Link);
        let data = is_call && DATA.contains(&&*lower);
        let remark = (is_call && (data || matches!(value.value, Value::Text(_) | Value::Plain(_))))
            .then_some(SetAside::Remark);
        // What was found in a folder names no operations: there any word may go by such a name.
        let is_keyed = !is_call
            && self.is_stated()
            && (Column::of(key) == Column::Name || matches!(&*lower, "calls" | "operation_ids"));
        let names = is_keyed || (around.names && !is_call && self.is_stated());
        let set_aside = around.set_aside.or(link).or(remark);
        let data = around.data || data;
        self.visit(value, Around { set_aside, names, is_keyed, data, ..around });
    }

    /// A setting that is named after Okta holds the URL of the org.
    fn learn(&mut self, value: &Node<'_>) {
        let url = value.text().filter(|url| url.contains("://") && is_address(url));
        if let Some(host) = url.and_then(|url| Target::parse(url).host).filter(|host| !is_local_host(host)) {
            self.calls.learn(&host);
        }
    }

    /// Calls with these methods, or one whose method is not known when the path is one of Okta's.
    fn push(&mut self, place: Place, given: Given<'_>, url: &str, around: Around<'_>) {
        let Given { methods, status, is_oktas } = given;
        let is_oktas = is_oktas || (around.is_oktas && Target::parse(url).host.is_none());
        let known: &[&str] = if methods.is_empty() { &[""] } else { methods };
        if methods.is_empty() && (around.data || !is_absolute(url) || !Target::is_of_okta(url)) {
            return;
        }
        for method in known {
            let received = Some(Received { status, ..Received::default() });
            let exchange = Exchange { method, url, sent: None, received, is_oktas };
            let call = exchange.call(self.calls.origin(self.place(place)));
            let set_aside = around.set_aside.or(call.set_aside);
            self.take(Call { set_aside, ..call }, around);
        }
    }

    /// Takes a call; of what is not sent, as one that is described.
    fn take(&mut self, call: Call, around: Around<'_>) {
        let first = self.calls.found.calls.len();
        self.calls.push(call);
        if !around.made {
            self.calls.describe_from(first);
        }
    }

    fn place(&self, place: Place) -> Place {
        self.start.map_or(place, |start| within(start, place))
    }

    fn text(&mut self, node: &Node<'_>, text: &str, around: Around<'_>) {
        let spelt_methods = methods(node);
        match around.path {
            Some(path) if !spelt_methods.is_empty() => {
                return self.push(node.place, Given::of(&spelt_methods), path, around);
            }
            _ if !around.methods.is_empty() && is_absolute(text) => {
                return self.push(node.place, Given::of(around.methods), text, around);
            }
            _ => {}
        }
        if is_absolute(text) {
            // A URL is where something is, rather than a call of it.
            let link = text.contains("://").then_some(SetAside::Link);
            let set_aside = around.set_aside.or(link);
            return self.push(node.place, Given::default(), text, Around { set_aside, ..around });
        }
        if around.names || text.contains('/') {
            let before = self.known();
            self.prose(node, text, around);
            let ought = around.is_keyed && self.is_stated() && !around.data && around.set_aside.is_none();
            if ought && self.known() == before && is_unknown_name(text, &self.context.names.allow_list()) {
                self.calls.unresolved(self.place(node.place), "no operation goes by the name here");
            }
        }
    }

    /// The calls that a text spells, as in any list.
    fn prose(&mut self, node: &Node<'_>, text: &str, around: Around<'_>) {
        let Ok(found) = text::entries(text, self.calls.source(), self.context.names) else {
            let line = self.place(node.place).line;
            self.calls.note(Some(line), "a text here has a line of more than 1 MiB, which is not looked at");
            return;
        };
        for mut call in found {
            let named = around.names && matches!(&call.asked, Asked::Name(name) if !is_word(name));
            if !named && !call.is_spelt_out() {
                continue;
            }
            // In JSON a text stands on one line, whatever it holds.
            let below = if self.start.is_none() { call.origin.line - 1 } else { 0 };
            let Place { line, column } = self.place(node.place);
            call.origin = self.calls.origin(Place { line: line + below, column });
            call.set_aside = call.set_aside.or(around.set_aside);
            if around.is_oktas && call.host().is_none() {
                call = call.attributed(Attribution::Explicit);
            }
            self.take(call, around);
        }
    }
}

/// Whether a text in the place of a name is anything but a plain word of the catalog, such as `read`.
fn is_unknown_name(text: &str, allowed: &AllowList) -> bool {
    let text = text.trim();
    !(text.is_empty() || is_word(text) && allowed.knows_name(text))
}

/// Whether a name is a single word that any text may hold.
fn is_word(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What an object gives beside the path of a call.
#[derive(Clone, Copy, Default)]
struct Given<'n> {
    methods: &'n [&'n str],
    /// What was answered; 0 when it does not say.
    status: u16,
    /// Whether it shows that the call goes to Okta, whatever its host.
    is_oktas: bool,
}

impl<'n> Given<'n> {
    const fn of(methods: &'n [&'n str]) -> Self {
        Self { methods, status: 0, is_oktas: false }
    }
}

/// The method and the path of a key such as `GET /api/v1/users`.
fn spelt(key: &str) -> Option<(&str, &str)> {
    let (method, target) = key.trim().split_once(char::is_whitespace)?;
    let method = method.trim_matches(['[', ']', ':']);
    (is_method(method) && is_absolute(target.trim())).then_some((method, target.trim()))
}
