//! Lists of scopes and of roles as expressions: what is known is judged, what is not known leaves the layer open.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::{called, files, provision, reading, reading_of};
use crate::program::run;
use crate::support::matcher;
use leastwise::intake::{Input, ReadOptions, read};

const AROUND: &str = r#"
variable "s" { default = "okta.groups.manage,okta.logs.read" }
variable "env" { default = "prod" }
variable "typed" {
  type    = object({ scopes = optional(set(string), ["okta.groups.manage", "okta.logs.read"]) })
  default = {}
}
variable "u" {}
locals {
  both  = ["okta.groups.manage", "okta.logs.read"]
  by    = { prod = local.both, test = ["okta.groups.manage"] }
  items = [{ n = "okta.groups.manage" }, { n = "okta.logs.read" }]
}
module "m" {
  source = "./m"
  extra  = "okta.logs.read"
}
resource "okta_group" "crew" { name = "crew" }
"#;

const MODULE: &str = r#"
variable "extra" {}
output "scopes" { value = concat(["okta.groups.manage"], [var.extra]) }
output "by" { value = { prod = ["okta.groups.manage", var.extra] } }
"#;

/// A configuration whose provider has these scopes.
fn main_with(scopes: &str) -> String {
    format!(
        "provider \"okta\" {{\n  org_name    = \"acme\"\n  client_id   = \"0oa1abcdefGHIJKLM0h8\"\n  private_key = \"s3cr3t\"\n  scopes      = {scopes}\n}}\n{AROUND}"
    )
}

fn checked(scopes: &str) -> (i32, Value) {
    let folder = files(&[
        ("main.tf", main_with(scopes).as_str()),
        ("m/main.tf", MODULE),
        ("s.json", "[\"okta.groups.manage\", \"okta.logs.read\"]"),
        ("s.yaml", "scopes:\n  - okta.groups.manage\n  - okta.logs.read\n"),
        ("s.csv", "name\nokta.groups.manage\nokta.logs.read\n"),
        ("s.tftpl", "okta.groups.manage %{ for x in more }${x}%{ endfor }"),
    ]);
    let ran = run(&folder, &["check", "--strict", ".", "--format", "json"]);
    let report = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{scopes}: {}", ran.err));
    (ran.code, report)
}

fn has_finding(report: &Value, rule: &str, subject: &str) -> bool {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().any(|one| one["rule"] == rule && (subject.is_empty() || one["subject"] == subject))
}

