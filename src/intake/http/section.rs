//! One section of an `.http` file: comments and variables, then the request line with what continues it, headers, body.

use super::PROTOCOLS;
use crate::intake::signs;
use crate::intake::tree::Place;
use crate::model::Method;

/// A section, from one line of `###` to the next.
#[derive(Debug, Default)]
pub(super) struct Section<'t> {
    /// Names and values that it sets.
    pub(super) variables: Vec<(&'t str, &'t str)>,
    /// Its request, and those in comments before it.
    pub(super) requests: Vec<Request<'t>>,
    /// A curl command in place of a request, and its line.
    pub(super) command: Option<(u32, String)>,
    /// Whether a header shows that it goes to Okta.
    pub(super) sends_token: bool,
    /// The header `Host`.
    pub(super) host: Option<&'t str>,
    /// What is sent.
    pub(super) body: String,
    /// The line of something that is no request, where one should begin.
    pub(super) unread: Option<u32>,
    /// The lines of its body that look like requests of their own.
    pub(super) in_body: Vec<u32>,
}

/// A request line.
#[derive(Debug)]
pub(super) struct Request<'t> {
    /// Where the method or URL stands.
    pub(super) place: Place,
    /// The method; empty when none is given.
    pub(super) method: &'t str,
    pub(super) url: String,
    /// Whether it stands in a comment.
    pub(super) commented: bool,
}

/// What the next line of a section belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Before,
    Script,
    Line,
    Headers,
    Body,
    Behind,
    Command,
}

/// The sections of a file.
pub(super) fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section::default()];
    let mut part = Part::Before;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.starts_with("###") {
            sections.push(Section::default());
            part = Part::Before;
        } else if let Some(section) = sections.last_mut() {
            part = section.take(part, line, number);
        }
    }
    sections
}

impl<'t> Section<'t> {
    /// Takes in a line; says what the next one belongs to.
    fn take(&mut self, part: Part, line: &'t str, number: u32) -> Part {
        let content = line.trim();
        match part {
            Part::Before => self.before(line, content, number),
            Part::Script if content.contains("%}") => Part::Before,
            Part::Script => Part::Script,
            Part::Line => self.continued(line, content),
            Part::Headers => self.header(content),
            Part::Command => {
                if let Some((_, command)) = &mut self.command {
                    command.push('\n');
                    command.push_str(line);
                }
                Part::Command
            }
            // What handles the answer ends the body.
            Part::Body if ["> ", ">> ", ">>! ", "<> "].iter().any(|sign| line.starts_with(sign)) => {
                Part::Behind
            }
            Part::Body => {
                let is_request = |(method, url): (&str, &str)| {
                    method.parse::<Method>().is_ok_and(|known| known.name() == method) && !url.contains(' ')
                };
                if request_line(content).is_some_and(is_request) {
                    self.in_body.push(number);
                }
                self.body.push_str(line);
                self.body.push('\n');
                Part::Body
            }
            Part::Behind => Part::Behind,
        }
    }

    fn before(&mut self, line: &'t str, content: &'t str, number: u32) -> Part {
        if content.is_empty() {
            return Part::Before;
        }
        if let Some(comment) = comment(content) {
            let indent = line.len() - line.trim_start().len() + content.len() - comment.len();
            self.comment(comment, Place { line: number, column: column(indent) });
            return Part::Before;
        }
        if let Some(variable) = variable(content) {
            self.variables.push(variable);
            return Part::Before;
        }
        if content.starts_with('<') {
            let open = content.contains("{%") && !content.contains("%}");
            return if open { Part::Script } else { Part::Before };
        }
        if content.starts_with("curl ") {
            self.command = Some((number, line.to_owned()));
            return Part::Command;
        }
        let Some((method, url)) = request_line(content) else {
            self.unread = Some(number);
            return Part::Behind;
        };
        let place = Place { line: number, column: column(line.len() - line.trim_start().len()) };
        self.requests.push(Request { place, method, url: url.to_owned(), commented: false });
        Part::Line
    }

    fn comment(&mut self, comment: &'t str, place: Place) {
        if comment.starts_with("@name") {
            return;
        }
        let request = request_line(comment).filter(|(method, url)| {
            let is_known = method.parse::<Method>().is_ok_and(|known| known.name() == *method)
                || PROTOCOLS.contains(method);
            is_known && !url.trim().contains(' ')
        });
        if let Some((method, url)) = request {
            self.requests.push(Request { place, method, url: url.to_owned(), commented: true });
        }
    }

    /// A line right behind the request line: more of its query or path, or the first header.
    fn continued(&mut self, line: &'t str, content: &'t str) -> Part {
        let indented = line.starts_with([' ', '\t']);
        let goes_on = content.starts_with(['?', '&']) || (indented && content.starts_with(['/', '{', ':']));
        let Some(request) = self.requests.last_mut().filter(|_| goes_on) else {
            return if comment(content).is_some() { Part::Line } else { self.header(content) };
        };
        request.url.push_str(without_version(content));
        Part::Line
    }

    fn header(&mut self, content: &'t str) -> Part {
        if content.is_empty() {
            return Part::Body;
        }
        if let Some((name, value)) = content.split_once(':') {
            self.sends_token |= signs::in_request_header(name.trim(), value.trim());
            if name.eq_ignore_ascii_case("host") {
                self.host = Some(value.trim());
            }
        }
        Part::Headers
    }
}

/// What stands in a comment.
fn comment(content: &str) -> Option<&str> {
    let inside = content.strip_prefix("//").or_else(|| content.strip_prefix('#'))?;
    Some(inside.trim_start_matches(['#', '/', ' ', '\t']))
}

/// The name and value in `@name = value`.
pub(super) fn variable(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('@')?.split_once('=')?;
    let name = name.trim();
    let is_name =
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    is_name.then(|| (name, value.trim()))
}

/// The method and URL in a request line; the method may be left out.
fn request_line(content: &str) -> Option<(&str, &str)> {
    let (first, rest) = content.split_once([' ', '\t']).unwrap_or((content, ""));
    let is_known = first.parse::<Method>().is_ok() || PROTOCOLS.contains(&first);
    let is_word = !first.is_empty() && first.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    // What is not known counts as a method by what follows it: no letter of it decides.
    let is_method = is_known || (is_word && is_url(without_version(rest.trim())));
    let (method, url) = if is_method { (first, rest.trim()) } else { ("", content) };
    let url = without_version(url);
    let begins = url.starts_with(['/', '{']) || url.contains("://");
    let hosted =
        url.split(['/', ' ', ':']).next().is_some_and(|host| host.contains('.') || host == "localhost");
    (begins || (hosted && !url.starts_with('.'))).then_some((method, url))
}

/// Whether a text is one path or URL and nothing more.
fn is_url(text: &str) -> bool {
    (text.starts_with(['/', '{']) || text.contains("://")) && !text.contains([' ', '\t'])
}

/// The URL without the version of the protocol behind it.
fn without_version(text: &str) -> &str {
    let (before, last) = text.rsplit_once([' ', '\t']).unwrap_or((text, ""));
    let version = last.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("HTTP/"));
    if version { before.trim_end() } else { text }
}

fn column(characters: usize) -> u32 {
    u32::try_from(characters + 1).unwrap_or(u32::MAX)
}
