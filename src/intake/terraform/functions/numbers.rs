//! Functions of numbers.

use super::Arguments;
use crate::intake::terraform::value::{Failure, Outcome, Value};

pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("abs" | "ceil" | "floor" | "signum", 1) => arguments.number(0).map(|number| match name {
            "abs" => number.abs(),
            // Without the sign of a zero.
            "ceil" => number.ceil() + 0.0,
            "floor" => number.floor() + 0.0,
            _ if number.abs() == 0.0 => 0.0,
            _ => number.signum(),
        }),
        ("max" | "min", 1..) => {
            let numbers = (0..arguments.len()).map(|position| arguments.number(position));
            let choose = if name == "max" { f64::max } else { f64::min };
            let numbers = numbers.collect::<Result<Vec<_>, _>>();
            numbers.and_then(|numbers| numbers.into_iter().reduce(choose).ok_or(Failure::Error))
        }
        ("pow", 2) => arguments.number(0).and_then(|base| Ok(base.powf(arguments.number(1)?))),
        ("log", 2) => arguments.number(0).and_then(|number| Ok(number.ln() / arguments.number(1)?.ln())),
        ("sum", 1) => sum(arguments),
        ("parseint", 2) => parsed(arguments),
        _ => return None,
    };
    Some(outcome.and_then(|number| {
        if number.is_finite() { Ok(Value::Number(number)) } else { Err(Failure::Unknown(None)) }
    }))
}

fn sum(arguments: &Arguments<'_>) -> Result<f64, Failure> {
    let items = arguments.closed_items(0)?;
    if items.is_empty() {
        return Err(Failure::Error);
    }
    let numbers = items.iter().map(crate::intake::terraform::conversion::number_of);
    Ok(numbers.collect::<Result<Vec<_>, _>>()?.into_iter().sum())
}

fn parsed(arguments: &Arguments<'_>) -> Result<f64, Failure> {
    let (text, base) = (arguments.text(0)?, arguments.integer(1)?);
    let base = u32::try_from(base).map_err(|_| Failure::Error)?;
    match base {
        2..=36 => {}
        37..=62 => return Err(Failure::Unknown(None)),
        _ => return Err(Failure::Error),
    }
    let number = i64::from_str_radix(&text, base).map_err(|error| match error.kind() {
        std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => Failure::Unknown(None),
        _ => Failure::Error,
    })?;
    let small = i32::try_from(number).map_err(|_| Failure::Unknown(None))?;
    Ok(f64::from(small))
}
