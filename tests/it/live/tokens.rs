//! Tokens: fetched for a key, renewed when they end, bound to a key when the org asks for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leastwise::live::LiveError;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;

use super::fake::{Fake, Setup, claims, error, form};
use super::{AUDITOR, Run, environment, expected};

#[test]
fn a_token_that_ends_half_way_is_renewed() {
    let fake = Fake::new(Setup { calls_of_token: 50, ..Setup::default() });
    assert_eq!(Run::of(&fake).go().unwrap(), expected(&fake));
    let (served, tokens) = fake.served();
    assert!(tokens >= served / 55 && tokens > 3, "{tokens} tokens for {served} requests");
}

#[test]
fn a_token_that_is_never_accepted_ends_the_run() {
    let fake = Fake::new(Setup { calls_of_token: 0, ..Setup::default() });
    let error = Run::small(&fake).go().unwrap_err();
    assert!(error.to_string().contains("does not accept the credentials: E0000011"), "{error}");
    assert_eq!(fake.served().1, 2, "a new token is tried once");
}

#[test]
fn an_api_token_that_is_refused_is_not_shown() {
    let fake = Fake::new(Setup::default());
    let environment = environment(&[("OKTA_CLIENT_TOKEN", "00PLANTEDother")]);
    let error = Run { environment, ..Run::of(&fake) }.go().unwrap_err();
    assert!(matches!(&error, LiveError::Refused { why, .. } if why == "E0000011"), "{error}");
    assert!(!format!("{error:?}").contains("PLANTED"));
}

#[test]
fn an_app_that_is_unknown_is_told_in_the_words_of_the_org() {
    let fake = Fake::troubled(|_, request| {
        let body = serde_json::json!({"error": "invalid_client", "error_description": "PLANTED-words"});
        (request.method.as_str() == "POST").then(|| wiremock::ResponseTemplate::new(401).set_body_json(body))
    });
    let error = Run::small(&fake).go().unwrap_err();
    assert!(error.to_string().ends_with("does not accept the credentials: invalid_client"), "{error}");
    assert!(!format!("{error:?}").contains("PLANTED"));
}

#[test]
fn no_scope_at_all_is_an_error() {
    let fake = Fake::new(Setup { ungranted: super::SCOPES.to_vec(), ..Setup::default() });
    let error = Run::of(&fake).go().unwrap_err();
    assert!(error.to_string().contains("invalid_scope"), "{error}");
    assert_eq!(fake.paths("POST").len(), 11, "all together, then each alone");
}

#[test]
fn a_token_endpoint_that_fails_is_tried_again_within_bounds() {
    let fake =
        Fake::troubled(|_, request| (request.method.as_str() == "POST").then(|| error(500, "E0000009")));
    assert!(matches!(Run::small(&fake).go().unwrap_err(), LiveError::Unwell { status: 500, .. }));
    assert_eq!(fake.paths("POST").len(), 5);
}

#[test]
fn an_org_that_asks_for_bound_tokens_gets_proofs() {
    let fake = Fake::new(Setup { dpop: true, ..Setup::default() });
    assert_eq!(Run::of(&fake).go().unwrap(), expected(&fake));
    let mut names = std::collections::BTreeSet::new();
    for request in fake.requests().iter().filter(|request| request.url.path().starts_with("/api/")) {
        let proof = request.headers["dpop"].to_str().unwrap();
        let claims = claims(proof);
        assert_eq!(claims["htm"], "GET");
        assert_eq!(claims["htu"], format!("{}{}", fake.url(), request.url.path()));
        assert!(claims["ath"].as_str().is_some_and(|hash| hash.len() == 43));
        assert!(names.insert(claims["jti"].to_string()), "a proof is used once");
        let header = proof.split('.').next().unwrap();
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        assert_eq!(
            (&header["typ"], &header["alg"], &header["jwk"]["crv"]),
            (&"dpop+jwt".into(), &"ES256".into(), &"P-256".into())
        );
        assert_eq!(header["jwk"].as_object().unwrap().len(), 4, "the private number stays here");
    }
}

/// Keys that were made for this test and open nothing.
const KEYS: [(&str, &str); 3] = [
    ("PKCS#8", include_str!("../../fixtures/live/rsa-pkcs8.pem")),
    ("PKCS#1", include_str!("../../fixtures/live/rsa-pkcs1.pem")),
    ("JWK", include_str!("../../fixtures/live/rsa.jwk.json")),
];

#[test]
fn statements_are_signed_with_the_key_in_whatever_form_it_is() {
    let jwk: Value = serde_json::from_str(KEYS[2].1).unwrap();
    let number = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let public = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    for (form_of_key, key) in KEYS {
        let escaped = key.replace('\n', "\\n");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), key).unwrap();
        for key in [key, escaped.as_str(), file.path().to_str().unwrap()] {
            if form_of_key == "JWK" && key == escaped {
                continue;
            }
            let fake = Fake::new(Setup::default());
            let environment = environment(&[
                ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"),
                ("OKTA_CLIENT_CLIENTID", AUDITOR),
                ("OKTA_CLIENT_PRIVATEKEY", key),
                ("OKTA_CLIENT_PRIVATEKEYID", "the-key"),
                ("OKTA_CLIENT_SCOPES", "okta.orgs.read, okta.apiTokens.read"),
            ]);
            Run { environment, ..Run::of(&fake) }.go().unwrap();
            let request =
                fake.requests().into_iter().find(|request| request.method.as_str() == "POST").unwrap();
            let form = form(&request.body);
            let value = |name: &str| &form.iter().find(|(key, _)| key == name).unwrap().1;
            assert_eq!(value("scope"), "okta.orgs.read okta.apiTokens.read");
            let statement = value("client_assertion");
            let (text, signature) = statement.rsplit_once('.').unwrap();
            let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
            let verified = public.verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &signature);
            assert!(verified.is_ok(), "{form_of_key}");
            let claims = claims(statement);
            assert_eq!((&claims["iss"], &claims["sub"]), (&AUDITOR.into(), &AUDITOR.into()));
            assert_eq!(claims["aud"], format!("{}/oauth2/v1/token", fake.url()));
            let header = URL_SAFE_NO_PAD.decode(text.split('.').next().unwrap()).unwrap();
            let header: Value = serde_json::from_slice(&header).unwrap();
            assert_eq!((&header["alg"], &header["kid"]), (&"RS256".into(), &"the-key".into()));
        }
    }
}
