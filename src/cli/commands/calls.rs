//! The calls that commands are given: read the way the flags say, with a word on stderr where one is due.

use std::io::Write as _;

use crate::cli::args::{Global, ReadArgs};
use crate::cli::complaint::Complaints;
use crate::cli::terminal;
use crate::intake::{self, Input, Note, Reading};
use crate::matching::Matcher;
use crate::model::Call;
use crate::render::visible;

/// How a command reads its calls.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    args: &'a ReadArgs,
    matcher: &'a Matcher<'a>,
    quiet: bool,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(args: &'a ReadArgs, global: &Global, matcher: &'a Matcher<'a>) -> Self {
        Self { args, matcher, quiet: global.quiet }
    }

    /// Every call of some inputs.
    pub(super) fn read(&self, inputs: &[Input]) -> Result<Vec<Call>, Complaints> {
        Ok(self.reading(inputs)?.calls)
    }

    /// Every call of some inputs, and what else they say.
    pub(super) fn reading(&self, inputs: &[Input]) -> Result<Reading, Complaints> {
        let mut reading = intake::read(inputs, self.args.from, self.matcher)?;
        if self.args.with_denied {
            reading.count_denied();
        }
        if !self.quiet {
            say(&reading.notes);
        }
        Ok(reading)
    }
}

/// What to read: stdin when nothing is named, with a word to whoever would have to type it.
pub(super) fn inputs(inputs: &[String], global: &Global) -> Vec<Input> {
    if !inputs.is_empty() {
        return inputs.iter().map(|argument| Input::from_argument(argument)).collect();
    }
    if terminal::stdin_is_typed() && !global.quiet {
        // Whoever does not see this waits; that is no reason to fail.
        let _ =
            writeln!(anstream::stderr(), "paste the list of calls, then press Ctrl-D on a line of its own");
    }
    vec![Input::Stdin]
}

fn say(notes: &[Note]) {
    let mut err = anstream::stderr().lock();
    for note in notes {
        let line = note.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let said = format!("note: `{}`{line}: {}", note.source, note.message);
        // A note that cannot be written is no reason to fail.
        let _ = writeln!(err, "{}", visible::page(&said));
    }
}
