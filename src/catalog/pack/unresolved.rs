//! Records before their names are resolved: what they name is filled in later.

use crate::catalog::schema;
use crate::catalog::tables::{
    Api, ApiKey, Capability, CitationKey, Fact, Limit, Operation, Parameter, Role, Scope, Source,
};
use crate::model::{Evidence, Impact};

const NOWHERE: CitationKey = CitationKey(0);

pub(in crate::catalog) fn api(written: &schema::Document) -> Api {
    let (name, release) = (written.api.clone(), written.release.clone());
    Api { name, release, operations: written.operations, document: NOWHERE }
}

pub(in crate::catalog) fn source(key: &str, written: &schema::Source) -> Source {
    Source {
        key: key.to_owned(),
        title: written.title.clone(),
        kind: written.kind,
        url: written.url.clone(),
        place: written.place.clone(),
        date: written.date.clone(),
    }
}

pub(super) fn limit(name: &str, written: &schema::Limit) -> Limit {
    let (target, whole, meaning) = (written.target.clone(), written.whole.clone(), written.meaning.clone());
    Limit { name: name.to_owned(), kind: written.kind, target, whole, with: None, meaning }
}

pub(super) fn parameter(name: &str, written: &schema::Parameter) -> Parameter {
    Parameter { name: name.to_owned(), query: written.query.clone(), values: written.values.clone() }
}

pub(in crate::catalog) fn scope(file: &str, written: &schema::Scope) -> Scope {
    let area = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".yaml");
    Scope {
        name: written.name.clone(),
        area: area.to_owned(),
        status: written.status,
        self_service: written.self_service,
        user_only: written.user_only,
        implies: Vec::new(),
        cites: NOWHERE,
        note: written.note.clone().or_else(|| written.reason.clone()),
    }
}

pub(in crate::catalog) fn capability(_file: &str, written: &schema::Capability) -> Capability {
    Capability {
        name: written.name.clone(),
        title: written.title.clone(),
        custom_role: written.custom_role,
        name_evidence: written.name_evidence,
        resources: written.resources.clone(),
        includes: Vec::new(),
        related: Vec::new(),
        conditions: written.conditions,
        lifecycle: written.lifecycle.clone(),
        note: written.reason.clone(),
        cites: NOWHERE,
    }
}

pub(super) fn role(_file: &str, written: &schema::Role) -> Role {
    Role {
        name: written.kind_name.clone(),
        title: written.name.clone(),
        kind: written.kind,
        status: written.status,
        type_confirmed: written.type_confirmed,
        product: written.product.clone(),
        assignable_to: written.assignable_to.clone(),
        targets: written.targets.clone(),
        can_create_api_token: written.can_create_api_token,
        note: written.note.clone(),
        exhaustive: None,
        holds_all: None,
        holds: Vec::new(),
        denied: Vec::new(),
    }
}

pub(super) fn operation(api: ApiKey, tag: &str, written: &schema::Operation) -> Operation {
    Operation {
        id: written.id.clone(),
        api,
        method: written.method,
        path: written.path.clone(),
        tag: tag.to_owned(),
        lifecycle: written.lifecycle.clone(),
        since: written.since.clone(),
        skus: written.skus.clone(),
        deprecated: written.deprecated,
        impact: Impact::Read,
        accepts: written.credentials.clone(),
        query: written.query.clone(),
        scopes: Vec::new(),
        scopes_fact: Fact { evidence: Evidence::Spec, cites: NOWHERE },
        capabilities: Vec::new(),
        whole: Vec::new(),
        acts_on_caller: written.acts_on_caller,
        own: None,
        roles_only: None,
        opa_roles: written.opa_roles.clone(),
        variants: Vec::new(),
        also_written: written.also_written.clone(),
        tried: Vec::new(),
        note: written.note.clone(),
        cites: NOWHERE,
    }
}
