//! Folders: repositories that do not call Okta, and what of a folder is read.

use std::collections::BTreeSet;
use std::io::Write as _;

use leastwise::intake::{Input, ReadOptions, read_all};
use leastwise::matching::Status;
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::Value;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::{Ran, folder, run};
use crate::support::{catalog, matcher};

/// A repository: its name, and its files.
type Repository = (&'static str, &'static [(&'static str, &'static str)]);

/// Repositories of products that have paths, words and files like Okta's, and nothing to do with it.
const REPOSITORIES: &[Repository] = &[
    (
        "express",
        &[
            ("package.json", "{\"dependencies\": {\"express\": \"^4.18.0\"}}"),
            (
                "server.js",
                "const app = express();\napp.get('/api/v1/users', list);\napp.post('/api/v1/users/:id/lifecycle/suspend', f);\n\
                 app.delete('/api/v1/groups/:id', f);\n",
            ),
            (
                "web/api.ts",
                "export const users = () => fetch('/api/v1/users').then(r => r.json());\n\
                 export const drop = (id: string) => axios.delete(`/api/v1/groups/${id}`);\n",
            ),
        ],
    ),
    (
        "python",
        &[
            ("requirements.txt", "flask==3.0\nrequests\n"),
            (
                "app/routes.py",
                "@app.route('/api/v1/users', methods=['GET', 'POST'])\ndef users():\n    return []\n",
            ),
            (
                "app/client.py",
                "BASE = os.environ['API_URL']\nrequests.post(f'{BASE}/api/v1/users/{uid}/lifecycle/deactivate')\n\
                 requests.get('http://localhost:8000/api/v1/groups')\n",
            ),
            ("app/urls.py", "urlpatterns = [path('api/v1/apps/<int:id>', views.app)]\n"),
        ],
    ),
    (
        "spring",
        &[
            ("pom.xml", "<project><artifactId>shop</artifactId></project>"),
            (
                "src/main/java/shop/UsersController.java",
                "@RestController\n@RequestMapping(\"/api/v1/users\")\nclass UsersController {\n  @GetMapping(\"/{id}\")\n  \
                 User get() { return null; }\n}\n",
            ),
            (
                "src/main/java/shop/Client.java",
                "class Client {\n  void f() { rest.exchange(base + \"/api/v1/zones\", HttpMethod.POST, e, Void.class); }\n}\n",
            ),
        ],
    ),
    (
        "go",
        &[
            ("go.mod", "module example.com/probe\n"),
            (
                "main.go",
                "package main\n\nfunc main() {\n\tr := gin.Default()\n\tr.GET(\"/api/v1/policies\", list)\n}\n",
            ),
            (
                "push/push.go",
                "package push\n\nfunc f() {\n\thttp.Get(\"https://pushes.example.com/api/v1/apps\")\n\tc.ListUsers(ctx)\n}\n",
            ),
            ("push/push_test.go", "package push\n\nfunc TestF() { http.Get(srv.URL + \"/api/v1/apps\") }\n"),
        ],
    ),
    (
        "rails",
        &[
            ("Gemfile", "gem 'rails'\n"),
            ("Gemfile.lock", "GEM\n  specs:\n    token (1.0)\n    revoke (2.0)\n"),
            ("config/routes.rb", "namespace :api do\n  get '/api/v1/users/me', to: 'users#me'\nend\n"),
            ("config/locales/en.yml", "en:\n  list_users: List all users\n  suspend_user: Suspend a user\n"),
            ("config/locales/de.yml", "de:\n  list_users: Alle Benutzer\n"),
        ],
    ),
    (
        "pages",
        &[
            ("site.css", ".list-group-rules { color: red }\n.create-user, .token { margin: 0 }\n"),
            (
                "index.html",
                "<ul><li>List all users</li><li>Suspend a user</li></ul><a href=\"/api/v1/users\">x</a>",
            ),
            (
                "js/page.js",
                "document.querySelector('.list-users').onclick = () => $.post('/api/v1/users', d);\n",
            ),
            ("js/lib.min.js", "!function(){fetch('/api/v1/users')}()"),
        ],
    ),
    (
        "document",
        &[
            (
                "api/openapi.yaml",
                "openapi: 3.0.0\ninfo:\n  title: Reactions\n  version: '1'\npaths:\n  /api/v1/{kind}/{id}/reactions:\n    put:\n      \
                 operationId: react\n      responses: {}\n  /api/v1/users:\n    get:\n      operationId: listUsers\n      \
                 responses: {}\n",
            ),
            ("README.md", "# Reactions\n\n- GET /api/v1/users lists the users\n- POST /api/v1/groups\n"),
        ],
    ),
    (
        "mock",
        &[
            (
                "mock-server/mappings/users.json",
                "{\"request\": {\"method\": \"GET\", \"urlPath\": \"/api/v1/users\"}, \"response\": {\"status\": 200}}",
            ),
            (
                "mock-server/server.py",
                "@app.get('/api/v1/users/{id}/factors')\ndef factors(id):\n    return []\n",
            ),
            (
                "__mocks__/client.js",
                "module.exports = { listUsers: () => fetch('https://acme.okta.com/api/v1/users') };\n",
            ),
        ],
    ),
    (
        "actions",
        &[
            (
                ".github/workflows/deploy.yml",
                "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          curl -X POST \
                 https://deploy.example.com/api/v1/apps/$APP/lifecycle/activate\n      - run: ./token revoke challenge\n",
            ),
            ("deploy.sh", "#!/bin/sh\ncurl -X DELETE \"$URL/api/v1/sessions/$ID\"\n"),
        ],
    ),
    (
        "words",
        &[
            ("data/words.txt", "keys\ntoken\nrevoke\nchallenge\npar\nopt-in\nuserinfo\nauthorize\n"),
            ("data/list.csv", "method,path\nGET,/api/v1/users\nPOST,/api/v1/groups\n"),
            ("play.c", "int main(void) { return open(\"data/words.txt\", 0); }\n"),
            ("po/de.po", "msgid \"Suspend a user\"\nmsgstr \"Benutzer sperren\"\n"),
        ],
    ),
    (
        "recorded",
        &[
            (
                "traffic/shop.har",
                "{\"log\": {\"version\": \"1.2\", \"entries\": [{\"request\": {\"method\": \"POST\", \"url\": \
                 \"https://shop.example.com/api/v1/users\", \"headers\": []}, \"response\": {\"status\": 200}}]}}",
            ),
            (
                "logs/access.log",
                "10.0.0.1 - - [02/Nov/2026:10:00:00 +0000] \"GET /api/v1/users HTTP/1.1\" 200 12 \"-\" \"curl/8\"\n",
            ),
        ],
    ),
];

