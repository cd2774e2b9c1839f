//! The same lines as a drawing shows, for who lays them out otherwise: those that a message is about, and no others.

use std::ops::Range;

use super::excerpt::{Marked, SourceExcerpt};
use crate::model::place::{Place, SourceId};
use crate::order::Order as _;
use crate::pipeline::source::{Position, Sources};

/// How wide they may be.
const WIDTH: usize = 110;

/// Lines of one file.
pub(in crate::report) struct ShownLines {
    pub(in crate::report) source: SourceId,
    /// Where the first of the places is.
    pub(in crate::report) position: Position,
    pub(in crate::report) lines: Vec<ShownLine>,
}

/// One of them.
pub(in crate::report) struct ShownLine {
    pub(in crate::report) number: u32,
    /// Its text in pieces, and whether each is what the message is about.
    pub(in crate::report) pieces: Vec<(String, bool)>,
    /// What is said of these.
    pub(in crate::report) said: Vec<String>,
}

/// The lines of some places, those of one file together, the first place's first.
pub(in crate::report) fn shown(sources: &Sources, mut labels: Vec<(Place, String)>) -> Vec<ShownLines> {
    let mut all = Vec::new();
    while let Some(source) = labels.first().map(|(place, _)| place.source) {
        let (mut here, others): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(place, _)| place.source == source);
        let (excerpt, missed) = SourceExcerpt::of(sources, &mut here, WIDTH);
        all.extend(excerpt.and_then(|excerpt| laid_out(&excerpt, source)));
        // What is too far away in its line is shown by itself.
        labels = missed.into_iter().chain(others).collect();
    }
    all
}

fn laid_out(excerpt: &SourceExcerpt, source: SourceId) -> Option<ShownLines> {
    let first = excerpt.labels.iter().find(|label| label.primary).or(excerpt.labels.first())?;
    let lines = excerpt.lines.iter().filter_map(|(number, line)| {
        let mut labels: Vec<&Marked> =
            excerpt.labels.iter().filter(|label| line.contains(&label.range.start)).collect();
        if labels.is_empty() {
            return None;
        }
        labels.order_by_key(|label| label.range.start);
        let said = labels.iter().filter(|label| !label.words.is_empty()).map(|label| label.words.clone()).collect();
        Some(ShownLine { number: *number, pieces: pieces(&excerpt.text, line, &labels), said })
    });
    Some(ShownLines { source, position: first.position, lines: lines.collect() })
}

/// A line in pieces that are labelled and others.
fn pieces(text: &str, line: &Range<usize>, labels: &[&Marked]) -> Vec<(String, bool)> {
    let end = line.start + text[line.clone()].trim_end().len();
    let begin = line.start + (text[line.clone()].len() - text[line.clone()].trim_start().len());
    let mut pieces = Vec::new();
    let mut at = begin.min(end);
    let mut put = |range: Range<usize>, marked: bool| {
        if !range.is_empty() {
            pieces.push((text[range].to_owned(), marked));
        }
    };
    for label in labels {
        let start = label.range.start.clamp(at, end);
        // An empty place is shown as the character that stands there.
        let next = text[start..end].chars().next().map_or(0, char::len_utf8);
        let to = label.range.end.clamp(start, end).max(start + next);
        put(at..start, false);
        put(start..to, true);
        at = to;
    }
    put(at..end, false);
    pieces
}
