//! `--assume`: what the user knows about the calls and the calls do not say.

use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::cli::args::AssumptionArgs;
use crate::cli::commands::shown_if_near;
use crate::cli::complaint::{Complaint, Complaints};
use crate::model::{Engine, did_you_mean};
use crate::plan::Options;

/// The options that the flags ask for.
pub(super) fn options(catalog: &Catalog, args: &AssumptionArgs) -> Result<Options, Complaints> {
    let mut options = Options {
        floor: args.evidence.into(),
        manage_implies_read: !args.no_manage_implies_read,
        engine: args.engine.into(),
        assume_all: args.assume_all,
        ..Options::default()
    };
    apply(catalog, &args.assume, &mut options)?;
    Ok(options)
}

/// Takes each assumption into the options.
fn apply(catalog: &Catalog, assume: &[String], options: &mut Options) -> Result<(), Complaints> {
    let complaints: Vec<_> = assume.iter().filter_map(|text| one(catalog, text, options).err()).collect();
    if complaints.is_empty() { Ok(()) } else { Err(Complaints(complaints)) }
}

fn one(catalog: &Catalog, text: &str, options: &mut Options) -> Result<(), Complaint> {
    match text.split_once('=') {
        Some(("engine", value)) => engine(value, options),
        Some((name, value)) => parameter(catalog, name, value, options),
        None => name(catalog, text, options),
    }
}

fn engine(value: &str, options: &mut Options) -> Result<(), Complaint> {
    let known = [Engine::IdentityEngine, Engine::Classic].into_iter().find(|engine| engine.name() == value);
    options.engine = known.ok_or_else(|| {
        Complaint::new("`engine` has no such value")
            .help(Some("the engines are identity-engine and classic".to_owned()))
    })?;
    Ok(())
}

fn parameter(catalog: &Catalog, name: &str, value: &str, options: &mut Options) -> Result<(), Complaint> {
    let parameters = &catalog.tables().parameters;
    let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
        let known: Vec<_> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let allowed = catalog.allow_list();
        let shown = allowed.unknown_name(name, None);
        return Err(Complaint::new(format!("nothing depends on `{shown}`"))
            .help(Some(format!("what can be assumed so: {}, engine", known.join(", ")))));
    };
    if !parameter.values.iter().any(|known| known == value) {
        let allowed = catalog.allow_list();
        let shown = allowed.unknown_name(value, None);
        return Err(Complaint::new(format!("`{name}` has no value `{shown}`"))
            .help(Some(format!("its values are {}", parameter.values.join(", ")))));
    }
    match options.parameters.insert(name.to_owned(), value.to_owned()) {
        Some(other) if other != value => {
            Err(Complaint::new(format!("`{name}={other}` and `{name}={value}` cannot hold together"))
                .help(Some("make one plan for each".to_owned())))
        }
        _ => Ok(()),
    }
}

/// A limit of a role, or a special case of an operation.
fn name(catalog: &Catalog, text: &str, options: &mut Options) -> Result<(), Complaint> {
    let limits = catalog.tables().limits.iter().map(|limit| limit.name.as_str());
    let variants = catalog.tables().operations.iter().flat_map(|operation| &operation.variants);
    let variants = variants.map(|variant| variant.key.as_str());
    if limits.clone().any(|known| known == text) {
        options.cases.insert(text.to_owned());
        return Ok(());
    }
    if variants.clone().any(|known| known == text) {
        options.variants.insert(text.to_owned());
        return Ok(());
    }
    let near = nearest(text, limits.chain(variants));
    let shown = shown_if_near(text, near);
    let near = near.map(|near| did_you_mean(text, near));
    let usual = "write a name that a plan shows under `Special cases` or `Would be enough`".to_owned();
    Err(Complaint::new(format!("nothing goes by the name `{shown}`")).help(Some(near.unwrap_or(usual))))
}
