//! Programs of Pulumi in YAML or JSON.

use std::path::{Path, PathBuf};

use super::{DEFAULT, Found, LIFE, LOOKED_UP, PROVIDER, Thing, scope_list, snake_case};
use crate::intake::source;
use crate::limits::MAX_LINKED_FILE_BYTES;
use crate::located::{Node, Value};
use crate::model::{Credential, Origin, Phase, Run, Setting, Settings};

/// Why a project is open whose program nothing reads.
pub(super) const NOT_READ: &str =
    "the program of this Pulumi project uses Pulumi's package for Okta and was not read";

/// Why a token is open.
const COMPUTED: &str = "the type of a Pulumi resource or function is put together when the program runs";

/// The manifests that name the packages of a program.
const MANIFESTS: [&str; 11] = [
    "package.json",
    "requirements.txt",
    "pyproject.toml",
    "Pipfile",
    "setup.py",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "build.sbt",
    "project.scala",
];

/// How the package is called in the manifests of each language.
pub(super) const PACKAGES: [&str; 7] = [
    "@pulumi/okta",
    "pulumi-okta",
    "pulumi_okta",
    "Pulumi.Okta",
    "com.pulumi:okta",
    "besom-okta",
    "<artifactId>okta</artifactId>",
];

/// The manifests in a folder that name the package.
pub(super) fn manifests(folder: &Path) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let is_manifest = |name: &str| {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        MANIFESTS.contains(&name) || matches!(ending, "csproj" | "fsproj" | "vbproj")
    };
    let names_package = |file: &PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = is_manifest(&name).then(|| source::file(file).ok()?.into_text().ok()).flatten();
        text.is_some_and(|text| PACKAGES.iter().any(|package| text.contains(package)))
    };
    source::files_in(here).into_iter().filter(names_package).collect()
}

/// Whether the manifests in a folder name the package.
pub(super) fn needs_package(folder: &Path) -> bool {
    !manifests(folder).is_empty()
}

/// A file of a project that uses the package and that nothing reads: a program in F# or Visual Basic, a project file
/// that names the package for every file.
pub(super) fn in_other_language<'f>(folder: &Path, files: &'f [PathBuf]) -> Option<&'f PathBuf> {
    files.iter().find(|file| {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let sign = match ending.as_deref() {
            Some("fs" | "fsx" | "vb") => "Pulumi.Okta",
            Some("csproj" | "props") => "<Using Include=\"Pulumi.Okta",
            _ => return false,
        };
        super::project_of(file.parent().unwrap_or(Path::new(""))).as_deref() == Some(folder)
            && source::small_text(file, MAX_LINKED_FILE_BYTES).is_some_and(|text| text.contains(sign))
    })
}

/// A program, or the file of a project whose program is written in another language.
pub(super) fn read(node: &Node, found: &mut Found<'_>) {
    let runtime = node.get("runtime");
    let language = runtime.and_then(|runtime| runtime.text().or_else(|| runtime.text_of("name")));
    found.program();
    found.answer();
    body(node, found);
    if let (Some(runtime), Some(language)) = (runtime, language)
        && language != "yaml"
        && found.is_named()
    {
        let at = found.at(runtime);
        let help = format!(
            "the program of this Pulumi project is written for `{}`: give its folder",
            one_word(language)
        );
        found.note(Some(at.line), help);
        found.unresolved(&at, NOT_READ);
    }
}

/// A word of an input, short enough to be shown.
fn one_word(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(20).collect()
}

/// The resources, variables and components of a program or of a component.
fn body(node: &Node, found: &mut Found<'_>) {
    let resources = node.get("resources").and_then(Node::map).unwrap_or_default();
    let is_provider = |one: &Node| {
        one.text_of("type").is_some_and(|kind| {
            matches!(
                kind,
                PROVIDER | "okta:index:Provider" | "okta:Provider" | "okta:index/provider:Provider"
            )
        })
    };
    let is_default = |one: &&(crate::located::Located<String>, Node)| {
        is_provider(&one.1) && one.1.text_of("defaultProvider") == Some("true")
    };
    let default = resources
        .iter()
        .find(is_default)
        .map_or_else(|| DEFAULT.to_owned(), |(name, _)| Found::explicit(&name.value));
    let default = default.as_str();
    let all = Resources { all: resources, default };
    for (name, one) in resources {
        if is_provider(one) {
            provider(&name.value, one, found);
        } else {
            resource(&name.value, one, &all, found);
        }
        functions(one, None, default, found);
    }
    for (name, one) in node.get("variables").and_then(Node::map).unwrap_or_default() {
        functions(one, Some(&name.value), default, found);
    }
    if let Some(outputs) = node.get("outputs") {
        functions(outputs, None, default, found);
    }
    for (_, component) in node.get("components").and_then(Node::map).unwrap_or_default() {
        body(component, found);
    }
}

