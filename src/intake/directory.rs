//! The central directory of a zip archive, as far as a reader of archives does not show it: entries of the same name.

use std::collections::BTreeMap;

use memchr::memmem;

/// How an entry begins.
const ENTRY: &[u8] = b"PK\x01\x02";

/// How many entries an archive has at most.
pub(super) fn count(archive: &[u8]) -> usize {
    memmem::find_iter(archive, ENTRY).count()
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
    const FIXED: usize = 46;
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
        assert_eq!(count(&bytes), 6);
        let found: Vec<_> = repeated(&bytes).into_iter().collect();
        assert_eq!(found, [("a".to_owned(), 3), ("b".to_owned(), 2)]);
        assert!(repeated(&directory(&["a", "b"])).is_empty());
        assert!(repeated(&bytes[..60]).is_empty(), "what is cut off has no further entries");
    }
}
