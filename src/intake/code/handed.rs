//! Paths that a script of PowerShell keeps in a variable and hands to a function: `[string]$resource = "/api/v1/users"`,
//! then `Send-Request -Method $method -Resource $resource`.

use std::collections::{BTreeMap, BTreeSet};

use super::path::{self, Worth};
use super::shell_tokens::{Kind, Part, Token};
use super::value::unknown;
use super::words;
use crate::model::Method;

/// How many values a variable may have.
const MOST: usize = 8;

/// The longest value, in bytes.
const LONGEST_VALUE: usize = 2_000;

/// How deep expressions in parentheses are followed.
const DEEPEST: usize = 8;

/// A request that a function of the script is handed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// Where the command stands, in bytes.
    pub(super) at: usize,
    pub(super) method: Option<Method>,
    pub(super) url: String,
    /// What stands before the path, with the names of its variables in braces.
    pub(super) front: String,
}

/// What a script hands to functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Handed {
    pub(super) sent: Vec<Sent>,
    /// Commands that are handed a path of which only the beginning is known, in bytes.
    pub(super) open: Vec<usize>,
    /// Where the variables are set that the commands are handed, in bytes.
    pub(super) set: BTreeSet<usize>,
}

/// A value that a variable may have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Value {
    text: String,
    /// The block in which it is given it.
    block: usize,
    /// Where that is, in bytes.
    set: BTreeSet<usize>,
}

/// A block in braces.
#[derive(Clone, Copy, Debug)]
struct Block {
    parent: usize,
    /// The first of the blocks of which only one runs.
    chain: usize,
}

/// A function, or the script outside of any.
#[derive(Debug, Default)]
struct Scope {
    values: BTreeMap<String, Vec<Value>>,
    /// How many braces are open where it ends.
    depth: usize,
}

struct Reader<'t, 's> {
    tokens: &'t [Token<'s>],
    /// For each opening bracket the closing one; for other tokens themselves.
    partners: Vec<usize>,
    blocks: Vec<Block>,
    /// The blocks that are open.
    within: Vec<usize>,
    /// The block that was closed last, with the place behind it.
    closed: Option<(usize, usize)>,
    scopes: Vec<Scope>,
    handed: Handed,
}

/// What a script hands to functions.
pub(super) fn handed(script: &str) -> Handed {
    let tokens = super::shell_tokens::tokens(script);
    let mut reader = Reader {
        tokens: &tokens,
        partners: partners(&tokens),
        blocks: vec![Block { parent: 0, chain: 0 }],
        within: vec![0],
        closed: None,
        scopes: vec![Scope::default()],
        handed: Handed::default(),
    };
    for at in 0..tokens.len() {
        reader.step(at);
    }
    reader.handed
}

/// For each opening bracket the closing one, and for other tokens themselves; one that is never closed goes to the end.
fn partners(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut found: Vec<usize> = (0..tokens.len()).collect();
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Sign) {
        match token.text {
            "(" | "[" | "{" => open.push(at),
            ")" | "]" | "}" => {
                if let Some(partner) = open.pop().and_then(|before: usize| found.get_mut(before)) {
                    *partner = at;
                }
            }
            _ => {}
        }
    }
    for at in open {
        if let Some(partner) = found.get_mut(at) {
            *partner = tokens.len();
        }
    }
    found
}

