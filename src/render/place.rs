//! Where a finding is shown by formats that want a file and a line, and how they name the file.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::audit::host;
use crate::report::{CheckReport, FindingView, HeldView, OriginView, PrincipalView};

/// What findings are shown at that belong to no file and no argument, when nothing was read from a file.
const COMMAND_LINE: &str = "command line";

/// A place as formats name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file with `/` between its parts: relative to the root when it lies inside, else absolute.
    pub(super) file: String,
    /// The line, from 1.
    pub(super) line: u32,
    /// The column, from 1.
    pub(super) column: u32,
}

impl Place {
    /// The beginning of a file.
    const fn first(file: String) -> Self {
        Self { file, line: 1, column: 1 }
    }

    /// The file as a reference in a URI.
    pub(super) fn uri(&self) -> String {
        let prefix = match self.file.chars().next() {
            Some('/') => "file://",
            _ if Path::new(&self.file).is_absolute() => "file:///",
            _ => "",
        };
        format!("{prefix}{}", encoded(&self.file))
    }
}

/// Finds the places of the findings of a report.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    report: &'a CheckReport,
    principals: &'a ByName<'a>,
    /// The folder that files are named from.
    root: &'a Path,
}

/// The principals of a report by their names.
pub(super) type ByName<'a> = BTreeMap<&'a str, &'a PrincipalView>;

/// The first principal of each name.
pub(super) fn by_name(report: &CheckReport) -> ByName<'_> {
    report.principals.iter().rev().map(|one| (one.name.as_str(), one)).collect()
}

impl<'a> Places<'a> {
    pub(super) const fn new(report: &'a CheckReport, principals: &'a ByName<'a>, root: &'a Path) -> Self {
        Self { report, principals, root }
    }

    /// Where the subject of a finding stands; nothing when it stands in no file.
    pub(super) fn own(self, finding: &FindingView) -> Vec<Place> {
        files(&finding.origins).map(|origin| self.place(origin)).collect()
    }

    /// Where what concerns the org is shown.
    pub(super) fn of_org(self) -> Place {
        let org = self.report.org.as_ref().map(|org| host(org).to_owned());
        Place::first(org.unwrap_or_else(|| COMMAND_LINE.to_owned()))
    }

    /// One place in any case: its own, else where its principal is described, else a file that the check read, and where
    /// everything was typed, the argument.
    pub(super) fn one(self, finding: &FindingView) -> Place {
        let own = files(&finding.origins).next();
        let principal = || self.described(finding.principal.as_deref());
        let file = || self.report.read_file.as_deref().map(|file| Place::first(named(self.root, file)));
        let org = || self.report.org.as_ref().map(|org| Place::first(host(org).to_owned()));
        let place = own.or_else(principal).map(|origin| self.place(origin));
        place.or_else(org).or_else(file).unwrap_or_else(|| {
            let typed = self.argument(finding).or_else(|| self.first_argument(finding.principal.as_deref()?));
            Place::first(typed.unwrap_or_else(|| COMMAND_LINE.to_owned()))
        })
    }

    /// The argument that the subject of a finding was given by, such as `--scopes okta.users.manage`.
    pub(super) fn argument(self, finding: &FindingView) -> Option<String> {
        if self.report.org.is_some() || !finding.origins.is_empty() {
            return None;
        }
        let name = finding.principal.as_deref()?;
        let principal = self.principals.get(name)?;
        let roles = principal.roles.iter().flatten();
        let permissions = roles.clone().filter_map(|role| role.permissions.as_ref()).flatten();
        let is_typed = |held: &HeldView| held.name == finding.subject && held.origin.is_none();
        let flag = match finding.subject_kind.as_str() {
            "scope" if principal.scopes.iter().flatten().any(is_typed) => "--scopes",
            "permission" if permissions.into_iter().any(is_typed) => "--permission",
            "role" if roles.into_iter().any(|role| role.name == finding.subject && role.origin.is_none()) => {
                "--role"
            }
            _ => return None,
        };
        Some(format!("{flag} {}", finding.subject))
    }

    /// The first argument that says what a principal holds.
    fn first_argument(self, name: &str) -> Option<String> {
        let principal = self.principals.get(name)?;
        let typed = |held: &&HeldView| held.origin.is_none();
        let scope = principal.scopes.iter().flatten().find(typed).map(|one| format!("--scopes {}", one.name));
        let role = || principal.roles.iter().flatten().find(|role| !role.custom && role.origin.is_none());
        scope.or_else(|| role().map(|role| format!("--role {}", role.name)))
    }

    /// The first place where something is held by the principal; by any, when there is none of that name.
    fn described(self, name: Option<&str>) -> Option<&'a OriginView> {
        let first = |principal: &'a PrincipalView| {
            let scopes = principal.scopes.iter().flatten().filter_map(|held| held.origin.as_ref());
            let roles = principal.roles.iter().flatten().filter_map(|held| held.origin.as_ref());
            files(scopes.chain(roles)).next()
        };
        match name {
            Some(name) => self.principals.get(name).copied().and_then(first),
            None => self.report.principals.iter().find_map(first),
        }
    }

    fn place(self, origin: &OriginView) -> Place {
        let file = named(self.root, &origin.file);
        Place { file, line: origin.line.max(1), column: origin.column.max(1) }
    }
}

fn named(root: &Path, file: &str) -> String {
    let (root, path) = (settled(root), settled(&root.join(file)));
    slashed(path.strip_prefix(&root).unwrap_or(&path))
}

/// The origins that lie in files: what came from stdin or the environment has no place that anybody can open.
fn files<'o>(origins: impl IntoIterator<Item = &'o OriginView>) -> impl Iterator<Item = &'o OriginView> {
    origins.into_iter().filter(|origin| origin.file != "-" && !origin.file.starts_with("env:"))
}

/// A path without `.` and, as far as that can be seen from the path itself, without `..`.
fn settled(path: &Path) -> PathBuf {
    let mut settled = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(settled.components().next_back(), Some(Component::Normal(_))) =>
            {
                settled.pop();
            }
            other => settled.push(other),
        }
    }
    settled
}

fn slashed(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::RootDir => None,
        other => Some(other.as_os_str().to_string_lossy()),
    });
    let root = if path.has_root() && !path.components().any(|part| matches!(part, Component::Prefix(_))) {
        "/"
    } else {
        ""
    };
    format!("{root}{}", parts.collect::<Vec<_>>().join("/"))
}

/// A path in which everything that a URI gives a meaning of its own is written by its bytes.
fn encoded(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(byte);
    let bytes = path.bytes();
    bytes
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_root() {
        let cases = [
            ("ops.txt", "ops.txt", "ops.txt"),
            ("./ci/../ops.txt", "ops.txt", "ops.txt"),
            ("/home/jane/repo/a b/ö:1.txt", "a b/ö:1.txt", "a%20b/%C3%B6%3A1.txt"),
            ("/etc/ops.txt", "/etc/ops.txt", "file:///etc/ops.txt"),
            ("../other/ops.txt", "/home/jane/other/ops.txt", "file:///home/jane/other/ops.txt"),
            ("100%/#?.txt", "100%/#?.txt", "100%25/%23%3F.txt"),
        ];
        for (typed, file, uri) in cases {
            let place = Place { file: named(Path::new("/home/jane/repo"), typed), line: 1, column: 1 };
            assert_eq!((place.file.as_str(), place.uri().as_str()), (file, uri), "{typed}");
        }
    }
}
