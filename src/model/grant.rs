//! What a principal holds, as it is written: names stay as they were typed until a check resolves them.

use std::fmt;

use super::{Credential, Origin};

/// Somebody or something that holds a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principal {
    /// What it is called: a client id, a user id, a name of a manifest; none when nothing names it.
    pub name: Option<String>,
    /// How it authenticates; none when nothing says.
    pub credential: Option<Credential>,
    /// What it holds.
    pub grant: Grant,
    /// What a reader of its grant has to know.
    pub remarks: Vec<Remark>,
    /// Why nothing is said of a layer of its grant.
    pub silence: Silence,
    /// Why more may be granted in a layer than is known.
    pub open: OpenLayers,
}

/// Why a layer of a grant may have more in it than is known, where a part of it could not be evaluated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenLayers {
    /// Why there may be more scopes.
    pub scopes: Option<String>,
    /// Why there may be more admin roles or permissions.
    pub roles: Option<String>,
}

/// Why nothing is said of a layer of a grant, where the input tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    /// Why nothing is said of scopes.
    pub scopes: Option<&'static str>,
    /// Why nothing is said of admin roles.
    pub roles: Option<&'static str>,
}

/// What a principal holds. A layer that nothing was said of is none, which is not the same as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// The OAuth scopes.
    pub scopes: Option<Vec<Named>>,
    /// The admin roles, standard and custom.
    pub roles: Option<Vec<HeldRole>>,
}

/// A name with the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name as it was typed.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
}

/// A role that a principal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldRole {
    /// A standard role.
    Standard(StandardRole),
    /// A custom role.
    Custom(CustomRole),
}

/// A standard role that a principal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardRole {
    /// Its type, such as `HELP_DESK_ADMIN`.
    pub role: Named,
    /// What its assignment is narrowed to; empty when it covers everything.
    pub targets: Vec<Target>,
    /// Set when Okta itself gives it to every principal of the kind, so that nobody can take it away.
    pub built_in: bool,
}

/// A custom role that a principal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// Its label or id.
    pub role: Named,
    /// Its permissions; none when nothing says which it has.
    pub permissions: Option<Vec<Named>>,
    /// The resource set that it is bound to: its label, its id, or what it holds.
    pub resources: Vec<String>,
}

/// What the assignment of a standard role is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// `groups` or `apps`.
    pub kind: String,
    /// The id or name of the group or app.
    pub name: String,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.trim_end_matches('s'), self.name)
    }
}

/// Something to know about how a grant was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// A stable name.
    pub code: &'static str,
    /// What to know.
    pub message: String,
}

impl Remark {
    /// A remark.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl Grant {
    /// Whether nothing was said of either layer.
    pub const fn is_silent(&self) -> bool {
        self.scopes.is_none() && self.roles.is_none()
    }

    /// Takes in what another part of the same grant says.
    pub fn merge(&mut self, other: Self) {
        join(&mut self.scopes, other.scopes);
        join(&mut self.roles, other.roles);
    }
}

impl Principal {
    /// Takes in what another input says of the same principal.
    pub fn merge(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.credential = self.credential.or(other.credential);
        self.grant.merge(other.grant);
        self.silence.scopes = self.silence.scopes.or(other.silence.scopes);
        self.silence.roles = self.silence.roles.or(other.silence.roles);
        self.open.scopes = self.open.scopes.take().or(other.open.scopes);
        self.open.roles = self.open.roles.take().or(other.open.roles);
        if !other.remarks.is_empty() {
            self.remarks.extend(other.remarks);
            self.remarks.sort();
            self.remarks.dedup();
        }
    }
}

fn join<T: PartialEq>(layer: &mut Option<Vec<T>>, other: Option<Vec<T>>) {
    if let Some(other) = other {
        let known = layer.get_or_insert_default();
        known.extend(other);
    }
}
