//! Whether a principal passes: what could be judged of its grant, layer by layer, and what the findings make of it.

use super::bench::{Bench, Needs};
use super::finding::{Finding, Kind};
use crate::model::{Credential, Judge, Principal, Severity, Verdict, listed};

/// What could be judged of a grant against calls. A layer that does not apply is none: the scopes of an API token, roles
/// where no call needs one and none is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// The scopes.
    pub scopes: Option<Judged>,
    /// The admin roles.
    pub roles: Option<Judged>,
}

/// Whether a layer could be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It was.
    Yes,
    /// It was not, for this reason.
    No(String),
}

/// How the check of a principal ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// The principal as a whole.
    pub verdict: Verdict,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// Its scopes; none when that layer does not apply.
    pub scopes: Option<LayerVerdict>,
    /// Its admin roles; none when that layer does not apply.
    pub roles: Option<LayerVerdict>,
}

/// How the check of a layer ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerVerdict {
    /// How.
    pub verdict: Verdict,
    /// Why it was not judged.
    pub reason: Option<String>,
}

impl Verdicts {
    /// Whether one of the layers that must be judged was not.
    pub fn lacks(&self, judge: Judge) -> bool {
        let layers = [
            self.scopes.as_ref().filter(|_| judge.asks_for_scopes()),
            self.roles.as_ref().filter(|_| judge.asks_for_roles()),
        ];
        layers.into_iter().flatten().any(|layer| layer.reason.is_some())
    }
}

/// What could be judged of the grant of a principal.
pub(super) fn layers(bench: &Bench<'_>, needs: &Needs<'_>, principal: &Principal) -> Layers {
    let resolved = bench.resolved;
    let is_open = bench.open().is_some();
    let judged =
        |reasons: [Option<String>; 4]| reasons.into_iter().flatten().next().map_or(Judged::Yes, Judged::No);
    let silence = &principal.silence;
    let held_scopes = resolved.holding.scopes.as_ref();
    let scopes_apply = !needs.least.scopes.is_empty()
        || !needs.judgement.without_scope.is_empty()
        || principal.grant.scopes.as_ref().is_some_and(|held| !held.is_empty())
        || principal.open.scopes.is_some()
        || is_open;
    let scopes = (bench.credential.has_scopes() && scopes_apply).then(|| {
        let all_unknown = needs.least.scopes.is_empty() && !needs.judgement.without_scope.is_empty();
        judged([
            principal.open.scopes.clone(),
            held_scopes.is_none().then(|| silence.scopes.unwrap_or("scopes not given").to_owned()),
            unknown(bench, &[Kind::Scope]),
            all_unknown.then(|| "no source says which scopes the calls need".to_owned()),
        ])
    });
    let held_roles = resolved.holding.roles.as_ref();
    let needs_role = needs.least.roles.standard.as_ref().is_none_or(|grant| grant.count() > 0);
    let no_right_known = !needs.judgement.without_right.is_empty();
    let roles_apply = needs_role
        || no_right_known
        || principal.grant.roles.as_ref().is_some_and(|held| !held.is_empty())
        || principal.open.roles.is_some()
        || is_open;
    let roles = roles_apply.then(|| {
        judged([
            principal.open.roles.clone(),
            held_roles.is_none().then(|| silence.roles.unwrap_or("roles not given").to_owned()),
            unknown(bench, &[Kind::Role, Kind::Permission]),
            (!needs_role && no_right_known)
                .then(|| "no source says which admin right the calls need".to_owned()),
        ])
    });
    Layers { scopes, roles }
}

/// The layers of a principal of which no call was recognized: nothing can be judged.
pub(super) fn none_judged(credential: Credential) -> Layers {
    let judged = || Judged::No("no call was recognized".to_owned());
    Layers { scopes: credential.has_scopes().then(judged), roles: Some(judged()) }
}

/// Why a layer cannot be judged of which something is held that nobody knows.
fn unknown(bench: &Bench<'_>, kinds: &[Kind]) -> Option<String> {
    let resolved = bench.resolved;
    if kinds.contains(&Kind::Role)
        && let Some(role) = resolved.closed_roles.first()
    {
        return Some(format!("nothing says which permissions the custom role `{role}` has"));
    }
    let found = resolved.unknown.iter().find(|subject| kinds.contains(&subject.kind))?;
    Some(format!("the {} `{}` is not known", found.kind.name(), found.name))
}

/// How the check of a principal ends, by what could be judged and by its findings.
pub(super) fn verdicts(
    layers: &Layers,
    findings: &[Finding],
    credential: Credential,
    fail_on: Severity,
    judge: Judge,
) -> Verdicts {
    let failing: Vec<_> =
        findings.iter().filter(|finding| !finding.known && finding.severity >= fail_on).collect();
    let fails =
        |kinds: &[Kind]| failing.iter().any(|finding: &&Finding| kinds.contains(&finding.subject.kind));
    let scopes = layers.scopes.as_ref().map(|judged| layer(judged, fails(&[Kind::Scope])));
    let roles = layers.roles.as_ref().map(|judged| layer(judged, fails(&[Kind::Role, Kind::Permission])));
    let reason = unjudged(credential, layers, judge);
    let verdict = match (&reason, failing.is_empty()) {
        (_, false) => Verdict::Fail,
        (Some(_), true) => Verdict::NotJudged,
        (None, true) => Verdict::Pass,
    };
    let reason = reason.filter(|_| verdict == Verdict::NotJudged);
    Verdicts { verdict, reason, scopes, roles }
}

fn layer(judged: &Judged, fails: bool) -> LayerVerdict {
    let (verdict, reason) = match (judged, fails) {
        (Judged::Yes, false) => (Verdict::Pass, None),
        (Judged::No(why), false) => (Verdict::NotJudged, Some(why.clone())),
        (_, true) => (Verdict::Fail, None),
    };
    LayerVerdict { verdict, reason }
}

/// Why nothing was judged of what must be; none when something was, or when nothing of it applies.
fn unjudged(credential: Credential, layers: &Layers, judge: Judge) -> Option<String> {
    if judge == Judge::Scopes && !credential.has_scopes() {
        return Some("an API token has no scopes".to_owned());
    }
    let asked = [
        layers.scopes.as_ref().filter(|_| judge.asks_for_scopes()),
        layers.roles.as_ref().filter(|_| judge.asks_for_roles()),
    ];
    let mut reasons: Vec<String> = Vec::new();
    for judged in asked.into_iter().flatten() {
        match judged {
            Judged::Yes => return None,
            Judged::No(why) if !reasons.contains(why) => reasons.push(why.clone()),
            Judged::No(_) => {}
        }
    }
    (!reasons.is_empty()).then(|| listed(&reasons))
}
