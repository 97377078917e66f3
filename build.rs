//! Checks the catalog in `data/` and packs it into one blob, so that no YAML is parsed at run time.

use std::path::Path;
use std::{env, fs};

#[path = "src/model/mod.rs"]
#[expect(dead_code, unused_imports, unreachable_pub, reason = "shared with the library, which uses the rest")]
mod model;

#[path = "src/disclosure/mod.rs"]
#[expect(dead_code, unused_imports, unreachable_pub, reason = "shared with the library, which uses the rest")]
mod disclosure;
#[path = "src/limits/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "shared with the library, which uses the rest")]
mod limits;

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
    match blobs(Path::new("data")) {
        Ok(blobs) => {
            let hash = catalog::fingerprint::of(&blobs);
            let out = env::var_os("OUT_DIR").unwrap_or_default();
            for (name, blob) in ["catalog.postcard", "sdks.postcard", "terraform.postcard"].iter().zip(blobs)
            {
                if let Err(error) = fs::write(Path::new(&out).join(name), blob) {
                    println!("cargo::error=cannot write the packed catalog: {error}");
                }
            }
            println!("cargo::rustc-env=LEASTWISE_CATALOG_SHA256={hash}");
        }
        Err(problems) => problems.iter().for_each(|problem| println!("cargo::error=data/{problem}")),
    }
}

/// The catalog, and apart from it what is known about SDKs and about Terraform, which few runs need.
fn blobs(folder: &Path) -> Result<[Vec<u8>; 3], Vec<String>> {
    let files = catalog::folder::read(folder)
        .map_err(|(path, error)| vec![format!("{}: {error}", path.display())])?;
    let lines = |problems: Vec<catalog::problem::Problem>| {
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let packed = catalog::lint::check(&files).map_err(lines)?;
    let damaged = |error: postcard::Error| vec![error.to_string()];
    Ok([
        postcard::to_stdvec(&packed.tables).map_err(damaged)?,
        postcard::to_stdvec(&packed.sdks).map_err(damaged)?,
        postcard::to_stdvec(&packed.terraform).map_err(damaged)?,
    ])
}
