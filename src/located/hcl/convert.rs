//! The parser's tree of Terraform's own notation to blocks and expressions.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression as Parsed, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator,
    UnaryOperator,
};
use hcl_edit::structure::{Body as ParsedBody, Structure};
use hcl_edit::template::{Directive, Element, ForDirective, IfDirective, Strip, Template};

use super::{Attribute, Block, Body, Expression, For, Operator, Spread, Step};
use crate::located::places::Places;
use crate::located::{Located, Position};

/// The position of a span.
type Place<'p> = dyn Fn(Option<Range<usize>>) -> Position + 'p;

pub(super) fn body(parsed: &ParsedBody, places: &Places<'_>) -> Body {
    nested(parsed, &|span| places.place(span.map_or(0, |span| span.start)))
}

fn nested(parsed: &ParsedBody, place: &Place<'_>) -> Body {
    let mut found = Body::default();
    for structure in parsed {
        match structure {
            Structure::Attribute(one) => found.attributes.push(Attribute {
                name: Located::new(one.key.as_str().to_owned(), place(one.key.span())),
                value: expression(&one.value, place),
            }),
            Structure::Block(one) => found.blocks.push(Block {
                kind: Located::new(one.ident.as_str().to_owned(), place(one.ident.span())),
                labels: one.labels.iter().map(|label| label.as_str().to_owned()).collect(),
                body: nested(&one.body, place),
            }),
        }
    }
    found
}

fn expression(parsed: &Parsed, place: &Place<'_>) -> Located<Expression> {
    let inner = |one: &Parsed| expression(one, place);
    let value = match parsed {
        Parsed::Null(_) => Expression::Null,
        Parsed::Bool(value) => Expression::Bool(*value.value()),
        Parsed::Number(value) => Expression::Number(value.value().to_string()),
        Parsed::String(value) => Expression::Text(value.value().clone()),
        Parsed::Array(list) => Expression::List(list.iter().map(inner).collect()),
        Parsed::Object(map) => {
            let members = map.iter().map(|(name, value)| (key(name, place), inner(value.expr())));
            Expression::Map(members.collect())
        }
        Parsed::StringTemplate(one) => elements(&one.iter().collect::<Vec<_>>(), place),
        Parsed::HeredocTemplate(one) => elements(&one.template.iter().collect::<Vec<_>>(), place),
        Parsed::Parenthesis(one) => return inner(one.inner()),
        Parsed::Variable(name) => Expression::Reference(vec![name.as_str().to_owned()]),
        Parsed::Traversal(one) => traversal(one, place),
        Parsed::Conditional(one) => {
            let parts = [&one.cond_expr, &one.true_expr, &one.false_expr];
            Expression::Conditional(Box::new(parts.map(inner)))
        }
        Parsed::FuncCall(one) => call(one, place),
        Parsed::UnaryOp(one) => {
            let operand = Box::new(inner(&one.expr));
            match one.operator.value() {
                UnaryOperator::Not => Expression::Not(operand),
                UnaryOperator::Neg => Expression::Negative(operand),
            }
        }
        Parsed::BinaryOp(one) => {
            let operands = [&one.lhs_expr, &one.rhs_expr].map(inner);
            Expression::Binary(operator(*one.operator.value()), Box::new(operands))
        }
        Parsed::ForExpr(one) => Expression::For(Box::new(for_expression(one, place))),
    };
    Located::new(value, place(parsed.span()))
}

