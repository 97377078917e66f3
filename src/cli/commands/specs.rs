//! OpenAPI documents as they are named on the command line: files, or folders of them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::catalog::LoadError;
use crate::catalog::openapi::{self, Document};
use crate::cli::complaint::{Complaint, Complaints};
#[cfg(feature = "live")]
use crate::cli::environment::environment;
use crate::disclosure;
use crate::limits::MAX_SPEC_BYTES;
use crate::limits::read::text_within;

/// Reads every document that is named, over the network where it is an address; whatever is wrong with any of them is
/// told at once.
pub(super) fn fetch(specs: &[String]) -> Result<Vec<Document>, Complaints> {
    let (addresses, files): (Vec<_>, Vec<_>) = specs.iter().cloned().partition(|spec| spec.contains("://"));
    let fetched = addresses.iter().map(|address| fetched(address).map(|one| vec![one]));
    let read = (!files.is_empty()).then(|| read(&files));
    let mut documents = Vec::new();
    let mut complaints = Vec::new();
    for result in fetched.chain(read) {
        match result {
            Ok(found) => documents.extend(found),
            Err(Complaints(found)) => complaints.extend(found),
        }
    }
    if complaints.is_empty() { Ok(documents) } else { Err(Complaints(complaints)) }
}

/// The document at an address.
#[cfg(feature = "live")]
fn fetched(address: &str) -> Result<Document, Complaints> {
    let bytes = crate::live::document(address, &environment())
        .map_err(|error| Complaint::new(error.to_string()).help(Some(error.help().to_owned())))?;
    let name = without_query(address);
    let text = String::from_utf8(bytes)
        .map_err(|_| Complaint::new(format!("cannot read `{name}`: it is no text")))?;
    parsed(name, &text)
}

/// The document at an address, which this program cannot read.
#[cfg(not(feature = "live"))]
fn fetched(_address: &str) -> Result<Document, Complaints> {
    Err(is_address().into())
}

/// Reads every document that is named; whatever is wrong with any of them is told at once.
pub(super) fn read(specs: &[String]) -> Result<Vec<Document>, Complaints> {
    let mut documents = Vec::new();
    let mut complaints = Vec::new();
    for spec in specs {
        match files(spec) {
            Ok(files) => {
                for file in files {
                    match document(&file) {
                        Ok(document) => documents.push(document),
                        Err(Complaints(found)) => complaints.extend(found),
                    }
                }
            }
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() { Ok(documents) } else { Err(Complaints(complaints)) }
}

/// The files that are meant: the file itself, or the YAML and JSON files of a folder.
pub(super) fn files(spec: &str) -> Result<Vec<PathBuf>, Complaint> {
    if spec.contains("://") {
        return Err(is_address());
    }
    let path = Path::new(spec);
    let failed = |error: std::io::Error| {
        Complaint::new(format!("cannot read `{}`: {error}", disclosure::file(spec)))
            .help(Some("give an OpenAPI document, or a folder of them".to_owned()))
    };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if file.is_file() && matches!(ending, "yaml" | "yml" | "json") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Complaint::new(format!("`{spec}` holds no documents"))
            .help(Some("documents end in .yaml, .yml or .json".to_owned())));
    }
    Ok(files)
}

fn is_address() -> Complaint {
    Complaint::new("an address is given, and nothing is fetched here")
        .help(Some("download the document first, and give the file".to_owned()))
}

/// An address without what may be secret in it.
fn without_query(address: &str) -> &str {
    let address = address.split(['?', '#']).next().unwrap_or(address);
    address.rsplit_once('@').map_or(address, |(_, rest)| rest)
}

fn document(file: &Path) -> Result<Document, Complaints> {
    let name = file.to_string_lossy();
    let failed = |reason: &dyn std::fmt::Display| {
        Complaints::from(
            Complaint::new(format!("cannot read `{}`: {reason}", disclosure::file(&name)))
                .help(Some("give an OpenAPI document, or a folder of them".to_owned())),
        )
    };
    let text = File::open(file).and_then(|file| text_within(file, MAX_SPEC_BYTES));
    let text = text.map_err(|error| failed(&error))?;
    parsed(&name, &text)
}

fn parsed(name: &str, text: &str) -> Result<Document, Complaints> {
    openapi::read(name, text).map_err(|problems| {
        // A backtick in a name would end it too early in a message.
        let problems = openapi::read(name, &text.replace('`', "'")).err().unwrap_or(problems);
        LoadError::Broken { path: PathBuf::from(name), problems }.into()
    })
}
