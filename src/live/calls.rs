//! Every call that is ever made to an org, in one table: what is needed to collect is computed from it.

/// How an answer holds what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A list; further pages are named by the `Link` header.
    List,
    /// A list in a member of an object; further pages are named by `_links.next`.
    Member(&'static str),
    /// One object.
    Object,
    /// A JSON Web Key Set: the document gives it as a list, its example as `{"jwks": {"keys": []}}`.
    Keys,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The operation as the catalog names it; none for what no document describes, which is asked without a credential.
    pub operation: Option<&'static str>,
    /// The path, with names of parameters in braces.
    pub path: &'static str,
    /// The query of the first page.
    pub query: &'static str,
    /// How the answer holds what was asked for.
    pub form: Form,
}

/// Calls beyond those that are always made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The scopes that were granted to each app.
    pub grants: bool,
    /// All groups with their roles, and the members of those that hold one.
    pub groups: bool,
    /// The client secrets of each app: the answers hold the secrets, of which nothing is kept.
    pub secrets: bool,
}

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident: $operation:expr, $path:literal, $query:literal, $form:expr;)+) => {
        /// A call. There is no method in it: all of them are GET.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Ask {
            $($(#[$doc])* $name),+
        }

        impl Ask {
            /// Every call, in the order in which they are made.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it asks for.
            pub const fn row(self) -> Row {
                match self {
                    $(Self::$name => Row { operation: $operation, path: $path, query: $query, form: $form }),+
                }
            }
        }
    };
}

calls! {
    /// What the authorization server says of itself.
    Metadata: None, "/.well-known/oauth-authorization-server", "", Form::Object;
    /// Whether apps are given `SUPER_ADMIN` with their scopes.
    ClientPrivileges: Some("management:getClientPrivilegesSetting"),
        "/api/v1/org/settings/clientPrivilegesSetting", "", Form::Object;
    /// The apps, those that are not active too: an app with `OpenID` Connect may have any name.
    Apps: Some("management:listApplications"), "/api/v1/apps", "limit=200&includeNonDeleted=true", Form::List;
    /// The scopes that were granted to an app.
    AppGrants: Some("management:listScopeConsentGrants"), "/api/v1/apps/{appId}/grants", "", Form::List;
    /// The public keys of an app.
    AppKeys: Some("management:listJwk"), "/api/v1/apps/{appId}/credentials/jwks", "", Form::Keys;
    /// The client secrets of an app.
    AppSecrets: Some("management:listOAuth2ClientSecrets"), "/api/v1/apps/{appId}/credentials/secrets", "", Form::List;
    /// The roles of a client.
    ClientRoles: Some("management:listRolesForClient"), "/oauth2/v1/clients/{clientId}/roles", "", Form::List;
    /// The groups that a role of a client is narrowed to.
    ClientGroupTargets: Some("management:listGroupTargetRoleForClient"),
        "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/groups", "", Form::List;
    /// The apps that a role of a client is narrowed to.
    ClientAppTargets: Some("management:listAppTargetRoleToClient"),
        "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps", "", Form::List;
    /// The API service integrations.
    Integrations: Some("management:listApiServiceIntegrationInstances"),
        "/integrations/api/v1/api-services", "", Form::List;
    /// The API tokens.
    ApiTokens: Some("management:listApiTokens"), "/api/v1/api-tokens", "", Form::List;
    /// The network zones.
    Zones: Some("management:listNetworkZones"), "/api/v1/zones", "", Form::List;
    /// The custom roles.
    CustomRoles: Some("management:listRoles"), "/api/v1/iam/roles", "", Form::Member("roles");
    /// The permissions of a custom role.
    Permissions: Some("management:listRolePermissions"),
        "/api/v1/iam/roles/{roleIdOrLabel}/permissions", "", Form::Member("permissions");
    /// The resource sets.
    ResourceSets: Some("management:listResourceSets"), "/api/v1/iam/resource-sets", "", Form::Member("resource-sets");
    /// What is in a resource set.
    Resources: Some("management:listResourceSetResources"),
        "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources", "", Form::Member("resources");
    /// The roles that are given for a resource set.
    Bindings: Some("management:listBindings"),
        "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings", "", Form::Member("roles");
    /// Who holds such a role.
    Members: Some("management:listMembersOfBinding"),
        "/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members", "",
        Form::Member("members");
    /// The users that hold a role.
    Assignees: Some("management:listUsersWithRoleAssignments"),
        "/api/v1/iam/assignees/users", "limit=100", Form::Member("value");
    /// A user.
    User: Some("management:getUser"), "/api/v1/users/{id}", "", Form::Object;
    /// The roles of a user.
    UserRoles: Some("management:listAssignedRolesForUser"), "/api/v1/users/{userId}/roles", "", Form::List;
    /// The groups that a role of a user is narrowed to.
    UserGroupTargets: Some("management:listGroupTargetsForRole"),
        "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/groups", "", Form::List;
    /// The apps that a role of a user is narrowed to.
    UserAppTargets: Some("management:listApplicationTargetsForApplicationAdministratorRoleForUser"),
        "/api/v1/users/{userId}/roles/{roleAssignmentId}/targets/catalog/apps", "", Form::List;
    /// When a role of a user ends.
    UserRoleEnd: Some("management:getUserAssignedRoleGovernance"),
        "/api/v1/users/{userId}/roles/{roleAssignmentId}/governance", "", Form::Member("grants");
    /// The groups of a user.
    UserGroups: Some("management:listUserGroups"), "/api/v1/users/{id}/groups", "", Form::List;
    /// The scopes that a user has granted, also to clients that are missing in the list of apps.
    UserConsents: Some("management:listUserGrants"), "/api/v1/users/{userId}/grants", "limit=200", Form::List;
    /// All groups.
    Groups: Some("management:listGroups"), "/api/v1/groups", "limit=200", Form::List;
    /// A group.
    Group: Some("management:getGroup"), "/api/v1/groups/{groupId}", "", Form::Object;
    /// The roles of a group.
    GroupRoles: Some("management:listGroupAssignedRoles"), "/api/v1/groups/{groupId}/roles", "", Form::List;
    /// The groups that a role of a group is narrowed to.
    GroupGroupTargets: Some("management:listGroupTargetsForGroupRole"),
        "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/groups", "", Form::List;
    /// The apps that a role of a group is narrowed to.
    GroupAppTargets: Some("management:listApplicationTargetsForApplicationAdministratorRoleForGroup"),
        "/api/v1/groups/{groupId}/roles/{roleAssignmentId}/targets/catalog/apps", "", Form::List;
    /// The members of a group that holds a role.
    GroupMembers: Some("management:listGroupUsers"), "/api/v1/groups/{groupId}/users", "limit=200", Form::List;
    /// The System Log.
    Log: Some("management:listLogEvents"), "/api/v1/logs", "limit=1000&sortOrder=ASCENDING", Form::List;
}

