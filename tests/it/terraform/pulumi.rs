//! Pulumi: programs in every language, previews and exports, and what a check says of them.

use std::collections::BTreeSet;

use leastwise::intake::{Input, ReadOptions, Reading, read};
use leastwise::model::{Asked, BlockKind};
use proptest::prelude::*;
use rstest::rstest;

use super::{files, planned, provision, reading_of};
use crate::program::run;
use crate::support::matcher;

fn reading(name: &str, text: &str) -> Reading {
    read(&[Input::Bytes(name.to_owned(), text.as_bytes().to_vec())], &ReadOptions::default(), matcher())
        .unwrap()
}

/// What is done with each resource and function: provider, address, type and phases; those of the provider itself left
/// out.
fn done(reading: &Reading) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for call in &reading.calls {
        let Asked::Provision(one) = &call.asked else { panic!("{call:?} is no provision") };
        if one.kind == BlockKind::Provider {
            continue;
        }
        let head = format!("{} {} {}:", one.provider, one.address, one.name);
        match found.iter_mut().find(|known| known.starts_with(&head)) {
            Some(known) => known.push_str(&format!(" {}", one.phase)),
            None => found.push(format!("{head} {}", one.phase)),
        }
    }
    found
}

const LIFE: &str = "read create update delete";

#[rstest]
#[case::typescript(
    "index.ts",
    "import * as okta from \"@pulumi/okta\";\nconst a = new okta.group.Group(\"a\", {});\nconst b = okta.group.getGroup({ name: \"x\" });\nconst c = okta.group.Group.get(\"c\", \"00g\");\n"
)]
#[case::members(
    "index.ts",
    "import { group } from '@pulumi/okta';\nconst a = new group.Group('a');\nconst b = group.getGroupOutput({});\nconst c = group.Group.get('c', id);\n"
)]
#[case::renamed(
    "index.mts",
    "import { group as g } from '@pulumi/okta';\nexport const a: g.Group = new g.Group('a');\nconst b = await g.getGroup();\nconst c = g.Group.get('c', id);\n"
)]
#[case::below(
    "index.ts",
    "import { Group, getGroup } from \"@pulumi/okta/group\";\nconst a = new Group(\"a\", {});\nconst b = getGroup({});\nconst c = Group.get(\"c\", id);\n"
)]
#[case::required(
    "index.js",
    "const { group } = require(\"@pulumi/okta\");\nconst G = group.Group;\nconst a = new G(\"a\", {});\nconst b = group.getGroup({});\nconst c = G.get(\"c\", id);\n"
)]
#[case::awaited(
    "index.mjs",
    "const okta = await import(\"@pulumi/okta\");\nconst a = new okta.group.Group(\"a\", {});\nconst b = okta.group.getGroup({});\nconst c = okta.group.Group.get(\"c\", id);\n"
)]
#[case::python(
    "__main__.py",
    "import pulumi_okta as okta\na = okta.group.Group(\"a\", name=\"x\")\nb = okta.group.get_group(name=\"x\")\nc = okta.group.Group.get(\"c\", \"00g\")\n"
)]
#[case::python_from(
    "__main__.py",
    "from pulumi_okta import group as g\na = g.Group('a', g.GroupArgs(name='x'))\nb = g.get_group_output(name='x')\nc = g.Group.get('c', id)\n"
)]
#[case::python_members(
    "__main__.py",
    "from pulumi_okta.group import Group, get_group\na = Group('a')\nb = get_group()\nc = Group.get('c', id='00g')\n"
)]
#[case::python_all(
    "__main__.py",
    "from pulumi_okta.group import *\na = Group('a')\nb = get_group()\nc = Group.get('c', id='00g')\n"
)]
#[case::python_whole(
    "__main__.py",
    "import pulumi_okta\nimport pulumi_okta.group as g\na = pulumi_okta.group.Group('a')\nb = g.get_group()\nc = g.Group.get('c', id='00g')\n"
)]
#[case::go(
    "main.go",
    "package main\nimport (\n\t\"github.com/pulumi/pulumi-okta/sdk/v4/go/okta/group\"\n)\nfunc main() {\n\ta, err := group.NewGroup(ctx, \"a\", &group.GroupArgs{Name: pulumi.String(\"x\")})\n\tb, err := group.LookupGroup(ctx, &group.LookupGroupArgs{}, nil)\n\tc, err := group.GetGroup(ctx, \"c\", pulumi.ID(\"00g\"), nil)\n}\n"
)]
#[case::go_alias(
    "main.go",
    "package main\nimport og \"github.com/pulumi/pulumi-okta/sdk/v6/go/okta/group\"\nfunc main() {\n\ta, err := og.NewGroup(ctx, \"a\", nil)\n\tb := og.LookupGroupOutput(ctx, og.LookupGroupOutputArgs{}, nil)\n\tc, err := og.GetGroup(ctx, \"c\", pulumi.ID(\"00g\"), nil)\n}\n"
)]
#[case::csharp(
    "Program.cs",
    "using Pulumi;\nusing Okta = Pulumi.Okta;\nclass P { void M() {\n var a = new Okta.Group.Group(\"a\", new() { Name = \"x\" });\n var b = Okta.Group.GetGroup.Invoke(new() { Name = \"x\" });\n var c = Okta.Group.Group.Get(\"c\", \"00g\");\n} }\n"
)]
#[case::csharp_using(
    "Program.cs",
    "using Pulumi.Okta.Group;\nvar a = new Group(\"a\", new GroupArgs());\nvar b = await GetGroup.InvokeAsync();\nvar c = Group.Get(\"c\", \"00g\");\n"
)]
#[case::csharp_short(
    "Program.cs",
    "using Okta = Pulumi.Okta;\nOkta.Group.Group a = new(\"a\");\nvar b = Pulumi.Okta.Group.GetGroup.Invoke();\nvar c = Okta.Group.Group.Get(\"c\", \"00g\");\n"
)]
#[case::java(
    "App.java",
    "import com.pulumi.okta.group.Group;\nimport com.pulumi.okta.group.GroupArgs;\nimport com.pulumi.okta.group.GroupFunctions;\nclass App { void m() {\n var a = new Group(\"a\", GroupArgs.builder().name(\"x\").build());\n final var b = GroupFunctions.getGroup(GetGroupArgs.builder().build());\n var c = Group.get(\"c\", Output.of(\"00g\"), null, null);\n} }\n"
)]
#[case::java_all(
    "App.java",
    "import com.pulumi.okta.group.*;\nclass App { void m() {\n var a = new Group(\"a\");\n var b = GroupFunctions.getGroupPlain();\n var c = Group.get(\"c\", id, null, null);\n} }\n"
)]
#[case::yaml(
    "Pulumi.yaml",
    "name: x\nruntime: yaml\nresources:\n  a: {type: 'okta:group:Group'}\n  c:\n    type: okta:group/group:Group\n    get: {id: 00g}\nvariables:\n  b:\n    fn::invoke: {function: 'okta:group:getGroup', arguments: {name: x}}\n"
)]
#[case::json(
    "Pulumi.json",
    "{\"name\": \"x\", \"runtime\": {\"name\": \"yaml\"}, \"resources\": {\"a\": {\"type\": \"okta:group:Group\"}, \"c\": {\"type\": \"okta:group:Group\", \"get\": {\"id\": \"00g\"}}}, \"variables\": {\"b\": {\"Fn::Invoke\": {\"Function\": \"\", \"function\": \"okta:group/getGroup:getGroup\"}}}}"
)]
fn every_language_says_the_same(#[case] name: &str, #[case] text: &str) {
    let reading = reading(name, text);
    let mut found = done(&reading);
    found.sort();
    let expected = [
        "okta okta:group/getGroup:getGroup::b okta_group: read".to_owned(),
        format!("okta okta:group/group:Group::a okta_group: {LIFE}"),
        "okta okta:group/group:Group::c okta_group: import read".to_owned(),
    ];
    assert_eq!(found, expected, "{text}");
    assert!(reading.account.unresolved.is_empty(), "{:?}", reading.account.unresolved);
}

