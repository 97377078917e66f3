//! Source code: tables of what is easily misread, one small program each.

use leastwise::intake::{FileClass, Format, Input, ReadOptions, read, read_all};

use super::told;
use crate::program::folder;
use crate::support::matcher;

/// The calls of one file, without their places.
fn calls(name: &str, text: &str) -> Vec<String> {
    let input = Input::Bytes(name.to_owned(), text.as_bytes().to_vec());
    let calls = read(&[input], &ReadOptions::of_format(Some(Format::Code)), matcher())
        .map(|reading| reading.calls)
        .unwrap_or_default();
    let asked = |told: String| told.split(" = ").next().unwrap().split_once(' ').unwrap().1.to_owned();
    calls.iter().map(|call| asked(told(call))).collect()
}

/// The calls of the files of a folder, without their places, with how they ended.
fn ended(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    let reading = read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher());
    reading.calls.iter().map(|call| told(call).split_once(' ').unwrap().1.to_owned()).collect()
}

#[test]
fn a_url_is_put_together() {
    for (name, text, expected) in [
        (
            "a.py",
            "requests.get('/'.join([base, 'api/v1/users', uid, 'roles']))",
            vec!["GET /api/v1/users/{…}/roles"],
        ),
        (
            "a.py",
            "x = f\"/api/v1/users/{d['a']!r:>10}/groups\"\nrequests.get(x)",
            vec!["GET /api/v1/users/{…}/groups"],
        ),
        (
            "a.py",
            "url = '/api/v1/users' if a else '/api/v1/groups'\nsession.get(url)",
            vec!["GET /api/v1/users", "GET /api/v1/groups"],
        ),
        (
            "a.js",
            "axios.get(`${base}/api/v1/users/${users.map(u => `${u.id}/x`).join(',')}/groups`)",
            vec!["GET /api/v1/users/{…}/groups"],
        ),
        (
            "a.go",
            "const (\n\tu = \"/api/v1/users\"\n\tg = u + \"/me/groups\"\n)\nfunc f() { c.Get(g) }",
            vec!["GET /api/v1/users/me/groups"],
        ),
        ("a.rb", "client.get(\"#{h[\"a\"]}/api/v1/users\")", vec!["GET /api/v1/users"]),
        (
            "a.php",
            "<?php $c->get(\"{$a['b']}/api/v1/users/$x[id]\"); ?> /api/v1/html <?= $c->post('/api/v1/groups') ?>",
            vec!["GET /api/v1/users/{…}", "POST /api/v1/groups"],
        ),
        (
            "a.kt",
            "val u = \"\"\"$base/api/v1/users/${f(\"}\")}\"\"\"; client.delete(u)",
            vec!["DELETE /api/v1/users/{…}"],
        ),
        (
            "a.java",
            "String s = \"\"\"\n \"\" '\n\"\"\"; client.delete(\"/api/v1/groups/\" + id);",
            vec!["DELETE /api/v1/groups/{id}"],
        ),
        ("a.py", "x = 'never ends\nrequests.get('/api/v1/groups')", vec!["GET /api/v1/groups"]),
        ("a.js", "const r = /[/'\"]/; fetch('/api/v1/users')", vec!["GET /api/v1/users"]),
        ("a.jsx", "const A = () => <p>Don't</p>; fetch('/api/v1/groups')", vec!["GET /api/v1/groups"]),
        ("a.js", "fetch('/api/v1/users?filter=s3cr3t&limit=' + n)", vec!["GET /api/v1/users?filter&limit"]),
        ("a.js", "fetch(`${base}/api/v1/users${query}`)", vec!["GET /api/v1/users"]),
        ("a.py", "A = B + '/x'\nB = A + '/api/v1/users'\nrequests.get(B)", vec!["GET /api/v1/users"]),
    ] {
        assert_eq!(calls(name, text), expected, "{text}");
    }
}

