//! The calls that commands are given: read the way the flags say, with a word on stderr where one is due.

use std::io::Write as _;
use std::sync::Arc;

use crate::cli::args::{Global, Included, ReadArgs};
use crate::cli::complaint::Complaints;
use crate::cli::terminal;
use crate::disclosure::AllowList;
use crate::intake::terraform::is_archive;
use crate::intake::{self, Format, Input, IntakeError, KnownNames as _, Note, ReadOptions, Reading, pulumi};
use crate::matching::{Match, Matcher, Status};
use crate::model::{Asked, Call};
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

    /// What may be printed of the inputs.
    pub(super) fn allowed(&self) -> Arc<AllowList> {
        self.matcher.allow_list()
    }

    /// Every call of some inputs; those of Terraform only where there are no others, since they are made by whoever runs
    /// it.
    pub(super) fn read(&self, inputs: &[Input]) -> Result<Vec<Call>, Complaints> {
        Ok(self.reading_apart(inputs)?.calls)
    }

    /// The same with the account of the inputs.
    pub(super) fn reading_apart(&self, inputs: &[Input]) -> Result<Reading, Complaints> {
        let mut reading = self.reading(inputs)?;
        let calls = std::mem::take(&mut reading.calls);
        let matches = calls.iter().map(|call| self.matcher.resolve(call)).collect();
        reading.calls = apart(calls, matches).calls;
        Ok(reading)
    }

    /// What some inputs say of Terraform, and nothing else: of folders only its files are read.
    pub(super) fn reading_terraform(&self, inputs: &[Input]) -> Result<Reading, Complaints> {
        let is_whole = |input: &Input| match input {
            Input::Path(path) => path.is_dir() || is_archive(path),
            _ => false,
        };
        let are_folders = inputs.iter().all(is_whole);
        // The programs of Pulumi are code, which is told from other code only when it is read.
        let has_pulumi = inputs.iter().any(|input| matches!(input, Input::Path(path) if pulumi::is_at(path)));
        let only = (are_folders && !has_pulumi).then_some(Format::Terraform);
        let from = self.args.from.or(only);
        let options = ReadOptions { from, ..self.options() };
        Ok(self.reading_under(inputs, &options).into_result()?)
    }

    /// Every call of some inputs, and what else they say.
    pub(super) fn reading(&self, inputs: &[Input]) -> Result<Reading, Complaints> {
        let reading = self.reading_all(inputs).into_result()?;
        Complaints::of_reading(&reading).warn();
        Ok(reading)
    }

    /// The same, whatever could not be read.
    pub(super) fn reading_all(&self, inputs: &[Input]) -> Reading {
        self.reading_under(inputs, &self.options())
    }

    fn reading_under(&self, inputs: &[Input], options: &ReadOptions) -> Reading {
        let mut reading = intake::read_all(inputs, options, self.matcher);
        if self.args.with_denied {
            reading.count_denied();
        }
        if !self.quiet {
            say(&reading.notes);
            if reading.has_answer() {
                say_empty(&reading.empty);
            }
        }
        reading
    }

    /// Whether it cannot be told what a call is.
    pub(super) fn is_open(&self, call: &Call) -> bool {
        matches!(self.matcher.resolve(call).status, Status::Unresolved | Status::Ambiguous)
    }

    /// Whether a text is a call as it is written: the name of an operation, or a request.
    pub(super) fn is_call(&self, text: &str) -> bool {
        let reading = intake::read_all(&[Input::Argument(text.to_owned())], &self.options(), self.matcher);
        let is_known =
            |call: &Call| matches!(self.matcher.resolve(call).status, Status::Matched | Status::Ambiguous);
        !reading.calls.is_empty() && reading.calls.iter().all(is_known)
    }

    fn options(&self) -> ReadOptions {
        let classes = self.args.include.iter().filter_map(|included| match included {
            Included::Class(class) => Some(*class),
            Included::Unattributed => None,
        });
        ReadOptions {
            from: self.args.from,
            include: classes.collect(),
            unattributed: self.args.include.contains(&Included::Unattributed),
            okta_hosts: self.args.okta_host.iter().map(|host| host.to_lowercase()).collect(),
            by_caller: false,
            show_names: self.args.show_names,
        }
    }
}

/// Calls, those of Terraform apart from those of an application beside it.
pub(super) struct Apart {
    /// The calls that the plan is for.
    pub(super) calls: Vec<Call>,
    /// What became of each.
    pub(super) matches: Vec<Match>,
    /// The calls of Terraform, with what became of each.
    pub(super) terraform: (Vec<Call>, Vec<Match>),
    /// Whether there are calls of Terraform and of nothing else, so that they are what the plan is for.
    pub(super) is_alone: bool,
}

/// Takes the calls of Terraform from those of an application, if there is one.
pub(super) fn apart(calls: Vec<Call>, matches: Vec<Match>) -> Apart {
    let is_terraform = |call: &Call| matches!(call.asked, Asked::Provision(_));
    let mut both = calls.iter().zip(&matches);
    let has_application = both.any(|(call, found)| !is_terraform(call) && found.status != Status::Excluded);
    let both = calls.into_iter().zip(matches);
    if has_application {
        let (terraform, application): (Vec<_>, Vec<_>) = both.partition(|(call, _)| is_terraform(call));
        let (calls, matches) = application.into_iter().unzip();
        return Apart { calls, matches, terraform: terraform.into_iter().unzip(), is_alone: false };
    }
    let (calls, matches): (Vec<_>, Vec<_>) = both.unzip();
    let of_terraform = calls.iter().zip(&matches).filter(|(call, _)| is_terraform(call));
    let terraform = of_terraform.map(|(call, found)| (call.clone(), found.clone())).unzip();
    Apart { calls, matches, terraform, is_alone: true }
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

/// Names the inputs that hold nothing like a call, while others do.
fn say_empty(empty: &[IntakeError]) {
    let mut err = anstream::stderr().lock();
    for error in empty {
        // A note that cannot be written is no reason to fail.
        let _ = writeln!(err, "{}", visible::page(&format!("note: {error}")));
    }
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
