//! Packs the SDKs and the names of their methods; what they name must exist.

use super::{Documents, Names, Place, Problem, schema};
use crate::catalog::tables::{Alias, Meaning, Meant, Sdks, Use};

/// The SDKs of a catalog folder; `names` are those of the packed tables.
///
/// # Errors
///
/// Every name that leads nowhere, and every use that cannot be read.
pub fn pack(documents: &Documents, names: &Names) -> Result<Sdks, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut sdks = Sdks { sdks: documents.sdks.clone(), aliases: Vec::new() };
    for sdk in &sdks.sdks {
        let place = Place { file: "sdk/sdks.yaml", record: &sdk.name };
        if sdk.sources.is_empty() {
            problems.push(place.problem("cites no source"));
        }
        problems.extend(sdk.sources.iter().filter_map(|source| names.source(source, &place).err()));
        problems.extend(sdk.apis.iter().filter_map(|api| names.api(api, &place).err()));
    }
    for placed in &documents.aliases {
        for (name, written) in &placed.value {
            let place = Place { file: &placed.file, record: name };
            if !place.file.ends_with(&format!("/{}.yaml", first_letter(name))) {
                problems.push(place.problem("stands in the file of another letter"));
            }
            let mut meanings = Vec::new();
            for one in written {
                match meaning(one, &sdks, names, &place) {
                    Ok(meaning) => meanings.push(meaning),
                    Err(problem) => problems.push(problem),
                }
            }
            sdks.aliases.push(Alias { name: name.clone(), meanings });
        }
    }
    sdks.aliases.sort_by(|one, other| one.name.cmp(&other.name));
    for pair in sdks.aliases.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        problems.push(Problem::record("sdk/aliases", &pair[0].name, "is defined twice"));
    }
    if problems.is_empty() { Ok(sdks) } else { Err(problems) }
}

fn first_letter(name: &str) -> String {
    name.chars().next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default()
}

fn meaning(
    written: &schema::Meaning,
    sdks: &Sdks,
    names: &Names,
    place: &Place<'_>,
) -> Result<Meaning, Problem> {
    let is = match (&written.operation, &written.gone) {
        (Some(operation), None) => {
            names.operation(operation, place)?;
            Meant::Operation(operation.clone())
        }
        (None, Some(gone)) => Meant::Gone(gone.clone()),
        _ => return Err(place.problem("needs either `operation` or `gone`")),
    };
    if written.uses.is_empty() {
        return Err(place.problem("has a meaning `in` no SDK"));
    }
    let uses = written.uses.iter().map(|text| {
        one_use(text, sdks).ok_or_else(|| {
            place.problem(format!("`{text}` names no SDK with major versions, as in `go/0-2:client.User`"))
        })
    });
    Ok(Meaning { is, uses: uses.collect::<Result<_, _>>()? })
}

/// Reads `sdk/majors:receiver|receiver`, where the receivers may be left out.
fn one_use(text: &str, sdks: &Sdks) -> Option<Use> {
    let (place, receivers) = text.split_once(':').unwrap_or((text, ""));
    let (sdk, majors) = place.split_once('/')?;
    let receivers = receivers.split('|').filter(|one| !one.is_empty()).map(str::to_owned).collect();
    Some(Use { sdk: sdks.named(sdk)?.0, majors: majors.parse().ok()?, receivers })
}
