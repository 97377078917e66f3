//! `leastwise init`: a first `leastwise.yaml` from the least grant for some calls.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use super::calls::{Reader, inputs};
use super::{age, load};
use crate::catalog::Catalog;
use crate::cli::args::Global;
use crate::cli::check_args::InitArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::intake::Input;
use crate::matching::{Match, Matcher};
use crate::model::Credential;
use crate::plan::{Options, Plan, plan};
use crate::render::Format;

/// Plans the calls and writes the manifest.
pub(super) fn run(args: &InitArgs, global: &Global) -> Result<Exit, Complaints> {
    let catalog = load(global)?;
    age(catalog, global, terminal::today())?;
    let matcher = Matcher::new(catalog);
    let inputs = inputs(&args.inputs, global);
    let calls = Reader::new(&args.read, global, &matcher).read(&inputs)?;
    let matches: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let plans = plan(catalog, &matches, &Options::default());
    let credential = args.credential.map_or(plans.recommended, Credential::from);
    let Some(least) = plans.plans.iter().find(|plan| plan.credential == credential) else {
        return Err(Complaint::new(format!("there is no plan for an {credential}")).into());
    };
    let text = manifest(catalog, &args.name, &sources(catalog, &inputs, &matches), least);
    write(&args.output, args.force, &text)
}

/// What the calls of the manifest are: the inputs as they are named, and the operations of what came from stdin.
fn sources(catalog: &Catalog, inputs: &[Input], matches: &[Match]) -> Vec<String> {
    if inputs.contains(&Input::Stdin) {
        let operations = matches.iter().flat_map(|one| &one.operations);
        let names: std::collections::BTreeSet<_> =
            operations.map(|key| catalog.operation_name(*key)).collect();
        return names.into_iter().collect();
    }
    let named = |input: &Input| match input {
        Input::Path(path) | Input::Found { file: path, .. } => path.to_string_lossy().into_owned(),
        Input::Argument(call) | Input::Bytes(call, _) => call.clone(),
        Input::Stdin => String::new(),
    };
    inputs.iter().map(named).collect()
}

fn manifest(catalog: &Catalog, name: &str, calls: &[String], least: &Plan) -> String {
    let mut text = String::from(
        "# What each principal calls and holds; `leastwise check` holds one against the other.\n\
         # The grant below is the least one for these calls: replace it by what is really granted, or name files\n\
         # with it under `files` (exports of the Okta API, Terraform state).\n\
         fail_on: warning\n\
         principals:\n",
    );
    let credential = least.credential.name().replace('_', "-");
    text.push_str(&format!("  - name: {}\n    credential: {credential}\n    calls:\n", quoted(name)));
    for call in calls {
        text.push_str(&format!("      - {}\n", quoted(call)));
    }
    text.push_str("    granted:\n");
    if least.credential.has_scopes() {
        let scopes = least.scopes.iter().map(|one| catalog.scope(one.key).name.clone());
        text.push_str(&list("scopes", &scopes.collect::<Vec<_>>()));
    }
    let chosen = least.chosen();
    let roles = chosen.into_iter().flat_map(|chosen| &chosen.roles);
    let roles = roles.map(|role| catalog.role(role.granted.key).name.clone());
    text.push_str(&list("roles", &roles.collect::<Vec<_>>()));
    let permissions = chosen.into_iter().flat_map(|chosen| &chosen.permissions);
    let permissions: Vec<_> = permissions.map(|one| catalog.capability(one.key).name.clone()).collect();
    if !permissions.is_empty() {
        text.push_str(&list("permissions", &permissions));
    }
    text
}

fn list(key: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("      {key}: []\n");
    }
    let lines = names.iter().map(|name| format!("        - {}\n", quoted(name)));
    format!("      {key}:\n{}", lines.collect::<String>())
}

/// A text as YAML takes it: plain where nothing in it means anything, else in quotes.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '/' | ' ');
    let fine = text.chars().all(plain) && text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let reserved = ["true", "false", "yes", "no", "on", "off", "null"];
    if fine && !text.ends_with(' ') && !reserved.contains(&text.to_lowercase().as_str()) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

fn write(path: &Path, force: bool, text: &str) -> Result<Exit, Complaints> {
    let stdout = output::Output { format: Format::Text, file: None };
    if path == Path::new("-") {
        output::write(&stdout, |out| out.write_all(text.as_bytes()))?;
        return Ok(Exit::Success);
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let file = if force { options.open(path) } else { options.create_new(true).open(path) };
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let there = error.kind() == std::io::ErrorKind::AlreadyExists;
        let help = there.then(|| "write over it with --force, or name another with --output".to_owned());
        Complaint::new(format!("cannot write `{}`: {error}", path.display())).help(help)
    })?;
    let shown = path.display();
    output::write(&stdout, |out| writeln!(out, "wrote `{shown}`; `leastwise check` reads it"))?;
    Ok(Exit::Success)
}
