//! Whether the words around a call say that it is not made.

/// Words that a denial with a colon is made of: `Not used:`, `we no longer call:`, `Out of scope:`.
const DENIAL: &str = " we i it they the this these those that following is are was were do does did will be been to \
    any more anymore never not no longer used use uses using call calls called calling need needed required \
    make made out of scope excluded unused skip skipped removed avoid without except endpoint endpoints api apis \
    currently yet here please excluding must may should forbidden dropped formerly obsolete allowed nothing nobody commented \
    nicht kein keine mehr verwendet genutzt benutzt wird werden n'est pas utilisé utilisée ne ";

/// Words that say nothing at the beginning of a clause.
const FILLERS: &str = " is are was were it this that these we they i currently do does did has have had been being \
    will be should must may can which deprecated wird werden ";

/// Words after which a denial is about somebody, not about the call: `users who cannot log in`.
const RELATIVE: [&str; 8] = ["who", "that", "which", "whose", "if", "when", "where", "because"];

/// Words that deny.
const NOT: [&str; 16] = [
    "not", "never", "cannot", "dont", "doesnt", "wont", "isnt", "arent", "nicht", "kein", "keine", "nie",
    "pas", "jamais", "nunca", "non",
];

/// Signs for what is not done.
const CROSSES: [char; 6] = ['❌', '🚫', '✗', '✘', '⛔', '❎'];

/// Whether the words before or behind a call say that it is not made.
pub(super) fn negated(before: &str, after: &str) -> bool {
    if !may_deny(before) && !may_deny(after) {
        return false;
    }
    let after: Vec<_> = clauses(after).into_iter().flat_map(|clause| clause.split(['(', ')'])).collect();
    let mut said = after.into_iter().filter(|clause| clause.contains(char::is_alphanumeric)).take(2);
    before.contains(CROSSES) || denies(before) || said.any(follows)
}

/// Whether any word or sign of a denial stands in a text: most texts have none, and are done with here.
fn may_deny(text: &str) -> bool {
    const HINTS: [&str; 18] = [
        "nothing",
        "nobody",
        "dropped",
        "formerly",
        "obsolete",
        "forbidden",
        "used",
        "no",
        "longer",
        "without",
        "except",
        "excluding",
        "excluded",
        "avoid",
        "unused",
        "skip",
        "skipped",
        "removed",
    ];
    // `t` ends `don't`, `of` and `than` end `instead of` and `rather than`.
    let short = ["t", "of", "than"];
    let hints = NOT.iter().chain(&HINTS).chain(&short);
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    text.contains(CROSSES) || words.any(|word| hints.clone().any(|hint| hint.eq_ignore_ascii_case(word)))
}

/// `we do not call`, `no longer uses`, `without`, `except`, `Not used:`: in the words before the method.
fn denies(before: &str) -> bool {
    let clause = clauses(before).last().map_or("", |clause| clause.trim_end());
    let label = clause.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ':');
    if let Some(label) = label.strip_suffix(':') {
        return is_only_denial(&words(label));
    }
    let words = words(clause.rsplit(": ").next().unwrap_or(clause));
    let last = words.last().map_or("", String::as_str);
    let before_last = words.len().checked_sub(2).map_or("", |position| words[position].as_str());
    let twice = words[..words.len().saturating_sub(1)].iter().any(|word| is_not(word));
    let adjacent = is_not(last)
        || (matches!(last, "no" | "without" | "except" | "excluding" | "avoid" | "unused") && !twice)
        || matches!(
            (before_last, last),
            ("instead" | "out", "of") | ("rather", "than") | ("except", "for") | ("no", "longer")
        );
    // `will not delete users (DELETE …`: the call spells out what is denied.
    let spelt_out =
        before.trim_end().ends_with('(') && words.iter().any(|word| is_not(word)) && !is_relative(&words);
    adjacent || spelt_out || denies_use(&words)
}

/// Whether a relative clause stands in the words: then a denial in them is about somebody.
fn is_relative(words: &[String]) -> bool {
    words.iter().any(|word| RELATIVE.contains(&word.as_str()) || word == "without")
}

