//! The language: what expressions come to, and what that makes the provider call.

use super::{called, files, provision, reading, reading_of};

/// Whether an app looks for the default policy, by what stands in its block and around it.
fn looks_for_a_policy(inside: &str, around: &str) -> bool {
    let text = format!("resource \"okta_app_saml\" \"x\" {{\n  {inside}\n}}\n{around}\n");
    called(&reading(&text), "okta_app_saml.x", "create").contains(&"listPolicies".to_owned())
}

#[test]
fn what_a_setting_comes_to_decides_what_is_called() {
    for (inside, around, looks) in [
        ("", "", true),
        ("skip_authentication_policy = true", "", false),
        ("skip_authentication_policy = false", "", true),
        ("skip_authentication_policy = null", "", true),
        ("skip_authentication_policy = \"true\"", "", false),
        ("skip_authentication_policy = !false", "", false),
        ("skip_authentication_policy = var.s", "variable \"s\" { default = true }", false),
        ("skip_authentication_policy = var.s", "variable \"s\" { default = false }", true),
        // Nobody knows: taken to be so.
        ("skip_authentication_policy = var.s", "variable \"s\" {}", true),
        ("skip_authentication_policy = var.s", "", true),
        ("skip_authentication_policy = local.a", "locals {\n a = local.b\n b = true\n}", false),
        ("skip_authentication_policy = local.a", "locals {\n a = local.b\n b = local.a\n}", true),
        ("skip_authentication_policy = local.a.b[\"c\"]", "locals { a = { b = { c = true } } }", false),
        ("skip_authentication_policy = local.a[1]", "locals { a = [false, true] }", false),
        ("skip_authentication_policy = 1 == 1 ? true : false", "", false),
        ("skip_authentication_policy = var.e == \"prod\"", "variable \"e\" { default = \"prod\" }", false),
        ("skip_authentication_policy = var.e != \"prod\"", "variable \"e\" { default = \"prod\" }", true),
        ("skip_authentication_policy = var.a && true", "variable \"a\" { default = true }", false),
        ("skip_authentication_policy = var.unknown || true", "", false),
        ("skip_authentication_policy = var.unknown ? true : true", "", false),
        ("skip_authentication_policy = tobool(\"true\")", "", false),
        ("skip_authentication_policy = lookup({}, \"a\", true)", "", false),
        ("skip_authentication_policy = nosuch({}, \"a\", true)", "", true),
        ("authentication_policy = \"rst1abcdefGHIJKLM0h8\"", "", false),
        ("authentication_policy = \"\"", "", true),
        ("authentication_policy = okta_app_signon_policy.p.id", "", false),
        ("authentication_policy = data.okta_policy.p.id", "", false),
        ("authentication_policy = okta_app_signon_policy.p[0].id", "", false),
        // Of another attribute than an id nobody knows whether it is set.
        ("authentication_policy = okta_thing.p.maybe", "", true),
        ("authentication_policy = coalesce(null, \"\", \"x\")", "", false),
        ("authentication_policy = \"${var.p}\"", "variable \"p\" { default = \"x\" }", false),
    ] {
        assert_eq!(looks_for_a_policy(inside, around), looks, "{inside} with {around}");
    }
}

/// A name that leads to twice as many others forty times over is no hang.
#[test]
fn locals_that_multiply_end() {
    let mut text = "resource \"okta_app_saml\" \"x\" {\n  logo = local.a0\n}\nlocals {\n".to_owned();
    for number in 0..40 {
        text.push_str(&format!("  a{number} = [local.a{0}, local.a{0}]\n", number + 1));
    }
    text.push_str("}\n");
    assert!(
        called(&reading(&text), "okta_app_saml.x", "create").contains(&"uploadApplicationLogo".to_owned())
    );
}

