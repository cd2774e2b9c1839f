//! Lines and columns from byte offsets, for files of any length and any layout.
//!
//! A table of line starts would need memory for each line and would still leave the columns of a one-line file to
//! be counted. Instead, lines and characters are counted once for every block, so that a question reads at most one
//! block, wherever it asks.

use crate::model::narrow::offset;
use rayon::prelude::*;

/// Bytes per block. One question costs at most this much counting, about a microsecond.
const BLOCK: usize = 8 * 1024;
/// A text from this length on is counted on all cores.
const LONG: usize = 1 << 20;

/// A place as people count: from 1, columns in Unicode characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode characters, from 1.
    pub column: u32,
}

#[derive(Debug)]
pub(super) struct PositionIndex {
    /// Before each block: line breaks, and characters since the last of them.
    blocks: Vec<(u32, u32)>,
}

impl PositionIndex {
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let count = |block: &[u8]| (line_breaks(block), characters_since_break(block, 0));
        let counts: Vec<(u32, u32)> = if bytes.len() < LONG {
            bytes.chunks(BLOCK).map(count).collect()
        } else {
            bytes.par_chunks(BLOCK).with_min_len(LONG / BLOCK).map(count).collect()
        };
        let (mut lines, mut column) = (0, 0);
        let mut blocks = Vec::with_capacity(counts.len() + 1);
        blocks.push((lines, column));
        for (breaks, last) in counts {
            column = if breaks > 0 { last } else { column + last };
            lines += breaks;
            blocks.push((lines, column));
        }
        Self { blocks }
    }

    pub(super) fn position(&self, text: &str, byte: usize) -> Position {
        let bytes = text.as_bytes();
        let byte = byte.min(bytes.len());
        let (lines, column) = self.blocks[byte / BLOCK];
        let before = &bytes[byte / BLOCK * BLOCK..byte];
        Position { line: lines + line_breaks(before) + 1, column: characters_since_break(before, column) + 1 }
    }
}

/// Characters since the last line break, `so_far` of them before these bytes.
fn characters_since_break(bytes: &[u8], so_far: u32) -> u32 {
    match memchr::memrchr(b'\n', bytes) {
        Some(at) => starts(&bytes[at + 1..]),
        None => so_far + starts(bytes),
    }
}

fn line_breaks(bytes: &[u8]) -> u32 {
    offset(memchr::memchr_iter(b'\n', bytes).count())
}

/// How many characters begin in these bytes.
fn starts(bytes: &[u8]) -> u32 {
    // Sums of bytes in bytes: the compiler makes wide instructions of it, where sums in 32 bits are four times slower.
    bytes
        .chunks(128)
        .map(|chunk| u32::from(chunk.iter().map(|&byte| u8::from(byte.cast_signed() >= -0x40)).sum::<u8>()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start() {
        let mut text = String::new();
        for number in 0..4000 {
            text.push_str("二〇二六 \u{1F600} ");
            text.push_str(&"x".repeat(number % 13));
            if number % 7 == 0 {
                text.push('\n');
            }
        }
        let index = PositionIndex::new(&text);
        for (byte, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
            let before = &text[..byte];
            let line = offset(before.matches('\n').count()) + 1;
            let column = offset(before.rsplit('\n').next().map_or(0, |rest| rest.chars().count())) + 1;
            assert_eq!(index.position(&text, byte), Position { line, column });
        }
    }
}
