//! DOT and Mermaid: both parse, every arrow joins boxes that are there, and both stay small when calls are many.

use std::collections::BTreeSet;

use leastwise::plan::Options;
use leastwise::render::{self, Format, Look};
use leastwise::report::{Question, explain, known_names};

use crate::support::{catalog, project, report_with};

const LOOK: Look = Look { width: 100, verbose: false, credential: None };

/// Boxes by name and arrows, as a picture says them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Picture {
    boxes: Vec<(String, String)>,
    arrows: Vec<(String, String, String)>,
}

/// Text in double quotes with what may be escaped in it; the rest behind it.
fn quoted(text: &str) -> (String, &str) {
    let mut label = String::new();
    let mut letters = text.strip_prefix('"').unwrap_or_else(|| panic!("no quote: {text}")).char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (label, text.get(at + 2..).unwrap()),
            '\\' => match letters.next().unwrap().1 {
                'l' => label.push('\n'),
                escaped @ ('"' | '\\') => label.push(escaped),
                other => panic!("`\\{other}` in {text}"),
            },
            letter => label.push(letter),
        }
    }
    panic!("the quote does not end: {text}");
}

fn dot(text: &str) -> Picture {
    let body = text.strip_prefix("digraph leastwise {\n").unwrap().strip_suffix("}\n").unwrap();
    let mut picture = Picture::default();
    for line in body.lines() {
        let line = line.trim().strip_suffix(';').unwrap_or_else(|| panic!("no end: {line}"));
        let Some((name, rest)) = line.split_once(" [label=") else {
            assert!(["rankdir=LR", "node [", "edge ["].iter().any(|start| line.starts_with(start)), "{line}");
            continue;
        };
        let (label, rest) = quoted(rest);
        assert!(rest.ends_with(']'), "{line}");
        match name.split_once(" -> ") {
            Some((from, to)) => picture.arrows.push((from.to_owned(), to.to_owned(), label)),
            None => picture.boxes.push((name.to_owned(), label)),
        }
    }
    picture
}

fn mermaid(text: &str) -> Picture {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let mut picture = Picture::default();
    let mut classes = BTreeSet::new();
    for line in lines {
        let line = line.trim();
        if let Some(class) = line.strip_prefix("classDef ") {
            classes.insert(class.split(' ').next().unwrap());
            continue;
        }
        let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
        let rest = line.get(name.len()..).unwrap();
        if let Some(rest) = rest.strip_prefix(" -->").or(rest.strip_prefix(" -.->")) {
            let (label, to) = match rest.strip_prefix('|') {
                Some(rest) => {
                    let (label, rest) = quoted(rest);
                    (label, rest.strip_prefix("| ").unwrap())
                }
                None => (String::new(), rest.trim()),
            };
            picture.arrows.push((name, to.to_owned(), label));
        } else {
            let close = match rest.chars().next().unwrap() {
                '[' => "]",
                '(' => ")",
                other => panic!("`{other}` in {line}"),
            };
            let (label, rest) = quoted(rest.get(1..).unwrap());
            let class = rest.strip_prefix(close).and_then(|rest| rest.strip_prefix(":::")).unwrap();
            assert!(classes.contains(class), "{line}");
            assert!(!label.replace("<br/>", "").contains(['<', '>']), "{line}");
            picture.boxes.push((name, label.replace("<br/>", "\n")));
        }
    }
    picture
}

/// Both formats of one thing, parsed; what they show is the same.
fn pictures(write: impl Fn(Format, &mut Vec<u8>)) -> Picture {
    let written = |format| {
        let mut out = Vec::new();
        write(format, &mut out);
        String::from_utf8(out).unwrap()
    };
    let (one, other) = (dot(&written(Format::Dot)), mermaid(&written(Format::Mermaid)));
    assert_eq!(one.arrows, other.arrows);
    let names =
        |picture: &Picture| picture.boxes.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(&one), names(&other));
    assert_eq!(names(&one).len(), one.boxes.len(), "a box stands twice");
    for (from, to, _) in &one.arrows {
        assert!(names(&one).contains(from) && names(&one).contains(to));
    }
    one
}

fn of_plan(text: &str) -> Picture {
    let report = report_with(catalog(), text, &Options::default());
    pictures(|format, out| render::plan(&report, format, LOOK, out).unwrap())
}

