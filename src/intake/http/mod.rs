//! `.http` and `.rest` files, as VS Code and the IDEs of JetBrains send them: one request to a section.

mod section;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::described::Described;
use super::glimpse::{Glimpse, Shape};
use super::source::IntakeError;
use super::text;
use super::tree;
use super::variables::{Collection, Variables};
use crate::model::{Attribution, Call, SetAside};
use section::{Request, Section};

/// Methods that stand for other protocols.
const PROTOCOLS: [&str; 4] = ["GRAPHQL", "GRPC", "RSOCKET", "WEBSOCKET"];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let lines = || glimpse.text.lines().map(str::trim_start);
    let has = |sign: fn(&str) -> bool| lines().any(sign);
    // A page in Markdown has headings and code of the same looks.
    let sections = || has(|line| line.starts_with("###")) && !has(|line| line.starts_with("```"));
    let telling = || {
        has(|line| {
            let comment = line.trim_start_matches(['#', '/', ' ']);
            let named = comment.len() < line.len() && comment.starts_with("@name ");
            named || line.starts_with("> {%") || section::variable(line).is_some()
        })
    };
    matches!(glimpse.ending(), "http" | "rest")
        || is_environment(&glimpse.name)
        || (glimpse.shape == Shape::Lines && sections() && telling())
}

/// Whether a file holds the environments of such files, by its name.
pub(super) fn is_environment(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(name, "http-client.env.json" | "http-client.private.env.json")
}

/// The variables of every environment in a file.
pub(super) fn variables(text: &str, variables: &mut Variables) {
    for root in &tree::json(text).roots {
        for (title, environment) in root.entries() {
            let mut own = Variables::default();
            for (name, value) in environment.entries() {
                own.set(name, value.text().unwrap_or_default());
            }
            own.named(title);
            variables.merge(&own);
        }
    }
}

/// Every request; those in comments are set aside.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    if is_environment(&content.name) {
        let text = content.into_text()?;
        return calls.end(&tree::json(&text), "environment of an HTTP client");
    }
    let environment = context.environments.near(calls.source());
    let text = content.into_text()?;
    let sections = section::sections(&text);
    let mut own = Variables::default();
    for (name, value) in sections.iter().flat_map(|section| &section.variables) {
        own.set(name, value);
    }
    let variables = own.over(&environment);
    for section in &sections {
        for request in &section.requests {
            push(request, section, &variables, calls);
        }
        if let Some((at, command)) = &section.command {
            let is_oktas = command.split_whitespace().any(|word| variables.name_okta(word));
            let command = variables.complete(command);
            for call in text::found(&command, calls.source(), context.names)? {
                let attribution = if is_oktas { Attribution::Explicit } else { call.attribution };
                calls.push(moved(call, *at).attributed(attribution));
            }
        }
        if let Some(line) = section.unread {
            calls.note(Some(line), "no request begins here, so the section is passed over");
        }
        for line in &section.in_body {
            let message = "a request line in the body of another request is passed over: put `###` before it";
            calls.note(Some(*line), message);
        }
    }
    Ok(())
}

fn push(request: &Request<'_>, section: &Section<'_>, variables: &Variables, calls: &mut Calls) {
    let other = PROTOCOLS.contains(&request.method);
    let host = section.host.filter(|_| request.url.starts_with('/'));
    let url = host.map_or_else(|| request.url.clone(), |host| format!("https://{host}{}", request.url));
    let described = Described {
        method: if other { "POST" } else { request.method },
        url: &url,
        sent: (!request.commented).then_some(section.body.as_str()),
        aside: match () {
            () if request.commented => Some(SetAside::CommentedOut),
            () if other => Some(SetAside::OtherProtocol),
            () => None,
        },
        sends_token: section.sends_token && !request.commented,
        signs: Collection::default(),
    };
    calls.push(described.call(calls.origin(request.place), variables));
}

/// The call of a command in a section, at its place in the file.
fn moved(mut call: Call, line: u32) -> Call {
    call.origin.line += line - 1;
    call
}
