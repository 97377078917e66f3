//! HCL as text: strings, lists, blocks and variables.

/// A string with nothing in it that HCL would take for anything but text.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '$' | '%' if letters.peek() == Some(&'{') => quoted.extend([letter, letter]),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A list of strings, one to a line.
pub(super) fn strings<'s>(texts: impl IntoIterator<Item = &'s str>) -> String {
    let lines: Vec<_> = texts.into_iter().map(|text| format!("    {},\n", string(text))).collect();
    format!("[\n{}  ]", lines.concat())
}

/// A block with arguments, their signs of equality under each other as `terraform fmt` puts them.
pub(super) fn block(head: &str, arguments: &[(&str, String)]) -> String {
    let mut text = format!("{head} {{\n");
    // An argument over several lines ends a row of arguments that stand under each other.
    for row in arguments.chunk_by(|(_, before), _| !before.contains('\n')) {
        let (single, long): (Vec<_>, Vec<_>) = row.iter().partition(|(_, value)| !value.contains('\n'));
        let width = single.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in single {
            text.push_str(&format!("  {name:width$} = {value}\n"));
        }
        for (name, value) in long {
            text.push_str(&format!("  {name} = {value}\n"));
        }
    }
    text.push_str("}\n");
    text
}

/// A variable that must be set.
pub(super) fn variable(name: &str, kind: &str, description: &str, rule: Option<(&str, &str)>) -> String {
    let rule = rule.map_or_else(String::new, |(condition, message)| {
        format!(
            "\n  validation {{\n    condition     = {condition}\n    error_message = {}\n  }}\n",
            string(message)
        )
    });
    format!(
        "variable {} {{\n  description = {}\n  type        = {kind}\n{rule}}}\n",
        string(name),
        string(description)
    )
}

/// A variable that holds a choice of at least one thing, or `all`.
pub(super) fn choice(name: &str, what: &str, takes: &str, all: bool) -> String {
    let or_all = if all { ", or [\"all\"] for all that there are" } else { "" };
    variable(
        name,
        "set(string)",
        &format!("Choose {what}: {takes}{or_all}"),
        Some((&format!("length(var.{name}) > 0"), &format!("Choose {what}."))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_only_text() {
        assert_eq!(string("a \"b\" \\ ${c} %{d} $e\n\u{7}"), "\"a \\\"b\\\" \\\\ $${c} %%{d} $e\\n \"");
    }

    #[test]
    fn arguments_stand_under_each_other() {
        let text = block("resource \"a\" \"b\"", &[("id", "1".to_owned()), ("longer", "2".to_owned())]);
        assert_eq!(text, "resource \"a\" \"b\" {\n  id     = 1\n  longer = 2\n}\n");
    }
}
