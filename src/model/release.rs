//! Releases of a Terraform provider, and the constraints that configurations put on them.

use super::ProviderRelease;

/// Whether a release fits a constraint such as `~> 6.1, != 6.3.0`; none when the constraint cannot be read.
pub fn fits(release: &str, constraint: &str) -> Option<bool> {
    let release = parts(release)?;
    constraint
        .split(',')
        .map(|one| fits_one(&release, one.trim()))
        .try_fold(true, |all, one| Some(all && one?))
}

/// Whether a release between two, both included, may be in use. Constraints that cannot be read exclude nothing.
pub fn may_use_between(releases: &[&ProviderRelease], first: &str, last: &str) -> bool {
    let (Some(low), Some(high)) = (parts(first), parts(last)) else { return true };
    let is_between = |release: &[u64]| {
        let (release, low, high) = (padded(release), padded(&low), padded(&high));
        release >= low && release <= high
    };
    let locked: Vec<_> = releases.iter().filter(|one| one.is_locked).collect();
    if !locked.is_empty() {
        return locked.iter().any(|one| parts(&one.written).is_none_or(|release| is_between(&release)));
    }
    // Each bound of a constraint and the next release above it stand for all releases around it.
    let named = releases.iter().flat_map(|one| one.written.split(',')).filter_map(|one| {
        let at = one.find(|c: char| c.is_ascii_digit())?;
        parts(one.get(at..)?)
    });
    let named = named.flat_map(|one| {
        let exact = padded(&one);
        let next =
            exact.iter().enumerate().map(|(at, part)| if at == 2 { part + 1 } else { *part }).collect();
        [exact, next]
    });
    let mut candidates = [padded(&low), padded(&high)].into_iter().chain(named);
    candidates.any(|release| {
        let text = release.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
        is_between(&release) && releases.iter().all(|one| fits(&text, &one.written) != Some(false))
    })
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
    let plain = release.trim().trim_start_matches('v').split(['-', '+']).next()?;
    plain.trim().split('.').map(|part| part.parse().ok()).collect()
}

/// A release with the three parts that every release has.
fn padded(release: &[u64]) -> Vec<u64> {
    let mut padded = release.to_vec();
    padded.resize(padded.len().max(3), 0);
    padded
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::Origin;

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

    #[test]
    fn a_constraint_leaves_old_releases_in_or_out() {
        let origin = || Origin { source: Arc::from("main.tf"), line: 1, column: 1 };
        let release = |written: &str, is_locked| ProviderRelease {
            written: written.to_owned(),
            is_locked,
            origin: origin(),
        };
        for (written, expected) in [
            ("3.46.0", true),
            ("~> 3.20", true),
            ("> 3.0, < 3.40", true),
            ("> 3.45.0, < 3.46.0", true),
            (">= 3.0", true),
            ("< 4.0", true),
            ("!= 3.46.0", true),
            ("latest", true),
            ("~> 4.0", false),
            (">= 3.47", false),
            (">= 3.0, >= 6.0", false),
            ("6.12.0", false),
        ] {
            let constraint = release(written, false);
            assert_eq!(may_use_between(&[&constraint], "3.0.0", "3.46.0"), expected, "{written}");
        }
        assert!(may_use_between(&[], "3.0.0", "3.46.0"), "no release is named");
        let (constraint, old, new) =
            (release(">= 3.0", false), release("3.46.0", true), release("6.12.0", true));
        assert!(may_use_between(&[&constraint, &old], "3.0.0", "3.46.0"));
        assert!(!may_use_between(&[&constraint, &new], "3.0.0", "3.46.0"), "the locked release decides");
    }
}
