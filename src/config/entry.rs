//! Principals and allowances of a manifest.

use jiff::civil::Date;

use super::form::{AllowEntry, PrincipalEntry, ResolvedEntry};
use super::read::Vocabulary;
use crate::located::{Fields, Located, Node, Problems};
use crate::model::{Credential, misspelt};

pub(super) fn principal(
    node: &Node,
    vocabulary: Vocabulary<'_>,
    problems: &mut Problems,
) -> Option<PrincipalEntry> {
    let mut fields = Fields::of(node, "a principal", problems)?;
    let name = fields.required_text("name", problems);
    let granted = fields.optional("granted");
    if let Some(node) = granted {
        (vocabulary.granted)(node, problems);
    }
    let entry = PrincipalEntry {
        credential: fields.optional("credential").and_then(|node| credential(node, problems)),
        calls: fields.texts("calls", problems),
        granted: granted.cloned(),
        deny: fields.texts("deny", problems).unwrap_or_default(),
        allow: allowances(&mut fields, vocabulary, problems),
        name: name.unwrap_or_else(|| Located::new(String::new(), node.at)),
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
            "expected a credential type",
            "the credential types are service-app, user-app and api-token",
        );
    }
    found
}

/// The entries of `allow`.
pub(super) fn allowances(
    fields: &mut Fields<'_>,
    vocabulary: Vocabulary<'_>,
    problems: &mut Problems,
) -> Vec<AllowEntry> {
    let entries = fields.list("allow", problems).unwrap_or_default();
    entries.iter().filter_map(|node| allowance(node, vocabulary, problems)).collect()
}

fn allowance(node: &Node, vocabulary: Vocabulary<'_>, problems: &mut Problems) -> Option<AllowEntry> {
    let mut fields = Fields::of(node, "an allowance", problems)?;
    let grant = fields.required_text("grant", problems);
    let reason = fields.required_text("reason", problems);
    let rules = fields.texts("rules", problems).unwrap_or_default();
    for rule in rules.iter().filter(|rule| !vocabulary.rules.contains(&rule.value.as_str())) {
        let is_meant = |known: &&&str| misspelt(&rule.value, known).is_some();
        let help = match vocabulary.rules.iter().find(is_meant) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the rules are {}", vocabulary.rules.join(", ")),
        };
        problems.add_with_help(rule.at, "expected a rule whose findings can be allowed", help);
    }
    let owner = fields.text("owner", problems);
    let until = fields.text("until", problems).and_then(|until| {
        let date = until.value.parse::<Date>().ok();
        if date.is_none() {
            problems.add_with_help(until.at, "expected a date", "write it as YYYY-MM-DD");
        }
        date
    });
    fields.finish(problems);
    Some(AllowEntry { grant: grant?, rules, reason: reason?, owner, until })
}

/// The entries of `resolved`.
pub(super) fn resolved(fields: &mut Fields<'_>, problems: &mut Problems) -> Vec<ResolvedEntry> {
    let entries = fields.list("resolved", problems).unwrap_or_default();
    entries.iter().filter_map(|node| resolution(node, problems)).collect()
}

fn resolution(node: &Node, problems: &mut Problems) -> Option<ResolvedEntry> {
    let mut fields = Fields::of(node, "an entry of `resolved`", problems)?;
    let at = fields.required_text("at", problems);
    fields.required("operations", problems);
    let mut operations = fields.texts("operations", problems);
    if let Some([one]) = operations.as_deref()
        && one.value == "none"
    {
        operations = Some(Vec::new());
    }
    let reason = fields.required_text("reason", problems);
    fields.finish(problems);
    let line =
        at.as_ref().and_then(|at| at.value.rsplit_once(':')).and_then(|(_, line)| line.parse::<u32>().ok());
    if let (Some(at), None) = (&at, line) {
        problems.add_with_help(
            at.at,
            "expected `file:line`",
            "write the place as leastwise prints it, such as src/app.py:12",
        );
    }
    line?;
    Some(ResolvedEntry { at: at?, operations: operations?, reason: reason? })
}
