//! What a derived resource needs of the resources that pass by: one [`Observer`] for each sort of derived resource.
//!
//! An observer says first which kinds it watches and what it looks at in them, and is shown nothing else. So whoever
//! forgets to say it never sees a resource, also in the shortest file, and no listing is counted over somebody's head.

use super::{Answer, Facts, NamedTenant};
use crate::model::place::{Place, SourceId};
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Kind, SettingId};
pub(super) use crate::pipeline::read::Look;
use crate::pipeline::resource::{Renumber, Resource};
use crate::pipeline::source::Sources;

/// Remembers what matters later of the resources of one source, and derives resources from what all sources told.
pub(super) trait Observer: Default {
    /// Whether it is shown resources of a kind.
    fn watches(&self, kind: &Kind) -> bool;

    /// All that it looks at in a resource of a kind that it watches, if two that agree in that are the same to it once
    /// the first one has been observed, as it has been. None: it needs each of them whole.
    fn looks_at(&self, resource: &Resource<'_>, kind: &Kind) -> Option<Vec<(SettingId, Look)>>;

    /// Remembers what matters of a resource of a kind that it watches.
    fn observe(&mut self, resource: &Resource<'_>, kind: &Kind);

    /// One for a later range of the same listing.
    fn fork(&self) -> Self {
        Self::default()
    }

    /// Takes in what was remembered of a later range.
    fn join(&mut self, later: Self, renumber: Renumber<'_>);

    /// What nobody can tell of a derived kind.
    fn open(&self) -> Option<&ObserverOpen> {
        None
    }

    /// The derived resources.
    fn derive(_: &[(SourceId, Facts)], _: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
        Vec::new()
    }
}

/// What is known beside the facts when resources are derived.
#[derive(Debug, Clone, Copy)]
pub(super) struct ObserverSurroundings<'a> {
    /// The tenants that the exports name.
    pub(super) tenants: &'a [NamedTenant],
    /// The organization's answers.
    pub(super) answers: &'a [Answer],
    /// The texts.
    pub(super) sources: &'a Sources,
    /// The kinds.
    pub(super) catalogue: &'a Catalogue,
}

/// The first resource that leaves something open about a derived kind.
#[derive(Debug)]
pub(super) struct ObserverOpen {
    /// The derived kind, by its name.
    pub(super) about: &'static str,
    /// Why nobody can tell.
    pub(super) reason: Reason,
    /// Where that shows.
    pub(super) place: Place,
    /// The same as a JSON Pointer.
    pub(super) pointer: String,
}

impl ObserverOpen {
    /// At the place where a resource names itself.
    pub(super) fn at(about: &'static str, reason: Reason, resource: &Resource<'_>, kind: &Kind) -> Self {
        let anchor = resource.anchor(kind);
        let place = anchor.map_or(resource.place, |name| name.place);
        Self { about, reason, place, pointer: resource.pointer(anchor) }
    }

    /// One of a range of a listing that was counted from 0.
    pub(super) fn renumbered(self, renumber: Renumber<'_>) -> Self {
        Self { pointer: renumber.pointer(&self.pointer), ..self }
    }
}
