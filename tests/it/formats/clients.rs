//! Clients of Okta that another file makes, paths that are handed on in variables, and bases that another file sets: each
//! such call counts or is named as open; what belongs to other products is neither.

use std::collections::BTreeSet;

use leastwise::intake::{Input, ReadOptions, Reading, read_all};
use leastwise::matching::Status;

use crate::program::folder;
use crate::support::{catalog, matcher};

const GO_MOD: (&str, &str) = ("go.mod", "module x\nrequire github.com/okta/okta-sdk-golang/v2 v2.20.0\n");
const REQUIREMENTS: (&str, &str) = ("requirements.txt", "okta==2.9.8\n");
const IMPORT: &str = "package x\nimport \"github.com/okta/okta-sdk-golang/v2/okta\"\nvar kinds []okta.User\n";

fn reading(files: &[(&str, &str)]) -> Reading {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher())
}

/// The operations that count, sorted, and how many places are open.
fn found(files: &[(&str, &str)]) -> (Vec<String>, usize) {
    let reading = reading(files);
    let calls = reading.calls.iter().map(|call| matcher().resolve(call));
    let counted = calls.filter(|found| matches!(found.status, Status::Matched | Status::Corrected));
    let names: BTreeSet<String> = counted
        .flat_map(|found| found.operations)
        .map(|key| catalog().operation_name(key))
        .map(|name| name.rsplit(':').next().unwrap_or_default().to_owned())
        .collect();
    (names.into_iter().collect(), reading.account.unresolved.len())
}

#[track_caller]
fn check(files: &[(&str, &str)], operations: &[&str], open: usize) {
    let (names, places) = found(files);
    assert_eq!(
        (names.iter().map(String::as_str).collect::<Vec<_>>(), places),
        (operations.to_vec(), open),
        "{files:?}"
    );
}

#[test]
fn a_part_of_a_client_with_its_method_counts_whoever_makes_the_client() {
    for (body, operations, open) in [
        ("func f() {\n\tapi, err := Open(ctx)\n\tapi.Group.ListGroups(ctx, nil)\n}", &["listGroups"][..], 0),
        (
            "func f() {\n\tclient := conn.Client()\n\tclient.Policy.ListPolicies(ctx, nil)\n}",
            &["listPolicies"],
            0,
        ),
        ("func f(s S) { s.okta.TrustedOrigin.ListOrigins(ctx, nil) }", &["listTrustedOrigins"], 0),
        ("func f(s S) { s.Connect().User.GetUser(ctx, id) }", &["getUser"], 0),
        ("func f(c Client) { c.Group.GetGroup(ctx, id) }", &["getGroup"], 0),
        // Only the name of the method fits.
        ("func f() {\n\tclient := conn.Client()\n\tclient.ListGroups(ctx)\n}", &[], 1),
        // What another library makes, what the program declares, and its own data.
        ("func f(client *github.Client) { client.Group.ListGroups(ctx) }", &[], 0),
        ("type Fleet struct{}\nfunc f(client Fleet) { client.ListGroups(ctx) }", &[], 0),
        ("func f(client *Wrapper) { client.ListGroups(ctx) }", &[], 0),
        ("type Wrapper struct{ *okta.Client }\nfunc f(c *Wrapper) { c.Group.ListGroups(ctx, nil) }", &[], 1),
        ("func f(s S) { s.repo.User.GetUser(ctx, id) }", &[], 1),
        // A method that the SDK does not have.
        ("func f(client *okta.Client) { client.Group.PolishGroups(ctx) }", &[], 1),
    ] {
        let text =
            format!("{}{body}\n", IMPORT.replace("import ", "import \"github.com/x/github\"\nimport "));
        check(&[GO_MOD, ("a.go", &text)], operations, open);
    }
}

#[test]
fn a_package_of_go_is_one_program() {
    let fields = "package x\nimport \"github.com/okta/okta-sdk-golang/v2/okta\"\ntype P struct { client *okta.Client }\n";
    let call = "package x\nfunc (p *P) f() { p.client.User.SuspendUser(ctx, id) }\n";
    check(&[GO_MOD, ("a.go", call), ("b.go", fields)], &["suspendUser"], 0);
    check(&[GO_MOD, ("a/a.go", call), ("b/b.go", fields)], &[], 0);
}

#[test]
fn a_thing_of_the_project_with_oktas_name_has_a_client() {
    let wrapper = "from tools.okta_link import OktaLink\ndef f(link_okta: OktaLink):\n    ";
    for (body, operations, open) in [
        ("okta_client: OktaLink = get()\n    okta_client.client.list_groups()", &["listGroups"][..], 0),
        // What is called so may be a client.
        ("link_okta.sdk_client.list_groups()", &[], 1),
        // A method of the wrapper itself shows in the file of the wrapper.
        ("link_okta.list_groups()", &[], 0),
    ] {
        check(&[REQUIREMENTS, ("a.py", &format!("{wrapper}{body}\n"))], operations, open);
    }
}

