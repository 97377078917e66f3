//! Any bytes as the snapshot of an org, plain or packed: it is read or refused, and what is read can be written again.
#![no_main]

use leastwise::grants::org::Org;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(org) = Org::read("fuzzed", bytes) else { return };
    let mut written = Vec::new();
    org.write(&mut written, false).expect("memory takes everything");
    assert_eq!(Org::read("written", &written[..]).ok(), Some(org), "what is written is what was read");
});
