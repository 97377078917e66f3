//! One layer of what is held against one layer of what is needed: what is missing, what is spare, what is larger than
//! it has to be.
//!
//! Of what is held, the least part that meets everything that it can meet is kept; the rest is spare. What is kept is
//! larger than needed when something else in its place meets the same and reaches less.

use std::collections::{BTreeMap, BTreeSet};

use super::layer::{Layer, Least, Stock};
use super::reach::Excess;
use crate::catalog::tables::OperationKey;
use crate::model::{Evidence, Tally};
use crate::solver::{Clause, Price as _};

/// What was found in one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged<Key> {
    /// What must be held besides.
    pub missing: Vec<Missing<Key>>,
    /// What is held and needed.
    pub kept: Vec<Key>,
    /// What is held and not needed beside the rest.
    pub spare: Vec<Spare<Key>>,
    /// What is held and needed, and larger than it has to be.
    pub larger: Vec<Larger<Key>>,
    /// The operations that may pass by something that is held, although no source says so.
    pub perhaps: BTreeMap<Key, BTreeSet<OperationKey>>,
}

/// Something that must be held besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing<Key> {
    /// What to add.
    pub add: Key,
    /// The operations that fail and that it serves. An operation that two of the missing things could each serve is
    /// named by both.
    pub operations: BTreeSet<OperationKey>,
    /// What else would do in its place, beside what is held and what else is missing.
    pub instead: Vec<Key>,
    /// Whether it is certain that they fail; else no source says.
    pub certain: bool,
}

/// Something that is held and not needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spare<Key> {
    /// What it is.
    pub key: Key,
    /// The operations that it reaches and that neither the rest reaches nor a call asks for.
    pub adds: BTreeSet<OperationKey>,
}

/// Something that is held and larger than it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Larger<Key> {
    /// What it is.
    pub key: Key,
    /// What does in its place, in the order of preference; each is a way by itself.
    pub instead: Vec<Vec<Key>>,
    /// The operations that need it, or what does in its place.
    pub operations: BTreeSet<OperationKey>,
    /// The operations that it reaches beyond the calls and that what does in its place does not.
    pub adds: BTreeSet<OperationKey>,
    /// How surely that does, in the role layer.
    pub evidence: Option<Evidence>,
    /// Whether that rests on less than Okta's own word, and what is held does not.
    pub verify_first: bool,
}

/// What is judged.
pub(super) struct Bench<'a, Key> {
    /// Ways to grant: each holds everything that may be granted in it, and everything that is held.
    pub(super) stocks: Vec<&'a Stock<Key>>,
    /// What the needs ask for, and by which operation.
    pub(super) clauses: &'a [Clause],
    pub(super) operations: &'a [OperationKey],
    pub(super) price: &'a Excess<'a>,
    /// The operations that are no excess: asked for, or refused to the credential whatever it holds.
    pub(super) settled: &'a fixedbitset::FixedBitSet,
    pub(super) held: &'a [Key],
}

