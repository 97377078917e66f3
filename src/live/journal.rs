//! The journal: every page as it comes, so that collecting can be cut off at any moment and go on from there.
//!
//! A line of JSON tells what run it is of. Behind it stands a line for each page: what was asked, and what is kept of the
//! answer, sealed. Refusals are not written down: they may be lifted before the next run. A line that was cut off is
//! dropped. A file that does not begin like a journal is left as it is, whatever its name.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::new_file::write_new;
use super::seal::Seal;
use super::{LiveError, Unusable, new_file};

/// The version of a journal.
const SCHEMA: &str = "leastwise.journal/1";

/// How the journal of any version begins.
const FIRST_BYTES: &[u8] = b"{\"schema\":\"leastwise.journal/";

/// The longest first line, in bytes; ours has about 300.
const MAX_HEADER_BYTES: u64 = 4 << 10;

/// The longest line of a page, in bytes: that of the largest answer, sealed and in base64.
const MAX_LINE_BYTES: u64 = 256 << 20;

/// The run that a journal is to belong to.
pub(super) struct Run<'r> {
    pub(super) org: &'r str,
    pub(super) window: Window,
    /// What only whoever has the credentials of the run knows.
    pub(super) secret: &'r [u8],
    /// How old the journal of an earlier run may be.
    pub(super) resume_within: SignedDuration,
}

/// The time that a run tells of: when it began, and since when its log is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window {
    pub(super) taken: Timestamp,
    pub(super) since: Timestamp,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    schema: String,
    #[serde(flatten)]
    window: Window,
    salt: String,
    /// Keyed hashes.
    credentials: String,
    org: String,
}

/// A journal on disk, or none.
pub(super) struct Journal {
    file: Option<Open>,
    /// Where the page of a URL begins and how long it is.
    pages: BTreeMap<String, (u64, usize)>,
    end: u64,
}

struct Open {
    path: PathBuf,
    file: File,
    seal: Seal,
    /// The first line, to which each other line is bound.
    header: Vec<u8>,
}

/// A line.
#[derive(Serialize, Deserialize)]
struct Line<P> {
    url: String,
    page: P,
}

impl Window {
    fn length(self) -> SignedDuration {
        self.taken.duration_since(self.since)
    }
}

impl Journal {
    /// A journal that remembers nothing.
    pub(super) const fn none() -> Self {
        Self { file: None, pages: BTreeMap::new(), end: 0 }
    }

    /// Opens the journal in a file, or begins one; answers with the window that counts. A file that is not a journal of
    /// this run is not changed.
    pub(super) fn open(path: &Path, run: &Run<'_>) -> Result<(Self, Window), LiveError> {
        let failed = |error| unusable(path, Unusable::Failed(error));
        if !new_file::is_taken(path).map_err(failed)? {
            return Self::begin(path, run);
        }
        let file = existing(path)?;
        let mut reader = BufReader::new(&file);
        let line = header_line(&mut reader).map_err(|why| unusable(path, why))?;
        let (header, seal) = verified(&line, run).map_err(|why| unusable(path, why))?;
        let mut journal = Self { file: None, pages: BTreeMap::new(), end: line.len() as u64 };
        journal.index(&mut reader, &seal, &line).map_err(failed)?;
        drop(reader);
        file.set_len(journal.end).map_err(failed)?;
        journal.file = Some(Open { path: path.to_path_buf(), file, seal, header: line });
        Ok((journal, header.window))
    }

    fn begin(path: &Path, run: &Run<'_>) -> Result<(Self, Window), LiveError> {
        let salt = Seal::salt()?;
        let (seal, credentials, org) = sealed(run, &salt).ok_or(LiveError::Machine("it cannot encrypt"))?;
        let header = Header { schema: SCHEMA.to_owned(), window: run.window, salt, credentials, org };
        let failed = |error| unusable(path, Unusable::Failed(error));
        let mut line = serde_json::to_vec(&header).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        let file = write_new(path, |out| out.write_all(&line))
            .map_err(|error| unusable(path, Unusable::Unwritten(error)))?;
        lock(&file).map_err(|why| unusable(path, why))?;
        let end = line.len() as u64;
        let file = Some(Open { path: path.to_path_buf(), file, seal, header: line });
        Ok((Self { file, pages: BTreeMap::new(), end }, run.window))
    }

