//! Which method belongs to which path on a line, and which words are their label.

use std::ops::Range;

use super::clean::Line;
use super::scan::Token;
use crate::model::Method;

/// One path on a line with its methods and the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its methods; none when the line gives none.
    pub(super) methods: Vec<Method>,
    /// Where the path stands.
    pub(super) target: Range<usize>,
    /// Where path and methods stand, together with what is between them.
    pub(super) whole: Range<usize>,
    /// Where the words before stand.
    pub(super) before: Range<usize>,
    /// Where the words behind stand.
    pub(super) after: Range<usize>,
    /// Whether it stands in a remark about another.
    pub(super) remark: bool,
}

/// Pairs the tokens of a line; `start` is where its content begins.
pub(super) fn pair(line: &Line, tokens: &[Token], start: usize) -> Vec<Found> {
    let targets: Vec<&Range<usize>> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Target { span } => Some(span),
            Token::Method { .. } => None,
        })
        .collect();
    let pairing = Pairing { line, tokens, path_first: path_first(line, tokens) };
    let mut found: Vec<Found> = Vec::new();
    for (position, target) in targets.iter().enumerate() {
        let from = found.last().map_or(start, |last| last.whole.end);
        let to = targets.get(position + 1).map_or(line.chars.len(), |next| next.start);
        let one = pairing.one(target, from, to, found.last());
        if let Some(last) = found.last_mut() {
            last.after.end = one.whole.start.max(last.after.start);
        }
        found.push(one);
    }
    found
}

/// Whether paths come before their methods: a path opens the line and a method follows it.
fn path_first(line: &Line, tokens: &[Token]) -> bool {
    let mut telling = tokens.iter().filter(|token| match token {
        Token::Target { .. } => true,
        Token::Method { weak, span, .. } => !weak || touches_target(line, tokens, span),
    });
    matches!(telling.next(), Some(Token::Target { .. }))
}

/// Whether nothing but signs stands between a method and the target behind or before it.
fn touches_target(line: &Line, tokens: &[Token], span: &Range<usize>) -> bool {
    tokens.iter().any(|token| match token {
        Token::Target { span: target } if target.start >= span.end => bare(line, span.end..target.start),
        Token::Target { span: target } => bare(line, target.end..span.start),
        Token::Method { .. } => false,
    })
}

/// Whether a stretch holds no word.
fn bare(line: &Line, gap: Range<usize>) -> bool {
    line.chars.get(gap).is_some_and(|gap| gap.iter().all(|c| !c.is_alphanumeric()))
}

/// Whether a stretch only joins the members of a list.
fn joins(line: &Line, gap: Range<usize>) -> bool {
    let text = line.text(gap);
    text.split(|c: char| !c.is_alphanumeric()).all(|word| matches!(word, "" | "and" | "or" | "as" | "well"))
}

/// Whether a sentence ends in a stretch.
fn sentence_ends(line: &Line, gap: Range<usize>) -> bool {
    line.chars.get(gap).is_some_and(|gap| gap.windows(2).any(|pair| pair[0] == '.' && pair[1] == ' '))
}

struct Pairing<'a> {
    line: &'a Line,
    tokens: &'a [Token],
    path_first: bool,
}

