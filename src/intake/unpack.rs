//! Compressed inputs: gzip and Zstandard streams, and zip archives with any number of members.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::class;
use super::content::Content;
use super::source::{self, IntakeError, in_words};

/// The most that a compressed input may grow to, in bytes.
pub(super) const MAX_UNPACKED: u64 = 16 << 30;

/// The most members of an archive that are read.
const MAX_MEMBERS: usize = 10_000;

/// How often an input may be packed.
const MAX_LAYERS: usize = 4;

/// What an input holds once it is unpacked.
pub(super) enum Unpacked {
    /// One input.
    One(Content),
    /// The files of an archive.
    Archive(Archive),
}

/// Unpacks an input, however often it is packed; any other is handed back as it is.
pub(super) fn unpack(content: Content) -> Result<Unpacked, IntakeError> {
    let mut content = content;
    for _ in 0..=MAX_LAYERS {
        let name = content.name.to_string();
        content = match content.head() {
            [0x1f, 0x8b, ..] => {
                Content::new(&name, Bounded::new(MultiGzDecoder::new(content.into_reader())))?
            }
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                let decoder = zstd::stream::read::Decoder::with_buffer(content.into_reader());
                Content::new(
                    &name,
                    Bounded::new(decoder.map_err(|reason| source::unreadable(&name, reason))?),
                )?
            }
            [b'P', b'K', 3 | 5, 4 | 6, ..] => return Archive::open(content).map(Unpacked::Archive),
            _ => return Ok(Unpacked::One(content)),
        };
    }
    Err(IntakeError::TooPacked { input: in_words(&content.name) })
}

/// Whether an input is packed, by its first bytes.
pub(super) const fn is_packed(head: &[u8]) -> bool {
    matches!(head, [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] | [b'P', b'K', 3 | 5, 4 | 6, ..])
}

/// A zip archive; hands out its files one by one, sorted by name, hidden ones left out.
pub(super) struct Archive {
    /// Its name as the user knows it.
    pub(super) name: String,
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// The files that are left, the next one last.
    left: Vec<Member>,
    /// How many bytes the files may still unpack to.
    room: u64,
}

/// A file of an archive.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    /// Its path in the archive.
    pub(super) path: String,
    position: usize,
}

impl Archive {
    fn open(content: Content) -> Result<Self, IntakeError> {
        let name = content.name.to_string();
        let broken = |error: ZipError| source::unreadable(&name, io::Error::other(error));
        let mut zip = ZipArchive::new(Cursor::new(content.into_bytes()?)).map_err(broken)?;
        let mut left = Vec::new();
        for position in 0..zip.len() {
            let member = zip.by_index_raw(position).map_err(broken)?;
            let path = member.name().map_err(broken)?.into_owned();
            let is_hidden = |part: &str| {
                (part.starts_with('.') && !matches!(part, "." | "..") && !class::is_pipeline(part))
                    || part == "__MACOSX"
            };
            if member.is_file() && (!path.split('/').any(is_hidden) || is_of_terraform(&path)) {
                left.push(Member { path, position });
            }
        }
        if is_plan_file(&left) {
            return Err(IntakeError::Foreign { input: in_words(&name), what: PLAN_FILE, help: PLAN_HELP });
        }
        if left.len() > MAX_MEMBERS {
            return Err(IntakeError::TooManyMembers { input: in_words(&name), most: MAX_MEMBERS });
        }
        left.sort_by(|a, b| b.cmp(a));
        Ok(Self { name, zip, left, room: MAX_UNPACKED })
    }

    /// The folder that all files lie in, with its slash; empty when there is none.
    pub(super) fn common_folder(&self) -> String {
        let first = self.left.first().and_then(|member| member.path.split_once('/'));
        let folder = first.map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        let is_common = self.left.iter().all(|member| member.path.starts_with(&folder));
        if is_common { folder } else { String::new() }
    }

    /// The next file, not yet unpacked.
    pub(super) fn next_member(&mut self) -> Option<Member> {
        self.left.pop()
    }

    /// The bytes of a file, with the name under which it is known.
    pub(super) fn unpacked(&mut self, member: &Member) -> Result<(String, Vec<u8>), IntakeError> {
        let shown = format!("{}/{}", self.name, member.path);
        let file = self
            .zip
            .by_index(member.position)
            .map_err(|error| source::unreadable(&shown, io::Error::other(error)))?;
        let bytes = source::bounded(file, &shown)?;
        let Some(room) = self.room.checked_sub(bytes.len() as u64) else {
            self.left.clear();
            return Err(source::unreadable(&shown, too_much()));
        };
        self.room = room;
        Ok((shown, bytes))
    }
}

/// The paths of the files in an archive; none of what is no archive.
pub(super) fn members(path: &Path) -> Vec<PathBuf> {
    let archive = source::file(path).and_then(unpack);
    let Ok(Unpacked::Archive(archive)) = archive else { return Vec::new() };
    archive.left.into_iter().map(|member| PathBuf::from(member.path)).collect()
}

/// Whether something hidden is what `terraform init` wrote and a configuration needs.
pub(super) fn is_of_terraform(path: &str) -> bool {
    path.contains(".terraform/modules/") || path.ends_with(".terraform.lock.hcl")
}

/// What a plan file is, and how it is printed.
const PLAN_FILE: &str = "a plan file of Terraform or OpenTofu";
const PLAN_HELP: &str = "print it as JSON: `terraform show -json FILE > plan.json` (or `tofu show -json FILE`), then give plan.json";

/// Whether the files of an archive are those of a plan file, which holds copies of the state and the configuration.
fn is_plan_file(files: &[Member]) -> bool {
    let has = |path: &str| files.iter().any(|file| file.path == path);
    has("tfplan") && (has("tfstate") || files.iter().any(|file| file.path.starts_with("tfconfig/")))
}

fn too_much() -> io::Error {
    io::Error::other(format!("it unpacks to more than {} GiB", MAX_UNPACKED >> 30))
}

/// A reader that fails instead of growing without end.
struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R> Bounded<R> {
    const fn new(reader: R) -> Self {
        Self { reader, left: MAX_UNPACKED }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(out)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_much)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_is_bounded() {
        for (size, fits) in [(9, true), (10, true), (11, false)] {
            let mut bounded = Bounded { reader: io::repeat(b'a').take(size), left: 10 };
            let mut out = Vec::new();
            let read = bounded.read_to_end(&mut out);
            assert_eq!(read.is_ok(), fits, "{size}");
        }
    }
}
