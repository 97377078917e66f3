//! Checks the catalog in `data/` and packs it into one blob, so that no YAML is parsed at run time.

use std::path::Path;
use std::{env, fs};

#[path = "src/model/mod.rs"]
#[expect(dead_code, unused_imports, unreachable_pub, reason = "shared with the library, which uses the rest")]
mod model;

/// The part of the catalog that turns YAML into tables.
#[path = "src/catalog"]
#[expect(dead_code, unused_imports, unreachable_pub, reason = "shared with the library, which uses the rest")]
mod catalog {
    pub(crate) mod documents;
    pub(crate) mod fingerprint;
    pub(crate) mod folder;
    pub(crate) mod lint;
    pub(crate) mod names;
    pub(crate) mod pack;
    pub(crate) mod problem;
    pub(crate) mod schema;
    pub(crate) mod tables;
}

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    match blob(Path::new("data")) {
        Ok(blob) => {
            let hash = catalog::fingerprint::of(&blob);
            let out = env::var_os("OUT_DIR").unwrap_or_default();
            if let Err(error) = fs::write(Path::new(&out).join("catalog.postcard"), blob) {
                println!("cargo::error=cannot write the packed catalog: {error}");
            }
            println!("cargo::rustc-env=LEASTWISE_CATALOG_SHA256={hash}");
        }
        Err(problems) => problems.iter().for_each(|problem| println!("cargo::error=data/{problem}")),
    }
}

fn blob(folder: &Path) -> Result<Vec<u8>, Vec<String>> {
    let files = catalog::folder::read(folder)
        .map_err(|(path, error)| vec![format!("{}: {error}", path.display())])?;
    let lines = |problems: Vec<catalog::problem::Problem>| {
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let tables = catalog::lint::check(&files).map_err(lines)?;
    postcard::to_stdvec(&tables).map_err(|error| vec![error.to_string()])
}