impl Pairing<'_> {
    fn one(&self, target: &Range<usize>, from: usize, to: usize, last: Option<&Found>) -> Found {
        let mut run = if self.path_first { Run::default() } else { self.run_before(from, target.start) };
        let carried = || {
            last.filter(|last| joins(self.line, last.whole.end..target.start))
                .map(|last| last.methods.clone())
        };
        if run.methods.is_empty() && !self.path_first {
            run.methods = carried().unwrap_or_default();
        }
        if run.methods.is_empty() {
            run = self.run_after(target.end, to);
        }
        let whole = run
            .span
            .as_ref()
            .map_or(target.clone(), |span| span.start.min(target.start)..span.end.max(target.end));
        let remark = last.is_some() && self.in_remark(from, whole.start);
        Found {
            methods: run.methods,
            target: target.clone(),
            before: from..whole.start,
            after: whole.end..self.line.chars.len(),
            whole,
            remark,
        }
    }

    /// The methods between two places, with their spans.
    fn methods(&self, from: usize, to: usize) -> Vec<(Method, bool, Range<usize>)> {
        let first = self.tokens.partition_point(|token| token.span().start < from);
        let within = self.tokens[first..].iter().take_while(|token| token.span().start < to);
        let methods = within.filter_map(|token| match token {
            Token::Method { method, weak, span } if span.end <= to => {
                Some((*method, *weak, span.clone()))
            }
            _ => None,
        });
        methods.collect()
    }

    /// The last run of methods before a path: `GET`, `PUT or POST`, `GET/POST`.
    fn run_before(&self, from: usize, target: usize) -> Run {
        let mut run = Run::default();
        for (method, weak, span) in self.methods(from, target).into_iter().rev() {
            let next = run.span.as_ref().map_or(target, |span| span.start);
            let near = match (&run.span, weak) {
                (Some(_), _) => joins(self.line, span.end..next),
                (None, true) => bare(self.line, span.end..next),
                (None, false) => !sentence_ends(self.line, span.end..next),
            };
            if !near {
                break;
            }
            run.add(method, span);
        }
        run.methods.reverse();
        run
    }

    /// The first run of methods behind a path: `/users GET`, `/users (GET, POST)`, `| /users | list | GET |`.
    fn run_after(&self, target: usize, to: usize) -> Run {
        let mut run = Run::default();
        for (method, weak, span) in self.methods(target, to) {
            let last = run.span.as_ref().map_or(target, |span| span.end);
            let near = match (&run.span, weak) {
                (Some(_), _) => joins(self.line, last..span.start),
                (None, true) => bare(self.line, last..span.start),
                (None, false) => !sentence_ends(self.line, last..span.start),
            };
            if !near {
                break;
            }
            run.add(method, span);
        }
        run
    }

    /// Whether a parenthesis that opened behind the last path is still open, and does not just add another path.
    fn in_remark(&self, from: usize, to: usize) -> bool {
        let Some(gap) = self.line.chars.get(from..to) else { return false };
        let open = gap.iter().rposition(|c| *c == '(');
        let closed = gap.iter().rposition(|c| *c == ')');
        let Some(open) = open.filter(|open| closed.is_none_or(|closed| closed < *open)) else { return false };
        let word: String = gap[open + 1..].iter().take_while(|c| c.is_alphabetic()).collect();
        !matches!(word.to_lowercase().as_str(), "or" | "and" | "also" | "plus" | "then")
    }
}

#[derive(Default)]
struct Run {
    methods: Vec<Method>,
    span: Option<Range<usize>>,
}

impl Run {
    fn add(&mut self, method: Method, span: Range<usize>) {
        if !self.methods.contains(&method) {
            self.methods.push(method);
        }
        self.span = Some(match self.span.take() {
            Some(known) => known.start.min(span.start)..known.end.max(span.end),
            None => span,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::tokens;
    use super::*;

    fn pairs(text: &str) -> Vec<String> {
        let line = Line::new(text);
        let show = |found: &Found| {
            let methods: Vec<_> = found.methods.iter().map(ToString::to_string).collect();
            let remark = if found.remark { " (remark)" } else { "" };
            format!("{} {}{remark}", methods.join("+"), line.text(found.target.clone()))
        };
        pair(&line, &tokens(&line), 0).iter().map(show).collect()
    }

    #[test]
    fn methods_find_their_paths() {
        for (text, expected) in [
            ("create user POST: /u?x=y", vec!["POST /u?x=y"]),
            ("/u GET", vec!["GET /u"]),
            ("/u (GET, POST)", vec!["GET+POST /u"]),
            ("PUT or POST /u/{id}", vec!["PUT+POST /u/{id}"]),
            ("GET /u, /g and /a", vec!["GET /u", "GET /g", "GET /a"]),
            ("GET /u and POST /g", vec!["GET /u", "POST /g"]),
            ("/u GET, /g POST", vec!["GET /u", "POST /g"]),
            ("| /u | list users | GET |", vec!["GET /u"]),
            ("| GET | /u | get all |", vec!["GET /u"]),
            ("GET,/u,List users", vec!["GET /u"]),
            ("we GET the user from /u/{id}, then POST to /g", vec!["GET /u/{id}", "POST /g"]),
            ("Get user /u/{id}", vec![" /u/{id}"]),
            ("Delete: /u/{id}", vec!["DELETE /u/{id}"]),
            ("First GET it. The path is /u", vec![" /u"]),
            ("POST /u (like PUT /u/{id})", vec!["POST /u", "PUT /u/{id} (remark)"]),
            ("POST /u (or PUT /u/{id})", vec!["POST /u", "PUT /u/{id}"]),
            ("update user (POST /u/{id})", vec!["POST /u/{id}"]),
        ] {
            assert_eq!(pairs(text), expected, "{text}");
        }
    }
}
