//! PowerShell: what the reader of lists finds in a script, and the cmdlets of Okta's module, such as `Invoke-OktaListUsers`.

use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::source::IntakeError;
use crate::intake::tree::Place;
use crate::intake::{Context, text};
use crate::model::{Asked, Call, SdkMethod, SetAside};

/// Whether files of an ending are scripts of PowerShell.
pub(super) fn claims(ending: &str) -> bool {
    matches!(ending, "ps1" | "psm1")
}

/// Every call of a script.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let script = content.into_text()?;
    let mut found = text::read(&script, calls.source(), context.names)?;
    let mut block = false;
    for (number, line) in script.lines().enumerate() {
        let mut comment = block || line.trim_start().starts_with('#');
        for (column, word) in words(line) {
            if line
                .get(..column)
                .is_some_and(|before| before.ends_with("function ") || before.ends_with("Function "))
            {
                continue;
            }
            let before = line.get(..column).unwrap_or_default();
            comment = comment || before.contains(" #") || before.contains("<#");
            let method = SdkMethod {
                name: word.to_owned(),
                sdk: Some("powershell".to_owned()),
                ..SdkMethod::default()
            };
            if !context.names.knows_method(&method) {
                continue;
            }
            let at = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
            let place = Place { line: at(number), column: at(before.chars().count()) };
            let call = Call::new(calls.origin(place), word.to_owned(), Asked::Sdk(method));
            found.push(call.set_aside(comment.then_some(SetAside::CommentedOut)));
        }
        block = (block || line.contains("<#")) && !line.contains("#>");
    }
    found.sort_by_key(|call| (call.origin.line, call.origin.column));
    for call in found {
        calls.push(call);
    }
    Ok(())
}

/// The cmdlets of a line with their places in bytes: a verb, a dash, a name that begins with `Okta`.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + line.get(from..)?.find("-Okta")?;
            let part = |c: char| c.is_ascii_alphanumeric();
            let before = line.get(..at)?;
            let start = before.rfind(|c| !part(c)).map_or(0, |end| end + 1);
            let after = line.get(at + 1..)?;
            let end = at + 1 + after.find(|c| !part(c)).unwrap_or(after.len());
            from = end;
            let alone =
                start == 0 || before.get(..start).is_some_and(|lead| !lead.ends_with(['-', '"', '\'']));
            if alone && start < at {
                return line.get(start..end).map(|word| (start, word));
            }
        }
    })
}