#[test]
fn a_file_that_does_not_name_okta_has_its_clients_from_others() {
    for (name, text, open) in [
        (
            "a.go",
            "package x\nimport \"github.com/x/azure\"\nfunc f(a A) {\n\tclient, err := a.graph()\n\tclient.ListGroups(ctx)\n}",
            0,
        ),
        ("a.go", "package x\nfunc f(client email.Client) { client.SendTestEmail(ctx) }", 0),
        ("a.py", "import boto3\ndef f(client: boto3.client):\n    client.list_users()", 0),
        ("a.py", "def f(client):\n    client.list_users()", 0),
        ("a.py", "from .links import okta_session\ndef f(client):\n    client.list_users()", 1),
    ] {
        let manifest = if name == "a.go" { GO_MOD } else { REQUIREMENTS };
        let other = ("deep/okta.txt", "okta");
        check(&[manifest, other, (name, text)], &[], open);
    }
    // What it imports beside it makes the client.
    let client = ("app/link.py", "from okta.client import Client\ndef connect():\n    return Client({})\n");
    let user = ("app/use.py", "from .link import connect\nclient = connect()\nclient.list_users()\n");
    let other = ("app/other.py", "from .jira import connect\nclient = connect()\nclient.list_users()\n");
    check(&[REQUIREMENTS, client, user], &[], 1);
    check(&[REQUIREMENTS, client, other], &[], 0);
}

#[test]
fn a_builder_of_the_sdk_creates_at_the_end_of_its_chain() {
    let class = |body: &str| {
        format!(
            "import com.okta.sdk.resource.api.GroupApi;\nimport com.okta.sdk.resource.group.GroupBuilder;\nimport acme.TeamBuilder;\nclass A {{\n  GroupApi groupApi;\n  void f() {{ {body} }}\n}}\n"
        )
    };
    for (body, operations) in [
        ("GroupBuilder.instance().setName(n).setDescription(d).buildAndCreate(groupApi);", &["addGroup"][..]),
        ("GroupBuilder b = GroupBuilder.instance(); b.setName(n).buildAndCreate(groupApi);", &["addGroup"]),
        ("TeamBuilder.instance().setName(n).buildAndCreate(groupApi);", &[]),
        ("GroupBuilder.instance().finish().buildAndCreate(groupApi);", &[]),
    ] {
        check(&[("A.java", &class(body))], operations, 0);
    }
}

#[test]
fn a_method_on_an_object_of_unknown_type_is_open() {
    let class =
        |import: &str, body: &str| format!("import {import};\nclass A {{\n  void f() {{ {body} }}\n}}\n");
    let old = "com.okta.sdk.client.Client";
    let lambda = "find(x).ifPresent(trustedOrigin -> { trustedOrigin.update(); });";
    for (import, body, open) in [
        (old, lambda, 1),
        (old, "find(x).ifPresent(invoice -> { invoice.update(); });", 0),
        ("com.okta.sdk.resource.api.GroupApi", lambda, 0),
        ("acme.Origins", lambda, 0),
    ] {
        check(&[("A.java", &class(import, body))], &[], open);
    }
}

#[test]
fn a_path_below_a_base_of_another_file_is_open() {
    let request = |url: &str, header: &str| {
        format!(
            "import requests\ndef f(self, id):\n    url = {url}\n    headers = {{'Authorization': {header}}}\n    return self.session.post(url, headers=headers)\n"
        )
    };
    let ssws = "f'SSWS {self.token}'";
    for (url, header, open) in [
        ("f'{self.base_url}/users/{id}/lifecycle/suspend'", ssws, 1),
        ("f'{self.base_url}/users/{id}/lifecycle/{action}'", ssws, 1),
        ("self.base_url + '/groups'", ssws, 1),
        ("f'{okta_base}/groups/{id}'", "token", 1),
        ("f'{self.base_url}/invoices/{id}'", ssws, 0),
        ("f'{self.jira_url}/users/{id}'", ssws, 0),
        ("f'{self.base_url}/users/{id}'", "f'Bearer {self.token}'", 0),
        ("f'https://api.example.com/users/{id}'", ssws, 0),
    ] {
        check(&[("okta.txt", "okta"), ("a.py", &request(url, header))], &[], open);
    }
    let unsent = "def f(self):\n    log(f'{okta_base}/groups')\n";
    check(&[("a.py", unsent)], &[], 0);
}