fn provider(name: &str, node: &Node, found: &mut Found<'_>) {
    let set = |key: &str| node.at_path(&["properties", key]);
    let is_oauth = ["privateKey", "clientId", "privateKeyId", "accessToken", "scopes"];
    let credential = if is_oauth.iter().any(|key| set(key).is_some()) {
        Some(Credential::ServiceApp)
    } else {
        set("apiToken").map(|_| Credential::ApiToken)
    };
    let scopes = set("scopes").map(|list| scope_list(list, &found.source));
    let at = found.at(node);
    found.provider(&Found::explicit(name), credential, scopes, at);
}

/// The resources of a program, with the provider that serves those that name none.
struct Resources<'n> {
    all: &'n [(crate::located::Located<String>, Node)],
    default: &'n str,
}

impl Resources<'_> {
    /// The provider that options name, or that is inherited from a parent; none when it cannot be told.
    fn served(&self, options: Option<&Node>, depth: usize) -> Option<String> {
        const DEEPEST: usize = 16;
        let Some(options) = options else { return Some(self.default.to_owned()) };
        if let Some(named) = options.get("provider") {
            return referred(named).map(Found::explicit);
        }
        if let Some(named) = options.get("providers") {
            let entries: Vec<&Node> = match &named.value {
                Value::List(entries) => entries.iter().collect(),
                Value::Map(members) => members.iter().map(|(_, one)| one).collect(),
                _ => Vec::new(),
            };
            let [one] = entries[..] else { return None };
            return referred(one).map(Found::explicit);
        }
        let Some(parent) = options.get("parent") else { return Some(self.default.to_owned()) };
        let name = referred(parent)?;
        let (_, parent) = self.all.iter().find(|(known, _)| known.value == name)?;
        if depth == DEEPEST { None } else { self.served(parent.get("options"), depth + 1) }
    }

    /// The address of the resource that a text such as `${app.clientId}` refers to.
    fn address(&self, text: &str, found: &Found<'_>) -> Option<String> {
        let inner = text.strip_prefix("${")?.strip_suffix('}')?;
        let name = inner.split(['.', '[']).next()?;
        let (_, one) = self.all.iter().find(|(known, _)| known.value == name)?;
        let token = found.token(one.text_of("type")?)?;
        Some(format!("{}::{name}", token.text))
    }
}

/// The name in a reference to a resource.
fn referred(node: &Node) -> Option<&str> {
    let name = node.text()?.strip_prefix("${")?.strip_suffix('}')?;
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).then_some(name)
}

fn resource(name: &str, node: &Node, all: &Resources<'_>, found: &mut Found<'_>) {
    let Some(kind) = node.get("type") else {
        let at = found.at(node);
        return found.unresolved(&at, NO_TYPE);
    };
    let at = found.at(kind);
    let text = kind.text().unwrap_or_default();
    if text.contains("${") {
        return found.unresolved(&at, COMPUTED);
    }
    let Some(token) = found.token(text) else { return found.foreign() };
    let mut phases = Vec::new();
    let is_looked_up = node.get("get").is_some();
    if is_looked_up {
        phases.extend(LOOKED_UP);
    } else {
        if node.at_path(&["options", "import"]).is_some() {
            phases.push((Phase::Import, Run::Refresh));
        }
        phases.extend(LIFE);
    }
    let case = match node.get("properties") {
        Some(properties) => settings(Some(properties)),
        None if is_looked_up => Settings::default(),
        None => settings(None),
    };
    let provider = all.served(node.get("options"), 0).unwrap_or_else(|| {
        found.unresolved(&at, UNKNOWN_PROVIDER);
        all.default.to_owned()
    });
    let address = found.add(&Thing { token: &token, name: Some(name), provider, case }, &phases, &at);
    if !is_looked_up {
        let refers_to: Vec<_> = referring(node.get("properties"), all, found);
        let refers_to = |text: &str| {
            refers_to.iter().find(|(written, _)| written == text).map(|(_, address)| address.clone())
        };
        found.declare_node(&token, &address, node.get("properties"), &refers_to, &at);
    }
}

/// The texts in properties that refer to resources, each with the address of that.
fn referring(properties: Option<&Node>, all: &Resources<'_>, found: &Found<'_>) -> Vec<(String, String)> {
    let members = properties.and_then(Node::map).unwrap_or_default().iter();
    let texts = members.flat_map(|(_, node)| node.list().unwrap_or(std::slice::from_ref(node)));
    texts
        .filter_map(Node::text)
        .filter_map(|text| Some((text.to_owned(), all.address(text, found)?)))
        .collect()
}

