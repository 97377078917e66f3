//! Names of operations in files that people write: renamed where an id changes, taken away where an operation goes.

/// A file with a name in it replaced; none when it does not stand there.
pub(super) fn renamed(text: &str, old: &str, new: &str) -> Option<String> {
    let mut found = false;
    let mut out = String::new();
    for line in text.lines() {
        let changed = replace(line, old, new);
        found |= changed.is_some();
        out.push_str(changed.as_deref().unwrap_or(line));
        out.push('\n');
    }
    found.then_some(out)
}

fn replace(line: &str, old: &str, new: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    let mut found = false;
    while let Some((before, after)) = rest.split_once(old) {
        out.push_str(before);
        let alone = !before.chars().next_back().is_some_and(part_of_name)
            && !after.chars().next().is_some_and(part_of_name);
        out.push_str(if alone { new } else { old });
        found |= alone;
        rest = after;
    }
    out.push_str(rest);
    found.then_some(out)
}

pub(super) fn part_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | ':')
}

/// A file without a name: its line in a list with a line for each, or its place in a list on one line.
///
/// None when it stands nowhere, or where taking it away would leave a list on one line empty: what remains would mean
/// something else.
pub(super) fn without(text: &str, name: &str) -> Option<String> {
    let mut found = false;
    let mut out = String::new();
    for line in text.lines() {
        if line.trim().strip_prefix("- ").map(bare) == Some(name) {
            found = true;
            continue;
        }
        let shorter = shorter(line, name);
        found |= shorter.is_some();
        out.push_str(shorter.as_deref().unwrap_or(line));
        out.push('\n');
    }
    found.then_some(out)
}

/// A line `field: [a, b]` without one of several names.
fn shorter(line: &str, name: &str) -> Option<String> {
    let (field, listed) = line.split_once(": [")?;
    let names: Vec<_> = listed.strip_suffix(']')?.split(", ").collect();
    let left: Vec<_> = names.iter().copied().filter(|one| bare(one) != name).collect();
    (!left.is_empty() && left.len() < names.len()).then(|| format!("{field}: [{}]", left.join(", ")))
}

fn bare(name: &str) -> &str {
    name.trim().trim_matches(['\'', '"'])
}
