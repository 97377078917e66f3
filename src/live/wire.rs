//! The answers of the API, as far as anything of them is kept: what has no field here is dropped as it is read.
//!
//! The names are those of the schemas in Okta's API description.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};

use super::site::path_of;
use crate::grants::org::{
    ApiToken, App, AppTarget, Assignment, Binding, Conditions, Consent, ConsentSource, CustomBinding,
    CustomRoleSeen, Group, GroupTarget, Holder, Integration, Known, Member, MemberKind, Network,
    PermissionSeen, Resource, ResourceSet, User,
};

/// An answer, and what is kept of it.
pub(super) trait Wire: DeserializeOwned {
    /// What is kept.
    type Kept: Serialize + DeserializeOwned;

    /// Keeps it; none for what is not of interest.
    fn keep(self) -> Option<Self::Kept>;
}

/// A moment; none when it is not in a form that is known.
#[derive(Clone, Copy, Default)]
struct Moment(Option<Timestamp>);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        // Governance writes `2024-12-09 14:17:22.0`, without a zone.
        let moment = text.and_then(|text| text.parse().or_else(|_| format!("{text}Z").parse()).ok());
        Ok(Self(moment))
    }
}

/// What stands for an answer of which only this is kept.
macro_rules! wire {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty $(= $rename:literal)?),+ $(,)? }
     $self:ident -> $kept:ty { $keep:expr }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        pub(super) struct $name {
            $($(#[serde(rename = $rename)])? $field: $type),+
        }

        impl Wire for $name {
            type Kept = $kept;

            fn keep($self) -> Option<$kept> {
                $keep
            }
        }
    };
}

wire! {
    /// The metadata of an authorization server.
    MetadataWire { scopes: Option<Vec<String>> = "scopes_supported" }
    self -> Vec<String> { self.scopes }
}

