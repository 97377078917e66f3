//! One line as people see it: markup, escapes and invisible characters gone, every character knows its column.

/// A line, ready to be scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The characters.
    pub(super) chars: Vec<char>,
    columns: Option<Vec<u32>>,
}

/// Names of HTML elements that may stand around a call; anything else in angle brackets is a placeholder.
const ELEMENTS: [&str; 36] = [
    "a", "b", "br", "code", "dd", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "tt", "u",
    "ul", "s", "del", "strike",
];

/// Elements that strike their content through.
const STRIKING: [&str; 3] = ["s", "del", "strike"];

/// What stands for the beginning or the end of text that is struck through.
pub(super) const STRIKE: char = '\u{336}';

/// Signs of other scripts for which people mean one of ASCII; letters of full width are taken as letters besides.
const WIDE: [(char, char); 4] = [('、', ','), ('。', '.'), ('「', '"'), ('」', '"')];

/// How far words may stand from a call and still be about it, in characters.
pub(super) const NEAR: usize = 200;

/// The longest markup that is looked at, in characters.
const LONGEST_MARKUP: usize = 300;

/// The longest destination of a link that is looked at.
const MAX_LINK: usize = 2_000;

/// Named character references that occur in pasted calls.
const ENTITIES: [(&str, char); 24] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("lbrace", '{'),
    ("rbrace", '}'),
    ("lcub", '{'),
    ("rcub", '}'),
    ("sol", '/'),
    ("colon", ':'),
    ("dollar", '$'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("rarr", '→'),
    ("bull", '•'),
    ("hellip", '…'),
    ("lsqb", '['),
    ("rsqb", ']'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lowbar", '_'),
    ("quest", '?'),
];

impl Line {
    /// Cleans a raw line.
    pub(super) fn new(raw: &str) -> Self {
        let special = |c: char| matches!(c, '&' | '<' | '\\' | ']' | '~') || !(' '..='~').contains(&c);
        let chars: Vec<char> = raw.chars().collect();
        let jira = || raw.contains("{code") || raw.contains("{noformat");
        if raw.contains(special) || (raw.contains('{') && jira()) {
            let windows = raw.contains("\\api\\v");
            Cleaner { raw: &chars, windows, ..Cleaner::default() }.run()
        } else {
            Self { chars, columns: None }
        }
    }

    /// The column of a character, from 1.
    pub(super) fn column(&self, position: usize) -> u32 {
        let plain = || u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1);
        self.columns.as_ref().and_then(|columns| columns.get(position).copied()).unwrap_or_else(plain)
    }

    /// The characters from a place on, as far as they can be about what ends there.
    pub(super) fn text_near(&self, from: usize) -> String {
        self.text(from..from.saturating_add(NEAR).min(self.chars.len()))
    }

    /// A part of the line, which keeps its columns.
    pub(super) fn slice(&self, span: std::ops::Range<usize>) -> Self {
        let columns = span.clone().map(|position| self.column(position)).collect();
        Self { chars: self.chars.get(span).unwrap_or_default().to_vec(), columns: Some(columns) }
    }

    /// The line with another text in place of a span, all of it at the place of that.
    pub(super) fn with(&self, span: std::ops::Range<usize>, text: &str) -> Self {
        let mut line = Self { chars: Vec::new(), columns: Some(Vec::new()) };
        let mut add = |c: char, column: u32| {
            line.chars.push(c);
            line.columns.get_or_insert_default().push(column);
        };
        let kept =
            |range: std::ops::Range<usize>| range.map(|at| (self.chars.get(at).copied(), self.column(at)));
        kept(0..span.start).for_each(|(c, column)| add(c.unwrap_or(' '), column));
        text.chars().for_each(|c| add(c, self.column(span.start)));
        kept(span.end..self.chars.len()).for_each(|(c, column)| add(c.unwrap_or(' '), column));
        line
    }

    /// The characters of a span as text.
    pub(super) fn text(&self, span: std::ops::Range<usize>) -> String {
        self.chars.get(span).unwrap_or_default().iter().collect()
    }
}