/// Lists of scopes, each with one scope that nothing needs, `okta.logs.read`, and the one that is needed.
const FORMS: &[&str] = &[
    "local.both",
    "flatten([[\"okta.groups.manage\"], [[\"okta.logs.read\"]]])",
    "split(\" \", \"okta.groups.manage okta.logs.read\")",
    "split(\",\", var.s)",
    "[for x in [\"groups.manage\", \"logs.read\"] : \"okta.${x}\"]",
    "[for k, v in { groups = \"manage\", logs = \"read\" } : \"okta.${k}.${v}\"]",
    "[for x in local.both : x if x != \"\"]",
    "formatlist(\"okta.%s\", [\"groups.manage\", \"logs.read\"])",
    "[format(\"okta.%s.%s\", \"groups\", \"manage\"), \"okta.logs.read\"]",
    "keys({ \"okta.groups.manage\" = 1, \"okta.logs.read\" = 2 })",
    "values({ a = \"okta.groups.manage\", b = \"okta.logs.read\" })",
    "lookup(local.by, var.env, [])",
    "{ prod = local.both }[\"prod\"]",
    "local.by[var.env]",
    "local.by.prod",
    "jsondecode(\"[\\\"okta.groups.manage\\\", \\\"okta.logs.read\\\"]\")",
    "jsondecode(file(\"${path.module}/s.json\"))",
    "yamldecode(file(\"s.yaml\")).scopes",
    "csvdecode(file(\"s.csv\"))[*].name",
    "split(\" \", templatefile(\"s.tftpl\", { more = [\"okta.logs.read\"] }))",
    "coalescelist([], local.both)",
    "try(local.by.nope, local.both)",
    "can(local.by.nope) ? [] : local.both",
    "merge({ x = [] }, { x = local.both }).x",
    "local.items[*].n",
    "local.items.*.n",
    "[replace(\"okta_groups_manage\", \"_\", \".\"), \"okta.logs.read\"]",
    "[trimspace(\" okta.groups.manage \"), \"okta.logs.read\"]",
    "setsubtract(concat(local.both, [\"okta.users.read\"]), [\"okta.users.read\"])",
    "setunion([\"okta.groups.manage\"], [\"okta.logs.read\"])",
    "setintersection(local.both, local.both)",
    "slice(concat(local.both, [\"okta.users.read\"]), 0, 2)",
    "reverse(local.both)",
    "distinct(concat(local.both, local.both))",
    "sort(toset(tolist(local.both)))",
    "compact(concat(local.both, [\"\", null]))",
    "[element(local.both, 2), element(local.both, 3)]",
    "[local.both[0], local.both[1]]",
    "chunklist(local.both, 2)[0]",
    "concat(local.both...)[0] == 1 ? [] : local.both",
    "var.env == \"prod\" ? local.both : []",
    "regexall(\"okta[.][a-z.]+\", \"okta.groups.manage okta.logs.read\")",
    "[for o in local.items : o.n]",
    "[\"okta.groups.manage\", <<-EOT\n    okta.logs.read%{ if false } %{ endif ~}\n    EOT\n    ]",
    "[\"okta.groups.manage\", lower(\"OKTA.LOGS.READ\")]",
    "[\"okta.groups.manage\", \"okta.logs.%{ if true }read%{ else }manage%{ endif }\"]",
    "tolist(var.typed.scopes)",
    "module.m.scopes",
    "module.m.by[var.env]",
    "matchkeys(local.both, [\"a\", \"b\"], [\"a\", \"b\"])",
    "zipmap([\"x\"], [local.both]).x",
    "one([local.both])",
    "sensitive(local.both)",
    "concat(local.both, var.u)",
    "[\"okta.logs.read\", var.u]",
    "var.u ? local.both : concat(local.both, [\"okta.users.read\"])",
    "concat([\"okta.logs.read\"], data.okta_x.y.scopes)",
];

#[test]
fn a_scope_too_many_is_found_in_every_form_of_the_list() {
    for scopes in FORMS {
        let (code, report) = checked(scopes);
        let layer = &report["principals"][0]["layers"]["scopes"]["verdict"];
        let is_found = has_finding(&report, "excess-scope", "okta.logs.read");
        // A `concat` with strings is an error of Terraform.
        let may_be_open = scopes.starts_with("concat(local.both...)") || scopes.contains("~}\n");
        assert!(
            is_found || (may_be_open && code == 3 && layer == "not-judged"),
            "{scopes}: {code} {report:#}"
        );
    }
}

#[test]
fn a_list_that_cannot_be_evaluated_is_not_judged_and_named_with_its_position() {
    for (scopes, at) in [
        ("var.u", "main.tf:5:17"),
        ("[\"okta.groups.manage\", var.u]", "main.tf:5:40"),
        ("[\"okta.groups.manage\", \"okta.${var.u}\"]", "main.tf:5:"),
        ("concat([\"okta.groups.manage\"], var.u)", "main.tf:5:"),
        ("local.by[terraform.workspace]", "main.tf:5:"),
        ("local.by[var.u]", "main.tf:5:"),
        ("toset([for x in var.u : x])", "main.tf:5:"),
        ("okta_thing.x.scopes", "main.tf:5:17"),
        ("provider::local::scopes()", "main.tf:5:17"),
        ("jsondecode(file(\"../s.json\"))", "main.tf:5:"),
        ("[\"okta.groups.manage\", \"\"]", "main.tf:5:40"),
    ] {
        let (code, report) = checked(scopes);
        assert_eq!(code, 3, "{scopes}: {report:#}");
        let layer = &report["principals"][0]["layers"]["scopes"];
        assert_eq!(layer["verdict"], "not-judged", "{scopes}");
        let reason = layer["reason"].as_str().unwrap();
        assert!(reason.contains("cannot be evaluated") && reason.contains(at), "{scopes}: {reason}");
        assert!(!has_finding(&report, "missing-scope", ""), "{scopes}: nothing is missing for certain");
    }
}

