//! Findings about roles and permissions: missing, not needed, larger than needed; and about super admins.

use std::collections::BTreeSet;

use super::bench::{Bench, Excess, Needs, kind_of};
use super::finding::Finding;
use super::rule::{EXCESS_PERMISSION, EXCESS_ROLE, MISSING_PERMISSION, MISSING_ROLE, SUPER_ADMIN};
use super::words;
use crate::catalog::answer::Verdict;
use crate::catalog::tables::OperationKey;
use crate::model::{Severity, Situation, listed};
use crate::plan::{Grantable, Judged, Larger, Missing, Spare};

/// The findings about the roles of a principal.
pub(super) fn findings(bench: &Bench<'_>) -> Vec<Finding> {
    let Some(needs) = &bench.calls else { return super::admin::without_calls(bench) };
    let Some(judged) = &needs.judgement.roles else { return Vec::new() };
    let roles = Roles { bench, needs, judged };
    let closed = !bench.resolved.closed_roles.is_empty() || bench.open_layers.roles.is_some();
    let missing = judged.missing.iter().filter(|_| !closed).map(|one| roles.missing(one));
    let spare = judged.spare.iter().map(|one| roles.spare(one));
    let larger = judged.larger.iter().map(|one| roles.larger(one));
    let needed = judged.kept.iter().filter(|key| judged.larger.iter().all(|one| one.key != **key));
    let needed = needed.filter(|key| roles.holds_everything(**key)).map(|key| roles.needed(*key));
    missing.chain(spare).chain(larger).chain(needed).collect()
}

struct Roles<'a> {
    bench: &'a Bench<'a>,
    needs: &'a Needs<'a>,
    judged: &'a Judged<Grantable>,
}

