//! Flags and inputs to the one principal that they are about.

use std::sync::Arc;

use super::super::calls::Reader;
use super::super::is_name;
use super::{granted, names, no_grant, reference, terraform};
use crate::catalog::Catalog;
use crate::check::Case;
use crate::cli::check_args::CheckArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::grants::{self, ARGUMENT, Several};
use crate::intake::terraform::Configuration;
use crate::intake::{Input, IntakeError, OpenPlace};
use crate::model::{Call, Credential, Judge, Principal, Severity};

/// What is checked, and from which severity on that fails.
#[derive(Default)]
pub(super) struct Cases {
    pub(super) all: Vec<Case>,
    /// The principals that cannot be checked, each with what is wrong.
    pub(super) failed: Vec<(String, Complaints)>,
    /// Whether an input that the user named cannot be read.
    pub(super) is_unread: bool,
    /// The files of Terraform that cannot be read, each with what is wrong; their roots are no principals.
    pub(super) unread_files: Vec<(String, Complaints)>,
    pub(super) fail_on: Option<Severity>,
    /// What must be judged, where the manifest says so.
    pub(super) judge: Option<Judge>,
    /// The configuration of Terraform that they come from.
    pub(super) terraform: Option<Configuration>,
}

/// The name of a principal that nothing names.
const NAMELESS: &str = "principal";

/// What flags and inputs are about: one principal, or, without calls, each that the grants tell of.
pub(super) fn of_flags(
    args: &CheckArgs,
    catalog: &Catalog,
    reader: &Reader<'_>,
) -> Result<Cases, Complaints> {
    args.principal.iter().try_for_each(|name| is_name("--principal", name))?;
    let mut principals = granted::one(granted::pieces(args)?, args.principal.as_deref())?;
    let is_silent = principals.iter().all(|one| one.grant.is_silent() && one.remarks.is_empty());
    if let Some(inputs) = is_silent.then(|| terraform::inputs(&args.inputs)).flatten() {
        return terraform::cases(args, &reader.allowed(), reader.reading_terraform(&inputs)?);
    }
    if is_silent {
        return Err(no_grant().into());
    }
    let unknown: Vec<_> =
        principals.iter().flat_map(|one| names::unknown(catalog, &one.grant, ARGUMENT)).collect();
    if !unknown.is_empty() {
        return Err(Complaints::of_grants(unknown));
    }
    let allowed = reader.allowed();
    for one in &mut principals {
        allowed.clean_grant(&mut one.grant);
    }
    let calls = calls(args, reader)?;
    if calls.is_some() && principals.len() > 1 {
        let names = principals.into_iter().filter_map(|one| one.name).collect();
        return Err(granted::several(&Several(names)));
    }
    let (calls, open, is_unread) = match calls {
        None => (None, Vec::new(), false),
        Some(Read { calls, open, is_unread }) => (Some(calls), open, is_unread),
    };
    let case = |mut principal: Principal| {
        let stated = args.credential.map(Credential::from);
        let of_token = principal.credential.filter(|_| args.token.is_some());
        if let (Some(stated), Some(Credential::ApiToken)) = (stated, of_token)
            && stated != Credential::ApiToken
        {
            return Err(Complaint::new(format!("the token is an API token, and --credential says {stated}"))
                .help(Some("leave --credential out, or give the access token of the app".to_owned()))
                .into());
        }
        principal.credential = stated.or(principal.credential);
        let name = principal.name.clone().unwrap_or_else(|| NAMELESS.to_owned());
        let reference = reference(args, &name, &allowed)?;
        Ok(Case { name, principal, calls: calls.clone(), open: open.clone(), reference, ..Case::default() })
    };
    let cases = principals.into_iter().map(case).collect::<Result<_, Complaints>>()?;
    Ok(Cases { all: cases, is_unread, ..Cases::default() })
}

/// What was read of the inputs.
struct Read {
    calls: Vec<Call>,
    /// The unresolved places.
    open: Vec<OpenPlace>,
    /// Whether an input that the user named cannot be read.
    is_unread: bool,
}

/// The calls of the inputs; none without inputs.
fn calls(args: &CheckArgs, reader: &Reader<'_>) -> Result<Option<Read>, Complaints> {
    if args.inputs.is_empty() {
        return Ok(None);
    }
    let inputs: Vec<_> = args.inputs.iter().map(|argument| Input::from_argument(argument)).collect();
    let from_stdin =
        args.token.as_deref() == Some("-") || args.grant.iter().any(|path| path.as_os_str() == "-");
    if from_stdin && inputs.contains(&Input::Stdin) {
        return Err(Complaint::new("calls and a grant cannot both come from stdin")
            .help(Some("put one of them into a file".to_owned()))
            .into());
    }
    let reading = reader.reading_apart(&inputs)?;
    let mut open = reading.open_places();
    open.extend(reading.empty.iter().filter_map(without_content));
    let is_named = |error: &IntakeError| args.inputs.iter().any(|argument| argument == error.input());
    let is_unread = reading.failed.iter().any(is_named);
    Ok(Some(Read { calls: reading.calls, open, is_unread }))
}

/// The place of a named input that holds nothing: a list that came out empty is not a list of no calls.
fn without_content(error: &IntakeError) -> Option<OpenPlace> {
    let is_without = matches!(
        error,
        IntakeError::Empty { .. } | IntakeError::EmptyFolder { .. } | IntakeError::Binary { .. }
    );
    let place = |reason| OpenPlace { source: Arc::from(error.input()), line: 1, column: 1, reason };
    is_without.then(|| place("the input holds nothing"))
}

/// A principal of a manifest and of the files that its grant names.
pub(super) fn joined(own: Principal, more: Vec<Principal>, name: &str) -> Result<Principal, Complaints> {
    // The manifest says whose grant it is; what the files call it does not matter when they tell of one only.
    let names: std::collections::BTreeSet<_> = more.iter().filter_map(|piece| piece.name.clone()).collect();
    let fits = |piece: &Principal| piece.name.as_deref().is_none_or(|own| names.len() == 1 || own == name);
    if names.len() > 1 && !names.contains(name) {
        return Err(granted::several(&Several(names.into_iter().collect())));
    }
    let credential = own.credential;
    let nameless = |piece: Principal| Principal { name: None, ..piece };
    let pieces = std::iter::once(own).chain(more.into_iter().filter(fits)).map(nameless).collect();
    let mut joined = grants::join(pieces).map_err(|error| granted::several(&error))?;
    let mut principal = joined.pop().unwrap_or_default();
    principal.name = Some(name.to_owned());
    principal.credential = credential.or(principal.credential);
    Ok(principal)
}
