//! The settings of stacks, as far as they say how the default provider authenticates. What it authenticates with is
//! never kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DEFAULT, project_file, scope_list};
use crate::intake::calls::Note;
use crate::intake::source;
use crate::located::{self, Node};
use crate::model::{Credential, Origin, ProviderBlock, ScopeList};

/// Whether a file holds the settings of a stack, by its name: `Pulumi.dev.yaml`.
pub(super) fn is_stack(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let inner = file.strip_prefix("pulumi.").and_then(|rest| {
        rest.strip_suffix(".yaml")
            .or_else(|| rest.strip_suffix(".yml"))
            .or_else(|| rest.strip_suffix(".json"))
    });
    inner.is_some_and(|stack| !stack.is_empty())
}

/// What the stacks of a project say of its default provider.
#[derive(Default)]
pub(super) struct Stacks {
    pub(super) provider: Option<ProviderBlock>,
    pub(super) notes: Vec<Note>,
}

/// The folder of settings that a project names.
fn of_project(folder: &Path) -> Option<PathBuf> {
    let file = project_file(folder)?;
    let text = source::file(&file).ok()?.into_text().ok()?;
    let node = located::parse("", &text).ok()?;
    let named = node.text_of("stackConfigDir").or_else(|| node.text_of("config"))?;
    Some(folder.join(named)).filter(|inner| inner.as_path() != folder)
}

/// What one file says.
struct Said {
    credential: Option<Credential>,
    scopes: Option<ScopeList>,
    origin: Origin,
}

impl Stacks {
    /// The settings in a folder; where stacks list different scopes, which hold is not known.
    pub(super) fn of(folder: &Path) -> Self {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut stacks = Self::default();
        let mut files = source::files_in(here);
        files.extend(of_project(here).iter().flat_map(|folder| source::files_in(folder)));
        let mut said: Vec<Said> = Vec::new();
        for file in files.iter().filter(|file| is_stack(&file.to_string_lossy())) {
            said.extend(stacks.said(file));
        }
        let project = project_file(here).and_then(|file| stacks.said(&file));
        // What a stack says goes before what its project says.
        for one in &mut said {
            one.scopes = one.scopes.take().or_else(|| project.as_ref().and_then(|all| all.scopes.clone()));
        }
        if said.is_empty() {
            said.extend(project);
        }
        stacks.merge(said);
        stacks
    }

    fn merge(&mut self, said: Vec<Said>) {
        let mut said = said.into_iter();
        let Some(mut first) = said.next() else { return };
        for other in said {
            let is_open = |list: &Option<ScopeList>| list.as_ref().is_some_and(|list| !list.open.is_empty());
            if first.credential != other.credential {
                first.credential = None;
            }
            let names = |list: &Option<ScopeList>| {
                let mut names: Vec<_> =
                    list.iter().flat_map(|list| &list.names).map(|one| one.name.clone()).collect();
                names.sort();
                names
            };
            let differs = is_open(&first.scopes) != is_open(&other.scopes)
                || names(&first.scopes) != names(&other.scopes)
                || first.scopes.is_some() != other.scopes.is_some();
            if differs {
                self.notes.push(Note {
                    source: Arc::clone(&other.origin.source),
                    line: Some(other.origin.line),
                    message: "its stacks do not ask for the same scopes: which of them hold is not known"
                        .to_owned(),
                });
                let in_both = names(&other.scopes);
                first.scopes = first.scopes.or(other.scopes);
                if let Some(list) = &mut first.scopes {
                    list.names.retain(|one| in_both.contains(&one.name));
                    list.open.push(other.origin.clone());
                }
            }
        }
        if first.credential.is_none() && first.scopes.is_none() {
            return;
        }
        self.provider = Some(ProviderBlock {
            name: DEFAULT.to_owned(),
            root: String::new(),
            origin: Some(first.origin),
            credential: first.credential,
            scopes: first.scopes,
        });
    }

    /// What a file says of the provider; one that cannot be read is named.
    fn said(&mut self, file: &Path) -> Option<Said> {
        let name: Arc<str> =
            Arc::from(file.to_string_lossy().strip_prefix("./").unwrap_or(&file.to_string_lossy()));
        let text = source::file(file).ok()?.into_text().ok()?;
        let node = match located::parse(&name, &text) {
            Ok(node) => node,
            Err(problem) => {
                let line = problem.at.map(|at| at.line);
                let message = format!("the settings of the stack cannot be read: {}", problem.message);
                self.notes.push(Note { source: Arc::clone(&name), line, message });
                // Which scopes it lists is not known.
                let origin = Origin { source: name, line: line.unwrap_or(1), column: 1 };
                let open = vec![origin.clone()];
                let scopes = ScopeList { origin: origin.clone(), names: Vec::new(), open };
                return Some(Said { credential: None, scopes: Some(scopes), origin });
            }
        };
        let of_okta = node.get("config").and_then(|settings| of_settings(settings, &name));
        // A stack without settings of Okta's has them from elsewhere.
        of_okta.or_else(|| {
            let origin = Origin { source: Arc::clone(&name), line: 1, column: 1 };
            is_stack(&name).then_some(Said { credential: None, scopes: None, origin })
        })
    }
}

/// What settings with names such as `okta:scopes` say of the provider.
fn of_settings(settings: &Node, source: &Arc<str>) -> Option<Said> {
    let get = |name: &str| {
        settings.get(&format!("okta:{name}")).or_else(|| settings.get(&format!("okta:config:{name}")))
    };
    let scopes = get("scopes").map(|list| {
        let list = list.get("value").or_else(|| list.get("default")).unwrap_or(list);
        scope_list(list, source)
    });
    let is_oauth =
        ["privateKey", "clientId", "privateKeyId", "accessToken"].iter().any(|name| get(name).is_some());
    let credential = match () {
        () if is_oauth || scopes.is_some() => Some(Credential::ServiceApp),
        () if get("apiToken").is_some() => Some(Credential::ApiToken),
        () => None,
    };
    let first = settings.map()?.iter().find(|(key, _)| key.value.starts_with("okta:"))?;
    let origin = Origin { source: Arc::clone(source), line: first.0.at.line, column: first.0.at.column };
    Some(Said { credential, scopes, origin })
}

/// The default provider as the settings of a preview name it.
pub(super) fn of_preview(
    settings: &Node,
    source: &Arc<str>,
) -> Option<(Option<Credential>, Option<ScopeList>, Origin)> {
    of_settings(settings, source).map(|said| (said.credential, said.scopes, said.origin))
}
