//! What an org tells of its principals besides grants: tokens, owners, settings, use.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Evidence, OrgPrincipal, PrincipalKind, Use};
use crate::catalog::Catalog;
use crate::catalog::tables::Operation;
use crate::check::Note;
use crate::check::finding::{Finding, Kind};
use crate::check::judge::Checked;
use crate::check::rule::{
    APP_WITHOUT_ROLE, ESCALATION, EXCESS_PERMISSION, EXCESS_ROLE, INACTIVE_PRINCIPAL, MISSING_PERMISSION,
    MISSING_ROLE, MISSING_SCOPE, PUBLIC_CLIENT_SUPER_ADMIN, SCOPE_NEVER_USED, SUPER_ADMIN,
    TOKEN_OWNER_INACTIVE, TOKEN_OWNER_OVER_PRIVILEGED, TOKEN_UNUSED, UNKNOWN_PERMISSION, UNKNOWN_ROLE,
    UNKNOWN_SCOPE,
};
use crate::check::words;
use crate::disclosure::HIDDEN;
use crate::grants::fleet::{Stopped, TokenFacts, UNKNOWN_WORD};
use crate::grants::org::{GapReason, Known, Org, Refusal};
use crate::model::{Evidence as Sureness, Severity, Window, listed, plural};
use crate::plan::Reachable;

/// The notes of a check that an audit says in its own words.
pub(super) const TOLD_OTHERWISE: [&str; 5] =
    ["no-calls", "scopes-not-judged", "roles-not-judged", "credential-assumed", "role-not-known"];

/// The setting that makes service apps super admins.
const SETTING: &str = "clientPrivilegesSetting";

/// What there is to say of the org itself.
pub(super) fn of_org(org: &Org) -> (Vec<Finding>, Vec<Note>) {
    let mut findings = Vec::new();
    if is_setting_on(org) {
        let message = "the setting \"Public client app admins\" is on: every service app becomes `SUPER_ADMIN` when a \
                       scope is granted to it";
        let finding = Finding::new(&PUBLIC_CLIENT_SUPER_ADMIN, Kind::Setting.named(SETTING), message).help(
            "switch it off under Settings > Account; apps that have the role keep it until it is taken away",
        );
        findings.push(finding);
    }
    let mut notes = not_enabled(org);
    match &org.log {
        Known::Refused(refusal) => {
            let needs = if refusal.needs.is_nothing() {
                String::new()
            } else {
                format!("; it needs {}", refusal.needs)
            };
            notes.push(Note::new("log-not-read", format!("the System Log was refused{needs}")));
        }
        Known::Partial { gap, .. } => {
            let what = match gap.reason {
                GapReason::Bound => "there are more events than were read".to_owned(),
                reason => reason.to_string(),
            };
            notes.push(Note::new("log-not-whole", format!("the System Log was not read whole: {what}")));
        }
        Known::Known(_) | Known::NotAsked => {}
    }
    (findings, notes)
}

/// The features that the org does not have, so that there is nothing of them to list.
fn not_enabled(org: &Org) -> Vec<Note> {
    let refused = |refusal: Option<&Refusal>, what: &str| {
        refusal.map(|refusal| {
            let operation = refusal.operation.trim_start_matches("management:");
            let message = format!("{what}: the feature is not enabled in this org (`{operation}`)");
            Note::new("feature-not-enabled", message)
        })
    };
    let roles = refused(org.no_custom_roles(), "no custom roles");
    roles.into_iter().chain(refused(org.no_resource_sets(), "no resource sets")).collect()
}

fn is_setting_on(org: &Org) -> bool {
    org.client_privileges.seen() == Some(&true)
}

