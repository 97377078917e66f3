//! A configuration of Terraform to the principals that it is about: its providers, and those that it creates.

use std::path::{Path, PathBuf};

use super::case::Cases;
use super::reference;
use crate::catalog::Catalog;
use crate::catalog::tables::POLICY_TYPE;
use crate::check::{Case, Checked, Kind, Note, rule};
use crate::cli::check_args::CheckArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::disclosure::AllowList;
use crate::grants::{self, not_evaluated};
use crate::intake::terraform::{Configuration, Declared, folder_of, has_plan, is_at, is_printed};
use crate::intake::{Input, IntakeError, IntakeErrors, OpenPlace, Reading, pulumi};
use crate::matching::terraform::{Called, releases_of, uses};
use crate::model::{
    Asked, Call, Credential, Engine, Grant, OpenLayers, Origin, Principal, ProviderBlock, Remark, Silence,
    listed,
};
use crate::plan::Options;
use crate::report::terraform::{TerraformCaveat, caveats};

/// The inputs, when all of them are of Terraform and so say themselves what is held; without any, the folder at hand.
pub(super) fn inputs(inputs: &[String]) -> Option<Vec<Input>> {
    if inputs.is_empty() {
        return is_here().then(|| vec![Input::Path(PathBuf::from("."))]);
    }
    let inputs: Vec<_> = inputs.iter().map(|argument| Input::from_argument(argument)).collect();
    let is_terraform = |input: &Input| match input {
        Input::Path(path) => {
            is_at(path)
                || pulumi::is_at(path)
                || (path.is_dir() && has_plan(path))
                || path.extension().is_some_and(|end| end == "json" || end == "tfvars")
                || is_printed(path)
        }
        _ => false,
    };
    inputs.iter().all(is_terraform).then_some(inputs)
}

/// Whether the folder at hand has anything of Terraform's.
pub(super) fn is_here() -> bool {
    let here = Path::new(".");
    is_at(here) || has_plan(here) || pulumi::is_at(here)
}

/// A case for each provider, and one for each principal that the configuration creates or empowers.
pub(super) fn cases(
    args: &CheckArgs,
    allowed: &AllowList,
    mut reading: Reading,
) -> Result<Cases, Complaints> {
    // What cannot be read takes its own root away and leaves no doubt about the others.
    let unread_files = std::mem::take(&mut reading.failed).into_iter().map(not_read).collect::<Vec<_>>();
    let open = reading.open_places();
    let Reading { calls, terraform, .. } = reading;
    if !terraform.is_there {
        return Err(super::no_grant().into());
    }
    let mut cases = Vec::new();
    for provider in &terraform.providers {
        let own: Vec<Call> = calls.iter().filter(|call| is_of(call, &provider.name)).cloned().collect();
        let releases = releases_of(&provider.name, &terraform.providers, &terraform.releases);
        let releases = releases.into_iter().cloned().collect();
        let open = open_for(provider, &terraform.providers, &open);
        cases.push(Case { open, releases, ..case(args, allowed, principal(provider), Some(own))? });
    }
    for created in created(&terraform)? {
        cases.push(case(args, allowed, created, None)?);
    }
    if cases.is_empty() && unread_files.is_empty() {
        return Err(nothing(&open).into());
    }
    if let Some(wanted) = &args.principal {
        cases.retain(|case| case.name == *wanted);
    }
    Ok(Cases { all: cases, unread_files, terraform: Some(terraform), ..Cases::default() })
}

/// A file that cannot be read, with what is wrong.
fn not_read(error: IntakeError) -> (String, Complaints) {
    (error.input().to_owned(), IntakeErrors(vec![error]).into())
}

/// The unresolved places that a provider may be about: all but those in the folder of another root.
fn open_for(provider: &ProviderBlock, providers: &[ProviderBlock], open: &[OpenPlace]) -> Vec<OpenPlace> {
    let is_of_another = |place: &OpenPlace| {
        let folder = folder_of(&place.source);
        folder != provider.root && providers.iter().any(|other| other.root == folder)
    };
    open.iter().filter(|place| !is_of_another(place)).cloned().collect()
}

/// That nothing among the inputs is a principal, with the first place that was not read.
fn nothing(open: &[OpenPlace]) -> Complaint {
    match open.first() {
        Some(OpenPlace { source, line, column, reason }) => {
            Complaint::new(format!("{source}:{line}:{column}: no provider is found: {reason}"))
        }
        None => Complaint::new("no provider of Okta is configured or used"),
    }
    .help(Some(
        "name a folder with blocks of okta/okta, or a plan (`terraform show -json tfplan`)".to_owned(),
    ))
}

fn case(
    args: &CheckArgs,
    allowed: &AllowList,
    mut principal: Principal,
    calls: Option<Vec<Call>>,
) -> Result<Case, Complaints> {
    principal.credential = principal.credential.or(args.credential.map(Into::into));
    let name = principal.name.clone().unwrap_or_default();
    allowed.clean_grant(&mut principal.grant);
    let reference = reference(args, &name, allowed)?;
    Ok(Case { name, principal, calls, reference, ..Case::default() })
}

/// Whether a call is made by a provider; what a module calls that was not read, any of its root may.
fn is_of(call: &Call, provider: &str) -> bool {
    match &call.asked {
        Asked::Provision(provision) => provision.may_be_of(provider),
        _ => false,
    }
}

