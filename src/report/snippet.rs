//! A message drawn at its place: the only file that names miette.
//!
//! miette would scan the whole file for each report, print whole lines, and fail on columns past 65,535. It is given
//! a few prepared lines instead: cut to the width of the terminal, with true line and column numbers, and without
//! characters that could steer a terminal.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, NarratableReportHandler, Severity,
    SourceCode, SourceSpan, SpanContents,
};

use super::words::{harmless, printable};
use crate::source::{Place, Source, Sources};

/// How things are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// In sentences instead of drawings.
    pub narrated: bool,
}

/// A message and the places it is about.
pub(super) struct Drawing {
    pub(super) headline: String,
    pub(super) severity: Severity,
    /// The first one is the place of the message.
    pub(super) labels: Vec<(Place, String)>,
    pub(super) help: Option<String>,
    /// Places in other files, each with its own headline.
    pub(super) related: Vec<(Place, String)>,
}

impl Drawing {
    /// Draws the message; ends with a line break.
    pub(super) fn draw(self, sources: &Sources, style: Style) -> String {
        let related = self.related.iter().map(|(place, headline)| Report {
            headline: headline.clone(),
            severity: Severity::Advice,
            help: None,
            excerpt: Some(Excerpt::new(sources.get(place.source), &[(*place, String::new())], style.width)),
            related: Vec::new(),
        });
        let excerpt =
            self.labels.first().map(|(place, _)| Excerpt::new(sources.get(place.source), &self.labels, style.width));
        let report = Report {
            headline: self.headline,
            severity: self.severity,
            help: self.help,
            related: related.collect(),
            excerpt,
        };
        let mut text = String::new();
        // Writing to a string cannot fail, and the excerpts are made to satisfy the handlers.
        let _ = if style.narrated {
            NarratableReportHandler::new().render_report(&mut text, &report)
        } else {
            let theme = if style.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
            GraphicalReportHandler::new_themed(theme)
                .with_links(false)
                .with_width(style.width.max(40))
                .render_report(&mut text, &report)
        };
        // miette pads some lines; what is piped into a file should not carry that.
        let mut lines: String = text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
        while lines.starts_with('\n') {
            lines.remove(0);
        }
        lines
    }
}

#[derive(Debug)]
struct Report {
    headline: String,
    severity: Severity,
    help: Option<String>,
    excerpt: Option<Excerpt>,
    related: Vec<Report>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        Some(Box::new(excerpt.labels.iter().map(|(span, label, primary)| {
            let label = (!label.is_empty()).then(|| label.clone());
            let span = SourceSpan::from((span.start, span.len()));
            if *primary {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            }
        })))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (!self.related.is_empty())
            .then(|| Box::new(self.related.iter().map(|report| report as &dyn Diagnostic)) as Box<_>)
    }
}

/// A few lines of a source as they are shown.
#[derive(Debug)]
struct Excerpt {
    name: String,
    /// The shown lines, one after the other, with gaps between those of far labels.
    text: String,
    /// Line number, from 1, and range in the text of each.
    lines: Vec<(u32, std::ops::Range<usize>)>,
    /// Range in the text, words, and whether it is the place of the message.
    labels: Vec<(std::ops::Range<usize>, String, bool)>,
    /// Line and column of the first label, from 1.
    position: (u32, u32),
}

