//! Parts of a page: headed, folded, and chosen among by who reads it where that can be.

use super::{Block, Phrase};

/// A part of a page with what belongs to it.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// What leads to it; nothing where nothing does.
    pub(crate) id: String,
    /// The level of its heading; none where what it says first is no heading.
    pub(crate) level: Option<u8>,
    pub(crate) heading: Phrase,
    pub(crate) fold: Fold,
    /// What it is by the choices of the page: it is shown where one of its marks is chosen.
    pub(crate) marks: Vec<PartMark>,
    pub(crate) blocks: Vec<Block>,
}

/// Whether a part can be folded where pages can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fold {
    /// It stands open and stays so.
    #[default]
    No,
    /// It is folded until somebody opens it.
    Folded,
}

/// What a part is by one choice: the choice, and its options that show the part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartMark {
    pub(crate) choice: &'static str,
    pub(crate) options: Vec<String>,
}

/// A choice of what is shown: all, or what bears the mark of one option.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PartChoice {
    pub(crate) name: &'static str,
    /// What is chosen among.
    pub(crate) legend: Phrase,
    /// What shows everything.
    pub(crate) all: Phrase,
    /// The marks, made of letters, digits and hyphens, and their words.
    pub(crate) options: Vec<(String, Phrase)>,
}

impl Part {
    /// A part that something leads to.
    pub(crate) fn new(id: impl Into<String>, level: u8, heading: impl Into<Phrase>) -> Self {
        Self { id: id.into(), level: Some(level), heading: heading.into(), ..Self::default() }
    }

    pub(crate) fn text(&mut self, text: impl Into<Phrase>) {
        self.blocks.push(Block::Text(text.into()));
    }
}
