//! A snapshot without names: ids and names become hashes, the same everywhere in the file.

use sha2::{Digest as _, Sha256};

use super::{Assignment, Consent, Known, Network, Org, Resource};

/// How many letters of a hash are kept.
const KEPT: usize = 12;

/// Replaces ids and names by hashes. The salt makes that the names cannot be found by trying likely ones; it is kept
/// nowhere, so that two snapshots have nothing in common.
#[derive(Debug)]
pub struct Redaction {
    salt: Vec<u8>,
}

impl Redaction {
    /// With a salt that nobody can guess.
    pub fn new(salt: impl Into<Vec<u8>>) -> Self {
        Self { salt: salt.into() }
    }

    /// Replaces every id, name, login and host in a snapshot.
    pub fn apply(&self, org: &mut Org) {
        org.redacted = true;
        "https://redacted.okta.com".clone_into(&mut org.org);
        self.optional(org.auditor.as_mut().and_then(|auditor| auditor.id.as_mut()));
        self.clients(org);
        self.people(org);
        self.custom(org);
        for activity in org.log.seen_mut().into_iter().flat_map(|log| &mut log.principals) {
            self.id(&mut activity.actor.id);
        }
        if let Some(log) = org.log.seen_mut() {
            log.principals.sort_by(|one, other| one.actor.cmp(&other.actor));
        }
    }

    fn clients(&self, org: &mut Org) {
        for app in each(&mut org.apps) {
            self.id(&mut app.id);
            self.id(&mut app.client_id);
            self.id(&mut app.label);
            self.network(app.network.as_mut());
            self.consents(&mut app.grants);
            self.assignments(&mut app.roles);
        }
        for integration in each(&mut org.integrations) {
            self.id(&mut integration.id);
            self.optional(integration.created_by.as_mut());
            self.assignments(&mut integration.roles);
        }
        for token in each(&mut org.api_tokens) {
            self.id(&mut token.id);
            self.id(&mut token.name);
            self.id(&mut token.owner);
            self.network(token.network.as_mut());
        }
    }

    fn people(&self, org: &mut Org) {
        for user in each(&mut org.users) {
            self.id(&mut user.id);
            self.optional(user.login.as_mut());
            self.assignments(&mut user.roles);
            self.consents(&mut user.consents);
            each(&mut user.groups).for_each(|group| self.id(group));
        }
        for group in each(&mut org.groups) {
            self.id(&mut group.id);
            self.optional(group.name.as_mut());
            self.assignments(&mut group.roles);
        }
    }

    fn custom(&self, org: &mut Org) {
        for role in each(&mut org.custom_roles) {
            self.id(&mut role.id);
            self.id(&mut role.label);
        }
        for set in each(&mut org.resource_sets) {
            self.id(&mut set.id);
            self.id(&mut set.label);
            each(&mut set.resources).for_each(|resource| self.resource(resource));
            for binding in each(&mut set.bindings) {
                self.id(&mut binding.role);
                each(&mut binding.members).for_each(|member| self.id(&mut member.id));
            }
        }
    }

    fn assignments(&self, assignments: &mut Known<Vec<Assignment>>) {
        for assignment in each(assignments) {
            self.id(&mut assignment.id);
            if let Some(custom) = &mut assignment.custom {
                self.id(&mut custom.role);
                self.id(&mut custom.resource_set);
                self.id(&mut assignment.label);
            }
            let Some(targets) = assignment.targets.seen_mut() else { continue };
            for group in &mut targets.groups {
                self.id(&mut group.id);
                self.optional(group.name.as_mut());
            }
            for app in &mut targets.apps {
                self.optional(app.instance.as_mut());
                self.optional(app.label.as_mut());
            }
        }
    }

    fn consents(&self, consents: &mut Known<Vec<Consent>>) {
        for consent in each(consents) {
            self.optional(consent.client_id.as_mut());
            self.optional(consent.user.as_mut());
            consent.issuer = None;
        }
    }

    fn network(&self, network: Option<&mut Network>) {
        for zone in network.into_iter().flat_map(|one| one.include.iter_mut().chain(&mut one.exclude)) {
            self.id(zone);
        }
    }

    /// The kind of a resource stays: the last part of its name or path is replaced where it is an id.
    fn resource(&self, resource: &mut Resource) {
        let names = resource.orn.iter_mut().chain(resource.path.iter_mut()).chain(&mut resource.excluded);
        for name in names {
            let parts = name.split_inclusive([':', '/']).map(|part| self.part(part));
            *name = parts.collect();
        }
    }

    fn part(&self, part: &str) -> String {
        let word = part.trim_end_matches([':', '/']);
        let is_kind =
            word.chars().all(|letter| letter.is_ascii_alphabetic() || "-_".contains(letter)) || word == "v1";
        if is_kind {
            return part.to_owned();
        }
        let end = part.strip_prefix(word).unwrap_or_default();
        format!("{}{end}", self.hash(word))
    }

    fn optional(&self, text: Option<&mut String>) {
        if let Some(text) = text {
            self.id(text);
        }
    }

    fn id(&self, text: &mut String) {
        *text = self.hash(text);
    }

    /// The hash of a text, with the letters that tell the kind of an Okta id before it.
    fn hash(&self, text: &str) -> String {
        let digest = Sha256::new().chain_update(&self.salt).chain_update(text).finalize();
        let mut hex = String::new();
        for byte in digest.iter().take(KEPT / 2) {
            hex.push_str(&format!("{byte:02x}"));
        }
        let kind =
            text.get(..3).filter(|start| ["00u", "00g", "00T", "0oa"].contains(start)).unwrap_or_default();
        format!("{kind}{hex}")
    }
}

/// The entries that were seen.
fn each<T>(known: &mut Known<Vec<T>>) -> impl Iterator<Item = &mut T> {
    known.seen_mut().into_iter().flatten()
}
