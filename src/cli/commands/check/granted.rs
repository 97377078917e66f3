//! Grants out of flags, files, stdin and the environment.

use std::path::Path;

use super::{decoded, terraform};
use crate::catalog::names::nearest;
use crate::cli::check_args::CheckArgs;
use crate::cli::commands::shown_if_near;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{files, terminal};
use crate::disclosure::{self, HIDDEN};
use crate::grants::{self, org::Org};
use crate::intake;
use crate::model::{Grant, Principal};

/// Everything that the flags tell of a grant, piece by piece.
pub(super) fn pieces(args: &CheckArgs) -> Result<Vec<Principal>, Complaints> {
    let mut complaints = Vec::new();
    let mut pieces = Vec::new();
    let mut take = |result: Result<Vec<Principal>, Complaints>| match result {
        Ok(found) => pieces.extend(found),
        Err(Complaints(found)) => complaints.extend(found),
    };
    let flags = grants::of_flags(&args.scopes, &args.role, &args.permission);
    take(flags.map(|one| vec![one]).map_err(Complaints::of_grants));
    if let Some(from) = &args.token {
        take(token(from));
    }
    for path in &args.grant {
        take(file(path));
    }
    if complaints.is_empty() { Ok(pieces) } else { Err(Complaints(complaints)) }
}

/// What one file tells; `-` is stdin.
pub(super) fn file(path: &Path) -> Result<Vec<Principal>, Complaints> {
    if intake::terraform::is_at(path) {
        return terraform::created(&intake::terraform::configuration(path)?);
    }
    let name = path.to_string_lossy();
    let text = if path == Path::new("-") { stdin()? } else { text(&name)? };
    grants::read(&name, &text, terminal::now()).map_err(Complaints::of_grants)
}

/// A token, from wherever it is kept.
fn token(from: &str) -> Result<Vec<Principal>, Complaints> {
    let text = match (from, from.strip_prefix("env:")) {
        ("-", _) => stdin()?,
        (_, Some(name)) => std::env::var(name).map_err(|_| {
            let shown = disclosure::key(name);
            Complaint::new(format!("the environment has no readable variable `{shown}`"))
                .help(Some("export it, or give the token in a file".to_owned()))
        })?,
        _ if !Path::new(from).exists() && disclosure::file(from) == HIDDEN => {
            return Err(on_command_line().into());
        }
        _ => text(from)?,
    };
    let principal = grants::read_token(from, &text, terminal::now());
    principal.map(|one| vec![one]).map_err(|problem| Complaints::of_grants(vec![problem]))
}

/// The text of a file.
fn text(name: &str) -> Result<String, Complaint> {
    let path = Path::new(name);
    let bytes = files::bytes(path)?;
    if Org::is_packed(&bytes) {
        let message = format!("`{name}` is packed with Zstandard, like the snapshot of an org");
        let help =
            "judge the principals of a snapshot with `leastwise audit --snapshot FILE`, or unpack it first";
        return Err(Complaint::new(message).help(Some(help.to_owned())));
    }
    decoded(name, &bytes)
}

fn on_command_line() -> Complaint {
    Complaint::new("no such file, and its name could be a token: none must stand on the command line, where others see it")
        .help(Some("give a file, - for stdin, or env:NAME".to_owned()))
}

fn stdin() -> Result<String, Complaint> {
    decoded("stdin", &files::stdin()?)
}

/// The one principal of the pieces, or the one with a name.
pub(super) fn one(pieces: Vec<Principal>, wanted: Option<&str>) -> Result<Vec<Principal>, Complaints> {
    let (pieces, picked): (Vec<_>, _) = match wanted {
        None => (pieces, None),
        Some(name) => {
            let fits = |piece: &Principal| piece.name.as_deref().is_none_or(|own| own == name);
            let names: Vec<_> = pieces.iter().filter_map(|piece| piece.name.clone()).collect();
            if !names.is_empty() && !names.iter().any(|own| own == name) {
                let near = nearest(name, names.iter().map(String::as_str));
                let shown = shown_if_near(name, near);
                return Err(Complaint::new(format!("the grants tell of no principal `{shown}`"))
                    .help(Some(format!("they tell of {}", names.join(", "))))
                    .into());
            }
            (pieces.into_iter().filter(fits).collect(), Some(name))
        }
    };
    let mut found = grants::join(pieces).map_err(|error| several(&error))?;
    if let (Some(name), [only]) = (picked, found.as_mut_slice()) {
        only.name = Some(name.to_owned());
    }
    Ok(found)
}

/// What to do about several principals.
pub(super) fn several(error: &grants::Several) -> Complaints {
    Complaint::new(error.to_string())
        .help(Some(
            "choose one with --principal NAME, or give each its own calls in leastwise.yaml".to_owned(),
        ))
        .into()
}

/// The grant of a reference, by name when it tells of several.
pub(super) fn reference(path: &Path, name: &str) -> Result<Grant, Complaints> {
    let mut principals = grants::join(file(path)?).map_err(|error| several(&error))?;
    if principals.len() > 1 {
        principals.retain(|one| one.name.as_deref() == Some(name));
    }
    let Some(principal) = principals.pop() else {
        return Err(Complaint::new(format!("`{}` tells of no principal `{name}`", path.display()))
            .help(Some("name it there as it is named here".to_owned()))
            .into());
    };
    if principal.grant.is_silent() {
        return Err(Complaint::new(format!("`{}` tells of no scopes and no roles", path.display())).into());
    }
    Ok(principal.grant)
}
