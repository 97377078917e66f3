//! Where credentials are looked for, and what is said when they are not there.

use std::fs;

use leastwise::live::{Credentials, Environment};
use tempfile::TempDir;

use super::fake::{Fake, Setup};
use super::{AUDITOR, Run, environment, expected, key};

/// A home folder with settings of the SDKs.
fn home(text: &str) -> (TempDir, Environment) {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".okta")).unwrap();
    fs::write(folder.path().join(".okta/okta.yaml"), text).unwrap();
    let environment = Environment { home: Some(folder.path().to_path_buf()), ..Environment::default() };
    (folder, environment)
}

#[test]
fn the_file_of_the_sdks_is_read_and_the_environment_goes_before_it() {
    let fake = Fake::new(Setup::default());
    let key = key().replace('\n', "\n      ");
    let text = format!(
        "okta:\n  client:\n    orgUrl: {}\n    authorizationMode: PrivateKey\n    clientId: {AUDITOR}\n    \
         scopes: [okta.orgs.read, okta.apps.read]\n    connectionTimeout: 30\n    privateKey: |\n      {key}\n",
        fake.url()
    );
    let (_folder, of_file) = home(&text);
    let org = Run { environment: of_file.clone(), ..Run::of(&fake) }.go().unwrap();
    assert_eq!(org.auditor.unwrap().scopes.unwrap(), ["okta.orgs.read", "okta.apps.read"]);
    assert_eq!(org.client_privileges, expected(&fake).client_privileges);

    let mut both = of_file;
    both.variables.insert("OKTA_CLIENT_SCOPES".to_owned(), "okta.logs.read".to_owned());
    let org = Run { environment: both, ..Run::of(&fake) }.go().unwrap();
    assert_eq!(org.auditor.unwrap().scopes.unwrap(), ["okta.logs.read"]);
}

#[test]
fn credentials_of_one_org_are_sent_to_no_other() {
    let fake = Fake::new(Setup::default());
    for (org, asked) in [("https://acme.okta.com", true), (fake.url().as_str(), false)] {
        let environment =
            environment(&[("OKTA_CLIENT_ORGURL", org), ("OKTA_CLIENT_TOKEN", "00PLANTEDtoken")]);
        let result = Run { environment, ..Run::of(&fake) }.go();
        assert_eq!(result.is_err(), asked, "{org}");
        if let Err(error) = result {
            assert!(
                error.to_string().contains("are those of `acme.okta.com`, not of `127.0.0.1:"),
                "{error}"
            );
            assert_eq!(fake.requests().len(), 0);
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    for (variables, message) in [
        (&[][..], "no key and no token is set"),
        (&[("OKTA_CLIENT_TOKEN", "  ")], "no key and no token is set"),
        (&[("OKTA_CLIENT_PRIVATEKEY", "x")], "`OKTA_CLIENT_CLIENTID` is not set"),
        (
            &[("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"), ("OKTA_CLIENT_CLIENTID", "0oa1")],
            "`OKTA_CLIENT_PRIVATEKEY` is not set",
        ),
        (&[("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")], "no key and no token is set"),
        (
            &[("OKTA_CLIENT_AUTHORIZATIONMODE", "Magic"), ("OKTA_CLIENT_TOKEN", "x")],
            "none of PrivateKey, SSWS and Bearer",
        ),
        (&[("OKTA_CLIENT_TOKEN", "00a\nPLANTED")], "letters in it that no token has"),
        (
            &[("OKTA_CLIENT_CLIENTID", "0oa1"), ("OKTA_CLIENT_PRIVATEKEY", "/does/not/exist")],
            "neither PEM, nor JWK, nor the path of a file",
        ),
        (
            &[
                ("OKTA_CLIENT_CLIENTID", "0oa1"),
                (
                    "OKTA_CLIENT_PRIVATEKEY",
                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII\n-----END ENCRYPTED PRIVATE KEY-----",
                ),
            ],
            "it is encrypted",
        ),
        (
            &[("OKTA_CLIENT_CLIENTID", "0oa1"), ("OKTA_CLIENT_PRIVATEKEY", r#"{"kty":"EC","crv":"P-384"}"#)],
            "neither an RSA key nor one on the curve P-256",
        ),
    ] {
        let error = Credentials::find(&environment(variables)).err().map(|error| error.to_string());
        assert!(
            error.as_ref().is_some_and(|error| error.contains(message) && !error.contains("PLANTED")),
            "{error:?}"
        );
    }
    let (_folder, broken) = home("okta: [PLANTED\n");
    let error = Credentials::find(&broken).unwrap_err().to_string();
    assert!(error.contains("is no file of settings") && !error.contains("PLANTED"), "{error}");
}

#[test]
fn an_access_token_from_elsewhere_tells_its_scopes() {
    // {"cid":"0oa1x","scp":["okta.apps.read"]}
    let token = "e30.eyJjaWQiOiIwb2ExeCIsInNjcCI6WyJva3RhLmFwcHMucmVhZCJdfQ.x";
    let fake = Fake::troubled(|_, request| {
        let known = request
            .headers
            .get("authorization")
            .is_some_and(|value| value.to_str().unwrap().starts_with("Bearer e30."));
        (known && request.url.path() == "/api/v1/apps").then(|| super::fake::json_of(&serde_json::json!([])))
    });
    let variables = [("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer"), ("OKTA_CLIENT_TOKEN", token)];
    let org = Run { environment: environment(&variables), ..Run::of(&fake) }.go().unwrap();
    let auditor = org.auditor.unwrap();
    assert_eq!(
        (auditor.id.as_deref(), auditor.scopes.as_deref()),
        (Some("0oa1x"), Some(&["okta.apps.read".to_owned()][..]))
    );
    let paths = fake.paths("GET");
    assert_eq!(
        paths,
        ["/.well-known/oauth-authorization-server", "/api/v1/apps"],
        "nothing is asked for in vain"
    );
}
