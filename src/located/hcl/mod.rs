//! The language of Terraform's files, in both of its notations, to blocks whose values know where they stand.

mod convert;
mod functions;
mod heredoc;
mod json;

use hcl_edit::visit_mut::VisitMut as _;

use super::places::{Places, saturated};
use super::{Located, Position, Problem};

pub use functions::Function;
pub use json::{of_node, of_values};

/// What stands in a file or a block, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A name with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: Located<String>,
    /// The expression.
    pub value: Located<Expression>,
}

/// A block with its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its kind, such as `resource`.
    pub kind: Located<String>,
    /// Its labels.
    pub labels: Vec<String>,
    /// What stands in it.
    pub body: Body,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number in decimal notation.
    Number(String),
    /// A string without expressions in it.
    Text(String),
    /// A tuple constructor.
    List(Vec<Located<Self>>),
    /// An object constructor.
    Map(Vec<(Located<Self>, Located<Self>)>),
    /// A name with attributes and literal indexes, such as `var.region` or `local.scopes["prod"]`.
    Reference(Vec<String>),
    /// Attributes, indexes and splats of any other expression, or with an index that is an expression.
    Access(Box<Located<Self>>, Vec<Step>),
    /// Condition, then, else.
    Conditional(Box<[Located<Self>; 3]>),
    /// A function with its arguments. A function of a provider has its namespaces in the name.
    Call(String, Vec<Located<Self>>, Spread),
    /// An operator with two operands.
    Binary(Operator, Box<[Located<Self>; 2]>),
    /// `!`
    Not(Box<Located<Self>>),
    /// The unary `-`.
    Negative(Box<Located<Self>>),
    /// A `for` expression.
    For(Box<For>),
    /// Parts of a string. The result is a string, whatever the parts are.
    Template(Vec<Located<Self>>),
    /// An expression that cannot be represented.
    Opaque,
}

/// Whether `...` follows the last argument of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// It does: the elements of the last argument are arguments.
    Last,
    /// It does not.
    None,
}

/// One step of a traversal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Attribute(String),
    /// `[expression]`
    Index(Located<Expression>),
    /// `[*]`: the steps that follow apply to every element.
    Splat,
    /// `.*`: the attributes that follow apply to every element.
    AttributeSplat,
}

/// A `for` expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct For {
    /// The name of the key or index.
    pub key: Option<String>,
    /// The name of the element.
    pub value: String,
    /// The collection.
    pub collection: Located<Expression>,
    /// The key of the result, for an object.
    pub result_key: Option<Located<Expression>>,
    /// The element of the result.
    pub result: Located<Expression>,
    /// The condition after `if`.
    pub condition: Option<Located<Expression>>,
    /// Whether `...` groups the elements of one key.
    pub groups: bool,
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the operators")]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
}

impl Body {
    /// The expression behind a name.
    pub fn get(&self, name: &str) -> Option<&Located<Expression>> {
        let found = self.attributes.iter().find(|attribute| attribute.name.value == name);
        found.map(|attribute| &attribute.value)
    }

    /// The blocks of a kind.
    pub fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind.value == kind)
    }
}

impl Expression {
    /// The names of a reference, such as `["var", "region"]`.
    pub fn names(&self) -> Option<Vec<&str>> {
        let Self::Reference(parts) = self else { return None };
        Some(parts.iter().map(String::as_str).collect())
    }

    /// The names and literal indexes of an address; none for each index that is an expression.
    pub fn parts(&self) -> Option<Vec<Option<&str>>> {
        let (base, steps) = match self {
            Self::Reference(parts) => return Some(parts.iter().map(|part| Some(part.as_str())).collect()),
            Self::Access(base, steps) => (base, steps),
            _ => return None,
        };
        let mut parts = base.value.parts()?;
        parts.extend(steps.iter().map(Step::name));
        Some(parts)
    }
}

impl Step {
    /// The name of an attribute or a literal index.
    pub const fn name(&self) -> Option<&str> {
        match self {
            Self::Attribute(name) => Some(name.as_str()),
            Self::Index(Located { value: Expression::Text(text) | Expression::Number(text), .. }) => {
                Some(text.as_str())
            }
            _ => None,
        }
    }
}

