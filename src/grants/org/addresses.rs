//! Blocks and ranges of addresses as exact sets of intervals.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::collections::{BTreeMap, BTreeSet};

/// The shortest prefix of a block of IPv4 addresses that limits anything.
const MIN_PREFIX_V4: u32 = 8;

/// The same for IPv6.
const MIN_PREFIX_V6: u32 = 16;

/// How many blocks of the shortest prefix a set may hold together and still limit anything.
const MAX_BLOCKS: u128 = 16;

/// The first of the IPv6 addresses that stand for IPv4 addresses (`::ffff:0:0/96`).
const MAPPED: u128 = 0xffff << 32;

/// How many letters a redacted address has.
const HASHED: usize = 12;

/// What stands between the parts of a redacted stretch of addresses.
const BETWEEN_PARTS: char = '+';

/// Addresses that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Interval {
    is_v6: bool,
    first: u128,
    last: u128,
}

/// How many addresses of which family an interval holds, less one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    is_v6: bool,
    beyond_first: u128,
}

/// A part of a redacted interval. Addresses that two redacted intervals share are the same part.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    text: String,
    extent: Extent,
}

/// The places between addresses at which redacted intervals are cut: where some set of an org begins or ends.
#[derive(Debug, Default)]
pub(in crate::grants) struct Cuts(BTreeSet<(bool, u128)>);

/// What an address, a block or a range is read as.
enum Entry {
    Placed(Interval),
    /// A redacted interval, of which only the number of addresses in each of its parts is known.
    Hidden(Vec<Part>),
}

/// A set of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::grants) struct Addresses {
    /// In order; no two of them overlap or touch.
    placed: Vec<Interval>,
    /// The redacted intervals, by their texts.
    hidden: BTreeMap<String, Vec<Part>>,
    /// How many entries are neither an address nor a block nor a range.
    pub(in crate::grants) unread: usize,
}

impl Addresses {
    /// The addresses of a list; an IPv6 block with addresses that stand for IPv4 addresses holds these too.
    pub(in crate::grants) fn read<'t>(texts: impl IntoIterator<Item = &'t String>) -> Self {
        let mut found = Self::default();
        for text in texts {
            match entry(text.trim()) {
                Some(Entry::Placed(interval)) => {
                    found.placed.extend(interval.mapped());
                    found.placed.push(interval);
                }
                Some(Entry::Hidden(parts)) => {
                    found.hidden.insert(text.clone(), parts);
                }
                None => found.unread += 1,
            }
        }
        found.merge();
        found
    }

    /// Adds those of another set.
    pub(in crate::grants) fn add(&mut self, other: &Self) {
        self.placed.extend(&other.placed);
        self.hidden.extend(other.hidden.iter().map(|(text, parts)| (text.clone(), parts.clone())));
        self.unread += other.unread;
        self.merge();
    }

    /// Whether it holds so much that it limits nothing: one stretch of addresses that is too long, or too many in total.
    pub(in crate::grants) fn is_wide(&self) -> bool {
        let placed = self.placed.iter().map(Interval::extent);
        let stretches = placed.chain(self.hidden.values().filter_map(|parts| whole(parts)));
        stretches.into_iter().any(|extent| extent.beyond_first >= extent.widest()) || self.is_wide_in_total()
    }

    /// Whether it holds too many addresses, wherever they are.
    pub(in crate::grants) fn is_wide_in_total(&self) -> bool {
        let parts = self.hidden.values().flatten().map(|part| (part.text.as_str(), part.extent));
        let parts: BTreeMap<&str, Extent> = parts.collect();
        [false, true].into_iter().any(|is_v6| {
            let extents = self.placed.iter().map(Interval::extent).chain(parts.values().copied());
            let sizes = extents.filter(|extent| extent.is_v6 == is_v6);
            let total = sizes.map(|extent| extent.beyond_first.saturating_add(1));
            let most = MAX_BLOCKS * Extent { is_v6, beyond_first: 0 }.widest();
            total.fold(0, u128::saturating_add) > most
        })
    }

    /// The same set with a hash in place of each stretch of addresses. Its length stays: `HASH/24` for a block, `HASH*9`
    /// for a range of 9 addresses, with `::` behind the hash for IPv6. A stretch that other sets hold in part is written
    /// in parts, as `HASH/25+HASH/25`: sets together hold each address once.
    pub(in crate::grants) fn redacted(
        texts: &[String],
        cuts: &Cuts,
        hash: impl Fn(&str) -> String,
    ) -> Vec<String> {
        let set = Self::read(texts);
        let hidden = |interval: Interval| {
            let family = if interval.is_v6 { "::" } else { "" };
            format!("{}{family}{}", hash(&interval.name()), interval.extent().suffix(interval.first))
        };
        let placed = set.placed.iter().map(|interval| {
            let mut parts: Vec<_> = cuts.parts(*interval).into_iter().map(hidden).collect();
            parts.sort_unstable();
            parts.join(&BETWEEN_PARTS.to_string())
        });
        let others = texts.iter().filter(|text| entry(text.trim()).is_none()).map(|text| hash(text));
        let mut all: Vec<_> = placed.chain(set.hidden.keys().cloned()).chain(others).collect();
        // In another order than that of the addresses.
        all.sort_unstable();
        all
    }

    fn merge(&mut self) {
        self.placed.sort_unstable();
        let mut merged: Vec<Interval> = Vec::with_capacity(self.placed.len());
        for next in &self.placed {
            match merged.last_mut() {
                Some(last) if last.is_v6 == next.is_v6 && next.first <= last.last.saturating_add(1) => {
                    last.last = last.last.max(next.last);
                }
                _ => merged.push(*next),
            }
        }
        self.placed = merged;
    }
}

