//! What the manifests of projects say about the SDKs that their programs use, and in which version.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::neighbors::{self, Neighbor};
use super::{KnownNames, SdkUse, source};
use crate::limits::MAX_PROJECT_FILE_BYTES;
use crate::model::Majors;

/// How many files of a folder are searched for imports.
const MAX_NEIGHBORS: usize = 2_000;

/// How many folders above an input are looked at that lies in no repository.
const MAX_PARENTS: usize = 8;

/// The manifests around the files of the inputs; each folder is read once.
#[derive(Debug, Default)]
pub(super) struct Manifests {
    /// Whether there are any: what stands in no folder belongs to no project.
    has_projects: bool,
    /// The folders above which none is looked for.
    roots: RefCell<Vec<PathBuf>>,
    /// The manifests of each folder by itself.
    known: RefCell<BTreeMap<PathBuf, Vec<SdkUse>>>,
    /// What holds for the files of each folder, as it is named.
    near: RefCell<BTreeMap<PathBuf, Vec<SdkUse>>>,
    /// The programs of each folder that import an SDK.
    neighbors: RefCell<BTreeMap<PathBuf, Rc<[Neighbor]>>>,
}

impl Manifests {
    /// Those of the projects that files belong to: in the folder of each, and up to the root of its repository.
    pub(super) fn of_projects() -> Self {
        Self { has_projects: true, ..Self::default() }
    }

    /// The SDKs that the manifests nearest to a file name.
    pub(super) fn sdks(&self, file: &str, names: &dyn KnownNames) -> Vec<SdkUse> {
        if !self.has_projects {
            return Vec::new();
        }
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        if let Some(known) = self.near.borrow().get(folder) {
            return known.clone();
        }
        let found = self.around(folder, names);
        self.near.borrow_mut().insert(folder.to_owned(), found.clone());
        found
    }

    /// The programs in the folder of a file that import an SDK.
    pub(super) fn neighbors(&self, file: &str, names: &dyn KnownNames) -> Rc<[Neighbor]> {
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        if !self.has_projects {
            return Rc::new([]);
        }
        if let Some(known) = self.neighbors.borrow().get(folder) {
            return Rc::clone(known);
        }
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let found: Rc<[Neighbor]> = importing(here, names).into();
        self.neighbors.borrow_mut().insert(folder.to_owned(), Rc::clone(&found));
        found
    }

    fn around(&self, folder: &Path, names: &dyn KnownNames) -> Vec<SdkUse> {
        let whole = fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
        let Ok(folder) = whole else { return Vec::new() };
        let root = self.root(&folder);
        let mut found: Vec<SdkUse> = Vec::new();
        for folder in folder.ancestors().take_while(|folder| folder.starts_with(&root)) {
            let known = self.of_folder(folder, names);
            let new: Vec<_> =
                known.into_iter().filter(|one| found.iter().all(|known| known.sdk != one.sdk)).collect();
            found.extend(new);
        }
        found
    }

    /// The folder above which no manifest belongs to a folder: the root of its repository, or one a few folders above it.
    fn root(&self, folder: &Path) -> PathBuf {
        if let Some(known) = self.roots.borrow().iter().find(|root| folder.starts_with(root)) {
            return known.clone();
        }
        let repository = folder.ancestors().find(|folder| folder.join(".git").exists());
        let root = repository.map_or_else(|| highest(folder), Path::to_owned);
        self.roots.borrow_mut().push(root.clone());
        root
    }

    fn of_folder(&self, folder: &Path, names: &dyn KnownNames) -> Vec<SdkUse> {
        if let Some(known) = self.known.borrow().get(folder) {
            return known.clone();
        }
        let mut found = Vec::new();
        let entries = |folder: &Path| {
            let read = fs::read_dir(folder).into_iter().flatten();
            read.filter_map(Result::ok).map(|entry| entry.path()).collect::<Vec<_>>()
        };
        let mut files = entries(folder);
        files.extend(entries(&folder.join("gradle")));
        files.sort();
        for file in files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let Some((layout, sdks)) = kind(&name) else { continue };
            let Some(text) = source::small_text(&file, MAX_PROJECT_FILE_BYTES) else { continue };
            for (package, sdk) in
                names.sdk_packages().into_iter().filter(|(_, sdk)| sdks.contains(&sdk.as_str()))
            {
                if let Some(requirement) = requirement(&text, &package, layout) {
                    let majors = majors(&requirement);
                    match found.iter_mut().find(|known: &&mut SdkUse| known.sdk == sdk) {
                        Some(known) => known.majors = known.majors.or(majors),
                        None => found.push(SdkUse { sdk, majors }),
                    }
                }
            }
        }
        self.known.borrow_mut().insert(folder.to_owned(), found.clone());
        found
    }
}

