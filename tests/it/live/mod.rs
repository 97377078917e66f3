//! Reading an org over the network: a fake org answers, and the clock is a number.

mod answers;
mod collecting;
mod credentials;
mod differential;
mod failing;
mod fake;
mod faults;
mod limits;
mod log;
mod odd;
mod program;
mod refused;
mod resume;
mod saved_log;
mod saving;
mod secrets;
mod shapes;
mod tokens;
mod unclear;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use leastwise::grants::org::{Needs, Org};
use leastwise::live::{Ask, Credentials, Environment, Limits, LiveError, Options, Site, World, collect};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::Value;

use fake::Fake;

/// The id of the app that audits.
const AUDITOR: &str = "0oa1leastwiseaudi0h8";

/// A private key that was never used before, as PEM.
fn key() -> String {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(made.as_ref()))
}

/// The environment of a service app.
fn service_app() -> Environment {
    environment(&[("OKTA_CLIENT_CLIENTID", AUDITOR), ("OKTA_CLIENT_PRIVATEKEY", &key())])
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Environment { variables: variables.collect(), home: None }
}

/// One run against a fake org.
struct Run<'f> {
    url: String,
    environment: Environment,
    scopes: Vec<String>,
    rate_share: u8,
    all_groups: bool,
    with_secrets: bool,
    journal: Option<PathBuf>,
    resume_within: SignedDuration,
    limits: Limits,
    clock: &'f Cell<Timestamp>,
    /// How long it waited, each time.
    waits: RefCell<Vec<Duration>>,
}

/// The scopes with which everything is read.
const SCOPES: [&str; 10] = [
    "okta.apiTokens.read",
    "okta.appGrants.read",
    "okta.apps.read",
    "okta.groups.read",
    "okta.logs.read",
    "okta.networkZones.read",
    "okta.oauthIntegrations.read",
    "okta.orgs.read",
    "okta.roles.read",
    "okta.users.read",
];

impl<'f> Run<'f> {
    fn of(fake: &'f Fake) -> Self {
        Self {
            url: fake.url(),
            environment: service_app(),
            scopes: SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
            rate_share: 50,
            all_groups: true,
            with_secrets: true,
            journal: None,
            resume_within: SignedDuration::from_hours(24),
            limits: Limits::default(),
            clock: &fake.clock,
            waits: RefCell::default(),
        }
    }

    /// One that may read only a little, which is enough for most that can go wrong.
    fn small(fake: &'f Fake) -> Self {
        let scopes = ["okta.apiTokens.read", "okta.apps.read", "okta.logs.read", "okta.orgs.read"];
        Self { scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(), ..Self::of(fake) }
    }

    fn go(&self) -> Result<Org, LiveError> {
        let sleep = |time: Duration| {
            self.waits.borrow_mut().push(time);
            self.clock.set(self.clock.get() + SignedDuration::try_from(time).unwrap());
        };
        let world = World { now: &|| self.clock.get(), sleep: &sleep, chance: &|| 0.5, progress: &|_| {} };
        let options = Options {
            scopes: &self.scopes,
            rate_share: self.rate_share,
            log_days: 7,
            all_groups: self.all_groups,
            with_secrets: self.with_secrets,
            journal: self.journal.as_deref(),
            resume_within: self.resume_within,
            limits: self.limits,
            needs: &|operation| needs().get(operation).cloned().unwrap_or_default(),
        };
        let credentials = Credentials::find(&self.environment)?;
        collect(Site::parse(&self.url)?, &self.environment, credentials, &options, &world)?.forget()
    }

    /// How long it waited altogether, in seconds.
    fn waited(&self) -> u64 {
        self.waits.borrow().iter().map(Duration::as_secs).sum()
    }
}

/// What each operation needs, as the plan for it alone says.
fn needs() -> &'static BTreeMap<&'static str, Needs> {
    static NEEDS: OnceLock<BTreeMap<&str, Needs>> = OnceLock::new();
    NEEDS.get_or_init(|| {
        Ask::ALL.iter().filter_map(|ask| Some((ask.row().operation?, need(ask.row().path)))).collect()
    })
}

fn need(path: &str) -> Needs {
    let plan = crate::support::service_app(&format!("GET {path}"));
    let names = |list: &Value| crate::support::names(list).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let roles = names(&plan["standard_roles"]);
    Needs { scope: names(&plan["scopes"]).pop(), roles, permissions: Vec::new() }
}

/// The example org as it comes back from the fake one.
fn expected(fake: &Fake) -> Org {
    let mut org = crate::orgs::example();
    org.org = fake.url();
    if let Some(log) = org.log.seen_mut() {
        log.events += fake::NOISE;
    }
    org
}
