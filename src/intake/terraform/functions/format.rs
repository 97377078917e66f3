//! `format` and `formatlist`.

use super::Arguments;
use super::encoding::{json_text, quoted};
use crate::intake::terraform::conversion::{bool_of, integer_of, number_of, number_text, text_of};
use crate::intake::terraform::value::{Failure, Found, Outcome, Shape, Value};

/// How wide a field may be.
const MAX_WIDTH: usize = 10_000;

pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match name {
        "format" => arguments.text(0).and_then(|text| {
            let rest: Vec<&Found> = arguments.list.iter().skip(1).collect();
            arguments.budget.text(formatted(&text, &rest)?)
        }),
        _ => return None,
    };
    Some(outcome)
}

/// A string for each element of the lists; what is no list counts for each.
pub(super) fn list(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    let rest = arguments.list.get(1..).unwrap_or_default();
    for argument in rest {
        argument.known()?;
    }
    let lists: Vec<&[Found]> = rest
        .iter()
        .filter_map(|one| if let Value::List(_, items) = &one.value { Some(items.as_slice()) } else { None })
        .collect();
    let count = lists.first().map_or(1, |list| list.len());
    if lists.iter().any(|list| list.len() != count) {
        return Err(Failure::Error);
    }
    let is_rest = |item: &&Found| item.value == Value::Rest;
    let open = lists.iter().flat_map(|list| list.iter()).find(is_rest);
    if let Some(open) = open.filter(|_| lists.len() > 1) {
        return Err(Failure::Unknown(Some(open.at.clone())));
    }
    let mut items = Vec::new();
    for position in 0..count {
        let of = |one: &'_ Found| match &one.value {
            Value::List(_, items) => items.get(position).cloned(),
            _ => Some(one.clone()),
        };
        let values: Vec<Found> = rest.iter().filter_map(of).collect();
        if let Some(rest) = values.iter().find(is_rest) {
            items.push(rest.clone());
            continue;
        }
        let at = lists.first().and_then(|list| list.get(position)).map(|item| item.at.clone());
        let value = formatted(&text, &values.iter().collect::<Vec<_>>());
        let value = value.and_then(|value| arguments.budget.text(value));
        items.push(Found::from_outcome(value, at.unwrap_or_else(|| arguments.at.clone())));
    }
    Ok(Value::List(Shape::List, items))
}

/// One verb with its flags.
#[derive(Default)]
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    space: bool,
    sharp: bool,
    width: usize,
    precision: Option<usize>,
}

fn formatted(text: &str, arguments: &[&Found]) -> Result<String, Failure> {
    let mut result = String::new();
    let mut chars = text.chars().peekable();
    let (mut next, mut used_all) = (0, false);
    while let Some(char) = chars.next() {
        if char != '%' {
            result.push(char);
            continue;
        }
        let mut verb = Verb::default();
        while let Some(flag) = chars.next_if(|char| "-0+ #".contains(*char)) {
            match flag {
                '-' => verb.left = true,
                '0' => verb.zeros = true,
                '+' => verb.plus = true,
                ' ' => verb.space = true,
                _ => verb.sharp = true,
            }
        }
        let digits = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut number = 0_usize;
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                number = number
                    .saturating_mul(10)
                    .saturating_add(usize::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0));
            }
            number
        };
        verb.width = digits(&mut chars);
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(digits(&mut chars));
        }
        if chars.next_if_eq(&'[').is_some() {
            next = digits(&mut chars).checked_sub(1).ok_or(Failure::Error)?;
            chars.next_if_eq(&']').ok_or(Failure::Error)?;
            used_all = true;
        }
        if verb.width > MAX_WIDTH || verb.precision.is_some_and(|precision| precision > MAX_WIDTH) {
            return Err(Failure::Unknown(None));
        }
        let letter = chars.next().ok_or(Failure::Error)?;
        if letter == '%' {
            result.push('%');
            continue;
        }
        let argument = arguments.get(next).ok_or(Failure::Error)?;
        next += 1;
        result.push_str(&verb.padded(letter, argument)?);
        if result.len() > 1 << 20 {
            return Err(Failure::Unknown(None));
        }
    }
    // An argument that no verb uses is an error, unless verbs name their arguments.
    if next < arguments.len() && !used_all { Err(Failure::Error) } else { Ok(result) }
}

impl Verb {
    fn padded(&self, letter: char, argument: &Found) -> Result<String, Failure> {
        let is_number = matches!(letter, 'd' | 'b' | 'o' | 'x' | 'X' | 'f');
        let text = self.plain(letter, argument)?;
        let missing = self.width.saturating_sub(text.chars().count());
        Ok(if self.left {
            text + &" ".repeat(missing)
        } else if self.zeros && is_number {
            let (sign, digits) = text.split_at(usize::from(text.starts_with(['-', '+', ' '])));
            format!("{sign}{}{digits}", "0".repeat(missing))
        } else if self.zeros {
            "0".repeat(missing) + &text
        } else {
            " ".repeat(missing) + &text
        })
    }

    fn plain(&self, letter: char, argument: &Found) -> Result<String, Failure> {
        if self.sharp || argument.value == Value::Null {
            return Err(Failure::Unknown(None));
        }
        let cut = |text: String| match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        };
        match letter {
            'v' => match &argument.value {
                Value::List(..) | Value::Map(_) => json_text(argument),
                // Others are written with an exponent.
                Value::Number(number) if number.abs() > 0.0 && !(1e-4..1e6).contains(&number.abs()) => {
                    Err(Failure::Unknown(None))
                }
                Value::Number(number) => Ok(self.signed(*number, number_text(*number)?)),
                _ => text_of(argument),
            },
            's' => text_of(argument).map(cut),
            'q' => text_of(argument).map(|text| quoted(&text)),
            't' => bool_of(argument).map(|flag| flag.to_string()),
            // The bytes of a string.
            'x' | 'X' if argument.text().is_some() => Err(Failure::Unknown(None)),
            'd' | 'b' | 'o' | 'x' | 'X' if self.precision.is_none() => {
                let number = integer_of(argument)?;
                let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
                let digits = match letter {
                    'd' => size.to_string(),
                    'b' => format!("{size:b}"),
                    'o' => format!("{size:o}"),
                    'x' => format!("{size:x}"),
                    _ => format!("{size:X}"),
                };
                Ok(self.signed(number_of(argument)?, format!("{sign}{digits}")))
            }
            'f' => {
                let number = number_of(argument)?;
                let precision = self.precision.unwrap_or(6);
                let decimal = number_text(number)?;
                // A half is rounded by the digits of the decimal number, which are not those of the binary one.
                let rest = decimal.split_once('.').and_then(|(_, digits)| digits.get(precision..));
                if rest == Some("5") && (number * 1_048_576.0).fract() != 0.0 {
                    return Err(Failure::Unknown(None));
                }
                Ok(self.signed(number, format!("{number:.precision$}")))
            }
            _ => Err(Failure::Unknown(None)),
        }
    }

    fn signed(&self, number: f64, text: String) -> String {
        match (number >= 0.0, self.plus, self.space) {
            (true, true, _) => format!("+{text}"),
            (true, false, true) => format!(" {text}"),
            _ => text,
        }
    }
}