impl Reader<'_, '_> {
    fn sign(&self, at: usize, sign: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Sign && token.text == sign)
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text)
    }

    fn block(&self) -> usize {
        self.within.last().copied().unwrap_or(0)
    }

    fn step(&mut self, at: usize) {
        if self.sign(at, "{") {
            self.open(at);
        } else if self.sign(at, "}") {
            self.close(at);
        } else if self.word(at).is_some_and(|word| word.eq_ignore_ascii_case("function")) {
            self.scopes.push(Scope { values: BTreeMap::new(), depth: self.within.len() });
        } else if self.sign(at, "=") || self.sign(at, "+=") {
            self.assign(at);
        } else if self.is_command(at) {
            self.command(at);
        }
    }

    fn open(&mut self, at: usize) {
        let parent = self.block();
        let id = self.blocks.len();
        let goes_on = |end: usize| {
            let between = self.tokens.get(end..at).unwrap_or_default();
            let first = between.iter().find(|token| token.kind != Kind::End);
            let other = first.is_some_and(|token| {
                token.text.eq_ignore_ascii_case("else") || token.text.eq_ignore_ascii_case("elseif")
            });
            // The cases of a switch follow on each other.
            let case = between.iter().filter(|token| token.kind != Kind::End).count() == 1
                && first.is_some_and(|token| {
                    matches!(token.kind, Kind::Text(_)) || token.text.eq_ignore_ascii_case("default")
                });
            other || case
        };
        let before = self.closed.filter(|(closed, end)| {
            self.blocks.get(*closed).is_some_and(|block| block.parent == parent) && goes_on(*end)
        });
        let chain = before.and_then(|(closed, _)| self.blocks.get(closed)).map_or(id, |block| block.chain);
        self.blocks.push(Block { parent, chain });
        self.within.push(id);
    }

    fn close(&mut self, at: usize) {
        if self.within.len() < 2 {
            return;
        }
        if let Some(closed) = self.within.pop() {
            self.closed = Some((closed, at + 1));
        }
        if self.scopes.len() > 1 && self.scopes.last().is_some_and(|scope| scope.depth >= self.within.len()) {
            self.scopes.pop();
        }
    }

    /// Whether a block is another or stands in it.
    fn is_inside(&self, block: usize, outer: usize) -> bool {
        const DEEPEST_BLOCK: usize = 40;
        let mut at = block;
        for _ in 0..DEEPEST_BLOCK {
            if at == outer || at == 0 {
                break;
            }
            at = self.blocks.get(at).map_or(0, |block| block.parent);
        }
        at == outer
    }

    /// Whether only one of two blocks runs.
    fn excludes(&self, one: usize, other: usize) -> bool {
        const DEEPEST_BLOCK: usize = 40;
        let mut at = one;
        for _ in 0..DEEPEST_BLOCK {
            let Some(block) = self.blocks.get(at).filter(|_| at != 0) else { return false };
            let mut beside = other;
            for _ in 0..DEEPEST_BLOCK {
                let Some(second) = self.blocks.get(beside).filter(|_| beside != 0) else { break };
                if at != beside && block.parent == second.parent && block.chain == second.chain {
                    return true;
                }
                beside = second.parent;
            }
            at = block.parent;
        }
        false
    }

    /// `[string]$name = …`, `$name += …`.
    fn assign(&mut self, at: usize) {
        let Some(token) = at.checked_sub(1).and_then(|at| self.tokens.get(at)) else { return };
        if token.kind != Kind::Variable {
            return;
        }
        let (name, set) = (token.text.to_lowercase(), token.at);
        let adds = self.sign(at, "+=");
        let end = self.statement_end(at + 1);
        let mut next = self.values(at + 1, end, 0);
        let before = self.known(&name).map(<[Value]>::to_vec).unwrap_or_default();
        if adds {
            next = product(&self.reached(&before), &next);
        }
        let block = self.block();
        for value in &mut next {
            value.block = block;
            value.set.insert(set);
        }
        // What was set in a block that need not run may still be there, and so may what was set before this one.
        next.extend(before.into_iter().filter(|value| !self.is_inside(value.block, block)));
        next.dedup_by(|one, other| one.text == other.text && one.block == other.block);
        next.truncate(MOST);
        if let Some(scope) = self.scopes.last_mut() {
            scope.values.insert(name, next);
        }
    }

    /// What a variable may be, in the function or outside of any.
    fn known(&self, name: &str) -> Option<&[Value]> {
        let here = self.scopes.last().and_then(|scope| scope.values.get(name));
        here.or_else(|| self.scopes.first()?.values.get(name)).map(Vec::as_slice)
    }

    /// Those of the values that can be there at this place.
    fn reached(&self, values: &[Value]) -> Vec<Value> {
        let block = self.block();
        values.iter().filter(|value| !self.excludes(value.block, block)).cloned().collect()
    }

    /// Where a statement ends.
    fn statement_end(&self, start: usize) -> usize {
        const LONGEST: usize = 1_000;
        let mut at = start;
        while let Some(token) = self.tokens.get(at).filter(|_| at - start < LONGEST) {
            let ends = match token.kind {
                Kind::End => true,
                Kind::Sign => matches!(token.text, ")" | "]" | "}" | "|" | ","),
                _ => false,
            };
            if ends {
                break;
            }
            at = self.partner(at).max(at) + 1;
        }
        at.min(self.tokens.len())
    }

    /// The bracket that closes another; of anything else, itself.
    fn partner(&self, open: usize) -> usize {
        self.partners.get(open).copied().unwrap_or(open)
    }

    /// What an expression may be.
    fn values(&self, start: usize, end: usize, depth: usize) -> Vec<Value> {
        let nothing = || vec![Value { text: unknown(""), block: 0, set: BTreeSet::new() }];
        if depth > DEEPEST || start >= end {
            return nothing();
        }
        // `$resource = Add-Query -Uri $resource`: what makes a URL of another leaves its path.
        if let Some(name) = self.word(start).filter(|_| self.is_command(start)) {
            let made = words::is_url_made(&[name], 1);
            let arguments = self.arguments(start + 1, end);
            let paths = arguments.iter().map(|one| self.values(one.start, one.end, depth + 1));
            let path = paths.into_iter().find(|values| values.iter().any(|value| path::begins(&value.text)));
            return path.filter(|_| made).unwrap_or_else(nothing);
        }
        let mut values = vec![Value { text: String::new(), block: 0, set: BTreeSet::new() }];
        let mut at = start;
        while at < end {
            // [string]$limit
            let cast = self.sign(at, "[")
                && self.tokens.get(self.partner(at) + 1).is_some_and(|token| {
                    token.glued && (token.kind != Kind::Word || token.text.starts_with('$'))
                });
            at = if cast { self.partner(at) + 1 } else { at };
            let (next, behind) = self.operand(at, end, depth);
            values = product(&values, &next);
            at = behind.max(at + 1);
            if at < end && !self.sign(at, "+") {
                // `"{0}/users" -f $base`, or something that is no text.
                let format = self.word(at).is_some_and(|word| word.eq_ignore_ascii_case("-f"));
                let whole = self.tokens.get(at).is_some_and(|token| token.kind == Kind::End);
                return if format || whole { values } else { nothing() };
            }
            at += 1;
        }
        values
    }

    /// What an operand may be, and where it ends.
    fn operand(&self, at: usize, end: usize, depth: usize) -> (Vec<Value>, usize) {
        let one = |text: String| vec![Value { text, block: 0, set: BTreeSet::new() }];
        let Some(token) = self.tokens.get(at) else { return (one(unknown("")), at + 1) };
        let behind = self.behind(at, end);
        match &token.kind {
            Kind::Variable if behind == at + 1 => {
                let known = self.known(&token.text.to_lowercase()).map(|known| self.reached(known));
                let known = known.filter(|known| !known.is_empty());
                (known.unwrap_or_else(|| one(unknown(token.text))), behind)
            }
            Kind::Text(parts) => {
                let mut values = one(String::new());
                for part in parts {
                    let next = match part {
                        Part::Plain(text) => one(text.clone()),
                        Part::Hole(name) => {
                            let known = self.known(&name.to_lowercase()).map(|known| self.reached(known));
                            let known = known.filter(|known| !known.is_empty());
                            known.unwrap_or_else(|| one(unknown(name)))
                        }
                    };
                    values = product(&values, &next);
                }
                (values, behind)
            }
            Kind::Word if behind == at + 1 => (one(token.text.to_owned()), behind),
            Kind::Sign if token.text == "(" => {
                let close = self.partner(at);
                let values = if behind == close + 1 {
                    self.values(at + 1, close.min(end), depth + 1)
                } else {
                    one(unknown(""))
                };
                (values, behind)
            }
            _ => {
                let last = self.tokens.get(at..behind).unwrap_or_default();
                let name = last.iter().rev().find(|token| token.kind == Kind::Variable);
                (one(unknown(name.map_or("", |name| name.text))), behind)
            }
        }
    }

    /// Where an operand ends: behind the members and calls that are glued to it.
    fn behind(&self, at: usize, end: usize) -> usize {
        let close = |at: usize| {
            let opens = self.sign(at, "(") || self.sign(at, "[") || self.sign(at, "{");
            if opens { self.partner(at) + 1 } else { at + 1 }
        };
        let mut next = close(at);
        while next < end && self.tokens.get(next).is_some_and(|token| token.glued && token.kind != Kind::End)
        {
            let goes_on = self.sign(next, "(") || self.sign(next, "[") || self.word(next).is_some();
            if !goes_on {
                break;
            }
            next = close(next);
        }
        next.min(end)
    }

    /// Whether a word begins a command: the name of a function or program, at the beginning of a statement.
    fn is_command(&self, at: usize) -> bool {
        const KEYWORDS: &str = "if elseif else for foreach while do until switch try catch finally param begin process end \
                                return throw exit break continue in function filter class using";
        let Some(word) = self.word(at) else { return false };
        let named = word.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'))
            && !super::vocabulary::has(KEYWORDS, &word.to_ascii_lowercase());
        let begins = at.checked_sub(1).is_none_or(|before| {
            self.tokens.get(before).is_none_or(|token| match token.kind {
                Kind::End => true,
                Kind::Sign => matches!(token.text, "(" | "{" | "}" | "|" | "=" | "&"),
                Kind::Word => token.text.eq_ignore_ascii_case("return"),
                Kind::Text(_) | Kind::Variable => false,
            })
        });
        let assigned = self.sign(at + 1, "=") || self.sign(at + 1, "(");
        named && begins && !assigned
    }

    /// The arguments of a command, without the names of parameters.
    fn arguments(&self, start: usize, end: usize) -> Vec<std::ops::Range<usize>> {
        let mut found = Vec::new();
        let mut at = start;
        while at < end {
            let next = self.behind(at, end).max(at + 1);
            if self.parameter(at).is_none() {
                found.push(at..next);
            }
            at = next;
        }
        found
    }

    /// Whether a path is written out where it is handed on: other readers find it there.
    fn spells_path(&self, range: std::ops::Range<usize>) -> bool {
        let spells = |part: &Part| matches!(part, Part::Plain(text) if path::may_be(text));
        let tokens = self.tokens.get(range).unwrap_or_default();
        tokens.iter().any(|token| matches!(&token.kind, Kind::Text(parts) if parts.iter().any(spells)))
    }

    /// The methods that a command is handed: behind a parameter of that name, or by themselves.
    fn methods(&self, arguments: &[std::ops::Range<usize>]) -> BTreeSet<Option<Method>> {
        let behind = |one: &std::ops::Range<usize>| {
            one.start
                .checked_sub(1)
                .and_then(|at| self.parameter(at))
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let spelled = |one: &std::ops::Range<usize>| -> BTreeSet<Option<Method>> {
            let values = self.values(one.start, one.end, 0);
            values.iter().map(|value| value.text.parse::<Method>().ok()).collect()
        };
        let named = arguments.iter().find(|one| {
            let name = behind(one);
            name.ends_with("method") || name == "verb"
        });
        let alone = || arguments.iter().map(spelled).find(|methods| methods.iter().any(Option::is_some));
        named.map(spelled).or_else(alone).unwrap_or_default()
    }

    /// The name of the parameter at a place: `-Method`.
    fn parameter(&self, at: usize) -> Option<&str> {
        let name = self.word(at)?.strip_prefix('-')?;
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| name.trim_end_matches(':'))
    }

    /// A command with what it is handed.
    fn command(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at) else { return };
        let (name, place) = (token.text.to_ascii_lowercase(), token.at);
        if sends_itself(&name) || only_handles(&name) || words::is_url_made(&[token.text], 1) {
            return;
        }
        let end = self.statement_end(at + 1);
        let arguments = self.arguments(at + 1, end);
        let paths = arguments
            .iter()
            .filter(|one| !self.spells_path((*one).clone()))
            .map(|one| self.values(one.start, one.end, 0));
        let kept = |value: &Value| path::begins(&value.text) && !value.set.is_empty();
        let path = paths.into_iter().find(|values| values.iter().any(kept));
        let methods = self.methods(&arguments);
        let mut methods = methods.into_iter();
        let method = methods.next().flatten().filter(|_| methods.next().is_none());
        for value in path.into_iter().flatten() {
            self.handed.set.extend(value.set.iter().copied());
            match path::worth(&value.text) {
                Worth::Url(own, url) => {
                    let front = value.text.find("/api/").and_then(|at| value.text.get(..at));
                    let front = front.unwrap_or_default().to_owned();
                    let one = Sent { at: place, method: own.or(method), url, front };
                    // What differs in its query alone is one request.
                    let same = |known: &Sent| known.at == one.at && address(&known.url) == address(&one.url);
                    if !self.handed.sent.iter().rev().take(MOST).any(same) {
                        self.handed.sent.push(one);
                    }
                }
                Worth::Base | Worth::Open => {
                    if !self.handed.open.contains(&place) {
                        self.handed.open.push(place);
                    }
                }
                Worth::Mention(_) | Worth::Nothing => {}
            }
        }
    }
}