#[rstest]
#[case::computed(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nconst x = new okta[kind].Group('a');\n",
    "when the program runs"
)]
#[case::handed_on("index.ts", "import * as okta from '@pulumi/okta';\nmake(okta.group);\n", "handed on")]
#[case::in_a_list(
    "index.ts",
    "import { group } from '@pulumi/okta';\nfor (const c of [group.Group]) new c('a');\n",
    "handed on"
)]
#[case::derived(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nclass Mine extends okta.group.Group {}\n",
    "derived"
)]
#[case::exported("index.ts", "const x = 1;\nexport * from '@pulumi/okta';\n", "handed on")]
#[case::loaded("index.js", "const x = 1;\nmake(require('@pulumi/okta'));\n", "handed on")]
#[case::by_token(
    "index.ts",
    "import * as pulumi from '@pulumi/pulumi';\npulumi.runtime.invoke('okta:group/getGroup:getGroup', {});\n",
    "token"
)]
#[case::python_derived(
    "__main__.py",
    "import pulumi_okta as okta\nclass Mine(okta.group.Group):\n    pass\n",
    "derived"
)]
#[case::python_computed(
    "__main__.py",
    "import pulumi_okta as okta\ngetattr(okta, 'group').Group('a')\n",
    "handed on"
)]
#[case::python_map(
    "__main__.py",
    "import pulumi_okta as okta\nkinds = {'a': okta.group.Group}\n",
    "handed on"
)]
#[case::csharp_derived("P.cs", "using Okta = Pulumi.Okta;\nclass Mine : Okta.Group.Group { }\n", "derived")]
#[case::java_reference(
    "A.java",
    "import com.pulumi.okta.group.Group;\nclass A { void m() { make(Group::new); } }\n",
    "handed on"
)]
#[case::open_provider(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nnew okta.group.Group('a', {}, { provider: args.provider });\n",
    "which Pulumi provider"
)]
fn what_is_not_certain_is_named(#[case] name: &str, #[case] text: &str, #[case] reason: &str) {
    let reading = reading(name, text);
    let open: Vec<_> = reading.account.unresolved.iter().map(|open| (open.line, open.reason)).collect();
    let [(2, said)] = open[..] else { panic!("{text}: {open:?}") };
    assert!(said.contains(reason), "{said}");
}

