//! Folders, archives and files that wildcards found: which of their files are read, and what those hold.
//!
//! A file is passed over by its class, by its path or its first bytes; it is parsed only when one search finds a sign of
//! Okta in it. Each file is read once, into a buffer that is used again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::account::{Account, OpenPlace};
use super::class::{self, FileClass};
use super::content::Content;
use super::filter::{Filter, Sign};
use super::format::Format;
use super::options::Standing;
use super::packing::Packing;
use super::source::{self, IntakeError};
use super::terraform::Store;
use super::unpack::{self, Archive, Member, Unpacked};
use super::{Context, Note, Reading, code, pulumi, single, terraform, wiremock};
use crate::model::{Attribution, Call, SetAside};

/// The calls of the files below a folder.
pub(super) fn folder(path: &Path, context: &Context<'_>) -> Reading {
    let name = path.to_string_lossy();
    let context = Context { standing: Standing::Found, root: &name, ..*context };
    let walked = context.walks.below(path);
    let mut files = Files::new(&context);
    // Naming a folder of tests asks for its tests.
    let own = path.file_name().map(|own| format!("{}/x", own.to_string_lossy()));
    files.include.extend(own.and_then(|own| class::of_path(&own, &[])));
    files.reading.failed.extend(walked.failed.iter().map(super::walk::Failed::error));
    if walked.files.is_empty() && walked.failed.is_empty() && walked.special.is_empty() {
        files.reading.empty.push(IntakeError::EmptyFolder { input: name.to_string() });
        return files.reading;
    }
    let only_terraform = context.options.from == Some(Format::Terraform);
    let is_generated = |file: &Path| walked.generated.iter().any(|folder| file.starts_with(folder));
    // What a file of Terragrunt includes is a part of it, whatever its name.
    let has_terragrunt = walked.files.iter().any(|file| terraform::is_terragrunt(&file.to_string_lossy()));
    let configurations = walked.files.iter().filter(|file| class::is_configuration(&file.to_string_lossy()));
    files.configured = configurations.filter_map(|file| file.parent()).map(Path::to_owned).collect();
    let mut of_terraform = Vec::new();
    let environments = class::test_environments(&walked.files);
    files.note_links(&walked.links, path);
    walked.special.iter().for_each(|_| files.reading.account.skip(FileClass::Special));
    for file in &walked.files {
        let shown = file.to_string_lossy();
        let below = shown.strip_prefix(&*name).unwrap_or(&shown);
        let environment = environments.iter().find(|folder| file.starts_with(folder));
        let below = environment
            .filter(|_| terraform::is_part(&shown))
            .map_or(below, |folder| shown.strip_prefix(&*folder.to_string_lossy()).unwrap_or(below));
        if files.passes_over(below) {
            files.note_passed_over(&shown, |buffer| Some(source::load(file, buffer).ok()?.0.to_vec()));
            continue;
        }
        if let Some(reason) = terraform::unread(&shown) {
            files.unread(file, reason);
        } else if terraform::is_part(&shown) || (has_terragrunt && shown.ends_with(".hcl")) {
            of_terraform.push(file.clone());
        } else if is_generated(file) && !files.include.contains(&FileClass::Generated) {
            files.reading.account.skip(FileClass::Generated);
        } else if !only_terraform || terraform::may_be_plan(&shown) || terraform::is_archive(file) {
            files.file(file);
        }
    }
    files.terraform(&of_terraform, &Store::default());
    if !only_terraform {
        pulumi::unread_projects(&walked.files, &mut files.reading);
    }
    files.ended(&format!("below `{name}`"), &name)
}

/// The calls of an archive that the user named.
pub(super) fn archive(archive: Archive, context: &Context<'_>) -> Reading {
    let name = archive.name.clone();
    let mut files = Files::new(context);
    files.archive(archive);
    files.ended(&format!("in `{name}`"), &name)
}

/// The calls of a file that a wildcard found, or that was named beside other programs. `below` is what the wildcard
/// names, below which classes are judged.
pub(super) fn found(file: &Path, below: Option<&Path>, context: &Context<'_>) -> Reading {
    let mut files = Files::new(context);
    if below.is_some() && source::is_special(file) {
        // A pipe would be waited for.
        files.reading.account.skip(FileClass::Special);
        return files.reading;
    }
    let path = below.map(|below| file.strip_prefix(below).unwrap_or(file).to_string_lossy());
    if path.is_none_or(|path| !files.passes_over(&path)) {
        files.file(file);
    }
    files.noted(&file.to_string_lossy());
    files.reading
}

