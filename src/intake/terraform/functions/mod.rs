//! Terraform's functions that compute something from their arguments alone, or from files of the configuration.

mod collections;
mod encoding;
mod format;
mod numbers;
mod paths;
mod sets;
mod text;

use super::conversion::{bool_of, integer_of, items_of, members_of, number_of, text_of};
use super::names::ModulePlace;
use super::value::{Budget, Failure, Found, Outcome, Value};
use crate::model::Origin;

/// The arguments of a function.
pub(super) struct Arguments<'a> {
    pub(super) list: Vec<Found>,
    /// The position of the call.
    pub(super) at: Origin,
    pub(super) budget: &'a Budget,
    /// The folder that paths start from.
    pub(super) place: Option<&'a ModulePlace>,
}

impl Arguments<'_> {
    fn get(&self, position: usize) -> Result<&Found, Failure> {
        self.list.get(position).ok_or(Failure::Error)
    }

    fn len(&self) -> usize {
        self.list.len()
    }

    fn text(&self, position: usize) -> Result<String, Failure> {
        text_of(self.get(position)?)
    }

    fn number(&self, position: usize) -> Result<f64, Failure> {
        number_of(self.get(position)?)
    }

    fn integer(&self, position: usize) -> Result<i64, Failure> {
        integer_of(self.get(position)?)
    }

    /// A whole number that is not negative.
    fn count(&self, position: usize) -> Result<usize, Failure> {
        usize::try_from(self.integer(position)?).map_err(|_| Failure::Error)
    }

    fn items(&self, position: usize) -> Result<&[Found], Failure> {
        items_of(self.get(position)?)
    }

    /// The elements of a list of which the number and the order are known.
    fn closed_items(&self, position: usize) -> Result<&[Found], Failure> {
        let items = self.items(position)?;
        match items.iter().find(|item| item.value == Value::Rest) {
            Some(rest) => Err(Failure::Unknown(Some(rest.at.clone()))),
            None => Ok(items),
        }
    }

    /// The elements of a list, each as a string.
    fn texts(&self, position: usize) -> Result<Vec<String>, Failure> {
        self.closed_items(position)?.iter().map(text_of).collect()
    }

    /// The elements of a list, each as a truth value; null counts as false.
    fn flags(&self, position: usize) -> Vec<Result<bool, Failure>> {
        let flag = |item: &Found| if item.value == Value::Null { Ok(false) } else { bool_of(item) };
        self.items(position).unwrap_or_default().iter().map(flag).collect()
    }

    fn members(&self, position: usize) -> Result<&[(String, Found)], Failure> {
        members_of(self.get(position)?)
    }

    fn found(&self, value: Value) -> Found {
        Found::new(value, self.at.clone())
    }
}

/// The result of a function; unknown for one that is not computed.
pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Result<Found, Failure> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    if let Some(outcome) = collections::chosen(name, arguments) {
        return outcome;
    }
    if arguments.list.iter().any(|argument| argument.value == Value::Error) {
        return Err(Failure::Error);
    }
    let outcome = collections::of_parts(name, arguments).or_else(|| sets::of_parts(name, arguments));
    let outcome = match outcome {
        Some(outcome) => outcome,
        None if name == "formatlist" => format::list(arguments),
        None => of_whole(name, arguments),
    }?;
    let found = arguments.found(outcome);
    arguments.budget.spend(found.size())?;
    Ok(found)
}

/// The functions that need every part of their arguments.
fn of_whole(name: &str, arguments: &Arguments<'_>) -> Outcome {
    let families = [
        text::call as fn(&str, &Arguments<'_>) -> Option<Outcome>,
        numbers::call,
        collections::of_whole,
        encoding::call,
        paths::call,
        format::call,
    ];
    for argument in &arguments.list {
        argument.whole()?;
    }
    let found = families.iter().find_map(|family| family(name, arguments));
    found.unwrap_or(Err(Failure::Unknown(None)))
}
