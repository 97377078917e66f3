//! scratch
use leastwise::catalog::Catalog;
use leastwise::intake::{Input, read};
use leastwise::matching::Matcher;
#[test]
fn scratch() {
    let catalog = Catalog::embedded().unwrap();
    let matcher = Matcher::new(&catalog);
    let path = std::env::var("SCRATCH").unwrap_or("/work/shared/examples/forum-list.txt".into());
    let t = std::time::Instant::now();
    match read(&[Input::from_argument(&path)], &matcher) {
        Ok(calls) => {
            for call in calls {
                let m = matcher.resolve(&call);
                println!(
                    "{}:{} [{}] {:?} {:?} {:?}{}",
                    call.origin.line,
                    call.origin.column,
                    m.status.name(),
                    call.text,
                    m.operations.iter().map(|k| catalog.operation_name(*k)).collect::<Vec<_>>(),
                    m.diagnosis.map(|d| (d.code.name(), d.message, d.suggestions)),
                    if m.situation.variants.is_empty()
                        && !m.situation.own
                        && m.situation.parameters.is_empty()
                    {
                        String::new()
                    } else {
                        format!(" {:?}", m.situation)
                    }
                );
            }
        }
        Err(errors) => {
            for e in errors {
                println!("error: {e}\nhelp: {:?}", e.help());
            }
        }
    }
    println!("{:?}", t.elapsed());
}

use leastwise::plan::{Options, plan};
use leastwise::report::{Material, plan_report};
fn run(inputs: &[&str], options: Options) -> serde_json::Value {
    let catalog = Catalog::embedded().unwrap();
    let matcher = Matcher::new(&catalog);
    let inputs: Vec<_> = inputs.iter().map(|i| Input::from_argument(i)).collect();
    let calls = read(&inputs, &matcher).unwrap();
    let t = std::time::Instant::now();
    let matches: Vec<_> = calls.iter().map(|c| matcher.resolve(c)).collect();
    let plans = plan(&catalog, &matches, &options);
    println!("plan took {:?}", t.elapsed());
    let report = plan_report(&Material {
        catalog: &catalog,
        age_days: 0,
        calls: &calls,
        matches: &matches,
        plans: &plans,
        options: &options,
        assume: &[],
    });
    serde_json::to_value(report).unwrap()
}
fn brief(v: &serde_json::Value, cred: &str) {
    let p = &v["plans"][cred];
    let names = |x: &serde_json::Value| {
        x.as_array()
            .map(|a| {
                a.iter()
                    .map(|i| format!("{}({})", i["name"].as_str().unwrap(), i["evidence"].as_str().unwrap()))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .unwrap_or_default()
    };
    println!(
        "  [{cred}] complete={} scopes: {} | std: {} | custom: {} beside {} | because {} | rec {} | ev {}",
        p["complete"],
        names(&p["scopes"]),
        names(&p["standard_roles"]),
        names(&p["custom_role"]["permissions"]),
        names(&p["beside_custom_role"]),
        p["custom_role_impossible_because"],
        p["recommended"],
        p["evidence"]
    );
    println!("    excess {}", p["excess"]);
    println!("    drivers {}", p["drivers"]);
    println!("    not_possible {} unknown {} to_try {}", p["not_possible"], p["unknown"], p["to_try"]);
    println!("    conditional {}", p["conditional"]);
    println!("    would {}", p["would_suffice_if"]);
    println!(
        "    caveats {:?}",
        p["caveats"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect::<Vec<_>>()
    );
}
#[test]
fn plans() {
    for calls in std::env::var("CALLS").unwrap_or("/work/shared/examples/forum-list.txt".into()).split(";;") {
        let calls: Vec<_> = calls.split(" + ").collect();
        println!("== {calls:?}");
        let v = run(&calls, Options::default());
        for c in std::env::var("CRED").unwrap_or("service_app".into()).split(",") {
            brief(&v, c);
        }
        println!(
            "  rec {} free {} summary {}",
            v["recommended_credential"],
            v["no_grant_needed"].as_array().unwrap().len(),
            v["summary"]
        );
    }
}

#[test]
fn phases() {
    use std::time::Instant;
    for _ in 0..3 {
        let t = Instant::now();
        let catalog = Catalog::embedded().unwrap();
        let a = t.elapsed();
        let t = Instant::now();
        let matcher = Matcher::new(&catalog);
        let b = t.elapsed();
        let t = Instant::now();
        let calls = read(&[Input::from_argument("/work/shared/examples/forum-list.txt")], &matcher).unwrap();
        let c = t.elapsed();
        let t = Instant::now();
        let matches: Vec<_> = calls.iter().map(|c| matcher.resolve(c)).collect();
        let d = t.elapsed();
        let t = Instant::now();
        catalog.graph();
        let e0 = t.elapsed();
        let t = Instant::now();
        catalog.hands();
        let e = t.elapsed();
        let t = Instant::now();
        let options = Options::default();
        let plans = plan(&catalog, &matches, &options);
        let f = t.elapsed();
        let t = Instant::now();
        let report = plan_report(&Material {
            catalog: &catalog,
            age_days: 0,
            calls: &calls,
            matches: &matches,
            plans: &plans,
            options: &options,
            assume: &[],
        });
        let g = t.elapsed();
        let t = Instant::now();
        let mut out = Vec::new();
        leastwise::render::plan(
            &report,
            leastwise::render::Format::Json,
            leastwise::render::Look { width: 80, verbose: false, credential: None },
            &mut out,
        )
        .unwrap();
        let h = t.elapsed();
        println!(
            "load {a:?} matcher {b:?} read {c:?} match {d:?} graph {e0:?} hands {e:?} plan {f:?} report {g:?} json {h:?}"
        );
    }
}
