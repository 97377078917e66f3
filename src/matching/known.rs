//! What readers of calls may ask about names: those of operations, and what a program shows of an SDK.

use super::Matcher;
use std::sync::Arc;

use super::event;
use super::trie::{OTHER_APIS_WORDS, Segment};
use crate::disclosure::AllowList;
use crate::intake::{KnownNames, NoCall, PulumiMember, SdkUse, TitleKind};
use crate::model::{BlockKind, Method, SdkMethod};

impl KnownNames for Matcher<'_> {
    fn allow_list(&self) -> Arc<AllowList> {
        Arc::clone(self.allowed.get_or_init(|| {
            let mut allowed = self.catalog.allow_list();
            // Words that decide how a path is read.
            for word in OTHER_APIS_WORDS {
                allowed.add_segment(word);
            }
            event::words().for_each(|word| allowed.add_name(word));
            Arc::new(allowed)
        }))
    }

    fn knows(&self, name: &str) -> bool {
        self.is_name(name) || self.title(name) == TitleKind::Known
    }

    fn nearest(&self, name: &str) -> Option<String> {
        self.names().alike(name).map(|key| self.catalog.operation(key).id.clone())
    }

    fn no_call(&self, word: &str) -> Option<NoCall> {
        Matcher::no_call(self, word)
    }

    fn knows_path(&self, method: Option<Method>, path: &str) -> bool {
        !self.with_method(method, &self.trie.find_surely(&Segment::of(path))).is_empty()
    }

    fn title(&self, text: &str) -> TitleKind {
        self.titles().kind(text)
    }

    fn is_title_of(&self, text: &str, method: Option<Method>, path: &str) -> bool {
        let operations = self.with_method(method, &self.trie.find(&Segment::of(path)));
        self.titles().operations(text).iter().any(|key| operations.contains(key))
    }

    fn knows_method(&self, method: &SdkMethod) -> bool {
        self.has_method(method)
    }

    fn knows_method_exactly(&self, method: &SdkMethod) -> bool {
        self.has_method_exactly(method)
    }

    fn knows_receiver(&self, name: &str) -> bool {
        self.has_receiver(name)
    }

    fn sdk_of_import(&self, import: &str) -> Option<SdkUse> {
        let sdks = self.catalog.sdks().sdks.iter();
        let mut known = sdks.flat_map(|sdk| sdk.imports.iter().map(move |known| (sdk, known)));
        let (sdk, found) = known.find(|(_, known)| {
            let rest = import.strip_prefix(known.path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
        })?;
        Some(SdkUse { sdk: sdk.name.clone(), majors: found.majors })
    }

    fn pulumi_member(&self, module: &str, member: &str) -> Option<PulumiMember> {
        let facts = self.catalog.terraform();
        let module = module.to_ascii_lowercase();
        let of = |(kind, name, member): (BlockKind, &str, &str)| PulumiMember {
            kind,
            module: module.clone(),
            member: member.to_owned(),
            name: name.to_owned(),
        };
        if let Some(found) = facts.pulumi.member(&module, member) {
            return Some(of(found));
        }
        // A package that is made from the provider itself has all of it in one module, named after its types.
        let (kind, plain) = match member.strip_prefix("get") {
            Some(rest) if rest.starts_with(|letter: char| letter.is_ascii_uppercase()) => {
                (BlockKind::DataSource, rest)
            }
            _ => (BlockKind::Resource, member),
        };
        let same = |name: &str| {
            let letters =
                |text: &str| text.chars().filter(|c| *c != '_').collect::<String>().to_ascii_lowercase();
            letters(name) == format!("okta{}", letters(plain))
        };
        let is_named = module == "index" && plain.starts_with(|letter: char| letter.is_ascii_uppercase());
        let found = facts.types.iter().find(|one| is_named && one.kind == kind && same(&one.name))?;
        Some(of((kind, &found.name, member)))
    }

    fn is_pulumi_module(&self, name: &str) -> bool {
        let package = &self.catalog.terraform().pulumi;
        let mut tokens = package.resources.keys().chain(package.functions.keys());
        tokens.any(|token| token.split_once(':').is_some_and(|(module, _)| module.eq_ignore_ascii_case(name)))
    }

    fn sdk_packages(&self) -> Vec<(String, String)> {
        let sdks = self.catalog.sdks().sdks.iter();
        sdks.flat_map(|sdk| sdk.packages.iter().map(|name| (name.clone(), sdk.name.clone()))).collect()
    }
}
