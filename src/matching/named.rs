//! Calls that are given by a name alone: operation ids, and methods of Okta's SDKs in the spelling of any generation.
//!
//! What stands before a name decides between APIs and between generations of SDKs. Without it, the management API and
//! the methods of its SDKs come before the other APIs, and a diagnosis says that they share the name.

use std::collections::BTreeSet;

use super::sdk::Sense;
use super::{Code, Match, Matcher, Status};
use crate::catalog::schema::Gone;
use crate::catalog::tables::{ApiKey, OperationKey};
use crate::intake::{KnownNames, NoCall};
use crate::model::{SdkMethod, names_okta};

/// What a name means.
enum Meaning<'c> {
    /// One operation; the others have the same name in other APIs.
    Operation(OperationKey, Vec<OperationKey>),
    /// Operations of several APIs, none of which comes first.
    OfApis(Vec<OperationKey>),
    /// What a method means in different generations of the SDKs.
    OfGenerations(Vec<OperationKey>),
    /// An operation of an earlier release, by its position.
    Removed(usize),
    /// A request of which no document speaks now.
    Gone(SdkMethod, &'c Gone),
    Nothing,
}

/// What stands before the last part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Receiver {
    /// Nothing, a client, or a resource of an API.
    Okta,
    /// The name of an API.
    Api(ApiKey),
}

