//! What is made to harm: names that a terminal would obey or an eye would mistake, nesting without end, bombs. All in
//! little memory, and with work that grows with their size.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use crate::program::{Ran, folder, leastwise, ran, run, run_with};
#[cfg(unix)]
use crate::work::{grows_with_its_input, worked};

/// A name that clears the screen, rings, turns the writing around and begins lines.
const OBEYED: &str = "a\u{1b}[2J\u{7}\u{9b}1m\u{202e}x\n::error::y";

/// A run of which colours are asked for, as on a terminal.
fn coloured(folder: &std::path::Path, arguments: &[&str]) -> Ran {
    let mut command = leastwise(folder, arguments);
    command.env("CLICOLOR_FORCE", "1");
    ran(command)
}

/// What of a text a terminal would obey beside the styles of the program itself.
fn obeyed(text: &str) -> Option<char> {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let style = letter == '\u{1b}' && letters.peek() == Some(&'[') && {
            let sequence = letters.by_ref().skip(1).find(|c| !c.is_ascii_digit() && *c != ';');
            sequence == Some('m')
        };
        let bad = letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if bad && !style && letter != '\n' {
            return Some(letter);
        }
    }
    None
}

#[test]
fn no_name_is_obeyed_by_a_terminal() {
    let named = |start: &str| format!("{start}{OBEYED}");
    let (list, other, nothing) = (named("l"), named("o"), named("n"));
    let folder = folder(&[
        (&list, b"GET /api/v1/users\n"),
        (&other, b"POST /api/v1/frobs\nGET /api/v1/groups\n"),
        (&nothing, b"nothing here\n"),
    ]);
    let spec = format!("{}:\n  - {:?}: 1\n", OBEYED.replace('\n', " "), OBEYED);
    std::fs::write(folder.path().join("bad.yaml"), spec).unwrap();
    let missing = format!("missing/{list}");
    let mut runs: Vec<Vec<&str>> = vec![
        vec!["plan", &nothing],
        vec!["plan", &missing],
        vec!["plan", "bad.yaml"],
        vec!["plan", "--output", &missing, &list],
        vec!["plan", "--from", &list, &list],
        vec!["plan", "--assume", &list, &list],
        vec!["plan", "--catalog", &list, &list],
        vec!["plan", "--overlay", "bad.yaml", &list],
        vec![&list],
        vec!["plan", &nothing, "--", &missing],
        vec!["explain", &list],
        vec!["explain", "okta.users.manage", "--calls", &other],
        vec!["check", "--config", &list],
        vec!["check", "--config", "bad.yaml"],
        vec!["check", "--scopes", &list, &other],
        vec!["check", "--grant", &other, &list],
        vec!["audit", "--snapshot", &list],
        vec!["diff", &list, &other],
        vec!["doc", &list],
        vec!["init", "--output", &missing],
        vec!["catalog", "show", &list],
        vec!["catalog", "lint", &list],
        vec!["catalog", "diff", &list, "embedded"],
        vec!["catalog", "import", &list],
    ];
    let unknown_flag = format!("--{list}");
    runs.push(vec!["plan", &unknown_flag]);
    for flag in ["--without", "--with", "--forbid", "--role"] {
        runs.push(vec!["plan", flag, &list, &other]);
    }
    for format in ["text", "json", "markdown", "html", "terraform", "api", "console", "dot", "mermaid"] {
        runs.push(vec!["plan", "-v", "--format", format, &list, &other]);
    }
    for arguments in runs {
        let Ran { code, out, err } = coloured(folder.path(), &arguments);
        assert!((0..=3).contains(&code), "{arguments:?}: {code}");
        assert!(!out.is_empty() || !err.is_empty() || code == 0, "{arguments:?} says nothing");
        for (name, text) in [("stdout", out), ("stderr", err)] {
            assert_eq!(obeyed(&text), None, "{name} of {arguments:?}:\n{}", text.escape_debug());
            assert!(!text.contains("\n::error::"), "{name} of {arguments:?}:\n{text}");
        }
    }
}

#[test]
fn what_a_terminal_obeys_is_found() {
    for (text, expected) in [
        ("\u{1b}[1mbold\u{1b}[0m\n\u{1b}[1;31mred\u{1b}[0m", None),
        ("\u{1b}[2J", Some('\u{1b}')),
        ("\u{1b}]0;title\u{7}", Some('\u{1b}')),
        ("a\rb", Some('\r')),
        ("\u{9b}1m", Some('\u{9b}')),
        ("a\u{202e}b", Some('\u{202e}')),
    ] {
        assert_eq!(obeyed(text), expected, "{text:?}");
    }
}

