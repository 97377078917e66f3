//! Which method belongs to which path on a line, and which words are their label.

use std::ops::Range;

use super::clean::Line;
use super::scan::{ROOTS, Token};
use crate::model::Method;

/// The longest value of a query that is looked past, in characters.
const LONGEST_VALUE: usize = 2_000;

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
    let mut targets: Vec<&Range<usize>> = tokens.iter().filter_map(Token::target).collect();
    let calls: Vec<_> =
        targets.iter().copied().filter(|target| !is_reference(&line.text((*target).clone()))).collect();
    let tokens: Vec<Token> = if calls.is_empty() || calls.len() == targets.len() {
        tokens.to_vec()
    } else {
        targets = calls;
        let kept = |token: &&Token| token.target().is_none_or(|span| targets.contains(&span));
        tokens.iter().filter(kept).cloned().collect()
    };
    let pairing = Pairing { line, tokens: &tokens, path_first: path_first(line, &tokens) };
    let mut found: Vec<Found> = Vec::new();
    for (position, target) in targets.iter().enumerate() {
        let from = found.last().map_or(start, |last| past_value(line, last));
        let next = targets.get(position + 1);
        let one = pairing.one(target, from, next.copied(), found.last());
        if let Some(last) = found.last_mut() {
            last.after.end = one.whole.start.max(last.after.start);
        }
        found.push(one);
    }
    found
}

/// Whether a URL is no call but says where to read on, or where the org is.
fn is_reference(text: &str) -> bool {
    const DOCUMENTATION: [&str; 6] = ["developer.", "help.", "support.", "docs.", "github.com", "wiki."];
    let lower = text.to_ascii_lowercase();
    let Some((_, rest)) = lower.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let documentation = DOCUMENTATION.iter().any(|name| host.starts_with(name));
    path.is_empty() || (documentation && !ROOTS.iter().any(|root| path.contains(root)))
}

/// Where the words behind a path begin: past a value of its query that goes on with signs that paths do not have.
fn past_value(line: &Line, last: &Found) -> usize {
    let end = last.target.end;
    let rest = line.chars.get(end..).unwrap_or_default();
    let has_query = line.chars.get(last.target.clone()).is_some_and(|target| target.contains(&'?'));
    if !has_query {
        return last.whole.end.max(end);
    }
    let rest = rest.get(..LONGEST_VALUE).unwrap_or(rest);
    let length = match rest.first() {
        Some(quote @ ('"' | '\'')) if line.chars.get(end.wrapping_sub(1)) == Some(&'=') => {
            rest.iter().skip(1).position(|c| c == quote).map_or(0, |length| length + 2)
        }
        Some(_) => rest.iter().take_while(|c| !c.is_whitespace()).count(),
        None => 0,
    };
    last.whole.end.max(end + length)
}

/// Whether paths come before their methods: a path opens the line and a method ends it.
fn path_first(line: &Line, tokens: &[Token]) -> bool {
    let telling = |(position, token): &(usize, &Token)| match token {
        Token::Target { .. } => true,
        Token::Method { weak, span, .. } => !weak || touches_target(line, tokens, *position, span),
    };
    let mut telling = tokens.iter().enumerate().filter(telling).map(|(_, token)| token);
    let first = telling.next();
    let last = telling.next_back();
    first.is_some_and(|first| first.target().is_some())
        && last.is_none_or(|last| matches!(last, Token::Method { .. }))
}

/// Whether nothing but signs stands between a method and the target behind or before it.
fn touches_target(line: &Line, tokens: &[Token], position: usize, span: &Range<usize>) -> bool {
    let next = tokens[position..].iter().find_map(Token::target);
    let last = tokens[..position].iter().rev().find_map(Token::target);
    next.is_some_and(|target| bare(line, span.end..target.start))
        || last.is_some_and(|target| bare(line, target.end..span.start))
}

/// Whether a stretch holds no word.
fn bare(line: &Line, gap: Range<usize>) -> bool {
    line.chars.get(gap).is_some_and(|gap| gap.iter().all(|c| !c.is_alphanumeric()))
}

/// Whether a stretch only joins the members of a list.
fn joins(line: &Line, gap: Range<usize>) -> bool {
    let text = without_remarks(&line.text(gap));
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        // `GET to read, POST to update`: what it is for.
        let purpose = matches!(word, "to" | "for") && words.next_if(|_| true).is_some();
        if !purpose && !matches!(word, "and" | "or" | "as" | "well" | "also" | "plus") {
            return false;
        }
    }
    true
}

