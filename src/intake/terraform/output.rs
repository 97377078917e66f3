//! What Terraform and `OpenTofu` print while they run: the lines of `plan -json`, and the plan as people read it.
//!
//! Both name what is done with each resource and not its settings, so that every condition on those stays open. Data
//! sources and resources that do not change are named only in the lines about reading them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::collect::{Collected, PREFIX};
use super::shown::without_instances;
use crate::intake::Reading;
use crate::intake::account::OpenPlace;
use crate::intake::calls::Note;
use crate::intake::glimpse::{Glimpse, Shape};
use crate::intake::log;
use crate::located::{self, Node};
use crate::model::{BlockKind, Origin, Phase, Provision, Run, Settings};

/// What `terraform plan -json` calls the module that writes its lines.
const WRITERS: [&str; 2] = ["terraform.ui", "tofu.ui"];

/// Sentences that only a run prints.
const SENTENCES: [&str; 6] = [
    "will perform the following actions:",
    "generate the following execution plan",
    "generate the following execution\nplan",
    "No changes. Your infrastructure matches the configuration",
    "No changes. Infrastructure is up-to-date",
    "An execution plan has been generated and is shown below",
];

/// What a run ends with where it prints no plan, or only outputs.
const ENDS: [&str; 3] = ["Apply complete!", "Destroy complete!", "Changes to Outputs:"];

/// What there is to say of every such input.
const UNTOLD: &str = "it names no settings: every call that hangs on one is counted; nor does it say how the provider \
                      authenticates, so that what the provider calls at its start is not counted; `terraform show -json \
                      PLAN` prints both";

/// Why places are open.
const CUT_OFF: &str = "the plan ends before its summary, or names fewer changes than that: `terraform show -json PLAN` prints all";
const NOT_REFRESHED: &str = "resources that do not change and data sources are not named in it: `terraform show -json PLAN` prints them";
const UNKNOWN_ACTION: &str =
    "what is done with the resource is not understood: `terraform show -json PLAN` tells it";
const FAILED: &str = "the run ended with an error: what it would have done is not known";

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    // Comments of programs and pages speak of plans, too.
    const ENDINGS: [&str; 9] = ["", "txt", "text", "log", "out", "output", "plan", "tfplan", "ansi"];
    let may_be_printed = ENDINGS.contains(&glimpse.ending()) && glimpse.shape != Shape::Markup;
    (is_lines(&glimpse.text) || (may_be_printed && is_printed(&glimpse.text)))
        && !log::access::claims(glimpse)
}

fn is_lines(text: &str) -> bool {
    text.contains("\"@level\"")
        && text.contains("\"@module\"")
        && WRITERS.iter().any(|writer| text.contains(writer))
}

fn is_printed(text: &str) -> bool {
    if located::looks_like_json(text) {
        return false;
    }
    SENTENCES.iter().any(|sentence| text.contains(sentence))
        || text.lines().filter(|line| line.contains(PREFIX)).map(clean).any(|line| {
            let planned = header(&line).is_some_and(|(address, phrase)| {
                address.contains(PREFIX) && !matches!(action(phrase), Action::Other)
            });
            planned || hook(&line).is_some_and(|(address, _)| address.contains(PREFIX))
        })
}

/// Reads what a run printed; none when the text is something else.
pub(super) fn read(name: &Arc<str>, text: &str, reading: &mut Reading) -> Option<Collected> {
    let mut run = Printed::new(name);
    if is_lines(text) {
        run.lines(text);
    } else if is_printed(text) {
        run.plan(text);
    } else {
        return None;
    }
    Some(run.finish(reading))
}

/// What is done with one resource or data source.
#[derive(Debug)]
struct Done {
    phases: BTreeSet<(Phase, Run)>,
    line: u32,
}

/// How many changes a plan names, or says that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    add: usize,
    change: usize,
    destroy: usize,
}

