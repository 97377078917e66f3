//! The form of `leastwise.yaml`, from which its JSON Schema is made.

use jiff::civil::Date;
use schemars::JsonSchema;

use crate::located::{Located, Node};
use crate::model::{Credential, Engine, Evidence, Judge, Severity};

/// `leastwise.yaml`.
#[derive(Clone, Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Config {
    /// From which severity on a finding fails a check: `note`, `warning` (the default) or `error`.
    #[serde(default)]
    pub fail_on: Option<Severity>,
    /// What must be judged for a principal to pass: `scopes`, `roles` or `all` (the default).
    #[serde(default)]
    pub judge: Option<Judge>,
    /// Facts that are less sure do not count.
    #[serde(default)]
    pub minimum_evidence: Option<Evidence>,
    /// The engine of the org.
    #[serde(default)]
    pub engine: Option<Engine>,
    /// Overlays that are laid over the catalog, relative to this file.
    #[serde(default)]
    pub overlay: Vec<Located<String>>,
    /// Hosts of the org beside Okta's own domains: custom domains, gateways.
    #[serde(default)]
    pub okta_hosts: Vec<Located<String>>,
    /// What is called at places where it cannot be told from the input.
    #[serde(default)]
    pub resolved: Vec<ResolvedEntry>,
    /// What no principal may hold, even if a call needs it: names, with `*` for any part, and `scope:`, `role:` or
    /// `permission:` before those that several kinds share.
    #[serde(default)]
    pub deny: Vec<Located<String>>,
    /// What is allowed for every principal although it is a finding.
    #[serde(default)]
    pub allow: Vec<AllowEntry>,
    /// The principals.
    pub principals: Vec<PrincipalEntry>,
}

/// What is called at a place where it cannot be told from the input.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ResolvedEntry {
    /// The place: `file:line`, the file relative to this one.
    pub at: Located<String>,
    /// The operations that are called there, or `none`.
    #[schemars(with = "ResolvedOperations")]
    pub operations: Vec<Located<String>>,
    /// How that is known.
    pub reason: Located<String>,
}

/// Operations, or that there are none.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum ResolvedOperations {
    /// Names of operations.
    Names(Vec<String>),
    /// `none`
    None(NoneWord),
}

/// The word `none`.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum NoneWord {
    /// Nothing.
    None,
}

/// One principal.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PrincipalEntry {
    /// What it is called in findings; no two are called the same.
    pub name: Located<String>,
    /// How it authenticates: `service-app`, `user-app` or `api-token`.
    #[serde(default)]
    #[schemars(with = "Option<CredentialWord>")]
    pub credential: Option<Credential>,
    /// What it calls: files, folders and globs relative to this file, or calls and names of operations themselves.
    #[serde(default)]
    pub calls: Option<Vec<Located<String>>>,
    /// What it holds, or `none`.
    #[schemars(required, with = "GrantedOrNone")]
    pub granted: Option<Node>,
    /// What it may not hold, besides what no principal may.
    #[serde(default)]
    pub deny: Vec<Located<String>>,
    /// What it may hold although that is a finding.
    #[serde(default)]
    pub allow: Vec<AllowEntry>,
}

/// An allowance.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AllowEntry {
    /// What is allowed: a name as in `deny`, or `escalation:` and the name of a chain.
    pub grant: Located<String>,
    /// The rules whose findings are meant; without them, all that can be allowed.
    #[serde(default)]
    pub rules: Vec<Located<String>>,
    /// Why.
    pub reason: Located<String>,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<Located<String>>,
    /// The last day on which it holds, `YYYY-MM-DD`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<Date>,
}

/// How a principal authenticates, as the manifest writes it.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its JSON Schema is used")]
enum CredentialWord {
    ServiceApp,
    UserApp,
    ApiToken,
}

/// What a principal holds, or that it holds nothing.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
enum GrantedOrNone {
    /// What it holds.
    Held(GrantedForm),
    /// `none`
    None(NoneWord),
}

/// What a principal holds: a list that is left out is not judged, an empty one is.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
struct GrantedForm {
    /// OAuth scopes: a list, or one text with spaces.
    #[serde(default)]
    scopes: Option<Names>,
    /// Standard roles: types, or labels as the Admin Console shows them.
    #[serde(default)]
    roles: Option<Roles>,
    /// Custom roles.
    #[serde(default)]
    custom_roles: Option<Vec<CustomRoleForm>>,
    /// Permissions of one custom role without a name.
    #[serde(default)]
    permissions: Option<Names>,
    /// Files with more of the grant, relative to this file: exports of the Okta API, Terraform state, plans.
    #[serde(default)]
    files: Option<Names>,
}

/// Names in a list, or in one text with spaces between them.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
enum Names {
    List(Vec<String>),
    Text(String),
}

/// Standard roles in a list, or in one text with commas between them; `none` says that there are none.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
enum Roles {
    List(Vec<RoleForm>),
    Text(String),
}

/// A standard role: `HELP_DESK_ADMIN`, `HELP_DESK_ADMIN@group:ID`, or a mapping.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
enum RoleForm {
    Word(String),
    Narrowed(NarrowedRoleForm),
}

/// A standard role with its targets.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
struct NarrowedRoleForm {
    /// The type.
    role: String,
    /// The groups that it is narrowed to.
    #[serde(default)]
    groups: Vec<String>,
    /// The apps that it is narrowed to.
    #[serde(default)]
    apps: Vec<String>,
}

/// A custom role.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its JSON Schema is used")]
struct CustomRoleForm {
    /// Its label.
    #[serde(default)]
    name: Option<String>,
    /// Its permissions.
    permissions: Names,
    /// What its resource set holds.
    #[serde(default)]
    resources: Vec<String>,
}
