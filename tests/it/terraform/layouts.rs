//! Where files lie, and which of them change or replace others.

use rstest::rstest;
use serde_json::Value;

use super::{files, planned, provision, reading_of, scopes};
use crate::program::run;

const OKTA: &str =
    "terraform {\n  required_providers {\n    okta = {\n      source = \"okta/okta\"\n    }\n  }\n}\n";
const GROUP: &str = "resource \"okta_group\" \"g\" {}\n";
const TYPE: &str = "resource \"okta_user_type\" \"t\" {}\n";

fn provider(settings: &str, scopes: &[&str]) -> String {
    format!("provider \"okta\" {{\n{settings}  client_id = \"x\"\n  scopes = {scopes:?}\n}}\n")
}

/// The findings of a check of a folder: principal, rule, place.
fn findings(set: &[(&str, &str)], inputs: &[&str]) -> (i32, Vec<(String, String, String)>) {
    let arguments: Vec<_> = ["check", "--format", "json"].into_iter().chain(inputs.iter().copied()).collect();
    let ran = run(&files(set), &arguments);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = report["findings"].as_array().cloned().unwrap_or_default();
    let found = found.iter().filter(|one| one["severity"] != "note").map(|one| {
        let origin = &one["origins"][0];
        let at = format!("{}:{}", text(&origin["file"]), origin["line"]);
        (text(&one["principal"]), text(&one["rule"]), at)
    });
    (ran.code, found.collect())
}

/// A module that is the folder at hand is read like one of any other name.
#[rstest]
#[case("..", "main.tf", "e/main.tf")]
#[case("../..", "main.tf", "examples/one/main.tf")]
#[case("../../.", "main.tf", "examples/one/main.tf")]
#[case("../../../m", "m/main.tf", "examples/a/b/main.tf")]
fn a_module_above_its_root_is_read(#[case] source: &str, #[case] module: &str, #[case] root: &str) {
    let caller =
        provider("", &["okta.groups.manage"]) + &format!("module \"m\" {{\n  source = \"{source}\"\n}}\n");
    let module_text = OKTA.to_owned() + GROUP;
    let set = [(module, module_text.as_str()), (root, caller.as_str())];
    assert_eq!(findings(&set, &["."]), (0, vec![]), "{source}");
    let plan = planned(&files(&set), &["."]);
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage"], "{source}");
}

/// An override file changes the provider with its alias, and no other.
#[test]
fn an_override_changes_the_provider_with_its_alias() {
    let main = OKTA.to_owned()
        + &provider("", &["okta.groups.manage"])
        + &provider("  alias = \"eu\"\n", &["okta.groups.read"])
        + GROUP
        + "resource \"okta_group\" \"e\" {\n  provider = okta.eu\n}\n";
    let over = "provider \"okta\" {\n  alias = \"eu\"\n  scopes = [\n    \"okta.groups.manage\",\n    \"okta.users.read\",\n  ]\n}\n";
    let expected = [("okta.eu".to_owned(), "excess-scope".to_owned(), "x_override.tf:5".to_owned())];
    for name in ["x_override.tf", "override.tf"] {
        let (code, found) = findings(&[("main.tf", &main), (name, over)], &["."]);
        let expected = expected
            .clone()
            .map(|(principal, rule, at)| (principal, rule, at.replace("x_override.tf", name)));
        assert_eq!((code, found), (1, expected.to_vec()));
    }
    // A file that is named by itself has the providers of its folder as they are overridden.
    let (code, found) = findings(&[("main.tf", &main), ("x_override.tf", over)], &["main.tf"]);
    assert_eq!((code, found), (1, expected.to_vec()));
}

/// What an override file does not say of a required provider stays.
#[rstest]
#[case("aws = {\n      source = \"hashicorp/aws\"\n    }")]
#[case("corp = {\n      version = \"~> 6.0\"\n    }")]
#[case("corp = \"~> 6.0\"")]
fn an_override_of_one_required_provider_leaves_the_others(#[case] over: &str) {
    let required =
        |members: &str| format!("terraform {{\n  required_providers {{\n    {members}\n  }}\n}}\n");
    let main = required("corp = {\n      source = \"okta/okta\"\n    }")
        + "resource \"okta_group\" \"g\" {\n  provider = corp\n}\n";
    let plan = planned(&files(&[("main.tf", &main), ("override.tf", &required(over))]), &["."]);
    assert_eq!(plan["terraform"][0]["provider"], "corp", "{over}");
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage"], "{over}");
}

