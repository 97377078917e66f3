//! Compressed inputs, archives and folders: what is inside is read as if it stood there by itself.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use leastwise::intake::{Input, IntakeErrors, ReadOptions, Reading, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::folder;
use crate::support::matcher;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn reading(name: &str, bytes: Vec<u8>) -> Result<Reading, IntakeErrors> {
    read(&[Input::Bytes(name.to_owned(), bytes)], &ReadOptions::default(), matcher())
}

/// Where the calls of an input stand, and what they say.
fn places(name: &str, bytes: Vec<u8>) -> Vec<String> {
    let calls = reading(name, bytes).unwrap().calls;
    calls.iter().map(|call| format!("{}:{} {}", call.origin.source, call.origin.line, call.text())).collect()
}

const LIST: &[u8] = b"\nGET /api/v1/users\n";
const HAR: &[u8] =
    br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://acme.okta.com/api/v1/apps"}}]}}"#;

#[test]
fn what_is_packed_is_read_as_it_stands() {
    assert_eq!(places("list.txt.gz", gz(LIST)), ["list.txt.gz:2 GET /api/v1/users"]);
    assert_eq!(places("a.har.gz", gz(&gz(HAR))), ["a.har.gz:1 GET /api/v1/apps"]);
    assert_eq!(places("no-ending", zstd::encode_all(HAR, 3).unwrap()), ["no-ending:1 GET /api/v1/apps"]);
    // A log is often closed and opened again: several members make one stream.
    assert_eq!(places("list.gz", [gz(LIST), gz(b"GET /api/v1/apps\n")].concat()).len(), 2);
    let archive = zipped(&[
        ("z/b.har", HAR),
        ("z/a.txt", LIST),
        ("z/.hidden", LIST),
        ("z/picture.png", b"\x89PNG\0\0"),
        ("z/empty.txt", b""),
        ("z/notes.txt", b"nothing"),
        ("z/inner.zip", &zipped(&[("deep.txt", LIST)])),
        ("z/packed.txt.gz", &gz(LIST)),
        ("__MACOSX/z/a.txt", LIST),
    ]);
    let expected = [
        "all.zip/z/a.txt:2 GET /api/v1/users",
        "all.zip/z/b.har:1 GET /api/v1/apps",
        "all.zip/z/inner.zip/deep.txt:2 GET /api/v1/users",
        "all.zip/z/packed.txt.gz:2 GET /api/v1/users",
    ];
    assert_eq!(places("all.zip", archive), expected);
}

#[test]
fn what_cannot_be_unpacked_is_an_error() {
    let packed = gz(&LIST.repeat(1_000));
    let mut mutated = packed.clone();
    let middle = mutated.len() / 2;
    mutated[middle] ^= 0x55;
    let archive = zipped(&[("a.txt", LIST)]);
    let deep = (0..6).fold(LIST.to_vec(), |bytes, _| gz(&bytes));
    for (name, bytes, wanted) in [
        ("cut.gz", packed[..packed.len() / 2].to_vec(), "cannot read `cut.gz`"),
        ("mutated.gz", mutated, "cannot read `mutated.gz`"),
        ("cut.zst", zstd::encode_all(LIST, 3).unwrap()[..12].to_vec(), "cannot read `cut.zst`"),
        ("cut.zip", archive[..archive.len() - 10].to_vec(), "cannot read `cut.zip`"),
        ("deep.gz", deep, "compressed more than 4 times over"),
        (
            "nothing.zip",
            zipped(&[("a.txt", b"nothing")]),
            "no file in `nothing.zip` refers to Okta: 1 file read",
        ),
        ("empty.zip", zipped(&[]), "no file in `empty.zip` refers to Okta: 0 files read"),
    ] {
        let error = reading(name, bytes).unwrap_err().to_string();
        assert!(error.contains(wanted), "{name}: {error}");
    }
}

/// A few kilobytes that unpack to gigabytes end in an error after a bounded time, and take no memory.
#[test]
fn a_bomb_is_refused() {
    let layer = gz(&vec![b' '; 300 << 20]);
    assert!(layer.len() < 2 << 20);
    let error = reading("bomb.txt.gz", layer).unwrap_err().to_string();
    assert!(error.contains("is larger than 256 MiB"), "{error}");
}

#[test]
fn a_folder_is_read_without_what_is_not_the_projects_own() {
    let folder = folder(&[
        (".gitignore", b"/build\n*.log\n"),
        ("a.txt", LIST),
        ("build/a.txt", LIST),
        ("debug.log", LIST),
        ("node_modules/okta/calls.txt", LIST),
        ("deep/vendor/calls.txt", LIST),
        (".git/config", LIST),
        ("deep/b.har", HAR),
        ("deep/b.bin", b"\0\x01\x02"),
    ]);
    let reading = read(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher()).unwrap();
    let names: Vec<_> =
        reading.calls.iter().map(|call| call.origin.source.rsplit('/').next().unwrap().to_owned()).collect();
    assert_eq!(names, ["a.txt", "b.har"]);
}
