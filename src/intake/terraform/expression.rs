//! Evaluates expressions as Terraform does, as far as the files alone allow it.
//!
//! What cannot be computed is an unknown value with the position of its cause. Known parts of a list survive an unknown
//! one. What Terraform itself fails to evaluate is an error, which `try` and `can` see and which is unknown elsewhere.

use std::sync::Arc;

use super::constraint;
use super::conversion::{
    attribute, bool_of, either, equal, items_of, map, member, number_of, number_text, settle, text_of,
};
use super::functions::{self, Arguments};
use super::kinds::first_unified;
use super::names::{ModulePlace, Names, Passed};
use super::value::{Budget, Failure, Found, Outcome, Shape, UNKNOWN_PART, Value, Written, origin};
use crate::located::Located;
use crate::located::hcl::{Expression, For, Operator, Spread, Step, template};
use crate::model::Origin;

/// How deep expressions and the names in them may lead to others.
const MAX_DEPTH: u32 = 64;

/// One of the objects of a block with `count` or `for_each`.
#[derive(Clone, Debug, Default)]
pub(super) struct Instance {
    /// `each.key` and `each.value`.
    pub(super) each: Option<(String, Found)>,
    /// The address of the block whose instances `for_each` goes through: `each.value` is one of them.
    pub(super) each_of: Option<String>,
    /// `count.index`.
    pub(super) index: Option<u32>,
    /// The names that a `dynamic` block binds, each with its object of `key` and `value`.
    pub(super) iterators: Vec<(String, Found)>,
}

impl Names {
    /// The value of an expression; what depends on something unknown is unknown.
    pub(super) fn value(
        &self,
        source: &Arc<str>,
        expression: &Located<Expression>,
        instance: Option<&Instance>,
    ) -> Found {
        self.fixed_value(source, expression, instance).0
    }

    /// The same, and whether it is the same in every run: no variable is in it that has nothing but a default.
    pub(super) fn fixed_value(
        &self,
        source: &Arc<str>,
        expression: &Located<Expression>,
        instance: Option<&Instance>,
    ) -> (Found, bool) {
        let (found, is_fixed) = self.with_errors(source, expression, instance);
        (found.without_errors(), is_fixed)
    }

    /// The value of a list that names other blocks by their ids: there, the address of a block is its id, and an unknown
    /// part of a text is [`UNKNOWN_PART`].
    pub(super) fn naming_value(
        &self,
        source: &Arc<str>,
        expression: &Located<Expression>,
        instance: Option<&Instance>,
    ) -> Found {
        let budget = Budget::naming_blocks();
        let evaluation = Evaluation { names: self, instance, budget: &budget };
        evaluation.of(expression, Context { source, depth: 0, bound: None }).without_errors()
    }

    /// The same with the errors that Terraform reports.
    pub(super) fn with_errors(
        &self,
        source: &Arc<str>,
        expression: &Located<Expression>,
        instance: Option<&Instance>,
    ) -> (Found, bool) {
        let budget = Budget::default();
        let evaluation = Evaluation { names: self, instance, budget: &budget };
        let found = evaluation.of(expression, Context { source, depth: 0, bound: None });
        (found, !budget.is_replaceable.get())
    }
}

struct Evaluation<'n> {
    names: &'n Names,
    instance: Option<&'n Instance>,
    budget: &'n Budget,
}

/// Where an expression stands: its file, how deep, and the names that `for` binds there.
#[derive(Clone, Copy)]
struct Context<'c> {
    source: &'c Arc<str>,
    depth: u32,
    bound: Option<&'c Binding<'c>>,
}

struct Binding<'b> {
    name: &'b str,
    value: &'b Found,
    outer: Option<&'b Binding<'b>>,
}

impl Context<'_> {
    fn bound(&self, name: &str) -> Option<&Found> {
        let mut next = self.bound;
        while let Some(binding) = next {
            if binding.name == name {
                return Some(binding.value);
            }
            next = binding.outer;
        }
        None
    }
}

