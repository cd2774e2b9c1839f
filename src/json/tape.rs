//! The nodes of a document, one after the other.

use super::{Document, Kind, Node};

/// The nodes of a document. Reusable: clearing keeps the memory.
#[derive(Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
}

impl Tape {
    /// Forgets the nodes, keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
    }

    /// The document that these nodes describe.
    pub fn document<'d>(&'d self, text: &'d str) -> Document<'d> {
        Document::new(text, &self.nodes)
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: Kind, flag: bool) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: start as u32, end: end as u32, next, kind, flag });
    }

    /// Says where the first node, a container with all that is on the tape in it, ends.
    pub(super) fn close_root(&mut self, end: usize) {
        let nodes = self.nodes.len() as u32;
        if let Some(root) = self.nodes.first_mut() {
            (root.end, root.next) = (end as u32, nodes);
        }
    }
}
