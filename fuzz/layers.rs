//! How an input of the target `archives` is packed: its first bytes say so, layer by layer.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// More layers than are read.
const MAX_LAYERS: u8 = 8;

const NAMES: [&str; 6] = ["calls.txt", "a.zip", "b.gz", "c.har", "../up.txt", "deep/er/log.ndjson.zst"];

/// The name that goes with an input.
pub(crate) fn name(bytes: &[u8]) -> &'static str {
    NAMES[bytes.len() % NAMES.len()]
}

/// The first byte is the number of layers, each of the next ones a layer: gzip, Zstandard, a ZIP archive of some files,
/// plain or deflated; or something that breaks it: an end cut off, a byte changed, something in front or behind. What
/// does not begin like that stays as it is.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    match bytes.split_first() {
        Some((layers, rest)) if *layers <= MAX_LAYERS && rest.len() >= usize::from(*layers) => {
            let (layers, content) = rest.split_at(usize::from(*layers));
            layers.iter().fold(content.to_vec(), |inner, layer| wrapped(inner, *layer))
        }
        _ => bytes.to_vec(),
    }
}

/// One more layer around some bytes.
fn wrapped(mut inner: Vec<u8>, layer: u8) -> Vec<u8> {
    let detail = usize::from(layer >> 3);
    match layer & 7 {
        0 => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&inner).unwrap();
            encoder.finish().unwrap()
        }
        1 => zstd::encode_all(&inner[..], 1).unwrap(),
        2 => zipped(&inner, CompressionMethod::Stored, detail),
        3 => zipped(&inner, CompressionMethod::Deflated, detail),
        4 => {
            inner.truncate(inner.len().saturating_sub(detail));
            inner
        }
        5 => {
            let at = detail * inner.len() / 32;
            if let Some(byte) = inner.get_mut(at) {
                *byte ^= 0x55;
            }
            inner
        }
        6 => [&b"GET /api/v1/users\n"[..], &inner].concat(),
        _ => [&inner[..], &inner].concat(),
    }
}

/// An archive with the bytes in some files, beside one that is empty.
fn zipped(inner: &[u8], method: CompressionMethod, detail: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (number, name) in NAMES.iter().cycle().skip(detail).take(1 + detail % 3).enumerate() {
        writer.start_file(format!("{number}/{name}"), options).unwrap();
        writer.write_all(inner).unwrap();
    }
    writer.start_file("empty", options).unwrap();
    writer.finish().unwrap().into_inner()
}
