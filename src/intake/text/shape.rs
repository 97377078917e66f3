//! What a line is by its shape: the beginning of a program, something that may go on with one, or an entry of a list.

use super::sender::sends;
use crate::model::Method;

/// How much of a line is looked at, in bytes.
const MAX_LOOKED_AT: usize = 2_000;

/// A family of languages that a line shows without any doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Program,
    PowerShell,
    Terraform,
}

/// What a line is by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Blank,
    /// A statement that nobody writes in prose.
    Code(Family),
    /// Something that can go on with code: a bracket, an assignment, a comment.
    Maybe,
    /// A bullet, a row, or a method before a path.
    Entry,
    Other,
}

/// The shape of a line.
pub(super) fn of(line: &str) -> Shape {
    let line = clipped(line);
    let text = line.trim().trim_start_matches('\u{feff}');
    match () {
        () if text.is_empty() => Shape::Blank,
        () if is_entry(text) => Shape::Entry,
        () if is_terraform(text) => Shape::Code(Family::Terraform),
        () if is_powershell(text) => Shape::Code(Family::PowerShell),
        () if is_statement(text) || sends(text) => Shape::Code(Family::Program),
        () if is_comment(text) || (may_be_code(text) && !is_prose(text)) => Shape::Maybe,
        () => Shape::Other,
    }
}

fn clipped(line: &str) -> &str {
    let end = (0..=MAX_LOOKED_AT.min(line.len())).rev().find(|end| line.is_char_boundary(*end));
    line.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// Whether a line is a comment of some language.
pub(super) fn is_comment(line: &str) -> bool {
    let text = line.trim();
    ["//", "/*", "*/", "# ", "#!", "<#", "#>", "\"\"\""].iter().any(|mark| text.starts_with(mark))
        || text == "#"
}

/// Whether a line can begin a value of JSON.
pub(super) fn opens_json(line: &str) -> bool {
    let text = line.trim();
    matches!(text, "{" | "[")
        || ["{\"", "{ \"", "[{", "[\"", "[ {"].iter().any(|start| text.starts_with(start))
}

/// Whether a line is an entry of a list: a bullet, a number, a row, a quote, a method before a path.
fn is_entry(text: &str) -> bool {
    let bullet = ["- ", "* ", "• ", "+ ", "> ", "| ", "|", "– ", "## ", "### "];
    if bullet.iter().any(|mark| text.starts_with(mark)) {
        return true;
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len() && [". ", ") "].iter().any(|mark| digits.starts_with(mark)) {
        return true;
    }
    let (word, rest) = text.split_once(|c: char| c.is_whitespace() || c == ':').unwrap_or((text, ""));
    let target = rest.trim_start_matches([' ', '\t', ':', '`']);
    let is_target = ["/", "http", "{{", "${"].iter().any(|start| target.starts_with(start));
    word.chars().all(|c| c.is_ascii_uppercase())
        && word.parse::<Method>().is_ok()
        && (is_target || target.is_empty())
}

/// A bullet that holds nothing but a call of code, with blanks in place of all else.
pub(super) fn code_of_entry(line: &str) -> Option<String> {
    let line = clipped(line);
    let content = line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t-*•+–.)`>".contains(c));
    let is_bullet = content.len() < line.len() && is_entry(line.trim()) && !line.contains('|');
    let content = content.trim_end();
    let code = content.trim_end_matches('`');
    (is_bullet && sends(code)).then(|| {
        let lead = line.chars().count() - line.trim_end().chars().count() + content.chars().count();
        let blanks = line.chars().count().saturating_sub(lead);
        format!("{}{code}", " ".repeat(blanks))
    })
}

fn is_terraform(text: &str) -> bool {
    let Some((kind, rest)) = text.split_once(' ') else { return false };
    let rest = rest.trim();
    match kind {
        "resource" | "data" | "provider" | "variable" | "module" | "output" | "ephemeral" => {
            rest.starts_with('"') && rest.contains('{')
        }
        "terraform" | "locals" | "moved" | "import" | "removed" => rest == "{",
        _ => false,
    }
}

fn is_powershell(text: &str) -> bool {
    const COMMANDS: [&str; 4] = ["Invoke-RestMethod", "Invoke-WebRequest", "Import-Module", "ForEach-Object"];
    let first = text.split([' ', '(']).next().unwrap_or_default();
    let cmdlet = first.split_once('-').is_some_and(|(verb, noun)| {
        let word = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric());
        word(verb) && word(noun) && verb.starts_with(char::is_uppercase) && noun.starts_with("Okta")
    });
    let assigned =
        text.starts_with('$') && assignment(text).is_some() && !text.contains("->") && !text.ends_with(';');
    let control =
        ["foreach ($", "foreach($", "param(", "param ("].iter().any(|start| text.starts_with(start));
    cmdlet || assigned || (control && !text.ends_with(';')) || COMMANDS.contains(&first)
}

