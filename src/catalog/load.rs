//! Gets a catalog: the one inside the program, one from a folder, and overlays on top.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::problem::Problem;
use super::tables::Tables;
use super::{Catalog, Packed, fingerprint, folder, lint, overlay};
use crate::disclosure;
use crate::limits::MAX_OVERLAY_BYTES;
use crate::limits::read::text_within;

/// Why a catalog could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The blob inside the program does not decode; only a broken build can do that.
    #[error("the catalog inside the program is damaged: {0}")]
    Damaged(#[from] postcard::Error),
    /// A file or folder cannot be read.
    #[error("cannot read the catalog `{}`: {reason}", disclosure::file(&path.to_string_lossy()))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// The files are there and something in them is wrong.
    #[error("the catalog `{}` has {} {}", path.display(), problems.len(), if problems.len() == 1 { "problem" } else { "problems" })]
    Broken {
        /// The file or folder.
        path: PathBuf,
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
}

impl LoadError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Damaged(_) => Some("install leastwise again".to_owned()),
            Self::Unreadable { .. } => {
                Some("give a folder laid out like `data/`, or an overlay file".to_owned())
            }
            Self::Broken { .. } => Some("`leastwise catalog lint DIR` lists everything".to_owned()),
        }
    }
}

const BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.postcard"));

/// What is known about SDKs; it stays packed until a name is looked up.
const SDKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sdks.postcard"));

/// What is known about the Terraform provider; it stays packed until an input of Terraform is read.
const TERRAFORM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/terraform.postcard"));

impl Catalog {
    /// The catalog inside the program.
    ///
    /// # Errors
    ///
    /// [`LoadError::Damaged`], when the program was built wrongly.
    pub fn embedded() -> Result<Self, LoadError> {
        let sha256 = env!("LEASTWISE_CATALOG_SHA256").to_owned();
        let packed = Packed { sdks: Cow::Borrowed(SDKS), terraform: Cow::Borrowed(TERRAFORM) };
        Ok(Self::new(postcard::from_bytes(BLOB)?, packed, sha256))
    }

    /// The catalog in a folder that is laid out like `data/`.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read, or when anything in it is wrong.
    pub fn from_folder(path: &Path) -> Result<Self, LoadError> {
        let files = folder::read(path).map_err(|(path, reason)| LoadError::Unreadable { path, reason })?;
        let found = lint::check(&files).map_err(|problems| {
            let plain: Vec<_> =
                files.iter().map(|(file, text)| (file.clone(), without_backticks(text))).collect();
            LoadError::Broken {
                path: path.to_owned(),
                problems: lint::check(&plain).err().unwrap_or(problems),
            }
        })?;
        let sdks = Cow::Owned(postcard::to_stdvec(&found.sdks)?);
        let terraform = Cow::Owned(postcard::to_stdvec(&found.terraform)?);
        Self::hashed(found.tables, Packed { sdks, terraform })
    }

    /// This catalog with the facts of an overlay file on top.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or when anything in it is wrong.
    pub fn with_overlay(self, path: &Path) -> Result<Self, LoadError> {
        let unreadable = |reason| LoadError::Unreadable { path: path.to_owned(), reason };
        let text =
            fs::File::open(path).and_then(|file| text_within(file, MAX_OVERLAY_BYTES)).map_err(unreadable)?;
        let file = path.to_string_lossy();
        let broken = |problems| LoadError::Broken { path: path.to_owned(), problems };
        let (tables, packed) = self.into_parts();
        // A backtick in a name would end it too early in a message.
        let text = if text.contains('`') && overlay::lay(tables.clone(), &file, &text).is_err() {
            without_backticks(&text)
        } else {
            text
        };
        Self::hashed(overlay::lay(tables, &file, &text).map_err(broken)?, packed)
    }

    fn hashed(tables: Tables, packed: Packed) -> Result<Self, LoadError> {
        let main = postcard::to_stdvec(&tables)?;
        let sha256 = fingerprint::of(&[main.as_slice(), &packed.sdks, &packed.terraform]);
        Ok(Self::new(tables, packed, sha256))
    }
}

/// A text in which no name can have a backtick: in messages, these stand around names.
fn without_backticks(text: &str) -> String {
    text.replace('`', "'")
}
