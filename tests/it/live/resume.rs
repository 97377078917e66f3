//! A run that is killed at any point goes on from there, and nothing that was read is read again.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::SignedDuration;
use leastwise::live::{Credentials, Limits, LiveError, Options, Site, World, collect};
use tempfile::TempDir;

use super::fake::{Fake, Setup, error};
use super::{Run, environment, expected, needs, service_app};

/// A run that is torn down in the middle of everything, after so many steps: what a kill does, without a process.
fn killed(fake: &Fake, run: &Run<'_>, steps: usize) -> bool {
    let left = std::cell::Cell::new(steps);
    let tear = || {
        left.set(left.get().saturating_sub(1));
        assert!(left.get() > 0, "killed");
    };
    let world = World {
        now: &|| {
            tear();
            run.clock.get()
        },
        sleep: &|_: Duration| {},
        chance: &|| 0.5,
        progress: &|_| {},
    };
    let options = Options {
        all_groups: false,
        scopes: &run.scopes,
        rate_share: 50,
        with_secrets: true,
        log_days: 7,
        journal: run.journal.as_deref(),
        resume_within: run.resume_within,
        limits: Limits::default(),
        needs: &|operation| needs().get(operation).cloned().unwrap_or_default(),
    };
    let credentials = Credentials::find(&run.environment).unwrap();
    let site = Site::parse(&fake.url()).unwrap();
    catch_unwind(AssertUnwindSafe(|| collect(site, &run.environment, credentials, &options, &world))).is_err()
}

#[test]
fn a_run_that_is_killed_at_random_points_ends_the_same() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut seed = 7_usize;
    for round in 0..3 {
        let fake = Fake::new(Setup::default());
        let folder = TempDir::new().unwrap();
        let journal = folder.path().join("org.json.journal");
        let run = Run { journal: Some(journal.clone()), ..Run::of(&fake) };
        let mut kills = 0;
        loop {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if !killed(&fake, &run, 60 + (seed >> 33) % 400) {
                break;
            }
            kills += 1;
            // The power may go while a line is written.
            let length = fs::metadata(&journal).unwrap().len();
            let cut = length.saturating_sub((seed >> 40) as u64 % 3 * 11);
            OpenOptions::new().write(true).open(&journal).unwrap().set_len(cut.max(1)).unwrap();
            // The next run begins later.
            fake.clock.set(fake.clock.get() + SignedDuration::from_secs(5));
            assert!(kills < 60, "round {round} does not come forward");
        }
        assert!(kills > 1, "round {round} was killed {kills} times");
        let org = run.go().unwrap();
        assert_eq!(org, expected(&fake), "round {round}");
        assert!(!journal.exists(), "it is removed when all is there");
        let asked = fake.paths("GET").len();
        let distinct: BTreeSet<String> =
            fake.requests().iter().map(|request| request.url.to_string()).collect();
        // At most one page for each kill is read twice, and the one whose line was cut.
        assert!(
            asked <= distinct.len() + 3 * kills + 10,
            "{asked} calls for {} pages, {kills} kills",
            distinct.len()
        );
    }
    std::panic::set_hook(hook);
}

#[test]
fn a_run_that_failed_goes_on_where_it_was() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    let fake = Fake::troubled(|number, _| (150..165).contains(&number).then(|| error(503, "E0000010")));
    let run = Run { journal: Some(journal.clone()), ..Run::of(&fake) };
    assert!(matches!(run.go().unwrap_err(), LiveError::Unwell { .. }));
    let text = fs::read_to_string(&journal).unwrap();
    assert!(text.lines().count() > 100 && text.starts_with("{\"schema\":\"leastwise.journal/1\""));
    let before = fake.requests().len();
    assert_eq!(run.go().unwrap(), expected(&fake));
    let urls: Vec<String> =
        fake.requests().iter().skip(before).map(|request| request.url.path().to_owned()).collect();
    assert!(!urls.iter().any(|path| path == "/api/v1/apps"), "what is in the journal is not asked for again");
}

/// What was refused may have been granted since.
#[test]
fn a_refusal_is_asked_for_again() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    let fake = Fake::troubled(|number, request| {
        let refused = number < 100 && request.url.path().ends_with("/grants");
        refused
            .then(|| error(403, "E0000006"))
            .or_else(|| (100..130).contains(&number).then(|| error(503, "x")))
    });
    let run = Run { journal: Some(journal), ..Run::of(&fake) };
    let runs: Vec<_> = (0..10).map(|_| run.go()).collect();
    assert!(runs[0].is_err());
    let org = runs.into_iter().find_map(Result::ok).unwrap();
    assert_eq!(org.apps, expected(&fake).apps);
}

/// What one principal sees is nothing that another saw, and a key that was replaced may have been stolen.
#[test]
fn a_journal_is_bound_to_the_credentials_and_the_org() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    let cut = || Fake::troubled(|number, _| (number > 30).then(|| error(502, "x")));
    let fake = cut();
    let run = Run { journal: Some(journal.clone()), ..Run::of(&fake) };
    run.go().unwrap_err();
    let (written, asked) = (fs::read(&journal).unwrap(), fake.requests().len());
    let refused = |fake: &Fake, environment, reason: &str| {
        let other = Run { journal: Some(journal.clone()), environment, ..Run::of(fake) };
        let error = other.go().unwrap_err();
        assert!(matches!(&error, LiveError::Journal { .. }), "{error}");
        assert!(format!("{error}; {}", error.help()).contains(reason), "{error}");
        assert_eq!(fs::read(&journal).unwrap(), written, "it is left alone");
    };
    let with_token = |token: &str| environment(&[("OKTA_CLIENT_TOKEN", token)]);
    refused(&fake, with_token("00PLANTEDtoken"), "begun with other credentials");
    refused(&fake, service_app(), "begun with other credentials");
    assert_eq!(fake.requests().len(), asked, "nothing was asked");
    let other = cut();
    refused(&other, run.environment.clone(), "that of another org");
    assert_eq!(other.requests().len(), 0, "nothing was asked");
    assert!(matches!(run.go().unwrap_err(), LiveError::Unwell { .. }), "its own run goes on");
}

#[test]
fn an_old_journal_is_refused_before_anything_is_asked() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    let fake = Fake::troubled(|number, _| (30..45).contains(&number).then(|| error(502, "x")));
    let run = Run { journal: Some(journal.clone()), ..Run::of(&fake) };
    run.go().unwrap_err();
    let asked = fake.requests().len();
    fake.clock
        .set(crate::orgs::example().taken + SignedDuration::from_hours(24) + SignedDuration::from_secs(1));
    let error = run.go().unwrap_err();
    let told = format!("{error}; {}", error.help());
    assert!(told.contains("longer ago than --resume-within allows; remove the file to begin anew"), "{told}");
    assert_eq!(fake.requests().len(), asked);
    let patient = Run { resume_within: SignedDuration::from_hours(48), ..run };
    assert_eq!(patient.go().unwrap(), expected(&fake), "the snapshot is of the time at which the run began");
}