#[test]
fn an_item_that_is_no_scope_is_a_finding_and_a_secret_is_not_shown() {
    for (item, subject, is_split) in [
        ("\"okta.groups.manage okta.logs.read\"", "okta.groups.manage okta.logs.read", true),
        ("\"okta.groups.manage,okta.logs.read\"", "okta.groups.manage,okta.logs.read", true),
        ("\"00aB1cD2eF3 SSWS\"", "*** ***", true),
        ("12", "***", false),
        ("true", "***", false),
    ] {
        let (code, report) = checked(&format!("[{item}]"));
        assert_eq!(code, 1, "{item}: {report:#}");
        assert!(has_finding(&report, "unknown-scope", subject), "{item}: {report:#}");
        assert!(!report.to_string().contains("00aB1cD2eF3"), "{item}");
        let helps = report["findings"].as_array().unwrap().iter().filter_map(|one| one["help"].as_str());
        let says = helps.into_iter().any(|help| help.contains("one scope per item"));
        assert_eq!(says, is_split, "{item}");
    }
    let (code, report) = checked("[\"okta.groups.manage\", \"okta.logs.read\", \"okta.logs.read\"]");
    assert_eq!(code, 1);
    let found = report["findings"].as_array().unwrap().iter();
    assert_eq!(found.filter(|one| one["rule"] == "excess-scope").count(), 1);
}

#[test]
fn an_empty_list_is_judged_and_no_list_is_not() {
    let (code, report) = checked("[]");
    assert!(code == 1 && has_finding(&report, "missing-scope", "okta.groups.manage"));
    let (code, report) = checked("null");
    assert_eq!(code, 3);
    let reason = report["principals"][0]["layers"]["scopes"]["reason"].as_str().unwrap();
    assert!(reason.contains("OKTA_API_SCOPES"), "{reason}");
}

#[test]
fn both_notations_evaluate_alike() {
    for (scopes, json) in [
        ("[for x in local.l : \"okta.${x}\"]", r#""${[for x in local.l : \"okta.${x}\"]}""#),
        (
            "concat(formatlist(\"okta.%s\", local.l), [])",
            r#""${concat(formatlist(\"okta.%s\", local.l), [])}""#,
        ),
        (
            "[\"okta.${local.l[0]}\", \"okta.%{ if true }logs.read%{ endif }\"]",
            r#"["okta.${local.l[0]}", "okta.%{ if true }logs.read%{ endif }"]"#,
        ),
    ] {
        let hcl = format!(
            "locals {{\n  l = [\"groups.manage\", \"logs.read\"]\n}}\nprovider \"okta\" {{\n  scopes = {scopes}\n}}\nresource \"okta_group\" \"g\" {{}}\n"
        );
        let json = format!(
            r#"{{"locals": {{"l": ["groups.manage", "logs.read"]}}, "provider": {{"okta": {{"scopes": {json}}}}}, "resource": {{"okta_group": {{"g": {{}}}}}}}}"#
        );
        let names = |folder: &tempfile::TempDir| {
            let reading = reading_of(folder);
            let list = reading.terraform.providers[0].scopes.clone().unwrap();
            assert!(list.open.is_empty(), "{scopes}: {list:?}");
            list.names.into_iter().map(|named| named.name).collect::<Vec<_>>()
        };
        let expected = ["okta.groups.manage", "okta.logs.read"];
        assert_eq!(names(&files(&[("main.tf", &hcl)])), expected, "{scopes}");
        assert_eq!(names(&files(&[("main.tf.json", &json)])), expected, "{scopes}");
    }
}

/// Whether each phase of `okta_group.x` happens, by what its block holds.
fn phases(inside: &str) -> Vec<&'static str> {
    let text = format!(
        "variable \"on\" {{ default = false }}\nlocals {{\n  off = false\n}}\nresource \"okta_group\" \"x\" {{\n{inside}\n}}\n"
    );
    let reading = reading(&text);
    let all = ["read", "create", "update", "delete"];
    all.into_iter().filter(|phase| !called(&reading, "okta_group.x", phase).is_empty()).collect()
}

