//! Mermaid, which many viewers of Markdown draw.

use std::io::{self, Write};

use super::{Drawing, Kind};

pub(in crate::render) fn write(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (_, name, colour, _) in Kind::ALL {
        writeln!(out, "  classDef {name} fill:{colour},stroke:#666666,color:#000000")?;
    }
    for (number, one) in drawing.boxes.iter().enumerate() {
        let label = one.lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join("<br/>");
        let class = Kind::ALL.iter().find(|(kind, ..)| *kind == one.kind);
        let (name, round) = class.map_or(("need", true), |(_, name, _, round)| (*name, *round));
        let (open, close) = if round { ("(", ")") } else { ("[", "]") };
        writeln!(out, "  n{number}{open}\"{label}\"{close}:::{name}")?;
    }
    for arrow in &drawing.arrows {
        let line = if arrow.faint { "-.->" } else { "-->" };
        let label =
            if arrow.label.is_empty() { String::new() } else { format!("|\"{}\"|", quoted(&arrow.label)) };
        writeln!(out, "  n{} {line}{label} n{}", arrow.from, arrow.to)?;
    }
    Ok(())
}

/// Text in which nothing is read as Mermaid or HTML.
fn quoted(text: &str) -> String {
    text.replace('#', "#35;")
        .replace('\\', "#92;")
        .replace('"', "#quot;")
        .replace('<', "#lt;")
        .replace('>', "#gt;")
        .replace('`', "#96;")
}
