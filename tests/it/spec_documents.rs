//! OpenAPI documents that are none, are cut off or contradict each other: each is told of, and nothing is taken.

use leastwise::catalog::import::import;
use leastwise::catalog::openapi::read;
use rstest::rstest;
use serde_json::json;

use crate::documents::{document, parsed, release, texts};
use crate::support::catalog;

/// A small document in the layout that Okta's have: what is referred to comes last.
const SMALL: &str = "\
openapi: 3.0.3
info:
  title: Two operations
  version: 2026.06.3
servers:
  - url: https://acme.okta.com
paths:
  /api/v1/users:
    parameters:
      - $ref: '#/components/parameters/Limit'
    get:
      operationId: listUsers
      tags: [User]
      summary: 'Lists: everybody'
      parameters:
        - in: query
          name: search
          schema:
            type: string
      responses:
        '200':
          $ref: '#/components/responses/Users'
      security:
        - apiToken: []
        - oauth2:
            - okta.users.read
  /api/v1/users/{id}:
    x-okta-lifecycle:
      lifecycle: GA
      SKUs: []
    delete:
      operationId: deleteUser
      tags:
        - User
      responses:
        '204':
          description: Gone
      security:
        - apiToken: []
        - oauth2: [okta.users.manage]
components:
  parameters:
    Limit:
      name: limit
      in: query
  responses:
    Users:
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/User'
  schemas:
    User:
      type: object
  securitySchemes:
    apiToken:
      type: apiKey
      in: header
      name: Authorization
    oauth2:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: /oauth2/v1/authorize
          scopes:
            okta.users.manage: Manages users
            okta.users.read: Reads users
x-tagGroups: []
";

#[test]
fn a_document_is_read() {
    let document = read("small.yaml", SMALL).unwrap();
    assert_eq!((document.title.as_str(), document.release.as_str()), ("Two operations", "2026.06.3"));
    let list = &document.operations[0];
    assert_eq!(
        (list.id.as_str(), list.tag.as_str(), &list.query[..]),
        ("listUsers", "User", &["limit".to_owned(), "search".to_owned()][..])
    );
    assert_eq!(list.security[1].scopes, ["okta.users.read"]);
    assert_eq!(document.operations[1].lifecycle.as_deref(), Some("GA"));
    assert!(document.scopes.contains("okta.users.manage"));
}

/// Cut off anywhere, a document is refused, unless nothing is missing that a catalog asks for.
#[test]
fn a_document_that_is_cut_off_is_refused() {
    let whole = read("small.yaml", SMALL).unwrap();
    let mut refused = 0;
    for (at, _) in SMALL.char_indices() {
        let (kept, lost) = SMALL.split_at(at);
        match read("small.yaml", kept) {
            Ok(document) => {
                assert_eq!(document.operations, whole.operations, "cut at {at}: {kept}");
                // The list of scopes may be short then; it is the last thing in a document.
                assert!(lost.len() < 220, "cut at {at}");
            }
            Err(problems) => {
                assert!(!problems.is_empty());
                refused += 1;
            }
        }
    }
    assert!(refused > 1000);
}

#[rstest]
#[case::empty("", "is no OpenAPI document")]
#[case::not_yaml("\u{0}\u{1}", "cannot be read as an OpenAPI document")]
#[case::text("# Release notes\n\nNothing new.\n", "cannot be read as an OpenAPI document")]
#[case::html("<!DOCTYPE html><html><body>404</body></html>", "cannot be read as an OpenAPI document")]
#[case::other_json(r#"{"name": "leastwise", "version": "1"}"#, "is no OpenAPI document")]
#[case::swagger("swagger: '2.0'\ninfo: {title: a, version: '1'}\npaths: {}\n", "is a Swagger 2.0 document")]
#[case::four("openapi: 4.0.0\ninfo: {title: a, version: '1'}\npaths: {}\n", "is an OpenAPI 4.0.0 document")]
#[case::unreleased("openapi: 3.0.3\ninfo: {title: a}\npaths: {}\n", "does not say its release")]
#[case::nothing("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n", "describes no operation")]
fn what_is_no_document_is_told(#[case] text: &str, #[case] expected: &str) {
    let problems = read("given.yaml", text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.starts_with(expected), "{:?}", problems[0]);
}

#[rstest]
#[case::id("      operationId: listUsers\n", "", "has no operationId")]
#[case::tag("      tags: [User]\n", "", "has no tag")]
#[case::twice("operationId: deleteUser", "operationId: listUsers", "stands twice")]
#[case::scheme("        - oauth2: [okta.users.manage]", "        - magic: []", "is secured by `magic`")]
#[case::both("        - oauth2: [okta.users.manage]", "        - {oauth2: [a], apiToken: []}", "at once")]
#[case::reference("parameters/Limit", "parameters/Limits", "refers to `parameters/Limits`")]
fn what_is_wrong_in_a_document_is_told(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    let broken = SMALL.replacen(from, to, 1);
    assert_ne!(broken, SMALL);
    let problems = read("small.yaml", &broken).unwrap_err();
    assert!(problems.iter().any(|problem| problem.to_string().contains(expected)), "{problems:?}");
}

/// What follows from one cause is told once.
#[test]
fn a_document_without_its_end_is_told_of_once() {
    let (kept, _) = SMALL.split_once("components:").unwrap();
    assert_eq!(read("small.yaml", kept).unwrap_err().len(), 1);
    let unreferred = kept
        .replace("      - $ref: '#/components/parameters/Limit'\n", "")
        .replace("    parameters:\n    get", "    get");
    let unreferred = unreferred
        .replace("          $ref: '#/components/responses/Users'\n", "          description: All\n");
    let problems = read("small.yaml", &unreferred).unwrap_err();
    assert_eq!(problems.len(), 2, "one for each scheme: {problems:?}");
    assert!(problems[0].message.ends_with("nothing is known (1 more like it)"), "{problems:?}");
}

#[test]
fn documents_that_disagree_are_refused() {
    let same = document("oauth", release("oauth"));
    let mut other = same.clone();
    other["paths"]["/oauth2/v1/clients"]["get"]["security"] = json!([{"oauth": ["okta.clients.manage"]}]);
    let given = [parsed("one.json", &same), parsed("two.json", &other)];
    let problems = import(&texts(), &given, catalog().tables()).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("the two disagree about `listClients`"), "{problems:?}");
    let twice = [parsed("one.json", &same), parsed("copy.json", &same)];
    assert!(import(&texts(), &twice, catalog().tables()).is_ok(), "the same twice is no contradiction");
}

#[test]
fn two_apis_cannot_have_one_endpoint() {
    let mut grabbing = document("oauth", "2999.01.0");
    grabbing["paths"]["/api/v1/users/{user}"] =
        json!({"get": {"operationId": "peek", "tags": ["Client"], "security": []}});
    let problems = import(&texts(), &[parsed("oauth.json", &grabbing)], catalog().tables()).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("which is `management:getUser` already"), "{problems:?}");
}

#[test]
fn a_document_of_another_api_is_refused() {
    let foreign = json!({
        "openapi": "3.1.0",
        "info": {"title": "Pet store", "version": "1.0.0"},
        "paths": {"/pets": {"get": {"operationId": "listPets", "tags": ["Pets"], "security": []}}},
    });
    let problems = import(&texts(), &[parsed("pets.json", &foreign)], catalog().tables()).unwrap_err();
    assert!(problems[0].message.contains("`Pet store` shares no operations"), "{problems:?}");
}
