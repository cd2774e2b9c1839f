//! The keys of the elements of one list: whether what nothing is known of looks like what is known.

use std::collections::BTreeSet;

use crate::json::NodeRef;

/// So many different sets of keys are compared; a list of more is no listing of anything.
const MOST: usize = 64;

/// The keys of an object, in their order.
type Keys = Vec<Box<str>>;

/// The sets of keys that occur in a list.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    known: BTreeSet<Keys>,
    unknown: BTreeSet<Keys>,
}

impl Shapes {
    /// An object of a known kind.
    pub(super) fn known(&mut self, object: NodeRef<'_>) {
        if self.known.len() <= MOST {
            self.known.insert(keys(object));
        }
    }

    /// An object of which nothing is known.
    pub(super) fn unknown(&mut self, object: NodeRef<'_>) {
        if self.unknown.len() <= MOST {
            self.unknown.insert(keys(object));
        }
    }

    /// Those of a later range.
    pub(super) fn join(&mut self, later: Self) {
        self.known.extend(later.known);
        self.unknown.extend(later.unknown);
    }

    /// Whether an object of which nothing is known has a third of its keys, and two at least, in common with a known one.
    pub(super) fn are_alike(&self) -> bool {
        let alike = |one: &Keys, other: &Keys| {
            let shared = one.iter().filter(|key| other.contains(key)).count();
            shared >= 2 && shared * 3 >= one.len()
        };
        self.known.len().max(self.unknown.len()) > MOST
            || self.unknown.iter().any(|unknown| self.known.iter().any(|known| alike(unknown, known)))
    }
}

fn keys(object: NodeRef<'_>) -> Keys {
    object.members().map(|(key, _)| key.raw().into()).collect()
}
