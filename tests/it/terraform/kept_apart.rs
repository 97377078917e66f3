//! Providers are principals: each gets what its own blocks need, over modules too.

use serde_json::Value;

use super::{files, planned, provision, reading_of, scopes};

#[test]
fn every_block_is_served_by_the_provider_that_terraform_takes() {
    let folder = files(&[
        (
            "main.tf",
            "provider \"okta\" {\n  alias = \"b\"\n}\nprovider \"okta\" {}\n\
             resource \"okta_group\" \"plain\" {}\n\
             resource \"okta_group\" \"named\" {\n  provider = okta.b\n}\n\
             module \"inherits\" {\n  source = \"./m\"\n}\n\
             module \"passed\" {\n  source = \"./m\"\n  providers = {\n    okta = okta.b\n  }\n}\n\
             module \"renamed\" {\n  source = \"./n\"\n  providers = {\n    okta.inside = okta.b\n  }\n}\n",
        ),
        ("m/main.tf", "resource \"okta_group\" \"x\" {}\nmodule \"deep\" {\n  source = \"../o\"\n}\n"),
        (
            "n/main.tf",
            "resource \"okta_group\" \"x\" {\n  provider = okta.inside\n}\nresource \"okta_group\" \"y\" {}\n",
        ),
        ("o/main.tf", "resource \"okta_group\" \"x\" {}\n"),
    ]);
    let reading = reading_of(&folder);
    let served = |address: &str| {
        let found = reading.calls.iter().map(provision).find(|one| one.address == address);
        found.unwrap_or_else(|| panic!("{address}")).provider.clone()
    };
    for (address, provider) in [
        ("okta_group.plain", "okta"),
        ("okta_group.named", "okta.b"),
        ("module.inherits.okta_group.x", "okta"),
        ("module.inherits.module.deep.okta_group.x", "okta"),
        ("module.passed.okta_group.x", "okta.b"),
        ("module.passed.module.deep.okta_group.x", "okta.b"),
        ("module.renamed.okta_group.x", "okta.b"),
        ("module.renamed.okta_group.y", "okta"),
    ] {
        assert_eq!(served(address), provider, "{address}");
    }
}

#[test]
fn each_provider_has_plans_of_its_own_and_together_they_are_the_plan() {
    let folder = files(&[(
        "main.tf",
        "provider \"okta\" {}\nprovider \"okta\" {\n  alias = \"zones\"\n}\n\
         resource \"okta_group\" \"g\" {}\nresource \"okta_network_zone\" \"z\" {\n  provider = okta.zones\n}\n",
    )]);
    let plan = planned(&folder, &["."]);
    let of = |name: &str| {
        let roots = plan["terraform"].as_array().unwrap();
        roots.iter().find(|one| one["provider"] == name).unwrap()["phases"].clone()
    };
    assert_eq!(scopes(&of("okta")["apply"]), ["okta.groups.manage"]);
    assert_eq!(scopes(&of("okta")["refresh"]), ["okta.groups.read"]);
    assert_eq!(scopes(&of("okta.zones")["apply"]), ["okta.networkZones.manage"]);
    assert_eq!(scopes(&of("okta.zones")["refresh"]), ["okta.networkZones.read"]);
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage", "okta.networkZones.manage"]);
    assert_eq!(plan["plans"], plan["phases"]["apply"]);
}

/// The provider with an API token looks at its own user, which no app has.
#[test]
fn what_the_provider_calls_by_itself_is_no_obstacle_for_an_app() {
    let folder = files(&[("main.tf", "resource \"okta_group\" \"g\" {}\n")]);
    let plan = planned(&folder, &["."]);
    assert_eq!(plan["plans"]["service_app"]["complete"], true);
    assert_eq!(plan["plans"]["api_token"]["complete"], true);
    let ids: Vec<_> =
        plan["operations"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"management:getUser") && ids.contains(&"oauth:token"), "{ids:?}");
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage"]);
}

/// The roots of a plan, each with the scopes that it needs to apply.
fn applied(plan: &Value) -> Vec<(String, String)> {
    let roots = plan["terraform"].as_array().unwrap().iter();
    roots
        .map(|one| (one["root"].as_str().unwrap().to_owned(), scopes(&one["phases"]["apply"]).join(" ")))
        .collect()
}

/// How many calls of a root create groups.
fn called_groups(root: &Value) -> usize {
    let calls = root["calls"].as_array().unwrap().iter();
    calls.filter(|call| call["operations"][0] == "management:addGroup").count()
}

