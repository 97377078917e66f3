//! The org that is asked: its URL, and nothing else is ever asked.

use reqwest::Url;

use super::LiveError;

/// The path at which tokens are asked for, the only one that is not read with GET.
pub(super) const TOKEN: &str = "/oauth2/v1/token";

const NO_HOST: &str = "it has no host name such as `acme.okta.com` in it";

/// An org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    url: Url,
}

impl Site {
    /// Reads the URL of an org; the scheme may be left out.
    ///
    /// It is taken apart as it was written: a parser of URLs would drop a tab, resolve `/x/..`, and turn a number or a
    /// look-alike into another host. Nothing of it is repeated in the error, since it may hold a secret.
    ///
    /// # Errors
    ///
    /// It is not the URL of a host, is not safe, or names more than the host.
    pub fn parse(text: &str) -> Result<Self, LiveError> {
        let wrong = |why| LiveError::Url { why };
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(wrong("it has a blank in it"));
        }
        if authority.contains('@') {
            return Err(wrong("it has a user name or password in it"));
        }
        match behind.trim_start_matches('/').chars().next() {
            Some('?') => return Err(wrong("it has a query")),
            Some('#') => return Err(wrong("it has a fragment")),
            _ if !matches!(behind, "" | "/") => return Err(wrong("it has a path")),
            _ => {}
        }
        let host = host(authority).map_err(wrong)?;
        let own_machine = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
        match scheme.to_ascii_lowercase().as_str() {
            "https" => {}
            "http" if own_machine => {}
            _ => return Err(wrong("only https is safe")),
        }
        if host.split('.').next().is_some_and(|first| first.ends_with("-admin")) {
            return Err(wrong("it is that of the Admin Console; leave out `-admin`"));
        }
        let port = port(authority).map_err(wrong)?.map(|port| format!(":{port}")).unwrap_or_default();
        let url = Url::parse(&format!("{}://{host}{port}", scheme.to_ascii_lowercase()));
        let url = url.map_err(|_| wrong(NO_HOST))?;
        // A number such as `2130706433` is an address in another notation.
        if url.host_str() != Some(host.as_str()) {
            return Err(wrong(NO_HOST));
        }
        Ok(Self { url })
    }

    /// The site of a URL that was parsed before.
    pub(super) fn of(url: &Url) -> Result<Self, LiveError> {
        let own_machine = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && own_machine);
        let origin = Url::parse(&url.origin().ascii_serialization()).ok().filter(|_| is_safe);
        let url = origin.ok_or(LiveError::Url { why: "only https is safe" })?;
        Ok(Self { url })
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

/// The host of an authority, in lower case and without the dot at its end.
fn host(authority: &str) -> Result<String, &'static str> {
    const MAX_NAME_BYTES: usize = 253;
    let name = match authority.split_once(']') {
        Some((name, "")) => format!("{name}]"),
        Some((name, port)) if port.starts_with(':') => format!("{name}]"),
        Some(_) => return Err(NO_HOST),
        None => authority.split(':').next().unwrap_or(authority).to_owned(),
    };
    if !name.is_ascii() {
        return Err("its host has letters beyond ASCII in it; write it as it is looked up, with `xn--`");
    }
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name).to_owned();
    if name.starts_with('[') || name == "localhost" {
        return Ok(name);
    }
    // A token that stands in the place of the URL has no dot, or parts that are too long: it must not be looked up.
    let is_name = name.len() <= MAX_NAME_BYTES && name.contains('.') && name.split('.').all(is_label);
    if is_name { Ok(name) } else { Err(NO_HOST) }
}

/// Whether a text is one part of a host name.
fn is_label(text: &str) -> bool {
    const MAX_LABEL_BYTES: usize = 63;
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    (1..=MAX_LABEL_BYTES).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The port of an authority, where it has one.
fn port(authority: &str) -> Result<Option<u16>, &'static str> {
    let behind = authority.rsplit(']').next().unwrap_or(authority);
    let Some((_, port)) = behind.split_once(':') else { return Ok(None) };
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse().ok().filter(|port| is_number && *port > 0);
    port.map(Some).ok_or("its port is not a number from 1 to 65535")
}

/// The path and query of a link in an answer; its host does not matter, since no other is asked. Only the next page of a
/// list is asked for with the query.
pub(super) fn path_and_query(link: &str) -> Option<String> {
    let url = Url::parse(link).or_else(|_| Url::parse("https://org.invalid")?.join(link)).ok()?;
    Some(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
}

/// The path of a link in an answer. What stands in its query is not kept.
pub(super) fn path_of(link: &str) -> Option<String> {
    let path = path_and_query(link)?;
    path.split('?').next().map(str::to_owned)
}

/// The bytes of a path whose signs may be percent-encoded; none when it is not encoded as it should be.
pub(super) fn decoded(path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        bytes.push(match byte {
            b'%' => u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?,
            plain => plain,
        });
    }
    Some(bytes)
}

