//! Requests that the System Log tells of: it has the path, not the method, so the types of the events choose.
//!
//! An event is written about a change, unless its type says that something was read, or that a limit was reached; so
//! the candidates are the operations of the path that change something, or all of them. Words in the type choose
//! between those; where they leave several that need different things, the call is ambiguous.

use super::trie::{Endpoint, Segment};
use super::{Code, Match, Matcher, Status, label};
use crate::catalog::tables::OperationKey;
use crate::model::{Event, Method, Request};

/// What is done to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Read,
    Create,
    Update,
    Remove,
}

/// Words that say what was done, in types of events and in ids of operations.
///
/// `grant` is none of them: the event of a privilege lists what is held after a change, whatever the change was.
const WORDS: [(Deed, &[&str]); 4] = [
    (Deed::Read, &["read", "view", "get", "list"]),
    (Deed::Create, &["create", "add", "assign", "enroll", "import", "link", "register", "upload"]),
    (Deed::Update, &["update", "change", "edit", "modify", "rename", "replace", "rotate", "set", "upsert"]),
    (Deed::Remove, &["delete", "remove", "unassign", "unlink", "revoke", "purge"]),
];

/// Types that mean something else than their words say.
const TYPES: [(&str, Deed); 1] = [
    // The first DELETE of an active user deactivates it.
    ("user.lifecycle.deactivate", Deed::Remove),
];

/// Words of the types of events that no name of an operation has.
const OF_TYPES: [&str; 120] = [
    "account",
    "approve",
    "as",
    "attempt",
    "auth",
    "authenticate",
    "authentication",
    "authenticator",
    "automatic",
    "behavior",
    "bind",
    "blacklist",
    "blocked",
    "bulk",
    "burst",
    "bypass",
    "call",
    "cancel",
    "certificate",
    "challenge",
    "clear",
    "close",
    "cluster",
    "complete",
    "config",
    "confirm",
    "core",
    "credential",
    "deactivate",
    "debugger",
    "decline",
    "denied",
    "deny",
    "deprovision",
    "detected",
    "directory",
    "disable",
    "download",
    "email",
    "enable",
    "end",
    "enrollment",
    "entity",
    "evaluate",
    "execute",
    "execution",
    "expire",
    "export",
    "extend",
    "fail",
    "failed",
    "failure",
    "flow",
    "generic",
    "grant",
    "impersonation",
    "in",
    "initiate",
    "install",
    "issue",
    "lock",
    "login",
    "mail",
    "make",
    "match",
    "mfa",
    "of",
    "okta",
    "on",
    "open",
    "operation",
    "outbound",
    "password",
    "privilege",
    "process",
    "provision",
    "query",
    "reactivate",
    "recover",
    "recovery",
    "refresh",
    "reject",
    "report",
    "request",
    "requested",
    "reset",
    "response",
    "restore",
    "retry",
    "review",
    "run",
    "scheduled",
    "security",
    "send",
    "sign",
    "signon",
    "sms",
    "sso",
    "start",
    "step",
    "stop",
    "success",
    "support",
    "suspected",
    "sync",
    "system",
    "task",
    "threat",
    "timeout",
    "track",
    "transaction",
    "trigger",
    "unlock",
    "use",
    "verification",
    "verify",
    "via",
    "violation",
    "voice",
    "warning",
];

/// The words that types of events are made of and that decide what an event is about.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().flat_map(|(_, words)| words.iter().copied()).chain(OF_TYPES).chain(super::acts::words())
}

