//! A listing in ranges, which are read side by side where there is more than one core.
//!
//! Where a range begins is a guess, the look of a boundary between two elements; it counts only if the range before it
//! ends exactly there. A wrong guess costs time, and until it shows the memory of what was found in its range, and nothing
//! else.

use rayon::prelude::*;

use super::elements::Elements;
use super::{End, Until};
use crate::json::cursor::Cursor;
use crate::json::listings::{HEAD, Listings};
use crate::json::syntax::ParseError;
use crate::model::place::Span;

/// Fewer bytes are not worth a range of their own.
const SHORTEST_RANGE: usize = 1 << 20;
/// Ranges for each thread, so that one that is slower does not keep the others waiting.
const RANGES: usize = 4;
/// How far a boundary is looked for.
const REACH: usize = 1 << 20;

/// Hands on the elements from the current position to the closing bracket, which is left to the caller. `opened` is the
/// opening one. How many there are in all.
pub(in crate::json) fn hand_on<L: Listings>(
    cursor: &mut Cursor<'_>,
    opened: Option<Span>,
    listings: &mut L,
) -> Result<u32, ParseError> {
    let mut elements = Elements::new(opened, HEAD);
    // The second element shows how elements are set apart.
    for _ in 0..2 {
        if elements.run(cursor, listings, Until::Next)? == End::Closed {
            return Ok(elements.index);
        }
    }
    let starts = boundaries(&elements, cursor);
    let mut later = Vec::with_capacity(starts.len());
    for (at, start) in starts.iter().enumerate() {
        let Some(fork) = listings.fork() else { break };
        let until = starts.get(at + 1).map_or(Until::Closed, |next| Until::At(*next));
        later.push((*start, until, fork));
    }
    let until = later.first().map_or(Until::Closed, |(start, ..)| Until::At(*start));
    let read = |(start, until, mut fork): (usize, Until, L)| {
        let mut cursor = Cursor::at(cursor.text, start);
        let mut elements = Elements::new(opened, 0);
        let end = elements.run(&mut cursor, &mut fork, until);
        (cursor, elements.index, fork, end)
    };
    if later.is_empty() {
        return elements.run(cursor, listings, until).map(|_| elements.index);
    }
    let (text, position) = (cursor.text, cursor.pos);
    let mut own = Cursor::at(text, position);
    let (first, ranges) =
        rayon::join(|| elements.run(&mut own, listings, until), || later.into_par_iter().map(read).collect::<Vec<_>>());
    cursor.go_on(own);
    let mut end = first?;
    for (range, count, fork, range_end) in ranges {
        if end == End::Closed {
            break;
        }
        cursor.go_on(range);
        end = range_end?;
        listings.join(fork, elements.index);
        elements.index += count;
    }
    Ok(elements.index)
}

/// Where later ranges of a listing may begin, if it is long enough to be read in ranges.
fn boundaries(elements: &Elements, cursor: &Cursor<'_>) -> Vec<usize> {
    let bytes = cursor.text.as_bytes();
    let left = bytes.len() - cursor.pos;
    let Some((look, ahead)) = elements.boundary(bytes).filter(|_| left >= 2 * SHORTEST_RANGE) else {
        return Vec::new();
    };
    // Asked last, for it starts the threads.
    let threads = rayon::current_num_threads();
    let count = if threads > 1 { (left / SHORTEST_RANGE).min(threads * RANGES) } else { 1 };
    let finder = memchr::memmem::Finder::new(&look);
    let mut starts = Vec::new();
    for range in 1..count {
        let from = (cursor.pos + left / count * range).max(starts.last().map_or(0, |last| last + 1));
        let reach = &bytes[from..(from + REACH).min(bytes.len())];
        starts.extend(finder.find(reach).map(|at| from + at + ahead));
    }
    starts
}
