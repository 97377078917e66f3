//! The words, texts and variables of a script of PowerShell.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Plain(String),
    /// A variable, or an expression by the last name in it.
    Hole(String),
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a number, a parameter: what is neither of the others.
    Word,
    /// `$name`; its text is the name alone.
    Variable,
    Text(Vec<Part>),
    Sign,
    /// The end of a statement.
    End,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind,
    pub(super) text: &'s str,
    /// Where it stands, in bytes.
    pub(super) at: usize,
    /// Whether nothing stands between it and the token before.
    pub(super) glued: bool,
}

/// The tokens of a script, without comments.
pub(super) fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(rest) = script.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = between(rest, glued) {
            at += length;
            glued = false;
            continue;
        }
        let (kind, text, length) = first(rest);
        glued &= kind != Kind::End;
        let ends = kind == Kind::End;
        found.push(Token { kind, text, at, glued });
        glued = !ends;
        at += length;
    }
    found
}

/// The length of the blanks, the comment or the end of the line that goes on in the next at the beginning.
fn between(rest: &str, glued: bool) -> Option<usize> {
    let c = rest.chars().next()?;
    match c {
        '`' => {
            let line = rest.get(1..).unwrap_or_default();
            let gap = |end: &usize| line.get(..*end).is_some_and(|gap| gap.trim().is_empty());
            Some(line.find('\n').filter(gap).map_or(1, |end| end + 2))
        }
        '#' if !glued => Some(rest.find('\n').unwrap_or(rest.len())),
        '<' if rest.starts_with("<#") => Some(rest.find("#>").map_or(rest.len(), |end| end + 2)),
        '\n' => None,
        c => c.is_whitespace().then(|| c.len_utf8()),
    }
}

/// The token at the beginning, its text and its length.
fn first(rest: &str) -> (Kind, &str, usize) {
    if rest.starts_with(['\n', ';']) {
        return (Kind::End, "", 1);
    }
    if let Some((parts, length)) = quoted(rest) {
        return (Kind::Text(parts), rest.get(..length).unwrap_or_default(), length);
    }
    if let Some((name, length)) = variable(rest) {
        return (Kind::Variable, name, length);
    }
    let length = plain(rest);
    let text = rest.get(..length).unwrap_or_default();
    let begins_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '\\');
    let kind = if text.starts_with(begins_word) { Kind::Word } else { Kind::Sign };
    (kind, text, length)
}

/// The length of a word, or of a sign.
fn plain(rest: &str) -> usize {
    let in_word =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '\\' | '*' | '?' | '%');
    let first = rest.chars().next().unwrap_or(' ');
    if rest.starts_with("+=") {
        return 2;
    }
    if in_word(first) {
        return rest.find(|c| !in_word(c)).unwrap_or(rest.len());
    }
    first.len_utf8()
}

/// The variable at the beginning, by its name alone: `$name`, `${name}`, `$script:name`, `$env:NAME`; and its length.
fn variable(rest: &str) -> Option<(&str, usize)> {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    let inner = rest.strip_prefix('$')?;
    if let Some(braced) = inner.strip_prefix('{') {
        let end = braced.find('}')?;
        let name = braced.get(..end)?;
        return Some((name.rsplit(':').next().unwrap_or(name), end + 3));
    }
    let first = inner.find(|c| !in_name(c)).unwrap_or(inner.len());
    let scoped = inner.get(first..).and_then(|rest| rest.strip_prefix(':'));
    let name = match scoped {
        Some(name) if !name.starts_with(':') && first > 0 => {
            name.get(..name.find(|c| !in_name(c)).unwrap_or(name.len()))?
        }
        _ => inner.get(..first)?,
    };
    let scope = if scoped.is_some_and(|rest| !rest.starts_with(':')) && first > 0 { first + 1 } else { 0 };
    (!name.is_empty()).then_some((name, 1 + scope + name.len()))
}

/// The parts of the text at the beginning, and its length.
fn quoted(rest: &str) -> Option<(Vec<Part>, usize)> {
    // @" … "@ stands on lines of its own.
    for (open, close, holes) in [("@\"", "\n\"@", true), ("@'", "\n'@", false)] {
        if let Some(inner) = rest.strip_prefix(open) {
            let end = inner.find(close)?;
            let text = inner.get(..end)?;
            let parts = if holes { parts(text) } else { vec![Part::Plain(text.to_owned())] };
            return Some((parts, end + 5));
        }
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut at = 1;
    loop {
        let here = rest.get(at..)?;
        let c = here.chars().next()?;
        match c {
            '`' if quote == '"' => at += 1 + here.chars().nth(1).map_or(0, char::len_utf8),
            c if c == quote && here.get(1..).is_some_and(|next| next.starts_with(quote)) => at += 2,
            c if c == quote => break,
            c => at += c.len_utf8(),
        }
    }
    let text = rest.get(1..at)?;
    let parts = if quote == '"' { parts(text) } else { vec![Part::Plain(text.replace("''", "'"))] };
    Some((parts, at + 1))
}

/// The parts of a text in which variables stand.
fn parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let hole = match c {
            '$' if rest.starts_with("$(") => {
                let end = closing(rest);
                let inner = rest.get(2..end).unwrap_or_default();
                let name =
                    inner.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).find(|name| !name.is_empty());
                Some((name.unwrap_or_default(), end + 1))
            }
            '$' => variable(rest),
            _ => None,
        };
        if let Some((name, length)) = hole {
            if !plain.is_empty() {
                found.push(Part::Plain(std::mem::take(&mut plain)));
            }
            found.push(Part::Hole(name.to_owned()));
            rest = rest.get(length..).unwrap_or_default();
        } else {
            let escaped = c == '`';
            if !escaped {
                plain.push(c);
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    if !plain.is_empty() || found.is_empty() {
        found.push(Part::Plain(plain));
    }
    found
}

/// Where the expression ends that begins with `$(`.
fn closing(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    rest.len()
}
