//! Cuts a text into blocks: fenced code blocks, and runs of lines that are code by their shape.

use std::ops::Range;

use super::shape::{self, Family, Shape};
use crate::intake::tree;
use crate::model::Method;

/// The most lines of a JSON value that stands in a text without a fence.
const MAX_JSON_LINES: usize = 2_000;

/// What a block is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    /// A program, with the file extension of its language.
    Program(&'static str),
    /// A script of a shell: the reader of lists knows its commands.
    Shell,
    /// HCL.
    Terraform,
    /// A document in a notation, whose format its content shows.
    Document(&'static str),
    /// Requests as they are sent.
    Http,
}

/// Consecutive lines in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) language: Language,
    /// Its lines, from 0, those of the fence included.
    pub(super) frame: Range<usize>,
    /// The lines between those of the fence.
    pub(super) inside: Range<usize>,
    /// Of a bullet that is one line of code, that code, where it stands in the line.
    pub(super) code: Option<String>,
}

impl Block {
    /// Whether a fence says what it is.
    pub(super) fn is_fenced(&self) -> bool {
        self.frame != self.inside
    }

    fn bare(language: Language, lines: Range<usize>) -> Self {
        Self { language, frame: lines.clone(), inside: lines, code: None }
    }
}

/// The language of a fenced block by the word behind the fence.
const INFO: [(&str, Language); 54] = [
    ("js", Language::Program("js")),
    ("javascript", Language::Program("js")),
    ("mjs", Language::Program("js")),
    ("node", Language::Program("js")),
    ("jsx", Language::Program("jsx")),
    ("ts", Language::Program("ts")),
    ("typescript", Language::Program("ts")),
    ("tsx", Language::Program("tsx")),
    ("py", Language::Program("py")),
    ("python", Language::Program("py")),
    ("python3", Language::Program("py")),
    ("go", Language::Program("go")),
    ("golang", Language::Program("go")),
    ("java", Language::Program("java")),
    ("kotlin", Language::Program("kt")),
    ("kt", Language::Program("kt")),
    ("cs", Language::Program("cs")),
    ("csharp", Language::Program("cs")),
    ("c#", Language::Program("cs")),
    ("rb", Language::Program("rb")),
    ("ruby", Language::Program("rb")),
    ("php", Language::Program("php")),
    ("rust", Language::Program("rs")),
    ("rs", Language::Program("rs")),
    ("scala", Language::Program("scala")),
    ("groovy", Language::Program("groovy")),
    ("swift", Language::Program("swift")),
    ("powershell", Language::Program("ps1")),
    ("pwsh", Language::Program("ps1")),
    ("posh", Language::Program("ps1")),
    ("ps1", Language::Program("ps1")),
    ("ps", Language::Program("ps1")),
    ("bash", Language::Shell),
    ("sh", Language::Shell),
    ("shell", Language::Shell),
    ("zsh", Language::Shell),
    ("fish", Language::Shell),
    ("console", Language::Shell),
    ("shell-session", Language::Shell),
    ("shellsession", Language::Shell),
    ("bat", Language::Shell),
    ("cmd", Language::Shell),
    ("curl", Language::Shell),
    ("hcl", Language::Terraform),
    ("terraform", Language::Terraform),
    ("tf", Language::Terraform),
    ("tofu", Language::Terraform),
    ("json", Language::Document("json")),
    ("jsonc", Language::Document("json")),
    ("json5", Language::Document("json")),
    ("yaml", Language::Document("yaml")),
    ("yml", Language::Document("yaml")),
    ("http", Language::Http),
    ("rest", Language::Http),
];

/// The blocks of a text, in order.
pub(super) fn cut(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut unfenced = 0;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let Some(fence) = Fence::opened_by(line) else {
            at += 1;
            continue;
        };
        by_shape(lines, unfenced..at, &mut blocks);
        let end = (at + 1..lines.len()).find(|end| fence.is_closed_by(lines[*end])).unwrap_or(lines.len());
        let inside = at + 1..end;
        let content = lines.get(inside.clone()).unwrap_or_default();
        match fence.language.or_else(|| notation(content)) {
            Some(language) => {
                let frame = at..(end + 1).min(lines.len());
                blocks.push(Block { language, frame, inside, code: None });
            }
            None => by_shape(lines, inside, &mut blocks),
        }
        at = end + 1;
        unfenced = at;
    }
    by_shape(lines, unfenced..lines.len(), &mut blocks);
    blocks
}

