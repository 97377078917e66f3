//! A grant as people write it down: scopes, roles with targets, custom roles with permissions.

use super::name::{called, named, named_as};
use super::words::words;
use crate::located::{Fields, Node, Problems};
use crate::model::{CustomRole, Grant, HeldRole, Named, Principal, StandardRole, Target};

/// A grant as it is written, with the files that it names besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// What is written out.
    pub grant: Grant,
    /// Files with more of it, relative to the file that names them.
    pub files: Vec<Named>,
}

/// Keys by which a manifest is known.
const KEYS: [&str; 5] = ["principals", "granted", "scopes", "roles", "custom_roles"];

/// The word that says that nothing is held.
pub(super) const NONE: &str = "none";

/// The name of a custom role that has none.
pub(super) const NAMELESS: &str = "custom role";

pub(super) fn is_one(node: &Node) -> bool {
    let roles_of_an_answer = node.list_of("roles").iter().any(|role| role.get("id").is_some());
    KEYS.iter().any(|key| node.get(key).is_some()) && !roles_of_an_answer
        || node.list_of("permissions").iter().any(|one| one.text().is_some()) && node.get("id").is_none()
}

/// The principals of a manifest that is given as a grant.
pub(super) fn read(node: &Node, problems: &mut Problems) -> Vec<Principal> {
    if node.get("principals").is_none() {
        return principal(node, problems).into_iter().collect();
    }
    node.list_of("principals").iter().filter_map(|one| principal(one, problems)).collect()
}

/// A principal: its grant stands in `granted`, or right beside its name.
fn principal(node: &Node, problems: &mut Problems) -> Option<Principal> {
    let credential = node.get("credential").and_then(|word| {
        let found = word.text().and_then(super::credential);
        if found.is_none() {
            problems.add_with_help(
                word.at,
                "this is no credential",
                "the credentials are service-app, user-app and api-token",
            );
        }
        found
    });
    let name = node.text_of("name").and_then(called);
    let grant = match node.get("granted") {
        Some(granted_node) => granted(granted_node, problems)?.grant,
        None => body(&mut Fields::of(node, "a grant", problems)?, problems).grant,
    };
    Some(Principal { name, credential, grant, ..Principal::default() })
}

/// What stands under `granted`; the word `none` says that nothing is held.
pub fn granted(node: &Node, problems: &mut Problems) -> Option<Granted> {
    if is_none_word(node) {
        let grant = Grant { scopes: Some(Vec::new()), roles: Some(Vec::new()) };
        return Some(Granted { grant, files: Vec::new() });
    }
    let mut fields = Fields::of(node, "`granted`", problems)?;
    let granted = body(&mut fields, problems);
    fields.finish(problems);
    Some(granted)
}

fn body(fields: &mut Fields<'_>, problems: &mut Problems) -> Granted {
    let scopes = fields.optional("scopes").map(|node| names(node, problems));
    let standard = fields.optional("roles").map(|node| standard_roles(node, problems));
    let custom = fields.list("custom_roles", problems);
    let permissions = fields.optional("permissions");
    let files = fields.optional("files").map(|node| names(node, problems)).unwrap_or_default();
    let given = standard.is_some() || custom.is_some() || permissions.is_some();
    let mut roles: Vec<HeldRole> = Vec::new();
    roles.extend(standard.into_iter().flatten());
    roles.extend(custom.into_iter().flatten().filter_map(|node| custom_role(node, problems)));
    roles.extend(permissions.and_then(|node| {
        Some(HeldRole::Custom(CustomRole {
            role: named_as(NAMELESS, node.at, problems)?,
            permissions: Some(names(node, problems)),
            resources: Vec::new(),
        }))
    }));
    Granted { grant: Grant { scopes, roles: given.then_some(roles) }, files }
}

/// Whether a value is the word that says that nothing is held.
fn is_none_word(node: &Node) -> bool {
    node.text().is_some_and(|text| text.trim() == NONE)
}

/// A list of names, or a text of names with spaces or commas between them; `none` is no name.
fn names(node: &Node, problems: &mut Problems) -> Vec<Named> {
    if let Some(list) = node.list() {
        return list.iter().filter_map(|entry| named(entry, problems)).collect();
    }
    if is_none_word(node) {
        return Vec::new();
    }
    let Some(text) = node.text() else {
        let message = format!("a list of names must stand here, not {}", node.kind());
        problems.add_with_help(node.at, message, "write each name behind a dash");
        return Vec::new();
    };
    words(text).into_iter().filter_map(|word| named_as(word, node.at, problems)).collect()
}

