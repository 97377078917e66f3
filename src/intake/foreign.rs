//! Recordings that only the tool reads that made them: they are refused, with the command that exports them.

use super::source::{IntakeError, in_words};

/// How a recording begins, what it is, and how it is exported.
type Kind = (fn(&[u8]) -> bool, &'static str, &'static str);

const KINDS: [Kind; 4] = [
    (
        is_flow_file,
        "a flow file of mitmproxy",
        "export it as HAR: `mitmdump --no-server --rfile FLOWS --set hardump=flows.har`, then give flows.har",
    ),
    (
        |head| {
            matches!(
                head,
                [0xd4, 0xc3, 0xb2, 0xa1, ..] | [0xa1, 0xb2, 0xc3, 0xd4, ..] | [0x0a, 0x0d, 0x0d, 0x0a, ..]
            )
        },
        "a capture of packets",
        "record the traffic with a browser or a proxy that exports HAR",
    ),
    (
        |head| head.starts_with(b"SQLite format 3\0"),
        "a database of SQLite",
        "export the table that holds the calls as CSV or JSON",
    ),
    (
        is_tar,
        "a tar archive",
        "unpack it: `tar -xf FILE -C FOLDER`, then name the folder; zip archives are read",
    ),
];

/// An error for a recording of such a kind.
pub(super) fn refused(head: &[u8], name: &str) -> Result<(), IntakeError> {
    match KINDS.into_iter().find(|(begins, ..)| begins(head)) {
        Some((_, what, help)) => Err(IntakeError::Foreign { input: in_words(name), what, help }),
        None => Ok(()),
    }
}

/// Whether something begins with the header of a tar archive, unpacked.
fn is_tar(head: &[u8]) -> bool {
    const MAGIC: usize = 257;
    head.get(MAGIC..).is_some_and(|rest| rest.starts_with(b"ustar"))
}

/// Whether something begins like the netstrings of mitmproxy: a length, a colon, then members with their own lengths.
fn is_flow_file(head: &[u8]) -> bool {
    const NEAR: usize = 64 << 10;
    let digits = head.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let nested = head.get(digits) == Some(&b':') && head.get(digits + 1).is_some_and(u8::is_ascii_digit);
    let near = head.get(..NEAR.min(head.len())).unwrap_or_default();
    let holds = |key: &[u8]| memchr::memmem::find(near, key).is_some();
    digits > 0 && nested && (holds(b":request;") || holds(b":request,") || holds(b":version;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tar_archives_are_told_by_their_header() {
        let mut head = vec![0; 512];
        assert!(refused(&head, "x").is_ok());
        head[257..263].copy_from_slice(b"ustar\0");
        assert!(refused(&head, "x").unwrap_err().to_string().contains("a tar archive"));
        assert!(refused(&head[..259], "x").is_ok());
    }

    #[test]
    fn flow_files_are_told_from_lists() {
        for (head, foreign) in [
            (&b"1234:9:websocket;0:~8:response;5:x"[..], false),
            (b"1234:9:websocket;0:~8:response;400:7:request;300:4:path,6:/users,", true),
            (b"812:7:version;2:20#4:type;4:http;", true),
            (b"12: GET /api/v1/users", false),
            (b"2026-11-02: GET /api/v1/users :request;", false),
            (b"\xd4\xc3\xb2\xa1\x02\0", true),
        ] {
            assert_eq!(refused(head, "x").is_err(), foreign, "{}", String::from_utf8_lossy(head));
        }
    }
}
