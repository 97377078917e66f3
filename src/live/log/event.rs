//! One event of the System Log: what is read of it, and whether it counts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::grants::org::{Actor, ActorKind};
use crate::intake::log::{
    CallerFacts, CallerKind, alike_path, alike_query, caller, is_dotted, is_grant, is_of_an_api,
    is_org_server, is_scope_of_okta, without_ids_by_form,
};
use crate::live::wire::from_object;
use crate::model::Event;

/// An event, as far as it is read.
#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
pub(super) struct EventWire {
    #[serde(rename = "eventType")]
    kind: Text,
    published: Text,
    outcome: Option<OutcomeWire>,
    actor: Option<ActorWire>,
    client: Option<ClientWire>,
    transaction: Option<TransactionWire>,
    #[serde(rename = "debugContext")]
    debug: Option<DebugWire>,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct OutcomeWire {
    result: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct ActorWire {
    id: Text,
    #[serde(rename = "type")]
    kind: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct ClientWire {
    id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct TransactionWire {
    id: Text,
    detail: Option<DetailWire>,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct DetailWire {
    #[serde(rename = "requestApiTokenId")]
    token: Text,
    #[serde(rename = "requestApiTokenClientId")]
    client: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct DebugWire {
    #[serde(rename = "debugData")]
    data: Option<DataWire>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", remote = "Self")]
struct DataWire {
    request_uri: Text,
    url: Text,
    requested_scopes: Text,
    granted_scopes: Text,
}

from_object!(EventWire, OutcomeWire, ActorWire, ClientWire, TransactionWire, DetailWire, DebugWire, DataWire);

/// A text; whatever else stands there is nothing, since Okta promises nothing of these fields.
#[derive(Default)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any {
            Text(String),
            Other(IgnoredAny),
        }
        Ok(match Any::deserialize(deserializer)? {
            Any::Text(text) => Self(text),
            Any::Other(_) => Self::default(),
        })
    }
}

/// An event of a request of somebody who matters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Happened {
    pub(super) actor: Actor,
    pub(super) transaction: String,
    /// The path, with placeholders for ids.
    pub(super) path: String,
    pub(super) query: Vec<String>,
    pub(super) kind: String,
    pub(super) requested: Vec<String>,
    pub(super) granted: Vec<String>,
    /// Whether it was refused; none when it says nothing of that.
    pub(super) refused: Option<bool>,
    pub(super) at: Timestamp,
}

/// What an event tells, when it is one of a call to an API by a principal that matters.
pub(super) fn happened(event: EventWire, people: &BTreeSet<&str>) -> Option<Happened> {
    let at: Timestamp = event.published.0.parse().ok()?;
    let kind = event.kind.0;
    let data = event.debug?.data?;
    let uri = if data.request_uri.0.is_empty() { &data.url.0 } else { &data.request_uri.0 };
    let raw = uri.split(['?', '#']).next().unwrap_or_default();
    let transaction = event.transaction.unwrap_or_default();
    let (actor, caller) = actor(event.actor, event.client, transaction.detail, people)?;
    if !raw.starts_with('/') || !is_dotted(&kind) || !is_of_an_api(raw, caller) {
        return None;
    }
    // Each event of the Admin Console is an act by itself, and its path shows nothing.
    let console = Event::console_root(raw).filter(|_| caller == CallerKind::User);
    let mut path = String::new();
    alike_path(console.unwrap_or(raw), without_ids_by_form, &mut path);
    let (requested, granted) = if is_grant(&kind) {
        let scopes = |text: &Text| -> Vec<String> {
            let words = text.0.split([',', ' ']).filter(|word| !word.is_empty() && is_dotted(word));
            words.map(str::to_owned).collect()
        };
        let (requested, granted) = (scopes(&data.requested_scopes), scopes(&data.granted_scopes));
        let of_okta = requested.iter().chain(&granted).any(|scope| is_scope_of_okta(scope));
        if !is_org_server(raw) || !of_okta {
            return None;
        }
        (requested, granted)
    } else {
        (Vec::new(), Vec::new())
    };
    let mut names = String::new();
    let query = data.url.0.split_once('?').or_else(|| data.request_uri.0.split_once('?'));
    let query = query.filter(|_| console.is_none());
    alike_query(query.map_or("", |(_, query)| query), |name| name, &mut names);
    let query = names.trim_start_matches('?').split('&').filter(|name| !name.is_empty());
    let result = event.outcome.unwrap_or_default().result.0;
    // What runs into a limit was let through before.
    let refused = (!Event::is_limit(&kind)).then_some(matches!(result.as_str(), "FAILURE" | "DENY"));
    let query = query.map(str::to_owned).collect();
    Some(Happened {
        actor,
        transaction: if console.is_some() { String::new() } else { transaction.id.0 },
        path,
        query,
        kind,
        requested,
        granted,
        refused,
        at,
    })
}

/// Who it was: of users only those that matter.
fn actor(
    actor: Option<ActorWire>,
    client: Option<ClientWire>,
    detail: Option<DetailWire>,
    people: &BTreeSet<&str>,
) -> Option<(Actor, CallerKind)> {
    let actor = actor.unwrap_or_default();
    let text = |text: Text| Some(Cow::Owned(text.0));
    let detail = detail.unwrap_or_default();
    let facts = CallerFacts {
        token: text(detail.token),
        token_client: text(detail.client),
        actor_kind: text(actor.kind),
        actor: text(actor.id),
    };
    let caller = caller(facts, || text(client.unwrap_or_default().id))?;
    let kind = match caller.kind {
        CallerKind::ApiToken => ActorKind::ApiToken,
        CallerKind::Client => ActorKind::Client,
        CallerKind::User if people.contains(&*caller.id) => ActorKind::User,
        CallerKind::User => return None,
    };
    is_dotted(&caller.id).then(|| (Actor { kind, id: caller.id.into_owned() }, caller.kind))
}
