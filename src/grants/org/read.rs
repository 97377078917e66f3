//! Snapshots as files: JSON, plain or packed with Zstandard.

use std::io::{self, Read, Write};

use memchr::memchr_iter;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::doubled::Doubled;
use super::{Org, SCHEMA};
use crate::disclosure;
use crate::limits::MAX_SNAPSHOT_BYTES;
use crate::limits::read::size;
use crate::located::{Position, Problem};

/// How much is read of what does not begin like JSON, in bytes: enough to say what is wrong with it.
const BEGINNING: u64 = 1 << 20;

/// How a packed file begins.
const PACKED: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How hard a file is packed.
const LEVEL: i32 = 9;

/// The member by which a snapshot is known.
#[derive(Deserialize)]
struct Head<'t> {
    #[serde(borrow)]
    schema: Option<&'t RawValue>,
}

/// The member that names the org.
#[derive(Deserialize)]
struct Url<'t> {
    #[serde(borrow)]
    org: Option<&'t RawValue>,
}

impl Org {
    /// Reads a snapshot, packed or not.
    ///
    /// # Errors
    ///
    /// It cannot be read or unpacked, is too large, no JSON, no snapshot, of a version that is not known, or broken. The
    /// problem has a place where there is one, and quotes no value.
    pub fn read(source: &str, bytes: impl Read) -> Result<Self, Problem> {
        Self::read_within(source, bytes, MAX_SNAPSHOT_BYTES)
    }

    fn read_within(source: &str, mut bytes: impl Read, most: u64) -> Result<Self, Problem> {
        let unreadable = |error: &io::Error| {
            Problem::of(source, format!("the snapshot cannot be read: {error}"))
                .help("it may have been cut off; collect it again")
        };
        let mut start = Vec::new();
        bytes
            .by_ref()
            .take(PACKED.len() as u64)
            .read_to_end(&mut start)
            .map_err(|error| unreadable(&error))?;
        let packed = start == PACKED;
        let wanted = wanted(&start, most);
        let whole = io::Cursor::new(start).chain(bytes);
        let mut text = Vec::new();
        let read = if packed {
            zstd::stream::read::Decoder::new(whole).and_then(|all| all.take(most + 1).read_to_end(&mut text))
        } else {
            whole.take(wanted).read_to_end(&mut text)
        };
        read.map_err(|error| unreadable(&error))?;
        if text.len() as u64 > most {
            return Err(Problem::of(source, format!("the snapshot is larger than {}", size(most))));
        }
        of_json(source, text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text))
    }

    /// Writes a snapshot, packed or for people to read.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn write(&self, to: impl Write, packed: bool) -> io::Result<()> {
        if packed {
            let mut encoder = zstd::stream::write::Encoder::new(to, LEVEL)?;
            serde_json::to_writer(&mut encoder, self)?;
            return encoder.finish()?.flush();
        }
        let mut to = to;
        serde_json::to_writer_pretty(&mut to, self)?;
        to.write_all(b"\n")?;
        to.flush()
    }

    /// Whether bytes are packed like a snapshot.
    pub fn is_packed(bytes: &[u8]) -> bool {
        bytes.starts_with(&PACKED)
    }

    /// Whether a text is meant to be a snapshot, of whatever version.
    pub fn looks_like_one(text: &[u8]) -> bool {
        if memchr::memmem::find(text, b"leastwise.org/").is_none() {
            return false;
        }
        let head = serde_json::from_slice::<Head<'_>>(text).ok().and_then(|head| head.schema);
        head.is_some_and(|schema| schema.get().trim_matches('"').starts_with("leastwise.org/"))
    }
}

/// How many bytes are read of a file that is not packed, so that more than `most` is seen to be more.
fn wanted(start: &[u8], most: u64) -> u64 {
    if may_be_json(start) { most + 1 } else { BEGINNING.min(most) }
}

/// Whether an object may begin here, behind a mark and space.
fn may_be_json(start: &[u8]) -> bool {
    let rest = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    rest.first().is_none_or(|first| *first == b'{')
}

