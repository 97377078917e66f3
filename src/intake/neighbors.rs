//! The programs in the folder of a file that import an SDK of Okta's: a client may come from one of them.

use super::{KnownNames, SdkUse};

/// The endings of programs that may import an SDK.
const ENDINGS: [&str; 13] =
    ["go", "py", "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "java", "kt", "cs"];

/// A program that imports SDKs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Neighbor {
    /// Its name without the ending.
    pub(super) stem: String,
    /// What it imports.
    pub(super) sdks: Vec<SdkUse>,
}

/// Whether a file may be such a program, by its name: the name in front of the ending, and the ending.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.').filter(|(_, ending)| ENDINGS.contains(ending))
}

/// The program of a name and a text, if it imports an SDK.
pub(super) fn of_text(name: &str, text: &str, names: &dyn KnownNames) -> Option<Neighbor> {
    let (stem, _) = parts(name)?;
    let sdks = imported(text, names);
    (!sdks.is_empty()).then(|| Neighbor { stem: stem.to_owned(), sdks })
}

/// The SDKs that the lines of a program import.
fn imported(text: &str, names: &dyn KnownNames) -> Vec<SdkUse> {
    const LEADS: [&str; 7] = ["import", "from", "using", "const", "var", "let", "}"];
    let mut found: Vec<SdkUse> = Vec::new();
    let named = |line: &&str| line.contains("okta") || line.contains("Okta");
    for line in text.lines().map(str::trim).filter(named) {
        let import = LEADS.iter().any(|lead| line.starts_with(lead)) || line.ends_with('"');
        let words = line.split([' ', '\t', '"', '\'', '(', ')', ';', ',']).filter(|_| import);
        for one in words.filter_map(|word| names.sdk_of_import(word)) {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;

    impl KnownNames for Known {
        fn allow_list(&self) -> std::sync::Arc<crate::disclosure::AllowList> {
            std::sync::Arc::new(crate::disclosure::AllowList::open())
        }

        fn knows(&self, _name: &str) -> bool {
            false
        }

        fn nearest(&self, _name: &str) -> Option<String> {
            None
        }

        fn sdk_of_import(&self, import: &str) -> Option<SdkUse> {
            let known = [
                "github.com/okta/okta-sdk-golang/v2",
                "okta.client",
                "@okta/okta-sdk-nodejs",
                "com.okta.sdk",
            ];
            let known = known.iter().any(|path| import.starts_with(path));
            known.then(|| SdkUse { sdk: "x".to_owned(), majors: None })
        }
    }

    #[test]
    fn finds_imports_of_sdks() {
        for (text, expected) in [
            ("import \"github.com/okta/okta-sdk-golang/v2/okta\"", 1),
            ("import (\n\to \"github.com/okta/okta-sdk-golang/v2/okta\"\n)", 1),
            ("from okta.client import Client", 1),
            ("import { Client } from '@okta/okta-sdk-nodejs';", 1),
            ("const okta = require('@okta/okta-sdk-nodejs');", 1),
            ("import com.okta.sdk.client.Client;", 1),
            ("# we use okta.client here", 0),
            ("import okta_tools", 0),
        ] {
            assert_eq!(imported(text, &Known).len(), expected, "{text}");
        }
    }
}
