//! What Terraform prints in pipelines, and what pipelines make of it.

use rstest::rstest;

use super::files;
use crate::program::run;

const PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": {}, "resource_changes": [{"address": "okta_group.g", "mode": "managed", "type": "okta_group", "name": "g", "change": {"actions": ["create"], "before": null, "after": {"name": "g"}, "after_unknown": {}}}]}"#;

#[rstest]
#[case::alone("{}", 1)]
#[case::list("[{}, {}]", 2)]
#[case::lines("{}\n{}\n", 2)]
#[case::wrapped("{\"build\": 7, \"plan\": {}}", 1)]
#[case::prefixed("[./a] {}\n[./b] {}\n", 2)]
fn plans_are_read_however_a_pipeline_keeps_them(#[case] form: &str, #[case] roots: usize) {
    let text = form.replace("{}", PLAN);
    let folder = files(&[("out.json", &text)]);
    let said = run(&folder, &["plan", "out.json", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let found = plan["terraform"].as_array().unwrap();
    assert_eq!(found.len(), roots, "{}", said.err);
    assert!(said.out.contains("management:addGroup"));
}

#[rstest]
#[case::cut_off(PLAN.get(..120).unwrap(), "terraform show -json")]
#[case::version_3(r#"{"version": 3, "terraform_version": "0.11.1", "serial": 1, "modules": [{"path": ["root"], "resources": {"okta_group.x": {}}}]}"#, "version 3")]
#[case::remote(r#"{"version": 3, "terraform_version": "1.9.8", "backend": {"type": "s3", "config": {"secret_key": "HIDDEN"}}}"#, "terraform state pull")]
#[case::encrypted(
    r#"{"meta": {}, "encrypted_data": "HIDDEN", "encryption_version": "v0"}"#,
    "tofu show -json"
)]
fn what_cannot_be_read_says_what_helps(#[case] text: &str, #[case] help: &str) {
    let folder = files(&[("terraform.tfstate", text)]);
    let said = run(&folder, &["plan", "terraform.tfstate"]);
    assert_eq!(said.code, 2, "{}", said.out);
    assert!(said.err.contains(help), "{}", said.err);
    assert!(!said.err.contains("HIDDEN"), "{}", said.err);
}

#[test]
fn a_plan_file_is_told_by_what_is_in_it_wherever_it_lies() {
    use std::io::{Cursor, Write as _};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("tfplan", "x"), ("tfstate", "{}"), ("tfconfig/m-/main.tf", "resource \"okta_group\" \"g\" {}")]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let main = "resource \"okta_group\" \"g\" { name = \"g\" }\n";
    for name in ["tfplan", "plan.bin", "tfplan.out", "plan.zip"] {
        let folder = crate::program::folder(&[(name, &bytes), ("main.tf", main.as_bytes())]);
        let said = run(&folder, &["plan", name]);
        assert_eq!(said.code, 2, "{name}");
        assert!(said.err.contains("terraform show -json"), "{name}: {}", said.err);
        let said = run(&folder, &["plan", "--strict", "--format", "json", "."]);
        assert_eq!(said.code, 3, "{name}: {}", said.err);
        assert!(said.out.contains("management:addGroup"), "{name}: the configuration beside it is read");
        assert!(format!("{}{}", said.out, said.err).contains("plan file"), "{name}: {}", said.err);
    }
}

