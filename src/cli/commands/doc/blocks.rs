//! The marked blocks of a Markdown file: where each begins and ends, and the command that it stands for.

/// How a block begins, up to its command.
const BEGIN: &str = "<!-- leastwise:";

/// How a block ends.
const END: &str = "<!-- /leastwise -->";

/// A marked block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of the marker, from 1.
    pub(super) line: usize,
    /// The command, without the name of the program.
    pub(super) command: String,
    /// Where what stands between the markers begins, in bytes.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    /// The level of the heading that the block stands under; 0 for none.
    pub(super) level: usize,
}

/// A marker that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Its line, from 1.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) message: &'static str,
}

/// The blocks of a text, in order; everything that is wrong with its markers together.
///
/// Markers inside of a code block are examples and count for nothing.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, Vec<Problem>> {
    let mut reader = Reader::default();
    let mut from = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        reader.line(number + 1, line.trim(), (from, from + line.len()));
        from += line.len();
    }
    if let Some(open) = &reader.open {
        reader.problems.push(Problem { line: open.line, message: "the block is never closed" });
    }
    if reader.problems.is_empty() { Ok(reader.found) } else { Err(reader.problems) }
}

#[derive(Default)]
struct Reader {
    found: Vec<Block>,
    problems: Vec<Problem>,
    open: Option<Block>,
    /// The fence of the code block that the line stands in.
    fence: Option<String>,
    level: usize,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str, (from, to): (usize, usize)) {
        if self.open.is_none() && self.is_code(line) {
            return;
        }
        let mut problem = |message| self.problems.push(Problem { line: number, message });
        match (command(line), &mut self.open) {
            (Marker::None, None) => self.level = heading(line).unwrap_or(self.level),
            (Marker::None, Some(_)) => {}
            (Marker::Wrong(message), _) => problem(message),
            (Marker::Begin(_), Some(_)) => problem("a block begins inside of another"),
            (Marker::Begin(command), open @ None) => {
                let command = command.to_owned();
                *open = Some(Block { line: number, command, from: to, to, level: self.level });
            }
            (Marker::End, None) => problem("a block ends that never began"),
            (Marker::End, Some(_)) => {
                self.found.extend(self.open.take().map(|block| Block { to: from, ..block }));
            }
        }
    }

    /// Whether the line belongs to a code block.
    fn is_code(&mut self, line: &str) -> bool {
        let fence: String = line.chars().take_while(|c| line.starts_with(*c)).collect();
        let is_fence = fence.len() >= 3 && fence.starts_with(['`', '~']);
        match &self.fence {
            Some(open) => {
                if is_fence && fence.starts_with(open.as_str()) && fence == line {
                    self.fence = None;
                }
                true
            }
            None if is_fence => {
                self.fence = Some(fence);
                true
            }
            None => false,
        }
    }
}

/// What a line is.
enum Marker<'t> {
    None,
    Begin(&'t str),
    End,
    Wrong(&'static str),
}

fn command(line: &str) -> Marker<'_> {
    if line == END {
        return Marker::End;
    }
    let Some(comment) = line.strip_prefix("<!--") else { return Marker::None };
    let comment = comment.trim_start_matches([' ', '/']);
    if comment.strip_prefix("leastwise").is_none_or(|rest| rest.starts_with(|c: char| c.is_alphanumeric())) {
        return Marker::None;
    }
    match line.strip_prefix(BEGIN).map(|rest| rest.strip_suffix("-->")) {
        Some(Some(command)) if !command.contains("-->") => Marker::Begin(command.trim()),
        Some(_) => Marker::Wrong("the marker does not end on its line"),
        None => Marker::Wrong("a marker is `<!-- leastwise: plan FILE -->` or `<!-- /leastwise -->`"),
    }
}

/// The level of a heading.
fn heading(line: &str) -> Option<usize> {
    let level = line.chars().take_while(|c| *c == '#').count();
    (1..=6)
        .contains(&level)
        .then_some(level)
        .filter(|level| line.chars().nth(*level).is_none_or(|c| c == ' '))
}

/// The same Markdown with its headings one level below another.
pub(super) fn below(level: usize, markdown: &str) -> String {
    const DEEPEST: usize = 6;
    let lower = |line: &str| match heading(line.trim_end()) {
        Some(own) => {
            let wanted = (own + level).min(DEEPEST);
            format!("{}{}", "#".repeat(wanted), line.trim_start_matches('#'))
        }
        None => line.to_owned(),
    };
    markdown.split_inclusive('\n').map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(usize, &'static str)> {
        let found = blocks(text).err().unwrap_or_default();
        found.into_iter().map(|problem| (problem.line, problem.message)).collect()
    }

    #[test]
    fn a_block_is_what_stands_between_its_markers() {
        let text = "# A\n## B\n<!-- leastwise: plan a.sh -->\nold\n<!-- /leastwise -->\nrest";
        let found = blocks(text).unwrap_or_default();
        assert_eq!(found.len(), 1);
        let block = &found[0];
        assert_eq!((block.line, block.command.as_str(), block.level), (3, "plan a.sh", 2));
        assert_eq!(text.get(block.from..block.to), Some("old\n"));
    }

    #[test]
    fn examples_in_code_are_no_markers() {
        let text = "```md\n<!-- leastwise: plan a.sh -->\n```\n~~~~\n<!-- /leastwise -->\n~~~\n~~~~\n";
        assert_eq!(blocks(text), Ok(Vec::new()));
        let inside = "<!-- leastwise: plan a -->\n```\nnever closed\n<!-- /leastwise -->\n";
        assert_eq!(blocks(inside).map(|found| found.len()), Ok(1));
    }

    #[test]
    fn wrong_markers_are_told_with_their_lines_all_at_once() {
        let never = "the block is never closed";
        assert_eq!(problems("\n<!-- leastwise: plan a -->\n"), [(2, never)]);
        let nested = "<!-- leastwise: plan a -->\n<!-- leastwise: plan b -->\n<!-- /leastwise -->\n<!-- /leastwise -->";
        assert_eq!(
            problems(nested),
            [(2, "a block begins inside of another"), (4, "a block ends that never began")]
        );
        for wrong in [
            "<!-- leastwise plan a -->",
            "<!--leastwise: plan a -->",
            "<!-- / leastwise -->",
            "<!-- /leastwise: -->",
        ] {
            assert_eq!(problems(wrong).len(), 1, "{wrong}");
        }
        assert_eq!(problems("<!-- leastwise: plan a"), [(1, "the marker does not end on its line")]);
        assert_eq!(problems("<!-- leastwisely spoken -->"), []);
    }

    #[test]
    fn headings_go_below_the_one_that_the_block_stands_under() {
        assert_eq!(below(2, "# A\ntext # B\n##### C\n#D\n"), "### A\ntext # B\n###### C\n#D\n");
    }
}