/// `lifecycle` blocks are merged by argument, others are replaced as a whole, and what has no name is no override.
#[test]
fn an_override_merges_blocks_as_terraform_does() {
    let main = "resource \"okta_group\" \"g\" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n\
                import {\n  to = okta_user_type.t\n  id = \"1\"\n}\n";
    let over = "resource \"okta_group\" \"g\" {\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n\
                import {\n  to = okta_group.other\n  id = \"2\"\n}\n";
    let reading = reading_of(&files(&[("main.tf", main), ("override.tf", over)]));
    let counted = reading.calls.iter().filter(|call| call.set_aside.is_none()).map(|call| {
        let one = provision(call);
        format!("{} {}", one.address, one.phase.name())
    });
    let mut counted: Vec<_> = counted.filter(|one| !one.starts_with("provider.")).collect();
    counted.sort();
    assert_eq!(
        counted,
        [
            "okta_group.g create",
            "okta_group.g read",
            "okta_group.g update",
            "okta_group.other import",
            "okta_user_type.t import"
        ]
    );
}

/// That a file is not read, because `OpenTofu` takes another, is a note.
#[test]
fn a_file_that_opentofu_replaces_is_named() {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.manage"]) + GROUP;
    let folder = files(&[("main.tofu", &main), ("main.tf", &(main.clone() + TYPE)), ("m/a.tf", "")]);
    for command in ["plan", "check"] {
        let ran = run(&folder, &[command, "."]);
        let said = ran.err.contains("main.tf`: not read: OpenTofu takes `main.tofu` instead");
        assert!(said && ran.code == 0, "{command}: {}", ran.err);
    }
}

/// A folder without files, such as a submodule that was not checked out, hides nothing.
#[test]
fn a_module_without_files_is_not_read() {
    let main = OKTA.to_owned()
        + &provider("", &["okta.groups.manage"])
        + GROUP
        + "module \"m\" {\n  source = \"./m\"\n}\n";
    let folder = files(&[("main.tf", &main), ("m/README.md", "# not checked out\n")]);
    let ran = run(&folder, &["check", "."]);
    assert!(ran.out.contains("not everything was recognized"), "{}", ran.out);
    assert!(ran.out.contains("`module.m`"), "{}", ran.out);
    assert_eq!(run(&folder, &["plan", ".", "--strict"]).code, 3);
}

/// What a module held that is taken away as a whole is not known.
#[rstest]
#[case("from = module.old", true)]
#[case("from = module.old.module.deep", true)]
#[case("from = module.old\n  lifecycle {\n    destroy = false\n  }", false)]
#[case("from = module.old.okta_group.g", false)]
fn a_module_that_is_removed_is_not_known(#[case] removed: &str, #[case] is_open: bool) {
    let main = OKTA.to_owned()
        + &provider("", &["okta.groups.manage"])
        + GROUP
        + &format!("removed {{\n  {removed}\n}}\n");
    let ran = run(&files(&[("main.tf", &main)]), &["check", "."]);
    assert_eq!(ran.out.contains("not everything was recognized"), is_open, "{removed}: {}", ran.out);
    assert_eq!(ran.out.contains("[unknown-call]"), is_open, "{removed}: {}", ran.out);
}

/// A module with a source that is computed is no root of its own.
#[test]
fn a_module_by_a_computed_source_is_one_root() {
    let main = OKTA.to_owned()
        + "locals {\n  base = \"./modules\"\n}\nmodule \"m\" {\n  source = \"${local.base}/m\"\n}\n";
    let plan = planned(&files(&[("main.tf", &main), ("modules/m/main.tf", GROUP)]), &["."]);
    assert_eq!(plan["terraform"].as_array().unwrap().len(), 1);
    assert_eq!(plan["terraform"][0]["provider"], "okta");
    assert_eq!(plan["terraform"][0]["root"], ".");
}

