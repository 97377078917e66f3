//! Templates of texts filled in: `%s`, `{}`, `{0}`, `{name}`, `%(name)s`.

/// What is filled in.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    /// Its name, when it has one.
    pub(super) name: String,
    /// Its value.
    pub(super) value: String,
}

/// A template with the arguments in their places; a place without one stays as it is.
pub(super) fn filled(template: &str, arguments: &[Argument]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    let mut next = 0;
    while let Some(at) = rest.find(['%', '{']) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let (taken, value) = if rest.starts_with('%') {
            percent(rest, arguments, &mut next)
        } else {
            brace(rest, arguments, &mut next)
        };
        out.push_str(value.as_deref().unwrap_or_else(|| rest.get(..taken).unwrap_or_default()));
        rest = rest.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The names that stand in braces.
pub(super) fn names(template: &str) -> Vec<&str> {
    let inner = template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(inner, _)| inner));
    let name = inner.map(|inner| inner.split([':', '!']).next().unwrap_or_default());
    name.filter(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_')).collect()
}

/// `%s`, `%d`, `%1$s`, `%(name)s`, `%%`; how much of the text it is, and its value.
fn percent(text: &str, arguments: &[Argument], next: &mut usize) -> (usize, Option<String>) {
    if text.starts_with("%%") {
        return (2, Some("%".to_owned()));
    }
    let after = text.get(1..).unwrap_or_default();
    if let Some((name, rest)) = after.strip_prefix('(').and_then(|after| after.split_once(')')) {
        let verb = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        return (name.len() + 3 + usize::from(verb), Some(by_name(name, arguments)));
    }
    let flags =
        after.find(|c: char| !matches!(c, '0'..='9' | '$' | '-' | '+' | '.' | '#')).unwrap_or(after.len());
    let verb = after.get(flags..).and_then(|verb| verb.chars().next());
    if !verb.is_some_and(|verb| "sdvqiuxtT".contains(verb)) {
        return (1, None);
    }
    let index =
        after.split('$').next().filter(|_| after.get(..flags).is_some_and(|flags| flags.contains('$')));
    let index = index.and_then(|index| index.parse::<usize>().ok()).and_then(|index| index.checked_sub(1));
    let value = take(index, arguments, next);
    (flags + 2, Some(value))
}

/// `{}`, `{0}`, `{name}`, `{0:x}`.
fn brace(text: &str, arguments: &[Argument], next: &mut usize) -> (usize, Option<String>) {
    let Some(end) = text.find('}') else { return (1, None) };
    let inner = text.get(1..end).unwrap_or_default();
    let name = inner.split([':', '!', ',']).next().unwrap_or_default().trim();
    let value = match name.parse::<usize>() {
        Ok(index) => take(Some(index), arguments, next),
        Err(_) if name.is_empty() => take(None, arguments, next),
        Err(_) if arguments.iter().any(|one| one.name == name) => by_name(name, arguments),
        Err(_) => return (end + 1, None),
    };
    (end + 1, Some(value))
}

fn take(index: Option<usize>, arguments: &[Argument], next: &mut usize) -> String {
    let index = index.unwrap_or_else(|| {
        *next += 1;
        *next - 1
    });
    arguments.get(index).map_or_else(|| "{value}".to_owned(), |one| one.value.clone())
}

fn by_name(name: &str, arguments: &[Argument]) -> String {
    let found = arguments.iter().find(|one| one.name == name);
    found.map_or_else(|| super::value::unknown(name), |one| one.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled() {
        let arguments = [("", "A"), ("", "B"), ("id", "C")]
            .map(|(name, value)| Argument { name: name.to_owned(), value: value.to_owned() });
        for (template, expected) in [
            ("%s/users/%s", "A/users/B"),
            ("%[1]s", "%[1]s"),
            ("%2$s-%1$s", "B-A"),
            ("%(id)s/%(other)s", "C/{other}"),
            ("100%% %d", "100% A"),
            ("{}/users/{}", "A/users/B"),
            ("{1}/{0}/{id}", "B/A/C"),
            ("{0:x}/{unknown}", "A/{unknown}"),
            ("{} {} {} {}", "A B C {value}"),
            ("50% of {", "50% of {"),
            ("%20", "%20"),
        ] {
            assert_eq!(filled(template, &arguments), expected, "{template}");
        }
    }
}