/// That none of many files holds a call, and whether any refers to Okta.
pub(super) fn nothing(place: &str, input: &str, reading: &Reading) -> IntakeError {
    let Account { files_read, files_referring, skipped, .. } = &reading.account;
    if *files_referring == 0 {
        return IntakeError::NoReference {
            place: place.to_owned(),
            read: *files_read,
            skipped: skipped.values().sum(),
            tests: skipped.get(&FileClass::Tests).copied().unwrap_or(0),
            calls: reading.count(),
        };
    }
    if !reading.calls.is_empty() {
        let why = "the calls in it have paths like Okta's, and nothing shows that they go to Okta; --include \
                   unattributed counts them";
        return IntakeError::NothingFound { input: source::in_words(input), why: Some(why.to_owned()) };
    }
    super::nothing(input, reading)
}

/// The files of one input that are read so far.
struct Files<'c> {
    context: Context<'c>,
    filter: Filter,
    /// The classes that are read all the same.
    include: Vec<FileClass>,
    reading: Reading,
    /// What the file at hand is read into.
    buffer: Vec<u8>,
    /// How many files that may be recordings are passed over because they are tests.
    recordings: usize,
    /// The folders with a configuration of Terraform.
    configured: BTreeSet<PathBuf>,
    /// The files of Terraform that name Okta and are passed over because of their folders.
    passed_over: Vec<String>,
    /// How the files are packed.
    packing: Packing,
}

impl<'c> Files<'c> {
    fn new(context: &Context<'c>) -> Self {
        Self {
            context: Context { standing: Standing::Found, ..*context },
            filter: Filter::new(&context.options.okta_hosts),
            include: context.options.include.clone(),
            reading: Reading::default(),
            buffer: Vec::new(),
            recordings: 0,
            configured: BTreeSet::new(),
            passed_over: Vec::new(),
            packing: Packing::default(),
        }
    }

    /// Counts a file that is passed over because of its path.
    fn passes_over(&mut self, below: &str) -> bool {
        let Some(class) = class::of_path(below, &self.include) else { return false };
        if class == FileClass::Binary && terraform::is_named_plan(below) {
            return false;
        }
        self.reading.account.skip(class);
        self.recordings += usize::from(class == FileClass::Tests && class::is_recording(below));
        true
    }

    /// Names a file that is not read, where it is about Okta.
    fn unread(&mut self, file: &Path, reason: &'static str) {
        let is_oktas = source::load(file, &mut self.buffer)
            .is_ok_and(|(bytes, _)| self.filter.sign(bytes) == Sign::Okta);
        if is_oktas {
            let source = Arc::from(&*file.to_string_lossy());
            self.reading.account.files_referring += 1;
            self.reading.account.unresolved.push(OpenPlace { source, line: 1, column: 1, reason });
        }
    }

    /// Notes links to folders with a configuration outside of the folder: they are not followed.
    fn note_links(&mut self, links: &[PathBuf], root: &Path) {
        let Some(root) = source::real(root) else { return };
        for link in links {
            let target = source::real(link).filter(|target| !target.starts_with(&root));
            let Some(target) = target else { continue };
            let inner = source::folders_in(&target);
            let has_configuration = std::iter::once(&target).chain(&inner).any(|folder| {
                let files = source::entries_in(folder, class::is_configuration);
                files.iter().any(|file| class::is_configuration(&file.to_string_lossy()))
            });
            if has_configuration {
                let message = "a link to a folder of Terraform outside, not followed; name it to read it";
                let source = Arc::from(&*link.to_string_lossy());
                self.reading.notes.push(Note { source, line: None, message: message.to_owned() });
            }
        }
    }

    /// Notes a file of Terraform that is passed over, where it names Okta.
    fn note_passed_over(&mut self, name: &str, bytes: impl FnOnce(&mut Vec<u8>) -> Option<Vec<u8>>) {
        if class::is_configuration(name)
            && bytes(&mut self.buffer).is_some_and(|bytes| self.filter.sign(&bytes) == Sign::Okta)
        {
            self.passed_over.push(name.to_owned());
        }
    }