/// Files of Terraform in folders that are passed over are named where they are about Okta.
#[test]
fn configurations_among_tests_are_named() {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.manage"]) + GROUP;
    let named = "1 file of Terraform in folders of tests, vendored or generated code, such as";
    for (other, is_named) in [(main.as_str(), true), ("resource \"aws_s3_bucket\" \"b\" {}\n", false)] {
        let folder = files(&[("main.tf", &main), ("tests/t/main.tf", other)]);
        for command in ["plan", "check"] {
            let ran = run(&folder, &[command, "."]);
            assert_eq!(ran.err.contains(named), is_named, "{command}: {}", ran.err);
        }
    }
}

/// A folder `test` of an environment is a root, as `dev` and `prod` are.
#[rstest]
#[case("envs/test/main.tf", "envs/prod/main.tf", true)]
#[case("test/main.tf", "staging/main.tf", true)]
#[case("a/test/okta/main.tf", "a/dev/okta/main.tf", true)]
#[case("test/main.tf", "main.tf", false)]
#[case("tests/main.tf", "prod/main.tf", false)]
#[case("m/test/main.tf", "m/main.tf", false)]
fn an_environment_for_tests_is_a_root(#[case] test: &str, #[case] other: &str, #[case] is_root: bool) {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.manage"]) + GROUP;
    let plan = planned(&files(&[(test, &main), (other, &main)]), &["."]);
    assert_eq!(plan["terraform"].as_array().unwrap().len(), if is_root { 2 } else { 1 }, "{test}");
}

/// A file of a configuration may have the name of a test.
#[test]
fn a_configuration_is_read_whatever_its_files_are_called() {
    for name in ["test.tf", "okta_test.tf", "spec.tf", "mock.tf.json"] {
        let text = if name.ends_with("json") { "{\"resource\":{\"okta_group\":{\"g\":{}}}}" } else { GROUP };
        assert_eq!(
            scopes(&planned(&files(&[(name, text)]), &["."])["plans"]),
            ["okta.groups.manage"],
            "{name}"
        );
    }
}

/// Files of Stacks and queries are named where they are about Okta.
#[rstest]
#[case("providers.tfcomponent.hcl", "provider \"okta\" \"this\" {}\n", true)]
#[case("x.tfstack.hcl", "component \"okta\" {}\n", true)]
#[case("prod.tfdeploy.hcl", "deployment \"okta\" {}\n", true)]
#[case("users.tfquery.hcl", "list \"okta_user\" \"all\" {}\n", true)]
#[case("aws.tfquery.hcl", "list \"aws_vpc\" \"all\" {}\n", false)]
fn files_that_are_not_read_are_named(#[case] name: &str, #[case] text: &str, #[case] is_named: bool) {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.manage"]) + GROUP;
    let folder = files(&[("main.tf", &main), (name, text)]);
    let plan = planned(&folder, &["."]);
    assert_eq!(plan["inputs"]["unresolved"].to_string().contains(name), is_named, "{name}");
    let ran = run(&folder, &["check", "."]);
    assert_eq!(ran.out.contains(&format!("{name}:1")), is_named, "{}", ran.out);
}

/// A link to a folder outside is named: it is not followed.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_outside_is_named() {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.manage"]) + GROUP;
    let folder = files(&[("live/dev/main.tf", &main), ("stacks/prod/main.tf", &main), ("live/x/y", "")]);
    for (target, link) in [("../stacks/prod", "live/prod"), ("../x", "live/dev/x")] {
        std::os::unix::fs::symlink(target, folder.path().join(link)).unwrap();
    }
    for command in ["plan", "check"] {
        let ran = run(&folder, &[command, "live"]);
        assert_eq!(ran.err.matches("not followed").count(), 1, "{command}: {}", ran.err);
        assert!(ran.err.contains("live/prod`: a link"), "{command}: {}", ran.err);
        assert!(!run(&folder, &[command, "."]).err.contains("not followed"));
    }
}

