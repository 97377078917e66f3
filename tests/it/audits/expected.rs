//! What every principal of the example org holds, can do and must not do, and what there is to find: by hand, from the
//! tables in `scripts/acme-org` and the facts of the catalog.

/// What is expected of a principal.
pub(super) struct Expected {
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    /// The scopes without `okta.`; none for what has no scopes.
    pub(super) scopes: Option<&'static str>,
    /// The roles as the text shows them, with `; ` between them.
    pub(super) roles: &'static str,
    /// Operations that it reaches, and some that it does not, with blanks between them.
    pub(super) reaches: &'static str,
    pub(super) misses: &'static str,
    /// The rules of its findings; of escalations the chain, of scopes that no token was asked for the scope.
    pub(super) findings: &'static str,
}

const fn app(
    name: &'static str,
    scopes: &'static str,
    roles: &'static str,
    reaches: &'static str,
    misses: &'static str,
    findings: &'static str,
) -> Expected {
    Expected { kind: "service-app", name, scopes: Some(scopes), roles, reaches, misses, findings }
}

const fn client(
    name: &'static str,
    scopes: &'static str,
    roles: &'static str,
    reaches: &'static str,
    misses: &'static str,
    findings: &'static str,
) -> Expected {
    Expected { kind: "oauth-client", name, scopes: Some(scopes), roles, reaches, misses, findings }
}

const fn integration(
    name: &'static str,
    scopes: &'static str,
    reaches: &'static str,
    misses: &'static str,
    findings: &'static str,
) -> Expected {
    let (kind, roles) = ("api-service-integration", "SUPER_ADMIN");
    Expected { kind, name, scopes: Some(scopes), roles, reaches, misses, findings }
}

const fn token(
    name: &'static str,
    roles: &'static str,
    reaches: &'static str,
    misses: &'static str,
    findings: &'static str,
) -> Expected {
    Expected { kind: "api-token", name, scopes: None, roles, reaches, misses, findings }
}

const fn admin(name: &'static str, roles: &'static str, findings: &'static str) -> Expected {
    Expected { kind: "admin", name, scopes: None, roles, reaches: "", misses: "", findings }
}

/// The chains that standard roles open where no scopes limit them: what the comparison of roles and their pages say that
/// each may change, against the first steps of the chains.
///
/// An org admin reads OAuth clients with their secrets. That it links users to identity providers or pushes groups would
/// need `okta.users.manage` or apps as a whole, which nothing says of it. An app admin imports users.
const OF_ORG: &str =
    ">app-keys >identity-providers >reset-factors >set-passwords >group-membership >policies";
const OF_APP: &str = ">app-keys >identity-sources >policies";
const OF_USER: &str = ">reset-factors >set-passwords >group-membership";
const OF_HELP_DESK: &str = ">reset-factors >set-passwords";

const TIER_1: &str = "Tier 1 help desk on Whole directory (all groups and all users) < the group `Tier 1`";
const HELP_DESK: &str = "HELP_DESK_ADMIN@group:Contractors,group:Engineering < the group `Help desk`";

