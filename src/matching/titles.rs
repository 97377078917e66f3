//! Operations by their titles, as API references give them: `List all users`, `Assign a user to a group`.
//!
//! No title is kept: the words of an id say what its title is. `assignUserToGroup` holds a verb, the words `user` and
//! `group`, and what is assigned: the last word before the preposition.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Match, Matcher, Status};
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::intake::TitleKind;

/// The longest title, in characters.
const MAX_TITLE: usize = 100;

/// Words that may differ between a title and an id.
const FILLERS: [&str; 36] = [
    "a",
    "an",
    "the",
    "all",
    "any",
    "of",
    "for",
    "to",
    "from",
    "in",
    "by",
    "with",
    "on",
    "at",
    "and",
    "or",
    "its",
    "their",
    "his",
    "her",
    "our",
    "your",
    "new",
    "given",
    "specific",
    "specified",
    "existing",
    "one",
    "id",
    "s",
    "okta",
    "as",
    "into",
    "via",
    "per",
    "every",
];

/// Words behind which the object of the verb is over.
const PREPOSITIONS: [&str; 11] = ["of", "for", "to", "from", "in", "by", "with", "on", "at", "into", "as"];

/// Words of ids that titles may lack.
const OPTIONAL: [&str; 10] = [
    "assigned",
    "assignment",
    "instance",
    "object",
    "value",
    "custom",
    "default",
    "enrolled",
    "associated",
    "supported",
];

/// Verbs that mean the same; the first of a row stands for all.
const VERBS: [&[&str]; 5] = [
    &["get", "retrieve", "read", "fetch", "show", "view", "lookup"],
    &["list", "search", "find", "query", "enumerate"],
    &["create", "add", "make", "register"],
    &["update", "modify", "edit", "patch"],
    &["delete", "remove", "destroy"],
];

/// Verbs that people use where the id has another one.
const LOOSE_VERBS: [&[&str]; 5] = [
    &["update", "replace", "change", "set", "upsert", "put"],
    &["delete", "unassign", "revoke", "unenroll", "clear", "end", "close"],
    &["create", "assign", "enroll", "grant"],
    &["activate", "enable"],
    &["deactivate", "disable"],
];

/// Verbs whose two objects may change places: a group is assigned to an app, or an app to a group.
const MUTUAL: [&str; 4] = ["assign", "unassign", "create", "delete"];

/// Other words for the same thing.
const SYNONYMS: [(&str, &[&str]); 8] = [
    ("app", &["application"]),
    ("idp", &["identity", "provider"]),
    ("admin", &["administrator"]),
    ("org", &["organization"]),
    ("config", &["configuration"]),
    ("authz", &["authorization"]),
    ("csr", &["certificate", "signing", "request"]),
    ("jwk", &["json", "web", "key"]),
];

/// The words of a title or of an id.
#[derive(Clone, Debug, Default)]
struct Words {
    verb: String,
    /// The other words that mean something, in order.
    nouns: Vec<String>,
    /// What the verb is about.
    head: String,
    /// Whether that is several things.
    plural: bool,
    /// Whether it says that all of them are meant.
    all: bool,
}

impl Words {
    fn new(words: &[String]) -> Option<Self> {
        let (verb, rest) = words.split_first()?;
        let row = VERBS.iter().find(|row| row.contains(&verb.as_str()));
        let verb = row.map_or_else(|| verb.clone(), |row| row[0].to_owned());
        let mut one = Self { verb, ..Self::default() };
        let mut object_ends = false;
        for word in rest {
            object_ends |= !one.nouns.is_empty() && PREPOSITIONS.contains(&word.as_str());
            one.all |= matches!(word.as_str(), "all" | "every");
            if FILLERS.contains(&word.as_str()) {
                continue;
            }
            let nouns = meant(word);
            if let (false, Some(last)) = (object_ends, nouns.last()) {
                one.head.clone_from(last);
                one.plural = singular(word) != *word;
            }
            one.nouns.extend(nouns);
        }
        one.plural |= one.verb == "list";
        one.nouns.sort_unstable();
        (!one.nouns.is_empty()).then_some(one)
    }

    fn of_id(id: &str) -> Option<Self> {
        let words = split(id);
        let mut one = Self::new(&words)?;
        one.plural |= one.all;
        Some(one)
    }

