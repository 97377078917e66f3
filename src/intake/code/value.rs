//! What an expression is worth as a URL: its texts put together, with `{name}` where a value is not known.

use super::bindings::Names;
use super::format;
use super::token::{Kind, Piece, Token};
use super::words;

/// How deep expressions are followed into names and calls.
const DEEPEST: usize = 12;

/// How many values an expression may have; of more it has none that is known.
const MOST: usize = 8;

/// The longest expression that is looked at, in tokens.
pub(super) const LONGEST: usize = 400;

/// The longest value, in bytes.
const LONGEST_VALUE: usize = 4_000;

/// A value that is not known, by its name.
pub(super) fn unknown(name: &str) -> String {
    const LONGEST_NAME: usize = 30;
    let name = name.trim_start_matches(['$', '@']);
    let kept = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).take(LONGEST_NAME);
    let name: String = kept.collect();
    format!("{{{}}}", if name.is_empty() { "value" } else { name.trim_matches('.') })
}

impl Names<'_> {
    /// What an expression may be worth, seen from a place in the program.
    pub(super) fn values(&self, tokens: &[Token<'_>], here: usize, depth: usize) -> Vec<String> {
        if depth > DEEPEST || tokens.len() > LONGEST {
            return vec![unknown("")];
        }
        let tokens = bare(tokens);
        if commas(tokens).len() > 1 {
            return vec![unknown("")];
        }
        if let Some((first, second)) = alternatives(tokens) {
            let mut values = self.values(first, here, depth + 1);
            values.extend(self.values(second, here, depth + 1));
            values.dedup();
            return values;
        }
        if is_choice(tokens) {
            return vec![unknown("")];
        }
        if let Some(fallback) = fallback(tokens) {
            return self.values(fallback, here, depth + 1);
        }
        let joins = self.program.language.joins;
        let parts = split(tokens, |token| token.kind == Kind::Sign && joins.contains(&token.text));
        let parts = parts.into_iter().map(|part| (last_word(part), self.operand(part, here, depth + 1)));
        in_a_row(parts.collect())
    }

    /// The value of something that is not joined from others.
    fn operand(&self, tokens: &[Token<'_>], here: usize, depth: usize) -> Vec<String> {
        let tokens = bare(tokens);
        let Some(first) = tokens.first() else { return vec![String::new()] };
        // `"…%s" % x`
        if first.pieces().is_some()
            && let Some(at) = tokens.iter().position(|token| token.is("%"))
        {
            let (template, arguments) = tokens.split_at(at);
            let arguments = arguments.get(1..).unwrap_or_default();
            let inner = inside(arguments).unwrap_or(arguments);
            return self.formatted(&self.operand(template, here, depth + 1), &commas(inner), here, depth);
        }
        let mut at = 0;
        let mut values = None;
        let mut words: Vec<&str> = Vec::new();
        while let Some(token) = tokens.get(at) {
            match &token.kind {
                Kind::Text(pieces) => {
                    let text = self.text(pieces, here, depth + 1);
                    values =
                        Some(values.map_or(text.clone(), |before: Vec<String>| product(&before, &text, "")));
                    at += 1;
                }
                Kind::Word => {
                    words.push(token.text);
                    at += 1;
                }
                Kind::Sign if matches!(token.text, "(" | "[" | "{") => {
                    let end = at + close(tokens.get(at..).unwrap_or_default());
                    let arguments = commas(tokens.get(at + 1..end).unwrap_or_default());
                    values = match token.text {
                        "(" if words.is_empty() && values.is_none() => {
                            Some(self.values(tokens.get(at + 1..end).unwrap_or_default(), here, depth + 1))
                        }
                        "(" => self.called(&words, values, &arguments, here, depth + 1),
                        "[" if words.is_empty() && values.is_none() => {
                            let by = tokens.get(end + 1..).and_then(joins_list);
                            let list = by.map(|by| self.joined(&arguments, by, here, depth + 1));
                            return list.unwrap_or_else(|| vec![unknown("")]);
                        }
                        _ => values,
                    };
                    if values.is_some() {
                        words.clear();
                    }
                    at = end + 1;
                }
                Kind::Literal if words.is_empty() && values.is_none() => return vec![unknown("")],
                _ => at += 1,
            }
        }
        match values {
            Some(values) => values,
            None => self.named(&words, here, depth + 1),
        }
    }

    /// The value of a name: a constant, a variable, or nothing that is known.
    fn named(&self, words: &[&str], here: usize, depth: usize) -> Vec<String> {
        let Some(name) = words.last() else { return vec![unknown("")] };
        let member = words.len() > 1;
        let found = self.visible(name, here, member, false);
        let found = if member { self.of_owner(found, words, here) } else { found };
        let values: Vec<String> = found.iter().flat_map(|at| self.values_of(*at, depth + 1)).collect();
        let tellable = |value: &String| value.contains('/') || words::is_plain(value);
        if values.is_empty() || values.len() > MOST || !values.iter().all(tellable) {
            let own = matches!(words.first(), Some(&("this" | "self" | "$this" | "cls")));
            let shown = if own { words.get(1..).unwrap_or_default() } else { words };
            return vec![unknown(&shown.join("."))];
        }
        values
    }

    /// The value of a text, with what stands in its holes.
    fn text(&self, pieces: &[Piece<'_>], here: usize, depth: usize) -> Vec<String> {
        let parts = pieces.iter().map(|piece| match piece {
            Piece::Plain(text) => ("", vec![text.clone()]),
            Piece::Hole(tokens) => (last_word(tokens), self.values(tokens, here, depth + 1)),
        });
        in_a_row(parts.collect())
    }

    /// The value of a call, by the words before it or the value that it is a method of.
    fn called(
        &self,
        words: &[&str],
        of: Option<Vec<String>>,
        arguments: &[&[Token<'_>]],
        here: usize,
        depth: usize,
    ) -> Option<Vec<String>> {
        let name = words.last().copied().unwrap_or_default();
        let first = || arguments.first().map_or_else(Vec::new, |one| self.values(one, here, depth + 1));
        if let Some(of) = of {
            return Some(match name {
                "format" | "formatted" => self.formatted(&of, arguments, here, depth),
                "join" => {
                    let by = of.first().map_or("/", String::as_str);
                    let list = arguments.first().and_then(|one| inside(one));
                    match list {
                        Some(list) => self.joined(&commas(list), by, here, depth),
                        None => of,
                    }
                }
                "concat" | "plus" => product(&of, &first(), ""),
                "resolve"
                | "path"
                | "addPathSegments"
                | "addPathSegment"
                | "pathSegment"
                | "appendingPathComponent"
                | "AppendPathSegment"
                | "appending" => product(&of, &first(), "/"),
                _ => of,
            });
        }
        if words::is_format(words) {
            // In .NET and Java a culture or locale may stand first, in Go and C a stream.
            let template =
                arguments.iter().position(|one| one.iter().any(|token| token.pieces().is_some()))?;
            let (template, rest) = arguments.split_at_checked(template + 1)?;
            let template = template.last().map(|one| self.values(one, here, depth + 1))?;
            return Some(self.formatted(&template, rest, here, depth));
        }
        if words::is_join(words) {
            return Some(self.joined(arguments, "/", here, depth));
        }
        if words::resolves(words) && arguments.len() == 2 {
            // JavaScript gives the base last.
            let script = words.last() == Some(&"URL");
            let (base, path) = if script { (1, 0) } else { (0, 1) };
            let value = |at: usize| arguments.get(at).map(|one| self.values(one, here, depth + 1));
            return Some(against(&value(base)?, &value(path)?));
        }
        let own = self.visible(name, here, words.len() > 1, true);
        if !own.is_empty() {
            let values: Vec<String> = own.iter().flat_map(|at| self.values_of(*at, depth + 1)).collect();
            return (values.len() <= MOST).then_some(values);
        }
        if words::is_url_made(words, arguments.len()) {
            return Some(first());
        }
        // Something that is made of the argument, such as `str(id)`, goes by its name.
        let shown = match arguments {
            [one] => one.iter().rev().find_map(Token::word),
            [] => words.iter().rev().nth(1).copied(),
            _ => None,
        };
        Some(vec![unknown(shown.unwrap_or(name))])
    }

    fn joined(&self, arguments: &[&[Token<'_>]], by: &str, here: usize, depth: usize) -> Vec<String> {
        let mut values = vec![String::new()];
        for (number, one) in arguments.iter().enumerate() {
            let next = self.values(one, here, depth + 1);
            values = product(&values, &next, if number == 0 { "" } else { by });
        }
        values
    }

    fn formatted(
        &self,
        templates: &[String],
        arguments: &[&[Token<'_>]],
        here: usize,
        depth: usize,
    ) -> Vec<String> {
        let given: Vec<(&str, Vec<String>)> = arguments
            .iter()
            .map(|one| {
                // `id=user.id` goes by its name.
                let (name, value) = match one {
                    [name, sign, value @ ..] if sign.is("=") => (name.word(), value),
                    all => (None, *all),
                };
                (name.unwrap_or_default(), self.values(value, here, depth + 1))
            })
            .collect();
        let mut found = Vec::new();
        for template in templates {
            let mut all = given.clone();
            if self.program.language.name == "rust" {
                // `format!("{BASE}/x")` names what it takes.
                let named = format::names(template).into_iter();
                all.extend(named.map(|name| (name, self.named(&[name], here, depth + 1))));
            }
            found.extend(readings(all).iter().map(|arguments| filled(template, arguments)));
        }
        found.truncate(MOST);
        found
    }
}

/// The arguments of a template, once for each reading of them; of more than a few, what is not known.
fn readings(given: Vec<(&str, Vec<String>)>) -> Vec<Vec<format::Argument>> {
    let mut readings = vec![Vec::new()];
    for (name, values) in given {
        let many = values.is_empty() || readings.len() * values.len() > MOST;
        let values = if many { vec![unknown("")] } else { values };
        let with = |before: &Vec<format::Argument>, value: &String| {
            let argument = format::Argument { name: name.to_owned(), value: value.clone() };
            before.iter().cloned().chain([argument]).collect::<Vec<_>>()
        };
        readings =
            readings.iter().flat_map(|before| values.iter().map(move |value| with(before, value))).collect();
    }
    readings
}

/// A template with its arguments. One that is empty and stands for a segment of a path is not known.
fn filled(template: &str, arguments: &[format::Argument]) -> String {
    let filled = format::filled(template, arguments);
    let doubled = |text: &str| text.matches("//").count();
    if doubled(&filled) <= doubled(template) {
        return filled;
    }
    let known = |one: &format::Argument| {
        let value = if one.value.is_empty() { unknown(&one.name) } else { one.value.clone() };
        format::Argument { name: one.name.clone(), value }
    };
    format::filled(template, &arguments.iter().map(known).collect::<Vec<_>>())
}

/// The last word of an expression, by which its value goes.
fn last_word<'s>(tokens: &[Token<'s>]) -> &'s str {
    tokens.iter().rev().find_map(Token::word).unwrap_or_default()
}

/// The values of parts that follow each other. A part without anything in it that stands for a whole segment of a path is
/// not known: a path has no segments that are empty.
fn in_a_row(mut parts: Vec<(&str, Vec<String>)>) -> Vec<String> {
    for at in 1..parts.len().saturating_sub(1) {
        let all = |at: usize, is: fn(&String) -> bool| {
            parts.get(at).is_some_and(|(_, values)| values.iter().all(is))
        };
        let is_segment =
            all(at - 1, |before| before.ends_with('/')) && all(at + 1, |after| after.starts_with('/'));
        if let Some((part, values)) = parts.get_mut(at).filter(|_| is_segment) {
            let named = unknown(part);
            values.iter_mut().filter(|value| value.is_empty()).for_each(|value| value.clone_from(&named));
        }
    }
    parts.iter().fold(vec![String::new()], |values, (_, next)| product(&values, next, ""))
}

/// Every value followed by every other, with something between them.
fn product(values: &[String], next: &[String], between: &str) -> Vec<String> {
    let mut found = Vec::new();
    for value in values {
        for other in next {
            let joined = if between == "/" && !value.is_empty() {
                format!("{}/{}", value.trim_end_matches('/'), other.trim_start_matches('/'))
            } else {
                format!("{value}{other}")
            };
            if joined.len() <= LONGEST_VALUE {
                found.push(joined);
            }
        }
    }
    found.truncate(MOST);
    if found.is_empty() { vec![unknown("")] } else { found }
}

/// A path as seen from a base: an absolute one replaces that of the base.
fn against(bases: &[String], paths: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (base, path) in bases.iter().flat_map(|base| paths.iter().map(move |path| (base, path))) {
        let whole = path.contains("://");
        let host_end = base.find("://").and_then(|at| base.get(at + 3..)?.find('/').map(|end| at + 3 + end));
        let host = host_end.and_then(|end| base.get(..end));
        found.push(match path.strip_prefix('/') {
            _ if whole => path.clone(),
            Some(_) if base.contains("://") => format!("{}{path}", host.unwrap_or(base)),
            Some(_) => path.clone(),
            None => format!("{}/{path}", base.trim_end_matches('/')),
        });
    }
    found.truncate(MOST);
    found
}

/// The position of the bracket that closes the first token; the end when none does.
fn close(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Sign) {
        match token.text {
            "(" | "[" | "{" | "#[" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// What a list is joined by: `/` in `[…].join("/")`.
fn joins_list<'t>(after: &'t [Token<'_>]) -> Option<&'t str> {
    match after {
        [_, join, open, by, ..] if join.is_word("join") && open.is("(") => by.plain(),
        _ => None,
    }
}

/// The parts of an expression between signs that stand in no bracket.
fn split<'t, 's>(tokens: &'t [Token<'s>], is: impl Fn(&Token<'s>) -> bool) -> Vec<&'t [Token<'s>]> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(token) = tokens.get(at) {
        if token.kind == Kind::Sign && matches!(token.text, "(" | "[" | "{" | "#[") {
            at += close(tokens.get(at..).unwrap_or_default());
        } else if is(token) {
            parts.push(tokens.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        at += 1;
    }
    parts.push(tokens.get(start..).unwrap_or_default());
    parts
}

/// The parts between commas.
fn commas<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
    let mut parts = split(tokens, |token| token.is(","));
    if parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    parts
}

/// What stands between the brackets when an expression is nothing but a pair with its content.
fn inside<'t, 's>(tokens: &'t [Token<'s>]) -> Option<&'t [Token<'s>]> {
    let bracket = tokens.first().is_some_and(|first| first.is("(") || first.is("["));
    (bracket && close(tokens) + 1 == tokens.len()).then(|| tokens.get(1..tokens.len() - 1)).flatten()
}

/// An expression without what changes nothing about it as a URL.
fn bare<'t, 's>(mut tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    const LEADS: [&str; 9] = ["await", "new", "&", "*", "return", "yield", "mut", "@", "="];
    while let Some((first, rest)) = tokens.split_first() {
        if LEADS.contains(&first.text) && first.pieces().is_none() {
            tokens = rest;
        } else if first.is("(")
            && let Some(inner) = inside(tokens)
        {
            tokens = inner;
        } else {
            break;
        }
    }
    tokens
}

/// Both outcomes of a choice: `a ? b : c`, `b if a else c`, `if (a) b else c`. Either may be a choice again.
fn alternatives<'t, 's>(tokens: &'t [Token<'s>]) -> Option<(&'t [Token<'s>], &'t [Token<'s>])> {
    let part = |from: usize, to: usize| tokens.get(from..to).filter(|part| !part.is_empty());
    let end = tokens.len();
    if let Some(asks) = outside(tokens, 0, |token| token.is("?")) {
        let otherwise = matching(tokens, asks + 1, |token| token.is("?"), |token| token.is(":"))?;
        return part(asks + 1, otherwise).zip(part(otherwise + 1, end));
    }
    let is_if = |token: &Token<'_>| token.is_word("if");
    let is_else = |token: &Token<'_>| token.is_word("else");
    let asks = outside(tokens, 0, is_if)?;
    let otherwise = matching(tokens, asks + 1, is_if, is_else)?;
    if asks > 0 {
        return part(0, asks).zip(part(otherwise + 1, end));
    }
    // The condition stands in brackets, or the outcomes stand in braces.
    let first = if tokens.get(1)?.is("(") {
        1 + close(tokens.get(1..)?) + 1
    } else {
        outside(tokens, 1, |token| token.is("{") || token.is_word("then"))?
    };
    let first = first + usize::from(tokens.get(first).is_some_and(|token| token.is_word("then")));
    part(first, otherwise)
        .zip(part(otherwise + 1, end))
        .map(|(first, second)| (in_braces(first), in_braces(second)))
}

/// What stands in braces, when that is all.
fn in_braces<'t, 's>(tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    let whole = tokens.first().is_some_and(|first| first.is("{")) && close(tokens) + 1 == tokens.len();
    if whole { tokens.get(1..tokens.len() - 1).unwrap_or(tokens) } else { tokens }
}

/// Whether an expression chooses between others in a way that is not understood.
fn is_choice(tokens: &[Token<'_>]) -> bool {
    const CHOOSE: [&str; 5] = ["if", "unless", "match", "when", "switch"];
    let begins = tokens.first().and_then(Token::word).is_some_and(|word| CHOOSE.contains(&word));
    begins || outside(tokens, 0, |token| token.is_word("else")).is_some()
}

/// The first token from a place on that is one, outside of brackets; an opening bracket may be one itself.
fn outside<'s>(tokens: &[Token<'s>], from: usize, is: impl Fn(&Token<'s>) -> bool) -> Option<usize> {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        if is(token) {
            return Some(at);
        }
        if token.kind == Kind::Sign && matches!(token.text, "(" | "[" | "{" | "#[") {
            at += close(tokens.get(at..).unwrap_or_default());
        }
        at += 1;
    }
    None
}

/// Where the second half of a choice begins whose first half begins at a place; choices in between have halves, too.
fn matching<'s>(
    tokens: &[Token<'s>],
    from: usize,
    opens: impl Fn(&Token<'s>) -> bool,
    closes: impl Fn(&Token<'s>) -> bool,
) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = from;
    loop {
        at = outside(tokens, at, |token| opens(token) || closes(token))?;
        let token = tokens.get(at)?;
        if opens(token) {
            depth += 1;
        } else if depth == 0 {
            return Some(at);
        } else {
            depth -= 1;
        }
        at += 1;
    }
}

/// What stands behind `||`, `??` or `or`, if that is a text: the value when nothing else is configured.
fn fallback<'t, 's>(tokens: &'t [Token<'s>]) -> Option<&'t [Token<'s>]> {
    let parts = split(tokens, |token| matches!(token.text, "||" | "??" | "or" | "?:"));
    let last = parts.last().filter(|_| parts.len() > 1)?;
    last.iter().any(|token| token.pieces().is_some()).then_some(*last)
}
