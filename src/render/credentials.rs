//! How an app authenticates and from where a principal may be used, in words that all formats share.

use crate::model::{listed, plural};
use crate::report::{AuditView, AuthenticationView, KeysView, NetworkView, ZoneView};

/// How many zones are named.
const MAX_NAMED: usize = 3;

/// How an app authenticates: `private key (private_key_jwt), 2 keys, the oldest 400 days old; DPoP off`.
pub(super) fn authentication(view: &AuthenticationView) -> String {
    let method = view.method.as_deref().unwrap_or_default();
    let proof = match view.proof.as_str() {
        "private-key" => format!("private key (`{method}`)"),
        "client-secret" => format!("client secret (`{method}`)"),
        "none" => "nothing: it does not authenticate".to_owned(),
        _ if method.is_empty() => "by a method that is not known".to_owned(),
        _ => format!("`{method}`"),
    };
    let mut parts = vec![proof];
    parts.extend(view.keys.as_ref().map(|keys| counted(keys, "key")));
    if view.jwks_uri {
        parts.push("keys at a URL of its own".to_owned());
    }
    match &view.secrets {
        Some(secrets) => parts.push(counted(secrets, "secret")),
        None if view.proof == "client-secret" => {
            parts.push("number and age of its secrets not read (`--with-secrets`)".to_owned());
        }
        None => {}
    }
    format!("{}; DPoP {}", parts.join(", "), if view.dpop { "on" } else { "off" })
}

/// `2 keys, the oldest 400 days old`.
fn counted(keys: &KeysView, what: &str) -> String {
    let active = plural(keys.active, what);
    let active = match keys.unclear {
        0 => active,
        unclear => format!("{active} ({unclear} of unknown status)"),
    };
    let inactive =
        if keys.inactive == 0 { String::new() } else { format!(" and {} inactive", keys.inactive) };
    let age = match (keys.active, keys.oldest_days) {
        (0, _) => String::new(),
        (1, Some(days)) => format!(", {} old", plural(whole(days), "day")),
        (_, Some(days)) if keys.undated > 0 => {
            format!(
                ", the oldest with a date {} old, {} of unknown age",
                plural(whole(days), "day"),
                keys.undated
            )
        }
        (_, Some(days)) => format!(", the oldest {} old", plural(whole(days), "day")),
        (_, None) => " of unknown age".to_owned(),
    };
    format!("{active}{inactive}{age}")
}

fn whole(days: i64) -> usize {
    usize::try_from(days).unwrap_or_default()
}

/// From where something may be used: `limited to the network zone Office (203.0.113.0/24)`.
pub(super) fn network(view: &NetworkView) -> String {
    let zones = |list: &[ZoneView]| {
        let word = if list.len() == 1 { "zone" } else { "zones" };
        format!("the network {word} {}", named(list))
    };
    let but = if view.exclude.is_empty() { String::new() } else { format!(" but {}", zones(&view.exclude)) };
    let unread = match view.unread {
        0 => String::new(),
        1 => "; 1 entry of its lists could not be read".to_owned(),
        unread => format!("; {unread} entries of its lists could not be read"),
    };
    match view.open.as_deref() {
        None if !["ANYWHERE", "ZONE"].contains(&view.connection.as_str()) => {
            format!("from where it may be used is not known: its connection is not understood{unread}")
        }
        None if view.include.is_empty() => format!("from where it may be used is not known{but}{unread}"),
        None if view.restricted.is_none() => {
            format!(
                "names {}{but}, and not all of that was read and understood{unread}",
                zones(&view.include)
            )
        }
        None => format!("limited to {}{but}", zones(&view.include)),
        Some("only_excluded") => format!("usable from anywhere{but}"),
        Some("no_zone") => "usable from anywhere: its list of network zones is empty".to_owned(),
        Some("all_zones") => format!("usable from every network zone{but}"),
        Some("ineffective_zones") => format!("usable from anywhere, in spite of {}", zones(&view.include)),
        Some("wide_together") => {
            format!("usable from nearly anywhere by {} together", zones(&view.include))
        }
        Some(_) => "usable from anywhere".to_owned(),
    }
}

/// From where a principal may be used, where its kind has such a limit.
pub(super) fn network_of(audit: &AuditView) -> Option<String> {
    let unknown = || "from where it may be used is not known".to_owned();
    let has_limit = audit.token.is_some() || audit.authentication.is_some();
    has_limit.then(|| audit.network.as_ref().map_or_else(unknown, network))
}

fn named(zones: &[ZoneView]) -> String {
    let mut shown: Vec<_> = zones.iter().take(MAX_NAMED).map(zone).collect();
    if zones.len() > MAX_NAMED {
        shown.push(plural(zones.len() - MAX_NAMED, "other"));
    }
    listed(&shown)
}

