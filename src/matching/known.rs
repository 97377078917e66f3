//! What readers of calls may ask about names: those of operations, and what a program shows of an SDK.

use super::Matcher;
use crate::intake::{KnownNames, SdkUse};
use crate::model::SdkMethod;

impl KnownNames for Matcher<'_> {
    fn knows(&self, name: &str) -> bool {
        self.names().knows(name)
    }

    fn nearest(&self, name: &str) -> Option<String> {
        KnownNames::nearest(self.names(), name)
    }

    fn knows_method(&self, method: &SdkMethod) -> bool {
        self.has_method(method)
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

    fn sdk_packages(&self) -> Vec<(String, String)> {
        let sdks = self.catalog.sdks().sdks.iter();
        sdks.flat_map(|sdk| sdk.packages.iter().map(|name| (name.clone(), sdk.name.clone()))).collect()
    }
}
