//! Variables that a script sets to an address: `BASE=https://acme.okta.com`, `$uri = "$base/api/v1"`.

use std::collections::{BTreeMap, BTreeSet};

use crate::intake::variables::Variables;

/// What may stand before the name that is set.
const PREFIXES: [&str; 12] = [
    "export ",
    "local ",
    "readonly ",
    "declare -r ",
    "set ",
    "SET ",
    "\"",
    "[string]",
    "$script:",
    "$global:",
    "$env:",
    "$",
];

/// The variables of a script.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    variables: Variables,
    /// The names of those that some line uses.
    used: BTreeSet<String>,
    /// Those that are set to several values, with the one that counts on the line at hand.
    changing: BTreeMap<String, Option<String>>,
}

impl Assigned {
    /// What the lines of a text set.
    pub(super) fn of(lines: &[&str]) -> Self {
        let mut variables = Variables::default();
        let mut used = BTreeSet::new();
        let (mut values, mut changing) = (BTreeMap::new(), BTreeMap::new());
        for line in lines {
            let set = assignment(line);
            // What a line sets, it does not use: `$uri = …`.
            let using = set.as_ref().and_then(|_| line.split_once('=')).map_or(*line, |(_, value)| value);
            used.extend(names(using).map(str::to_owned));
            if let Some((name, value)) = set {
                let value = braced(&value, |_| true);
                let known = values.entry(name.to_owned()).or_insert_with(|| value.clone());
                if *known != value {
                    changing.insert(name.to_owned(), None);
                }
                variables.set(name, &value);
            }
        }
        Self { variables, used, changing }
    }

    /// Whether no line sets a variable.
    pub(super) fn is_nothing(&self) -> bool {
        self.variables == Variables::default() && self.changing.is_empty()
    }

    /// Takes in what a line sets, before the lines below it are read.
    pub(super) fn pass(&mut self, line: &str) {
        if self.changing.is_empty() {
            return;
        }
        if let Some((name, value)) = assignment(line)
            && let Some(current) = self.changing.get_mut(name)
        {
            *current = Some(braced(&value, |_| true)).filter(|value| value.contains('/'));
        }
    }

    /// Whether a line only sets a variable to an address that another line uses.
    pub(super) fn is_for_another(&self, line: &str) -> bool {
        let is_address = |value: &str| {
            let path = value.starts_with('/') || value.starts_with('$') && value.contains('/');
            (value.contains("://") || path) && !value.contains(['(', '`', ' '])
        };
        assignment(line).is_some_and(|(name, value)| self.used.contains(name) && is_address(&value))
    }

    /// Puts addresses in place of the variables in a word.
    pub(super) fn complete(&self, word: &mut String) {
        if word.contains(['$', '%']) {
            let mut marked = braced(word, |name| self.variables.knows(name));
            for (name, value) in &self.changing {
                if let Some(value) = value {
                    marked = marked.replace(&format!("{{{{{name}}}}}"), value);
                }
            }
            *word = self.variables.complete(&marked).into_owned();
        }
    }
}

/// The name and the value that a line sets, quotes undone.
fn assignment(line: &str) -> Option<(&str, String)> {
    let (before, after) = line.split_once('=')?;
    let mut name = before.trim();
    for prefix in PREFIXES {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let spaced = before.ends_with(' ') && !line.trim_start().starts_with(['$', '[']);
    if !is_name || spaced {
        return None;
    }
    let value = after.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = match quote {
        Some(quote) => value.split(quote).nth(1),
        None => value.split([' ', '\t', ';', '"']).next(),
    };
    Some((name, value?.to_owned()))
}

/// The text with `{{name}}` for each variable that is known; of one with a usual value, that value.
fn braced(text: &str, known: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['$', '%']) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let (found, length) = variable(here);
        match found {
            Some((_, Some(usual))) if !usual.is_empty() => out.push_str(usual),
            Some((name, _)) if known(name) => out.push_str(&format!("{{{{{name}}}}}")),
            _ => out.push_str(here.get(..length).unwrap_or_default()),
        }
        rest = here.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The names of the variables that a text uses.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let here = rest.get(rest.find(['$', '%'])?..)?;
            let (found, length) = variable(here);
            rest = here.get(length..)?;
            if let Some((name, _)) = found {
                return Some(name);
            }
        }
    })
}