/// That logs show a principal do what nothing allows that was seen of it: it holds more, or a fact is wrong.
pub(super) fn beyond_reach(reachable: &Reachable<'_>, usage: &Use, checked: &Checked) -> Option<Note> {
    let catalog = reachable.catalog();
    let is_told = checked.reached.scopes.is_some() || checked.reached.roles.is_some();
    let beyond = usage.used.keys().copied().filter(|key| !checked.reached.effective.contains(key));
    let beyond: BTreeSet<_> = beyond.filter(|key| is_told && needs_right(catalog.operation(*key))).collect();
    let message = format!(
        "logs show that it used {}, which nothing allows that was seen of its grant: it holds or held more than that, or \
         a fact of the catalog is wrong",
        words::operations(catalog, &beyond)
    );
    (!beyond.is_empty()).then(|| Note { operations: beyond, ..Note::new("used-beyond-reach", message) })
}

/// Whether an admin right is needed, so far as anybody knows.
fn needs_right(operation: &Operation) -> bool {
    !operation.capabilities.iter().any(|alternative| alternative.all_of.is_empty())
}

/// The findings of a check as they fit a principal of an org.
pub(super) fn fitted(
    catalog: &Catalog,
    found: Vec<Finding>,
    principal: &OrgPrincipal,
    checked: &Checked,
    org: &Org,
) -> Vec<Finding> {
    let least = checked.needs.as_ref().and_then(|needs| needs.least(checked.credential)?.chosen());
    let needed: Vec<&str> = least
        .iter()
        .flat_map(|least| &least.roles)
        .map(|role| catalog.role(role.granted.key).name.as_str())
        .collect();
    let is_super = found.iter().any(|finding| finding.rule.id == SUPER_ADMIN.id);
    let limited_by_scopes = matches!(
        principal.kind,
        PrincipalKind::ServiceApp | PrincipalKind::Integration | PrincipalKind::OauthClient
    );
    let fit = |finding: Finding| match finding.rule.id {
        // Who holds everything opens every chain: the finding that says so is enough.
        id if id == ESCALATION.id && is_super && !limited_by_scopes => None,
        id if id == ESCALATION.id
            && matches!(principal.kind, PrincipalKind::Admin | PrincipalKind::AdminGroup) =>
        {
            Some(finding.at_most(Severity::Note))
        }
        id if [SUPER_ADMIN.id, EXCESS_ROLE.id, EXCESS_PERMISSION.id].contains(&id)
            && principal.kind == PrincipalKind::ApiToken
            && !needed.contains(&finding.subject.name.as_str()) =>
        {
            Some(of_owner(finding, principal))
        }
        // Roles are those of the users, who need them for more than one client.
        id if [EXCESS_ROLE.id, EXCESS_PERMISSION.id, MISSING_ROLE.id, MISSING_PERMISSION.id]
            .contains(&id)
            && principal.behind.is_some() =>
        {
            None
        }
        id if id == SUPER_ADMIN.id && principal.behind.is_some() => Some(of_user(finding)),
        id if id == SUPER_ADMIN.id && principal.kind == PrincipalKind::ServiceApp && is_setting_on(org) => {
            let message = format!("{}; a setting of the org gives it to every service app", finding.message);
            Some(Finding { rule: &PUBLIC_CLIENT_SUPER_ADMIN, message, ..finding })
        }
        id if [MISSING_SCOPE.id, MISSING_ROLE.id, MISSING_PERMISSION.id].contains(&id)
            && !principal.unknown.is_empty() =>
        {
            let message = format!("{}; not certain: not all that it holds is known", finding.message);
            Some(Finding { message, ..finding.at_most(Severity::Note) })
        }
        id if [UNKNOWN_SCOPE.id, UNKNOWN_ROLE.id, UNKNOWN_PERMISSION.id].contains(&id) => {
            Some(not_listed(finding))
        }
        _ => Some(finding),
    };
    found.into_iter().filter_map(fit).collect()
}

