//! DOT, the language of Graphviz.

use std::io::{self, Write};

use super::{Drawing, Kind};

pub(in crate::render) fn write(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph leastwise {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, style=filled, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#666666\"];")?;
    for (number, one) in drawing.boxes.iter().enumerate() {
        let look = Kind::ALL.iter().find(|(kind, ..)| *kind == one.kind);
        let (colour, round) = look.map_or(("#ffffff", false), |(_, _, colour, round)| (*colour, *round));
        let style = if round { ", style=\"filled,rounded\"" } else { "" };
        // \l ends a line and sets it flush left.
        let label: String = one.lines.iter().flat_map(|line| [quoted(line), "\\l".to_owned()]).collect();
        writeln!(out, "  n{number} [label=\"{label}\", fillcolor=\"{colour}\"{style}];")?;
    }
    for arrow in &drawing.arrows {
        let style = if arrow.faint { ", style=dashed" } else { "" };
        writeln!(out, "  n{} -> n{} [label=\"{}\"{style}];", arrow.from, arrow.to, quoted(&arrow.label))?;
    }
    writeln!(out, "}}")
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