wire! {
    /// The setting for public client app admins.
    PrivilegesWire { set: bool = "clientPrivilegesSetting" }
    self -> bool { Some(self.set) }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AppCredentials {
    #[serde(rename = "oauthClient")]
    client: ClientCredentials,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClientCredentials {
    client_id: Option<String>,
    token_endpoint_auth_method: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AppSettings {
    #[serde(rename = "oauthClient")]
    client: ClientSettings,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClientSettings {
    application_type: Option<String>,
    grant_types: Vec<String>,
    dpop_bound_access_tokens: bool,
    jwks: Option<Keys>,
    network: Option<Zones>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Keys {
    keys: Vec<IgnoredAny>,
}

/// From where something may be used; apps and tokens write it alike.
#[derive(Deserialize)]
struct Zones {
    connection: Option<String>,
    #[serde(default)]
    include: Option<Vec<String>>,
    #[serde(default)]
    exclude: Option<Vec<String>>,
}

impl Zones {
    fn keep(self) -> Option<Network> {
        let (include, exclude) = (self.include.unwrap_or_default(), self.exclude.unwrap_or_default());
        Some(Network { connection: self.connection?, include, exclude })
    }
}

wire! {
    /// An app; only service apps are kept.
    AppWire {
        id: String, label: String, status: String, created: Option<Moment>, updated: Option<Moment> = "lastUpdated",
        credentials: Option<AppCredentials>, settings: Option<AppSettings>,
    }
    self -> App {{
        let client = self.settings.unwrap_or_default().client;
        let credentials = self.credentials.unwrap_or_default().client;
        let application_type = client.application_type.filter(|kind| kind == "service")?;
        Some(App {
            client_id: credentials.client_id.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            label: self.label,
            status: self.status,
            created: moment(self.created),
            updated: moment(self.updated),
            application_type,
            grant_types: client.grant_types,
            authentication: credentials.token_endpoint_auth_method,
            dpop: client.dpop_bound_access_tokens,
            keys: client.jwks.map(|jwks| u32::try_from(jwks.keys.len()).unwrap_or(u32::MAX)),
            network: client.network.and_then(Zones::keep),
            grants: Known::NotAsked,
            roles: Known::NotAsked,
        })
    }}
}

wire! {
    /// A scope that was granted.
    ConsentWire {
        scope: String = "scopeId", status: Option<String>, source: Option<String>, client: Option<String> = "clientId",
        user: Option<String> = "userId", issuer: Option<String>, created: Option<Moment>,
    }
    self -> Consent {
        Some(Consent {
            scope: self.scope,
            status: self.status.unwrap_or_else(|| "ACTIVE".to_owned()),
            source: if self.source.as_deref() == Some("END_USER") { ConsentSource::EndUser } else { ConsentSource::Admin },
            client_id: self.client,
            user: self.user,
            issuer: self.issuer,
            created: moment(self.created),
        })
    }
}

wire! {
    /// A role that somebody holds.
    AssignmentWire {
        id: String, kind: String = "type", label: Option<String>, status: Option<String>, created: Option<Moment>,
        holder: Option<String> = "assignmentType", role: Option<String>, resource_set: Option<String> = "resource-set",
    }
    self -> Assignment {
        Some(Assignment {
            id: self.id,
            label: self.label.unwrap_or_else(|| self.kind.clone()),
            status: self.status.unwrap_or_else(|| "ACTIVE".to_owned()),
            holder: match self.holder.as_deref() {
                Some("CLIENT") => Holder::Client,
                Some("GROUP") => Holder::Group,
                _ => Holder::User,
            },
            created: moment(self.created),
            // Standard roles of products are written like custom ones.
            custom: match (self.kind.as_str(), self.role, self.resource_set) {
                ("CUSTOM", Some(role), Some(resource_set)) => Some(CustomBinding { role, resource_set }),
                _ => None,
            },
            role: self.kind,
            targets: Known::NotAsked,
            until: None,
        })
    }
}

wire! {
    /// When a role ends.
    EndWire { end: Option<Moment> = "expirationDate" }
    self -> Timestamp { moment(self.end) }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Profile {
    name: Option<String>,
    login: Option<String>,
}

wire! {
    /// A group that a role is narrowed to.
    GroupTargetWire { id: String, profile: Option<Profile> }
    self -> GroupTarget {
        Some(GroupTarget { id: self.id, name: self.profile.unwrap_or_default().name })
    }
}

wire! {
    /// An app, or one instance, that a role is narrowed to.
    AppTargetWire {
        name: String, id: Option<String>, label: Option<String> = "displayName",
    }
    self -> AppTarget {
        // An entry of the catalogue has no id of an instance.
        Some(AppTarget { name: self.name, instance: self.id.filter(|id| id.starts_with("0oa")), label: self.label })
    }
}

wire! {
    /// An API service integration.
    IntegrationWire {
        id: String, name: String, kind: String = "type", created: Option<Moment> = "createdAt",
        created_by: Option<String> = "createdBy", scopes: Option<Vec<String>> = "grantedScopes",
    }
    self -> Integration {
        Some(Integration {
            id: self.id,
            name: self.name,
            kind: self.kind,
            created: moment(self.created),
            created_by: self.created_by,
            granted_scopes: self.scopes.unwrap_or_default(),
            roles: Known::NotAsked,
        })
    }
}

wire! {
    /// An API token.
    TokenWire {
        id: String, name: String, owner: String = "userId", client: Option<String> = "clientName",
        created: Option<Moment>, updated: Option<Moment> = "lastUpdated", expires: Option<Moment> = "expiresAt",
        window: Option<String> = "tokenWindow", network: Option<Zones>,
    }
    self -> ApiToken {
        Some(ApiToken {
            id: self.id,
            name: self.name,
            owner: self.owner,
            client_name: self.client,
            created: moment(self.created),
            updated: moment(self.updated),
            expires: moment(self.expires),
            window: self.window,
            network: self.network.and_then(Zones::keep),
        })
    }
}

wire! {
    /// A custom role.
    CustomRoleWire { id: String, label: Option<String> }
    self -> CustomRoleSeen {
        Some(CustomRoleSeen { label: self.label.unwrap_or_else(|| self.id.clone()), id: self.id, permissions: Known::NotAsked })
    }
}

/// Attributes by the kind of resource.
type Narrowing = Option<BTreeMap<String, Option<Vec<String>>>>;

#[derive(Deserialize)]
struct Narrowed {
    include: Narrowing,
    exclude: Narrowing,
}

wire! {
    /// A permission of a custom role.
    PermissionWire { label: String, conditions: Option<Narrowed> }
    self -> PermissionSeen {
        Some(PermissionSeen {
            name: self.label,
            conditions: self.conditions.map(|one| Conditions { include: named(one.include), exclude: named(one.exclude) }),
        })
    }
}

wire! {
    /// A resource set.
    ResourceSetWire { id: String, label: Option<String> }
    self -> ResourceSet {
        Some(ResourceSet {
            label: self.label.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            resources: Known::NotAsked,
            bindings: Known::NotAsked,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OwnLink {
    #[serde(rename = "self")]
    own: Option<Href>,
}

#[derive(Deserialize)]
struct Href {
    href: Option<String>,
}

impl OwnLink {
    fn path(self) -> Option<String> {
        path_of(&self.own?.href?)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Left {
    #[serde(rename = "Exclude")]
    exclude: Option<BTreeMap<String, Option<Vec<String>>>>,
}

wire! {
    /// What is in a resource set.
    ResourceWire { orn: Option<String>, conditions: Option<Left>, links: Option<OwnLink> = "_links" }
    self -> Resource {
        Some(Resource {
            orn: self.orn,
            path: self.links.and_then(OwnLink::path),
            excluded: self.conditions.and_then(|one| one.exclude).into_iter().flatten()
                .flat_map(|(_, names)| names.unwrap_or_default()).collect(),
        })
    }
}

wire! {
    /// A role that is given for a resource set.
    BindingWire { id: String }
    self -> Binding { Some(Binding { role: self.id, members: Known::NotAsked }) }
}

wire! {
    /// Who holds such a role: the link tells who it is, the id is that of the membership.
    MemberWire { id: String, links: Option<OwnLink> = "_links" }
    self -> Member {{
        let path = self.links.and_then(OwnLink::path).unwrap_or_default();
        let mut segments = path.split('/').rev();
        let id = segments.next().filter(|id| !id.is_empty()).map_or(self.id, str::to_owned);
        let kind = match segments.next() {
            Some("users") => MemberKind::User,
            Some("groups") => MemberKind::Group,
            Some("clients" | "apps") => MemberKind::Client,
            _ => MemberKind::Other,
        };
        Some(Member { kind, id })
    }}
}

wire! {
    /// A user that holds a role.
    AssigneeWire { id: String }
    self -> String { Some(self.id) }
}

wire! {
    /// A user.
    UserWire { id: String, status: Option<String>, last_login: Option<Moment> = "lastLogin", profile: Option<Profile> }
    self -> User {
        Some(User {
            id: self.id,
            login: self.profile.unwrap_or_default().login,
            status: self.status,
            last_login: moment(self.last_login),
            ..User::default()
        })
    }
}

wire! {
    /// A group.
    GroupWire { id: String, kind: Option<String> = "type", profile: Option<Profile> }
    self -> Group {
        Some(Group { id: self.id, name: self.profile.unwrap_or_default().name, kind: self.kind, roles: Known::NotAsked })
    }
}

fn moment(moment: Option<Moment>) -> Option<Timestamp> {
    moment.and_then(|moment| moment.0)
}

fn named(narrowing: Narrowing) -> BTreeMap<String, Vec<String>> {
    narrowing.into_iter().flatten().map(|(kind, names)| (kind, names.unwrap_or_default())).collect()
}
