//! `sdk/aliases/`: a name of an SDK means an operation as long as a document has it, and a bare request without one.

use std::collections::BTreeMap;

use super::names::part_of_name;
use crate::catalog::openapi::endpoint;
use crate::catalog::schema::{Gone, Operation};

const FOLDER: &str = "sdk/aliases/";
const OPERATION: &str = "  - operation: ";
const GONE: &str = "  - gone: ";

/// Lets names that meant an operation mean its request.
pub(super) fn forget(texts: &mut BTreeMap<String, String>, name: &str, operation: &Operation, last: &str) {
    let Operation { method, path, .. } = operation;
    let gone = format!("{GONE}{{method: {}, path: \"{path}\", last_release: '{last}'}}", method.name());
    rewrite(texts, |line| {
        let rest = line.strip_prefix(OPERATION)?.strip_prefix(name)?;
        (!rest.starts_with(part_of_name)).then(|| gone.clone())
    });
}

/// Lets names that meant a bare request mean the operation that it is now.
pub(super) fn recall(texts: &mut BTreeMap<String, String>, name: &str, operation: &Operation) {
    let wanted = endpoint(operation.method, &operation.path);
    rewrite(texts, |line| {
        let gone: Gone = serde_yaml::from_str(line.strip_prefix(GONE)?).ok()?;
        (endpoint(gone.method, &gone.path) == wanted).then(|| format!("{OPERATION}{name}"))
    });
}

fn rewrite(texts: &mut BTreeMap<String, String>, line_for: impl Fn(&str) -> Option<String>) {
    for (_, text) in texts.iter_mut().filter(|(file, _)| file.starts_with(FOLDER)) {
        if !text.lines().any(|line| line_for(line).is_some()) {
            continue;
        }
        let lines = text.lines().map(|line| line_for(line).unwrap_or_else(|| line.to_owned()) + "\n");
        *text = lines.collect();
    }
}
