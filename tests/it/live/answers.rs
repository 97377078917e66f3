//! The answers of the fake org: the example, in the words of the API, with secrets in every place that could hold one.

use jiff::SignedDuration;
use leastwise::grants::org::{
    Actor, ActorKind, Assignment, Consent, ConsentSource, Holder, KeySeen, Known, MemberKind, Network, Org,
    SeenRequest, Zone,
};
use serde_json::{Value, json};

use super::fake::{NOISE, written};

/// An answer, before it is cut into pages.
pub(super) enum Answer {
    Object(Value),
    List(Vec<Value>),
    Member(&'static str, Vec<Value>),
}

/// The answer for a path; none for what is not there.
pub(super) fn of(org: &Org, path: &str) -> Option<Answer> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    Some(match segments.as_slice() {
        ["api", "v1", "org", "settings", "clientPrivilegesSetting"] => {
            Answer::Object(json!({"clientPrivilegesSetting": org.client_privileges.seen()}))
        }
        ["api", "v1", "apps"] => Answer::List(apps(org)),
        ["api", "v1", "apps", id, "credentials", kind] => {
            let app = org.apps.entries().iter().find(|app| app.id == *id)?;
            match *kind {
                "jwks" => Answer::List(app.keys_seen.entries().iter().map(key).collect()),
                "secrets" => Answer::List(app.secrets.entries().iter().map(key).collect()),
                _ => return None,
            }
        }
        ["api", "v1", "zones"] => Answer::List(org.zones.entries().iter().map(zone).collect()),
        ["api", "v1", "apps", id, "grants"] => {
            let app = org.apps.entries().iter().chain(org.clients.entries()).find(|app| app.id == *id)?;
            Answer::List(app.grants.entries().iter().map(consent).collect())
        }
        ["integrations", "api", "v1", "api-services"] => Answer::List(integrations(org)),
        ["api", "v1", "api-tokens"] => Answer::List(tokens(org)),
        ["api", "v1", "iam", rest @ ..] => iam(org, rest)?,
        ["oauth2", "v1", "clients", id, rest @ ..] => roles(client_roles(org, id)?, rest)?,
        ["api", "v1", "users", id, rest @ ..] => user(org, id, rest)?,
        ["api", "v1", "groups"] => {
            Answer::List(org.groups.entries().iter().filter_map(|one| group(org, &one.id)).collect())
        }
        ["api", "v1", "groups", id, "users"] => {
            let group = org.groups.entries().iter().find(|group| group.id == *id)?;
            let members = group.members.entries().iter();
            Answer::List(members.map(|id| json!({"id": id, "profile": {"login": "PLANTED-login"}})).collect())
        }
        ["api", "v1", "groups", id, "roles", rest @ ..] => {
            let group = org.groups.entries().iter().find(|group| group.id == *id)?;
            roles(&group.roles, &[["roles"].as_slice(), rest].concat())?
        }
        ["api", "v1", "groups", id] => Answer::Object(group(org, id)?),
        _ => return None,
    })
}

fn apps(org: &Org) -> Vec<Value> {
    let openid = org.apps.entries().iter().rev().chain(org.clients.entries()).map(|app| {
        let keys = app.keys.map(|keys| {
            let key = json!({"kty": "RSA", "d": "PLANTED-private-number", "n": "x"});
            json!({"keys": vec![key; keys as usize]})
        });
        json!({
            "id": app.id, "label": app.label, "status": app.status, "created": app.created, "lastUpdated": app.updated,
            "name": "oidc_client", "signOnMode": "OPENID_CONNECT", "profile": {"note": "PLANTED-note"},
            "credentials": {"oauthClient": {
                "client_id": app.client_id, "client_secret": "PLANTED-client-secret",
                "token_endpoint_auth_method": app.authentication}},
            "settings": {"oauthClient": {
                "jwks_uri": app.jwks_uri.then_some("https://keys.acme.example/PLANTED-jwks"),
                "network": app.network.as_ref().map(network),
                "application_type": app.application_type, "grant_types": app.grant_types,
                "dpop_bound_access_tokens": app.dpop, "jwks": keys, "redirect_uris": ["https://x/?code=PLANTED-code"]}},
        })
    });
    let other = json!({
        "id": "0oa1saml00000000000h8", "label": "A SAML app", "status": "ACTIVE", "name": "PLANTED-name",
        "signOnMode": "SAML_2_0", "credentials": {"signing": {"kid": "PLANTED-kid"}}, "settings": {"app": {}},
    });
    openid.chain([other]).collect()
}

