//! What takes the resources that are read, one by one or, where they are many and alike, by their number.

use crate::pack::catalogue::SettingId;
use crate::pipeline::resource::{Renumber, Resource};

/// Takes resources as they are read.
///
/// A listing has hundreds of thousands of resources, of which most say what their neighbours say. A sink that tells
/// what it [looks at](Sink::looks_at) is spared those that are like one it has taken already; one that can
/// [fork](Sink::fork) is given ranges of a listing side by side.
pub trait Sink: Send + Sized {
    /// Takes a resource.
    fn take(&mut self, resource: &Resource<'_>);

    /// All that it looks at in resources of this kind, if it is known beforehand. Two that agree in that are the same
    /// to it, unless it keeps something of the first one. Marks given before are of no more use.
    fn looks_at(&mut self, resource: &Resource<'_>) -> Option<Vec<(SettingId, Look)>> {
        let _ = resource;
        None
    }

    /// Marks the resource taken last, which is this one, if nothing of it was kept that others do not have.
    fn mark(&mut self, resource: &Resource<'_>) -> Option<SinkMark> {
        let _ = resource;
        None
    }

    /// Takes one that is the same to it as the one marked.
    fn again(&mut self, mark: SinkMark) {
        let _ = mark;
    }

    /// So many more bytes of a listing have been read: told now and then, for those who wait.
    fn passed(&mut self, bytes: usize) {
        let _ = bytes;
    }

    /// One that takes a later range of the same listing; none if all have to be taken in their order.
    fn fork(&self) -> Option<Self> {
        None
    }

    /// Takes in what a fork has taken.
    fn join(&mut self, fork: Self, renumber: Renumber<'_>) {
        let _ = (fork, renumber);
    }
}

/// How much of a setting is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// All of it.
    Whole,
    /// So many bytes from the beginning of a text; what follows does not matter.
    Beginning(usize),
}

/// A resource that others may be the same as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SinkMark(pub usize);

/// A function as a sink: it sees every resource, in their order.
pub(super) struct SinkEach<'s>(pub(super) &'s mut (dyn FnMut(&Resource<'_>) + Send));

impl Sink for SinkEach<'_> {
    fn take(&mut self, resource: &Resource<'_>) {
        (self.0)(resource);
    }
}

/// A sink that is lent sees every resource.
impl<S: Sink> Sink for &mut S {
    fn take(&mut self, resource: &Resource<'_>) {
        S::take(self, resource);
    }
}
