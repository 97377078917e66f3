//! Code and documents that stand in a text: each block is read by the reader of what it is, and keeps its lines.
//!
//! No line is lost: where the reader of a program finds nothing on a line, what the reader of lists finds there counts.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use super::blocks::{self, Block, Language};
use super::taken::{Taken, index, of_script};
use super::{denial, entries};
use crate::intake::Context;
use crate::intake::calls::{Calls, Reading};
use crate::intake::content::Content;
use crate::intake::format::Format;
use crate::intake::source::IntakeError;
use crate::model::{Asked, Call};

/// The most blocks of HCL that are read one by one, where they cannot be read together.
const MAX_SEPARATE_BLOCKS: usize = 50;

/// Reads the blocks of a text, and what is left of it as a list.
pub(super) fn read(
    text: &str,
    context: &Context<'_>,
    calls: &mut Calls,
    list: impl FnOnce(&str, &mut Calls) -> Result<(), IntakeError>,
) -> Result<(), IntakeError> {
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks::cut(&lines);
    if blocks.is_empty() {
        return list(text, calls);
    }
    let reader = Reader { lines: &lines, context, source: Arc::clone(calls.source()) };
    let taken = reader.taken(&blocks);
    let frames: Vec<_> = taken.iter().map(|taken| taken.block.frame.clone()).collect();
    list(&without(&lines, &frames), calls)?;
    for script in blocks.iter().filter(|block| block.language == Language::Shell) {
        of_script(script, &lines, calls);
    }
    for taken in taken {
        taken.give(&lines, calls);
    }
    calls.found.calls.sort_by_key(|call| (call.origin.line, call.origin.column));
    Ok(())
}

/// A text in which only the lines of some blocks are left; each stays where it stood.
fn only(lines: &[&str], blocks: &[&Block]) -> String {
    let mut text = String::new();
    let mut at = 0;
    for block in blocks {
        text.extend(std::iter::repeat_n('\n', block.inside.start.saturating_sub(at)));
        for line in lines.get(block.inside.clone()).unwrap_or_default() {
            text.push_str(block.code.as_deref().unwrap_or(line));
            text.push('\n');
        }
        at = block.inside.end;
    }
    text
}

/// The text without some lines; the others stay where they stood.
fn without(lines: &[&str], ranges: &[Range<usize>]) -> String {
    let mut ranges = ranges.iter().peekable();
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        while ranges.next_if(|range| range.end <= at).is_some() {}
        if ranges.peek().is_none_or(|range| !range.contains(&at)) {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

struct Reader<'a> {
    lines: &'a [&'a str],
    context: &'a Context<'a>,
    source: Arc<str>,
}

