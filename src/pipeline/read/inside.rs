//! A reading inside another: of a text in a string, or of a range of a listing. What it has come to is taken in.

use super::embedded::Embedded;
use super::failure;
use super::failure::Failure;
use super::sink::SinkEach;
use super::walk;
use super::walk::{Found, Scope};
use super::{ClueFound, Export, ExportPart, Gap, ReadError, Reader, Sink, words};
use crate::json::{Cursor, ParseError, Tape};
use crate::pipeline::resource::{Base, Resource};

impl<S: Sink> Reader<'_, S> {
    /// A JSON text inside a string, or in the lines of an array.
    pub(super) fn embedded(&mut self, embedded: &Embedded, scope: Scope) -> Result<Found, ReadError> {
        if self.embedded.is_some() || scope.depth >= walk::DEEPEST {
            return Ok(Found::Unknown);
        }
        let sink = &mut self.sink;
        let mut hand_on = |resource: &Resource<'_>| sink.take(resource);
        let mut inner = Reader::new(self.source, embedded.text(), self.catalogue, SinkEach(&mut hand_on));
        inner.embedded = Some(embedded);
        let mut tape = Tape::default();
        let mut cursor = Cursor::new(embedded.text());
        // Without the offer of listings: the decoded text is in memory anyway. A string in a string is not read again.
        let placed = |error: ParseError| ParseError::new(embedded.span(error.span), error.syntax);
        cursor.value(&mut tape).map_err(placed)?;
        cursor.end().map_err(placed)?;
        let root = tape.document(embedded.text()).root();
        if let Some(failure) = failure::of(root) {
            self.failures.push(Failure { span: embedded.span(failure.span), ..failure });
            return Ok(Found::Nothing);
        }
        let around = Scope { hint: scope.hint, depth: scope.depth + 1, ..Scope::default() };
        let found = inner.walk(root, Base { pointer: "", index: None }, around)?;
        inner.finish();
        let (formats, without_settings, kinds) = (inner.formats, inner.without_settings, inner.kinds);
        let (not_read, found_in) = (inner.not_read, inner.export);
        let failures = inner.failures.into_iter();
        self.failures.extend(failures.map(|failure| Failure { span: embedded.span(failure.span), ..failure }));
        self.more_not_read += inner.more_not_read;
        for format in formats {
            self.is(format);
        }
        self.without_settings.extend(without_settings);
        for kind in kinds {
            self.found_kind(kind);
        }
        let not_read = not_read.into_iter();
        self.not_read.extend(not_read.map(|(span, _, why)| (embedded.span(span), embedded.pointer().to_owned(), why)));
        if embedded.is_lines() && found == Found::Known {
            self.note(words::lines(), embedded.whole());
        }
        self.take_in(found_in, |pointer| pointer);
        Ok(found)
    }

    /// Takes in what another reader has come to.
    pub(super) fn take_in(&mut self, found: Export, pointer: impl Fn(String) -> String) {
        for clue in found.clues {
            if self.export.clues.iter().all(|known| known.clue != clue.clue || known.value != clue.value) {
                self.export.clues.push(ClueFound { pointer: pointer(clue.pointer), ..clue });
            }
        }
        for gap in found.gaps {
            if self.export.gaps.iter().all(|known| known.kind != gap.kind || known.reason != gap.reason) {
                self.export.gaps.push(Gap { pointer: pointer(gap.pointer), ..gap });
            }
        }
        self.export.none.extend(found.none);
        self.export.owned.extend(found.owned);
        found.notes.into_iter().for_each(|note| self.keep_note(note));
        for (name, count) in found.counts {
            *self.export.counts.entry(name).or_default() += count;
        }
        for part in found.parts {
            self.export.add_part(ExportPart { pointer: pointer(part.pointer), ..part });
        }
    }
}
