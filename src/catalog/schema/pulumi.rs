//! The mapping from Pulumi's package for Okta to the types of the Terraform provider, as people write it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Evidence;

/// `terraform/pulumi.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PulumiPackage {
    /// Its name in Pulumi's registry.
    pub package: String,
    /// The release that was read.
    pub version: String,
    /// The release of the Terraform provider that it is built on.
    pub provider: String,
    /// How sure the mapping is.
    pub evidence: Evidence,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Module and member of each resource, such as `app:OAuth`, with its type in Terraform.
    pub resources: BTreeMap<String, String>,
    /// Module and member of each function, such as `group:getGroup`, with its data source in Terraform.
    pub functions: BTreeMap<String, String>,
}
