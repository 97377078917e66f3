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
