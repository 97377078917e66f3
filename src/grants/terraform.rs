//! Terraform configurations, states and plans: the resources of the Okta provider that grant something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::name::called;
use super::shape::{
    Pieces, add_role, add_scope, assigned, owner_of_a_token, permissions, super_admin_of_integrations,
};
use crate::located::{Node, Problem, Problems};
use crate::model::{
    Credential, CustomRole, HeldRole, Named, Origin, Principal, Remark, StandardRole, Target,
};

pub(super) fn is_one(node: &Node) -> bool {
    node.get("terraform_version").is_some()
        && ["resources", "values", "planned_values", "lineage"].iter().any(|name| node.get(name).is_some())
}

pub(super) fn read(node: &Node, problems: &mut Problems) -> Vec<Principal> {
    Document::of(node, &problems.source()).principals(problems)
}

/// A resource as a configuration declares it.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'n> {
    /// Its type.
    pub kind: &'n str,
    /// Its address.
    pub address: &'n str,
    /// The file.
    pub source: &'n Arc<str>,
    /// Its attributes, as far as they are known.
    pub attributes: &'n Node,
    /// The attributes that come from other resources, each with the address of that.
    pub references: &'n [(String, String)],
    /// The attributes with a part that cannot be evaluated, each with the position of that.
    pub open: &'n [(String, Origin)],
}

/// What the reader of configurations puts in place of a part of a text that it does not know.
const UNKNOWN_PART: &str = "…";

/// The principals that the resources of a configuration create or empower.
///
/// # Errors
///
/// Names that are none, or that could be secrets.
pub fn declared(resources: &[Declared<'_>]) -> Result<Vec<Principal>, Vec<Problem>> {
    let Some(first) = resources.first() else { return Ok(Vec::new()) };
    let mut problems = Problems::new(first.source);
    let resource = |one: &Declared<'_>| (one.address.to_owned(), Arc::clone(one.source));
    let document = Document {
        resources: resources
            .iter()
            .map(|one| {
                let (address, source) = resource(one);
                Resource { kind: one.kind, address, source, attributes: one.attributes, open: one.open }
            })
            .collect(),
        references: resources
            .iter()
            .flat_map(|one| {
                let own = |(name, to): &(String, String)| {
                    ((one.address.to_owned(), name.clone()), vec![to.clone()])
                };
                one.references.iter().map(own)
            })
            .collect(),
    };
    let found = document.principals(&mut problems);
    problems.unless_any(found)
}

/// A resource with its attributes.
struct Resource<'n> {
    kind: &'n str,
    address: String,
    source: Arc<str>,
    attributes: &'n Node,
    /// The attributes with a part that cannot be evaluated.
    open: &'n [(String, Origin)],
}

impl Resource<'_> {
    /// Why an attribute, or one of several, is not known whole.
    fn open(&self, names: &[&str]) -> Option<String> {
        let of = |(name, _): &&(String, Origin)| names.contains(&name.as_str());
        let first = self.open.iter().find(of).map(|(name, _)| name.as_str())?;
        let places: Vec<Origin> =
            self.open.iter().filter(|(name, _)| name == first).map(|(_, origin)| origin.clone()).collect();
        Some(not_evaluated(&format!("`{first}` of `{}`", self.address), &places))
    }
}

/// That something cannot be evaluated, with the first few of its positions.
pub fn not_evaluated(what: &str, places: &[Origin]) -> String {
    const MAX_NAMED: usize = 3;
    let name = |origin: &Origin| format!("{}:{}:{}", origin.source, origin.line, origin.column);
    let mut named: Vec<_> = places.iter().take(MAX_NAMED).map(name).collect();
    named.extend(
        places.len().checked_sub(MAX_NAMED).filter(|more| *more > 0).map(|more| format!("{more} more")),
    );
    format!("{what} cannot be evaluated: {}", named.join(", "))
}

/// Leaves the roles of a principal open for a reason.
fn leave_open(principal: &mut Principal, reason: Option<String>) {
    if let Some(reason) = reason {
        super::shape::remark(principal, Remark::new("grant-not-evaluated", reason.as_str()));
        principal.grant.roles.get_or_insert_default();
        principal.open.roles.get_or_insert(reason);
    }
}

