//! The transcripts of the README and the docs: they show what the program prints.
//!
//! `TRYCMD=overwrite cargo test docs` writes them anew; read the difference before you keep it.

#[test]
fn transcripts_show_what_the_program_prints() {
    let cases = trycmd::TestCases::new();
    cases
        .register_bin("leastwise", std::path::Path::new(env!("CARGO_BIN_EXE_leastwise")))
        .env("COLUMNS", "80")
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .case("README.md")
        .case("data/README.md")
        .case("docs/*.md");
    cases.run();
}