/// What a provider holds, by its block.
fn principal(provider: &ProviderBlock) -> Principal {
    let is_token = provider.credential == Some(Credential::ApiToken);
    let list = provider.scopes.as_ref().filter(|_| !is_token);
    let open = list.filter(|list| !list.open.is_empty()).map(|list| not_evaluated("scopes", &list.open));
    // Of a list of which nothing is known, nothing is granted for certain.
    let known = list.filter(|list| list.open.is_empty() || !list.names.is_empty());
    let remark = match &open {
        Some(open) => format!("{open}; missing scopes are not reported"),
        None => "a provider block says nothing of admin roles: only scopes are judged".to_owned(),
    };
    Principal {
        name: Some(provider.name.clone()),
        credential: provider.credential,
        grant: Grant { scopes: known.map(|list| list.names.clone()), roles: None },
        remarks: vec![Remark::new("provider-block", remark)],
        silence: Silence {
            scopes: Some("the provider block has no `scopes`, and `OKTA_API_SCOPES` is not read"),
            roles: Some("a provider block says nothing of admin roles"),
        },
        open: OpenLayers { scopes: open, roles: None },
    }
}

/// The principals that a configuration creates or empowers.
pub(super) fn created(configuration: &Configuration) -> Result<Vec<Principal>, Complaints> {
    let resources: Vec<_> = configuration.resources.iter().map(declared).collect();
    grants::declared(&resources).map_err(Complaints::of_grants)
}

fn declared(one: &Declared) -> grants::Declared<'_> {
    grants::Declared {
        kind: &one.kind,
        address: &one.address,
        source: &one.source,
        attributes: &one.attributes,
        references: &one.references,
        open: &one.open,
    }
}

/// What to know of the calls of Terraform, as plans say it.
pub(super) fn notes(
    catalog: &Catalog,
    configuration: Option<&Configuration>,
    cases: &[Case],
    options: &Options,
) -> Vec<Note> {
    const SHOWN: usize = 8;
    let calls: Vec<Call> = cases.iter().flat_map(|case| case.calls.iter().flatten()).cloned().collect();
    let (providers, mut releases) =
        configuration.map(|one| (one.providers.as_slice(), one.releases.clone())).unwrap_or_default();
    if configuration.is_none() {
        releases.extend(cases.iter().flat_map(|case| &case.releases).cloned());
    }
    let assumes_policy_type = options.parameters.contains_key(POLICY_TYPE);
    let caveats = caveats(catalog, options.engine, &calls, providers, &releases, assumes_policy_type);
    let note = |caveat: TerraformCaveat| {
        let mut addresses = caveat.addresses;
        if addresses.len() > SHOWN {
            let more = addresses.len() - SHOWN;
            addresses.truncate(SHOWN);
            addresses.push(format!("{more} more"));
        }
        let about = if addresses.is_empty() { String::new() } else { format!(": {}", listed(&addresses)) };
        Note::new(caveat.code, format!("{}{about}", caveat.message))
    };
    caveats.into_iter().map(note).collect()
}

/// Puts what is missing where it must be written, and what has no place where its principal stands.
pub(super) fn place(
    catalog: &Catalog,
    configuration: &Configuration,
    cases: &[Case],
    checked: &mut [Checked],
    engine: Engine,
) {
    for (case, one) in cases.iter().zip(checked) {
        let provider = configuration.providers.iter().find(|provider| provider.name == case.name);
        let block = provider.and_then(|provider| provider.origin.clone());
        let list = provider.and_then(|provider| provider.scopes.as_ref()).map(|list| list.origin.clone());
        for finding in &mut one.findings {
            if finding.rule.id == rule::MISSING_SCOPE.id {
                let addresses = addresses(catalog, case, one.credential, engine, &finding.operations);
                finding.message.push_str(&format!(" ({})", listed(&addresses)));
                finding.help = Some(format!("add `{}` to `scopes` of the provider", finding.subject.name));
                finding.origins = list.clone().into_iter().collect();
            }
            let is_about_grant =
                !matches!(finding.subject.kind, Kind::Call | Kind::Operation | Kind::Catalog);
            if finding.origins.is_empty() && is_about_grant {
                finding
                    .origins
                    .extend(list.clone().or_else(|| block.clone()).or_else(|| first(&case.principal)));
            }
        }
    }
}

/// Where the first thing that a principal holds is written.
fn first(principal: &Principal) -> Option<Origin> {
    let scopes = principal.grant.scopes.iter().flatten().map(|named| named.origin.clone());
    let roles = principal.grant.roles.iter().flatten().map(|role| match role {
        crate::model::HeldRole::Standard(role) => role.role.origin.clone(),
        crate::model::HeldRole::Custom(role) => role.role.origin.clone(),
    });
    scopes.chain(roles).min()
}

/// The resources for which some of the operations are called, the first few of them.
fn addresses(
    catalog: &Catalog,
    case: &Case,
    credential: Credential,
    engine: Engine,
    operations: &std::collections::BTreeSet<crate::catalog::tables::OperationKey>,
) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut found = Vec::new();
    for call in case.calls.iter().flatten() {
        let Asked::Provision(provision) = &call.asked else { continue };
        let needs = uses(catalog, provision, engine).iter().any(|one| match one.called {
            Called::Operation(key) => one.is_made_with(credential) && operations.contains(&key),
            Called::Outside(_) => false,
        });
        if needs && !found.contains(&provision.address) {
            found.push(provision.address.clone());
        }
    }
    if found.len() > SHOWN + 1 {
        let more = found.len() - SHOWN;
        found.truncate(SHOWN);
        found.push(format!("{more} more"));
    }
    found
}
