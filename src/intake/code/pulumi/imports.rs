//! Which names of a program stand for Pulumi's package for Okta, a module of it or a member.

use std::collections::BTreeMap;

use super::super::program::Program;
use super::super::token::{Kind, Token};

/// The names that stand for the package, and where it is handed on.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    /// Each name with what it stands for: the path below the package.
    pub(super) names: BTreeMap<String, Vec<String>>,
    /// Modules of the project, each with the names in it that stand for something of the package.
    pub(super) modules: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// The modules of which every member is imported.
    pub(super) wholes: Vec<Vec<String>>,
    /// The tokens that import it; names in them are declared and not used.
    pub(super) declared: Vec<std::ops::Range<usize>>,
    /// Where the package is handed on to other files, or loaded under a name that is not followed.
    pub(super) open: Vec<usize>,
}

/// How programs of a language name the package.
pub(super) fn root(language: &str) -> Option<&'static [&'static str]> {
    match language {
        "javascript" => Some(&["@pulumi/okta"]),
        "python" => Some(&["pulumi_okta"]),
        "go" => Some(&["github.com/pulumi/pulumi-okta/sdk"]),
        "csharp" => Some(&["Pulumi", "Okta"]),
        "java" | "kotlin" | "scala" => Some(&["com", "pulumi", "okta"]),
        _ => None,
    }
}

/// The path below the package that a text names.
fn below(language: &str, path: &str) -> Option<Vec<String>> {
    let own = root(language)?;
    let (rest, sign) = match language {
        "javascript" => (path.strip_prefix("@pulumi/okta")?, '/'),
        "go" => {
            let rest = path.strip_prefix("github.com/pulumi/pulumi-okta/sdk")?;
            (rest.split_once("/go/okta")?.1, '/')
        }
        _ => (path.strip_prefix(&own.join("."))?, '.'),
    };
    if !(rest.is_empty() || rest.starts_with(sign)) {
        return None;
    }
    let parts = rest.split(sign).filter(|part| !part.is_empty() && !matches!(*part, "bin" | "index" | "*"));
    Some(parts.map(str::to_owned).collect())
}

impl Bound {
    /// What a program imports of the package.
    pub(super) fn of(program: &Program<'_>) -> Self {
        let mut bound = Self::default();
        for (at, token) in program.tokens.iter().enumerate() {
            let Some(word) = token.word() else { continue };
            let first = program.starts_line(at) || program.is_before(at, ";");
            match (program.language.name, word) {
                ("javascript", "import" | "export") if first => bound.module(program, at),
                ("javascript", "require" | "import") if program.is(at + 1, "(") => {
                    bound.required(program, at);
                }
                ("python", "from" | "import") if first => bound.python(program, at),
                ("go", "import") if first => bound.go(program, at),
                ("java" | "kotlin" | "scala" | "csharp", "import" | "using") => bound.dotted(program, at),
                _ => {}
            }
        }
        bound
    }

    /// Whether a token stands where the package is imported.
    pub(super) fn declares(&self, at: usize) -> bool {
        self.declared.iter().any(|range| range.contains(&at))
    }

    pub(super) fn bind(&mut self, name: &str, path: &[String], member: Option<&str>) {
        let path = path.iter().cloned().chain(member.map(str::to_owned)).collect();
        self.names.insert(name.to_owned(), path);
    }

