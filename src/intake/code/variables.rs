//! What is seen of the types of variables: what is written down, and of what they are made.

use std::collections::BTreeMap;

use super::program::Program;
use super::token::Token;
use super::words::parts;

/// The variables of a program.
pub(super) type Variables<'s> = BTreeMap<&'s str, Seen<'s>>;

/// What is seen of a variable.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen<'s> {
    /// The names of its types, and of the types and functions that make it.
    pub(super) kinds: Vec<&'s str>,
    /// Those of them that are written down as its type.
    pub(super) types: Vec<&'s str>,
    /// The first names of the calls that it is made by: `boto3` in `boto3.client("iam")`.
    pub(super) origins: Vec<&'s str>,
}

/// The variables of a program whose type is written down: `User user`, `user: User`, `api = new UserApi(…)`.
pub(super) fn variables<'s>(program: &'s Program<'_>) -> Variables<'s> {
    let mut found: Variables<'s> = BTreeMap::new();
    let is_type = |word: &&str| word.starts_with(|c: char| c.is_ascii_uppercase());
    let word = |at: usize| program.token(at).and_then(Token::word);
    let go = program.language.name == "go";
    for at in 0..program.tokens.len() {
        let Some(name) = word(at) else { continue };
        let mut types = Vec::new();
        let mut seen = Vec::new();
        let mut origin = None;
        // User user
        if !go && !program.starts_line(at) && at > 0 && !program.is_member_sign(at + 1) {
            types.extend(word(at - 1).filter(is_type));
        }
        // In Go a colon stands behind keys and labels.
        if !go && program.is(at + 1, ":") {
            types.extend(last_type(program, at + 2));
        }
        if program.is(at + 1, "=") || program.is(at + 1, ":=") || program.is(at + 1, ",") {
            let (made, first) = made_of(program, at + 1);
            seen.extend(made);
            origin = first;
        }
        // client *okta.APIClient, client Client
        if go {
            types.extend(go_type(program, at));
        }
        if seen.is_empty() && types.is_empty() && origin.is_none() {
            continue;
        }
        let known = found.entry(name).or_default();
        for one in types.iter().chain(&seen) {
            if !known.kinds.contains(one) {
                known.kinds.push(one);
            }
        }
        for one in types {
            if !known.types.contains(&one) {
                known.types.push(one);
            }
        }
        if let Some(origin) = origin.filter(|origin| !known.origins.contains(origin)) {
            known.origins.push(origin);
        }
    }
    found
}

/// The type that stands behind a name in Go; of one of another package, the package.
fn go_type<'s>(program: &'s Program<'_>, at: usize) -> Option<&'s str> {
    const NO_NAMES: [&str; 9] = ["func", "return", "type", "package", "go", "defer", "case", "var", "range"];
    let name = program.token(at).and_then(Token::word)?;
    let pointer = at + 1 + usize::from(program.is(at + 1, "*"));
    let kind = program.token(pointer).and_then(Token::word).filter(|_| !program.starts_line(pointer))?;
    let declared = program.is_before(at, "(")
        || program.is_before(at, ",")
        || program.starts_line(at)
        || program.before(at).is_some_and(|token| token.is_word("var"));
    let qualified = program.is(pointer + 1, ".");
    let telling = qualified || kind.starts_with(|c: char| c.is_ascii_uppercase());
    (declared && telling && !NO_NAMES.contains(&name)).then_some(kind)
}

/// The type that is written at a place: `User`, `okta.User`, `Promise<User>`.
fn last_type<'s>(program: &'s Program<'_>, start: usize) -> Option<&'s str> {
    let mut at = start;
    while program.is_member_sign(at + 1) {
        at += 2;
    }
    program.token(at).and_then(Token::word).filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// What stands behind an assignment that says of what type it is, and the first name of it: `new UserApi(…)`,
/// `okta.NewClient(…)`, `UserApi(…)`.
fn made_of<'s>(program: &'s Program<'_>, sign: usize) -> (Vec<&'s str>, Option<&'s str>) {
    const FAR: usize = 8;
    let mut at = sign;
    // a, b, err := make()
    while at < sign + FAR && !program.is(at, "=") && !program.is(at, ":=") {
        let plain = program.is(at, ",") || program.token(at).and_then(Token::word).is_some();
        if !plain {
            return (Vec::new(), None);
        }
        at += 1;
    }
    let open = (at + 1..at + 1 + FAR).find(|at| program.is(*at, "("));
    let open = open.filter(|open| {
        (at + 1..*open)
            .all(|at| program.is_member_sign(at) || program.token(at).and_then(Token::word).is_some())
    });
    let words = open.and_then(|open| program.callee(open)).map(|(_, words)| words).unwrap_or_default();
    let telling = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) || parts(word).iter().any(|part| part == "okta")
    };
    let made = words.iter().copied().filter(telling).filter(|word| *word != "Get").collect::<Vec<_>>();
    // `UserBuilder.instance()` is one; what a method of a client gives is not a client.
    let direct = words.last().is_some_and(telling) || words.first().is_some_and(|first| *first == "okta");
    let first = words.first().copied();
    (if direct { made } else { Vec::new() }, first)
}