/// The plan that is read at the moment, of which a text may hold several.
#[derive(Debug, Default)]
struct Part {
    named: Counts,
    /// Whether it names a change, or something that it does.
    is_begun: bool,
    /// Whether it says which resources are read.
    is_refreshed: bool,
    /// Whether it ended with its summary.
    is_ended: bool,
}

/// What a run printed.
struct Printed {
    source: Arc<str>,
    /// By address; those of other providers only count.
    done: IndexMap<String, Done>,
    foreign: BTreeSet<String>,
    /// By the unit of Terragrunt, whose lines may alternate with those of others; empty where there are none.
    parts: BTreeMap<String, Part>,
    /// The unit of the line at hand.
    unit: String,
    open: Vec<(u32, &'static str)>,
}

/// What a plan does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Create,
    Update,
    Replace,
    Delete,
    Read,
    Import,
    /// It is only looked at.
    Keep,
    /// Something else.
    Other,
}

impl Action {
    fn phases(self) -> &'static [(Phase, Run)] {
        match self {
            Self::Create => &[(Phase::Create, Run::Apply)],
            Self::Update => &[(Phase::Read, Run::Refresh), (Phase::Update, Run::Apply)],
            Self::Replace => {
                &[(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply), (Phase::Create, Run::Apply)]
            }
            Self::Delete => &[(Phase::Read, Run::Refresh), (Phase::Delete, Run::Apply)],
            Self::Read => &[(Phase::Read, Run::Apply)],
            Self::Import => &[(Phase::Import, Run::Refresh), (Phase::Read, Run::Refresh)],
            Self::Keep => &[(Phase::Read, Run::Refresh)],
            Self::Other => &[],
        }
    }

    /// The action that a line of JSON names.
    fn named(name: &str) -> Self {
        match name {
            "create" => Self::Create,
            "update" => Self::Update,
            "replace" => Self::Replace,
            "delete" => Self::Delete,
            "read" => Self::Read,
            "import" => Self::Import,
            "noop" | "no-op" | "move" | "forget" | "remove" => Self::Keep,
            _ => Self::Other,
        }
    }
}

impl Printed {
    fn new(source: &Arc<str>) -> Self {
        Self {
            source: Arc::clone(source),
            done: IndexMap::new(),
            foreign: BTreeSet::new(),
            parts: BTreeMap::new(),
            unit: String::new(),
            open: Vec::new(),
        }
    }

    /// The plan that the line at hand is of.
    fn part(&mut self) -> &mut Part {
        self.parts.entry(self.unit.clone()).or_default()
    }

    /// Ends a plan with the number of changes that it says it names.
    fn end(&mut self, stated: &Counts, line: u32) {
        let part = std::mem::take(self.part());
        if part.named != *stated {
            self.open.push((line, CUT_OFF));
        }
        if !part.is_refreshed {
            self.open.push((line, NOT_REFRESHED));
        }
        self.part().is_ended = true;
    }

    /// Takes what is done with an object; whether it is Okta's.
    fn add(&mut self, address: &str, phases: &[(Phase, Run)], line: u32) {
        let plain = without_instances(address);
        if !kind_of(&plain).is_some_and(|kind| kind.starts_with(PREFIX)) {
            self.foreign.insert(plain);
            return;
        }
        let done = self.done.entry(plain).or_insert_with(|| Done { phases: BTreeSet::new(), line });
        done.phases.extend(phases);
    }

    fn count(&mut self, action: Action) {
        let part = self.part();
        part.is_begun = true;
        part.named.add += usize::from(matches!(action, Action::Create | Action::Replace));
        part.named.change += usize::from(action == Action::Update);
        part.named.destroy += usize::from(matches!(action, Action::Delete | Action::Replace));
    }

    /// The lines of `terraform plan -json`, `apply -json` and `refresh -json`.
    fn lines(&mut self, text: &str) {
        for (number, line) in numbered(text) {
            unit(line).clone_into(&mut self.unit);
            let object = line.find('{').and_then(|at| line.get(at..)).map(str::trim_end);
            let Some(object) = object.filter(|object| object.contains("\"@")) else { continue };
            match located::parse(&self.source, object) {
                Ok(node) => self.line(&node, number),
                Err(_) => self.open.push((number, "the line is broken off: what it says is not known")),
            }
        }
    }