/// Of a list that is known in part it is not said that a scope was added.
#[test]
fn a_block_with_an_open_list_says_so() {
    let main = OKTA.to_owned()
        + GROUP
        + "variable \"more\" {}\nprovider \"okta\" {\n  client_id = \"x\"\n  scopes = concat(var.more, [\"okta.groups.read\"])\n}\n";
    for command in ["check", "plan"] {
        let out = run(&files(&[("main.tf", &main)]), &[command, ".", "--format", "terraform"]).out;
        assert!(out.contains("okta.groups.manage") && !out.contains("added"), "{command}: {out}");
        assert!(out.contains("cannot be evaluated"), "{command}: {out}");
    }
}

/// A broken configuration is the answer: nothing else is asked for.
#[test]
fn a_broken_configuration_is_one_error() {
    let ran =
        run(&files(&[("main.tf", "resource \"okta_group\" \"g\" {\n  name = = 1\n}\n")]), &["plan", "."]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err.matches("error:").count(), 1, "{}", ran.err);
}

/// A stack of Terragrunt alone: no call, and no answer that looks like one.
#[test]
fn a_stack_alone_has_no_answer() {
    let stack = "unit \"okta\" {\n  source = \"../units/okta\"\n  path   = \"okta\"\n}\n";
    let folder = files(&[("terragrunt.stack.hcl", stack)]);
    let ran = run(&folder, &["plan", "."]);
    assert!(ran.out.starts_with("No call was found.\n! 1 place"), "{}", ran.out);
    assert!(ran.out.contains("No answer: no call was recognized"), "{}", ran.out);
    assert_eq!(run(&folder, &["plan", ".", "--strict"]).code, 3);
    assert_eq!(run(&folder, &["check", "."]).code, 2);
}

/// The attribute form of `generate` writes files like the block.
#[test]
fn terragrunt_generates_by_an_attribute() {
    let unit = "generate = {\n  provider = {\n    path      = \"provider.tf\"\n    if_exists = \"overwrite\"\n    contents  = <<EOF\n\
                provider \"okta\" {\n  client_id = \"x\"\n  scopes    = [\"okta.groups.read\"]\n}\nEOF\n  }\n}\n";
    let main = OKTA.to_owned() + GROUP;
    let (code, found) = findings(&[("terragrunt.hcl", unit), ("main.tf", &main)], &["."]);
    assert_eq!(code, 1);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "missing-scope");
}

/// Arguments of some commands set variables, so that their values are not known.
#[rstest]
#[case("arguments = [\"-var\", \"scopes=[]\"]")]
#[case("arguments = [\"-lock=false\", \"-var=scopes=[]\"]")]
#[case("env_vars = {\n      TF_VAR_scopes = \"[]\"\n    }")]
fn terragrunt_arguments_leave_a_variable_open(#[case] arguments: &str) {
    let unit = format!(
        "terraform {{\n  source = \"../m\"\n  extra_arguments \"x\" {{\n    commands = [\"plan\"]\n    {arguments}\n  }}\n}}\n\
         inputs = {{\n  scopes = [\"okta.groups.manage\"]\n}}\n"
    );
    let main = OKTA.to_owned()
        + GROUP
        + "variable \"scopes\" {\n  default = [\"okta.groups.manage\"]\n}\nprovider \"okta\" {\n  client_id = \"x\"\n  scopes = var.scopes\n}\n";
    let set = [("live/terragrunt.hcl", unit.as_str()), ("m/main.tf", main.as_str())];
    let ran = run(&files(&set), &["check", "."]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.out.contains("scopes cannot be evaluated: m/main.tf:"), "{}", ran.out);
}

/// Addresses are texts in the notation of JSON.
#[test]
fn blocks_in_json_name_their_objects() {
    let text = "{\"import\":[{\"to\":\"okta_user_type.t\",\"id\":\"1\"},{\"to\":\"module.m[\\\"a\\\"].okta_group.g[0]\",\"id\":\"1\"}],\
                \"removed\":[{\"from\":\"okta_group.old\"},{\"from\":\"${okta_group.kept}\",\"lifecycle\":{\"destroy\":false}},{\"from\":\"module.okta_old\"}]}";
    let reading = reading_of(&files(&[("main.tf.json", text)]));
    let mut found: Vec<_> = reading
        .calls
        .iter()
        .map(|call| format!("{} {}", provision(call).address, provision(call).phase.name()))
        .filter(|one| !one.starts_with("provider."))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "module.m.okta_group.g import",
            "module.okta_old read",
            "okta_group.kept read",
            "okta_group.old delete",
            "okta_group.old read",
            "okta_user_type.t import"
        ]
    );
}

