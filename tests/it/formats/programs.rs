//! Which requests of a program go to Okta: what shows it, how far that reaches, and what only looks like a request.

use std::collections::BTreeSet;

use leastwise::intake::{Input, ReadOptions, Reading, read_all};
use leastwise::matching::Status;

use crate::program::folder;
use crate::support::{catalog, matcher};

/// What is read from files of a folder.
fn reading(files: &[(&str, &str)]) -> Reading {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher())
}

/// The operations that count, sorted.
fn operations(reading: &Reading) -> Vec<String> {
    let found = reading.calls.iter().map(|call| matcher().resolve(call));
    let counted = found.filter(|found| matches!(found.status, Status::Matched | Status::Corrected));
    let names: BTreeSet<String> = counted
        .flat_map(|found| found.operations)
        .map(|key| catalog().operation_name(key))
        .map(|name| name.rsplit(':').next().unwrap_or_default().to_owned())
        .collect();
    names.into_iter().collect()
}

/// Checks what counts of one file in a folder.
#[track_caller]
fn check(file: &str, text: &str, expected: &[&str]) {
    assert_eq!(operations(&reading(&[(file, text)])), expected, "{file}: {text}");
}

#[test]
fn a_base_that_names_okta_shows_it() {
    for (file, text) in [
        ("a.ts", "fetch(`${config.oktaBaseUrl}/api/v1/users`);"),
        ("a.ts", "axios.get(this.oktaUrl + '/api/v1/users');"),
        ("a.ts", "const base = settings.okta.url;\nfetch(base + '/api/v1/users');"),
        ("a.ts", "axios.get(new URL('/api/v1/users', process.env.OKTA_URL));"),
        ("a.ts", "const http = axios.create({ baseURL: process.env.OKTA_URL });\nhttp.get('/api/v1/users');"),
        ("a.py", "requests.get('https://%s/api/v1/users' % os.environ['OKTA_DOMAIN'])"),
        ("a.py", "requests.get('https://{}/api/v1/users'.format(okta_domain))"),
        ("a.py", "host = os.getenv('OKTA_HOST')\nrequests.get(f'https://{host}/api/v1/users')"),
        ("a.py", "OKTA = 'https://id.example.com'\nrequests.get(OKTA + '/api/v1/users')"),
        (
            "a.go",
            "package a\nfunc f() { http.Get(fmt.Sprintf(\"https://%s/api/v1/users\", cfg.OktaDomain)) }",
        ),
        ("a.rb", "HTTParty.get(\"#{ENV['OKTA_URL']}/api/v1/users\")"),
        ("a.java", "class A { void f() { http.get(oktaUrl + \"/api/v1/users\"); } }"),
    ] {
        check(file, text, &["listUsers"]);
    }
}

#[test]
fn a_header_that_only_okta_has_shows_it() {
    for (file, text) in [
        ("a.py", "requests.get(f'{org}/api/v1/users', headers={'Authorization': f'SSWS {t}'})"),
        (
            "a.py",
            "s = requests.Session()\ns.headers.update({'Authorization': 'SSWS ' + t})\ndef f(org): s.get(f'{org}/api/v1/users')",
        ),
        (
            "a.py",
            "class A:\n    def _headers(self):\n        return {'Authorization': f'SSWS {self.t}'}\n    def f(self):\n        return requests.get(self.base + '/api/v1/users', headers=self._headers())",
        ),
        (
            "a.js",
            "const headers = () => ({ Authorization: `SSWS ${t}` });\nconst f = (org) => axios.get(`${org}/api/v1/users`, { headers: headers() });",
        ),
        (
            "a.js",
            "const call = (method, path) => fetch(base + path, { method, headers: { Authorization: `SSWS ${t}` } });\ncall('GET', '/api/v1/users');",
        ),
        (
            "a.go",
            "package a\nfunc f() {\n\treq, _ := http.NewRequest(\"GET\", \"https://id.example.com/api/v1/users\", nil)\n\treq.Header.Add(\"Authorization\", \"SSWS \"+key)\n}",
        ),
    ] {
        check(file, text, &["listUsers"]);
    }
}