impl Ask {
    /// Whether it is made when these extras are wanted. What was granted to an app is shown to `SUPER_ADMIN` alone; all
    /// groups are many calls.
    pub const fn is_made(self, extras: Extras) -> bool {
        match self {
            Self::AppGrants => extras.grants,
            Self::Groups | Self::GroupMembers => extras.groups,
            Self::AppSecrets => extras.secrets,
            _ => true,
        }
    }

    /// The operation, in words for what has none.
    pub const fn operation(self) -> &'static str {
        match self.row().operation {
            Some(operation) => operation,
            None => "the metadata of the authorization server",
        }
    }

    /// The path and query of the first page with these ids in it; none when an id is not of the form of one, so that
    /// nothing in an answer can lead to another path.
    pub fn url(self, ids: &[&str]) -> Option<String> {
        let row = self.row();
        let mut ids = ids.iter();
        let mut url = String::new();
        for segment in row.path.split('/').skip(1) {
            url.push('/');
            url.push_str(if segment.starts_with('{') {
                ids.next().copied().filter(|id| is_id(id))?
            } else {
                segment
            });
        }
        if !row.query.is_empty() {
            url.push('?');
            url.push_str(row.query);
        }
        Some(url)
    }
}

/// Whether a text can be an id: one segment of a path and nothing else. Client ids may have the signs that the API
/// description names, `$-_.+!*'(),`, all of which stand in a path as they are.
pub(super) fn is_id(text: &str) -> bool {
    const MAX_ID_BYTES: usize = 100;
    const SIGNS: &str = "$-_.+!*'(),";
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || SIGNS.contains(letter);
    let is_dots = text.bytes().all(|byte| byte == b'.');
    !is_dots && !text.contains("..") && text.len() <= MAX_ID_BYTES && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_in_their_place_and_lead_nowhere_else() {
        assert_eq!(
            Ask::ClientGroupTargets.url(&["0oa1a", "JBCUYUC7"]).as_deref(),
            Some("/oauth2/v1/clients/0oa1a/roles/JBCUYUC7/targets/groups")
        );
        assert_eq!(Ask::Assignees.url(&[]).as_deref(), Some("/api/v1/iam/assignees/users?limit=100"));
        assert_eq!(
            Ask::ClientRoles.url(&["my.app_1-$+!*'(),"]).as_deref(),
            Some("/oauth2/v1/clients/my.app_1-$+!*'(),/roles")
        );
        for id in [
            "",
            "..",
            ".",
            "a..b",
            "a/b",
            "a\\b",
            "a?b",
            "a#b",
            "%2e%2e",
            "a b",
            "a;b",
            "é",
            &"x".repeat(101),
        ] {
            assert_eq!(Ask::User.url(&[id]), None, "{id}");
        }
        assert_eq!(Ask::User.url(&[]), None);
    }
}
