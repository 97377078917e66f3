//! The central directory of a zip archive, as far as a reader of archives does not show it: entries of the same name.

use std::collections::{BTreeMap, VecDeque};

use memchr::memmem;

/// How an entry begins.
const ENTRY: &[u8] = b"PK\x01\x02";

/// How long an entry is without its name, its extra fields and its comment.
const FIXED: usize = 46;

/// How long an entry can be.
const MAX_ENTRY_BYTES: usize = FIXED + 3 * u16::MAX as usize;

/// Whether an archive has more entries than `most`.
pub(super) fn has_more(archive: &[u8], most: usize) -> bool {
    // Archives that are stored in it have entries of their own, so that the quick count may be too high.
    memmem::find_iter(archive, ENTRY).nth(most).is_some() && longest_run(archive) > most
}

/// The most entries that follow each other without a gap, as those of a directory do, wherever they stand.
fn longest_run(archive: &[u8]) -> usize {
    // Where entries begin, lowest first, each with how many entries follow each other from there on.
    let mut runs: VecDeque<(usize, usize)> = VecDeque::new();
    let mut longest = 0;
    for at in memmem::rfind_iter(archive, ENTRY) {
        let Some((_, rest)) = archive.get(at..).and_then(entry) else { continue };
        while runs.back().is_some_and(|(start, _)| *start > at + MAX_ENTRY_BYTES) {
            runs.pop_back();
        }
        let next = runs.binary_search_by_key(&(archive.len() - rest.len()), |(start, _)| *start);
        let run = 1 + next.ok().and_then(|next| runs.get(next)).map_or(0, |(_, run)| *run);
        longest = longest.max(run);
        runs.push_front((at, run));
    }
    longest
}

/// The names that several entries of a directory have, each with how many have it.
pub(super) fn repeated(directory: &[u8]) -> BTreeMap<String, usize> {
    let mut names: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut rest = directory;
    while let Some((name, after)) = entry(rest) {
        *names.entry(name).or_default() += 1;
        rest = after;
    }
    let repeated = names.into_iter().filter(|(_, count)| *count > 1);
    repeated.map(|(name, count)| (String::from_utf8_lossy(name).into_owned(), count)).collect()
}

/// The name of the first entry, and what follows the entry.
fn entry(directory: &[u8]) -> Option<(&[u8], &[u8])> {
    if !directory.starts_with(ENTRY) {
        return None;
    }
    let length = |at: usize| {
        let bytes = directory.get(at..at + 2)?;
        Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
    };
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let after = directory.get(FIXED + name + extra + comment..)?;
    Some((directory.get(FIXED..FIXED + name)?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(names: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for name in names {
            bytes.extend(ENTRY);
            bytes.extend([0; 24]);
            bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            bytes.extend([2, 0, 3, 0]);
            bytes.extend([0; 12]);
            bytes.extend(name.as_bytes());
            bytes.extend(b"xxccc");
        }
        bytes
    }

    #[test]
    fn names_of_several_entries_are_found() {
        let bytes = directory(&["a", "b", "a", "c", "b", "a"]);
        let found: Vec<_> = repeated(&bytes).into_iter().collect();
        assert_eq!(found, [("a".to_owned(), 3), ("b".to_owned(), 2)]);
        assert!(repeated(&directory(&["a", "b"])).is_empty());
        assert!(repeated(&bytes[..60]).is_empty(), "what is cut off has no further entries");
    }

    #[test]
    fn entries_are_counted_up_to_the_limit_without_those_of_archives_inside() {
        const MAX: usize = 5;
        let names = |count: usize| vec!["a"; count];
        for (entries, is_more) in [(MAX - 1, false), (MAX, false), (MAX + 1, true)] {
            let own = directory(&names(entries));
            let inner = |count: usize| [directory(&names(count)).as_slice(), b"PK\x05\x06"].concat();
            assert_eq!(has_more(&own, MAX), is_more, "{entries}");
            for inner in [inner(1), inner(MAX), [inner(MAX), inner(MAX - 1)].concat()] {
                let nested = [inner.as_slice(), &own, b"PK\x05\x06"].concat();
                assert_eq!(has_more(&nested, MAX), is_more, "{entries}");
            }
        }
        // An entry that covers others hides none of them.
        let mut hiding = directory(&["a"]);
        hiding.truncate(FIXED);
        let covered = u16::try_from(directory(&names(2)).len() - "xxccc".len()).unwrap();
        hiding[28..30].copy_from_slice(&covered.to_le_bytes());
        hiding.extend(directory(&names(MAX + 1)));
        assert!(has_more(&hiding, MAX));
    }
}
