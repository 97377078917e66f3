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