/// A finding about a name that the catalog does not list, or that no document describes. An org does not misspell: the
/// name is newer than the catalog.
fn not_listed(finding: Finding) -> Finding {
    if finding.severity == Severity::Note {
        let message = format!(
            "{}; the numbers leave out the operations that it may allow and that no document describes",
            finding.message
        );
        return Finding { message, ..finding };
    }
    let kind = finding.subject.kind.name();
    let message = format!(
        "the catalog does not list the {kind} `{}`: it counts as one that may allow everything",
        finding.subject.name
    );
    let help = "use a newer leastwise, or record it in an overlay; until then take it for the worst";
    let is_hidden = finding.subject.name.contains(HIDDEN);
    let where_to_look =
        "; the words of its name that the catalog does not know are hidden, the snapshot holds them";
    let help = format!("{help}{}", if is_hidden { where_to_look } else { "" });
    Finding { message, ..finding }.help(help)
}

/// What there is to say of a principal that cannot act, in place of everything that it could do.
pub(super) fn stopped(principal: &OrgPrincipal, stopped: &Stopped) -> Finding {
    let (why, help) = match stopped {
        Stopped::Status => (
            format!("it is {} and cannot act", principal.status.as_deref().unwrap_or("not active")),
            "delete it or take away what it holds, or it comes back with all of that",
        ),
        Stopped::NoMembers => (
            "it has no members, so no user acts through it".to_owned(),
            "take its roles away: a user who joins it holds all of them",
        ),
        Stopped::Users(users) => {
            let message = format!("it acts for {} alone, who cannot sign in", listed(users));
            (message, "revoke its scopes, or it acts again as soon as one of its users is activated")
        }
    };
    let message = format!("{why}, and keeps all that it holds");
    let subject = Kind::Principal.named(principal.name.as_str());
    Finding::new(&INACTIVE_PRINCIPAL, subject, message).help(help)
}

/// A finding about a super admin behind an OAuth client: the role is the user's, the scopes alone limit the client.
fn of_user(finding: Finding) -> Finding {
    let message = format!("a super admin may be behind it: {}", finding.message);
    let finding = Finding { message, ..finding.at_most(Severity::Note) };
    finding.help("revoke the scopes that its users do not need; assign the app to no super admin")
}

/// A finding about a role of a token, which is that of its owner.
fn of_owner(finding: Finding, principal: &OrgPrincipal) -> Finding {
    let owner = principal.token.as_ref().map(|token| token.owner.as_str()).unwrap_or_default();
    let message = format!("its owner `{owner}` may do more than the token needs: {}", finding.message);
    let message = if finding.rule.id == SUPER_ADMIN.id && finding.operations.is_empty() {
        format!("its owner `{owner}` is a super admin, and so is the token: {}", finding.message)
    } else {
        message
    };
    let own = "give the token a user of its own, or move to a service app";
    let help = finding.help.map_or_else(|| own.to_owned(), |help| format!("{help}; {own}"));
    Finding { rule: &TOKEN_OWNER_OVER_PRIVILEGED, message, help: Some(help), ..finding }
}

/// What is found about a principal beyond a check.
pub(super) fn of_principal(
    principal: &OrgPrincipal,
    evidence: &Evidence<'_>,
    usage: Option<&Use>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(token) = &principal.token {
        found.extend(of_token(principal, token, evidence, usage));
    }
    if principal.kind == PrincipalKind::ServiceApp {
        found.extend(super::credentials::of_app(principal, evidence));
        found.extend(without_role(principal));
    }
    let calls_are_known = evidence.calls.contains_key(&principal.id);
    if let (Some(usage), Some(log), false) = (usage, evidence.log, calls_are_known) {
        found.extend(never_used(principal, usage, &log.window));
    }
    found
}