/// Standard roles: a list, or a text with commas between types and labels.
fn standard_roles(node: &Node, problems: &mut Problems) -> Vec<HeldRole> {
    if is_none_word(node) {
        return Vec::new();
    }
    match node.list() {
        Some(entries) => entries.iter().flat_map(|entry| standard_role(entry, problems)).collect(),
        None if node.text().is_some() => written_roles(node, problems),
        None => {
            let message = format!("`roles` must be a list, not {}", node.kind());
            problems.add_with_help(node.at, message, "write each entry behind a dash");
            Vec::new()
        }
    }
}

/// An entry of that list: a text, or a mapping with targets.
fn standard_role(node: &Node, problems: &mut Problems) -> Vec<HeldRole> {
    if node.map().is_some() {
        return narrowed_role(node, problems).into_iter().collect();
    }
    written_roles(node, problems)
}

/// Types and labels, with targets behind `@`.
fn written_roles(node: &Node, problems: &mut Problems) -> Vec<HeldRole> {
    let Some(text) = node.text().filter(|text| !super::words::names(text).is_empty()) else {
        // It says what is wrong.
        let _ = named(node, problems);
        return Vec::new();
    };
    let mut roles = Vec::new();
    for word in super::words::names(text) {
        match named_as(word, node.at, problems).as_ref().map(role) {
            Some(Ok(found)) => roles.push(HeldRole::Standard(found)),
            Some(Err(message)) => problems.add_with_help(node.at, message, TARGET_HELP),
            None => {}
        }
    }
    roles
}

fn narrowed_role(node: &Node, problems: &mut Problems) -> Option<HeldRole> {
    let mut fields = Fields::of(node, "a role", problems)?;
    let name = fields.required("role", problems).and_then(|role| named(role, problems));
    let mut targets = Vec::new();
    for kind in ["groups", "apps"] {
        let of_kind = fields.texts(kind, problems).unwrap_or_default();
        let target = |name: String| Target { kind: kind.to_owned(), name };
        targets.extend(of_kind.into_iter().filter_map(|one| called(&one.value)).map(target));
    }
    fields.finish(problems);
    Some(HeldRole::Standard(StandardRole { role: name?, targets, built_in: false }))
}

/// How targets are written.
pub(super) const TARGET_HELP: &str = "write HELP_DESK_ADMIN@group:ID or APP_ADMIN@app:NAME";

/// A standard role as one name: `HELP_DESK_ADMIN`, `Help Desk Administrator@group:00g1abcdefGHIJKLM0h8`.
///
/// # Errors
///
/// The target is none.
pub fn role(word: &Named) -> Result<StandardRole, String> {
    let mut parts = word.name.split('@');
    let name = parts.next().unwrap_or_default().to_owned();
    let target = |text: &str| match text.split_once(':') {
        Some(("group", name)) if !name.is_empty() => {
            Ok(Target { kind: "groups".to_owned(), name: name.to_owned() })
        }
        Some(("app", name)) if !name.is_empty() => {
            Ok(Target { kind: "apps".to_owned(), name: name.to_owned() })
        }
        _ => Err("expected `group:ID` or `app:NAME` behind `@`".to_owned()),
    };
    let targets = parts.map(target).collect::<Result<_, _>>()?;
    let origin = word.origin.clone();
    Ok(StandardRole { role: Named { name, origin }, targets, built_in: false })
}

fn custom_role(node: &Node, problems: &mut Problems) -> Option<HeldRole> {
    let mut fields = Fields::of(node, "a custom role", problems)?;
    let name = fields.text("name", problems).and_then(|name| named_as(&name.value, name.at, problems));
    let permissions = fields.required("permissions", problems).map(|node| names(node, problems));
    let resources = fields.texts("resources", problems).unwrap_or_default();
    fields.finish(problems);
    Some(HeldRole::Custom(CustomRole {
        role: name.or_else(|| named_as(NAMELESS, node.at, problems))?,
        permissions,
        resources: resources.into_iter().filter_map(|one| called(&one.value)).collect(),
    }))
}
