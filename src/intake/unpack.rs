//! Compressed inputs: gzip and Zstandard streams, and zip archives with any number of members.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::content::{Content, too_large};
use super::packing::{self, Packing};
use super::source::{self, IntakeError, in_words};
use super::{class, directory};
use crate::limits::MAX_ARCHIVE_ENTRIES;

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
    while is_packed(content.head()) {
        let name = content.name.to_string();
        let Some(packing) = content.packing.inner(0) else {
            return Err(IntakeError::TooPacked { input: in_words(&name) });
        };
        content = match content.head() {
            [0x1f, 0x8b, ..] => {
                let unpacked = packing.unpacked(MultiGzDecoder::new(content.into_reader()));
                Content::packed(&name, unpacked, packing)?
            }
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                let decoder = zstd::stream::read::Decoder::with_buffer(content.into_reader());
                let decoder = decoder.map_err(|reason| source::unreadable(&name, reason))?;
                Content::packed(&name, packing.unpacked(decoder), packing)?
            }
            _ => return Archive::open(content).map(Unpacked::Archive),
        };
    }
    Ok(Unpacked::One(content))
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
    /// Names that several entries have, each with how many have it; one of them is read.
    pub(super) repeated: BTreeMap<String, usize>,
    /// That of its files.
    pub(super) packing: Packing,
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
        let outer = content.packing.clone();
        let bytes = content.into_bytes()?;
        let packing = outer.inner(bytes.len());
        let packing = packing.ok_or_else(|| IntakeError::TooPacked { input: in_words(&name) })?;
        if directory::has_more(&bytes, MAX_ARCHIVE_ENTRIES) {
            return Err(IntakeError::TooManyEntries { input: in_words(&name) });
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
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
        left.sort_by(|a, b| b.cmp(a));
        let repeated = if zip.has_duplicate_names() {
            let start = usize::try_from(zip.central_directory_start()).ok();
            let bytes = zip.into_inner();
            let repeated = start.and_then(|start| bytes.get_ref().get(start..)).map(directory::repeated);
            zip = ZipArchive::new(bytes).map_err(broken)?;
            repeated.unwrap_or_default()
        } else {
            BTreeMap::new()
        };
        Ok(Self { name, zip, left, repeated, packing })
    }

    /// The folder that all files lie in, with its slash; empty when there is none.
    pub(super) fn common_folder(&self) -> String {
        let first = self.left.first().and_then(|member| member.path.split_once('/'));
        let folder = first.map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        let is_common = self.left.iter().all(|member| member.path.starts_with(&folder));
        if is_common { folder } else { String::new() }
    }

    /// The next file, not yet unpacked.
    ///
    /// # Errors
    ///
    /// More files were read than may be: those that are left are not read.
    pub(super) fn next_member(&mut self) -> Result<Option<Member>, IntakeError> {
        let Some(member) = self.left.pop() else { return Ok(None) };
        if self.packing.take_file() {
            return Ok(Some(member));
        }
        let (input, left) = (in_words(&self.shown(&member)), std::mem::take(&mut self.left).len());
        Err(IntakeError::TooManyMembers { input, left })
    }

    /// The bytes of a file, with the name under which it is known.
    pub(super) fn unpacked(&mut self, member: &Member) -> Result<(String, Vec<u8>), IntakeError> {
        let shown = self.shown(member);
        let file = self.zip.by_index(member.position);
        let file = file.map_err(|error| source::unreadable(&shown, io::Error::other(error)))?;
        match self.packing.held(self.packing.unpacked(file), 0) {
            Ok(Some(bytes)) => Ok((shown, bytes)),
            Ok(None) => Err(too_large(&shown, &self.packing)),
            Err(error) if packing::is_too_much(&error) => {
                let left = std::mem::take(&mut self.left).len();
                Err(packing::too_much(in_words(&shown), left))
            }
            Err(error) => Err(source::unreadable(&shown, error)),
        }
    }

    fn shown(&self, member: &Member) -> String {
        format!("{}/{}", self.name, member.path)
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
