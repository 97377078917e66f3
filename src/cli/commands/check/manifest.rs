//! A manifest to the principals that it is about.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::calls::Reader;
use super::case::{Cases, joined};
use super::{granted, names, narrow, read, reference};
use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::check::{Allowance, Case, Denial, Finding, Pattern, rule, stale_resolution};
use crate::cli::args::{Global, ReadArgs};
use crate::cli::check_args::CheckArgs;
use crate::cli::commands::shown_if_near;
use crate::cli::complaint::{Complaint, Complaints};
use crate::config::{self, AllowEntry, Config, PrincipalEntry, Source, Vocabulary};
use crate::disclosure::{self, AllowList};
use crate::grants;
use crate::intake::{Input, OpenPlace, Reading};
use crate::located::{Located, Node, Problem, Problems};
use crate::model::{Asked, Attribution, Call, Origin, Principal, ProviderRelease, did_you_mean};
use crate::plan::Options;

/// Calls, unresolved places, releases.
type Called = (Vec<Call>, Vec<OpenPlace>, Vec<ProviderRelease>);

/// A manifest that was read.
pub(super) struct Manifest {
    /// The file as it was named.
    source: String,
    config: Config,
    /// Which entries of `resolved` answer a place.
    resolved_used: Vec<Cell<bool>>,
}

/// How to say what is granted.
const GRANTED_HELP: &str = "write `granted:` with `scopes`, `roles`, `permissions` or `files`, or `granted: none` when nothing is held";

/// The manifest that the flags ask for; none when they give a grant themselves.
pub(super) fn of(args: &CheckArgs) -> Result<Option<Manifest>, Complaints> {
    let given = !(args.scopes.is_empty()
        && args.role.is_empty()
        && args.permission.is_empty()
        && args.grant.is_empty()
        && args.token.is_none());
    if given && args.config.is_some() {
        return Err(Complaint::new("--config and a grant cannot be given together")
            .help(Some("write the grant into the manifest".to_owned()))
            .into());
    }
    let named = args.config.clone().unwrap_or_else(|| PathBuf::from(config::FILE));
    if given || (args.config.is_none() && !args.inputs.is_empty()) {
        return Ok(None);
    }
    if args.config.is_none() && !named.exists() && super::terraform::is_here() {
        return Ok(None);
    }
    if args.config.is_none() && !named.exists() {
        return Err(Complaint::new(format!("no grant is given, and there is no `{}` here", config::FILE))
            .help(Some(
                "say what is held with --scopes, --role, --permission, --token or --grant, or write a manifest with \
                 `leastwise init`"
                    .to_owned(),
            ))
            .into());
    }
    if !args.inputs.is_empty() {
        return Err(Complaint::new("--config and calls cannot be given together")
            .help(Some("write the calls into the manifest".to_owned()))
            .into());
    }
    let text = read(&named)?;
    let source = named.to_string_lossy().into_owned();
    let granted = |node: &Node, problems: &mut Problems| drop(grants::granted(node, problems));
    let rules: Vec<_> = rule::RULES.iter().filter(|rule| rule.allowable).map(|rule| rule.id).collect();
    let vocabulary = Vocabulary { granted: &granted, rules: &rules };
    let config = config::read(&source, &text, vocabulary).map_err(Complaints::of_manifest)?;
    let resolved_used = config.resolved.iter().map(|_| Cell::new(false)).collect();
    Ok(Some(Manifest { source, config, resolved_used }))
}

impl Manifest {
    /// The file as it was named.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The shared flags with the overlays of the manifest.
    pub(super) fn with_overlays(&self, global: &Global) -> Global {
        let mut global = global.clone();
        global.overlay.extend(self.config.overlay.iter().map(|one| self.folder().join(&one.value)));
        global
    }

    /// The arguments of reading with the hosts of the manifest.
    pub(super) fn with_hosts(&self, read: &ReadArgs) -> ReadArgs {
        let mut read = read.clone();
        read.okta_host.extend(self.config.okta_hosts.iter().map(|host| host.value.clone()));
        read
    }

    fn folder(&self) -> &Path {
        Path::new(&self.source).parent().unwrap_or(Path::new(""))
    }

    fn origin<T>(&self, located: &Located<T>) -> Origin {
        Origin { source: Arc::from(self.source.as_str()), line: located.at.line, column: located.at.column }
    }

