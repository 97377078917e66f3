//! What an input states beside its calls: refusals that were pasted, the credential that it speaks of, the scopes that
//! stand beside its calls.

use std::sync::Arc;

use super::account::{LineKind, Refusal, StatedCredential, StatedScope};
use super::calls::Reading;
use super::exchange::missing_scopes;
use super::format::Format;
use super::options::Standing;
use crate::model::{Answer, Asked, Call, Credential, Request, Says, SetAside};

/// How many lines one refusal may take: the status, its headers, the body.
const MAX_REFUSAL_LINES: u32 = 25;

/// How many lines above a refusal its request may stand.
const MAX_LINES_TO_REQUEST: u32 = 60;

/// How many lines above a refusal its request stands where other requests stand above that.
const MAX_LINES_BETWEEN: u32 = 3;

/// How many lines a header may be wrapped over.
const MAX_HEADER_LINES: u32 = 4;

/// How much of a line is looked at, in bytes.
const MAX_LOOKED_AT: usize = 64 << 10;

/// What was seen of the statements of an input so far.
#[derive(Debug, Default)]
pub(super) struct Statements {
    refusals: Vec<Seen>,
    /// The line of a header that announces a refusal and may go on.
    header: Option<u32>,
    scopes: Vec<(u32, String)>,
    token: Option<(u32, &'static str)>,
    /// Whether it speaks of a service app, too.
    is_app: bool,
}

/// A refusal, with the lines over which it was seen.
#[derive(Debug)]
struct Seen {
    first: u32,
    last: u32,
    says: Says,
}

impl Statements {
    /// The statements at the beginning of an input. What a folder holds is looked into for the header of a token alone.
    pub(super) fn at_beginning(head: &[u8], standing: Standing) -> Self {
        if standing == Standing::Found && memchr::memmem::find(head, b"SSWS ").is_none() {
            return Self::default();
        }
        Self::of(&String::from_utf8_lossy(head))
    }

    fn of(text: &str) -> Self {
        let mut found = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            found.line(number, line);
        }
        found
    }

    /// Takes in a line.
    fn line(&mut self, number: u32, line: &str) {
        let end = (0..=MAX_LOOKED_AT.min(line.len())).rev().find(|end| line.is_char_boundary(*end));
        let line = line.get(..end.unwrap_or(0)).unwrap_or_default();
        self.refusal(number, line);
        if self.token.is_none() {
            self.token = token_word(line).map(|word| (number, word));
        }
        self.is_app |= ["private_key_jwt", "client_credentials", "service app", "Service app"]
            .iter()
            .any(|word| line.contains(word));
        self.scopes.extend(scopes(line).map(|scope| (number, scope.to_owned())));
    }

    /// Takes in a line that may say that something was refused.
    pub(super) fn refusal(&mut self, number: u32, line: &str) {
        let has = |word: &str| memchr::memmem::find(line.as_bytes(), word.as_bytes()).is_some();
        if !["E00000", "scope", "uthenticate", "permission"].into_iter().any(has) {
            return;
        }
        let folded = || line.to_ascii_lowercase();
        if line.contains("uthenticate") && folded().contains("www-authenticate") {
            self.header = Some(number);
        }
        let header = self.header.filter(|header| number - header < MAX_HEADER_LINES);
        let says = match () {
            () if line.contains("insufficient_scope") => Some(Says::MissingScope(named_scopes(line))),
            () if line.contains("does not contain the required scopes") => {
                Some(Says::MissingScope(Vec::new()))
            }
            // A header that is wrapped names its scope on another line.
            () if header.is_some() && line.contains("scope=") => Some(Says::MissingScope(named_scopes(line))),
            () if line.contains("E0000006")
                || line.contains("You do not have permission to perform the requested action") =>
            {
                Some(Says::MissingRole)
            }
            () if is_code(line, "E0000005") => Some(Says::WrongCredential),
            () if is_code(line, "E0000011") => Some(Says::InvalidCredential),
            () => None,
        };
        let Some(says) = says else { return };
        let first = header.unwrap_or(number).min(number);
        let open = self.refusals.last_mut().filter(|seen| number - seen.first < MAX_REFUSAL_LINES);
        match open {
            // A request between the two makes them two; that shows when calls are known.
            Some(seen) if is_same(&seen.says, &says) => {
                seen.says = combined(std::mem::replace(&mut seen.says, Says::EmptyList), says);
                seen.last = number;
            }
            _ => self.refusals.push(Seen { first, last: number, says }),
        }
    }

    /// Gives what was found to the reading of the input.
    pub(super) fn give(mut self, source: &Arc<str>, format: Format, standing: Standing, found: &mut Reading) {
        let pasted = matches!(format, Format::Text | Format::Http | Format::Table | Format::Html);
        let is_named = standing == Standing::Named;
        if is_named && pasted {
            self.give_refusals(source, found);
        }
        if is_named || found.calls.iter().any(|call| call.set_aside.is_none()) {
            self.give_rest(source, format, found);
        }
    }

