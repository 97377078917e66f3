//! How the outputs of two runs differ, and what that shows of the secrets.

use std::fmt;

use super::secrets::Pair;

/// The most of a line that is shown.
const MAX_LINE_CHARS: usize = 160;

/// The first output that differs.
#[derive(Debug)]
pub(crate) struct Difference {
    output: String,
    /// Whether the outputs are the same but for the secrets themselves.
    is_shown: bool,
    /// The first line that differs, of each side.
    lines: [String; 2],
}

impl Difference {
    /// The first difference between what two runs with the sides of some pairs write.
    pub(crate) fn first<O: fmt::Display>(
        outputs: impl IntoIterator<Item = (O, [String; 2])>,
        pairs: &[Pair],
    ) -> Option<Self> {
        let (output, texts) = outputs.into_iter().find(|(_, [one, other])| one != other)?;
        let hidden = [0, 1].map(|side| hidden(&texts[side], pairs, side));
        let is_shown = hidden[0] == hidden[1];
        let [one, other] = if is_shown { texts } else { hidden };
        let mut lines = one.lines().zip(other.lines());
        let (one, other) = lines.find(|(one, other)| one.trim() != other.trim()).unwrap_or((&one, &other));
        let lines = [one, other].map(|line| line.trim().chars().take(MAX_LINE_CHARS).collect());
        Some(Self { output: output.to_string(), is_shown, lines })
    }
}

/// A text without the secrets of one side.
fn hidden(text: &str, pairs: &[Pair], side: usize) -> String {
    pairs.iter().fold(text.to_owned(), |text, Pair(pair)| {
        text.replace(&pair[side], "§").replace(&pair[side].to_lowercase(), "§")
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = &self.lines;
        if self.is_shown {
            write!(f, "{} shows it:\n    {one}", self.output)
        } else {
            write!(f, "{} depends on it:\n    {one}\n    {other}", self.output)
        }
    }
}