    /// `import * as x from "path"`, `import { a, b as c } from "path"`, `export * from "path"`.
    fn module(&mut self, program: &Program<'_>, start: usize) {
        const FAR: usize = 400;
        let end = (start + 1..start + FAR).find(|at| {
            program.token(*at).is_none_or(|token| token.kind.is_text() || token.is(";") || token.is("("))
                || (*at > start + 1 && program.starts_line(*at) && program.is_word(*at, "import"))
        });
        let Some(end) = end else { return };
        let text = program.token(end).and_then(Token::plain).unwrap_or_default();
        let Some(path) = below("javascript", text) else { return };
        self.declared.push(start..end + 1);
        if program.is_word(start, "export") {
            return self.open.push(start);
        }
        if program.is_word(start + 1, "type") {
            return;
        }
        let mut at = start + 1;
        while at < end {
            let word = program.token(at).and_then(Token::word);
            match word {
                // `* as x` is the whole, `{ a as x }` a member.
                None | Some("from" | "type" | "as") => {}
                Some(name) if program.is_word(at + 1, "as") => {
                    let alias = program.token(at + 2).and_then(Token::word).unwrap_or(name);
                    let member = Some(name).filter(|name| *name != "default");
                    self.bind(alias, &path, member);
                    at += 2;
                }
                Some(name) => {
                    let in_braces = program.within(at).is_some_and(|open| program.is(open, "{"));
                    self.bind(name, &path, Some(name).filter(|_| in_braces));
                }
            }
            at += 1;
        }
    }

    /// `const { a, b: c } = require("path")`, `const x = await import("path")`.
    fn required(&mut self, program: &Program<'_>, at: usize) {
        let text = program.token(at + 2).and_then(Token::plain).unwrap_or_default();
        let Some(mut path) = below("javascript", text) else { return };
        let mut end = program.partner(at + 1);
        while program.is(end + 1, ".") && program.token(end + 2).is_some_and(|token| token.kind == Kind::Word)
        {
            path.extend(program.token(end + 2).map(|token| token.text.to_owned()));
            end += 2;
        }
        let mut sign = at;
        if program.before(sign).is_some_and(|token| token.is("(")) {
            sign -= 1;
        }
        if program.before(sign).is_some_and(|token| token.is_word("await")) {
            sign -= 1;
        }
        if program.before(sign).is_some_and(|token| token.is("=")) {
            let start = self.pattern(program, sign - 1, &path);
            self.declared.push(start..end + 1);
        } else {
            self.open.push(at);
        }
    }

    /// Binds the name or the names in braces before the sign at a position; where they begin. A name that other files
    /// may use, or that is a member of something, is open.
    pub(super) fn pattern(&mut self, program: &Program<'_>, sign: usize, path: &[String]) -> usize {
        let Some(last) = sign.checked_sub(1) else { return sign };
        let first = if program.is(last, "}") {
            let open = program.partner(last);
            self.destructure(program, open, path);
            open
        } else {
            match program.token(last).and_then(Token::word) {
                Some(name) if !program.is_before(last, ".") => self.bind(name, path, None),
                _ => self.open.push(last),
            }
            last
        };
        let mut before = first;
        while program
            .before(before)
            .is_some_and(|token| matches!(token.text, "const" | "let" | "var" | "import"))
        {
            before -= 1;
        }
        let is_go = program.language.name == "go" && program.within(first).is_none();
        if is_go || program.before(before).is_some_and(|token| token.is_word("export")) {
            self.open.push(first);
        }
        first
    }

    /// `{ a, b: c, d: { e }, f = g, ...rest }`.
    fn destructure(&mut self, program: &Program<'_>, open: usize, path: &[String]) {
        for part in program.arguments(open) {
            if program.is(part.start, "...") {
                if let Some(name) = program.token(part.start + 1).and_then(Token::word) {
                    self.bind(name, path, None);
                }
                continue;
            }
            let key = program.token(part.start).and_then(|key| key.word().or_else(|| key.plain()));
            let sign = program.token(part.start + 1).filter(|_| part.len() > 1);
            match (key, sign) {
                (Some(name), None) => self.bind(name, path, Some(name)),
                (Some(name), Some(sign)) if sign.is("=") => self.bind(name, path, Some(name)),
                (Some(member), Some(sign)) if sign.is(":") => {
                    let value = part.start + 2;
                    match program.token(value).and_then(Token::word) {
                        Some(name) => self.bind(name, path, Some(member)),
                        None if program.is(value, "{") => {
                            let inner: Vec<_> = path.iter().cloned().chain(Some(member.to_owned())).collect();
                            self.destructure(program, value, &inner);
                        }
                        None => self.open.push(part.start),
                    }
                }
                _ => self.open.push(part.start),
            }
        }
    }

