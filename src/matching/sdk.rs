//! Methods of Okta's SDKs to operations: by the aliases of the catalog, or else by the spelling of the operation's id.

use std::collections::BTreeSet;

use super::{Code, Match, Matcher, Status};
use crate::catalog::schema::{Gone, Sdk, Spelling};
use crate::catalog::tables::{Meaning, Meant, OperationKey, Use};
use crate::model::{Attribution, Majors, Request, SdkMethod};

/// What a method may call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sense<'c> {
    Operation(OperationKey),
    Gone(&'c Gone),
}

impl<'c> Matcher<'c> {
    pub(super) fn resolve_method(&self, method: &SdkMethod) -> Match {
        let senses = self.senses(method);
        let operations: BTreeSet<_> = senses.iter().filter_map(Sense::operation).collect();
        let keys: Vec<_> = operations.into_iter().collect();
        match (&keys[..], &senses[..]) {
            ([], [Sense::Gone(gone), ..]) => self.gone(method, gone),
            ([], _) => {
                let message = format!("no SDK of Okta's has a method `{}`", method.name);
                Match::new(Status::Unresolved, Vec::new()).because(Code::NoSuchOperation, message, Vec::new())
            }
            ([_], [_]) => Match::new(Status::Matched, keys),
            _ => {
                let version = match method.majors {
                    Some(majors) => format!("in the versions {majors} of the SDK"),
                    None => "in different versions of the SDK, and which one it is cannot be seen".to_owned(),
                };
                let message = format!("`{}` means different calls {version}", method.name);
                let suggestions = self.endpoints(&keys);
                Match::new(Status::Ambiguous, keys).because(Code::SeveralOperations, message, suggestions)
            }
        }
    }

    /// Whether the method may be one of an SDK's.
    pub(super) fn has_method(&self, method: &SdkMethod) -> bool {
        !self.senses(method).is_empty()
    }

    /// Whether the SDK has the method behind exactly this receiver, in the versions at hand.
    pub(super) fn has_method_exactly(&self, method: &SdkMethod) -> bool {
        let sdks = self.catalog.sdks();
        let Some((position, sdk)) = method.sdk.as_deref().and_then(|name| sdks.named(name)) else {
            return false;
        };
        let majors = method.majors.unwrap_or(Majors::ALL);
        let fits = |one: &Use| {
            one.sdk == position
                && one.majors.both(majors).is_some()
                && one.receivers.iter().any(|known| last(known) == last(&method.receiver))
        };
        let aliases = without_suffixes(&method.name, &[sdk]).into_iter().filter_map(|name| sdks.alias(name));
        aliases.flat_map(|alias| &alias.meanings).any(|meaning| meaning.uses.iter().any(fits))
    }

    /// Whether SDKs have their methods behind something of this name, such as `UserApi`, `userApi` or `UsersClient`.
    pub(super) fn has_receiver(&self, name: &str) -> bool {
        let resource = ["Api", "API", "Client"].iter().find_map(|end| name.strip_suffix(end));
        let Some(resource) = resource else { return false };
        let wanted = super::names::resource(resource);
        self.catalog.operations().any(|(_, operation)| super::names::resource(&operation.tag) == wanted)
            || self.catalog.sdks().aliases.iter().flat_map(Self::receivers).any(|receiver| receiver == name)
    }

    fn receivers(alias: &crate::catalog::tables::Alias) -> impl Iterator<Item = &str> {
        let uses = alias.meanings.iter().flat_map(|meaning| &meaning.uses);
        uses.flat_map(|one| &one.receivers).map(|receiver| last(receiver))
    }

