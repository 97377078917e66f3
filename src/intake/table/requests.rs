//! Data that makes requests: commands, steps of workflows, requests with their headers, what a program logged.
//!
//! Other data found in a folder describes calls and makes none: catalogs of an API, settings, sample events, rules.

use crate::intake::class;
use crate::intake::columns;
use crate::intake::tree::{Node, Value};

/// Members that hold commands.
const COMMANDS: [&str; 24] = [
    "run",
    "runs",
    "script",
    "scripts",
    "command",
    "commands",
    "cmd",
    "cmds",
    "shell",
    "bash",
    "pwsh",
    "powershell",
    "exec",
    "entrypoint",
    "inline",
    "inlinescript",
    "beforescript",
    "afterscript",
    "buildcommand",
    "startcommand",
    "postcreatecommand",
    "ansiblebuiltinshell",
    "ansiblebuiltincommand",
    "ansiblebuiltinraw",
];

/// Members that hold a request of a step.
const STEPS: [&str; 6] =
    ["uri", "ansiblebuiltinuri", "geturl", "ansiblebuiltingeturl", "request", "httprequest"];

/// Members that say what a step does.
const KINDS: [&str; 9] =
    ["type", "uses", "kind", "action", "call", "module", "resource", "component", "provider"];

/// Whether a file belongs to a service that runs it, or is a notebook, whose cells are programs.
pub(super) fn is_pipeline(source: &str) -> bool {
    const FILES: [&str; 5] =
        ["docker-compose", "compose.", "azure-pipelines", "bitbucket-pipelines", "cloudbuild"];
    let lower = source.to_ascii_lowercase();
    let mut parts = lower.split(['/', '\\']);
    let file = parts.next_back().unwrap_or_default();
    file.rsplit_once('.').is_some_and(|(_, ending)| ending == "ipynb")
        || FILES.iter().any(|start| file.starts_with(start))
        || class::is_pipeline(file)
        || parts.any(class::is_pipeline)
}

/// Whether the value of a member makes requests, by the name of the member.
pub(super) fn are_made_by(key: &str, value: &Node<'_>, siblings: &Node<'_>) -> bool {
    let bare = bare(key);
    let is_answered = || siblings.entries().any(|(name, _)| self::bare(name).contains("response"));
    COMMANDS.contains(&&*bare)
        || (bare == "args" && matches!(value.value, Value::List(_)))
        || (STEPS.contains(&&*bare) && matches!(value.value, Value::Map(_)) && !is_answered())
}

/// Whether an object makes the requests that stand in it: a step that sends, or a request with its headers.
pub(super) fn makes(node: &Node<'_>) -> bool {
    let mut has_headers = false;
    let mut has_host = false;
    let mut has_status = false;
    let mut has_time = false;
    for (key, value) in node.entries() {
        let bare = bare(key);
        if KINDS.contains(&&*bare) && value.text().is_some_and(sends) {
            return true;
        }
        has_headers |= matches!(&*bare, "header" | "headers" | "requestheaders" | "httpheaders")
            && !matches!(value.value, Value::Text(_) | Value::Plain(_));
        has_host |= matches!(&*bare, "url" | "uri" | "endpoint" | "href")
            && value.text().is_some_and(|text| text.contains("://") || text.starts_with(['{', '$', '=']));
        has_status |= value.text().is_some_and(|text| columns::status(text) > 0) && bare.contains("status");
        has_time |= value.text().is_some() && is_time(&bare);
    }
    (has_headers && has_host) || (has_status && has_time)
}

/// Whether the kind of a step says that it sends requests; triggers and listeners get them.
fn sends(kind: &str) -> bool {
    const LONGEST: usize = 80;
    let kind = kind.to_ascii_lowercase();
    let has = |word: &str| kind.contains(word);
    kind.len() <= LONGEST
        && (has("http") || has("rest.") || has("webrequest"))
        && !["://", "trigger", "listen", "server", "probe", "http in"].iter().any(|word| has(word))
}

fn is_time(bare: &str) -> bool {
    matches!(
        bare,
        "time" | "timestamp" | "ts" | "date" | "datetime" | "starteddatetime" | "requesttime" | "logtime"
    )
}

/// A name without case and signs.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
