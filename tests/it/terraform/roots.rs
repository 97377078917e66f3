//! Which roots there are: `OpenTofu`, Terragrunt, archives, broken files beside whole ones, many roots at once.

use rstest::rstest;
use serde_json::Value;

use super::{files, planned, provision, reading_of, scopes};
use crate::program::{folder, run};

const GROUP: &str = "resource \"okta_group\" \"g\" {}\n";
const ZONE: &str = "resource \"okta_network_zone\" \"z\" {}\n";

/// The roots of a plan, each with its provider and the scopes that it needs to apply.
fn applied(plan: &Value) -> Vec<(String, String, String)> {
    let roots = plan["terraform"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    roots
        .map(|one| (text(&one["root"]), text(&one["provider"]), scopes(&one["phases"]["apply"]).join(" ")))
        .collect()
}

fn expected(roots: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    roots
        .iter()
        .map(|(root, provider, scopes)| ((*root).into(), (*provider).into(), (*scopes).into()))
        .collect()
}

/// The addresses of what is read.
fn addresses(set: &[(&str, &str)]) -> Vec<String> {
    let mut found: Vec<_> =
        reading_of(&files(set)).calls.iter().map(|call| provision(call).address.clone()).collect();
    found.retain(|address| !address.starts_with("provider."));
    found.dedup();
    found
}

#[rstest]
#[case(&[("a.tofu", GROUP), ("a.tf", ZONE)], &["okta_group.g"])]
#[case(&[("a.tofu", GROUP), ("b.tf", ZONE)], &["okta_group.g", "okta_network_zone.z"])]
#[case(&[("a.tofu.json", "{\"resource\":{\"okta_group\":{\"g\":{}}}}"), ("a.tf.json", "{\"resource\":{\"okta_user\":{\"u\":{}}}}")], &["okta_group.g"])]
#[case(&[("a.tofu.json", "{\"resource\":{\"okta_group\":{\"g\":{}}}}"), ("a.tf", ZONE)], &["okta_network_zone.z", "okta_group.g"])]
#[case(&[("a.tf", GROUP), ("x_override.tofu", "resource \"okta_group\" \"g\" {\n  count = 0\n}\n"), ("x_override.tf", ZONE)], &["okta_group.g"])]
#[case(&[("a.tf", GROUP), (".#a.tf", ZONE), ("b.tf~", ZONE)], &["okta_group.g"])]
fn opentofu_takes_its_own_file_before_that_of_terraform(
    #[case] set: &[(&str, &str)],
    #[case] expected: &[&str],
) {
    let mut found = addresses(set);
    found.sort();
    let mut expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The instances of a provider are principals, and keys tell who serves what.
#[test]
fn instances_of_a_provider_are_told_apart() {
    let text = "locals {\n  orgs = {\n    eu = [\"okta.groups.read\"]\n    us = [\"okta.groups.manage\"]\n  }\n}\n\
                provider \"okta\" {\n  alias    = \"by\"\n  for_each = local.orgs\n  scopes   = each.value\n}\n\
                resource \"okta_group\" \"eu\" {\n  provider = okta.by[\"eu\"]\n}\n\
                resource \"okta_event_hook\" \"us\" {\n  for_each = toset([\"us\"])\n  provider = okta.by[each.key]\n}\n\
                resource \"okta_trusted_origin\" \"any\" {\n  provider = okta.by[var.key]\n}\n\
                variable \"key\" {}\n\
                module \"m\" {\n  source    = \"./m\"\n  for_each  = toset([\"us\"])\n  providers = {\n    okta = okta.by[each.key]\n  }\n}\n";
    let plan = planned(&files(&[("main.tf", text), ("m/main.tf", ZONE)]), &["."]);
    let held: Vec<_> =
        plan["terraform"].as_array().unwrap().iter().map(|one| one["scopes"].to_string()).collect();
    assert_eq!(held, ["[\"okta.groups.read\"]", "[\"okta.groups.manage\"]"]);
    assert_eq!(
        applied(&plan),
        expected(&[
            (".", "okta.by[\"eu\"]", "okta.groups.manage okta.trustedOrigins.manage"),
            (
                ".",
                "okta.by[\"us\"]",
                "okta.eventHooks.manage okta.networkZones.manage okta.trustedOrigins.manage"
            ),
        ])
    );
}

/// The source decides, in every module by itself.
#[test]
fn the_source_of_a_provider_decides_and_not_its_name() {
    let required =
        |local: &str, source: &str| format!("    {local} = {{\n      source = \"{source}\"\n    }}\n");
    let terraform = |providers: &[String]| {
        format!("terraform {{\n  required_providers {{\n{}  }}\n}}\n", providers.concat())
    };
    let top = [
        terraform(&[required("okta", "acme/okta"), required("work", "mirror.example/okta/okta"), required("oktapam", "okta/oktapam")]),
        "provider \"okta\" {\n  scopes = [\"okta.logs.read\"]\n}\nprovider \"work\" {}\nprovider \"work\" {\n  alias = \"b\"\n}\n".to_owned(),
        "resource \"okta_user\" \"other\" {}\nresource \"oktapam_group\" \"p\" {}\n".to_owned(),
        "resource \"okta_group\" \"g\" {\n  provider = work\n}\n".to_owned(),
        "module \"inherits\" {\n  source = \"./m\"\n}\nmodule \"passed\" {\n  source = \"./m\"\n  providers = {\n    okta = work.b\n  }\n}\n".to_owned(),
    ];
    let module = terraform(&[required("okta", "okta/okta")]) + ZONE;
    let plan = planned(&files(&[("main.tf", &top.concat()), ("m/main.tf", &module)]), &["."]);
    assert_eq!(
        applied(&plan),
        expected(&[
            (".", "work", "okta.groups.manage okta.networkZones.manage"),
            (".", "work.b", "okta.networkZones.manage")
        ])
    );
    // A block of a fork is named: what it calls is not known.
    let open = plan["inputs"]["unresolved"].as_array().unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0]["reason"].as_str().unwrap().contains("another provider"));
}

