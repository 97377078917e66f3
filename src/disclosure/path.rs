//! Paths: which segments are printed, and what replaces the others.

use std::borrow::Cow;

use super::{AllowList, HIDDEN, PLACEHOLDER, is_token_like};
use crate::model::bare;

/// What is printed in place of a login or an e-mail address.
const LOGIN: &str = "{login}";

/// What is printed in place of a placeholder that is an id by its name, such as `{appUserId}`.
const ID: &str = "{id}";

/// Segments that are followed by a value of one use: of what follows, only literal segments and placeholders are printed.
const ONE_TIME: [&str; 22] = [
    "sessions",
    "session",
    "token",
    "tokens",
    "recovery",
    "recover",
    "qr",
    "activate",
    "activation",
    "reset",
    "reset-password",
    "reset_password",
    "forgot-password",
    "unlock",
    "verify",
    "verification",
    "welcome",
    "signin",
    "sso",
    "magic",
    "otp",
    "invite",
];

/// Whether logins and e-mail addresses in paths are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Logins {
    /// They are personal, so they are not.
    #[default]
    Hidden,
    /// The user asks for them.
    Shown,
}

impl AllowList {
    /// A path, with everything hidden that is not known to be harmless.
    ///
    /// Placeholders in any notation are printed in braces. A login becomes `{login}`, so that it still counts as an id.
    pub fn path<'t>(&self, path: &'t str) -> Cow<'t, str> {
        let mut shown = String::with_capacity(path.len());
        let mut parent = "";
        for (position, segment) in path.split('/').enumerate() {
            if position > 0 {
                shown.push('/');
            }
            shown.push_str(&self.segment(segment, parent));
            parent = segment;
        }
        if shown == path { Cow::Borrowed(path) } else { Cow::Owned(shown) }
    }

    /// A segment of a path behind its parent, with `{id}` for every id and login: what differs in ids only is alike.
    pub fn without_ids<'t>(&self, segment: &'t str, parent: &str) -> Cow<'t, str> {
        if is_okta_id(segment) || segment.contains(['@', '%']) {
            return Cow::Borrowed(ID);
        }
        self.segment(segment, parent)
    }

    /// A segment of a path behind its parent.
    fn segment<'t>(&self, segment: &'t str, parent: &str) -> Cow<'t, str> {
        if segment.is_empty() || self.is_open() || self.segments.has(segment) {
            return Cow::Borrowed(segment);
        }
        if let Some(name) = placeholder(segment) {
            return self.placeholder(name);
        }
        if ONE_TIME.iter().any(|one| parent.eq_ignore_ascii_case(one)) {
            return Cow::Borrowed(HIDDEN);
        }
        match () {
            () if is_okta_id(segment) || self.is_segment(segment) => Cow::Borrowed(segment),
            () if is_login(segment) && self.logins == Logins::Shown => Cow::Borrowed(segment),
            () if segment.contains('@') => Cow::Borrowed(LOGIN),
            () => Cow::Borrowed(HIDDEN),
        }
    }

    /// A placeholder by its name.
    fn placeholder(&self, name: &str) -> Cow<'static, str> {
        match () {
            () if name == "id" => Cow::Borrowed(ID),
            () if name == "login" => Cow::Borrowed(LOGIN),
            () if self.placeholders.contains(&bare(name)) => Cow::Owned(format!("{{{}}}", name.trim())),
            () if self.knows_name(name) && names_an_id(name) => Cow::Borrowed(ID),
            () => Cow::Borrowed(PLACEHOLDER),
        }
    }
}

/// The name in a placeholder of any notation: `{id}`, `{{id}}`, `${id}`, `<id>`, `[id]`, `%id%`, `:id`, `$id`; empty for
/// one without a name, such as `%s` or `*`.
fn placeholder(segment: &str) -> Option<&str> {
    const NAMELESS: [&str; 10] = ["%s", "%d", "%v", "{}", "*", "...", "…", "?", "xxx", "XXX"];
    const BRACKETS: [(&str, &str); 8] =
        [("{{", "}}"), ("${", "}"), ("#{", "}"), ("$(", ")"), ("{", "}"), ("<", ">"), ("[", "]"), ("%", "%")];
    if NAMELESS.contains(&segment) {
        return Some("");
    }
    let inside = |(open, close): &(&str, &str)| {
        let inner = segment.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.is_empty() && !inner.contains(['{', '}', '<', '>'])).then_some(inner)
    };
    let sign = || segment.strip_prefix([':', '$']).filter(|rest| !rest.is_empty());
    let by_sign =
        || sign().filter(|rest| rest.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
    BRACKETS.iter().find_map(inside).or_else(by_sign)
}

/// Whether a name says that it is of an id, a login or the like, so that it stands for no word.
fn names_an_id(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["id", "login", "name", "key"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a segment is an e-mail address or a login in the form of one, and not a token with a sign more.
fn is_login(segment: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    segment.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty()
            && user.chars().all(plain)
            && domain.contains('.')
            && domain.chars().all(plain)
            && !is_token_like(user)
    })
}

/// How the ids of Okta's objects begin, by the examples of its OpenAPI documents; all are 20 characters long.
const ID_PREFIXES: [&str; 21] = [
    "00", "0bb", "0jr", "0oa", "0pr", "0ua", "aus", "cho", "clf", "cr0", "emf", "fuf", "guo", "iam", "mbl",
    "opf", "ost", "rul", "sms", "ufs", "who",
];

/// Whether a word is the id of one of Okta's objects.
pub fn is_okta_id(word: &str) -> bool {
    const LENGTH: usize = 20;
    word.len() == LENGTH
        && ID_PREFIXES.iter().any(|prefix| word.starts_with(prefix))
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && word.contains(|c: char| c.is_ascii_alphabetic())
}
