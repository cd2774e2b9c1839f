//! A JSON text inside a string of another: HTTP recordings keep the payload so.
//!
//! What is found in it is pointed at where it stands in the file, escapes and all.

use crate::json::NodeRef;
use crate::json::decode_string;
use crate::model::place::Span;
use crate::pipeline::resource::Resource;

/// The decoded text of a string, and where its pieces stand.
#[derive(Debug)]
pub(super) struct Embedded {
    text: String,
    /// Offset in the text, offset in the file; between two entries both move together.
    pieces: Vec<(u32, u32)>,
    end: u32,
    pointer: String,
}

impl Embedded {
    pub(super) fn new(string: NodeRef<'_>, pointer: &str) -> Self {
        let start = string.span().start() + 1;
        let raw = string.raw();
        let mut text = String::with_capacity(raw.len());
        let mut pieces = Vec::new();
        decode_string(&raw[1..raw.len() - 1], |piece, at| {
            pieces.push((text.len() as u32, (start + at) as u32));
            text.push_str(piece);
        });
        Self { text, pieces, end: string.span().end() as u32 - 1, pointer: pointer.to_owned() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a span of the text stands in the file.
    pub(super) fn span(&self, span: Span) -> Span {
        let start = self.offset(span.start() as u32);
        Span::new(start, self.offset(span.end() as u32).max(start))
    }

    fn offset(&self, at: u32) -> u32 {
        let after = self.pieces.partition_point(|(decoded, _)| *decoded <= at);
        match self.pieces.get(after.wrapping_sub(1)) {
            Some((decoded, raw)) => (raw + at - decoded).min(self.end),
            None => self.end,
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
