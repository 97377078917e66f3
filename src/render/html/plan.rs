//! A plan as a page: what the Markdown says, set for a browser.

use std::io::{self, Write};

use askama::Template;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use super::is_web;
use crate::render::{Look, VERSION, markdown};
use crate::report::{CatalogView, PlanReport};

#[derive(Template)]
#[template(path = "plan.html")]
struct Page<'a> {
    version: &'static str,
    catalog: &'a CatalogView,
    /// HTML, every text in it escaped.
    content: String,
}

pub(in crate::render) fn plan(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    markdown::write(report, look, &mut text)?;
    let content = set(&String::from_utf8_lossy(&text));
    super::write(&Page { version: VERSION, catalog: &report.catalog, content }, out)
}

/// Markdown as HTML. What looks like HTML in it is text, but for line breaks in tables.
fn set(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::InlineHtml(text) if &*text == "<br>" => Event::HardBreak,
        Event::InlineHtml(text) | Event::Html(text) => Event::Text(text),
        Event::Start(Tag::Link { dest_url, link_type, title, id }) => {
            let dest_url = if is_web(&dest_url) { dest_url } else { "#".into() };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // A picture would be fetched from somewhere; its words stay.
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
        other => other,
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup_or_is_fetched() {
        let page = set(
            "a <script>alert(1)</script> ![x](https://evil.example/p.png) [y](javascript:alert(1))\n\n<img src=x>\n\n| a |\n| --- |\n| b<br>c |\n",
        );
        for bad in ["<script", "<img", "javascript:", "evil.example"] {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
        assert!(page.contains("&lt;script&gt;") && page.contains("b<br />"), "{page}");
    }
}