#[test]
fn a_member_that_the_package_does_not_have_is_named_and_no_answer() {
    for (name, text) in [
        ("index.ts", "import * as okta from '@pulumi/okta';\nnew okta.group.Nothing('a', {});\n"),
        ("__main__.py", "import pulumi_okta as okta\nokta.group.Nothing('a')\n"),
        ("Pulumi.yaml", "runtime: yaml\nresources: {a: {type: 'okta:group:Nothing'}}\n"),
    ] {
        let folder = files(&[(name, text)]);
        let said = run(&folder, &["plan", "--strict", "."]);
        assert_eq!(said.code, 3, "{name}: {}{}", said.out, said.err);
        assert!(said.out.contains("okta:group:Nothing"), "{name}: {}", said.out);
    }
}

#[test]
fn no_look_up_is_taken_for_a_call_of_an_sdk() {
    for (name, text) in [
        (
            "index.ts",
            "import * as okta from '@pulumi/okta';\nconst u = okta.user.getUser({ userId: 'x' });\nu.then(x => x.groupMemberships);\n",
        ),
        (
            "__main__.py",
            "import pulumi_okta as okta\nu = okta.user.get_user(user_id='x')\nokta.get_groups()\n",
        ),
        (
            "main.go",
            "package main\nimport \"github.com/pulumi/pulumi-okta/sdk/v4/go/okta/user\"\nfunc main() { u, err := user.LookupUser(ctx, nil) }\n",
        ),
    ] {
        let reading = reading(name, text);
        assert!(!reading.calls.is_empty(), "{name}");
        assert!(
            reading.calls.iter().all(|call| matches!(call.asked, Asked::Provision(_))),
            "{name}: {:?}",
            reading.calls
        );
    }
}

