//! Pulumi: what is easily lost, taken for something else or passed without a judgement.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::json;

use super::{files, reading_of};
use crate::program::run;

const PROJECT: &str = "name: x\nruntime: nodejs\n";
const IMPORT: &str = "import * as okta from '@pulumi/okta';\n";

/// The short names of the types that the files of a project make or look up, and the reasons of open places.
fn read(parts: &[(&str, &str)]) -> (BTreeSet<String>, Vec<&'static str>) {
    let mut all = vec![("Pulumi.yaml", PROJECT)];
    all.extend(parts.iter().filter(|(name, _)| *name != "Pulumi.yaml"));
    if let Some(own) = parts.iter().find(|(name, _)| *name == "Pulumi.yaml") {
        all[0] = *own;
    }
    let reading = reading_of(&files(&all));
    let names = reading.calls.iter().map(|call| super::provision(call).name.clone());
    let open = reading.account.unresolved.iter().map(|open| open.reason).collect();
    (names.filter(|name| name != "okta").collect(), open)
}

#[rstest]
#[case::nested(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nconst { group: { Group: G } } = okta;\nnew G('a');\n"
)]
#[case::default("index.js", "const { group = {} } = require('@pulumi/okta');\nnew group.Group('a');\n")]
#[case::rest("index.js", "const { app, ...rest } = require('@pulumi/okta');\nnew rest.group.Group('a');\n")]
#[case::template(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nconst t = `x ${new okta.group.Group('a').id}`;\n"
)]
#[case::f_string("__main__.py", "import pulumi_okta as okta\nt = f\"{okta.group.Group('a').id}\"\n")]
#[case::interpolated("P.cs", "using Okta = Pulumi.Okta;\nvar t = $\"{new Okta.Group.Group(\"a\").Id}\";\n")]
#[case::generic(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nconst m = new Map<string, okta.group.Group>();\nnew okta.group.Group('a');\n"
)]
#[case::component(
    "PulumiPlugin.yaml",
    "runtime: yaml\ncomponents:\n  c:\n    resources:\n      a: {type: 'okta:group:Group'}\n"
)]
fn every_spelling_is_read(#[case] name: &str, #[case] text: &str) {
    let (types, open) = read(&[(name, text)]);
    assert_eq!(types, BTreeSet::from(["okta_group".to_owned()]), "{text}");
    assert!(open.is_empty(), "{open:?}");
}

#[rstest]
#[case::exported("index.ts", "import * as okta from '@pulumi/okta';\nexport const g = okta.group;\n")]
#[case::module_exports("lib.js", "module.exports = require('@pulumi/okta');\n")]
#[case::member("index.ts", "import * as okta from '@pulumi/okta';\nthis.g = okta.group;\n")]
#[case::package_variable(
    "main.go",
    "package main\nimport \"github.com/pulumi/pulumi-okta/sdk/v4/go/okta/group\"\nvar Make = group.NewGroup\n"
)]
#[case::for_others("lib.py", "from pulumi_okta import group\n")]
#[case::loaded("__main__.py", "import importlib\nokta = importlib.import_module('pulumi_okta')\n")]
#[case::attribute("__main__.py", "import pulumi_okta as okta\nokta.group.__dict__['Group']('a')\n")]
#[case::walrus("__main__.py", "import pulumi_okta as okta\nif (g := okta.group): pass\n")]
#[case::tuple("__main__.py", "import pulumi_okta as okta\na, b = okta.group.Group, okta.user.User\n")]
#[case::type_of("P.cs", "using Okta = Pulumi.Okta;\nMake(typeof(Okta.Group.Group));\n")]
#[case::in_list("P.cs", "using Pulumi.Okta.Group;\nvar all = new List<Group> { new(\"a\") };\n")]
#[case::returned("P.cs", "using Okta = Pulumi.Okta;\nOkta.Group.Group Make() { return new(\"a\"); }\n")]
#[case::global("Usings.cs", "global using Pulumi.Okta.Group;\n")]
#[case::class("A.java", "import com.pulumi.okta.group.Group;\nclass A { void m() { make(Group.class); } }\n")]
#[case::no_type("Main.yaml", "resources:\n  a: {type: 'okta:group:Group'}\n  b: {properties: {}}\n")]
#[case::visual_basic("Program.vb", "Imports Pulumi.Okta\n")]
fn what_is_handed_to_others_is_named(#[case] name: &str, #[case] text: &str) {
    let (_, open) = read(&[(name, text)]);
    assert!(!open.is_empty(), "{text}");
}