    fn line(&mut self, node: &Node, line: u32) {
        let of = |key: &str| node.at_path(&[key, "resource"]).and_then(|resource| resource.text_of("addr"));
        let action = |key: &str| node.at_path(&[key, "action"]).and_then(Node::text).unwrap_or_default();
        match node.text_of("type").unwrap_or_default() {
            "planned_change" => {
                let Some(address) = of("change") else { return };
                let action = Action::named(action("change"));
                if action == Action::Other && address.contains(PREFIX) {
                    self.open.push((line, UNKNOWN_ACTION));
                }
                self.count(action);
                self.add(address, action.phases(), line);
                if node.at_path(&["change", "importing"]).is_some() {
                    self.add(address, Action::Import.phases(), line);
                }
            }
            "resource_drift" => {
                if let Some(address) = of("change") {
                    self.add(address, Action::Keep.phases(), line);
                }
            }
            "refresh_start" | "refresh_complete" => {
                self.part().is_refreshed = true;
                if let Some(address) = of("hook") {
                    self.add(address, Action::Keep.phases(), line);
                }
            }
            "apply_start" => {
                let Some(address) = of("hook") else { return };
                let action = Action::named(action("hook"));
                self.part().is_refreshed |= action == Action::Read;
                let phases = if action == Action::Read { Action::Keep.phases() } else { action.phases() };
                self.add(address, phases, line);
            }
            "change_summary" => {
                let number = |name: &str| {
                    node.at_path(&["changes", name])
                        .and_then(Node::text)
                        .and_then(|text| text.parse().ok())
                        .unwrap_or(0)
                };
                let stated =
                    Counts { add: number("add"), change: number("change"), destroy: number("remove") };
                if node.at_path(&["changes", "operation"]).and_then(Node::text) == Some("plan") {
                    self.end(&stated, line);
                } else if !self.part().is_ended {
                    // The run of a plan that was made before: what it did stands in its own lines.
                    self.end(&Counts::default(), line);
                }
            }
            "diagnostic"
                if node.at_path(&["diagnostic", "severity"]).and_then(Node::text) == Some("error") =>
            {
                self.open.push((line, FAILED));
                *self.part() = Part { is_ended: true, ..Part::default() };
            }
            _ => {}
        }
    }

    /// The plan as people read it.
    fn plan(&mut self, text: &str) {
        let mut last: Option<String> = None;
        for (number, line) in numbered(text) {
            let line = clean(line);
            unit(&line).clone_into(&mut self.unit);
            if let Some((address, phrase)) = header(&line) {
                let action = action(phrase);
                if action == Action::Other {
                    if address.contains(PREFIX)
                        && (phrase.starts_with("will ") || phrase.starts_with("must "))
                    {
                        self.open.push((number, UNKNOWN_ACTION));
                    }
                    continue;
                }
                self.count(action);
                self.add(address, action.phases(), number);
                last = Some(address.to_owned());
            } else if let Some((address, action)) = symbol(&line) {
                self.count(action);
                self.add(address, action.phases(), number);
            } else if let Some((address, phases)) = hook(&line) {
                self.part().is_refreshed |= phases.iter().all(|(_, run)| *run == Run::Refresh);
                self.add(address, phases, number);
            } else if line.contains("# (imported from ")
                && let Some(address) = &last
            {
                self.add(&address.clone(), Action::Import.phases(), number);
            } else if let Some(counts) = summary(&line) {
                self.end(&counts, number);
            } else if line.contains("No changes.") {
                self.end(&Counts::default(), number);
            } else if line.trim_start_matches(['│', '╷', ' ']).starts_with("Error: ") {
                self.open.push((number, FAILED));
                *self.part() = Part { is_ended: true, ..Part::default() };
            } else if ENDS.iter().any(|end| line.contains(end)) && !self.part().is_begun {
                if !(self.part().is_ended || self.part().is_refreshed) {
                    self.open.push((number, NOT_REFRESHED));
                }
                self.part().is_ended = true;
            }
        }
    }