    /// Reads where the pages are; what follows the last whole line does not count.
    fn index(&mut self, reader: &mut BufReader<&File>, seal: &Seal, header: &[u8]) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
            let Some(text) = line.strip_suffix(b"\n") else { return Ok(()) };
            let opened = seal.open(header, text);
            let page = opened.and_then(|text| serde_json::from_slice::<Line<IgnoredAny>>(&text).ok());
            let Some(page) = page else { return Ok(()) };
            self.pages.insert(page.url, (self.end, length));
            self.end += length as u64;
        }
    }

    /// The page of a URL, if it was written down.
    pub(super) fn page<P: DeserializeOwned>(&mut self, url: &str) -> Result<Option<P>, LiveError> {
        let (Some(open), Some((start, length))) = (&mut self.file, self.pages.get(url)) else {
            return Ok(None);
        };
        let mut line = vec![0; *length];
        let read = open.file.seek(SeekFrom::Start(*start)).and_then(|_| open.file.read_exact(&mut line));
        read.map_err(|error| unusable(&open.path, Unusable::Failed(error)))?;
        let text = open.seal.open(&open.header, line.trim_ascii_end());
        // What another version wrote is asked for again.
        let line = text.and_then(|text| serde_json::from_slice::<Line<P>>(&text).ok());
        Ok(line.map(|line| line.page))
    }

    /// Writes a page down.
    pub(super) fn keep<P: Serialize>(&mut self, url: &str, page: &P) -> Result<(), LiveError> {
        let Some(open) = &mut self.file else { return Ok(()) };
        let failed = |path: &Path, error| unusable(path, Unusable::Unwritten(error));
        let text = serde_json::to_vec(&Line { url: url.to_owned(), page });
        let text = text.map_err(|error| failed(&open.path, error.into()))?;
        let mut line = open.seal.close(&open.header, text)?.into_bytes();
        line.push(b'\n');
        let written = open.file.seek(SeekFrom::Start(self.end)).and_then(|_| open.file.write_all(&line));
        written.and_then(|()| open.file.flush()).map_err(|error| failed(&open.path, error))?;
        self.pages.insert(url.to_owned(), (self.end, line.len()));
        self.end += line.len() as u64;
        Ok(())
    }

    /// Removes the file: everything is in the snapshot now.
    pub(super) fn remove(self) -> Result<(), LiveError> {
        let Some(Open { path, file, .. }) = self.file else { return Ok(()) };
        drop(file);
        fs::remove_file(&path).map_err(|error| unusable(&path, Unusable::Failed(error)))
    }
}

/// Whether a file begins like a journal.
pub fn is_journal(path: &Path) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|file| file.is_file());
    let file = is_file.then(|| File::open(path).ok()).flatten();
    let line = file.and_then(|file| header_line(&mut BufReader::new(&file)).ok());
    line.is_some_and(|line| serde_json::from_slice::<Header>(&line).is_ok())
}

/// Opens a file that is there, unless it is something else than a file, such as a link to one.
fn existing(path: &Path) -> Result<File, LiveError> {
    let failed = |error| unusable(path, Unusable::Failed(error));
    let before = fs::symlink_metadata(path).map_err(failed)?;
    if !before.is_file() {
        return Err(unusable(path, Unusable::NotAFile));
    }
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(failed)?;
    // A link may have taken its place meanwhile.
    let opened = file.metadata().map_err(failed)?;
    if !is_same(&before, &opened) {
        return Err(unusable(path, Unusable::NotAFile));
    }
    lock(&file).map_err(|why| unusable(path, why))?;
    Ok(file)
}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    one.created().ok() == other.created().ok() && other.is_file()
}

/// Keeps other runs out while this one writes. Where files cannot be locked, nothing keeps them out.
fn lock(file: &File) -> Result<(), Unusable> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Unusable::InUse),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// The first line of a file, with its end, if it is that of a journal.
fn header_line(reader: &mut BufReader<&File>) -> Result<Vec<u8>, Unusable> {
    let mut line = Vec::new();
    reader.by_ref().take(MAX_HEADER_BYTES).read_until(b'\n', &mut line).map_err(Unusable::Failed)?;
    if line.starts_with(FIRST_BYTES) && line.ends_with(b"\n") { Ok(line) } else { Err(Unusable::Foreign) }
}

/// The header of a journal and its seal, if it belongs to this run.
fn verified(line: &[u8], run: &Run<'_>) -> Result<(Header, Seal), Unusable> {
    let header: Header = serde_json::from_slice(line).map_err(|_| Unusable::OtherVersion)?;
    if header.schema != SCHEMA {
        return Err(Unusable::OtherVersion);
    }
    let (seal, credentials, org) = sealed(run, &header.salt).ok_or(Unusable::OtherVersion)?;
    let begun = header.window.taken;
    match () {
        () if credentials != header.credentials => Err(Unusable::OtherCredentials),
        () if org != header.org => Err(Unusable::OtherOrg),
        () if header.window.length() != run.window.length() => Err(Unusable::OtherWindow),
        () if run.window.taken.duration_since(begun) > run.resume_within => Err(Unusable::TooOld { begun }),
        () => Ok((header, seal)),
    }
}

/// The seal of a run, with the keyed hashes of its credentials and of its org.
fn sealed(run: &Run<'_>, salt: &str) -> Option<(Seal, String, String)> {
    let seal = Seal::new(run.secret, salt)?;
    let (credentials, org) = (seal.hash("credentials", "")?, seal.hash("org", run.org)?);
    Some((seal, credentials, org))
}

