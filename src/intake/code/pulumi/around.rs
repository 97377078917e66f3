//! Names of other files of a project that stand for Pulumi's package: modules of Python, global usings of C#.

use std::path::{Path, PathBuf};

use super::super::language::Language;
use super::super::lexer;
use super::super::program::Program;
use super::super::token::{Kind, Token};
use super::Reader;
use super::imports::Bound;
use crate::intake::pulumi::project_of;
use crate::intake::source;
use crate::limits::MAX_LINKED_FILE_BYTES;

/// How many imports are followed from file to file.
const MAX_DEPTH: usize = 4;

/// Tokens without comments.
pub(super) fn tokens<'s>(text: &'s str, language: &'static Language) -> Vec<Token<'s>> {
    let tokens = lexer::tokens(text, language).into_iter();
    tokens.filter(|token| !matches!(token.kind, Kind::Comment | Kind::Outside)).collect()
}

/// Adds what other files of a project of Pulumi's name.
pub(super) fn complete(bound: &mut Bound, program: &Program<'_>, file: &str, depth: usize) {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    match program.language.name {
        "python" if depth < MAX_DEPTH => Modules { program, folder, depth }.complete(bound),
        "csharp" => usings(bound, program.language, folder),
        _ => {}
    }
}

/// The imports of modules of a project.
struct Modules<'p, 's> {
    program: &'p Program<'s>,
    folder: &'p Path,
    depth: usize,
}

impl Modules<'_, '_> {
    fn complete(&self, bound: &mut Bound) {
        let program = self.program;
        for at in 0..program.tokens.len() {
            let is_first = program.starts_line(at) || program.is_before(at, ";");
            if !is_first || bound.declares(at) {
                continue;
            }
            if program.is_word(at, "from") {
                self.members(bound, at);
            } else if program.is_word(at, "import") {
                self.wholes(bound, at);
            }
        }
    }

    /// The end of a statement.
    fn end(&self, start: usize) -> usize {
        let program = self.program;
        (start + 1..program.tokens.len())
            .find(|at| program.starts_line(*at) && program.within(*at).is_none())
            .unwrap_or(program.tokens.len())
    }

    fn text(&self, range: std::ops::Range<usize>) -> String {
        range.filter_map(|at| self.program.token(at)).map(|token| token.text).collect()
    }

    /// `from a.b import c as d, e`.
    fn members(&self, bound: &mut Bound, start: usize) {
        let program = self.program;
        let end = self.end(start);
        let Some(import) = (start + 1..end).find(|at| program.is_word(*at, "import")) else { return };
        let module = self.text(start + 1..import);
        let of_module = self.names(&module);
        let mut at = import + 1;
        while at < end {
            let Some(name) = program.token(at).filter(|token| token.kind == Kind::Word || token.is("*"))
            else {
                at += 1;
                continue;
            };
            let alias = program.is_word(at + 1, "as").then(|| program.token(at + 2)).flatten();
            let own = alias.map_or(name.text, |alias| alias.text);
            if name.is("*") {
                for (name, path) in of_module.iter().flat_map(|one| &one.names) {
                    bound.names.entry(name.clone()).or_insert_with(|| path.clone());
                }
                bound.wholes.extend(of_module.iter().flat_map(|one| one.wholes.iter().cloned()));
            } else if let Some(path) = of_module.as_ref().and_then(|one| one.names.get(name.text)) {
                bound.bind(own, path, None);
            } else if let Some(inner) = self.names(&joined(&module, name.text)) {
                bound.modules.insert(own.to_owned(), inner.names);
            }
            at += if alias.is_some() { 3 } else { 1 };
        }
        if of_module.is_some() {
            bound.declared.push(start..end);
        }
    }

    /// `import a, b as c`.
    fn wholes(&self, bound: &mut Bound, start: usize) {
        let program = self.program;
        let end = self.end(start);
        let mut at = start + 1;
        while at < end {
            let stop = (at..end).find(|at| program.is(*at, ",")).unwrap_or(end);
            let alias = (at..stop).find(|at| program.is_word(*at, "as"));
            let module = self.text(at..alias.unwrap_or(stop));
            let own = alias.and_then(|at| program.token(at + 1)).map_or(module.as_str(), |token| token.text);
            if !own.contains('.')
                && let Some(inner) = self.names(&module)
            {
                bound.modules.insert(own.to_owned(), inner.names);
            }
            at = stop + 1;
        }
    }

    /// The names of a module that stand for something of the package; none where it has none.
    fn names(&self, module: &str) -> Option<Bound> {
        let file = self.file(module)?;
        let text = source::small_text(&file, MAX_LINKED_FILE_BYTES)?;
        let program = Program::new(&text, tokens(&text, self.program.language), self.program.language);
        let found = Reader::new(&program, &file.to_string_lossy(), self.depth + 1).bound;
        (!(found.names.is_empty() && found.wholes.is_empty())).then_some(found)
    }

    /// The file of a module, from the folder of the file or from that of the project.
    fn file(&self, module: &str) -> Option<PathBuf> {
        let dots = module.len() - module.trim_start_matches('.').len();
        let path: PathBuf = module.trim_start_matches('.').split('.').collect();
        let mut bases: Vec<PathBuf> = Vec::new();
        if let Some(up) = dots.checked_sub(1) {
            bases.extend(self.folder.ancestors().nth(up).map(Path::to_owned));
        } else {
            bases.push(self.folder.to_owned());
            bases.extend(project_of(self.folder));
        }
        let files = bases.iter().flat_map(|base| {
            let whole = base.join(&path);
            [whole.with_extension("py"), whole.join("__init__.py")]
        });
        files.into_iter().find(|file| source::is_file(file))
    }
}

/// The path of a module below another.
fn joined(module: &str, name: &str) -> String {
    if module.ends_with('.') { format!("{module}{name}") } else { format!("{module}.{name}") }
}

/// `global using Pulumi.Okta.Group;` in any file of a project, and `<Using Include="…" />` in its project file.
fn usings(bound: &mut Bound, language: &'static Language, folder: &Path) {
    let Some(project) = project_of(folder) else { return };
    let folders = folder.ancestors().take_while(|one| one.starts_with(&project));
    let mut lines = String::new();
    for file in folders.flat_map(source::files_in) {
        let ending = file.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        if !matches!(ending.as_str(), "cs" | "csproj" | "props") {
            continue;
        }
        let Some(text) =
            source::small_text(&file, MAX_LINKED_FILE_BYTES).filter(|text| text.contains("Pulumi.Okta"))
        else {
            continue;
        };
        for line in text.lines().map(str::trim) {
            if let Some(using) = line.strip_prefix("global ").filter(|using| using.starts_with("using ")) {
                lines.push_str(using);
                lines.push('\n');
            } else if line.contains("<Using ") {
                lines.push_str(&included(line));
            }
        }
    }
    let program = Program::new(&lines, tokens(&lines, language), language);
    let found = Bound::of(&program);
    for (name, path) in found.names {
        bound.names.entry(name).or_insert(path);
    }
    for whole in found.wholes {
        if !bound.wholes.contains(&whole) {
            bound.wholes.push(whole);
        }
    }
}

/// `<Using Include="A.B" Alias="C" />` as a program writes it.
fn included(line: &str) -> String {
    let of = |name: &str| line.split_once(&format!("{name}=\""))?.1.split('"').next();
    match (of("Include"), of("Alias")) {
        (Some(path), Some(alias)) => format!("using {alias} = {path};\n"),
        (Some(path), None) => format!("using {path};\n"),
        _ => String::new(),
    }
}