#[rustfmt::skip]
pub(super) const EXPECTED: &[Expected] = &[
    app("Hr sync", "users.manage groups.manage", "USER_ADMIN",
        "createUser updateUser assignUserToGroup", "createApplication assignRoleToUser createGroupRule",
        ">reset-factors >set-passwords >group-membership"),
    // Made before roles could be chosen: the setting of the org made it a super admin. It asks for one scope of three.
    app("Legacy provisioner", "users.manage groups.manage apps.manage", "SUPER_ADMIN",
        "createUser addGroup createApplication", "assignRoleToUser createPolicy",
        "public-client-super-admin >app-keys >link-accounts >reset-factors >set-passwords >group-membership >group-push \
         ?apps.manage ?groups.manage old-key"),
    // A custom role that is bound to one group. What was refused to it is not what it used.
    app("Contractor offboarding", "users.manage",
        "Tier 1 help desk on Contractors only (1 group and the members of 1 group)",
        "resetPassword unlockUser listUsers", "deactivateUser suspendUser", ">set-passwords"),
    app("Status page", "users.read apps.read", "", "", "listUsers listApplications", "app-without-role"),
    // The scope that was taken back does not count.
    app("Siem export", "logs.read users.read", "READ_ONLY_ADMIN", "listLogEvents listUsers", "listApplications createUser",
        "?users.read"),
    app("Terraform",
        "apps.manage groups.manage policies.manage authorizationServers.manage idps.manage users.read",
        "API_ACCESS_MANAGEMENT_ADMIN; ORG_ADMIN",
        "addGroup createIdentityProvider createAuthorizationServer listUsers", "createUser assignRoleToUser",
        ">app-keys >identity-providers >group-membership >policies >token-claims ?authorizationServers.manage \
         ?idps.manage"),
    app("Self service portal", "users.manage factors.manage", "HELP_DESK_ADMIN@group:Engineering",
        "resetPassword unlockUser", "createUser deactivateUser",
        "retired-scope >reset-factors >set-passwords ?factors.manage"),
    app("App catalogue", "apps.read", "READ_ONLY_ADMIN", "listApplications", "createApplication listUsers", ">app-keys"),
    // It may change the members of groups and not the groups of users, of which Okta wants both.
    app("Group bot", "groups.manage users.read", "Group membership bot on Whole directory (all groups and all users)",
        "listGroups listUsers", "assignUserToGroup addGroup", ""),
    app("Access review", "users.read groups.read apps.read roles.read",
        "READ_ONLY_ADMIN; Access auditor on All IAM resources (all iam)",
        "listUsers listApplications listRoles", "createUser assignRoleToUser", ">app-keys ?*"),
    app("Leastwise auditor",
        "apps.read appGrants.read roles.read apiTokens.read oauthIntegrations.read users.read groups.read logs.read \
         networkZones.read orgs.read", "SUPER_ADMIN",
        "listScopeConsentGrants listApiTokens listLogEvents", "createUser assignRoleToUser grantConsentToScope",
        "public-client-super-admin >app-keys >integration-secrets"),
    app("Salesforce onboarding", "apps.manage", "APP_ADMIN@app:Salesforce",
        "listApplications assignUserToApplication", "createUser assignRoleToUser", ">app-keys"),
    app("Vpn enrolment", "users.read groups.read", "SUPER_ADMIN", "listUsers listGroups", "createUser listApplications",
        "public-client-super-admin client-secret old-key ?*"),
    app("Password rotator", "users.manage", "HELP_DESK_ADMIN", "resetPassword", "createUser", OF_HELP_DESK),
    app("Mdm connector", "devices.manage users.read", "ORG_ADMIN", "suspendDevice listUsers", "createUser addGroup", ""),
    app("Key rotation", "apps.manage appGrants.manage", "SUPER_ADMIN",
        "grantConsentToScope createApplication", "createUser assignRoleToClient",
        "public-client-super-admin >grant-scopes >app-keys ?appGrants.manage"),
    app("Metrics exporter", "logs.read", "REPORT_ADMIN", "listLogEvents", "listUsers", ""),
    app("Ticket bridge", "users.read users.manage", "Profile editor on Whole directory (all groups and all users)",
        "listUsers updateUser", "createUser resetPassword", ">set-passwords ?users.read"),
    app("Joiner flow", "users.manage groups.manage", "Joiner and leaver on Whole directory (all groups and all users)",
        "createUser deactivateUser assignUserToGroup", "resetPassword addGroup", ">group-membership"),
    app("Hook deployer", "eventHooks.manage inlineHooks.manage",
        "Hook operator on Hooks (all event-hooks and all inline-hooks)",
        "createEventHook createInlineHook", "createLogStream createUser", ">inline-hooks >event-copies ?*"),
    app("Session killer", "users.manage sessions.manage", "ORG_ADMIN", "createUser revokeUserSessions", "createApplication",
        OF_HELP_DESK),
    app("Licence counter", "users.read apps.read", "READ_ONLY_ADMIN", "listUsers listApplications", "createUser",
        "client-secret old-key >app-keys ?*"),
    app("Idp failover", "idps.manage", "ORG_ADMIN", "createIdentityProvider", "createUser", ">identity-providers ?*"),
    app("Old pilot", "users.manage", "SUPER_ADMIN", "createUser", "createApplication",
        "inactive-principal"),
    app("Data warehouse", "users.read groups.read logs.read", "READ_ONLY_ADMIN", "listUsers listGroups listLogEvents",
        "createUser", ""),
    app("Branding publisher", "brands.manage domains.manage", "ORG_ADMIN", "replaceBrand", "createUser", "?*"),
    app("Policy linter", "policies.read", "READ_ONLY_ADMIN", "listPolicies", "createPolicy", "?*"),
    app("Factor reset", "users.manage", "HELP_DESK_ADMIN@group:Contractors", "resetFactors", "createUser", OF_HELP_DESK),
    app("Mail gateway", "", "READ_ONLY_ADMIN", "", "listUsers", ""),
    app("Workflow runner", "workflows.invoke.manage users.read", "", "", "listUsers", "app-without-role ?*"),

    integration("Brightwall SIEM", "logs.read users.read", "listLogEvents listUsers", "createUser", "super-admin"),
    integration("Copperleaf posture", "apps.read groups.read policies.read roles.read users.read",
        "listApplications listPolicies listRoles", "createPolicy", "super-admin >app-keys ?roles.read"),
    integration("Quickhire onboarding", "users.manage groups.manage", "createUser addGroup", "createApplication",
        "super-admin >link-accounts >reset-factors >set-passwords >group-membership ?*"),

    // The role of its owner comes through a group.
    token("payroll-export", "APP_ADMIN < the group `App admins`", "createApplication", "createUser assignRoleToUser",
        "token-unrestricted-network >app-keys >identity-sources >policies"),
    token("jenkins", "SUPER_ADMIN", "assignRoleToUser", "",
        "token-owner-over-privileged token-unrestricted-network"),
    token("helpdesk-bot", "HELP_DESK_ADMIN@group:Contractors", "unlockUser", "suspendUser createUser", OF_HELP_DESK),
    token("inventory", "READ_ONLY_ADMIN", "listUsers listApplications", "createUser", ">app-keys"),
    token("migration-2026", "ORG_ADMIN", "createUser addGroup", "assignRoleToUser createApplication",
        "token-unrestricted-network token-unused >app-keys >identity-providers >reset-factors \
         >set-passwords >group-membership >policies"),
    token("ldap-agent", "SUPER_ADMIN", "assignRoleToUser", "", "token-owner-over-privileged"),
    token("onboarding", "USER_ADMIN", "createUser", "createApplication",
        "token-unrestricted-network >reset-factors >set-passwords >group-membership"),
    token("wiki-lookup", "READ_ONLY_ADMIN", "listUsers", "createUser",
        "token-owner-inactive token-unrestricted-network >app-keys"),
    token("weekly-report", "REPORT_ADMIN < the group `Report readers`", "listLogEvents", "listUsers", ""),
    token("membership", "Group membership bot on Whole directory (all groups and all users)", "listGroups",
        "assignUserToGroup", ""),
    token("sandbox", "", "", "listUsers", "token-unrestricted-network"),
    token("amelia-laptop", "SUPER_ADMIN", "assignRoleToUser", "",
        "token-owner-over-privileged token-unrestricted-network"),

    // Its scopes are those that a super admin granted to it.
    client("Okta cli", "users.manage apps.read", "SUPER_ADMIN", "updateUser listApplications",
        "assignRoleToUser createApplication",
        "super-admin ?* >app-keys >link-accounts >reset-factors >set-passwords"),

    admin("amelia.stone", "SUPER_ADMIN", "super-admin"),
    admin("bruno.keller", "ORG_ADMIN < the group `IT admins`; SUPER_ADMIN", "super-admin"),
    admin("carla.mendes", "SUPER_ADMIN < the group `Break glass`", "super-admin"),
    admin("dev.patel", "ORG_ADMIN", OF_ORG),
    admin("elif.demir", "ORG_ADMIN < the group `IT admins`", OF_ORG),
    admin("farid.nasser", "APP_ADMIN < the group `App admins`; ORG_ADMIN < the group `IT admins`",
        ">app-keys >identity-providers >identity-sources >reset-factors >set-passwords >group-membership >policies"),
    admin("grete.holm", "APP_ADMIN@app:Salesforce,app:Slack", OF_APP),
    admin("hugo.laurent", "APP_ADMIN < the group `App admins`", OF_APP),
    admin("ines.costa", HELP_DESK, OF_HELP_DESK),
    admin("jonas.berg", HELP_DESK, OF_HELP_DESK),
    admin("kaori.mori",
        "HELP_DESK_ADMIN@group:Contractors,group:Engineering < the group `Help desk`; \
         Tier 1 help desk on Whole directory (all groups and all users) < the group `Tier 1`", OF_HELP_DESK),
    admin("leon.fischer", TIER_1, ">set-passwords"),
    admin("maya.singh", TIER_1, ">set-passwords"),
    admin("nils.aune", "READ_ONLY_ADMIN < the group `Security readers`", ">app-keys"),
    admin("olga.petrova", "API_ACCESS_MANAGEMENT_ADMIN; READ_ONLY_ADMIN < the group `Security readers`",
        ">app-keys >token-claims"),
    admin("pablo.ruiz", "ORG_ADMIN", "inactive-principal"),
    admin("quinn.oreilly", "REPORT_ADMIN < the group `Report readers`", ""),
    admin("rosa.bianchi", "GROUP_MEMBERSHIP_ADMIN@group:Contractors", ">group-membership"),
    admin("sven.larsson", "HELP_DESK_ADMIN", "inactive-principal"),
    admin("tara.nguyen", "READ_ONLY_ADMIN; Access auditor on All IAM resources (all iam)", ">app-keys"),
    admin("umar.khan", "App reviewer on Apps but payroll (all apps but 1)", ""),
    admin("vera.novak", "GROUP_MEMBERSHIP_ADMIN@group:Engineering < the group `Membership owners`",
        ">group-membership"),
    admin("wim.dejong", "USER_ADMIN@group:Contractors", OF_USER),
    admin("xenia.popova", "READ_ONLY_ADMIN", ">app-keys"),
    admin("yusuf.aydin", "USER_ADMIN", OF_USER),
    admin("zoe.martin", "REPORT_ADMIN", ""),
    admin("aaron.wolff", HELP_DESK, OF_HELP_DESK),
    admin("bea.lindt", "HELP_DESK_ADMIN@group:Engineering", "inactive-principal"),
    admin("svc-payroll", "APP_ADMIN < the group `App admins`", OF_APP),
    admin("svc-jenkins", "SUPER_ADMIN", "super-admin"),
    admin("svc-helpdesk-bot", "HELP_DESK_ADMIN@group:Contractors", OF_HELP_DESK),
    admin("svc-inventory", "READ_ONLY_ADMIN", ">app-keys"),
    admin("svc-migration", "ORG_ADMIN", OF_ORG),
    admin("svc-ldap-agent", "SUPER_ADMIN", "super-admin"),
    admin("svc-onboarding", "USER_ADMIN", OF_USER),
    admin("svc-wiki", "READ_ONLY_ADMIN", "inactive-principal"),
    admin("svc-reports", "REPORT_ADMIN < the group `Report readers`", ""),
    admin("svc-membership", "Group membership bot on Whole directory (all groups and all users)", ""),
    admin("svc-monitoring", "READ_ONLY_ADMIN < the group `Security readers`", ">app-keys"),
];
