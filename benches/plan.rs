//! How long each step takes: `cargo bench`.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use fixedbitset::FixedBitSet;
use leastwise::catalog::Catalog;
use leastwise::intake::{Input, ReadOptions, read};
use leastwise::matching::{Match, Matcher};
use leastwise::model::Call;
use leastwise::plan::{Options, plan};
use leastwise::solver::{Clause, Item, Price, Problem, solve};

fn calls(path: PathBuf, matcher: &Matcher<'_>) -> Vec<Call> {
    read(&[Input::Path(path)], &ReadOptions::default(), matcher).unwrap().calls
}

fn matches(calls: &[Call], matcher: &Matcher<'_>) -> Vec<Match> {
    calls.iter().map(|call| matcher.resolve(call)).collect()
}

/// A list of 10,000 calls that name every operation of the catalog in turn.
fn long_list(catalog: &Catalog) -> String {
    let operations: Vec<_> = catalog.operations().map(|(_, operation)| operation).collect();
    let mut list = String::new();
    for number in 0..10_000 {
        let operation = operations[number % operations.len()];
        writeln!(list, "{number}. {} https://acme.okta.com{}", operation.method, operation.path).unwrap();
    }
    list
}

fn steps(bench: &mut Criterion) {
    bench.bench_function("catalog: load the one inside", |bench| {
        bench.iter(|| Catalog::embedded().unwrap());
    });
    let catalog = Catalog::embedded().unwrap();
    bench
        .bench_function("matching: build the trie", |bench| bench.iter(|| Matcher::new(black_box(&catalog))));
    let matcher = Matcher::new(&catalog);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/helpdesk.txt");
    let folder = tempfile::TempDir::new().unwrap();
    let long = folder.path().join("long.txt");
    std::fs::write(&long, long_list(&catalog)).unwrap();
    for (name, path) in [("examples/helpdesk.txt", example), ("10,000 calls", long)] {
        bench.bench_function(&format!("{name}: read"), |bench| {
            bench.iter(|| calls(black_box(path.clone()), &matcher));
        });
        let calls = calls(path, &matcher);
        bench.bench_function(&format!("{name}: match"), |bench| {
            bench.iter(|| matches(black_box(&calls), &matcher));
        });
        let matches = matches(&calls, &matcher);
        bench.bench_function(&format!("{name}: plan for three credentials"), |bench| {
            bench.iter(|| plan(&catalog, black_box(&matches), &Options::default()));
        });
    }
}

/// Every opened right costs one.
struct Ones(FixedBitSet);

impl Price for Ones {
    type Value = usize;

    fn of(&self, opened: &FixedBitSet) -> usize {
        opened.count_ones(..)
    }

    fn sensitive(&self) -> &FixedBitSet {
        &self.0
    }
}

/// The rights with these numbers, of so many in all.
fn set(rights: usize, numbers: impl IntoIterator<Item = usize>) -> FixedBitSet {
    let mut set = FixedBitSet::with_capacity(rights);
    set.extend(numbers.into_iter().map(|number| number % rights));
    set
}

/// As many items as rights, three rights each; no item is better than another, so nothing can be dropped at once.
fn solver(bench: &mut Criterion) {
    for rights in [12, 24] {
        let covers = |number: usize| set(rights, [number, number * 7 + 1, number * 11 + 3]);
        let items: Vec<_> = (0..rights).map(|number| Item::new(covers(number), covers(number))).collect();
        let clauses: Vec<_> =
            (0..rights).map(|right| Clause { any_of: vec![set(rights, [right])] }).collect();
        let price = Ones(set(rights, 0..rights));
        let problem = Problem { items: &items, clauses: &clauses, price: &price, given: &[] };
        bench.bench_function(&format!("solver: {rights} items for {rights} clauses"), |bench| {
            bench.iter(|| solve(black_box(&problem)));
        });
    }
}

criterion_group!(benches, steps, solver);
criterion_main!(benches);
