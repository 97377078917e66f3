//! A snapshot without names: ids and names become hashes, the same everywhere in the file.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest as _, Sha256};

use super::addresses::{Addresses, Cuts};
use super::{ApiToken, App, Assignment, Consent, Integration, Known, Log, Network, Org, Resource, Zone};
use super::{is_id_of_typed, is_okta_scope, is_openid_scope, is_role_type};
use crate::model::Event;

/// The type of every role that an org made.
const CUSTOM: &str = "CUSTOM";

/// How many letters of a hash are kept.
const KEPT: usize = 12;

/// The words of Okta's resource names and of the paths in resource sets.
const RESOURCE_WORDS: [&str; 29] = [
    "api",
    "apps",
    "authorization_servers",
    "contained_resources",
    "customizations",
    "devices",
    "directory",
    "flows",
    "governance",
    "groups",
    "iam",
    "identity-providers",
    "identity_providers",
    "idp",
    "idps",
    "oidc_client",
    "okta",
    "okta-emea",
    "oktapreview",
    "orn",
    "policies",
    "realms",
    "roles",
    "saml",
    "support",
    "type",
    "users",
    "v1",
    "workflow",
];

/// The types of policies, which the API gives.
const POLICY_TYPES: [&str; 13] = [
    "ACCESS_POLICY",
    "CLIENT_UPDATE",
    "DEVICE_SIGNAL_COLLECTION",
    "ENTITY_RISK",
    "IDP_DISCOVERY",
    "MFA_ENROLL",
    "OAUTH_AUTHORIZATION_POLICY",
    "OKTA_SIGN_ON",
    "PASSWORD",
    "POST_AUTH_SESSION",
    "PROFILE_ENROLLMENT",
    "RESOURCE_ACCESS",
    "SESSION_VIOLATION_DETECTION",
];

/// What stands for all zones in place of an id.
const ALL_ZONES: [&str; 2] = ["ALL_IP_ZONES", "ALL_ZONES"];

/// What stands for the URL of the org.
const REDACTED_ORG: &str = "https://redacted.okta.com";

/// What stands for an id in the path of a request.
const ID: &str = "{id}";

/// Replaces ids and names by hashes. The salt makes that the names cannot be found by trying likely ones; it is kept
/// nowhere, so that two snapshots have nothing in common.
pub struct Redaction {
    salt: Vec<u8>,
    words: BTreeSet<String>,
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redaction")
    }
}

impl Redaction {
    /// With a salt that nobody can guess.
    pub fn new(salt: impl Into<Vec<u8>>) -> Self {
        Self { salt: salt.into(), words: BTreeSet::new() }
    }

