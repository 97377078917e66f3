//! What care of a catalog shows, as text and as Markdown: headings over lists, the same in both.

use std::io::{self, Write};

use super::Look;
use super::text::Page;
use crate::catalog::compare;
use crate::catalog::import::Changed;
use crate::report::{CatalogDiffReport, ImportReport};

/// Headings, each with its lines.
pub(super) struct Lists {
    title: String,
    sections: Vec<(String, Vec<String>)>,
    closing: Option<String>,
}

impl Lists {
    pub(super) fn text(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page { out, look };
        page.paragraph(0, &self.title)?;
        for (heading, lines) in self.sections.iter().filter(|(_, lines)| !lines.is_empty()) {
            page.heading(heading)?;
            lines.iter().try_for_each(|line| page.hanging(2, "", &line.replace('`', "")))?;
        }
        match &self.closing {
            Some(closing) => {
                writeln!(page.out)?;
                page.paragraph(0, closing)
            }
            None => Ok(()),
        }
    }

    pub(super) fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.title)?;
        for (heading, lines) in self.sections.iter().filter(|(_, lines)| !lines.is_empty()) {
            writeln!(out, "\n### {heading}\n")?;
            lines.iter().try_for_each(|line| writeln!(out, "- {line}"))?;
        }
        match &self.closing {
            Some(closing) => writeln!(out, "\n{closing}"),
            None => Ok(()),
        }
    }
}

/// What an import did.
pub(super) fn import(report: &ImportReport) -> Lists {
    let outcome = &report.outcome;
    let documents = outcome.documents.iter().map(|one| {
        let release = match (one.older, one.before == one.release) {
            (true, _) => {
                format!("release {}, older than {}: nothing was taken from it", one.release, one.before)
            }
            (false, true) => format!("release {}", one.release),
            (false, false) => format!("release {} over {}", one.release, one.before),
        };
        format!("{}: {} operations of {}, {release}", one.file, one.operations, one.api)
    });
    let names = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let lost = outcome.lost.iter().map(|one| format!("`{}`: {}", one.operation, one.facts.join(", ")));
    let came: Vec<_> =
        outcome.added.iter().filter(|name| !outcome.returned.contains(name)).cloned().collect();
    let (did, files) =
        if report.dry_run { ("would change", "Would be written") } else { ("changed", "Written") };
    let count = outcome.files.len();
    let closing = match count {
        0 => format!("`{}` is up to date; no file {did}.", report.folder),
        1 => format!("1 file of `{}` {did}.", report.folder),
        _ => format!("{count} files of `{}` {did}.", report.folder),
    };
    Lists {
        title: format!("Import into {}", report.folder),
        sections: vec![
            ("Documents".to_owned(), documents.collect()),
            ("New operations, of which nobody has said yet what right they need".to_owned(), names(&came)),
            ("Operations that came back".to_owned(), names(&outcome.returned)),
            ("Removed operations".to_owned(), names(&outcome.removed)),
            ("Changed".to_owned(), outcome.changed.iter().map(change).collect()),
            (
                "Kept as people decided, although the document differs".to_owned(),
                outcome.kept.iter().map(change).collect(),
            ),
            ("Lost facts, which the catalog inside the program has".to_owned(), lost.collect()),
            ("Scopes".to_owned(), outcome.scopes.iter().map(change).collect()),
            ("Left for you to decide".to_owned(), outcome.to_do.clone()),
            (files.to_owned(), names(&outcome.files)),
        ],
        closing: Some(closing.replace('`', "")),
    }
}

fn change(change: &Changed) -> String {
    let value = |value: &Option<String>| value.as_deref().map_or("nothing", str::trim).to_owned();
    if change.field == "query" {
        let bare = |value: &Option<String>| value.as_deref().unwrap_or_default().replace(['[', ']'], "");
        return format!("`{}` query: {}", change.name, delta(&bare(&change.before), &bare(&change.after)));
    }
    format!("`{}` {}: {} → {}", change.name, change.field, value(&change.before), value(&change.after))
}

/// What differs between two catalogs.
pub(super) fn difference(report: &CatalogDiffReport) -> Lists {
    let difference = &report.difference;
    let named = |list: &[compare::Named]| {
        let line = |one: &compare::Named| format!("`{}` ({} {})", one.operation, one.method, one.path);
        list.iter().map(line).collect::<Vec<_>>()
    };
    let changed = difference.changed.iter().map(|one| {
        let field = |field: &compare::Field| {
            let mark = if field.breaking { " (breaking)" } else { "" };
            match field.field.as_str() {
                "query" => format!("query {}", delta(&field.before, &field.after)),
                name => format!("{name} {} → {}{mark}", field.before, field.after),
            }
        };
        let fields: Vec<_> = one.fields.iter().map(field).collect();
        let mark = if one.breaking { "breaking: " } else { "" };
        format!("{mark}`{}`: {}", one.operation, fields.join("; "))
    });
    let (breaking, harmless): (Vec<_>, Vec<_>) = changed.partition(|line| line.starts_with("breaking: "));
    let bare = |lines: Vec<String>| -> Vec<String> {
        lines.iter().map(|line| line.trim_start_matches("breaking: ").to_owned()).collect()
    };
    let side = |one: &crate::report::SideView| {
        let releases: Vec<_> = one.releases.iter().map(|(api, release)| format!("{api} {release}")).collect();
        format!("{} ({})", one.name, releases.join(", "))
    };
    let heading = |text: &str, count: usize| format!("{text} ({count})");
    let nothing = difference.additions_only && difference.added.is_empty();
    Lists {
        title: format!("From {} to {}", side(&report.before), side(&report.after)),
        sections: vec![
            (heading("Removed, breaking", difference.removed.len()), named(&difference.removed)),
            (heading("Changed, breaking", breaking.len()), bare(breaking)),
            (heading("Changed", harmless.len()), harmless),
            (heading("Added", difference.added.len()), named(&difference.added)),
            ("Not compared, only one side has it".to_owned(), difference.not_compared.clone()),
        ],
        closing: nothing.then(|| "No operation differs.".to_owned()),
    }
}

/// What came to a long list of names and what went.
fn delta(before: &str, after: &str) -> String {
    let names = |list: &str| list.split(", ").map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (names(before), names(after));
    let only = |one: &[String], other: &[String], mark: &str| {
        let names = one.iter().filter(|name| !other.contains(name) && !matches!(name.as_str(), "none" | ""));
        names.map(|name| format!("{mark}{name}")).collect::<Vec<_>>()
    };
    [only(&before, &after, "−"), only(&after, &before, "+")].concat().join(" ")
}
