//! A check says what a plan says, and never passes where nothing is known.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::Value;

use super::{files, planned};
use crate::program::run;

const OAUTH: &str = "provider \"okta\" {\n  client_id = \"0oa1\"\n  private_key = \"k\"\n  scopes = [\"okta.groups.manage\"]\n}\n";
const TOKEN: &str = "provider \"okta\" {\n  api_token = \"t\"\n}\n";
const ONLY_TOKEN: &str = "resource \"okta_security_notification_emails\" \"x\" {}\n";

/// The report of a check, and how it ends.
fn checked(text: &str, arguments: &[&str]) -> (i32, Value) {
    let all = [&["check", "--format", "json"], arguments].concat();
    let ran = run(&files(&[("main.tf", text)]), &all);
    (ran.code, serde_json::from_str(&ran.out).unwrap())
}

fn has_note(report: &Value, code: &str) -> bool {
    report["notes"].as_array().unwrap().iter().any(|note| note["code"] == code)
}

/// The rules of findings with their severities.
fn rules(report: &Value) -> BTreeSet<(&str, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|one| (one["rule"].as_str().unwrap(), one["severity"].as_str().unwrap())).collect()
}

/// The caveats of a plan are notes of the check.
#[rstest]
#[case(OAUTH, "resource \"okta_group\" \"x\" {}\n")]
#[case(OAUTH, "resource \"okta_user\" \"x\" {\n  admin_roles = [\"APP_ADMIN\"]\n}\n")]
#[case(OAUTH, "data \"okta_policy\" \"x\" {\n  type = var.unknown\n}\nvariable \"unknown\" {}\n")]
#[case(OAUTH, ONLY_TOKEN)]
#[case(TOKEN, "resource \"okta_app_oauth\" \"x\" {\n  type = \"web\"\n}\n")]
#[case(TOKEN, "resource \"okta_profile_mapping\" \"x\" {\n  always_apply = true\n}\n")]
#[case(TOKEN, "resource \"okta_authenticator\" \"x\" {}\n")]
#[case(OAUTH, "resource \"okta_future_widget\" \"x\" {}\n")]
fn every_caveat_of_a_plan_is_a_note_of_the_check(#[case] provider: &str, #[case] blocks: &str) {
    let text = format!("{provider}{blocks}");
    let plan = planned(&files(&[("main.tf", &text)]), &["."]);
    let caveats = plan["terraform_facts"]["caveats"].as_array().unwrap();
    let (_, report) = checked(&text, &[]);
    assert!(!caveats.is_empty());
    for caveat in caveats {
        assert!(has_note(&report, caveat["code"].as_str().unwrap()), "{caveat}");
    }
}

#[test]
fn a_type_that_works_with_a_token_only_is_an_error_with_oauth() {
    let (code, report) = checked(&format!("{OAUTH}{ONLY_TOKEN}"), &["--fail-on", "error"]);
    assert_eq!(code, 1);
    assert!(rules(&report).contains(&("unsupported-credential", "error")), "{report}");
    let subjects: Vec<_> = report["findings"].as_array().unwrap().iter().map(|one| &one["subject"]).collect();
    assert!(subjects.contains(&&Value::from("okta_security_notification_emails.x")));
    let (_, with_token) = checked(&format!("{TOKEN}{ONLY_TOKEN}"), &[]);
    assert!(!rules(&with_token).iter().any(|(rule, _)| *rule == "unsupported-credential"));
    // Nothing says how the provider authenticates: no error on a guess.
    let (code, unsaid) = checked(&format!("provider \"okta\" {{}}\n{ONLY_TOKEN}"), &["--fail-on", "error"]);
    assert!(code != 1 && rules(&unsaid).contains(&("unsupported-credential", "note")), "{unsaid}");
}

/// What a provider calls at its start counts for the credential that it has.
#[rstest]
#[case(OAUTH, true, false)]
#[case(TOKEN, false, true)]
#[case("provider \"okta\" {}\n", true, true)]
fn the_start_is_that_of_the_credential(
    #[case] provider: &str,
    #[case] asks_for_token: bool,
    #[case] looks_itself_up: bool,
) {
    let text = format!("{provider}data \"okta_group\" \"x\" {{\n  name = \"x\"\n}}\n");
    let plan = planned(&files(&[("main.tf", &text)]), &["."]);
    let ids: Vec<_> = plan["operations"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids.contains(&Value::from("oauth:token")), asks_for_token, "{ids:?}");
    assert_eq!(ids.contains(&Value::from("management:getUser")), looks_itself_up, "{ids:?}");
}