fn files(files: &[(&str, &str)]) -> TempDir {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    folder(&files)
}

/// The operations that count in a plan, by the ids of the report.
fn counted(plan: &Value) -> Vec<String> {
    let calls = plan["calls"].as_array().unwrap().iter();
    let counted = calls.filter(|call| matches!(call["status"].as_str(), Some("matched" | "corrected")));
    let operations = counted.flat_map(|call| call["operations"].as_array().unwrap());
    operations.map(|one| one.as_str().unwrap().trim_start_matches("management:").to_owned()).collect()
}

fn plan(folder: &TempDir, arguments: &[&str]) -> (Value, Ran) {
    let ran = run(folder, &[&["plan", "--format", "json"], arguments].concat());
    (serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err)), ran)
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(format!("repository-main/{name}"), SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_repository_without_okta_has_no_call() {
    for (name, content) in REPOSITORIES {
        let (report, ran) = plan(&files(content), &["."]);
        assert_eq!((counted(&report), ran.code), (vec![], 2), "{name}: {}", ran.err);
        assert!(ran.err.contains("no file below `.` refers to Okta: "), "{name}: {}", ran.err);
        assert_eq!(report["plans"]["service_app"]["scopes"], serde_json::json!([]), "{name}");
    }
}

#[test]
fn an_archive_without_okta_has_no_call() {
    for (name, content) in REPOSITORIES {
        let archive = zipped(content);
        let (report, ran) = plan(&folder(&[("code.zip", &archive)]), &["code.zip"]);
        assert_eq!((counted(&report), ran.code), (vec![], 2), "{name}: {}", ran.err);
        assert!(ran.err.contains("no file in `code.zip` refers to Okta: "), "{name}: {}", ran.err);
        let (report, ran) = plan(&folder(&[("deep/code.zip", &archive)]), &["."]);
        assert_eq!((counted(&report), ran.code), (vec![], 2), "{name}: {}", ran.err);
        assert!(ran.err.contains("no file below `.` refers to Okta: "), "{name}: {}", ran.err);
    }
}

/// A program that calls Okta.
const CALLING: &[(&str, &str)] = &[
    ("src/client.py", "requests.get('https://acme.okta.com/api/v1/users')\n"),
    ("src/okta.sh", "curl -X POST -H \"Authorization: SSWS $T\" https://acme.okta.com/api/v1/groups\n"),
];

/// The calls of the program that count, and where, among other files.
fn calls_among(others: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let placed: Vec<_> = others.iter().map(|(name, text)| (format!("other/{name}"), *text)).collect();
    let all: Vec<_> =
        placed.iter().map(|(name, text)| (name.as_str(), *text)).chain(CALLING.to_vec()).collect();
    let folder = files(&all);
    let reading = read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher());
    assert!(reading.failed.is_empty(), "{:?}", reading.failed);
    let matches = reading.calls.iter().map(|call| (call, matcher().resolve(call)));
    let counted = matches.filter(|(_, found)| found.status != Status::Excluded);
    let name = |key| catalog().operation_name(key);
    let place = |source: &str| source.strip_prefix(&*folder.path().to_string_lossy()).unwrap().to_owned();
    counted
        .flat_map(|(call, found)| {
            found.operations.into_iter().map(move |key| (place(&call.origin.source), name(key)))
        })
        .collect()
}