impl Cuts {
    /// Those of a list.
    pub(in crate::grants) fn add(&mut self, texts: &[String]) {
        for interval in Addresses::read(texts).placed {
            let behind = interval.last.checked_add(1);
            self.0
                .extend([Some(interval.first), behind].into_iter().flatten().map(|at| (interval.is_v6, at)));
        }
    }

    /// An interval in parts.
    fn parts(&self, whole: Interval) -> Vec<Interval> {
        let Interval { is_v6, first, last } = whole;
        let inner = self.0.range((is_v6, first)..=(is_v6, last)).map(|(_, at)| *at).filter(|at| *at > first);
        let mut parts = Vec::new();
        let mut begin = first;
        for at in inner {
            parts.push(Interval { is_v6, first: begin, last: at - 1 });
            begin = at;
        }
        parts.push(Interval { is_v6, first: begin, last });
        parts
    }
}

/// What the parts of a redacted interval hold together.
fn whole(parts: &[Part]) -> Option<Extent> {
    let is_v6 = parts.first()?.extent.is_v6;
    let sizes = parts.iter().map(|part| part.extent.beyond_first.saturating_add(1));
    let beyond_first = sizes.fold(0, u128::saturating_add).saturating_sub(1);
    Some(Extent { is_v6, beyond_first })
}

impl Interval {
    const fn extent(&self) -> Extent {
        Extent { is_v6: self.is_v6, beyond_first: self.last - self.first }
    }

    /// The IPv4 addresses that IPv6 addresses of it stand for.
    fn mapped(&self) -> Option<Self> {
        const LAST: u128 = MAPPED | 0xffff_ffff;
        let (first, last) = (self.first.max(MAPPED), self.last.min(LAST));
        (self.is_v6 && first <= last).then(|| Self {
            is_v6: false,
            first: first - MAPPED,
            last: last - MAPPED,
        })
    }

    /// What is hashed in place of it.
    fn name(&self) -> String {
        format!("{:x}-{:x}", self.first, self.last)
    }
}

impl Extent {
    const fn bits(self) -> u32 {
        if self.is_v6 { 128 } else { 32 }
    }

    /// How many addresses the widest block has that limits anything.
    const fn widest(self) -> u128 {
        1 << (self.bits() - if self.is_v6 { MIN_PREFIX_V6 } else { MIN_PREFIX_V4 })
    }

    /// `/24`, or the number of addresses where they are no block.
    fn suffix(self, first: u128) -> String {
        let mask = self.beyond_first;
        if mask & mask.wrapping_add(1) == 0 && first & mask == 0 {
            return format!("/{}", self.bits() - mask.count_ones());
        }
        format!("*{}", mask.saturating_add(1))
    }
}

/// `203.0.113.9`, `203.0.113.0/24`, `203.0.113.0/255.255.255.0`, `203.0.113.1-203.0.113.9`, or a redacted one.
fn entry(text: &str) -> Option<Entry> {
    if let Some(hidden) = hidden(text) {
        return Some(Entry::Hidden(hidden));
    }
    let (first, last) = if let Some((address, width)) = text.split_once('/') {
        let address: IpAddr = address.trim().parse().ok()?;
        let hosts = hosts(address, width.trim())?;
        let first = number(address) & !hosts;
        return Some(Entry::Placed(Interval { is_v6: address.is_ipv6(), first, last: first | hosts }));
    } else {
        text.split_once('-').unwrap_or((text, text))
    };
    let (first, last): (IpAddr, IpAddr) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let interval = Interval { is_v6: first.is_ipv6(), first: number(first), last: number(last) };
    let is_range = first.is_ipv6() == last.is_ipv6() && interval.first <= interval.last;
    is_range.then_some(Entry::Placed(interval))
}

