//! The rules: every text that is said of a rule anywhere stands here once.

use crate::model::Severity;

/// A rule that findings come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id; a promise.
    pub id: &'static str,
    /// The severity of its findings, unless the case is milder.
    pub severity: Severity,
    /// What it finds, in a line.
    pub title: &'static str,
    /// What it means and when it is said.
    pub explanation: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Whether an allowance can cover its findings.
    pub allowable: bool,
}

macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident, $allowable:literal, $title:literal, $explanation:literal, $fix:literal;)+) => {
        $(#[doc = $title] pub const $name: Rule = Rule {
            id: $id,
            severity: Severity::$severity,
            title: $title,
            explanation: $explanation,
            fix: $fix,
            allowable: $allowable,
        };)+

        /// Every rule, in the order in which findings of one severity are shown.
        pub const RULES: &[&Rule] = &[$(&$name),+];
    };
}

rules! {
    MISSING_SCOPE = "missing-scope", Error, false,
        "A scope is missing that a call needs",
        "The principal does not hold the scope, and no other scope that it holds covers it. A token without it is \
         refused, or the scope is dropped from the token in silence and the call fails later. `okta.X.manage` counts as \
         covering `okta.X.read`, unless `--no-manage-implies-read` says otherwise; no other scope covers another.",
        "Grant the scope that the finding names, or leave the call out. Only a super admin can grant scopes.";
    MISSING_ROLE = "missing-role", Error, false,
        "An admin role is missing that a call needs",
        "A source says that none of the roles that the principal holds may make the call, whatever its scopes are. A \
         service app that holds scopes and no role is refused too, at times with an empty list instead of an error. \
         Where no source says whether a role may, the finding is a note.",
        "Assign the role that the finding names, or the custom role that it names instead. Try first where the finding \
         is a note: the call may pass already.";
    MISSING_PERMISSION = "missing-permission", Error, false,
        "A permission is missing in the custom role",
        "The call needs a permission that the custom roles of the principal do not have. The resource set must hold the \
         objects as well; that is not judged here.",
        "Add the permission to the custom role.";
    UNSUPPORTED_CREDENTIAL = "unsupported-credential", Error, false,
        "The credential does not get through to the operation",
        "No grant helps: the operation takes another kind of credential. Some take an API token only, some OAuth only, \
         some the token of an end user, and a service app has no user of its own.",
        "Use the credential that the finding names for this call.";
    SCOPE_NEEDS_USER = "scope-needs-user", Error, false,
        "A service app holds a scope that only a signed-in user can have",
        "`openid`, `profile`, `email`, `address`, `phone`, `groups`, `offline_access` and `device_sso` are about a user who \
         signs in, and a service app has none. Okta refuses the whole request for a token when it names one of them. A \
         principal whose credential type is not given counts as a service app.",
        "Take the scope out of the grant and of the request for a token. Give the credential type, `user-app`, when the \
         app signs users in.";
    DENIED_GRANT = "denied-grant", Error, false,
        "Something is held or needed that is denied",
        "The `deny` list of `leastwise.yaml` names grants that a principal must never hold, even if a call needs them. \
         A scope or permission that contains a denied one counts too.",
        "Take the grant away. Where a call needs it, leave the call out or move it to a principal that may hold the \
         grant; the finding names the call.";
    SUPER_ADMIN = "super-admin", Error, true,
        "The principal is a super admin",
        "SUPER_ADMIN may do everything, and its holder can make others super admins. The finding names what would do \
         in its place, and what narrow scopes leave of it. It comes first and is at least a warning unless the calls \
         need it: without calls too, and where no source says what a call needs or a smaller grant rests on weaker \
         evidence. It is a note where the calls need it. While something of the input is not recognized, the finding \
         names those places and does not advise to replace the role.",
        "Replace the role as the finding says; first recognize the calls that it names, if any. Where only a few calls \
         force it, consider to leave them to people.";
    TOKEN_OWNER_OVER_PRIVILEGED = "token-owner-over-privileged", Error, true,
        "The owner of an API token may do more than the token needs",
        "An API token has no scopes: it may do whatever the roles of its owner allow now, and is narrowed only by \
         narrowing them. The owner is a super admin, or holds roles that the calls of the token do not need. Who made \
         the token, and with which role, does not matter. It is a warning where no calls are known.",
        "Give the token a user of its own that holds only what its calls need, or move to a service app, which scopes \
         narrow as well.";
    PUBLIC_CLIENT_SUPER_ADMIN = "public-client-super-admin", Error, true,
        "A setting of the org makes service apps super admins",
        "The setting \"Public client app admins\" is on: a service app becomes SUPER_ADMIN when a scope is granted to it. \
         It is said once of the setting, and of every service app that holds SUPER_ADMIN while it is on. The scopes that \
         are granted are then all that limits such an app.",
        "Switch the setting off, and replace SUPER_ADMIN of each app by the role that its calls need. Switching it off \
         takes the role from no app that has it.";
    PERMISSION_USED_AS_SCOPE = "permission-used-as-scope", Error, false,
        "A permission of custom roles stands where a scope belongs",
        "Scopes and permissions are two namespaces whose names look alike. No token can hold this name: asking for it \
         fails with `invalid_scope`.",
        "Use the scope that the finding names.";
    NEW_ACCESS = "new-access", Error, true,
        "The grant reaches more than the reference",
        "Compared with the grant or plan that `--against` names, the principal reaches operations that it did not reach \
         before. What was reached already is not reported, however it is granted now.",
        "Leave out what is new, or review it and write the reference anew.";
    EXCESS_SCOPE = "excess-scope", Warning, true,
        "A scope is held that no call needs",
        "Every call passes without the scope, or with a scope that reaches less. Where no source says which scopes a \
         call takes, the finding is a note. While something of the input is not recognized, it keeps its severity, \
         names those places and does not advise to take the scope away.",
        "Take the scope away, or replace it by the one that the finding names; first recognize the calls that it names \
         as not recognized, if any.";
    READ_SUFFICES = "read-suffices", Warning, true,
        "A manage scope is held where its read scope is enough",
        "The calls only read. `okta.X.manage` lets the principal change everything that `okta.X.read` shows.",
        "Replace the manage scope by the read scope.";
    EXCESS_ROLE = "excess-role", Warning, true,
        "An admin role is held that is larger than the calls need",
        "Every call passes without the role, or with one or more that reach less: standard roles, or a custom role. \
         Scopes may keep the principal from using the rest of the role; the finding says what they leave, and the role \
         is reported all the same, because each must hold if the other fails. It is a note where the smaller grant \
         rests on weaker evidence, where no source says what a call needs, or where nothing more is reached. While \
         something of the input is not recognized, it keeps its severity, names those places and does not advise to \
         take the role away.",
        "Replace the role as the finding says; first recognize the calls that it names as not recognized, if any. Verify \
         first where it is a note.";
    EXCESS_PERMISSION = "excess-permission", Warning, true,
        "A permission of a custom role is held that no call needs",
        "Every call passes without the permission, or with one that reaches less.",
        "Take the permission out of the custom role, or replace it by the one that the finding names.";
    ESCALATION = "escalation", Warning, true,
        "The grant is a way to more than was granted",
        "The principal reaches an operation that is the first step of a known chain: it changes who may do what, or \
         how that is proved. Scopes and roles are looked at together. It is a note where the calls need that operation, \
         where the least grant for the calls opens it as well, and where only one of scopes and roles is known.",
        "Narrow the grant as the other findings say, or the role assignment to the groups, apps or resources that the \
         calls are about. Keep the chain in mind where the calls need it.";
    TOKEN_OWNER_INACTIVE = "token-owner-inactive", Warning, false,
        "The owner of an API token is not active",
        "The token belongs to a user who is suspended, deprovisioned, locked out or was never activated. Nobody looks \
         after such a token, and once the user is active again, it works with all roles that the user has then.",
        "Revoke the token, and give the integration, if it is still there, a service app or a user of its own.";
    TOKEN_UNRESTRICTED_NETWORK = "token-unrestricted-network", Warning, false,
        "An API token may be used from anywhere",
        "No network zone limits from where the token is accepted. Whoever gets hold of it can use it from every address, \
         and it has no scopes that would narrow it. A token that only excludes zones, that includes `ALL_IP_ZONES` or \
         that has no zone in its list is accepted from every other address. So is one with a zone that holds a block \
         wider than /8 (/16 of IPv6) or more than one in 16 IPv4 addresses. A zone that is not active, that is a \
         blocklist or that does not exist limits nothing: the token is reported when it has no other.",
        "Limit the token to the network zone that the integration calls from.";
    TOKEN_UNUSED = "token-unused", Warning, false,
        "An API token was not used for long",
        "The dates of the token say when it was last used: every use moves the day on which it expires. That is \
         concluded from how the dates relate, not promised by Okta. A use that the System Log shows counts as well.",
        "Ask its owner, then revoke it.";
    CLIENT_UNAUTHENTICATED = "client-unauthenticated", Error, false,
        "A service app does not authenticate",
        "The method is `none`. Anyone who knows the client id can ask for tokens as the app, and client ids are public.",
        "Let the app authenticate with a private key (`private_key_jwt`).";
    CLIENT_SECRET = "client-secret", Warning, false,
        "A service app authenticates with a secret instead of a key",
        "Okta and the app share the secret. Anyone who reads it can ask for tokens as the app. Admins who may see the app \
         may be able to read it too. It is a warning for an app that holds scopes \
         of Okta or whose scopes are not known, else a note.",
        "Register a public key for the app, let it authenticate with the private key (`private_key_jwt`), and delete its \
         secrets.";
    OLD_KEY = "old-key", Warning, false,
        "A key or secret of a service app is old",
        "The longer a key or secret is in use, the more copies of it there are. It counts as old after 365 days, or after \
         `--key-days`. Only active ones count. Keys at a URL of the app have no date in Okta and are not judged, nor are \
         secrets unless `--with-secrets` asked for them.",
        "Add a new one, let the app use it, then deactivate and delete the old one.";
    APP_WITHOUT_ROLE = "app-without-role", Warning, false,
        "A service app has scopes and no admin role",
        "A service app needs both. Without a role its calls fail, some of them in silence: they answer with an empty \
         list. Either the app does not do what it should, or nobody needs its scopes; and the first role that it gets \
         makes all of them count at once.",
        "Take the scopes away if the app is out of use; else assign the role that its calls need.";
    INACTIVE_PRINCIPAL = "inactive-principal", Note, false,
        "A principal that cannot act keeps what it holds",
        "The app is deactivated, the user is suspended, deprovisioned or not activated yet, the group has no members, or every \
         user who granted scopes to the OAuth client cannot sign in. It ranks after all that can act, and has this finding only. \
         Activating it, or adding a member, brings back everything that it holds.",
        "Delete it, or take away its scopes and roles.";
    UNKNOWN_SCOPE = "unknown-scope", Warning, true,
        "A scope is held that nobody knows",
        "No document and no recorded org knows the name; some such names circulate in scripts and modules. It does \
         nothing, or something that cannot be judged. In an audit it counts as one that may allow everything, and the report \
         is not complete.",
        "Use the scope that the finding names, or take the name out.";
    UNKNOWN_PERMISSION = "unknown-permission", Warning, true,
        "A permission is held that nobody knows",
        "The catalog has no permission of this name for custom roles. The name may be that of a scope, or newer than the \
         catalog. In an audit it counts as one that may allow everything, and the report is not complete.",
        "Use the permission that the finding names, or record it in an overlay when it is new.";
    UNKNOWN_ROLE = "unknown-role", Warning, true,
        "A role is held that nobody knows",
        "The catalog has no standard role of this type. Custom roles have labels and ids; a type is written in \
         capitals, such as `HELP_DESK_ADMIN`. In an audit a role that is newer than the catalog counts as one that may \
         allow everything, and the report is not complete.",
        "Write the type as the API spells it, or give the permissions when it is a custom role.";
    RETIRED_SCOPE = "retired-scope", Warning, true,
        "A scope is held that is no longer in use",
        "Earlier documents declared the scope, and no operation takes it today.",
        "Take it away; use the scope that the finding names where there is one.";
    REMOVED_OPERATION = "removed-operation", Warning, false,
        "A call names an operation that was removed",
        "The operation stood in an earlier release of Okta's documents and does not stand in the current one.",
        "Move to what replaces it before the call fails.";
    EXPIRED_ALLOWANCE = "expired-allowance", Warning, false,
        "An allowance has ended",
        "The day that `until` names is past, so that what it covered is a finding again.",
        "Mend the finding, or agree on a new day and write it into `leastwise.yaml`.";
    ENDING_ALLOWANCE = "ending-allowance", Note, false,
        "An allowance ends soon",
        "The day that `until` names is today or in the next 14 days. After it, what the allowance covers is a finding again.",
        "Fix the finding, or extend `until` in `leastwise.yaml`.";
    SCOPE_NEVER_USED = "scope-never-used", Note, true,
        "No token was asked for with a scope",
        "The System Log shows tokens that the app was given in the window, and none of them was asked for with this \
         scope. A log is never proof that something is not needed: it ends, jobs may run once a quarter, and calls that \
         only read are not in it. So this is a note, whatever the window.",
        "Give the calls of the app with `--calls NAME=INPUT`, or ask its owner; then take the scope away.";
    REDUNDANT_SCOPE = "redundant-scope", Note, true,
        "A scope adds nothing beside another",
        "Another scope that is held covers it, or no operation that needs an admin right takes it. Nothing more is \
         reached with it.",
        "Take it away when convenient; keep it where the assumption that manage covers read is not relied on.";
    UNKNOWN_CALL = "unknown-call", Note, false,
        "A call is not understood",
        "The call fits no operation, or several. Its needs are not known, so the check does not count them, and it does not \
         advise to take anything away: the call could need it. With `--strict` the check ends with 3.",
        "Correct the call, name the operation, or leave the line out.";
    CORRECTED_CALL = "corrected-call", Note, false,
        "A call was corrected",
        "The call is wrong as it stands, and exactly one operation can be meant. That operation is counted.",
        "Correct the call where it is made or written down.";
    DEPRECATED_OPERATION = "deprecated-operation", Note, false,
        "A call names a deprecated operation",
        "Okta's document marks the operation as deprecated.",
        "Plan to move to what replaces it.";
    STALE_ALLOWANCE = "stale-allowance", Note, false,
        "An allowance covers nothing",
        "No finding is covered by the allowance: what it allowed was taken away, or its name is misspelt. If it stays, \
         it would silently allow the same again.",
        "Take the allowance out of `leastwise.yaml`.";
    STALE_RESOLUTION = "stale-resolution", Warning, false,
        "An entry of `resolved` answers nothing",
        "The entry gives the operations of a place, and that place is not unresolved: the line moved, or leastwise resolves \
         the call now. A stale entry can give wrong operations to another call.",
        "Correct the place, or take the entry out of `leastwise.yaml`.";
    STALE_CATALOG = "stale-catalog", Note, false,
        "The facts are old",
        "The catalog was last reviewed more than 120 days ago. Operations, scopes and roles may have changed.",
        "Use a newer leastwise, or a newer catalog with `--catalog`.";
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