    fn of_title(title: &str) -> Option<Self> {
        let lower =
            title.to_lowercase().replace("oauth 2.0", "oauth2").replace("'s ", " ").replace("’s ", " ");
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self::new(&words.map(str::to_owned).collect::<Vec<_>>())
    }
}

/// An operation as its title has it.
#[derive(Debug)]
struct Entry {
    key: OperationKey,
    is_management: bool,
    words: Words,
    /// Other words that a title may hold: those of the path and of the resource.
    context: BTreeSet<String>,
}

/// The titles of all operations.
#[derive(Debug)]
pub(super) struct TitleIndex {
    entries: Vec<Entry>,
    /// The entries about a thing.
    by_head: BTreeMap<String, Vec<usize>>,
    verbs: BTreeSet<String>,
}

/// The operations that go by a title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Titled {
    keys: Vec<OperationKey>,
    certainty: Certainty,
}

/// How well a title fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Certainty {
    /// Its words are those of the id, or of the path.
    Exact,
    /// It has another verb, or lacks a word that titles often lack.
    Near,
    /// It lacks words of the id.
    #[default]
    Vague,
}

impl TitleIndex {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut index = Self { entries: Vec::new(), by_head: BTreeMap::new(), verbs: BTreeSet::new() };
        for row in VERBS.iter().chain(&LOOSE_VERBS) {
            index.verbs.extend(row.iter().map(|verb| (*verb).to_owned()));
        }
        for (key, operation) in catalog.operations() {
            let Some(words) = Words::of_id(&operation.id) else { continue };
            let is_management = catalog.api(operation.api).name == "management";
            let literals = operation.path.split('/').filter(|segment| !segment.starts_with('{'));
            let context =
                literals.chain([operation.tag.as_str()]).flat_map(split).flat_map(|word| meant(&word));
            if is_management {
                index.verbs.extend(split(&operation.id).into_iter().next());
            }
            index.by_head.entry(words.head.clone()).or_default().push(index.entries.len());
            index.entries.push(Entry { key, is_management, words, context: context.collect() });
        }
        index
    }

    /// What a text is as a title.
    pub(super) fn kind(&self, text: &str) -> TitleKind {
        let Some(words) = self.words(text) else { return TitleKind::Other };
        if !self.find(&words).keys.is_empty() {
            return TitleKind::Known;
        }
        let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if self.verbs.contains(&first) { TitleKind::Imperative } else { TitleKind::Other }
    }

    /// The operations that go by a title.
    pub(super) fn operations(&self, text: &str) -> Vec<OperationKey> {
        self.words(text).map(|words| self.find(&words).keys).unwrap_or_default()
    }

    fn words(&self, text: &str) -> Option<Words> {
        let written = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-' | '.' | '_');
        let is_title = text.len() <= MAX_TITLE
            && text.contains(' ')
            && text.chars().all(written)
            && !text.contains(" -");
        let first = text.split(' ').next().unwrap_or_default().to_lowercase();
        Words::of_title(text).filter(|_| is_title && self.verbs.contains(&first))
    }

    /// The operations that go by a title; the management API comes before all others.
    fn find(&self, title: &Words) -> Titled {
        let found = self.levels(title);
        if !found.keys.is_empty() || !title.nouns.iter().any(|noun| noun == "member") {
            return found;
        }
        // The members of a group are users.
        let renamed = |noun: &String| if noun == "member" { "user".to_owned() } else { noun.clone() };
        let mut nouns: Vec<_> = title.nouns.iter().map(renamed).collect();
        nouns.sort_unstable();
        let found = self.levels(&Words { nouns, head: renamed(&title.head), ..title.clone() });
        Titled { certainty: Certainty::Near, ..found }
    }

    fn levels(&self, title: &Words) -> Titled {
        let same = |entry: &Entry| entry.words.nouns == title.nouns;
        let explained = |entry: &Entry| {
            let own = &entry.words.nouns;
            within(own, &title.nouns, |_| false)
                && within(&title.nouns, own, |noun| entry.context.contains(noun))
        };
        let shorter = |entry: &Entry| {
            let own = &entry.words.nouns;
            within(own, &title.nouns, |noun| OPTIONAL.contains(&noun))
                && within(&title.nouns, own, |noun| entry.context.contains(noun))
        };
        let vague = |entry: &Entry| {
            let own = &entry.words.nouns;
            within(&title.nouns, own, |_| false)
                && within(own, &title.nouns, |noun| entry.context.contains(noun))
        };
        let verb = |entry: &Entry| fits(title, &entry.words, |one, other| one == other);
        let loose = |entry: &Entry| fits(title, &entry.words, is_loosely);
        let management = |entry: &Entry| entry.is_management;
        let about = self.by_head.get(&title.head).into_iter().flatten().map(|at| &self.entries[*at]);
        let about: Vec<&Entry> = about.collect();
        let keys = |test: &dyn Fn(&Entry) -> bool| -> Vec<OperationKey> {
            about.iter().filter(|entry| test(entry)).map(|entry| entry.key).collect()
        };
        let mutual = MUTUAL.contains(&title.verb.as_str());
        let swapped = || {
            let fitting =
                self.entries.iter().filter(|one| mutual && management(one) && same(one) && loose(one));
            fitting.map(|entry| entry.key).collect::<Vec<_>>()
        };
        let levels: [(Certainty, &dyn Fn() -> Vec<OperationKey>); 8] = [
            (Certainty::Exact, &|| keys(&|one| management(one) && verb(one) && same(one))),
            (Certainty::Exact, &|| keys(&|one| management(one) && verb(one) && explained(one))),
            (Certainty::Near, &|| keys(&|one| management(one) && verb(one) && shorter(one))),
            (Certainty::Near, &|| keys(&|one| management(one) && loose(one) && same(one))),
            (Certainty::Near, &|| keys(&|one| management(one) && loose(one) && shorter(one))),
            (Certainty::Near, &swapped),
            (Certainty::Exact, &|| keys(&|one| !management(one) && verb(one) && same(one))),
            (Certainty::Vague, &|| keys(&|one| management(one) && verb(one) && vague(one))),
        ];
        let found = levels.iter().map(|(certainty, level)| Titled { keys: level(), certainty: *certainty });
        found.into_iter().find(|found| !found.keys.is_empty()).unwrap_or_default()
    }
}

