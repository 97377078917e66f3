//! Reads the OpenAPI documents that Okta publishes: which operations they describe, and what each accepts.
//!
//! Only facts are taken: endpoints, ids, credentials, scopes, lifecycle, names of query parameters and of roles.
//! No description ever is.

mod whole;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use super::documents::yaml;
use super::problem::Problem;
use crate::model::Method;
use written::{Components, Needed, Parameter, PathItem, Written};

/// A document that describes an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file, for messages.
    pub file: String,
    /// What it calls itself.
    pub title: String,
    /// Its release, such as `2026.06.3`.
    pub release: String,
    /// The operations in the order of the document.
    pub operations: Vec<Described>,
    /// The scopes that its security schemes declare.
    pub scopes: BTreeSet<String>,
}

/// One operation as a document describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its id.
    pub id: String,
    /// The resource: its first tag.
    pub tag: String,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// The state: `GA`, `LIMITED_GA`, `EA`, `BETA`.
    pub lifecycle: Option<String>,
    /// Products or engines that it is limited to.
    pub skus: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Names of its query parameters, sorted.
    pub query: Vec<String>,
    /// The ways in which a request can be secured; none at all for a request without credentials.
    pub security: Vec<Security>,
    /// Whether it says that no scope is needed.
    pub no_scope: bool,
    /// The admin roles that it names.
    pub roles: Option<Vec<String>>,
    /// The roles of Okta Privileged Access that it names.
    pub opa_roles: Option<Vec<String>>,
}

/// One way in which a request can be secured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// The scheme.
    pub scheme: Scheme,
    /// The scopes of which all are needed.
    pub scopes: Vec<String>,
}

/// A security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// A key in the `Authorization` header: an API token.
    Key,
    /// OAuth 2.0.
    OAuth,
    /// The client proves itself.
    Client,
    /// A bearer token of the API's own.
    Bearer,
    /// None at all, beside other ways.
    Nothing,
}

/// Reads a document.
///
/// # Errors
///
/// Everything that keeps the text from being a whole OpenAPI 3 document.
pub fn read(file: &str, text: &str) -> Result<Document, Vec<Problem>> {
    let written: Written = yaml(file, text).map_err(|problem| vec![not_openapi(problem)])?;
    let head = head(file, &written).map_err(|problem| vec![problem])?;
    let components = written.components.unwrap_or_default();
    // What else is wrong with a document that is cut off follows from that.
    if let Some(problem) = whole::missing(file, text, &components) {
        return Err(vec![problem]);
    }
    let mut reader =
        Reader { file, components: &components, unknown_schemes: BTreeMap::new(), problems: Vec::new() };
    let usual = written.security.unwrap_or_default();
    let mut operations = Vec::new();
    for (path, item) in &written.paths.unwrap_or_default() {
        operations.extend(reader.operations(path, item, &usual));
    }
    reader.twice(&operations);
    reader.tell_of_schemes();
    if operations.is_empty() && reader.problems.is_empty() {
        reader.problems.push(Problem::file(file, "describes no operation"));
    }
    let (title, release) = head;
    let flows = components.schemes.values().flat_map(|scheme| scheme.flows.values());
    let scopes = flows.flat_map(|flow| flow.scopes.0.iter().cloned()).collect();
    match reader.problems {
        problems if !problems.is_empty() => Err(problems),
        _ => Ok(Document { file: file.to_owned(), title, release, operations, scopes }),
    }
}

fn not_openapi(problem: Problem) -> Problem {
    let message = format!("cannot be read as an OpenAPI document: {}", problem.message);
    Problem { message, ..problem }.help("is it cut off? Download it again, as YAML or JSON")
}

/// Title and release, when the text is an OpenAPI 3 document at all.
fn head(file: &str, written: &Written) -> Result<(String, String), Problem> {
    if let Some(version) = &written.swagger {
        let message = format!("is a Swagger {} document, not OpenAPI 3", version.text());
        return Err(Problem::file(file, message).help("give the OpenAPI 3 edition of the document"));
    }
    let version = written.openapi.as_ref().map(written::Version::text);
    if !version.as_ref().is_some_and(|version| version.starts_with("3.")) {
        let message = version.map_or_else(
            || "is no OpenAPI document: it has no `openapi` field".to_owned(),
            |version| format!("is an OpenAPI {version} document, and only 3.x is understood"),
        );
        return Err(
            Problem::file(file, message).help("give a document that Okta publishes for one of its APIs")
        );
    }
    let info = written.info.as_ref();
    let release = info.and_then(|info| info.version.as_ref()).map(written::Version::text);
    match (info, release) {
        (Some(info), Some(release)) if !release.is_empty() => Ok((info.title.clone(), release)),
        _ => Err(Problem::file(file, "does not say its release (`info.version`)")),
    }
}