#[test]
fn a_missing_scope_names_no_provider_that_makes_the_call_with_another_credential() {
    let text = "provider \"okta\" {\n  scopes = [\"okta.roles.read\"]\n}\ndata \"okta_user\" \"x\" {\n  user_id = \"00u1\"\n}\n";
    let (_, report) = checked(text, &[]);
    let missing =
        report["findings"].as_array().unwrap().iter().find(|one| one["rule"] == "missing-scope").unwrap();
    let message = missing["message"].as_str().unwrap();
    assert!(message.contains("data.okta_user.x") && !message.contains("provider.okta"), "{message}");
}

#[rstest]
#[case("resource \"okta_future_widget\" \"x\" {}\n")]
#[case("data \"okta_future_widget\" \"x\" {}\n")]
#[case("resource \"okta_user_schema\" \"x\" {}\n")]
#[case("module \"m\" {\n  source = \"example.com/m/okta\"\n}\nresource \"okta_future_widget\" \"x\" {}\n")]
fn where_no_block_is_known_nothing_is_judged(#[case] blocks: &str) {
    let text = format!("{OAUTH}{blocks}");
    let (code, report) = checked(&text, &[]);
    assert_eq!(code, 3, "{report}");
    assert_eq!(report["principals"][0]["verdict"], "not-judged");
    assert_eq!(report["principals"][0]["least"], Value::Null, "nothing is known of what is needed");
    let folder = files(&[("main.tf", &text)]);
    assert_eq!(run(&folder, &["plan", ".", "--strict"]).code, 3);
    let said = run(&folder, &["plan", "."]).out;
    assert!(said.contains("No answer") && !said.contains("No scope and no admin role"), "{said}");
}

/// A call of which nobody knows what it needs is an open place: a check that must be whole does not pass.
#[rstest]
#[case(TOKEN, "resource \"okta_profile_mapping\" \"x\" {\n  always_apply = true\n}\n", true)]
#[case(TOKEN, "resource \"okta_profile_mapping\" \"x\" {}\n", false)]
#[case(TOKEN, "resource \"okta_app_oauth\" \"x\" {}\n", true)]
#[case(OAUTH, "resource \"okta_app_oauth\" \"x\" {}\n", false)]
#[case(TOKEN, ONLY_TOKEN, true)]
fn a_call_in_no_document_leaves_the_check_open(
    #[case] provider: &str,
    #[case] blocks: &str,
    #[case] expected: bool,
) {
    let (_, report) = checked(&format!("{provider}{blocks}"), &[]);
    assert_eq!(has_note(&report, "open-input"), expected, "{report}");
    assert!(!expected || report["summary"]["complete"] == false);
}

#[test]
fn what_the_input_does_not_tell_is_a_note() {
    let text = format!(
        "{OAUTH}variable \"skip\" {{}}\ndata \"okta_user\" \"x\" {{\n  user_id = \"00u1\"\n  skip_roles = var.skip\n}}\n"
    );
    let (_, report) = checked(&text, &[]);
    assert!(has_note(&report, "taken-to-be-so"), "{report}");
}

#[test]
fn with_a_token_the_resources_stand_under_what_is_recommended() {
    let text = format!(
        "{TOKEN}data \"okta_group\" \"x\" {{\n  name = \"x\"\n}}\nresource \"okta_app_bookmark\" \"x\" {{}}\n"
    );
    let folder = files(&[("main.tf", &text)]);
    for arguments in [&["plan", "."][..], &["plan", ".", "-v"], &["plan", ".", "--format", "markdown"]] {
        let ran = run(&folder, arguments);
        let said = ran.out.replace('`', "");
        assert!(!said.contains("SUPER_ADMIN\n    data.okta_group"), "{said}");
        assert!(said.contains("data.okta_group.x (read)"), "{said}");
    }
}

