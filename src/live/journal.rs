//! The journal: every page as it comes, so that collecting can be cut off at any moment and go on from there.
//!
//! A line of JSON for each page: what was asked, and what is kept of the answer. Refusals are not written down: they
//! may be mended before the next run. A line that was cut off is dropped.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::LiveError;

/// The version of a journal.
const SCHEMA: &str = "leastwise.journal/1";

/// What the pages of a journal belong to: only the same run goes on with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beginning {
    schema: String,
    pub(super) org: String,
    pub(super) taken: Timestamp,
    pub(super) since: Timestamp,
    /// Who collects: what one principal sees is nothing that another saw.
    pub(super) auditor: String,
}

impl Beginning {
    pub(super) fn new(org: String, taken: Timestamp, since: Timestamp, auditor: String) -> Self {
        Self { schema: SCHEMA.to_owned(), org, taken, since, auditor }
    }

    /// Whether a run that begins later is the same, so that it goes on with what this one has.
    fn is_same(&self, other: &Self) -> bool {
        let length = |one: &Self| one.taken.duration_since(one.since);
        (&self.schema, &self.org, &self.auditor) == (&other.schema, &other.org, &other.auditor)
            && length(self) == length(other)
    }
}

/// A journal on disk, or none.
pub(super) struct Journal {
    file: Option<(PathBuf, File)>,
    /// Where the page of a URL begins and how long it is.
    pages: BTreeMap<String, (u64, usize)>,
    end: u64,
}

/// A line.
#[derive(Serialize, Deserialize)]
struct Line<P> {
    url: String,
    page: P,
}

impl Journal {
    /// A journal that remembers nothing.
    pub(super) const fn none() -> Self {
        Self { file: None, pages: BTreeMap::new(), end: 0 }
    }

    /// Opens the journal in a file, or begins one; answers with the beginning that counts.
    pub(super) fn open(path: &Path, fresh: &Beginning) -> Result<(Self, Beginning), LiveError> {
        let wrong = |error: std::io::Error| unusable(path, error.to_string());
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(wrong)?;
        let mut journal = Self { file: None, pages: BTreeMap::new(), end: 0 };
        let mut reader = BufReader::new(&file);
        let beginning = journal.index(&mut reader, path)?;
        drop(reader);
        file.set_len(journal.end).map_err(wrong)?;
        journal.file = Some((path.to_path_buf(), file));
        match beginning {
            Some(beginning) if beginning.is_same(fresh) => Ok((journal, beginning)),
            Some(_) => Err(unusable(
                path,
                "it is that of another org, another principal or another window".to_owned(),
            )),
            None => {
                journal.append(fresh)?;
                Ok((journal, fresh.clone()))
            }
        }
    }

