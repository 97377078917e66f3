//! `leastwise diff`: what access appears and what goes between two lists of calls, plans, grants or catalogs.

mod side;

use std::collections::BTreeSet;

use clap::ArgMatches;

use super::calls::Reader;
use super::{age, assume, both, catalog_diff, load};
use crate::catalog::Catalog;
use crate::check::{Side, difference};
use crate::cli::args::{DiffArgs, Global};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::grants::FROM_A_PLAN;
use crate::matching::Matcher;
use crate::model::{Credential, Grant, Principal};
use crate::plan::Options;
use crate::render;
use crate::report::{Compared, diff_report};
use side::{Told, Written};

/// Reads both sides, compares them and writes what differs.
pub(super) fn run(args: &DiffArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let look = terminal::look(global.verbose);
    let as_catalogs = are_catalogs(args, catalog)?;
    let grows = if as_catalogs {
        let report = catalog_diff::report(&args.before, &args.after, catalog)?;
        for one in &outputs {
            output::write(one, |out| render::catalog_diff(&report, one.format, look, out))?;
        }
        report.difference.changed.iter().any(|change| change.breaking)
    } else {
        let compared = Comparing::new(args, global, catalog)?.compared()?;
        let allowed = catalog.allow_list();
        let (before, after) = (side::shown(&args.before, &allowed), side::shown(&args.after, &allowed));
        let report = diff_report(catalog, age_days, (&before, &after), &compared);
        for one in &outputs {
            output::write(one, |out| render::diff(&report, one.format, look, out))?;
        }
        report.grows
    };
    Ok(if grows && !args.exit_zero { Exit::Findings } else { Exit::Success })
}

/// Whether catalogs or documents are compared; a catalog and anything else cannot be.
fn are_catalogs(args: &DiffArgs, catalog: &Catalog) -> Result<bool, Complaint> {
    let names = [&args.before, &args.after];
    let sides = names.map(|name| catalog_diff::is_side(name, catalog));
    let lone = names.iter().zip(sides).find(|(name, _)| catalog_diff::is_catalog(name));
    match (lone, sides) {
        (_, [true, true]) => Ok(args.read.from.is_none()),
        (Some((name, _)), _) => {
            Err(Complaint::new(format!("`{name}` is a catalog, and the other side is none"))
                .help(Some("compare it with another folder, an OpenAPI document or `embedded`".to_owned())))
        }
        (None, _) => Ok(false),
    }
}

struct Comparing<'a> {
    catalog: &'a Catalog,
    options: Options,
    before: Told,
    after: Told,
}

impl<'a> Comparing<'a> {
    fn new(args: &DiffArgs, global: &Global, catalog: &'a Catalog) -> Result<Self, Complaints> {
        if args.before == "-" && args.after == "-" {
            return Err(Complaint::new("stdin cannot be both sides of a comparison")
                .help(Some("put one of them into a file".to_owned()))
                .into());
        }
        let options = assume::options(catalog, &args.assumptions)?;
        let matcher = Matcher::new(catalog);
        let reader = Reader::new(&args.read, global, &matcher);
        let read = |name: &str| Written::read(name, args.read.from.is_some(), &reader);
        let (before, after) = both(read(&args.before), read(&args.after))?;
        let sides = [&after, &before];
        let credential = args
            .credential
            .map(Credential::from)
            .or_else(|| sides.iter().find_map(|side| side.credential()))
            .or_else(|| sides.iter().find_map(|side| side.recommended(&matcher, catalog, &options)))
            .unwrap_or(Credential::ServiceApp);
        let told = |side: Written| side.told(&matcher, catalog, &options, credential);
        let (before, after) = both(told(before), told(after))?;
        Ok(Self { catalog, options, before, after })
    }

    /// Each principal of either side with that of the same name; two without others are the same whatever they are
    /// called.
    fn compared(&self) -> Result<Vec<Compared>, Complaints> {
        if let ([before], [after]) = (&self.before.principals[..], &self.after.principals[..]) {
            let name = after.name.clone().or_else(|| before.name.clone());
            return Ok(vec![self.pair(name, Some(before), Some(after))?]);
        }
        let named = |told: &Told| told.principals.iter().map(|one| one.name.clone()).collect::<BTreeSet<_>>();
        let names = &named(&self.before) | &named(&self.after);
        let pair = |name: Option<String>| {
            let (before, after) = (self.before.of(name.as_deref()), self.after.of(name.as_deref()));
            self.pair(name, before, after)
        };
        names.into_iter().map(pair).collect()
    }

    /// What either side tells that is not compared.
    fn notes(&self) -> Vec<String> {
        let before = self.before.notes.iter().map(|note| format!("before: {note}"));
        before.chain(self.after.notes.iter().map(|note| format!("after: {note}"))).collect()
    }

    fn pair(
        &self,
        name: Option<String>,
        before: Option<&Principal>,
        after: Option<&Principal>,
    ) -> Result<Compared, Complaints> {
        let nothing = |other: &Grant| Grant {
            scopes: other.scopes.as_ref().map(|_| Vec::new()),
            roles: other.roles.as_ref().map(|_| Vec::new()),
        };
        let (was, is) = match (before, after) {
            (Some(before), Some(after)) => (before.grant.clone(), after.grant.clone()),
            (Some(before), None) => (before.grant.clone(), nothing(&before.grant)),
            (None, Some(after)) => (nothing(&after.grant), after.grant.clone()),
            (None, None) => (Grant::default(), Grant::default()),
        };
        let credential_of = |one: Option<&Principal>| one.and_then(|one| one.credential);
        let credential =
            credential_of(after).or_else(|| credential_of(before)).unwrap_or(Credential::ServiceApp);
        let earlier = credential_of(before).unwrap_or(credential);
        let was = Side {
            grant: &was,
            credential: earlier,
            names_extents: names_extents(before),
            called: self.before.called.as_ref(),
        };
        let is = Side {
            grant: &is,
            credential,
            names_extents: names_extents(after),
            called: self.after.called.as_ref(),
        };
        let Some(difference) = difference(self.catalog, &self.options, was, is) else {
            let who = name.map_or_else(|| "the principal".to_owned(), |name| format!("`{name}`"));
            return Err(Complaint::new(format!(
                "one side tells only of scopes of {who}, the other only of roles"
            ))
            .help(Some("give grants that tell of the same, or of both".to_owned()))
            .into());
        };
        Ok(Compared {
            name,
            credential,
            was: (earlier != credential).then_some(earlier),
            known: match (before, after) {
                (Some(_), Some(_)) => "both",
                (Some(_), None) => "before",
                (None, _) => "after",
            },
            difference,
            notes: self.notes(),
            called: self.before.called.clone().zip(self.after.called.clone()),
        })
    }
}

/// Whether assignments name what they are for: those of a plan say that they are for what the calls concern.
fn names_extents(principal: Option<&Principal>) -> bool {
    principal.is_none_or(|one| one.remarks.iter().all(|remark| remark.code != FROM_A_PLAN))
}