/// Whether a sentence goes on to another path with the same method: `, and, only if that is asked for, `. A verb of its
/// own would say what is done there.
fn carries_on(gap: &str) -> bool {
    const OTHER: [&str; 24] = [
        "writ",
        "updat",
        "creat",
        "delet",
        "remov",
        "add",
        "chang",
        "modif",
        "replac",
        "set",
        "send",
        "post",
        "put",
        "patch",
        "get",
        "read",
        "list",
        "call",
        "fetch",
        "load",
        "suspend",
        "activat",
        "deactivat",
        "then",
    ];
    const LONGEST: usize = 120;
    let lower = gap.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let opens = lower.trim_start().starts_with([',', ';']);
    let joined = matches!(words.next(), Some("and" | "or" | "plus"));
    let verb = words.clone().any(|word| OTHER.iter().any(|stem| word.starts_with(stem)));
    opens && joined && words.next().is_some() && !verb && lower.len() <= LONGEST && !lower.contains(". ")
}

/// Whether a denial of one call goes on to the next of the line: `never calls A or B`.
pub(super) fn goes_on(line: &Line, last: &Found, one: &Found) -> bool {
    let gap = line.text(last.whole.end..one.whole.start.max(last.whole.end)).to_lowercase();
    let words: Vec<&str> =
        gap.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let own = one.whole.start < one.target.start;
    let either = words.iter().any(|word| matches!(*word, "or" | "nor" | "oder" | "ou"));
    let joins = words.iter().all(|word| matches!(*word, "or" | "nor" | "oder" | "ou" | "and" | "und" | "et"));
    let ends = gap.contains([';', '|']) || gap.contains(". ");
    joins && !ends && (either || !own)
}