/// Whether a line opens a fenced block.
pub(super) fn opens_fence(line: &str) -> bool {
    Fence::opened_by(line).is_some()
}

/// The line that opens a fenced block.
struct Fence<'t> {
    /// What closes it: a run of the same sign, or the same tag of a wiki.
    mark: &'t str,
    language: Option<Language>,
}

impl<'t> Fence<'t> {
    fn opened_by(line: &'t str) -> Option<Self> {
        let text = line.trim();
        if let Some(tag) = ["{code", "{noformat"].into_iter().find(|tag| text.starts_with(tag)) {
            let inside = text.strip_prefix(tag)?.strip_suffix('}')?;
            let is_tag = inside.is_empty() || inside.starts_with(':');
            // `{code:title=x.js|language=js}`: any part may name the language.
            let mut words = inside.split([':', '|']).map(|part| part.rsplit('=').next().unwrap_or(part));
            let language = words.find_map(language);
            return (is_tag && !inside.contains('}')).then_some(Self { mark: tag, language });
        }
        let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
        let info = text.trim_start_matches(sign);
        let mark = text.get(..text.len() - info.len())?;
        let word = info.trim().split([' ', ',', '{', '}']).find(|word| !word.is_empty()).unwrap_or_default();
        let word = word.trim_start_matches('.');
        let is_word =
            word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '+' | '.' | '_'));
        (mark.len() >= 3 && is_word && !info.contains(sign)).then(|| Self { mark, language: language(word) })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let text = line.trim();
        if let Some(tag) = self.mark.strip_prefix('{') {
            return text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(tag);
        }
        let rest = text.strip_prefix(self.mark);
        rest.is_some_and(|rest| rest.chars().all(|c| self.mark.starts_with(c)))
    }
}

fn language(word: &str) -> Option<Language> {
    INFO.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, language)| *language)
}

/// The language of a fenced block that names none, as far as its first line shows it.
fn notation(content: &[&str]) -> Option<Language> {
    let first = content.iter().map(|line| line.trim()).find(|line| !line.is_empty())?;
    let mut words = first.split_ascii_whitespace();
    let is_request = words.next().is_some_and(Method::is_registered)
        && words.nth(1).is_some_and(|word| word.starts_with("HTTP/"));
    match () {
        () if is_request => Some(Language::Http),
        () if is_json(content) => Some(Language::Document("json")),
        () => None,
    }
}

fn is_json(content: &[&str]) -> bool {
    let text = content.join("\n");
    let mut opening = text.trim_start().chars().filter(|c| !c.is_whitespace());
    let opens = match opening.next() {
        Some('{') => matches!(opening.next(), Some('"' | '}')),
        Some('[') => matches!(opening.next(), Some('{' | '"' | ']')),
        _ => false,
    };
    opens && tree::json(&text).broken.is_none()
}

/// The blocks in a range of lines without fences.
fn by_shape(lines: &[&str], range: Range<usize>, blocks: &mut Vec<Block>) {
    let mut at = range.start;
    // Before this line no value of JSON begins that is closed.
    let mut unclosed = 0;
    while at < range.end {
        let line = lines[at];
        let before =
            at.checked_sub(1).filter(|before| *before >= range.start).map_or("", |before| lines[before]);
        if continues(before) {
            at += 1;
            continue;
        }
        let block = match shape::of(line) {
            Shape::Code(family) => Some(run(lines, at..range.end, family)),
            Shape::Entry => shape::code_of_entry(line).map(|code| {
                let language = Language::Program(shape::extension(&[&code]));
                Block { code: Some(code), ..Block::bare(language, at..at + 1) }
            }),
            _ if at >= unclosed && shape::opens_json(line) => {
                let end = json_end(lines, at..range.end);
                unclosed = end.map_or(range.end.min(at + MAX_JSON_LINES), |_| at);
                let is_value = |end: &usize| is_json(lines.get(at..*end).unwrap_or_default());
                end.filter(is_value).map(|end| Block::bare(Language::Document("json"), at..end))
            }
            _ => None,
        };
        at = block.as_ref().map_or(at + 1, |block| block.frame.end);
        blocks.extend(block);
    }
}