#[test]
fn what_a_run_printed_is_read_and_says_what_it_leaves_out() {
    let log = "\u{1b}[1mdata.okta_group.all: Reading...\nokta_user.u: Refreshing state... [id=00u]\nTerraform will perform the \
               following actions:\n  # okta_group.g will be created\n  + resource \"okta_group\" \"g\" {\nPlan: 1 to add, 0 \
               to change, 0 to destroy.\n";
    let folder = files(&[("plan.log", log)]);
    let said = run(&folder, &["plan", "--strict", "plan.log", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for operation in ["management:addGroup", "management:listGroups", "management:getUser"] {
        assert!(said.out.contains(operation), "{operation}");
    }
    assert!(said.err.contains("terraform show -json"), "{}", said.err);
    let cut = log.split_once("Plan:").map_or(log, |(before, _)| before);
    let folder = files(&[("plan.log", cut)]);
    assert_eq!(run(&folder, &["plan", "--strict", "plan.log"]).code, 3);
}

fn change(address: &str, kind: &str, more: &str) -> String {
    format!(
        "{{\"address\": \"{address}\", \"mode\": \"managed\", \"type\": \"{kind}\", \"change\": {{\"actions\": [\"create\"], \
         \"before\": null, \"after\": {{\"name\": \"HIDDEN\"}}}}{more}}}"
    )
}

fn plan_of(changes: &str, more: &str) -> String {
    format!(
        "{{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.8\", \"resource_changes\": [{changes}]{more}}}"
    )
}

#[rstest]
#[case::errored(plan_of(&change("okta_group.g", "okta_group", ""), ", \"errored\": true"))]
#[case::incomplete(plan_of(&change("okta_group.g", "okta_group", ""), ", \"complete\": false"))]
#[case::deferred(plan_of(&change("okta_group.g", "okta_group", ""), ", \"deferred_changes\": [{\"reason\": \"x\"}]"))]
#[case::fork(plan_of(&change("okta_group.g", "okta_group", ", \"provider_name\": \"registry.terraform.io/acme/okta\""), ""))]
#[case::action(plan_of(&change("okta_group.g", "okta_group", "").replace("create", "frob"), ""))]
#[case::ephemeral(plan_of(&change("okta_group.g", "okta_group", "").replace("managed", "ephemeral"), ""))]
#[case::no_changes("{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.8\", \"planned_values\": {\"root_module\": {\"resources\": []}}}".to_owned())]
#[case::fork_in_state("{\"version\": 4, \"terraform_version\": \"1.9.8\", \"resources\": [{\"mode\": \"managed\", \"type\": \"okta_group\", \"name\": \"g\", \"provider\": \"provider[\\\"registry.terraform.io/acme/fork\\\"]\", \"instances\": [{\"attributes\": {}}]}]}".to_owned())]
fn what_a_document_leaves_out_is_open(#[case] text: String) {
    let folder = files(&[("plan.json", &text)]);
    let said = run(&folder, &["plan", "--strict", "plan.json"]);
    assert_eq!(said.code, 3, "{text}: {}{}", said.out, said.err);
    assert!(!format!("{}{}", said.out, said.err).contains("HIDDEN"));
}

#[test]
fn keys_of_instances_do_not_change_addresses() {
    for address in [r#"module.m[\"a]b.c\"].okta_group.g[\"x\\\"y]z\"]"#, r#"module.m[0].okta_group.g[\"[\"]"#]
    {
        let configuration = ", \"configuration\": {\"provider_config\": {\"idp\": {\"name\": \"idp\", \"full_name\": \
                             \"registry.terraform.io/okta/okta\", \"expressions\": {\"scopes\": {\"constant_value\": \
                             [\"okta.logs.read\"]}}}}, \"root_module\": {\"module_calls\": {\"m\": {\"module\": \
                             {\"resources\": [{\"address\": \"okta_group.g\", \"provider_config_key\": \"idp\"}]}}}}}";
        let text = plan_of(&change(address, "okta_group", ""), configuration);
        let folder = files(&[("plan.json", &text)]);
        let said = run(&folder, &["check", "plan.json", "--format", "json"]);
        assert!(said.out.contains("module.m.okta_group.g"), "{}{}", said.out, said.err);
        assert!(
            said.out.contains("missing-scope"),
            "the provider under another name is judged: {}",
            said.out
        );
    }
}

#[rstest]
#[case::around("Initializing\n{}\nReleasing state lock.\n", 1)]
#[case::several("{}\n{}\n", 2)]
#[case::cut_second("{}\n{\"format_version\": \"1.2\", \"terraform_version\"", 1)]
fn plans_between_other_lines_are_read(#[case] form: &str, #[case] roots: usize) {
    let value: serde_json::Value = serde_json::from_str(PLAN).unwrap();
    let text = form.replace("{}", &serde_json::to_string_pretty(&value).unwrap());
    let folder = files(&[("out.json", &text)]);
    let said = run(&folder, &["plan", "out.json", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(plan["terraform"].as_array().unwrap().len(), roots, "{}", said.err);
}

#[test]
fn what_powershell_writes_is_read() {
    let log = "okta_user.u: Refreshing state... [id=00u]\r\nTerraform will perform the following actions:\r\n  # okta_group.g \
               will be created\r\nPlan: 1 to add, 0 to change, 0 to destroy.\r\n";
    for (name, text) in [("plan.log", log), ("plan.json", PLAN)] {
        let wide: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let folder = crate::program::folder(&[(name, &wide)]);
        let said = run(&folder, &["plan", "--strict", "--format", "json", name]);
        assert_eq!(said.code, 0, "{name}: {}{}", said.out, said.err);
        assert!(said.out.contains("management:addGroup") && said.out.contains(name), "{}", said.out);
    }
}