    /// A request above a refusal is what was refused, and what stands in the refusal itself is no call.
    pub(super) fn give_refusals(&mut self, source: &Arc<str>, found: &mut Reading) {
        if self.refusals.is_empty() {
            return;
        }
        let inside = |line: u32| self.refusals.iter().any(|seen| (seen.first..=seen.last).contains(&line));
        for call in found.calls.iter_mut().filter(|call| inside(call.origin.line) && !call.is_spelt_out()) {
            call.set_aside = call.set_aside.or(Some(SetAside::Link));
        }
        for list in &mut found.account.lists {
            list.lines.change(|line| match line.kind {
                LineKind::NotUnderstood if inside(line.line) => LineKind::Prose,
                kind => kind,
            });
        }
        let mut from = 0;
        for seen in std::mem::take(&mut self.refusals) {
            let mut request = request_of(&mut found.calls, from, &seen);
            if let Some(call) = &mut request {
                let status = if seen.says == Says::InvalidCredential { 401 } else { 403 };
                let status = call.answer.as_ref().map_or(status, |answer| answer.status);
                call.answer = Some(Answer { status, says: Some(seen.says.clone()) });
            }
            let request = request.map(|call| call.origin.line);
            from = seen.last;
            let (source, line) = (Arc::clone(source), seen.first);
            found.account.refusals.push(Refusal { source, line, says: seen.says, request });
        }
        found.is_answer = true;
        // Nothing got through: whoever shows that asks what it takes.
        let is_refused = |call: &Call| {
            call.set_aside == Some(SetAside::Denied) && call.answer.as_ref().is_some_and(is_of_access)
        };
        if found.calls.iter().all(|call| call.set_aside.is_some()) {
            found.calls.iter_mut().filter(|call| is_refused(call)).for_each(|call| call.set_aside = None);
        }
    }

    /// Gives what is stated beside the calls to the account.
    fn give_rest(self, source: &Arc<str>, format: Format, found: &mut Reading) {
        let account = &mut found.account;
        if matches!(format, Format::Text | Format::Csv) {
            let stated = self.scopes.into_iter();
            account.stated_scopes.extend(stated.map(|(line, scope)| StatedScope {
                source: Arc::clone(source),
                line,
                scope,
            }));
        }
        if let Some((line, word)) = self.token.filter(|_| !self.is_app && may_name_credential(format)) {
            let (source, credential) = (Arc::clone(source), Credential::ApiToken);
            account.credentials.push(StatedCredential { source, line, word, credential });
        }
    }
}

/// Whether what an input of a format says of tokens is about its calls.
const fn may_name_credential(format: Format) -> bool {
    !matches!(
        format,
        Format::SystemLog
            | Format::Terraform
            | Format::Pulumi
            | Format::OpenApi
            | Format::Table
            | Format::Cassette
            | Format::Wiremock
    )
}

/// Whether an answer is about what the principal may do.
const fn is_of_access(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403)
}

/// Whether two things that are said next to each other are about one refusal.
fn is_same(one: &Says, other: &Says) -> bool {
    match (one, other) {
        (Says::MissingScope(one), Says::MissingScope(other)) => {
            one.is_empty() || other.is_empty() || one == other
        }
        (Says::MissingScope(_), Says::MissingRole) | (Says::MissingRole, Says::MissingScope(_)) => true,
        (one, other) => one == other,
    }
}

/// Both of what is said of one refusal: a scope says more than the code that stands beside it.
fn combined(one: Says, other: Says) -> Says {
    match (one, other) {
        (Says::MissingScope(one), Says::MissingScope(other)) => {
            Says::MissingScope(if one.is_empty() { other } else { one })
        }
        (Says::MissingRole, scope @ Says::MissingScope(_)) => scope,
        (one, _) => one,
    }
}

/// Whether a line holds a code of an error as an answer writes it.
fn is_code(line: &str, code: &str) -> bool {
    line.find(code).is_some_and(|at| line.get(..at).is_some_and(|before| before.contains("errorCode")))
}

/// The request that was refused: one right above the refusal, or the only one behind the refusal before it.
fn request_of<'c>(calls: &'c mut [Call], from: u32, seen: &Seen) -> Option<&'c mut Call> {
    let may_be = |call: &Call| {
        let line = call.origin.line;
        let is_http = matches!(&call.asked, Asked::Http(Request { method: Some(_), .. }));
        let refused = call.set_aside.is_none() || call.set_aside == Some(SetAside::Denied);
        let told = call.answer.as_ref().is_none_or(|answer| answer.is_refusal() && answer.says.is_none());
        let near =
            line > from && line <= seen.last && seen.first.saturating_sub(line) <= MAX_LINES_TO_REQUEST;
        is_http && refused && told && near
    };
    let above = calls.iter().enumerate().filter(|(_, call)| may_be(call));
    let mut lines: Vec<(u32, usize)> = above.map(|(at, call)| (call.origin.line, at)).collect();
    let (line, at) = lines.iter().copied().max()?;
    lines.retain(|(other, _)| *other != line);
    let is_meant = lines.is_empty() || seen.first.saturating_sub(line) <= MAX_LINES_BETWEEN;
    calls.get_mut(at).filter(|_| is_meant)
}