    /// The same, that keeps these words in the paths of requests; every other part of a path becomes `{id}`.
    #[must_use]
    pub fn keeping<'w>(mut self, words: impl IntoIterator<Item = &'w str>) -> Self {
        self.words.extend(words.into_iter().map(str::to_owned));
        self
    }

    /// Replaces every id, name, label, login, host and address of a zone in a snapshot.
    pub fn apply(&self, org: &mut Org) {
        org.redacted = true;
        REDACTED_ORG.clone_into(&mut org.org);
        if let Some(auditor) = &mut org.auditor {
            self.optional(auditor.id.as_mut());
            auditor.scopes.iter_mut().flatten().for_each(|scope| self.scope(scope));
        }
        self.each(&mut org.scopes_supported).for_each(|scope| self.scope(scope));
        self.each(&mut org.apps).for_each(|app| self.app(app));
        self.each(&mut org.clients).for_each(|app| self.app(app));
        self.gap(&mut org.all_groups);
        self.each(&mut org.integrations).for_each(|integration| self.integration(integration));
        self.each(&mut org.api_tokens).for_each(|token| self.token(token));
        self.people(org);
        self.custom(org);
        self.gap(&mut org.log);
        let mut cuts = Cuts::default();
        let lists = org.zones.entries().iter().flat_map(|zone| [&zone.gateways, &zone.proxies]);
        lists.for_each(|list| cuts.add(list));
        self.each(&mut org.zones).for_each(|zone| self.zone(zone, &cuts));
        if let Some(log) = org.log.seen_mut() {
            self.log(log);
        }
    }

    fn app(&self, app: &mut App) {
        self.id(&mut app.id);
        self.id(&mut app.client_id);
        self.id(&mut app.label);
        let keys = self.each(&mut app.keys_seen).chain(self.each(&mut app.secrets));
        keys.for_each(|key| self.id(&mut key.id));
        self.network(app.network.as_mut());
        self.consents(&mut app.grants);
        self.assignments(&mut app.roles);
    }

    fn integration(&self, integration: &mut Integration) {
        self.id(&mut integration.id);
        self.id(&mut integration.name);
        self.id(&mut integration.kind);
        self.optional(integration.created_by.as_mut());
        integration.granted_scopes.iter_mut().for_each(|scope| self.scope(scope));
        self.assignments(&mut integration.roles);
    }

    fn token(&self, token: &mut ApiToken) {
        self.id(&mut token.id);
        self.id(&mut token.name);
        self.id(&mut token.owner);
        self.optional(token.client_name.as_mut());
        self.network(token.network.as_mut());
    }

    /// Requests that were apart by a name are alike now, and are kept apart.
    fn log(&self, log: &mut Log) {
        for activity in &mut log.principals {
            self.id(&mut activity.actor.id);
            for request in &mut activity.requests {
                request.path = self.path(&request.path);
                for scope in request.requested.iter_mut().chain(&mut request.granted) {
                    self.scope(scope);
                }
            }
            activity.requests.sort();
        }
        log.principals.sort_by(|one, other| one.actor.cmp(&other.actor));
    }

    fn people(&self, org: &mut Org) {
        for user in self.each(&mut org.users) {
            self.id(&mut user.id);
            self.optional(user.login.as_mut());
            self.assignments(&mut user.roles);
            self.consents(&mut user.consents);
            self.each(&mut user.groups).for_each(|group| self.id(group));
        }
        for group in self.each(&mut org.groups) {
            self.id(&mut group.id);
            self.optional(group.name.as_mut());
            self.assignments(&mut group.roles);
            self.each(&mut group.members).for_each(|member| self.id(member));
        }
    }

    /// Hashes the ids of entries that were not read.
    fn gap<T>(&self, known: &mut Known<T>) {
        if let Known::Partial { gap, .. } = known {
            gap.unread.ids.iter_mut().for_each(|id| self.id(id));
        }
    }

    fn custom(&self, org: &mut Org) {
        for role in self.each(&mut org.custom_roles) {
            self.id(&mut role.id);
            self.id(&mut role.label);
            for conditions in self.each(&mut role.permissions).filter_map(|one| one.conditions.as_mut()) {
                // Attributes may be the org's own.
                let lists = conditions.include.values_mut().chain(conditions.exclude.values_mut());
                lists.flatten().for_each(|attribute| self.id(attribute));
            }
        }
        for set in self.each(&mut org.resource_sets) {
            self.id(&mut set.id);
            self.id(&mut set.label);
            self.each(&mut set.resources).for_each(|resource| self.resource(resource));
            for binding in self.each(&mut set.bindings) {
                // The type of a standard role stays, so that it is not taken for a custom one.
                if !is_role_type(&binding.role) {
                    self.id(&mut binding.role);
                }
                self.each(&mut binding.members).for_each(|member| self.id(&mut member.id));
            }
        }
    }

    fn assignments(&self, assignments: &mut Known<Vec<Assignment>>) {
        for assignment in self.each(assignments) {
            self.id(&mut assignment.id);
            match &mut assignment.custom {
                Some(custom) => {
                    self.id(&mut custom.role);
                    self.id(&mut custom.resource_set);
                    self.id(&mut assignment.label);
                }
                None if assignment.role == CUSTOM => self.id(&mut assignment.label),
                None => assignment.label.clone_from(&assignment.role),
            }
            self.gap(&mut assignment.targets);
            let Some(targets) = assignment.targets.seen_mut() else { continue };
            for group in &mut targets.groups {
                self.id(&mut group.id);
                self.optional(group.name.as_mut());
            }
            for app in &mut targets.apps {
                // The apps of an org's own have a name that it chose.
                self.id(&mut app.name);
                self.optional(app.instance.as_mut());
                self.optional(app.label.as_mut());
            }
        }
    }

    fn consents(&self, consents: &mut Known<Vec<Consent>>) {
        for consent in self.each(consents) {
            self.scope(&mut consent.scope);
            self.optional(consent.client_id.as_mut());
            self.optional(consent.user.as_mut());
            // It stays whether it holds for the org or for an authorization server of the org's own.
            let server = consent.own_server().map(|server| format!("/oauth2/{}", self.hash(server)));
            if let Some(issuer) = &mut consent.issuer {
                *issuer = format!("{REDACTED_ORG}{}", server.unwrap_or_default());
            }
        }
    }

    fn network(&self, network: Option<&mut Network>) {
        let zones = network.into_iter().flat_map(|one| one.include.iter_mut().chain(&mut one.exclude));
        // The words of the API for all zones name none of the org.
        zones.filter(|zone| !ALL_ZONES.contains(&zone.as_str())).for_each(|zone| self.id(zone));
    }

    /// Addresses, places and networks are those of the org; how wide a list of addresses is stays.
    fn zone(&self, zone: &mut Zone, cuts: &Cuts) {
        self.id(&mut zone.id);
        self.id(&mut zone.name);
        for addresses in [&mut zone.gateways, &mut zone.proxies] {
            *addresses = Addresses::redacted(addresses, cuts, |text| self.hash(text));
        }
        for members in [&mut zone.include, &mut zone.exclude] {
            members.locations.iter_mut().chain(&mut members.asns).for_each(|member| self.id(member));
        }
    }

    /// The kind of a resource stays, every other part of its name or path is replaced.
    fn resource(&self, resource: &mut Resource) {
        let names = resource.orn.iter_mut().chain(resource.path.iter_mut()).chain(&mut resource.excluded);
        for name in names {
            let parts = name.split_inclusive([':', '/', '?', '=']).map(|part| self.part(part));
            *name = parts.collect();
        }
    }

    /// What was an id stays one, and what was the type of all things of a list stays a type.
    fn part(&self, part: &str) -> String {
        let word = part.trim_end_matches([':', '/', '?', '=']);
        let is_type = || POLICY_TYPES.iter().any(|one| one.eq_ignore_ascii_case(word));
        if word.is_empty() || RESOURCE_WORDS.contains(&word) || self.words.contains(word) || is_type() {
            return part.to_owned();
        }
        let end = part.strip_prefix(word).unwrap_or_default();
        let is_id = |start: &&str| ["00u", "00g", "00T"].contains(start) || is_id_of_typed(word);
        let kind = word.get(..3).filter(is_id).unwrap_or_default();
        format!("{kind}{}{end}", self.digits(word))
    }

    /// The path of a request.
    fn path(&self, path: &str) -> String {
        if Event::console_root(path) == Some(path) {
            return path.to_owned();
        }
        path.split('/').map(|segment| self.segment(segment)).collect::<Vec<_>>().join("/")
    }

    /// A part of the path of a request.
    fn segment<'s>(&self, segment: &'s str) -> &'s str {
        if segment.is_empty() || self.words.contains(segment) { segment } else { ID }
    }

    /// A scope that is not of Okta's own has a name that the org chose.
    fn scope(&self, scope: &mut String) {
        if !is_okta_scope(scope) && !is_openid_scope(scope) {
            self.id(scope);
        }
    }

    fn optional(&self, text: Option<&mut String>) {
        if let Some(text) = text {
            self.id(text);
        }
    }

    /// What is empty names nothing, and stays empty.
    fn id(&self, text: &mut String) {
        if !text.trim().is_empty() {
            *text = self.hash(text);
        }
    }

    /// The hash of a text, with the letters that tell the kind of an Okta id before it.
    fn hash(&self, text: &str) -> String {
        let kind = text.get(..3).filter(|start| ["00u", "00g", "00T", "0oa"].contains(start));
        format!("{}{}", kind.unwrap_or_default(), self.digits(text))
    }

    /// The hash of a text, in hexadecimal digits.
    fn digits(&self, text: &str) -> String {
        let digest = Sha256::new().chain_update(&self.salt).chain_update(text).finalize();
        let mut hex = String::new();
        for byte in digest.iter().take(KEPT / 2) {
            hex.push_str(&format!("{byte:02x}"));
        }
        hex
    }

    /// The entries that were seen; hashes the ids of those that were not.
    fn each<'k, T>(&self, known: &'k mut Known<Vec<T>>) -> impl Iterator<Item = &'k mut T> + use<'k, T> {
        self.gap(known);
        known.seen_mut().into_iter().flatten()
    }
}
