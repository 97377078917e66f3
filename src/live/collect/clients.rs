//! Service apps and API service integrations.

use super::super::pages::Pages;
use super::super::wire::{AppWire, ConsentWire, IntegrationWire};
use super::super::{Ask, LiveError};
use super::{may_be_filtered, roles, sorted};
use crate::grants::org::{App, Consent, Holder, Known, Org};

pub(super) fn collect(pages: &mut Pages<'_>, org: &mut Org) -> Result<(), LiveError> {
    let listed = sorted(pages.list::<AppWire>(Ask::Apps, &[])?, |app| &app.id);
    let own = org.auditor.as_ref().and_then(|auditor| auditor.id.as_deref());
    // A principal without the right role is shown nothing, or itself alone.
    org.apps = if shows_no_other(listed.entries(), own) {
        let needs = pages.needs(Ask::Apps);
        may_be_filtered(listed, Ask::Apps, needs)
    } else {
        listed
    };
    let all = org.apps.entries().len();
    for (done, app) in org.apps.seen_mut().into_iter().flatten().enumerate() {
        pages.step("service apps", done, Some(all));
        app.grants = grants(pages, &app.id)?;
        app.roles = roles::of(pages, Holder::Client, &app.client_id)?;
    }
    org.integrations = sorted(pages.list::<IntegrationWire>(Ask::Integrations, &[])?, |one| &one.id);
    let all = org.integrations.entries().len();
    for (done, integration) in org.integrations.seen_mut().into_iter().flatten().enumerate() {
        pages.step("integrations", done, Some(all));
        integration.roles = roles::of(pages, Holder::Client, &integration.id)?;
    }
    Ok(())
}

fn shows_no_other(apps: &[App], own: Option<&str>) -> bool {
    apps.is_empty() || own.is_some_and(|own| apps.iter().all(|app| app.client_id == own))
}

/// The scopes of an app. That there are none is answered like an app that may not be seen.
fn grants(pages: &mut Pages<'_>, id: &str) -> Result<Known<Vec<Consent>>, LiveError> {
    let grants = pages.list::<ConsentWire>(Ask::AppGrants, &[id])?;
    Ok(match grants {
        Known::Refused(refusal) if refusal.status == 404 => {
            may_be_filtered(Known::Known(Vec::new()), Ask::AppGrants, pages.needs(Ask::AppGrants))
        }
        other => other,
    })
}