/// The scopes that a header names as missing, in whatever quotes a log has put it.
fn named_scopes(line: &str) -> Vec<String> {
    let plain = line.replace('\\', "");
    if let Some(scopes) = missing_scopes(&plain) {
        return scopes;
    }
    // Without quotes, or on a line of its own.
    let after = plain.split("scope=").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
    let value = after.map(|rest| rest.split(['"', '\'', ',']).next().unwrap_or_default());
    let named = value.flat_map(str::split_whitespace).filter(|word| is_scope(word));
    named.map(str::to_owned).collect()
}

/// Whether a word is spelt like a scope of Okta's.
fn is_scope(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let spelt = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    parts.first() == Some(&"okta") && parts.len() > 2 && parts.iter().all(spelt)
}

/// The scopes on a line.
fn scopes(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
    let words = if line.contains("okta.") { Some(words) } else { None };
    let ends = ["read", "manage", "self", "register"];
    let is_one =
        move |word: &&str| is_scope(word) && word.rsplit('.').next().is_some_and(|end| ends.contains(&end));
    words.into_iter().flatten().map(|word| word.trim_end_matches('.')).filter(is_one)
}

/// What names an API token on a line, unless the line says that it is none.
fn token_word(line: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 5] = [
        ("SSWS ", "SSWS"),
        ("api token", "API token"),
        ("api-token", "API token"),
        ("api tokens", "API token"),
        ("okta_api_token", "API token"),
    ];
    const DENIALS: [&str; 13] = [
        " not ",
        "n't",
        "instead of",
        "no longer",
        "without",
        "replace",
        "migrat",
        "rather than",
        "never",
        "no api",
        "deprecat",
        "avoid",
        "away from",
    ];
    if !line.contains("SSWS") && !line.contains(['o', 'O']) {
        return None;
    }
    let folded = line.to_ascii_lowercase();
    let is_whole = |word: &str| {
        let at = folded.find(&word.to_ascii_lowercase())?;
        let before = folded.get(..at)?.chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric()).then_some(())
    };
    let named =
        |(word, _): &(&str, &str)| is_whole(word).is_some() && (*word != "SSWS " || line.contains("SSWS"));
    let (_, said) = WORDS.iter().find(|word| named(word))?;
    let denied = DENIALS.iter().any(|word| folded.contains(word)) && *said != "SSWS";
    (!denied).then_some(*said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(text: &str) -> Vec<(u32, Says)> {
        Statements::of(text).refusals.into_iter().map(|seen| (seen.first, seen.says)).collect()
    }

    #[test]
    fn refusals_say_what_is_missing() {
        let scope = |name: &str| Says::MissingScope(vec![name.to_owned()]);
        for (text, expected) in [
            ("{\"errorCode\":\"E0000006\",\"errorSummary\":\"x\"}", vec![(1, Says::MissingRole)]),
            ("You do not have permission to perform the requested action", vec![(1, Says::MissingRole)]),
            (
                "HTTP/2 403\nwww-authenticate: Bearer error=\"insufficient_scope\", scope=\"okta.groups.read\"\n\n{\"errorCode\":\"E0000006\"}",
                vec![(2, scope("okta.groups.read"))],
            ),
            (
                "x: Www-Authenticate: Bearer scope=\\\"okta.users.read\\\", error=\\\"insufficient_scope\\\"",
                vec![(1, scope("okta.users.read"))],
            ),
            (
                "WWW-Authenticate: Bearer error=\"insufficient_scope\",\n  scope=\"okta.apps.read\"",
                vec![(1, scope("okta.apps.read"))],
            ),
            (
                "The access token provided does not contain the required scopes.",
                vec![(1, Says::MissingScope(Vec::new()))],
            ),
            ("{\"errorCode\":\"E0000011\"}", vec![(1, Says::InvalidCredential)]),
            ("GET /api/v1/users okta.users.read", vec![]),
        ] {
            assert_eq!(refusals(text), expected, "{text}");
        }
    }

    #[test]
    fn an_api_token_is_named_and_not_denied() {
        for (line, expected) in [
            ("Request: Okta API token for HR sync", Some("API token")),
            ("Authorization: SSWS {{token}}", Some("SSWS")),
            ("export OKTA_API_TOKEN=x", Some("API token")),
            ("We use OAuth instead of an API token", None),
            ("Token is *not* owned by a super admin", None),
            ("a token", None),
        ] {
            assert_eq!(token_word(line), expected, "{line}");
        }
    }

    #[test]
    fn scopes_are_told_from_other_dotted_words() {
        let found: Vec<_> =
            scopes("okta.users.read, (okta.userTypes.manage) okta.com acme.okta.com okta.x").collect();
        assert_eq!(found, ["okta.users.read", "okta.userTypes.manage"]);
    }
}