impl Matcher<'_> {
    /// The operation that goes by a title.
    pub(super) fn resolve_title(&self, title: &str) -> Match {
        let titles = self.titles();
        let Titled { keys, certainty } =
            titles.words(title).map(|words| titles.find(&words)).unwrap_or_default();
        match (&keys[..], certainty) {
            ([], _) => Match::new(Status::Unresolved, Vec::new()).because(
                Code::NoSuchOperation,
                "no operation goes by this title",
                Vec::new(),
            ),
            ([_], Certainty::Exact) => Match::new(Status::Matched, keys),
            ([key], Certainty::Near) => {
                let message =
                    format!("no operation has exactly this title; taken as {}", self.described(*key));
                let suggestions = self.endpoints(&keys);
                Match::new(Status::Corrected, keys).because(Code::OtherOperationMeant, message, suggestions)
            }
            _ => {
                let full = keys.iter().map(|key| self.catalog.operation_name(*key)).collect();
                let message = "this title may mean several operations: write the name of the operation, or method and path";
                Match::new(Status::Ambiguous, keys).because(Code::SeveralOperations, message, full)
            }
        }
    }
}

/// Whether an id has the verb of a title, and is about as many things.
fn fits(title: &Words, id: &Words, same: impl Fn(&str, &str) -> bool) -> bool {
    match title.verb.as_str() {
        "list" => id.verb == "list" || (id.verb == "get" && id.plural),
        "get" if title.plural || title.all => id.verb == "list" || (id.verb == "get" && id.plural),
        "get" => id.verb == "get" && !id.plural,
        verb => same(verb, &id.verb) && (!title.all || id.plural) && (title.plural || !id.plural),
    }
}

fn is_loosely(one: &str, other: &str) -> bool {
    one == other || LOOSE_VERBS.iter().any(|row| row.contains(&one) && row.contains(&other))
}

/// Whether the sorted words are among the others, each as often, but for those that may be missing there.
fn within(words: &[String], others: &[String], may_miss: impl Fn(&str) -> bool) -> bool {
    let mut others = others.iter().peekable();
    words.iter().all(|word| {
        while others.next_if(|other| *other < word).is_some() {}
        others.next_if(|other| *other == word).is_some() || may_miss(word)
    })
}

