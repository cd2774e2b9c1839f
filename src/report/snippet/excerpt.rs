//! The lines of a source that are shown: those of the places and of their neighbours, cut to the width of the terminal,
//! with the texts of other settings left out. miette reads them as if they were the file.

use std::ops::Range;

use miette::{MietteError, SourceCode, SourceSpan, SpanContents};

use super::mask;
use crate::model::place::Place;
use crate::order::Order as _;
use crate::pipeline::source::{Position, Shows, Source, Sources};
use crate::text::printable::{printable, printable_inside, shortened};

/// A labelled place of an excerpt.
#[derive(Debug)]
pub(super) struct Marked {
    /// Range in the excerpt's text.
    pub(super) range: Range<usize>,
    pub(super) words: String,
    /// It is the place of the message.
    pub(super) primary: bool,
    /// Where it stands in the file.
    pub(super) position: Position,
}

/// A few lines of a source as they are shown.
#[derive(Debug)]
pub(super) struct SourceExcerpt {
    pub(super) name: String,
    /// The shown lines, one after the other, with gaps between those of far labels.
    pub(super) text: String,
    /// Line number, from 1, and range in the text of each.
    pub(super) lines: Vec<(u32, Range<usize>)>,
    pub(super) labels: Vec<Marked>,
    /// Where the labels begin that are too far from the others in their line to be shown with them.
    missed: Vec<usize>,
}

/// The most characters of what stands under a place: whatever is repeated there, nobody reads on.
const MOST: usize = 400;

/// How many bytes around a place are looked at to find its line.
const REACH: usize = 1024;

/// A label on its way into an excerpt.
struct Wanted<'l> {
    start: usize,
    end: usize,
    words: &'l str,
    primary: bool,
}

/// A line as far as it is of interest: a line of 40 MB is not walked to its ends.
#[derive(Debug, Clone, Copy)]
struct SourceLine {
    start: usize,
    end: usize,
    /// The line begins before `start`, or ends after `end`.
    cut: (bool, bool),
    number: u32,
}

impl SourceExcerpt {
    /// The excerpt with the labels that are in the first one's file and near enough; the others in that file are
    /// handed back.
    pub(super) fn of(
        sources: &Sources,
        labels: &mut Vec<(Place, String)>,
        width: usize,
    ) -> (Option<Self>, Vec<(Place, String)>) {
        let Some((place, _)) = labels.first() else { return (None, Vec::new()) };
        let excerpt = Self::new(sources.get(place.source), labels, width);
        labels.retain(|(place, _)| excerpt.missed.contains(&place.span.start()));
        (Some(excerpt), std::mem::take(labels))
    }