#[test]
fn what_a_block_forbids_does_not_count() {
    let all = ["read", "create", "update", "delete"];
    for (inside, expected) in [
        ("lifecycle {\n prevent_destroy = true\n}", &["read", "create", "update"][..]),
        ("lifecycle {\n prevent_destroy = false\n}", &all),
        ("lifecycle {\n ignore_changes = all\n}", &["read", "create", "delete"]),
        ("lifecycle {\n ignore_changes = [name]\n}", &all),
        ("lifecycle {\n replace_triggered_by = [okta_group.y]\n}", &all),
        ("count = local.off ? 1 : 0", &[]),
        ("count = length([])", &[]),
        // A default may be replaced when it runs.
        ("count = var.on ? 1 : 0", &all),
        ("count = var.unknown", &all),
        ("for_each = local.off ? { a = 1 } : {}", &[]),
        ("for_each = toset(compact([\"\"]))", &[]),
        ("for_each = var.on ? { a = 1 } : {}", &all),
    ] {
        assert_eq!(phases(inside), expected, "{inside}");
    }
    let reading = reading("resource \"okta_group\" \"x\" {\n lifecycle {\n prevent_destroy = true\n }\n}\n");
    let aside = reading.calls.iter().filter(|call| call.set_aside.is_some());
    let aside: Vec<_> = aside.map(|call| provision(call).phase.name()).collect();
    assert_eq!(aside, ["delete"]);
}

#[test]
fn a_count_of_a_module_follows_what_the_module_is_given() {
    let module = "variable \"on\" {\n  type = bool\n  default = false\n}\nresource \"okta_group\" \"x\" {\n  count = var.on ? 1 : 0\n}\n";
    for (given, is_off) in [
        ("", true),
        ("on = false", true),
        ("on = \"false\"", true),
        ("on = true", false),
        ("on = var.outer", false),
        ("on = var.unknown", false),
    ] {
        let main = format!(
            "variable \"outer\" {{ default = false }}\nmodule \"m\" {{\n  source = \"./m\"\n  {given}\n}}\n"
        );
        let folder = files(&[("main.tf", main.as_str()), ("m/main.tf", module)]);
        let reading = reading_of(&folder);
        assert_eq!(called(&reading, "module.m.okta_group.x", "create").is_empty(), is_off, "{given}");
    }
}

#[test]
fn an_item_of_a_grant_that_cannot_be_evaluated_leaves_the_grant_open() {
    for (block, layer) in [
        (
            "resource \"okta_app_oauth_api_scope\" \"x\" {\n app_id = \"0oa1abcdefGHIJKLM0h8\"\n scopes = [\"okta.users.read\", var.u]\n}",
            "scopes",
        ),
        (
            "resource \"okta_user_admin_roles\" \"x\" {\n user_id = \"00u1abcdefGHIJKLM0h8\"\n admin_roles = concat([\"USER_ADMIN\"], var.u)\n}",
            "roles",
        ),
        (
            "resource \"okta_group_role\" \"x\" {\n group_id = \"00g1abcdefGHIJKLM0h8\"\n role_type = var.u\n}",
            "roles",
        ),
        (
            "resource \"okta_app_oauth_role_assignment\" \"x\" {\n client_id = \"0oa1abcdefGHIJKLM0h8\"\n type = var.u\n}",
            "roles",
        ),
        (
            "resource \"okta_admin_role_custom\" \"r\" {\n label = \"r\"\n permissions = [\"okta.users.read\", var.u]\n}\nresource \"okta_app_oauth_role_assignment\" \"x\" {\n client_id = \"0oa1abcdefGHIJKLM0h8\"\n type = \"CUSTOM\"\n role = okta_admin_role_custom.r.id\n}",
            "roles",
        ),
        (
            "resource \"okta_api_service_integration\" \"x\" {\n type = \"t\"\n granted_scopes {\n scope = \"okta.users.read\"\n }\n granted_scopes {\n scope = var.u\n }\n}",
            "scopes",
        ),
        (
            "resource \"okta_api_service_integration\" \"x\" {\n type = \"t\"\n dynamic \"granted_scopes\" {\n for_each = var.u\n content {\n scope = granted_scopes.value\n }\n }\n}",
            "scopes",
        ),
    ] {
        let folder = files(&[("main.tf", block)]);
        let ran = run(&folder, &["check", ".", "--format", "json"]);
        let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{block}: {}", ran.err));
        let text = report.to_string();
        assert!(text.contains("cannot be evaluated: main.tf:"), "{layer}: {block}\n{report:#}");
    }
    let known = "resource \"okta_api_service_integration\" \"x\" {\n type = \"t\"\n dynamic \"granted_scopes\" {\n for_each = toset([\"okta.users.read\"])\n content {\n scope = granted_scopes.value\n }\n }\n}";
    let folder = files(&[("main.tf", known)]);
    let ran = run(&folder, &["check", ".", "--format", "json"]);
    assert!(ran.out.contains("okta.users.read") && !ran.out.contains("cannot be evaluated"), "{}", ran.out);
}

