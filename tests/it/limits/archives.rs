//! Archives and what else is packed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use leastwise::limits::{MAX_ARCHIVE_ENTRIES, MAX_ARCHIVE_FILES, MAX_LAYERS};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{LIST, calls, partly, refused};

/// A zip archive.
fn zipped<'a>(files: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        writer.start_file(name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_layers_of_what_is_packed() {
    let packed = |layers: usize| {
        (0..layers).fold(LIST.as_bytes().to_vec(), |bytes, _| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&bytes).unwrap();
            encoder.finish().unwrap()
        })
    };
    for layers in [MAX_LAYERS - 1, MAX_LAYERS] {
        assert_eq!(calls("a.gz", packed(layers)), Ok(1), "{layers}");
    }
    refused(calls("a.gz", packed(MAX_LAYERS + 1)), "compressed more than 4 times over");
}

#[test]
fn layers_of_archives_and_of_other_packing_count_together() {
    let gzip = |bytes: Vec<u8>| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap()
    };
    let archive = |bytes: Vec<u8>, ending: &str| zipped([(format!("a.{ending}"), bytes.as_slice())]);
    let two = archive(gzip(LIST.into()), "txt.gz");
    for (layers, bytes, fits) in [
        (3, archive(two.clone(), "zip"), true),
        (4, archive(archive(two.clone(), "zip"), "zip"), true),
        (5, archive(archive(gzip(two), "zip.gz"), "zip"), false),
    ] {
        let (calls, failed) = partly("a.zip", bytes);
        assert_eq!(calls, usize::from(fits), "{layers}: {failed}");
        assert_eq!(failed.contains("is compressed more than 4 times over"), !fits, "{layers}: {failed}");
    }
}

#[test]
fn the_files_of_an_archive() {
    let archive = |files: usize| {
        zipped(
            (0..files)
                .map(|number| (format!("{number:05}.txt"), if number < 2 { LIST.as_bytes() } else { b"" })),
        )
    };
    for files in [MAX_ARCHIVE_FILES - 1, MAX_ARCHIVE_FILES] {
        assert_eq!(partly("a.zip", archive(files)), (2, String::new()), "{files}");
    }
    for (more, said) in [(1, "is not read"), (2, "and 1 file behind it are not read")] {
        let (calls, failed) = partly("a.zip", archive(MAX_ARCHIVE_FILES + more));
        assert_eq!(calls, 2, "the files before the limit are read");
        let said = format!(
            "`a.zip/10000.txt` {said}: an archive may hold 10000 files, those of archives in it included"
        );
        assert_eq!(failed, said);
    }
}

#[test]
fn the_files_of_archives_in_an_archive_count_together() {
    // Two archives with as many files, and the last file of the outer one.
    let inner = |files: usize| {
        zipped(
            (0..files)
                .map(|number| (format!("{number:05}.txt"), if number == 0 { LIST.as_bytes() } else { b"" })),
        )
    };
    for (files, all) in
        [(MAX_ARCHIVE_FILES - 1, true), (MAX_ARCHIVE_FILES, true), (MAX_ARCHIVE_FILES + 1, false)]
    {
        let (first, second) = (inner(5_000), inner(files - 5_000 - 3));
        let last = ("z.txt".to_owned(), LIST.as_bytes());
        let bytes = zipped([("a.zip".to_owned(), first.as_slice()), ("b.zip".to_owned(), &second), last]);
        let (calls, failed) = partly("x.zip", bytes);
        assert_eq!(calls, if all { 3 } else { 2 }, "{files}: {failed}");
        assert_eq!(failed.contains("`x.zip/z.txt` is not read"), !all, "{files}: {failed}");
    }
}

#[test]
fn entries_of_one_name_are_told() {
    let bytes = zipped([("a.txt".to_owned(), LIST.as_bytes()), ("b.txt".to_owned(), LIST.as_bytes())]);
    let renamed: Vec<u8> =
        String::from_utf8_lossy(&bytes).contains("b.txt").then(|| replaced(&bytes)).unwrap();
    let (calls, failed) = partly("x.zip", renamed);
    assert_eq!(calls, 1);
    assert_eq!(failed, "`x.zip/a.txt` stands in its archive 2 times, and only the last of them is read");
}

/// An archive in which `b.txt` goes by the name of `a.txt`.
fn replaced(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at: Vec<usize> =
        bytes.windows(5).enumerate().filter(|(_, name)| *name == b"b.txt").map(|(at, _)| at).collect();
    for at in at {
        bytes[at] = b'a';
    }
    bytes
}

#[test]
fn hostile_names_in_an_archive_are_only_names() {
    let long = "x".repeat(60_000) + ".txt";
    for name in ["../../outside.txt", "/etc/outside.txt", "a/../../outside.txt", "C:\\outside.txt", &long] {
        let bytes = zipped([(name.to_owned(), LIST.as_bytes())]);
        assert_eq!(partly("x.zip", bytes), (1, String::new()), "{name:.40}");
    }
}

#[test]
fn the_entries_of_an_archive() {
    let archive = |entries: usize| {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for number in 0..entries - 1 {
            writer.add_directory(number.to_string(), stored).unwrap();
        }
        writer.start_file("a.txt", stored).unwrap();
        writer.write_all(LIST.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    for entries in [MAX_ARCHIVE_ENTRIES - 1, MAX_ARCHIVE_ENTRIES] {
        assert_eq!(partly("x.zip", archive(entries)), (1, String::new()), "{entries}");
    }
    let (calls, failed) = partly("x.zip", archive(MAX_ARCHIVE_ENTRIES + 1));
    assert_eq!((calls, failed.as_str()), (0, "`x.zip` has more than 100000 entries"));
}
