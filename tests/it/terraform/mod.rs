//! Terraform: what is read, what the provider calls for it, what that needs, what a check says.

mod agreement;
mod broken;
mod checks;
mod explained;
mod expressions;
mod facts;
mod folder;
mod formatted;
mod kept_apart;
mod language;
mod layouts;
mod matrix;
mod outputs;
mod plan_file;
mod policies;
mod pulumi;
mod pulumi_attacked;
mod releases;
mod roots;

use std::path::PathBuf;

use leastwise::intake::{Input, ReadOptions, Reading, read};
use leastwise::model::{Asked, Call, Provision};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::run;
use crate::support::matcher;

/// A folder with files of text.
fn files(files: &[(&str, &str)]) -> TempDir {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    crate::program::folder(&files)
}

/// What is read from a text by the name `main.tf`.
fn reading(text: &str) -> Reading {
    read(&[Input::Bytes("main.tf".to_owned(), text.as_bytes().to_vec())], &ReadOptions::default(), matcher())
        .unwrap()
}

/// What is read from a folder.
fn reading_of(folder: &TempDir) -> Reading {
    read(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher()).unwrap()
}

fn provision(call: &Call) -> &Provision {
    let Asked::Provision(provision) = &call.asked else { panic!("{call:?}") };
    provision
}

/// What is called for an address in a phase, sorted; nothing for a phase that does not come.
fn called(reading: &Reading, address: &str, phase: &str) -> Vec<String> {
    let of = |call: &&Call| {
        let one = provision(call);
        one.address == address && one.phase.name() == phase && call.set_aside.is_none()
    };
    let operations = reading.calls.iter().filter(of).flat_map(|call| matcher().resolve(call).operations);
    let catalog = crate::support::catalog();
    let mut names: Vec<_> = operations.map(|key| catalog.short_name(key)).collect();
    names.sort();
    names.dedup();
    names
}

/// The plan that the program prints of a folder, as JSON.
fn planned(folder: &TempDir, inputs: &[&str]) -> Value {
    let arguments: Vec<_> = ["plan", "--format", "json"].into_iter().chain(inputs.iter().copied()).collect();
    let ran = run(folder, &arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// The names of the scopes for a service app in a set of plans.
fn scopes(plans: &Value) -> Vec<&str> {
    crate::support::names(&plans["service_app"]["scopes"])
}

/// The example of the guide.
fn example() -> PathBuf {
    crate::support::project().join("examples/terraform")
}
