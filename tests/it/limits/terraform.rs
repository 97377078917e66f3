//! Configurations of Terraform and programs of Pulumi.

use std::fmt::Write as _;

use leastwise::intake::{Input, ReadOptions, Reading, read_all};
use leastwise::limits::{MAX_LINKED_FILE_BYTES, MAX_TERRAFORM_INSTANCES, MAX_TERRAFORM_MODULES};
use leastwise::model::{Asked, Call};
use rstest::rstest;

use super::padded;
use crate::program::{folder, run};
use crate::support::matcher;

/// What is read of a folder with these files.
fn reading(files: &[(&str, &str)]) -> Reading {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher())
}

#[test]
fn the_modules_of_a_configuration() {
    for (modules, fits) in
        [(MAX_TERRAFORM_MODULES - 1, true), (MAX_TERRAFORM_MODULES, true), (MAX_TERRAFORM_MODULES + 1, false)]
    {
        let mut main = "resource \"okta_group\" \"g\" {}\n".to_owned();
        for number in 0..modules {
            write!(main, "module \"m{number}\" {{\n  source = \"./m\"\n}}\n").unwrap();
        }
        let reading = reading(&[("main.tf", main.as_str()), ("m/main.tf", "locals {\n  a = 1\n}\n")]);
        let failed: Vec<_> = reading.failed.iter().map(ToString::to_string).collect();
        assert_eq!(failed.is_empty(), fits, "{modules}: {failed:?}");
        assert!(fits || failed[0].contains("more than 2000 modules are called"), "{failed:?}");
    }
}

#[rstest]
#[case::count("count = COUNT", "count.index < 500")]
#[case::each("for_each = toset([for n in range(COUNT) : tostring(n)])", "each.value != \"x\"")]
fn the_instances_of_a_block(#[case] meta: &str, #[case] condition: &str) {
    for (instances, are_told_apart) in [
        (MAX_TERRAFORM_INSTANCES - 1, true),
        (MAX_TERRAFORM_INSTANCES, true),
        (MAX_TERRAFORM_INSTANCES + 1, false),
    ] {
        let meta = meta.replace("COUNT", &instances.to_string());
        let main = format!(
            "resource \"okta_group_role\" \"x\" {{\n  {meta}\n  group_id = \"00g1abcdefGHIJKLM0h8\"\n  \
             role_type = {condition} ? \"USER_ADMIN\" : \"APP_ADMIN\"\n}}\n"
        );
        let ran = run(&folder(&[("main.tf", main.as_bytes())]), &["check", ".", "--format", "json"]);
        let is_open = ran.out.contains("cannot be evaluated");
        assert_eq!(is_open, !are_told_apart, "{instances}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn the_blocks_that_a_dynamic_block_makes() {
    for (entries, are_told_apart) in [
        (MAX_TERRAFORM_INSTANCES - 1, true),
        (MAX_TERRAFORM_INSTANCES, true),
        (MAX_TERRAFORM_INSTANCES + 1, false),
    ] {
        let main = format!(
            "resource \"okta_api_service_integration\" \"x\" {{\n  type = \"t\"\n  dynamic \"granted_scopes\" {{\n    \
             for_each = [for n in range({entries}) : n == {entries} - 1 ? \"okta.apps.read\" : \"okta.users.read\"]\n    \
             content {{\n      scope = granted_scopes.value\n    }}\n  }}\n}}\n"
        );
        let ran = run(&folder(&[("main.tf", main.as_bytes())]), &["check", ".", "--format", "json"]);
        assert!(ran.out.contains("okta.users.read"), "{entries}: {}{}", ran.out, ran.err);
        assert_eq!(ran.out.contains("cannot be evaluated"), !are_told_apart, "{entries}: {}", ran.out);
        assert_eq!(ran.out.contains("okta.apps.read"), are_told_apart, "{entries}: {}", ran.out);
    }
}

#[test]
fn a_file_that_a_configuration_reads() {
    let main = "provider \"okta\" {\n  scopes = [trimspace(file(\"scope.tftpl\"))]\n}\nresource \"okta_group\" \"g\" {}\n";
    for (size, is_read) in sizes() {
        let reading = reading(&[("main.tf", main), ("scope.tftpl", &padded("okta.groups.read", size))]);
        let scopes = reading.terraform.providers[0].scopes.as_ref().unwrap();
        assert_eq!(scopes.names.len(), usize::from(is_read), "{size}");
        assert_eq!(scopes.open.is_empty(), is_read, "{size}");
    }
}

#[rstest]
#[case::module(
    ("lib.py", "import pulumi_okta as okta\n"),
    ("__main__.py", "from lib import *\nokta.group.Group('a')\n")
)]
#[case::usings(("Usings.cs", "global using Okta = Pulumi.Okta;\n"), ("P.cs", "var a = new Okta.Group.Group(\"a\");\n"))]
fn a_file_that_a_program_of_pulumi_reads(#[case] linked: (&str, &str), #[case] program: (&str, &str)) {
    for (size, is_read) in sizes() {
        let project = ("Pulumi.yaml", "name: x\nruntime: python\n");
        let reading = reading(&[project, program, (linked.0, &padded(linked.1, size))]);
        let found = reading.calls.iter().any(is_of_group);
        assert_eq!(found, is_read, "{size}: {:?}", reading.calls);
    }
}

fn is_of_group(call: &Call) -> bool {
    matches!(&call.asked, Asked::Provision(provision) if provision.name == "okta_group")
}

fn sizes() -> [(u64, bool); 3] {
    [(MAX_LINKED_FILE_BYTES - 1, true), (MAX_LINKED_FILE_BYTES, true), (MAX_LINKED_FILE_BYTES + 1, false)]
}
