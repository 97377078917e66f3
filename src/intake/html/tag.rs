//! What stands between angle brackets in a page.

/// Something between angle brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup<'t> {
    /// A tag.
    Tag(Tag<'t>),
    /// A comment, with what stands in it.
    Comment(&'t str),
    /// A stretch of characters that hold no markup.
    Data(&'t str),
    /// A declaration or an instruction.
    Other,
}

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// The name as it is spelt.
    pub(super) name: &'t str,
    /// Whether it closes an element.
    pub(super) closes: bool,
    /// What stands behind the name.
    pub(super) attributes: &'t str,
}

/// Elements that people use; any other name in angle brackets, as in `/users/<userId>`, is a placeholder.
const ELEMENTS: &str = " a abbr address article aside b bdi bdo big blockquote body br button caption center cite code col colgroup \
    dd del details dfn div dl dt em fieldset figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header hr html \
    i iframe img input ins kbd label legend li link main mark menu meta nav noscript ol optgroup option p picture pre q s samp \
    script section select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th \
    thead title tr tt u ul var video wbr ";

/// What begins at the bracket, and how long it is; nothing when it is only a bracket.
pub(super) fn markup(text: &str) -> Option<(Markup<'_>, usize)> {
    if let Some(inner) = text.strip_prefix("<!--") {
        let length = inner.find("-->");
        let comment = inner.get(..length.unwrap_or(inner.len())).unwrap_or_default();
        return Some((Markup::Comment(comment), length.map_or(text.len(), |length| length + 7)));
    }
    if let Some(inner) = text.strip_prefix("<![CDATA[") {
        let length = inner.find("]]>");
        let data = inner.get(..length.unwrap_or(inner.len())).unwrap_or_default();
        return Some((Markup::Data(data), length.map_or(text.len(), |length| length + 12)));
    }
    // A bracket that opens before this one closes: then this one is no tag. No bracket is looked for twice.
    let inner = text.get(1..)?;
    let inner = inner
        .get(..inner.find(['<', '>'])?)
        .filter(|inner| text.get(inner.len() + 1..).is_some_and(|rest| rest.starts_with('>')))?;
    let end = inner.len() + 1;
    if inner.starts_with(['!', '?']) {
        return Some((Markup::Other, end + 1));
    }
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '-' | '_'));
    let (name, attributes) = inner.split_at_checked(length.unwrap_or(inner.len()))?;
    let is_element = name.contains(':') || ELEMENTS.contains(&format!(" {} ", name.to_ascii_lowercase()));
    let attributes = attributes.trim_end_matches('/');
    let bare = attributes.is_empty() || attributes.starts_with(char::is_whitespace);
    (!name.is_empty() && is_element && bare)
        .then_some((Markup::Tag(Tag { name, closes, attributes }), end + 1))
}

impl<'t> Tag<'t> {
    /// Whether it is of this element.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, wanted: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        loop {
            let (name, after) = rest.split_once('=')?;
            let name = name.trim().rsplit(char::is_whitespace).next().unwrap_or_default();
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, behind) = match quote.and_then(|quote| after.get(1..).map(|after| (quote, after))) {
                Some((quote, after)) => after.split_once(quote).unwrap_or((after, "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = behind;
        }
    }

    /// How many rows or columns a cell takes.
    pub(super) fn span(&self, name: &str) -> usize {
        const MOST: usize = 100;
        self.attribute(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1).clamp(1, MOST)
    }

    /// Whether its content is struck through.
    pub(super) fn strikes(&self) -> bool {
        ["s", "del", "strike"].iter().any(|name| self.is(name))
            || self.attribute("style").is_some_and(|style| style.contains("line-through"))
    }

    /// Whether nothing can stand in it.
    pub(super) fn is_void(&self) -> bool {
        ["br", "hr", "img", "input", "wbr", "col", "meta", "link", "source"].iter().any(|name| self.is(name))
    }

    /// Whether what stands in it begins a line of its own.
    pub(super) fn is_block(&self) -> bool {
        const BLOCKS: &str = " address article aside blockquote body br button caption center dd details div dl dt fieldset \
            figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section \
            select summary table title tr ul ";
        BLOCKS.contains(&format!(" {} ", self.name.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_placeholders() {
        for (text, expected) in [
            ("<td>x", Some((Some("td"), 4))),
            ("</TD >x", Some((Some("TD"), 6))),
            ("<br/>", Some((Some("br"), 5))),
            ("<o:p></o:p>", Some((Some("o:p"), 5))),
            ("<id>/x", None),
            ("<user id>", None),
            ("< 3 and 4 > 2", None),
            ("<", None),
            ("<!-- a -->b", Some((None, 10))),
            ("<!-- a", Some((None, 6))),
            ("<![CDATA[x]]>y", Some((None, 13))),
            ("<!DOCTYPE html>", Some((None, 15))),
        ] {
            let found = markup(text).map(|(markup, length)| match markup {
                Markup::Tag(tag) => (Some(tag.name), length),
                _ => (None, length),
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn attributes_are_found_in_any_notation() {
        let Some((Markup::Tag(tag), _)) =
            markup("<td width=10 Rowspan = '3' style=\"a:b; text-decoration: line-through\">")
        else {
            panic!("it is a tag");
        };
        assert_eq!((tag.span("rowspan"), tag.span("colspan"), tag.strikes()), (3, 1, true));
        assert_eq!(tag.attribute("width"), Some("10"));
    }
}
