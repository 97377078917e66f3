//! Whether the words around a call say that it is not made.

/// Words that a denial with a colon is made of: `Not used:`, `we no longer call:`, `Out of scope:`.
const DENIAL: &str = " we i it they the this these those that following is are was were do does did will be been to \
    any more anymore never not no longer used use uses using call calls called calling need needed need required \
    make made out of scope excluded unused skip skipped removed avoid without except endpoint endpoints api apis \
    currently yet here please ";

/// Words that say nothing at the beginning of a clause.
const FILLERS: &str = " is are was were it this that these we they i currently do does did has have had been being will be which deprecated ";

/// Words after which a denial is about somebody, not about the call: `users who cannot log in`.
const RELATIVE: [&str; 8] = ["who", "that", "which", "whose", "if", "when", "where", "because"];

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
    const HINTS: [&str; 20] = [
        "not",
        "never",
        "cannot",
        "dont",
        "doesnt",
        "wont",
        "isnt",
        "arent",
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
        "of",
    ];
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    text.contains(CROSSES)
        || words.any(|word| {
            matches!(word, "t" | "T" | "than") || HINTS.iter().any(|hint| hint.eq_ignore_ascii_case(word))
        })
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
    adjacent || denies_use(&words)
}

/// Whether somebody does not use, call or need it.
fn denies_use(words: &[String]) -> bool {
    let about = words.iter().position(|word| RELATIVE.contains(&word.as_str())).unwrap_or(words.len());
    words[..about].iter().enumerate().any(|(position, word)| {
        let rest = &words[position + 1..];
        let denial = is_not(word) || (word == "longer" && position > 0 && words[position - 1] == "no");
        let meant = !matches!(rest.first().map(String::as_str), Some("forget" | "only" | "just" | "miss"));
        denial && meant && rest.iter().take(3).any(|next| is_use(next))
    })
}

fn is_only_denial(words: &[String]) -> bool {
    let denial = |word: &String| {
        is_not(word)
            || matches!(
                word.as_str(),
                "longer"
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

/// `is not used`, `(unused)`, `no longer needed`, `we do not use this`: a clause behind the path.
fn follows(clause: &str) -> bool {
    let words = words(clause);
    let start = words.iter().position(|word| !FILLERS.contains(&format!(" {word} ")));
    let words = &words[start.unwrap_or(words.len())..];
    let first = words.first().map_or("", String::as_str);
    let uses = |count: usize| words.iter().skip(1).take(count).any(|word| is_use(word));
    match first {
        "unused" => words.len() == 1 || matches!(words[1].as_str(), "now" | "currently" | "anymore"),
        "excluded" | "skipped" => words.len() == 1,
        "out" => words.get(..3).is_some_and(|three| three == ["out", "of", "scope"]),
        "no" => words.get(1).is_some_and(|word| word == "longer") && uses(3),
        word if is_not(word) => uses(3) || words.get(1).is_some_and(|word| word == "in"),
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
    word.ends_with("n't")
        || matches!(word, "not" | "never" | "cannot" | "dont" | "doesnt" | "wont" | "isnt" | "arent")
}

/// Whether a word is about making, needing or having a call.
fn is_use(word: &str) -> bool {
    const STEMS: [&str; 17] = [
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
    fn denials_are_told_from_labels_that_only_sound_like_one() {
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
        ] {
            assert!(negated(before, after), "{before} … {after}");
        }
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
        ] {
            assert!(!negated(before, after), "{before} … {after}");
        }
    }
}
