//! Lists, page by page: out of the journal where they are there, else from the org; what is not complete says so.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::calls::{Form, is_id};
use super::client::{Client, Lack, Reply};
use super::journal::Journal;
use super::site::{decoded, path_and_query};
use super::wire::{Wire, from_object, has_distinct_keys, id_of};
use super::world::World;
use super::{Ask, Limits, LiveError};
use crate::grants::org::{Gap, GapReason, Known, Needs, Refusal, Unread, distinct_keys};

/// How often in a row a call may be refused, for one thing after the other, before it is not made any more.
const ENOUGH: u32 = 3;

/// Asks an org, through a journal.
pub(super) struct Pages<'w> {
    pub(super) client: Client<'w>,
    pub(super) journal: Journal,
    world: &'w World<'w>,
    limits: Limits,
    /// What each operation needs.
    needs: &'w dyn Fn(&str) -> Needs,
    /// The scopes that the calls are made with, where anything tells.
    scopes: Option<Vec<String>>,
    /// How often each call was refused since it last passed, with the last refusal.
    refused: BTreeMap<Ask, (u32, Refusal)>,
}

/// What is kept of a page.
#[derive(Serialize, Deserialize)]
struct Page<K> {
    kept: Vec<K>,
    /// What of it is not complete.
    gap: Option<GapReason>,
    /// The entries that could not be read.
    #[serde(default)]
    unread: Unread,
    next: Option<String>,
}

impl<'w> Pages<'w> {
    pub(super) fn new(
        client: Client<'w>,
        journal: Journal,
        world: &'w World<'w>,
        limits: Limits,
        needs: &'w dyn Fn(&str) -> Needs,
    ) -> Self {
        Self { client, journal, world, limits, needs, scopes: None, refused: BTreeMap::new() }
    }

    /// Learns with which scopes the calls are made.
    pub(super) fn sign_in(&mut self) -> Result<(), LiveError> {
        self.scopes = self.client.scopes()?;
        Ok(())
    }

    /// Says how far it is.
    pub(super) fn step(&self, what: &str, done: usize, all: Option<usize>) {
        self.world.step(what, done, all);
    }

    /// The world that it lives in.
    pub(super) const fn world(&self) -> &'w World<'w> {
        self.world
    }

    /// What a call needs.
    pub(super) fn needs(&self, ask: Ask) -> Needs {
        ask.row().operation.map(self.needs).unwrap_or_default()
    }

    /// Whether the credential may make a call, as far as scopes tell.
    pub(super) fn may(&self, ask: Ask) -> bool {
        let Some(scopes) = &self.scopes else { return true };
        self.needs(ask).scope.is_none_or(|needed| {
            let twin = needed.strip_suffix(".read").map(|start| format!("{start}.manage"));
            scopes.contains(&needed) || twin.is_some_and(|twin| scopes.contains(&twin))
        })
    }

    /// Everything that a call lists.
    pub(super) fn list<W: Wire>(&mut self, ask: Ask, ids: &[&str]) -> Result<Known<Vec<W::Kept>>, LiveError> {
        let Some(url) = ask.url(ids) else {
            // Nothing is needed for it, since it cannot be asked for.
            let operation = ask.operation().to_owned();
            return Ok(Known::Refused(Refusal { operation, ..Refusal::default() }));
        };
        let mut all = Vec::new();
        let keep = |entries: Vec<W>| entries.into_iter().filter_map(Wire::keep).collect();
        Ok(self.each(ask, url, keep, |kept| all.extend(kept))?.map(|()| all))
    }

    /// One object.
    pub(super) fn one<W: Wire>(&mut self, ask: Ask, ids: &[&str]) -> Result<Known<W::Kept>, LiveError> {
        Ok(match self.list::<W>(ask, ids)? {
            Known::Known(mut list) | Known::Partial { value: mut list, .. } => match list.pop() {
                Some(one) => Known::Known(one),
                None => Known::Refused(self.refusal(ask, 200, Lack::Untold)),
            },
            Known::Refused(refusal) => Known::Refused(refusal),
            Known::NotAsked => Known::NotAsked,
        })
    }

