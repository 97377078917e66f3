//! Every limit of what is read and kept, in one table: the code, `--help`, the docs and the tests take it from here.

pub mod read;

/// A limit as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The name of the constant.
    pub name: &'static str,
    /// Its value: bytes, or how many.
    pub value: u64,
    /// The value in words, such as `64 MiB` or `10,000`.
    pub shown: &'static str,
    /// What is limited.
    pub what: &'static str,
    /// What happens beyond it.
    pub beyond: &'static str,
}

macro_rules! limits {
    ($($name:ident: $kind:ty = $value:expr, $shown:literal, $what:literal, $beyond:literal;)*) => {
        $(
            #[doc = concat!("The limit of ", $what, ": ", $shown, ".")]
            pub const $name: $kind = $value;
        )*

        /// Every limit, in the order of `--help` and the docs.
        pub const ALL: &[Limit] = &[
            $(Limit { name: stringify!($name), value: $value, shown: $shown, what: $what, beyond: $beyond },)*
        ];

        /// The limits as `--help` shows them.
        pub const HELP: &str = concat!("Limits; docs/limits.md tells what happens beyond them:", $("\n  ", $what, ": ", $shown),*);
    };
}

limits! {
    MAX_INPUT_BYTES: u64 = 256 << 20, "256 MiB", "an input that is held whole", "error";
    MAX_UNPACKED_BYTES: u64 = 16 << 30, "16 GiB", "what a packed input unpacks to, archives in archives included", "error; the files before are read";
    MAX_ARCHIVE_FILES: usize = 10_000, "10,000", "files of an archive, archives in archives included", "error; the files before are read";
    MAX_ARCHIVE_ENTRIES: usize = 100_000, "100,000", "entries of an archive, folders and hidden files included", "error; the archive is not read";
    MAX_LAYERS: usize = 4, "4", "layers of packing, archives in archives included", "error";
    MAX_HELD_BYTES: u64 = 512 << 20, "512 MiB", "a file of an archive and the archives that it lies in, together", "error; the other files are read";
    MAX_FOLDER_DEPTH: usize = 64, "64", "levels of folders", "error; the files above are read";
    MAX_IGNORE_FILE_BYTES: u64 = 1 << 20, "1 MiB", "a file such as .gitignore", "error; its folder is not read";
    MAX_PROJECT_FILE_BYTES: u64 = 4 << 20, "4 MiB", "a dependency manifest, or a program beside one that is read", "it adds nothing";
    MAX_LINKED_FILE_BYTES: u64 = 1 << 20, "1 MiB", "a file that a configuration of Terraform or a program of Pulumi reads", "its value is unknown";
    MAX_LIST_LINES: u64 = 5_000_000, "5,000,000", "lines of lists and tables in an input", "error; the lines before are read";
    MAX_MIXED_LINES: usize = 500_000, "500,000", "lines of a list in which code, tables or variables stand", "error; the lines before are read";
    MAX_LIST_LINE_BYTES: usize = 1 << 20, "1 MiB", "a line of a list", "error";
    MAX_LOG_LINE_BYTES: usize = 16 << 20, "16 MiB", "a line of a log", "note; the line is passed over";
    MAX_RECORD_BYTES: usize = 64 << 20, "64 MiB", "an entry of a recording or of a list of events", "error; the entries before are read";
    MAX_VALUE_DEPTH: u32 = 128, "128", "levels of values in an input", "error; what stands before is read";
    MAX_YAML_COPIES: usize = 1_000_000, "1,000,000", "values that aliases of YAML stand for", "error; what stands before is read";
    MAX_CODE_BYTES: usize = 4 << 20, "4 MiB", "a program", "note; it is passed over";
    MAX_CODE_LINE_BYTES: usize = 256 << 10, "256 KiB", "a line of a program", "note; the program is passed over";
    MAX_PATH_SEGMENTS: usize = 32, "32", "segments of a path", "the call is unresolved";
    MAX_CALL_PLACES: usize = 10_000, "10,000", "calls that each have an entry of their own", "equal calls of an input share an entry with `count`";
    MAX_DIFFERENT_CALLS: usize = 100_000, "100,000", "different calls in an input", "error; the calls before are read";
    MAX_TERRAFORM_MODULES: usize = 2_000, "2,000", "modules of a configuration of Terraform", "error";
    MAX_TERRAFORM_INSTANCES: u32 = 200, "200", "instances of a block of Terraform that are told apart", "the block counts as one";
    MAX_TERRAFORM_STEPS: u32 = 200_000, "200,000", "steps of evaluating an expression of Terraform", "its value is unknown";
    MAX_FILE_BYTES: u64 = 64 << 20, "64 MiB", "a manifest, grant, token, baseline, environment or page of `doc`", "error";
    MAX_TREE_DEPTH: usize = 64, "64", "levels of values in a manifest or grant", "error";
    MAX_TOKEN_BYTES: usize = 64 << 10, "64 KiB", "a token after `Authorization` or in a variable", "it is not read as a token";
    MAX_CATALOG_DEPTH: usize = 100, "100", "levels of brackets in a file of a catalog", "error";
    MAX_SNAPSHOT_BYTES: u64 = 2 << 30, "2 GiB", "a snapshot of an org, unpacked", "error";
    MAX_OVERLAY_BYTES: u64 = 64 << 20, "64 MiB", "an overlay", "error";
    MAX_CATALOG_FILE_BYTES: u64 = 64 << 20, "64 MiB", "a file of a catalog folder", "error";
    MAX_SPEC_BYTES: u64 = 64 << 20, "64 MiB", "an OpenAPI document for the catalog", "error";
    MAX_CREDENTIAL_FILE_BYTES: u64 = 1 << 20, "1 MiB", "a private key, or a file of settings of Okta's SDKs", "error";
    MAX_ANSWER_BYTES: usize = 64 << 20, "64 MiB", "an answer of Okta's", "error";
    MAX_ANSWER_SECONDS: u64 = 120, "120", "seconds from the connection to the last byte of an answer", "the request is tried again";
    MAX_SILENCE_SECONDS: u64 = 60, "60", "seconds in which a host sends nothing", "the request is tried again";
    MAX_PAGES: usize = 10_000, "10,000", "pages of a list of Okta's", "error; what was read is kept";
    MAX_LIMITED_TRIES: u32 = 10, "10", "tries of a request that meets a rate limit", "error; what was read is kept";
    MAX_FAILED_TRIES: u32 = 5, "5", "tries of a request that fails", "error; what was read is kept";
    MAX_WAIT_SECONDS: u64 = 300, "300", "seconds that are waited for a rate limit at a time", "the request is tried then";
    MAX_LIVE_CALLS: usize = 200_000, "200,000", "different calls in the System Log of an org", "note; the others are counted";
}
