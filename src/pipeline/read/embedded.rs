//! A JSON text inside a string of another, as HTTP recordings keep the payload; or in an array of its lines, as a script
//! leaves it that has read a file line by line.
//!
//! What is found in it is pointed at where it stands in the file, escapes and all.

use crate::json::{NodeKind, NodeRef, decode_string};
use crate::model::narrow::offset;
use crate::model::place::Span;
use crate::pipeline::resource::Resource;

/// The decoded text of a string, and where its pieces stand.
#[derive(Debug)]
pub(super) struct Embedded {
    text: String,
    /// Offset in the text, offset in the file; between two entries both move together.
    pieces: Vec<(u32, u32)>,
    whole: Span,
    pointer: String,
    lines: bool,
}

impl Embedded {
    pub(super) fn new(string: NodeRef<'_>, pointer: &str) -> Self {
        let start = string.span().start() + 1;
        let raw = string.raw();
        let mut text = String::with_capacity(raw.len());
        let mut pieces = Vec::new();
        decode_string(&raw[1..raw.len() - 1], |piece, at| {
            pieces.push((offset(text.len()), offset(start + at)));
            text.push_str(piece);
        });
        let whole = Span::new(offset(start), offset(string.span().end()) - 1);
        Self { text, pieces, whole, pointer: pointer.to_owned(), lines: false }
    }

    /// The text whose lines are the elements of an array, if they are those of a JSON text.
    pub(super) fn of_lines(array: NodeRef<'_>, pointer: &str) -> Option<Self> {
        // Windows PowerShell says of each line where it has read it.
        fn line(element: NodeRef<'_>) -> Option<NodeRef<'_>> {
            let line = match element.kind() {
                NodeKind::Object => element.get("value").filter(|_| element.get("ReadCount").is_some())?,
                _ => element,
            };
            (line.kind() == NodeKind::String).then_some(line)
        }
        array.elements().next().and_then(line)?;
        let mut embedded = Self {
            text: String::new(),
            pieces: Vec::new(),
            whole: array.span(),
            pointer: pointer.to_owned(),
            lines: true,
        };
        for element in array.elements() {
            let line = line(element)?;
            let (start, raw) = (line.span().start() + 1, line.raw());
            if embedded.text.is_empty() && !raw[1..].trim_start().starts_with(['{', '[']) {
                return None;
            }
            decode_string(&raw[1..raw.len() - 1], |piece, at| {
                embedded.pieces.push((offset(embedded.text.len()), offset(start + at)));
                embedded.text.push_str(piece);
            });
            embedded.text.push('\n');
        }
        serde_json::from_str::<serde::de::IgnoredAny>(&embedded.text).is_ok().then_some(embedded)
    }

    /// Whether it is in lines.
    pub(super) fn is_lines(&self) -> bool {
        self.lines
    }

    /// The string or the array.
    pub(super) fn whole(&self) -> Span {
        self.whole
    }

    /// Where it stands in the file.
    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a span of the text stands in the file.
    pub(super) fn span(&self, span: Span) -> Span {
        let start = self.offset(offset(span.start()));
        Span::new(start, self.offset(offset(span.end())).max(start))
    }

    fn offset(&self, at: u32) -> u32 {
        let after = self.pieces.partition_point(|(decoded, _)| *decoded <= at);
        match self.pieces.get(after.wrapping_sub(1)) {
            Some((decoded, raw)) => (raw + at - decoded).min(offset(self.whole.end())),
            None => offset(self.whole.end()),
        }
    }

    /// Moves the places of a resource from the text to the file.
    pub(super) fn translate(&self, resource: &mut Resource<'_>) {
        resource.place.span = self.span(resource.place.span);
        for setting in &mut resource.settings {
            setting.place.span = self.span(setting.place.span);
            setting.key = setting.key.map(|key| self.span(key));
            // The file's own pointer ends at the string.
            setting.pointer = Some(self.pointer.as_str().into());
        }
    }
}
