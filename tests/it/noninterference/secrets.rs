//! Pairs of secrets that differ in everything but their length and the signs between their letters and digits.

use std::sync::LazyLock;

use leastwise::disclosure::AllowList;

use crate::support::catalog;

/// Which signs a position takes without ending the literal around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signs {
    /// Letters and digits, a letter first: an identifier.
    None,
    /// Those of URL-safe base64.
    UrlSafe,
    /// Those of base64, too.
    Base64,
}

/// Two secrets of equal length with the same signs at the same positions.
#[derive(Clone, Debug)]
pub(crate) struct Pair(pub(crate) [String; 2]);

const MIN_LENGTH: usize = 8;
const MAX_LENGTH: usize = 200;

/// Lengths at which readers decide: ids of Okta, session ids, API tokens, hashes, UUIDs without dashes.
const NOTABLE_LENGTHS: [usize; 14] = [8, 9, 10, 11, 12, 16, 19, 20, 21, 32, 40, 42, 43, 64];

/// Signs are this far apart, so that no piece is short enough to be a word of the catalog by chance.
const MIN_PIECE: usize = 8;

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";
/// Rare ones, so that no word is within a few letters of one of the catalog.
const CONSONANTS: &str = "jkqvxz";
const VOWELS: &str = "aeiou";

/// Verbs that names of operations begin with: a secret may look like such a name. They leave room for a word behind them.
const VERBS: [&str; 3] = ["get", "list", "add"];

/// What the letters and digits of a secret are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Lower,
    Upper,
    Letters,
    Digits,
    Hex,
    Mixed,
    LowerMixed,
    /// A word that can be spoken, such as `zokexuvoja`.
    Spoken,
    /// A name in camel case that begins like that of an operation.
    Camel,
    /// Begins as ids of Okta do.
    Id,
    /// Begins as an API token of Okta does.
    ApiToken,
}

const STYLES: [Style; 11] = [
    Style::Lower,
    Style::Upper,
    Style::Letters,
    Style::Digits,
    Style::Hex,
    Style::Mixed,
    Style::LowerMixed,
    Style::Spoken,
    Style::Camel,
    Style::Id,
    Style::ApiToken,
];

/// How ids of Okta begin.
const ID_PREFIXES: [&str; 6] = ["00u", "00g", "0oa", "00p", "aus", "00o"];

/// A sequence of numbers that is the same in every run (`SplitMix64`).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn char(&mut self, of: &str) -> char {
        char::from(self.one(of.as_bytes()))
    }

    /// A pair for a position that takes these signs.
    pub(crate) fn pair(&mut self, signs: Signs) -> Pair {
        let length = if self.below(2) == 0 {
            self.one(&NOTABLE_LENGTHS)
        } else {
            MIN_LENGTH + self.below(MAX_LENGTH - MIN_LENGTH + 1)
        };
        let positions = self.signs(signs, length);
        let mut secret = || {
            let style = self.one(&STYLES);
            let text = self.secret(style, length, &positions);
            if signs == Signs::None { as_identifier(&text) } else { text }
        };
        Pair([secret(), secret()])
    }

    /// Which positions hold signs, and which.
    fn signs(&mut self, signs: Signs, length: usize) -> Vec<Option<char>> {
        let mut found = vec![None; length];
        let usual = match signs {
            Signs::None => return found,
            Signs::UrlSafe => "-_",
            Signs::Base64 => self.one(&["-_", "+/"]),
        };
        if self.below(2) == 0 {
            return found;
        }
        let mut at = MIN_PIECE + self.below(MIN_PIECE);
        while at + MIN_PIECE < length {
            found[at] = Some(self.char(usual));
            at += MIN_PIECE + 1 + self.below(4 * MIN_PIECE);
        }
        if usual == "+/" && length > 2 * MIN_PIECE {
            let padding = self.below(3);
            found[length - padding..].fill(Some('='));
        }
        found
    }

    fn secret(&mut self, style: Style, length: usize, signs: &[Option<char>]) -> String {
        let letters = self.letters(style, length);
        let text: String = letters.chars().zip(signs).map(|(c, sign)| sign.unwrap_or(c)).collect();
        if is_harmless(&text) { self.secret(Style::Mixed, length, signs) } else { text }
    }

    fn letters(&mut self, style: Style, length: usize) -> String {
        let letters = format!("{LOWER}{UPPER}");
        let mixed = format!("{letters}{DIGITS}");
        let mut text = match style {
            Style::Camel => self.one(&VERBS).to_owned(),
            Style::Id => self.one(&ID_PREFIXES).to_owned(),
            Style::ApiToken => "00".to_owned(),
            _ => String::new(),
        };
        while text.len() < length {
            match style {
                Style::Lower => text.push(self.char(LOWER)),
                Style::Upper => text.push(self.char(UPPER)),
                Style::Letters => text.push(self.char(&letters)),
                Style::Digits => text.push(self.char(DIGITS)),
                Style::Hex => text.push(self.char(HEX)),
                Style::Mixed | Style::Id | Style::ApiToken => text.push(self.char(&mixed)),
                Style::LowerMixed => text.push(self.char(&format!("{LOWER}{DIGITS}"))),
                Style::Spoken => text.extend([self.char(CONSONANTS), self.char(VOWELS)]),
                Style::Camel => {
                    let first = self.char(CONSONANTS).to_ascii_uppercase();
                    text.extend([first, self.char(VOWELS), self.char(CONSONANTS), self.char(VOWELS)]);
                }
            }
        }
        text.truncate(length);
        text
    }
}

/// Whether the allow-list prints a piece of it, as an id of Okta or as a word that is spelt almost like a known one.
fn is_harmless(text: &str) -> bool {
    static ALLOWED: LazyLock<AllowList> = LazyLock::new(|| catalog().allow_list());
    let is_printed = |piece: &str| piece.len() >= MIN_PIECE && ALLOWED.path(piece) == piece;
    is_printed(text) || text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_printed)
}

/// The same beginning with a letter.
fn as_identifier(text: &str) -> String {
    let first = text.chars().next().filter(char::is_ascii_digit);
    first.map_or_else(|| text.to_owned(), |digit| text.replacen(digit, "k", 1))
}

/// What is in the slots that are not tried.
const FILLER: &str = "q7filler42kk";

/// One side of each pair.
pub(crate) fn side(pairs: &[Pair], side: usize) -> impl Iterator<Item = &str> {
    pairs.iter().map(move |Pair(pair)| pair[side].as_str())
}

/// One side of a pair for the slot at a position, and the same word for all others.
pub(crate) fn alone(pair: &Pair, side: usize, at: usize, slots: usize) -> impl Iterator<Item = &str> {
    (0..slots).map(move |slot| if slot == at { pair.0[side].as_str() } else { FILLER })
}

/// One side of the pair for the slot at a position, and the first side of the pairs for all others.
pub(crate) fn changed(pairs: &[Pair], side: usize, at: usize) -> impl Iterator<Item = &str> {
    pairs.iter().enumerate().map(move |(slot, pair)| pair.0[if slot == at { side } else { 0 }].as_str())
}