/// Leaves the scopes of a principal open for a reason.
fn leave_scopes_open(principal: &mut Principal, reason: Option<String>) {
    if let Some(reason) = reason {
        super::shape::remark(principal, Remark::new("grant-not-evaluated", reason.as_str()));
        principal.open.scopes.get_or_insert(reason);
    }
}

struct Document<'n> {
    resources: Vec<Resource<'n>>,
    /// What the configuration of a plan refers to, by address and attribute.
    references: BTreeMap<(String, String), Vec<String>>,
}

impl<'n> Document<'n> {
    fn of(node: &'n Node, source: &Arc<str>) -> Self {
        let mut resources = Vec::new();
        state(node, source, &mut resources);
        for root in [["values", "root_module"], ["planned_values", "root_module"]] {
            if let Some(module) = node.at_path(&root) {
                shown(module, source, &mut resources);
            }
        }
        let mut references = BTreeMap::new();
        if let Some(module) = node.at_path(&["configuration", "root_module"]) {
            refer(module, &mut references);
        }
        Self { resources, references }
    }

    fn principals(&self, problems: &mut Problems) -> Vec<Principal> {
        let mut pieces = Pieces::default();
        for resource in &self.resources {
            problems.turn_to(&resource.source);
            self.take(resource, &mut pieces, problems);
        }
        pieces.done()
    }

    /// The value of an attribute, or the address of the resource that it will come from.
    fn value(&self, resource: &Resource<'n>, name: &str) -> Option<String> {
        let known = resource.attributes.text_of(name).and_then(called);
        known.or_else(|| self.references(resource, name).first().cloned())
    }

    /// Who a resource empowers: the value of an attribute, or the address of the resource itself where that is not known,
    /// so that nobody gets what belongs to somebody else.
    fn subject(&self, resource: &Resource<'n>, name: &str) -> String {
        self.value(resource, name).unwrap_or_else(|| resource.address.clone())
    }

