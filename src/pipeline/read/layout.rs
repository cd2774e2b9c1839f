//! The layout of the elements of a listing: the keys, and the values that tell what an element is. One that is known is
//! read without being looked at again.

use super::plan::Items;
use super::walk::TENANT_NAMES;
use super::{Reader, more, other_state};
use crate::json::{NodeKind as Node, NodeRef};
use crate::pipeline::read::{ExportFormat, Sink};

/// What is known of the elements that have the same keys.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) keys: Vec<Box<str>>,
    /// The members whose values tell what an element is, with these values.
    pub(super) deciding: Vec<(usize, Box<str>)>,
    pub(super) needed: Vec<bool>,
    pub(super) of: KnownLayout,
}

#[derive(Debug, Clone)]
pub(super) enum KnownLayout {
    Settings(&'static ExportFormat, Items),
    /// An object without anything in it that could be something.
    Plain,
}

/// How many layouts are remembered.
pub(super) const MOST_LAYOUTS: usize = 16;

/// Members whose values tell what an object is.
pub(super) const DECIDING: [&str; 3] = ["_ObjectType_", "type", "__metadata"];

/// Members that are in no plain element of a listing: with them, each is looked at.
pub(super) const RARE: [&str; 18] = [
    "value",
    "results",
    "d",
    "IsSuccessStatusCode",
    "Response",
    "tenantlint",
    "MetaData",
    "ResourceName",
    "resourceType",
    "Tests",
    "Results",
    "resources",
    "baseline",
    "Properties",
    "finding_info",
    "findingInfo",
    "$schema",
    "@odata.context",
];

impl<S: Sink> Reader<'_, S> {
    /// Remembers the layout of an element that is whole.
    pub(super) fn learn(&mut self, element: NodeRef<'_>, of: KnownLayout) {
        let inside = |key: NodeRef<'_>| key.raw()[1..key.raw().len() - 1].into();
        let keys: Vec<Box<str>> = element.members().map(|(key, _)| inside(key)).collect();
        let deciding = element.members().enumerate().filter(|(_, (key, _))| is_deciding(&key.as_text()));
        let deciding = deciding.map(|(at, (_, value))| (at, value.raw().into())).collect();
        let needed = element.members().map(|(key, _)| match &of {
            KnownLayout::Settings(_, Items::Of(_, kind)) => {
                self.needs(*kind, &key.as_text()) || more::within(&key.as_text())
            }
            KnownLayout::Settings(..) => false,
            KnownLayout::Plain => true,
        });
        let needed = needed.collect();
        self.layouts.truncate(MOST_LAYOUTS - 1);
        self.layouts.insert(0, Layout { keys, deciding, needed, of });
    }
}

/// Whether nothing can stand in a value.
pub(super) fn is_plain(kind: Node, raw: &str) -> bool {
    match kind {
        Node::Object | Node::Array => false,
        Node::String => !raw[1..].trim_start().starts_with(['{', '[', '\\']),
        _ => true,
    }
}

pub(super) fn is_rare(element: NodeRef<'_>) -> bool {
    element.members().any(|(key, _)| {
        let key = key.as_text();
        RARE.iter().chain(&TENANT_NAMES).any(|rare| key.eq_ignore_ascii_case(rare))
    })
}

pub(super) fn is_deciding(key: &str) -> bool {
    DECIDING.iter().chain(&other_state::DELETED).any(|known| key.eq_ignore_ascii_case(known))
}
