//! Flags and inputs to the one principal that they are about.

use super::super::calls::Reader;
use super::{granted, names, no_grant, reference, terraform};
use crate::catalog::Catalog;
use crate::check::Case;
use crate::cli::check_args::CheckArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::grants::{self, ARGUMENT, Several};
use crate::intake::terraform::Configuration;
use crate::intake::{Input, OpenPlace};
use crate::model::{Call, Judge, Principal, Severity};

/// What is checked, and from which severity on that fails.
#[derive(Default)]
pub(super) struct Cases {
    pub(super) all: Vec<Case>,
    /// The principals that cannot be checked, each with what is wrong.
    pub(super) failed: Vec<(String, Complaints)>,
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
    let principals = granted::one(granted::pieces(args)?, args.principal.as_deref())?;
    let is_silent = principals.iter().all(|one| one.grant.is_silent() && one.remarks.is_empty());
    if let Some(inputs) = is_silent.then(|| terraform::inputs(&args.inputs)).flatten() {
        return terraform::cases(args, reader.reading_terraform(&inputs)?);
    }
    if is_silent {
        return Err(no_grant().into());
    }
    let unknown: Vec<_> =
        principals.iter().flat_map(|one| names::unknown(catalog, &one.grant, ARGUMENT)).collect();
    if !unknown.is_empty() {
        return Err(Complaints::of_grants(unknown));
    }
    let calls = calls(args, reader)?;
    if calls.is_some() && principals.len() > 1 {
        let names = principals.into_iter().filter_map(|one| one.name).collect();
        return Err(granted::several(&Several(names)));
    }
    let (calls, open) = calls.map_or((None, Vec::new()), |(calls, open)| (Some(calls), open));
    let case = |mut principal: Principal| {
        principal.credential = args.credential.map(Into::into).or(principal.credential);
        let name = principal.name.clone().unwrap_or_else(|| NAMELESS.to_owned());
        let reference = reference(args, &name)?;
        Ok(Case { name, principal, calls: calls.clone(), open: open.clone(), reference, ..Case::default() })
    };
    let cases = principals.into_iter().map(case).collect::<Result<_, Complaints>>()?;
    Ok(Cases { all: cases, ..Cases::default() })
}

/// Calls, and the unresolved places of their inputs.
type CallsAndOpen = (Vec<Call>, Vec<OpenPlace>);

/// The calls of the inputs; none without inputs.
fn calls(args: &CheckArgs, reader: &Reader<'_>) -> Result<Option<CallsAndOpen>, Complaints> {
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
    let open = reading.open_places();
    Ok(Some((reading.calls, open)))
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