#[test]
fn a_name_around_the_request_shows_it() {
    for (file, text) in [
        (
            "a.py",
            "class OktaClient:\n    def f(self):\n        return self.session.get(self.base + '/api/v1/users')",
        ),
        ("a.ts", "export class People extends OktaBase {\n  f() { return this.get('/api/v1/users'); }\n}"),
        ("a.ts", "import { get } from './okta/http';\nget('/api/v1/users');"),
        (
            "a.ts",
            "class A {\n  constructor(private api: OktaApi) {}\n  f() { return this.api.get('/api/v1/users'); }\n}",
        ),
        ("a.go", "package a\nfunc (c *OktaClient) F() { c.http.Get(c.base + \"/api/v1/users\") }"),
        ("okta/users.ts", "export const f = () => api.get('/api/v1/users');"),
        (
            "A.java",
            "@FeignClient(name = \"okta\", url = \"${okta.org}\")\ninterface People {\n  @GetMapping(\"/api/v1/users\")\n  List<P> f();\n}",
        ),
    ] {
        check(file, text, &["listUsers"]);
    }
}

#[test]
fn a_sign_does_not_reach_over_another_base() {
    for (file, text) in [
        (
            "okta_sync.py",
            "KANDJI_URL = os.environ['KANDJI_URL']\nrequests.get(f'{KANDJI_URL}/api/v1/devices')",
        ),
        ("okta_sync.py", "requests.get(self.jira_url + '/api/v1/users')"),
        ("okta_sync.py", "kandjiClient.get('/api/v1/devices')"),
        ("okta_sync.py", "requests.post(GITHUB_API + '/api/v1/groups')"),
        ("okta_sync.py", "requests.get('https://pushes.example.com/api/v1/apps')"),
        (
            "okta_sync.py",
            "class JiraClient:\n    def f(self):\n        return self.session.get(self.base + '/api/v1/users')",
        ),
        ("a.py", "# okta\nlog('okta')\nrequests.get(f'{base}/api/v1/users')"),
        (
            "a.ts",
            "import { useOktaAuth } from '@okta/okta-react';\nconst api = axios.create({ baseURL: env.API_URL });\nexport const f = () => api.get('/api/v1/users');",
        ),
        (
            "a.ts",
            "import { get } from './okta/http';\nimport { get as mine } from './backend';\nmine('/api/v1/users');",
        ),
        (
            "a.py",
            "def okta(t):\n    return requests.get(org, headers={'Authorization': f'SSWS {t}'})\ndef own(api):\n    return requests.get(f'{api}/api/v1/users')",
        ),
    ] {
        check(file, text, &[]);
    }
}

#[test]
fn what_a_program_serves_fakes_or_tells_of_is_no_request() {
    for (file, text) in [
        ("okta/a.ts", "app.get('/api/v1/logs', (req, res) => res.json([]));"),
        ("okta/a.ts", "http.get('/api/v1/logs', () => HttpResponse.json([]));"),
        ("okta/a.ts", "server.route({ method: 'GET', url: '/api/v1/logs', handler });"),
        ("okta/a.ts", "@Controller('/api/v1/logs')\nexport class A {\n  @Get('/api/v1/logs') f() {}\n}"),
        ("okta/a.ts", "nock('https://acme.okta.com').get('/api/v1/logs').reply(200);"),
        ("okta/a.go", "package a\nfunc f() { r.Get(\"/api/v1/logs\", list) }"),
        ("okta/a.rb", "post '/api/v1/users' => 'users#create'"),
        ("okta/a.py", "app.include_router(router, prefix='/api/v1/logs')"),
        (
            "okta/a.py",
            "with requests_mock.Mocker() as m:\n    m.get('https://acme.okta.com/api/v1/logs', json=[])",
        ),
        ("okta/a.ts", "track({ endpoint: 'GET /api/v1/logs' });"),
        ("okta/a.ts", "const token = sign({ iss: id, aud: `${base}/oauth2/v1/token` }, key);"),
        ("okta/a.py", "ALLOWED = {'GET /api/v1/logs'}"),
        ("okta/a.ts", "if (url === '/api/v1/logs') f();"),
        ("okta/a.ts", "export const LOGS = '/api/v1/logs';"),
        ("okta/a.js", "const LOGS = '/api/v1/logs';\nmodule.exports = { LOGS };"),
        ("okta/a.py", "class Paths:\n    LOGS = '/api/v1/logs'"),
        ("okta/a.go", "package a\nconst Logs string = \"/api/v1/logs\""),
        ("okta/a.rs", "pub const LOGS: &str = \"/api/v1/logs\";"),
    ] {
        check(file, text, &[]);
    }
}

