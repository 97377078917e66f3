//! The order in which an org is read.

mod clients;
mod custom;
mod merged;
mod people;
mod roles;

use std::path::Path;

use jiff::SignedDuration;

use self::merged::sorted;
use super::client::Client;
use super::journal::{Journal, Run, Window};
use super::pages::Pages;
use super::wire::{MetadataWire, PrivilegesWire, TokenWire, ZoneWire};
use super::{Ask, Credentials, Environment, Limits, LiveError, Site, World, log};
use crate::grants::org::{Gap, GapReason, Known, Needs, Org, Refusal};

/// How to collect.
pub struct Options<'o> {
    /// The scopes to ask for when the settings name none.
    pub scopes: &'o [String],
    /// The share of each rate limit that may be used, in percent.
    pub rate_share: u8,
    /// Whether client secrets are asked for, of which their dates and states are kept.
    pub with_secrets: bool,
    /// How many days of the System Log are read, from now backwards; 0 for none.
    pub log_days: u16,
    /// Whether every group is asked for its roles.
    pub all_groups: bool,
    /// The file that remembers what was collected, until all of it was.
    pub journal: Option<&'o Path>,
    /// How long ago the run of a journal may have begun; an older one is refused.
    pub resume_within: SignedDuration,
    /// What bounds it.
    pub limits: Limits,
    /// What each operation needs, for what is refused.
    pub needs: &'o dyn Fn(&str) -> Needs,
}

/// What was read of an org. The journal is still there.
pub struct Collected {
    /// What was read.
    pub org: Org,
    journal: Journal,
}

impl Collected {
    /// Removes the journal, now that the org is saved.
    ///
    /// # Errors
    ///
    /// It cannot be removed.
    pub fn forget(self) -> Result<Org, LiveError> {
        self.journal.remove()?;
        Ok(self.org)
    }
}

/// Reads an org. When it fails, what was read stays in the journal, and the same call goes on from there.
///
/// # Errors
///
/// What stops it: no connection, no valid credential, a limit that stays reached, an answer that is none of an org. What
/// the org refuses stops nothing: it is written in its place.
pub fn collect(
    site: Site,
    environment: &Environment,
    credentials: Credentials,
    options: &Options<'_>,
    world: &World<'_>,
) -> Result<Collected, LiveError> {
    same_org(&site, &credentials)?;
    let origin = site.origin();
    let second = (world.now)().as_second();
    let taken = jiff::Timestamp::from_second(second).unwrap_or_default();
    let since = taken - SignedDuration::from_hours(24 * i64::from(options.log_days));
    let window = Window { taken, since };
    let secret = credentials.secret();
    let (scopes, share) = (options.scopes, options.rate_share);
    let client = Client::new(site, environment, credentials, scopes, share, options.limits, world)?;
    let run = Run { org: &origin, window, secret: &secret, resume_within: options.resume_within };
    let (journal, window) = match options.journal {
        Some(path) => Journal::open(path, &run)?,
        None => (Journal::none(), window),
    };
    let mut pages = Pages::new(client, journal, world, options.limits, options.needs);

    let mut org = Org::new(origin, window.taken);
    // This needs no credential, and tells whether an org answers at all and what time it has.
    org.scopes_supported = pages.one::<MetadataWire>(Ask::Metadata, &[])?;
    if let Known::Refused(Refusal { status: 400..=499, .. }) = &org.scopes_supported {
        // Every org answers this, so that no credential is sent to what does not.
        return Err(pages.client.no_data(Ask::Metadata.operation(), "a refusal"));
    }
    pages.sign_in()?;
    org.auditor = Some(pages.client.auditor());
    org.client_privileges = pages.one::<PrivilegesWire>(Ask::ClientPrivileges, &[])?;
    clients::collect(&mut pages, &mut org, options.with_secrets)?;
    org.api_tokens = sorted(pages.list::<TokenWire>(Ask::ApiTokens, &[])?, Ask::ApiTokens);
    org.zones = sorted(pages.list::<ZoneWire>(Ask::Zones, &[])?, Ask::Zones);
    custom::collect(&mut pages, &mut org)?;
    people::collect(&mut pages, &mut org, options.all_groups)?;
    if options.log_days > 0 {
        org.log = log::collect(&mut pages, &org, window.since, window.taken)?;
    }
    Ok(Collected { org, journal: pages.journal })
}

/// Credentials that are said to be for an org are sent to no other.
fn same_org(site: &Site, credentials: &Credentials) -> Result<(), LiveError> {
    let Some(theirs) = credentials.org() else { return Ok(()) };
    let theirs = Site::parse(theirs)?;
    if theirs.host() == site.host() {
        return Ok(());
    }
    Err(LiveError::OtherOrg { theirs: theirs.host(), asked: site.host() })
}

/// A list that is all there is, as something that may be less.
fn may_be_filtered<T>(known: Known<Vec<T>>, ask: Ask, needs: Needs) -> Known<Vec<T>> {
    match known {
        Known::Known(value) => {
            let gap = Gap { needs, ..Gap::new(ask.operation(), GapReason::MayBeFiltered) };
            Known::Partial { value, gap }
        }
        other => other,
    }
}
