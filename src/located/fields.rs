//! The members of a mapping, asked for one by one: what nobody asks for is a key that means nothing.

use super::{Located, Node, Problems};
use crate::disclosure;
use crate::model::misspelt;

/// How alike two keys must be for one to be meant by the other.
const ALIKE: f64 = 0.7;

/// The members of a mapping.
#[derive(Debug)]
pub struct Fields<'n> {
    node: &'n Node,
    members: &'n [(Located<String>, Node)],
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The members of a node that must be a mapping; `what` says of what.
    pub fn of(node: &'n Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let Some(members) = node.map() else {
            let message = format!("{what} must be a mapping, not {}", node.kind());
            problems.add_with_help(node.at, message, "write keys with values, as in `name: nightly`");
            return None;
        };
        Some(Self { node, members, known: Vec::new() })
    }

    /// The node that has the members.
    pub const fn node(&self) -> &'n Node {
        self.node
    }

    /// A member that may be there.
    pub fn optional(&mut self, name: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.node.get(name)
    }

    /// A member that must be there.
    pub fn required(&mut self, name: &'static str, problems: &mut Problems) -> Option<&'n Node> {
        let found = self.optional(name);
        if found.is_none() {
            let help = format!("add `{name}` here");
            problems.add_with_help(self.node.at, format!("`{name}` is missing"), help);
        }
        found
    }

    /// A text that may be there.
    pub fn text(&mut self, name: &'static str, problems: &mut Problems) -> Option<Located<String>> {
        self.optional(name).and_then(|node| text(node, &format!("`{name}`"), problems))
    }

    /// A text that must be there.
    pub fn required_text(&mut self, name: &'static str, problems: &mut Problems) -> Option<Located<String>> {
        self.required(name, problems).and_then(|node| text(node, &format!("`{name}`"), problems))
    }

    /// A list of texts that may be there; a single text is a list of one.
    pub fn texts(&mut self, name: &'static str, problems: &mut Problems) -> Option<Vec<Located<String>>> {
        let node = self.optional(name)?;
        let Some(entries) = node.list() else {
            return text(node, &format!("`{name}`"), problems).map(|one| vec![one]);
        };
        let what = format!("an entry of `{name}`");
        Some(entries.iter().filter_map(|entry| text(entry, &what, problems)).collect())
    }

    /// The entries of a list that may be there.
    pub fn list(&mut self, name: &'static str, problems: &mut Problems) -> Option<&'n [Node]> {
        let node = self.optional(name)?;
        let list = node.list();
        if list.is_none() {
            let message = format!("`{name}` must be a list, not {}", node.kind());
            problems.add_with_help(node.at, message, "write each entry behind a dash");
        }
        list
    }

    /// Every key must have been asked for.
    pub fn finish(self, problems: &mut Problems) {
        for (key, _) in self.members.iter().filter(|(key, _)| !self.known.contains(&key.value.as_str())) {
            let likeness = |name: &&str| strsim::normalized_damerau_levenshtein(&key.value, name);
            let near = self.known.iter().copied().filter(|name| likeness(name) >= ALIKE);
            let near = near.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
            let is_misspelt = near.is_some_and(|near| misspelt(&key.value, near).is_some());
            let shown = if is_misspelt { &key.value } else { disclosure::key(&key.value) };
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", self.known.join(", ")),
            };
            problems.add_with_help(key.at, format!("the key `{shown}` means nothing here"), help);
        }
    }
}

/// The text of a node that must be one.
fn text(node: &Node, what: &str, problems: &mut Problems) -> Option<Located<String>> {
    let found = node.text().map(|text| Located::new(text.to_owned(), node.at));
    if found.is_none() {
        let message = format!("{what} must be a text, not {}", node.kind());
        problems.add_with_help(node.at, message, "write one word or sentence");
    }
    found
}