    fn finish(mut self, reading: &mut Reading) -> Collected {
        for part in std::mem::take(&mut self.parts).into_values() {
            if part.is_begun || !part.is_ended {
                self.open.push((1, CUT_OFF));
            }
            if !part.is_refreshed && !part.is_ended {
                self.open.push((1, NOT_REFRESHED));
            }
        }
        self.open.sort_unstable();
        self.open.dedup();
        reading.is_answer = true;
        let source = &self.source;
        if !self.done.is_empty() {
            reading.notes.push(Note { source: Arc::clone(source), line: None, message: UNTOLD.to_owned() });
        }
        let place = |(line, reason): (u32, &'static str)| OpenPlace {
            source: Arc::clone(source),
            line,
            column: 1,
            reason,
        };
        reading.account.unresolved.extend(std::mem::take(&mut self.open).into_iter().map(place));
        let mut collected = Collected { foreign: self.foreign.len(), ..Collected::default() };
        for (address, done) in self.done {
            let Some(kind) = kind_of(&address) else { continue };
            let is_data = is_data(&address);
            let origin = Origin { source: Arc::clone(&self.source), line: done.line, column: 1 };
            for (phase, run) in done.phases.into_iter().filter(|(phase, _)| !is_data || *phase == Phase::Read)
            {
                let provision = Provision {
                    kind: if is_data { BlockKind::DataSource } else { BlockKind::Resource },
                    name: kind.to_owned(),
                    address: address.clone(),
                    provider: "okta".to_owned(),
                    phase,
                    run,
                    cases: vec![Settings { changed: None, ..Settings::default() }],
                };
                collected.push(&origin, provision);
            }
        }
        collected
    }
}

/// The unit that Terragrunt names before a line: `[unit] terraform: `.
fn unit(line: &str) -> &str {
    let before =
        [" terraform: ", " tofu: "].iter().find_map(|tool| line.split_once(tool)).map(|(before, _)| before);
    let name = before.and_then(|before| before.rsplit_once('[')?.1.split_once(']'));
    name.map_or("", |(name, _)| name)
}

fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.lines().enumerate().map(|(number, line)| (u32::try_from(number + 1).unwrap_or(u32::MAX), line))
}

/// The type in an address without instances.
fn kind_of(address: &str) -> Option<&str> {
    let mut parts = address.rsplit('.');
    parts.next().filter(|name| !name.is_empty())?;
    parts.next().filter(|kind| {
        kind.contains('_')
            && kind.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
    })
}

fn is_data(address: &str) -> bool {
    address.rsplit('.').nth(2) == Some("data")
}

/// A line without the codes that colour it.
fn clean(line: &str) -> String {
    let mut found = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' if letters.peek() == Some(&'[') => {
                for letter in letters.by_ref().skip(1) {
                    if letter.is_ascii_alphabetic() {
                        break;
                    }
                }
            }
            '\r' => {}
            letter => found.push(letter),
        }
    }
    found
}

/// The address at the beginning of a text, and what follows it.
fn address(text: &str) -> Option<(&str, &str)> {
    let (mut quoted, mut depth) = (false, 0_u32);
    let end = text.char_indices().find(|(_, letter)| {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        !quoted && depth == 0 && (letter.is_whitespace() || *letter == ':')
    });
    let (found, rest) = text.split_at(end.map_or(text.len(), |(at, _)| at));
    kind_of(&without_instances(found)).map(|_| (found, rest.trim_start()))
}

/// `# okta_group.x will be created`: the address and what is said of it.
fn header(line: &str) -> Option<(&str, &str)> {
    line.match_indices("# ").find_map(|(at, _)| {
        let (found, rest) = address(line.get(at + 2..)?)?;
        // `(deposed object 1a2b3c4d) will be destroyed`
        let rest = rest
            .strip_prefix("(deposed object ")
            .and_then(|rest| rest.split_once(") "))
            .map_or(rest, |(_, rest)| rest);
        let is_said = ["will ", "must ", "is ", "has "].iter().any(|word| rest.starts_with(word));
        is_said.then_some((found, rest))
    })
}