#[test]
fn a_method_is_read_and_never_invented() {
    for (name, text, expected) in [
        (
            "a.py",
            "u = '/api/v1/users'\nrequests.get(u)\nrequests.delete(u + '/' + id)",
            vec!["GET /api/v1/users", "DELETE /api/v1/users/{id}"],
        ),
        (
            "a.py",
            "def pages(client, path):\n    r = client.get(path)\npages(c, '/api/v1/users')",
            vec!["GET /api/v1/users"],
        ),
        (
            "a.py",
            "def both(client, path):\n    client.get(path)\n    client.post(path)\nboth(c, '/api/v1/users')",
            vec!["? /api/v1/users"],
        ),
        ("a.py", "return paginate(client, '/api/v1/users')", vec!["? /api/v1/users"]),
        ("a.py", "cache.put('/api/v1/users', x)", vec!["? /api/v1/users"]),
        ("a.py", "getUser('/api/v1/users/1')", vec!["? /api/v1/users/***"]),
        ("a.py", "x = get_url('/api/v1/users/1')", vec!["? /api/v1/users/***"]),
        ("a.js", "fetch('/api/v1/users', {...options})", vec!["? /api/v1/users"]),
        ("a.js", "fetch('/api/v1/users', { headers })", vec!["GET /api/v1/users"]),
        ("a.js", "fetch('/api/v1/users', { method, headers })", vec!["? /api/v1/users"]),
        ("a.js", "axios({ url: '/api/v1/users', method })", vec!["? /api/v1/users"]),
        ("a.js", "this.fetch('/api/v1/users')", vec!["? /api/v1/users"]),
        ("a.py", "x = self.send('/api/v1/users', body).get('id')", vec!["? /api/v1/users"]),
        ("a.py", "self.request('/api/v1/users')", vec!["? /api/v1/users"]),
        ("a.py", "queue.put('/api/v1/users')", vec!["? /api/v1/users"]),
        (
            "a.java",
            "new Request.Builder().url(b + \"/api/v1/users\").method(m, body).build()",
            vec!["? /api/v1/users"],
        ),
        ("a.java", "new Request.Builder().url(b + \"/api/v1/users\")", vec!["? /api/v1/users"]),
        (
            "a.php",
            "<?php $c = curl_init(); curl_setopt($c, CURLOPT_CUSTOMREQUEST, 'PUT'); curl_setopt($c, CURLOPT_URL, '/api/v1/org');",
            vec!["PUT /api/v1/org"],
        ),
        (
            "a.php",
            "<?php $c = curl_init('/api/v1/org'); curl_setopt($c, CURLOPT_CUSTOMREQUEST, $method);",
            vec!["? /api/v1/org"],
        ),
        ("a.go", "req, _ := http.NewRequest(method, base+\"/api/v1/users\", nil)", vec!["? /api/v1/users"]),
        ("a.go", "c.R().SetBody(x).Put(\"/api/v1/groups/\" + id)", vec!["PUT /api/v1/groups/{id}"]),
        ("a.go", "c.do(ctx, http.MethodGet, \"/api/v1/users\", nil, &out)", vec!["GET /api/v1/users"]),
        ("a.kt", "client.request(\"/api/v1/users\") { header(\"a\", \"b\") }", vec!["? /api/v1/users"]),
    ] {
        assert_eq!(calls(name, text), expected, "{text}");
    }
}

#[test]
fn what_is_no_call_is_none() {
    for (name, text) in [
        ("a.js", "await getUser(id); db.getUser(id); client.getUser(id); this.listUsers()"),
        ("a.js", "fetch(next); const x = '/users'; get(x)"),
        ("a.py", "client.list_users()"),
        (
            "a.java",
            "import com.okta.sdk.client.Client;\nclass A { void f() { repository.getUser(id); user.delete(); } }",
        ),
        ("a.go", "import \"github.com/okta/okta-sdk-golang/v5/okta\"\nfunc (c *Client) ListUsers() {}"),
    ] {
        assert_eq!(calls(name, text), [""; 0], "{text}");
    }
    for (name, text) in [
        ("a.py", "self.assertEqual(url, '/api/v1/users')"),
        ("a.py", "log.info('GET /api/v1/users')"),
        ("a.py", "if path == '/api/v1/users': pass"),
        ("a.js", "router.get('/api/v1/users', list)"),
        ("a.js", "cy.intercept('GET', '/api/v1/users')"),
        ("a.ts", "@Controller() class A { @Get('/api/v1/users') x() {} }"),
        ("a.js", "// axios.get('/api/v1/users')"),
        ("a.rs", "println!(\"GET /api/v1/users\");"),
        ("a.js", "fetch(`https://x.example/?next=/api/v1/users`)"),
    ] {
        let found = ended(&[(name, text)]);
        assert!(matches!(&found[..], [one] if one.contains("= excluded")), "{text}: {found:?}");
    }
}

