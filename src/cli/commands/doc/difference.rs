//! The lines that differ between two texts, in work that grows with their length and not with its square.

use similar::{ChangeTag, TextDiff};

/// How many lines of each side are compared with each other; longer ones are shown as a whole.
const MOST_COMPARED: usize = 1_000;

/// How many lines of each side are shown where they are not compared.
const MOST_SHOWN: usize = 50;

/// The lines that go, with `-`, and those that come, with `+`.
pub(super) fn of(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let before = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old, new) = (old.get(before..).unwrap_or_default(), new.get(before..).unwrap_or_default());
    let after = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let old = old.get(..old.len() - after).unwrap_or_default();
    let new = new.get(..new.len() - after).unwrap_or_default();
    if old.len() > MOST_COMPARED || new.len() > MOST_COMPARED {
        return format!("{}{}", shown('-', old), shown('+', new));
    }
    let diff = TextDiff::from_slices(old, new);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal);
    changes
        .map(|change| format!("  {} {}\n", change.tag(), change.value().trim_end()))
        .collect::<Vec<_>>()
        .concat()
}

/// The first lines of a side, and how many more there are.
fn shown(sign: char, lines: &[&str]) -> String {
    let mut text: String = String::new();
    for line in lines.iter().take(MOST_SHOWN) {
        text.push_str(&format!("  {sign} {}\n", line.trim_end()));
    }
    if lines.len() > MOST_SHOWN {
        text.push_str(&format!("  {sign} and {} more lines\n", lines.len() - MOST_SHOWN));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(of("a\nb\nc\n", "a\nx\nc\n"), "  - b\n  + x\n");
        assert_eq!(of("a\n", "a\nb\n"), "  + b\n");
        assert_eq!(of("a\na\n", "a\n"), "  - a\n");
        assert_eq!(of("", ""), "");
    }

    #[test]
    fn long_sides_are_shown_in_part() {
        let lines = |sign: &str, count: usize| {
            (0..count).map(|at| format!("{sign}{at}\n")).collect::<Vec<_>>().concat()
        };
        let said = of(&lines("a", 200_000), &lines("b", 3));
        assert_eq!(said.lines().count(), 50 + 1 + 3);
        assert!(said.contains("  - and 199950 more lines\n  + b0\n"), "{said}");
    }
}
