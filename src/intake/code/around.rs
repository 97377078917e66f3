//! What is done with a URL where it stands: it is asked for, with a method or not; served; kept; only spoken of.

use super::bindings::Names;
use super::climb::Span;
use super::sibling;
use super::token::{Kind, Token};
use super::{vocabulary, words};
use crate::model::Method;

/// What is done with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    /// A request is made; the method where it can be read.
    Call(Option<Method>),
    /// A name stands for it from here on.
    Bound,
    /// The program answers it.
    Served,
    /// It is compared, logged, described.
    Mentioned,
    /// It is kept as a record of a request, or handed back, and nothing sends that.
    Recorded,
}

/// Functions of the web's languages that read when nothing else is said.
const READS: &str =
    "fetch axios got ky ajax request needle superagent ofetch rp urlopen urlretrieve file_get_contents";

/// What the methods of those are called by, besides nothing.
const READERS: &str = "window globalThis $ jQuery axios urllib request";

/// Functions in a chain that say the method.
const EXPLICIT: &str = "method setMethod Method withMethod setRequestMethod";

impl Names<'_> {
    /// What is done with the URL that an expression makes.
    pub(super) fn around(&self, span: Span) -> Around {
        let program = self.program;
        let start = program.without_leads(span.start);
        if let Some(around) = self.asked_of(span) {
            return around;
        }
        if self.compared(start, span.end) || self.is_told(start) {
            return Around::Mentioned;
        }
        let open = self.outside_groups(start, span.end);
        let listed = open.filter(|open| self.is_list(*open, start, span.end));
        if listed.is_some_and(|open| self.is_record(open, start)) {
            return Around::Recorded;
        }
        if let Some(open) = listed
            && let Some(method) = sibling::method(self, open, span)
        {
            let outer = program.within(open).filter(|outer| program.is(*outer, "("));
            let routed = outer.and_then(|outer| Some((outer, program.callee(outer)?.1)));
            let served = routed.is_some_and(|(outer, words)| self.serves(outer, &words));
            return if served { Around::Served } else { Around::Call(Some(method)) };
        }
        let kept = self
            .bindings_around(span.start)
            .any(|binding| binding.is.end >= span.end && program.within(binding.is.start) == open);
        if kept {
            return Around::Bound;
        }
        match open {
            Some(open) if program.is(open, "(") && program.callee(open).is_some() => self.in_call(open, span),
            _ if listed.is_some() => self.in_list(open, span),
            _ => self.in_statement(start, span),
        }
    }

    /// The method when the URL itself is asked to send: `url.openConnection()`, `url.GetJsonAsync()`.
    pub(super) fn asked_of(&self, span: Span) -> Option<Around> {
        let program = self.program;
        let name =
            program.token(span.end + 1).and_then(Token::word).filter(|_| program.is_member_sign(span.end))?;
        match name {
            "openConnection" => Some(Around::Call(sibling::later(self, span.end + 2).or_read())),
            "openStream" | "readText" | "readBytes" => Some(Around::Call(Some(Method::Get))),
            _ => words::sends_in_chain(name)
                .filter(|_| name.ends_with("Async"))
                .map(|method| Around::Call(Some(method))),
        }
    }

    /// Whether it is compared with something, or is a case of a choice.
    fn compared(&self, start: usize, end: usize) -> bool {
        const COMPARES: [&str; 9] = ["==", "!=", "===", "!==", "=~", "in", "case", "when", "is"];
        let compares = |token: Option<&Token<'_>>| {
            token.is_some_and(|token| token.pieces().is_none() && COMPARES.contains(&token.text))
        };
        compares(self.program.before(start))
            || compares(self.program.token(end).filter(|token| token.text != "when"))
    }

    /// The bracket that an expression stands in, without those that only group it: `(a ? "/x" : "/y")`, and in Rust and
    /// its like the outcomes of a choice that has a name.
    fn outside_groups(&self, start: usize, end: usize) -> Option<usize> {
        const DEEPEST: usize = 6;
        let program = self.program;
        let chooses = matches!(program.language.name, "rust" | "kotlin" | "scala" | "swift");
        let (mut start, mut end) = (start, end);
        for _ in 0..DEEPEST {
            let open = program.within(start)?;
            let is_whole = open + 1 == start && program.partner(open) == end;
            // `const ( … )` of Go holds many.
            let declares = program.before(open).is_some_and(|token| matches!(token.text, "const" | "var"));
            let is_group = program.is(open, "(")
                && !declares
                && program.callee(open).is_none()
                && program.arguments(open).len() == 1;
            let is_outcome = chooses
                && program.is(open, "{")
                && is_whole
                && self.bindings_around(open).any(|one| program.is_word(one.is.start, "if"));
            if !is_group && !is_outcome {
                return Some(open);
            }
            (start, end) = (open, program.partner(open) + 1);
        }
        program.within(start)
    }

    /// Whether a bracket holds a list or map in which the expression is an entry, rather than statements.
    fn is_list(&self, open: usize, start: usize, end: usize) -> bool {
        let program = self.program;
        if program.is(open, "(") && program.callee(open).is_some() {
            return false;
        }
        if !program.is(open, "{") || program.language.name == "python" {
            return true;
        }
        let sign = |at: usize, signs: &[&str]| {
            program.token(at).is_some_and(|token| token.kind == Kind::Sign && signs.contains(&token.text))
        };
        let before = start.checked_sub(1).unwrap_or(usize::MAX);
        let entry_ends = sign(end, &[",", "}"]);
        sign(before, &[":", "=>", ","])
            || (before == open && entry_ends)
            || (program.language.name == "csharp" && sign(before, &["="]) && entry_ends)
    }

    /// An entry of a list without a method beside it: it is what the call is given that the list is an argument of.
    fn in_list(&self, open: Option<usize>, span: Span) -> Around {
        const DEEPEST: usize = 4;
        let program = self.program;
        let mut open = open;
        for _ in 0..DEEPEST {
            let Some(at) = open else { break };
            if program.is(at, "(") && program.callee(at).is_some() {
                return self.in_call(at, span);
            }
            open = program.within(at);
        }
        // A list that nothing uses.
        let mut bound = self.bindings_around(span.start).peekable();
        if bound.peek().is_some() && bound.all(|binding| !self.is_mentioned(binding)) {
            return Around::Mentioned;
        }
        Around::Call(None)
    }

    /// A statement of its own, or the argument of a call without brackets.
    fn in_statement(&self, start: usize, span: Span) -> Around {
        let program = self.program;
        if matches!(program.language.name, "ruby" | "php" | "scala" | "swift" | "kotlin")
            && !program.starts_line(start)
            && let Some((_, words)) = program.callee(start)
        {
            let line_end = (span.end..program.tokens.len()).find(|at| program.starts_line(*at));
            let rest = span.end..line_end.unwrap_or(program.tokens.len());
            let routed = rest.clone().any(|at| {
                program
                    .token(at)
                    .is_some_and(|token| token.is_word("do") || token.is_word("to") || token.is("{"))
                    || program.token(at).and_then(Token::plain).is_some_and(|text| text.contains('#'))
            });
            if self.serves(start, &words) {
                return Around::Served;
            }
            return match words::sends(words.last().copied().unwrap_or_default()) {
                Some(_) if routed && words.len() == 1 => Around::Served,
                method if method.is_some() && !words::is_served(&words, false) => Around::Call(method),
                _ if words::is_log(&words) || words::is_check(&words) => Around::Mentioned,
                _ if words::is_served(&words, false) => Around::Served,
                _ => Around::Call(sibling::in_range(self, start..rest.end, span)),
            };
        }
        // resources :groups, path: '/api/v1/groups'
        let line = (0..=start).rev().take_while(|at| *at + 60 > start).find(|at| program.starts_line(*at));
        let word = line.and_then(|at| program.token(at)).and_then(Token::word);
        if word.is_some_and(|word| self.serves(start, &[word])) && program.language.name == "ruby" {
            return Around::Served;
        }
        // A text that is a statement of its own describes something.
        if program.starts_line(start) || start == 0 { Around::Mentioned } else { Around::Call(None) }
    }

    /// The argument of a call.
    fn in_call(&self, open: usize, span: Span) -> Around {
        let program = self.program;
        let Some((start, words)) = program.callee(open) else { return Around::Call(None) };
        if program.is_before(start, "@") || program.is_before(start, "#[") || self.is_attribute(start) {
            return self.in_annotation(&words, open, span);
        }
        let name = words.last().copied().unwrap_or_default();
        if self.serves(open, &words) || self.is_faked(start) || self.is_route(open, &words) {
            return Around::Served;
        }
        if self.is_replaced(&words, open, span) {
            return Around::Mentioned;
        }
        let method = words::sends(name);
        let method = if method.is_some() { sibling::literal(self, open, span).or(method) } else { None };
        if method.is_none() && (words::is_check(&words) || words::is_log(&words)) {
            return Around::Mentioned;
        }
        if method.is_some() && words::is_lookup(&words) {
            return Around::Call(None);
        }
        let owner = words.iter().rev().nth(1).copied().unwrap_or_default();
        let made = (name == "new").then(|| words::sends(owner)).flatten();
        let found = method
            .or(made)
            .or_else(|| sibling::method(self, open, span))
            .or_else(|| self.in_chain(start, open))
            .or_else(|| self.carried(name))
            .or_else(|| sibling::in_block(self, program.partner(open) + 1));
        // `.post().uri(b -> b.path("…").build())`
        let outer =
            program.within(start).filter(|open| program.is(*open, "(") && program.callee(*open).is_some());
        if let Some(outer) = outer.filter(|_| found.is_none() && words::is_setter(&words)) {
            return self.in_call(outer, span);
        }
        found.map_or_else(|| Around::Call(self.usual(&words, open)), |method| Around::Call(Some(method)))
    }

    /// Whether a text is what is looked for in another, or stands for a part of that: `url.replace("/api/v1/logs?x", …)`.
    fn is_replaced(&self, words: &[&str], open: usize, span: Span) -> bool {
        let program = self.program;
        let [.., owner, name] = words else { return false };
        let parts = program.arguments(open);
        // `location.replace(url)` goes there.
        let goes = parts.len() < 2 && (name.contains("eplace") || *owner == "location");
        if goes || !vocabulary::has(vocabulary::REPLACES, name) {
            return false;
        }
        let speaks = |part: &std::ops::Range<usize>| {
            let tokens = program.tokens.get(part.clone()).unwrap_or_default();
            tokens.iter().any(|token| token.plain().is_some_and(super::path::may_be))
        };
        parts.first().is_some_and(|first| first.contains(&span.start) || speaks(first))
    }

    /// What is sent when the call says nothing: a read, unless something that says otherwise follows or may be hidden.
    fn usual(&self, words: &[&str], open: usize) -> Option<Method> {
        let name = words.last().copied().unwrap_or_default();
        let owner = words.iter().rev().nth(1).copied().unwrap_or_default();
        let connects = matches!(
            name,
            "openConnection" | "curl_init" | "curl_setopt" | "curl_setopt_array" | "URLRequest"
        ) || matches!(owner, "WebRequest" | "HttpWebRequest");
        if connects {
            return sibling::later(self, open).or_read();
        }
        let chain = self.chain(self.program.callee(open)?.0, open);
        let built = chain.contains(&"build")
            && chain.iter().any(|name| name.ends_with("uilder"))
            && !chain.iter().any(|name| vocabulary::has(EXPLICIT, name));
        let reads = vocabulary::has(READS, name)
            && (words.len() == 1 || vocabulary::has(READERS, owner))
            && matches!(self.program.language.name, "javascript" | "python" | "php")
            && self.says_all(open);
        (reads || built).then_some(Method::Get)
    }

    /// Whether everything that a call is given is spelt out, so that a method would have been seen.
    fn says_all(&self, open: usize) -> bool {
        let program = self.program;
        let hidden = |token: &Token<'_>| {
            token.is("...") || token.is("*") || token.is_word("method") || token.is_word("type")
        };
        let inside = program.tokens.get(open + 1..program.partner(open)).unwrap_or_default();
        // Python's requests can be told their method by a statement of its own.
        let told = program.language.name == "python"
            && program.tokens.iter().any(|token| token.is_word("get_method") || token.is_word("Request"));
        let spelt = program.arguments(open).iter().all(|argument| {
            let first = program.token(argument.start);
            argument.start == open + 1
                || first.is_some_and(|first| first.is("{") || first.is("("))
                || (argument.len() == 1 && self.is_plain_map(argument.start))
        });
        spelt && !told && !program.is(program.partner(open) + 1, "{") && !inside.iter().any(hidden)
    }

    /// Whether a name stands for a map that sets no method and to which none is added before it is used.
    fn is_plain_map(&self, at: usize) -> bool {
        const MAX_TOKENS: usize = 400;
        let program = self.program;
        let Some(name) = program.token(at).and_then(Token::word) else { return false };
        let known = self.visible(name, at, false, false);
        let binding = known.first().filter(|_| known.len() == 1).and_then(|known| self.bindings.get(*known));
        let Some(is) = binding.map(|binding| binding.is.clone()) else { return false };
        let hides = |token: &Token<'_>| {
            token.is("...") || token.is_word("method") || token.is_word("type") || token.is_word("assign")
        };
        let until_used = program.tokens.get(is.start..at).filter(|tokens| tokens.len() <= MAX_TOKENS);
        program.is(is.start, "{") && until_used.is_some_and(|tokens| !tokens.iter().any(hides))
    }

    /// The names of the calls in the chain that a call is part of.
    fn chain(&self, start: usize, open: usize) -> Vec<&str> {
        let program = self.program;
        let end = program.behind(program.partner(open), false);
        let mut names = Vec::new();
        let mut at = start;
        while at < end {
            if let Some(name) = program.token(at).and_then(Token::word) {
                names.push(name);
            }
            at = program.partner(at).max(at) + 1;
        }
        names
    }

    /// The method in the chain of calls around: `.url(x).delete()`, `.get().uri(x)`, `.uri(x).method("PATCH", …)`.
    fn in_chain(&self, start: usize, open: usize) -> Option<Method> {
        let program = self.program;
        let end = program.behind(program.partner(open), false);
        let setter = program.callee(open).is_some_and(|(_, words)| words::is_setter(&words));
        let mut found = None;
        let mut at = start;
        while at < end && found.is_none() {
            let called = program.is(at + 1, "(") || program.is_before(at + 2, "<");
            if let Some(name) = program.token(at).and_then(Token::word).filter(|_| called && at + 1 != open) {
                found = if vocabulary::has(EXPLICIT, name) {
                    sibling::of_arguments(self, at + 1, None)
                } else {
                    // What is taken from an answer is no request: `call(url).get("id")`.
                    words::sends_in_chain(name).filter(|_| setter)
                };
            }
            at = program.partner(at).max(at) + 1;
        }
        found
    }

    /// Whether a call stands in the brackets of an attribute, as `[HttpGet("…")]` of C#.
    fn is_attribute(&self, start: usize) -> bool {
        let program = self.program;
        let open =
            program.within(start).filter(|open| program.is(*open, "[") && program.language.name == "csharp");
        open.is_some_and(|open| {
            program.starts_line(open)
                || program.is_before(open, "(")
                || program.is_before(open, ",")
                || program.is_before(open, "]")
        })
    }

    /// An annotation: interfaces of clients carry them, and the routes of servers.
    fn in_annotation(&self, words: &[&str], open: usize, span: Span) -> Around {
        const CLIENTS: [&str; 6] =
            ["FeignClient", "HttpExchange", "RegisterRestClient", "RestClient", "Headers", "RequestLine"];
        let program = self.program;
        let name = words.last().copied().unwrap_or_default();
        let capitals = name.len() > 2 && name.chars().all(|c| c.is_ascii_uppercase());
        let first = words::parts(name).first().and_then(|word| word.parse::<Method>().ok());
        let client =
            program.tokens.iter().any(|token| token.word().is_some_and(|word| CLIENTS.contains(&word)));
        match program.language.name {
            "java" | "kotlin" | "scala" => match () {
                () if name == "HTTP" || name == "RequestLine" => {
                    Around::Call(sibling::method(self, open, span))
                }
                () if capitals => Around::Call(first),
                () if client || name.ends_with("Exchange") => {
                    Around::Call(first.or_else(|| sibling::method(self, open, span)))
                }
                () => Around::Served,
            },
            "csharp" if first.is_some() => Around::Call(first),
            _ => Around::Served,
        }
    }

    /// Whether the call is handed to something that fakes a server: `mockMvc.perform(get("…"))`.
    fn is_faked(&self, start: usize) -> bool {
        let outer = self.program.within(start).filter(|open| self.program.is(*open, "("));
        outer.and_then(|open| self.program.callee(open)).is_some_and(|(_, words)| {
            words.iter().any(|word| word.to_ascii_lowercase().contains("mock"))
                || words
                    .last()
                    .is_some_and(|word| matches!(*word, "stubFor" | "givenThat" | "when" | "given"))
        })
    }

    /// Whether a call without an object is followed by what answers it: `get("…") { … }` of Ktor, `path("…", view)`.
    fn is_route(&self, open: usize, words: &[&str]) -> bool {
        let program = self.program;
        let [name] = words else { return false };
        let close = program.partner(open);
        let block = program.is(close + 1, "{") || program.is_word(close + 1, "do");
        let several = program.arguments(open).len() > 1;
        (block
            && words::sends(name).is_some()
            && matches!(program.language.name, "kotlin" | "ruby" | "scala"))
            || (program.language.name == "python" && several && matches!(*name, "path" | "url" | "re_path"))
    }
}