#[test]
fn names_of_other_files_are_followed() {
    let (types, _) = read(&[
        ("lib/__init__.py", "import pulumi_okta as okta\nfrom pulumi_okta.user import User as Person\n"),
        (
            "__main__.py",
            "from lib import *\nfrom lib import Person as P\nimport lib as okta_lib\nokta.group.Group('a')\nP('b')\nokta_lib.okta.Brand('c')\n",
        ),
    ]);
    assert_eq!(types, ["okta_brand", "okta_group", "okta_user"].map(str::to_owned).into());
    let (types, _) = read(&[
        ("Usings.cs", "global using Okta = Pulumi.Okta;\n"),
        ("P.cs", "var a = new Okta.Group.Group(\"a\");\n"),
    ]);
    assert_eq!(types, ["okta_group"].map(str::to_owned).into());
}

const INHERITED: &str = "from its parent";
const UNKNOWN: &str = "which Pulumi provider";

#[rstest]
#[case::spread("{ ...options }", Some(INHERITED))]
#[case::handed("options", Some(INHERITED))]
#[case::component("{ parent: this }", Some(INHERITED))]
#[case::several("{ providers: [p, q] }", Some(UNKNOWN))]
#[case::other("{ provider: args.p }", Some(UNKNOWN))]
#[case::list("{ providers: [p] }", None)]
#[case::map("{ providers: { okta: p } }", None)]
#[case::parent("{ parent: first }", None)]
#[case::merged("pulumi.mergeOptions(options, { provider: p })", None)]
fn a_provider_that_is_not_named_is_open_where_there_are_others(
    #[case] options: &str,
    #[case] reason: Option<&str>,
) {
    let made = "const p = new okta.Provider('p', {});\nconst q = new okta.Provider('q', {});\nconst first = new \
                okta.group.Group('first', {}, { provider: p });\n";
    let of = |made: &str| {
        let text = format!("{IMPORT}{made}new okta.user.User('u', {{}}, {options});\n");
        let folder = files(&[("Pulumi.yaml", PROJECT), ("index.ts", &text)]);
        reading_of(&folder)
    };
    let reading = of(made);
    let open: Vec<_> = reading.account.unresolved.iter().map(|open| open.reason).collect();
    if let Some(reason) = reason {
        assert!(matches!(open[..], [one] if one.contains(reason)), "{open:?}");
    } else {
        assert!(open.is_empty(), "{open:?}");
        let provision = reading.calls.iter().map(super::provision).find(|one| one.name == "okta_user");
        assert!(provision.unwrap().provider.ends_with("okta.p"));
    }
    if reason == Some(INHERITED) {
        assert!(of("").account.unresolved.is_empty(), "the project makes no provider");
    }
}

#[test]
fn a_parent_in_yaml_hands_on_its_provider() {
    let text = "runtime: yaml\nresources:\n  p: {type: 'pulumi:providers:okta'}\n  a: {type: 'okta:group:Group', options: \
                {provider: '${p}'}}\n  b: {type: 'okta:user:User', options: {parent: '${a}'}}\n";
    let reading = reading_of(&files(&[("Pulumi.yaml", text)]));
    let user = reading.calls.iter().map(super::provision).find(|one| one.name == "okta_user").unwrap();
    assert!(user.provider.ends_with("okta.p"), "{user:?}");
}

const SCOPES: &str = "config: {'okta:scopes': [okta.groups.manage]}\n";

#[rstest]
#[case::broken("config:\n  okta:scopes: [HIDDEN\n bad: : x\n")]
#[case::elsewhere("config: {'x:y': z}\n")]
#[case::secure("config: {'okta:scopes': {secure: HIDDEN}}\n")]
#[case::different("config: {'okta:scopes': [okta.users.read]}\n")]
fn a_stack_that_is_not_known_is_not_judged(#[case] other: &str) {
    let program = format!("{IMPORT}new okta.group.Group('a', {{}});\n");
    for (first, second) in [(SCOPES, other), (other, SCOPES)] {
        let folder = files(&[
            ("Pulumi.yaml", PROJECT),
            ("index.ts", &program),
            ("Pulumi.a.yaml", first),
            ("Pulumi.b.yaml", second),
        ]);
        let said = run(&folder, &["check", "."]);
        assert_eq!(said.code, 3, "{}{}", said.out, said.err);
        assert!(!format!("{}{}", said.out, said.err).contains("HIDDEN"));
    }
}

