//! The nodes of a document, one after the other.

use super::{Document, Node, NodeKind, Patterns};
use crate::model::narrow::offset;

/// A text up to this length is short.
const SHORT: usize = 64 << 10;
/// So many bytes of an export stand for a key or a value, or more.
const BYTES: usize = 16;

/// The nodes of a document. Reusable: clearing keeps the memory.
#[derive(Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
    /// What its objects are compared with.
    pub(super) patterns: Option<Patterns>,
}

impl Tape {
    /// One that learns which objects are alike.
    pub(crate) fn learning() -> Self {
        Self { nodes: Vec::new(), patterns: Some(Patterns::default()) }
    }

    /// Makes room for the nodes of a text, as far as it is short: of a long one most are not kept.
    pub(crate) fn make_room_for(&mut self, text: &str) {
        self.nodes.clear();
        self.nodes.reserve(text.len().min(SHORT) / BYTES);
    }

    /// Gives back what a long text has taken.
    pub(crate) fn shrink(&mut self) {
        self.nodes.clear();
        self.nodes.shrink_to(SHORT / BYTES);
    }

    /// Whether nothing more can be learned.
    pub(crate) fn is_full(&self) -> bool {
        self.patterns.as_ref().is_some_and(Patterns::is_full)
    }

    /// Forgets the nodes, keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
    }

    /// The document that these nodes describe.
    pub fn document<'d>(&'d self, text: &'d str) -> Document<'d> {
        Document::new(text, &self.nodes, self.patterns.as_ref())
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: NodeKind, flag: bool) {
        let next = offset(self.nodes.len()) + 1;
        self.nodes.push(Node { start: offset(start), end: offset(end), next, kind, flag, pattern: 0 });
    }

    /// Says where the first node, a container with all that is on the tape in it, ends.
    pub(super) fn close_root(&mut self, end: usize) {
        let nodes = offset(self.nodes.len());
        if let Some(root) = self.nodes.first_mut() {
            (root.end, root.next) = (offset(end), nodes);
        }
    }
}