fn zone(zone: &ZoneView) -> String {
    let name = zone.name.as_ref().unwrap_or(&zone.id);
    let contents = zone.contents.clone();
    let fault = zone.fault.as_ref().map(|fault| match fault.as_str() {
        "wide" => "too wide to limit anything".to_owned(),
        "wide_proxies" => "its proxies too wide to limit anything".to_owned(),
        other => other.to_owned(),
    });
    let unclear = zone.unclear.as_ref().filter(|_| zone.fault.is_none()).map(|_| "not understood".to_owned());
    let notes: Vec<_> = contents.into_iter().chain(fault).chain(unclear).collect();
    if notes.is_empty() { format!("`{name}`") } else { format!("`{name}` ({})", notes.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(active: usize, inactive: usize, oldest_days: Option<i64>) -> KeysView {
        KeysView { active, unclear: 0, undated: 0, inactive, oldest: None, oldest_days }
    }

    #[test]
    fn authentication_reads_as_a_sentence() {
        let view = |method: &str, proof: &str, keys, secrets| AuthenticationView {
            method: (!method.is_empty()).then(|| method.to_owned()),
            proof: proof.to_owned(),
            dpop: keys == Some(self::keys(2, 0, Some(400))),
            jwks_uri: false,
            keys,
            secrets,
        };
        for (view, expected) in [
            (
                view("private_key_jwt", "private-key", Some(keys(2, 0, Some(400))), None),
                "private key (`private_key_jwt`), 2 keys, the oldest 400 days old; DPoP on",
            ),
            (
                view("private_key_jwt", "private-key", Some(keys(1, 1, None)), None),
                "private key (`private_key_jwt`), 1 key and 1 inactive of unknown age; DPoP off",
            ),
            (
                view("client_secret_basic", "client-secret", None, Some(keys(1, 0, Some(1)))),
                "client secret (`client_secret_basic`), 1 secret, 1 day old; DPoP off",
            ),
            (
                view("client_secret_post", "client-secret", None, None),
                "client secret (`client_secret_post`), number and age of its secrets not read (`--with-secrets`); DPoP off",
            ),
            (
                view(
                    "client_secret_jwt",
                    "client-secret",
                    None,
                    Some(KeysView { unclear: 1, ..keys(2, 0, Some(3)) }),
                ),
                "client secret (`client_secret_jwt`), 2 secrets (1 of unknown status), the oldest 3 days old; DPoP off",
            ),
            (
                view(
                    "client_secret_jwt",
                    "client-secret",
                    None,
                    Some(KeysView { undated: 1, ..keys(2, 0, Some(3)) }),
                ),
                "client secret (`client_secret_jwt`), 2 secrets, the oldest with a date 3 days old, 1 of unknown age; DPoP off",
            ),
            (view("none", "none", None, None), "nothing: it does not authenticate; DPoP off"),
            (view("", "other", None, None), "by a method that is not known; DPoP off"),
        ] {
            assert_eq!(authentication(&view), expected);
        }
    }

    #[test]
    fn networks_read_as_a_sentence() {
        let zone = |name: &str, contents: Option<&str>, fault: Option<&str>| ZoneView {
            id: "nzo1".to_owned(),
            name: Some(name.to_owned()),
            contents: contents.map(str::to_owned),
            fault: fault.map(str::to_owned),
            unclear: None,
        };
        let view = |open: Option<&str>, include, exclude| NetworkView {
            connection: "ZONE".to_owned(),
            restricted: Some(open.is_none()),
            open: open.map(str::to_owned),
            include,
            exclude,
            unread: 0,
        };
        let office = || zone("Office", Some("203.0.113.0/24"), None);
        let unread = NetworkView { restricted: None, ..view(None, vec![zone("x", None, None)], vec![]) };
        assert_eq!(
            network(&unread),
            "names the network zone `x`, and not all of that was read and understood"
        );
        let odd = NetworkView { connection: "zone".to_owned(), unread: 2, ..unread.clone() };
        assert_eq!(
            network(&odd),
            "from where it may be used is not known: its connection is not understood; 2 entries of its lists could not be read"
        );
        let none = NetworkView { include: vec![], unread: 1, ..unread };
        assert_eq!(
            network(&none),
            "from where it may be used is not known; 1 entry of its lists could not be read"
        );
        for (view, expected) in [
            (view(None, vec![office()], vec![]), "limited to the network zone `Office` (203.0.113.0/24)"),
            (
                view(None, vec![office(), zone("Old", None, Some("inactive"))], vec![]),
                "limited to the network zones `Office` (203.0.113.0/24) and `Old` (inactive)",
            ),
            (
                view(Some("only_excluded"), vec![], vec![zone("Blocked", None, None)]),
                "usable from anywhere but the network zone `Blocked`",
            ),
            (
                view(Some("ineffective_zones"), vec![zone("All", Some("0.0.0.0/0"), Some("wide"))], vec![]),
                "usable from anywhere, in spite of the network zone `All` (0.0.0.0/0; too wide to limit anything)",
            ),
            (view(Some("anywhere"), vec![], vec![]), "usable from anywhere"),
        ] {
            assert_eq!(network(&view), expected);
        }
    }
}