/// Whether words near a call say that it is commented out.
pub(super) fn commented_out(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["commented out", "commented-out", "auskommentiert"].iter().any(|words| {
        lower.match_indices(words).any(|(at, _)| {
            let before = lower.get(..at).unwrap_or_default().trim_end();
            !["not", "longer", "never", "was", "un", "un-"].iter().any(|word| before.ends_with(word))
        })
    })
}

/// Whether a line announces calls that are not made: `Not used:`, `## Out of scope`.
pub(super) fn announces(line: &str) -> bool {
    let text = line.trim();
    let heading = text.starts_with('#') || text.trim_end_matches(['*', '_']).ends_with(':');
    let called = text.to_lowercase().contains("not called") || text.to_lowercase().contains("never called");
    heading && (is_only_denial(&words(text)) || called)
}

/// Whether somebody does not use, call or need it. The last of such words decides: `we do not use groups, so we call`.
fn denies_use(words: &[String]) -> bool {
    const NEAR: usize = 4;
    let about = words.iter().position(|word| RELATIVE.contains(&word.as_str())).unwrap_or(words.len());
    let words = &words[..about];
    let Some(used) = words.iter().rposition(|word| is_use(word)) else { return false };
    // A denial before another such word is spent on that one, unless the two are joined.
    let spent =
        (0..used).rev().find(|at| is_use(&words[*at]) && !matches!(words[at + 1].as_str(), "or" | "and"));
    let from = used.saturating_sub(NEAR).max(spent.map_or(0, |at| at + 1));
    let before = &words[from..used];
    let forgets = words.iter().any(|word| matches!(word.as_str(), "forget" | "only" | "just" | "miss"));
    let no_longer = before.windows(2).any(|two| two == ["no", "longer"]);
    let once = words[used.saturating_sub(2)..used] == ["used", "to"];
    let denied = |word: &String| is_not(word) || matches!(word.as_str(), "nothing" | "nobody");
    !forgets && (once || no_longer || before.iter().any(denied))
}

fn is_only_denial(words: &[String]) -> bool {
    let denial = |word: &String| {
        is_not(word)
            || matches!(
                word.as_str(),
                "longer"
                    | "commented"
                    | "excluding"
                    | "forbidden"
                    | "dropped"
                    | "formerly"
                    | "obsolete"
                    | "unused"
                    | "excluded"
                    | "except"
                    | "without"
                    | "skip"
                    | "skipped"
                    | "removed"
                    | "avoid"
            )
    };
    let scope = words.windows(3).any(|three| three == ["out", "of", "scope"]);
    let known = |word: &String| is_not(word) || DENIAL.contains(&format!(" {word} "));
    words.iter().all(known) && (scope || words.iter().any(denial))
}

/// `is not used`, `(unused)`, `no longer needed`, `we do not use this`: a clause behind the path, about the call and
/// about nothing else.
fn follows(clause: &str) -> bool {
    let words = words(clause);
    let start = words.iter().position(|word| !FILLERS.contains(&format!(" {word} ")));
    let words: Vec<&str> = words[start.unwrap_or(words.len())..].iter().map(String::as_str).collect();
    match words[..] {
        ["unused", ref rest @ ..] => is_over(rest),
        ["excluded" | "skipped" | "dropped" | "obsolete"] | ["out", "of", "scope", ..] => true,
        ["no", "longer", ref rest @ ..] => is_unused(rest),
        [first, "in", "use" | "scope", ..] => is_not(first),
        [first, ref rest @ ..] => is_not(first) && is_unused(rest),
        [] => false,
    }
}

/// Whether the words behind a denial say that the call is not made: `used`, `being called any more`, `use this`.
fn is_unused(words: &[&str]) -> bool {
    const PASSIVE: [&str; 12] = [
        "used",
        "called",
        "needed",
        "invoked",
        "made",
        "touched",
        "implemented",
        "allowed",
        "granted",
        "utilisé",
        "verwendet",
        "benötigt",
    ];
    match words {
        ["be" | "been" | "being" | "mehr", rest @ ..] => is_unused(rest),
        ["use" | "call" | "need" | "make" | "invoke" | "hit" | "touch", rest @ ..] => {
            matches!(rest, [] | ["this" | "that" | "it" | "these", ..]) || is_over(rest) && !rest.is_empty()
        }
        [participle, rest @ ..] => PASSIVE.contains(participle) && is_over(rest),
        [] => false,
    }
}

