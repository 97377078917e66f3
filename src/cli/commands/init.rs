//! `leastwise init`: a first `leastwise.yaml` from the least grant for some calls.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use super::calls::{Reader, inputs};
use super::{age, is_name, load};
use crate::catalog::Catalog;
use crate::cli::args::Global;
use crate::cli::check_args::InitArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, files, output, terminal};
use crate::grants::ARGUMENT;
use crate::intake::Input;
use crate::matching::{Match, Matcher};
use crate::model::{Asked, Call, Credential, Origin, Query};
use crate::plan::{Options, Plan, plan};
use crate::render::{Format, visible};

/// Plans the calls and writes the manifest.
pub(super) fn run(args: &InitArgs, global: &Global) -> Result<Exit, Complaints> {
    is_name("--name", &args.name)?;
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
    let sources = sources(catalog, &inputs, &args.output, &calls, &matches);
    let text = manifest(catalog, &args.name, &sources, least);
    write(&args.output, args.force, &text)
}

/// What the calls of the manifest are: files and folders as seen from it, and the calls of arguments and of stdin.
fn sources(
    catalog: &Catalog,
    inputs: &[Input],
    manifest: &Path,
    calls: &[Call],
    matches: &[Match],
) -> Vec<String> {
    let of = |is_from: &dyn Fn(&Origin) -> bool, typed: &str| {
        let own = calls.iter().zip(matches).filter(|(call, _)| is_from(&call.origin));
        own.map(|(call, found)| written(catalog, call, found, typed)).collect::<Vec<_>>()
    };
    let mut arguments = 0;
    let mut found = Vec::new();
    for input in inputs {
        found.extend(match input {
            Input::Path(path) | Input::Found { file: path, .. } => vec![seen_from(manifest, path)],
            Input::Argument(typed) => {
                arguments += 1;
                of(&|origin| &*origin.source == ARGUMENT && origin.line == arguments, typed.trim())
            }
            Input::Bytes(name, _) => of(&|origin| &*origin.source == name.as_str(), ""),
            Input::Stdin => of(&|origin| &*origin.source == "-", ""),
        });
    }
    let mut seen = BTreeSet::new();
    found.retain(|text| seen.insert(text.clone()));
    found
}

/// A call as `check` reads it again, without anything that could be a secret: as it was typed where nothing is left out,
/// else the operation that it is, or the request where its query matters.
fn written(catalog: &Catalog, call: &Call, found: &Match, typed: &str) -> String {
    match (&call.asked, &found.operations[..]) {
        _ if call.text() == typed => call.text(),
        (Asked::Http(request), operations) if operations.len() != 1 || !request.query.names.is_empty() => {
            let method = request.method.map(|method| format!("{method} ")).unwrap_or_default();
            format!("{method}{}{}", request.path, query(&request.query))
        }
        (_, [only]) => catalog.operation_name(*only),
        _ => call.text(),
    }
}

fn query(query: &Query) -> String {
    let value = |name: &str| query.kind.as_ref().filter(|_| name == "type").map(|kind| format!("={kind}"));
    let names: Vec<_> =
        query.names.iter().map(|name| format!("{name}{}", value(name).unwrap_or_default())).collect();
    if names.is_empty() { String::new() } else { format!("?{}", names.join("&")) }
}

/// A path as a manifest in another folder names it.
fn seen_from(manifest: &Path, path: &Path) -> String {
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let plain = folder.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
    let is_below = plain.components().all(|part| matches!(part, Component::Normal(_)));
    let own = path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
    let relative = match own.strip_prefix(&plain) {
        _ if path.is_absolute() || plain.as_os_str().is_empty() => path.to_owned(),
        Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
        Ok(inside) => inside.to_owned(),
        Err(_) if is_below => {
            plain.components().map(|_| Component::ParentDir).chain(own.components()).collect()
        }
        Err(_) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    };
    relative.to_string_lossy().into_owned()
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
        return text.to_owned();
    }
    // A line break in single quotes would be read as a blank, and a control character not at all; a sign without width or one
    // that turns the direction of writing would hide in the file.
    if visible::line(text) != text {
        let escape = |letter: char| match u32::from(letter) {
            code @ 0x1_0000.. => format!("\\U{code:08x}"),
            code => format!("\\u{code:04x}"),
        };
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{}\"", visible::escaped(&text, escape));
    }
    format!("'{}'", text.replace('\'', "''"))
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
        files::cannot_write(path, &error).help(help)
    })?;
    let shown = path.display();
    output::write(&stdout, |out| writeln!(out, "wrote `{shown}`; `leastwise check` reads it"))?;
    Ok(Exit::Success)
}