/// A file in JSON may be a list of objects.
#[test]
fn a_list_of_objects_is_a_configuration() {
    let text = "[{\"resource\":{\"okta_group\":{\"g\":{}}}},{\"resource\":{\"okta_group\":{\"h\":{}}}}]";
    let mut found: Vec<_> = reading_of(&files(&[("a.tf.json", text)]))
        .calls
        .iter()
        .map(|call| provision(call).address.clone())
        .filter(|address| address.starts_with("okta_"))
        .collect();
    found.dedup();
    assert_eq!(found, ["okta_group.g", "okta_group.h"]);
}

/// What is not recognized in one of many roots is named.
#[test]
fn what_is_not_recognized_in_many_roots_is_named() {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.manage"]) + GROUP;
    let names: Vec<_> = (1..=6).map(|number| format!("envs/e{number}/main.tf")).collect();
    let mut set: Vec<_> = names.iter().map(|name| (name.as_str(), main.as_str())).collect();
    set.push(("envs/e6/more.tf", "module \"far\" {\n  source = \"acme/okta/far\"\n}\n"));
    let ran = run(&files(&set), &["check", "."]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let (_, open) = ran.out.split_once("What was not recognized").unwrap();
    assert!(open.contains("e6:okta: `module.far`"), "{}", ran.out);
}

/// An archive is read wherever it lies.
#[rstest]
#[case("c.zip", "c.zip")]
#[case("./c.zip", "./c.zip")]
#[case(".", "./c.zip")]
fn an_archive_is_read_wherever_it_lies(#[case] input: &str, #[case] root: &str) {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let caller = provider("", &["okta.logs.read"]) + "module \"m\" {\n  source = \"../m\"\n}\n";
    for (name, text) in [("e/main.tf", caller.as_str()), ("m/main.tf", GROUP)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let folder = crate::program::folder(&[("c.zip", &bytes)]);
    let plan = planned(&folder, &[input]);
    assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage"], "{input}");
    let roots: Vec<_> = plan["terraform"].as_array().unwrap().iter().map(|one| one["root"].clone()).collect();
    assert_eq!(roots, [format!("{}/e", root.trim_start_matches("./"))], "{input}");
    assert_eq!(run(&folder, &["check", input]).code, 1, "{input}");
}

/// The same finding of many roots is one line.
#[test]
fn the_same_finding_of_many_roots_is_said_once() {
    let main = OKTA.to_owned() + &provider("", &["okta.groups.read"]) + GROUP;
    let names: Vec<_> = (1..=30).map(|number| format!("envs/e{number:02}/main.tf")).collect();
    let set: Vec<_> = names.iter().map(|name| (name.as_str(), main.as_str())).collect();
    let ran = run(&files(&set), &["check", "."]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("[missing-scope]").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("e01:okta, e02:okta, e03:okta and 27 more: "), "{}", ran.out);
    let few = run(&files(&set[..3]), &["check", "."]);
    assert_eq!(few.out.matches("[missing-scope]").count(), 3, "{}", few.out);
    assert_eq!(few.out.matches("[provider-block]").count(), 1, "{}", few.out);
    let annotated = run(&files(&set), &["check", ".", "--format", "github"]).out;
    assert_eq!(annotated.matches("not judged ·").count(), 1, "{annotated}");
    assert_eq!(annotated.matches("::error ").count(), 30, "{annotated}");
}

/// A tar archive is answered with the way to unpack it.
#[test]
fn a_tar_archive_is_answered_with_a_way() {
    let mut archive = vec![0_u8; 1024];
    archive[..7].copy_from_slice(b"main.tf");
    archive[257..263].copy_from_slice(b"ustar\0");
    let folder = crate::program::folder(&[("a.tar", &archive)]);
    let ran = run(&folder, &["plan", "a.tar"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a tar archive") && ran.err.contains("tar -xf"), "{}", ran.err);
}
