//! Service apps, OAuth clients that act for users, and API service integrations.

use super::super::pages::Pages;
use super::super::wire::{AppWire, ConsentWire, IntegrationWire, KeyWire, SecretWire};
use super::super::{Ask, LiveError};
use super::merged::sorted;
use super::{may_be_filtered, roles};
use crate::grants::org::{App, Consent, Holder, Known, Org};

/// The type of apps that act for no user.
const SERVICE: &str = "service";

pub(super) fn collect(pages: &mut Pages<'_>, org: &mut Org, with_secrets: bool) -> Result<(), LiveError> {
    let listed = sorted(pages.list::<AppWire>(Ask::Apps, &[])?, Ask::Apps);
    let own = org.auditor.as_ref().and_then(|auditor| auditor.id.as_deref());
    // A principal without the right role is shown nothing, or itself alone.
    let listed = if shows_no_other(listed.entries(), own) {
        let needs = pages.needs(Ask::Apps);
        may_be_filtered(listed, Ask::Apps, needs)
    } else {
        listed
    };
    (org.apps, org.clients) = parted(listed);
    let all = org.apps.entries().len();
    for (done, app) in org.apps.seen_mut().into_iter().flatten().enumerate() {
        pages.step("service apps", done, Some(all));
        app.grants = grants(pages, &app.id)?;
        credentials(pages, app, with_secrets)?;
        app.roles = roles::of(pages, Holder::Client, &app.client_id)?;
    }
    let all = org.clients.entries().len();
    for (done, client) in org.clients.seen_mut().into_iter().flatten().enumerate() {
        pages.step("OAuth clients", done, Some(all));
        client.grants = grants(pages, &client.id)?;
        if client.may_act_alone() {
            client.roles = roles::of(pages, Holder::Client, &client.client_id)?;
        }
        if !client.grants.entries().is_empty() || client.may_hold_roles() {
            credentials(pages, client, with_secrets)?;
        }
    }
    org.integrations = sorted(pages.list::<IntegrationWire>(Ask::Integrations, &[])?, Ask::Integrations);
    let all = org.integrations.entries().len();
    for (done, integration) in org.integrations.seen_mut().into_iter().flatten().enumerate() {
        pages.step("integrations", done, Some(all));
        integration.roles = roles::of(pages, Holder::Client, &integration.id)?;
    }
    Ok(())
}

/// Service apps, and the clients that act for users: both miss what the list misses.
fn parted(listed: Known<Vec<App>>) -> (Known<Vec<App>>, Known<Vec<App>>) {
    let of = |apps: &[App], is_service: bool| -> Vec<App> {
        apps.iter().filter(|app| (app.application_type == SERVICE) == is_service).cloned().collect()
    };
    (listed.clone().map(|apps| of(&apps, true)), listed.map(|apps| of(&apps, false)))
}

/// When the keys and the secrets of an app were made.
fn credentials(pages: &mut Pages<'_>, app: &mut App, with_secrets: bool) -> Result<(), LiveError> {
    if app.has_unseen_keys() {
        app.keys_seen = pages.list::<KeyWire>(Ask::AppKeys, &[&app.id])?;
    }
    if with_secrets && app.may_have_secret() {
        app.secrets = pages.list::<SecretWire>(Ask::AppSecrets, &[&app.id])?;
    }
    Ok(())
}

fn shows_no_other(apps: &[App], own: Option<&str>) -> bool {
    apps.is_empty() || own.is_some_and(|own| apps.iter().all(|app| app.client_id == own))
}

/// The scopes of an app. That there are none may be answered like an app that the auditor may not see, also where it sees
/// the scopes of other apps.
fn grants(pages: &mut Pages<'_>, id: &str) -> Result<Known<Vec<Consent>>, LiveError> {
    let grants = pages.list::<ConsentWire>(Ask::AppGrants, &[id])?;
    Ok(match grants {
        Known::Refused(refusal) if refusal.status == 404 => {
            may_be_filtered(Known::Known(Vec::new()), Ask::AppGrants, pages.needs(Ask::AppGrants))
        }
        other => other,
    })
}
