//! What the parser of Terraform's own notation gives, as far as anybody asks for it.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression as Parsed, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::structure::{Body as ParsedBody, Structure};
use hcl_edit::template::{Element, Template};

use super::{Attribute, Block, Body, Expression};
use crate::located::places::Places;
use crate::located::{Located, Position};

/// Where something stands.
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
        Parsed::Bool(value) => Expression::Text(value.to_string()),
        Parsed::Number(value) => Expression::Text(value.value().to_string()),
        Parsed::String(value) => Expression::Text(value.value().clone()),
        Parsed::Array(list) => Expression::List(list.iter().map(inner).collect()),
        Parsed::Object(map) => {
            let members = map.iter().map(|(name, value)| (key(name, place), inner(value.expr())));
            Expression::Map(members.collect())
        }
        Parsed::StringTemplate(one) => elements(one.iter(), place),
        Parsed::HeredocTemplate(one) => elements(one.template.iter(), place),
        Parsed::Parenthesis(one) => return inner(one.inner()),
        Parsed::Variable(name) => Expression::Reference(vec![Some(name.as_str().to_owned())]),
        Parsed::Traversal(one) => reference(one),
        Parsed::Conditional(one) => Expression::Conditional(Box::new([
            inner(&one.cond_expr),
            inner(&one.true_expr),
            inner(&one.false_expr),
        ])),
        Parsed::FuncCall(one) if !one.name.is_namespaced() => {
            Expression::Call(one.name.name.as_str().to_owned(), one.args.iter().map(inner).collect())
        }
        Parsed::UnaryOp(one) if *one.operator.value() == UnaryOperator::Not => {
            Expression::Not(Box::new(inner(&one.expr)))
        }
        Parsed::BinaryOp(one) => {
            let both = || Box::new([inner(&one.lhs_expr), inner(&one.rhs_expr)]);
            match one.operator.value() {
                BinaryOperator::Eq => Expression::Equal(both(), true),
                BinaryOperator::NotEq => Expression::Equal(both(), false),
                BinaryOperator::And => Expression::Both(both(), true),
                BinaryOperator::Or => Expression::Both(both(), false),
                _ => Expression::Opaque,
            }
        }
        Parsed::FuncCall(_) | Parsed::UnaryOp(_) | Parsed::ForExpr(_) => Expression::Opaque,
    };
    Located::new(value, place(parsed.span()))
}

fn key(parsed: &ObjectKey, place: &Place<'_>) -> Located<Expression> {
    match parsed {
        ObjectKey::Ident(name) => {
            Located::new(Expression::Text(name.as_str().to_owned()), place(name.span()))
        }
        ObjectKey::Expression(one) => expression(one, place),
    }
}

fn reference(parsed: &Traversal) -> Expression {
    let Parsed::Variable(name) = &parsed.expr else { return Expression::Opaque };
    let part = |operator: &TraversalOperator| match operator {
        TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
        TraversalOperator::Index(Parsed::String(text)) => Some(text.value().clone()),
        TraversalOperator::Index(Parsed::Number(number)) => Some(number.value().to_string()),
        TraversalOperator::LegacyIndex(number) => Some(number.value().to_string()),
        _ => None,
    };
    let parts = parsed.operators.iter().map(|operator| part(operator.value()));
    Expression::Reference(std::iter::once(Some(name.as_str().to_owned())).chain(parts).collect())
}

/// A template as an expression; one that is nothing but an expression is that.
pub(super) fn template(parsed: &Template, place: &Place<'_>) -> Expression {
    elements(parsed.iter(), place)
}

fn elements<'e>(parsed: impl Iterator<Item = &'e Element>, place: &Place<'_>) -> Expression {
    let part = |element: &Element| match element {
        Element::Literal(text) => Located::new(Expression::Text(text.value().clone()), place(text.span())),
        Element::Interpolation(one) => expression(&one.expr, place),
        Element::Directive(_) => Located::new(Expression::Opaque, place(None)),
    };
    let mut parts: Vec<_> = parsed.map(part).collect();
    match parts.len() {
        1 => parts.remove(0).value,
        _ => Expression::Template(parts),
    }
}
