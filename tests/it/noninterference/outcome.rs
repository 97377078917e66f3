//! Everything that is written about an input: the plan and the check in every format, errors and notes.

use std::cell::OnceCell;
use std::fmt::{self, Write as _};
use std::path::Path;

use jiff::civil::date;
use leastwise::check::{Case, check};
use leastwise::intake::{Format as InputFormat, Input, ReadOptions, Reading, read_all};
use leastwise::matching::{Match, Status};
use leastwise::model::{Asked, Call, Grant, Named, Origin, Principal, Severity};
use leastwise::plan::{Options, plan, shares};
use leastwise::render::{self, Format, Look};
use leastwise::report::terraform::TerraformMaterial;
use leastwise::report::{CheckMaterial, CheckReport, Material, PlanReport, check_report, plan_report};

use crate::support::{catalog, matcher};
use crate::written::FORMATS as CHECK_FORMATS;

/// Something that is written about an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// What goes to stderr.
    Messages,
    Plan(Format),
    VerbosePlan(Format),
    Check(Format),
}

impl Output {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        use Format::{Api, Console, Dot, Html, Json, Markdown, Mermaid, Terraform, Text};
        let plans =
            [Text, Json, Markdown, Dot, Mermaid, Html, Terraform, Api, Console].map(Self::VerbosePlan);
        let plans = [Self::Messages].into_iter().chain(plans).chain([Self::Plan(Text)]);
        plans.chain(CHECK_FORMATS.map(Self::Check))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Messages => f.write_str("a message"),
            Self::Plan(format) => write!(f, "plan --format {}", format.name()),
            Self::VerbosePlan(format) => write!(f, "plan -v --format {}", format.name()),
            Self::Check(format) => write!(f, "check -v --format {}", format.name()),
        }
    }
}

/// An input as it was read. All outputs are made of it, so equal ones give equal outputs.
pub(crate) struct Outcome {
    reading: Reading,
    matches: Vec<Match>,
    plan: OnceCell<PlanReport>,
    check: OnceCell<CheckReport>,
}

impl Outcome {
    pub(crate) fn of(input: Input, from: Option<InputFormat>) -> Self {
        let options = ReadOptions { from, ..ReadOptions::default() };
        let reading = read_all(&[input], &options, matcher());
        let matches = reading.calls.iter().map(|call| matcher().resolve(call)).collect();
        Self { reading, matches, plan: OnceCell::new(), check: OnceCell::new() }
    }

    /// What all outputs are made of.
    pub(crate) fn trace(&self) -> String {
        format!("{:?}\n{:?}", self.reading, self.matches)
    }

    /// Whether any call was read, counted or not.
    pub(crate) fn has_calls(&self) -> bool {
        !self.reading.calls.is_empty()
    }

    pub(crate) fn output(&self, output: Output) -> String {
        let look = |verbose| Look { width: 100, verbose, credential: None };
        let planned = |format, verbose| {
            let report = self.plan.get_or_init(|| self.plan_report());
            text(|out| render::plan(report, format, look(verbose), out))
        };
        match output {
            Output::Messages => self.messages(),
            Output::Plan(format) => planned(format, false),
            Output::VerbosePlan(format) => planned(format, true),
            Output::Check(format) => {
                let report = self.check.get_or_init(|| self.check_report());
                text(|out| render::check(report, format, look(true), Path::new("/home/jane/repo"), out))
            }
        }
    }

    fn messages(&self) -> String {
        let mut text = String::new();
        for note in &self.reading.notes {
            writeln!(text, "note: `{}`, line {:?}: {}", note.source, note.line, note.message).unwrap();
        }
        let unattributed = self.reading.unattributed();
        for error in self.reading.failed.iter().chain(&self.reading.empty).chain(&unattributed) {
            writeln!(text, "error: {error}\nhelp: {:?}", error.help()).unwrap();
        }
        text
    }

    /// The report of `plan`, with the calls of Terraform apart from those of an application beside it.
    fn plan_report(&self) -> PlanReport {
        let is_terraform = |call: &Call| matches!(call.asked, Asked::Provision(_));
        let both = || self.reading.calls.iter().cloned().zip(self.matches.iter().cloned());
        let is_alone = !both().any(|(call, one)| !is_terraform(&call) && one.status != Status::Excluded);
        let terraform: (Vec<_>, Vec<_>) = both().filter(|(call, _)| is_terraform(call)).unzip();
        let (calls, matches): (Vec<_>, Vec<_>) =
            both().filter(|(call, _)| is_alone || !is_terraform(call)).unzip();
        let options = Options::default();
        let providers = &self.reading.terraform.providers;
        let shares = shares(catalog(), providers, &terraform.0, &terraform.1, &options, is_alone);
        plan_report(&Material {
            catalog: catalog(),
            age_days: 0,
            calls: &calls,
            matches: &matches,
            account: &self.reading.account,
            failed: &self.reading.failed,
            plans: &plan(catalog(), &matches, &options),
            options: &options,
            assume: &[],
            terraform: Some(&TerraformMaterial {
                providers,
                releases: &self.reading.terraform.releases,
                calls: &terraform.0,
                matches: &terraform.1,
                shares: &shares,
                is_alone,
            }),
        })
    }

    fn check_report(&self) -> CheckReport {
        let origin = Origin { source: "the command line".into(), line: 1, column: 1 };
        let scopes = ["okta.users.read", "okta.apps.manage"];
        let scopes = scopes.map(|name| Named { name: name.to_owned(), origin: origin.clone() }).to_vec();
        let case = Case {
            name: "principal".to_owned(),
            principal: Principal {
                grant: Grant { scopes: Some(scopes), roles: None },
                ..Principal::default()
            },
            calls: Some(self.reading.calls.clone()),
            open: self.reading.open_places(),
            ..Case::default()
        };
        let options = Options::default();
        let checked = check(catalog(), &case, &options, date(2026, 11, 22), |call| matcher().resolve(call));
        check_report(&CheckMaterial {
            catalog: catalog(),
            age_days: 0,
            options: &options,
            assume: &[],
            checked: &[&checked],
            general: &[],
            notes: &[],
            fail_on: Severity::Warning,
            judge: None,
            listed: usize::MAX,
        })
    }
}

fn text(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(anstream::adapter::strip_bytes(&bytes).into_vec()).unwrap()
}