/// The value that an assignment gives to a variable with a dollar sign.
fn assignment(text: &str) -> Option<&str> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim_end().trim_end_matches(['+', '.']).trim_end();
    let is_name =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '[' | ']' | '\'' | '"' | '$');
    (name.len() > 1 && name.chars().all(is_name) && !value.starts_with(['=', '>'])).then_some(value)
}

/// Whether a line is a declaration or an import of a program.
fn is_statement(text: &str) -> bool {
    let Some((word, rest)) = text.split_once([' ', '\t']) else {
        return text.starts_with("<?php") || text.starts_with("require(");
    };
    let rest = rest.trim_start();
    let name = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
    let named = name.len() < rest.len();
    let ends_open = text.ends_with([':', '{', '(']);
    match word {
        "const" | "let" | "var" | "val" => {
            let destructured = rest.starts_with(['{', '[']);
            let typed = name.trim_start();
            let sign = typed.starts_with('=') || (typed.starts_with(':') && typed.contains('='));
            destructured || (named && sign) || (rest.starts_with("mut ") && rest.contains('='))
        }
        "import" => is_import(rest),
        "from" => rest.split_once(" import ").is_some_and(|(module, _)| is_dotted(module.trim())),
        "def" | "func" | "fn" => named && name.starts_with(['(', '<', ' ']) && name.contains('('),
        "function" => name.starts_with('(') || (ends_open && named),
        "async" => ["def ", "function ", "function("].iter().any(|start| rest.starts_with(start)),
        "export" => ["default ", "const ", "async ", "function "].iter().any(|start| rest.starts_with(start)),
        "class" => named && ends_open,
        "package" | "using" | "namespace" | "use" => {
            (text.ends_with(';') && is_dotted(rest.trim_end_matches(';')))
                || (word == "package" && rest == "main")
        }
        "public" | "private" | "protected" | "static" => text.ends_with(['{', ';']) || rest.contains('('),
        "require" | "require_relative" => rest.starts_with(['\'', '"']),
        "await" => rest.contains('(') && rest.split('(').next().is_some_and(is_dotted),
        "<?php" => true,
        _ => false,
    }
}

/// `requests`, `os, json`, `numpy as np`, `{ Client } from '@okta/okta-sdk-nodejs'`, `java.net.http.HttpClient;`.
fn is_import(rest: &str) -> bool {
    if rest.contains(['\'', '"']) || rest.starts_with('(') {
        return true;
    }
    let modules = rest.trim_end_matches(';').split(',').map(str::trim);
    let named = |module: &str| {
        let module = module.split_once(" as ").map_or(module, |(module, _)| module);
        let module = module.strip_prefix("static ").unwrap_or(module);
        is_dotted(module.trim_end_matches(".*"))
    };
    modules.into_iter().all(named)
}