    /// `import a as b`, `from a.b import c as d`.
    fn python(&mut self, program: &Program<'_>, start: usize) {
        let line = (start + 1..program.tokens.len())
            .take_while(|at| !program.starts_line(*at) || program.within(*at).is_some());
        let end = line.last().map_or(start + 1, |last| last + 1);
        let is_from = program.is_word(start, "from");
        let text = |range: std::ops::Range<usize>| {
            range.filter_map(|at| program.token(at)).map(|token| token.text).collect::<String>()
        };
        let import = (start + 1..end).find(|at| program.is_word(*at, "import"));
        let (path, names) = match import.filter(|_| is_from) {
            Some(import) => (below("python", &text(start + 1..import)), import + 1..end),
            None => (None, start + 1..end),
        };
        if is_from && path.is_none() {
            return;
        }
        let mut at = names.start;
        while at < names.end {
            let stop = (at..names.end).find(|at| program.is(*at, ",")).unwrap_or(names.end);
            let alias = (at..stop).find(|at| program.is_word(*at, "as"));
            let whole = text(at..alias.unwrap_or(stop));
            let whole = whole.trim_matches(['(', ')']);
            let alias = alias.and_then(|at| program.token(at + 1)).map(|token| token.text);
            match (&path, alias) {
                (Some(path), _) if whole == "*" => self.wholes.push(path.clone()),
                (Some(path), alias) => self.bind(alias.unwrap_or(whole), path, Some(whole)),
                (None, alias) => {
                    if let Some(path) = below("python", whole) {
                        match alias {
                            Some(alias) => self.bind(alias, &path, None),
                            None => self.bind("pulumi_okta", &[], None),
                        }
                        self.declared.push(start..end);
                    }
                }
            }
            at = stop + 1;
        }
        if path.is_some() {
            self.declared.push(start..end);
        }
    }

    /// `import x "path/to/x"`, alone or in a group.
    fn go(&mut self, program: &Program<'_>, start: usize) {
        let end = if program.is(start + 1, "(") { program.partner(start + 1) } else { start + 3 };
        for at in start + 1..end.min(program.tokens.len()) {
            let Some(path) = program.token(at).and_then(Token::plain).and_then(|text| below("go", text))
            else {
                continue;
            };
            let before = program.before(at);
            if before.is_some_and(|token| token.is(".")) {
                self.wholes.push(path.clone());
            } else {
                let alias =
                    before.and_then(Token::word).filter(|word| *word != "import" && !program.starts_line(at));
                let last = path.last().map_or("okta", String::as_str).to_owned();
                self.bind(alias.unwrap_or(&last), &path, None);
            }
            self.declared.push(start..end + 1);
        }
    }

    /// `import a.b.C;`, `import static a.b.C.d;`, `import a.b.*`, `using A.B;`, `using X = A.B;`.
    fn dotted(&mut self, program: &Program<'_>, start: usize) {
        const FAR: usize = 40;
        let is_csharp = program.language.name == "csharp";
        let mut words = Vec::new();
        let mut alias = None;
        let mut is_all = false;
        let mut end = start + 1;
        for at in start + 1..start + FAR {
            let Some(token) = program.token(at) else { break };
            if token.is(";") || program.starts_line(at) {
                break;
            }
            end = at + 1;
            match token.text {
                "static" | "global" | "::" | "." => {}
                "=" => alias = words.pop(),
                "as" => {
                    alias = program.token(at + 1).map(|token| token.text);
                    end = at + 2;
                    break;
                }
                "*" | "_" => is_all = true,
                _ if token.kind == Kind::Word => words.push(token.text),
                _ => return,
            }
        }
        let Some(path) = below(program.language.name, &words.join(".")) else { return };
        self.declared.push(start..end);
        match (alias, path.split_last()) {
            (Some(alias), _) => self.bind(alias, &path, None),
            (None, _) if is_csharp || is_all => self.wholes.push(path),
            (None, Some((last, before))) => self.bind(last, before, Some(last)),
            (None, None) => {}
        }
    }
}
