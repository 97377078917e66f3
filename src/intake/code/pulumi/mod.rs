//! Programs that use Pulumi's package for Okta: the resources that they construct and the functions that they call.
//!
//! A name is followed from the import to the call ([`imports`]); where it is not certain what is constructed, the place
//! is open: a member that is computed, a class handed on or derived from, a member that the package does not have.

mod arguments;
mod around;
mod imports;
mod member;
mod served;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Lines;
use super::language::Language;
use super::program::Program;
use super::token::{Kind, Piece, Token};
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::pulumi::{Found, Granted, LIFE, LOOKED_UP, Thing, Token as Type};
use crate::intake::terraform::{of_items, scope_name};
use crate::model::{Credential, Origin, Phase, Run};
use imports::Bound;
use member::Used;

/// Why places are open.
const COMPUTED: &str =
    "which member of Pulumi's package for Okta is used is known only when the program runs";
const HANDED_ON: &str =
    "Pulumi's package for Okta, or a class of it, is handed on: what is made of it is not followed";
const DERIVED: &str =
    "a class is derived from a resource of Pulumi's package for Okta: what is made of it is not followed";
const BY_TOKEN: &str = "a resource or function of Pulumi's package for Okta is named by its token";

const TARGET_TYPED: &str =
    "which class `new` makes is told elsewhere, and it may be a resource of Pulumi's package for Okta";
const UNUSED: &str = "names of Pulumi's package for Okta are imported for other files: what those make of them is not followed";

/// Why a call is open that looks like one of an SDK in a project of Pulumi's.
pub(super) const MAY_BE_PULUMI: &str =
    "what is called may be of an Okta SDK or of Pulumi's package for Okta, which another file imports";

/// Whether a text may use the package at all.
fn may_be(text: &str, language: &Language) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    imports::root(language.name).is_some_and(|parts| parts.iter().all(|part| has(part)))
        || (has("okta:") && (has("pulumi") || has("Pulumi")))
}

/// Whether a text names the package as programs do.
pub(super) fn is_named(text: &str) -> bool {
    const NAMES: [&str; 5] =
        ["@pulumi/okta", "pulumi_okta", "pulumi/pulumi-okta/sdk", "Pulumi.Okta", "com.pulumi.okta"];
    NAMES.iter().any(|name| text.contains(name))
}

/// Whether names of a program stand for the package: those of the first words of chains.
pub(super) fn bound_names(program: &Program<'_>, source: &str) -> Vec<String> {
    if !may_be(source, program.language) {
        return Vec::new();
    }
    let reader = Reader::new(program, "", usize::MAX);
    let whole = reader.bound.wholes.iter().map(|_| "Okta".to_owned());
    reader.bound.names.keys().cloned().chain(whole).collect()
}

/// Reads what a program makes of the package.
pub(super) fn read(text: &str, language: &'static Language, context: &Context<'_>, calls: &mut Calls) {
    let completes = matches!(language.name, "python" | "csharp");
    let is_completed = || completes && crate::intake::pulumi::is_in_project(calls.source());
    if !may_be(text, language) && !is_completed() {
        return;
    }
    let program = Program::new(text, around::tokens(text, language), language);
    let mut found = Found::new(&calls.source().clone(), context);
    found.program();
    let lines = Lines::of(text);
    let mut reader = Reader::new(&program, calls.source(), 0);
    let source = Arc::clone(calls.source());
    let origin = |at: usize| {
        let place = lines.place(at);
        Origin { source: Arc::clone(&source), line: place.line, column: place.column }
    };
    let text = Text { source: text, origin: &origin };
    reader.read(context, &text, &mut found);
    reader.unused(&text, &mut found);
    if !found.is_empty() {
        found.finish(&mut calls.found);
    }
}

/// The text of a program, and where its bytes stand.
struct Text<'t> {
    source: &'t str,
    origin: &'t dyn Fn(usize) -> Origin,
}

struct Reader<'p, 's> {
    program: &'p Program<'s>,
    bound: Bound,
    /// The variables that hold providers, each with the name of its resource.
    providers: BTreeMap<String, String>,
    /// The variables that hold resources.
    resources: BTreeMap<String, Made>,
    /// The places where names of the package are used.
    uses: usize,
}