#[test]
fn files_are_read_inside_of_the_root_only() {
    for (scopes, expected) in [
        ("jsondecode(file(\"list.json\"))", Some("okta.users.read")),
        ("[file(\"${path.module}/d/one.txt\")]", Some("okta.logs.read")),
        ("[file(\"${path.root}/d/../d/one.txt\")]", Some("okta.logs.read")),
        ("[templatefile(\"x.tftpl\", { l = [\"logs\"] })]", Some("okta.logs.read")),
        ("fileexists(\"list.json\") ? [\"users\"] : [\"logs\"]", Some("users")),
        ("fileexists(\"nothing\") ? [\"users\"] : [\"logs\"]", Some("logs")),
        ("fileset(path.module, \"*.json\")", Some("list.json")),
        ("[templatefile(\"x.tftpl\", {})]", None),
        ("fileexists(\"../outside.txt\") ? [\"a\"] : [\"b\"]", None),
        ("[file(\"../outside.txt\")]", None),
        ("[file(\"/etc/hostname\")]", None),
        ("[file(\"nothing\")]", None),
    ] {
        let main =
            format!("provider \"okta\" {{\n  scopes = {scopes}\n}}\nresource \"okta_group\" \"g\" {{}}\n");
        let folder = files(&[
            ("root/main.tf", main.as_str()),
            ("root/list.json", "[\"okta.users.read\"]"),
            ("root/x.tftpl", "okta%{ for x in l ~}\n.${x}.%{ endfor }read"),
            ("root/d/one.txt", "okta.logs.read"),
            ("outside.txt", "okta.secret.read"),
        ]);
        let input = Input::Path(folder.path().join("root"));
        let reading = read(&[input], &ReadOptions::default(), matcher()).unwrap();
        let list = reading.terraform.providers[0].scopes.clone().unwrap();
        let names: Vec<_> = list.names.iter().map(|named| named.name.as_str()).collect();
        assert_eq!(names, expected.into_iter().collect::<Vec<_>>(), "{scopes}");
        assert_eq!(list.open.is_empty(), expected.is_some(), "{scopes}");
    }
}

