//! Hosts: whose they are; and what lives on Okta's hosts beside the documented APIs.

use super::trie::Segment;
use crate::catalog::tables::Surface;

/// The surface that a host belongs to.
pub(super) fn of_host<'c>(surfaces: &'c [Surface], host: &str) -> Option<&'c Surface> {
    surfaces.iter().find(|surface| surface.hosts.iter().any(|pattern| fits(pattern, host)))
}

/// The surface that a path belongs to; a longer prefix beats a shorter one.
pub(super) fn of_path<'c>(surfaces: &'c [Surface], segments: &[Segment<'_>]) -> Option<&'c Surface> {
    let prefixes = surfaces.iter().flat_map(|surface| surface.paths.iter().map(move |path| (path, surface)));
    let fitting = prefixes.filter(|(path, _)| begins_with(segments, path));
    fitting.max_by_key(|(path, _)| path.len()).map(|(_, surface)| surface)
}

fn begins_with(segments: &[Segment<'_>], prefix: &str) -> bool {
    let wanted: Vec<_> = prefix.split('/').filter(|segment| !segment.is_empty()).collect();
    let is = |segment: &Segment<'_>, wanted: &str| matches!(segment, Segment::Concrete(text) if text.eq_ignore_ascii_case(wanted));
    let fits = |(segment, wanted): (&Segment<'_>, &&str)| *wanted == "*" || is(segment, wanted);
    segments.len() >= wanted.len() && segments.iter().zip(&wanted).all(fits)
}

/// Whether a host fits a pattern in which `*` stands for any characters.
fn fits(pattern: &str, host: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            host.len() >= start.len() + end.len() && host.starts_with(start) && host.ends_with(end)
        }
        None => pattern == host,
    }
}
