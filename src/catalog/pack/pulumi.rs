//! Packs the mapping from Pulumi's package for Okta to the types of the Terraform provider.

use super::{Names, Place, Problem, schema};
use crate::catalog::tables::PulumiPackage;

/// The package; a token that is not spelt as tokens are, and a source that leads nowhere, are problems.
///
/// A type need not be among those of the catalog: earlier and later releases of the provider have others.
pub(super) fn pack(
    written: &schema::PulumiPackage,
    names: &Names,
    problems: &mut Vec<Problem>,
) -> PulumiPackage {
    let place = Place { file: "terraform/pulumi.yaml", record: &written.package };
    if written.sources.is_empty() {
        problems.push(place.problem("cites no source"));
    }
    problems.extend(written.sources.iter().filter_map(|source| names.source(source, &place).err()));
    for (token, name) in written.resources.iter().chain(&written.functions) {
        let parts = token.split_once(':').filter(|(module, member)| {
            module.chars().all(|c| c.is_ascii_lowercase())
                && member.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if parts.is_none() || !name.starts_with("okta_") {
            problems.push(place.problem(format!(
                "expected `module:Member` and a type that begins with `okta_`, found `{token}: {name}`"
            )));
        }
    }
    PulumiPackage {
        package: written.package.clone(),
        version: written.version.clone(),
        provider: written.provider.clone(),
        evidence: Some(written.evidence),
        sources: written.sources.clone(),
        resources: written.resources.clone(),
        functions: written.functions.clone(),
    }
}
