//! Care of a catalog as people do it at a terminal: import, diff, evidence, history, completions and manual pages.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::documents::{document, release, texts};
use crate::program::{Ran, folder, run};
use crate::schema::misfits;
use crate::support::catalog;

/// A folder with the catalog in `data/` and a document beside it.
fn desk(document: &Value) -> TempDir {
    let desk = folder(&[("spec.json", document.to_string().as_bytes())]);
    for (file, text) in texts() {
        let path = desk.path().join("data").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    desk
}

fn json_of(ran: &Ran) -> Value {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn an_import_writes_what_changed_and_says_so() {
    let mut newer = document("oauth", "2999.01.0");
    newer["paths"]["/oauth2/v1/clients"]["get"]["security"] =
        json!([{"token": []}, {"oauth": ["okta.clients.manage"]}]);
    let desk = desk(&newer);
    let before = fs::read_to_string(desk.path().join("data/operations/oauth/client.yaml")).unwrap();
    let tried = run(&desk, &["catalog", "import", "spec.json", "--dry-run"]);
    assert_eq!(tried.code, 0, "{}", tried.err);
    assert!(
        tried.out.contains("oauth:listClients scopes: [[okta.clients.read]] → [[okta.clients.manage]]"),
        "{}",
        tried.out
    );
    assert_eq!(fs::read_to_string(desk.path().join("data/operations/oauth/client.yaml")).unwrap(), before);
    let done = json_of(&run(&desk, &["catalog", "import", "spec.json", "--format", "json"]));
    assert_eq!(misfits("import.json", &done), [""; 0]);
    assert_eq!(done["files"], json!(["catalog.yaml", "operations/oauth/client.yaml"]));
    let after = fs::read_to_string(desk.path().join("data/operations/oauth/client.yaml")).unwrap();
    assert_eq!(before.lines().count(), after.lines().count());
    assert_eq!(before.lines().zip(after.lines()).filter(|(one, other)| one != other).count(), 1);
    assert_eq!(run(&desk, &["catalog", "lint"]).code, 0);
    let again = json_of(&run(&desk, &["catalog", "import", "spec.json", "--format", "json"]));
    assert_eq!(again["files"], json!([]), "the second time there is nothing to do");
    let diff = json_of(&run(&desk, &["catalog", "diff", "embedded", "data", "--format", "json"]));
    assert_eq!(misfits("catalog-diff.json", &diff), [""; 0]);
    assert_eq!(
        (&diff["breaking"], &diff["changed"][0]["operation"]),
        (&json!(true), &json!("oauth:listClients"))
    );
    let markdown = run(&desk, &["catalog", "diff", "embedded", "data", "--format", "markdown"]).out;
    assert!(markdown.contains("### Changed, breaking (1)\n\n- `oauth:listClients`: scopes okta.clients.read → okta.clients.manage (breaking)\n"), "{markdown}");
}

/// An address is fetched without credentials and without following it elsewhere.
#[cfg(feature = "live")]
#[test]
fn a_document_is_fetched_from_the_address_that_is_named() {
    let desk = desk(&json!({}));
    let text = document("oauth", release("oauth")).to_string();
    let found = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len());
    let moved =
        "HTTP/1.1 302 Found\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\n\r\n".to_owned();
    for (answer, code, said) in [(found, 0, "is up to date"), (moved, 2, "answers with status 302")] {
        let (address, asked) = answering(answer);
        let done = run(&desk, &["catalog", "import", &format!("{address}/spec.json?token=s3cr3t")]);
        let asked = asked.join().unwrap();
        let words = [done.out.as_str(), &done.err].concat();
        assert!(done.code == code && words.contains(said), "{words}");
        assert!(asked.starts_with("GET /spec.json?token=s3cr3t HTTP/1.1\r\n"), "{asked}");
        assert!(!asked.to_lowercase().contains("authorization"), "{asked}");
        assert!(!words.contains("s3cr3t"), "{words}");
    }
}

/// A server that answers one request, and what it was asked.
#[cfg(feature = "live")]
fn answering(answer: String) -> (String, std::thread::JoinHandle<String>) {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            asked.extend(byte);
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(asked).unwrap()
    });
    (address, asked)
}

