//! The parts for CI: they are well-formed, and call the program by commands and flags that it has.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use leastwise::cli::Cli;
use serde_json::Value;

use crate::support::project;

fn text(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}

/// The flags of `leastwise check`, with the values that each can have where they are counted.
fn flags() -> Vec<(String, BTreeSet<String>)> {
    let cli = Cli::command();
    let check = cli.get_subcommands().find(|one| one.get_name() == "check").unwrap();
    let arguments = check.get_arguments().chain(cli.get_arguments());
    let flags = arguments.filter_map(|argument| {
        let values = argument.get_possible_values();
        let values = values.iter().map(|value| value.get_name().to_owned()).collect();
        Some((format!("--{}", argument.get_long()?), values))
    });
    flags.collect()
}

/// The places where `leastwise check` is called, each with its words.
fn calls(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("\\\n", " ");
    let calls = joined.split("leastwise check").skip(1);
    let words = |rest: &str| {
        let end = rest.find(['\n', '#', '\'', '`']).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap();
        line.split_whitespace().map(|word| word.trim_matches(['"', '(', ')']).to_owned()).collect()
    };
    calls.map(words).collect()
}

/// Flags that the program does not have, and values that they cannot have.
fn wrong(words: &[String]) -> Vec<String> {
    let flags = flags();
    let mut wrong = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.starts_with("--")) {
        match flags.iter().find(|(name, _)| name == word) {
            None => wrong.push(word.clone()),
            Some((_, values)) if !values.is_empty() => {
                let value = words.get(at + 1).cloned().unwrap_or_default();
                if word == "--format" && !values.contains(&value) {
                    wrong.push(format!("{word} {value}"));
                }
            }
            Some(_) => {}
        }
    }
    wrong
}

#[test]
fn the_test_sees_a_wrong_flag() {
    let words = |text: &str| calls(text).remove(0);
    assert_eq!(wrong(&words("leastwise check --format sarif --output x")), Vec::<String>::new());
    assert_eq!(wrong(&words("leastwise check --formt sarif --format pdf")), ["--formt", "--format pdf"]);
}

#[test]
fn the_action_calls_the_program_as_it_is() {
    let action = yaml(&text("action.yml"));
    assert_eq!(action["runs"]["using"], "composite");
    let inputs = action["inputs"].as_object().unwrap();
    assert!(inputs.values().all(|input| input["description"].is_string() && input["default"].is_string()));
    let steps = action["runs"]["steps"].as_array().unwrap();
    let scripts: Vec<_> = steps.iter().map(|step| step["run"].as_str().unwrap()).collect();
    for (step, script) in steps.iter().zip(&scripts) {
        assert_eq!(step["shell"], "bash");
        assert!(!script.contains("${{"), "an input would be run as code: {script}");
    }
    // The arguments are gathered in an array before the call.
    let gathered =
        scripts.iter().flat_map(|script| script.lines()).filter(|line| line.contains("arguments+=(--"));
    let gathered: Vec<_> = gathered
        .map(|line| line.replace("arguments+=", " ").replace("; fi", ""))
        .map(|line| line.split("then").last().unwrap_or_default().to_owned())
        .flat_map(|line| calls(&format!("leastwise check {line}")))
        .collect();
    assert_eq!(gathered.len(), 3);
    for words in gathered {
        assert_eq!(wrong(&words), Vec::<String>::new());
    }
    let documented = text("docs/ci.md");
    for name in inputs.keys() {
        assert!(documented.contains(&format!("| `{name}` |")), "docs/ci.md does not tell of `{name}`");
    }
}