fn consent(consent: &Consent) -> Value {
    let source = if consent.source == ConsentSource::Admin { "ADMIN" } else { "END_USER" };
    json!({
        "id": "oag1", "status": consent.status, "scopeId": consent.scope, "source": source, "issuer": consent.issuer,
        "clientId": consent.client_id, "userId": consent.user, "created": consent.created,
        "_embedded": {"scope": {"id": consent.scope}}, "_links": {"app": {"href": "x", "title": "PLANTED-title"}},
    })
}

fn integrations(org: &Org) -> Vec<Value> {
    let one = |one: &leastwise::grants::org::Integration| {
        json!({
            "id": one.id, "type": one.kind, "name": one.name, "createdAt": one.created, "createdBy": one.created_by,
            "grantedScopes": one.granted_scopes, "clientSecret": "PLANTED-client-secret",
        })
    };
    org.integrations.entries().iter().map(one).collect()
}

fn network(network: &Network) -> Value {
    json!({"connection": network.connection, "include": network.include, "exclude": network.exclude})
}

/// A key or a secret; both hold values that are kept nowhere.
fn key(key: &KeySeen) -> Value {
    json!({
        "id": key.id, "kid": "PLANTED-kid", "status": key.status, "kty": key.kty, "use": key.usage, "alg": key.alg,
        "n": "PLANTED-modulus", "client_secret": "PLANTED-client-secret", "secret_hash": "PLANTED-secret-hash",
        "created": key.created, "lastUpdated": key.updated,
    })
}

/// A zone; lists of addresses are `null` where there are none.
fn zone(zone: &Zone) -> Value {
    let addresses = |list: &[String]| {
        let one = |value: &String| json!({"type": if value.contains('-') { "RANGE" } else { "CIDR" }, "value": value});
        (!list.is_empty()).then(|| list.iter().map(one).collect::<Vec<_>>())
    };
    json!({
        "id": zone.id, "name": zone.name, "type": zone.kind, "status": zone.status, "usage": zone.usage,
        "system": zone.system, "gateways": addresses(&zone.gateways), "proxies": addresses(&zone.proxies),
        "asns": {"include": [], "exclude": []},
        "ipServiceCategories": {"include": zone.include.services, "exclude": zone.exclude.services},
        "_links": {"self": {"href": "https://acme.okta.com/x"}},
    })
}

fn tokens(org: &Org) -> Vec<Value> {
    let one = |token: &leastwise::grants::org::ApiToken| {
        json!({
            "id": token.id, "name": token.name, "userId": token.owner, "clientName": token.client_name,
            "created": token.created, "lastUpdated": token.updated, "expiresAt": token.expires,
            "tokenWindow": token.window, "network": token.network.as_ref().map(network), "token": "PLANTED-token",
        })
    };
    org.api_tokens.entries().iter().map(one).collect()
}

fn iam(org: &Org, rest: &[&str]) -> Option<Answer> {
    Some(match rest {
        ["assignees", "users"] => {
            let users = org.users.entries().iter().filter(|user| !user.roles.entries().is_empty());
            let inherits = org.users.entries().iter().filter(|user| user.roles.entries().is_empty());
            let one =
                |user: &leastwise::grants::org::User| json!({"id": user.id, "orn": "orn:x", "_links": {}});
            Answer::Member("value", users.chain(inherits).map(one).collect())
        }
        ["roles"] => {
            let roles = org.custom_roles.entries().iter();
            Answer::Member("roles", roles.map(|role| json!({"id": role.id, "label": role.label})).collect())
        }
        ["roles", id, "permissions"] => {
            let role = org.custom_roles.entries().iter().find(|role| role.id == *id)?;
            let one = |one: &leastwise::grants::org::PermissionSeen| json!({"label": one.name, "conditions": one.conditions});
            Answer::Member("permissions", role.permissions.entries().iter().map(one).collect())
        }
        ["resource-sets"] => {
            let sets = org.resource_sets.entries().iter();
            Answer::Member(
                "resource-sets",
                sets.map(|set| json!({"id": set.id, "label": set.label})).collect(),
            )
        }
        ["resource-sets", id, rest @ ..] => {
            let set = org.resource_sets.entries().iter().find(|set| set.id == *id)?;
            match rest {
                ["resources"] => {
                    Answer::Member("resources", set.resources.entries().iter().map(resource).collect())
                }
                ["bindings"] => {
                    let bindings = set.bindings.entries().iter();
                    Answer::Member("roles", bindings.map(|binding| json!({"id": binding.role})).collect())
                }
                ["bindings", role, "members"] => {
                    let binding = set.bindings.entries().iter().find(|binding| binding.role == *role)?;
                    Answer::Member("members", binding.members.entries().iter().map(member).collect())
                }
                _ => return None,
            }
        }
        _ => return None,
    })
}

