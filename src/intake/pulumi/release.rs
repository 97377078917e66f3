//! The release of Pulumi's package that a project asks for.

use std::path::Path;
use std::sync::Arc;

use super::program::{PACKAGES, manifests};
use super::{project_file, shown_folder};
use crate::intake::calls::Note;
use crate::intake::source;

/// How far behind the name of the package its release may stand, in bytes.
const NEAR: usize = 120;

/// That the manifests in a folder ask for a release, and what follows from that.
pub(super) fn notes(folder: &Path) -> Vec<Note> {
    const YAML: [&str; 3] = ["okta@", "name: okta", "pulumi-okta"];
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let project = project_file(here).map(|file| (file, &YAML[..]));
    let files = manifests(here).into_iter().map(|file| (file, &PACKAGES[..])).chain(project);
    files.filter_map(|(file, names)| note(&file, names)).collect()
}

fn note(file: &Path, names: &[&str]) -> Option<Note> {
    let text = source::file(file).ok()?.into_text().ok()?;
    let (at, written) = names.iter().find_map(|name| {
        let at = text.find(name)?;
        let behind: String = text.get(at + name.len()..)?.chars().take(NEAR).collect();
        Some((at, release(&behind)?))
    })?;
    let line = text.get(..at)?.matches('\n').count() + 1;
    let name = file.file_name()?.to_string_lossy().into_owned();
    let folder = shown_folder(file.parent()?);
    let source = if folder == "." { name } else { format!("{folder}/{name}") };
    let message = format!(
        "release {written} of Pulumi's package for Okta is asked for: where it is built on another release of the \
         provider than the facts, it may call other operations"
    );
    Some(Note { source: Arc::from(source), line: u32::try_from(line).ok(), message })
}

/// The first release in a text: numbers with points between them.
fn release(text: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '.';
    let found = text.split(|letter: char| !is_part(letter)).map(|one| one.trim_matches('.'));
    let found = found.filter(|one| one.contains('.') && one.len() < 24);
    found.map(str::to_owned).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_as_each_manifest_writes_them() {
        for (text, written) in [
            ("\": \"^4.9.0\",", Some("4.9.0")),
            ("==4.2.1\n", Some("4.2.1")),
            ("/v4 v4.9.1\n", Some("4.9.1")),
            ("\" Version=\"4.*\" />", None),
            ("\" Version=\"4.0.0\" />", Some("4.0.0")),
            ("</artifactId>\n<version>5.1.0</version>", Some("5.1.0")),
            ("", None),
        ] {
            assert_eq!(release(text).as_deref(), written, "{text}");
        }
    }
}