/// Run as the runner runs it, in a folder of its own, with the program on the path.
#[test]
#[cfg(unix)]
fn the_script_of_the_action_writes_everything() {
    let action = yaml(&text("action.yml"));
    let script = action["runs"]["steps"][1]["run"].as_str().unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_leastwise")).parent().unwrap();
    let config = project().join("examples/check/leastwise.yaml");
    let summary = folder.path().join("summary.md");
    let ran = std::process::Command::new("bash")
        .args(["-e", "-o", "pipefail", "-c", script])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{}", program.display(), std::env::var("PATH").unwrap()))
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("GITHUB_OUTPUT", folder.path().join("outputs"))
        .env("PROGRAM", "leastwise")
        .env("ARGUMENTS", format!("--config\n{}\n--fail-on\nerror\n", config.display()))
        .env("SARIF", "out put.sarif")
        .env("HTML", "page.html")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert!(out.contains("::warning file=") && out.contains("title=read-suffices"), "{out}");
    assert_eq!(std::fs::read_to_string(folder.path().join("outputs")).unwrap(), "verdict=pass\n");
    for file in ["summary.md", "out put.sarif", "page.html"] {
        assert!(folder.path().join(file).metadata().unwrap().len() > 100, "{file}");
    }
}

/// The names and texts of the workflows.
fn workflows() -> Vec<(String, String)> {
    let folder = project().join(".github/workflows");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read =
        |file: std::path::PathBuf| (file.display().to_string(), std::fs::read_to_string(&file).unwrap());
    files.map(read).collect()
}

#[test]
fn workflows_run_what_was_reviewed_and_keep_no_token() {
    let all = workflows();
    assert!(all.len() >= 3);
    for (name, text) in &all {
        let workflow = yaml(text);
        assert_eq!(workflow["permissions"], serde_json::json!({}), "{name}: rights are given to jobs");
        for (job, body) in workflow["jobs"].as_object().unwrap() {
            let may_write = body["permissions"].as_object().unwrap().values().any(|right| right == "write");
            for step in body["steps"].as_array().unwrap() {
                if let Some(used) = step["uses"].as_str() {
                    let commit = used.split_once('@').unwrap().1;
                    assert!(commit.len() == 40, "{name}, {job}: {used} is not pinned by commit");
                    if used.starts_with("actions/checkout@") {
                        assert_eq!(step["with"]["persist-credentials"], false, "{name}, {job}");
                    }
                }
                let script = step["run"].as_str().unwrap_or_default();
                for line in script.lines().filter(|line| line.contains("cargo install")) {
                    assert!(line.contains('@') && !may_write, "{name}, {job}: {line}");
                }
            }
        }
    }
}

#[test]
fn the_workflow_of_changes_runs_what_everybody_runs() {
    let all = workflows();
    let (_, ci) = all.iter().find(|(name, _)| name.ends_with("/ci.yml")).unwrap();
    for part in
        [".ci/run", "macos-latest", "windows-latest", "cargo deny", "rust-version", "--no-default-features"]
    {
        assert!(ci.contains(part), "{part}");
    }
}

#[test]
fn the_other_parts_call_the_program_as_it_is() {
    let gitlab = yaml(&text("ci/gitlab.yml"));
    let script = gitlab["leastwise"]["script"][0].as_str().unwrap();
    let hooks = yaml(&text(".pre-commit-hooks.yaml"));
    let entry = hooks[0]["entry"].as_str().unwrap();
    assert_eq!(entry, "leastwise check");
    let words = calls(script).remove(0);
    assert_eq!(wrong(&words), Vec::<String>::new());
    for report in gitlab["leastwise"]["artifacts"]["reports"].as_object().unwrap().values() {
        assert!(words.iter().any(|word| report == word), "{report} is collected and not written");
    }
    assert!(text("Dockerfile").contains("ENTRYPOINT [\"/leastwise\"]"));
}

#[test]
fn what_the_docs_show_is_well_formed() {
    let docs = text("docs/ci.md");
    let blocks = docs.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    assert_eq!(blocks.clone().map(|block| assert!(yaml(block).is_object())).count(), 3);
    let calls = calls(&docs);
    assert!(calls.len() > 4);
    for words in calls {
        assert_eq!(wrong(&words), Vec::<String>::new(), "{words:?}");
    }
}
