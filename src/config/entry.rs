//! Principals and allowances of a manifest.

use jiff::civil::Date;

use super::form::{AllowEntry, PrincipalEntry};
use crate::located::{Fields, Node, Problems};
use crate::model::Credential;

pub(super) fn principal(node: &Node, problems: &mut Problems) -> Option<PrincipalEntry> {
    let mut fields = Fields::of(node, "a principal", problems)?;
    let name = fields.required_text("name", problems);
    let entry = PrincipalEntry {
        credential: fields.optional("credential").and_then(|node| credential(node, problems)),
        calls: fields.texts("calls", problems),
        granted: fields.optional("granted").cloned(),
        deny: fields.texts("deny", problems).unwrap_or_default(),
        allow: allowances(&mut fields, problems),
        name: name?,
    };
    fields.finish(problems);
    Some(entry)
}

fn credential(node: &Node, problems: &mut Problems) -> Option<Credential> {
    let text = node.text().unwrap_or_default();
    let found = Credential::ALL.into_iter().find(|known| known.name() == text.replace('-', "_"));
    if found.is_none() {
        problems.add_with_help(
            node.at,
            format!("`{text}` is no credential"),
            "the credentials are service-app, user-app and api-token",
        );
    }
    found
}

/// The entries of `allow`.
pub(super) fn allowances(fields: &mut Fields<'_>, problems: &mut Problems) -> Vec<AllowEntry> {
    let entries = fields.list("allow", problems).unwrap_or_default();
    entries.iter().filter_map(|node| allowance(node, problems)).collect()
}

fn allowance(node: &Node, problems: &mut Problems) -> Option<AllowEntry> {
    let mut fields = Fields::of(node, "an allowance", problems)?;
    let grant = fields.required_text("grant", problems);
    let reason = fields.required_text("reason", problems);
    let rules = fields.texts("rules", problems).unwrap_or_default();
    let owner = fields.text("owner", problems);
    let until = fields.text("until", problems).and_then(|until| {
        let date = until.value.parse::<Date>().ok();
        if date.is_none() {
            let message = format!("`{}` is no date", until.value);
            problems.add_with_help(until.at, message, "write it as YYYY-MM-DD");
        }
        date
    });
    fields.finish(problems);
    Some(AllowEntry { grant: grant?, rules, reason: reason?, owner, until })
}