#[test]
fn instances_are_told_apart_where_their_values_are_known() {
    let text = |types: &str| {
        format!(
            "resource \"okta_app_oauth\" \"x\" {{\n  for_each = {{ {types} }}\n  label = each.key\n  type = each.value\n}}\n"
        )
    };
    let looks = |types: &str| {
        called(&reading(&text(types)), "okta_app_oauth.x", "create").contains(&"listPolicies".to_owned())
    };
    assert!(!looks("a = \"service\", b = \"service\""));
    assert!(looks("a = \"service\", b = \"web\""));
    assert!(looks("a = \"service\", b = var.unknown"));
}

#[test]
fn what_is_switched_off_where_it_stands_is_set_aside_and_nothing_else() {
    for (meta, off) in [
        ("count = 0", true),
        ("for_each = {}", true),
        ("for_each = []", true),
        ("count = 2", false),
        ("count = var.on ? 1 : 0", false),
        ("for_each = toset([\"a\"])", false),
        ("for_each = var.unknown", false),
    ] {
        let reading = reading(&format!(
            "variable \"on\" {{ default = false }}\nresource \"okta_group\" \"x\" {{\n  {meta}\n}}\nresource \"okta_group\" \"y\" {{}}\n"
        ));
        let aside = reading.calls.iter().filter(|call| call.set_aside.is_some()).count();
        assert_eq!(aside, usize::from(off), "{meta}");
        assert_eq!(called(&reading, "okta_group.x", "create").is_empty(), off, "{meta}");
    }
}

#[test]
fn a_dynamic_block_is_as_present_as_its_list() {
    let removes = |inside: &str| {
        let text =
            format!("resource \"okta_app_group_assignments\" \"x\" {{\n  app_id = \"a\"\n{inside}\n}}\n");
        let found = called(&reading(&text), "okta_app_group_assignments.x", "delete");
        found.contains(&"unassignApplicationFromGroup".to_owned())
    };
    assert!(removes("  group {\n    id = \"g\"\n  }"));
    assert!(removes(
        "  dynamic \"group\" {\n    for_each = [\"g\"]\n    content {\n      id = group.value\n    }\n  }"
    ));
    assert!(removes("  dynamic \"group\" {\n    for_each = var.unknown\n    content {}\n  }"));
    assert!(!removes("  dynamic \"group\" {\n    for_each = []\n    content {}\n  }"));
    assert!(!removes(""));
}

#[test]
fn values_of_variables_come_from_where_terraform_takes_them() {
    let main = "variable \"s\" { default = false }\nresource \"okta_app_saml\" \"x\" {\n  skip_authentication_policy = var.s\n}\n";
    for (others, looks) in [
        (&[][..], true),
        (&[("terraform.tfvars", "s = true")], false),
        (&[("terraform.tfvars.json", "{\"s\": true}")], false),
        (&[("a.auto.tfvars", "s = true")], false),
        (&[("terraform.tfvars", "s = true"), ("a.auto.tfvars", "s = false")], true),
        (&[("a.auto.tfvars", "s = false"), ("b.auto.tfvars", "s = true")], false),
        // A file that Terraform takes only when it is told to: the value is not known.
        (&[("prod.tfvars", "s = true")], true),
        (&[("override.tf", "variable \"s\" { default = true }")], false),
        (
            &[("x_override.tf", "resource \"okta_app_saml\" \"x\" { skip_authentication_policy = true }")],
            false,
        ),
    ] {
        let all: Vec<_> = [("main.tf", main)].into_iter().chain(others.iter().copied()).collect();
        let found = called(&reading_of(&files(&all)), "okta_app_saml.x", "create");
        assert_eq!(found.contains(&"listPolicies".to_owned()), looks, "{others:?}");
    }
}

#[test]
fn a_file_of_variables_that_is_named_counts() {
    let main = "variable \"s\" { default = false }\nresource \"okta_app_saml\" \"x\" {\n  skip_authentication_policy = var.s\n}\n";
    let folder = files(&[("main.tf", main), ("prod.tfvars", "s = true"), ("terraform.tfvars", "s = false")]);
    for (inputs, looks) in
        [(&["."][..], true), (&[".", "prod.tfvars"], false), (&["main.tf", "prod.tfvars"], false)]
    {
        let plan = super::planned(&folder, inputs);
        let ids: Vec<_> =
            plan["operations"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids.contains(&"management:listPolicies"), looks, "{inputs:?}");
    }
}