fn is_dotted(name: &str) -> bool {
    let allowed =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | ':' | '$' | '?' | '!' | '<' | '>');
    !name.is_empty() && name.chars().all(allowed) && !name.ends_with('.')
}

/// Whether a line can go on with code.
fn may_be_code(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "if", "for", "while", "else", "elif", "try", "except", "catch", "finally", "return", "await",
        "yield", "with", "end", "do", "print", "raise", "throw", "switch", "case", "break", "continue",
        "pass", "def",
    ];
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    text.starts_with(['}', ')', ']', '{', '(', '[', '.', '@', '$', '<', '&', '|'])
        || text.ends_with([';', '{', '(', '[', ',', '}', ')', ']'])
        || [" = ", "=>", "==", "!=", "->", " := ", " += "].iter().any(|sign| text.contains(sign))
        || (WORDS.contains(&first) && (text == first || text.ends_with(':') || text.contains('(')))
}

/// Whether words of a sentence follow one another outside of quotes and behind no sign of a comment.
fn is_prose(text: &str) -> bool {
    const MIN_WORDS: usize = 3;
    const CODE: [&str; 20] = [
        "if", "for", "in", "is", "not", "and", "or", "return", "await", "as", "with", "new", "const", "let",
        "var", "throw", "raise", "else", "from", "import",
    ];
    let mut quote = None;
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '`') => quote = Some(c),
            None => plain.push(c),
        }
    }
    let plain = plain.split(" //").next().unwrap_or_default();
    let plain = plain.split(" # ").next().unwrap_or_default();
    let bare = |word: &str| {
        let word = word.trim_matches([',', '.', ';', ':', '!', '?', '(', ')']);
        !word.is_empty() && word.chars().all(char::is_alphabetic)
    };
    let starts_large = plain.starts_with(char::is_uppercase) && plain.contains(' ');
    if starts_large && plain.split_ascii_whitespace().all(bare) {
        return true;
    }
    let mut run = 0;
    plain.split_ascii_whitespace().any(|word| {
        let is_word =
            word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’')) && !CODE.contains(&word);
        let ends =
            word.strip_suffix([',', '.', ':']).is_some_and(|word| word.chars().all(char::is_alphabetic));
        run = if is_word || ends { run + 1 } else { 0 };
        run >= MIN_WORDS
    })
}

/// The file extension of the language that lines of a program are most likely in.
pub(super) fn extension(lines: &[&str]) -> &'static str {
    const SIGNS: [(&str, &[&str]); 8] = [
        ("php", &["<?php", "$this->", "curl_setopt", "curl_init", "->get(", "->post("]),
        ("go", &[":=", "func ", "err != nil", "http.NewRequest", "fmt."]),
        ("rs", &["let mut ", "reqwest::", ".await?", "fn "]),
        ("cs", &["Async(", "new HttpClient", "using System", "HttpMethod.", "namespace ", "var "]),
        (
            "java",
            &["HttpRequest.newBuilder", "public static", "new URL(", "import java", ".build()", "String "],
        ),
        ("rb", &["Net::HTTP", " do |", "require '", "HTTParty.", "RestClient.", "Faraday.", "#{"]),
        ("py", &["import ", "def ", "requests.", "f\"", "f'", "None", "True", "urllib", "httpx.", "print("]),
        (
            "js",
            &[
                "const ", "let ", "=>", "fetch(", "`", "axios", "await ", "require(", "function", "$.",
                "JSON(",
            ],
        ),
    ];
    let score = |signs: &[&str]| {
        lines
            .iter()
            .map(|line| clipped(line))
            .map(|line| signs.iter().filter(|sign| line.contains(**sign)).count())
            .sum::<usize>()
    };
    // `import { a } from 'b'` and `import a from 'b'` are of JavaScript.
    let modules =
        lines.iter().any(|line| line.trim_start().starts_with("import ") && line.contains(" from "));
    let best = SIGNS.iter().max_by_key(|(_, signs)| score(signs));
    match best {
        Some((name, signs)) if score(signs) > 0 && !(modules && *name == "py") => name,
        _ => "js",
    }
}

