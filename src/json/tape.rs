//! The nodes of a document, one after the other.

use super::{Document, Node, NodeKind};
use crate::model::narrow::offset;

/// A text up to this length is short.
const SHORT: usize = 64 << 10;
/// So many bytes of an export stand for a key or a value, or more.
const BYTES: usize = 16;

/// The nodes of a document. Reusable: clearing keeps the memory.
#[derive(Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
}

impl Tape {
    /// One with room for the nodes of a text, as far as it is short: of a long one most are not kept.
    pub(crate) fn with_room_for(text: &str) -> Self {
        Self { nodes: Vec::with_capacity(text.len().min(SHORT) / BYTES) }
    }

    /// Forgets the nodes, keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
    }

    /// The document that these nodes describe.
    pub fn document<'d>(&'d self, text: &'d str) -> Document<'d> {
        Document::new(text, &self.nodes)
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: NodeKind, flag: bool) {
        let next = offset(self.nodes.len()) + 1;
        self.nodes.push(Node { start: offset(start), end: offset(end), next, kind, flag });
    }

    /// Says where the first node, a container with all that is on the tape in it, ends.
    pub(super) fn close_root(&mut self, end: usize) {
        let nodes = offset(self.nodes.len());
        if let Some(root) = self.nodes.first_mut() {
            (root.end, root.next) = (offset(end), nodes);
        }
    }
}
