//! Sorting with code that is there once: the library's own sort is compiled anew for each type, for sets and maps too, and each
//! copy adds 7 KB to the program. This one takes as many comparisons and somewhat longer for each; where that could be felt,
//! as for the findings of a report, the library sorts.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Slices that are put in order; what is equal stays in the order that it had.
pub(crate) trait Order<T> {
    /// By a comparison.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// By a key, which is made anew for each comparison.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.order_by(|one, other| key(one).cmp(&key(other)));
    }
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        if self.len() < 2 {
            return;
        }
        let mut places = places(self.len(), &|one, other| compare(&self[one], &self[other]));
        for at in 0..self.len() {
            while places[at] != at {
                let place = places[at];
                self.swap(at, place);
                places.swap(at, place);
            }
        }
    }
}

/// Sets and maps of what an iterator yields, one by one: the library's way sorts all of it first.
pub(crate) trait Gather: Iterator + Sized {
    /// The set of it.
    fn into_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        self.for_each(|item| _ = set.insert(item));
        set
    }

    /// The map of it; of several values for a key the last counts.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        self.for_each(|(key, value)| _ = map.insert(key, value));
        map
    }
}

impl<I: Iterator> Gather for I {}

/// The place of each of so many things, in their order.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    sorted.sort_by(|one, other| compare(*one, *other));
    let mut places = vec![0; count];
    for (place, from) in sorted.into_iter().enumerate() {
        places[from] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn is_the_order_of_the_library(list: Vec<(u8, u16)>) {
            let (mut one, mut other) = (list.clone(), list);
            one.order_by_key(|item| item.0 / 8);
            other.sort_by_key(|item| item.0 / 8);
            prop_assert_eq!(one, other);
        }
    }
}
