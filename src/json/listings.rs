//! What takes the elements of long arrays instead of the tape.

use super::{Document, NodeKind};
use crate::model::place::Span;

/// How many elements of an array are kept before [`Listings::wants`] is asked.
pub(super) const HEAD: u32 = 64;

/// Takes the elements of long arrays instead of the tape.
pub trait Listings: Send + Sized {
    /// What is to become of the rest of the innermost open array of `outline`. `path` leads to it from the root.
    ///
    /// Asked once for an array that has shown `HEAD` elements. All that came before it is in the outline.
    fn wants(&mut self, outline: Document<'_>, path: &[Open]) -> Rest;

    /// Says of the members of an element, which begins at `start`, what matters in it and in those that are like it.
    /// Whether that is known; if not, the whole element is handed on, and then this is asked again.
    fn layout(&mut self, text: &str, start: usize, members: &mut [ListingMember]) -> bool {
        let _ = (text, start, members);
        true
    }

    /// The listing that was wanted has ended, with so many elements in all.
    fn ended(&mut self, elements: u32) {
        let _ = elements;
    }

    /// One element, with its index in the array, and whether the next ones are compared with it.
    fn element(&mut self, index: u32, element: Document<'_>, reference: Reference<'_>);

    /// An element that is the reference but for these values. Whether that is all there is to know of it; otherwise
    /// it is handed on as an element.
    fn repeats(&mut self, text: &str, changes: &[Change]) -> bool {
        let _ = (text, changes);
        false
    }

    /// So many more bytes have been read: told now and then, for those who wait.
    fn passed(&mut self, bytes: usize) {
        let _ = bytes;
    }

    /// One that takes a later range of the same array, counting its elements from 0; none if it must see them all in
    /// their order.
    fn fork(&self) -> Option<Self> {
        None
    }

    /// Takes in what a later range came to, of which the first element has the index `first`.
    fn join(&mut self, later: Self, first: u32) {
        let _ = (later, first);
    }
}

/// What is to become of the elements of an array that have not been read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They go on the tape.
    Keep,
    /// They are handed on one by one.
    HandOn,
    /// They are checked, and that is all.
    PassOver,
}

/// A container that has not been closed yet.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// Its node.
    pub node: u32,
    /// How many of its elements, if it is an array, have been read.
    pub elements: u32,
}

/// A member of an element. Offsets count from the beginning of the element.
#[derive(Debug, Clone, Copy)]
pub struct ListingMember {
    pub(super) key: (u32, u32),
    pub(super) value: (u32, u32),
    pub(super) kind: NodeKind,
    pub(super) flag: bool,
    /// It is put into the elements that are handed on. What is not needed is checked and left out.
    pub needed: bool,
    /// An element in which it has another value is not like this one.
    pub deciding: bool,
}

impl ListingMember {
    /// The key as it is written, without its quotes.
    pub fn key<'t>(&self, text: &'t str, start: usize) -> &'t str {
        &text[start + self.key.0 as usize + 1..start + self.key.1 as usize - 1]
    }

    /// The value as it is written.
    pub fn value<'t>(&self, text: &'t str, start: usize) -> &'t str {
        &text[start + self.value.0 as usize..start + self.value.1 as usize]
    }
}

/// What the next elements of a listing are compared with.
#[derive(Debug, Clone, Copy)]
pub enum Reference<'k> {
    /// The same as before.
    Same,
    /// This element, but not for long: the elements before it had nothing in common.
    Passing,
    /// This element; all its keys stand there, in their order.
    This(&'k [Span]),
}

/// Keeps every element on the tape.
pub struct NoListings;

impl Listings for NoListings {
    fn wants(&mut self, _: Document<'_>, _: &[Open]) -> Rest {
        Rest::Keep
    }
    fn element(&mut self, _: u32, _: Document<'_>, _: Reference<'_>) {}
}

/// A value of an element that is not that of the reference.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// Which member.
    pub member: usize,
    /// The value, for a string with its quotes.
    pub value: Span,
    /// What it is.
    pub kind: NodeKind,
    /// String: it has escapes. Bool: it is true.
    pub(super) flag: bool,
    /// So many of its first bytes are those of the reference's.
    pub same: usize,
}

impl Change {
    /// Whether it is a string with escapes in it.
    pub fn is_escaped(&self) -> bool {
        self.kind == NodeKind::String && self.flag
    }
}
