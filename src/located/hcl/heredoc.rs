//! Heredocs as Terraform reads them: line by line, first without the whitespace that `~` removes, then, after `<<-`,
//! without the indentation that all lines share.

use std::collections::BTreeMap;

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, HeredocTemplate, Strip, Template};
use hcl_edit::visit_mut::{VisitMut, visit_heredoc_template_mut};

/// Writes the lines of every heredoc anew, from the text that was parsed.
pub(super) struct Lines<'t>(pub(super) &'t str);

impl VisitMut for Lines<'_> {
    fn visit_heredoc_template_mut(&mut self, node: &mut HeredocTemplate) {
        let mut tokens = Vec::new();
        self.tokens(&node.template, &mut tokens);
        strip(&mut tokens);
        let start = node.template.span().map_or(0, |span| span.start);
        let opening = self.0.get(..start).unwrap_or_default().trim_end();
        if opening.ends_with(&format!("<<-{}", node.delimiter.as_str())) {
            dedent(&mut tokens);
        }
        let mut texts: BTreeMap<usize, String> = BTreeMap::new();
        for token in tokens {
            if let Token::Line(offset, text) = token {
                texts.entry(offset).or_default().push_str(&text);
            }
        }
        write(&mut node.template, &texts);
        visit_heredoc_template_mut(self, node);
    }
}

/// A piece of a heredoc.
enum Token {
    /// A line or a part of one, with the offset of the literal that it belongs to.
    Line(usize, String),
    /// An interpolation or a marker of a directive; whether whitespace is removed before and after it.
    Marker([bool; 2]),
}

impl Lines<'_> {
    fn tokens(&self, template: &Template, tokens: &mut Vec<Token>) {
        let marker = |strip: Strip| Token::Marker([strip.strip_start(), strip.strip_end()]);
        for element in template {
            match element {
                Element::Literal(literal) => {
                    let Some(span) = literal.span() else { continue };
                    let offset = span.start;
                    let written = self.0.get(span).unwrap_or(literal.value());
                    let text = written.replace("$${", "${").replace("%%{", "%{");
                    tokens
                        .extend(text.split_inclusive('\n').map(|line| Token::Line(offset, line.to_owned())));
                }
                Element::Interpolation(one) => tokens.push(marker(one.strip)),
                Element::Directive(one) => match &**one {
                    Directive::If(one) => {
                        tokens.push(marker(one.if_expr.strip));
                        self.tokens(&one.if_expr.template, tokens);
                        if let Some(middle) = &one.else_expr {
                            tokens.push(marker(middle.strip));
                            self.tokens(&middle.template, tokens);
                        }
                        tokens.push(marker(one.endif_expr.strip));
                    }
                    Directive::For(one) => {
                        tokens.push(marker(one.for_expr.strip));
                        self.tokens(&one.for_expr.template, tokens);
                        tokens.push(marker(one.endfor_expr.strip));
                    }
                },
            }
        }
    }
}

/// Removes the whitespace that markers remove: of the line or the part of one that they touch.
fn strip(tokens: &mut [Token]) {
    for position in 0..tokens.len() {
        let Some(Token::Marker([before, after])) = tokens.get(position) else { continue };
        let (before, after) = (*before, *after);
        let previous =
            position.checked_sub(1).filter(|_| before).and_then(|previous| tokens.get_mut(previous));
        if let Some(Token::Line(_, text)) = previous {
            text.truncate(text.trim_end().len());
        }
        let next = Some(position + 1).filter(|_| after).and_then(|next| tokens.get_mut(next));
        if let Some(Token::Line(_, text)) = next {
            *text = text.trim_start().to_owned();
        }
    }
}

/// Removes the indentation that all lines share. Lines of nothing but whitespace keep theirs and do not count; a marker
/// at the start of a line has none.
fn dedent(tokens: &mut [Token]) {
    let mut shared = usize::MAX;
    let mut starts = Vec::new();
    let mut is_start = true;
    for (position, token) in tokens.iter().enumerate() {
        let Token::Line(_, text) = token else {
            shared = if is_start { 0 } else { shared };
            is_start = false;
            continue;
        };
        let is_blank = text.ends_with('\n') && text.trim().is_empty();
        if is_start && !is_blank {
            shared = shared.min(text.chars().take_while(|char| char.is_whitespace()).count());
            starts.push(position);
        }
        is_start = text.ends_with('\n');
    }
    for position in starts {
        if let Some(Token::Line(_, text)) = tokens.get_mut(position) {
            *text = text.chars().skip(shared).collect();
        }
    }
}

/// Puts the texts of literals in place, with nothing left to remove.
fn write(template: &mut Template, texts: &BTreeMap<usize, String>) {
    for element in template.iter_mut() {
        match element {
            Element::Literal(literal) => {
                if let Some(span) = literal.span() {
                    *literal.value_mut() = texts.get(&span.start).cloned().unwrap_or_default();
                }
            }
            Element::Interpolation(one) => one.strip = Strip::None,
            Element::Directive(one) => match &mut **one {
                Directive::If(one) => {
                    one.if_expr.strip = Strip::None;
                    write(&mut one.if_expr.template, texts);
                    if let Some(middle) = &mut one.else_expr {
                        middle.strip = Strip::None;
                        write(&mut middle.template, texts);
                    }
                    one.endif_expr.strip = Strip::None;
                }
                Directive::For(one) => {
                    one.for_expr.strip = Strip::None;
                    write(&mut one.for_expr.template, texts);
                    one.endfor_expr.strip = Strip::None;
                }
            },
        }
    }
}