    /// Everything that the method may mean.
    pub(super) fn senses(&self, method: &SdkMethod) -> Vec<Sense<'c>> {
        let sdks = self.catalog.sdks();
        let sdk = method.sdk.as_deref().and_then(|name| sdks.named(name));
        let of: Vec<&Sdk> = sdk.map_or_else(|| sdks.sdks.iter().collect(), |(_, sdk)| vec![sdk]);
        let names = without_suffixes(&method.name, &of);
        let by_alias = names.iter().find_map(|name| {
            let alias = sdks.alias(name)?;
            let found = narrowed(&alias.meanings, method, sdk.map(|(position, _)| position));
            (!found.is_empty()).then_some(found)
        });
        if let Some(meanings) = by_alias {
            return meanings.into_iter().filter_map(|meaning| self.sense(meaning)).collect();
        }
        if method.receiver.starts_with('<') {
            return Vec::new();
        }
        // A name that means something only as the method of an object whose type was not seen means nothing here.
        let mut keys: Vec<_> =
            of.iter().flat_map(|sdk| names.iter().flat_map(|name| self.by_spelling(name, sdk))).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().map(Sense::Operation).collect()
    }

    /// What the method means behind what stands before it, where an SDK has that.
    pub(super) fn senses_by_receiver(&self, method: &SdkMethod) -> Vec<Sense<'c>> {
        if method.receiver.is_empty() {
            return Vec::new();
        }
        let sdks = self.catalog.sdks();
        let client = is_client(&method.receiver);
        let seen = last(&method.receiver);
        let exactly = |known: &str| last(known) == seen || (client && known == "client");
        let in_any_case = |known: &str| fits(known, seen);
        let ways: [&dyn Fn(&str) -> bool; 2] = [&exactly, &in_any_case];
        let meanings = |name: &str| {
            let alias = sdks.alias(name)?;
            let fitting = |way: &&dyn Fn(&str) -> bool| -> Vec<&Meaning> {
                let fits = |one: &Use| one.receivers.iter().any(|known| way(known));
                alias.meanings.iter().filter(|meaning| meaning.uses.iter().any(fits)).collect()
            };
            ways.iter().map(fitting).find(|found| !found.is_empty())
        };
        let found = self.without_suffixes(&method.name).into_iter().find_map(meanings).unwrap_or_default();
        found.into_iter().filter_map(|meaning| self.sense(meaning)).collect()
    }

    /// The name of a method, and the name without what some SDK puts behind it.
    pub(super) fn without_suffixes<'n>(&self, name: &'n str) -> Vec<&'n str> {
        without_suffixes(name, &self.catalog.sdks().sdks.iter().collect::<Vec<_>>())
    }

    fn sense(&self, meaning: &'c Meaning) -> Option<Sense<'c>> {
        match &meaning.is {
            Meant::Operation(name) => {
                self.catalog.names().operations.get(name).copied().map(Sense::Operation)
            }
            Meant::Gone(gone) => Some(Sense::Gone(gone)),
        }
    }

    /// The operations whose id an SDK spells like this.
    fn by_spelling(&self, name: &str, sdk: &Sdk) -> Vec<OperationKey> {
        let starts_small = name.starts_with(|c: char| c.is_lowercase());
        let ids = match sdk.spelling {
            Spelling::PascalCase if !starts_small && !name.contains(['_', '-']) => vec![name.to_owned()],
            Spelling::CamelCase if starts_small && !name.contains(['_', '-']) => vec![name.to_owned()],
            Spelling::SnakeCase if !name.contains(|c: char| c.is_uppercase() || c == '-') => {
                vec![name.to_owned()]
            }
            Spelling::Cmdlet => ids_of_cmdlet(name, sdk),
            _ => return Vec::new(),
        };
        let of_sdk = |key: &OperationKey| {
            let api = &self.catalog.api(self.catalog.operation(*key).api).name;
            sdk.apis.contains(api)
        };
        ids.iter().flat_map(|id| self.names().alike_spelt(id)).filter(of_sdk).collect()
    }

    /// A request of which no document speaks now: what is known of it, or that nothing is.
    pub(super) fn gone(&self, method: &SdkMethod, gone: &Gone) -> Match {
        let request = Request { method: Some(gone.method), path: gone.path.clone(), ..Request::default() };
        let found = self.resolve_request(&request, Attribution::Explicit);
        let known = [Code::Removed, Code::Undocumented, Code::PrivateEndpoint];
        let said = found.diagnosis.as_ref().is_some_and(|diagnosis| known.contains(&diagnosis.code));
        if found.status == Status::Matched || said {
            return found;
        }
        let was = match &gone.last_release {
            Some(release) => format!("which stood in the documents until {release}"),
            None => "which no public document has had".to_owned(),
        };
        let message = format!(
            "`{}` calls {} {}, {was}; what it needs is not known",
            method.name, gone.method, gone.path
        );
        Match::new(Status::Unresolved, Vec::new()).because(Code::Removed, message, Vec::new())
    }
}

