//! OpenAPI documents of the tests' own making, written from what the catalog says of an API.

use std::collections::BTreeMap;

use leastwise::catalog::import::Texts;
use leastwise::catalog::openapi::{Document, read};
use leastwise::catalog::tables::Operation;
use leastwise::model::Accepted;
use serde_json::{Value, json};

use crate::support::{catalog, data};

/// A document that says what the catalog says of an API, in a release.
pub(crate) fn document(api: &str, release: &str) -> Value {
    let tables = catalog().tables();
    let key = catalog().names().apis[api];
    let mut paths = serde_json::Map::new();
    for operation in tables.operations.iter().filter(|one| one.api == key) {
        let item = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        item[operation.method.name().to_lowercase()] = described(operation);
    }
    let source = tables.citations[catalog().api(key).document.index()].clone();
    let declared = tables.scopes.iter().filter(|scope| {
        let cited = &tables.citations[scope.cites.index()];
        serde_json::to_value(scope.status).unwrap() == "current"
            && source.iter().all(|one| cited.contains(one))
    });
    let declared: BTreeMap<_, _> = declared.map(|scope| (scope.name.clone(), "a scope")).collect();
    json!({
        "openapi": "3.0.3",
        "info": {"title": format!("A document of {api}"), "version": release},
        "paths": paths,
        "components": {"securitySchemes": {
            "token": {"type": "apiKey", "in": "header", "name": "Authorization"},
            "oauth": {"type": "oauth2", "flows": {"authorizationCode": {"scopes": declared}}},
            "client": {"type": "http", "scheme": "basic"},
            "bearer": {"type": "http", "scheme": "bearer"},
        }},
    })
}

fn described(operation: &Operation) -> Value {
    let scopes = |position: usize| -> Vec<String> {
        let set = operation.scopes.get(position).cloned().unwrap_or_default();
        set.iter().map(|key| catalog().scope(*key).name.clone()).collect()
    };
    let ways = operation.accepts.iter().flat_map(|accepted| match accepted {
        Accepted::None => Vec::new(),
        Accepted::ApiToken => vec![json!({"token": []})],
        Accepted::Oauth | Accepted::UserToken => {
            (0..operation.scopes.len()).map(|position| json!({"oauth": scopes(position)})).collect()
        }
        Accepted::ClientAuth => vec![json!({"client": []})],
        Accepted::OpaBearer => vec![json!({"bearer": []})],
        Accepted::OagJwt => vec![json!({"bearer": scopes(0)})],
    });
    let parameters = operation.query.iter().map(|name| json!({"name": name, "in": "query"}));
    let mut one = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "deprecated": operation.deprecated,
        "security": ways.collect::<Vec<_>>(),
        "parameters": parameters.collect::<Vec<_>>(),
        "x-okta-lifecycle": {"lifecycle": operation.lifecycle, "SKUs": operation.skus},
    });
    if let Some(roles) = &operation.roles_only {
        one["x-okta-iam-admin-roles"] = roles.iter().map(|role| catalog().role(*role).name.clone()).collect();
    }
    if !operation.opa_roles.is_empty() {
        one["x-okta-opa-roles"] = operation.opa_roles.clone().into();
    }
    if operation.scopes.iter().any(Vec::is_empty) && !operation.accepts.contains(&Accepted::None) {
        one["x-okta-no-scope-required"] = true.into();
    }
    one
}

/// The document read; it stands in a file of this name.
pub(crate) fn parsed(file: &str, document: &Value) -> Document {
    read(file, &document.to_string()).unwrap()
}

/// The files of the catalog as an import takes them.
pub(crate) fn texts() -> Texts {
    data().into_iter().collect()
}

/// The release that the catalog holds of an API.
pub(crate) fn release(api: &str) -> &'static str {
    &catalog().api(catalog().names().apis[api]).release
}

/// The record of an operation in the text of its file: from its dash to the next.
pub(crate) fn record<'a>(texts: &'a Texts, file: &str, id: &str) -> &'a str {
    let text = &texts[file];
    let from = text.find(&format!("  - id: {id}\n")).unwrap();
    let rest = text.get(from + 4..).unwrap();
    let to = rest.find("\n  - id: ").map_or(text.len(), |to| from + 4 + to + 1);
    text.get(from..to).unwrap()
}
