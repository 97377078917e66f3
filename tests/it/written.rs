//! A check as the readers of each format see it: what it counts, what its elements are.

use std::path::Path;

use leastwise::render::{self, Format, Look};
use leastwise::report::CheckReport;
use quick_xml::events::Event;
use serde_json::Value;

/// Every format of a check.
pub(crate) const FORMATS: [Format; 8] = [
    Format::Text,
    Format::Json,
    Format::Sarif,
    Format::Junit,
    Format::Github,
    Format::Gitlab,
    Format::Markdown,
    Format::Html,
];

/// A report as it is written by a run in `/home/jane/repo`.
pub(crate) fn written(report: &CheckReport, format: Format) -> String {
    let look = Look { width: 100, verbose: false, credential: None };
    let mut out = Vec::new();
    render::check(report, format, look, Path::new("/home/jane/repo"), &mut out).unwrap();
    String::from_utf8(anstream::adapter::strip_bytes(&out).into_vec()).unwrap()
}

pub(crate) fn json(report: &CheckReport, format: Format) -> Value {
    serde_json::from_str(&written(report, format)).unwrap()
}

/// An element of XML with its attributes.
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) depth: usize,
    /// The text right inside of it.
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// Every element of a text that must be well-formed XML.
pub(crate) fn elements_of(text: &str) -> Vec<Element> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth): (Vec<Element>, usize) = (Vec::new(), 0);
    let mut open: Vec<usize> = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                    (key, String::from_utf8(attribute.value.to_vec()).unwrap())
                });
                let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                found.push(Element { name, attributes: attributes.collect(), depth, text: String::new() });
                if matches!(event, Event::Start(_)) {
                    depth += 1;
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => {
                depth -= 1;
                open.pop();
            }
            Event::Text(text) => {
                let text = text.decode().unwrap();
                if let Some(at) = open.last() {
                    found[*at].text.push_str(&text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{text}");
    found
}

/// The codes of notes about what could not be seen of an org.
const UNSEEN: [&str; 3] = ["unknown", "log-not-read", "log-not-whole"];

/// What a format says could not be seen of an org, each in an element of its own, as a reader of that format finds it.
pub(crate) fn unseen_in(text: &str, format: Format) -> Vec<String> {
    let array = || serde_json::from_str::<Value>(text).unwrap();
    let is_code = |code: &str| UNSEEN.contains(&code);
    match format {
        Format::Csv => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let head = reader.headers().unwrap().clone();
            let at = |name: &str| head.iter().position(|one| one == name).unwrap();
            let (rule, message, severity) = (at("rule"), at("message"), at("severity"));
            let rows = reader.records().map(Result::unwrap).filter(|row| is_code(&row[rule]));
            rows.inspect(|row| assert!(row[severity].is_empty())).map(|row| row[message].to_owned()).collect()
        }
        Format::Junit => {
            let elements = elements_of(text);
            let cases = elements.iter().filter(|one| one.name == "testcase");
            let names = cases.map(|case| case.get("name"));
            let of_code = |name: &&str| name.split_once(": ").is_some_and(|(code, _)| is_code(code));
            names.filter(of_code).map(str::to_owned).collect()
        }
        Format::Github => {
            let starts = UNSEEN.map(|code| format!("::warning title={code}"));
            let is_told = |line: &&str| {
                starts.iter().any(|start| {
                    line.strip_prefix(start)
                        .is_some_and(|rest| rest.starts_with("::") || rest.starts_with(" ·"))
                })
            };
            text.lines().filter(is_told).map(str::to_owned).collect()
        }
        Format::Gitlab => {
            let array = array();
            let issues = array.as_array().unwrap().iter();
            let issues = issues.filter(|issue| is_code(issue["check_name"].as_str().unwrap()));
            issues.map(|issue| issue["description"].as_str().unwrap().to_owned()).collect()
        }
        Format::Sarif => {
            let log = array();
            let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
            let notes = notes.iter().filter(|note| is_code(note["descriptor"]["id"].as_str().unwrap()));
            notes.map(|note| note["message"]["text"].as_str().unwrap().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// How many findings a format shows, and how many that are allowed, as a reader of that format counts them.
pub(crate) fn counted(report: &CheckReport, format: Format) -> (usize, Option<usize>) {
    count(&written(report, format), format)
}

/// The same of a text.
pub(crate) fn count(text: &str, format: Format) -> (usize, Option<usize>) {
    match format {
        Format::Json => {
            let value: Value = serde_json::from_str(text).unwrap();
            (value["findings"].as_array().unwrap().len(), Some(value["allowed"].as_array().unwrap().len()))
        }
        Format::Sarif => {
            let value: Value = serde_json::from_str(text).unwrap();
            let results = value["runs"][0]["results"].as_array().unwrap();
            let justified = |result: &&Value| {
                let excuse = &result["suppressions"][0]["justification"];
                excuse.as_str().is_some_and(|excuse| excuse.starts_with("allowed"))
            };
            let allowed = results.iter().filter(justified).count();
            (results.len() - allowed, Some(allowed))
        }
        Format::Gitlab => (serde_json::from_str::<Vec<Value>>(text).unwrap().len(), None),
        Format::Github => {
            let lines = text.lines();
            let commands = lines.filter(|line| {
                ["::error ", "::warning ", "::notice "].iter().any(|command| line.starts_with(command))
            });
            assert_eq!(text.lines().count(), commands.clone().count(), "{text}");
            (commands.filter(|line| !line.contains("title=not judged")).count(), None)
        }
        Format::Junit => {
            let cases = elements_of(text);
            let cases = cases.iter().filter(|one| one.name == "testcase");
            let is_finding = |one: &&Element| {
                one.get("name") != "nothing to report" && !one.get("name").starts_with("not-judged: ")
            };
            let cases = cases.filter(is_finding).count();
            let allowed = elements_of(text);
            let allowed = allowed.iter().filter(|one| one.name == "skipped");
            let allowed = allowed.filter(|one| one.text.starts_with("allowed")).count();
            (cases - allowed, Some(allowed))
        }
        Format::Csv => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let rule = reader.headers().unwrap().iter().position(|name| name == "rule").unwrap();
            let rows = reader.records().map(Result::unwrap);
            (rows.filter(|row| !row[rule].is_empty()).count(), None)
        }
        Format::Markdown => {
            let table = text.split("## ").next().unwrap();
            // The head of the table and the line under it are no findings.
            (table.lines().filter(|line| line.starts_with('|')).count().saturating_sub(2), None)
        }
        Format::Html => {
            let rows = text.matches("<tr class=\"finding ").count();
            let allowed = text.matches("<tr class=\"finding allowed\"").count();
            (rows - allowed, Some(allowed))
        }
        Format::Text => {
            let severity = |line: &&str| {
                let words = ["  error    ", "  warning  ", "  note     "];
                words.iter().any(|word| line.starts_with(word))
            };
            (text.lines().filter(severity).count(), None)
        }
        other => unreachable!("no check is written as {}", other.name()),
    }
}