    /// What is to be checked: every principal, or the one that is asked for.
    pub(super) fn cases(
        &self,
        args: &CheckArgs,
        catalog: &Catalog,
        options: &mut Options,
        reader: &Reader<'_>,
    ) -> Result<Cases, Complaints> {
        narrow(options, &self.config);
        unless_any(self.unknown_denials(&self.config.deny, catalog), ())?;
        let wanted =
            |entry: &&PrincipalEntry| args.principal.as_ref().is_none_or(|name| *name == entry.name.value);
        let entries: Vec<_> = self.config.principals.iter().filter(wanted).collect();
        if let (Some(name), true) = (&args.principal, entries.is_empty()) {
            let near = nearest(name, self.config.principals.iter().map(|one| one.name.value.as_str()));
            let shown = shown_if_near(name, near);
            let help = near.map(|near| did_you_mean(name, near));
            let message = format!("`{}` tells of no principal `{shown}`", self.source);
            return Err(Complaint::new(message).help(help).into());
        }
        let mut cases = Cases { fail_on: self.config.fail_on, judge: self.config.judge, ..Cases::default() };
        for entry in entries {
            match self.case(entry, args, catalog, reader) {
                Ok(case) => cases.all.push(case),
                Err(found) => cases.failed.push((entry.name.value.clone(), found)),
            }
        }
        Ok(cases)
    }

    fn case(
        &self,
        entry: &PrincipalEntry,
        args: &CheckArgs,
        catalog: &Catalog,
        reader: &Reader<'_>,
    ) -> Result<Case, Complaints> {
        let mut complaints = Vec::new();
        let mut keep = |Complaints(found): Complaints| complaints.extend(found);
        let mut principal = self.principal(entry, catalog).map_err(&mut keep).unwrap_or_default();
        reader.allowed().clean_grant(&mut principal.grant);
        let calls = entry.calls.as_ref().map(|calls| self.calls(calls, reader)).transpose();
        let calls = calls.map_err(&mut keep).unwrap_or_default();
        let (calls, open, releases) = calls
            .map_or((None, Vec::new(), Vec::new()), |(calls, open, releases)| (Some(calls), open, releases));
        let allowances = self.allowances(entry, catalog, &reader.allowed());
        let name = entry.name.value.clone();
        let reference = reference(args, &name, &reader.allowed()).map_err(&mut keep).unwrap_or_default();
        let denials = self.denials(&entry.deny, catalog).map_err(&mut keep).unwrap_or_default();
        if complaints.is_empty() {
            let of_input = Case { calls, open, releases, ..Case::default() };
            Ok(Case { name, principal, denials, allowances, reference, ..of_input })
        } else {
            Err(Complaints(complaints))
        }
    }

    fn denial(&self, one: &Located<String>, catalog: &Catalog) -> Denial {
        Denial { pattern: Pattern::new(&one.value).with_type(catalog), origin: self.origin(one) }
    }

    /// The entries of a deny list that deny nothing.
    fn unknown_denials(&self, deny: &[Located<String>], catalog: &Catalog) -> Vec<Problem> {
        let denials = deny.iter().map(|one| self.denial(one, catalog));
        denials.filter_map(|one| names::unknown_pattern(catalog, &one.pattern, &one.origin)).collect()
    }

    fn denials(&self, own: &[Located<String>], catalog: &Catalog) -> Result<Vec<Denial>, Complaints> {
        let denials = self.config.deny.iter().chain(own).map(|one| self.denial(one, catalog));
        unless_any(self.unknown_denials(own, catalog), denials.collect())
    }

    fn principal(&self, entry: &PrincipalEntry, catalog: &Catalog) -> Result<Principal, Complaints> {
        let mut problems = Problems::new(&self.source);
        let granted_node = entry.granted.as_ref();
        let written = granted_node.and_then(|node| grants::granted(node, &mut problems)).unwrap_or_default();
        if written.grant.is_silent() && written.files.is_empty() {
            let at = granted_node.map_or(entry.name.at, |node| node.at);
            let message = format!("nothing says what is granted to `{}`", entry.name.value);
            problems.add_with_help(at, message, GRANTED_HELP);
        }
        problems.unless_any(()).map_err(Complaints::of_manifest)?;
        unless_any(names::unknown(catalog, &written.grant, &self.source), ())?;
        let own = Principal {
            name: Some(entry.name.value.clone()),
            credential: entry.credential,
            grant: written.grant,
            ..Principal::default()
        };
        let mut more = Vec::new();
        for file in &written.files {
            more.extend(granted::file(&self.folder().join(&file.name))?);
        }
        joined(own, more, &entry.name.value)
    }

    /// The calls of a principal, the unresolved places of its inputs, and the releases of Terraform's provider. Calls of the manifest itself have their origin
    /// in it.
    fn calls(&self, entries: &[Located<String>], reader: &Reader<'_>) -> Result<Called, Complaints> {
        let mut calls = Vec::new();
        let mut open = Vec::new();
        let mut releases = Vec::new();
        let mut complaints = Vec::new();
        for entry in entries {
            match config::source(&self.source, entry) {
                Ok(source) => match self.read_calls(source, entry, reader) {
                    Ok(found) => {
                        open.extend(found.open_places());
                        calls.extend(found.calls);
                        releases.extend(found.terraform.releases);
                    }
                    Err(Complaints(found)) => complaints.extend(found),
                },
                Err(problem) => complaints.extend(Complaints::of_manifest(vec![problem]).0),
            }
        }
        self.resolve(&mut calls, &mut open, reader);
        if complaints.is_empty() { Ok((calls, open, releases)) } else { Err(Complaints(complaints)) }
    }