proptest! {
    #![proptest_config(crate::properties::config(24))]

    /// Files that do not name Okta change no answer.
    #[test]
    fn other_files_change_no_answer(others in subsequence(
        REPOSITORIES.iter().flat_map(|(_, files)| files.iter().copied()).filter(|(_, text)| !text.contains("okta")).collect::<Vec<_>>(),
        0..=20,
    )) {
        let alone = calls_among(&[]);
        prop_assert_eq!(alone.len(), 2);
        prop_assert_eq!(calls_among(&others), alone);
    }
}

const CALL: &str = "requests.get('https://acme.okta.com/api/v1/users')\n";

#[test]
fn classes_of_files_are_counted_and_come_back_on_demand() {
    let folder = files(&[
        ("src/app.py", "requests.post('https://acme.okta.com/api/v1/groups')\n"),
        ("tests/test_app.py", CALL),
        ("docs/guide.md", "GET https://acme.okta.com/api/v1/apps\n"),
        ("vendor/lib.py", "requests.get('https://acme.okta.com/api/v1/zones')\n"),
        ("node_modules/okta/index.js", "fetch('https://acme.okta.com/api/v1/zones')\n"),
        (
            "gen/client.py",
            "# Code generated by x. DO NOT EDIT.\nrequests.get('https://acme.okta.com/api/v1/brands')\n",
        ),
        ("sdk/.openapi-generator-ignore", ""),
        ("sdk/api.py", "requests.get('https://acme.okta.com/api/v1/domains')\n"),
        ("logo.png", "okta"),
        ("poetry.lock", "okta"),
        (".gitignore", "ignored/\n"),
        ("ignored/x.py", CALL),
        (".hidden/x.py", CALL),
    ]);
    let (report, _) = plan(&folder, &["."]);
    assert_eq!(counted(&report), ["addGroup"]);
    let skipped = serde_json::json!({"docs": 1, "generated": 2, "images": 1, "lock-files": 1, "tests": 1, "vendored": 2});
    assert_eq!(report["inputs"]["files"], serde_json::json!({"read": 1, "skipped": skipped, "failed": 0}));
    for (class, operations) in [
        ("tests", vec!["addGroup", "listUsers"]),
        ("docs", vec!["addGroup", "listApplications"]),
        ("generated", vec!["addGroup", "listBrands", "listCustomDomains"]),
        ("vendored", vec!["addGroup", "listNetworkZones", "listNetworkZones"]),
        ("tests,docs", vec!["addGroup", "listApplications", "listUsers"]),
    ] {
        let (report, ran) = plan(&folder, &[".", "--include", class]);
        let mut found = counted(&report);
        found.sort();
        assert_eq!(found, operations, "{class}: {}", ran.err);
    }
    for named in ["tests", "vendor"] {
        let (report, ran) = plan(&folder, &[named]);
        assert_eq!((counted(&report).len(), ran.code), (1, 0), "{named} is named: {}", ran.err);
    }
}