const fn operator(parsed: BinaryOperator) -> Operator {
    match parsed {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessEqual,
        BinaryOperator::GreaterEq => Operator::GreaterEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Add,
        BinaryOperator::Minus => Operator::Subtract,
        BinaryOperator::Mul => Operator::Multiply,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Remainder,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}

fn call(parsed: &FuncCall, place: &Place<'_>) -> Expression {
    let spaces = parsed.name.namespace.iter().map(|space| space.as_str().to_owned());
    let name: Vec<_> = spaces.chain([parsed.name.name.as_str().to_owned()]).collect();
    let arguments = parsed.args.iter().map(|one| expression(one, place)).collect();
    let spread = if parsed.args.expand_final() { Spread::Last } else { Spread::None };
    Expression::Call(name.join("::"), arguments, spread)
}

fn for_expression(parsed: &ForExpr, place: &Place<'_>) -> For {
    let inner = |one: &Parsed| expression(one, place);
    For {
        key: parsed.intro.key_var.as_ref().map(|name| name.as_str().to_owned()),
        value: parsed.intro.value_var.as_str().to_owned(),
        collection: inner(&parsed.intro.collection_expr),
        result_key: parsed.key_expr.as_ref().map(inner),
        result: inner(&parsed.value_expr),
        condition: parsed.cond.as_ref().map(|condition| inner(&condition.expr)),
        groups: parsed.grouping,
    }
}

fn key(parsed: &ObjectKey, place: &Place<'_>) -> Located<Expression> {
    match parsed {
        ObjectKey::Ident(name) => {
            Located::new(Expression::Text(name.as_str().to_owned()), place(name.span()))
        }
        ObjectKey::Expression(one) => expression(one, place),
    }
}

fn traversal(parsed: &Traversal, place: &Place<'_>) -> Expression {
    let step = |operator: &TraversalOperator| match operator {
        TraversalOperator::GetAttr(name) => Step::Attribute(name.as_str().to_owned()),
        TraversalOperator::Index(index) => Step::Index(expression(index, place)),
        TraversalOperator::LegacyIndex(number) => {
            let number = Expression::Number(number.value().to_string());
            Step::Index(Located::new(number, place(parsed.span())))
        }
        TraversalOperator::FullSplat(_) => Step::Splat,
        TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
    };
    let mut steps: Vec<_> = parsed.operators.iter().map(|operator| step(operator.value())).collect();
    let mut base = expression(&parsed.expr, place);
    if let (Parsed::Variable(_), Expression::Reference(names)) = (&parsed.expr, &mut base.value) {
        let named = steps.iter().map_while(Step::name).map(str::to_owned);
        names.extend(named.collect::<Vec<_>>());
        steps.drain(..names.len() - 1);
    }
    if steps.is_empty() { base.value } else { Expression::Access(Box::new(base), steps) }
}

/// A template as an expression. A template that consists of one interpolation has the value of that.
pub(super) fn template(parsed: &Template, place: &Place<'_>) -> Expression {
    elements(&parsed.iter().collect::<Vec<_>>(), place)
}

fn elements(parsed: &[&Element], place: &Place<'_>) -> Expression {
    match parsed {
        [] => Expression::Text(String::new()),
        [Element::Literal(text)] => Expression::Text(text.value().clone()),
        [Element::Interpolation(one)] => expression(&one.expr, place).value,
        _ => Expression::Template(parts(parsed, [false; 2], place)),
    }
}

/// The parts of a template. `trims` says whether whitespace is removed at its start and at its end.
fn parts(parsed: &[&Element], trims: [bool; 2], place: &Place<'_>) -> Vec<Located<Expression>> {
    let part = |(position, element): (usize, &&Element)| match element {
        Element::Literal(text) => {
            let before = position.checked_sub(1).and_then(|before| parsed.get(before));
            let trims_start = before.map_or(trims[0], |before| strips(before)[1]);
            let trims_end = parsed.get(position + 1).map_or(trims[1], |after| strips(after)[0]);
            Located::new(trimmed(text.value(), trims_start, trims_end), place(text.span()))
        }
        Element::Interpolation(one) => expression(&one.expr, place),
        Element::Directive(one) => match &**one {
            Directive::If(one) => if_directive(one, place),
            Directive::For(one) => for_directive(one, place),
        },
    };
    parsed.iter().enumerate().map(part).collect()
}

/// Whether an element removes whitespace before it and after it.
fn strips(element: &Element) -> [bool; 2] {
    let of = |first: Strip, last: Strip| [first.strip_start(), last.strip_end()];
    match element {
        Element::Literal(_) => [false; 2],
        Element::Interpolation(one) => of(one.strip, one.strip),
        Element::Directive(one) => match &**one {
            Directive::If(one) => of(one.if_expr.strip, one.endif_expr.strip),
            Directive::For(one) => of(one.for_expr.strip, one.endfor_expr.strip),
        },
    }
}

/// A literal without the whitespace that its neighbors remove: of the line that they touch.
fn trimmed(text: &str, at_start: bool, at_end: bool) -> Expression {
    let mut rest = text;
    if at_start {
        let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |end| end + 1));
        let line = line.trim_start();
        rest = if line.is_empty() { after } else { rest.trim_start() };
    }
    if at_end {
        let shorter = rest.trim_end_matches([' ', '\t']);
        // An indented marker on a line of its own: versions of the language differ in what they remove.
        if shorter.ends_with('\n') && shorter.len() < rest.len() {
            return Expression::Opaque;
        }
        rest = rest.trim_end();
    }
    Expression::Text(rest.to_owned())
}

fn inside(parsed: &Template, trims: [bool; 2], place: &Place<'_>) -> Located<Expression> {
    let parts = parts(&parsed.iter().collect::<Vec<_>>(), trims, place);
    Located::new(Expression::Template(parts), place(parsed.span()))
}

fn if_directive(parsed: &IfDirective, place: &Place<'_>) -> Located<Expression> {
    let (first, last) = (&parsed.if_expr, &parsed.endif_expr);
    let condition = expression(&first.cond_expr, place);
    let at = condition.at;
    let middle = parsed.else_expr.as_ref();
    let then_ends = middle.map_or(last.strip, |middle| middle.strip).strip_start();
    let then = inside(&first.template, [first.strip.strip_end(), then_ends], place);
    let otherwise = match middle {
        Some(middle) => inside(&middle.template, [middle.strip.strip_end(), last.strip.strip_start()], place),
        None => Located::new(Expression::Text(String::new()), at),
    };
    Located::new(Expression::Conditional(Box::new([condition, then, otherwise])), at)
}

fn for_directive(parsed: &ForDirective, place: &Place<'_>) -> Located<Expression> {
    let (first, last) = (&parsed.for_expr, &parsed.endfor_expr);
    let trims = [first.strip.strip_end(), last.strip.strip_start()];
    let collection = expression(&first.collection_expr, place);
    let at = collection.at;
    let repeated = Expression::For(Box::new(For {
        key: first.key_var.as_ref().map(|name| name.as_str().to_owned()),
        value: first.value_var.as_str().to_owned(),
        collection,
        result_key: None,
        result: inside(&first.template, trims, place),
        condition: None,
        groups: false,
    }));
    let separator = Located::new(Expression::Text(String::new()), at);
    let arguments = vec![separator, Located::new(repeated, at)];
    Located::new(Expression::Call("join".to_owned(), arguments, Spread::None), at)
}
