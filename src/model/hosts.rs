//! Hosts and names that belong to Okta.

/// Domains under which Okta hosts orgs.
const ORG_DOMAINS: [&str; 5] =
    [".okta.com", ".oktapreview.com", ".okta-emea.com", ".okta-gov.com", ".okta.mil"];

/// Whether a host, in lower case, is an org on one of Okta's domains.
pub fn is_okta_host(host: &str) -> bool {
    ORG_DOMAINS.iter().any(|domain| host.ends_with(domain))
}

/// Whether a host, in lower case, is the machine itself.
pub fn is_local_host(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") || host.ends_with(".localhost")
}

/// Whether a name contains `okta` as a word: `OktaClient`, `okta_base_url`, `yourOktaDomain`, `OKTA_URL`, `okta/users.ts`.
///
/// A word ends at a character that is not a letter, at a change from lower to upper case, and at a digit.
pub fn names_okta(name: &str) -> bool {
    const WORD: &str = "okta";
    let bytes = name.as_bytes();
    let mut from = 0;
    while let Some(start) = find_ignoring_case(bytes, WORD.as_bytes(), from) {
        let end = start + WORD.len();
        if begins_word(bytes, start) && ends_word(bytes, start, end) {
            return true;
        }
        from = start + 1;
    }
    false
}

fn find_ignoring_case(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let windows = bytes.get(from..)?.windows(word.len());
    windows.into_iter().position(|window| window.eq_ignore_ascii_case(word)).map(|at| from + at)
}

/// Whether a word begins here: `myOkta`, `my_okta`, `okta`; not `mokta`.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    match before {
        Some(before) if before.is_ascii_lowercase() => bytes.get(at).is_some_and(u8::is_ascii_uppercase),
        // `HTTPOkta` begins a word, `MOKTA` does not.
        Some(before) if before.is_ascii_uppercase() => {
            bytes.get(at).is_some_and(u8::is_ascii_uppercase)
                && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
        }
        _ => true,
    }
}

/// Whether a word ends here: `oktaClient`, `OKTA_URL`, `Okta2`; not `oktapus`, `OKTAL`.
fn ends_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let last_is_upper = bytes.get(end - 1).is_some_and(u8::is_ascii_uppercase);
    match bytes.get(end) {
        Some(after) if after.is_ascii_lowercase() => {
            // Names in lower case run on: `oktaclient`, `oktadomain`.
            let rest: String = bytes
                .get(end..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| byte.is_ascii_lowercase())
                .map(|byte| char::from(*byte))
                .collect();
            let _ = start;
            RUN_ON.iter().any(|word| rest.starts_with(word))
        }
        Some(after) if after.is_ascii_uppercase() && last_is_upper => {
            let rest = bytes.get(end..).unwrap_or_default();
            let rest: String = rest
                .iter()
                .take_while(|byte| byte.is_ascii_uppercase())
                .map(|byte| char::from(byte.to_ascii_lowercase()))
                .collect();
            RUN_ON.iter().any(|word| rest.starts_with(word))
        }
        _ => true,
    }
}

/// Words that people write behind `okta` without a sign between them.
const RUN_ON: [&str; 20] = [
    "admin",
    "api",
    "app",
    "auth",
    "base",
    "client",
    "config",
    "connector",
    "dev",
    "domain",
    "group",
    "host",
    "key",
    "org",
    "preview",
    "sdk",
    "service",
    "token",
    "url",
    "user",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn okta_is_found_as_a_word() {
        for name in [
            "okta",
            "Okta",
            "OKTA",
            "OktaClient",
            "oktaClient",
            "okta_base_url",
            "OKTA_URL",
            "yourOktaDomain",
            "okta/users.ts",
            "my-okta-org",
            "oktaclient",
            "HTTPOktaApi",
            "{{oktaUrl}}",
            "Okta2",
            "OKTADOMAIN",
            "x.okta",
        ] {
            assert!(names_okta(name), "{name}");
        }
        for name in ["", "oktapus", "mokta", "loktal", "oktal", "Oktoberfest", "OKTAL", "ocktail", "tokta"] {
            assert!(!names_okta(name), "{name}");
        }
    }

    #[test]
    fn orgs_are_told_by_their_domain() {
        for host in ["acme.okta.com", "acme-admin.okta.com", "acme.oktapreview.com", "acme.okta.mil"] {
            assert!(is_okta_host(host), "{host}");
        }
        for host in ["okta.com.example.org", "acmeokta.com", "okta.example.com", ""] {
            assert!(!is_okta_host(host), "{host}");
        }
    }
}