    fn new(source: &Source, labels: &[(Place, String)], width: usize) -> Self {
        // What the gutter, the label's line and a margin need.
        let room = width.saturating_sub(14).clamp(40, 200);
        let mut wanted: Vec<Wanted<'_>> = labels
            .iter()
            .filter(|(place, _)| place.source == source.id)
            .enumerate()
            .map(|(at, (place, words))| {
                let start = place.span.start().min(source.text.len());
                let end = place.span.end().max(start);
                Wanted { start, end, words, primary: at == 0 }
            })
            .collect();
        wanted.order_by_key(|label| label.start);
        let mut shown: Vec<(SourceLine, Vec<&Wanted<'_>>)> = Vec::new();
        for label in &wanted {
            let line = SourceLine::around(source, label.start);
            match shown.last_mut() {
                Some((last, on_it)) if label.start < last.end || last.number == line.number => {
                    // Of a line that is too long to be seen whole, the place of the message is what is shown.
                    if label.primary && label.start >= last.end {
                        *last = line;
                    }
                    on_it.push(label);
                }
                _ => shown.push((line, vec![label])),
            }
        }
        for (line, _) in shown.clone() {
            let beside = [line.before(source), line.after(source)].into_iter().flatten();
            for beside in beside.filter(|_| source.shows() != Shows::Lines) {
                if !shown.iter().any(|(known, _)| known.number == beside.number) {
                    shown.push((beside, Vec::new()));
                }
            }
        }
        shown.order_by_key(|(line, _)| line.number);
        // Deep indentation says nothing; what all lines share of it is left out.
        let indentation = |line: &SourceLine| {
            let text = &source.text[line.start..line.end];
            if line.cut.0 { 0 } else { text.len() - text.trim_start_matches(' ').len() }
        };
        let common = shown.iter().map(|(line, _)| indentation(line)).min().unwrap_or_default();
        let dedent = if common > 12 { common - 4 } else { 0 };
        let spans: Vec<_> = wanted.iter().map(|label| (!label.primary, label.start..label.end)).collect();
        let labels = spans.iter().filter(|(other, _)| !other).chain(spans.iter().filter(|(other, _)| *other));
        let labels: Vec<_> = labels.map(|(_, span)| span.clone()).collect();
        let mut excerpt = Self {
            name: printable(&source.name),
            text: String::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            missed: Vec::new(),
        };
        for (line, on_it) in shown {
            let hidden = match source.shows() {
                Shows::All => Vec::new(),
                Shows::Nothing if line.start == line.end => Vec::new(),
                Shows::Nothing => std::iter::once(line.start + dedent..line.end).collect(),
                Shows::Labels | Shows::Lines => {
                    // In a line that is cut it is its own label that tells where texts begin.
                    let mut labels = labels.clone();
                    if let Some(own) = on_it.first() {
                        labels.insert(0, own.start..own.end);
                    }
                    mask::hidden(&source.text, line.start..line.end, !line.cut.0, &labels)
                }
            };
            excerpt.line(source, SourceLine { start: line.start + dedent, ..line }, &on_it, &hidden, room);
        }
        excerpt
    }

    /// A line, cut around its label where it is too long.
    fn line(
        &mut self,
        source: &Source,
        line: SourceLine,
        labels: &[&Wanted<'_>],
        hidden: &[Range<usize>],
        room: usize,
    ) {
        let text = &source.text;
        let main = labels.iter().find(|label| label.primary).or(labels.first()).map_or(line.start, |label| label.start);
        let long = line.end - line.start > room;
        let from =
            if long { back_to_boundary(text, main.saturating_sub(room / 3).max(line.start)) } else { line.start };
        let to = if long { back_to_boundary(text, (from + room).min(line.end)) } else { line.end };
        let lead = if line.cut.0 || from > line.start { "…" } else { "" };
        let tail = if line.cut.1 || to < line.end { "…" } else { "" };
        let body = Body::of(text, from..to, hidden);
        let lead = if body.text.starts_with('…') { "" } else { lead };
        let tail = if body.text.ends_with('…') { "" } else { tail };
        let line_start = self.text.len();
        let start = line_start + lead.len();
        for piece in [lead, &body.text, tail, "\n"] {
            self.text.push_str(piece);
        }
        self.lines.push((line.number, line_start..self.text.len()));
        for label in labels {
            if label.start < from || (label.start >= to && !label.primary) {
                self.missed.push(label.start);
                continue;
            }
            let begin = start + body.offset(label.start);
            // An empty place is drawn as one character, one of several lines as its first.
            let end = (start + body.offset(label.end.min(to))).max(begin);
            let position = source.position(label.start);
            self.labels.push(Marked {
                range: begin..end,
                words: printable(&shortened(label.words, MOST)),
                primary: label.primary,
                position,
            });
        }
    }
}

/// A line as it is shown.
struct Body {
    text: String,
    /// Where a range of the source went: its bytes, and the bytes that stand for them.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Body {
    fn of(text: &str, shown: Range<usize>, hidden: &[Range<usize>]) -> Self {
        let shown = shown.start..shown.start + text[shown.clone()].trim_end_matches('\r').len();
        let mut body = String::with_capacity(shown.len());
        let mut pieces = Vec::new();
        let mut put = |range: Range<usize>, words: &str| {
            let begin = body.len();
            body.push_str(words);
            pieces.push((range, begin..body.len()));
        };
        let mut at = shown.start;
        for range in hidden {
            let range = range.start.clamp(at, shown.end)..range.end.clamp(at, shown.end);
            if !range.is_empty() {
                put(at..range.start, &text[at..range.start]);
                put(range.clone(), "…");
                at = range.end;
            }
        }
        put(at..shown.end, &text[at..shown.end]);
        // The length in bytes stays the same.
        Self { text: printable_inside(&body), pieces }
    }

    /// Where a byte of the source stands in it; one that is not shown, at the sign that stands for it.
    fn offset(&self, byte: usize) -> usize {
        let Some((from, to)) = self.pieces.iter().find(|(from, _)| byte < from.end).or(self.pieces.last()) else {
            return 0;
        };
        let into = byte.saturating_sub(from.start);
        if from.len() == to.len() {
            to.start + into.min(to.len())
        } else if into == 0 {
            to.start
        } else {
            to.end
        }
    }
}

impl SourceLine {
    /// The line of a byte, as far as it can be seen from there.
    fn around(source: &Source, byte: usize) -> Self {
        let text = &source.text;
        let left = back_to_boundary(text, byte.saturating_sub(REACH));
        let right = back_to_boundary(text, (byte + REACH).min(text.len()));
        let start = memchr::memrchr(b'\n', &text.as_bytes()[left..byte]).map(|at| left + at + 1);
        let end = memchr::memchr(b'\n', &text.as_bytes()[byte..right]).map(|at| byte + at);
        Self {
            start: start.unwrap_or(left),
            end: end.unwrap_or(right),
            cut: (start.is_none() && left > 0, end.is_none() && right < text.len()),
            number: source.position(byte).line,
        }
    }

    fn before(self, source: &Source) -> Option<Self> {
        if self.cut.0 || self.start == 0 {
            return None;
        }
        let line = Self::around(source, self.start - 1);
        (!line.cut.0).then_some(line)
    }

    fn after(self, source: &Source) -> Option<Self> {
        let next = self.end + 1;
        (!self.cut.1 && next < source.text.len()).then(|| Self::around(source, next))
    }
}

fn back_to_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Lines of an excerpt around a span.
struct ExcerptLines<'a> {
    data: &'a [u8],
    span: SourceSpan,
    line: usize,
    column: usize,
    count: usize,
    name: &'a str,
}

impl<'a> SpanContents<'a> for ExcerptLines<'a> {
    fn data(&self) -> &'a [u8] {
        self.data
    }
    fn span(&self) -> &SourceSpan {
        &self.span
    }
    fn name(&self) -> Option<&str> {
        Some(self.name)
    }
    fn line(&self) -> usize {
        self.line
    }
    fn column(&self) -> usize {
        self.column
    }
    fn line_count(&self) -> usize {
        self.count
    }
}