    /// Reads a list page by page: of each page something is kept, in the journal too, and then taken.
    pub(super) fn each<W: DeserializeOwned, K: Serialize + DeserializeOwned>(
        &mut self,
        ask: Ask,
        first: String,
        keep: impl Fn(Vec<W>) -> Vec<K>,
        mut take: impl FnMut(Vec<K>),
    ) -> Result<Known<()>, LiveError> {
        if let Some(refusal) = self.foreseen(ask) {
            return Ok(Known::Refused(refusal));
        }
        let mut url = first;
        let mut seen = BTreeSet::new();
        let mut gap = None;
        let mut unread = Unread::default();
        loop {
            seen.insert(url.clone());
            let page = match self.page(ask, &url, &keep)? {
                Ok(page) => page,
                Err(refusal) if seen.len() == 1 => return Ok(Known::Refused(self.note(ask, refusal))),
                Err(_) => break gap = Some(GapReason::Failed),
            };
            self.refused.remove(&ask);
            take(page.kept);
            gap = gap.or(page.gap);
            unread.extend(page.unread);
            match page.next {
                None => break,
                Some(next) if seen.contains(&next) => break gap = Some(GapReason::PageLoop),
                Some(_) if seen.len() >= self.limits.pages => break gap = Some(GapReason::Bound),
                Some(next) => url = next,
            }
        }
        let operation = ask.operation().to_owned();
        Ok(match gap {
            None => Known::Known(()),
            Some(reason) => Known::Partial { value: (), gap: Gap { unread, ..Gap::new(operation, reason) } },
        })
    }

    /// A page, or the refusal that came in its place.
    fn page<W: DeserializeOwned, K: Serialize + DeserializeOwned>(
        &mut self,
        ask: Ask,
        url: &str,
        keep: &impl Fn(Vec<W>) -> Vec<K>,
    ) -> Result<Result<Page<K>, Refusal>, LiveError> {
        if let Some(page) = self.journal.page(url)? {
            return Ok(Ok(page));
        }
        let (body, next) = match self.client.get(ask, url)? {
            Reply::Json { body, next } => (body, next),
            Reply::Refused { status, lack } => return Ok(Err(self.refusal(ask, status, lack))),
        };
        let Some((entries, inner)) = entries(ask, &body) else {
            return Ok(Err(self.refusal(ask, 200, Lack::Untold)));
        };
        let mut unread = Unread::default();
        let mut found: Vec<W> = Vec::with_capacity(entries.len());
        for entry in &entries {
            let read = || serde_json::from_str(entry.get()).ok();
            match has_distinct_keys(entry.get()).then(read).flatten() {
                Some(one) => found.push(one),
                None => unread.add(id_of(entry.get()).filter(|id| is_id(id))),
            }
        }
        // A log that is still written always names a next page.
        let is_over = ask == Ask::Log && entries.is_empty();
        let link = next.or(inner).filter(|_| !is_over).map(|link| next_of(&link, url));
        // A link to something else leads nowhere, so that what follows is not known.
        let lost = matches!(link, Some(None)).then_some(GapReason::Failed);
        let gap = lost.or((!unread.is_nothing()).then_some(GapReason::Unreadable));
        let page = Page { kept: keep(found), gap, unread, next: link.flatten() };
        self.journal.keep(url, &page)?;
        Ok(Ok(page))
    }

    /// The refusal that a call would meet, without making it.
    fn foreseen(&self, ask: Ask) -> Option<Refusal> {
        if !self.may(ask) {
            return Some(self.refusal(ask, 0, Lack::Untold));
        }
        let (times, refusal) = self.refused.get(&ask)?;
        (*times >= ENOUGH).then(|| refusal.clone())
    }

    fn note(&mut self, ask: Ask, refusal: Refusal) -> Refusal {
        if ask == Ask::UserRoleEnd && (refusal.not_enabled || refusal.status == 404) {
            // An org without governance answers so for every role.
            self.refused.insert(ask, (ENOUGH, refusal.clone()));
        } else if refusal.status != 404 {
            // What is not there says nothing of the next one.
            let counted = self.refused.entry(ask).or_insert_with(|| (0, refusal.clone()));
            counted.0 += 1;
        }
        refusal
    }

    /// A refusal with what is needed, without what it shows to be there.
    fn refusal(&self, ask: Ask, status: u16, lack: Lack) -> Refusal {
        let needs = self.needs(ask);
        let needs = match lack {
            Lack::Scope => Needs { scope: needs.scope, ..Needs::default() },
            Lack::Role => Needs { scope: None, ..needs },
            Lack::Untold if matches!(status, 0 | 401 | 403) => needs,
            Lack::Feature | Lack::Untold => Needs::default(),
        };
        let not_enabled = lack == Lack::Feature;
        Refusal { operation: ask.operation().to_owned(), status, not_enabled, needs }
    }
}

