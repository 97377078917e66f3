//! Grants out of flags, files, stdin and the environment.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{read, terraform};
use crate::cli::check_args::CheckArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::terminal;
use crate::grants;
use crate::intake;
use crate::model::{Grant, Principal};

/// The most that a token may be long, in bytes.
const LONGEST_TOKEN: u64 = 1 << 20;

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
    let text = if path == Path::new("-") { stdin()? } else { read(path)? };
    grants::read(&path.to_string_lossy(), &text, terminal::now()).map_err(Complaints::of_grants)
}

/// A token, from wherever it is kept.
fn token(from: &str) -> Result<Vec<Principal>, Complaints> {
    let text = match (from, from.strip_prefix("env:")) {
        ("-", _) => stdin()?,
        (_, Some(name)) => std::env::var(name).map_err(|_| {
            Complaint::new(format!("the environment has no readable variable `{name}`"))
                .help(Some("export it, or give the token in a file".to_owned()))
        })?,
        _ if from.starts_with("eyJ") || from.starts_with("SSWS") => {
            return Err(Complaint::new(
                "a token must not stand on the command line, where others can see it",
            )
            .help(Some("give a file, - for stdin, or env:NAME".to_owned()))
            .into());
        }
        _ => read(&PathBuf::from(from))?,
    };
    let principal = grants::read_token(from, &text, terminal::now());
    principal.map(|one| vec![one]).map_err(|problem| Complaints::of_grants(vec![problem]))
}

fn stdin() -> Result<String, Complaint> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST_TOKEN << 8).read_to_string(&mut text);
    read.map(|_| text).map_err(|error| Complaint::new(format!("cannot read stdin: {error}")))
}

/// The one principal of the pieces, or the one with a name.
pub(super) fn one(pieces: Vec<Principal>, wanted: Option<&str>) -> Result<Vec<Principal>, Complaints> {
    let (pieces, picked): (Vec<_>, _) = match wanted {
        None => (pieces, None),
        Some(name) => {
            let fits = |piece: &Principal| piece.name.as_deref().is_none_or(|own| own == name);
            let names: Vec<_> = pieces.iter().filter_map(|piece| piece.name.clone()).collect();
            if !names.is_empty() && !names.iter().any(|own| own == name) {
                return Err(Complaint::new(format!("the grants tell of no principal `{name}`"))
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