/// What a program made and keeps in a variable.
#[derive(Clone, Debug)]
struct Made {
    provider: String,
    address: String,
}

/// A chain of names that begins with one that stands for the package.
struct Chain {
    tokens: Range<usize>,
    path: Vec<String>,
}

impl<'p, 's> Reader<'p, 's> {
    /// A reader of a file; `depth` says how many imports led to it.
    fn new(program: &'p Program<'s>, file: &str, depth: usize) -> Self {
        const ROUNDS: usize = 3;
        let mut bound = Bound::of(program);
        if depth != usize::MAX {
            around::complete(&mut bound, program, file, depth);
        }
        let mut reader =
            Self { program, bound, providers: BTreeMap::new(), resources: BTreeMap::new(), uses: 0 };
        for _ in 0..ROUNDS {
            let before = reader.bound.names.len();
            reader.rename();
            if reader.bound.names.len() == before {
                break;
            }
        }
        reader
    }

    /// `const app = okta.app;`, `const { group } = okta;`, `Cls = okta.group.Group`.
    fn rename(&mut self) {
        for chain in self.chains() {
            let (start, end) = (chain.tokens.start, chain.tokens.end);
            let ends = self.program.token(end).is_none_or(|token| {
                // `a, b = okta.app, okta.group` of Python binds each to another.
                let is_list = token.is(",") && self.program.language.name == "javascript";
                token.is(";") || is_list || self.program.starts_line(end)
            });
            let sign =
                start.checked_sub(1).filter(|at| self.program.is(*at, "=") || self.program.is(*at, ":="));
            let is_statement = self.program.within(start).is_none_or(|open| self.program.is(open, "{"));
            if let Some(sign) = sign.filter(|_| ends && is_statement) {
                let first = self.bound.pattern(self.program, sign, &chain.path);
                self.bound.declared.push(first..end);
            }
        }
    }

