//! Lines with commands: each is read to its end, and what stands beside them too.

use super::clean::Line;
use super::command::{self, Taken};
use super::tool::{self, Tool};
use super::{Place, Reader, denial};
use crate::intake::target::Target;
use crate::model::{Asked, Attribution, SetAside};

/// How far below a command the data that it is given may end, in lines.
const MAX_DATA_LINES: usize = 2_000;

impl Reader<'_> {
    /// A line with commands, with what stands beside them and what follows of them; returns how many lines it takes.
    pub(super) fn commands(
        &mut self,
        line: Line,
        position: usize,
        following: &[&str],
        place: Place,
    ) -> usize {
        let (mut line, mut position, mut place) = (line, position, place);
        let (mut from, mut lines) = (0, 1);
        while let Some((offset, tool)) = tool::begins(&line.chars[position..]) {
            position += offset;
            let before = line.slice(from..position);
            let Taken { mut command, last, end, lines: taken } =
                command::take(&line, from, position, &following[lines - 1..], tool == Tool::PowerShell);
            command.words.iter_mut().for_each(|word| self.assigned.complete(&mut word.text));
            let explicit = command.words.iter().any(|word| {
                word.text.contains("SSWS ")
                    || (tool::is_url(&word.text) && Target::parse(&word.text).names_okta)
            });
            let attribution = if explicit { Attribution::Explicit } else { Attribution::Weak };
            let (requests, stray) = tool.requests(&command);
            let end = stray.unwrap_or(end);
            let after = last.as_ref().unwrap_or(&line).text_near(end);
            let negated =
                self.denied.is_some() || denial::negated(&before.text(0..before.chars.len()), &after);
            let set_aside = place.aside.or(negated.then_some(SetAside::Negated));
            self.beside(&before, place);
            for request in requests {
                self.push(&line, position, place.at, Asked::Http(request), (set_aside, attribution));
            }
            lines += taken - 1;
            place.at += taken - 1;
            line = last.unwrap_or(line);
            from = end;
            position = end;
        }
        self.beside(&line.slice(from..line.chars.len()), place);
        self.here = data_end(&line, &following[(lines - 1).min(following.len())..]);
        lines
    }

    /// Whether a line belongs to the data that a command above is given.
    pub(super) fn in_data(&mut self, raw: &str) -> bool {
        let Some(end) = &self.here else { return false };
        if raw.trim() == end {
            self.here = None;
        }
        true
    }
}

/// The word at which data ends that begins below a line: `<<EOF`, `<<-'EOF'`; it must stand in one of the next lines.
fn data_end(line: &Line, following: &[&str]) -> Option<String> {
    let sign = line.chars.windows(2).position(|two| two == ['<', '<'])?;
    let rest = line.chars[sign + 2..].iter().skip_while(|c| matches!(c, '-' | '~' | ' ' | '\'' | '"' | '\\'));
    let word: String = rest.take_while(|c| c.is_alphanumeric() || **c == '_').collect();
    let ends = !word.is_empty() && following.iter().take(MAX_DATA_LINES).any(|line| line.trim() == word);
    ends.then_some(word)
}