/// A text without what stands in parentheses that open and close in it.
fn without_remarks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('(') {
        let Some((_, after)) = inside.split_once(')') else { break };
        out.push_str(before);
        rest = after;
    }
    out.push_str(rest);
    out
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
    fn one(
        &self,
        target: &Range<usize>,
        from: usize,
        next: Option<&Range<usize>>,
        last: Option<&Found>,
    ) -> Found {
        let to = next.map_or(self.line.chars.len(), |next| next.start);
        let mut run = if self.path_first { Run::default() } else { self.run_before(from, target.start) };
        let carried = || {
            let goes_on =
                |gap: Range<usize>| joins(self.line, gap.clone()) || carries_on(&self.line.text(gap));
            last.filter(|last| goes_on(last.whole.end..target.start)).map(|last| last.methods.clone())
        };
        if run.methods.is_empty() && !self.path_first {
            run.methods = carried().unwrap_or_default();
        }
        if run.methods.is_empty() {
            let after = self.run_after(target.end, to);
            // What stands right before the next path belongs to that one.
            let taken = |span: &Range<usize>| next.is_some_and(|next| bare(self.line, span.end..next.start));
            if self.path_first || !after.span.as_ref().is_some_and(taken) {
                run = after;
            }
        }
        if next.is_none() && !self.path_first {
            run.extend(self.added_after(&run, target.end, to));
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
            Token::Method { method, weak, span } if span.end <= to => Some((*method, *weak, span.clone())),
            _ => None,
        });
        let mut methods: Vec<_> = methods.collect();
        // `POST (not PUT)` is a POST.
        if methods.iter().any(|(_, _, span)| !self.is_denied(span)) {
            methods.retain(|(_, _, span)| !self.is_denied(span));
        }
        methods
    }

    /// Whether the word before says that it is another method.
    fn is_denied(&self, span: &Range<usize>) -> bool {
        let before = self.line.text(span.start.saturating_sub(12)..span.start).to_lowercase();
        ["not", "never", "instead of", "rather than"].iter().any(|word| before.trim_end().ends_with(word))
    }

    /// Whether a method that is spelt like a word stands in a sentence.
    fn in_sentence(&self, span: &Range<usize>) -> bool {
        let rest = self.line.chars.get(span.end..).unwrap_or_default();
        matches!(rest, [' ', next, ..] if next.is_alphabetic())
    }

    /// The last run of methods before a path: `GET`, `PUT or POST`, `GET/POST`.
    fn run_before(&self, from: usize, target: usize) -> Run {
        let mut run = Run::default();
        for (method, weak, span) in self.methods(from, target).into_iter().rev() {
            let next = run.span.as_ref().map_or(target, |span| span.start);
            let near = match (&run.span, weak) {
                (Some(_), weak) => joins(self.line, span.end..next) && !(weak && self.in_sentence(&span)),
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
                (Some(_), weak) => joins(self.line, last..span.start) && !(weak && self.in_sentence(&span)),
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

    /// Methods behind a path that has one already: `GET /users; also PUT`.
    fn added_after(&self, run: &Run, target: usize, to: usize) -> Vec<(Method, Range<usize>)> {
        let added = |(_, weak, span): &(Method, bool, Range<usize>)| {
            let gap = self.line.text(target..span.start);
            !weak && gap.contains("also") && joins(self.line, target..span.start)
        };
        let methods = if run.methods.is_empty() { Vec::new() } else { self.methods(target, to) };
        methods.into_iter().filter(added).map(|(method, _, span)| (method, span)).collect()
    }

    /// Whether a parenthesis is open that compares the last path with this one.
    fn in_remark(&self, from: usize, to: usize) -> bool {
        const COMPARING: [&str; 14] = [
            "like",
            "see",
            "similar",
            "cf",
            "compare",
            "unlike",
            "instead",
            "not",
            "formerly",
            "was",
            "replaces",
            "same",
            "as",
            "analogous",
        ];
        let Some(gap) = self.line.chars.get(from..to) else { return false };
        let text: String = gap.iter().collect::<String>().to_lowercase();
        if ["// was", "# was", "//was", "previously", "formerly"].iter().any(|sign| text.contains(sign)) {
            return true;
        }
        let open = gap.iter().rposition(|c| *c == '(');
        let closed = gap.iter().rposition(|c| *c == ')');
        let Some(open) = open.filter(|open| closed.is_none_or(|closed| closed < *open)) else { return false };
        let word: String = gap[open + 1..].iter().take_while(|c| c.is_alphabetic()).collect();
        COMPARING.contains(&word.to_lowercase().as_str())
    }
}

#[derive(Default)]
struct Run {
    methods: Vec<Method>,
    span: Option<Range<usize>>,
}

impl Run {
    fn extend(&mut self, methods: Vec<(Method, Range<usize>)>) {
        for (method, span) in methods {
            self.add(method, span);
        }
    }

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
            (
                "users (GET /u), groups (POST /g), apps (DELETE /a/{id})",
                vec!["GET /u", "POST /g", "DELETE /a/{id}"],
            ),
            ("See https://developer.okta.com/docs/users/ - GET /u, DELETE /g", vec!["GET /u", "DELETE /g"]),
            ("Base URL https://acme.okta.com: GET /u, DELETE /g", vec!["GET /u", "DELETE /g"]),
            ("/home/me/users.py:12: DELETE /g/{id}", vec![" /home/me/users.py:12", "DELETE /g/{id}"]),
            ("| /u | GET | https://developer.okta.com/docs/users |", vec!["GET /u"]),
            ("POST (not PUT) /u/{id}", vec!["POST /u/{id}"]),
            ("GET, not POST, /u", vec!["GET /u"]),
            ("GET (list) and POST (create) /u", vec!["GET+POST /u"]),
            ("/u: PUT (add), DELETE (remove)", vec!["PUT+DELETE /u"]),
            ("| /u | GET (read), POST (update), DELETE (delete) |", vec!["GET+POST+DELETE /u"]),
            ("/u — GET to read, POST to update, DELETE to remove", vec!["GET+POST+DELETE /u"]),
            ("GET /u; also PUT", vec!["GET+PUT /u"]),
            ("client.get('/u/1'); // was: client.delete('/g/1')", vec!["GET /u/1", "DELETE /g/1 (remark)"]),
            ("List,/u,GET,Delete user,/u/{id},DELETE", vec!["GET /u", "DELETE /u/{id}"]),
            (
                "it calls GET /u, and, only if \"with owners\" is ticked, /g as well.",
                vec!["GET /u", "GET /g"],
            ),
            ("it calls GET /u, and, if needed, deletes /g", vec!["GET /u", " /g"]),
            ("GTE /u", vec!["GET /u"]),
            ("DELTE: /u/{id}", vec!["DELETE /u/{id}"]),
            ("PATH: /u/{id}", vec![" /u/{id}"]),
        ] {
            assert_eq!(pairs(text), expected, "{text}");
        }
    }
}
