//! The numbered steps in the Admin Console, for whoever sets the grant up by hand.
//!
//! Menu paths: Okta, Implement OAuth for Okta with a service app,
//! <https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/>; Okta Help, Create a role, Create
//! a resource set, Create API tokens, <https://help.okta.com/en-us/content/topics/security/custom-admin-role/>.

use std::io::{self, Write};

use super::Look;
use super::paste::{PUBLIC_CLIENT_ADMINS, Paste, Resource};
use super::text::Page;
use crate::model::{Credential, either, listed};
use crate::report::{NamedRole, PlanReport, RoleItem};

/// One step: what to do, and a list of what exactly.
struct Step {
    text: String,
    items: Vec<String>,
}

impl Step {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), items: Vec::new() }
    }

    fn with(text: impl Into<String>, items: Vec<String>) -> Self {
        Self { text: text.into(), items }
    }
}

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let paste = Paste::new(report, look);
    let mut page = Page { out, look };
    paste.head().iter().try_for_each(|line| page.paragraph(0, line))?;
    page.heading("Steps in the Admin Console, as a super admin")?;
    let steps = steps(&paste);
    if steps.is_empty() {
        return page.paragraph(2, "There is nothing to create or to grant.");
    }
    for (number, step) in steps.iter().enumerate() {
        page.hanging(2, &format!("{}. ", number + 1), &step.text)?;
        step.items.iter().try_for_each(|item| page.hanging(5, "- ", item))?;
    }
    Ok(())
}

fn steps(paste: &Paste<'_>) -> Vec<Step> {
    match paste.credential {
        Credential::ServiceApp if paste.is_nothing() => Vec::new(),
        Credential::UserApp if paste.is_nothing() && paste.asked_scopes().is_empty() => Vec::new(),
        Credential::ServiceApp => service_app(paste),
        Credential::UserApp => user_app(paste),
        Credential::ApiToken if paste.plan.setup.is_empty() => Vec::new(),
        Credential::ApiToken => api_token(paste),
    }
}

fn service_app(paste: &Paste<'_>) -> Vec<Step> {
    let mut steps = vec![
        Step::new(format!(
            "{PUBLIC_CLIENT_ADMINS}: see that it is off. Where it is on, Okta makes the app a super admin."
        )),
        Step::new(
            "Applications > Applications > Create App Integration: choose API Services, then Next. Name it after the \
             integration, then Save.",
        ),
        Step::new(
            "In the app, General > Client Credentials > Edit: choose Public key / Private key (private_key_jwt). Under \
             Public Keys choose Save keys in Okta, then Add key, and paste the public key of the integration. Save. The \
             private key never leaves the integration.",
        ),
    ];
    steps.extend(granted_scopes(paste, "In the app"));
    steps.extend(custom_role(paste));
    let roles = roles(paste);
    if !roles.is_empty() {
        let text = "In the app, Admin roles > Edit assignments: add exactly these, then Save Changes.";
        steps.push(Step::with(text, roles));
    }
    let scopes = paste.granted_scopes();
    if !scopes.is_empty() {
        steps.push(Step::new(format!(
            "Give the integration the client ID and the URL of the org; it asks for its token with the scope parameter `{}`.",
            scopes.join(" ")
        )));
    }
    steps
}

fn user_app(paste: &Paste<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    steps.extend(granted_scopes(paste, "Applications > Applications > the app that users sign in to"));
    let asked = paste.asked_scopes();
    if !asked.is_empty() {
        let asked = listed(&asked);
        steps.push(Step::new(format!(
            "The app asks for {asked} when a user signs in; nobody has to grant that."
        )));
    }
    steps.extend(custom_role(paste));
    let roles = roles(paste);
    if !roles.is_empty() {
        let text = "Security > Administrators > Admins > Add administrator: choose each user who makes these calls, add \
                    exactly these, then Save Changes.";
        steps.push(Step::with(text, roles));
    }
    steps
}