    /// Reads where the pages are; what follows the last whole line does not count.
    fn index(&mut self, reader: &mut BufReader<&File>, path: &Path) -> Result<Option<Beginning>, LiveError> {
        let mut beginning = None;
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line);
            let length = read.map_err(|error| unusable(path, error.to_string()))?;
            if line.last() != Some(&b'\n') {
                return Ok(beginning);
            }
            if self.end == 0 {
                let broken = |_| unusable(path, "it is no journal of leastwise".to_owned());
                beginning = Some(serde_json::from_slice(&line).map_err(broken)?);
            } else if let Ok(page) = serde_json::from_slice::<Line<IgnoredAny>>(&line) {
                self.pages.insert(page.url, (self.end, length));
            } else {
                return Ok(beginning);
            }
            self.end += length as u64;
        }
    }

    /// The page of a URL, if it was written down.
    pub(super) fn page<P: DeserializeOwned>(&mut self, url: &str) -> Result<Option<P>, LiveError> {
        let (Some((path, file)), Some((start, length))) = (&mut self.file, self.pages.get(url)) else {
            return Ok(None);
        };
        let mut line = vec![0; *length];
        let read = file.seek(SeekFrom::Start(*start)).and_then(|_| file.read_exact(&mut line));
        read.map_err(|error| unusable(path, error.to_string()))?;
        // What another version wrote is asked for again.
        Ok(serde_json::from_slice::<Line<P>>(&line).ok().map(|line| line.page))
    }

    /// Writes a page down.
    pub(super) fn keep<P: Serialize>(&mut self, url: &str, page: &P) -> Result<(), LiveError> {
        if self.file.is_none() {
            return Ok(());
        }
        let start = self.end;
        self.append(&Line { url: url.to_owned(), page })?;
        let length = usize::try_from(self.end - start).unwrap_or(usize::MAX);
        self.pages.insert(url.to_owned(), (start, length));
        Ok(())
    }

    fn append(&mut self, value: &impl Serialize) -> Result<(), LiveError> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        let mut line = serde_json::to_vec(value).map_err(|error| unusable(path, error.to_string()))?;
        line.push(b'\n');
        let written = file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&line));
        written.and_then(|()| file.flush()).map_err(|error| unusable(path, error.to_string()))?;
        self.end += line.len() as u64;
        Ok(())
    }

    /// Removes the file: everything is in the snapshot now.
    pub(super) fn remove(self) -> Result<(), LiveError> {
        let Some((path, file)) = self.file else { return Ok(()) };
        drop(file);
        fs::remove_file(&path).map_err(|error| unusable(&path, error.to_string()))
    }
}

fn unusable(path: &Path, why: String) -> LiveError {
    LiveError::Journal { path: path.to_path_buf(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning(org: &str, day: &str) -> Beginning {
        let taken: Timestamp = format!("{day}T08:00:00Z").parse().unwrap();
        let since = taken - jiff::SignedDuration::from_hours(24);
        Beginning::new(org.to_owned(), taken, since, "0oa1".to_owned())
    }

    #[test]
    fn what_was_written_is_there_after_a_cut_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.journal");
        let first = beginning("https://acme.okta.com", "2026-11-20");
        let (mut journal, _) = Journal::open(&path, &first).unwrap();
        for number in 0..5_u32 {
            journal.keep(&format!("/page/{number}"), &vec![number; 3]).unwrap();
        }
        drop(journal);
        let whole = fs::read(&path).unwrap();
        let later = beginning("https://acme.okta.com", "2026-11-21");
        for cut in 0..=whole.len() {
            fs::write(&path, whole.get(..cut).unwrap()).unwrap();
            let lines = whole.get(..cut).unwrap().iter().filter(|byte| **byte == b'\n').count();
            let (mut journal, counts) = Journal::open(&path, &later).unwrap();
            assert_eq!(counts == first, lines > 0, "cut at {cut}");
            for number in 0..5_u32 {
                let kept = (number as usize + 1 < lines).then(|| vec![number; 3]);
                assert_eq!(
                    journal.page::<Vec<u32>>(&format!("/page/{number}")).unwrap(),
                    kept,
                    "cut at {cut}"
                );
            }
            journal.keep("/page/new", &7).unwrap();
            drop(journal);
            let (mut journal, _) = Journal::open(&path, &later).unwrap();
            assert_eq!(journal.page::<u32>("/page/new").unwrap(), Some(7), "cut at {cut}");
        }
    }

    #[test]
    fn the_journal_of_another_run_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.journal");
        Journal::open(&path, &beginning("https://acme.okta.com", "2026-11-20")).unwrap();
        let other = Journal::open(&path, &beginning("https://other.okta.com", "2026-11-20"));
        assert!(matches!(other.err(), Some(LiveError::Journal { .. })));
        fs::write(&path, "something else\n").unwrap();
        let broken = Journal::open(&path, &beginning("https://acme.okta.com", "2026-11-20"));
        assert!(matches!(broken.err(), Some(LiveError::Journal { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "something else\n", "it is left alone");
    }
}
