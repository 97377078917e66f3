//! The org that is asked: its URL, and nothing else is ever asked.

use reqwest::Url;

use super::LiveError;

/// The path at which tokens are asked for, the only one that is not read with GET.
pub(super) const TOKEN: &str = "/oauth2/v1/token";

/// An org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    url: Url,
}

impl Site {
    /// Reads the URL of an org; the scheme may be left out.
    ///
    /// # Errors
    ///
    /// It is none, is not safe, or says more than the host.
    pub fn parse(text: &str) -> Result<Self, LiveError> {
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let shown = || {
            let host = whole.split("://").nth(1).unwrap_or_default();
            let host = host.split(['/', '?', '#']).next().unwrap_or_default();
            host.rsplit('@').next().unwrap_or_default().to_owned()
        };
        let wrong = |why| LiveError::Url { url: shown(), why };
        let url = Url::parse(&whole).map_err(|_| wrong("it cannot be read"))?;
        let host = url.host_str().ok_or_else(|| wrong("it has no host"))?;
        let own_machine = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let first = host.split('.').next().unwrap_or_default();
        match () {
            () if url.scheme() != "https" && !(own_machine && url.scheme() == "http") => {
                Err(wrong("only https is safe"))
            }
            () if !url.username().is_empty() || url.password().is_some() => {
                Err(wrong("no name or password may stand in it"))
            }
            () if url.path() != "/" || url.query().is_some() => Err(wrong("it has a path")),
            () if first.ends_with("-admin") => {
                Err(wrong("it is that of the Admin Console; leave out `-admin`"))
            }
            () => Ok(Self { url }),
        }
    }

    /// The host, with its port where it is not the usual one.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The URL without anything behind the host, such as `https://acme.okta.com`.
    pub fn origin(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    /// The URL of a path and query at this org, always.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}

/// The path and query of a link in an answer; its host does not matter, since no other is asked.
pub(super) fn path_of(link: &str) -> Option<String> {
    let url = Url::parse(link).or_else(|_| Url::parse("https://org.invalid")?.join(link)).ok()?;
    Some(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
}

/// The host of a link, as far as it may be shown.
pub(super) fn host_of(link: &str) -> Option<String> {
    Url::parse(link).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_safe_url_of_an_org_is_one() {
        for (text, origin) in [
            ("https://acme.okta.com", "https://acme.okta.com"),
            ("acme.okta.com", "https://acme.okta.com"),
            (" https://acme.okta.com/ ", "https://acme.okta.com"),
            ("HTTPS://Acme.Okta.com:443", "https://acme.okta.com"),
            ("https://id.acme.example:8443", "https://id.acme.example:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(Site::parse(text).unwrap().origin(), origin, "{text}");
        }
        for (text, why) in [
            ("http://acme.okta.com", "only https"),
            ("ftp://acme.okta.com", "only https"),
            ("https://acme.okta.com/api/v1", "a path"),
            ("https://acme.okta.com?x=s3cr3t", "a path"),
            ("https://me:s3cr3t@acme.okta.com", "no name or password"),
            ("https://acme-admin.okta.com", "Admin Console"),
            ("https://", "cannot be read"),
            ("", "cannot be read"),
            ("a b", "cannot be read"),
        ] {
            let error = Site::parse(text).expect_err(text).to_string();
            assert!(error.contains(why) && !error.contains("s3cr3t"), "{text}: {error}");
        }
    }

    #[test]
    fn of_a_link_only_the_path_and_query_are_kept() {
        for (link, path) in [
            ("https://acme.okta.com/api/v1/apps?after=a&limit=2", "/api/v1/apps?after=a&limit=2"),
            ("https://evil.example/api/v1/apps?after=a", "/api/v1/apps?after=a"),
            ("/api/v1/apps?after=b", "/api/v1/apps?after=b"),
            ("https://acme.okta.com/api/v1/apps/../users", "/api/v1/users"),
            ("//evil.example/x", "/x"),
        ] {
            assert_eq!(path_of(link).as_deref(), Some(path), "{link}");
        }
    }
}