/// The provider that options of a function name.
fn served(options: Option<&Node>, default: &str, at: &Origin, found: &mut Found<'_>) -> String {
    let Some(named) = options.and_then(|options| options.get("provider")) else {
        return default.to_owned();
    };
    if let Some(name) = referred(named) {
        Found::explicit(name)
    } else {
        found.unresolved(at, UNKNOWN_PROVIDER);
        default.to_owned()
    }
}

/// Why it is open which provider serves something.
pub(in crate::intake) const UNKNOWN_PROVIDER: &str =
    "which Pulumi provider serves it cannot be told from the program";

/// Why it is open which provider serves something in a project that makes some.
pub(in crate::intake) const INHERITED: &str = "its options come from elsewhere or from its parent, and with them, it may be, the Pulumi provider that serves it";

/// Why a resource is open.
const NO_TYPE: &str = "the resource has no `type`";

/// The functions that are called anywhere in a value.
fn functions(node: &Node, name: Option<&str>, default: &str, found: &mut Found<'_>) {
    match &node.value {
        Value::List(entries) => entries.iter().for_each(|one| functions(one, None, default, found)),
        Value::Map(members) => {
            for (key, value) in members {
                let (called, arguments, options) = match key.value.to_ascii_lowercase().as_str() {
                    "fn::invoke" => (value.get("function"), value.get("arguments"), value.get("options")),
                    short if short.starts_with("fn::okta:") => (None, Some(value), None),
                    _ => {
                        functions(value, None, default, found);
                        continue;
                    }
                };
                let place = called.map_or(key.at, |called| called.at);
                let at = Origin {
                    source: std::sync::Arc::clone(&found.source),
                    line: place.line,
                    column: place.column,
                };
                let text =
                    called.map_or_else(|| key.value.get("fn::".len()..), Node::text).unwrap_or_default();
                if text.contains("${") {
                    found.unresolved(&at, COMPUTED);
                } else if let Some(token) = found.token(text) {
                    let provider = served(options, default, &at, found);
                    let thing = Thing { token: &token, name, provider, case: settings(arguments) };
                    found.add(&thing, &[(Phase::Read, Run::Refresh)], &at);
                } else {
                    found.foreign();
                }
                if let Some(arguments) = arguments {
                    functions(arguments, None, default, found);
                }
            }
        }
        _ => {}
    }
}

/// The settings that properties give, by their names in Terraform.
pub(super) fn settings(properties: Option<&Node>) -> Settings {
    let mut case = Settings { is_whole: true, ..Settings::default() };
    for (name, value) in properties.and_then(Node::map).unwrap_or_default() {
        set(&mut case, &name.value, setting(value));
    }
    if properties.is_some_and(|properties| properties.map().is_none()) {
        case.is_whole = false;
    }
    case
}

/// Sets a property. Names of lists are plural in Pulumi's package where Terraform's may be singular.
pub(in crate::intake) fn set(case: &mut Settings, name: &str, setting: Setting) {
    let name = snake_case(name);
    if let Some(singular) = name.strip_suffix('s').filter(|singular| !singular.is_empty()) {
        case.values.entry(singular.to_owned()).or_insert_with(|| setting.clone());
    }
    case.values.insert(name, setting);
}

fn setting(node: &Node) -> Setting {
    match &node.value {
        Value::Null => Setting::Absent,
        Value::Plain(text) | Value::Text(text) if !text.contains("${") => Setting::Value(text.clone()),
        // The id of an object to come is there.
        Value::Plain(text) | Value::Text(text)
            if text.ends_with(".id}") && text.matches("${").count() == 1 =>
        {
            Setting::Present
        }
        Value::Plain(_) | Value::Text(_) => Setting::Unknown,
        Value::List(entries) if entries.is_empty() => Setting::Absent,
        Value::Map(members) if members.is_empty() => Setting::Absent,
        // A secret, or what a function gives.
        Value::Map(members) if is_computed(members) => Setting::Unknown,
        Value::List(_) | Value::Map(_) => Setting::Present,
    }
}

/// Whether members are those of a function or of what hides a secret.
fn is_computed(members: &[(crate::located::Located<String>, Node)]) -> bool {
    const SECRET: &str = "4dabf18193072939515e22adb298388d";
    members
        .iter()
        .any(|(name, _)| name.value.to_ascii_lowercase().starts_with("fn::") || name.value == SECRET)
}

impl Found<'_> {
    /// Whether the user named the input by itself.
    pub(super) fn is_named(&self) -> bool {
        self.context.standing == crate::intake::options::Standing::Named
    }
}
