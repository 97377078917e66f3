//! PowerShell: what is found in any script, and the cmdlets of Okta's module, such as `Invoke-OktaListUsers`.

use super::owner::Owner;
use super::scripts;
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::options::Standing;
use crate::intake::source::IntakeError;
use crate::intake::tree::Place;
use crate::model::{Asked, Call, SdkMethod, SetAside};

/// Whether files of an ending are scripts of PowerShell.
pub(super) fn claims(ending: &str) -> bool {
    matches!(ending, "ps1" | "psm1")
}

/// Every call of a script.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let script = content.into_text()?;
    let mut found = scripts::found(&script, context, calls)?;
    let known = scripts::follow(&script, &mut found, context, calls);
    scripts::name_kept(&found, &known, context, calls);
    found.extend(cmdlets(&script, context, calls).into_iter().map(|call| (call, Owner::Okta)));
    found.sort_by_key(|(call, _)| (call.origin.line, call.origin.column));
    for (call, owner) in found {
        scripts::push(call, owner, calls);
    }
    Ok(())
}

/// The cmdlets of a script that are those of Okta's module.
///
/// Many modules have cmdlets of names such as `Get-OktaUser`: they count where the script shows that they are of Okta's,
/// by loading it, or by a cmdlet that only it has.
fn cmdlets(script: &str, context: &Context<'_>, calls: &Calls) -> Vec<Call> {
    const MODULE: &str = "okta.powershell";
    let mut found = Vec::new();
    let mut shown = context.standing == Standing::Named;
    let mut block = false;
    let mut own: Vec<String> = Vec::new();
    for (number, line) in script.lines().enumerate() {
        let mut comment = block || line.trim_start().starts_with('#');
        let loads = || line.to_ascii_lowercase().contains(MODULE);
        shown |= (!comment
            || line.trim_start().starts_with("#Requires")
            || line.trim_start().starts_with("#requires"))
            && loads();
        for (column, word) in words(line) {
            let before = line.get(..column).unwrap_or_default();
            if before.trim_end().to_ascii_lowercase().ends_with("function") {
                own.push(word.to_ascii_lowercase());
                continue;
            }
            comment = comment || before.contains(" #") || before.contains("<#");
            let method = SdkMethod {
                name: word.to_owned(),
                sdk: Some("powershell".to_owned()),
                ..SdkMethod::default()
            };
            if !context.names.knows_method(&method) {
                continue;
            }
            shown |=
                !comment && word.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("Invoke-Okta"));
            let at = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
            let place = Place { line: at(number), column: at(before.chars().count()) };
            let call = Call::new(calls.origin(place), Asked::Sdk(method));
            found.push(call.set_aside(comment.then_some(SetAside::CommentedOut)));
        }
        block = (block || line.contains("<#")) && !line.contains("#>");
    }
    found.retain(|call| shown && !own.contains(&call.text().to_ascii_lowercase()));
    found
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