    /// Reads a file.
    fn file(&mut self, path: &Path) {
        let mut buffer = std::mem::take(&mut self.buffer);
        match source::load(path, &mut buffer) {
            Ok((bytes, None)) => self.bytes(&path.to_string_lossy(), bytes),
            Ok((bytes, Some(rest))) => {
                let name = path.to_string_lossy();
                let mut sign = self.filter.sign(bytes);
                if sign < Sign::Okta && !unpack::is_packed(bytes) {
                    let filter = &self.filter;
                    let found = source::any_part(rest, &name, filter.overlap(), |part| {
                        sign = sign.max(filter.sign(part));
                        sign == Sign::Okta
                    });
                    if let Err(error) = found {
                        return self.reading.failed.push(error);
                    }
                }
                self.opened(&name, bytes, sign, || source::file(path));
            }
            Err(error) => self.reading.failed.push(error),
        }
        self.buffer = buffer;
    }

    /// Reads the bytes of a file.
    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        let sign = self.filter.sign(bytes);
        let packing = self.packing.clone();
        self.opened(name, bytes, sign, || source::packed(name, bytes, packing));
    }

    /// Reads a file of which the beginning and the sign of Okta are known.
    fn opened(
        &mut self,
        name: &str,
        head: &[u8],
        sign: Sign,
        content: impl FnOnce() -> Result<Content, IntakeError>,
    ) {
        let only_terraform = self.context.options.from == Some(Format::Terraform);
        if unpack::is_packed(head) {
            return match content().and_then(unpack::unpack) {
                Ok(Unpacked::Archive(archive)) => self.inner(archive),
                Ok(Unpacked::One(content)) => self.unpacked(content),
                Err(error) => self.reading.failed.push(error),
            };
        }
        if only_terraform && !Format::claiming(name, head).contains(&Format::Terraform) {
            return;
        }
        if let Some(class) = class::of_content(name, head, &self.include) {
            return self.reading.account.skip(class);
        }
        if sign > Sign::Nothing && !self.include.contains(&FileClass::Tests) && wiremock::is_mock(name, head)
        {
            self.recordings += 1;
            return self.reading.account.skip(FileClass::Tests);
        }
        self.reading.account.files_referring += usize::from(sign == Sign::Okta);
        if sign == Sign::Nothing && !self.uses_sdk(name) {
            self.reading.account.files_read += 1;
            return;
        }
        match content() {
            Ok(content) => self.parse(content),
            Err(error) => self.reading.failed.push(error),
        }
    }

    /// Whether a file is a program of a project that uses an SDK of Okta's; a client of it may come from another file.
    fn uses_sdk(&self, name: &str) -> bool {
        code::is_program(name) && !self.context.manifests.sdks(name, self.context.names).is_empty()
    }

    /// Reads what was compressed; only its beginning is searched before, since it can be long.
    fn unpacked(&mut self, content: Content) {
        let head = content.head();
        if let Some(class) = class::of_content(&content.name, head, &self.include) {
            return self.reading.account.skip(class);
        }
        self.reading.account.files_referring += usize::from(self.filter.sign(head) == Sign::Okta);
        self.parse(content);
    }

    fn parse(&mut self, content: Content) {
        let is_asked_for = self.include.contains(&FileClass::Docs) || self.context.options.from.is_some();
        let folder = Path::new(&*content.name).parent().map(Path::to_owned).unwrap_or_default();
        let is_beside_terraform = self.configured.contains(&folder);
        let context = Context { describes: !is_asked_for, is_beside_terraform, ..self.context };
        let found = single(content, &context);
        self.reading.extend(Reading { empty: Vec::new(), ..found });
    }

    /// Reads an archive that lies among the files.
    fn inner(&mut self, archive: Archive) {
        let name = archive.name.clone();
        let mut files = Files::new(&Context { root: &name, ..self.context });
        files.include.clone_from(&self.include);
        files.archive(archive);
        let Files { reading, recordings, passed_over, .. } = files;
        self.recordings += recordings;
        self.passed_over.extend(passed_over);
        self.reading.extend(reading);
    }

    fn archive(&mut self, mut archive: Archive) {
        let top = archive.common_folder();
        let (mut store, mut of_terraform) = (Store::default(), Vec::new());
        self.packing = archive.packing.clone();
        for (path, count) in std::mem::take(&mut archive.repeated) {
            let input = source::in_words(&format!("{}/{path}", archive.name));
            self.reading.failed.push(IntakeError::Repeated { input, count });
        }
        while let Some(member) = self.next_member(&mut archive) {
            let is_installed = unpack::is_of_terraform(&member.path);
            let is_part = is_installed || terraform::is_part(&member.path);
            // A module is read where it is called, whatever the class of its folder.
            let is_read =
                !is_installed && !self.passes_over(member.path.strip_prefix(&top).unwrap_or(&member.path));
            if !is_part && !is_read {
                continue;
            }
            match archive.unpacked(&member) {
                Ok((name, bytes)) if is_part => {
                    if is_read {
                        of_terraform.push(PathBuf::from(&name));
                    } else if !is_installed {
                        self.note_passed_over(&name, |_| Some(bytes.clone()));
                    }
                    store.insert(Path::new(&name), bytes);
                }
                Ok((name, bytes)) => self.bytes(&name, &bytes),
                Err(error) => self.reading.failed.push(error),
            }
        }
        self.terraform(&of_terraform, &store);
    }

    /// The next file of an archive; says when there are more than are read.
    fn next_member(&mut self, archive: &mut Archive) -> Option<Member> {
        archive.next_member().unwrap_or_else(|error| {
            self.reading.failed.push(error);
            None
        })
    }

    /// Reads the configurations of Terraform among the files; where none refers to Okta, only what is broken is told.
    fn terraform(&mut self, files: &[PathBuf], store: &Store) {
        if files.is_empty() {
            return;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut referring = 0;
        for file in files {
            let sign = match store.bytes(file) {
                Some(bytes) => self.filter.sign(bytes),
                None => source::load(file, &mut buffer)
                    .map_or(Sign::Nothing, |(bytes, _)| self.filter.sign(bytes)),
            };
            referring += usize::from(sign == Sign::Okta);
        }
        self.buffer = buffer;
        self.reading.terraform.is_there = true;
        self.reading.account.files_read += files.len();
        // What was installed, or what Terragrunt includes, may be Okta's without that any file of the project says so.
        let is_elsewhere = |file: &PathBuf| terraform::is_terragrunt(&file.to_string_lossy());
        let is_of_okta =
            referring > 0 || terraform::has_installed(files, store) || files.iter().any(is_elsewhere);
        let found = terraform::roots(files, store, &self.context);
        if is_of_okta {
            referring += usize::from(!(found.calls.is_empty() && found.account.unresolved.is_empty()));
            self.reading.extend(found);
        } else {
            // What is broken may have named Okta where it breaks off.
            self.reading.failed.extend(found.failed);
        }
        self.reading.account.files_referring += referring;
    }

    /// Says what was passed over although it may show calls.
    fn noted(&mut self, input: &str) {
        if self.recordings > 0 {
            let recordings = crate::model::plural(self.recordings, "recording");
            let message = format!("{recordings} among the tests passed over; --include tests reads them");
            self.reading.notes.push(Note { source: input.into(), line: None, message });
        }
        if let Some(first) = self.passed_over.first() {
            let files = crate::model::plural(self.passed_over.len(), "file");
            let message = format!(
                "{files} of Terraform in folders of tests, vendored or generated code, such as `{}`, passed over; name \
                 such a folder to read it",
                source::in_words(first)
            );
            self.reading.notes.push(Note { source: input.into(), line: None, message });
        }
        let is_described = |call: &&Call| {
            call.set_aside == Some(SetAside::Described) && call.attribution > Attribution::Weak
        };
        let described = self.reading.calls.iter().filter(is_described).map(|call| call.count as usize).sum();
        if described > 0 && self.reading.calls.iter().all(|call| call.set_aside.is_some()) {
            let calls = crate::model::plural(described, "call");
            let message = format!(
                "{calls} in lists, data and documents, which describe calls and make none; name such a file by itself to \
                 count what it describes, or use --include docs"
            );
            self.reading.notes.push(Note { source: input.into(), line: None, message });
        }
    }

    /// The reading of a folder or archive, once every file is read.
    fn ended(mut self, place: &str, input: &str) -> Reading {
        self.noted(input);
        let account = &mut self.reading.account;
        if account.files_referring == 0 {
            // No place in them is one where Okta is called.
            account.unresolved.clear();
        }
        // That Okta is used somewhere is an answer, if not the one that was hoped for.
        self.reading.is_answer |= !(account.unresolved.is_empty() && account.without_calls.is_empty());
        // Where Terraform cannot be read, that is the answer.
        let is_broken = self.reading.terraform.is_there && !self.reading.failed.is_empty();
        if !self.reading.has_answer() && !is_broken {
            let error = nothing(place, input, &self.reading);
            self.reading.empty.push(error);
        }
        self.reading
    }
}
