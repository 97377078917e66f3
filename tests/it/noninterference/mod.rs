//! Non-interference: two inputs that differ only in secrets of equal length give the same bytes, errors included.
//!
//! The inputs are the templates of `tests/fixtures/noninterference`, one or more for every format, with a slot at each
//! position where people keep a secret. All slots of a template are filled at once; where outputs differ, each slot is
//! tried alone, then beside the others, to name the position.
//!
//! Slots are not at what the product prints or obeys by design:
//! * names of files and folders, also in `source` of a local module, hosts and keys;
//! * addresses of Terraform, the `alias` of a provider and `from` of a `removed` block included;
//! * names of principals and labels of roles;
//! * whether a part of a client in Go begins with a capital: by its grammar, only then it is a field of another package;
//! * whether `$` stands before a letter or a digit: a variable of shells begins with a letter.

mod commands;
mod difference;
mod neighbors;
mod outcome;
mod secrets;
mod templates;
mod trial;

use leastwise::intake::Format;
use rstest::rstest;

use commands::{Command, commands};
use difference::Difference;
use secrets::{Pair, Random, Signs, side};
use templates::{Template, Text, templates};
use trial::{Form, Trial};

/// How many pairs are planted; `LEASTWISE_PAIRS` replaces it.
const PAIRS: usize = 10_000;

/// The templates that complete others and hold no calls themselves.
const WITHOUT_CALLS: [&str; 1] = ["collections/acme.postman_environment.json"];

/// The most differences that a failure lists.
const MAX_LISTED: usize = 40;

