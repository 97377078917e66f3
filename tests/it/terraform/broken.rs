//! What cannot be read whole is said with its place, and no secret with it.

use super::{called, files, planned, reading};
use crate::program::run;

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    let ok = "resource \"okta_group\" \"x\" {}\n";
    for (set, expected) in [
        (
            &[("main.tf", "resource \"okta_group\" \"x\" {\n  name = = 1\n}\n")][..],
            &["`main.tf`, line 2, column 10", "no Terraform configuration"][..],
        ),
        (&[("main.tf", "resource \"okta_group\" \"x\" {\n")], &["`main.tf`, line"]),
        (&[("main.tf.json", "{\"resource\": {")], &["`main.tf.json`, line 1", "no JSON"]),
        (
            &[("main.tf", "module \"m\" {\n  source = \"./gone\"\n}\n")],
            &["`main.tf`, line 2, column 12", "the folder `./gone` of `module.m` is not there"],
        ),
        (
            &[
                ("main.tf", "module \"m\" {\n  source = \"./a\"\n}\n"),
                ("a/main.tf", "module \"n\" {\n  source = \"../b\"\n}\n"),
                ("b/main.tf", "module \"o\" {\n  source = \"../a\"\n}\n"),
            ],
            &[
                "`b/main.tf`, line 2, column 12",
                "`module.m.module.n.module.o` calls a module that it is part of",
            ],
        ),
        (&[("main.tf", "module \"m\" {\n  source = \"./\"\n}\n")], &["`main.tf`, line 2", "part of"]),
        // Everything at once.
        (
            &[("a.tf", "a = 1\nb = ]\n"), ("b.tf", "resource {"), ("c.tf", ok)],
            &["`a.tf`, line 2, column 5", "`b.tf`, line 1"],
        ),
        (
            &[("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n"), ("m/x.tf", "x = \"s3cr3t")],
            &["`m/x.tf`, line 1"],
        ),
    ] {
        let folder = files(set);
        let ran = run(&folder, &["plan", "."]);
        assert_eq!(ran.code, 2, "{set:?}: {}", ran.out);
        for part in expected {
            assert!(ran.err.contains(part), "{set:?} lacks {part:?}: {}", ran.err);
        }
        assert!(ran.err.contains("help:") && !ran.err.contains("s3cr3t"), "{}", ran.err);
    }
}

#[test]
fn what_is_not_read_is_a_call_of_which_nothing_is_known() {
    let text = "resource \"okta_group\" \"x\" {}\n\
                module \"far\" {\n  source = \"git::https://user:s3cr3t@git.example.com/m.git?ref=v1\"\n}\n\
                module \"hub\" {\n  source  = \"acme/okta/aws\"\n  version = \"1.0\"\n}\n\
                resource \"okta_gruop\" \"typo\" {}\n\
                data \"okta_nothing\" \"x\" {}\n\
                resource \"aws_thing\" \"x\" {}\n";
    let folder = files(&[("main.tf", text)]);
    let plan = planned(&folder, &["."]);
    let unknown: Vec<_> =
        plan["calls"].as_array().unwrap().iter().filter(|call| call["status"] == "unresolved").collect();
    let said = |code: &str| -> Vec<String> {
        let of = unknown.iter().filter(|call| call["diagnosis"]["code"] == code);
        of.map(|call| call["diagnosis"]["message"].as_str().unwrap().to_owned()).collect()
    };
    let far = said("module-not-read").join("; ");
    assert!(far.contains("`git.example.com`") && far.contains("`registry.terraform.io`"), "{far}");
    assert_eq!(said("no-such-type").len(), 5, "four phases of a resource, one of a data source");
    assert!(unknown.iter().any(|call| call["diagnosis"]["suggestions"] == serde_json::json!(["okta_group"])));
    assert_eq!(plan["plans"]["service_app"]["complete"], false);
    assert!(!plan.to_string().contains("s3cr3t"));
    let strict = run(&folder, &["plan", ".", "--strict"]);
    assert_eq!(strict.code, 3);
    assert!(strict.err.contains("1 block of other providers"), "{}", strict.err);
    let once = strict.out.matches("has no resource `okta_gruop`").count();
    assert_eq!(once, 1, "the same of one line is said once");
}