const MANIFEST: &str = "principals:\n  - name: bot\n    credential: service-app\n    calls: [calls.txt]\n    granted:\n      scopes: [SCOPE]\n      roles: [READ_ONLY_ADMIN]\n";

/// A name with a letter that only looks right is never taken for the name, and what is said of it names the letter.
#[test]
fn a_name_that_only_looks_right_is_none() {
    let scope = "okta.users.re\u{430}d";
    let manifest = MANIFEST.replace("SCOPE", scope);
    let folder = folder(&[("calls.txt", b"GET /api/v1/users\n"), ("leastwise.yaml", manifest.as_bytes())]);
    let checked = run(&folder, &["check"]);
    assert_eq!((checked.code, checked.out.as_str()), (2, ""));
    for said in ["there is no scope", "did you mean", "U+0430"] {
        assert!(checked.err.contains(said), "{said}:\n{}", checked.err);
    }
    for (arguments, letter) in [
        (vec!["explain", scope], "U+0430"),
        (vec!["explain", "okta.users\u{200b}.read"], "U+200B"),
        (vec!["explain", "\u{ff35}SER_ADMIN"], "U+FF35"),
        (vec!["explain", "listUs\u{435}rs"], "U+0435"),
        (vec!["plan", "--forbid", scope, "calls.txt"], "U+0430"),
        (vec!["plan", "--role", "USER_\u{410}DMIN", "calls.txt"], "U+0410"),
        (vec!["check", "--scopes", scope, "calls.txt"], "U+0430"),
        (vec!["catalog", "list", "--role", "USER_ADM\u{406}N"], "U+0406"),
    ] {
        let ran = run(&folder, &arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("did you mean") && ran.err.contains(letter), "{arguments:?}: {}", ran.err);
    }
    let calls = "GET /\u{430}pi/v1/users/me\nlistUs\u{435}rs\n";
    let plan = run_with(&folder, calls, &["plan", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&plan.out).unwrap();
    for (call, letter) in plan["calls"].as_array().unwrap().iter().zip(["U+0430", "U+0435"]) {
        assert_eq!(call["status"], "unresolved", "{call}");
        assert!(call["diagnosis"]["message"].as_str().unwrap().contains(letter), "{call}");
    }
}

/// What the program ends with in so many kilobytes of memory, fed from a pipe.
#[cfg(unix)]
fn confined(
    kilobytes: u64,
    arguments: &str,
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Option<i32> {
    let program = env!("CARGO_BIN_EXE_leastwise");
    let script = format!("ulimit -v {kilobytes}; exec {program} {arguments}");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // Who has read enough hangs up.
    let _ = child.stdin.take().map(|mut stdin| feed(&mut stdin));
    child.wait().unwrap().code()
}

#[cfg(unix)]
#[test]
fn what_is_long_is_read_in_little_memory() {
    const KILOBYTES: u64 = 400_000;
    let event = concat!(
        r#"{"eventType":"user.lifecycle.suspend","outcome":{"result":"SUCCESS"},"transaction":{"id":"NUMBER"},"#,
        r#""debugContext":{"debugData":{"requestUri":"/api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend"}}}"#
    );
    let log = |out: &mut dyn Write| -> io::Result<()> {
        (0..400_000).try_for_each(|number| writeln!(out, "{}", event.replace("NUMBER", &number.to_string())))
    };
    assert_eq!(confined(KILOBYTES, "plan --from system-log -", log), Some(0));
    let endless = |out: &mut dyn Write| -> io::Result<()> {
        (0..600).try_for_each(|_| out.write_all(&vec![b'x'; 1 << 20]))
    };
    assert_eq!(confined(KILOBYTES, "plan --from system-log -", endless), Some(2));
    assert_eq!(confined(1_500_000, "plan -", endless), Some(2));
    let empty = |out: &mut dyn Write| -> io::Result<()> {
        (0..10).try_for_each(|_| out.write_all(&vec![b'\n'; 1_000_000]))
    };
    assert_eq!(confined(1_500_000, "plan -", empty), Some(2));
}

/// Inputs of so many parts whose size says little about the work that they could make, each with the ending of its name.
#[cfg(unix)]
fn cunning(many: usize) -> Vec<(&'static str, String)> {
    let times = |text: &str| text.repeat(many);
    let numbered =
        |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().concat();
    let laugh = numbered(11, &|level| {
        format!("{}: &{} [{}]\n", level + 1, level + 1, vec![format!("*{level}"); 10].join(", "))
    });
    vec![
        ("json", times("[")),
        ("json", format!("{}1{}", times("{\"a\":"), times("}"))),
        ("har", format!("{{\"log\":{{\"entries\":[{}", times("{\"request\":"))),
        ("yaml", format!("{}{}", times("["), times("]"))),
        ("yaml", format!("{}{}", times("{a: "), times("}"))),
        ("yaml", times("- ")),
        ("yaml", format!("0: &0 [x, x]\n{laugh}")),
        ("yaml", numbered(many, &|number| format!("k{number}: 1\n"))),
        ("json", format!("{{{}\"z\":1}}", numbered(many, &|number| format!("\"k{number}\":1,")))),
        ("html", format!("{}GET /api/v1/users", times("<table><tr><td>"))),
        ("tf", format!("locals {{ a = {}{} }}", times("["), times("]"))),
        ("tf", format!("locals {{ a = \"{}x{}\" }}", times("${\""), times("\"}"))),
        ("tf", format!("locals {{ a = {}true }}", times("!"))),
        ("tf", format!("locals {{ a = [{}] }}", times("\"x\", "))),
        ("tfstate", format!("{{\"version\":4,\"resources\":{}", times("["))),
        ("py", format!("import requests\nx = {}{}", times("("), times(")"))),
        ("js", format!("{}fetch(\"/api/v1/users\")", times("`${"))),
        ("http", format!("GET {}\n", times("{{"))),
        ("bru", times("get {")),
        ("csv", format!("{}\nGET /api/v1/users\n", times("a,"))),
        ("txt", format!("GET {}", times("{"))),
        ("txt", format!("curl {}", times("$("))),
        ("txt", times("/a\"")),
        ("txt", times("=>/a")),
        ("txt", times("/a;")),
        ("txt", times("GET /x ")),
        ("txt", times("/api/v1/users|")),
        ("txt", format!("GET /a?{}", times("a=b&"))),
        ("md", format!("|{}\n|{}\n", times("a|"), times("--|"))),
    ]
}

#[cfg(unix)]
#[test]
fn what_is_cunning_is_no_more_work_than_its_size() {
    const FEW: usize = 7_500;
    for number in 0..cunning(1).len() {
        let (ending, _) = cunning(1).swap_remove(number);
        let name = format!("{number}.{ending}");
        for arguments in [
            vec!["plan", &name],
            vec!["check", "--config", &name],
            vec!["check", "--grant", &name, "list.txt"],
            vec!["audit", "--snapshot", &name],
            vec!["catalog", "diff", &name, "embedded"],
            vec!["catalog", "list", "--overlay", &name],
            vec!["doc", &name],
        ] {
            grows_with_its_input(&arguments.join(" "), FEW, |many| {
                let (_, text) = cunning(many).swap_remove(number);
                let folder = folder(&[(&name, text.as_bytes()), ("list.txt", b"GET /api/v1/users\n")]);
                let (output, seconds) = worked(folder.path(), &arguments);
                let err = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.code().is_some_and(|code| code <= 3), "{arguments:?}: {err}");
                assert!(!err.contains("panicked"), "{arguments:?}: {err}");
                assert!(err.len() < 1 << 20, "{arguments:?} says {} bytes", err.len());
                seconds
            });
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_takes_nothing_is_said_and_one_that_hangs_up_is_not() {
    let folder = folder(&[("list.txt", b"GET /api/v1/users\n")]);
    let full = run(&folder, &["plan", "--output", "/dev/full", "list.txt"]);
    assert_eq!(full.code, 2);
    assert!(full.err.contains("/dev/full"), "{}", full.err);
    let program = env!("CARGO_BIN_EXE_leastwise");
    for (script, expected) in [
        (format!("{program} plan list.txt > /dev/full"), 2),
        (
            format!(
                "{{ {program} catalog list --format json; echo $? >&3; }} 3>code | head -c 1 > /dev/null; exit $(cat code)"
            ),
            0,
        ),
        (format!("{program} plan list.txt >&-"), 0),
        (format!("{program} plan list.txt 2>&- > /dev/null"), 0),
        (format!("{program} plan missing 2>&-"), 2),
        (format!("{program} plan - <&-"), 2),
    ] {
        let status = Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .status();
        assert_eq!(status.unwrap().code(), Some(expected), "{script}");
    }
}
