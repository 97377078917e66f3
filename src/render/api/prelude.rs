//! The beginning of the script: what it needs from its environment, and how it calls.

use indexmap::IndexMap;

use super::plain;
use crate::model::{Credential, listed};
use crate::render::paste::{Paste, Resource};

/// Everything before the first call.
pub(super) fn text(paste: &Paste<'_>) -> String {
    let mut lines = vec![BEGIN.to_owned()];
    let wanted = wanted(paste);
    lines.extend(wanted.iter().map(|(name, what)| format!(": \"${{{name}:?set it to {}}}\"", plain(what))));
    if wanted.contains_key("PUBLIC_JWK") {
        lines.push(NO_PRIVATE_KEY.to_owned());
    }
    if paste.credential == Credential::ServiceApp || paste.custom().is_some() {
        lines.push(NAME.to_owned());
    }
    if needs_names(paste) {
        lines.push("ORN_PARTITION=${ORN_PARTITION:-okta}  # or oktapreview".to_owned());
    }
    lines.push(CALL.to_owned());
    lines.join("\n")
}

/// Whether a resource has no URL and is known by a name.
fn needs_names(paste: &Paste<'_>) -> bool {
    let resources = paste.resources();
    resources.iter().any(|one| one.address.is_some_and(|address| address.all_path.is_none()))
}

/// The variables that must be set, and to what.
fn wanted(paste: &Paste<'_>) -> IndexMap<String, String> {
    let mut wanted: IndexMap<String, String> = IndexMap::new();
    let mut want = |name: &str, what: &str| drop(wanted.insert(name.to_owned(), what.to_owned()));
    let has_role = paste.custom().is_some() || !paste.roles().is_empty();
    match paste.credential {
        Credential::ServiceApp => {
            want("PUBLIC_JWK", "the public half of the key of the integration, as a JWK");
        }
        Credential::UserApp if !paste.granted_scopes().is_empty() => {
            want("APP_ID", "the id of the app that users sign in to");
        }
        Credential::UserApp | Credential::ApiToken => {}
    }
    if has_role && paste.credential.has_user() {
        let whose = match paste.credential {
            Credential::ApiToken => "the id of the user who owns the API token, and nothing but it",
            _ => "the ids of the users who make these calls",
        };
        want("USER_IDS", whose);
    }
    if needs_names(paste) {
        want("ORG_ID", "the id of the org, which begins with 00o");
    }
    for chosen in paste.resources().iter().filter_map(Resource::chosen) {
        want(&chosen.variable.to_uppercase(), &format!("the ids of {}, or all", chosen.what));
    }
    if paste.narrows_to("groups") {
        want("GROUP_IDS", "the ids of the groups concerned, or all");
    }
    if paste.narrows_to("apps") {
        want(
            "APP_TARGETS",
            "the apps concerned, by name or by name and id such as oidc_client.0oa1abcdefGHIJKLM0h8, or all",
        );
    }
    let others = paste.without_address();
    if !others.is_empty() {
        let what = listed(&others);
        want(
            "OTHER_RESOURCE_NAMES",
            &format!(
                "the resource names (ORN) of {what}, as a resource set made in the Admin Console shows them"
            ),
        );
    }
    wanted
}

const BEGIN: &str = r#"# Lists in variables are separated by spaces. Run it once, as a super admin; it needs curl and jq.
set -eu

for tool in curl jq; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 2; }
done
: "${OKTA_ORG_URL:?set it to the URL of the org, such as https://acme.okta.com}"
: "${OKTA_AUTHORIZATION:?set it to the Authorization header of a super admin: SSWS or Bearer, a space, the token}""#;

const NO_PRIVATE_KEY: &str = r#"if printf '%s' "$PUBLIC_JWK" | jq -e 'has("d")' > /dev/null; then
  echo 'PUBLIC_JWK holds a private key: take its public half' >&2
  exit 2
fi"#;

const NAME: &str = r"NAME=${NAME:-Least access integration}
case $NAME in
  *[!A-Za-z0-9\ ._-]*) echo 'NAME takes letters, digits, spaces, dots and dashes' >&2; exit 2 ;;
esac";

/// The header goes through stdin: arguments of a process can be seen by others.
const CALL: &str = r#"
# call METHOD PATH [BODY]: what Okta answers is in $answer; an error ends the script.
call() {
  answer=$(
    printf 'header = "Authorization: %s"\n' "$OKTA_AUTHORIZATION" |
      curl --config - --silent --show-error --fail-with-body --request "$1" \
        --header 'Accept: application/json' --header 'Content-Type: application/json' \
        ${3+--data "$3"} "$OKTA_ORG_URL$2"
  ) || { printf '%s %s: %s\n' "$1" "$2" "$answer" >&2; exit 1; }
}

# field PATH: a field of the last answer.
field() {
  printf '%s' "$answer" | jq -er "$1"
}"#;
