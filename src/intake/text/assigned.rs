//! Variables that a script sets to an address: `BASE=https://acme.okta.com`, `$uri = "$base/api/v1"`.

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
pub(super) struct Assigned(Variables);

impl Assigned {
    /// What the lines of a text set.
    pub(super) fn of(lines: &[&str]) -> Self {
        let mut variables = Variables::default();
        for (name, value) in lines.iter().filter_map(|line| assignment(line)) {
            variables.set(name, &braced(&value, |_| true));
        }
        Self(variables)
    }

    /// Puts addresses in place of the variables in a word.
    pub(super) fn complete(&self, word: &mut String) {
        if word.contains(['$', '%']) {
            let marked = braced(word, |name| self.0.knows(name));
            *word = self.0.complete(&marked).into_owned();
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