#[test]
fn recordings_among_tests_are_hinted_at() {
    let cassette = "interactions:\n- request:\n    method: GET\n    uri: https://acme.okta.com/api/v1/users\n  response:\n    \
                    status: {code: 200}\n";
    let folder = files(&[("tests/cassettes/users.yaml", cassette), ("app.py", "print(1)\n")]);
    let (report, ran) = plan(&folder, &["."]);
    assert_eq!((counted(&report), ran.code), (vec![], 2), "{}", ran.err);
    assert!(
        ran.err.contains("1 recording among the tests passed over; --include tests reads them"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--include tests reads 1 file among tests"), "{}", ran.err);
    for arguments in [&[".", "--include", "tests"][..], &["tests/cassettes"], &["tests"]] {
        let (report, ran) = plan(&folder, arguments);
        assert_eq!((counted(&report), ran.code), (vec!["listUsers".to_owned()], 0), "{}", ran.err);
    }
}

#[test]
fn files_of_ci_services_are_read_although_they_are_hidden() {
    let call = "  - curl https://acme.okta.com/api/v1/users\n";
    let script = format!("job:\n  script:\n  {call}");
    for name in [
        ".github/workflows/a.yml",
        ".gitlab-ci.yml",
        ".circleci/config.yml",
        "Jenkinsfile",
        "azure-pipelines.yml",
    ] {
        let (report, ran) = plan(&files(&[(name, &script)]), &["."]);
        assert_eq!(counted(&report), ["listUsers"], "{name}: {}", ran.err);
        let archive = zipped(&[(name, &script)]);
        let (report, ran) = plan(&folder(&[("a.zip", &archive)]), &["a.zip"]);
        assert_eq!(counted(&report), ["listUsers"], "{name} in an archive: {}", ran.err);
    }
}

#[test]
fn a_host_that_the_user_names_is_a_sign_of_okta() {
    let folder = files(&[
        ("a.py", "requests.get('https://id.acme.example/api/v1/users')\n"),
        ("b.py", "requests.get('https://shop.acme.example/api/v1/groups')\n"),
    ]);
    let (report, ran) = plan(&folder, &["."]);
    assert_eq!((counted(&report), ran.code), (vec![], 2), "{}", ran.err);
    assert!(ran.err.contains("--include unattributed counts 2 calls with paths like Okta's"), "{}", ran.err);
    let (report, _) = plan(&folder, &[".", "--okta-host", "ID.acme.example"]);
    assert_eq!(counted(&report), ["listUsers"]);
}

/// A pipe is no file: nobody may ever write to it.
#[cfg(unix)]
#[test]
fn pipes_are_passed_over() {
    let folder = files(&[("a.py", CALL)]);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("b.py")).status();
    if made.is_ok_and(|status| status.success()) {
        let (report, ran) = plan(&folder, &["."]);
        assert_eq!((counted(&report), ran.code), (vec!["listUsers".to_owned()], 0), "{}", ran.err);
    }
}

#[test]
fn one_file_of_many_without_a_call_takes_nothing_away() {
    let manifest = "principals:\n- name: bot\n  credential: service-app\n  calls: [src/*.py]\n  granted:\n    scopes: \
                    [okta.users.read]\n    roles: [READ_ONLY_ADMIN]\n";
    let folder = files(&[
        ("src/a.py", CALL),
        ("src/b.py", "class Failed(Exception):\n    pass\n"),
        ("src/c.py", "requests.delete('/api/v1/groups/g')\n"),
        ("leastwise.yaml", manifest),
    ]);
    let (report, ran) = plan(&folder, &["src/a.py", "src/b.py", "src/c.py"]);
    assert_eq!((counted(&report), ran.code), (vec!["listUsers".to_owned()], 0), "{}", ran.err);
    let ran = run(&folder, &["check"]);
    assert!(ran.code < 2 && ran.out.contains("okta.users.read"), "{}{}", ran.out, ran.err);
    let (report, ran) = plan(&folder, &["src/b.py", "src/c.py"]);
    assert_eq!((counted(&report), ran.code), (vec![], 2), "{}", ran.err);
    assert!(ran.err.contains("no file among `src/b.py` and 1 more file refers to Okta"), "{}", ran.err);
}

#[test]
fn project_files_are_looked_up_from_the_input_upwards() {
    let call = "from .client import connect\n\ndef remove(id):\n    client = connect()\n    client.delete_group(id)\n";
    let client = "from okta.client import Client\n\ndef connect():\n    return Client({})\n";
    let folder = files(&[
        ("project/requirements.txt", "okta==2.9.7\n"),
        ("project/app/client.py", client),
        ("project/app/groups.py", call),
    ]);
    for input in ["project", "project/app", "project/app/groups.py"] {
        let (report, ran) = plan(&folder, &[input]);
        // The client is made in another file, so the call cannot be resolved, and its place is named.
        let open = &report["inputs"]["unresolved"];
        assert_eq!(
            (open[0]["line"].as_u64(), open.as_array().unwrap().len()),
            (Some(5), 1),
            "{input}: {}",
            ran.err
        );
    }
}

#[test]
fn check_without_arguments_reads_terraform_alone() {
    let folder = files(&[
        ("main.tf", "provider \"okta\" {\n  scopes = [\"okta.users.read\"]\n}\n"),
        ("okta.har", "{\"log\": {\"entries\": [{\"request\": "),
        ("okta.py", CALL),
    ]);
    let ran = run(&folder, &["check"]);
    assert!(ran.code == 1 && ran.out.contains("excess-scope"), "{}{}", ran.out, ran.err);
    assert!(!ran.err.contains("okta.har"), "{}", ran.err);
}