impl Matcher<'_> {
    pub(super) fn resolve_name(&self, name: &str) -> Match {
        if name.contains(' ') {
            return self.resolve_title(name);
        }
        match self.meaning(name) {
            Meaning::Operation(key, others) => self.named(name, key, &others),
            Meaning::OfApis(keys) => {
                let full: Vec<_> = keys.iter().map(|key| self.catalog.operation_name(*key)).collect();
                let message = format!("several operations go by the name `{name}`: write the API before it");
                Match::new(Status::Ambiguous, keys).because(Code::SeveralOperations, message, full)
            }
            Meaning::OfGenerations(keys) => {
                let full: Vec<_> = keys.iter().map(|key| self.catalog.operation_name(*key)).collect();
                let message = format!("`{name}` means different calls in different versions of Okta's SDKs");
                Match::new(Status::Ambiguous, keys).because(Code::SeveralOperations, message, full)
            }
            Meaning::Removed(position) => self.removed(position),
            Meaning::Gone(method, gone) => self.gone(&method, gone),
            Meaning::Nothing => self.no_operation_named(name),
        }
    }

    /// Whether a name means anything.
    pub(super) fn is_name(&self, name: &str) -> bool {
        !matches!(self.meaning(name), Meaning::Nothing)
    }

    fn named(&self, name: &str, key: OperationKey, others: &[OperationKey]) -> Match {
        let found = Match::new(Status::Matched, vec![key]);
        if others.is_empty() {
            return found;
        }
        let full: Vec<_> = others.iter().map(|key| self.catalog.operation_name(*key)).collect();
        let message = format!(
            "`{name}` is taken as {} of the management API; write `{}` if that is meant",
            self.described(key),
            full.join("` or `")
        );
        found.because(Code::SeveralOperations, message, full)
    }

    fn no_operation_named(&self, name: &str) -> Match {
        let (message, near) = if let Some(NoCall { what, help, .. }) = self.no_call(name) {
            (format!("`{name}` is {what}: {help}"), self.ids_of_word(name))
        } else {
            let near = self.names().alike(name).map(|key| self.catalog.operation_name(key));
            (format!("no operation goes by the name `{name}`"), near.into_iter().collect())
        };
        Match::new(Status::Unresolved, Vec::new()).because(Code::NoSuchOperation, message, near)
    }

    fn meaning(&self, written: &str) -> Meaning<'_> {
        let name = written.trim().trim_end_matches("()");
        if let Some((api, id)) = name.split_once(':') {
            return self.qualified(api, id);
        }
        if let Some(key) = self.names().dotted(name) {
            return Meaning::Operation(key, Vec::new());
        }
        let (before, last) = name.rsplit_once('.').unwrap_or(("", name));
        let is_word = last.chars().all(|c| c.is_alphanumeric() || c == '_') && !self.names().is_word(last);
        let Some(receiver) = self.receiver(before).filter(|_| is_word && !last.is_empty()) else {
            return Meaning::Nothing;
        };
        let method = SdkMethod { name: last.to_owned(), receiver: before.to_owned(), ..SdkMethod::default() };
        if let Receiver::Api(api) = receiver {
            let mut keys = self.names().alike_spelt(last);
            keys.retain(|key| self.catalog.operation(*key).api == api);
            return self.of_keys(last, keys);
        }
        if let Some(meaning) = self.of_senses(&method, &self.senses_by_receiver(&method)) {
            return meaning;
        }
        let exact = if last.starts_with(|c: char| c.is_lowercase()) {
            self.by_resource(before, self.names().exactly(last))
        } else {
            Vec::new()
        };
        if !exact.is_empty() {
            return self.of_keys(last, exact);
        }
        if let Some(position) = self.names().removed(last) {
            return Meaning::Removed(position);
        }
        // A single word is the method of many things.
        if !super::sdk::is_one_word(last)
            && let Some(meaning) = self.of_senses(&method, &self.senses(&method))
        {
            return meaning;
        }
        let bare = last.strip_suffix("Async").unwrap_or(last);
        self.of_keys(last, self.by_resource(before, self.names().alike_spelt(bare)))
    }

    fn qualified(&self, api: &str, id: &str) -> Meaning<'_> {
        let Some(api) = self.catalog.names().apis.get(&api.to_ascii_lowercase()).copied() else {
            return Meaning::Nothing;
        };
        let of_api = |mut keys: Vec<OperationKey>| {
            keys.retain(|key| self.catalog.operation(*key).api == api);
            keys
        };
        let exact = of_api(self.names().exactly(id));
        let keys = if exact.is_empty() { of_api(self.names().alike_spelt(id)) } else { exact };
        match keys[..] {
            [] => {
                let removed = self.names().removed(id);
                let of_api = removed.filter(|at| self.catalog.tables().removed[*at].api == api);
                of_api.map_or(Meaning::Nothing, Meaning::Removed)
            }
            [only] => Meaning::Operation(only, Vec::new()),
            _ => Meaning::OfApis(keys),
        }
    }

    /// What operations of a name mean: the one of the management API where there is one.
    fn of_keys(&self, name: &str, keys: Vec<OperationKey>) -> Meaning<'_> {
        match self.preferred(keys)[..] {
            [] => Meaning::Nothing,
            [only] => Meaning::Operation(only, self.others(name, only)),
            ref several => Meaning::OfApis(several.to_vec()),
        }
    }

    /// What the meanings of a method amount to, if there are any.
    fn of_senses<'c>(&self, method: &SdkMethod, senses: &[Sense<'c>]) -> Option<Meaning<'c>> {
        let operations: BTreeSet<_> = senses.iter().filter_map(Sense::operation).collect();
        let keys = self.preferred(operations.into_iter().collect());
        match (&keys[..], senses) {
            ([only], _) if method.receiver.contains('.') => Some(Meaning::Operation(*only, Vec::new())),
            ([only], _) => Some(Meaning::Operation(*only, self.others(&method.name, *only))),
            ([_, ..], _) => Some(Meaning::OfGenerations(keys)),
            ([], [Sense::Gone(gone), ..]) => Some(Meaning::Gone(method.clone(), gone)),
            ([], _) => None,
        }
    }

    /// The operations of other APIs that have the same name as one of the management API, unless its spelling tells
    /// them apart.
    fn others(&self, name: &str, key: OperationKey) -> Vec<OperationKey> {
        let mut others = Vec::new();
        if !self.is_management(key) {
            return others;
        }
        let is_its_id = self.catalog.operation(key).id == name;
        for bare in self.without_suffixes(name) {
            others.extend(self.names().alike_spelt(bare));
        }
        others.retain(|other| {
            !self.is_management(*other) && (!is_its_id || self.catalog.operation(*other).id == name)
        });
        others.sort_unstable();
        others.dedup();
        others
    }

    /// Of operations with one name, those of the resource that stands before it, as in `client.User.ListUsers`.
    fn by_resource(&self, receiver: &str, keys: Vec<OperationKey>) -> Vec<OperationKey> {
        let last = receiver.rsplit('.').next().unwrap_or_default();
        let wanted = super::names::resource(without_ending(last));
        let same = |key: &OperationKey| {
            !wanted.is_empty() && super::names::resource(&self.catalog.operation(*key).tag) == wanted
        };
        let narrowed: Vec<_> = keys.iter().copied().filter(same).collect();
        if narrowed.len() == 1 { narrowed } else { keys }
    }

    /// What stands before a name, if it may be something of Okta's: nothing, a client, a resource, an API.
    fn receiver(&self, before: &str) -> Option<Receiver> {
        const CLIENTS: [&str; 12] = [
            "api",
            "apiclient",
            "c",
            "cl",
            "client",
            "management",
            "sdk",
            "self",
            "service",
            "sdkclient",
            "svc",
            "this",
        ];
        let parts =
            || before.split('.').map(|part| part.trim_end_matches("()")).filter(|part| !part.is_empty());
        if let Some(api) = parts().find_map(|part| self.api_named(part)) {
            return Some(Receiver::Api(api));
        }
        let known = |part: &str| {
            CLIENTS.contains(&part.trim_start_matches('_').to_ascii_lowercase().as_str())
                || self.is_resource(part)
                || self.has_receiver(part)
        };
        (parts().any(names_okta) || parts().all(known)).then_some(Receiver::Okta)
    }

    /// The API that goes by this name, other than the management API.
    fn api_named(&self, part: &str) -> Option<ApiKey> {
        const SHORT: [(&str, &str); 5] = [
            ("iga", "governance"),
            ("oag", "access-gateway"),
            ("oig", "governance"),
            ("opa", "privileged-access"),
            ("pam", "privileged-access"),
        ];
        let wanted = super::names::fold(without_ending(part));
        let named = |name: &str| super::names::fold(name) == wanted;
        let short = SHORT.iter().find(|(short, _)| *short == wanted).map(|(_, api)| *api);
        let mut apis = self.catalog.names().apis.iter().filter(|(name, _)| *name != "management");
        apis.find(|(name, _)| named(name) || short == Some(name.as_str())).map(|(_, key)| *key)
    }

    /// Whether a name is that of a resource of the APIs, as SDKs name their parts by them.
    fn is_resource(&self, part: &str) -> bool {
        let wanted = super::names::resource(without_ending(part));
        let mut operations = self.catalog.operations();
        !wanted.is_empty()
            && operations.any(|(_, operation)| super::names::resource(&operation.tag) == wanted)
    }

    /// The full names of the operations whose id is a plain word.
    fn ids_of_word(&self, word: &str) -> Vec<String> {
        if !self.names().is_word(word) {
            return Vec::new();
        }
        self.names().alike_spelt(word).into_iter().map(|key| self.catalog.operation_name(key)).collect()
    }

    /// What a word is that is no call, and where it leads: a scope, a permission, a role, or a plain word that is the
    /// id of an operation only behind its API.
    pub(super) fn no_call(&self, word: &str) -> Option<NoCall> {
        let word = word.trim();
        let ids = self.ids_of_word(word);
        if !ids.is_empty() {
            let what = "a plain word".to_owned();
            return Some(NoCall { what, help: format!("write `{}`", ids.join("` or `")) });
        }
        let names = self.catalog.names();
        let same = |known: &&String| known.eq_ignore_ascii_case(word);
        let scope = names.scopes.keys().find(same);
        let permission = names.capabilities.keys().filter(|name| !name.starts_with("std.")).find(same);
        let role = self.catalog.role_called(word).map(|key| &self.catalog.role(key).name);
        let (what, name, flag) = match (scope, permission, role) {
            (Some(name), None, _) => ("a scope", name, "scopes"),
            (Some(name), Some(_), _) => ("a scope and a permission", name, "scopes"),
            (None, Some(name), _) => ("a permission", name, "permission"),
            (None, None, Some(name)) => ("a role", name, "role"),
            (None, None, None) if is_like_scope(word) => {
                let shown = KnownNames::allow_list(self).parts(word).into_owned();
                let shown = if shown == word { word } else { "NAME" };
                let help = format!("`leastwise explain {shown}` shows the names that are spelled alike");
                return Some(NoCall { what: "like the name of a scope or permission".to_owned(), help });
            }
            (None, None, None) => return None,
        };
        let help = format!(
            "`leastwise explain {name}` shows what it allows, `leastwise check CALLS --{flag} {name}` compares it \
             with calls"
        );
        Some(NoCall { what: what.to_owned(), help })
    }
}

/// Whether a word has the form of a scope or of a permission: `okta.zones.read`.
fn is_like_scope(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '*'));
    let kind = word.rsplit('.').next().unwrap_or_default();
    plain
        && word.starts_with("okta.")
        && word.matches('.').count() > 1
        && matches!(kind, "read" | "manage" | "self" | "*")
}

/// A receiver without what SDKs put behind the name of a resource.
fn without_ending(name: &str) -> &str {
    ["Api", "API", "Client", "_api", "_client"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}