/// Parses a text in Terraform's own notation.
///
/// # Errors
///
/// The text is none, with the place from which on; nothing of the text is quoted.
pub fn parse(source: &str, text: &str) -> Result<Body, Problem> {
    parse_with(source, text, &|_, _| None)
}

/// Parses a text in which a tool adds functions to the language.
///
/// # Errors
///
/// The text is none, with the place from which on; nothing of the text is quoted.
pub fn parse_with(source: &str, text: &str, function: &Function<'_>) -> Result<Body, Problem> {
    let places = Places::of(text);
    match hcl_edit::parser::parse_body(text) {
        Ok(mut body) => {
            heredoc::Lines(text).visit_body_mut(&mut body);
            functions::Replacing(function).visit_body_mut(&mut body);
            Ok(convert::body(&body, &places))
        }
        Err(error) => {
            let (line, column) = (error.location().line(), error.location().column());
            let at = Position { line: saturated(line), column: saturated(column) };
            let message =
                format!("the text is no Terraform configuration from here on{}", expected(error.message()));
            Err(Problem::at(source, at, message).help("it may have been cut off, or changed by hand"))
        }
    }
}

/// What the parser waited for; its own words, which quote nothing of the text.
fn expected(message: &str) -> String {
    let wanted = message.split("; ").find_map(|part| part.trim().strip_prefix("expected "));
    wanted.map(|wanted| format!(": expected {wanted}")).unwrap_or_default()
}

/// Parses a template, such as the text of a file: a text with expressions in it.
pub fn template(text: &str, at: Position) -> Expression {
    if !text.contains("${") && !text.contains("%{") {
        return Expression::Text(text.to_owned());
    }
    match hcl_edit::parser::parse_template(text) {
        Ok(template) => convert::template(&template, &|_| at),
        Err(_) => Expression::Opaque,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_expressions_know_where_they_stand() {
        let text = "# é\nresource \"okta_group\" \"a\" {\n  name = \"x${var.y}\"\n  é = [1, true]\n  dynamic \"b\" {\n    for_each = local.c[\"d\"].e\n  }\n}\n";
        let body = parse("a.tf", text).unwrap();
        let block = body.blocks_of("resource").next().unwrap();
        assert_eq!((block.kind.at.line, block.kind.at.column), (2, 1));
        assert_eq!(block.labels, ["okta_group", "a"]);
        let name = block.body.get("name").unwrap();
        assert_eq!((name.at.line, name.at.column), (3, 10));
        assert!(matches!(&name.value, Expression::Template(parts) if parts.len() == 2), "{name:?}");
        let list = block.body.get("é").unwrap();
        let Expression::List(entries) = &list.value else { unreachable!("{list:?}") };
        let places: Vec<_> = entries.iter().map(|entry| (entry.at.line, entry.at.column)).collect();
        assert_eq!(places, [(4, 8), (4, 11)]);
        let each = block.body.blocks.first().unwrap().body.get("for_each").unwrap();
        assert_eq!(each.value.names().unwrap(), ["local", "c", "d", "e"]);
    }

    #[test]
    fn a_broken_text_is_a_problem_that_quotes_nothing() {
        for text in ["a = \"s3cr3t", "resource \"a\" {\n  b = \"s3cr3t\"\n  c = = 1\n}", "}", "a {", "a = ${"]
        {
            let problem = parse("a.tf", text).expect_err(text);
            assert!(problem.at.is_some() && !problem.to_string().contains("s3cr3t"), "{problem}");
        }
        for (open, close) in
            [("(", ")"), ("[", "]"), ("{a=", "}"), ("\"${", "}\""), ("!", ""), ("-", ""), ("1+", "")]
        {
            let text = format!("a = {}1{}\n", open.repeat(5_000), close.repeat(5_000));
            assert!(parse("a.tf", &text).is_err(), "{open}");
        }
    }

    #[test]
    fn a_text_of_the_json_notation_may_hold_an_expression() {
        let at = Position { line: 1, column: 1 };
        assert_eq!(template("plain", at), Expression::Text("plain".into()));
        assert_eq!(template("${var.x}", at).names().unwrap(), ["var", "x"]);
        assert!(matches!(template("a ${var.x}", at), Expression::Template(_)));
        assert_eq!(template("a ${", at), Expression::Opaque);
    }
}
