//! What a program does with a path: it sends it, keeps a record of it, compares it; and what names in it stand for.

use leastwise::intake::{Input, ReadOptions, Reading, read_all};
use leastwise::matching::Status;
use leastwise::model::SetAside;

use crate::program::folder;
use crate::support::{catalog, matcher};

fn reading(file: &str, text: &str) -> Reading {
    let folder = folder(&[(file, text.as_bytes())]);
    read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher())
}

/// The operations of the calls that count, in order, each once.
fn counted(reading: &Reading) -> Vec<String> {
    let found = reading.calls.iter().map(|call| matcher().resolve(call));
    let counted = found.filter(|found| !matches!(found.status, Status::Excluded));
    let told = counted.map(|found| match found.status {
        Status::Matched | Status::Corrected => {
            let names = found.operations.iter().map(|key| catalog().operation_name(*key));
            names
                .map(|name| name.rsplit(':').next().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
                .join("+")
        }
        status => status.name().to_owned(),
    });
    let mut told: Vec<String> = told.collect();
    told.dedup();
    told
}

#[test]
fn a_record_that_nothing_sends_is_no_call() {
    for (file, text) in [
        (
            "okta/a.py",
            "def f(undo, uid):\n    undo[\"steps\"].append({\"action\": \"remove\", \"method\": \"DELETE\", \"path\": \
             f\"/api/v1/users/{uid}\"})\n",
        ),
        (
            "okta/a.py",
            "class Sync:\n    def f(self, gid):\n        self.undo.append({\n            \"method\": \"DELETE\",\n            \
             \"endpoint\": f\"/api/v1/groups/{gid}\",\n        })\n",
        ),
        (
            "okta/a.py",
            "def f(out):\n    report = {\"sent\": False, \"endpoint\": \"/api/v1/logs\", \"notes\": [\"x\"]}\n    \
             report[\"at\"] = 1\n    write_json(out, report)\n",
        ),
        ("okta/a.py", "def f():\n    print(json.dumps({\"method\": \"GET\", \"url\": \"/api/v1/logs\"}))\n"),
        (
            "okta/a.py",
            "def undo_of(uid):\n    return {\"method\": \"DELETE\", \"path\": f\"/api/v1/users/{uid}\"}\n",
        ),
        (
            "okta/a.py",
            "def undo_of(uid):\n    return {\"method\": \"DELETE\", \"path\": f\"/api/v1/users/{uid}\"}\n\n\ndef g(log, \
             uid):\n    log.append(undo_of(uid))\n",
        ),
        (
            "okta/a.js",
            "function f(undo, id) {\n  undo.push({ method: 'DELETE', path: `/api/v1/users/${id}` });\n}\n",
        ),
        (
            "okta/a.go",
            "package a\nfunc f(undo []Step, id string) []Step {\n\tundo = append(undo, Step{Method: \"DELETE\", Path: \
             \"/api/v1/users/\" + id})\n\treturn undo\n}\n",
        ),
        (
            "okta/a.rb",
            "def f(undo, id)\n  undo.push({ method: 'DELETE', path: \"/api/v1/users/#{id}\" })\nend\n",
        ),
    ] {
        let found = reading(file, text);
        assert_eq!(counted(&found), Vec::<String>::new(), "{text}");
        let is_visible = found.calls.iter().any(|call| call.set_aside == Some(SetAside::Recorded));
        assert!(is_visible, "{text}: {:?}", found.calls);
    }
}

#[test]
fn a_record_that_is_sent_is_a_call() {
    for (file, text) in [
        (
            "okta/a.py",
            "def f(c, uid):\n    step = {\"method\": \"DELETE\", \"url\": f\"/api/v1/users/{uid}\"}\n    c.request(**step)\n",
        ),
        (
            "okta/a.py",
            "def f(c, uid):\n    steps = []\n    steps.append({\"method\": \"DELETE\", \"path\": f\"/api/v1/users/{uid}\"})\n    for \
             step in steps:\n        c.request(step[\"method\"], step[\"path\"])\n",
        ),
        (
            "okta/a.py",
            "def undo_of(uid):\n    return {\"method\": \"DELETE\", \"path\": f\"/api/v1/users/{uid}\"}\n\n\ndef g(c, uid):\n    \
             c.send(undo_of(uid))\n",
        ),
        ("okta/a.js", "export const f = (id) => axios({ method: 'DELETE', url: `/api/v1/users/${id}` });\n"),
        (
            "okta/a.js",
            "async function f(id) {\n  const options = { method: 'DELETE', url: `/api/v1/users/${id}` };\n  return \
             axios(options);\n}\n",
        ),
        (
            "okta/api.ts",
            "export const api = createApi({ endpoints: (builder) => ({\n  drop: builder.mutation({ query: (id) => ({ url: \
             `/api/v1/users/${id}`, method: 'DELETE' }) }),\n}) });\n",
        ),
        (
            "okta/a.ts",
            "const calls = [{ method: 'DELETE', url: '/api/v1/users/{id}' }];\nfor (const one of calls) send(one.method, \
             one.url);\n",
        ),
    ] {
        let found = reading(file, text);
        assert_eq!(counted(&found), ["deleteUser"], "{text}: {:?}", found.calls);
    }
}

#[test]
fn text_that_is_compared_or_replaced_is_no_call() {
    for (file, text) in [
        (
            "okta/A.java",
            "class A { String f(String url) { return url.replaceFirst(\"/api/v1/logs.*\", \"/api/v1/logs\"); } }",
        ),
        ("okta/a.py", "def f(url):\n    return url.split('/api/v1/users/')[1]\n"),
        ("okta/a.py", "def f(url):\n    return re.sub('/api/v1/users', '', url)\n"),
        (
            "okta/a.go",
            "package a\nfunc f(u string) string { return strings.TrimPrefix(u, oktaBase+\"/api/v1/users\") }",
        ),
        ("okta/a.js", "const id = href.replace(`${oktaUrl}/api/v1/users/`, '');"),
        ("a.psm1", "if ($next.StartsWith(($okta.baseUrl + \"/api/v1/logs?\")))\n{\n    $page = $next\n}\n"),
        ("a.ps1", "if ($oktaUrl -like \"*/api/v1/logs*\") { Write-Output yes }\n"),
        ("okta/a.py", "proof = jwt.encode({'htm': 'POST', 'htu': okta + '/oauth2/v1/token'}, key)\n"),
        ("a.sh", "grep \"$OKTA_URL/api/v1/logs\" trace.txt\n"),
        ("a.sh", "if [ \"$url\" = \"$OKTA_URL/api/v1/logs\" ]; then\n  exit\nfi\n"),
    ] {
        let found = reading(file, text);
        assert_eq!(counted(&found), Vec::<String>::new(), "{text}: {:?}", found.calls);
    }
    for (file, text) in [
        ("a.js", "fetch('https://acme.okta.com/api/v1/users/{id}'.replace('{id}', id));"),
        ("a.sh", "[ -n \"$id\" ] && curl \"$OKTA_URL/api/v1/users/$id\"\n"),
        ("a.ps1", "if ($x -eq 1) { Invoke-RestMethod -Uri \"$oktaUrl/api/v1/users/$id\" -Method Get }\n"),
    ] {
        let found = reading(file, text);
        assert_eq!(counted(&found), ["getUser"], "{text}: {:?}", found.calls);
    }
}

#[test]
fn each_branch_of_a_choice_is_a_reading_of_its_own() {
    let expected = ["listUsers", "listGroups", "listNetworkZones"];
    for (file, text) in [
        (
            "okta/a.py",
            "def f(kind):\n    path = '/api/v1/users' if kind == 1 else '/api/v1/groups' if kind == 2 else '/api/v1/zones'\n    \
             requests.get(okta + path)\n",
        ),
        (
            "okta/a.js",
            "function f(kind) {\n  const path = kind === 1 ? '/api/v1/users' : kind === 2 ? '/api/v1/groups' : '/api/v1/zones';\n  \
             return client.get(`${okta}${path}`);\n}\n",
        ),
        (
            "okta/a.js",
            "function f(kind) {\n  const path = kind < 3 ? (kind === 1 ? '/api/v1/users' : '/api/v1/groups') : '/api/v1/zones';\n  \
             return client.get(okta + path);\n}\n",
        ),
        (
            "okta/a.js",
            "function f(kind) {\n  const path = kind < 3 ? kind === 1 ? '/api/v1/users' : '/api/v1/groups' : '/api/v1/zones';\n  \
             return client.get(okta + path);\n}\n",
        ),
        (
            "okta/A.kt",
            "fun f(kind: Int) {\n    val path = if (kind == 1) \"/api/v1/users\" else if (kind == 2) \"/api/v1/groups\" else \
             \"/api/v1/zones\"\n    client.get(okta + path)\n}\n",
        ),
        (
            "okta/a.rs",
            "fn f(kind: u8) {\n    let path = if kind == 1 { \"/api/v1/users\" } else if kind == 2 { \"/api/v1/groups\" } else { \
             \"/api/v1/zones\" };\n    client.get(format!(\"{okta}{path}\"));\n}\n",
        ),
        (
            "okta/a.py",
            "def f(kind):\n    path = '/api/v1/users' if kind == 1 else '/api/v1/groups' if kind == 2 else '/api/v1/zones'\n    \
             later(lambda p=path: client.get(f'{okta}{p}'))\n",
        ),
    ] {
        let found = reading(file, text);
        let mut counted = counted(&found);
        counted.sort_by_key(|name| expected.iter().position(|one| one == name));
        assert_eq!(counted, expected, "{text}: {:?}", found.calls);
    }
}

#[test]
fn a_method_that_is_spelt_out_beats_the_name_of_the_function() {
    for (file, text, operation) in [
        (
            "okta/a.go",
            "package a\nfunc f() { c.Get(\"POST\", \"https://acme.okta.com/api/v1/users\", nil) }",
            "createUser",
        ),
        (
            "okta/a.go",
            "package a\nfunc f() { c.Get(http.MethodPost, oktaURL+\"/api/v1/users\", nil) }",
            "createUser",
        ),
        ("okta/a.py", "client.get('POST', okta + '/api/v1/users')", "createUser"),
        ("okta/a.py", "client.post(okta + '/api/v1/users', 'GET')", "createUser"),
        ("okta/a.js", "axios.post(`${okta}/api/v1/users`, { method: 'GET' });", "createUser"),
        ("okta/a.go", "package a\nfunc f() { c.Get(ctx, oktaURL+\"/api/v1/users\") }", "listUsers"),
    ] {
        assert_eq!(counted(&reading(file, text)), [operation], "{text}");
    }
}

#[test]
fn members_belong_to_the_variable_that_has_them() {
    for (file, text, operations) in [
        (
            "okta/a.js",
            "async function f(client) {\n  for (const policy of await all()) {\n    await \
             client.get(`/api/v1/policies/${encodeURIComponent(policy.id)}/rules`);\n  }\n}\nfunction row() {\n  const policy = { \
             id: '', name: '' };\n  return policy;\n}\n",
            &["listPolicyRules"][..],
        ),
        (
            "okta/a.js",
            "function f(user) {\n  return client.get('/api/v1/users/' + user.id + '/roles');\n}\nconst defaults = () => {\n  const \
             row = { id: 'me' };\n  return row;\n};\n",
            &["listAssignedRolesForUser"],
        ),
        (
            "okta/a.js",
            "function f() {\n  const paths = { list: '/api/v1/users' };\n  return client.get(okta + paths.list);\n}\nfunction g() {\n  \
             const paths = { list: '/api/v1/groups' };\n  return client.delete(okta + paths.list + '/x');\n}\n",
            &["listUsers", "deleteGroup"],
        ),
        (
            "okta/a.js",
            "const paths = { users: '/api/v1/users', zones: { all: '/api/v1/zones' } };\nconst f = () => client.get(okta + \
             paths.users);\nconst g = () => client.get(okta + paths.zones.all);\n",
            &["listUsers", "listNetworkZones"],
        ),
        (
            "okta/a.py",
            "class A:\n    def __init__(self):\n        self.kind = 'users'\n\n    def f(self):\n        return \
             client.get(f'{okta}/api/v1/{self.kind}')\n",
            &["listUsers"],
        ),
        (
            "okta/a.js",
            "const id = '';\nclient.get(`${okta}/api/v1/users/${id}/groups`);\n",
            &["listUserGroups"],
        ),
        ("okta/a.py", "query = ''\nclient.get(f'{okta}/api/v1/users{query}')\n", &["listUsers"]),
    ] {
        let found = reading(file, text);
        assert_eq!(counted(&found), operations, "{text}: {:?}", found.calls);
    }
}