const PARENT: &str = "locals {\n  org = get_env(\"ORG\")\n}\ngenerate \"provider\" {\n  path      = \"provider.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<EOF\nprovider \"okta\" {\n  org_name = \"${local.org}\"\n  scopes   = [\"okta.users.manage\"]\n}\nEOF\n}\ninputs = {\n  name = \"parent\"\n}\n";

#[rstest]
#[case("find_in_parent_folders(\"root.hcl\")", "../../modules/group")]
#[case("\"${get_terragrunt_dir()}/../root.hcl\"", "${get_repo_root()}/modules//group")]
#[case(
    "\"${dirname(find_in_parent_folders(\"root.hcl\"))}/root.hcl\"",
    "${get_parent_terragrunt_dir()}/../modules/group"
)]
#[case("find_in_parent_folders(\"root.hcl\")", "${path_relative_from_include()}/../modules//group?ref=1")]
fn terragrunt_is_followed(#[case] include: &str, #[case] source: &str) {
    let unit =
        format!("include \"root\" {{\n  path = {include}\n}}\nterraform {{\n  source = \"{source}\"\n}}\n");
    let set = [
        ("live/root.hcl", PARENT),
        ("live/groups/terragrunt.hcl", unit.as_str()),
        (
            "modules/group/main.tf",
            "variable \"name\" {}\nresource \"okta_group\" \"g\" {\n  name = var.name\n}\nmodule \"z\" {\n  source = \"../zone\"\n}\n",
        ),
        ("modules/zone/main.tf", ZONE),
    ];
    for input in [".", "live", "live/groups"] {
        let plan = planned(&files(&set), &[input]);
        assert_eq!(
            applied(&plan),
            expected(&[("live/groups", "okta", "okta.groups.manage okta.networkZones.manage")]),
            "{input}"
        );
        let root = &plan["terraform"][0];
        assert_eq!(
            (root["source"].as_str(), root["line"].as_u64()),
            (Some("live/root.hcl"), Some(8)),
            "{input}"
        );
        assert_eq!(root["scopes"], serde_json::json!(["okta.users.manage"]));
        assert_eq!(plan["inputs"]["unresolved"].as_array().unwrap().len(), 0);
    }
}