impl SourceCode for SourceExcerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let find = |offset: usize| self.lines.iter().position(|(_, range)| range.contains(&offset));
        let last = self.lines.len().saturating_sub(1);
        let from = find(span.offset()).unwrap_or(last);
        let to = find(span.offset() + span.len()).unwrap_or(from).max(from);
        if before == 0 && after == 0 {
            let label = self.labels.iter().find(|label| label.range.start == span.offset());
            let at = label.map_or(Position { line: 1, column: 1 }, |label| label.position);
            let data = &self.text.as_bytes()[span.offset()..span.offset() + span.len()];
            let (line, column) = (at.line as usize - 1, at.column as usize - 1);
            return Ok(Box::new(ExcerptLines { data, span: *span, line, column, count: 1, name: &self.name }));
        }
        // Only lines that follow each other in the file are shown together.
        let follows = |at: usize| self.lines[at].0 + 1 == self.lines[at + 1].0;
        let (mut first, mut end) = (from, to);
        while first > 0 && from - first < before && follows(first - 1) {
            first -= 1;
        }
        while end < last && end - to < after && follows(end) {
            end += 1;
        }
        let range = self.lines[first].1.start..self.lines[end].1.end;
        Ok(Box::new(ExcerptLines {
            data: &self.text.as_bytes()[range.clone()],
            span: SourceSpan::from((range.start, range.len())),
            line: self.lines[first].0 as usize - 1,
            column: 0,
            count: end - first + 1,
            name: &self.name,
        }))
    }
}
