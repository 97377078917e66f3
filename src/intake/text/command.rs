//! Where a command in a text begins and ends, among lines that may be anything.

use super::clean::Line;
use super::scan::{self, Token};
use super::shell::{Command, Read};
use super::tool;

/// How many lines a command may take.
const MAX_COMMAND_LINES: usize = 500;

/// A command with where it ends.
pub(super) struct Taken {
    pub(super) command: Command,
    /// The last line of it, when that is not the first.
    pub(super) last: Option<Line>,
    /// The character of the last line at which it ends.
    pub(super) end: usize,
    /// How many lines it takes.
    pub(super) lines: usize,
}

/// Reads a command that begins at a character of a line, behind what was read `from`, and may go on in the following
/// lines; brackets hold together what stands in them where they nest.
pub(super) fn take(line: &Line, from: usize, position: usize, following: &[&str], nests: bool) -> Taken {
    let mut command = Command::nesting(nests);
    let mut read = command.line(&line.chars, position);
    let (mut last, mut lines) = (None, 1);
    let quoted = line.chars[from..position].iter().any(|c| matches!(c, '>' | '#'));
    for raw in following.iter().take(MAX_COMMAND_LINES) {
        if matches!(read, Read::To(_)) {
            break;
        }
        let next = Line::new(raw);
        let skipped = |c: &&char| quoted && (matches!(c, '>' | '#') || c.is_whitespace());
        let from = next.chars.iter().take_while(skipped).count();
        let blank = next.chars[from..].iter().all(|c| c.is_whitespace());
        if begins_anew(&next, from, read) {
            break;
        }
        if !(blank && read == Read::Continued) {
            read = command.line(&next.chars, from);
            last = Some(next);
        }
        lines += 1;
    }
    match read {
        Read::To(end) => Taken { command, last, end, lines },
        Read::Continued => {
            let end = last.as_ref().unwrap_or(line).chars.len();
            Taken { command, last, end, lines }
        }
        // The quote never closes: the first line alone is the command.
        Read::InQuote => {
            let mut command = Command::nesting(nests);
            command.line(&line.chars, position);
            command.close();
            Taken { command, last: None, end: line.chars.len(), lines: 1 }
        }
    }
}

/// Whether a line is a call of its own, so that the command before it is over, whatever it waits for.
fn begins_anew(line: &Line, from: usize, read: Read) -> bool {
    let opens = |at: usize| !line.chars[..at].iter().any(|c| c.is_alphanumeric());
    let call = match scan::tokens(line)[..] {
        [Token::Method { weak: false, ref span, .. }, Token::Target { .. }, ..] => opens(span.start),
        _ => false,
    };
    tool::begins(&line.chars[from..]).is_some_and(|(at, _)| opens(from + at))
        || (call && read == Read::InQuote)
}
