//! What a principal holds and what would do, layer by layer, as lists of sentences.

use super::phrases;
use crate::model::Verdict;
use crate::report::{LayerView, LeastView, PrincipalView, UsageView};

/// A layer of a grant: what is held of it and what the calls need of it; none where nothing was said.
pub(super) struct Layer {
    /// `OAuth scopes` or `admin roles`.
    pub(super) name: &'static str,
    pub(super) held: Option<Vec<String>>,
    pub(super) least: Option<Vec<String>>,
    /// How its check ends; none where nothing was judged by calls, or where it does not apply.
    pub(super) verdict: Option<String>,
}

/// The layers of a principal, with what its calls need.
pub(super) fn layers(principal: &PrincipalView) -> [Layer; 2] {
    beside(principal, principal.least.as_ref())
}

/// The layers of a principal, with what would do for what logs show.
pub(super) fn of_log(principal: &PrincipalView, usage: &UsageView) -> [Layer; 2] {
    beside(principal, usage.least.as_ref())
}

fn beside(principal: &PrincipalView, least: Option<&LeastView>) -> [Layer; 2] {
    let scopes = principal.scopes.as_ref();
    let scopes = scopes.map(|scopes| scopes.iter().map(|held| format!("`{}`", held.name)).collect());
    let roles = principal.roles.as_ref();
    let roles = roles.map(|roles| roles.iter().map(phrases::held_role).collect());
    let least_scopes = least.and_then(|least| least.scopes.as_ref());
    let least_scopes =
        least_scopes.map(|scopes| scopes.iter().map(|scope| format!("`{}`", scope.name)).collect());
    let least_roles = least.map(|least| {
        let standard = least.standard_roles.iter().map(phrases::role);
        let custom = least.custom_role.iter().filter(|_| least.choice == "custom_role").map(|role| {
            let permissions: Vec<_> = role.permissions.iter().map(|one| one.name.as_str()).collect();
            format!("a custom role with {}", permissions.join(", "))
        });
        custom.chain(standard).collect()
    });
    let layers = principal.layers.as_ref();
    let of_scopes = layers.and_then(|layers| layers.scopes.as_ref()).map(verdict);
    let of_roles = layers.and_then(|layers| layers.roles.as_ref()).map(verdict);
    [
        Layer { name: "OAuth scopes", held: scopes, least: least_scopes, verdict: of_scopes },
        Layer { name: "admin roles", held: roles, least: least_roles, verdict: of_roles },
    ]
}

/// How the check of a layer ends, in words.
fn verdict(layer: &LayerView) -> String {
    match (layer.verdict, &layer.reason) {
        (Verdict::Pass, _) => "pass".to_owned(),
        (Verdict::Fail, _) => "fail".to_owned(),
        (Verdict::NotJudged, None) => "not judged".to_owned(),
        (Verdict::NotJudged, Some(reason)) => format!("not judged: {reason}"),
    }
}