/// A URL without its query.
fn address(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// Commands that send requests by themselves, which the reader of commands knows.
fn sends_itself(name: &str) -> bool {
    matches!(name, "invoke-restmethod" | "invoke-webrequest" | "irm" | "iwr" | "curl" | "wget")
}

/// Commands that only print, keep or change what they are handed.
fn only_handles(name: &str) -> bool {
    const VERBS: [&str; 8] =
        ["write-", "out-", "convertto-", "convertfrom-", "format-", "select-", "measure-", "tee-"];
    const NAMES: &str = "join-path split-path test-path add-member new-object set-variable remove-variable get-variable \
                         set-content add-content new-variable where-object foreach-object echo";
    VERBS.iter().any(|verb| name.starts_with(verb)) || super::vocabulary::has(NAMES, name)
}

/// Every value followed by every other.
fn product(values: &[Value], next: &[Value]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for value in values {
        for other in next {
            let text = format!("{}{}", value.text, other.text);
            if text.len() <= LONGEST_VALUE && found.len() < MOST {
                let set = value.set.union(&other.set).copied().collect();
                found.push(Value { text, block: value.block.max(other.block), set });
            }
        }
    }
    if found.is_empty() {
        found.push(Value { text: unknown(""), block: 0, set: BTreeSet::new() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_to_the_function_that_is_handed_them() {
        for (script, expected) in [
            (
                "[string]$r = \"/api/v1/users/\" + $uid\n$x = send -method Get -resource $r",
                "GET /api/v1/users/{uid}",
            ),
            ("$r = '/api/v1/users'\nreturn (send -Resource $r)", "- /api/v1/users"),
            (
                "[string]$m = \"Put\"\n[string]$r = \"/api/v1/users/$id\"\ntry { send -m 1 -method $m -resource $r }",
                "PUT /api/v1/users/{id}",
            ),
            (
                "if ($a) { $r = '/api/v1/users' } else { $r = '/api/v1/groups' }\nsend -method get -path $r",
                "GET /api/v1/groups, GET /api/v1/users",
            ),
            (
                "$r = '/api/v1/idps'\nif ($a) { $r += '/' + $p } elseif ($b) { $r += '?q=' + $q }\nsend -method get -path $r",
                "GET /api/v1/idps/{p}, GET /api/v1/idps?q={q}",
            ),
            ("$r = '/api/v1/users'\n$r = '/api/v1/groups'\nsend -method get -path $r", "GET /api/v1/groups"),
            ("function a { $r = '/api/v1/users' }\nfunction b { param($r) send -method get -path $r }", ""),
            (
                "$r = '/api/v1/logs'\n$r = buildUri -resource $r -params $p\nsend `\n  -method get `\n  -path $r",
                "GET /api/v1/logs",
            ),
            ("$r = '/api/v1/users'\nWrite-Host $r\nInvoke-RestMethod -Uri $r", ""),
            ("function a($on = $true) { send POST \"/api/v1/apps?activate=$on\" $app }", ""),
            (
                "if ($a) { $r = '/api/v1/users' } else { $r = '/api/v1/apps' }\ntry { send -method get -path $r } catch { throw $_ }",
                "GET /api/v1/apps, GET /api/v1/users",
            ),
            (
                "switch ($k) { 'u' { $r = '/api/v1/users' }\n default { $r = '/api/v1/apps' } }\nsend -method get -path $r",
                "GET /api/v1/apps, GET /api/v1/users",
            ),
            ("function a($r = '/api/v1/users') { send GET $r }", "GET /api/v1/users"),
            ("# $r = '/api/v1/users'\nsend -path $r", ""),
            ("$r = \"/api/v1/\" + $kind\nsend -method get -path $r", "?"),
        ] {
            let found = handed(script);
            let mut shown: Vec<String> = found
                .sent
                .iter()
                .map(|one| format!("{} {}", one.method.map_or("-".to_owned(), |m| m.to_string()), one.url))
                .chain(found.open.iter().map(|_| "?".to_owned()))
                .collect();
            shown.sort();
            assert_eq!(shown.join(", "), expected, "{script}");
        }
    }
}