fn resource(resource: &leastwise::grants::org::Resource) -> Value {
    let path = resource
        .path
        .as_ref()
        .map(|path| json!({"href": format!("https://acme.okta.com{path}?key=PLANTED-query#PLANTED")}));
    let conditions =
        (!resource.excluded.is_empty()).then(|| json!({"Exclude": {"okta:ORN": resource.excluded}}));
    json!({"id": "ire1", "orn": resource.orn, "conditions": conditions, "_links": {"self": path}})
}

fn member(member: &leastwise::grants::org::Member) -> Value {
    let path = match member.kind {
        MemberKind::User => "/api/v1/users",
        MemberKind::Group => "/api/v1/groups",
        _ => "/oauth2/v1/clients",
    };
    json!({"id": "irb1", "_links": {"self": {"href": format!("https://acme.okta.com{path}/{}?key=PLANTED-query", member.id)}}})
}

fn client_roles<'o>(org: &'o Org, id: &str) -> Option<&'o Known<Vec<Assignment>>> {
    let app = org.apps.entries().iter().find(|app| app.client_id == id).map(|app| &app.roles);
    app.or_else(|| org.integrations.entries().iter().find(|one| one.id == id).map(|one| &one.roles))
}

/// `roles`, `roles/{id}/targets/groups`, `roles/{id}/targets/catalog/apps`, `roles/{id}/governance`.
fn roles(held: &Known<Vec<Assignment>>, rest: &[&str]) -> Option<Answer> {
    let targets = |id: &str| held.entries().iter().find(|role| role.id == id)?.targets.seen().cloned();
    Some(match rest {
        ["roles"] => Answer::List(held.entries().iter().map(assignment).collect()),
        ["roles", id, "targets", "groups"] => {
            let one = |group: &leastwise::grants::org::GroupTarget| json!({"id": group.id, "profile": {"name": group.name, "description": "PLANTED-description"}});
            Answer::List(targets(id)?.groups.iter().map(one).collect())
        }
        ["roles", id, "targets", "catalog", "apps"] => {
            let one =
                |app: &leastwise::grants::org::AppTarget| json!({"name": app.name, "displayName": app.label});
            Answer::List(targets(id)?.apps.iter().map(one).collect())
        }
        ["roles", _, "governance"] => {
            Answer::Member("grants", vec![json!({"type": "CUSTOM", "grantId": "gra1"})])
        }
        _ => return None,
    })
}

fn assignment(role: &Assignment) -> Value {
    let holder = match role.holder {
        Holder::Client => "CLIENT",
        Holder::Group => "GROUP",
        Holder::User => "USER",
    };
    let mut value = json!({
        "id": role.id, "type": role.role, "label": role.label, "status": role.status, "created": role.created,
        "assignmentType": holder, "_links": {"assignee": {"href": "https://acme.okta.com/x"}},
    });
    if let Some(custom) = &role.custom {
        value["role"] = custom.role.clone().into();
        value["resource-set"] = custom.resource_set.clone().into();
    }
    value
}