impl Evaluation<'_> {
    fn of(&self, written: &Located<Expression>, context: Context<'_>) -> Found {
        let at = origin(context.source, written.at);
        if context.depth > MAX_DEPTH || self.budget.spend(1).is_err() {
            return Found::new(Value::Unknown, at);
        }
        let context = Context { depth: context.depth + 1, ..context };
        let inner = |one: &Located<Expression>| self.of(one, context);
        let outcome = match &written.value {
            Expression::Null => Ok(Value::Null),
            Expression::Bool(flag) => Ok(Value::Bool(*flag)),
            Expression::Number(text) => {
                let number = super::conversion::parse_number(text).ok_or(Failure::Unknown(None));
                number.and_then(|number| number_text(number).map(|_| Value::Number(number)))
            }
            Expression::Text(text) => self.budget.text(text.clone()),
            Expression::List(entries) => Ok(Value::List(Shape::Tuple, entries.iter().map(inner).collect())),
            Expression::Map(members) => self.object(members, context),
            Expression::Reference(parts) => {
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                return settle(self.reference(&parts, &at, context), &at);
            }
            Expression::Access(base, steps) => return self.access(written, base, steps, context),
            Expression::Conditional(parts) => return self.conditional(parts, &at, context),
            Expression::Call(name, arguments, spread) => {
                return self.call(name, arguments, *spread, &at, context);
            }
            Expression::Binary(operator, both) => self.binary(*operator, both, context),
            Expression::Not(one) => bool_of(&inner(one)).map(|flag| Value::Bool(!flag)),
            Expression::Negative(one) => number_of(&inner(one)).map(|number| Value::Number(-number)),
            Expression::For(one) => self.repeated(one, context),
            Expression::Template(parts) => {
                let text = |part| text_of(&self.part(inner(part)));
                let texts: Result<Vec<String>, _> = parts.iter().map(text).collect();
                texts.and_then(|texts| self.budget.text(texts.concat()))
            }
            Expression::Opaque => Err(Failure::Unknown(None)),
        };
        Found::from_outcome(outcome, at)
    }

    fn object(
        &self,
        members: &[(Located<Expression>, Located<Expression>)],
        context: Context<'_>,
    ) -> Outcome {
        let member = |(name, value): &(Located<Expression>, Located<Expression>)| {
            Ok((text_of(&self.of(name, context))?, self.of(value, context)))
        };
        members.iter().map(member).collect::<Result<Vec<_>, Failure>>().map(map)
    }

    fn reference(&self, parts: &[&str], at: &Origin, context: Context<'_>) -> Result<Found, Failure> {
        let unknown = Err(Failure::Unknown(None));
        let [first, rest @ ..] = parts else { return unknown };
        if let Some(found) = context.bound(first) {
            return self.follow(found, rest, at);
        }
        let iterators = self.instance.iter().flat_map(|instance| &instance.iterators);
        if let Some((_, found)) = iterators.rev().find(|(name, _)| name == first) {
            return self.follow(found, rest, at);
        }
        match parts {
            ["var", name, rest @ ..] => self.follow(&self.variable(name, context)?, rest, at),
            ["local", name, rest @ ..] => {
                let Some(Written { source, expression }) = self.names.locals.get(*name) else {
                    return unknown;
                };
                let found = self.of(expression, Context { source, depth: context.depth, bound: None });
                self.follow(&found, rest, at)
            }
            ["each", "value", rest @ ..] if self.instance.is_some_and(|one| one.each.is_none()) => {
                let of = self.instance.and_then(|instance| instance.each_of.as_ref());
                of.map_or(unknown, |of| self.of_block(&[of], rest, at))
            }
            ["each", which @ ("key" | "value"), rest @ ..] => {
                let each = self.instance.and_then(|instance| instance.each.as_ref());
                let Some((key, value)) = each else { return unknown };
                let key = Found::new(Value::Text(key.clone()), at.clone());
                self.follow(if *which == "key" { &key } else { value }, rest, at)
            }
            ["count", "index"] => {
                let index = self.instance.and_then(|instance| instance.index);
                index.map_or(unknown, |index| Ok(Found::new(Value::Number(f64::from(index)), at.clone())))
            }
            ["path", which @ ("module" | "root")] => {
                let place =
                    self.names.place.as_ref().filter(|place| *which == "root" || !place.text.is_empty());
                let text = |place: &ModulePlace| {
                    if *which == "root" { ".".to_owned() } else { place.text.clone() }
                };
                place.map_or(unknown, |place| Ok(Found::new(Value::Text(text(place)), at.clone())))
            }
            ["module", name, rest @ ..] => self.output(name, rest, at, context),
            ["data", kind, name, rest @ ..] => self.of_block(&["data", kind, name], rest, at),
            [kind, name, rest @ ..] if kind.contains('_') => self.of_block(&[kind, name], rest, at),
            _ => unknown,
        }
    }

    fn variable(&self, name: &str, context: Context<'_>) -> Result<Found, Failure> {
        if self.names.replaceable.contains(name) {
            self.budget.is_replaceable.set(true);
        }
        if let Some(Passed { names, written, constraint }) = self.names.passed.get(name) {
            let evaluation = Evaluation { names, instance: None, budget: self.budget };
            let context = Context { source: &written.source, depth: context.depth, bound: None };
            return Ok(converted(evaluation.of(&written.expression, context), constraint.as_ref()));
        }
        let found = self.names.variables.get(name).and_then(Option::as_ref);
        let found = found.ok_or(Failure::Unknown(None))?;
        self.budget.spend(found.size())?;
        Ok(found.clone())
    }

    /// The value behind names and literal indexes.
    fn follow(&self, found: &Found, names: &[&str], at: &Origin) -> Result<Found, Failure> {
        let mut found = found.clone();
        for (position, name) in names.iter().enumerate() {
            if let Value::Attribute(address, _) = &found.value {
                let last = names.get(position..).and_then(<[&str]>::last).unwrap_or(name);
                return Ok(Found::new(Value::Attribute(address.clone(), (*last).to_owned()), at.clone()));
            }
            found = member(&found, &Found::new(Value::Text((*name).to_owned()), at.clone()))?;
        }
        self.budget.spend(found.size())?;
        Ok(found)
    }

    /// An attribute of another block, whatever the instance.
    fn of_block(&self, block: &[&str], names: &[&str], at: &Origin) -> Result<Found, Failure> {
        let name = names.last().ok_or(Failure::Unknown(None))?;
        let address = format!("{}{}", self.names.prefix, block.join("."));
        // The id of an OAuth app is that of its client.
        let is_id = *name == "id" || *name == "client_id" && block.join(".").contains("okta_app_oauth.");
        let value = if is_id && self.budget.names_blocks {
            Value::Text(address)
        } else {
            Value::Attribute(address, (*name).to_owned())
        };
        Ok(Found::new(value, at.clone()))
    }

    /// A part of a text; an unknown one has a sign in its place where the text names a block.
    fn part(&self, found: Found) -> Found {
        match found.value {
            Value::Unknown | Value::Attribute(..) if self.budget.names_blocks => {
                Found::new(Value::Text(UNKNOWN_PART.to_owned()), found.at)
            }
            _ => found,
        }
    }

    /// An output of a called module.
    fn output(
        &self,
        name: &str,
        names: &[&str],
        at: &Origin,
        context: Context<'_>,
    ) -> Result<Found, Failure> {
        let unknown = || Failure::Unknown(None);
        let block = &self.names.called.block(name).ok_or_else(unknown)?.block.body;
        let is_repeated = block.get("count").is_some() || block.get("for_each").is_some();
        let names = if is_repeated { names.get(1..).unwrap_or_default() } else { names };
        let [output, rest @ ..] = names else { return Err(unknown()) };
        self.budget.spend(50 + self.names.variables.len())?;
        let child = self.names.child(name).ok_or_else(unknown)?;
        let Written { source, expression } = child.outputs.get(*output).ok_or_else(unknown)?;
        let evaluation = Evaluation { names: &child, instance: None, budget: self.budget };
        let found = evaluation.of(expression, Context { source, depth: context.depth, bound: None });
        self.follow(&found, rest, at)
    }

    fn access(
        &self,
        whole: &Located<Expression>,
        base: &Located<Expression>,
        steps: &[Step],
        context: Context<'_>,
    ) -> Found {
        let at = origin(context.source, whole.at);
        if let Some(parts) = whole.value.parts() {
            // Of an address of another block only the attribute counts, whatever the instance.
            let first = parts.first().copied().flatten().unwrap_or_default();
            let is_free = context.bound(first).is_none();
            if is_free && (first == "data" || first.contains('_')) {
                let names: Vec<&str> = parts.into_iter().flatten().collect();
                return settle(self.reference(&names, &at, context), &at);
            }
        }
        let base = self.of(base, context);
        settle(self.walk(base, steps, &at, context), &at)
    }

    fn walk(&self, base: Found, steps: &[Step], at: &Origin, context: Context<'_>) -> Result<Found, Failure> {
        let mut found = base;
        let mut rest = steps.iter();
        while let Some(step) = rest.next() {
            found = match step {
                Step::Attribute(name) => attribute(&found, name)?,
                Step::Index(index) => self.index(&found, &self.of(index, context))?,
                Step::Splat => return self.splat(found, rest.as_slice(), at, context),
                Step::AttributeSplat => {
                    let names = rest.as_slice();
                    let is_name = |step: &&Step| matches!(step, Step::Attribute(_));
                    let (inner, after) = names.split_at(names.iter().take_while(is_name).count());
                    rest = after.iter();
                    self.splat(found, inner, at, context)?
                }
            };
        }
        Ok(found)
    }

    /// An element; with an unknown index what all elements have in common.
    fn index(&self, found: &Found, key: &Found) -> Result<Found, Failure> {
        let elements: Vec<&Found> = match found.known()? {
            Value::List(_, items) => items.iter().collect(),
            Value::Map(members) => members.iter().map(|(_, value)| value).collect(),
            _ => return Err(Failure::Error),
        };
        if key.value.is_known() || key.value == Value::Error {
            let found = member(found, key)?;
            self.budget.spend(found.size())?;
            return Ok(found);
        }
        self.budget.spend(elements.iter().map(|one| one.size().saturating_mul(one.size())).sum())?;
        let mut elements = elements.into_iter().cloned();
        let first = elements.next().ok_or(Failure::Error)?;
        Ok(elements.fold(first, |one, other| either(one, other, &key.at)))
    }

    fn splat(
        &self,
        found: Found,
        steps: &[Step],
        at: &Origin,
        context: Context<'_>,
    ) -> Result<Found, Failure> {
        let (items, shape) = match found.known()? {
            Value::Null => (Vec::new(), Shape::Tuple),
            Value::List(Shape::Tuple, items) => (items.clone(), Shape::Tuple),
            Value::List(_, items) => (items.clone(), Shape::List),
            _ => (vec![found], Shape::Tuple),
        };
        let each = |item: Found| {
            self.budget.spend(1)?;
            if item.value == Value::Rest { Ok(item) } else { self.walk(item, steps, at, context) }
        };
        let items: Result<Vec<_>, _> = items.into_iter().map(each).collect();
        Ok(Found::new(Value::List(shape, items?), at.clone()))
    }

    fn conditional(&self, parts: &[Located<Expression>; 3], at: &Origin, context: Context<'_>) -> Found {
        let [condition, then, otherwise] = parts;
        let condition = self.of(condition, context);
        let (chosen, other) = match bool_of(&condition) {
            Ok(true) => (then, otherwise),
            Ok(false) => (otherwise, then),
            Err(Failure::Error) => return Found::new(Value::Error, at.clone()),
            Err(_) => {
                let (then, otherwise) = (self.of(then, context), self.of(otherwise, context));
                let work = then.size().saturating_mul(otherwise.size());
                return match self.budget.spend(work) {
                    Ok(()) => either(then, otherwise, &condition.at),
                    Err(failure) => Found::from_outcome(Err(failure), at.clone()),
                };
            }
        };
        let chosen = self.of(chosen, context);
        // Both results have one type: a number beside a string is a string.
        if matches!(chosen.value, Value::Text(_) | Value::Null) || !chosen.value.is_known() {
            return chosen;
        }
        let other = self.of(other, context);
        if self.budget.spend(chosen.size() + other.size()).is_err() {
            return Found::new(Value::Unknown, at.clone());
        }
        settle(first_unified(chosen, std::slice::from_ref(&other)), at)
    }

    fn binary(&self, operator: Operator, both: &[Located<Expression>; 2], context: Context<'_>) -> Outcome {
        let [one, other] = both.each_ref().map(|one| self.of(one, context));
        match operator {
            Operator::And | Operator::Or => {
                let decides = operator == Operator::Or;
                match [bool_of(&one), bool_of(&other)] {
                    [Ok(first), _] if first == decides => Ok(Value::Bool(decides)),
                    [Err(Failure::Error), _] | [Ok(_), Err(Failure::Error)] => Err(Failure::Error),
                    [_, Ok(second)] if second == decides => Ok(Value::Bool(decides)),
                    [first, second] => first.and(second).map(Value::Bool),
                }
            }
            Operator::Equal | Operator::NotEqual => {
                if one.has_error() || other.has_error() {
                    return Err(Failure::Error);
                }
                self.budget.spend(one.size().min(other.size()))?;
                let first = [&one, &other].into_iter().find_map(Found::first_unknown);
                let unknown = || Failure::Unknown(first.map(|found| found.at.clone()));
                let is_equal = equal(&one, &other).ok_or_else(unknown)?;
                // A map and an object with the same members are not equal, and are not told apart here.
                if is_equal && one.has_map() {
                    return Err(Failure::Unknown(None));
                }
                Ok(Value::Bool(is_equal == (operator == Operator::Equal)))
            }
            _ => arithmetic(operator, number_of(&one)?, number_of(&other)?),
        }
    }

    fn repeated(&self, one: &For, context: Context<'_>) -> Outcome {
        let collection = self.of(&one.collection, context);
        let number = |index: usize| f64::from(u32::try_from(index).unwrap_or(u32::MAX));
        let entries: Vec<(Value, Found)> = match collection.known()? {
            Value::List(Shape::Set, items) => {
                items.iter().map(|item| (item.value.clone(), item.clone())).collect()
            }
            Value::List(_, items) => {
                let is_open = items.iter().any(|item| item.value == Value::Rest);
                let index = |index| if is_open { Value::Unknown } else { Value::Number(number(index)) };
                items.iter().enumerate().map(|(at, item)| (index(at), item.clone())).collect()
            }
            Value::Map(members) => {
                members.iter().map(|(name, item)| (Value::Text(name.clone()), item.clone())).collect()
            }
            _ => return Err(Failure::Error),
        };
        let mut elements = Elements::default();
        for (key, item) in entries {
            self.budget.spend(1)?;
            if item.value == Value::Rest {
                elements.rest(item.at, one)?;
                continue;
            }
            let key = Found::new(key, item.at.clone());
            let outer = one.key.as_deref().map(|name| Binding { name, value: &key, outer: context.bound });
            let binding = Binding { name: &one.value, value: &item, outer: outer.as_ref().or(context.bound) };
            let inside = Context { bound: Some(&binding), ..context };
            if let Some(condition) = &one.condition {
                let condition = self.of(condition, inside);
                match bool_of(&condition) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(Failure::Error) => return Err(Failure::Error),
                    Err(_) => {
                        elements.rest(condition.at, one)?;
                        continue;
                    }
                }
            }
            let result = self.of(&one.result, inside);
            match &one.result_key {
                None => elements.list.push(result),
                Some(key) => elements.member(text_of(&self.of(key, inside))?, result, one)?,
            }
        }
        Ok(elements.done(one))
    }

    fn call(
        &self,
        name: &str,
        arguments: &[Located<Expression>],
        spread: Spread,
        at: &Origin,
        context: Context<'_>,
    ) -> Found {
        match (name, arguments) {
            ("try", [_, ..]) => return self.attempt(arguments, at, context),
            ("can", [one]) => {
                let found = self.of(one, context);
                let outcome = match found.whole() {
                    Ok(_) => Ok(Value::Bool(true)),
                    Err(Failure::Error) => Ok(Value::Bool(false)),
                    Err(unknown) => Err(unknown),
                };
                return Found::from_outcome(outcome, at.clone());
            }
            _ => {}
        }
        let mut list: Vec<Found> = arguments.iter().map(|one| self.of(one, context)).collect();
        if name == "format" {
            list = list.into_iter().map(|one| self.part(one)).collect();
        }
        if spread == Spread::Last
            && let Some(last) = list.pop()
        {
            match items_of(&last) {
                Ok(items) if items.iter().all(|item| item.value != Value::Rest) => {
                    list.extend(items.iter().cloned());
                }
                // Arguments that may be any number.
                Ok(_) => list.push(Found::new(Value::Unknown, last.at)),
                Err(failure) => list.push(Found::from_outcome(Err(failure), last.at)),
            }
        }
        if matches!(name, "templatefile" | "templatestring") {
            return Found::from_outcome(self.rendered(name, &list, context), at.clone());
        }
        let work = list.iter().map(Found::size).sum();
        let place = self.names.place.as_ref();
        let outcome = self.budget.spend(work).and_then(|()| {
            functions::call(name, &Arguments { list, at: at.clone(), budget: self.budget, place })
        });
        settle(outcome, at)
    }

    /// The first argument that Terraform can evaluate.
    fn attempt(&self, arguments: &[Located<Expression>], at: &Origin, context: Context<'_>) -> Found {
        let Some((first, rest)) = arguments.split_first() else {
            return Found::new(Value::Error, at.clone());
        };
        let found = self.of(first, context);
        if found.has_error() {
            return self.attempt(rest, at, context);
        }
        if rest.is_empty() || found.first_unknown().is_none() {
            return found;
        }
        // Something unknown may turn out as an error.
        let otherwise = self.attempt(rest, at, context);
        match self.budget.spend(found.size().saturating_mul(otherwise.size())) {
            Ok(()) => either(found, otherwise, at),
            Err(failure) => Found::from_outcome(Err(failure), at.clone()),
        }
    }

    /// A template with variables of its own.
    fn rendered(&self, name: &str, arguments: &[Found], context: Context<'_>) -> Outcome {
        let [text, variables, ..] = arguments else { return Err(Failure::Error) };
        let members = super::conversion::members_of(variables)?;
        let mut text = text_of(text)?;
        if name == "templatefile" {
            let place = self.names.place.as_ref();
            text = place.and_then(|place| place.read(&text)).ok_or(Failure::Unknown(None))?;
        }
        self.budget.spend(text.len() / 16)?;
        let at = crate::located::Position { line: variables.at.line, column: variables.at.column };
        let parsed = Located::new(template(&text, at), at);
        let names = Names::default();
        let instance = Instance { iterators: members.to_vec(), ..Instance::default() };
        let evaluation = Evaluation { names: &names, instance: Some(&instance), budget: self.budget };
        let inside = Context { source: &variables.at.source, depth: context.depth, bound: None };
        let found = evaluation.of(&parsed, inside);
        text_of(&found).and_then(|text| self.budget.text(text))
    }
}