#[rstest]
#[case(
    "index.ts",
    "import * as okta from '@pulumi/okta';\nconst p = new okta.Provider('second', { apiToken: 't', clientId: 'c', scopes: ['okta.groups.manage', 'okta.apps.read'] });\nnew okta.group.Group('a', {}, { provider: p, parent: this });\n"
)]
#[case(
    "__main__.py",
    "import pulumi_okta as okta\np = okta.Provider('second', scopes=['okta.groups.manage', 'okta.apps.read'], private_key=key)\nokta.group.Group('a', opts=pulumi.ResourceOptions(provider=p))\n"
)]
#[case(
    "main.go",
    "package main\nimport (\n\"github.com/pulumi/pulumi-okta/sdk/v4/go/okta\"\n\"github.com/pulumi/pulumi-okta/sdk/v4/go/okta/group\"\n)\nfunc main() {\np, err := okta.NewProvider(ctx, \"second\", &okta.ProviderArgs{Scopes: pulumi.StringArray{pulumi.String(\"okta.groups.manage\"), pulumi.String(\"okta.apps.read\")}})\ngroup.NewGroup(ctx, \"a\", nil, pulumi.Provider(p))\n}\n"
)]
#[case(
    "P.cs",
    "using Okta = Pulumi.Okta;\nvar p = new Okta.Provider(\"second\", new() { Scopes = new[] { \"okta.groups.manage\", \"okta.apps.read\" } });\nvar a = new Okta.Group.Group(\"a\", new() { }, new CustomResourceOptions { Provider = p });\n"
)]
#[case(
    "A.java",
    "import com.pulumi.okta.Provider;\nimport com.pulumi.okta.ProviderArgs;\nimport com.pulumi.okta.group.Group;\nclass A { void m() {\nvar p = new Provider(\"second\", ProviderArgs.builder().scopes(\"okta.groups.manage\", \"okta.apps.read\").build());\nvar a = new Group(\"a\", GroupArgs.Empty, CustomResourceOptions.builder().provider(p).build());\n} }\n"
)]
#[case(
    "Pulumi.yaml",
    "runtime: yaml\nresources:\n  second:\n    type: pulumi:providers:okta\n    properties: {scopes: [okta.groups.manage, okta.apps.read]}\n  a:\n    type: okta:group:Group\n    options: {provider: '${second}'}\n"
)]
fn an_explicit_provider_is_a_principal(#[case] name: &str, #[case] text: &str) {
    let reading = reading(name, text);
    assert_eq!(done(&reading), [format!("okta.second okta:group/group:Group::a okta_group: {LIFE}")]);
    let second = reading.terraform.providers.iter().find(|one| one.name == "okta.second").unwrap();
    let scopes = second.scopes.as_ref().unwrap();
    assert!(scopes.open.is_empty());
    let names: Vec<_> = scopes.names.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["okta.groups.manage", "okta.apps.read"]);
    assert!(reading.account.unresolved.is_empty(), "{:?}", reading.account.unresolved);
}

#[test]
fn a_list_that_is_put_together_is_not_whole() {
    for list in ["[...base, 'okta.apps.read']", "scopes", "[`okta.${x}.read`]", "cfg.requireObject('scopes')"]
    {
        let text = format!(
            "import {{ Provider }} from '@pulumi/okta';\nconst p = new Provider('p', {{ scopes: {list} }});\n"
        );
        let reading = reading("index.ts", &text);
        let scopes = reading.terraform.providers[0].scopes.clone().unwrap();
        assert!(!scopes.open.is_empty(), "{list}");
        assert!(scopes.names.iter().all(|one| one.name.starts_with("okta.")), "{list}: {scopes:?}");
    }
}

#[test]
fn what_could_be_a_secret_is_hidden_among_scopes() {
    let text =
        "import { Provider } from '@pulumi/okta';\nnew Provider('p', { scopes: ['SECRET value!'] });\n";
    let scopes = reading("index.ts", text).terraform.providers[0].scopes.clone().unwrap();
    let names: Vec<_> = scopes.names.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["SECRET ***"]);
}

const URN: &str = "urn:pulumi:dev::crew";

fn step(op: &str) -> String {
    format!(
        "{{\"op\": \"{op}\", \"urn\": \"{URN}::x:y:Z$okta:group/group:Group::a\", \"provider\": \
         \"{URN}::pulumi:providers:okta::second::1\", \"newState\": {{\"type\": \"okta:group/group:Group\", \"inputs\": {{}}}}}}"
    )
}