#[test]
fn a_method_counts_behind_a_client_of_an_sdk_only() {
    const POM: &str = "<artifactId>okta-sdk-api</artifactId><version>15.0.0</version>";
    for (files, expected) in [
        (
            vec![(
                "a.py",
                "from okta.client import Client\nimport boto3\nclient = Client({})\niam = boto3.client('iam')\nasync def f():\n    await client.list_users()\n    iam.list_groups()",
            )],
            vec!["listUsers"],
        ),
        (
            vec![
                ("requirements.txt", "okta==2.9.13"),
                ("a.py", "def f(client):\n    return client.list_policies()"),
            ],
            vec![],
        ),
        (
            vec![
                ("requirements.txt", "okta==2.9.13"),
                (
                    "a.py",
                    "from .clients import get_okta_client\nclient = get_okta_client()\nclient.list_policies()",
                ),
            ],
            vec!["listPolicies"],
        ),
        (
            vec![
                ("pom.xml", POM),
                (
                    "A.java",
                    "import com.okta.sdk.resource.api.UserApi;\nimport acme.GroupApi;\nclass A {\n  UserApi userApi; GroupApi groupApi; OktaSettings settings;\n  void f() { userApi.listUsers(); groupApi.listGroups(); settings.getDomain(); }\n}",
                ),
            ],
            vec!["listUsers"],
        ),
        (
            vec![
                ("pom.xml", POM),
                (
                    "A.java",
                    "class A {\n  private OktaClient client;\n  void f() { client.listPolicies(); }\n}",
                ),
            ],
            vec![],
        ),
        (
            vec![(
                "a.go",
                "package a\nimport \"github.com/okta/okta-sdk-golang/v2/okta\"\ntype Fleet interface { ListPolicies() }\nfunc f(client *okta.Client, fleet Fleet) {\n\tclient.User.ListUsers(ctx, nil)\n\tfleet.ListPolicies()\n}",
            )],
            vec!["listUsers"],
        ),
    ] {
        assert_eq!(operations(&reading(&files)), expected, "{files:?}");
    }
}

#[test]
fn words_of_scripts_are_no_names() {
    for (file, text, expected) in [
        (
            "a.sh",
            "suspendUser() { :; }\nsuspendUser\nrevoke token\ncurl -H \"Authorization: SSWS $T\" \"https://$ORG/api/v1/users\"",
            vec!["listUsers"],
        ),
        (
            "a.sh",
            "curl -H \"Authorization: SSWS $T\" \"https://$ORG/api/v1/users\"\ncurl -X POST https://api.example.com/api/v1/groups\ncurl -X DELETE \"$JIRA_URL/api/v1/apps/1\"",
            vec!["listUsers"],
        ),
        ("Makefile", "listUsers:\n\tgo run . suspendUser", vec![]),
        ("a.ps1", "function Suspend-User { getUser }\nlistGroups\nGet-OktaUser\n", vec![]),
        ("a.ps1", "Import-Module Okta.PowerShell\nGet-OktaUser\n", vec!["getUser"]),
        (
            "a.ex",
            "defmodule Acme.Users do\n  def list_groups(client), do: Tesla.get(client, \"/api/v1/groups\")\nend",
            vec![],
        ),
    ] {
        check(file, text, &expected);
    }
}

#[test]
fn what_cannot_be_told_is_named() {
    let places = |text: &str| reading(&[("a.ts", text)]).account.unresolved.len();
    assert_eq!(places("export const api = (p) => fetch(`${OKTA_URL}/api/v1/${p}`);"), 1);
    assert_eq!(places("export const api = (p) => fetch(`${OKTA_URL}/api/v1${p}`);\napi('/users');"), 0);
    assert_eq!(places("export const api = (p) => fetch(`${BASE}/api/v1/${p}`);"), 0);
    assert_eq!(places("export const api = (p) => fetch(`${JIRA_URL}/api/v1/${p}`);"), 0);

    let files = |text: &str| reading(&[("a.py", text)]).account.without_calls.len();
    assert_eq!(files("from okta.client import Client\ndef connect():\n    return Client({})"), 1);
    assert_eq!(files("from okta.client import Client\nclient = Client({})\nclient.list_users()"), 0);
    assert_eq!(files("def connect():\n    return Client({})  # okta"), 0);
}
