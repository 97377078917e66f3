//! Whether a word is another one misspelt.

use super::Letters;

/// The most that a misspelt word differs in from the word.
const MAX_EDITS: u32 = 2;

/// How far a word is from a word, when it is that word misspelt: other case, other separators, a few letters.
pub fn misspelt(text: &str, word: &str) -> Option<usize> {
    const SHORTEST: usize = 4;
    if text == word || text.len().abs_diff(word.len()) > 3 {
        return None;
    }
    if text.len() < SHORTEST && !text.eq_ignore_ascii_case(word) {
        return None;
    }
    // Most words have other letters, or other numbers of them: that costs less to see than the distance.
    if differ_in_more(text, word, MAX_EDITS) {
        return None;
    }
    let (counts, word_counts) = (Letters::of_chars(bare_chars(text)), Letters::of_chars(bare_chars(word)));
    let is_near = |distance: usize, length: usize| {
        distance == 0 || (length >= SHORTEST && distance <= MAX_EDITS as usize && distance * 4 <= length)
    };
    // The second length is in bytes, and never shorter.
    if !is_near(counts.min_edits(&word_counts), word.len()) {
        return None;
    }
    let (text, word) = (bare(text), bare(word));
    let distance = strsim::damerau_levenshtein(&text, &word);
    is_near(distance, word.len()).then_some(distance)
}

/// Whether the letters of two words show that they differ in more edits: one edit takes a letter away and brings one.
pub fn differ_in_more(one: &str, other: &str, edits: u32) -> bool {
    (letters(one) ^ letters(other)).count_ones() > edits * 2
}

/// Which letters and digits a word has, whatever their case; characters of other scripts are left out.
pub fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |seen, byte| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => seen | 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => seen | 1 << (26 + digit - b'0'),
        _ => seen,
    })
}

/// A word without case and separators.
pub fn bare(word: &str) -> String {
    bare_chars(word).collect()
}

fn bare_chars(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}