#[rstest]
#[case("create", "create")]
#[case("update", "read update")]
#[case("delete", "read delete")]
#[case("replace", "read create delete")]
#[case("same", "read")]
#[case("refresh", "read")]
#[case("read", "import read")]
#[case("import", "import read")]
fn every_step_of_a_preview_is_read(#[case] op: &str, #[case] phases: &str) {
    let preview = format!("{{\"steps\": [{}], \"changeSummary\": {{}}}}", step(op));
    let event = format!(
        "2026-11-01T00:00:00Z {{\"sequence\": 1, \"resourcePreEvent\": {{\"metadata\": {}}}}}\n{{\"sequence\": 2, \"summaryEvent\": {{}}}}\n",
        step(op).replace("newState", "new").replace('\n', "")
    );
    for (name, text) in [("preview.json", &preview), ("events.ndjson", &event)] {
        let text =
            if name == "events.ndjson" { text.trim_start_matches("2026-11-01T00:00:00Z ") } else { text };
        let reading = reading(name, text);
        let [one] = &done(&reading)[..] else { panic!("{name}: {:?}", reading.calls) };
        let (head, found) =
            one.split_once(": ").map(|(_, rest)| rest.rsplit_once(": ").unwrap_or(("", rest))).unwrap();
        let sorted = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(sorted(found), sorted(phases), "{head} {one}");
        assert!(one.starts_with("okta.second "), "{one}");
        assert!(reading.account.unresolved.iter().any(|open| open.reason.contains("getGroup")));
    }
}

#[test]
fn an_export_is_what_there_is_and_no_secret_of_it_is_shown() {
    let resource = |kind: &str, name: &str, more: &str| {
        format!("{{\"urn\": \"{URN}::{kind}::{name}\", \"type\": \"{kind}\", {more}}}")
    };
    let secret = "\"clientSecret\": {\"4dabf18193072939515e22adb298388d\": \"1b47061264138c4ac30d75fd1eb44270\", \"ciphertext\": \"HIDDEN\"}";
    let resources = [
        resource(
            "pulumi:providers:okta",
            "default_6_1_0",
            "\"inputs\": {\"apiToken\": \"HIDDEN\", \"scopes\": \"[\\\"okta.groups.manage\\\",\\\"okta.logs.read\\\"]\"}",
        ),
        resource("okta:group/group:Group", "a", "\"inputs\": {\"name\": \"HIDDEN\"}"),
        resource(
            "okta:app/oAuth:OAuth",
            "b",
            &format!("\"inputs\": {{{secret}}}, \"outputs\": {{{secret}}}"),
        ),
        resource("okta:user/user:User", "c", "\"external\": true"),
        resource("aws:s3/bucket:Bucket", "d", "\"inputs\": {}"),
    ];
    let text = format!("{{\"version\": 3, \"deployment\": {{\"resources\": [{}]}}}}", resources.join(", "));
    let found = reading("stack.json", &text);
    assert_eq!(
        done(&found),
        [
            format!("okta okta:group/group:Group::a okta_group: {LIFE}"),
            format!("okta okta:app/oAuth:OAuth::b okta_app_oauth: {LIFE}"),
            "okta okta:user/user:User::c okta_user: import read".to_owned(),
        ]
    );
    let folder = files(&[("stack.json", &text)]);
    for arguments in
        [&["plan", "stack.json"][..], &["plan", "stack.json", "--format", "json"], &["check", "stack.json"]]
    {
        let said = run(&folder, arguments);
        assert!(!format!("{}{}", said.out, said.err).contains("HIDDEN"), "{arguments:?}");
    }
    let said = run(&folder, &["check", "stack.json"]);
    assert!(said.out.contains("okta.logs.read"), "{}{}", said.out, said.err);
}

#[test]
fn the_settings_of_a_stack_say_what_the_default_provider_asks_for() {
    let program = "import * as okta from '@pulumi/okta';\nnew okta.group.Group('a', {});\n";
    let project = "name: x\nruntime: nodejs\n";
    for list in [
        "\n    - okta.groups.manage\n    - okta.logs.read",
        " '[\"okta.groups.manage\", \"okta.logs.read\"]'",
    ] {
        let stack = format!(
            "config:\n  okta:orgName: acme\n  okta:privateKey: {{secure: HIDDEN}}\n  okta:scopes:{list}\n"
        );
        let folder = files(&[("Pulumi.yaml", project), ("index.ts", program), ("Pulumi.dev.yaml", &stack)]);
        let said = run(&folder, &["check", ".", "--format", "json"]);
        assert_eq!(said.code, 1, "{}{}", said.out, said.err);
        assert!(said.out.contains("okta.logs.read"), "{}", said.out);
        assert!(!format!("{}{}", said.out, said.err).contains("HIDDEN"));
    }
    let one = "config: {'okta:scopes': [okta.groups.manage]}\n";
    let two = "config: {'okta:scopes': [okta.groups.manage, okta.logs.read]}\n";
    let folder = files(&[
        ("Pulumi.yaml", project),
        ("index.ts", program),
        ("Pulumi.a.yaml", one),
        ("Pulumi.b.yaml", two),
    ]);
    let reading = reading_of(&folder);
    let scopes = reading.terraform.providers[0].scopes.clone().unwrap();
    assert!(!scopes.open.is_empty(), "the stacks differ");
}

