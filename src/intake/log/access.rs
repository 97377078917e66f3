//! What servers, proxies, load balancers and HTTP clients write about requests, a line for each, or a few.

use std::sync::Arc;

use super::fields::{Fields, Part, part};
use super::line::{Sent, Shown, is_okta_header, of_fields, show};
use super::lines::{Lines, Unread, column};
use super::waiting::Requests;
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::glimpse::{Glimpse, Shape};
use crate::intake::options::Standing;
use crate::intake::source::{self, IntakeError};
use crate::intake::statements::Statements;
use crate::intake::tree::Place;

/// How the line begins that names the columns in the W3C format.
const COLUMNS: &str = "#Fields:";

/// What only the logs of Terraform providers hold, which print requests over many lines.
const TERRAFORM: [&str; 3] = ["---[ REQUEST ]---", "tf_http_req_method", "provider.terraform-provider-"];

pub(in crate::intake) fn claims(glimpse: &Glimpse<'_>) -> bool {
    const LOOKED_AT: usize = 50;
    if glimpse.shape == Shape::Markup {
        return false;
    }
    let lines = || {
        glimpse
            .text
            .lines()
            .map(|line| line.trim_start_matches('\u{feff}'))
            .filter(|line| !line.trim().is_empty())
    };
    if lines().take(5).any(|line| line.starts_with(COLUMNS) && line.contains("cs-method")) {
        return true;
    }
    if is_verbose_curl(&glimpse.text) {
        return true;
    }
    let (mut seen, mut telling) = (0, 0);
    for line in lines().take(LOOKED_AT) {
        seen += 1;
        telling += usize::from(begins_as_log(line) || shows_status(line));
    }
    let terraform = TERRAFORM.iter().any(|mark| glimpse.text.contains(mark));
    let mostly = seen > 0 && telling * 2 >= seen;
    (mostly || terraform)
        && lines().any(|line| (terraform || begins_as_log(line) || shows_status(line)) && shows_request(line))
}

/// Whether a text is what curl prints with `--verbose`: request and answer, each line behind an arrow.
fn is_verbose_curl(text: &str) -> bool {
    let is_request = |line: &str| line.starts_with("> ") && line.contains(" HTTP/") && shows_request(line);
    let mut lines = text.lines();
    lines.any(is_request) && lines.any(|line| line.starts_with("< HTTP/"))
}

/// Whether a line shows a request in quotes or in named parts, and how it was answered.
fn shows_status(line: &str) -> bool {
    let mut found = false;
    if line.contains('"') {
        let _ = show(line, &mut |shown| {
            found = matches!(shown, Shown::Request(sent) if sent.status.is_some());
        });
    }
    found
}

fn shows_request(line: &str) -> bool {
    let mut found = false;
    let _ = show(line, &mut |shown| found = matches!(shown, Shown::Request(_)));
    found
}

/// Whether a line begins as those of logs do: with a date, a time, an address, a level or an arrow.
fn begins_as_log(line: &str) -> bool {
    const LEVELS: [&str; 8] = ["TRACE", "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"];
    const STARTS: [&str; 7] =
        ["--> ", "<-- ", "{\"@level\"", "{\"@timestamp\"", "{\"level\"", "{\"time\"", "{\"ts\""];
    const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    let line = line.trim_start();
    let word = line.split([' ', '\t', 'T', ',']).next().unwrap_or_default().trim_matches(['[', ']', ':']);
    let digits = |separators: &[char], least: usize| {
        let parts: Vec<_> = word.split(separators).collect();
        parts.len() >= least
            && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit()))
    };
    let dated = digits(&['-', '/', '.', ':'], 3);
    let month = word.len() == 3 && MONTHS.contains(word);
    let level = line.split([' ', ':', '[', ']', ',']).find(|word| !word.is_empty());
    let level = level.is_some_and(|word| {
        LEVELS.contains(&word) || (word.len() == 1 && "DIWEF".contains(word) && line.contains(" -- "))
    });
    let syslog = line.starts_with('<') && line.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    dated || month || level || syslog || STARTS.iter().any(|start| line.starts_with(start))
}

/// Every request that the lines show.
pub(in crate::intake) fn read(
    content: Content,
    context: &Context<'_>,
    calls: &mut Calls,
) -> Result<(), IntakeError> {
    let mut stated = Statements::default();
    // Elsewhere a line that begins with a brace may be part of a body that was logged.
    let json = content.beginning().starts_with(b"{");
    let mut lines = Lines::new(content.into_reader());
    let mut requests = Requests::new(context.names.allow_list());
    let mut unread = Unread::default();
    let mut columns: Vec<Option<Part>> = Vec::new();
    let mut is_of_okta_provider = false;
    while let Some(line) = lines.next().map_err(|reason| source::unreadable(calls.source(), reason))? {
        let text = String::from_utf8_lossy(line.bytes.unwrap_or_default());
        if let Some(names) = text.strip_prefix(COLUMNS) {
            columns = names.split_ascii_whitespace().map(part).collect();
            continue;
        }
        if context.standing == Standing::Named {
            stated.refusal(line.number, &text);
        }
        let mut broken = line.bytes.is_none();
        let body = !json && text.trim_start().starts_with('{');
        is_of_okta_provider = provider(&text).unwrap_or(is_of_okta_provider);
        let mut shows_any = false;
        let mut each = |shown: Shown<'_>| {
            shows_any = true;
            if body && matches!(&shown, Shown::Request(sent) if sent.status.is_none() && sent.id.is_empty()) {
                return;
            }
            broken |= shown == Shown::Broken;
            let place = |at| Place { line: line.number, column: column(text.as_bytes(), at) };
            let shown = match shown {
                Shown::Request(sent) if is_of_okta_provider => {
                    Shown::Request(Sent { is_oktas: true, ..sent })
                }
                other => other,
            };
            requests.take(shown, |at| calls.origin(place(at)));
        };
        let read = if columns.is_empty() || text.starts_with('#') {
            show(&text, &mut each)
        } else {
            of_fields(Fields::of_columns(&text, &columns)).map(&mut each);
            Ok(())
        };
        broken |= read.is_err() && json;
        if !shows_any && is_okta_header(&text) {
            requests.is_oktas();
        }
        if broken {
            unread.push(line.number);
        }
    }
    unread.tell(calls, "cut off or broken");
    requests.end().end(calls);
    let source = Arc::clone(calls.source());
    stated.give_refusals(&source, &mut calls.found);
    // A log without requests is an answer, where somebody asks for that log.
    calls.found.is_answer |= context.standing == Standing::Named;
    Ok(())
}

/// Whether a line is of the provider of Okta; nothing when it names no provider of Terraform.
fn provider(line: &str) -> Option<bool> {
    const BINARY: &str = "terraform-provider-";
    const ADDRESS: &str = "registry.terraform.io/";
    const OPEN_TOFU: &str = "registry.opentofu.org/";
    if !line.contains("provider") {
        return None;
    }
    let name = line.find(BINARY).and_then(|at| line.get(at + BINARY.len()..));
    if let Some(name) = name {
        return Some(name.starts_with("okta") && !name.starts_with("oktapam"));
    }
    let address = [ADDRESS, OPEN_TOFU].into_iter().find_map(|host| Some(line.split_once(host)?.1));
    address.map(|address| address.starts_with("okta/okta"))
}
