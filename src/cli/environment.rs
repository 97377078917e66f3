//! The variables of the environment that a connection needs, and no others.

use std::env;

use crate::live::Environment;

/// The environment as the client takes it.
pub(super) fn environment() -> Environment {
    let matters = |name: &str| {
        let upper = name.to_uppercase();
        upper.starts_with("OKTA_CLIENT_") || upper.ends_with("_PROXY") || upper == "SSL_CERT_FILE"
    };
    let variables = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let home = env::home_dir();
    Environment { variables: variables.filter(|(name, _)| matters(name)).collect(), home }
}