fn pairs() -> usize {
    std::env::var("LEASTWISE_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(PAIRS)
}

/// How often every slot of every template is filled.
fn rounds(templates: &[Template]) -> usize {
    let slots: usize = templates.iter().map(|template| template.slots().len()).sum();
    pairs().div_ceil(slots)
}

/// Looks no further once a failure has enough to list.
#[track_caller]
fn assert_none(differences: impl Iterator<Item = String>) {
    let found: Vec<_> = differences.take(MAX_LISTED).collect();
    assert!(
        found.is_empty(),
        "output depends on the secret at {} positions or more:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// The differences of the first round in which there are any.
fn differences(template: &Template, form: Form, seed: u64, rounds: usize) -> Vec<String> {
    let trial = Trial::new(template, form);
    let mut random = Random::new(seed);
    let of_round = |round: usize| {
        let is_same = round % 4 == 3;
        let pairs = if is_same { trial.same_pair(&mut random) } else { trial.pairs(&mut random) };
        trial.differences(&pairs)
    };
    (0..rounds).map(of_round).find(|found| !found.is_empty()).unwrap_or_default()
}

#[rstest]
fn secrets_in_inputs_change_no_output(
    #[values(
        "code",
        "collections",
        "documents",
        "folders",
        "list",
        "logs",
        "neighbors",
        "pulumi",
        "recordings",
        "shell",
        "tables",
        "terraform"
    )]
    group: &str,
) {
    let templates = templates();
    let rounds = rounds(&templates);
    let of_group: Vec<_> = templates.iter().filter(|template| template.group == group).collect();
    assert!(!of_group.is_empty(), "no template in {group}");
    let found = of_group.iter().zip(1..).flat_map(|(one, seed)| differences(one, Form::AsIt, seed, rounds));
    assert_none(found);
}

/// A wrong `--from` leads to errors and guesses: those must not quote either. The place of an error of syntax may depend
/// on a secret, where a word may not begin with a digit.
#[test]
fn secrets_in_inputs_of_another_format_are_not_shown() {
    let templates = templates();
    let files = templates.iter().filter(|template| !template.is_folder);
    let cases = files.flat_map(|template| Format::all().map(move |format| (template, format)));
    let found = cases.zip(1..).flat_map(|((one, format), seed)| differences(one, Form::As(format), seed, 1));
    assert_none(found.filter(|difference| difference.contains(" shows it:")));
}

#[test]
fn secrets_in_archives_change_no_output() {
    let templates = templates();
    let found = templates.iter().zip(1..).flat_map(|(one, seed)| differences(one, Form::Archive, seed, 1));
    assert_none(found);
}

#[test]
fn secrets_in_arguments_and_configuration_change_no_output() {
    let mut random = Random::new(1);
    let of_command = |command: &Command| command.differences(&command.pairs(&mut random));
    assert_none(commands().iter().flat_map(of_command));
}

/// A sample of what the other tests run in memory, with everything that the program adds around it.
#[test]
fn secrets_in_inputs_change_nothing_that_the_program_writes() {
    const COMMANDS: [&[&str]; 6] = [
        &["plan", "INPUT", "-v"],
        &["check", "INPUT", "-v", "--scopes", "okta.users.read"],
        &["init", "INPUT", "--output", "-"],
        &["explain", "okta.users.read", "--calls", "INPUT", "-v"],
        &["diff", "INPUT", "listUsers", "-v", "--format", "json"],
        &["plan", "INPUT", "--with-denied", "--include", "unattributed,tests,docs", "--assume-all"],
    ];
    let mut random = Random::new(2);
    let templates = templates();
    let sample = templates.iter().zip(COMMANDS.iter().cycle());
    let of_sample = |(template, args): (&Template, &&[&str])| {
        let command = Command::about(template, args);
        command.differences(&command.pairs(&mut random))
    };
    assert_none(sample.flat_map(of_sample));
}

#[test]
fn every_template_has_calls() {
    let mut random = Random::new(3);
    for template in &templates() {
        let trial = Trial::new(template, Form::AsIt);
        let outcome = trial.outcome(side(&trial.pairs(&mut random), 0));
        let name = format!("{}/{}", template.group, template.name);
        assert!(outcome.has_calls() || WITHOUT_CALLS.contains(&name.as_str()), "{name} has no calls");
    }
}

/// A custom domain is named by design, so a slot in one must be found.
#[test]
fn what_is_printed_by_design_is_found_as_a_difference() {
    let text = Text::parse("GET https://⟪w:host⟫.example.com/api/v1/users\nGET /api/v1/groups\n");
    let template = Template {
        group: "made".to_owned(),
        name: "calls.txt".to_owned(),
        is_folder: false,
        files: vec![("calls.txt".to_owned(), text)],
    };
    let pair = Random::new(4).pair(Signs::None);
    let found = Trial::new(&template, Form::AsIt).differences(&[pair]);
    assert!(matches!(&found[..], [one] if one.contains("calls.txt:1 [host]")), "{found:?}");
}

#[test]
fn outputs_that_show_a_secret_are_told_from_those_that_depend_on_it() {
    let pair = Pair(["abcdefgh".to_owned(), "12345678".to_owned()]);
    let pairs = [pair];
    let between = |one: &str, other: &str| {
        Difference::first([("plan", [one.to_owned(), other.to_owned()])], &pairs)
            .map(|found| found.to_string())
    };
    assert_eq!(between("a\nb", "a\nb"), None);
    assert!(between("a\nx abcdefgh", "a\nx 12345678").unwrap().starts_with("plan shows it:"));
    assert!(between("a\nx abcdefgh", "a\nx ***").unwrap().starts_with("plan depends on it:"));
}

#[test]
fn pairs_differ_in_everything_but_length_and_signs() {
    let mut random = Random::new(5);
    for signs in [Signs::None, Signs::UrlSafe, Signs::Base64] {
        for Pair([one, other]) in (0..1000).map(|_| random.pair(signs)) {
            assert!((8..=200).contains(&one.len()), "{one}");
            assert_ne!(one, other);
            let shape = |text: &str| text.replace(|c: char| c.is_ascii_alphanumeric(), "x");
            assert_eq!(shape(&one), shape(&other), "{one} {other}");
        }
    }
}
