//! Signs that repeat what stands above: `〃`, two quotes, `ditto`.

use std::ops::Range;

use super::clean::Line;
use super::scan::Token;
use crate::model::Method;

/// The words that repeat, in lower case.
const MARKS: [&str; 14] =
    ["〃", "\"", "''", "\"\"", ",,", "″", "„", "do.", "ditto", "dto.", "dto", "-\"-", "—\"—", "–\"–"];

/// The last path of a list, with its methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Above {
    pub(super) methods: Vec<Method>,
    pub(super) target: String,
    /// The line, from 1.
    pub(super) line: u32,
}

/// What a line with such signs stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ditto {
    /// The same call once more.
    Same,
    /// The line with what is meant in place of the sign.
    Line(Line),
}

/// What a line stands for, when signs in it repeat the method or the path above.
pub(super) fn read(line: &Line, tokens: &[Token], start: usize, above: &Above) -> Option<Ditto> {
    let marks = marks(line, start);
    let first = marks.first()?;
    let target = tokens.iter().find_map(Token::target);
    let strong = |token: &&Token| matches!(token, Token::Method { weak: false, .. });
    let method = tokens.iter().filter(strong).map(Token::span).next_back();
    let methods: Vec<_> = above.methods.iter().map(|method| method.name()).collect();
    match (method, target) {
        (Some(_), Some(_)) => None,
        (Some(method), None) => {
            let behind = marks.iter().find(|mark| mark.start >= method.end).unwrap_or(first);
            Some(Ditto::Line(replaced(line, behind, &above.target)))
        }
        (None, Some(target)) => {
            let before = marks.iter().rfind(|mark| mark.end <= target.start)?;
            let text = methods.join("/");
            (!text.is_empty()).then(|| Ditto::Line(replaced(line, before, &text)))
        }
        // Two signs and words: method and path are those above, and only the label is another.
        (None, None) => (marks.len() > usize::from(!methods.is_empty())).then_some(Ditto::Same),
    }
}

/// Where the signs stand; quotes with blanks between them are one.
fn marks(line: &Line, start: usize) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut at = start;
    while at < line.chars.len() {
        let length = line.chars[at..].iter().take_while(|c| !is_apart(**c)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let word = line.text(at..at + length).to_lowercase();
        if MARKS.contains(&word.as_str()) {
            match marks.last_mut() {
                Some(last) if word == "\"" && line.text(last.clone()) == "\"" && at - last.end <= 3 => {
                    last.end = at + length;
                }
                _ => marks.push(at..at + length),
            }
        }
        at += length;
    }
    marks
}

/// Whether a character stands between words or cells.
fn is_apart(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | ';')
}

fn replaced(line: &Line, span: &Range<usize>, text: &str) -> Line {
    line.with(span.clone(), text)
}

#[cfg(test)]
mod tests {
    use super::super::scan::tokens;
    use super::*;

    fn ditto(text: &str) -> String {
        let above = Above { methods: vec![Method::Get], target: "/api/v1/users".to_owned(), line: 1 };
        let line = Line::new(text);
        match read(&line, &tokens(&line), 0, &above) {
            None => "none".to_owned(),
            Some(Ditto::Same) => "same".to_owned(),
            Some(Ditto::Line(line)) => line.chars.iter().collect(),
        }
    }

    #[test]
    fn signs_repeat_what_stands_above() {
        for (text, expected) in [
            ("POST    〃", "POST    /api/v1/users"),
            ("POST    \"", "POST    /api/v1/users"),
            ("POST    \"   \"", "POST    /api/v1/users"),
            ("POST    ''   creates", "POST    /api/v1/users   creates"),
            ("POST ditto", "POST /api/v1/users"),
            ("| POST | do. |", "| POST | /api/v1/users |"),
            ("〃    /api/v1/groups", "GET    /api/v1/groups"),
            ("〃    〃    nightly", "same"),
            ("POST /api/v1/groups 〃", "none"),
            ("POST \"x\"", "none"),
            ("we do it", "none"),
        ] {
            assert_eq!(ditto(text), expected, "{text}");
        }
    }
}