#[test]
fn the_notation_in_json_says_the_same() {
    let json = r#"{
      "//": "a remark",
      "variable": {"s": {"default": true}},
      "provider": {"okta": [{"org_name": "acme"}, {"alias": "b", "scopes": ["okta.groups.read"]}]},
      "resource": {
        "okta_app_saml": {
          "x": {"label": "x", "skip_authentication_policy": "${var.s}", "provider": "okta.b"},
          "y": [{"label": "y", "authentication_policy": "${okta_app_signon_policy.p.id}"}],
          "z": {"label": "${var.unknown}"}
        }
      },
      "data": {"okta_group": {"g": {"name": "x"}}}
    }"#;
    let folder = files(&[("main.tf.json", json)]);
    let reading = reading_of(&folder);
    let looks = |address| called(&reading, address, "create").contains(&"listPolicies".to_owned());
    assert_eq!(["okta_app_saml.x", "okta_app_saml.y", "okta_app_saml.z"].map(looks), [false, false, true]);
    assert!(!called(&reading, "data.okta_group.g", "read").is_empty());
    let served = reading.calls.iter().map(provision).find(|one| one.address == "okta_app_saml.x").unwrap();
    assert_eq!(served.provider, "okta.b");
    let place = reading.calls.iter().find(|call| provision(call).address == "okta_app_saml.y").unwrap();
    assert_eq!((place.origin.line, place.origin.column > 1), (8, true));
    let scopes = reading.terraform.providers.iter().find(|one| one.name == "okta.b").unwrap();
    assert_eq!(scopes.scopes.as_ref().unwrap().names[0].origin.line, 4);
}

#[test]
fn blocks_that_point_to_others_are_read() {
    let text = "import {\n  to = okta_app_group_assignment.p\n  id = \"x\"\n}\n\
                removed {\n  from = okta_group.gone\n}\n\
                removed {\n  from = module.old.okta_group.kept\n  lifecycle {\n    destroy = false\n  }\n}\n\
                check \"x\" {\n  data \"okta_user\" \"u\" {\n    user_id = \"x\"\n  }\n}\n\
                moved {\n  from = okta_group.a\n  to = okta_group.b\n}\n";
    let reading = reading(text);
    assert!(!called(&reading, "okta_app_group_assignment.p", "import").is_empty());
    assert_eq!(called(&reading, "okta_group.gone", "delete"), ["deleteGroup"]);
    assert!(called(&reading, "module.old.okta_group.kept", "delete").is_empty());
    assert!(!called(&reading, "module.old.okta_group.kept", "read").is_empty());
    assert!(called(&reading, "data.okta_user.u", "read").contains(&"getUser".to_owned()));
    assert!(called(&reading, "okta_group.b", "read").is_empty());
}

#[test]
fn what_modules_are_given_reaches_their_blocks() {
    let folder = files(&[
        (
            "main.tf",
            "module \"a\" {\n  source = \"./m\"\n  skip = true\n}\nmodule \"b\" {\n  source = \"./m\"\n}\n",
        ),
        (
            "m/main.tf",
            "variable \"skip\" { default = false }\nmodule \"inner\" {\n  source = \"../n\"\n  skip = var.skip\n}\n",
        ),
        (
            "n/main.tf",
            "variable \"skip\" {}\nresource \"okta_app_saml\" \"x\" {\n  skip_authentication_policy = var.skip\n}\n",
        ),
    ]);
    let reading = reading_of(&folder);
    let looks = |address: &str| called(&reading, address, "create").contains(&"listPolicies".to_owned());
    assert!(!looks("module.a.module.inner.okta_app_saml.x"));
    assert!(looks("module.b.module.inner.okta_app_saml.x"));
}