/// The host of a link, where it is a host name that may be shown.
pub(super) fn host_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let name = url.host_str()?;
    (name == "localhost" || host(name).is_ok()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_safe_url_of_an_org_is_one() {
        for (text, origin) in [
            ("https://acme.okta.com", "https://acme.okta.com"),
            ("acme.okta.com", "https://acme.okta.com"),
            ("https://acme.okta.com/", "https://acme.okta.com"),
            ("HTTPS://Acme.Okta.com:443", "https://acme.okta.com"),
            ("https://acme.okta.com.", "https://acme.okta.com"),
            ("https://acme.okta.com.:8443/", "https://acme.okta.com:8443"),
            ("https://id.acme.example:8443", "https://id.acme.example:8443"),
            ("https://xn--cme-dla.example", "https://xn--cme-dla.example"),
            ("https://10.1.2.3", "https://10.1.2.3"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://LOCALHOST:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(Site::parse(text).unwrap().origin(), origin, "{text}");
        }
    }

    #[test]
    fn what_is_more_than_a_host_is_refused_and_not_repeated() {
        let long = format!("https://{}s3cr3t.okta.com", "a".repeat(60));
        for (text, why) in [
            ("http://s3cr3t.okta.com", "only https"),
            ("http://127.0.0.1.s3cr3t.example", "only https"),
            ("ftp://s3cr3t.okta.com", "only https"),
            ("javascript://s3cr3t.okta.com", "only https"),
            ("https://acme.okta.com/api/s3cr3t", "a path"),
            ("https://acme.okta.com/s3cr3t/..", "a path"),
            ("https://acme.okta.com//", "a path"),
            ("https://acme.okta.com\\s3cr3t", "a path"),
            ("https://acme.okta.com?x=s3cr3t", "a query"),
            ("https://acme.okta.com/?", "a query"),
            ("acme.okta.com#s3cr3t", "a fragment"),
            ("https://acme.okta.com/#", "a fragment"),
            ("https://me:s3cr3t@acme.okta.com", "a user name or password"),
            ("https://s3cr3t@acme.okta.com/#x", "a user name or password"),
            ("s3cr3t@acme.okta.com", "a user name or password"),
            ("https://@acme.okta.com", "a user name or password"),
            ("https://acme.okta.com:s3cr3t", "its port"),
            ("https://acme.okta.com:", "its port"),
            ("https://acme.okta.com:0", "its port"),
            ("https://acme.okta.com:65536", "its port"),
            ("https://acme.okta.com:+443", "its port"),
            ("https://acme.okta.com:1:2", "its port"),
            ("http://[::1]s3cr3t", "no host name"),
            (" https://s3cr3t.okta.com", "a blank"),
            ("https://s3cr3t.okta.com\n", "a blank"),
            ("https://acme .okta.com", "a blank"),
            ("https://ac\tme.okta.com", "a blank"),
            ("https://acme\u{a0}.okta.com", "a blank"),
            ("https://acme-admin.okta.com", "Admin Console"),
            ("https://\u{430}cme.okta.com", "beyond ASCII"),
            ("https://\u{ff41}cme.okta.com", "beyond ASCII"),
            ("00s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr", "no host name"),
            (&long, "no host name"),
            ("https://s3cr3t", "no host name"),
            ("https://2130706433", "no host name"),
            ("https://0x7f.1", "no host name"),
            ("https://acme%2eokta.com", "no host name"),
            ("https://acme..okta.com", "no host name"),
            ("https://acme.okta.com..", "no host name"),
            ("https://-s3cr3t.okta.com", "no host name"),
            ("https://", "no host name"),
            ("https:/acme.okta.com", "a path"),
            ("", "no host name"),
        ] {
            let error = Site::parse(text).expect_err(text);
            let shown = format!("{error} {error:?} {}", error.help());
            assert!(shown.contains(why) && !shown.contains("s3cr3t"), "{text}: {shown}");
        }
    }

    #[test]
    fn of_a_link_the_host_does_not_matter_and_the_query_is_only_followed() {
        for (link, path) in [
            ("https://acme.okta.com/api/v1/apps?after=a&limit=2", "/api/v1/apps?after=a&limit=2"),
            ("https://evil.example/api/v1/apps?after=a", "/api/v1/apps?after=a"),
            ("/api/v1/apps?after=b", "/api/v1/apps?after=b"),
            ("https://acme.okta.com/api/v1/apps/../users", "/api/v1/users"),
            ("//evil.example/x", "/x"),
        ] {
            assert_eq!(path_and_query(link).as_deref(), Some(path), "{link}");
            assert_eq!(path_of(link).as_deref(), path.split('?').next(), "{link}");
        }
    }
}
