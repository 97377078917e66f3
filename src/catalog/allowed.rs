//! The words of a catalog that may be printed when an input holds them.

use super::Catalog;
use crate::disclosure::AllowList;

/// Words that stand for themselves in paths and are in no template.
const USUAL: [&str; 4] = ["me", "default", "current", "self"];

/// Words that names of operations and SDKs are made of, and no name of the catalog may have.
const OF_NAMES: [&str; 4] = ["client", "async", "okta", "oauth"];

impl Catalog {
    /// The words that may be printed: those of its paths, parameters and names.
    pub fn allow_list(&self) -> AllowList {
        let mut allowed = AllowList::default();
        let tables = self.tables();
        let operations = tables.operations.iter().map(|one| &one.path);
        let removed = tables.removed.iter().map(|one| &one.path);
        let undocumented = tables.undocumented.iter().map(|one| &one.path);
        let surfaces = tables.surfaces.iter().flat_map(|surface| &surface.paths);
        operations.chain(removed).chain(undocumented).chain(surfaces).for_each(|path| allowed.add_path(path));
        let synonyms = tables.synonyms.iter().flat_map(|synonym| &synonym.written).map(String::as_str);
        USUAL.into_iter().chain(synonyms).for_each(|word| allowed.add_segment(word));
        for operation in &tables.operations {
            let otherwise =
                operation.also_written.iter().filter_map(|written| Some(written.split_once('?')?.1));
            let names = operation.query.iter().map(String::as_str).chain(otherwise);
            names.for_each(|name| allowed.add_parameter(name));
            operation
                .variants
                .iter()
                .flat_map(|one| &one.shown_by.segment)
                .for_each(|word| allowed.add_segment(word));
            allowed.add_name(&operation.id);
        }
        for parameter in &tables.parameters {
            parameter.query.iter().for_each(|name| allowed.add_parameter(name));
            parameter.values.iter().for_each(|value| allowed.add_kind(value));
        }
        let removed = tables.removed.iter().map(|one| &one.id);
        let apis = tables.apis.iter().map(|one| &one.name);
        let scopes = tables.scopes.iter().map(|one| &one.name);
        let capabilities = tables.capabilities.iter().map(|one| &one.name);
        let roles = tables.roles.iter().flat_map(|one| [&one.name, &one.title]);
        let names = removed.chain(apis).chain(scopes).chain(capabilities).chain(roles).map(String::as_str);
        names.chain(OF_NAMES).for_each(|name| allowed.add_name(name));
        let types = self.terraform().types.iter().map(|one| &one.name);
        let removed_types = self.terraform().removed_types.iter().map(|one| &one.name);
        types.chain(removed_types).for_each(|name| allowed.add_name(name));
        allowed
    }
}