/// Whether a command goes on behind a line, or is given the lines below as data.
fn continues(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['\\', '^']) || line.ends_with(" `") || line.contains("<<")
}

/// Where a JSON value ends that begins on the first line of a range.
fn json_end(lines: &[&str], range: Range<usize>) -> Option<usize> {
    let mut depth = shape::Depth::default();
    range.take(MAX_JSON_LINES).find_map(|at| {
        depth.pass(lines[at]);
        (depth.open() == 0).then_some(at + 1)
    })
}

/// The lines of code from the first of a range on.
fn run(lines: &[&str], range: Range<usize>, family: Family) -> Block {
    let mut depth = shape::Depth::default();
    let mut end = range.start;
    let mut blank = false;
    let mut suite = false;
    let mut comment = false;
    for at in range.clone() {
        let line = lines[at];
        let shape = shape::of(line);
        let indented = line.starts_with([' ', '\t']);
        let accepted = match shape {
            _ if at == range.start => true,
            Shape::Blank => {
                blank = true;
                continue;
            }
            _ if comment => true,
            Shape::Entry => false,
            Shape::Code(own) => own == family || depth.open() > 0,
            Shape::Maybe => true,
            Shape::Other => (depth.open() > 0 && (indented || !blank)) || (suite && indented),
        };
        if !accepted {
            break;
        }
        comment = (comment || line.trim_start().starts_with("/*")) && !line.contains("*/");
        depth.pass(line);
        suite = line.trim_end().ends_with(':') || (suite && indented);
        blank = false;
        end = at + 1;
    }
    // Comments behind the last statement belong to what follows.
    while end > range.start + 1 && shape::is_comment(lines[end - 1]) {
        end -= 1;
    }
    let content = lines.get(range.start..end).unwrap_or_default();
    let language = match family {
        Family::Terraform => Language::Terraform,
        Family::PowerShell => Language::Program("ps1"),
        Family::Program => Language::Program(shape::extension(content)),
    };
    Block::bare(language, range.start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let told =
            |block: &Block| format!("{:?} {}-{}", block.language, block.frame.start + 1, block.frame.end);
        cut(&lines).iter().map(told).collect()
    }

    #[test]
    fn fences_and_shapes_delimit_blocks() {
        for (text, expected) in [
            ("a\n```js\nx()\n```\nb", vec!["Program(\"js\") 2-4"]),
            ("~~~ {.python}\nx()\n~~~", vec!["Program(\"py\") 1-3"]),
            ("````sh\n```\n````", vec!["Shell 1-3"]),
            ("```\nGET /api/v1/users\n```", vec![]),
            ("```\nGET /api/v1/users HTTP/1.1\nHost: x\n```", vec!["Http 1-4"]),
            ("```text\n{\"a\": 1}\n```", vec!["Document(\"json\") 1-3"]),
            ("{code:title=a.js|language=js}\nx()\n{code}\ny", vec!["Program(\"js\") 1-3"]),
            ("```hcl\nnever closed", vec!["Terraform 1-2"]),
            ("Use ```x``` here", vec![]),
            ("calls:\nresource \"okta_group\" \"x\" {\n  name = \"y\"\n}\n- GET /x", vec!["Terraform 2-4"]),
            (
                "Hi,\n\nimport requests\n\ndef f(x):\n    for u in x:\n        requests.get(u)\n\nThanks a lot for this",
                vec!["Program(\"py\") 3-7"],
            ),
            (
                "const a = await fetch(`${b}/api/v1/users`, {\n  headers\n});\nconsole.log(a)\nSuspend a user",
                vec!["Program(\"js\") 1-4"],
            ),
            ("$body = @{\n  a = 1\n}\nInvoke-RestMethod -Uri $u\nGET /x", vec!["Program(\"ps1\") 1-4"]),
            ("body:\n{\n  \"method\": \"GET\"\n}\nend", vec!["Document(\"json\") 2-4"]),
            ("curl -d @- <<EOF\n{\"a\": 1}\nEOF", vec![]),
            ("{id} is a placeholder\nlet me know", vec![]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