/// A file at the top hides no configuration below it, and what is not of Okta's is no root.
#[test]
fn every_folder_with_blocks_of_okta_is_a_root() {
    let group = "resource \"okta_group\" \"g\" {}\n";
    let folder = files(&[
        ("versions.tf", "terraform {\n  required_version = \">= 1.5\"\n}\n"),
        ("net/main.tf", "resource \"aws_vpc\" \"v\" {}\nmodule \"x\" {\n  source = \"acme/x/aws\"\n}\n"),
        ("a/main.tf", group),
        ("a/sub/main.tf", "resource \"okta_network_zone\" \"z\" {}\n"),
        ("a/zone.tf", "locals {}\n"),
        ("broken/main.tf", "resource \"okta_group\" {\n"),
        ("tests/main.tf", "resource \"okta_event_hook\" \"h\" {}\n"),
    ]);
    let plan = planned(&folder, &["."]);
    let expected = [("a", "okta.groups.manage"), ("a/sub", "okta.networkZones.manage")];
    assert_eq!(applied(&plan), expected.map(|(root, scopes)| (root.to_owned(), scopes.to_owned())));
    assert_eq!(plan["inputs"]["files"]["failed"], 1);
    assert_eq!(plan["inputs"]["files"]["skipped"]["tests"], 1);
    assert!(plan["inputs"]["failed"][0].as_str().unwrap().contains("broken/main.tf"));
}

/// What `terraform init` fetched is a part of the configuration.
#[test]
fn installed_modules_are_read() {
    let key = "{\"Modules\":[{\"Key\":\"\",\"Dir\":\".\"},{\"Key\":\"grp\",\"Dir\":\".terraform/modules/grp\"},\
               {\"Key\":\"out\",\"Dir\":\"../out\"}]}";
    let folder = files(&[
        (
            "in/main.tf",
            "module \"grp\" {\n  source = \"acme/people/idp\"\n}\nmodule \"out\" {\n  source = \"x/y/z\"\n}\n",
        ),
        ("in/.terraform/modules/modules.json", key),
        ("in/.terraform/modules/grp/main.tf", "resource \"okta_group\" \"g\" {}\n"),
        ("out/main.tf", "resource \"okta_network_zone\" \"z\" {}\n"),
    ]);
    let plan = planned(&folder, &["in"]);
    assert_eq!(applied(&plan), [("in".to_owned(), "okta.groups.manage okta.networkZones.manage".to_owned())]);
}

/// A repository with several configurations below it, and modules that they share.
#[test]
fn configurations_in_folders_of_their_own_are_told_apart() {
    let shared = "resource \"okta_group\" \"g\" {}\n";
    let call = "module \"m\" {\n  source = \"../../modules/m\"\n}\n";
    let folder = files(&[
        ("envs/prod/main.tf", call),
        ("envs/dev/main.tf", &format!("{call}resource \"okta_network_zone\" \"z\" {{}}\n")),
        ("modules/m/main.tf", shared),
        ("scripts/x.sh", "curl -X POST https://acme.okta.com/api/v1/users\n"),
    ]);
    let plan = planned(&folder, &["."]);
    let roots =
        [("envs/dev", "okta.groups.manage okta.networkZones.manage"), ("envs/prod", "okta.groups.manage")];
    assert_eq!(applied(&plan), roots.map(|(root, scopes)| (root.to_owned(), scopes.to_owned())));
    assert_eq!(scopes(&plan["plans"]), ["okta.users.manage"], "the plan is that of the script alone");
    assert_eq!(plan["summary"]["calls"], 1);
    let counts: Vec<_> = plan["terraform"].as_array().unwrap().iter().map(called_groups).collect();
    assert_eq!(counts, [1, 1]);
    let text = crate::program::run(&folder, &["plan", "."]).out;
    assert!(text.contains("Whoever runs Terraform in envs/dev needs"), "{text}");
    let alone = planned(&folder, &["envs"]);
    assert_eq!(scopes(&alone["plans"]), ["okta.groups.manage", "okta.networkZones.manage"]);
    assert_eq!(applied(&alone).len(), 2);
    let ran = crate::program::run(&folder, &["check"]);
    assert!(ran.code == 3 && ran.out.contains("envs/prod:okta"), "{}{}", ran.out, ran.err);
}

/// Files of one folder that are named one by one say together what the folder says.
#[test]
fn files_that_are_named_one_by_one_share_their_providers() {
    let folder = files(&[
        ("a.tf", "provider \"okta\" {\n  scopes = [\"okta.groups.manage\"]\n}\n"),
        ("b.tf", "resource \"okta_group\" \"g\" {}\n"),
        ("c.tf", "resource \"okta_network_zone\" \"z\" {}\n"),
    ]);
    let plan = planned(&folder, &["b.tf", "c.tf"]);
    assert_eq!(plan["terraform"].as_array().unwrap().len(), 1);
    assert_eq!(plan["terraform"][0]["scopes"], serde_json::json!(["okta.groups.manage"]));
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage", "okta.networkZones.manage"]);
    let one = planned(&folder, &["b.tf"]);
    assert_eq!(scopes(&one["plans"]), ["okta.groups.manage"]);
}