/// What a `for` expression has collected.
#[derive(Default)]
struct Elements {
    list: Vec<Found>,
    members: Vec<(String, Found)>,
}

impl Elements {
    /// Takes in elements that may be there.
    fn rest(&mut self, at: Origin, of: &For) -> Result<(), Failure> {
        if of.result_key.is_some() {
            return Err(Failure::Unknown(Some(at)));
        }
        self.list.push(Found::new(Value::Rest, at));
        Ok(())
    }

    fn member(&mut self, name: String, value: Found, of: &For) -> Result<(), Failure> {
        let known = self.members.binary_search_by(|(known, _)| known.as_str().cmp(&name));
        match (known, of.groups) {
            (Ok(_), false) => return Err(Failure::Error),
            (Ok(position), true) => {
                if let Some(Value::List(_, items)) =
                    self.members.get_mut(position).map(|(_, one)| &mut one.value)
                {
                    items.push(value);
                }
            }
            (Err(position), true) => {
                let at = value.at.clone();
                let group = Found::new(Value::List(Shape::Tuple, vec![value]), at);
                self.members.insert(position, (name, group));
            }
            (Err(position), false) => self.members.insert(position, (name, value)),
        }
        Ok(())
    }

    fn done(self, of: &For) -> Value {
        if of.result_key.is_some() { Value::Map(self.members) } else { Value::List(Shape::Tuple, self.list) }
    }
}