impl Roles<'_> {
    fn name(&self, key: Grantable) -> String {
        words::thing(self.bench.catalog, key)
    }

    fn holds_everything(&self, key: Grantable) -> bool {
        key.role().is_some_and(|role| self.bench.catalog.role(role).holds_all.is_some())
    }

    fn missing(&self, one: &Missing<Grantable>) -> Finding {
        let catalog = self.bench.catalog;
        let name = self.name(one.add);
        let fails = words::operations(catalog, &one.operations);
        let held: Vec<_> = self.bench.resolved.holding.roles.iter().flatten().copied().collect();
        let (rule, what) = match one.add {
            Grantable::Role(_) => (&MISSING_ROLE, "assign the role"),
            Grantable::Permission(_) => (&MISSING_PERMISSION, "add to the custom role the permission"),
        };
        let message = match (one.certain, held.as_slice()) {
            (false, _) => {
                format!(
                    "no source says that {} may make {fails}; `{name}` may",
                    words::things(catalog, &held)
                )
            }
            (true, []) => format!("no role is held, and {fails} needs one: `{name}` is enough"),
            (true, _) => {
                format!("{} may not make {fails}: `{name}` is missing", words::things(catalog, &held))
            }
        };
        let otherwise = if one.instead.is_empty() {
            String::new()
        } else {
            format!(", or instead {}", words::things(catalog, &one.instead))
        };
        let driver = self.driver(one.add).map(|driver| format!("; {driver}")).unwrap_or_default();
        let finding = Finding::new(rule, kind_of(one.add).named(name.as_str()), message)
            .help(format!("{what} `{name}`{otherwise}{driver}"))
            .known_by(self.bench.right_evidence(&one.operations))
            .about_calls(one.operations.clone());
        if one.certain { finding } else { finding.at_most(Severity::Note) }
    }

    /// What forces a role, when few operations do.
    fn driver(&self, key: Grantable) -> Option<String> {
        let role = key.role()?;
        let mut drivers = self.needs.least.roles.drivers.iter();
        let driver = drivers.find(|driver| driver.forces.contains(&role))?;
        let catalog = self.bench.catalog;
        let without: Vec<_> = driver.without.iter().copied().map(Grantable::Role).collect();
        let verb =
            if driver.operations.len() == 1 { "forces it; without it" } else { "force it; without them" };
        let enough = if without.len() == 1 { "is enough" } else { "are enough" };
        let forced = words::operations(catalog, &driver.operations);
        let without = match without.as_slice() {
            [] => "no standard role is needed".to_owned(),
            _ => format!("{} {enough}", words::things(catalog, &without)),
        };
        let uncounted = self.uncounted();
        Some(format!("only {forced} {verb} {without} for the other recognized calls{uncounted}"))
    }

    /// What no judgement of the roles counts: calls of which no source says what they need, and what is not recognized.
    fn uncounted(&self) -> String {
        let unknown = &self.needs.judgement.without_right;
        let unknown = (!unknown.is_empty()).then(|| words::many_operations(self.bench.catalog, unknown));
        let open = self.bench.open().map(|open| format!("what is not recognized ({})", open.named()));
        let parts: Vec<_> = unknown.into_iter().chain(open).collect();
        if parts.is_empty() { String::new() } else { format!(", not counting {}", listed(&parts)) }
    }

    fn spare(&self, Spare { key, adds }: &Spare<Grantable>) -> Finding {
        let kept = &self.judged.kept;
        let catalog = self.bench.catalog;
        let name = self.name(*key);
        let kept = (!kept.is_empty()).then(|| words::things(catalog, kept));
        let texts = Excess {
            message: match &kept {
                None => format!("no call needs `{name}`"),
                Some(kept) => format!("`{name}` is not needed beside {kept}"),
            },
            recognized: kept.map(|kept| format!(" beside {kept}")).unwrap_or_default(),
            advice: format!("take `{name}` away"),
            facts: self.leaves(*key, adds),
        };
        let is_certain = !adds.is_empty();
        self.excess(*key, texts, adds, is_certain)
    }

    fn larger(&self, one: &Larger<Grantable>) -> Finding {
        let catalog = self.bench.catalog;
        let name = self.name(one.key);
        let ways: Vec<_> = one.instead.iter().map(|way| words::in_place(catalog, one.key, way)).collect();
        let best = ways.first().cloned().unwrap_or_default();
        let verb = if one
            .instead
            .first()
            .is_some_and(|way| way.len() > 1 && way.iter().all(|key| key.role().is_some()))
        {
            "are"
        } else {
            "is"
        };
        let other = ways.get(1).map(|way| format!(", or by {way}")).unwrap_or_default();
        let verify = if one.verify_first { "; verify first: it rests on weaker evidence" } else { "" };
        let texts = Excess {
            message: format!("{best} {verb} enough in place of `{name}`"),
            recognized: format!(": {best} {verb} enough for those"),
            advice: format!("replace `{name}` by {best}{other}{verify}"),
            facts: self.leaves(one.key, &one.adds),
        };
        self.excess(one.key, texts, &one.adds, !one.verify_first).known_by(one.evidence)
    }

    /// A super admin whom the calls need.
    fn needed(&self, key: Grantable) -> Finding {
        let catalog = self.bench.catalog;
        let name = self.name(key);
        let plan = self.needs.least;
        let because = plan.chosen().into_iter().flat_map(|chosen| &chosen.roles);
        let because = because.filter(|role| Grantable::Role(role.granted.key) == key);
        let because: BTreeSet<_> = because.flat_map(|role| role.granted.because.iter().copied()).collect();
        let finding = Finding::new(
            &SUPER_ADMIN,
            kind_of(key).named(name.as_str()),
            format!("the calls need `{name}`: {}", words::operations(catalog, &because)),
        )
        .at_most(Severity::Note)
        .known_by(self.bench.right_evidence(&because))
        .about_calls(because);
        let help = self.driver(key).unwrap_or_else(|| {
            "nothing smaller is known to do; keep its key safe and its scopes narrow".to_owned()
        });
        self.bench.placed(finding.help(help))
    }

    /// What taking it away takes away: by itself, and behind the scopes that are held.
    fn leaves(&self, key: Grantable, adds: &BTreeSet<OperationKey>) -> String {
        let catalog = self.bench.catalog;
        if adds.is_empty() {
            return String::new();
        }
        let alone = words::tally(catalog, adds);
        let mut said = match &self.bench.reached.scopes {
            Some(scopes) => {
                let effective = adds & scopes;
                let some = words::operations(catalog, &effective);
                match effective.is_empty() {
                    true => format!("; the scopes keep it from all {alone} that it adds"),
                    false if effective.len() == adds.len() => format!("; it adds {alone}: {some}"),
                    false => format!(
                        "; behind these scopes it adds {}: {some}; without them {alone}",
                        words::tally(catalog, &effective)
                    ),
                }
            }
            None => format!("; it adds {alone}: {}", words::operations(catalog, adds)),
        };
        let targets = self.bench.resolved.targets.get(&self.name(key)).filter(|targets| !targets.is_empty());
        if targets.is_some() {
            said.push_str("; the targets of its assignment limit the objects, not the operations");
        }
        said
    }

    /// The finding that something is held and not needed. A super admin is at least a warning, whatever is not known.
    fn excess(
        &self,
        key: Grantable,
        texts: Excess,
        adds: &BTreeSet<OperationKey>,
        is_certain: bool,
    ) -> Finding {
        let Needs { judgement, .. } = self.needs;
        let is_super = self.holds_everything(key);
        let rule = match key {
            Grantable::Role(_) if is_super => &SUPER_ADMIN,
            Grantable::Role(_) => &EXCESS_ROLE,
            Grantable::Permission(_) => &EXCESS_PERMISSION,
        };
        let could_be = |operation: &&OperationKey| {
            let answer = |role| {
                let floor = crate::model::Evidence::InferredLow;
                self.bench.catalog.answer(role, **operation, &Situation::default(), floor).verdict
            };
            key.role().is_none_or(|role| answer(role) != Verdict::No)
        };
        let unknown: BTreeSet<_> = judgement.without_right.iter().filter(could_be).copied().collect();
        let perhaps = self.judged.perhaps.get(&key).cloned().unwrap_or_default();
        let unknown =
            [(&unknown, "no source says which right is needed for"), (&perhaps, "it may be what lets pass")];
        let subject = kind_of(key).named(self.name(key));
        let mut finding = self.bench.excess(rule, subject, texts, &unknown);
        if !is_certain {
            finding = finding.at_most(Severity::Note);
        }
        if is_super {
            finding.severity = finding.severity.max(Severity::Warning);
        }
        let finding = finding.known_by(self.bench.right_evidence(&judgement.asked)).about(adds.clone());
        self.built_in(key, finding)
    }

    /// What nobody can take away is only told.
    fn built_in(&self, key: Grantable, finding: Finding) -> Finding {
        if self.bench.resolved.built_in.contains(&self.name(key)) {
            return super::admin::built_in(finding);
        }
        finding
    }
}