/// The path of the next page, which must be one of the same list: it is asked for by the path that was asked for before,
/// however the link encodes it.
fn next_of(link: &str, url: &str) -> Option<String> {
    let next = path_and_query(link)?;
    let (path, query) =
        next.split_once('?').map_or((next.as_str(), None), |(path, query)| (path, Some(query)));
    let own = url.split('?').next().unwrap_or(url);
    let is_own = decoded(path).is_some_and(|path| path == own.as_bytes());
    is_own.then(|| query.map_or_else(|| own.to_owned(), |query| format!("{own}?{query}")))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Href {
    href: String,
}

from_object!(Href);

/// The members of an object in an answer, as they stand there; none where one of them stands there twice.
fn members(body: &[u8]) -> Option<BTreeMap<String, Box<RawValue>>> {
    distinct_keys(&mut serde_json::Deserializer::from_slice(body)).ok()
}

/// The entries in an answer, and the link in it; none when it is of another form.
fn entries(ask: Ask, body: &[u8]) -> Option<(Vec<Box<RawValue>>, Option<String>)> {
    match ask.row().form {
        Form::List => Some((serde_json::from_slice(body).ok()?, None)),
        Form::Object => Some((vec![serde_json::from_slice(body).ok()?], None)),
        Form::Keys => Some((keys(body)?, None)),
        Form::Member(name) => {
            let mut members = members(body)?;
            let list = members.remove(name)?;
            let next = members.remove("_links").and_then(|links| next_in(&links));
            Some((serde_json::from_str(list.get()).ok()?, next))
        }
    }
}

/// The link to the next page among the links of a body: an object with `href`, or a text. One of another form is empty,
/// which leads nowhere, so that the list is not taken for whole.
fn next_in(links: &RawValue) -> Option<String> {
    if links.get() == "null" {
        return None;
    }
    let Some(mut links) = members(links.get().as_bytes()) else { return Some(String::new()) };
    let next = links.remove("next")?;
    match serde_json::from_str::<Option<Href>>(next.get()) {
        Ok(href) => Some(href?.href),
        Err(_) => Some(serde_json::from_str(next.get()).unwrap_or_default()),
    }
}

/// The keys of a JSON Web Key Set, alone or in its member `jwks`, or of a list of keys.
fn keys(body: &[u8]) -> Option<Vec<Box<RawValue>>> {
    #[derive(Deserialize)]
    #[serde(remote = "Self")]
    struct Set {
        keys: Vec<Box<RawValue>>,
    }
    #[derive(Deserialize)]
    #[serde(remote = "Self")]
    struct Wrapped {
        jwks: Set,
    }
    from_object!(Set, Wrapped);
    let list = || serde_json::from_slice(body).ok();
    let set = || serde_json::from_slice::<Set>(body).ok();
    let wrapped = || serde_json::from_slice::<Wrapped>(body).ok();
    list().or_else(|| set().map(|set| set.keys)).or_else(|| wrapped().map(|wrapped| wrapped.jwks.keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_another_form_leads_nowhere() {
        for (links, next) in [
            ("{}", None),
            ("null", None),
            (r#"{"self": {"href": "/a"}}"#, None),
            (r#"{"next": null}"#, None),
            (r#"{"next": {"href": "/a?after=x"}}"#, Some("/a?after=x")),
            (r#"{"next": "/a?after=x"}"#, Some("/a?after=x")),
            (r#"{"next": [{"href": "/a?after=x"}]}"#, Some("")),
            (r#"{"next": {"url": "/a?after=x"}}"#, Some("")),
            (r#"{"next": ["/a?after=x"]}"#, Some("")),
            (r#"{"next": {"href": "/a?after=x"}, "next": null}"#, Some("")),
            (r#"{"next": {"href": "/a?after=x", "href": "/a"}}"#, Some("")),
            ("[]", Some("")),
        ] {
            let raw: Box<RawValue> = serde_json::from_str(links).unwrap();
            assert_eq!(next_in(&raw).as_deref(), next, "{links}");
        }
        assert_eq!(next_of("", "/a"), None);
    }

    #[test]
    fn follows_only_links_of_the_same_list() {
        let own = "/oauth2/v1/clients/a+b(1)$/roles";
        for (link, next) in [
            ("https://acme.okta.com/oauth2/v1/clients/a+b(1)$/roles?after=x", Some("?after=x")),
            ("https://acme.okta.com/oauth2/v1/clients/a%2Bb%281%29%24/roles?after=%2F", Some("?after=%2F")),
            ("https://acme.okta.com/oauth2/v1/clients/a%2Bb%281%29%24/roles", Some("")),
            ("https://acme.okta.com/oauth2/v1/clients/a%252Bb(1)$/roles?after=x", None),
            ("https://acme.okta.com/oauth2/v1/clients/a+b(1)$/roles/..?after=x", None),
            ("https://acme.okta.com/oauth2/v1/clients/other/roles?after=x", None),
            ("https://acme.okta.com/oauth2/v1/clients/a%zz/roles", None),
            ("https://acme.okta.com/oauth2/v1/clients/a%2", None),
        ] {
            let expected = next.map(|query| format!("{own}{query}"));
            assert_eq!(next_of(link, &format!("{own}?limit=2")), expected, "{link}");
        }
    }
}
