//! Environments that stand beside collections, and which of them an input is completed by: the nearest.

use std::cell::OnceCell;
use std::path::Path;

use super::content::Content;
use super::source::{self, Input};
use super::variables::{Collection, Variables};
use super::walk::Walks;
use super::{bruno, http, postman};

/// The environments among and beside the inputs; they are looked for when a collection first asks.
#[derive(Debug)]
pub(super) struct Environments<'a> {
    inputs: &'a [Input],
    walks: &'a Walks,
    /// What each says, with its file.
    found: OnceCell<Vec<(String, Variables)>>,
}

impl<'a> Environments<'a> {
    pub(super) const fn of(inputs: &'a [Input], walks: &'a Walks) -> Self {
        Self { inputs, walks, found: OnceCell::new() }
    }

    /// What the environments say. One that cannot be read is passed over here: where it is an input, that is said when
    /// its turn comes.
    fn found(inputs: &[Input], walks: &Walks) -> Vec<(String, Variables)> {
        let mut files = Vec::new();
        for input in inputs {
            match input {
                Input::Path(path) if path.is_dir() => {
                    files.extend(walks.below(path).files.iter().cloned());
                }
                Input::Path(path) | Input::Found { file: path, .. } => {
                    files.extend(source::files_around(path));
                }
                Input::Stdin | Input::Argument(_) | Input::Bytes(..) => {}
            }
        }
        // What a pipe holds can be read only once.
        files.retain(|file| is_environment(&file.to_string_lossy()) && source::is_file(file));
        files.sort();
        files.dedup();
        let named = |file: &Path| {
            let variables = source::file(file).and_then(|content| variables(&content)).ok()?;
            (variables != Variables::default()).then(|| (file.to_string_lossy().into_owned(), variables))
        };
        files.iter().filter_map(|file| named(file)).collect()
    }

    /// The variables for an input: those of the nearest environments go first.
    pub(super) fn near(&self, source: &str) -> Variables {
        let environments = self.found.get_or_init(|| Self::found(self.inputs, self.walks));
        let mut ranked: Vec<_> =
            environments.iter().map(|(file, variables)| (distance(file, source), variables)).collect();
        // A collection speaks for what lies in its folder and below.
        let around =
            ranked.iter().filter(|((_, below), _)| *below == 0).map(|(_, variables)| variables.collection);
        let collection = around.fold(Collection::default(), Collection::or);
        ranked.sort_by_key(|(distance, _)| *distance);
        let mut found = Variables::below(collection);
        for equal in ranked.chunk_by(|one, other| one.0 == other.0) {
            let mut level = Variables::default();
            for (_, variables) in equal {
                level.merge(variables);
            }
            found = found.over(&level);
        }
        found
    }
}

/// Whether a file is an environment, by its name.
pub(super) fn is_environment(path: &str) -> bool {
    postman::is_environment(path) || bruno::is_environment(path) || http::is_environment(path)
}

fn variables(content: &Content) -> Result<Variables, super::IntakeError> {
    let name = content.name.to_lowercase();
    // A file of more than that is no environment.
    let text = source::decode(content.head().to_vec(), &name)?;
    let mut variables = Variables::default();
    match () {
        () if http::is_environment(&name) => http::variables(&text, &mut variables),
        () if bruno::is_environment(&name) => bruno::variables(&name, &text, &mut variables),
        () => postman::variables(&text, &mut variables),
    }
    variables.named(name.rsplit(['/', '\\']).next().unwrap_or_default());
    Ok(variables)
}

/// How far an environment is from an input: how many folders away from what both lie in, first on the way of the input,
/// then on its own.
fn distance(file: &str, source: &str) -> (usize, usize) {
    let folders = |path: &str| -> Vec<String> {
        let parent = path.rsplit_once(['/', '\\']).map_or("", |(parent, _)| parent);
        parent.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
    };
    let (file, source) = (folders(file), folders(source));
    let shared = file.iter().zip(&source).take_while(|(one, other)| one == other).count();
    (source.len() - shared, file.len() - shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_environment_goes_first() {
        let variables = |value: &str| {
            let mut variables = Variables::default();
            variables.set("url", value);
            variables
        };
        let walks = Walks::default();
        let environments = Environments {
            inputs: &[],
            walks: &walks,
            found: OnceCell::from(vec![
                ("a/dev.postman_environment.json".into(), variables("https://a.okta.com")),
                ("a/b/x.postman_environment.json".into(), variables("https://b.okta.com/api/v1")),
                ("c/dev.postman_environment.json".into(), variables("https://c.okta.com")),
            ]),
        };
        let url = |source: &str| environments.near(source).complete("{{url}}").into_owned();
        assert_eq!(url("a/b/c.json"), "https://b.okta.com/api/v1");
        assert_eq!(url("./a/c.json"), "https://a.okta.com");
        assert_eq!(url("c/d/c.json"), "https://c.okta.com");
        assert_eq!(url("x.json"), "{{some host}}");
    }
}