#[test]
fn nothing_is_written_when_anything_is_wrong() {
    let desk = desk(&document("oauth", release("oauth")));
    fs::write(desk.path().join("broken.yaml"), "openapi: 3.0.3\npaths: [\n").unwrap();
    fs::create_dir(desk.path().join("empty")).unwrap();
    for (arguments, expected) in [
        (&["broken.yaml", "spec.json"][..], "cannot be read as an OpenAPI document"),
        (&["http://acme.okta.com/spec.yaml?token=s3cr3t"], "no safe address of a document: `acme.okta.com`"),
        (&["https://me:s3cr3t@acme.okta.com/spec.yaml"], "no safe address of a document: `acme.okta.com`"),
        (&["missing.yaml"], "cannot read `missing.yaml`"),
        (&["empty"], "`empty` holds no documents"),
        (&["data/catalog.yaml"], "is no OpenAPI document"),
        (&["spec.json", "--catalog", "nowhere"], "cannot read the catalog `***`"),
        (&["spec.json", "--format", "dot"], "invalid value 'dot'"),
    ] {
        let ran = run(&desk, &[&["catalog", "import"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.out);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("s3cr3t"), "{}", ran.err);
    }
    for (file, text) in texts() {
        assert_eq!(fs::read_to_string(desk.path().join("data").join(&file)).unwrap(), text, "{file}");
    }
}

#[test]
fn both_sides_of_a_diff_are_complained_about_at_once() {
    let ran = run(&folder(&[]), &["catalog", "diff", "left.yaml", "right.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`left.yaml`") && ran.err.contains("`right.yaml`"), "{}", ran.err);
}

#[test]
fn documents_are_compared_without_a_catalog_folder() {
    let mut after = document("myaccount", "2999.01.0");
    after["paths"].as_object_mut().unwrap().remove("/idp/myaccount/emails").unwrap();
    let desk = folder(&[
        ("a/myaccount.json", document("myaccount", "1.0.0").to_string().as_bytes()),
        ("a/oauth.json", document("oauth", "1.0.0").to_string().as_bytes()),
        ("b.json", after.to_string().as_bytes()),
    ]);
    let diff = json_of(&run(&desk, &["catalog", "diff", "a", "b.json", "--format", "json"]));
    assert_eq!(diff["removed"].as_array().unwrap().len(), 2);
    assert_eq!(diff["not_compared"], json!(["oauth"]));
    assert_eq!(diff["before"]["releases"], json!({"myaccount": "1.0.0", "oauth": "1.0.0"}));
}

/// Counted in another way than the program does.
#[test]
fn the_map_of_evidence_counts_every_operation_once() {
    let map = json_of(&run(&folder(&[]), &["catalog", "evidence", "--format", "json"]));
    assert_eq!(misfits("evidence.json", &map), [""; 0]);
    let levels = ["spec", "official", "observed", "vendor", "inferred_medium", "inferred_low", "unknown"];
    let sum = |row: &Value| levels.iter().map(|level| row[*level].as_u64().unwrap()).sum::<u64>();
    for row in map["apis"].as_array().unwrap().iter().chain(map["areas"].as_array().unwrap()) {
        assert_eq!(Some(sum(row)), row["operations"].as_u64(), "{row}");
    }
    let unknown = catalog().operations().filter(|(_, one)| one.capabilities.is_empty()).count();
    assert_eq!(map["all"]["unknown"], unknown);
    assert_eq!(map["all"]["operations"], 1250);
    let one =
        json_of(&run(&folder(&[]), &["catalog", "evidence", "--api", "governance", "--format", "json"]));
    assert_eq!((one["apis"].as_array().unwrap().len(), &one["all"]["operations"]), (1, &json!(162)));
    let wrong = run(&folder(&[]), &["catalog", "evidence", "--api", "governence"]);
    assert!(wrong.err.contains("did you mean `governance`?"), "{}", wrong.err);
}

#[test]
fn history_tells_since_when() {
    let of = |name: &str| run(&folder(&[]), &["catalog", "show", "--history", name]).out;
    assert!(of("deleteUser").contains("since 2024.06.1 or earlier"), "{}", of("deleteUser"));
    assert!(!of("deleteUser").contains("accepts"));
    assert!(of("uploadOrgLogo").contains("from 2024.06.1 to 2025.08.0"), "{}", of("uploadOrgLogo"));
    assert!(of("okta.aiAgents.read").contains("stood in earlier documents only"));
}

#[test]
fn an_explanation_as_json_fits_its_schema() {
    let desk = folder(&[("ops.txt", b"GET /api/v1/users\nPOST /api/v1/users/{id}/lifecycle/suspend\n")]);
    for arguments in [
        &["explain", "suspendUser"][..],
        &["explain", "okta.users.manage"],
        &["explain", "SUPER_ADMIN"],
        &["explain", "createSession"],
        &["explain", "/api/v1/users"],
        &["explain", "USER_ADMIN", "--calls", "ops.txt", "--calls", "GET /api/v1/groups"],
    ] {
        let report = json_of(&run(&desk, &[arguments, &["--format", "json"]].concat()));
        assert_eq!(misfits("explain.json", &report), [""; 0], "{arguments:?}");
    }
}

#[test]
fn shells_and_manuals_know_every_command() {
    let desk = folder(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&desk, &["completions", shell]);
        assert_eq!(ran.code, 0);
        for word in ["explain", "evidence", "dry-run"] {
            assert!(ran.out.contains(word), "{shell} does not know {word}");
        }
    }
    assert!(run(&desk, &["man"]).out.contains(".SH SUBCOMMANDS"));
    assert_eq!(run(&desk, &["man", "--output", "pages"]).code, 0);
    for page in ["leastwise.1", "leastwise-explain.1", "leastwise-catalog-import.1"] {
        assert!(desk.path().join("pages").join(page).is_file(), "{page} is missing");
    }
}