/// The bits of a block that differ between its addresses, from its prefix or its netmask.
fn hosts(address: IpAddr, width: &str) -> Option<u128> {
    let bits = if address.is_ipv6() { 128 } else { 32 };
    if let Some(prefix) = decimal(width) {
        return hosts_behind(u32::try_from(prefix).ok()?, bits);
    }
    let mask: IpAddr = width.parse().ok().filter(|mask: &IpAddr| mask.is_ipv6() == address.is_ipv6())?;
    let all = hosts_behind(0, bits)?;
    let hosts = all & !number(mask);
    // A netmask begins with ones and ends with zeros.
    (hosts & hosts.wrapping_add(1) == 0).then_some(hosts)
}

fn hosts_behind(prefix: u32, bits: u32) -> Option<u128> {
    let hosts = bits.checked_sub(prefix)?;
    Some(if hosts == 0 { 0 } else { u128::MAX >> (128 - hosts) })
}

/// The parts of a redacted entry.
fn hidden(text: &str) -> Option<Vec<Part>> {
    let part = |text: &str| Some(Part { text: text.to_owned(), extent: hidden_part(text)? });
    text.split(BETWEEN_PARTS).map(part).collect()
}

/// How many addresses a part of a redacted entry holds.
fn hidden_part(text: &str) -> Option<Extent> {
    let (hash, rest) = text.split_at_checked(HASHED)?;
    if !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let (is_v6, rest) = rest.strip_prefix("::").map_or((false, rest), |rest| (true, rest));
    let bits = if is_v6 { 128 } else { 32 };
    let beyond_first = match rest.strip_prefix('*') {
        Some(count) => decimal(count)?.checked_sub(1)?,
        None => hosts_behind(u32::try_from(decimal(rest.strip_prefix('/')?)?).ok()?, bits)?,
    };
    Some(Extent { is_v6, beyond_first })
}

