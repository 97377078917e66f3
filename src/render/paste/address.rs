//! How the resources of a resource set are addressed: by a REST URL, or by an Okta Resource Name where there is none.
//!
//! Source: Okta, Role assignment, "Supported resources",
//! <https://developer.okta.com/docs/concepts/role-assignment/#supported-resources>. A kind that the table there does
//! not list is not listed here.

/// How one kind of resource is addressed. Paths and names are what follows the URL of the org, and the beginning
/// `orn:{partition}`; in names `{org}` stands for the id of the org.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::render) struct Address {
    /// The kind, in the words of the catalog.
    pub(in crate::render) kind: &'static str,
    /// All of them, as a path.
    pub(in crate::render) all_path: Option<&'static str>,
    /// All of them, as a resource name.
    pub(in crate::render) all_name: &'static str,
    /// Single ones, where they can be addressed.
    pub(in crate::render) chosen: Option<Chosen>,
}

/// How single resources are addressed; `{id}` stands for what was chosen.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::render) struct Chosen {
    /// The variable that holds the choice, in lower case.
    pub(in crate::render) variable: &'static str,
    /// What to choose.
    pub(in crate::render) what: &'static str,
    /// As a path.
    pub(in crate::render) path: Option<&'static str>,
    /// As a resource name.
    pub(in crate::render) name: &'static str,
    /// How the choice is written for a resource name, where an id is not enough.
    pub(in crate::render) name_takes: Option<&'static str>,
}

const ADDRESSES: [Address; 8] = [
    Address {
        kind: "users",
        all_path: Some("/api/v1/users"),
        all_name: "directory:{org}:users",
        chosen: Some(Chosen {
            variable: "user_group_ids",
            what: "the groups whose members are the users concerned",
            path: Some("/api/v1/groups/{id}/users"),
            name: "directory:{org}:groups:{id}:contained_resources",
            name_takes: None,
        }),
    },
    Address {
        kind: "groups",
        all_path: Some("/api/v1/groups"),
        all_name: "directory:{org}:groups",
        chosen: Some(Chosen {
            variable: "group_ids",
            what: "the groups concerned",
            path: Some("/api/v1/groups/{id}"),
            name: "directory:{org}:groups:{id}",
            name_takes: None,
        }),
    },
    Address {
        kind: "apps",
        all_path: Some("/api/v1/apps"),
        all_name: "idp:{org}:apps",
        chosen: Some(Chosen {
            variable: "app_ids",
            what: "the apps concerned",
            path: Some("/api/v1/apps/{id}"),
            name: "idp:{org}:apps:{id}",
            name_takes: Some("type and id of the app, such as oidc_client:0oa1abcdefGHIJKLM0h8"),
        }),
    },
    Address {
        kind: "authorization servers",
        all_path: Some("/api/v1/authorizationServers"),
        all_name: "idp:{org}:authorization_servers",
        chosen: Some(Chosen {
            variable: "authorization_server_ids",
            what: "the authorization servers concerned",
            path: Some("/api/v1/authorizationServers/{id}"),
            name: "idp:{org}:authorization_servers:{id}",
            name_takes: None,
        }),
    },
    Address {
        kind: "devices",
        all_path: Some("/api/v1/devices"),
        all_name: "directory:{org}:devices",
        chosen: None,
    },
    Address { kind: "customizations", all_path: None, all_name: "idp:{org}:customizations", chosen: None },
    Address { kind: "workflows", all_path: None, all_name: "workflow:{org}:flows", chosen: Some(FLOWS) },
    Address {
        kind: "delegated flows",
        all_path: None,
        all_name: "workflow:{org}:flows",
        chosen: Some(FLOWS),
    },
];

const FLOWS: Chosen = Chosen {
    variable: "flow_ids",
    what: "the delegated flows concerned",
    path: None,
    name: "workflow:{org}:flows:{id}",
    name_takes: None,
};

impl Address {
    /// How a kind is addressed, when that is known.
    pub(in crate::render) fn of(kind: &str) -> Option<&'static Self> {
        ADDRESSES.iter().find(|address| address.kind == kind)
    }
}