/// How many brackets are open, those in quotes left out.
#[derive(Debug, Default)]
pub(super) struct Depth(usize);

impl Depth {
    pub(super) const fn open(&self) -> usize {
        self.0
    }

    /// Counts the brackets of a line.
    pub(super) fn pass(&mut self, line: &str) {
        let mut quote = None;
        let mut escaped = false;
        for c in line.chars() {
            match (quote, c) {
                _ if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(open), c) if c == open => quote = None,
                (None, '"' | '\'' | '`') => quote = Some(c),
                (None, '(' | '[' | '{') => self.0 += 1,
                (None, ')' | ']' | '}') => self.0 = self.0.saturating_sub(1),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_prose_and_entries() {
        for (line, expected) in [
            ("const x = await fetch(`${base}/api/v1/users`);", Shape::Code(Family::Program)),
            ("let me know", Shape::Other),
            ("import requests", Shape::Code(Family::Program)),
            ("import all the users from a file", Shape::Other),
            ("from okta.client import Client", Shape::Code(Family::Program)),
            ("from here on we use POST", Shape::Other),
            ("r = requests.get(f\"{base}/api/v1/users\")", Shape::Code(Family::Program)),
            ("getJSON(`/api/v1/groups`).then((owners) => {", Shape::Code(Family::Program)),
            ("$.post('/api/v1/users')", Shape::Code(Family::Program)),
            ("We get('/api/v1/users') and stop", Shape::Other),
            ("await client.userApi.listUsers();", Shape::Code(Family::Program)),
            ("resource \"okta_group\" \"x\" {", Shape::Code(Family::Terraform)),
            ("data exports {", Shape::Maybe),
            ("$uri = \"$base/api/v1/users\"", Shape::Code(Family::PowerShell)),
            ("Invoke-OktaListUsers -Limit 5", Shape::Code(Family::PowerShell)),
            ("$ curl https://x", Shape::Maybe),
            ("$x = $client->get('/api/v1/users');", Shape::Code(Family::Program)),
            ("- fetch('/api/v1/users')", Shape::Entry),
            ("GET /api/v1/users", Shape::Entry),
            ("POST: https://x/api/v1/users", Shape::Entry),
            ("2) GET users", Shape::Entry),
            ("});", Shape::Maybe),
            ("// all of them", Shape::Maybe),
            ("Suspend a user (when he leaves)", Shape::Other),
            ("for u in users:", Shape::Maybe),
            ("Reset factors;", Shape::Other),
            ("BASE = \"https://acme.okta.com/api/v1\"", Shape::Maybe),
            ("", Shape::Blank),
        ] {
            assert_eq!(of(line), expected, "{line}");
        }
    }

    #[test]
    fn a_bullet_of_code_keeps_its_columns() {
        for (line, expected) in [
            ("- `getJSON('/api/v1/idps')` ", Some("   getJSON('/api/v1/idps')")),
            ("2. fetch(`/api/v1/users`)", Some("   fetch(`/api/v1/users`)")),
            ("- GET /api/v1/users", None),
            ("fetch('/api/v1/users')", None),
        ] {
            assert_eq!(code_of_entry(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn the_language_is_guessed_from_its_signs() {
        for (text, expected) in [
            ("import requests\nrequests.get(f\"{b}/x\")", "py"),
            ("import { Client } from '@okta/okta-sdk-nodejs'\nconst c = new Client()", "js"),
            ("getJSON(`/api/v1/groups`)", "js"),
            ("req, err := http.NewRequest(\"GET\", u, nil)", "go"),
            ("var r = await client.GetAsync(\"/api/v1/users\");", "cs"),
            ("x", "js"),
        ] {
            assert_eq!(extension(&text.lines().collect::<Vec<_>>()), expected, "{text}");
        }
    }
}
