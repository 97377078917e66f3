//! Whether a file can call Okta at all: one search over its bytes, before it is parsed.

use memchr::memmem::Finder;

/// What stands in a file that calls Okta, and in hardly any other.
const WORDS: [&str; 5] = ["SSWS", "legacyEventType", "debugContext", "debugData", "debug_context"];

/// Parts of Okta's paths.
const PATHS: [&str; 3] = ["api/v1", "oauth2/", "idp/myaccount"];

/// What bytes show of Okta, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Nothing.
    Nothing,
    /// A path such as Okta has, or the letters `okta` inside of another word: others have such, too.
    Path,
    /// The word `okta`, a host of the org, or what only calls of Okta have.
    Okta,
}

/// The search for signs of Okta.
#[derive(Debug)]
pub(super) struct Filter {
    okta: Caseless,
    hosts: Vec<Caseless>,
    words: Vec<Finder<'static>>,
    paths: Vec<Finder<'static>>,
}

impl Filter {
    /// A search that takes the hosts that the user named for signs of Okta.
    pub(super) fn new(hosts: &[String]) -> Self {
        let finders = |words: &[&'static str]| words.iter().map(|word| Finder::new(*word)).collect();
        Self {
            okta: Caseless::new("okta"),
            hosts: hosts.iter().filter(|host| !host.is_empty()).map(|host| Caseless::new(host)).collect(),
            words: finders(&WORDS),
            paths: finders(&PATHS),
        }
    }

    /// The strongest sign in bytes. Without any, no call to Okta stands in them: neither an explicit one nor one that
    /// only its path shows. UTF-16 is searched, too.
    pub(super) fn sign(&self, bytes: &[u8]) -> Sign {
        if let [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] = bytes {
            let narrow: Vec<u8> = rest.iter().copied().filter(|byte| *byte != 0).collect();
            return self.of_narrow(&narrow);
        }
        self.of_narrow(bytes)
    }

    fn of_narrow(&self, bytes: &[u8]) -> Sign {
        let has = |finders: &[Finder<'_>]| finders.iter().any(|finder| finder.find(bytes).is_some());
        let mut letters = false;
        let is_word = self.okta.starts(bytes).any(|at| {
            letters = true;
            is_word(bytes, at)
        });
        match () {
            () if is_word || self.hosts.iter().any(|host| host.starts(bytes).next().is_some()) => Sign::Okta,
            () if has(&self.words) => Sign::Okta,
            () if letters || has(&self.paths) => Sign::Path,
            () => Sign::Nothing,
        }
    }

    /// How many bytes before a place a sign may begin that goes over it.
    pub(super) fn overlap(&self) -> usize {
        const LONGEST_WORD: usize = 16;
        self.hosts.iter().map(|host| host.word.len()).fold(LONGEST_WORD, usize::max)
    }
}

/// Whether the letters `okta` at a place begin a word: in `OktaClient` and `MY_OKTA`, not in `HookTask` and `nokta`.
fn is_word(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or(b' ');
    match bytes.get(at..).unwrap_or_default() {
        [b'O', b'k', b't', b'a', ..] => true,
        [b'o', b'k', b't', b'a', ..] => !before.is_ascii_alphabetic(),
        [b'O', b'K', b'T', b'A', ..] => !before.is_ascii_uppercase(),
        _ => false,
    }
}

/// A word that is found in either case.
#[derive(Debug)]
struct Caseless {
    word: Vec<u8>,
    /// The position of its rarest letter, and that letter in both cases.
    rarest: (usize, u8, u8),
}

impl Caseless {
    fn new(word: &str) -> Self {
        // Rare ones first; what is not among them is rarer still, or as good as any.
        const FREQUENT: &[u8] = b"qzjxkvwybgpfmhuldcrsnoaite.-";
        let word: Vec<u8> = word.bytes().map(|byte| byte.to_ascii_lowercase()).collect();
        let rank = |byte: u8| FREQUENT.iter().position(|known| *known == byte).unwrap_or(0);
        let best = word.iter().enumerate().min_by_key(|(_, byte)| rank(**byte));
        let rarest = best.map_or((0, 0, 0), |(at, byte)| (at, *byte, byte.to_ascii_uppercase()));
        Self { word, rarest }
    }

    /// Where it stands.
    fn starts<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
        let (at, lower, upper) = self.rarest;
        memchr::memchr2_iter(lower, upper, bytes).filter_map(move |found| {
            let start = found.checked_sub(at)?;
            let part = bytes.get(start..start + self.word.len())?;
            part.eq_ignore_ascii_case(&self.word).then_some(start)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_found() {
        let filter = Filter::new(&["id.acme.example".to_owned()]);
        for (text, sign) in [
            ("https://acme.okta.com", Sign::Okta),
            ("OKTA_TOKEN", Sign::Okta),
            ("new OktaClient()", Sign::Okta),
            ("myOkta", Sign::Okta),
            ("import 'okta'", Sign::Okta),
            ("hooktask nokta", Sign::Path),
            ("HookTask", Sign::Path),
            ("HookTask okta", Sign::Okta),
            ("kta", Sign::Nothing),
            ("okt", Sign::Nothing),
            ("k", Sign::Nothing),
            ("Authorization: SSWS x", Sign::Okta),
            ("https://ID.acme.example/x", Sign::Okta),
            ("fetch(`${base}/api/v1/users`)", Sign::Path),
            ("oauth2/default", Sign::Path),
            ("", Sign::Nothing),
            ("nothing at all", Sign::Nothing),
        ] {
            assert_eq!(filter.sign(text.as_bytes()), sign, "{text}");
            let wide: Vec<u8> =
                [0xff, 0xfe].into_iter().chain(text.bytes().flat_map(|byte| [byte, 0])).collect();
            assert_eq!(filter.sign(&wide), sign, "UTF-16: {text}");
        }
    }
}
