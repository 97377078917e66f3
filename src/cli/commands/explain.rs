//! `leastwise explain`: what a name needs, what it gives, why, and how that is known.

use clap::ArgMatches;

use super::calls::Reader;
use super::{age, load, shown_if_near};
use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::tables::OperationKey;
use crate::cli::args::{ExplainArgs, Global};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::intake::{self, Input, KnownNames as _, ReadOptions};
use crate::matching::{self, Code, Match, Matcher};
use crate::model::{BlockKind, Call, did_you_mean, listed};
use crate::render::{self, Format};
use crate::report::terraform::kind_report;
use crate::report::{ExplainReport, Question, explain, explained_names};

/// Explains the name, and writes that.
pub(super) fn run(args: &ExplainArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    if let Some(report) = kind_report(catalog, age_days, args.name.trim()) {
        let look = terminal::look(global.verbose);
        for one in &outputs {
            output::write(one, |out| render::kind(&report, one.format, look, out))?;
        }
        return Ok(Exit::Success);
    }
    if args.name.trim().trim_start_matches("data.").starts_with("okta_") {
        return Err(no_type(args.name.trim(), catalog).into());
    }
    let matcher = Matcher::new(catalog);
    let question = question(&args.name, catalog, &matcher)?;
    let inputs: Vec<_> = args.calls.iter().map(|input| Input::from_argument(input)).collect();
    let reader = Reader::new(&args.read, global, &matcher);
    let calls = if inputs.is_empty() { Vec::new() } else { reader.read(&inputs)? };
    let found: Vec<Match> = calls.iter().map(|call| matcher.resolve(call)).collect();
    let chains = (!inputs.is_empty()).then_some((&calls[..], &found[..]));
    let report = explain(catalog, age_days, &question, chains).ok_or_else(|| nothing(&args.name, catalog))?;
    outputs.iter().try_for_each(|output| fits(&report, output.format))?;
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| render::explain(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}

/// Whether an explanation can be shown so: a rule has no part in the graph of the catalog.
fn fits(report: &ExplainReport, format: Format) -> Result<(), Complaint> {
    let is_rule = report.entries.iter().all(|entry| entry.kind == "rule");
    let what = match (report.calls.is_some(), format) {
        (true, _) => "no call leads to it",
        (false, Format::Dot | Format::Mermaid) => "there is nothing to draw",
        (false, _) => return Ok(()),
    };
    if !is_rule {
        return Ok(());
    }
    Err(Complaint::new(format!("`{}` is a finding rule: {what}", report.asked))
        .help(Some("explain it as text or JSON, and check a grant to see what it finds".to_owned())))
}

/// What is asked for: a name of the catalog as it stands or in other capitals, a title of a role, or a request.
fn question(name: &str, catalog: &Catalog, matcher: &Matcher<'_>) -> Result<Question, Complaint> {
    let plain = |asked: &str| Question { asked: asked.to_owned(), understood: None, operations: Vec::new() };
    let name = name.trim();
    let names = explained_names(catalog);
    let exact = names.iter().find(|known| **known == name);
    let alike = exact.or_else(|| names.iter().find(|known| known.eq_ignore_ascii_case(name))).copied();
    let titled = catalog.role_called(name).map(|key| catalog.role(key));
    if let Some(other) = method_of_sdk(name, catalog, matcher) {
        return Ok(other);
    }
    if let Some(known) = alike.or(titled.map(|role| role.name.as_str())) {
        return Ok(plain(known));
    }
    if !name.contains('/') && !matcher.knows(name) {
        return Err(nothing(name, catalog));
    }
    request(name, catalog, matcher)
}

/// The operation that a method of an SDK means, where none has this name as its id, or one of another API.
fn method_of_sdk(name: &str, catalog: &Catalog, matcher: &Matcher<'_>) -> Option<Question> {
    if name.contains(['/', ':']) || !matcher.knows(name) {
        return None;
    }
    let question = request(name, catalog, matcher).ok()?;
    let is_its_id = |key: &OperationKey| catalog.operation(*key).id == name;
    (!question.operations.iter().any(is_its_id)).then_some(question)
}

/// The operations of a request; what is wrong with it is said.
fn request(text: &str, catalog: &Catalog, matcher: &Matcher<'_>) -> Result<Question, Complaint> {
    let calls = intake::read_all(&[Input::Argument(text.to_owned())], &ReadOptions::default(), matcher).calls;
    let found: Vec<_> = calls.iter().map(|call| (call, matcher.resolve(call))).collect();
    let operations: Vec<_> = found.iter().flat_map(|(_, found)| found.operations.clone()).collect();
    let diagnoses = found.iter().filter_map(|(_, found)| found.diagnosis.as_ref());
    let said: Vec<String> = diagnoses.clone().map(|one| one.message.clone()).collect();
    if operations.is_empty() {
        let near: Vec<_> = diagnoses.flat_map(|one| one.suggestions.clone()).collect();
        let help = match (near.is_empty(), said.is_empty()) {
            (false, _) => Some(format!("did you mean `{}`?", near.join("`, `"))),
            (true, false) => Some(said.join("; ")),
            (true, true) => None,
        };
        let usual = "write it as METHOD /path, such as `GET /api/v1/users`".to_owned();
        let shown =
            calls.first().map_or_else(|| "this request".to_owned(), |call| format!("`{}`", call.text()));
        let complaint = Complaint::new(format!("the catalog has no operation for {shown}"));
        return Err(complaint.help(Some(help.unwrap_or(usual))));
    }
    let names: Vec<_> = operations.iter().map(|key| catalog.operation_name(*key)).collect();
    let understood = match (&said[..], names.len()) {
        ([], 1) => None,
        ([], _) => Some(format!("may be {}", listed(&names))),
        (said, _) => Some(format!("taken for {}: {}", listed(&names), said.join("; "))),
    };
    let asked = calls.first().map(Call::text).unwrap_or_default();
    Ok(Question { asked, understood, operations })
}

/// The complaint that the Terraform provider has no type of a name.
fn no_type(name: &str, catalog: &Catalog) -> Complaint {
    let facts = catalog.terraform();
    let (kinds, plain) = match name.strip_prefix("data.") {
        Some(plain) => (&[BlockKind::DataSource][..], plain),
        None => (&[BlockKind::Resource, BlockKind::DataSource][..], name),
    };
    let mut found: Vec<_> =
        kinds.iter().map(|kind| matching::terraform::no_type(catalog, *kind, plain)).collect();
    if let Some(removed) = found.iter().position(|one| one.code == Code::RemovedType) {
        return Complaint::new(found.swap_remove(removed).message)
            .help(Some("`leastwise explain` also takes the name of the successor".to_owned()));
    }
    let near = found.iter().find_map(|one| one.suggestions.first());
    let help =
        near.map_or_else(|| "docs/terraform.md lists the types".to_owned(), |near| did_you_mean(name, near));
    let shown = shown_if_near(name, near.map(String::as_str));
    Complaint::new(format!("{} {} has no type `{shown}`", facts.provider, facts.version)).help(Some(help))
}

/// The complaint that nothing goes by a name, with those that may be meant.
pub(super) fn nothing(name: &str, catalog: &Catalog) -> Complaint {
    let like = nearest(name, explained_names(catalog).into_iter());
    let near = match like {
        Some(near) => vec![near],
        None => holding(name, catalog),
    };
    let help = match &near[..] {
        [] => "`leastwise catalog list` shows the operations".to_owned(),
        near => did_you_mean(name, &near.join("`, `")),
    };
    let shown = catalog.allow_list();
    let shown = shown.unknown_name(name, like);
    Complaint::new(format!("the catalog has nothing by the name `{shown}`")).help(Some(help))
}

/// A few names that hold the letters of what was typed, the shortest first.
fn holding<'c>(name: &str, catalog: &'c Catalog) -> Vec<&'c str> {
    const SHOWN: usize = 3;
    const SHORTEST: usize = 4;
    let letters =
        |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = letters(name);
    if wanted.len() < SHORTEST {
        return Vec::new();
    }
    let mut found: Vec<_> = explained_names(catalog)
        .into_iter()
        .filter(|known| !known.contains(':') && letters(known).contains(&wanted))
        .collect();
    found.sort_by_key(|known| (known.len(), *known));
    found.dedup();
    found.truncate(SHOWN);
    found
}