    /// The addresses of the resources that an attribute will come from.
    fn references(&self, resource: &Resource<'n>, name: &str) -> &[String] {
        let found = self.references.get(&(resource.address.clone(), name.to_owned()));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    fn take(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        match resource.kind {
            "okta_app_oauth_api_scope" => self.scopes(resource, pieces, problems),
            "okta_app_oauth_role_assignment" => self.client_role(resource, pieces, problems),
            "okta_admin_role_custom_assignments" => self.custom_assignment(resource, pieces, problems),
            "okta_user_admin_roles" => self.user_roles(resource, pieces, problems),
            "okta_group_role" => self.group_role(resource, pieces, problems),
            "okta_api_service_integration" => self.integration(resource, pieces, problems),
            _ => {}
        }
    }

    fn scopes(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        let app = self.subject(resource, "app_id");
        let credential = self.credential(&app);
        let principal = pieces.of(Some(&app));
        principal.credential = principal.credential.or(credential);
        principal.grant.scopes.get_or_insert_default();
        leave_scopes_open(principal, resource.open(&["scopes"]));
        for scope in resource.attributes.list_of("scopes") {
            add_scope(principal, scope, problems);
        }
    }

    /// How an app of the document authenticates.
    fn credential(&self, app: &str) -> Option<Credential> {
        let mut apps = self.resources.iter().filter(|one| one.kind == "okta_app_oauth");
        let found = apps.find(|one| is(one, app) || one.attributes.text_of("client_id") == Some(app))?;
        match found.attributes.text_of("type")? {
            "service" => Some(Credential::ServiceApp),
            _ => Some(Credential::UserApp),
        }
    }

    fn client_role(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        let client = self.subject(resource, "client_id");
        let credential = self.credential(&client);
        let Some(kind) = resource.attributes.get("type") else {
            let open = resource.open(&["type"]);
            if open.is_some() {
                let principal = pieces.of(Some(&client));
                principal.credential = principal.credential.or(credential);
                leave_open(principal, open);
            }
            return;
        };
        let (role, set) = (self.value(resource, "role"), self.value(resource, "resource_set"));
        let held = assigned(kind, role.as_deref(), set.as_deref(), problems);
        let principal = pieces.of(Some(&client));
        principal.credential = principal.credential.or(credential);
        let held = held.map(|held| self.completed(held, problems));
        leave_open(principal, held.as_ref().and_then(|(_, open)| open.clone()));
        add_role(principal, held.map(|(held, _)| held));
    }

    /// A custom role with the permissions and resources that the document tells, and why there may be more.
    fn completed(&self, held: HeldRole, problems: &mut Problems) -> (HeldRole, Option<String>) {
        let HeldRole::Custom(mut role) = held else { return (held, None) };
        let mut open = None;
        let of_kind = |kind: &'static str| self.resources.iter().filter(move |one| one.kind == kind);
        let found = of_kind("okta_admin_role_custom").find(|one| is(one, &role.role.name));
        if let Some(found) = found {
            role.permissions = Some(permissions(found.attributes.list_of("permissions"), problems));
            open = found.open(&["permissions"]);
            if let Some(label) = found.attributes.text_of("label").and_then(called) {
                role.role.name = label;
            }
        }
        let held_in = |set: &String| of_kind("okta_resource_set").find(|one| is(one, set));
        let sets: Vec<_> = role.resources.iter().filter_map(held_in).collect();
        let lists = sets.iter().flat_map(|set| {
            ["resources", "resources_orn"].map(|name| set.attributes.list_of(name)).into_iter().flatten()
        });
        let resources: Vec<_> = lists.filter_map(Node::text).filter_map(called).collect();
        if !resources.is_empty() {
            role.resources = resources;
        }
        (HeldRole::Custom(role), open)
    }

    fn custom_assignment(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        let role = self.value(resource, "custom_role_id");
        let open = if role.is_none() { resource.open(&["custom_role_id"]) } else { None };
        if role.is_none() && open.is_none() {
            return;
        }
        let set = self.value(resource, "resource_set_id");
        for member in self.members(resource) {
            let principal = pieces.of(member.rsplit('/').next());
            if let Some(what) = kind_of(&member) {
                owner_of_a_token(principal, what);
            }
            leave_open(principal, open.clone());
            let Some(id) = &role else { continue };
            let origin = super::name::origin(problems, resource.attributes.at);
            let role = CustomRole {
                role: Named { name: id.clone(), origin },
                permissions: None,
                resources: set.clone().into_iter().collect(),
            };
            let (role, open) = self.completed(HeldRole::Custom(role), problems);
            leave_open(principal, open);
            add_role(principal, role);
        }
    }

    /// The members of an assignment, each once, by URL or address; the address of the assignment stands for those of
    /// which nothing is known.
    fn members(&self, resource: &Resource<'n>) -> BTreeSet<String> {
        let listed = resource.attributes.list_of("members").iter().filter_map(Node::text);
        let mut members: Vec<&str> = listed.collect();
        if members.is_empty() {
            let references = self.references(resource, "members").iter().map(String::as_str);
            members
                .extend(references.filter(|one| one.starts_with("okta_") || one.starts_with("data.okta_")));
        }
        if members.is_empty() {
            members.push(&resource.address);
        }
        let is_known =
            |member: &str| !member.rsplit('/').next().is_some_and(|last| last.contains(UNKNOWN_PART));
        let named =
            |member: &str| if is_known(member) { member.to_owned() } else { resource.address.clone() };
        members.into_iter().map(named).collect()
    }

    fn user_roles(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        let principal = pieces.of(Some(&self.subject(resource, "user_id")));
        owner_of_a_token(principal, "a user");
        leave_open(principal, resource.open(&["admin_roles"]));
        for kind in resource.attributes.list_of("admin_roles") {
            let held = assigned(kind, None, None, problems);
            add_role(principal, held);
        }
    }

    fn group_role(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        let Some(kind) = resource.attributes.get("role_type") else {
            let open = resource.open(&["role_type"]);
            if open.is_some() {
                let principal = pieces.of(Some(&self.subject(resource, "group_id")));
                owner_of_a_token(principal, "a group");
                leave_open(principal, open);
            }
            return;
        };
        let (role, set) = (self.value(resource, "role_id"), self.value(resource, "resource_set_id"));
        let held = assigned(kind, role.as_deref(), set.as_deref(), problems);
        let mut open = None;
        let held = held.map(|held| match self.completed(held, problems) {
            (HeldRole::Standard(role), _) => {
                HeldRole::Standard(StandardRole { targets: targets(resource), ..role })
            }
            (custom @ HeldRole::Custom(_), unknown) => {
                open = unknown;
                custom
            }
        });
        let principal = pieces.of(Some(&self.subject(resource, "group_id")));
        owner_of_a_token(principal, "a group");
        leave_open(principal, open);
        add_role(principal, held);
    }

    fn integration(&self, resource: &Resource<'n>, pieces: &mut Pieces, problems: &mut Problems) {
        let role = super_admin_of_integrations(resource.attributes, problems);
        let principal = pieces.of(self.value(resource, "id").as_deref().or(Some(resource.address.as_str())));
        principal.credential = Some(Credential::ServiceApp);
        principal.grant.scopes.get_or_insert_default();
        leave_scopes_open(principal, resource.open(&["granted_scopes"]));
        for scope in resource.attributes.list_of("granted_scopes").iter().filter_map(|one| one.get("scope")) {
            add_scope(principal, scope, problems);
        }
        add_role(principal, role);
    }
}

/// What the member of an assignment is, by its URL or by the type of the resource that it comes from; an app has no
/// token of its own.
fn kind_of(member: &str) -> Option<&'static str> {
    let has = |part: &str| member.contains(part);
    if has("/groups/") || has("okta_group.") {
        Some("a group")
    } else if has("/clients/") || has("/apps/") || has("okta_app_oauth.") {
        None
    } else {
        Some("a user")
    }
}