#[test]
fn the_folder_of_stacks_is_read() {
    let program = format!("{IMPORT}new okta.group.Group('a', {{}});\n");
    let project = format!("{PROJECT}stackConfigDir: stacks\n");
    let folder =
        files(&[("Pulumi.yaml", &project), ("index.ts", &program), ("stacks/Pulumi.a.yaml", SCOPES)]);
    assert_eq!(run(&folder, &["check", "."]).code, 0);
}

#[rstest]
#[case::typescript(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nconst svc = new okta.app.OAuth('svc', { type: 'service' });\nnew okta.AppOauthApiScope('g', { appId: svc.id, scopes: ['okta.users.read', 'okta.bogus.read'] });\nnew okta.app.OauthRoleAssignment('r', { clientId: svc.clientId, type: 'SUPER_ADMIN' });\n"
)]
#[case::python(
    "__main__.py",
    "import pulumi_okta as okta\nsvc = okta.app.OAuth('svc', type='service')\nokta.AppOauthApiScope('g', app_id=svc.id, scopes=['okta.users.read', 'okta.bogus.read'])\nokta.app.OauthRoleAssignment('r', client_id=svc.client_id, type='SUPER_ADMIN')\n"
)]
#[case::yaml(
    "Pulumi.yaml",
    "runtime: yaml\nresources:\n  svc: {type: 'okta:app:OAuth', properties: {type: service}}\n  g: {type: 'okta:AppOauthApiScope', properties: {appId: '${svc.id}', scopes: [okta.users.read, okta.bogus.read]}}\n  r: {type: 'okta:app:OauthRoleAssignment', properties: {clientId: '${svc.clientId}', type: SUPER_ADMIN}}\n"
)]
fn what_a_program_grants_to_others_is_checked(#[case] name: &str, #[case] text: &str) {
    let folder = files(&[("Pulumi.yaml", PROJECT), (name, text)]);
    let said = run(&folder, &["check", ".", "--format", "json"]);
    let check: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let findings = check["findings"].as_array().unwrap();
    let has = |rule: &str| {
        findings.iter().any(|one| one["rule"] == rule && one["principal"] == "okta:app/oAuth:OAuth::svc")
    };
    assert!(has("unknown-scope") && has("super-admin"), "{}{}", said.out, said.err);
}

#[test]
fn what_a_program_grants_and_what_is_not_literal_is_not_judged() {
    let text = format!(
        "{IMPORT}new okta.AppOauthApiScope('g', {{ appId: '0oa1', scopes: ['okta.users.read', 'HIDDEN value!', ...more] }});\nnew \
         okta.UserAdminRoles('u', {{ userId: '00u1', adminRoles: roles }});\n"
    );
    let folder = files(&[("Pulumi.yaml", PROJECT), ("index.ts", &text)]);
    let said = run(&folder, &["check", "."]);
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words.matches("cannot be evaluated").count(), 2, "{}{}", said.out, said.err);
    assert!(!format!("{}{}", said.out, said.err).contains("HIDDEN"));
}

#[rstest]
#[case("package.json", "{\"dependencies\": {\n\"@pulumi/okta\": \"^4.9.0\"}}", "4.9.0")]
#[case("go.mod", "module x\nrequire github.com/pulumi/pulumi-okta/sdk/v4 v4.9.1\n", "4.9.1")]
#[case("requirements.txt", "pulumi\npulumi-okta==4.2.1\n", "4.2.1")]
fn the_release_that_is_asked_for_is_named(#[case] name: &str, #[case] text: &str, #[case] release: &str) {
    let program = format!("{IMPORT}new okta.group.Group('a', {{}});\n");
    let folder = files(&[("Pulumi.yaml", PROJECT), ("index.ts", &program), (name, text)]);
    let reading = reading_of(&folder);
    let notes: Vec<_> =
        reading.notes.iter().filter(|note| note.message.contains("Pulumi's package")).collect();
    let [note] = notes[..] else { panic!("{notes:?}") };
    assert!(note.message.contains(release) && note.line == Some(2), "{note:?}");
}

