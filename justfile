# Everyday commands; `just` lists them.

default:
    @just --list

# Everything that must hold before a change is taken
check:
    .ci/run

# The tests, or those whose names hold a word
test *word:
    cargo test {{word}}

# How long each step takes
bench:
    cargo bench

# Check the catalog, with the place of every problem
lint:
    cargo run --quiet -- catalog lint data

# Write what is generated and shown in the docs anew; read the difference before you keep it
update:
    UPDATE=1 cargo test --test it schema
    UPDATE=1 cargo test --test it rules
    TRYCMD=overwrite cargo test --test it docs

# Open the pages in headless Chromium; look at the pictures that it leaves in the folder
pages folder:
    cargo build
    scripts/html-check {{folder}}

# Licences, advisories and sources of the dependencies
deny:
    cargo deny check