impl Sense<'_> {
    pub(super) const fn operation(&self) -> Option<OperationKey> {
        match self {
            Self::Operation(key) => Some(*key),
            Self::Gone(_) => None,
        }
    }
}

/// The meanings that are left when SDK, versions and receiver are looked at. Versions that fit nothing count as unknown
/// where the receiver is known.
fn narrowed<'m>(meanings: &'m [Meaning], method: &SdkMethod, sdk: Option<u8>) -> Vec<&'m Meaning> {
    let receiver = last(&method.receiver);
    let typed = |one: &Use| one.receivers.iter().any(|known| known == receiver);
    let by_name = |one: &Use| one.receivers.iter().any(|known| fits(known, receiver));
    let any =
        |one: &Use| one.receivers.is_empty() || one.receivers.iter().any(|known| !known.starts_with('<'));
    // The method of an object of another type is another method, and `delete` alone says nothing.
    let ways: &[&dyn Fn(&Use) -> bool] = match () {
        () if receiver.starts_with('<') => &[&typed],
        () if is_one_word(&method.name) => &[&by_name],
        () => &[&by_name, &any],
    };
    let of_sdk = |one: &&Use| sdk.is_none_or(|sdk| one.sdk == sdk);
    let pick = |majors: Majors, fits: &dyn Fn(&Use) -> bool| -> Vec<&'m Meaning> {
        let used = |meaning: &&Meaning| {
            let mut uses = meaning.uses.iter().filter(of_sdk);
            uses.any(|one| one.majors.both(majors).is_some() && fits(one))
        };
        meanings.iter().filter(used).collect()
    };
    for (majors, ways) in [(method.majors.unwrap_or(Majors::ALL), ways), (Majors::ALL, &ways[..1])] {
        for fits in ways {
            let found = pick(majors, *fits);
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// Whether something is the client of an SDK itself, such as `client` or `oktaClient`, no part of it.
fn is_client(receiver: &str) -> bool {
    let last = last(receiver).trim_start_matches('_');
    let bare = last.to_ascii_lowercase().replace('_', "");
    matches!(bare.as_str(), "client" | "oktaclient" | "okta" | "apiclient" | "sdkclient")
}

/// Whether a name is a single word, such as `Delete` or `activateAsync`.
pub(super) fn is_one_word(name: &str) -> bool {
    let name = name.strip_suffix("Async").unwrap_or(name);
    !name.chars().skip(1).any(|c| c.is_uppercase() || matches!(c, '_' | '-'))
}

/// The last part of what stands before a method.
fn last(receiver: &str) -> &str {
    receiver.rsplit('.').next().unwrap_or(receiver)
}

/// Whether a receiver is spelt like the one that was seen: `client.userApi` like `this.userApi` and `UserApi`.
fn fits(known: &str, seen: &str) -> bool {
    !known.starts_with('<') && known != "client" && last(known).eq_ignore_ascii_case(seen)
}

/// The name, and the name without what some SDK may put behind it.
fn without_suffixes<'n>(name: &'n str, sdks: &[&Sdk]) -> Vec<&'n str> {
    let mut names = vec![name];
    for suffix in sdks.iter().flat_map(|sdk| &sdk.ignored_suffixes) {
        let bare = name.strip_suffix(suffix.as_str()).filter(|bare| !bare.is_empty());
        names.extend(bare.filter(|bare| !names.contains(bare)));
    }
    names
}

/// The ids that a cmdlet may stand for: several first words share a verb.
fn ids_of_cmdlet(name: &str, sdk: &Sdk) -> Vec<String> {
    let Some((verb, rest)) = name.split_once("-Okta") else { return Vec::new() };
    if verb.eq_ignore_ascii_case("Invoke") {
        return vec![rest.to_owned()];
    }
    let words = sdk.verbs.iter().filter(|(_, known)| known.eq_ignore_ascii_case(verb));
    words.map(|(word, _)| format!("{word}{rest}")).collect()
}