/// The variable that begins here, `$name`, `${name}`, `${name:-usual}`, `%NAME%`, with its length.
fn variable(text: &str) -> (Option<(&str, Option<&str>)>, usize) {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let inside = |open: usize, close: char| {
        let inner = text.get(open..).and_then(|rest| rest.split_once(close)).map(|(inner, _)| inner)?;
        let (name, usual) = inner.split_once(":-").map_or((inner, None), |(name, usual)| (name, Some(usual)));
        is_name(name).then_some(((name, usual), open + inner.len() + 1))
    };
    let found = match text.get(..2) {
        Some("${") => inside(2, '}'),
        Some(two) if two.starts_with('%') => inside(1, '%'),
        _ => {
            let name = text.get(1..).unwrap_or_default();
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
            name.get(..end)
                .filter(|name| text.starts_with('$') && is_name(name))
                .map(|name| ((name, None), end + 1))
        }
    };
    found.map_or((None, 1), |(found, length)| (Some(found), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_another_line_is_told_from_one_that_nobody_uses() {
        let lines = [
            "URL=https://acme.okta.com/api/v1/users",
            "curl \"$URL\"",
            "OTHER=https://acme.okta.com/api/v1/groups",
            "$uri = \"$base/api/v1/apps\"",
            "irm -Uri $uri",
            "TOKEN=x",
            "curl -H $TOKEN https://x",
            "OUT=$(curl https://acme.okta.com/api/v1/zones)",
            "echo $OUT",
        ];
        let assigned = Assigned::of(&lines);
        let kept: Vec<_> = lines.iter().map(|line| assigned.is_for_another(line)).collect();
        assert_eq!(kept, [true, false, false, true, false, false, false, false, false]);
    }

    #[test]
    fn a_variable_has_the_value_that_was_set_last() {
        let lines = ["URL=https://acme.okta.com/api/v1/users", "URL=https://acme.okta.com/api/v1/groups"];
        let mut assigned = Assigned::of(&lines);
        let completed: Vec<_> = lines
            .iter()
            .map(|line| {
                assigned.pass(line);
                let mut word = "$URL/x".to_owned();
                assigned.complete(&mut word);
                word
            })
            .collect();
        assert_eq!(
            completed,
            ["https://acme.okta.com/api/v1/users/x", "https://acme.okta.com/api/v1/groups/x"]
        );
    }

    #[test]
    fn variables_are_completed_in_every_notation() {
        let lines = [
            "ORG=https://acme.okta.com",
            "export API=\"${ORG}/api/v1\" # base",
            "$base = \"https://acme.okta.com/api/v1\"",
            "set HOST=acme.okta.com",
            "URL=\"${1:-https://acme.okta.com/oauth2}\"",
            "TOKEN=00s3cr3t",
            "the name = https://x.okta.com",
        ];
        let assigned = Assigned::of(&lines);
        for (word, expected) in [
            ("$API/users", "https://acme.okta.com/api/v1/users"),
            ("${API}/users/$id", "https://acme.okta.com/api/v1/users/$id"),
            ("$base/users", "https://acme.okta.com/api/v1/users"),
            ("https://%HOST%/api", "https://acme.okta.com/api"),
            ("$URL/v1", "https://acme.okta.com/oauth2/v1"),
            ("SSWS $TOKEN", "SSWS $TOKEN"),
            ("$name 100% $", "$name 100% $"),
            ("%7Bid%7D", "%7Bid%7D"),
        ] {
            let mut completed = word.to_owned();
            assigned.complete(&mut completed);
            assert_eq!(completed, expected, "{word}");
        }
    }
}