fn of_name(name: &str) -> Picture {
    let question = Question { asked: name.to_owned(), understood: None, operations: Vec::new() };
    let report = explain(catalog(), 0, &question, None).unwrap();
    pictures(|format, out| render::explain(&report, format, LOOK, out).unwrap())
}

fn label<'p>(picture: &'p Picture, name: &str) -> &'p str {
    &picture.boxes.iter().find(|(other, _)| other == name).unwrap().1
}

#[test]
fn the_picture_of_a_plan_leads_from_calls_to_what_is_granted() {
    let picture = of_plan("GET /api/v1/users\nPOST /api/v1/users/{id}/lifecycle/suspend\n");
    let arrows: Vec<_> = picture
        .arrows
        .iter()
        .map(|(from, to, _)| (label(&picture, from).lines().next().unwrap(), label(&picture, to).trim()))
        .collect();
    assert!(arrows.contains(&("UserLifecycle · 1 call", "scope okta.users.manage")), "{arrows:?}");
    assert!(arrows.contains(&("User · 1 call", "scope okta.users.read")), "{arrows:?}");
    assert!(arrows.contains(&("scope okta.users.read", "scope okta.users.manage")), "{arrows:?}");
    assert!(
        arrows.contains(&("UserLifecycle · 1 call", "permission okta.users.lifecycle.suspend")),
        "{arrows:?}"
    );
}

#[test]
fn what_is_not_granted_is_drawn_too() {
    let picture = of_plan(
        "POST /api/v1/authn\nGET /api/v1/brands/b1/pages/sign-in\nGET /api/v1/features\nlistSupportedSecurityQuestions\n",
    );
    let all: Vec<_> = picture.boxes.iter().map(|(_, label)| label.trim()).collect();
    assert!(all.contains(&"no grant is needed"), "{all:?}");
    assert!(all.contains(&"a right that no source names"), "{all:?}");
    assert!(all.contains(&"not possible with this credential"), "{all:?}");
    let touched: BTreeSet<_> = picture.arrows.iter().flat_map(|(from, to, _)| [from, to]).collect();
    assert_eq!(touched.len(), picture.boxes.len(), "no box stands alone");
}

/// Forty calls and more are drawn by resource.
#[test]
fn many_calls_stay_readable() {
    let every: Vec<_> = catalog()
        .operations()
        .filter(|(_, one)| one.path.starts_with("/api/v1/users/{") || one.path.starts_with("/api/v1/groups"))
        .map(|(_, one)| format!("{} {}\n", one.method, one.path))
        .collect();
    assert!(every.len() > 80, "{}", every.len());
    let picture = of_plan(&every.concat());
    assert!(picture.boxes.len() < 75, "{} boxes for {} calls", picture.boxes.len(), every.len());
    let forty = std::fs::read_to_string(project().join("examples/helpdesk.txt")).unwrap();
    assert!(of_plan(&forty).boxes.len() < 30);
}

#[test]
fn every_kind_of_name_is_drawn() {
    for (position, name) in known_names(catalog()).into_iter().enumerate() {
        if position % 41 == 0
            || ["SUPER_ADMIN", "okta.users.manage", "management:listPolicies"].contains(&name)
        {
            of_name(name);
        }
    }
    let role = of_name("READ_ONLY_ADMIN");
    assert!(!role.arrows.is_empty());
}

/// Text in labels cannot end them: notes of an overlay are anybody's.
#[test]
fn labels_are_quoted() {
    let overlay = "\
overlay: acme
capabilities:
  - {name: 'okta.users.\"read\\<b>#', title: Odd, custom_role: 'yes', name_evidence: vendor}
operations:
  - {id: 'management:getUISchema', reason: odd, capabilities: [{all_of: ['okta.users.\"read\\<b>#'], evidence: observed}]}
";
    let catalog = crate::support::from_overlay(overlay);
    let question = Question { asked: "getUISchema".to_owned(), understood: None, operations: Vec::new() };
    let report = explain(&catalog, 0, &question, None).unwrap();
    let picture = pictures(|format, out| render::explain(&report, format, LOOK, out).unwrap());
    assert!(picture.boxes.iter().any(|(_, label)| label.contains("\"read\\<b>#")), "{picture:?}");
}