fn of_json(source: &str, text: &[u8]) -> Result<Org, Problem> {
    let head: Head<'_> = serde_json::from_slice(text).map_err(|error| broken(source, &error))?;
    let Some(schema) = head.schema else {
        return Err(Problem::of(source, "this is no snapshot of an org: it has no `schema`")
            .help("make one with `leastwise audit --org URL --save FILE`"));
    };
    let name = schema.get().trim_matches('"');
    if name != SCHEMA {
        let at = place(text, schema.get());
        return Err(match name.strip_prefix("leastwise.org/") {
            Some(version) if version.parse::<u32>().is_ok() => {
                Problem::at(source, at, format!("snapshots of version {version} are not known here"))
                    .help("a newer leastwise made it: use that one")
            }
            _ => Problem::at(source, at, "this is no snapshot of an org: its `schema` is another one")
                .help("make one with `leastwise audit --org URL --save FILE`"),
        });
    }
    let org: Org = serde_json::from_slice(text).map_err(|error| misshapen(source, &error))?;
    if !is_url_of_host(&org.org) {
        return Err(no_url(source, text));
    }
    match Doubled::find(&org) {
        Some(doubled) => Err(duplicate(source, text, doubled)),
        None => Ok(org),
    }
}

/// Whether a text is the URL of a host and nothing more: with https, or with http for this machine.
fn is_url_of_host(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else { return false };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let is_part = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !part.is_empty() && part.bytes().all(allowed)
    };
    let is_name = host.contains('.') && host.split('.').all(is_part);
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port));
    is_port && ((scheme == "https" && (is_name || is_here)) || (scheme == "http" && is_here))
}

/// The URL of the org is none.
fn no_url(source: &str, text: &[u8]) -> Problem {
    let message = "expected the URL of an org such as `https://acme.okta.com` in `org`";
    let url: Option<&RawValue> = serde_json::from_slice::<Url<'_>>(text).ok().and_then(|url| url.org);
    let problem = match url {
        Some(url) => Problem::at(source, place(text, url.get()), message),
        None => Problem::of(source, message),
    };
    problem.help("it was changed by hand; collect it again")
}

/// Two entries of a list have the same id.
fn duplicate(source: &str, text: &[u8], doubled: Doubled) -> Problem {
    let message = format!("duplicate id in `{}`", doubled.list);
    let problem = match doubled.slices(text) {
        Some((first, second)) => {
            let message = format!("{message}, first on line {}", place(text, first).line);
            Problem::at(source, place(text, second), message)
        }
        None => Problem::of(source, message),
    };
    problem.help("it was changed by hand; remove one of the two entries, or collect it again")
}

/// Where a slice of the text begins.
fn place(text: &[u8], slice: &str) -> Position {
    let offset = (slice.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..offset).unwrap_or_default();
    let line = memchr_iter(b'\n', before).count() + 1;
    let row = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let column = String::from_utf8_lossy(row).chars().count() + 1;
    Position { line: saturated(line), column: saturated(column) }
}

/// The text is no JSON, or its `schema` cannot be read.
fn broken(source: &str, error: &serde_json::Error) -> Problem {
    if error.classify() == Category::Data {
        return misshapen(source, error);
    }
    Problem::at(source, position(error), "the snapshot is no JSON from here on")
        .help("it may have been cut off, or changed by hand; collect it again")
}

/// The text is JSON, and not of the form of a snapshot: what serde says, without the values that it quotes.
fn misshapen(source: &str, error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let is_about = |starts: &[&str]| starts.iter().any(|start| said.starts_with(start));
    let message = match error.classify() {
        Category::Data => disclosure::parse_error(&said),
        // An object with one member is expected, and there is none or more.
        _ if is_about(&["expected value"]) => "expected an object with exactly one key".to_owned(),
        _ if is_about(&["number out of range"]) => "the number here is out of range".to_owned(),
        _ if is_about(&["lone leading surrogate", "unexpected end of hex escape"]) => {
            "the string here has half of a surrogate pair in it".to_owned()
        }
        _ => disclosure::parse_error(&said),
    };
    Problem::at(source, position(error), message)
        .help("it was changed by hand, or made by another version of leastwise")
}

fn position(error: &serde_json::Error) -> Position {
    Position { line: saturated(error.line().max(1)), column: saturated(error.column().max(1)) }
}

fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org() -> Org {
        Org::new("https://acme.okta.com", "2026-11-20T08:00:00Z".parse().unwrap())
    }

    fn written(packed: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        org().write(&mut bytes, packed).unwrap();
        bytes
    }

    #[test]
    fn a_snapshot_comes_back_as_it_was_written() {
        for packed in [false, true] {
            let bytes = written(packed);
            assert_eq!(bytes.starts_with(&PACKED), packed);
            assert_eq!(Org::read("a.json", bytes.as_slice()), Ok(org()));
        }
        let with_mark = [b"\xef\xbb\xbf".as_slice(), &written(false)].concat();
        assert_eq!(Org::read("a.json", with_mark.as_slice()), Ok(org()));
    }

    #[test]
    fn what_is_broken_is_told_with_its_place_and_without_its_values() {
        const APPS: &str = "\"apps\": \"not_asked\"";
        let text = String::from_utf8(written(false)).unwrap();
        for (from, to, message, line) in [
            ("leastwise.org/1", "leastwise.org/2", "version 2 are not known", 2),
            ("leastwise.org/1", "leastwise.plan/1", "this is no snapshot of an org", 2),
            ("\"schema\"", "\"scheme\"", "no `schema`", 0),
            ("\"org\": ", "\"orgg\": ", "unknown field `orgg`", 3),
            ("  \"apps\": \"not_asked\",\n", "", "missing field `apps`", 14),
            (APPS, "\"apps\": \"s3cr3tvalue\"", "expected one of `known`", 5),
            (APPS, "\"apps\": {\"known\": \"a, expected s3cr3t\"}", "expected a list, found a string", 5),
            (APPS, "\"apps\": {\"known\": [\"s3cr3t\"]}", "expected an object, found a string", 5),
            (APPS, "\"apps\": {}", "expected an object with exactly one key", 5),
            (APPS, "\"apps\": {\"known\": [], \"known\": []}", "expected an object with exactly one key", 5),
            (APPS, "\"apps\": \"not_asked\",\n\"apps\": \"not_asked\"", "duplicate field `apps`", 6),
            (
                APPS,
                "\"apps\": {\"known\": [{\"id\": \"a\", \"keys\": 1e400}]}",
                "the number here is out of range",
                5,
            ),
            (
                APPS,
                "\"apps\": {\"known\": [{\"id\": \"\\ud800\"}]}",
                "the string here has half of a surrogate pair in it",
                5,
            ),
            (
                APPS,
                "\"apps\": {\"known\": [{\"id\": \"\\udc00\"}]}",
                "the string here has half of a surrogate pair in it",
                5,
            ),
            ("2026-11-20T08:00:00Z", "s3cr3tvalue", "cannot be read", 4),
            ("\"log\"", "\"log\" \"s3cr3tvalue\"", "no JSON from here on", 14),
        ] {
            assert!(text.contains(from), "{from} is not in {text}");
            let problem = Org::read("a.json", text.replace(from, to).as_bytes()).expect_err(to);
            assert!(problem.message.contains(message), "{to}: {problem:?}");
            assert_eq!(problem.at.map_or(0, |at| at.line), line, "{to}: {problem:?}");
            assert!(!format!("{problem:?}").contains("s3cr3t"), "{problem:?}");
            assert!(problem.help.is_some(), "{problem:?}");
        }
    }

    #[test]
    fn the_org_is_the_url_of_a_host() {
        let read = |url: &str| {
            let text = String::from_utf8(written(false)).unwrap();
            let url = serde_json::to_string(url).unwrap();
            Org::read("a.json", text.replace("\"https://acme.okta.com\"", &url).as_bytes())
        };
        for url in [
            "https://acme.okta.com",
            "https://id.acme.example:8443",
            "https://10.1.2.3",
            "https://redacted.okta.com",
            "http://127.0.0.1:8080",
            "http://localhost:8080",
            "http://[::1]",
            "http://[::1]:8080",
        ] {
            assert_eq!(read(url).map(|org| org.org), Ok(url.to_owned()));
        }
        for url in [
            "",
            " ",
            "s3cr3t",
            "s3cr3t.okta.com",
            "javascript:alert(1)",
            "javascript://s3cr3t.okta.com",
            "http://s3cr3t.okta.com",
            "https://",
            "https://s3cr3t",
            "https://.okta.com",
            "https://s3cr3t.okta.com/",
            "https://s3cr3t.okta.com?a",
            "https://me:s3cr3t@acme.okta.com",
            "https://acme.okta.com:s3cr3t",
            "https://acme.okta.com:99999",
            "https://acme\0s3cr3t.okta.com",
            "https://acme.okta.com\n",
        ] {
            let problem = read(url).expect_err(url);
            assert!(problem.message.starts_with("expected the URL of an org"), "{url}: {problem:?}");
            assert_eq!(problem.at, Some(Position { line: 3, column: 10 }), "{url}");
            assert!(!format!("{problem:?}").contains("s3cr3t"), "{problem:?}");
        }
    }

    /// Entries are found by their ids, so that one of two with the same id would be lost.
    #[test]
    fn rejects_duplicate_ids_and_keys() {
        let entries = [
            (
                "apps",
                r#"{"id":"s3cr3t","client_id":"a","label":"a","status":"ACTIVE","application_type":"service"}"#,
            ),
            (
                "clients",
                r#"{"id":"s3cr3t","client_id":"a","label":"a","status":"ACTIVE","application_type":"web"}"#,
            ),
            ("integrations", r#"{"id":"s3cr3t","name":"a","type":"a","granted_scopes":[]}"#),
            ("api_tokens", r#"{"id":"s3cr3t","name":"a","owner":"a"}"#),
            ("users", r#"{"id":"s3cr3t"}"#),
            ("groups", r#"{"id":"s3cr3t"}"#),
            ("custom_roles", r#"{"id":"s3cr3t","label":"a"}"#),
            ("resource_sets", r#"{"id":"s3cr3t","label":"a"}"#),
            ("zones", r#"{"id":"s3cr3t","name":"a","type":"IP"}"#),
        ];
        for (list, entry) in entries {
            let gap = r#"{"operation":"a","reason":"bound"}"#;
            let other = entry.replace("s3cr3t", "other");
            for known in [
                format!("{{\"known\": [\n{entry},\n{other},\n{entry}]}}"),
                format!("{{\"partial\": {{\"gap\": {gap}, \"value\": [\n{entry},\n{other},\n{entry}]}}}}"),
            ] {
                let mut value = serde_json::to_value(org()).unwrap();
                value.as_object_mut().unwrap().remove(list);
                let text = value.to_string();
                let text = format!("{{\"{list}\": {known},{}", text.strip_prefix('{').unwrap());
                let problem = Org::read("a.json", text.as_bytes()).expect_err(list);
                assert_eq!(problem.message, format!("duplicate id in `{list}`, first on line 2"));
                assert_eq!(problem.at, Some(Position { line: 4, column: 7 }), "{list}");
                assert!(!format!("{problem:?}").contains("s3cr3t"), "{problem:?}");
                assert!(
                    Org::read("a.json", text.replacen("s3cr3t", "first", 1).as_bytes()).is_ok(),
                    "{list}"
                );
            }
        }
        let conditions = r#"{"known": [{"id": "cr01", "label": "a", "permissions": {"known": [{"name": "okta.users.read",
            "conditions": {"include": {"kind": ["a"],
            "kind": ["b"]}}}]}}]}"#;
        let text = String::from_utf8(written(false)).unwrap();
        let text =
            text.replace("\"custom_roles\": \"not_asked\"", &format!("\"custom_roles\": {conditions}"));
        let problem = Org::read("a.json", text.as_bytes()).unwrap_err();
        assert!(problem.message.starts_with("duplicate field `"), "{problem:?}");
        assert!(problem.at.is_some_and(|at| at.line > 2), "{problem:?}");
    }

    #[test]
    fn what_is_cut_off_is_a_problem_and_no_panic() {
        for packed in [false, true] {
            let bytes = written(packed);
            for end in 0..bytes.len() - 1 {
                let cut = bytes.get(..end).unwrap();
                assert!(Org::read("a.json", cut).is_err(), "{end} of {}", bytes.len());
            }
        }
    }

    #[test]
    fn no_more_is_read_than_shows_that_it_is_too_much() {
        assert_eq!(wanted(b"{", MAX_SNAPSHOT_BYTES), MAX_SNAPSHOT_BYTES + 1);
        assert_eq!(wanted(b"", MAX_SNAPSHOT_BYTES), MAX_SNAPSHOT_BYTES + 1);
        assert_eq!(wanted(b"x", MAX_SNAPSHOT_BYTES), BEGINNING);
    }

    #[test]
    fn what_is_too_large_is_refused_packed_or_not() {
        let most = written(false).len() as u64;
        for packed in [false, true] {
            for (most, fits) in [(most + 1, true), (most, true), (most - 1, false)] {
                let bytes = written(false);
                let bytes = if packed { zstd::encode_all(&bytes[..], 1).unwrap() } else { bytes };
                let read = Org::read_within("a.json", &bytes[..], most);
                assert_eq!(read.is_ok(), fits, "{most} of {packed}");
                assert!(
                    read.is_ok() || read.is_err_and(|problem| problem.message.contains("is larger than"))
                );
            }
        }
    }
}