impl Reader<'_> {
    /// The blocks that are what they look like, in order.
    fn taken<'b>(&self, blocks: &'b [Block]) -> Vec<Taken<'b>> {
        let mut taken = Vec::new();
        let mut languages: Vec<Language> = blocks.iter().map(|block| block.language).collect();
        languages.sort_unstable();
        languages.dedup();
        for language in languages {
            let same: Vec<&Block> = blocks.iter().filter(|block| block.language == language).collect();
            match language {
                Language::Program(extension) => self.programs(&same, extension, &mut taken),
                Language::Terraform => self.terraform(&same, &mut taken),
                Language::Document(_) | Language::Http => {
                    taken.extend(same.iter().filter_map(|block| self.document(block)));
                }
                Language::Shell => {}
            }
        }
        taken.sort_by_key(|taken| taken.block.frame.start);
        taken
    }

    fn take<'b>(&self, block: &'b Block, found: Reading) -> Taken<'b> {
        let before = self.lines.get(..block.frame.start).unwrap_or_default();
        let above = before.iter().rev().take(3).find(|line| !line.trim().is_empty());
        let denied = above.is_some_and(|line| denial::announces(line));
        Taken { block, found, kept: BTreeSet::new(), denied }
    }

    /// What a reader finds in a text.
    fn read(&self, format: Format, name: &str, text: String) -> Option<Reading> {
        let content = Content::new(name, Cursor::new(text.into_bytes())).ok()?;
        let mut calls = Calls::new(&self.source, self.context);
        (format.reader()?.read)(content, self.context, &mut calls).ok()?;
        Some(calls.found)
    }

    /// Programs in one language are read together: names of one block are used in the next.
    fn programs<'b>(&self, blocks: &[&'b Block], extension: &'static str, taken: &mut Vec<Taken<'b>>) {
        let text = only(self.lines, blocks);
        let listed = if extension == "ps1" { Vec::new() } else { self.listed(&text) };
        let Some(mut all) = self.read(Format::Code, &format!("block.{extension}"), text) else { return };
        let mut paths: Vec<String> =
            all.calls.iter().filter_map(|call| path(call).map(str::to_owned)).collect();
        paths.sort_unstable();
        paths.dedup();
        let found = by_block(std::mem::take(&mut all.calls), blocks, |call| call.origin.line);
        let open = by_block(std::mem::take(&mut all.account.unresolved), blocks, |open| open.line);
        let listed = by_block(listed, blocks, |call| call.origin.line);
        for (((block, calls), unresolved), listed) in blocks.iter().zip(found).zip(open).zip(listed) {
            // Of a bullet, the list knows more unless the name of a function says the method.
            let is_clear = |call: &Call| call.is_spelt_out() && call.set_aside.is_none();
            let is_other = block.code.is_some() && !calls.iter().any(is_clear);
            if !block.is_fenced() && (is_other || (calls.is_empty() && unresolved.is_empty())) {
                continue;
            }
            let mut one = self.take(block, Reading { calls, ..Reading::default() });
            one.found.account.unresolved = unresolved;
            one.add(listed, &paths);
            taken.push(one);
        }
    }

    /// What the reader of lists finds in programs.
    fn listed(&self, text: &str) -> Vec<Call> {
        entries(text, &self.source, self.context.names).unwrap_or_default()
    }

    /// Blocks of HCL are read together, or one by one where that does not do.
    fn terraform<'b>(&self, blocks: &[&'b Block], taken: &mut Vec<Taken<'b>>) {
        let part = |blocks: &[&Block]| self.read(Format::Terraform, &self.source, only(self.lines, blocks));
        let together = part(blocks);
        let Some(mut all) = together else {
            for block in blocks.iter().take(MAX_SEPARATE_BLOCKS) {
                let found = part(&[*block]).filter(|found| !found.calls.is_empty());
                taken.extend(found.map(|found| self.take(block, found)));
            }
            return;
        };
        let calls = by_block(std::mem::take(&mut all.calls), blocks, |call| call.origin.line);
        for (block, calls) in blocks.iter().zip(calls).filter(|(_, calls)| !calls.is_empty()) {
            // What the blocks say beside their calls is said once.
            taken.push(self.take(block, Reading { calls, ..std::mem::take(&mut all) }));
        }
    }

    /// A document, or requests as they are sent, read by what its content shows.
    fn document<'b>(&self, block: &'b Block) -> Option<Taken<'b>> {
        let content = self.lines.get(block.inside.clone())?;
        if content.iter().any(|line| blocks::opens_fence(line)) {
            return None;
        }
        let text = content.join("\n");
        let (name, format) = match block.language {
            Language::Document(notation) => {
                let name = format!("block.{notation}");
                let format = Format::claiming(&name, text.as_bytes()).first().copied()?;
                (name, format)
            }
            _ => ("block.http".to_owned(), Format::Http),
        };
        let mut found = self.read(format, &name, text).filter(|_| format != Format::Text)?;
        let shift = u32::try_from(block.inside.start).unwrap_or(u32::MAX);
        for call in &mut found.calls {
            call.origin.line = call.origin.line.saturating_add(shift);
        }
        found.notes.iter_mut().for_each(|note| note.line = note.line.map(|line| line.saturating_add(shift)));
        found.account.unresolved.iter_mut().for_each(|open| open.line = open.line.saturating_add(shift));
        // What is no document after all may be a list.
        let is_called = |call: &Call| call.is_spelt_out() && call.set_aside.is_none();
        if found.calls.is_empty()
            && block.language == Language::Document("yaml")
            && self.listed(&content.join("\n")).iter().any(is_called)
        {
            return None;
        }
        let is_sent = block.language == Language::Http;
        (!found.calls.is_empty() || (block.is_fenced() && !is_sent)).then(|| self.take(block, found))
    }
}