struct Reader<'a> {
    file: &'a str,
    components: &'a Components,
    /// Schemes that are not defined, or in a way that no credential is, with the operations secured by them.
    unknown_schemes: BTreeMap<String, Vec<String>>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn operations(&mut self, path: &str, item: &PathItem, usual: &[Needed]) -> Vec<Described> {
        let by_method = [
            (Method::Get, &item.get),
            (Method::Head, &item.head),
            (Method::Options, &item.options),
            (Method::Post, &item.post),
            (Method::Put, &item.put),
            (Method::Patch, &item.patch),
            (Method::Delete, &item.delete),
        ];
        let written = by_method.into_iter().filter_map(|(method, one)| Some((method, one.as_ref()?)));
        let described = written.filter_map(|(method, one)| self.operation(path, item, usual, method, one));
        described.collect()
    }

    fn operation(
        &mut self,
        path: &str,
        item: &PathItem,
        usual: &[Needed],
        method: Method,
        written: &written::Operation,
    ) -> Option<Described> {
        let endpoint = format!("{method} {path}");
        let Some(id) = written.id.clone().filter(|id| !id.is_empty()) else {
            self.problem(&endpoint, "has no operationId");
            return None;
        };
        let Some(tag) = written.tags.first().cloned() else {
            self.problem(&id, "has no tag, which would say of which resource it is");
            return None;
        };
        let lifecycle = written.lifecycle.as_ref().or(item.lifecycle.as_ref());
        let skus = lifecycle.and_then(|lifecycle| lifecycle.skus.clone()).unwrap_or_default();
        let parameters = item.parameters.iter().chain(&written.parameters).flatten();
        Some(Described {
            tag,
            method,
            path: path.to_owned(),
            lifecycle: lifecycle.and_then(|lifecycle| lifecycle.lifecycle.clone()),
            skus,
            deprecated: written.deprecated,
            query: self.query(parameters),
            security: self.security(&id, written.security.as_deref().unwrap_or(usual)),
            no_scope: written.no_scope,
            roles: written.roles.clone(),
            opa_roles: written.opa_roles.clone(),
            id,
        })
    }

    /// The names of query parameters; a reference that leads nowhere is told of with all others.
    fn query<'p>(&self, parameters: impl Iterator<Item = &'p Parameter>) -> Vec<String> {
        let names = parameters.filter_map(|parameter| {
            let mut parameter = parameter;
            // A reference to a reference is allowed; a circle of them must end.
            for _ in 0..8 {
                let Some(reference) = &parameter.reference else { break };
                let name = reference.strip_prefix("#/components/parameters/")?;
                parameter = self.components.parameters.get(name)?;
            }
            (parameter.place.as_deref() == Some("query")).then(|| parameter.name.clone()).flatten()
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn security(&mut self, id: &str, ways: &[Needed]) -> Vec<Security> {
        let mut secured = Vec::new();
        for way in ways {
            let mut schemes = way.iter();
            match (schemes.next(), schemes.next()) {
                (None, _) => secured.push(Security { scheme: Scheme::Nothing, scopes: Vec::new() }),
                (Some((one, _)), Some((other, _))) => {
                    self.problem(id, &format!("is secured by `{one}` and `{other}` at once"));
                }
                (Some((name, scopes)), None) => match self.scheme(name) {
                    Some(scheme) => secured.push(Security { scheme, scopes: scopes.clone() }),
                    None => self.unknown_schemes.entry(name.clone()).or_default().push(id.to_owned()),
                },
            }
        }
        secured
    }

    /// One problem for each scheme, however many operations are secured by it.
    fn tell_of_schemes(&mut self) {
        for (name, ids) in std::mem::take(&mut self.unknown_schemes) {
            let others = match ids.len() - 1 {
                0 => String::new(),
                count => format!(" ({count} more like it)"),
            };
            let message = format!("is secured by `{name}`, of which nothing is known{others}");
            let problem = Problem::record(self.file, ids.first().map_or("", String::as_str), message);
            self.problems.push(problem.help("is the document cut off? Download it again"));
        }
    }

    fn scheme(&self, name: &str) -> Option<Scheme> {
        match self.components.schemes.get(name)?.kind.as_str() {
            "apiKey" => Some(Scheme::Key),
            "oauth2" | "openIdConnect" => Some(Scheme::OAuth),
            // The document of the authorization server has one scheme for each way in which a client proves itself.
            "http" if name.to_lowercase().starts_with("client") => Some(Scheme::Client),
            "http" => Some(Scheme::Bearer),
            _ => None,
        }
    }

    /// Ids and endpoints that stand twice.
    fn twice(&mut self, operations: &[Described]) {
        let mut ids = BTreeMap::new();
        let mut endpoints = BTreeMap::new();
        for one in operations {
            let endpoint = endpoint(one.method, &one.path);
            if let Some(other) = ids.insert(one.id.as_str(), &one.path) {
                self.problem(&one.id, &format!("stands twice, at {other} and at {}", one.path));
            } else if let Some(other) = endpoints.insert(endpoint.clone(), &one.id) {
                self.problem(&one.id, &format!("has the endpoint `{endpoint}` that `{other}` has already"));
            }
        }
    }

    fn problem(&mut self, record: &str, message: &str) {
        self.problems.push(Problem::record(self.file, record, message));
    }
}

/// Method and path without the names of parameters, by which two descriptions are about the same request.
pub fn endpoint(method: Method, path: &str) -> String {
    let blank =
        |segment: &'_ str| if segment.starts_with('{') { "{}".to_owned() } else { segment.to_owned() };
    format!("{method} {}", path.split('/').map(blank).collect::<Vec<_>>().join("/"))
}