/// Whether a clause is over, or goes on without taking anything back.
fn is_over(words: &[&str]) -> bool {
    match words {
        [] | ["any" | "anymore" | "here" | "now" | "currently" | "yet" | "at" | "anywhere", ..] => true,
        ["by" | "in", whose, ..] => matches!(*whose, "us" | "our" | "this" | "the"),
        _ => false,
    }
}

/// What ends a clause.
const ENDS: [&str; 7] = ["|", ";", "?", "!", ". ", ", ", " but "];

/// The clauses of a text.
fn clauses(text: &str) -> Vec<&str> {
    ENDS.iter()
        .fold(vec![text], |clauses, end| clauses.into_iter().flat_map(|clause| clause.split(end)).collect())
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'");
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_not(word: &str) -> bool {
    word.ends_with("n't") || NOT.contains(&word)
}

/// Whether a word is about making, needing or having a call.
fn is_use(word: &str) -> bool {
    const STEMS: [&str; 22] = [
        "want",
        "grant",
        "allow",
        "do",
        "trigger",
        "call",
        "use",
        "using",
        "need",
        "require",
        "make",
        "making",
        "send",
        "issue",
        "hit",
        "invoke",
        "touch",
        "access",
        "perform",
        "run",
        "implement",
        "support",
    ];
    STEMS.iter().any(|stem| {
        word.strip_prefix(stem).is_some_and(|end| matches!(end, "" | "s" | "d" | "ed" | "ing" | "es"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denials_are_known() {
        for (before, after) in [
            ("we do not call", ""),
            ("This product doesn't use", ""),
            ("never", ""),
            ("never call: ", ""),
            ("we no longer need", ""),
            ("no longer", ""),
            ("everything except", ""),
            ("instead of", ""),
            ("Out of scope: ", ""),
            ("Not used: ", ""),
            ("❌ ", ""),
            ("", "(not used)"),
            ("", "is no longer called"),
            ("list users", "- unused"),
            ("", "isn't needed any more"),
            ("", " | we do not use this |"),
            ("", "(deprecated, do not use)"),
            ("", "is not needed but "),
            ("The integration will NOT delete users (", ""),
            ("Excluding: ", ""),
            ("We don't do ", ""),
            ("Please do not grant ", ""),
            ("Nothing calls ", ""),
            ("", " should not be allowed"),
            ("Forbidden: ", ""),
            ("We used to call ", " but stopped"),
            ("Nicht verwendet: ", ""),
            ("Kein ", ""),
        ] {
            assert!(negated(before, after), "{before} … {after}");
        }
    }

    #[test]
    fn labels_that_only_sound_like_a_denial_are_none() {
        for (before, after) in [
            ("create user without activation", ""),
            ("create user, not activated", ""),
            ("change user name", "(similar to the create user, but without the activate flag)"),
            ("users who cannot log in: list", ""),
            ("Users who don't use MFA: ", ""),
            ("Deactivate users that no longer need access: ", ""),
            ("Find apps that are not used: ", ""),
            ("If the user can't access the app, ", ""),
            ("Do not forget: we need ", ""),
            ("don't forget to run ", ""),
            ("We cannot work without ", ""),
            ("| Admin needed: no | ", ""),
            ("Destructive? No. ", ""),
            ("ticket no: ", ""),
            ("is not needed but ", ""),
            ("", "when the user is not found"),
            ("", "not only for admins"),
            ("", "(unused apps)"),
            ("", ",no longer than 5s"),
            ("", " - do not send activation email"),
            ("", " (does not send an email)"),
            ("", " - does not require admin role"),
            ("", " - no longer requires super admin"),
            ("", " (not supported for LDAP groups)"),
            ("", ", never called more than once per hour"),
            ("", " - cannot use names longer than 255"),
            ("", " (not in batches)"),
            ("", " # not needed for admins"),
            ("", " | No | not required |"),
            ("Since we do not use groups we call ", ""),
            ("We can't use the SDK so we call ", ""),
            ("The customer does not need an admin to call ", ""),
        ] {
            assert!(!negated(before, after), "{before} … {after}");
        }
    }
}
