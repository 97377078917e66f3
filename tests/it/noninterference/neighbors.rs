//! Templates with a secret beside every sign in the path of a URL, in the literals of several formats.

use super::templates::{Template, Text};

/// Signs that are not ASCII and are seen beside values in pasted texts.
const OTHER_SIGNS: [char; 8] = ['é', '…', '“', '’', '–', '\u{a0}', '\u{200b}', '/'];

/// Encoded signs, and what only looks like one.
const ENCODED: [&str; 18] = [
    "%2F", "%2f", "%20", "%25", "%252F", "%3F", "%23", "%40", "%3A", "%7B", "%7D", "%00", "%0A", "%C3%A9",
    "%FF", "%GG", "%%", "%5C",
];

/// A file for each of the contexts, with a secret before, behind and between each sign.
pub(super) fn neighbors() -> Vec<Template> {
    [
        template("signs.txt", "", |path| Some(format!("GET {path}\n")), ""),
        template("signs.md", "# Calls\n\n", |path| Some(format!("- `GET {path}` reads it\n")), ""),
        template("signs.sh", "#!/bin/sh\n", |path| quoted(path, '\'').map(|path| format!("curl {path}\n")), ""),
        template(
            "signs.py",
            "import requests\n",
            |path| quoted(path, '"').map(|path| format!("requests.get({path})\n")),
            "",
        ),
        template(
            "signs.har",
            r#"{"log": {"version": "1.2", "entries": ["#,
            |path| {
                let request = format!("{{\"request\": {{\"method\": \"GET\", \"url\": {}}}", quoted(path, '"')?);
                Some(format!("{request}, \"response\": {{\"status\": 200}}}},\n"))
            },
            r#"{"request": {"method": "GET", "url": "https://acme.okta.com/api/v1/users"}, "response": {"status": 200}}]}}"#,
        ),
    ]
    .into()
}

/// A literal of a path, where its signs do not end it.
fn quoted(path: &str, quote: char) -> Option<String> {
    (!path.contains([quote, '\\'])).then(|| format!("{quote}https://acme.okta.com{path}{quote}"))
}

fn template(name: &str, start: &str, line: fn(&str) -> Option<String>, end: &str) -> Template {
    let single = (' '..='~').filter(char::is_ascii_punctuation).chain(OTHER_SIGNS).map(String::from);
    let mut text = start.to_owned();
    for sign in single.chain(ENCODED.map(str::to_owned)) {
        let planted = |place: &str| place.replace('S', &sign).replace('X', &format!("⟪beside {sign}⟫"));
        let paths = ["/api/v1/users/SX", "/api/v1/users/XS/factors", "/api/v1/groups/SXS/users"];
        text.extend(paths.iter().filter_map(|path| line(&planted(path))));
    }
    text.push_str(end);
    let files = vec![(name.to_owned(), Text::parse(&text))];
    Template { group: "neighbors".to_owned(), name: name.to_owned(), is_folder: false, files }
}