/// The programs of a folder that import an SDK, by name.
fn importing(folder: &Path, names: &dyn KnownNames) -> Vec<Neighbor> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).collect();
    files.sort_by_key(fs::DirEntry::file_name);
    let read = |file: fs::DirEntry| {
        let name = file.file_name().to_string_lossy().into_owned();
        neighbors::parts(&name)?;
        neighbors::of_text(&name, &source::small_text(&file.path(), MAX_PROJECT_FILE_BYTES)?, names)
    };
    files.into_iter().take(MAX_NEIGHBORS).filter_map(read).collect()
}

/// The highest folder of a project without a repository: below the one of the user, and below the one of passing files.
fn highest(folder: &Path) -> PathBuf {
    let ends: Vec<_> = std::env::home_dir().into_iter().chain([std::env::temp_dir()]).collect();
    let ends: Vec<_> = ends.iter().filter_map(|end| fs::canonicalize(end).ok()).collect();
    let inside = |above: &&Path| above.parent().is_some() && !ends.iter().any(|end| end == above);
    let above = folder.ancestors().skip(1).take(MAX_PARENTS).take_while(inside);
    above.last().unwrap_or(folder).to_owned()
}

/// How a manifest is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// A package and its version on a line.
    Lines,
    /// Packages and versions in quotation marks.
    Quoted,
    /// Elements or attributes.
    Markup,
}

/// What a file is by its name: its layout, and the SDKs that it can name.
fn kind(name: &str) -> Option<(Layout, &'static [&'static str])> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match name {
        "go.mod" => Some((Layout::Lines, &["go", "go-governance"])),
        "pyproject.toml" | "Pipfile" | "Pipfile.lock" | "setup.py" | "setup.cfg" | "poetry.lock"
        | "uv.lock" => Some((if name == "setup.cfg" { Layout::Lines } else { Layout::Quoted }, &["python"])),
        "package.json" | "package-lock.json" => Some((Layout::Quoted, &["nodejs"])),
        "pom.xml" => Some((Layout::Markup, &["java"])),
        "build.gradle" | "build.gradle.kts" | "libs.versions.toml" | "build.sbt" => {
            Some((Layout::Quoted, &["java"]))
        }
        "packages.config" | "Directory.Packages.props" => Some((Layout::Markup, &["dotnet"])),
        _ if matches!(ending, "csproj" | "fsproj" | "vbproj") => Some((Layout::Markup, &["dotnet"])),
        _ if name.starts_with("requirements") && ending == "txt" => Some((Layout::Lines, &["python"])),
        _ => None,
    }
}

/// What a manifest says of the version of a package; empty when it names it and says nothing.
fn requirement(text: &str, package: &str, layout: Layout) -> Option<String> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@');
    let mut from = 0;
    let mut named = None;
    while let Some(offset) = text.get(from..)?.find(package) {
        let at = from + offset;
        from = at + package.len();
        let before = text.get(..at)?.chars().next_back();
        let after = text.get(from..)?;
        let go = after.strip_prefix("/v").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let own = before.is_none_or(|c| !in_name(c)) && (go || !after.starts_with(in_name));
        let line_end = after.find('\n').unwrap_or(after.len());
        let line = after.get(..line_end)?;
        let line_start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let lead = text.get(line_start..at)?.trim_start();
        let comment = lead.starts_with(['#', '/']) || lead.starts_with("<!--");
        if !own || comment || line.contains("// indirect") {
            continue;
        }
        let said = match layout {
            Layout::Lines => lines(line),
            Layout::Quoted => quoted(after, text),
            Layout::Markup => markup(after, text),
        };
        match said {
            Some(said) if !said.is_empty() => return Some(said),
            _ => named = Some(String::new()),
        }
    }
    named
}

fn lines(line: &str) -> Option<String> {
    let line = line.split(['#', ';']).next()?;
    let line = line.trim_start_matches(|c: char| c == '/' || c == 'v' || c.is_ascii_digit());
    let line = line.split_once(']').map_or(line, |(_, after)| after);
    Some(line.trim().trim_matches(['=', ' ']).to_owned()).map(|line| line.replace("//", " "))
}