impl Excerpt {
    fn new(source: &Source, labels: &[(Place, String)], width: usize) -> Self {
        // What the gutter, the label's line and a margin need.
        let room = width.saturating_sub(14).clamp(40, 200);
        let mut wanted: Vec<(usize, usize, &str, bool)> = labels
            .iter()
            .filter(|(place, _)| place.source == source.id)
            .enumerate()
            .map(|(at, (place, label))| {
                let start = place.span.start().min(source.text.len());
                let line_end = source.line_end(start);
                let end = place.span.end().clamp(start, line_end.max(start));
                (start, end, label.as_str(), at == 0)
            })
            .collect();
        let first = wanted.first().map_or(0, |label| label.0);
        let at = source.position(first);
        wanted.sort_by_key(|label| label.0);
        let mut excerpt = Self {
            name: printable(&source.name),
            text: String::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            position: (at.line, at.column),
        };
        let mut shown_to = None;
        let mut rest = wanted.as_slice();
        while let Some(&(start, ..)) = rest.first() {
            let (line_start, line_end) = (source.line_start(start), source.line_end(start));
            let here = rest.partition_point(|label| label.0 <= line_end);
            let (on_line, after) = rest.split_at(here);
            rest = after;
            let number = source.position(start).line;
            if line_start > 0 && shown_to.is_none_or(|to| to < line_start) {
                let before = source.line_start(line_start - 1);
                if shown_to.is_none_or(|to| to < before) {
                    excerpt.context(source, before, line_start - 1, number - 1, room);
                }
            }
            excerpt.line(source, line_start, line_end, number, on_line, room);
            shown_to = Some(line_end);
            let next_is_labelled = rest.first().is_some_and(|label| source.line_start(label.0) == line_end + 1);
            if line_end < source.text.len() && !next_is_labelled {
                let (next, next_end) = (line_end + 1, source.line_end(line_end + 1));
                excerpt.context(source, next, next_end, number + 1, room);
                shown_to = Some(next_end);
            }
        }
        excerpt
    }

    /// A line beside the labelled one, if it is worth its room.
    fn context(&mut self, source: &Source, start: usize, end: usize, number: u32, room: usize) {
        let line = source.text[start..end].trim_end_matches('\r');
        let end = start + line.len();
        let shown: String = harmless(line).chars().take(room).collect();
        let cut = end - start > shown.len();
        self.push(number, &if cut { format!("{shown}…") } else { shown });
    }

    fn push(&mut self, number: u32, shown: &str) -> usize {
        let start = self.text.len();
        self.text.push_str(shown);
        self.text.push('\n');
        self.lines.push((number, start..self.text.len()));
        start
    }

    /// A labelled line, cut around its first label where it is too long.
    fn line(
        &mut self,
        source: &Source,
        line_start: usize,
        line_end: usize,
        number: u32,
        labels: &[(usize, usize, &str, bool)],
        room: usize,
    ) {
        let text = &source.text;
        let main = labels.iter().find(|label| label.3).or(labels.first()).map_or(line_start, |label| label.0);
        let long = line_end - line_start > room;
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let from = if long { boundary(main.saturating_sub(room / 3).max(line_start)) } else { line_start };
        let to = if long { boundary((from + room).min(line_end)) } else { line_end };
        let lead = if from > line_start { "…" } else { "" };
        let tail = if to < line_end { "…" } else { "" };
        let body = harmless(text[from..to].trim_end_matches('\r'));
        let start = self.push(number, &format!("{lead}{body}{tail}")) + lead.len();
        for (label_start, label_end, words, primary) in labels {
            if *label_start < from || (*label_start >= to && !primary) {
                continue;
            }
            let begin = start + (label_start - from).min(body.len());
            let end = start + (label_end.min(&to) - from).min(body.len());
            // An empty place is drawn as one character.
            let end = end.max(begin);
            self.labels.push((begin..end, harmless(words), *primary));
        }
    }
}

/// Lines of an excerpt around a span.
struct Lines<'a> {
    data: &'a [u8],
    span: SourceSpan,
    line: usize,
    column: usize,
    count: usize,
    name: &'a str,
}

impl<'a> SpanContents<'a> for Lines<'a> {
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

impl SourceCode for Excerpt {
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
            let (line, column) = self.position;
            let data = &self.text.as_bytes()[span.offset()..span.offset() + span.len()];
            let (line, column) = (line as usize - 1, column as usize - 1);
            return Ok(Box::new(Lines { data, span: *span, line, column, count: 1, name: &self.name }));
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
        Ok(Box::new(Lines {
            data: &self.text.as_bytes()[range.clone()],
            span: SourceSpan::from((range.start, range.len())),
            line: self.lines[first].0 as usize - 1,
            column: 0,
            count: end - first + 1,
            name: &self.name,
        }))
    }
}
