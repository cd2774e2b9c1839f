//! The files as text: names, spans, and where a byte stands in lines and columns.

pub(crate) use collect::hex;

mod collect;
mod decode;
mod filter;
mod position;

use std::ops::Range;
use std::sync::OnceLock;

pub use collect::{Collected, Input, Unread, Unreadable, collect, collect_filtered};
pub use decode::{DecodeError, Encoding, Likely, decode};
pub use filter::Filter;
pub use position::Position;
use position::PositionIndex;

/// A range of bytes of a source's UTF-8 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// From byte `start` up to, not including, byte `end`.
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// `len` bytes from `start`.
    pub(crate) fn at(start: usize, len: usize) -> Self {
        Self::new(start as u32, (start + len) as u32)
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte after the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes, to slice a text with.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies within.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Names a source in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A span of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The bytes in it.
    pub span: Span,
}

/// One input as text.
#[derive(Debug)]
pub struct Source {
    /// Its name in this run.
    pub id: SourceId,
    /// Its name for people: the path as it was given, with `/`; `<stdin>` for standard input.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// How the bytes were encoded.
    pub encoding: Encoding,
    /// Whether it was named by the user, not found in a folder.
    pub named: bool,
    /// SHA-256 of the bytes as they were read, in hexadecimal; only where a report asks for it.
    pub sha256: Option<String>,
    positions: OnceLock<PositionIndex>,
}

impl Source {
    /// A source of the given text.
    pub fn new(id: SourceId, name: String, text: String, encoding: Encoding) -> Self {
        Self { id, name, text, encoding, named: true, sha256: None, positions: OnceLock::new() }
    }

    /// Line and column of a byte. The first call reads the whole text once; all others are quick.
    pub fn position(&self, byte: usize) -> Position {
        self.positions.get_or_init(|| PositionIndex::new(&self.text)).position(&self.text, byte)
    }
}

/// All sources of a run.
#[derive(Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// The source of that name.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// The text at a place.
    pub fn text_at(&self, place: Place) -> &str {
        &self.get(place.source).text[place.span.range()]
    }
}