/// Whether a resource goes by an id or address.
fn is(resource: &Resource<'_>, name: &str) -> bool {
    resource.address == name || resource.attributes.text_of("id") == Some(name)
}

/// The groups and apps that the role of a group is narrowed to.
fn targets(resource: &Resource<'_>) -> Vec<Target> {
    let lists = [("groups", "target_group_list"), ("apps", "target_app_list")];
    let target = |(kind, list): (&'static str, &'static str)| {
        let names = resource.attributes.list_of(list).iter().filter_map(Node::text).filter_map(called);
        names.map(move |name| Target { kind: kind.to_owned(), name }).collect::<Vec<_>>()
    };
    lists.into_iter().flat_map(target).collect()
}

/// The resources of a state file.
fn state<'n>(node: &'n Node, source: &Arc<str>, resources: &mut Vec<Resource<'n>>) {
    let managed = node.list_of("resources").iter().filter(|one| one.text_of("mode") == Some("managed"));
    for resource in managed {
        let (Some(kind), Some(name)) = (resource.text_of("type"), resource.text_of("name")) else { continue };
        let module = resource.text_of("module").map(|module| format!("{module}.")).unwrap_or_default();
        let instances = resource.list_of("instances").iter().filter_map(|one| one.get("attributes"));
        let address = format!("{module}{kind}.{name}");
        resources.extend(instances.map(|attributes| Resource {
            kind,
            address: address.clone(),
            source: Arc::clone(source),
            attributes,
            open: &[],
        }));
    }
}

/// The resources of a module as `terraform show -json` writes it, and of the modules in it.
fn shown<'n>(module: &'n Node, source: &Arc<str>, resources: &mut Vec<Resource<'n>>) {
    for resource in module.list_of("resources").iter().filter(|one| one.text_of("mode") != Some("data")) {
        let (Some(kind), Some(attributes)) = (resource.text_of("type"), resource.get("values")) else {
            continue;
        };
        let address = resource.text_of("address").unwrap_or_default().to_owned();
        resources.push(Resource { kind, address, source: Arc::clone(source), attributes, open: &[] });
    }
    for child in module.list_of("child_modules") {
        shown(child, source, resources);
    }
}

/// What attributes of a module refer to: the address, without the attribute at its end.
fn refer(module: &Node, references: &mut BTreeMap<(String, String), Vec<String>>) {
    for resource in module.list_of("resources") {
        let Some(address) = resource.text_of("address") else { continue };
        for (attribute, expression) in resource.get("expressions").and_then(Node::map).unwrap_or_default() {
            let mut named: Vec<_> = expression.list_of("references").iter().filter_map(Node::text).collect();
            named.sort_by_key(|name| name.matches('.').count());
            let mut targets: Vec<String> = Vec::new();
            for name in named {
                let length = if name.starts_with("data.") { 3 } else { 2 };
                // Instances of a resource are one principal.
                let plain = name.split('[').next().unwrap_or(name);
                let target = plain.split('.').take(length).collect::<Vec<_>>().join(".");
                targets.extend((!targets.contains(&target)).then_some(target));
            }
            if !targets.is_empty() {
                references.insert((address.to_owned(), attribute.value.clone()), targets);
            }
        }
    }
}
