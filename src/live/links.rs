//! `Link` headers (RFC 8288): the link to the next page of a list.

/// The link to the next page in these headers. It is empty, and leads nowhere, where a header is not understood or where two
/// links differ: the list is then not taken for whole.
pub(super) fn next<'h>(headers: impl Iterator<Item = &'h [u8]>) -> Option<String> {
    let mut found: Option<String> = None;
    for header in headers {
        let Some(links) = std::str::from_utf8(header).ok().and_then(links) else {
            return Some(String::new());
        };
        for link in links.into_iter().filter(|link| link.is_next) {
            if found.as_ref().is_some_and(|other| other != link.target) {
                return Some(String::new());
            }
            found = Some(link.target.to_owned());
        }
    }
    found
}

struct Link<'h> {
    target: &'h str,
    is_next: bool,
}

/// The links of a header; none when it is not of the form of one, or does not tell what one of them is.
fn links(header: &str) -> Option<Vec<Link<'_>>> {
    let mut links = Vec::new();
    let mut rest = header.trim();
    while !rest.is_empty() {
        let (target, behind) = rest.strip_prefix('<')?.split_once('>')?;
        let (relations, behind) = relations(behind)?;
        let is_next = relations.iter().any(|one| one.eq_ignore_ascii_case("next"));
        links.push(Link { target, is_next });
        rest = behind.trim_start_matches([',', ' ', '\t']);
    }
    Some(links)
}

/// The relations that the parameters of a link name, and what follows behind the link. None when there are none, and when a
/// parameter is not understood.
fn relations(mut rest: &str) -> Option<(Vec<&str>, &str)> {
    let mut relations = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(parameter) = rest.strip_prefix(';') else { break };
        let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let (name, behind) = parameter.split_at_checked(end)?;
        let (value, behind) = match behind.strip_prefix('=') {
            Some(behind) => value(behind.trim_start())?,
            None => ("", behind),
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "rel" => relations.extend(value.split_ascii_whitespace()),
            // It has no form that is encoded.
            "rel*" => return None,
            _ => {}
        }
        rest = behind;
    }
    let is_over = rest.is_empty() || rest.starts_with(',');
    (is_over && !relations.is_empty()).then_some((relations, rest))
}

/// The value of a parameter, in quotes or not, and what follows behind it.
fn value(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => text.split_at_checked(text.find([';', ',']).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_in(headers: &[&str]) -> Option<String> {
        next(headers.iter().map(|header| header.as_bytes()))
    }

    #[test]
    fn the_next_page_is_told_from_others() {
        let link = "https://acme.okta.com/api/v1/apps?limit=2&after=a,b";
        for (header, expected) in [
            (format!("<{link}>; rel=\"next\""), Some(link)),
            (format!("<{link}>;rel=next, "), Some(link)),
            (format!("<{link}> ; title=x; rel=next"), Some(link)),
            (format!("<{link}>; title=\"a;b,c\"; crossorigin; rel=next"), Some(link)),
            (format!("<{link}>; REL=\"Next\""), Some(link)),
            (format!("<{link}>; rel = \"prev next\""), Some(link)),
            (format!("</a>; rel=\"self\", <{link}>; rel=\"next\""), Some(link)),
            (format!("<{link}>; rel=\"next\",<{link}>; rel=\"next\""), Some(link)),
            (format!("<{link}>; rel=\"nextish\""), None),
            (format!("<{link}>; rel=\"self\", "), None),
            (String::new(), None),
            (" ".to_owned(), None),
        ] {
            assert_eq!(next_in(&[&header]).as_deref(), expected, "{header}");
        }
        assert_eq!(next_in(&["</a>; rel=self", "</b>; rel=next"]).as_deref(), Some("/b"));
    }

    #[test]
    fn a_header_that_is_not_understood_leads_nowhere() {
        for header in [
            "/api/v1/apps?after=x; rel=\"next\"",
            "next page please",
            "next",
            "</a>",
            "</a>; rel",
            "</a>; rel=\"\"",
            "</a>; rel=\"next",
            "</a; rel=next",
            "</a> rel=next",
            "</a>; rel*=UTF-8''next",
            "</a>; rel=self; rel*=UTF-8''next",
            "</a>; rel=self, next",
            "</a>; rel=\"self\" next",
            "</a>; rel=next, </b>; rel=next",
        ] {
            assert_eq!(next_in(&[header]).as_deref(), Some(""), "{header}");
        }
        assert_eq!(next(std::iter::once(&b"</a>; rel=\"self\"; title=\xff"[..])).as_deref(), Some(""));
    }
}