#[derive(Default)]
struct Cleaner<'a> {
    raw: &'a [char],
    at: usize,
    /// Whether backslashes stand for slashes.
    windows: bool,
    chars: Vec<char>,
    columns: Vec<u32>,
}

impl Cleaner<'_> {
    fn run(mut self) -> Line {
        while let Some(&character) = self.raw.get(self.at) {
            let (replacement, length) = self.step(character);
            if let Some(replacement) = replacement {
                self.chars.push(replacement);
                self.columns.push(u32::try_from(self.at).unwrap_or(u32::MAX).saturating_add(1));
            }
            self.at += length.max(1);
        }
        Line { chars: self.chars, columns: Some(self.columns) }
    }

    /// What the next characters become, and how many they are.
    fn step(&self, character: char) -> (Option<char>, usize) {
        let here = &self.raw[self.at..];
        match character {
            '\u{1b}' => (None, ansi_length(here)),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => (None, 1),
            '&' => entity(here).map_or((Some('&'), 1), |(character, length)| (Some(character), length)),
            '<' => tag(here, self.chars.last().copied()).unwrap_or((Some('<'), 1)),
            '~' if here.get(1) == Some(&'~') => (Some(STRIKE), 2),
            '{' => jira_length(here).map_or((Some('{'), 1), |length| (Some(' '), length)),
            '\\' if self.windows => (Some('/'), 1),
            ']' => self.link_length(here).map_or((Some(']'), 1), |length| (Some(']'), length)),
            '\\' => match here.get(1) {
                Some(
                    escaped @ ('_' | '{' | '}' | '*' | '<' | '>' | '[' | ']' | '(' | ')' | '/' | '|' | '-'
                    | '.' | '#'),
                ) => (Some(*escaped), 2),
                _ => (Some('\\'), 1),
            },
            '\t' => (Some('\t'), 1),
            other if other.is_whitespace() || other.is_control() => (Some(' '), 1),
            '‘' | '’' => (Some('\''), 1),
            '“' | '”' => (Some('"'), 1),
            other => (Some(narrow(other)), 1),
        }
    }

    /// The length of the destination of a Markdown link, `](…)`, with the bracket. A destination that is itself a
    /// call, behind a text that is none, stays.
    fn link_length(&self, here: &[char]) -> Option<usize> {
        if here.get(1) != Some(&'(') {
            return None;
        }
        let end = here.iter().take(MAX_LINK).position(|c| *c == ')')?;
        let destination: String = here[..end].iter().collect();
        let text = self.chars.iter().rev().take_while(|c| **c != '[');
        let is_call = destination.contains("/api/v1/") && !text.into_iter().any(|c| *c == '/');
        (!is_call).then_some(end + 1)
    }
}

/// A character of full width, or of another script's punctuation, as the one of ASCII that is meant.
fn narrow(c: char) -> char {
    const OFFSET: u32 = 0xfee0;
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - OFFSET).unwrap_or(c),
        _ => WIDE.iter().find(|(wide, _)| *wide == c).map_or(c, |(_, ascii)| *ascii),
    }
}

/// The length of a mark around code in the markup of a wiki: `{code:json}`, `{noformat}`.
fn jira_length(here: &[char]) -> Option<usize> {
    let end = here.iter().take(LONGEST_MARKUP).position(|c| *c == '}')?;
    let inner: String = here.get(1..end)?.iter().collect();
    matches!(inner.split(':').next(), Some("code" | "noformat")).then_some(end + 1)
}

/// The length of a terminal escape sequence.
fn ansi_length(here: &[char]) -> usize {
    match here.get(1) {
        Some('[') => {
            here.iter().skip(2).position(|c| ('@'..='~').contains(c)).map_or(here.len(), |end| end + 3)
        }
        Some(']') => here.iter().skip(2).position(|c| *c == '\u{7}').map_or(here.len(), |end| end + 3),
        _ => 2,
    }
}