fn step(op: &str, kind: &str) -> serde_json::Value {
    json!({"op": op, "urn": format!("urn:pulumi:dev::crew::{kind}::a"), "newState": {"type": kind, "inputs": {"name": "HIDDEN"}}})
}

#[test]
fn previews_are_read_however_a_pipeline_keeps_them() {
    let one = json!({"steps": [step("create", "okta:group/group:Group")], "changeSummary": {}});
    let two = json!({"steps": [step("delete", "okta:user/user:User")], "changeSummary": {}});
    let pretty = serde_json::to_string_pretty(&one).unwrap();
    let both = format!("{pretty}\n{}\n", serde_json::to_string_pretty(&two).unwrap());
    let events = |kind: &str| {
        format!(
            "{}\n{}\n",
            json!({"sequence": 1, "resourcePreEvent": {"metadata": step("create", kind)}}),
            json!({"sequence": 2, "summaryEvent": {}})
        )
    };
    let lines = events("okta:group/group:Group");
    let lines: Vec<_> = lines.lines().map(|line| format!("10:00:00 {line}")).collect();
    let prefixed = lines.join("\n");
    for (name, text, types) in [
        ("p.json", format!("warning: a new version\n{pretty}"), 1),
        ("p.json", format!("{pretty}\nerror: boom\n"), 1),
        ("p.json", both, 2),
        ("p.json", format!("[{one}, {two}]"), 2),
        ("p.ndjson", format!("{one}\n{two}\n"), 2),
        ("p.log", prefixed, 1),
        ("p.json", json!({"resourcePlans": {"urn:pulumi:dev::crew::okta:group/group:Group::a": {"goal": {"type": "okta:group/group:Group"}, "steps": ["create"]}}}).to_string(), 1),
    ] {
        let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &wide] {
            let folder = crate::program::folder(&[(name, bytes)]);
            let said = run(&folder, &["plan", "--strict", "--format", "json", name]);
            assert_eq!(said.code, 3, "{text}: {}{}", said.out, said.err);
            let plan: serde_json::Value = serde_json::from_str(&said.out).unwrap();
            let found = plan["terraform"][0]["resources"].as_array().unwrap();
            let found = found.iter().filter(|one| one["type"] != "okta").count();
            assert_eq!(found, types, "{text}: {}", said.out);
            assert!(said.out.contains(name) && !said.out.contains("block.json"));
            assert!(!format!("{}{}", said.out, said.err).contains("HIDDEN"));
        }
    }
}

#[test]
fn a_run_that_failed_is_not_whole() {
    let failed = json!({"steps": [], "changeSummary": {}, "diagnostics": [{"severity": "error", "message": "HIDDEN"}]});
    let event = json!({"sequence": 1, "diagnosticEvent": {"severity": "error", "message": "HIDDEN"}});
    for text in [failed.to_string(), format!("{event}\n{}\n", json!({"sequence": 2, "summaryEvent": {}}))] {
        let folder = files(&[("p.json", &text)]);
        let said = run(&folder, &["plan", "--strict", "--format", "json", "p.json"]);
        assert_eq!(said.code, 3, "{text}: {}", said.err);
        assert!(
            said.out.contains("the run ended with an error") && !said.out.contains("HIDDEN"),
            "{}",
            said.out
        );
    }
}

#[rstest]
#[case("Previewing update (dev)\n\n     Type                 Name  Plan\n +   okta:group:Group  a  create\n")]
#[case("Updating (dev):\n    + okta:group/group:Group: (create)\n        name: \"HIDDEN\"\n")]
fn a_preview_for_people_is_answered_with_the_command(#[case] text: &str) {
    let folder = files(&[("preview.log", text)]);
    let said = run(&folder, &["plan", "preview.log"]);
    assert_eq!(said.code, 2, "{}", said.out);
    assert!(said.err.contains("pulumi preview --json") && !said.err.contains("HIDDEN"), "{}", said.err);
}
