//! The custom role and its resource set.

use indexmap::IndexSet;

use super::hcl::{block, choice, string, strings, variable};
use super::lines;
use crate::model::listed;
use crate::render::paste::{Address, Chosen, Paste, Resource, comment};

/// The custom role with the resource set that it is bound to.
pub(super) fn custom_role(paste: &Paste<'_>) -> Vec<String> {
    let Some(custom) = paste.custom() else { return Vec::new() };
    let role = block(
        "resource \"okta_admin_role_custom\" \"role\"",
        &[
            ("label", "var.name".to_owned()),
            ("description", string("Exactly what the integration needs")),
            ("permissions", strings(custom.permissions.iter().map(|one| one.name.as_str()))),
        ],
    );
    let by_name = is_by_name(paste);
    let all_only = paste
        .resources()
        .into_iter()
        .filter(|one| !one.whole && one.chosen().is_none() && one.address.is_some());
    let notes = all_only.flat_map(|one| {
        comment(&format!("A resource set holds all {} or none: no single ones can be addressed.", one.kind))
    });
    // Two kinds can have one address.
    let entries: IndexSet<_> = paste.resources().iter().map(|one| entry(one, by_name)).collect();
    let entries: Vec<_> = entries.iter().map(|entry| format!("    {entry},\n")).collect();
    let resources = format!("concat(\n{}  )", entries.concat());
    let argument = if by_name { "resources_orn" } else { "resources" };
    let set = block(
        "resource \"okta_resource_set\" \"set\"",
        &[
            ("label", "var.name".to_owned()),
            ("description", string("What the integration works on")),
            (argument, resources),
        ],
    );
    vec![role, format!("{}{set}", lines(notes))]
}

/// Whether the set is made of resource names: the provider takes no mixture, and some kinds have no URL.
fn is_by_name(paste: &Paste<'_>) -> bool {
    paste.resources().iter().any(|one| one.address.is_none_or(|address| address.all_path.is_none()))
}

/// The addresses of one kind, as an expression that is a list.
fn entry(resource: &Resource<'_>, by_name: bool) -> String {
    let Some(address) = resource.address else { return "tolist(var.other_resource_names)".to_owned() };
    let all = string_of(&whole(address, by_name));
    match resource.chosen() {
        None => format!("[{all}]"),
        Some(chosen) => {
            let variable = chosen.variable;
            let one = string_of(&single(chosen, by_name));
            format!("contains(var.{variable}, \"all\") ? [{all}] : [for id in var.{variable} : {one}]")
        }
    }
}

/// The template of all of a kind.
fn whole(address: &Address, by_name: bool) -> String {
    match address.all_path.filter(|_| !by_name) {
        Some(path) => format!("${{var.org_url}}{path}"),
        None => named(address.all_name),
    }
}

/// The template of a chosen one.
fn single(chosen: &Chosen, by_name: bool) -> String {
    let template = match chosen.path.filter(|_| !by_name) {
        Some(path) => format!("${{var.org_url}}{path}"),
        None => named(chosen.name),
    };
    template.replace("{id}", "${id}")
}

fn named(name: &str) -> String {
    format!("orn:${{var.orn_partition}}:{}", name.replace("{org}", "${var.org_id}"))
}

/// A template as it stands: what is in `${…}` is meant.
fn string_of(template: &str) -> String {
    format!("\"{template}\"")
}

/// What the customer chooses for the resource set.
pub(super) fn variables(paste: &Paste<'_>) -> IndexSet<String> {
    let resources = paste.resources();
    let by_name = is_by_name(paste);
    let mut variables = IndexSet::new();
    if by_name && resources.iter().any(|one| one.address.is_some()) {
        let rule = ("can(regex(\"^00o\", var.org_id))", "The id of an org begins with 00o.");
        variables.insert(variable(
            "org_id",
            "string",
            "The id of the org, which begins with 00o",
            Some(rule),
        ));
        let partition = block(
            "variable \"orn_partition\"",
            &[
                ("description", string("okta, or oktapreview for an org there")),
                ("type", "string".to_owned()),
                ("default", string("okta")),
            ],
        );
        variables.insert(partition);
    }
    for chosen in resources.iter().filter_map(Resource::chosen) {
        let takes = chosen.name_takes.filter(|_| by_name).unwrap_or("ids");
        variables.insert(choice(chosen.variable, chosen.what, takes, true));
    }
    let others = paste.without_address();
    if !others.is_empty() {
        let what = listed(&others);
        let takes = "resource names (ORN), which a resource set made in the Admin Console shows: no public table has them";
        variables.insert(choice("other_resource_names", &what, takes, false));
    }
    variables
}