fn arithmetic(operator: Operator, one: f64, other: f64) -> Outcome {
    let number = match operator {
        Operator::Add => one + other,
        Operator::Subtract => one - other,
        Operator::Multiply => one * other,
        Operator::Divide | Operator::Remainder if other.abs() == 0.0 => return Err(Failure::Error),
        Operator::Divide => one / other,
        // Without the sign of a zero.
        Operator::Remainder => one % other + 0.0,
        Operator::Less => return Ok(Value::Bool(one < other)),
        Operator::LessEqual => return Ok(Value::Bool(one <= other)),
        Operator::Greater => return Ok(Value::Bool(one > other)),
        Operator::GreaterEqual => return Ok(Value::Bool(one >= other)),
        Operator::Equal | Operator::NotEqual | Operator::And | Operator::Or => return Err(Failure::Error),
    };
    Ok(Value::Number(number))
}

/// The value of a variable, converted to its type.
pub(super) fn converted(found: Found, constraint: Option<&Written>) -> Found {
    let Some(constraint) = constraint else { return found };
    let budget = Budget::default();
    let names = Names::default();
    let evaluation = Evaluation { names: &names, instance: None, budget: &budget };
    let context = Context { source: &constraint.source, depth: 0, bound: None };
    let default = |expression: &Located<Expression>| evaluation.of(expression, context);
    constraint::convert(found, &constraint.expression.value, &default)
}