impl<Key: Copy + Ord> Bench<'_, Key> {
    fn layer<'l>(&'l self, stock: &'l Stock<Key>, clauses: &'l [Clause]) -> Layer<'l, Key> {
        Layer { stock, clauses, price: self.price }
    }

    /// The positions of the needs that what is held does not meet.
    fn unmet(&self) -> Vec<usize> {
        let Some(stock) = self.stocks.first() else { return Vec::new() };
        self.layer(stock, self.clauses).unmet(self.held)
    }

    fn named(&self, positions: &[usize]) -> BTreeSet<OperationKey> {
        positions.iter().filter_map(|position| self.operations.get(*position)).copied().collect()
    }

    /// What to add for some needs: by the first way that meets them all, or else by the first way that meets each.
    fn missing(&self, positions: &[usize], certain: bool) -> Vec<Missing<Key>> {
        let mut ways = self.stocks.iter();
        if let Some(found) = ways.find_map(|stock| self.missing_by(stock, positions, certain)) {
            return found;
        }
        let mut open = positions.to_vec();
        let mut missing: Vec<Missing<Key>> = Vec::new();
        for stock in &self.stocks {
            let unable = self.layer(stock, self.clauses).unmet(&stock.keys);
            let (rest, able): (Vec<_>, Vec<_>) = open.iter().partition(|position| unable.contains(position));
            for found in self.missing_by(stock, &able, certain).into_iter().flatten() {
                match missing.iter_mut().find(|known| known.add == found.add) {
                    Some(known) => known.operations.extend(found.operations),
                    None => missing.push(found),
                }
            }
            open = rest;
        }
        missing
    }

    /// What to add for some needs in one way; none when it does not meet them all.
    fn missing_by(
        &self,
        stock: &Stock<Key>,
        positions: &[usize],
        certain: bool,
    ) -> Option<Vec<Missing<Key>>> {
        let clauses = self.clauses_at(positions);
        let layer = self.layer(stock, &clauses);
        let least = layer.least_beside(self.held)?;
        let serving = layer.serving(&least.granted);
        let missing = |add: Key| {
            let served = positions.iter().zip(&serving).filter(|(_, things)| things.contains(&add));
            let served: Vec<_> = served.map(|(position, _)| *position).collect();
            let failing = layer.depending(&least.granted, add);
            let failing: Vec<_> = failing.iter().filter_map(|one| positions.get(*one)).copied().collect();
            let rest: Vec<_> = least.granted.iter().copied().filter(|key| *key != add).collect();
            let instead = self.instead(stock, add, &rest, &failing);
            Missing { add, operations: self.named(&served), instead, certain }
        };
        let new = least.granted.iter().copied().filter(|key| !self.held.contains(key));
        Some(new.map(missing).collect())
    }

    /// What does in the place of something beside the rest, by another way; nothing when that holds the thing itself.
    fn instead(&self, stock: &Stock<Key>, of: Key, rest: &[Key], positions: &[usize]) -> Vec<Key> {
        let clauses = self.clauses_at(positions);
        let in_place = |other: &Stock<Key>| {
            let with_rest = other.with(&stock.only(rest));
            let least = self.layer(&with_rest, &clauses).least_beside(rest)?;
            let new = least.granted.into_iter().filter(|key| !rest.contains(key));
            Some(new.collect::<Vec<_>>()).filter(|new| !new.contains(&of))
        };
        let mut others = self.stocks.iter().filter(|other| !std::ptr::eq(**other, stock));
        others.find_map(|other| in_place(other)).unwrap_or_default()
    }

    fn clauses_at(&self, positions: &[usize]) -> Vec<Clause> {
        positions.iter().filter_map(|position| self.clauses.get(*position)).cloned().collect()
    }

    /// What is spare, larger and missing; `perhaps` says which held things may meet a need that is not known to be met.
    pub(super) fn judged(&self, perhaps: impl Fn(usize) -> Vec<Key>) -> Judged<Key> {
        let mut judged = self.excess();
        let (mut open, mut failing) = (Vec::new(), Vec::new());
        for position in self.unmet() {
            let keys = perhaps(position);
            if keys.is_empty() {
                failing.push(position);
            } else {
                open.push(position);
            }
            for key in keys {
                judged.perhaps.entry(key).or_default().extend(self.named(&[position]));
            }
        }
        judged.missing = self.missing(&failing, true);
        judged.missing.extend(self.missing(&open, false));
        judged
    }

    /// What of the held things is spare, and what is larger than it has to be.
    fn excess(&self) -> Judged<Key> {
        let mut judged = Judged {
            missing: Vec::new(),
            kept: Vec::new(),
            spare: Vec::new(),
            larger: Vec::new(),
            perhaps: BTreeMap::new(),
        };
        let Some(first) = self.stocks.first() else { return judged };
        let unmet = self.unmet();
        let met = (0..self.clauses.len()).filter(|position| !unmet.contains(position)).collect::<Vec<_>>();
        let clauses = self.clauses_at(&met);
        let held = first.only(self.held);
        let layer = self.layer(&held, &clauses);
        let Some(kept) = layer.least() else { return judged };
        let adds = |key: Key| {
            let with: Vec<Key> = kept.granted.iter().copied().chain([key]).collect();
            self.beyond(&layer, &with, &self.price.reached(&layer.opened(&kept.granted)))
        };
        let mut spare: Vec<Key> = Vec::new();
        for key in self.held.iter().copied() {
            if !kept.granted.contains(&key) && !spare.contains(&key) {
                spare.push(key);
            }
        }
        judged.spare = spare.into_iter().map(|key| Spare { key, adds: adds(key) }).collect();
        judged.larger = self.larger(&layer, &kept, &met);
        judged.kept = kept.granted;
        judged
    }

    /// What some things reach and others do not, beyond what is asked.
    fn beyond(
        &self,
        layer: &Layer<'_, Key>,
        things: &[Key],
        others: &fixedbitset::FixedBitSet,
    ) -> BTreeSet<OperationKey> {
        let reached = self.price.reached(&layer.opened(things));
        let new = reached.ones().filter(|one| !others.contains(*one) && !self.settled.contains(*one));
        new.map(OperationKey::new).collect()
    }

    /// What of the kept things could be something smaller: each beside the rest, or else all together.
    fn larger(&self, layer: &Layer<'_, Key>, kept: &Least<Key>, met: &[usize]) -> Vec<Larger<Key>> {
        let one = |key: Key| {
            let rest: Vec<_> = kept.granted.iter().copied().filter(|other| *other != key).collect();
            self.smaller(layer, kept, met, key, &rest)
        };
        let found: Vec<_> = kept.granted.iter().copied().filter_map(one).collect();
        if !found.is_empty() {
            return found;
        }
        kept.granted.iter().copied().filter_map(|key| self.smaller(layer, kept, met, key, &[])).collect()
    }

    /// What does in the place of a thing beside the rest, and reaches less.
    fn smaller(
        &self,
        layer: &Layer<'_, Key>,
        kept: &Least<Key>,
        met: &[usize],
        key: Key,
        rest: &[Key],
    ) -> Option<Larger<Key>> {
        let price = self.price.of(&layer.opened(&kept.granted));
        let mut ways: Vec<(Tally, usize, Vec<Key>, BTreeSet<OperationKey>)> = Vec::new();
        for stock in &self.stocks {
            let full = self.layer(stock, layer.clauses);
            let Some(least) = full.least_beside(rest).filter(|least| least.excess < price) else { continue };
            if least.granted.contains(&key) {
                continue;
            }
            let instead: Vec<_> = least.granted.iter().copied().filter(|one| !rest.contains(one)).collect();
            let reach = self.price.reached(&full.opened(&least.granted));
            let adds = self.beyond(layer, &kept.granted, &reach);
            ways.push((least.excess, instead.len(), instead, adds));
        }
        ways.sort_by_key(|(excess, count, ..)| (*excess, *count));
        let mut distinct: Vec<(Tally, usize, Vec<Key>, BTreeSet<OperationKey>)> = Vec::new();
        for way in ways {
            // A way that holds all of a known one is no other way.
            if !distinct.iter().any(|known| known.2.iter().all(|one| way.2.contains(one))) {
                distinct.push(way);
            }
        }
        let adds = distinct.first()?.3.clone();
        let serving = layer.serving(&kept.granted);
        let served = met.iter().zip(&serving).filter(|(_, things)| things.contains(&key));
        let operations: Vec<_> = served.map(|(position, _)| *position).collect();
        Some(Larger {
            key,
            instead: distinct.into_iter().map(|(_, _, instead, _)| instead).collect(),
            operations: self.named(&operations),
            adds,
            evidence: None,
            verify_first: false,
        })
    }
}