/// What stands in each of some blocks; what stands in none is left out.
fn by_block<Item>(items: Vec<Item>, blocks: &[&Block], line: impl Fn(&Item) -> u32) -> Vec<Vec<Item>> {
    let mut found: Vec<Vec<Item>> = blocks.iter().map(|_| Vec::new()).collect();
    for item in items {
        let at = index(line(&item));
        let behind = blocks.partition_point(|block| block.inside.start <= at);
        let own = behind.checked_sub(1).filter(|own| blocks[*own].inside.contains(&at));
        if let Some(found) = own.and_then(|own| found.get_mut(own)) {
            found.push(item);
        }
    }
    found
}

fn path(call: &Call) -> Option<&str> {
    match &call.asked {
        Asked::Http(request) => Some(&request.path),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Input, LineKind, ReadOptions};

    struct Few;

    impl crate::intake::KnownNames for Few {
        fn allow_list(&self) -> Arc<crate::disclosure::AllowList> {
            Arc::new(crate::disclosure::AllowList::open())
        }

        fn knows(&self, name: &str) -> bool {
            name.ends_with("suspendUser") || name.ends_with("listUsers")
        }

        fn nearest(&self, _name: &str) -> Option<String> {
            None
        }
    }

    /// The calls and the account of a text: `3 GET /api/v1/users`, `4 prose`.
    fn told(text: &str) -> Vec<String> {
        let input = Input::Bytes("list.md".to_owned(), text.as_bytes().to_vec());
        let reading = crate::intake::read_all(&[input], &ReadOptions::default(), &Few);
        let call = |call: &Call| {
            let aside = if call.set_aside.is_some() { " no" } else { "" };
            match &call.asked {
                Asked::Http(request) => {
                    let method = request.method.map_or("?".to_owned(), |method| method.to_string());
                    format!("{} {method} {}{aside}", call.origin.line, request.path)
                }
                Asked::Provision(one) => format!("{} {}{aside}", call.origin.line, one.address),
                _ => format!("{} {}{aside}", call.origin.line, call.text()),
            }
        };
        let mut told: Vec<_> = reading.calls.iter().map(call).collect();
        let lines = reading.account.lists.iter().flat_map(|list| list.lines.iter());
        told.extend(lines.filter_map(|line| match line.kind {
            LineKind::Excluded => Some(format!("{} excluded", line.line)),
            LineKind::NotUnderstood => Some(format!("{} open", line.line)),
            LineKind::Call { .. } | LineKind::Prose => None,
        }));
        told
    }

    #[test]
    fn blocks_are_read_as_what_they_are() {
        for (text, expected) in [
            (
                "Calls:\n```python\nimport requests\nr = requests.post(\n    f\"{base}/api/v1/users/{id}/lifecycle/suspend\")\n```\n- GET /api/v1/groups",
                vec!["5 POST /api/v1/users/{id}/lifecycle/suspend", "7 GET /api/v1/groups"],
            ),
            (
                "const url = '/api/v1/users';\nconst users = await (await fetch(url)).json();",
                vec!["2 GET /api/v1/users", "1 excluded"],
            ),
            ("Not used:\n```js\nfetch('/api/v1/users')\n```", vec!["3 GET /api/v1/users no"]),
            (
                "```http\nPOST https://acme.okta.com/api/v1/groups HTTP/1.1\nAuthorization: x\n\n{\"profile\": {}}\n```",
                vec!["2 POST /api/v1/groups"],
            ),
            (
                "Please allow\n{\n  \"method\": \"DELETE\",\n  \"url\": \"/api/v1/users/1\"\n}\nthanks",
                vec!["4 DELETE /api/v1/users/1"],
            ),
            (
                "```js\nconst r = await fetch(url)\n```\nGET /api/v1/users",
                vec!["4 GET /api/v1/users", "2 open"],
            ),
            (
                "```js\nawait client.userApi.suspendUser({ userId })\n```",
                vec!["2 client.userApi.suspendUser"],
            ),
            ("```bash\nlistUsers() {\n  curl $B/api/v1/users\n}\n```", vec!["3 GET /api/v1/users"]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