/// The words for what a word means, in the singular.
fn meant(word: &str) -> Vec<String> {
    let one = singular(word);
    match SYNONYMS.iter().find(|(name, _)| *name == one) {
        Some((_, words)) => words.iter().map(|word| (*word).to_owned()).collect(),
        None => vec![one],
    }
}

/// A word without the sign of the plural.
fn singular(word: &str) -> String {
    const SHORTEST: usize = 4;
    let stem = |end: &str| word.strip_suffix(end).filter(|_| word.len() >= SHORTEST);
    if let Some(stem) = stem("ies") {
        return format!("{stem}y");
    }
    let hissing = stem("es").filter(|stem| ["ss", "x", "ch", "sh"].iter().any(|end| stem.ends_with(end)));
    let plain = stem("s").filter(|stem| !stem.ends_with(['s', 'u']));
    hissing.or(plain).unwrap_or(word).to_owned()
}

/// The words of an id, of a segment or of a resource, in lower case: `OAuth2ScopesForIdP` holds four.
fn split(name: &str) -> Vec<String> {
    let name = name.replace("IdP", "Idp").replace("OAuth", "Oauth");
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in chars.iter().enumerate() {
        let Some(last) = before.replace(*c).filter(|_| c.is_alphanumeric()) else {
            if c.is_alphanumeric() {
                words.push(c.to_lowercase().collect());
            }
            continue;
        };
        let next_is_small = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = !last.is_alphanumeric() || (c.is_uppercase() && (!last.is_uppercase() || next_is_small));
        match words.last_mut() {
            Some(word) if !starts => word.extend(c.to_lowercase()),
            _ => words.push(c.to_lowercase().collect()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        let catalog = Catalog::embedded().expect("the catalog loads");
        let matcher = Matcher::new(&catalog);
        let found = matcher.resolve_title(text);
        let names: Vec<_> = found.operations.iter().map(|key| catalog.operation(*key).id.as_str()).collect();
        format!("{} {}", found.status.name(), names.join(" ")).trim_end().to_owned()
    }

    #[test]
    fn titles_name_operations() {
        for (text, expected) in [
            ("List all users", "matched listUsers"),
            ("Get a user", "matched getUser"),
            ("Get all users", "matched listUsers"),
            ("Retrieve users", "matched listUsers"),
            ("Suspend a user", "matched suspendUser"),
            ("Assign a user to a group", "matched assignUserToGroup"),
            ("Reset factors", "matched resetFactors"),
            ("Reset all factors", "matched resetFactors"),
            ("Reset a user's password", "matched resetPassword"),
            ("List a user's groups", "matched listUserGroups"),
            ("List users of a group", "matched listGroupUsers"),
            ("Retrieve a group", "matched getGroup"),
            ("Create a group", "matched addGroup"),
            ("Create an app", "matched createApplication"),
            ("Retrieve an IdP", "matched getIdentityProvider"),
            ("Delete a group rule", "matched deleteGroupRule"),
            ("Create a policy rule", "matched createPolicyRule"),
            ("Retrieve the org settings", "matched getOrgSettings"),
            ("Update a group", "corrected replaceGroup"),
            ("Add a user to a group", "corrected assignUserToGroup"),
            ("Remove user from group", "corrected unassignUserFromGroup"),
            ("Clear user sessions", "corrected revokeUserSessions"),
            ("List group members", "corrected listGroupUsers"),
            ("Assign an app to a user", "corrected assignUserToApplication"),
            ("List a user's roles", "corrected listAssignedRolesForUser"),
            ("Delete all users", "unresolved"),
            ("Suspend a horse", "unresolved"),
            ("Write a letter", "unresolved"),
        ] {
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn vague_titles_stay_open() {
        let found = title("List all keys");
        assert!(found.starts_with("ambiguous ") && found.contains("listHookKeys"), "{found}");
    }

    #[test]
    fn titles_are_told_from_other_texts() {
        let index = TitleIndex::new(&Catalog::embedded().expect("the catalog loads"));
        assert_eq!(index.kind("Suspend a user"), TitleKind::Known);
        assert_eq!(index.kind("Suspend the service at night"), TitleKind::Imperative);
        assert_eq!(index.kind("People and teams"), TitleKind::Other);
        assert_eq!(index.kind("token"), TitleKind::Other);
        assert_eq!(index.kind("set -eu"), TitleKind::Other);
        assert_eq!(index.kind("listUsers"), TitleKind::Other);
    }
}
