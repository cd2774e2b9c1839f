//! Which kind an object is by the keys that it has: all sets of keys are tried at once, in one pass over its keys.

use std::borrow::Cow;

use super::names::{ByKey, folded};
use super::{KindId, Signs};
use crate::model::dialect::Dialect;
use crate::order::Order as _;
use crate::text::sieve::Sieve;

/// The sets of keys by which kinds are recognised, the most telling first.
#[derive(Debug, Default)]
pub(super) struct KeySets {
    sets: Vec<Set>,
    /// By key, ASCII case ignored: the sets that it is in, and which of their keys it is.
    by_key: ByKey<Vec<(u16, u64)>>,
    may: Sieve,
}

#[derive(Debug)]
struct Set {
    /// One bit for each key.
    all: u64,
    dialect: Dialect,
    kind: KindId,
}

/// Keys of a set that are asked for; no kind needs as many to be told from others.
const MOST: usize = 64;

impl KeySets {
    pub(super) fn new<'s>(signs: impl Iterator<Item = (Dialect, &'s Signs, KindId)>) -> Self {
        let sets = signs.flat_map(|(dialect, signs, kind)| signs.keys.iter().map(move |keys| (keys, dialect, kind)));
        let mut sets: Vec<_> = sets.collect();
        sets.order_by_key(|(keys, ..)| std::cmp::Reverse(keys.len()));
        let mut made = Self::default();
        for (at, (keys, dialect, kind)) in (0..).zip(sets) {
            let mut all = 0;
            for (bit, key) in keys.iter().take(MOST).enumerate() {
                all |= 1 << bit;
                made.may.add(key);
                made.by_key.entry(key.to_ascii_lowercase().into()).or_default().push((at, 1 << bit));
            }
            made.sets.push(Set { all, dialect, kind });
        }
        made
    }

    /// The first set that an object with these keys has all of.
    pub(super) fn find<'k>(&self, keys: impl Iterator<Item = Cow<'k, str>>) -> Option<(Dialect, KindId)> {
        let mut seen = vec![0_u64; self.sets.len()];
        for key in keys.filter(|key| self.may.may(key)) {
            for (set, bit) in folded(&key, |key| self.by_key.get(key)).into_iter().flatten() {
                seen[usize::from(*set)] |= bit;
            }
        }
        let found = self.sets.iter().zip(&seen).find(|(set, seen)| set.all == **seen);
        found.map(|(set, _)| (set.dialect, set.kind))
    }
}
