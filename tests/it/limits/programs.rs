//! Programs.

use leastwise::limits::{MAX_CODE_BYTES, MAX_CODE_LINE_BYTES};

use super::{calls, refused};

#[test]
fn the_size_of_a_program() {
    let program = |bytes: usize| {
        let call = "import requests\nrequests.get('https://acme.okta.com/api/v1/users')\n";
        let line = format!("# {}\n", "x".repeat(997));
        let mut text = call.to_owned() + &line.repeat((bytes - call.len()) / line.len() - 1);
        let rest = bytes - text.len() - 1;
        text.push_str(&"#".repeat(rest.min(200_000)));
        text.push('\n');
        assert_eq!(text.len(), bytes);
        text.into_bytes()
    };
    for bytes in [MAX_CODE_BYTES - 1, MAX_CODE_BYTES] {
        assert_eq!(calls("a.py", program(bytes)), Ok(1), "{bytes}");
    }
    refused(calls("a.py", program(MAX_CODE_BYTES + 1)), "passed over: code of more than 4 MiB");
}

#[test]
fn the_line_of_a_program() {
    let program = |bytes: usize| {
        format!("requests.get('https://acme.okta.com/api/v1/users')\n#{}\n", "x".repeat(bytes - 1))
            .into_bytes()
    };
    for bytes in [MAX_CODE_LINE_BYTES - 1, MAX_CODE_LINE_BYTES] {
        assert_eq!(calls("a.py", program(bytes)), Ok(1), "{bytes}");
    }
    refused(calls("a.py", program(MAX_CODE_LINE_BYTES + 1)), "a line of more than 256 KiB");
}