/// An expression of a list of scopes, to replace one part of it by something unknown.
#[derive(Clone, Debug)]
enum List {
    Items(Vec<Item>),
    Concat(Box<[List; 2]>),
    If(bool, Box<[List; 2]>),
    Call(&'static str, Box<List>),
    For(Box<List>),
    Flatten(Box<[List; 2]>),
    Merge(Box<[List; 2]>),
    Without(Box<[List; 2]>),
    Lookup(Box<[List; 2]>, bool),
}

#[derive(Clone, Debug)]
enum Item {
    Plain(&'static str),
    Template(&'static str),
    Format(&'static str),
}

const STEMS: [&str; 4] = ["groups.manage", "groups.read", "logs.read", "users.read"];

/// Writes a list; the part with the number `left` counts down to is replaced.
fn write(list: &List, left: &mut i32) -> String {
    *left -= 1;
    if *left == -1 {
        return "var.unknown".to_owned();
    }
    let two = |both: &[List; 2], left: &mut i32| {
        let first = write(&both[0], left);
        [first, write(&both[1], left)]
    };
    match list {
        List::Items(items) => {
            let items: Vec<_> = items.iter().map(|item| write_item(item, left)).collect();
            format!("[{}]", items.join(", "))
        }
        List::Concat(both) => {
            format!("concat({})", two(both, left).map(|one| format!("tolist({one})")).join(", "))
        }
        List::If(condition, both) => {
            let [then, otherwise] = two(both, left);
            *left -= 1;
            let condition = if *left == -1 { "var.unknown".to_owned() } else { condition.to_string() };
            format!("({condition} ? {then} : {otherwise})")
        }
        List::Call(name, inner) => format!("{name}({})", write(inner, left)),
        List::For(inner) => format!("[for x in {} : x if x != \"\"]", write(inner, left)),
        List::Flatten(both) => format!("flatten([{}])", two(both, left).join(", ")),
        List::Merge(both) => {
            let [one, other] = two(both, left);
            format!("merge({{ a = {one} }}, {{ b = {other} }}).b")
        }
        List::Without(both) => format!("setsubtract({})", two(both, left).join(", ")),
        List::Lookup(both, first) => {
            let [one, other] = two(both, left);
            *left -= 1;
            let key = if *left == -1 {
                "var.unknown"
            } else if *first {
                "\"a\""
            } else {
                "\"b\""
            };
            format!("{{ a = {one}, b = {other} }}[{key}]")
        }
    }
}

fn write_item(item: &Item, left: &mut i32) -> String {
    *left -= 1;
    let is_replaced = *left == -1;
    match item {
        _ if is_replaced => "var.unknown".to_owned(),
        Item::Plain(stem) => format!("\"okta.{stem}\""),
        Item::Template(stem) => format!("\"okta.${{\"{stem}\"}}\""),
        Item::Format(stem) => format!("format(\"okta.%s\", \"{stem}\")"),
    }
}

fn lists() -> impl Strategy<Value = List> {
    let stem = || prop::sample::select(STEMS.to_vec());
    let item = prop_oneof![
        stem().prop_map(Item::Plain),
        stem().prop_map(Item::Template),
        stem().prop_map(Item::Format)
    ];
    let leaf = prop::collection::vec(item, 0..4).prop_map(List::Items);
    leaf.prop_recursive(4, 12, 2, |inner| {
        let two = (inner.clone(), inner.clone()).prop_map(|(one, other)| Box::new([one, other]));
        let name =
            prop::sample::select(vec!["toset", "tolist", "distinct", "sort", "compact", "reverse", "try"]);
        let one = inner.prop_map(Box::new);
        prop_oneof![
            two.clone().prop_map(List::Concat),
            (any::<bool>(), two.clone()).prop_map(|(condition, both)| List::If(condition, both)),
            (name, one.clone()).prop_map(|(name, inner)| {
                let name = if name == "reverse" { "sort" } else { name };
                List::Call(name, inner)
            }),
            one.prop_map(List::For),
            two.clone().prop_map(List::Flatten),
            two.clone().prop_map(List::Merge),
            two.clone().prop_map(List::Without),
            (two, any::<bool>()).prop_map(|(both, first)| List::Lookup(both, first)),
        ]
    })
}

/// The known scopes of a list, and whether there may be more.
fn evaluated(scopes: &str) -> (BTreeSet<String>, bool) {
    let text = format!("provider \"okta\" {{\n  scopes = {scopes}\n}}\nresource \"okta_group\" \"g\" {{}}\n");
    let reading = reading(&text);
    let list = reading.terraform.providers[0].scopes.clone().unwrap();
    (list.names.into_iter().map(|named| named.name).collect(), !list.open.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Something unknown in a list leaves it open, or changes nothing: no check passes because of it.
    #[test]
    fn an_unknown_part_never_hides_a_scope(list in lists(), part in 0..24_i32) {
        let whole = write(&list, &mut 1_000);
        let (known, is_open) = evaluated(&whole);
        prop_assert!(!is_open, "{whole}");
        let mut left = part;
        let replaced = write(&list, &mut left);
        prop_assume!(left < 0);
        let (found, is_open) = evaluated(&replaced);
        prop_assert!(is_open || found == known, "{whole} as {replaced}: {found:?}");
        // What is known without the part is held whatever the part is: no scope comes from nowhere.
        let allowed: BTreeSet<_> = STEMS.iter().map(|stem| format!("okta.{stem}")).collect();
        prop_assert!(found.is_subset(&allowed), "{replaced}: {found:?}");
    }
}