fn action(phrase: &str) -> Action {
    let begins = |text: &str| phrase.starts_with(text);
    match () {
        () if begins("will be created") => Action::Create,
        () if begins("will be updated") => Action::Update,
        () if begins("must be replaced") || begins("will be replaced") || begins("is tainted") => {
            Action::Replace
        }
        () if begins("will be destroyed") => Action::Delete,
        () if begins("will be read during apply") => Action::Read,
        () if begins("will be imported") => Action::Import,
        () if begins("has ") || begins("will no longer be managed") => Action::Keep,
        () => Action::Other,
    }
}

/// `+ okta_group.x`, as releases before 0.12 write it.
fn symbol(line: &str) -> Option<(&str, Action)> {
    let line = line.trim();
    let (sign, rest) = line.split_once(' ')?;
    let action = match sign {
        "+" => Action::Create,
        "~" => Action::Update,
        "-" => Action::Delete,
        "-/+" | "+/-" => Action::Replace,
        "<=" => Action::Read,
        _ => return None,
    };
    let (found, rest) = address(rest.trim_start())?;
    (rest.is_empty() || rest.starts_with("(new resource") || rest.starts_with("(tainted"))
        .then_some((found, action))
}

/// `okta_group.x: Refreshing state...`: what a run says that it does.
fn hook(line: &str) -> Option<(&str, &'static [(Phase, Run)])> {
    const SAID: [(&str, Action); 9] = [
        ("Refreshing state...", Action::Keep),
        ("Refreshing...", Action::Keep),
        ("Reading...", Action::Keep),
        ("Read complete after", Action::Keep),
        ("Creating...", Action::Create),
        ("Modifying...", Action::Update),
        ("Destroying...", Action::Delete),
        ("Preparing import...", Action::Import),
        ("Importing...", Action::Import),
    ];
    let (at, action) =
        SAID.iter().find_map(|(said, action)| Some((line.find(&format!(": {said}"))?, *action)))?;
    let before = line.get(..at)?;
    // A log may put something before the address.
    let start = before.char_indices().map(|(start, _)| start).find(|start| {
        let is_start =
            *start == 0 || before.get(..*start).is_some_and(|before| before.ends_with(char::is_whitespace));
        is_start && address(before.get(*start..).unwrap_or_default()).is_some_and(|(_, rest)| rest.is_empty())
    })?;
    Some((before.get(start..)?, action.phases()))
}