/// The character that a reference such as `&lt;` or `&#x7b;` stands for, and its length.
fn entity(here: &[char]) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let end = here.iter().take(LONGEST).position(|c| *c == ';')?;
    let name: String = here.get(1..end)?.iter().collect();
    let numeric = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let character = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => numeric(hex, 16),
            None => numeric(number, 10),
        },
        None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, character)| *character),
    };
    let character = character.filter(|c| !c.is_control())?;
    // What was escaped twice is undone twice.
    let again: Vec<char> =
        ['&'].into_iter().chain(here.iter().skip(end + 1).take(LONGEST).copied()).collect();
    match entity(&again).filter(|_| name == "amp") {
        Some((inner, length)) => Some((inner, end + length)),
        None => Some((character, end + 1)),
    }
}

/// What an HTML tag becomes, and its length. Inside of a path the same characters may be a placeholder: there a tag has
/// attributes, or something that closes it.
fn tag(here: &[char], before: Option<char>) -> Option<(Option<char>, usize)> {
    let window = &here[..here.len().min(LONGEST_MARKUP)];
    let end = window.iter().position(|c| *c == '>')?;
    let inner: String = here.get(1..end)?.iter().collect();
    let closes = inner.starts_with('/');
    let bare = inner.trim_start_matches('/').trim_end_matches('/');
    let name = bare.split([' ', '\t']).next().unwrap_or_default().to_ascii_lowercase();
    let in_path = before.is_some_and(|c| matches!(c, '/' | '=')) && !closes;
    let closed: String = window[end..].iter().collect();
    if !ELEMENTS.contains(&name.as_str())
        || (in_path && bare.len() == name.len() && !closed.contains(&format!("</{name}>")))
    {
        return None;
    }
    let goes_on = closes && here.get(end + 1) == Some(&'/') && before.is_some_and(|c| !c.is_whitespace());
    let replacement = match () {
        () if STRIKING.contains(&name.as_str()) => Some(STRIKE),
        () if in_path || goes_on => None,
        () => Some(' '),
    };
    Some((replacement, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(raw: &str) -> String {
        Line::new(raw).chars.iter().collect()
    }

    #[test]
    fn markup_goes_and_placeholders_stay() {
        for (raw, expected) in [
            ("plain", "plain"),
            ("<td>GET</td><td>/users/<id></td>", " GET  /users/<id> "),
            ("/users/&lt;id&gt;/x&#x7b;a&#125;", "/users/<id>/x{a}"),
            ("/users/<code>/x", "/users/<code>/x"),
            ("[GET /users](https://example.com/docs) x", "[GET /users] x"),
            ("[GET /users](https://acme.okta.com/api/v1/users) x", "[GET /users] x"),
            ("[all](https://acme.okta.com/api/v1/users) x", "[all](https://acme.okta.com/api/v1/users) x"),
            ("/users/{user\\_id}", "/users/{user_id}"),
            ("\u{1b}[31mGET\u{1b}[0m /users", "GET /users"),
            ("GET\u{a0}/users\u{200b}", "GET /users"),
            ("a & b &unknown; &#xD800;", "a & b &unknown; &#xD800;"),
            ("1 < 2 > 0", "1 < 2 > 0"),
            ("/users/<i>id</i>/x", "/users/id/x"),
            ("/users/<span class=\"p\">{id}</span>/x", "/users/{id}/x"),
            ("/users/&amp;lt;id&amp;gt;/x?a=1&amp;b=2", "/users/<id>/x?a=1&b=2"),
            ("GET：/users、/groups", "GET:/users,/groups"),
            ("{code:http}GET /users{code}", " GET /users "),
            ("\\api\\v1\\users", "/api/v1/users"),
            ("~~GET /x~~ <s>GET /y</s>", "\u{336}GET /x\u{336} \u{336}GET /y\u{336}"),
        ] {
            assert_eq!(clean(raw), expected, "{raw}");
        }
    }

    #[test]
    fn columns_are_those_of_the_raw_line() {
        let line = Line::new("<td>GET</td> ü /x");
        let slash = line.chars.iter().position(|c| *c == '/').expect("there is a path");
        assert_eq!(line.column(slash), 16);
        assert_eq!(Line::new("abc").column(2), 3);
    }
}