    /// Every chain that begins with a name of the package.
    fn chains(&self) -> Vec<Chain> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.program.tokens.len() {
            match self.chain(at) {
                Some(chain) => {
                    at = chain.tokens.end;
                    found.push(chain);
                }
                None => at += 1,
            }
        }
        found
    }

    fn chain(&self, start: usize) -> Option<Chain> {
        let program = self.program;
        let word = program.token(start)?.word()?;
        if self.bound.declares(start)
            || start.checked_sub(1).is_some_and(|before| program.is_member_sign(before))
        {
            return None;
        }
        let mut end = start + 1;
        let mut words = vec![word];
        while program.is_member_sign(end)
            && program.token(end + 1).is_some_and(|token| token.kind == Kind::Word)
        {
            words.extend(program.token(end + 1).map(|token| token.text));
            end += 2;
        }
        let root = imports::root(program.language.name).unwrap_or_default();
        let is_whole =
            root.len() > 1 && words.len() > root.len() && words.iter().zip(root).all(|(one, two)| one == two);
        let is_key =
            program.token(start + 1).is_some_and(|token| matches!(token.text, ":" | "=" | ":=" | "=>"));
        let path: Vec<String> = if is_whole {
            words.iter().skip(root.len()).map(|word| (*word).to_owned()).collect()
        } else if let Some(path) = self.bound.names.get(word) {
            if is_key || self.is_parameter(start) {
                return None;
            }
            path.iter().cloned().chain(words.iter().skip(1).map(|word| (*word).to_owned())).collect()
        } else {
            let path = self.bound.modules.get(word).and_then(|names| names.get(*words.get(1)?))?;
            path.iter().cloned().chain(words.iter().skip(2).map(|word| (*word).to_owned())).collect()
        };
        Some(Chain { tokens: start..end, path })
    }

    /// Whether a name is that of a parameter where it stands.
    fn is_parameter(&self, at: usize) -> bool {
        let program = self.program;
        let before = program.before(at).and_then(Token::word);
        if matches!(before, Some("for" | "function" | "def" | "func" | "class" | "let" | "var" | "const")) {
            return true;
        }
        let Some(open) = program.within(at).filter(|open| program.is(*open, "(")) else { return false };
        let is_head = program.before(open).is_some_and(|token| token.kind == Kind::Word)
            && open.checked_sub(2).is_some_and(|at| {
                program.token(at).is_some_and(|token| matches!(token.text, "def" | "function" | "func"))
            });
        is_head && !program.is_before(at, ":") && !program.is_before(at, ".")
    }

    fn place(&self, at: usize, text: &Text<'_>) -> Origin {
        (text.origin)(self.program.token(at).map_or(text.source.len(), |token| token.at))
    }

    fn read(&mut self, context: &Context<'_>, text: &Text<'_>, found: &mut Found<'_>) {
        let chains = self.chains();
        let used: Vec<_> = chains.iter().map(|chain| (chain, self.used(chain, context))).collect();
        self.uses += chains.len();
        for (chain, one) in &used {
            if matches!(one, Some(Used::Provider)) {
                let name = self.provider(chain, text, found);
                if let Some(variable) = self.variable(chain.tokens.start) {
                    self.providers.insert(variable.to_owned(), name);
                }
            }
        }
        let mut open: BTreeMap<usize, &'static str> = BTreeMap::new();
        for (chain, one) in used {
            let at = chain.tokens.start;
            match one {
                Some(Used::Resource(of)) => self.thing(chain, &of, Way::Resource, text, found),
                Some(Used::Function(of)) => self.thing(chain, &of, Way::Function, text, found),
                Some(Used::LookedUp(of)) => self.thing(chain, &of, Way::LookedUp, text, found),
                Some(Used::Open) => drop(open.insert(at, COMPUTED)),
                Some(Used::HandedOn) => drop(open.insert(at, HANDED_ON)),
                Some(Used::Derived) => drop(open.insert(at, DERIVED)),
                None if member::is_class(&chain.path, context.names) => {
                    open.extend(self.typed(&chain.tokens).into_iter().map(|at| (at, TARGET_TYPED)));
                }
                Some(Used::Provider) | None => {}
            }
        }
        open.extend(self.bound.open.iter().map(|at| (*at, HANDED_ON)));
        open.extend(self.of_wholes(context, text, found).into_iter().map(|at| (at, TARGET_TYPED)));
        open.extend(self.by_token());
        for (at, reason) in open {
            found.unresolved(&self.place(at, text), reason);
        }
        self.in_texts(context, text, found);
    }

    /// What expressions inside of texts make: `${okta.group.getGroupOutput({}).id}`.
    fn in_texts(&mut self, context: &Context<'_>, text: &Text<'_>, found: &mut Found<'_>) {
        let pieces = self.program.tokens.iter().filter_map(Token::pieces).flatten();
        for piece in pieces {
            let Piece::Hole(tokens) = piece else { continue };
            let tokens: Vec<_> = tokens.iter().filter(|token| token.kind != Kind::Comment).cloned().collect();
            let program = Program::new(text.source, tokens, self.program.language);
            let bound = Bound { declared: Vec::new(), open: Vec::new(), ..self.bound.clone() };
            let mut inner = Reader {
                program: &program,
                bound,
                providers: self.providers.clone(),
                resources: self.resources.clone(),
                uses: 0,
            };
            inner.read(context, text, found);
            self.uses += inner.uses;
        }
    }

    /// Names of the package that a file of Python imports and does not use, and global usings of C#: other files may
    /// use them.
    fn unused(&self, text: &Text<'_>, found: &mut Found<'_>) {
        let program = self.program;
        let first = match program.language.name {
            "python" if self.uses == 0 => self.bound.declared.first().map(|range| range.start),
            "csharp" => self.bound.declared.iter().find_map(|range| {
                let before = range.start.checked_sub(1)?;
                program.is_word(before, "global").then_some(before)
            }),
            _ => None,
        };
        if let Some(at) = first {
            found.unresolved(&self.place(at, text), UNUSED);
        }
    }

    /// Where `new("x")` of C# makes what the type before it says: `List<Group> all = new() { new("x") }`.
    fn typed(&self, tokens: &Range<usize>) -> Vec<usize> {
        let program = self.program;
        if program.language.name != "csharp" {
            return Vec::new();
        }
        let outer = program.within(tokens.start);
        let close = outer.map_or(program.tokens.len(), |open| program.partner(open));
        let mut found = Vec::new();
        for at in tokens.end..close {
            let is_here = program.within(at) == outer;
            let ends = program.is(at, ";") || program.is(at, ",");
            let is_body = program.is_before(at, "}") && !program.is(at, "=") && !program.is(at, ";");
            if is_here && (ends || is_body) {
                break;
            }
            if program.is_word(at, "new") && program.is(at + 1, "(") && !program.arguments(at + 1).is_empty()
            {
                found.push(at);
            }
        }
        found
    }

    /// What a chain is used for.
    fn used(&self, chain: &Chain, context: &Context<'_>) -> Option<Used> {
        let program = self.program;
        let Range { start, end } = chain.tokens;
        let is_new = program.before(start).is_some_and(|token| token.is_word("new"));
        // C#: `Group crew = new("crew", …)`.
        let is_short = program.language.name == "csharp"
            && program.token(end).is_some_and(|token| token.kind == Kind::Word)
            && program.is(end + 1, "=")
            && program.is_word(end + 2, "new")
            && program.is(end + 3, "(");
        if program.is(end, "(") || is_short {
            // Go: `GetGroup(ctx, &group.GetGroupArgs{…})` is no look-up of a resource, which has a name.
            let second = program.arguments(end).get(1).and_then(|part| program.token(part.start));
            let is_go = program.language.name == "go";
            let has_struct = is_go && second.is_some_and(|token| matches!(token.text, "&" | "nil"));
            let is_new = is_new || is_short || has_struct;
            return member::called(program.language.name, &chain.path, is_new, context.names);
        }
        let is_module = member::is_module(&chain.path, context.names);
        if program.is(end, "[") && is_module && program.language.name != "go" {
            return Some(Used::Open);
        }
        if is_new {
            // `new Args { … }` of C#.
            return None;
        }
        member::handed(program, &chain.tokens, &chain.path, context.names)
    }

    /// The variable that an expression is bound to.
    fn variable(&self, start: usize) -> Option<&'p str> {
        let program = self.program;
        let mut at = start;
        while program.before(at).is_some_and(|token| matches!(token.text, "new" | "await")) {
            at -= 1;
        }
        let sign = at.checked_sub(1).filter(|at| program.is(*at, "=") || program.is(*at, ":="))?;
        let first = (0..=sign).rev().find(|at| program.starts_line(*at) || program.is_before(*at, ";"))?;
        let head = first..sign;
        let colon = head.clone().find(|at| program.is(*at, ":"));
        let word = |at: usize| program.token(at).and_then(Token::word).filter(|word| *word != "_");
        match colon {
            Some(colon) => colon.checked_sub(1).and_then(word),
            None if program.language.name == "go" => head.clone().find_map(word),
            None => head.rev().find_map(word),
        }
    }

    /// The bracket of the arguments of a call.
    fn open(&self, chain: &Chain) -> usize {
        let end = chain.tokens.end;
        if self.program.is(end, "(") { end } else { end + 3 }
    }

    /// The text of the argument that names a resource.
    fn name(&self, arguments: &[Range<usize>]) -> Option<&'p str> {
        let program = self.program;
        let position = usize::from(program.language.name == "go");
        let keyword = arguments.iter().find(|part| program.is_word(part.start, "resource_name"));
        let part =
            keyword.map(|part| part.start + 2..part.end).or_else(|| arguments.get(position).cloned())?;
        if part.len() == 1 { program.token(part.start)?.plain() } else { None }
    }

    fn thing(&mut self, chain: &Chain, token: &Type, way: Way, text: &Text<'_>, found: &mut Found<'_>) {
        let program = self.program;
        let open = self.open(chain);
        let arguments = program.arguments(open);
        let at = self.place(chain.tokens.start, text);
        let shift = usize::from(program.language.name == "go");
        let name =
            if way == Way::Function { self.variable(chain.tokens.start) } else { self.name(&arguments) };
        let first = if way == Way::Function { shift } else { shift + 1 };
        let options =
            self.options(&arguments, if way == Way::LookedUp { first + 2 } else { first + 1 }, open);
        let provider = self.served(&options, &at, found);
        let given = match way {
            Way::LookedUp => arguments::Given::default(),
            _ => arguments::given(program, &arguments, first),
        };
        let mut phases: Vec<(Phase, Run)> = Vec::new();
        match way {
            Way::Function => phases.push((Phase::Read, Run::Refresh)),
            Way::LookedUp => phases.extend(LOOKED_UP),
            Way::Resource => {
                if ["import", "importid"]
                    .iter()
                    .any(|name| arguments::named(program, &options, name).is_some())
                {
                    phases.push((Phase::Import, Run::Refresh));
                }
                phases.extend(LIFE);
            }
        }
        let thing = Thing { token, name, provider: provider.clone(), case: given.case };
        let address = found.add(&thing, &phases, &at);
        if way == Way::Resource {
            let values = given.values.into_iter().map(|(name, range)| (name, self.value(&range, text)));
            let values: Vec<_> = values.collect();
            found.declare(token, &address, values, &at);
        }
        if let Some(variable) = self.variable(chain.tokens.start) {
            self.resources.insert(variable.to_owned(), Made { provider, address });
        }
    }

    /// What is known of a value that may grant something.
    fn value(&self, range: &Range<usize>, text: &Text<'_>) -> Granted {
        let program = self.program;
        let (texts, is_whole) = arguments::texts(program, range);
        let at = self.place(range.start, text);
        let of = range.clone().find_map(|at| program.token(at).and_then(Token::word));
        Granted {
            texts: texts
                .into_iter()
                .map(|(at, text_of)| (text_of.to_owned(), self.place(at, text)))
                .collect(),
            is_whole,
            refers_to: of.and_then(|word| self.resources.get(word)).map(|made| made.address.clone()),
            at,
        }
    }

    /// What stands in the options of a call: behind the settings, in Python behind `opts`.
    fn options(&self, arguments: &[Range<usize>], from: usize, open: usize) -> Range<usize> {
        let program = self.program;
        let named = arguments
            .iter()
            .find(|part| program.is_word(part.start, "opts") && program.is(part.start + 1, "="));
        let close = program.partner(open);
        match (named, arguments.get(from)) {
            (Some(part), _) => part.start + 2..part.end,
            // Keywords of Python are settings.
            (None, Some(part)) if !(program.language.name == "python" && program.is(part.start + 1, "=")) => {
                part.start..close
            }
            // `**settings` may hold options.
            _ => arguments
                .iter()
                .find(|part| program.language.name == "python" && is_splat(program, part.start))
                .map_or(close..close, |part| part.start..part.end),
        }
    }

    /// Takes an explicit provider; its address.
    fn provider(&self, chain: &Chain, text: &Text<'_>, found: &mut Found<'_>) -> String {
        let place = |at: usize| self.place(at, text);
        let program = self.program;
        let open = self.open(chain);
        let inside = open + 1..program.partner(open);
        let at = place(chain.tokens.start);
        let variable = self.variable(chain.tokens.start);
        let name = self.name(&program.arguments(open)).or(variable).unwrap_or("provider").to_owned();
        let set = |name: &str| arguments::named(program, &inside, name);
        let scopes = set("scopes").map(|range| {
            let (texts, is_whole) = arguments::texts(program, &range);
            let items = texts.iter().map(|(at, text)| (scope_name(text), place(*at)));
            let mut list = of_items(place(range.start), items);
            if !is_whole && list.open.is_empty() {
                list.open.push(place(range.start));
            }
            list
        });
        let is_oauth = ["privatekey", "clientid", "privatekeyid", "accesstoken"];
        let credential = if scopes.is_some() || is_oauth.iter().any(|name| set(name).is_some()) {
            Some(Credential::ServiceApp)
        } else {
            set("apitoken").map(|_| Credential::ApiToken)
        };
        found.provider(&Found::explicit(&name), credential, scopes, at);
        Found::explicit(&name)
    }

    /// Members that are used by their bare names, since everything of their module is imported.
    fn of_wholes(&mut self, context: &Context<'_>, text: &Text<'_>, found: &mut Found<'_>) -> Vec<usize> {
        let program = self.program;
        let mut typed = Vec::new();
        let declares = |at: usize| {
            program
                .before(at)
                .is_some_and(|token| matches!(token.text, "class" | "record" | "interface" | "struct"))
        };
        let own: Vec<&str> = (0..program.tokens.len())
            .filter(|at| declares(*at))
            .filter_map(|at| program.token(at).and_then(Token::word))
            .collect();
        for at in 0..program.tokens.len() {
            let Some(word) = program.token(at).and_then(Token::word) else { continue };
            let is_member = at.checked_sub(1).is_some_and(|before| program.is_member_sign(before));
            if is_member
                || own.contains(&word)
                || self.bound.declares(at)
                || self.bound.names.contains_key(word)
            {
                continue;
            }
            for whole in &self.bound.wholes.clone() {
                let mut end = at + 1;
                let mut path = whole.clone();
                path.push(word.to_owned());
                while program.is_member_sign(end)
                    && program.token(end + 1).is_some_and(|token| token.kind == Kind::Word)
                {
                    path.extend(program.token(end + 1).map(|token| token.text.to_owned()));
                    end += 2;
                }
                let chain = Chain { tokens: at..end, path };
                let way = match self.used(&chain, context) {
                    Some(Used::Resource(of)) if !of.is_unknown() => Some((of, Way::Resource)),
                    Some(Used::Function(of)) if !of.is_unknown() => Some((of, Way::Function)),
                    Some(Used::LookedUp(of)) if !of.is_unknown() => Some((of, Way::LookedUp)),
                    Some(Used::Provider) if word == "Provider" || word == "NewProvider" => {
                        let name = self.provider(&chain, text, found);
                        if let Some(variable) = self.variable(at) {
                            self.providers.insert(variable.to_owned(), name);
                        }
                        self.uses += 1;
                        break;
                    }
                    None if member::is_class(&chain.path, context.names) => {
                        self.uses += 1;
                        typed.extend(self.typed(&chain.tokens));
                        None
                    }
                    _ => None,
                };
                if let Some((of, way)) = way {
                    self.uses += 1;
                    self.thing(&chain, &of, way, text, found);
                    break;
                }
            }
        }
        typed
    }

    /// Resources and functions that are named by their tokens.
    fn by_token(&self) -> Vec<(usize, &'static str)> {
        const CALLED: [&str; 9] = [
            "invoke",
            "Invoke",
            "InvokeAsync",
            "invokeAsync",
            "RegisterResource",
            "ReadResource",
            "CustomResource",
            "super",
            "__init__",
        ];
        let program = self.program;
        let mut found = Vec::new();
        for (at, token) in program.tokens.iter().enumerate() {
            let is_package = program.language.name == "python"
                && token
                    .plain()
                    .is_some_and(|text| text == "pulumi_okta" || text.starts_with("pulumi_okta."));
            let loader = program.within(at).filter(|_| is_package).and_then(|open| program.before(open));
            if loader.is_some_and(|word| matches!(word.text, "import_module" | "__import__")) {
                found.push((at, HANDED_ON));
            }
            let is_token =
                token.plain().is_some_and(|text| text.starts_with("okta:") && text.matches(':').count() == 2);
            let open = program.within(at).filter(|open| is_token && program.is(*open, "("));
            let callee = open.and_then(|open| program.callee(open));
            let is_called =
                callee.is_some_and(|(_, words)| words.last().is_some_and(|last| CALLED.contains(last)));
            let is_base = open.is_some_and(|open| {
                program.before(open).is_some_and(|token| matches!(token.text, "super" | "base"))
            });
            if is_called || is_base {
                found.push((at, BY_TOKEN));
            }
        }
        found
    }
}

/// Whether a part of arguments is `**settings`.
fn is_splat(program: &Program<'_>, at: usize) -> bool {
    program.token(at).is_some_and(|token| token.text.starts_with('*'))
}

/// How a member is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Resource,
    Function,
    LookedUp,
}