fn api_token(paste: &Paste<'_>) -> Vec<Step> {
    const CREATE: &str = "Sign in to the Admin Console as that user. Security > API > Tokens > Create token: name it after \
                          the integration, and let calls come only from the network zone of the integration. Hand the value \
                          over by a safe way: it is shown once.";
    let mut steps = vec![Step::new(
        "Directory > People > Add person: make a user for this integration alone. Its API token may do whatever the roles of \
         the user allow, then and later.",
    )];
    steps.extend(custom_role(paste));
    let roles = roles(paste);
    let assign = "Security > Administrators > Admins > Add administrator";
    let Some(raise) = &paste.plan.raise else {
        let text = format!("{assign}: choose that user, add exactly these, then Save Changes.");
        steps.push(Step::with(text, roles));
        steps.push(Step::new(CREATE));
        return steps;
    };
    let titles: Vec<_> = raise.roles.iter().map(role_name).collect();
    steps.push(Step::new(format!(
        "Raise: {assign}: choose that user and give it, for the moment, the role {}; {}.",
        either(&titles),
        raise.why
    )));
    steps.push(Step::new(format!("Create: {CREATE}")));
    let edit = "Lower: Security > Administrators > Admins > that user > Edit: take that role away";
    steps.push(if roles.is_empty() {
        Step::new(format!(
            "{edit}. Nobody has confirmed what a token can still do whose owner holds no role: make the calls with it before \
             you rely on it."
        ))
    } else {
        Step::with(format!("{edit} and add exactly these, then Save Changes. The token follows its owner."), roles)
    });
    steps
}

fn granted_scopes(paste: &Paste<'_>, place: &str) -> Option<Step> {
    let scopes = paste.granted_scopes().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let text = format!("{place}, Okta API Scopes: press Grant for exactly these. Only a super admin can.");
    (!scopes.is_empty()).then(|| Step::with(text, scopes))
}

fn custom_role(paste: &Paste<'_>) -> Vec<Step> {
    let Some(custom) = paste.custom() else { return Vec::new() };
    let permissions = custom.permissions.iter().map(|one| match &one.title {
        Some(title) => format!("{title} ({})", one.name),
        None => one.name.clone(),
    });
    let role = "Security > Administrators > Roles > Create new role: name it after the integration, choose exactly these \
                permissions, then Save role.";
    let set = "Security > Administrators > Resources > Create new resource set: name it after the integration, choose Add \
               Resource for each of these, then Save.";
    let resources = paste.resources();
    vec![Step::with(role, permissions.collect()), Step::with(set, resources.iter().map(resource).collect())]
}

fn resource(resource: &Resource<'_>) -> String {
    let kind = resource.kind;
    match (resource.whole, resource.chosen(), resource.address) {
        (true, ..) => format!("{kind}: all of them"),
        (false, Some(chosen), _) => format!("{kind}: choose {}", chosen.what),
        (false, None, Some(_)) => format!("{kind}: all of them; single ones cannot be chosen"),
        (false, None, None) => format!("{kind}: those concerned, as far as they can be chosen"),
    }
}

/// The roles to assign, the custom one first.
fn roles(paste: &Paste<'_>) -> Vec<String> {
    let custom = paste.custom().map(|_| "that custom role, with that resource set".to_owned());
    custom.into_iter().chain(paste.roles().iter().map(standard_role)).collect()
}

fn standard_role(role: &RoleItem) -> String {
    let mut text = format!("{} ({})", role.title, role.name);
    for target in &role.targets {
        text.push_str(&format!(", limited to the {} concerned", target.kind));
    }
    for whole in &role.whole {
        text.push_str(&format!(", not limited to single {}: some calls do nothing then", whole.kind));
    }
    text
}

fn role_name(role: &NamedRole) -> String {
    format!("{} ({})", role.title, role.name)
}
