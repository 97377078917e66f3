//! `--format terraform`: the output is formatted as `terraform fmt` does it, and its comments are true.

use rstest::rstest;

use super::files;
use crate::program::run;

/// The code of a line without strings, and where its comment begins.
fn code(line: &str) -> (String, Option<usize>) {
    let (mut code, mut in_text, mut escaped) = (String::new(), false, false);
    for (at, letter) in line.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '#' if !in_text => return (code, Some(at)),
            _ => {}
        }
        code.push(if in_text || letter == '"' { 's' } else { letter });
    }
    (code, None)
}

fn brackets(code: &str) -> i32 {
    code.chars().map(|letter| i32::from("([{".contains(letter)) - i32::from(")]}".contains(letter))).sum()
}

/// The rows at hand: the column of a sign, and the end of what comes before it.
type Rows = Vec<(usize, usize)>;

/// What `terraform fmt` would change in a text: indentation, blanks, the columns of `=` and of comments.
fn unformatted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut depth = 0;
    let (mut assigns, mut comments) = (Rows::new(), Rows::new());
    let mut close = |rows: &mut Rows, what: &str, line: usize| {
        let widest = rows.iter().map(|(_, end)| *end).max().unwrap_or(0);
        if rows.iter().any(|(column, _)| *column != widest + 1) {
            found.push(format!("before line {line}: {what} are not under each other"));
        }
        rows.clear();
    };
    for (number, line) in text.lines().enumerate() {
        let (code, comment) = code(line);
        let net = brackets(&code);
        let indent = 2 * usize::try_from(if net < 0 { depth + net } else { depth }).unwrap();
        let start = line.len() - line.trim_start().len();
        let is_blank = line.trim().is_empty();
        if line.trim_end() != line || line.contains('\t') {
            close(&mut vec![(0, 0)], "blanks", number);
        }
        if !is_blank && start != indent {
            close(&mut vec![(start, indent)], "lines", number);
        }
        let equals = code.find(" = ").filter(|at| brackets(code.get(*at..).unwrap()) == 0);
        match equals {
            Some(at) => assigns.push((at + 1, code.get(..at).unwrap().trim_end().len())),
            None => close(&mut assigns, "signs", number),
        }
        match comment.filter(|_| !code.trim().is_empty()) {
            Some(at) => comments.push((at, code.trim_end().len())),
            None => close(&mut comments, "comments", number),
        }
        depth += net;
    }
    close(&mut assigns, "signs", usize::MAX);
    close(&mut comments, "comments", usize::MAX);
    found
}

#[test]
fn the_checker_finds_what_is_not_formatted() {
    for (text, fine) in [
        ("a {\n  b   = 1\n  ccc = 2\n}\n", true),
        ("a {\n  b = 1\n  ccc = 2\n}\n", false),
        ("a {\n    b = 1\n}\n", false),
        ("a {\n  b = [\n    \"x\",   # y\n    \"xyz\", # z\n  ]\n}\n", true),
        ("a {\n  b = [\n    \"x\", # y\n    \"xyz\", # z\n  ]\n}\n", false),
        ("a {\n  b = 1 \n}\n", false),
        ("a = \"# = {\"\n", true),
    ] {
        assert_eq!(unformatted(text).is_empty(), fine, "{text}: {:?}", unformatted(text));
    }
}

const BLOCKS: &str = "provider \"okta\" {\n  scopes = [\"okta.groups.read\", \"okta.logs.read\"]\n}\n\
    provider \"okta\" {\n  alias  = \"second\"\n  scopes = var.scopes\n}\n\
    provider \"okta\" {\n  alias     = \"token\"\n  api_token = var.token\n}\n\
    variable \"scopes\" {}\nvariable \"token\" {}\n\
    resource \"okta_group\" \"g\" {}\nresource \"okta_network_zone\" \"z\" {}\n\
    resource \"okta_group\" \"h\" {\n  provider = okta.second\n}\n\
    resource \"okta_group\" \"i\" {\n  provider = okta.token\n}\n";

#[rstest]
#[case(&["plan", "."])]
#[case(&["check", "."])]
fn provider_blocks_are_formatted(#[case] arguments: &[&str]) {
    let folder = files(&[("main.tf", BLOCKS)]);
    let ran = run(&folder, &[arguments, &["--format", "terraform"]].concat());
    assert_eq!(unformatted(&ran.out), Vec::<String>::new(), "{}", ran.out);
    assert!(ran.out.contains("# added"), "{}", ran.out);
    assert!(
        ran.out.contains("# Taken out: okta.logs.read, okta.groups.read")
            || ran.out.contains("okta.logs.read")
    );
}

#[test]
fn comments_are_only_where_they_are_true() {
    let out = |text: &str, command: &str| {
        run(&files(&[("main.tf", text)]), &[command, ".", "--format", "terraform"]).out
    };
    // A list of which not all is known: nobody can tell what is new.
    let open =
        "variable \"s\" {}\nprovider \"okta\" {\n  scopes = var.s\n}\nresource \"okta_group\" \"g\" {}\n";
    assert!(!out(open, "plan").contains("added") && !out(open, "check").contains("added"));
    // A block of an unknown type may need what nothing else needs.
    let unknown = "provider \"okta\" {\n  scopes = [\"okta.groups.manage\", \"okta.logs.read\"]\n}\n\
                   resource \"okta_group\" \"g\" {}\nresource \"okta_widget\" \"w\" {}\n";
    for command in ["plan", "check"] {
        let text = out(unknown, command);
        assert!(!text.contains("Taken out") && text.contains("\"okta.logs.read\","), "{text}");
    }
    // An API token has no scopes.
    let token = "provider \"okta\" {\n  api_token = \"x\"\n}\nresource \"okta_group\" \"g\" {}\n";
    for command in ["plan", "check"] {
        let text = out(token, command);
        assert!(!text.contains("scopes = [") && text.contains("API token"), "{text}");
    }
    // No block, nothing that stays as it is.
    let none = "resource \"okta_group\" \"g\" {}\n";
    assert!(!out(none, "plan").contains("stay as they are"));
    // Other local names, modules and instances.
    let named = "terraform {\n  required_providers {\n    workforce = {\n      source = \"okta/okta\"\n    }\n  }\n}\n\
                 provider \"workforce\" {\n  alias    = \"by\"\n  for_each = toset([\"a:b\"])\n  scopes   = []\n}\n\
                 resource \"okta_group\" \"g\" {\n  provider = workforce.by[\"a:b\"]\n}\n";
    for command in ["plan", "check"] {
        let text = out(named, command);
        assert!(text.contains("provider \"workforce\" {\n  alias = \"by\"\n"), "{text}");
        assert!(text.contains("for the instance [\"a:b\"]"), "{text}");
        assert_eq!(unformatted(&text), Vec::<String>::new(), "{text}");
    }
}

#[rstest]
#[case("service-app")]
#[case("user-app")]
#[case("api-token")]
fn grants_are_formatted(#[case] credential: &str) {
    let folder = files(&[("none", "")]);
    for calls in [
        &["listUsers"][..],
        &["suspendUser", "listLogEvents", "createGroup"],
        &["activateNetworkZone", "listApplications"],
    ] {
        let arguments =
            [&["plan"][..], calls, &["--format", "terraform", "--credential", credential]].concat();
        let ran = run(&folder, &arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(unformatted(&ran.out), Vec::<String>::new(), "{calls:?}: {}", ran.out);
    }
}
