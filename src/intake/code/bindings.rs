//! The names of a program that stand for URLs: constants, variables, members, functions that return one.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::path;
use super::program::Program;
use super::token::{Kind, Piece, Token};
use super::value::LONGEST;
use crate::model::Method;

/// A name with what it stands for.
#[derive(Debug)]
pub(super) struct Binding<'s> {
    pub(super) name: &'s str,
    /// The expression that it stands for.
    pub(super) is: Range<usize>,
    /// The block that it is known in.
    block: usize,
    /// Whether it is a member of something: `self.url`, a field, a key.
    member: bool,
    /// Whether it is a function that returns it.
    pub(super) called: bool,
    /// Whether a call was seen that uses it.
    pub(super) used: Cell<bool>,
    /// Whether its values are being worked out, so that one that rests on itself has none.
    visited: Cell<bool>,
    values: OnceCell<Vec<String>>,
}

impl Binding<'_> {
    /// Whether it is known outside of the function that it stands in.
    pub(super) const fn is_wide(&self) -> bool {
        self.member || self.called || self.block == 0
    }
}

/// The names of a program.
#[derive(Debug)]
pub(super) struct Names<'p> {
    pub(super) program: &'p Program<'p>,
    pub(super) bindings: Vec<Binding<'p>>,
    by_name: BTreeMap<&'p str, Vec<usize>>,
    /// Where the names of bindings stand, and whether that is in a text.
    places: OnceCell<BTreeMap<&'p str, Vec<(usize, bool)>>>,
    /// What was found out about functions.
    pub(super) carriers: RefCell<BTreeMap<String, Option<Method>>>,
    /// The keys by which requests are taken out of records and sent.
    pub(super) replayed: OnceCell<BTreeSet<String>>,
}

impl<'p> Names<'p> {
    /// The names of a program.
    pub(super) fn of(program: &'p Program<'p>) -> Self {
        let mut names = Self {
            program,
            bindings: Vec::new(),
            by_name: BTreeMap::new(),
            places: OnceCell::new(),
            carriers: RefCell::default(),
            replayed: OnceCell::new(),
        };
        for at in 0..program.tokens.len() {
            names.assignment(at);
            names.returned(at);
            names.key(at);
            names.defined(at);
        }
        names.bindings.sort_by_key(|binding| binding.is.start);
        for (at, binding) in names.bindings.iter().enumerate() {
            names.by_name.entry(binding.name).or_default().push(at);
        }
        names
    }

    fn add(&mut self, name: &'p str, is: Range<usize>, at: usize, member: bool, called: bool) {
        let tokens = self.program.tokens.get(is.clone()).unwrap_or_default();
        let telling = tokens.iter().any(|token| token.kind == Kind::Word || token.pieces().is_some());
        if tokens.is_empty() || tokens.len() > LONGEST || !telling {
            return;
        }
        let function = self.program.function(self.program.block(at));
        let block = if member || called { 0 } else { function };
        self.bindings.push(Binding {
            name,
            is,
            block,
            member,
            called,
            used: Cell::new(false),
            visited: Cell::new(false),
            values: OnceCell::new(),
        });
    }