    fn read_calls(
        &self,
        source: Source,
        entry: &Located<String>,
        reader: &Reader<'_>,
    ) -> Result<Reading, Complaints> {
        match source {
            Source::Path(path) => reader.reading_apart(&[Input::Path(path)]),
            Source::Found { files, below } => {
                let found = files.into_iter().map(|file| Input::Found { file, below: below.clone() });
                reader.reading_apart(&found.collect::<Vec<_>>())
            }
            Source::Call(call) => self.written_call(call, entry, reader),
            Source::CallOrFile(call) if reader.is_call(&call) => self.written_call(call, entry, reader),
            Source::CallOrFile(_) => {
                let missing = config::no_file(&self.source, entry);
                Err(Complaints::of_manifest(vec![missing]))
            }
        }
    }

    /// A call that the manifest itself holds.
    fn written_call(
        &self,
        call: String,
        entry: &Located<String>,
        reader: &Reader<'_>,
    ) -> Result<Reading, Complaints> {
        let mut found = reader.reading(&[Input::Argument(call)])?;
        for call in &mut found.calls {
            call.origin = self.origin(entry);
        }
        Ok(found)
    }

    /// Answers the places that `resolved` names: the operations that it gives are called there, and nothing else.
    fn resolve(&self, calls: &mut Vec<Call>, open: &mut Vec<OpenPlace>, reader: &Reader<'_>) {
        for (entry, used) in self.config.resolved.iter().zip(&self.resolved_used) {
            let Some((file, line)) = entry.at.value.rsplit_once(':') else { continue };
            let (path, line) = (self.folder().join(file), line.parse::<u32>().unwrap_or_default());
            let is_there = |source: &str, at: u32| at == line && same_path(Path::new(source), &path);
            let is_open =
                |call: &Call| is_there(&call.origin.source, call.origin.line) && reader.is_open(call);
            let before = (calls.len(), open.len());
            open.retain(|one| !is_there(&one.source, one.line));
            calls.retain(|call| !is_open(call));
            if (calls.len(), open.len()) == before {
                continue;
            }
            used.set(true);
            let origin = Origin { source: Arc::from(&*path.to_string_lossy()), line, column: 1 };
            calls.extend(entry.operations.iter().map(|name| {
                let asked = Asked::Name(reader.allowed().name(&name.value).to_owned());
                Call::new(origin.clone(), asked).attributed(Attribution::Explicit)
            }));
        }
    }

    /// Findings about entries of `resolved` that answer no place of any principal.
    pub(super) fn stale_resolutions(&self) -> Vec<Finding> {
        let entries = self.config.resolved.iter().zip(&self.resolved_used);
        let stale = entries.filter(|(_, used)| !used.get());
        stale
            .map(|(entry, _)| stale_resolution(disclosure::file(&entry.at.value), self.origin(&entry.at)))
            .collect()
    }

    fn allowances(&self, entry: &PrincipalEntry, catalog: &Catalog, allowed: &AllowList) -> Vec<Allowance> {
        let allowance = |(one, shared): (&AllowEntry, bool)| Allowance {
            pattern: Pattern::new(&one.grant.value).with_type(catalog),
            rules: one.rules.iter().map(|rule| rule.value.clone()).collect(),
            shown: allowed.parts(&one.grant.value).into_owned(),
            reason: disclosure::prose(&one.reason.value).into_owned(),
            owner: one.owner.as_ref().map(|owner| disclosure::prose(&owner.value).into_owned()),
            until: one.until,
            origin: self.origin(&one.grant),
            shared,
        };
        let shared = self.config.allow.iter().map(|one| (one, true));
        shared.chain(entry.allow.iter().map(|one| (one, false))).map(allowance).collect()
    }
}

/// The value, unless something is wrong with the manifest.
fn unless_any<T>(problems: Vec<Problem>, value: T) -> Result<T, Complaints> {
    if problems.is_empty() { Ok(value) } else { Err(Complaints::of_manifest(problems)) }
}

/// Whether two paths are equal after `.` and `..` are resolved.
fn same_path(one: &Path, other: &Path) -> bool {
    let plain = |path: &Path| {
        let mut parts: Vec<std::ffi::OsString> = Vec::new();
        for part in path.components() {
            match part {
                std::path::Component::CurDir => {}
                std::path::Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                    parts.pop();
                }
                part => parts.push(part.as_os_str().to_owned()),
            }
        }
        parts
    };
    plain(one) == plain(other)
}