#[rstest]
#[case("terraform {\n  source = \"git::https://user:s3cr3t@git.example.com/okta.git//m\"\n}\n", "elsewhere")]
#[case("terraform {\n  source = \"tfr:///acme/okta/idp?version=1.0.0\"\n}\n", "elsewhere")]
#[case("terraform {\n  source = get_env(\"OKTA_SOURCE\")\n}\n", "elsewhere")]
#[case("include {\n  path = run_cmd(\"okta\")\n}\n", "computes")]
#[case("generate \"okta\" {\n  path     = \"p.tf\"\n  contents = run_cmd(\"x\")\n}\n", "computes")]
fn what_terragrunt_computes_is_named_with_the_way_out(#[case] text: &str, #[case] word: &str) {
    let folder = files(&[("u/terragrunt.hcl", text), ("u/main.tf", "locals {}\n"), ("a/main.tf", GROUP)]);
    let ran = run(&folder, &["plan", ".", "--strict", "--format", "json"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(applied(&plan), expected(&[("a", "okta", "okta.groups.manage")]));
    let open = plan["inputs"]["unresolved"].to_string();
    assert!(open.contains(word) && open.contains("terragrunt show -json"), "{open}");
    assert!(!ran.out.contains("s3cr3t") && !ran.err.contains("s3cr3t"));
    assert_eq!(run(&folder, &["check", ".", "--strict"]).code, 3);
}

#[test]
fn stacks_of_terragrunt_are_named() {
    let folder =
        files(&[("terragrunt.stack.hcl", "unit \"okta\" {\n  source = \"./u\"\n  path   = \"okta\"\n}\n")]);
    let ran = run(&folder, &["plan", ".", "--strict", "--format", "json"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("terragrunt stack generate"), "{}", ran.out);
}

/// The archive of a configuration is read like its folder.
#[test]
fn an_archive_is_read_like_a_folder() {
    let set = [
        (
            "envs/prod/main.tf",
            "module \"m\" {\n  source = \"../../modules/m\"\n}\nmodule \"far\" {\n  source = \"acme/far/okta\"\n}\n",
        ),
        ("envs/prod/provider.tf", "provider \"okta\" {\n  scopes = [\"okta.logs.read\"]\n}\n"),
        (
            "envs/prod/.terraform/modules/modules.json",
            "{\"Modules\":[{\"Key\":\"far\",\"Dir\":\".terraform/modules/far\"}]}",
        ),
        ("envs/prod/.terraform/modules/far/main.tf", "resource \"okta_event_hook\" \"h\" {}\n"),
        ("modules/m/main.tf", GROUP),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in set {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let archive = folder(&[("c.zip", &bytes)]);
    let needs = "okta.eventHooks.manage okta.groups.manage";
    assert_eq!(applied(&planned(&archive, &["c.zip"])), expected(&[("c.zip/envs/prod", "okta", needs)]));
    assert_eq!(applied(&planned(&files(&set), &["."])), expected(&[("envs/prod", "okta", needs)]));
    let ran = run(&archive, &["check", "c.zip"]);
    assert!(ran.code == 1 && ran.out.contains("okta.groups.manage"), "{}{}", ran.out, ran.err);
}

/// A broken file takes its own root away; one that the answer can do without takes nothing.
#[rstest]
#[case(&[("b/main.tf", "resource \"okta_group\" {\n  x = \"s3cr3t")], &["b/main.tf"], &["a"])]
#[case(&[("b/main.tf", GROUP), ("b/terraform.tfvars", "x = \"s3cr3t")], &["b/terraform.tfvars"], &["a"])]
#[case(&[("b/main.tf", GROUP), ("b/.terraform.lock.hcl", "provider \"s3cr3t")], &["b/.terraform.lock.hcl"], &["a", "b"])]
#[case(&[("b/main.tf", GROUP), ("b/.terraform/modules/modules.json", "{\"Modules\": [")], &["modules.json"], &["a", "b"])]
#[case(&[("b/main.tf", "module \"m\" {\n  source = \"../m\"\n}\n"), ("c/main.tf", "module \"m\" {\n  source = \"../m\"\n}\n"), ("m/main.tf", "x = \"s3cr3t")], &["m/main.tf"], &["a"])]
#[case(&[("b/terragrunt.hcl", "terraform {\n  source = \"s3cr3t")], &["b/terragrunt.hcl"], &["a"])]
#[case(&[("b/terragrunt.hcl", "terraform {\n  source = \"../gone\"\n}\n")], &["b/terragrunt.hcl"], &["a"])]
fn one_broken_file_takes_away_its_own_root(
    #[case] broken: &[(&str, &str)],
    #[case] named: &[&str],
    #[case] roots: &[&str],
) {
    let set = [&[("a/main.tf", GROUP)][..], broken].concat();
    let folder = files(&set);
    let ran = run(&folder, &["plan", ".", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    let found: Vec<_> = applied(&plan).into_iter().map(|(root, ..)| root).collect();
    assert_eq!(found, roots);
    for name in named {
        assert!(plan["inputs"]["failed"].to_string().contains(name), "{}", plan["inputs"]);
        assert_eq!(ran.err.matches(name).count(), 1, "said once: {}", ran.err);
        assert!(ran.err.contains(", line "), "{}", ran.err);
    }
    assert_eq!(run(&folder, &["plan", ".", "--strict"]).code, 3);
    let checked = run(&folder, &["check", "."]);
    assert!(checked.code == 3 && checked.err.contains(named[0]), "{}{}", checked.out, checked.err);
    assert!(checked.out.contains("[not-checked]"), "{}", checked.out);
    let summary: Value =
        serde_json::from_str(&run(&folder, &["check", ".", "--format", "json"]).out).unwrap();
    let summary = &summary["summary"];
    assert_ne!(summary["verdict"], "pass", "{summary}");
    assert_eq!(
        (&summary["complete"], &summary["judged"]),
        (&Value::from(false), &Value::from(false)),
        "{summary}"
    );
    for text in [&ran.out, &ran.err, &checked.out, &checked.err] {
        assert!(!text.contains("s3cr3t"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_a_circle_is_an_error_of_its_root() {
    let folder = files(&[("a/main.tf", GROUP), ("b/main.tf", ZONE)]);
    std::os::unix::fs::symlink("loop.tf", folder.path().join("b/loop.tf")).unwrap();
    let plan = planned(&folder, &["."]);
    assert_eq!(applied(&plan), expected(&[("a", "okta", "okta.groups.manage")]));
    assert!(plan["inputs"]["failed"].to_string().contains("b/loop.tf"));
}

#[test]
fn a_plan_beside_its_configuration_is_named() {
    let document = "{\"format_version\":\"1.2\",\"terraform_version\":\"1.9.8\",\"resource_changes\":[{\"address\":\"okta_group.gone\",\
                    \"mode\":\"managed\",\"type\":\"okta_group\",\"name\":\"gone\",\"change\":{\"actions\":[\"delete\"],\"before\":{},\"after\":null}}]}";
    let folder = files(&[("main.tf", ZONE), ("plan.json", document)]);
    let ran = run(&folder, &["plan", ".", "--format", "json"]);
    assert!(ran.err.contains("plan.json") && ran.err.contains("both counted"), "{}", ran.err);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage", "okta.networkZones.manage"]);
    let alone = run(&folder, &["plan", "plan.json", "--format", "json"]);
    assert!(!alone.err.contains("both counted"), "{}", alone.err);
}

/// Pages, notes and lists beside a configuration call nothing.
#[test]
fn pages_beside_a_configuration_are_no_calls() {
    let page = "The app calls POST /api/v1/users, and https://acme.okta.com/api/v1/groups.\n";
    let folder = files(&[
        ("main.tf", GROUP),
        ("README.md", page),
        ("README", page),
        ("notes.txt", page),
        ("docs/index.html", page),
        ("CHANGELOG", page),
        ("modules/x/README.md", page),
    ]);
    let ran = run(&folder, &["plan", ".", "--strict", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage"]);
}

/// Many roots are one line each; a root that is named by itself is shown in full.
#[test]
fn many_roots_are_a_line_each() {
    let names: Vec<_> = (0..6).map(|number| format!("envs/e{number}/main.tf")).collect();
    let text =
        "provider \"okta\" {\n  scopes = [\"okta.groups.read\"]\n}\nresource \"okta_group\" \"g\" {}\n";
    let set: Vec<_> = names.iter().map(|name| (name.as_str(), text)).collect();
    let folder = files(&set);
    for (command, word) in [("plan", "To apply, each provider"), ("check", "Principals")] {
        let short = run(&folder, &[command, "."]).out;
        assert!(short.contains(word) && short.lines().count() < 60, "{short}");
        for number in 0..6 {
            let rows =
                short.lines().filter(|line| line.trim_start().starts_with(&format!("e{number}"))).count();
            assert_eq!(rows, 1, "{short}");
        }
        assert!(!run(&folder, &[command, ".", "-v"]).out.contains(word));
        assert!(!run(&folder, &[command, "envs/e1"]).out.contains(word));
    }
}