#[test]
fn secrets_of_a_configuration_reach_no_output() {
    let text = "provider \"okta\" {\n  api_token = \"00s3cr3tS3CR3Ts3cr3tS3CR3Ts3cr3tS3CR3T\"\n}\n\
                provider \"okta\" {\n  alias = \"b\"\n  private_key = <<-KEY\n    -----BEGIN s3cr3t\n  KEY\n  scopes = [\"okta.groups.read\", \"00s3cr3tS3CR3Ts3cr3tS3CR3Ts3cr3tS3CR3T\"]\n}\n\
                resource \"okta_user\" \"u\" {\n  password = \"s3cr3t\"\n  recovery_answer = \"s3cr3t\"\n}\n\
                resource \"okta_group\" \"g\" {\n  provider = okta.b\n}\n";
    let folder = files(&[("main.tf", text)]);
    for command in ["plan", "check"] {
        let formats: &[&str] = if command == "plan" {
            &["text", "json", "markdown", "html", "terraform"]
        } else {
            &["text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "terraform"]
        };
        for format in formats {
            let ran = run(&folder, &[command, ".", "-v", "--format", format]);
            let all = format!("{}{}", ran.out, ran.err).to_lowercase();
            assert!(!all.contains("s3cr3t"), "{command} {format}: {all}");
        }
    }
}

#[test]
fn a_release_that_the_facts_are_not_about_is_said() {
    let text = |version: &str| {
        format!(
            "terraform {{\n  required_providers {{\n    okta = {{\n      source = \"okta/okta\"\n      {version}\n    }}\n  }}\n}}\n\
             resource \"okta_group\" \"x\" {{}}\n"
        )
    };
    let lock = |version: &str| {
        format!("provider \"registry.terraform.io/okta/okta\" {{\n  version = \"{version}\"\n}}\n")
    };
    for (version, locked, said) in [
        // Whether 6.13.0 changed what 6.12.0 calls is not known.
        ("version = \"~> 6.0\"", None, true),
        ("version = \"6.12.0\"", None, false),
        ("version = \"6.13.0\"", None, true),
        ("version = \"~> 4.0\"", None, true),
        ("version = \"what\"", None, true),
        ("", None, true),
        ("version = \"~> 4.0\"", Some("6.12.0"), false),
        ("version = \">= 4.0\"", Some("4.8.1"), true),
    ] {
        let (text, lock) = (text(version), locked.map(lock));
        let mut set = vec![("main.tf", text.as_str())];
        set.extend(lock.as_deref().map(|lock| (".terraform.lock.hcl", lock)));
        let plan = planned(&files(&set), &["."]);
        let caveats = plan["terraform_facts"]["caveats"].as_array().unwrap();
        let found = caveats.iter().any(|one| one["code"] == "provider-release");
        assert_eq!(found, said, "{version} {locked:?}");
    }
}

/// Ten megabytes that a program wrote are read, and so is one line of one megabyte.
#[test]
fn large_files_are_read() {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < 10 << 20 {
        let names = (0..200).map(|one| format!("\"member-{one}\"")).collect::<Vec<_>>().join(", ");
        text.push_str(&format!(
            "resource \"okta_group_memberships\" \"g{number}\" {{\n  group_id = \"g\"\n  users = [{names}]\n}}\n"
        ));
        number += 1;
    }
    let reading = reading(&text);
    assert_eq!(reading.calls.len(), 4 * number + 1);
    let long =
        format!("locals {{\n  x = \"{}\"\n}}\nresource \"okta_group\" \"x\" {{}}\n", "x".repeat(1 << 20));
    assert!(!called(&super::reading(&long), "okta_group.x", "read").is_empty());
}

#[test]
fn nothing_is_too_strange_to_end_well() {
    for text in [
        "resource {}\nresource \"okta_group\" {}\nresource \"okta_group\" \"x\" {}\n",
        "resource \"okta_group\" \"x\" {\n  provider = 1 + 1\n  count = -1\n  for_each = [[], {}]\n}\n",
        "resource okta_group x {\n  name = [for a in b : a if a]\n}\n",
        "import {}\nremoved {}\nmodule \"m\" {}\nprovider \"okta\" {\n  scopes = \"x\"\n  alias = 1\n}\nresource \"okta_group\" \"x\" {}\n",
        "\u{feff}resource \"okta_group\" \"é x\" {\r\n}\r\n",
        "resource \"okta_group\" \"x\" {\n  a = \"%{ if true }x%{ endif }\"\n  b = a.*.b[*].c\n  c = provider::x::y(1)\n}\n",
    ] {
        assert!(!reading(text).calls.is_empty(), "{text}");
    }
}