#[test]
fn a_path_in_a_variable_of_powershell_is_followed_to_its_command() {
    for (script, operations, open) in [
        (
            "[string]$p = \"/api/v1/zones/\" + $id\n$x = Send-Okta -method Get -path $p",
            &["getNetworkZone"][..],
            0,
        ),
        ("[string]$m = 'Delete'\n$p = \"/api/v1/zones/$id\"\nSend-Okta $m $p", &["deleteNetworkZone"], 0),
        (
            "if ($all) { $p = '/api/v1/zones' } else { $p = '/api/v1/groups' }\nSend-Okta GET $p",
            &["listGroups", "listNetworkZones"],
            0,
        ),
        ("$p = '/api/v1/' + $kind\nSend-Okta GET $p", &[], 1),
        // It is kept and never seen to be sent.
        (
            "$p = '/api/v1/zones'\n$okta.enqueue($p)\n$env:OKTA_TOKEN | Out-Null\n# SSWS\n$h = 'SSWS x'",
            &[],
            1,
        ),
        ("$p = '/api/v1/zones'\nSend-Jira GET $p", &[], 0),
    ] {
        check(&[("a.psm1", script)], operations, open);
    }
}

#[test]
fn a_client_of_which_no_method_is_known_is_named() {
    let text = |body: &str| format!("{IMPORT}func f(client *okta.Client) {{ {body} }}\n");
    let without = |body: &str| reading(&[("a.go", &text(body))]).account.without_calls.len();
    assert_eq!(without("ext.Executor = client.CloneRequestExecutor()"), 1);
    assert_eq!(without("pass(client)"), 0);
    assert_eq!(without("client.User.GetUser(ctx, id)"), 0);
}

#[test]
fn requests_that_show_okta_and_no_path_are_open() {
    const KNOWN: &str = "requests.get(B + \"/api/v1/users\")\n";
    let python = |body: &str| format!("import requests\nB = \"https://acme.okta.com\"\n{KNOWN}{body}\n");
    for (body, open) in [
        ("requests.post(B + path_for(x))", 1),
        ("requests.delete(f\"{B}{path}\")", 1),
        ("requests.delete(f\"{B}/{path}/{id}\")", 1),
        ("requests.request(\"PUT\", url=B + path)", 1),
        ("url = B + path\nrequests.delete(url)", 1),
        ("requests.delete(\"https://%s.okta.com%s\" % (org, path))", 1),
        ("def f(x):\n    return requests.post(B + path_for(x))", 1),
        // Whoever calls the function has the path.
        ("def f(path):\n    return requests.post(B + path)\nf(\"/api/v1/groups\")", 0),
        ("def f(path):\n    return requests.post(B + path.strip(\"/\"))", 0),
        ("def f(path):\n    return requests.post(B + path)\nf(sys.argv[1])", 1),
        ("def f(path):\n    return requests.post(B + path)\nf(links.next)", 0),
        // Nothing is sent there, or it is a page, or known.
        ("print(B + path)", 0),
        ("logger.info(f\"{B}{path}\")", 0),
        ("if url == B + path: stop()", 0),
        ("client = Client(org_url=B + suffix)", 0),
        ("driver.get(B + path)", 0),
        ("requests.get(f\"{B}/home/{app}\")", 0),
        ("requests.get(f\"{B}?x={path}\")", 0),
        ("requests.get(\"https://api.example.com\" + path)", 0),
        ("requests.get(base + path)", 0),
        ("cache.get(OKTA_PREFIX + path)", 0),
    ] {
        let text = python(body);
        let (names, places) = found(&[("a.py", &text)]);
        assert!(names.contains(&"listUsers".to_owned()), "{body}");
        assert_eq!(places, open, "{body}");
    }
    for (name, text, open) in [
        ("a.js", "const B = process.env.OKTA_URL;\nawait fetch(`${B}${path}`, { method: 'DELETE' });", 1),
        ("a.js", "const B = process.env.OKTA_URL;\nawait axios({ url: B + path, method: 'post' });", 1),
        ("a.js", "const B = process.env.API_URL;\nawait fetch(`${B}${path}`, { method: 'DELETE' });", 0),
        ("a.js", "const B = process.env.OKTA_URL;\nconst client = new Client({ orgUrl: B + path });", 0),
        ("a.py", "requests.delete(base + path, headers={\"Authorization\": \"SSWS \" + token})", 1),
        (
            "a.go",
            "package x\nfunc f() { http.NewRequest(\"DELETE\", \"https://acme.okta.com\"+path, nil) }",
            1,
        ),
        ("a.go", "package x\nfunc f() { http.NewRequest(\"DELETE\", base+path, nil) }", 0),
    ] {
        check(&[(name, text)], &[], open);
    }
}

#[test]
fn a_method_that_a_part_of_the_client_does_not_have_is_open() {
    const V5: &str = "package x\nimport \"github.com/okta/okta-sdk-golang/v5/okta\"\nvar u okta.User\n";
    for (body, operations, open) in [
        ("func f() { client.GroupAPI.FooBar(ctx).Execute() }", &[][..], 1),
        ("func f() { client.GroupAPI.ListGroups(ctx).Execute() }", &["listGroups"], 0),
        ("func f() { client.WidgetAPI.FooBar(ctx).Execute() }", &[], 0),
        ("func f() { store.GroupAPI.FooBar(ctx) }", &[], 0),
    ] {
        check(&[("a.go", &format!("{V5}{body}"))], operations, open);
    }
}
