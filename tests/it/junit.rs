//! `JUnit` files hold to the schema that Jenkins checks, `jenkins-junit.xsd`; its rules stand here as a table.

use leastwise::render::Format;

use crate::fixture::{report, varied};
use crate::program::{folder, run};
use crate::written::{Element, elements_of, written};

/// Whether an element or attribute must be there, and whether an element may repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    AtMostOnce,
    AtLeastOnce,
    AnyNumber,
}
use Times::{AnyNumber, AtLeastOnce, AtMostOnce};

/// An element: the elements inside of it in their order, its attributes with whether they are required, whether it has text.
struct Rule {
    name: &'static str,
    children: &'static [(&'static str, Times)],
    attributes: &'static [(&'static str, bool)],
    has_text: bool,
}

const RULES: [Rule; 10] = [
    Rule {
        name: "testsuites",
        children: &[("testsuite", AnyNumber)],
        attributes: &[
            ("name", false),
            ("time", false),
            ("tests", false),
            ("failures", false),
            ("disabled", false),
            ("errors", false),
        ],
        has_text: false,
    },
    Rule {
        name: "testsuite",
        children: &[
            ("properties", AtMostOnce),
            ("testcase", AnyNumber),
            ("system-out", AtMostOnce),
            ("system-err", AtMostOnce),
        ],
        attributes: &[
            ("name", true),
            ("tests", true),
            ("failures", false),
            ("errors", false),
            ("time", false),
            ("disabled", false),
            ("skipped", false),
            ("timestamp", false),
            ("hostname", false),
            ("id", false),
            ("package", false),
        ],
        has_text: false,
    },
    Rule {
        name: "testcase",
        children: &[
            ("skipped", AtMostOnce),
            ("error", AnyNumber),
            ("failure", AnyNumber),
            ("system-out", AnyNumber),
            ("system-err", AnyNumber),
        ],
        attributes: &[
            ("name", true),
            ("assertions", false),
            ("time", false),
            ("classname", false),
            ("status", false),
        ],
        has_text: false,
    },
    Rule { name: "properties", children: &[("property", AtLeastOnce)], attributes: &[], has_text: false },
    Rule { name: "property", children: &[], attributes: &[("name", true), ("value", true)], has_text: false },
    Rule {
        name: "failure",
        children: &[],
        attributes: &[("type", false), ("message", false)],
        has_text: true,
    },
    Rule { name: "error", children: &[], attributes: &[("type", false), ("message", false)], has_text: true },
    Rule { name: "skipped", children: &[], attributes: &[], has_text: true },
    Rule { name: "system-out", children: &[], attributes: &[], has_text: true },
    Rule { name: "system-err", children: &[], attributes: &[], has_text: true },
];

/// Where a text does not hold to the schema.
pub(crate) fn misfits(text: &str) -> Vec<String> {
    let elements = elements_of(text);
    let mut found = Vec::new();
    if elements.first().is_none_or(|root| root.name != "testsuites" && root.name != "testsuite") {
        found.push("the root is no suite".to_owned());
    }
    for (at, element) in elements.iter().enumerate() {
        let Some(rule) = RULES.iter().find(|rule| rule.name == element.name) else {
            found.push(format!("`{}` is no element", element.name));
            continue;
        };
        found.extend(attributes_that_misfit(rule, element));
        found.extend(
            (!rule.has_text && !element.text.trim().is_empty()).then(|| format!("text in `{}`", rule.name)),
        );
        let below = elements[at + 1..].iter().take_while(|other| other.depth > element.depth);
        let children =
            below.filter(|other| other.depth == element.depth + 1).map(|other| other.name.as_str());
        found.extend(children_that_misfit(rule, &children.collect::<Vec<_>>()));
    }
    found
}

fn attributes_that_misfit(rule: &Rule, element: &Element) -> Vec<String> {
    let known = |name: &str| rule.attributes.iter().any(|(known, _)| *known == name);
    let unknown = element.attributes.iter().filter(|(name, _)| !known(name));
    let unknown = unknown.map(|(name, _)| format!("`{}` has no attribute `{name}`", rule.name));
    let missing = rule
        .attributes
        .iter()
        .filter(|(name, required)| *required && element.attributes.iter().all(|(own, _)| own != name));
    unknown.chain(missing.map(|(name, _)| format!("`{}` lacks `{name}`", rule.name))).collect()
}