#[test]
fn the_version_of_an_sdk_decides_what_a_name_means() {
    let python =
        "from okta.client import Client\nasync def f(client):\n    await client.update_user(id, body)\n";
    let old = "management:replaceUser";
    let new = "management:updateUser";
    let unknown = "ambiguous several-operations management:updateUser + management:replaceUser";
    for (manifest, expected) in [
        ("okta==2.9.0\n", old),
        ("okta~=3.0\n", new),
        ("okta>=2,<3\n", old),
        ("okta>=2\n", unknown),
        ("okta\n", unknown),
        ("okta-jwt-verifier==2.0\n", unknown),
    ] {
        let found = ended(&[("requirements.txt", manifest), ("a.py", python)]);
        assert_eq!(found, [format!("client.update_user = {expected}")], "{manifest}");
    }
    for (import, expected) in [("v2/okta", old), ("v5/okta", new)] {
        let text = format!(
            "package a\nimport \"github.com/okta/okta-sdk-golang/{import}\"\nfunc f(c *okta.Client) {{ c.UserAPI.UpdateUser(ctx, id) }}\n"
        );
        assert_eq!(ended(&[("a.go", &text)]), [format!("c.UserAPI.UpdateUser = {expected}")], "{import}");
    }
}

#[test]
fn objects_of_a_known_type_are_told_apart() {
    let java = "import com.okta.sdk.client.Client;\nimport com.okta.sdk.resource.group.Group;\nimport com.okta.sdk.resource.user.User;\nimport com.okta.sdk.resource.user.UserBuilder;\nclass A { void f(Group group, Thing thing) {\ngroup.delete(); thing.delete();\nUser u = UserBuilder.instance().setEmail(x).buildAndCreate(client);\nu.suspend(); } }";
    let found = ended(&[("A.java", java)]);
    let expected = [
        "<Group>.delete = management:deleteGroup",
        "<UserBuilder>.buildAndCreate = management:createUser",
        "<User>.suspend = management:suspendUser",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_passed_over_or_cannot_be_seen_is_said() {
    let long = format!("x = '{}'; fetch('/api/v1/users')", "a".repeat(300_000));
    let folder = folder(&[("a.js", long.as_bytes()), ("b.js", b"fetch('/api/v1/groups')")]);
    let reading = read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher());
    assert_eq!((reading.calls.len(), reading.account.skipped[&FileClass::Minified]), (1, 1));

    let error = read(&[Input::Path(folder.path().join("a.js"))], &ReadOptions::default(), matcher())
        .unwrap_err()
        .to_string();
    assert!(error.contains("passed over: a line of more than 256 KiB"), "{error}");

    let open = "def f(self, path):\n    return requests.get(f'{self.org}/api/v1{path}')\nrequests.get('/api/v1/users')\n";
    let input = Input::Bytes("a.py".to_owned(), open.as_bytes().to_vec());
    let reading = read(&[input], &ReadOptions::default(), matcher()).unwrap();
    assert_eq!(reading.account.unresolved.iter().map(|open| open.line).collect::<Vec<_>>(), [2]);
}

/// Programs that are made to keep a reader busy.
#[test]
fn nothing_takes_long() {
    for (name, piece) in [
        ("a.js", "a().b('/api/v1/users')."),
        ("a.js", "{u='/api/v1/users';"),
        ("a.js", "('/api/v1/users'+"),
        ("a.js", "'/api/v1/users'+"),
        ("a.js", "x=x+'/api/v1/users';"),
        ("a.py", "def f(p):\n  f(p,'/api/v1/users')\n"),
        ("a.ts", "`${`/api/v1/users"),
        ("a.go", "if x { okta.ListUsers(\"/api/v1\"+p)"),
    ] {
        // The result does not matter, only that there is one.
        let _ = calls(name, &piece.repeat(2_000));
    }
}