/// `Plan: 1 to add, 0 to change, 0 to destroy.`
fn summary(line: &str) -> Option<Counts> {
    let rest = line.split_once("Plan: ")?.1;
    let number = |what: &str| -> Option<usize> {
        let part = rest.split(',').find(|part| part.contains(what))?;
        part.split_whitespace().find_map(|word| word.parse().ok())
    };
    Some(Counts { add: number("to add")?, change: number("to change")?, destroy: number("to destroy")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut reading = Reading::default();
        let name = Arc::from("log");
        let found = read(&name, text, &mut reading).unwrap_or_default();
        let calls = found.calls.iter().map(crate::model::Call::text).collect();
        (calls, reading.account.unresolved.iter().map(|open| open.reason).collect())
    }

    #[test]
    fn every_action_of_a_printed_plan_is_read() {
        for (said, phases) in [
            ("will be created", "create"),
            ("will be updated in-place", "read update"),
            ("must be replaced", "read create delete"),
            ("will be replaced, as requested", "read create delete"),
            ("is tainted, so must be replaced", "read create delete"),
            ("will be destroyed", "read delete"),
            ("(deposed object 1a2b3c4d) will be destroyed", "read delete"),
            ("will be imported", "read import"),
            ("has moved to okta_group.y", "read"),
            ("has changed", "read"),
            ("will no longer be managed by Terraform", "read"),
        ] {
            for (before, address, shown) in [
                ("  ", "okta_group.x", "okta_group.x"),
                (
                    "2026-11-01T00:00:00.000Z   \u{1b}[1m",
                    "module.a[\"b c.d\"].okta_group.x[0]",
                    "module.a.okta_group.x",
                ),
            ] {
                let (calls, _) = read_all(&format!("{before}# {address} {said}\u{1b}[0m\n"));
                let expected: Vec<_> = phases.split(' ').map(|phase| format!("{shown} ({phase})")).collect();
                assert_eq!(calls, expected, "{said}");
            }
        }
    }

    #[test]
    fn a_plan_is_whole_when_it_names_as_many_changes_as_it_says() {
        let refreshed = "data.okta_group.all: Reading...\nokta_group.b: Refreshing state... [id=00g]\n";
        for (text, open) in [
            ("# okta_group.x will be created\nPlan: 1 to add, 0 to change, 0 to destroy.", vec![]),
            ("# okta_group.x will be created\nPlan: 2 to add, 0 to change, 0 to destroy.", vec![CUT_OFF]),
            ("# aws_x.y must be replaced\nPlan: 1 to add, 0 to change, 1 to destroy.", vec![]),
            ("# okta_group.x will be created\n", vec![CUT_OFF]),
            (
                "# okta_group.x will be created\nNo changes. Your infrastructure matches the configuration.",
                vec![CUT_OFF],
            ),
            (
                "# okta_group.x will be created\n# okta_group.y will be created\nPlan: 1 to add, 0 to change, 0 to \
                 destroy.\nokta_group.b: Refreshing state...\nPlan: 1 to add, 0 to change, 0 to destroy.",
                vec![CUT_OFF, CUT_OFF],
            ),
            ("Changes to Outputs:\n  + x = 1\n", vec![]),
            ("", vec![CUT_OFF]),
            (
                "# okta_group.x will be petted\nPlan: 0 to add, 0 to change, 0 to destroy.",
                vec![UNKNOWN_ACTION],
            ),
            ("No changes. Your infrastructure matches the configuration.", vec![]),
            ("│ Error: boom\n", vec![FAILED]),
        ] {
            assert_eq!(read_all(&format!("{refreshed}{text}")).1, open, "{text}");
        }
        let (_, open) =
            read_all("# okta_group.x will be created\nPlan: 1 to add, 0 to change, 0 to destroy.");
        assert_eq!(open, [NOT_REFRESHED]);
    }

    #[test]
    fn lines_of_json_are_read_whatever_a_log_puts_before_them() {
        let line = |kind: &str, rest: &str| {
            format!("{{\"@level\":\"info\",\"@module\":\"terraform.ui\",\"type\":\"{kind}\",{rest}}}")
        };
        let resource = |address: &str| format!("\"resource\":{{\"addr\":\"{address}\"}}");
        let text = [
            line("refresh_start", &format!("\"hook\":{{{}}}", resource("okta_user.u"))),
            line(
                "apply_start",
                &format!("\"hook\":{{{},\"action\":\"read\"}}", resource("data.okta_group.all")),
            ),
            format!(
                "2026-11-01T00:00:00Z {}",
                line(
                    "planned_change",
                    &format!("\"change\":{{{},\"action\":\"create\"}}", resource("okta_group.g"))
                )
            ),
            line("planned_change", &format!("\"change\":{{{},\"action\":\"replace\"}}", resource("aws_x.y"))),
            line(
                "change_summary",
                "\"changes\":{\"add\":2,\"change\":0,\"remove\":1,\"operation\":\"plan\"}",
            ),
        ];
        let (calls, open) = read_all(&text.join("\n"));
        assert_eq!(calls, ["okta_user.u (read)", "data.okta_group.all (read)", "okta_group.g (create)"]);
        assert!(open.is_empty(), "{open:?}");
        let (_, open) = read_all(&text[..3].join("\n"));
        assert_eq!(open, [CUT_OFF]);
    }
}