    /// `name = …`, `name := …`, `name: Type = …`, `name = (x) => …`, `fun name(x) = …`.
    fn assignment(&mut self, at: usize) {
        let program = self.program;
        let Some(sign) = program.token(at).filter(|token| token.kind == Kind::Sign) else { return };
        let body = program.language.name == "csharp" && sign.text == "=>";
        if !matches!(sign.text, "=" | ":=" | "||=") && !body {
            return;
        }
        let given = |open: usize| {
            // const ( … ) of Go
            let group = program.before(open).is_some_and(|token| matches!(token.text, "const" | "var"));
            program.is(open, "[") || (program.is(open, "(") && !group)
        };
        let lambda = self.lambda_ends(at);
        if program.within(at).is_some_and(given) && lambda.is_none() {
            return;
        }
        let end = self.end(at + 1);
        let is = at + 1..lambda.map_or(end, |lambda| end.min(lambda));
        if program.is_before(at, ")") {
            let open = program.partner(at - 1);
            if let Some(name) = program.before(open).and_then(Token::word) {
                self.add(name, is, at, true, true);
            }
            return;
        }
        // new Request { Url = … }
        let entry = program.is(is.end, ",") || program.is(is.end, "}");
        if program.language.name == "csharp" && entry {
            return;
        }
        let Some((place, name)) = self.assigned(at) else { return };
        let arrow = (is.start..is.end).find(|at| program.is(*at, "=>"));
        let direct = arrow.filter(|arrow| {
            let first = program.partner(is.start);
            *arrow == first + 1
                || (program.is_word(is.start, "async") && program.partner(is.start + 1) + 1 == *arrow)
        });
        match direct {
            Some(arrow) if program.is(arrow + 1, "{") => {}
            Some(arrow) => self.add(name, arrow + 1..is.end, at, true, true),
            None => {
                let dotted = place > 0 && program.is_member_sign(place - 1);
                let own = name.starts_with('@');
                let field = body || program.blocks.get(program.block(at)).is_some_and(|_| self.in_type(at));
                self.add(name, is, at, dotted || own || field, false);
            }
        }
    }

    /// Where the parameters of a lambda of Python end, when a sign gives one of them its value: `lambda base=base: …`.
    fn lambda_ends(&self, at: usize) -> Option<usize> {
        const FAR: usize = 60;
        let program = self.program;
        if program.language.name != "python" {
            return None;
        }
        let bracket = program.within(at);
        let beside = |place: &usize| program.within(*place) == bracket;
        let is_edge = |place: &usize| program.is(*place, ":") || program.is_word(*place, "lambda");
        let start = (at.saturating_sub(FAR)..at).rev().filter(beside).find(is_edge)?;
        let end =
            (at + 1..(at + FAR).min(program.tokens.len())).filter(beside).find(|at| program.is(*at, ":"));
        end.filter(|_| program.is_word(start, "lambda"))
    }

    /// Whether a place is outside of any function, so that what it names is known to all of them.
    fn in_type(&self, at: usize) -> bool {
        self.program.function(self.program.block(at)) == 0
    }

    /// The name before a sign of assignment, behind which its type may stand.
    fn assigned(&self, at: usize) -> Option<(usize, &'p str)> {
        const LONGEST_TYPE: usize = 10;
        let program = self.program;
        let last = at.checked_sub(1)?;
        let of_type = (at.saturating_sub(LONGEST_TYPE)..at).rev().take_while(|place| {
            !program.starts_line(place + 1)
                && program.token(*place).is_some_and(|token| {
                    token.kind == Kind::Word
                        || matches!(
                            token.text,
                            ":" | "&" | "'" | "<" | ">" | "[" | "]" | "?" | "|" | "." | ","
                        )
                })
        });
        let mut colon = None;
        let mut first = None;
        for place in of_type {
            if program.is(place, ":") {
                colon = Some(place);
            }
            // u, err := make()
            if program.is(place, ",") && program.language.name == "go" {
                first = place.checked_sub(1);
            }
        }
        let place = match colon.and_then(|colon| colon.checked_sub(1)) {
            Some(place) => place,
            None if first.is_some() => first?,
            // var url string = …
            None if program.language.name == "go"
                && at >= 3
                && program.token(at - 2).and_then(Token::word).is_some()
                && program.token(at - 3).is_some_and(|token| matches!(token.text, "var" | "const")) =>
            {
                at - 2
            }
            None => last,
        };
        program.token(place)?.word().map(|name| (place, name))
    }

