//! What a program imports: each name with where it comes from.

use std::collections::BTreeMap;

use super::program::Program;
use super::token::{Kind, Token};

/// What a program imports.
#[derive(Debug, Default)]
pub(super) struct Imports<'p> {
    /// Each name with the module or file that it comes from, its own name at the end.
    names: BTreeMap<&'p str, String>,
    /// The packages of which everything is imported.
    all: Vec<String>,
}

impl Imports<'_> {
    /// Where a name comes from.
    pub(super) fn path_of(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(String::as_str)
    }

    /// Every path that is imported.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.names.values().chain(&self.all).map(String::as_str)
    }

    /// The packages of which everything is imported.
    pub(super) fn wholes(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }
}

/// What a program imports.
pub(super) fn of<'p>(program: &'p Program<'_>) -> Imports<'p> {
    let mut imports = Imports::default();
    for (at, token) in program.tokens.iter().enumerate() {
        let Some(word) = token.word() else { continue };
        let first = program.starts_line(at) || program.is_before(at, ";");
        match (program.language.name, word) {
            ("javascript", "import" | "export") if first => from_text(program, at, &mut imports),
            ("javascript", "require") if program.is(at + 1, "(") => required(program, at, &mut imports),
            ("python", "from" | "import") if first => python(program, at, &mut imports),
            ("go", "import") if first => go(program, at, &mut imports),
            ("java" | "kotlin" | "scala" | "csharp" | "swift", "import" | "using") if first => {
                dotted(program, at, &mut imports);
            }
            ("php" | "rust", "use") if first => dotted(program, at, &mut imports),
            _ => {}
        }
    }
    imports
}

/// `import X, { a, b as c } from "path"`.
fn from_text<'p>(program: &'p Program<'_>, start: usize, imports: &mut Imports<'p>) {
    const FAR: usize = 300;
    let mut names = Vec::new();
    for at in start + 1..start + FAR {
        let Some(token) = program.token(at) else { return };
        match &token.kind {
            Kind::Text(_) => {
                let Some(path) = token.plain() else { return };
                for name in names {
                    imports.names.insert(name, path.to_owned());
                }
                return;
            }
            Kind::Word if token.text == "as" => {
                names.pop();
            }
            Kind::Word if matches!(token.text, "from" | "type" | "typeof" | "default") => {}
            Kind::Word => names.push(token.text),
            Kind::Sign if matches!(token.text, "{" | "}" | "," | "*") => {}
            _ => return,
        }
    }
}

/// `const { a, b: c } = require("path")`.
fn required<'p>(program: &'p Program<'_>, at: usize, imports: &mut Imports<'p>) {
    const FAR: usize = 60;
    let Some(path) = program.token(at + 2).and_then(Token::plain) else { return };
    let Some(sign) = (at.saturating_sub(4)..at).rev().find(|at| program.is(*at, "=")) else { return };
    let head = (sign.saturating_sub(FAR)..sign).rev();
    let head = head.take_while(|at| {
        !program.token(*at).is_some_and(|token| matches!(token.text, "const" | "let" | "var" | ";"))
    });
    for name in head.filter_map(|at| program.token(at).and_then(Token::word)) {
        imports.names.insert(name, path.to_owned());
    }
}

/// `import a.b as c`, `from a.b import c, d as e`.
fn python<'p>(program: &'p Program<'_>, start: usize, imports: &mut Imports<'p>) {
    let from = program.is_word(start, "from");
    let line = (start + 1..program.tokens.len())
        .take_while(|at| !program.starts_line(*at) || program.within(*at).is_some());
    let mut path = String::new();
    let mut names = !from;
    let mut whole: Option<(&'p str, String)> = None;
    let mut renamed = false;
    for at in line {
        let token = &program.tokens[at];
        match token.text {
            "import" if from && !names => names = true,
            _ if !names => path.push_str(token.text),
            "as" => renamed = true,
            "," | "(" | ")" => whole = None,
            "." | "..." => {
                if let Some((_, path)) = &mut whole {
                    path.push('.');
                }
            }
            text if token.kind == Kind::Word => {
                if renamed {
                    if let Some((first, path)) = whole.take() {
                        imports.names.remove(first);
                        imports.names.insert(text, path);
                    }
                    renamed = false;
                } else if let Some((first, path)) = &mut whole {
                    path.push_str(text);
                    imports.names.insert(first, path.clone());
                } else {
                    let full = if from { format!("{path}.{text}") } else { text.to_owned() };
                    imports.names.insert(text, full.clone());
                    whole = Some((text, full));
                }
            }
            _ => {}
        }
    }
}

/// `import x "path/to/x"`, alone or in a group.
fn go<'p>(program: &'p Program<'_>, start: usize, imports: &mut Imports<'p>) {
    let end = if program.is(start + 1, "(") { program.partner(start + 1) } else { start + 3 };
    for at in start + 1..end.min(program.tokens.len()) {
        let token = &program.tokens[at];
        let (Kind::Text(pieces), path) = (&token.kind, token.plain().unwrap_or_default()) else { continue };
        let [super::token::Piece::Plain(_)] = &pieces[..] else { continue };
        let alias = program.before(at).and_then(Token::word).filter(|word| *word != "import");
        let is_version =
            |part: &&str| part.strip_prefix('v').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
        // The name stands in the text, which lives as long as its token.
        let last = token.text.trim_matches(['"', '`']).rsplit('/').find(|part| !is_version(part));
        if let Some(name) = alias.or(last) {
            imports.names.insert(name, path.to_owned());
        }
    }
}

/// `import a.b.C`, `using A.B`, `use a::b::{C, D as E}`.
fn dotted<'p>(program: &'p Program<'_>, start: usize, imports: &mut Imports<'p>) {
    const FAR: usize = 200;
    let name = program.language.name;
    let mut path = String::new();
    let mut base = String::new();
    let mut last = None;
    let mut renamed = false;
    for at in start + 1..start + FAR {
        let Some(token) = program.token(at) else { break };
        if token.is(";") || (program.starts_line(at) && program.within(at).is_none()) {
            break;
        }
        match token.text {
            "static" | "global" if path.is_empty() => {}
            "as" | "=>" => renamed = true,
            "{" => base.clone_from(&path),
            "," | "}" => {
                if let Some(last) = last.take() {
                    imports.names.insert(last, path.clone());
                }
                path.clone_from(&base);
            }
            "=" => {
                // using Alias = A.B;
                path.clear();
                renamed = false;
            }
            text if token.kind == Kind::Word => {
                if renamed {
                    last = Some(text);
                    renamed = false;
                } else {
                    path.push_str(text);
                    last = Some(text);
                }
            }
            "*" | "_" => last = None,
            text => path.push_str(text),
        }
    }
    let path = path.trim_end_matches(['.', ':', '\\']).to_owned();
    match last {
        _ if name == "csharp" && !path.is_empty() => imports.all.push(path),
        Some(last) => {
            imports.names.insert(last, path);
        }
        None if !path.is_empty() => imports.all.push(path),
        None => {}
    }
}