fn unusable(path: &Path, why: Unusable) -> LiveError {
    LiveError::Journal { path: path.to_path_buf(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"the secret of the run";

    fn window(day: &str) -> Window {
        let taken: Timestamp = format!("{day}T08:00:00Z").parse().unwrap();
        Window { taken, since: taken - SignedDuration::from_hours(24) }
    }

    fn run<'r>(org: &'r str, day: &str) -> Run<'r> {
        let resume_within = SignedDuration::from_hours(24);
        Run { org, window: window(day), secret: SECRET, resume_within }
    }

    const ORG: &str = "https://acme.okta.com";

    #[test]
    fn what_was_written_is_there_after_a_cut_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.journal");
        let (mut journal, begun) = Journal::open(&path, &run(ORG, "2026-11-20")).unwrap();
        for number in 0..5_u32 {
            journal.keep(&format!("/page/{number}"), &vec![number; 3]).unwrap();
        }
        drop(journal);
        let whole = fs::read(&path).unwrap();
        let first = memchr::memchr(b'\n', &whole).unwrap();
        let later = run(ORG, "2026-11-21");
        for cut in first + 1..=whole.len() {
            fs::write(&path, whole.get(..cut).unwrap()).unwrap();
            let lines = memchr::memchr_iter(b'\n', whole.get(..cut).unwrap()).count();
            let (mut journal, counts) = Journal::open(&path, &later).unwrap();
            assert_eq!(counts, begun, "cut at {cut}");
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
    fn a_file_that_does_not_begin_like_a_journal_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.journal");
        drop(Journal::open(&path, &run(ORG, "2026-11-20")).unwrap());
        let whole = fs::read(&path).unwrap();
        let cuts = (0..whole.len()).map(|cut| whole.get(..cut).unwrap().to_vec());
        let long = [FIRST_BYTES, &vec![b' '; 1 << 20]].concat();
        let others = ["GET /api/v1/users", "something else\n", "{}\n", "\n\0\u{ff}"];
        let others = others.iter().map(|text| text.as_bytes().to_vec());
        for content in cuts.chain(others).chain([long]) {
            fs::write(&path, &content).unwrap();
            let error = Journal::open(&path, &run(ORG, "2026-11-20")).err().unwrap();
            assert!(matches!(error, LiveError::Journal { why: Unusable::Foreign, .. }), "{error}");
            assert_eq!(fs::read(&path).unwrap(), content);
        }
    }

    #[test]
    fn the_journal_of_another_run_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.journal");
        let (mut journal, _) = Journal::open(&path, &run(ORG, "2026-11-20")).unwrap();
        journal.keep("/page", &1).unwrap();
        let in_use = Journal::open(&path, &run(ORG, "2026-11-20")).err().unwrap();
        assert!(in_use.to_string().contains("another run uses it"), "{in_use}");
        drop(journal);
        // A line that was cut off is dropped by its own run only.
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"cut").unwrap();
        let before = fs::read(&path).unwrap();
        let mut long = window("2026-11-20");
        long.since -= SignedDuration::from_hours(24);
        let second = SignedDuration::from_secs(1);
        let late = Window {
            taken: long.taken + SignedDuration::from_hours(24) + second,
            since: long.taken + second,
        };
        let day = || run(ORG, "2026-11-20");
        for (other, reason) in [
            (run("https://other.okta.com", "2026-11-20"), "another org"),
            (Run { secret: b"another", ..day() }, "other credentials"),
            (Run { secret: b"another", ..run("https://other.okta.com", "2026-11-20") }, "other credentials"),
            (Run { window: long, ..day() }, "--log-days"),
            (Run { window: late, ..day() }, "begun 2026-11-20T08:00:00Z"),
            (Run { resume_within: SignedDuration::ZERO, ..run(ORG, "2026-11-21") }, "--resume-within"),
        ] {
            let error = Journal::open(&path, &other).err().unwrap();
            let told = format!("{error} {}", error.help());
            assert!(told.contains(reason), "{reason}: {told}");
            assert_eq!(fs::read(&path).unwrap(), before, "{reason}");
        }
        assert!(Journal::open(&path, &run(ORG, "2026-11-21")).is_ok(), "24 h to the second");
        let old = r#"{"schema":"leastwise.journal/1","org":"https://acme.okta.com","auditor":"0oa1"}"#;
        fs::write(&path, format!("{old}\n")).unwrap();
        let error = Journal::open(&path, &day()).err().unwrap();
        assert!(error.to_string().contains("another version"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_are_not_journals() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("org.journal"), folder.path().join("target"));
        drop(Journal::open(&target, &run(ORG, "2026-11-20")).unwrap());
        let before = fs::read(&target).unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        let refused = || {
            matches!(
                Journal::open(&path, &run(ORG, "2026-11-20")),
                Err(LiveError::Journal { why: Unusable::NotAFile, .. })
            )
        };
        assert!(refused());
        assert_eq!(fs::read(&target).unwrap(), before);
        fs::remove_file(&target).unwrap();
        assert!(refused() && !target.exists(), "a link that leads nowhere is not followed");
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(refused());
    }
}
