//! Functions of a tool that reads the language, such as Terragrunt: calls are replaced by their results.

use hcl_edit::expr::Expression as Parsed;
use hcl_edit::visit_mut::{VisitMut, visit_expr_mut};

/// A function by its name and arguments; an argument that is no text is none. The result is none where it is not known.
pub type Function<'f> = dyn Fn(&str, &[Option<&str>]) -> Option<String> + 'f;

/// Replaces calls, those inside of others first.
pub(super) struct Replacing<'f>(pub(super) &'f Function<'f>);

impl VisitMut for Replacing<'_> {
    fn visit_expr_mut(&mut self, node: &mut Parsed) {
        visit_expr_mut(self, node);
        let Parsed::FuncCall(call) = &*node else { return };
        if call.name.is_namespaced() {
            return;
        }
        let arguments: Vec<_> = call.args.iter().map(text).collect();
        let arguments: Vec<_> = arguments.iter().map(Option::as_deref).collect();
        if let Some(result) = self.0(call.name.name.as_str(), &arguments) {
            *node = Parsed::from(result);
        }
    }
}

/// The text of a literal, or of a template of literals.
fn text(argument: &Parsed) -> Option<String> {
    match argument {
        Parsed::String(text) => Some(text.value().clone()),
        Parsed::Parenthesis(inner) => text(inner.inner()),
        Parsed::StringTemplate(parts) => {
            let part = |element: &hcl_edit::template::Element| match element {
                hcl_edit::template::Element::Literal(literal) => Some(literal.value().clone()),
                hcl_edit::template::Element::Interpolation(inner) => text(&inner.expr),
                hcl_edit::template::Element::Directive(_) => None,
            };
            parts.iter().map(part).collect()
        }
        _ => None,
    }
}
