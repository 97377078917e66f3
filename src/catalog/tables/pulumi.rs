//! The mapping from Pulumi's package for Okta to the types of the Terraform provider.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{BlockKind, Evidence};

/// Pulumi's package for Okta.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PulumiPackage {
    /// Its name.
    pub package: String,
    /// The release that was read.
    pub version: String,
    /// The release of the Terraform provider that it is built on.
    pub provider: String,
    /// How sure the mapping is; `None` in a catalog without the package.
    pub evidence: Option<Evidence>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Module and member of each resource with its type in Terraform.
    pub resources: BTreeMap<String, String>,
    /// Module and member of each function with its data source in Terraform.
    pub functions: BTreeMap<String, String>,
}

impl PulumiPackage {
    /// The type in Terraform behind a member of a module: its kind, its name, and the member as the package spells it.
    ///
    /// Modules are told without regard to case, since languages spell them differently.
    pub fn member(&self, module: &str, member: &str) -> Option<(BlockKind, &str, &str)> {
        let module = module.to_ascii_lowercase();
        let key = format!("{module}:{member}");
        let found = |kind: BlockKind| {
            let table = if kind == BlockKind::Resource { &self.resources } else { &self.functions };
            table.get_key_value(&key).map(|(key, name)| (kind, name.as_str(), key.as_str()))
        };
        let known = found(BlockKind::Resource).or_else(|| found(BlockKind::DataSource));
        known.or_else(|| self.function_in_snake_case(&module, member)).map(|(kind, name, key)| {
            let member = key.split_once(':').map_or(key, |(_, member)| member);
            (kind, name, member)
        })
    }

    /// A function as Python spells it: `get_group` is `getGroup`.
    fn function_in_snake_case(&self, module: &str, member: &str) -> Option<(BlockKind, &str, &str)> {
        let plain = member.strip_prefix("get_")?.replace('_', "");
        let found = self.functions.iter().find(|(key, _)| {
            let rest = key.strip_prefix(module).and_then(|rest| rest.strip_prefix(":get"));
            rest.is_some_and(|rest| rest.eq_ignore_ascii_case(&plain))
        });
        found.map(|(key, name)| (BlockKind::DataSource, name.as_str(), key.as_str()))
    }
}
