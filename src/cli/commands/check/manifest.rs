//! A manifest to the principals that it is about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::calls::Reader;
use super::case::{Cases, joined};
use super::{granted, narrow, read, reference};
use crate::check::{Allowance, Case, Denial, Pattern, rule};
use crate::cli::args::Global;
use crate::cli::check_args::CheckArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::config::{self, AllowEntry, Config, PrincipalEntry, Source, Vocabulary};
use crate::grants;
use crate::intake::Input;
use crate::located::{Located, Node, Problems};
use crate::model::{Call, Origin, Principal};
use crate::plan::Options;

/// A manifest that was read.
pub(super) struct Manifest {
    /// The file as it was named.
    source: String,
    text: String,
    config: Config,
}

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
    if args.config.is_none() && !named.exists() && crate::intake::terraform::is_at(Path::new(".")) {
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
    let config =
        config::read(&source, &text, vocabulary).map_err(|found| Complaints::of_manifest(found, &text))?;
    Ok(Some(Manifest { source, text, config }))
}

impl Manifest {
    /// The shared flags with the overlays of the manifest.
    pub(super) fn with_overlays(&self, global: &Global) -> Global {
        let mut global = global.clone();
        global.overlay.extend(self.config.overlay.iter().map(|one| self.folder().join(&one.value)));
        global
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
        options: &mut Options,
        reader: &Reader<'_>,
    ) -> Result<Cases, Complaints> {
        narrow(options, &self.config);
        let wanted =
            |entry: &&PrincipalEntry| args.principal.as_ref().is_none_or(|name| *name == entry.name.value);
        let entries: Vec<_> = self.config.principals.iter().filter(wanted).collect();
        if let (Some(name), true) = (&args.principal, entries.is_empty()) {
            return Err(Complaint::new(format!("`{}` tells of no principal `{name}`", self.source)).into());
        }
        let mut complaints = Vec::new();
        let mut cases = Vec::new();
        for entry in entries {
            match self.case(entry, args, reader) {
                Ok(case) => cases.push(case),
                Err(Complaints(found)) => complaints.extend(found),
            }
        }
        if complaints.is_empty() {
            Ok(Cases { all: cases, fail_on: self.config.fail_on, terraform: None })
        } else {
            Err(Complaints(complaints))
        }
    }

    fn case(
        &self,
        entry: &PrincipalEntry,
        args: &CheckArgs,
        reader: &Reader<'_>,
    ) -> Result<Case, Complaints> {
        let mut complaints = Vec::new();
        let mut keep = |Complaints(found): Complaints| complaints.extend(found);
        let principal = self.principal(entry).map_err(&mut keep).unwrap_or_default();
        let calls = entry.calls.as_ref().map(|calls| self.calls(calls, reader)).transpose();
        let calls = calls.map_err(&mut keep).unwrap_or_default();
        let allowances = self.allowances(entry);
        let name = entry.name.value.clone();
        let reference = reference(args, &name).map_err(&mut keep).unwrap_or_default();
        let denials = self.config.deny.iter().chain(&entry.deny);
        let denials = denials
            .map(|one| Denial { pattern: Pattern::new(&one.value), origin: self.origin(one) })
            .collect();
        if complaints.is_empty() {
            Ok(Case { name, principal, calls, denials, allowances, reference, floor: None })
        } else {
            Err(Complaints(complaints))
        }
    }

    fn principal(&self, entry: &PrincipalEntry) -> Result<Principal, Complaints> {
        let mut problems = Problems::new(&self.source);
        let granted_node = entry.granted.as_ref();
        let written = granted_node.and_then(|node| grants::granted(node, &mut problems)).unwrap_or_default();
        problems.unless_any(()).map_err(|found| Complaints::of_manifest(found, &self.text))?;
        let own = Principal {
            name: Some(entry.name.value.clone()),
            credential: entry.credential,
            grant: written.grant,
            remarks: Vec::new(),
        };
        let mut more = Vec::new();
        for file in &written.files {
            more.extend(granted::file(&self.folder().join(&file.name))?);
        }
        joined(own, more, &entry.name.value)
    }

    /// The calls of a principal; those that stand in the manifest itself have their place there.
    fn calls(&self, entries: &[Located<String>], reader: &Reader<'_>) -> Result<Vec<Call>, Complaints> {
        let mut calls = Vec::new();
        let mut complaints = Vec::new();
        for entry in entries {
            match config::sources(&self.source, entry) {
                Ok(sources) => {
                    for source in sources {
                        match self.read_calls(source, entry, reader) {
                            Ok(found) => calls.extend(found),
                            Err(Complaints(found)) => complaints.extend(found),
                        }
                    }
                }
                Err(problem) => complaints.extend(Complaints::of_manifest(vec![problem], &self.text).0),
            }
        }
        if complaints.is_empty() { Ok(calls) } else { Err(Complaints(complaints)) }
    }

    fn read_calls(
        &self,
        source: Source,
        entry: &Located<String>,
        reader: &Reader<'_>,
    ) -> Result<Vec<Call>, Complaints> {
        match source {
            Source::Path(path) => reader.read(&[Input::Path(path)]),
            Source::Call(call) => {
                let mut found = reader.read(&[Input::Argument(call)])?;
                for call in &mut found {
                    call.origin = self.origin(entry);
                }
                Ok(found)
            }
        }
    }

    fn allowances(&self, entry: &PrincipalEntry) -> Vec<Allowance> {
        let allowance = |(one, shared): (&AllowEntry, bool)| Allowance {
            pattern: Pattern::new(&one.grant.value),
            rules: one.rules.iter().map(|rule| rule.value.clone()).collect(),
            reason: one.reason.value.clone(),
            owner: one.owner.as_ref().map(|owner| owner.value.clone()),
            until: one.until,
            origin: self.origin(&one.grant),
            shared,
        };
        let shared = self.config.allow.iter().map(|one| (one, true));
        shared.chain(entry.allow.iter().map(|one| (one, false))).map(allowance).collect()
    }
}