    /// `return …` in a function that has a name, and the last expression of one where that is returned.
    fn returned(&mut self, at: usize) {
        let program = self.program;
        let last = matches!(program.language.name, "rust" | "ruby" | "scala" | "swift");
        let first = program.is_before(at, "{") || program.is_before(at, ";") || program.starts_line(at);
        let (start, is_return) = match program.token(at) {
            Some(token) if token.is_word("return") => (at + 1, true),
            Some(_) if last && first => (at, false),
            _ => return,
        };
        let function = program.function(program.block(at));
        let Some(name) = program.blocks.get(function).and_then(|block| block.name) else { return };
        let end = self.end(start);
        let closes = program.blocks.get(function).is_some_and(|block| block.end == end)
            || program.token(end).is_some_and(|token| token.is_word("end"));
        let text = program.tokens.get(start..end).unwrap_or_default();
        if is_return || (closes && text.iter().any(|token| token.pieces().is_some())) {
            self.add(name, start..end, at, true, true);
        }
    }

    /// `name: …` in a map.
    fn key(&mut self, at: usize) {
        const REQUEST: [&str; 8] = ["url", "uri", "path", "endpoint", "href", "method", "baseURL", "baseUrl"];
        let program = self.program;
        let in_map = program.within(at).is_some_and(|open| program.is(open, "{"));
        if !in_map || !program.is(at, ":") {
            return;
        }
        let name = program.before(at).and_then(Token::word).filter(|name| !REQUEST.contains(name));
        let entry = at >= 2 && (program.is(at - 2, "{") || program.is(at - 2, ","));
        if let Some(name) = name.filter(|_| entry) {
            self.add(name, at + 1..self.end(at + 1), at, true, false);
        }
    }

    /// `define('NAME', …)` of PHP.
    fn defined(&mut self, at: usize) {
        let program = self.program;
        if program.language.name != "php" || !program.is_word(at, "define") || !program.is(at + 1, "(") {
            return;
        }
        // The name is a text here, which lives as long as its token.
        let name = program.token(at + 2).filter(|token| token.pieces().is_some()).map(|token| token.text);
        let name = name.map(|name| name.trim_matches(['"', '\'']));
        if let Some(name) = name.filter(|_| program.is(at + 3, ",")) {
            self.add(name, at + 4..program.partner(at + 1), at, false, false);
        }
    }

    /// Where the expression ends that begins at a place.
    fn end(&self, start: usize) -> usize {
        let program = self.program;
        let bracket = program.within(start);
        let mut at = start;
        while let Some(token) = program.token(at) {
            let outside = program.within(at) != bracket;
            let separator = token.kind == Kind::Sign && matches!(token.text, ";" | "," | ")" | "]" | "}");
            if outside || separator || (at > start && self.ends_line(at)) || at - start > LONGEST {
                break;
            }
            at = program.partner(at).max(at) + 1;
        }
        at.min(program.tokens.len())
    }

