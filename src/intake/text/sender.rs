//! Calls of code on a line that send a request: which functions do, and whether only code stands before them.

/// Whether a request is sent on a line, by a function whose name says so, and nothing but code stands before it.
pub(super) fn sends(text: &str) -> bool {
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('(')).map(|at| from + at) {
        let before = text.get(..open).unwrap_or_default();
        let in_chain =
            |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '?' | '!' | ':' | '>' | '-');
        let start = before.rfind(|c| !in_chain(c)).map_or(0, |at| at + char_length(before, at));
        let chain = before.get(start..).unwrap_or_default();
        let argument = text.get(open + 1..).unwrap_or_default().trim_start();
        let taken = argument.is_empty()
            || argument.starts_with(['\'', '"', '`', '{', '$'])
            || argument.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if taken && is_sender(chain, argument) && is_code_before(before.get(..start).unwrap_or_default()) {
            return true;
        }
        from = open + 1;
    }
    false
}

fn char_length(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

/// Whether a chain of names ends with a function that sends requests: `requests.get`, `$.post`, `fetch`, `putJSON`,
/// `client.PostAsJsonAsync`.
fn is_sender(chain: &str, argument: &str) -> bool {
    const ALONE: [&str; 7] = ["fetch", "axios", "ajax", "urlopen", "ofetch", "ky", "curl_init"];
    const VERBS: [&str; 8] = ["get", "post", "put", "patch", "delete", "del", "request", "fetch"];
    const BESIDE: [&str; 8] = ["json", "async", "as", "http", "api", "okta", "all", "new"];
    let mut parts = chain.rsplit(['.', '>', ':', '?', '!', '-']).filter(|part| !part.is_empty());
    let Some(name) = parts.next() else { return false };
    let owned = parts.next().is_some() || chain.starts_with("$.");
    let pieces = pieces(name, &VERBS, &BESIDE);
    let quoted = argument.starts_with(['\'', '"', '`', '{'])
        || argument.starts_with("f\"")
        || argument.starts_with("f'");
    ALONE.contains(&name) || pieces.is_some_and(|pieces| owned || (pieces > 1 && quoted))
}

/// Of how many words a name is made, where all are known and the first or the last is a verb.
fn pieces(name: &str, verbs: &[&str], beside: &[&str]) -> Option<usize> {
    let name = name.to_ascii_lowercase();
    let (mut rest, mut count, mut has_verb) = (name.trim_matches(['_', '$']), 0, false);
    while !rest.is_empty() {
        let known = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
        let (verb, other) = (known(verbs), known(beside));
        has_verb |= verb.is_some();
        rest = verb.or(other)?.trim_start_matches('_');
        count += 1;
    }
    has_verb.then_some(count)
}

/// Whether what stands before a call on a line is code: nothing, a sign, or a word that calls stand behind.
fn is_code_before(before: &str) -> bool {
    const WORDS: [&str; 14] = [
        "await", "return", "new", "yield", "void", "in", "and", "or", "not", "if", "else", "throw", "raise",
        "const",
    ];
    let before = before.trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    match before.chars().next_back() {
        None => true,
        Some(sign) if word.is_empty() => {
            matches!(sign, '=' | '(' | '{' | '[' | ',' | ';' | '!' | '&' | '|' | '>' | '?' | '<')
        }
        Some(_) => WORDS.contains(&word),
    }
}