#[test]
fn each_project_is_a_root_and_one_that_is_not_read_is_named() {
    let program = "import * as okta from '@pulumi/okta';\nnew okta.group.Group('a', {});\n";
    let project = "name: x\nruntime: nodejs\n";
    let folder = files(&[
        ("a/Pulumi.yaml", project),
        ("a/index.ts", program),
        ("b/Pulumi.yaml", "name: y\nruntime: yaml\nresources: {c: {type: 'okta:user:User'}}\n"),
        ("c/Pulumi.yaml", "name: z\nruntime: dotnet\n"),
        ("c/c.fsproj", "<PackageReference Include=\"Pulumi.Okta\" Version=\"4.*\" />"),
        ("c/Program.fs", "open Pulumi.FSharp\n"),
    ]);
    let reading = reading_of(&folder);
    let roots: BTreeSet<_> = reading.calls.iter().map(|call| provision(call).provider.clone()).collect();
    let roots: Vec<_> = roots.iter().filter_map(|name| name.rsplit('/').next()).collect();
    assert_eq!(roots, ["a:okta", "b:okta"]);
    let open: Vec<_> = reading.account.unresolved.iter().map(|open| open.source.to_string()).collect();
    assert!(matches!(&open[..], [one] if one.ends_with("c/Pulumi.yaml")), "{open:?}");
    let plan = planned(&folder, &[&folder.path().to_string_lossy()]);
    assert_eq!(plan["terraform"].as_array().map(Vec::len), Some(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every member that a program names is a resource, a function or an open place.
    #[test]
    fn nothing_of_a_program_is_lost(picks in proptest::collection::vec(0_usize..7, 1..12)) {
        let mut text = "import * as okta from '@pulumi/okta';\n".to_owned();
        for (number, pick) in picks.iter().enumerate() {
            text.push_str(&match pick {
                0 => format!("new okta.group.Group('n{number}', {{}});\n"),
                1 => "okta.group.getGroup({ name: 'x' });\n".to_owned(),
                2 => format!("const v{number} = new okta.app.OAuth(name + 1, {{ label: 'x' }}, opts);\n"),
                3 => format!("new okta.app.Nothing('n{number}');\n"),
                4 => "make(okta.app.Saml);\n".to_owned(),
                5 => "okta.Brand.get('n', id);\n".to_owned(),
                _ => format!("class C{number} extends okta.user.User {{}}\n"),
            });
        }
        let reading = reading("index.ts", &text);
        let addresses: BTreeSet<_> = reading
            .calls
            .iter()
            .filter(|call| provision(call).kind != BlockKind::Provider)
            .map(|call| (call.origin.line, call.origin.column))
            .collect();
        prop_assert_eq!(addresses.len() + reading.account.unresolved.len(), picks.len(), "{}", text);
    }
}

/// What the provider calls at its start is what its credential needs, as with Terraform.
#[rstest]
#[case::oauth("clientId: \"x\", privateKey: key", "oauth:token")]
#[case::api_token("apiToken: token", "management:getUser")]
fn start_up_calls_are_those_of_the_credential(#[case] credential: &str, #[case] operation: &str) {
    let text = format!(
        "import * as okta from '@pulumi/okta';\nconst p = new okta.Provider('p', {{ {credential} }});\nnew okta.group.Group('g', {{}}, {{ provider: p }});\n"
    );
    let plan = planned(&files(&[("index.ts", &text)]), &["."]);
    let resources = plan["terraform"][0]["resources"].as_array().unwrap();
    let started = resources.iter().find(|one| one["type"] == "okta").unwrap();
    let calls = started["phases"][0]["calls"].as_array().unwrap();
    let names: Vec<_> = calls.iter().map(|one| one["operation"].as_str().unwrap()).collect();
    assert_eq!(names, [operation]);
}