/// The children must come in the order of the rule, each as often as it says.
fn children_that_misfit(rule: &Rule, children: &[&str]) -> Vec<String> {
    let mut rest = children;
    let mut found = Vec::new();
    for (name, times) in rule.children {
        let count = rest.iter().take_while(|child| *child == name).count();
        let fits = match times {
            AtMostOnce => count <= 1,
            AtLeastOnce => count >= 1,
            AnyNumber => true,
        };
        if !fits {
            found.push(format!("`{}` holds {count} times `{name}`", rule.name));
        }
        rest = &rest[count..];
    }
    found.extend(rest.first().map(|child| format!("`{child}` stands in the wrong place of `{}`", rule.name)));
    found
}

#[test]
fn every_report_holds_to_the_schema_of_jenkins() {
    let none: [String; 0] = [];
    for report in [varied(), report(Vec::new(), Vec::new())] {
        assert_eq!(misfits(&written(&report, Format::Junit)), none);
    }
    let folder = folder(&[("calls.txt", b"GET /api/v1/users\nGET /api/v1/no/such\n")]);
    for arguments in [
        &["calls.txt", "--scopes", "okta.users.manage openid", "--role", "SUPER_ADMIN"][..],
        &["--scopes", "okta.users.read"],
    ] {
        let ran = run(&folder, &[&["check", "--format", "junit"], arguments].concat());
        assert!(ran.code < 2, "{}", ran.err);
        assert_eq!(misfits(&ran.out), none, "{arguments:?}");
    }
}

/// A table that lets everything pass would prove nothing.
#[test]
fn what_does_not_hold_to_the_schema_is_found() {
    let text = written(&varied(), Format::Junit);
    for (from, to) in [
        ("<testcase name=", "<testcase file=\"x\" name="),
        ("<skipped>", "<skipped message=\"x\">"),
        ("<testsuite name=", "<testsuite title="),
        ("errors=\"0\">", "errors=\"0\" skipped=\"1\">"),
        ("<properties>", "<system-out/><properties>"),
        ("<failure ", "<system-out/><failure "),
        ("<testsuites ", "<suites "),
    ] {
        assert!(text.contains(from), "{from}");
        let broken = text
            .replacen(from, to, 1)
            .replace("</testsuites>", if from == "<testsuites " { "</suites>" } else { "</testsuites>" });
        assert!(!misfits(&broken).is_empty(), "{to}");
    }
}

/// The counts of the suites are those of their cases.
#[test]
fn counts_are_right() {
    let elements = elements_of(&written(&varied(), Format::Junit));
    let root = &elements[0];
    assert_eq!((root.name.as_str(), root.get("tests"), root.get("failures")), ("testsuites", "9", "3"));
    let suites: Vec<_> = elements.iter().filter(|one| one.name == "testsuite").collect();
    assert_eq!(suites.iter().map(|one| one.get("name")).collect::<Vec<_>>(), ["nightly", "leastwise"]);
    let sum = |name: &str| suites.iter().map(|one| one.get(name).parse::<usize>().unwrap()).sum::<usize>();
    assert_eq!((sum("tests"), sum("failures"), sum("skipped"), sum("errors")), (9, 3, 3, 0));
    let skipped = elements.iter().filter(|one| one.name == "skipped").map(|one| one.text.as_str());
    let excuses: Vec<_> = skipped.map(|text| text.split(". ").next().unwrap()).collect();
    assert_eq!(
        excuses,
        [
            "not judged: nothing says which permissions the custom role `Night shift` has",
            "stands in the baseline",
            "allowed by identity team until 2027-03-31: the app moves in spring",
        ]
    );
    let failure = elements.iter().find(|one| one.name == "failure").unwrap();
    assert!(failure.text.contains("At ci/grants.yaml:4."), "{}", failure.text);
    let clean = elements_of(&written(&report(Vec::new(), Vec::new()), Format::Junit));
    assert_eq!(
        (clean[0].get("tests"), clean[0].get("failures")),
        ("1", "0"),
        "no test at all counts as a failure"
    );
}
