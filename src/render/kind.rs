//! A type of the Terraform provider: what it needs in each phase, for people at a terminal.

use std::io::{self, Write};

use super::Look;
use super::text::{Page, mark};
use crate::model::{BlockKind, Phase};
use crate::report::terraform::{KindReport, KindUse, KindView};

pub(super) fn write(report: &KindReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    for (position, kind) in report.types.iter().enumerate() {
        if position > 0 {
            writeln!(page.out)?;
        }
        one(report, kind, &mut page)?;
    }
    mark(&report.catalog, &mut page)
}

fn one(report: &KindReport, kind: &KindView, page: &mut Page<'_>) -> io::Result<()> {
    let what = if kind.kind == BlockKind::Resource { "resource" } else { "data source" };
    let title = format!("{what} of {} {}", report.provider, report.version);
    page.styled(0, &format!("{}  ", kind.name), &title, anstyle::Style::new().bold())?;
    page.hanging(2, "terraform plan needs   ", &list(&kind.scopes(&[Phase::Read, Phase::Import])))?;
    if kind.kind == BlockKind::Resource {
        page.hanging(2, "terraform apply needs  ", &list(&kind.scopes(&Phase::ALL)))?;
    }
    for said in kind.special() {
        page.hanging(2, "! ", &said)?;
    }
    for (phase, calls) in &kind.phases {
        page.heading(phase.name())?;
        for call in calls {
            page.hanging(2, "- ", &told(call))?;
        }
    }
    if !kind.defaults.is_empty() {
        let defaults: Vec<_> =
            kind.defaults.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        writeln!(page.out)?;
        page.paragraph(0, &format!("not given, settings are: {}", defaults.join(", ")))?;
    }
    writeln!(page.out)?;
    let release = match (&kind.since, &report.base) {
        (Some(since), _) => format!(" at a commit before {since}"),
        (None, Some(base)) => format!(" of {base}"),
        (None, None) => String::new(),
    };
    page.paragraph(0, &format!("read from {}{release}", kind.code))
}

fn list(scopes: &[String]) -> String {
    if scopes.is_empty() { "no scope".to_owned() } else { scopes.join(", ") }
}

/// A call: what, for which scope, when, how sure.
fn told(call: &KindUse) -> String {
    let name = call.operation.as_deref().map(|id| id.strip_prefix("management:").unwrap_or(id));
    let name = name.map_or_else(|| call.call.clone(), |name| format!("{name}  {}", call.call));
    let scopes = call.scopes.iter().map(|all_of| all_of.join(" and ")).collect::<Vec<_>>().join(" or ");
    let scopes = if scopes.is_empty() { String::new() } else { format!(" · {scopes}") };
    let class = call.class.as_ref().map(|class| format!(" · {class}, in no document")).unwrap_or_default();
    let when: Vec<_> = call.when.iter().map(|all_of| all_of.join(" and ")).collect();
    let when = if when.is_empty() { String::new() } else { format!(" · when {}", when.join("; or when ")) };
    format!("{name}{scopes}{class}{when} [{}]", call.evidence)
}
