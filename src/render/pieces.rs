//! A sentence by its backticks: what stands between two of them is a name.

use super::visible;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether it is a name, to be set as code.
    pub(super) code: bool,
}

/// The pieces of a sentence, on one line; the pieces of code have no backtick in them.
pub(super) fn pieces(sentence: &str) -> Vec<Piece> {
    let sentence = visible::line(sentence);
    let parts: Vec<_> = sentence.split('`').collect();
    // A backtick that nothing closes stands for itself.
    let unclosed = if parts.len() % 2 == 0 { parts.len() - 1 } else { parts.len() };
    let piece = |(number, text): (usize, &&str)| match number {
        number if number == unclosed => Piece { text: format!("'{text}"), code: false },
        number => Piece { text: (*text).to_owned(), code: number % 2 == 1 },
    };
    parts.iter().enumerate().map(piece).filter(|piece| !piece.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_backticks() {
        let shown = |text: &str| {
            let piece = |piece: Piece| if piece.code { format!("<{}>", piece.text) } else { piece.text };
            pieces(text).into_iter().map(piece).collect::<String>()
        };
        assert_eq!(shown("`a` is not `b`"), "<a> is not <b>");
        assert_eq!(shown("nothing"), "nothing");
        assert_eq!(shown("`a` and `b"), "<a> and 'b");
        assert_eq!(shown("``x` y"), "x' y");
        assert_eq!(shown(""), "");
    }
}
