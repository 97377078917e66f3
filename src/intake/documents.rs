//! JSON values in a text that is more than one value: one a line, one behind the other, or between lines that a tool
//! printed around them.

use std::ops::Range;

use crate::located::{self, Node, Problem, Value};

/// After how many broken values no more are looked for.
const MAX_BROKEN: usize = 16;

/// The values of a text, each with its positions in that text.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) nodes: Vec<Node>,
    /// Values that are wanted by their first words and cannot be read.
    pub(super) broken: Vec<Problem>,
}

/// Parses every value that begins a line, or stands in one, and that is wanted. A value that ends early, or is broken,
/// is a problem where others can be read.
pub(super) fn parse(source: &str, text: &str, is_wanted: &dyn Fn(&Node) -> bool) -> Documents {
    let mut found = Documents::default();
    let mut at = 0;
    let mut line = 0_u32;
    while let Some(start) = next(text, at) {
        line = line.saturating_add(lines(text, at..start));
        let end = end(text, start);
        let value = text.get(start..end.unwrap_or(text.len())).unwrap_or_default();
        match located::parse(source, value) {
            Ok(mut node) => {
                shift(&mut node, line);
                if is_wanted(&node) {
                    found.nodes.push(node);
                }
                let end = end.unwrap_or(text.len());
                line = line.saturating_add(lines(text, start..end));
                at = end;
            }
            Err(mut problem) => {
                problem.at = problem.at.map(|mut at| {
                    at.line = at.line.saturating_add(line);
                    at
                });
                found.broken.push(problem);
                if found.broken.len() == MAX_BROKEN {
                    break;
                }
                // What follows on the next line may be whole.
                let next = text.get(start..).and_then(|rest| rest.find('\n'));
                at = next.map_or(text.len(), |next| start + next);
            }
        }
    }
    found
}

/// Where the next object or list begins: a list only at the beginning of a line, where logs put no name in brackets.
fn next(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let bytes = rest.as_bytes();
    let mut starts_line = from == 0 || text.as_bytes().get(from.wrapping_sub(1)) == Some(&b'\n');
    for (at, byte) in bytes.iter().enumerate() {
        let follows = || rest.get(at + 1..).unwrap_or_default().trim_start().as_bytes().first().copied();
        match byte {
            b'\n' => starts_line = true,
            b' ' | b'\t' | b'\r' => {}
            b'{' if matches!(follows(), Some(b'"' | b'}')) => return Some(from + at),
            b'[' if starts_line && matches!(follows(), Some(b'{')) => return Some(from + at),
            _ => starts_line = false,
        }
    }
    None
}

/// Where a value ends; none when the text ends before it does.
fn end(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        if is_quoted {
            is_quoted = byte != b'"' || is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            continue;
        }
        match byte {
            b'"' => is_quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn lines(text: &str, range: Range<usize>) -> u32 {
    let count = text.get(range).unwrap_or_default().matches('\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn shift(node: &mut Node, lines: u32) {
    node.at.line = node.at.line.saturating_add(lines);
    match &mut node.value {
        Value::List(entries) => entries.iter_mut().for_each(|one| shift(one, lines)),
        Value::Map(members) => {
            for (name, one) in members {
                name.at.line = name.at.line.saturating_add(lines);
                shift(one, lines);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_wherever_they_stand() {
        for (text, at, broken) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", vec![1, 2], 0),
            ("{\n\"a\": 1\n}\n{\n\"a\": \"}{\\\"\"\n}\n", vec![1, 4], 0),
            ("Initializing {x} [y]\n[unit] {\"a\": 1}\ndone\n", vec![2], 0),
            ("[{\"a\": 1}]\n{\"a\"", vec![1], 1),
            ("{\"a\": tru\n{\"a\": 2}", vec![2], 1),
            ("none", vec![], 0),
        ] {
            let found = parse("x", text, &|_| true);
            let lines: Vec<_> = found.nodes.iter().map(|node| node.at.line).collect();
            assert_eq!((lines, found.broken.len()), (at, broken), "{text}");
        }
    }
}