impl Matcher<'_> {
    /// What the request is of which the log tells. Where the caller is known, private paths of the Admin Console count
    /// as what the caller did there.
    pub(super) fn resolve_event(&self, event: &Event, has_caller: bool) -> Match {
        if has_caller
            && Event::console_root(&event.path).is_some()
            && let Some(found) = self.resolve_act(event)
        {
            return found;
        }
        let request = Request { path: event.path.clone(), query: event.query.clone(), ..Request::default() };
        let segments = Segment::of(&event.path);
        let nodes = self.trie.find(&segments);
        let there = self.with_method(None, &nodes);
        let mut found = match (nodes.as_slice(), there.as_slice()) {
            ([], _) => self.resolve_path(&request, &segments),
            (_, []) => self.no_operation(&nodes),
            _ => self.chosen(&self.candidates(event, &there)),
        };
        found.situation = self.situation(&request, &found.operations);
        found
    }

    /// The operations of the path that the events can be about.
    fn candidates(&self, event: &Event, there: &[OperationKey]) -> Vec<OperationKey> {
        let types: Vec<&str> =
            event.types.iter().map(String::as_str).filter(|kind| !Event::is_limit(kind)).collect();
        if types.is_empty() {
            return self.narrowed_by_query(there, event);
        }
        let deeds = self.deeds(&types, there);
        let with = |deed: Deed| -> Vec<OperationKey> {
            there.iter().copied().filter(|key| self.deed_of(*key) == Some(deed)).collect()
        };
        let mut kept: Vec<_> = deeds.iter().flat_map(|deed| with(*deed)).collect();
        if kept.is_empty() {
            // A thing may be created by the operation that replaces it, and updated by one that adds to it.
            let instead = deeds.iter().map(|deed| match deed {
                Deed::Create => Deed::Update,
                Deed::Update => Deed::Create,
                other => *other,
            });
            kept = instead.flat_map(with).collect();
        }
        if kept.is_empty() {
            let changes = |key: &OperationKey| self.catalog.operation(*key).method.changes();
            kept = there.iter().copied().filter(changes).collect();
        }
        if kept.is_empty() {
            kept = there.to_vec();
        }
        kept.sort_unstable();
        kept.dedup();
        self.narrowed_by_query(&kept, event)
    }

    /// What the types say that was done to the thing that the path is about; nothing when they do not say.
    ///
    /// One request may give rise to many events, such as those of every membership that ends with a group: the types
    /// that begin with the name of the thing speak first, then those that hold it, then all.
    fn deeds(&self, types: &[&str], there: &[OperationKey]) -> Vec<Deed> {
        let path = there.first().map_or("", |key| &self.catalog.operation(*key).path);
        let thing = thing(path);
        let first = |kind: &&&str| bare(kind.split('.').next().unwrap_or_default()) == thing;
        let holds = |kind: &&&str| bare(kind).contains(&thing);
        let said = |about: &dyn Fn(&&&str) -> bool| -> Vec<Deed> {
            types.iter().filter(|kind| about(kind)).filter_map(|kind| deed_in(kind)).collect()
        };
        let levels: [&dyn Fn(&&&str) -> bool; 3] = [&first, &holds, &|_| true];
        levels.into_iter().map(said).find(|deeds| !deeds.is_empty()).unwrap_or_default()
    }

    /// What an operation does, by its method and its id.
    fn deed_of(&self, key: OperationKey) -> Option<Deed> {
        let operation = self.catalog.operation(key);
        match operation.method {
            Method::Get | Method::Head => Some(Deed::Read),
            Method::Options => None,
            Method::Delete => Some(Deed::Remove),
            Method::Post | Method::Put | Method::Patch => {
                label::id_words(&operation.id).first().and_then(|word| deed(word))
            }
        }
    }

    /// The one that alone knows a name in the query, if there is one.
    fn narrowed_by_query(&self, keys: &[OperationKey], event: &Event) -> Vec<OperationKey> {
        let knows = |key: &OperationKey, name: &String| self.catalog.operation(*key).query.contains(name);
        let only = event.query.names.iter().find_map(|name| {
            let mut knowing = keys.iter().filter(|key| knows(key, name));
            knowing.next().filter(|_| knowing.next().is_none())
        });
        only.map_or_else(|| keys.to_vec(), |key| vec![*key])
    }

    fn chosen(&self, keys: &[OperationKey]) -> Match {
        // To update and to replace a thing need the same; a deletion that nothing speaks of is not put in a plan.
        let alike = |a: OperationKey, b: OperationKey| {
            self.needs_the_same(a, b) && self.deed_of(a) == self.deed_of(b)
        };
        if keys.windows(2).all(|pair| alike(pair[0], pair[1])) {
            return Match::new(Status::Matched, keys.to_vec());
        }
        let message =
            "the log shows no method, and the types of the events fit several operations of the path";
        Match::new(Status::Ambiguous, keys.to_vec()).because(Code::NoMethod, message, self.endpoints(keys))
    }

    /// What is known of a path that no document has now.
    fn no_operation(&self, nodes: &[usize]) -> Match {
        let endpoints = nodes.iter().flat_map(|at| &self.trie.node(*at).endpoints);
        match endpoints.map(|(_, endpoint)| *endpoint).max() {
            Some(Endpoint::Removed(position)) => self.removed(position),
            Some(Endpoint::Undocumented(position)) => self.undocumented(position, nodes),
            Some(Endpoint::Operation(_)) | None => {
                let message = "no document has this path";
                Match::new(Status::Unresolved, Vec::new()).because(Code::NoSuchOperation, message, Vec::new())
            }
        }
    }
}

/// What a type of event says that was done.
fn deed_in(kind: &str) -> Option<Deed> {
    let whole = TYPES.iter().find(|(known, _)| *known == kind).map(|(_, deed)| *deed);
    // The verb stands near the end: `user.account.update_profile`, `user.lifecycle.delete.initiated`.
    whole.or_else(|| kind.rsplit(['.', '_']).find_map(deed))
}

fn deed(word: &str) -> Option<Deed> {
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(deed, _)| *deed)
}

/// The thing that a path is about, as types of events spell it: its last word, one of many.
fn thing(path: &str) -> String {
    let last = path.rsplit('/').find(|segment| !segment.starts_with('{')).unwrap_or_default();
    let word = bare(last);
    match (word.strip_suffix("ies"), word.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        (None, None) => word,
    }
}

/// A word without separators, in lower case.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_say_what_was_done() {
        for (kind, deed) in [
            ("user.account.update_profile", Some(Deed::Update)),
            ("user.lifecycle.delete.initiated", Some(Deed::Remove)),
            ("user.lifecycle.deactivate", Some(Deed::Remove)),
            ("policy.lifecycle.deactivate", None),
            ("group.user_membership.add", Some(Deed::Create)),
            ("app.oauth2.client.read_client_secret", Some(Deed::Read)),
            ("user.account.privilege.grant", None),
            ("zone.make_blacklist", None),
        ] {
            assert_eq!(deed_in(kind), deed, "{kind}");
        }
    }

    #[test]
    fn paths_are_about_things() {
        for (path, expected) in [
            ("/api/v1/users/{id}", "user"),
            ("/api/v1/policies/{policyId}/rules/{ruleId}", "rule"),
            ("/api/v1/policies/{policyId}", "policy"),
            ("/api/v1/iam/resource-sets/{id}", "resourceset"),
            ("/api/v1/org", "org"),
        ] {
            assert_eq!(thing(path), expected, "{path}");
        }
    }
}
