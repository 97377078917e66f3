//! Where a file of Terragrunt lies: the functions about folders, and the paths that they return.

use std::path::{Component, Path, PathBuf};

use super::store::{Store, plain};

/// What begins a path that a function returned: it is not one from the folder of the file.
const MARK: &str = "\u{1}";

/// What begins a path below the top of a repository that nothing marks.
const TOP: &str = "\u{1}\u{2}";

/// How many folders above a file are looked into.
const MAX_ABOVE: usize = 64;

/// Where a unit of Terragrunt lies.
pub(super) struct Place<'p> {
    pub(super) store: &'p Store,
    /// The folder of the unit.
    pub(super) unit: PathBuf,
    /// The folder of the file that it includes.
    parent: Option<PathBuf>,
    /// The folder that the user named.
    root: &'p Path,
}

impl<'p> Place<'p> {
    pub(super) fn new(store: &'p Store, file: &Path, root: &'p Path) -> Self {
        let unit = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let unit = unit.unwrap_or(Path::new(".")).to_owned();
        Self { store, unit, parent: None, root }
    }

    /// The same with the file that the unit includes.
    pub(super) fn below(&self, included: Option<&Path>) -> Self {
        let parent = included.and_then(Path::parent).map(Path::to_owned);
        Self { store: self.store, unit: self.unit.clone(), parent, root: self.root }
    }

    /// Whether a text is a path that a function returned.
    pub(super) fn is_path(text: &str) -> bool {
        text.starts_with(MARK)
    }

    /// A path as it is written, from the folder of the unit.
    pub(super) fn resolve(&self, path: &str) -> PathBuf {
        match (path.strip_prefix(TOP), path.strip_prefix(MARK)) {
            (Some(path), _) => self.below_top(path.trim_start_matches('/')),
            (None, Some(path)) => plain(Path::new(path)),
            (None, None) => plain(&self.unit.join(path)),
        }
    }

    /// The result of a function; none for one that is not known.
    pub(super) fn call(&self, function: &str, arguments: &[Option<&str>]) -> Option<String> {
        let parent = self.parent.as_ref().unwrap_or(&self.unit);
        let first = arguments.first().copied().flatten();
        match (function, arguments.len()) {
            ("get_terragrunt_dir" | "get_original_terragrunt_dir", 0) => Some(marked(&self.unit)),
            ("get_parent_terragrunt_dir", _) => Some(marked(parent)),
            ("get_repo_root", 0) => {
                Some(self.repository().map_or_else(|| TOP.to_owned(), |top| marked(&top)))
            }
            ("get_path_to_repo_root", 0) => self.between(&self.unit, &self.repository()?),
            ("get_path_from_repo_root", 0) => self.between(&self.repository()?, &self.unit),
            ("path_relative_to_include", _) => self.between(parent, &self.unit),
            ("path_relative_from_include", _) => self.between(&self.unit, parent),
            ("find_in_parent_folders", 0) => self.find("terragrunt.hcl").or_else(|| self.find("root.hcl")),
            ("find_in_parent_folders", 1) => self.find(first?),
            ("find_in_parent_folders", 2) => {
                self.find(first?).or_else(|| arguments.get(1).copied().flatten().map(str::to_owned))
            }
            ("dirname", 1) => {
                let parent = Path::new(first?).parent()?.to_string_lossy().into_owned();
                Some(if parent.is_empty() { ".".to_owned() } else { parent })
            }
            ("basename", 1) => Some(Path::new(first?).file_name()?.to_string_lossy().into_owned()),
            ("abspath" | "pathexpand", 1) => first.filter(|path| Self::is_path(path)).map(str::to_owned),
            _ => None,
        }
    }

    /// A file or folder of a name above the unit.
    fn find(&self, name: &str) -> Option<String> {
        let mut folder = self.unit.join("..");
        for _ in 0..MAX_ABOVE {
            let path = plain(&folder.join(name));
            if self.store.is_file(&path) || self.store.is_folder(&path) {
                return Some(marked(&path));
            }
            folder.push("..");
        }
        None
    }

    /// The top of the repository, where something marks it.
    fn repository(&self) -> Option<PathBuf> {
        let mut folder = self.unit.clone();
        for _ in 0..MAX_ABOVE {
            if self.store.is_folder(&folder.join(".git")) || self.store.is_file(&folder.join(".git")) {
                return Some(plain(&folder));
            }
            folder.push("..");
        }
        None
    }

    /// A path below the top of a repository that nothing marks, as in an archive: below the nearest folder that has it.
    fn below_top(&self, path: &str) -> PathBuf {
        let mut folder = self.unit.clone();
        for _ in 0..MAX_ABOVE {
            let found = plain(&folder.join(path));
            if self.store.is_file(&found) || self.store.is_folder(&found) {
                return found;
            }
            folder.push("..");
        }
        plain(&self.root.join(path))
    }

    /// The way from one folder to another.
    fn between(&self, from: &Path, to: &Path) -> Option<String> {
        let (from, to) = (self.store.real(from)?, self.store.real(to)?);
        let from: Vec<Component<'_>> = from.components().collect();
        let to: Vec<Component<'_>> = to.components().collect();
        let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        let up = from.iter().skip(common).map(|_| "..".to_owned());
        let down = to.iter().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
        let parts: Vec<String> = up.chain(down).collect();
        Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
    }
}

fn marked(path: &Path) -> String {
    format!("{MARK}{}", path.display())
}