/// The version behind a package in quotation marks, in them or in the next ones.
fn quoted(after: &str, text: &str) -> Option<String> {
    let marks = ['"', '\''];
    let within = after.split(marks).next()?.trim().trim_start_matches(':');
    let said = if after.starts_with(marks) || within.is_empty() || within.trim_end().ends_with(['=', '{']) {
        let rest = if after.starts_with(marks) { after.get(1..)? } else { after };
        // In a lock file the version stands in the next line.
        let near = rest.lines().take(2).collect::<Vec<_>>().join("\n");
        near.split(marks).nth(1)?.to_owned()
    } else {
        within.split_once(']').map_or(within, |(_, rest)| rest).to_owned()
    };
    let name = said.trim_matches(['$', '{', '}']);
    let refers = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.starts_with('v');
    if refers { referred(text, name, &["=", ":"]) } else { Some(said) }
}

/// The version in an attribute or element behind a package.
fn markup(after: &str, text: &str) -> Option<String> {
    let end = ["</dependency>", "/>", "</PackageReference>", "</PackageVersion>"]
        .iter()
        .filter_map(|end| after.find(end));
    let near = after.get(..end.min().unwrap_or(after.len()))?;
    let lower = near.to_ascii_lowercase();
    let at = lower.find("version")? + "version".len();
    let said = near.get(at..)?.trim_start_matches(['=', '>', '"', ' ', '\'']);
    let said = said.split(['<', '"', '\'']).next()?.trim();
    match said.strip_prefix("${").and_then(|name| name.strip_suffix('}')) {
        Some(name) => referred(text, name, &[">"]),
        None => Some(said.to_owned()),
    }
}

/// The version that stands behind a name elsewhere in the manifest.
fn referred(text: &str, name: &str, signs: &[&str]) -> Option<String> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(name) {
        let value = after.trim_start_matches(['"', '\'', ' ']);
        if let Some(value) = signs.iter().find_map(|sign| value.strip_prefix(sign)) {
            let value = value.trim_start_matches(['"', '\'', ' ']);
            let value = value.split(['"', '\'', '<', '\n']).next()?;
            if value.starts_with(|c: char| c.is_ascii_digit()) {
                return Some(value.to_owned());
            }
        }
        rest = after;
    }
    Some(String::new())
}

