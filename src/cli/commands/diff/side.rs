//! One side of a comparison: a grant as it is written, or calls with the least grant for them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::cli::commands::calls::Reader;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::files;
use crate::cli::terminal;
use crate::disclosure::{self, AllowList};
use crate::grants;
use crate::intake::{Account, Input};
use crate::limits::MAX_FILE_BYTES;
use crate::located::decode;
use crate::matching::{Match, Matcher};
use crate::model::{Call, Credential, Principal, plural};
use crate::plan::{Options, plan};
use crate::report::{Material, plan_report};

/// What stands there.
pub(super) enum Written {
    /// Grants of principals.
    Grants(Vec<Principal>),
    /// Calls.
    Calls(Vec<Call>),
}

/// What it comes to.
pub(super) struct Told {
    pub(super) principals: Vec<Principal>,
    /// What of it is not compared.
    pub(super) notes: Vec<String>,
    /// The operations that are called, when it is a list of calls.
    pub(super) called: Option<BTreeSet<OperationKey>>,
}

impl Told {
    /// The principal of a name.
    pub(super) fn of(&self, name: Option<&str>) -> Option<&Principal> {
        self.principals.iter().find(|one| one.name.as_deref() == name)
    }
}

impl Written {
    /// Reads what is named, as a grant unless only calls are wanted or it is none.
    pub(super) fn read(name: &str, calls_only: bool, reader: &Reader<'_>) -> Result<Self, Complaints> {
        let piped = piped(name)?;
        let no_grant = if calls_only {
            None
        } else {
            match text(name, piped.as_deref()).map(|text| grants::read(name, &text, terminal::now())) {
                Some(Ok(mut pieces)) if pieces.iter().any(|piece| !piece.grant.is_silent()) => {
                    let allowed = reader.allowed();
                    for piece in &mut pieces {
                        allowed.clean_grant(&mut piece.grant);
                    }
                    let joined = grants::join(pieces);
                    return joined
                        .map(Self::Grants)
                        .map_err(|error| Complaint::new(error.to_string()).into());
                }
                Some(Err(problems)) => Some(Complaints::of_grants(problems)),
                Some(Ok(_)) | None => None,
            }
        };
        let input = match piped {
            Some(bytes) => Input::Bytes(name.to_owned(), bytes),
            None => Input::from_argument(name),
        };
        match reader.read(&[input]) {
            Ok(calls) => Ok(Self::Calls(calls)),
            Err(no_calls) => {
                Err(Complaints(no_grant.into_iter().chain([no_calls]).flat_map(|one| one.0).collect()))
            }
        }
    }

    /// How the holder of a grant authenticates, where that is told.
    pub(super) fn credential(&self) -> Option<Credential> {
        match self {
            Self::Grants(principals) => principals.iter().find_map(|one| one.credential),
            Self::Calls(_) => None,
        }
    }

    /// The credential that is recommended for calls.
    pub(super) fn recommended(
        &self,
        matcher: &Matcher<'_>,
        catalog: &Catalog,
        options: &Options,
    ) -> Option<Credential> {
        match self {
            Self::Grants(_) => None,
            Self::Calls(calls) => Some(plan(catalog, &matches(calls, matcher), options).recommended),
        }
    }

    /// The grants; of calls the least one for a credential, as the plan for them says it.
    pub(super) fn told(
        self,
        matcher: &Matcher<'_>,
        catalog: &Catalog,
        options: &Options,
        credential: Credential,
    ) -> Result<Told, Complaints> {
        let calls = match self {
            Self::Grants(principals) => return Ok(Told { principals, notes: Vec::new(), called: None }),
            Self::Calls(calls) => calls,
        };
        let matches = matches(&calls, matcher);
        let plans = plan(catalog, &matches, options);
        let called = plans.needs.iter().map(|need| need.operation).collect();
        let material = Material {
            account: &Account::default(),
            failed: &[],
            catalog,
            age_days: 0,
            calls: &calls,
            matches: &matches,
            plans: &plans,
            options,
            assume: &[],
            terraform: None,
        };
        let mut report = plan_report(&material);
        report.recommended_credential.choice = credential;
        let text = serde_json::to_string(&report).map_err(|error| Complaint::new(error.to_string()))?;
        let principals = grants::read("plan", &text, terminal::now()).map_err(Complaints::of_grants)?;
        let unclear = report.summary.unresolved + report.summary.ambiguous;
        let open = report.plans.of(credential).unknown.len();
        let notes = [
            (
                unclear,
                "call",
                "fits no single operation and is not compared",
                "fit no single operation and are not compared",
            ),
            (open, "call", "needs a right that no source names", "need rights that no source names"),
        ];
        let notes = notes.into_iter().filter(|(count, ..)| *count > 0);
        let notes = notes.map(|(count, what, one, many)| {
            format!("{} {}", plural(count, what), if count == 1 { one } else { many })
        });
        Ok(Told { principals, notes: notes.collect(), called: Some(called) })
    }
}

/// The name of a side as the report repeats it: a file, or a call without what may be a secret.
pub(super) fn shown<'n>(name: &'n str, allowed: &AllowList) -> Cow<'n, str> {
    if name == "-" || Path::new(name).exists() {
        Cow::Borrowed(name)
    } else {
        disclosure::argument(name, allowed)
    }
}

fn matches(calls: &[Call], matcher: &Matcher<'_>) -> Vec<Match> {
    calls.iter().map(|call| matcher.resolve(call)).collect()
}

/// What can be read only once: standard input, or a pipe in place of a file.
fn piped(name: &str) -> Result<Option<Vec<u8>>, Complaint> {
    if name == "-" {
        return files::stdin_of_calls().map(Some);
    }
    let path = Path::new(name);
    let is_pipe = fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
    is_pipe.then(|| files::bytes_of_calls(path)).transpose()
}

/// The text of a file or of what was piped, when it can be that of a grant; a larger file records calls.
fn text(name: &str, piped: Option<&[u8]>) -> Option<String> {
    if let Some(piped) = piped {
        return decode(piped);
    }
    let path = Path::new(name);
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    if size > MAX_FILE_BYTES { None } else { decode(&files::bytes(path).ok()?) }
}
