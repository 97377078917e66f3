//! Whether a release fits the constraints of a configuration.

/// Whether a release fits a constraint such as `~> 6.1, != 6.3.0`; none when the constraint cannot be read.
pub(super) fn fits(release: &str, constraint: &str) -> Option<bool> {
    let release = parts(release)?;
    constraint
        .split(',')
        .map(|one| fits_one(&release, one.trim()))
        .try_fold(true, |all, one| Some(all && one?))
}

fn fits_one(release: &[u64], constraint: &str) -> Option<bool> {
    let at = constraint.find(|c: char| c.is_ascii_digit() || c == 'v')?;
    let (sign, text) = (constraint.get(..at)?.trim(), constraint.get(at..)?);
    let wanted = parts(text.trim_start_matches('v'))?;
    let length = release.len().max(wanted.len());
    let padded = |parts: &[u64]| {
        let mut padded = parts.to_vec();
        padded.resize(length, 0);
        padded
    };
    let (own, other) = (padded(release), padded(&wanted));
    Some(match sign {
        "" | "=" => own == other,
        "!=" => own != other,
        ">" => own > other,
        ">=" => own >= other,
        "<" => own < other,
        "<=" => own <= other,
        "~>" => {
            let kept = wanted.len().saturating_sub(1).max(1);
            own >= other && own.iter().take(kept).eq(wanted.iter().take(kept))
        }
        _ => return None,
    })
}

fn parts(release: &str) -> Option<Vec<u64>> {
    let plain = release.split(['-', '+']).next()?;
    plain.trim().split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_read_as_terraform_reads_them() {
        for (constraint, expected) in [
            ("6.12.0", Some(true)),
            ("= 6.12.0", Some(true)),
            ("6.12", Some(true)),
            ("~> 6.0", Some(true)),
            ("~> 6.12.0", Some(true)),
            ("~> 6.11.3", Some(false)),
            ("~> 4.0", Some(false)),
            ("~> 6", Some(true)),
            (">= 4.0, < 7", Some(true)),
            (">= 4.0, < 6.12", Some(false)),
            ("!= 6.12.0", Some(false)),
            ("v6.12.0", Some(true)),
            ("latest", None),
            ("", None),
        ] {
            assert_eq!(fits("6.12.0", constraint), expected, "{constraint}");
        }
    }
}