const ROLE: &str = "variable \"url\" {}\nvariable \"id\" {}\nlocals {\n  base = \"https://acme.okta.com/api/v1\"\n}\n\
resource \"okta_group\" \"g\" {}\nresource \"okta_user\" \"u\" {}\n\
resource \"okta_admin_role_custom\" \"r\" {\n  label = \"r\"\n  permissions = [\"okta.users.read\"]\n}\n";

/// Who holds a role is told by the last part of a URL, wherever that comes from.
#[rstest]
#[case("[\"https://acme.okta.com/api/v1/groups/${okta_group.g.id}\"]", &["okta_group.g"])]
#[case("[\"${var.url}/api/v1/groups/${okta_group.g.id}\"]", &["okta_group.g"])]
#[case("[\"${local.base}/users/${okta_user.u.id}\", \"${local.base}/groups/${okta_group.g.id}\"]", &["okta_group.g", "okta_user.u"])]
#[case("[\"${local.base}/groups/00g1abcdefGHIJKLM0h8\"]", &["00g1abcdefGHIJKLM0h8"])]
#[case("[\"${local.base}/groups/${var.id}\"]", &["okta_admin_role_custom_assignments.a"])]
#[case("[\"${local.base}/groups/${data.okta_group.d.id}\"]", &["data.okta_group.d"])]
#[case("[join(\"/\", [\"https://acme.okta.com/oauth2/v1/clients\", okta_app_oauth.s.client_id])]", &["okta_app_oauth.s"])]
#[case("[format(\"%s/users/%s\", local.base, okta_user.u.id)]", &["okta_user.u"])]
#[case("var.id", &["okta_admin_role_custom_assignments.a"])]
#[case("[var.id, \"${local.base}/groups/${okta_group.g.id}\"]", &["okta_admin_role_custom_assignments.a", "okta_group.g"])]
fn the_member_of_an_assignment_is_the_principal(#[case] members: &str, #[case] expected: &[&str]) {
    let text = format!(
        "{ROLE}resource \"okta_admin_role_custom_assignments\" \"a\" {{\n  custom_role_id = okta_admin_role_custom.r.id\n  members = {members}\n}}\n"
    );
    let (_, report) = checked(&text, &[]);
    let principals = report["principals"].as_array().unwrap().iter();
    let names: BTreeSet<_> =
        principals.map(|one| one["name"].as_str().unwrap()).filter(|name| *name != "okta").collect();
    assert_eq!(names, expected.iter().copied().collect(), "{members}");
}

const SCOPES: &str = "variable \"app\" {}\nresource \"okta_app_oauth\" \"all\" {\n  for_each = toset([\"a\", \"b\"])\n  label = each.key\n  type = \"service\"\n}\n";

/// What is granted to somebody who is not known belongs to nobody else: the resource that grants stands for them.
#[rstest]
#[case("app_id = var.app", "okta_app_oauth_api_scope.x")]
#[case("app_id = okta_app_oauth.all[\"a\"].id", "okta_app_oauth.all")]
#[case("for_each = okta_app_oauth.all\n  app_id = each.value.id", "okta_app_oauth.all")]
#[case("for_each = toset([\"a\", \"b\"])\n  app_id = okta_app_oauth.all[each.key].id", "okta_app_oauth.all")]
fn what_is_granted_to_somebody_unknown_is_kept_apart(#[case] whom: &str, #[case] expected: &str) {
    let text = format!(
        "{SCOPES}resource \"okta_app_oauth_api_scope\" \"x\" {{\n  {whom}\n  scopes = [\"okta.users.manage\"]\n}}\n\
         variable \"user\" {{}}\nresource \"okta_user_admin_roles\" \"y\" {{\n  user_id = var.user\n  admin_roles = [\"APP_ADMIN\"]\n}}\n"
    );
    let (_, report) = checked(&format!("{OAUTH}{text}"), &[]);
    let principals = report["principals"].as_array().unwrap();
    let holder = principals.iter().find(|one| one["name"] == expected).unwrap_or_else(|| panic!("{report}"));
    assert_eq!(crate::support::names(&holder["scopes"]), ["okta.users.manage"]);
    assert!(principals.iter().any(|one| one["name"] == "okta_user_admin_roles.y"), "{report}");
    assert!(principals.iter().all(|one| one["name"].is_string()), "{report}");
}