fn user(org: &Org, id: &str, rest: &[&str]) -> Option<Answer> {
    let user = org.users.entries().iter().find(|user| user.id == id)?;
    Some(match rest {
        [] => Answer::Object(json!({
            "id": user.id, "status": user.status, "lastLogin": user.last_login,
            "profile": {"login": user.login, "firstName": "PLANTED-name", "mobilePhone": "PLANTED-phone"},
            "credentials": {"recovery_question": {"question": "PLANTED-question"}},
        })),
        ["groups"] => Answer::List(user.groups.entries().iter().filter_map(|id| group(org, id)).collect()),
        ["grants"] => Answer::List(user.consents.entries().iter().map(consent).collect()),
        rest => roles(&user.roles, rest)?,
    })
}

fn group(org: &Org, id: &str) -> Option<Value> {
    let group = org.groups.entries().iter().find(|group| group.id == id)?;
    Some(
        json!({"id": group.id, "type": group.kind, "profile": {"name": group.name, "description": "PLANTED-text"}}),
    )
}

/// The System Log behind what the example tells of it, and events of people who do not matter, in the order of time.
pub(super) fn events(org: &Org) -> Vec<Value> {
    let log = org.log.seen().unwrap();
    let mut events = Vec::new();
    for activity in &log.principals {
        for (number, request) in activity.requests.iter().enumerate() {
            for time in 0..request.times {
                let step = request.last.duration_since(request.first).as_secs()
                    / i64::try_from(request.times.max(2) - 1).unwrap();
                let at = request.first + SignedDuration::from_secs(step * i64::try_from(time).unwrap());
                let transaction = format!("{}-{number}-{time}", activity.actor.id);
                let one = |kind: &String| {
                    (at, event(org, &activity.actor, request, kind, &transaction, &written(at)))
                };
                events.extend(request.types.iter().map(one));
            }
        }
    }
    for number in 0..NOISE {
        let at = log.since + SignedDuration::from_mins(i64::try_from(number).unwrap() * 200);
        events.push((at, json!({
            "eventType": "user.session.start", "published": written(at), "actor": {"id": "00u1nobody", "type": "User"},
            "client": {"id": null}, "outcome": {"result": "SUCCESS"}, "transaction": {"id": format!("noise-{number}")},
            "debugContext": {"debugData": {"requestUri": "/api/v1/authn", "url": "/api/v1/authn?token=PLANTED-query"}},
        })));
    }
    events.sort_by_key(|(at, _)| *at);
    events.into_iter().map(|(_, event)| event).collect()
}

fn event(org: &Org, actor: &Actor, request: &SeenRequest, kind: &str, transaction: &str, at: &str) -> Value {
    let path = request.path.replace("{id}", "00u1somebody00000h8");
    let query: Vec<String> = request.query.iter().map(|name| format!("{name}PLANTED-value")).collect();
    let owner = |id: &str| {
        org.api_tokens.entries().iter().find(|token| token.id == id).map(|token| token.owner.clone())
    };
    let is_token = kind.starts_with("app.oauth2.token");
    let (who, client, detail) = match actor.kind {
        ActorKind::ApiToken => (
            json!({"id": owner(&actor.id), "type": "User"}),
            Value::Null,
            json!({"requestApiTokenId": actor.id}),
        ),
        ActorKind::Client if is_token => {
            (json!({"id": actor.id, "type": "PublicClientApp"}), Value::Null, json!({}))
        }
        ActorKind::Client => (json!({"id": actor.id, "type": "PublicClientApp"}), json!(actor.id), json!({})),
        ActorKind::User => {
            (json!({"id": actor.id, "type": "User", "alternateId": "x"}), json!("okta.2b1959c8"), json!({}))
        }
    };
    let outcome = if request.denied { "FAILURE" } else { "SUCCESS" };
    json!({
        "eventType": kind, "published": at, "actor": who, "client": {"id": client, "ipAddress": "198.51.100.24"},
        "outcome": {"result": outcome}, "transaction": {"id": transaction, "type": "WEB", "detail": detail},
        "authenticationContext": {"externalSessionId": "PLANTED-session"},
        "target": [{"id": "AT.PLANTED-target", "detailEntry": {"hash": "PLANTED-hash"}}],
        "debugContext": {"debugData": {
            "requestUri": path, "url": format!("{path}?{}", query.join("&")), "threatSuspected": "false",
            "requestedScopes": request.requested.join(", "), "grantedScopes": request.granted.join(", "),
            "dtHash": "PLANTED-device", "responseTime": 87, "tokenHash": "PLANTED-token-hash",
        }},
    })
}
