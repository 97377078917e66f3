//! Any text as `leastwise.yaml`: it is read or refused with what is wrong with it.
#![no_main]

use leastwise::check::RULES;
use leastwise::config::{Vocabulary, read};
use leastwise::grants::granted;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let rules: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    let vocabulary = Vocabulary { granted: &|node, problems| drop(granted(node, problems)), rules: &rules };
    if let Err(problems) = read("leastwise.yaml", text, vocabulary) {
        assert!(!problems.is_empty(), "refused without a reason");
    }
});