    /// Whether a statement ended with the line before a token.
    fn ends_line(&self, at: usize) -> bool {
        let program = self.program;
        if !program.starts_line(at) {
            return false;
        }
        let goes_on = |token: Option<&Token<'_>>| {
            token.is_some_and(|token| {
                token.kind == Kind::Sign
                    && !matches!(token.text, ")" | "]" | "}" | "(" | "[" | "{" | "@" | "#[" | "$")
            })
        };
        let continued = goes_on(program.token(at)) || goes_on(program.before(at));
        let adjacent = program.language.adjacent
            && program.within(at).is_some()
            && program.token(at).is_some_and(|token| token.pieces().is_some());
        !continued && !adjacent
    }

    /// The bindings that a name may stand for at a place.
    pub(super) fn visible(&self, name: &str, here: usize, member: bool, called: bool) -> Vec<usize> {
        // A name that stands for very many things says nothing.
        const MOST: usize = 2_000;
        let known = self.by_name.get(name).filter(|known| known.len() <= MOST);
        let Some(known) = known else { return Vec::new() };
        let block = self.program.block(here);
        let function = self.program.function(block);
        let mut found = Vec::new();
        if !member && !called {
            // What was assigned last counts; what was assigned in a branch may count as well.
            for at in known.iter().rev() {
                let binding = &self.bindings[*at];
                let local = !binding.member && !binding.called && binding.block != 0;
                if !local || binding.is.end > here || !self.program.is_inside(function, binding.block) {
                    continue;
                }
                found.push(*at);
                if self.program.is_inside(block, self.program.block(binding.is.start)) {
                    return found;
                }
            }
        }
        if found.is_empty() {
            let wide = known.iter().copied().filter(|at| {
                let binding = &self.bindings[*at];
                binding.called == called
                    && (binding.member || binding.block == 0)
                    && !binding.is.contains(&here)
            });
            found.extend(wide);
        }
        found.reverse();
        found
    }

    /// Of what the name of a member may stand for, what can be a member of what stands before it. A path may have come
    /// from anywhere; an id or a word only from what is of the same name and known at the place.
    pub(super) fn of_owner(&self, found: Vec<usize>, words: &[&str], here: usize) -> Vec<usize> {
        // A name that stands for very many things says nothing.
        const MOST: usize = 200;
        let Some(owner) = words.len().checked_sub(2).and_then(|at| words.get(at)) else { return found };
        if found.len() > MOST {
            return Vec::new();
        }
        let program = self.program;
        // A map that the function itself has made of that name.
        let local = self.visible(owner, here, false, false);
        let own = local.first().filter(|_| local.len() == 1).and_then(|at| self.bindings.get(*at));
        if let Some(own) = own.filter(|own| !own.is_wide() && program.is(own.is.start, "{")) {
            let inside =
                |at: &usize| self.bindings.get(*at).is_some_and(|one| own.is.contains(&one.is.start));
            let within: Vec<usize> = found.iter().copied().filter(inside).collect();
            if !within.is_empty() {
                return within;
            }
        }
        let is_path = |at: usize| self.values_of(at, 0).iter().all(|value| value.contains('/'));
        let fits = |at: &usize| is_path(*at) || self.is_of(*at, words, here);
        found.into_iter().filter(fits).collect()
    }

    /// Whether a binding is a member of what one of these names stands for at a place.
    fn is_of(&self, at: usize, words: &[&str], here: usize) -> bool {
        const THEMSELVES: [&str; 6] = ["self", "this", "cls", "$this", "super", "Self"];
        let program = self.program;
        let Some(binding) = self.bindings.get(at).filter(|binding| binding.member) else { return true };
        let function = program.function(program.block(here));
        let is_key = program.is_before(binding.is.start, ":");
        if is_key && program.within(binding.is.start).is_some_and(|open| program.is(open, "{")) {
            let known = |one: &Binding<'_>| one.is_wide() || program.is_inside(function, one.block);
            let mut around = self.bindings_around(binding.is.start).filter(|one| one.is != binding.is);
            return around.any(|one| words.contains(&one.name) && known(one));
        }
        // `policy.id = ''` is a member of that variable; `self.url = …` and fields are those of any object.
        let owner = binding.is.start.checked_sub(4).and_then(|at| program.token(at)).and_then(Token::word);
        let dotted = binding.is.start >= 3 && program.is_member_sign(binding.is.start - 3);
        !dotted || owner.is_none_or(|owner| THEMSELVES.contains(&owner) || words.contains(&owner))
    }

    /// Where the names of bindings stand, and whether that is in a text.
    pub(super) fn places(&self) -> &BTreeMap<&'p str, Vec<(usize, bool)>> {
        self.places.get_or_init(|| {
            let mut places: BTreeMap<&'p str, Vec<(usize, bool)>> =
                self.by_name.keys().map(|name| (*name, Vec::new())).collect();
            for (at, token) in self.program.tokens.iter().enumerate() {
                let mut add = |word: &str, text: bool| {
                    if let Some(known) = places.get_mut(word) {
                        known.push((at, text));
                    }
                };
                match &token.kind {
                    Kind::Word => add(token.text, false),
                    Kind::Text(pieces) => pieces.iter().for_each(|piece| match piece {
                        Piece::Hole(tokens) => {
                            tokens.iter().filter_map(Token::word).for_each(|word| add(word, true));
                        }
                        Piece::Plain(text) if self.program.language.name == "rust" => {
                            for word in super::format::names(text) {
                                add(word, true);
                            }
                        }
                        Piece::Plain(_) => {}
                    }),
                    _ => {}
                }
            }
            places
        })
    }

    /// Whether the name of a binding stands anywhere besides where it is bound.
    pub(super) fn is_mentioned(&self, binding: &Binding<'_>) -> bool {
        const MANY: usize = 2_000;
        const LONGEST_TYPE: usize = 10;
        const DEFINES: [&str; 6] = ["def", "func", "fn", "fun", "function", "val"];
        let program = self.program;
        let places = self.places().get(binding.name).map(Vec::as_slice).unwrap_or_default();
        let assigned = |at: usize| [":=", "=", ":", "=>"].iter().any(|sign| program.is(at + 1, sign));
        let defined = |at: usize| program.before(at).is_some_and(|token| DEFINES.contains(&token.text));
        // A method is defined by its name, a bracket and its body.
        let method = |at: usize| {
            binding.called && program.is(at + 1, "(") && program.is(program.partner(at + 1) + 1, "{")
        };
        // const LOGS string = …
        let typed = |at: usize| {
            let start = binding.is.start;
            at < start && start - at <= LONGEST_TYPE && (at + 1..start).all(|at| !program.starts_line(at))
        };
        // `module.exports = { LOGS }` uses nothing.
        let exported = |at: usize| {
            let open = program.within(at).filter(|open| program.is(*open, "{"));
            open.and_then(|open| program.token(open.checked_sub(1)?).zip(program.token(open.checked_sub(2)?)))
                .is_some_and(|(last, before)| {
                    last.is_word("export") || (last.is("=") && before.is_word("exports"))
                })
        };
        let own = |at: usize| {
            assigned(at) || defined(at) || method(at) || typed(at) || exported(at) || binding.is.contains(&at)
        };
        places.len() > MANY || places.iter().any(|(at, text)| *text || !own(*at))
    }

    /// Whether a function has a binding of its own for a name.
    pub(super) fn is_local(&self, name: &str, function: usize) -> bool {
        let known = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        known
            .iter()
            .any(|at| self.bindings.get(*at).is_some_and(|one| !one.is_wide() && one.block == function))
    }

    /// What a binding may be worth.
    pub(super) fn values_of(&self, at: usize, depth: usize) -> Vec<String> {
        let Some(binding) = self.bindings.get(at) else { return Vec::new() };
        if let Some(values) = binding.values.get() {
            return values.clone();
        }
        if binding.visited.replace(true) {
            return Vec::new();
        }
        let tokens = self.program.tokens.get(binding.is.clone()).unwrap_or_default();
        let values = self.values(tokens, binding.is.start, depth);
        binding.visited.set(false);
        let kept = binding.values.get_or_init(|| values);
        kept.clone()
    }

    /// Whether a binding holds a path of Okta's, or the beginning of one.
    pub(super) fn is_path(&self, at: usize) -> bool {
        self.values_of(at, 0).iter().any(|value| path::begins(value))
    }

    /// The bindings whose expression a token stands in.
    pub(super) fn bindings_around(&self, at: usize) -> impl Iterator<Item = &Binding<'p>> {
        // They are sorted by where their expressions begin, and none of those is longer than the longest.
        let end = self.bindings.partition_point(|binding| binding.is.start <= at);
        let start = self.bindings.partition_point(|binding| binding.is.start + LONGEST < at);
        let near = self.bindings.get(start..end).unwrap_or_default();
        near.iter().filter(move |binding| binding.is.contains(&at))
    }

    /// The names that stand for paths somewhere.
    pub(super) fn paths(&self) -> BTreeSet<&'p str> {
        let paths = self.bindings.iter().enumerate().filter(|(at, _)| self.is_path(*at));
        paths.map(|(_, binding)| binding.name).collect()
    }
}
