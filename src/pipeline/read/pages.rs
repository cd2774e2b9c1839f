//! The pages of a listing, as a script collects them in an array: what one says is still to come, the next one is.

use super::more::More;
use crate::model::place::Span;
use crate::pack::catalogue::KindId;

/// An object around a listing, with what it says of the rest.
#[derive(Debug)]
pub(super) struct ListingPage {
    /// What was found in it.
    pub(super) kinds: Vec<KindId>,
    pub(super) more: More,
    /// How many elements it has.
    pub(super) length: u64,
    pub(super) pointer: String,
}

/// What is missing: the kinds, where it is said, its key, and the pointer to the page.
pub(super) fn left_open(pages: Vec<ListingPage>) -> Vec<(Vec<KindId>, Span, Span, String)> {
    let mut open = Vec::new();
    let mut left = pages;
    while !left.is_empty() {
        let of = left[0].kinds.clone();
        let (pages, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|page| page.kinds == of);
        left = others;
        let all: u64 = pages.iter().map(|page| page.length).sum();
        let most =
            pages.iter().filter_map(|page| Some((page.more.total?, &page.pointer))).max_by_key(|(total, _)| total.0);
        if let Some(ListingPage { more: More { follows: Some((span, key)), .. }, pointer, .. }) = pages.last() {
            open.push((of, *span, *key, pointer.clone()));
        } else if let Some(((_, span, key), pointer)) = most.filter(|((total, ..), _)| *total > all) {
            open.push((of, span, key, pointer.clone()));
        }
    }
    open
}
