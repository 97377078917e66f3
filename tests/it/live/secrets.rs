//! No secret comes out: neither of the answers, which hold one in every place that could, nor of what is authenticated with.

use std::fs;

use tempfile::TempDir;

use super::fake::{Fake, Setup, error};
use super::{AUDITOR, Run, environment, key};

#[test]
fn nothing_planted_reaches_the_snapshot_or_the_journal() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    let key = key();
    let fake = Fake::troubled(|number, request| {
        (number > 280
            && request.url.path() == "/api/v1/logs"
            && request.url.query().unwrap().contains("after=900"))
        .then(|| error(500, "PLANTED"))
    });
    let planted = fake.requests().len();
    let variables = [("OKTA_CLIENT_CLIENTID", AUDITOR), ("OKTA_CLIENT_PRIVATEKEY", key.as_str())];
    let run = Run { journal: Some(journal.clone()), environment: environment(&variables), ..Run::of(&fake) };
    let kept = fs::read_to_string(&journal).unwrap_or_default();
    let org = run.go().unwrap();
    let mut text = serde_json::to_string(&org).unwrap();
    text.push_str(&kept);
    text.push_str(&format!(
        "{org:?}{:?}{:?}",
        run.environment,
        leastwise::live::Credentials::find(&run.environment)
    ));
    assert_eq!(planted, 0);
    assert!(text.len() > 50_000);
    assert!(!text.contains("PLANTED"), "{}", around(&text, "PLANTED"));
    for line in key.lines().filter(|line| !line.starts_with("-----")) {
        assert!(!text.contains(line), "the private key is in it");
    }
    // The answers did hold them.
    let answers = serde_json::to_string(&super::answers::events(&crate::orgs::example())).unwrap();
    assert!(answers.matches("PLANTED").count() > 1_000);
}

#[test]
fn the_journal_holds_no_secret_while_it_is_there() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    let fake = Fake::troubled(|number, _| (number > 200).then(|| error(500, "E0000009")));
    Run { journal: Some(journal.clone()), ..Run::of(&fake) }.go().unwrap_err();
    let text = fs::read_to_string(&journal).unwrap();
    assert!(text.lines().count() > 100);
    let org = crate::orgs::example();
    let logins = org.users.entries().iter().filter_map(|user| user.login.clone());
    let labels = org.apps.entries().iter().flat_map(|app| [app.label.clone(), app.id.clone()]);
    let host = fake.url().trim_start_matches("http://").to_owned();
    let others = ["PLANTED", "/api/v1", "after=", AUDITOR, "acme.okta"].map(str::to_owned);
    for name in logins.chain(labels).chain(others).chain([host]) {
        assert!(!text.contains(&name), "{}", around(&text, &name));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            fs::metadata(&journal).unwrap().permissions().mode() & 0o077,
            0,
            "nobody else may read it"
        );
    }
}

/// Errors of every kind, of a run whose every secret is marked.
#[test]
fn no_error_shows_a_secret() {
    for (path, status) in
        [("/api/v1/apps", 301), ("/api/v1/apps", 401), ("/api/v1/apps", 429), ("/oauth2/v1/token", 400)]
    {
        let fake = Fake::troubled(move |_, request| {
            (request.url.path() == path).then(|| {
                error(status, "PLANTED code").insert_header("location", "https://x.example/?t=PLANTED")
            })
        });
        let error = Run::small(&fake).go().unwrap_err();
        let text = format!("{error} {error:?} {}", error.help());
        assert!(!text.contains("PLANTED"), "{text}");
    }
    for key in [
        "-----BEGIN PRIVATE KEY-----\nPLANTED\n-----END PRIVATE KEY-----",
        "{\"kty\":\"PLANTED\"}",
        "PLANTED/path",
        "{PLANTED",
    ] {
        let fake = Fake::new(Setup::default());
        let variables = [("OKTA_CLIENT_CLIENTID", AUDITOR), ("OKTA_CLIENT_PRIVATEKEY", key)];
        let error = Run { environment: environment(&variables), ..Run::small(&fake) }.go().unwrap_err();
        let text = format!("{error} {error:?} {}", error.help());
        assert!(!text.contains("PLANTED") && text.contains("private key cannot be used"), "{text}");
    }
}

fn around<'t>(text: &'t str, word: &str) -> &'t str {
    let at = text.find(word).unwrap_or(0);
    text.get(at.saturating_sub(200)..(at + 100).min(text.len())).unwrap_or_default()
}
