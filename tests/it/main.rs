//! it
use leastwise::catalog::{Catalog, answer::Verdict};
use leastwise::model::*;
#[test]
fn counts() {
    let catalog = Catalog::embedded().unwrap();
    let start = std::time::Instant::now();
    for (key, role) in catalog.roles() {
        let mut n = std::collections::BTreeMap::new();
        for (op, o) in catalog.operations() {
            if catalog.api(o.api).name != "management" {
                continue;
            }
            let a = catalog.answer(key, op, &Situation::default(), Evidence::InferredLow);
            let none = o.capabilities.iter().any(|a| a.all_of.is_empty());
            let v = if none {
                "yes"
            } else if a.verdict == Verdict::Yes && !a.limits.is_empty() {
                "target"
            } else {
                a.verdict.name()
            };
            *n.entry(v).or_insert(0) += 1;
        }
        println!("{} {n:?}", role.name);
    }
    println!("{:?}", start.elapsed());
}