/// A number of digits alone.
fn decimal(text: &str) -> Option<u128> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(Ipv4Addr::to_bits(address)),
        IpAddr::V6(address) => Ipv6Addr::to_bits(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn hash(text: &str) -> String {
        format!("{:012x}", text.bytes().fold(7_u64, |all, byte| (all * 31 + u64::from(byte)) % (1 << 48)))
    }

    fn set(texts: &[&str]) -> Addresses {
        Addresses::read(&own(texts))
    }

    #[test]
    fn wide_sets_limit_nothing_however_they_are_written() {
        let eighths: Vec<String> = (1..=17).map(|number| format!("{}.0.0.0/8", 2 * number)).collect();
        let sixteenths: Vec<String> =
            (1..=17).map(|number| format!("{:x}::/16", 0x2000 + 2 * number)).collect();
        let [eighths, sixteenths] =
            [&eighths, &sixteenths].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
        for (texts, expected) in [
            (&["0.0.0.0/0"][..], true),
            (&["0.0.0.0/00"], true),
            (&["203.0.113.7/0"], true),
            (&["0.0.0.0/0.0.0.0"], true),
            (&["10.0.0.0/254.0.0.0"], true),
            (&["10.0.0.0/255.0.0.0"], false),
            (&["10.0.0.0/7"], true),
            (&["10.0.0.0/8"], false),
            (&["10.0.0.0/8", "11.0.0.0/8"], true),
            (&["10.0.0.0/8", "12.0.0.0/8"], false),
            (&["10.0.0.0/8", "10.0.0.0/9", "10.9.0.0/16"], false),
            (&["0.0.0.0/1", "128.0.0.0/1"], true),
            (&["10.0.0.0/9", "10.128.0.0-11.0.0.0"], true),
            (&eighths, true),
            (&eighths[..16], false),
            (&["::/0"], true),
            (&["2000::/3"], true),
            (&["::/::"], true),
            (&["::/8000::"], true),
            (&["2001:db8::/32"], false),
            (&sixteenths, true),
            (&sixteenths[..16], false),
            (&["::ffff:0:0/96"], true),
            (&["::ffff:0.0.0.0/96"], true),
            (&["::ffff:203.0.113.0/120"], false),
            (&["::ffff:10.0.0.0/103"], true),
            (&["0.0.0.0-255.255.255.255"], true),
            (&["0.0.0.0 - 255.255.255.255"], true),
            (&["203.0.113.1-203.0.113.9", "203.0.113.77"], false),
            (&["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], true),
            (&["a1b2c3d4e5f6/0"], true),
            (&["a1b2c3d4e5f6/24"], false),
            (&["a1b2c3d4e5f6::/12"], true),
            (&["a1b2c3d4e5f6::/20"], false),
            (&["a1b2c3d4e5f6*4294967296"], true),
            (&["a1b2c3d4e5f6*9"], false),
            (&[], false),
        ] {
            let set = set(texts);
            assert_eq!((set.is_wide(), set.unread), (expected, 0), "{texts:?}");
        }
    }

    #[test]
    fn entries_that_are_not_understood_are_counted() {
        for text in [
            "",
            " ",
            "*",
            "anything",
            "a1b2c3d4e5f6",
            "a1b2c3d4e5f6*0",
            "9.9.9.9/x",
            "9.9.9.9/",
            "9.9.9.9/+8",
            "203.0.113.0/99",
            "2001:db8::/129",
            "10.0.0.0/255.0.255.0",
            "10.0.0.0/ffff::",
            "10.0.0.9-10.0.0.1",
            "10.0.0.1-::9",
            "1.2.3.4,5.6.7.8",
            "010.0.0.0/8",
            "203.0.113.256",
            "203.0.113.1-",
            "fe80::1%eth0",
            "acme.example",
        ] {
            let set = set(&["203.0.113.0/24", text]);
            assert_eq!((set.is_wide(), set.unread), (false, 1), "{text:?}");
        }
    }

    #[test]
    fn redacted_sets_are_as_wide_as_before() {
        for (texts, forms) in [
            (&["203.0.113.0/24", "203.0.113.9"][..], &["/24"][..]),
            (&["203.0.113.77"], &["/32"]),
            (&["203.0.113.1-203.0.113.9"], &["*9"]),
            (&["10.0.0.0/8", "11.0.0.0/8"], &["/7"]),
            (&["0.0.0.0-255.255.255.255"], &["/0"]),
            (&["2001:db8::/32"], &["::/32"]),
            (&["::/0"], &["/0", "::/0"]),
            (&["::ffff:0:0/96"], &["/0", "::/96"]),
            (&["anything"], &[""]),
        ] {
            let redacted = Addresses::redacted(&own(texts), &Cuts::default(), hash);
            let mut ends: Vec<&str> = redacted.iter().map(|text| text.split_at(HASHED).1).collect();
            ends.sort_unstable();
            assert_eq!(ends, forms, "{texts:?}");
            let (before, after) = (set(texts), Addresses::read(&redacted));
            assert_eq!((before.is_wide(), before.unread), (after.is_wide(), after.unread), "{texts:?}");
            let again = Addresses::redacted(&redacted, &Cuts::default(), str::to_owned);
            assert_eq!(again, redacted, "{texts:?}");
        }
    }

    #[test]
    fn redacted_sets_together_are_as_wide_as_before() {
        let eighths: Vec<String> = (1..=16).map(|number| format!("{}.0.0.0/8", 2 * number)).collect();
        let half = own(&["2.0.0.0/8", "3.0.0.0/9"]);
        for (sets, wide) in [
            (vec![eighths.clone(), own(&["2.0.0.0/24"])], [false, false, false]),
            (vec![eighths.clone(), own(&["2.0.0.0/24", "2001:db8::/64"])], [false, false, false]),
            (vec![eighths.clone(), own(&["3.0.0.0/24"])], [false, false, true]),
            (vec![half, own(&["2.128.0.0/9"])], [true, false, false]),
            (vec![own(&["2000::/15"]), own(&["2000:8::-2000:9::"])], [true, false, false]),
        ] {
            let mut cuts = Cuts::default();
            for set in &sets {
                cuts.add(set);
            }
            let redacted = |set: &Vec<String>| Addresses::redacted(set, &cuts, hash);
            let redacted: Vec<_> = sets.iter().map(redacted).collect();
            for sets in [sets, redacted] {
                let read: Vec<_> = sets.iter().map(Addresses::read).collect();
                let mut all = Addresses::default();
                for one in &read {
                    all.add(one);
                }
                let found = [read[0].is_wide(), read[1].is_wide(), all.is_wide_in_total()];
                assert_eq!((found, all.unread), (wide, 0), "{sets:?}");
            }
        }
    }

    #[test]
    fn sets_together_hold_each_address_once() {
        let mut all = set(&["10.0.0.0/8"]);
        for _ in 0..20 {
            all.add(&set(&["10.0.0.0/8"]));
        }
        assert!(!all.is_wide_in_total());
        for first in 20..40 {
            all.add(&set(&[&format!("{first}.0.0.0/8")]));
        }
        assert!(all.is_wide_in_total());
    }
}