/// The major versions that a requirement lets through, as far as it says.
fn majors(requirement: &str) -> Option<Majors> {
    let mut majors = Majors::ALL;
    let interval = requirement.starts_with(['[', '(']);
    let mut said = false;
    let parts = requirement.split([',', ' ']).map(str::trim);
    for (number, part) in parts.filter(|part| !part.is_empty()).enumerate() {
        let operator = part.find(|c: char| c.is_ascii_digit()).and_then(|at| part.get(..at));
        let Some(operator) = operator else {
            if interval && number == 1 {
                continue;
            }
            return said.then_some(majors);
        };
        let version = part.get(operator.len()..).unwrap_or_default();
        let digits = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let major = digits.parse::<u32>().ok()?;
        // `<3` and `<3.0` exclude all of 3.
        let whole = version.chars().skip(digits.len()).all(|c| matches!(c, '.' | '0' | ')'));
        let below = if whole { major.checked_sub(1)? } else { major };
        let one = match operator {
            "[" | "(" if part.ends_with(']') => Majors::one(major),
            "[" | "(" | ">=" | ">" => Majors { first: major, last: u32::MAX },
            "<" => Majors { first: 0, last: below },
            "<=" => Majors { first: 0, last: major },
            "" if interval && part.ends_with(')') => Majors { first: 0, last: below },
            "" if interval => Majors { first: 0, last: major },
            "" | "^" | "~" | "~=" | "~>" | "==" | "=" | "===" | "v" | "^v" => Majors::one(major),
            _ => continue,
        };
        majors = majors.both(one)?;
        said = true;
    }
    said.then_some(majors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_read() {
        for (requirement, expected) in [
            ("2.9.1", Some("2")),
            ("v5.0.6", Some("5")),
            ("^7.0.1", Some("7")),
            ("~=2.9", Some("2")),
            (">=2.0,<3", Some("2")),
            (">=2,<3.0", Some("2")),
            (">=2,<3.1", Some("2-3")),
            (">=2", Some("2+")),
            ("[6.0,7.0)", Some("6")),
            ("[6.0,)", Some("6+")),
            ("[6.1]", Some("6")),
            ("7.x", Some("7")),
            ("*", None),
            ("latest", None),
            ("", None),
        ] {
            let found = majors(requirement).map(|majors| majors.to_string());
            assert_eq!(found.as_deref(), expected, "{requirement}");
        }
    }

    /// The name of a manifest, its text, a package, and the requirement that it states.
    const MANIFESTS: &[(&str, &str, &str, Option<&str>)] = &[
        (
            "go.mod",
            "require (\n\tgithub.com/okta/okta-sdk-golang/v5 v5.0.6\n)",
            "github.com/okta/okta-sdk-golang",
            Some("v5.0.6"),
        ),
        (
            "go.mod",
            "require github.com/okta/okta-sdk-golang v1.1.0\n",
            "github.com/okta/okta-sdk-golang",
            Some("v1.1.0"),
        ),
        (
            "go.mod",
            "github.com/okta/okta-sdk-golang/v5 v5.0.6 // indirect",
            "github.com/okta/okta-sdk-golang",
            None,
        ),
        ("requirements.txt", "requests\nokta==2.9.1 # pinned\n", "okta", Some("2.9.1")),
        ("requirements-dev.txt", "okta-jwt-verifier==0.2\npytest-okta\n", "okta", None),
        ("requirements.txt", "okta[images]>=2,<3", "okta", Some(">=2,<3")),
        ("requirements.txt", "okta\n", "okta", Some("")),
        ("pyproject.toml", "[tool.poetry.dependencies]\nokta = \"^2.9\"\n", "okta", Some("^2.9")),
        ("pyproject.toml", "dependencies = [\"httpx\", \"okta>=3\"]", "okta", Some(">=3")),
        ("pyproject.toml", "okta = {version = \"^2.9\", extras = [\"x\"]}", "okta", Some("^2.9")),
        ("poetry.lock", "name = \"okta\"\nversion = \"2.9.1\"\n", "okta", Some("2.9.1")),
        (
            "package.json",
            "{\"dependencies\": {\"@okta/okta-sdk-nodejs\": \"^6.6.0\"}}",
            "@okta/okta-sdk-nodejs",
            Some("^6.6.0"),
        ),
        (
            "pom.xml",
            "<artifactId>okta-sdk-api</artifactId>\n<version>8.2.5</version>",
            "okta-sdk-api",
            Some("8.2.5"),
        ),
        (
            "pom.xml",
            "<okta.version>11.0.0</okta.version><artifactId>okta-sdk-api</artifactId><version>${okta.version}</version>",
            "okta-sdk-api",
            Some("11.0.0"),
        ),
        (
            "build.gradle",
            "implementation 'com.okta.sdk:okta-sdk-api:8.2.5'",
            "com.okta.sdk:okta-sdk-api",
            Some("8.2.5"),
        ),
        (
            "build.gradle.kts",
            "val oktaVersion = \"15.0.0\"\nimplementation(\"com.okta.sdk:okta-sdk-api:$oktaVersion\")",
            "com.okta.sdk:okta-sdk-api",
            Some("15.0.0"),
        ),
        (
            "libs.versions.toml",
            "[versions]\nokta = \"8.2.5\"\n[libraries]\nsdk = { module = \"com.okta.sdk:okta-sdk-api\", version.ref = \"okta\" }",
            "com.okta.sdk:okta-sdk-api",
            Some("8.2.5"),
        ),
        (
            "a.csproj",
            "<PackageReference Include=\"Okta.Sdk\" Version=\"5.6.2\" />",
            "Okta.Sdk",
            Some("5.6.2"),
        ),
        ("a.csproj", "<PackageReference Include=\"Okta.Sdk.Extras\" Version=\"5.6.2\" />", "Okta.Sdk", None),
        ("packages.config", "<package id=\"Okta.Core\" version=\"0.3.3.0\" />", "Okta.Core", Some("0.3.3.0")),
    ];

    #[test]
    fn manifests_are_read() {
        for (name, text, package, expected) in MANIFESTS.iter().copied() {
            let layout = kind(name).map(|(layout, _)| layout);
            let found = layout.and_then(|layout| requirement(text, package, layout));
            assert_eq!(found.as_deref(), expected, "{name}: {text}");
        }
    }
}