fn of_token(
    principal: &OrgPrincipal,
    token: &TokenFacts,
    evidence: &Evidence<'_>,
    usage: Option<&Use>,
) -> Vec<Finding> {
    let subject = || Kind::Principal.named(principal.name.as_str());
    let mut found = Vec::new();
    if let Some(status) = token.owner_status.as_ref().filter(|status| *status != "ACTIVE") {
        let is =
            if status == UNKNOWN_WORD { "has a status that is not known" } else { &format!("is {status}") };
        let message = format!("its owner `{}` {is}", token.owner);
        let finding = Finding::new(&TOKEN_OWNER_INACTIVE, subject(), message);
        found.push(
            finding.help("revoke the token; what still needs it gets a service app or a user of its own"),
        );
    }
    found.extend(super::credentials::unrestricted(principal));
    let is_seen =
        usage.is_some_and(|usage| !usage.used.is_empty() || usage.unclear > 0 || usage.last.is_some());
    if let Some(last) = token.last_used.filter(|_| !is_seen) {
        let days = days_between(last, evidence.org.taken);
        if days >= evidence.unused_days {
            let message =
                format!("as its dates tell, it was used last {days} days before the org was looked at");
            let finding = Finding::new(&TOKEN_UNUSED, subject(), message);
            let finding = finding.known_by(Some(Sureness::InferredMedium));
            found.push(finding.help(format!("ask `{}`, then revoke it", token.owner)));
        }
    }
    found
}

/// Whole days from one moment to another.
pub(super) fn days_between(from: Timestamp, until: Timestamp) -> i64 {
    const SECONDS: i64 = 24 * 60 * 60;
    (until.as_second() - from.as_second()) / SECONDS
}

/// A service app that has scopes and, as far as all its roles are known, none of these.
fn without_role(principal: &OrgPrincipal) -> Option<Finding> {
    let grant = &principal.principal.grant;
    let scopes = grant.scopes.as_ref().filter(|scopes| !scopes.is_empty())?;
    grant.roles.as_ref().filter(|roles| roles.is_empty() && principal.unknown.is_empty())?;
    let message = format!(
        "it holds {} and no admin role: its calls fail, some of them with an empty list instead of an error",
        plural(scopes.len(), "scope")
    );
    let finding = Finding::new(&APP_WITHOUT_ROLE, Kind::Principal.named(principal.name.as_str()), message);
    Some(finding.help("take the scopes away if it is out of use; else assign the role that its calls need"))
}

/// The scopes of an app that none of its tokens was asked for, as far as the log shows its tokens.
fn never_used(principal: &OrgPrincipal, usage: &Use, window: &Window) -> Vec<Finding> {
    let scopes: Vec<_> =
        principal.principal.grant.scopes.iter().flatten().map(|scope| scope.name.as_str()).collect();
    if scopes.is_empty() {
        return Vec::new();
    }
    let when = in_words(window);
    let help =
        "the log is no proof: give its calls with --calls, or ask its owner, then take away what is spare";
    if usage.requested.is_empty() {
        let message = format!(
            "{when} the log shows no token that was asked for with {}",
            match scopes.as_slice() {
                [only] => format!("its scope `{only}`"),
                all => format!("any of its {} scopes", all.len()),
            }
        );
        let subject = Kind::Principal.named(principal.name.as_str());
        return vec![Finding::new(&SCOPE_NEVER_USED, subject, message).help(help)];
    }
    let unasked = scopes.into_iter().filter(|name| !usage.requested.contains_key(*name));
    let finding = |name: &str| {
        let message = format!("{when} the log shows tokens of it, and none was asked for with `{name}`");
        Finding::new(&SCOPE_NEVER_USED, Kind::Scope.named(name), message).help(help)
    };
    unasked.map(finding).collect()
}

/// When that was, as far as the log tells.
fn in_words(window: &Window) -> String {
    let day = |moment: &Option<String>| {
        moment.as_deref().and_then(|moment| moment.get(..10)).unwrap_or_default().to_owned()
    };
    match (day(&window.from), day(&window.until)) {
        (from, until) if from.is_empty() || until.is_empty() => "in the time of the log".to_owned(),
        (from, until) if window.logs > 1 => format!("at times between {from} and {until}"),
        (from, until) => format!("from {from} to {until}"),
    }
}
