//! A source's text to resources: documents found and parsed, the dialect recognised, objects handed on one by one.
//!
//! Nothing of a long listing is kept: each element becomes a resource, goes to the sink, and is gone.

mod columns;
mod conclude;
mod container;
mod declaration;
mod embedded;
mod export;
mod failure;
pub(crate) mod fault;
mod file_name;
mod foreign;
mod format;
mod inside;
mod item;
mod json_after;
mod layout;
mod listing;
mod look;
pub(crate) mod manifest;
mod memory;
mod more;
mod none;
mod other_state;
mod pages;
mod pairs;
mod plan;
mod repeat;
mod resource;
mod shapes;
mod shell_text;
mod sink;
mod value;
mod version;
mod walk;
pub(crate) mod words;

use std::collections::{HashMap, HashSet};

pub use declaration::UNREAD;
pub(crate) use export::Owned;
pub use export::{ClueFound, Export, ExportPart, Gap, ReadError, Recognised, Taken, cloud_name, tenant_name};
pub use format::ExportFormat;
pub(crate) use format::of_dialect as format_of;
pub use sink::{Look, Sink, SinkMark};

use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Cursor, NodeKind as Node, NodeRef, Tape};
use crate::lang::same;
use crate::model::narrow::offset;
use crate::model::place::{Place, SourceId, Span};
use crate::model::value::Reason;
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId};
use crate::pipeline::resource::{Base, Resource};
use crate::pipeline::source::Source;
use embedded::Embedded;
use failure::Failure;
use item::Counting;
use layout::Layout;
use listing::{Listing, Streamed};
use memory::{KnownByKeys, Memory};
use repeat::Repeats;
use resource::{Object, ObjectReader};
use sink::SinkEach;
use walk::Scope;

/// Reads a source; `take` sees each resource. On an error, what it has got so far is not to be used.
///
/// With `stream`, the elements of long listings go to it while the file is being parsed and are not kept, and what is known of
/// objects with the same keys is remembered; without, each object is looked at as if it were the first.
pub fn read(
    source: &Source,
    catalogue: &Catalogue,
    stream: bool,
    take: &mut (dyn FnMut(&Resource<'_>) + Send),
) -> Result<Export, ReadError> {
    read_into(source, catalogue, stream, SinkEach(take)).map(|(export, _)| export)
}

/// Reads a source into a sink.
pub fn read_into<S: Sink>(
    source: &Source,
    catalogue: &Catalogue,
    stream: bool,
    sink: S,
) -> Result<(Export, S), ReadError> {
    let mut memory = if stream { Memory::take(catalogue) } else { Memory::none(catalogue) };
    let mut reader = Reader::new(source.id, &source.text, catalogue, sink);
    reader.stream = stream;
    let title = title_of(&source.name);
    reader.around.hint = memory.kind_of_title(title, catalogue);
    std::mem::swap(&mut reader.known, &mut memory.known);
    std::mem::swap(&mut reader.objects, &mut memory.objects);
    let came = reader.source(title, &mut memory.tape);
    std::mem::swap(&mut reader.known, &mut memory.known);
    std::mem::swap(&mut reader.objects, &mut memory.objects);
    if stream {
        memory.keep();
    }
    came.map(|()| (reader.export, reader.sink))
}

/// What a file is called, without its folders and what tells its type.
fn title_of(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(title, _)| title)
}

/// How many notes of one sort about one file are kept: many about elements must not hide one about the whole.
const MOST_NOTES: usize = 1000;

/// Why a part was not read.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Skipped {
    /// Nothing is known of it.
    Unknown,
    /// Nothing is known of so many objects of the list.
    Elements(u64),
    /// It shows another state than that of the tenant.
    OtherState,
    /// It stands there twice.
    Twice,
    /// It is from a known tool and holds no settings.
    NoSettings(&'static ExportFormat),
}

/// Reads the documents of one text.
struct Reader<'a, S> {
    source: SourceId,
    text: &'a str,
    catalogue: &'a Catalogue,
    sink: S,
    objects: ObjectReader,
    /// What is known of objects by their keys.
    known: KnownByKeys,
    export: Export,
    /// How many notes of each sort it has.
    notes: HashMap<Code, usize>,
    /// Where this text stands in the file, if it stands in one of its strings.
    embedded: Option<&'a Embedded>,
    /// What stands around the whole text: the kind that the file is named after.
    around: Scope,
    /// What the file is called, where it holds one object.
    title: Option<&'a str>,
    /// Whether elements of listings are handed on while parsing.
    stream: bool,
    /// The listing whose elements are being handed on.
    listing: Option<Listing>,
    /// The layouts of elements that are known, the last used first, and whether the element at hand has that one.
    layouts: Vec<Layout>,
    has_layout: bool,
    /// Where the keys of the element stand that the next ones are compared with, while it is being read.
    reference: Option<Vec<Span>>,
    /// What is known of those.
    repeats: Option<Repeats>,
    /// What the last object was, and how many there were in a row.
    counting: Option<Counting>,
    /// Arrays that turned out to be no listings; each costs a look at what is around it.
    refusals: u32,
    /// Parts of objects that a tool spreads over several resources, until the document ends.
    parts: Vec<Resource<'static>>,
    /// The arrays of the document whose elements were handed on or passed over while it was parsed.
    streamed: HashMap<u32, Streamed>,
    /// Objects around them of which nothing is known so far.
    around_listings: HashSet<u32>,
    /// Answers to requests that failed.
    failures: Vec<Failure>,
    /// What went wrong while elements were handed on.
    failed: Option<ReadError>,
    /// The formats of what was found in the document.
    formats: Vec<&'static ExportFormat>,
    /// The formats of what holds no settings.
    without_settings: Vec<&'static ExportFormat>,
    /// The kinds that were found in the container at hand.
    kinds: Vec<KindId>,
    /// What was not read in the document, the pointer to it and why, and how many parts more.
    not_read: Vec<(Span, String, Skipped)>,
    more_not_read: usize,
}

impl<'a, S: Sink> Reader<'a, S> {
    fn new(source: SourceId, text: &'a str, catalogue: &'a Catalogue, sink: S) -> Self {
        Self {
            source,
            text,
            catalogue,
            sink,
            objects: ObjectReader::default(),
            known: KnownByKeys::default(),
            export: Export::new(source),
            notes: HashMap::new(),
            embedded: None,
            around: Scope::default(),
            title: None,
            stream: false,
            listing: None,
            layouts: Vec::new(),
            has_layout: false,
            reference: None,
            repeats: None,
            refusals: 0,
            counting: None,
            parts: Vec::new(),
            streamed: HashMap::new(),
            around_listings: HashSet::new(),
            failures: Vec::new(),
            failed: None,
            formats: Vec::new(),
            without_settings: Vec::new(),
            kinds: Vec::new(),
            not_read: Vec::new(),
            more_not_read: 0,
        }
    }

    /// Reads all documents of the source, which is called `title`.
    fn source(&mut self, title: &'a str, tape: &mut Tape) -> Result<(), ReadError> {
        let text = self.text;
        let start = text.len() - text.trim_start_matches([' ', '\n', '\r', '\t']).len();
        tape.make_room_for(text);
        let mut cursor = Cursor::at(text, start);
        let mut documents = 0;
        loop {
            tape.clear();
            let begin = cursor.position();
            if let Err(error) = self.document(&mut cursor, tape, Some(title).filter(|_| documents == 0)) {
                let ReadError::Syntax(error) = error else { return Err(error) };
                // Only the first document may have text before it, and only if that text is no JSON of its own.
                let json_at = if documents == 0 { json_after::start_of(text, start, &error) } else { None };
                let Some(json_at) = json_at else { return Err(error.into()) };
                let before = Span::new(offset(start), offset(text[..json_at].trim_ascii_end().len()));
                self.note(words::leading_text(), before);
                if more::warned(&text[before.range()]) {
                    self.partial(&[], before, "");
                }
                cursor = Cursor::at(text, json_at);
                continue;
            }
            documents += 1;
            debug_assert!(cursor.position() > begin);
            if !cursor.has_more() {
                break;
            }
            if !matches!(text.as_bytes()[cursor.position()], b'{' | b'[') {
                cursor.end()?;
            }
        }
        if documents > 1 {
            self.keep_note(words::documents(documents));
        }
        let settings = self.export.recognised.iter().any(|recognised| matches!(recognised, Recognised::Settings(_)));
        for failure in std::mem::take(&mut self.failures) {
            if !settings {
                return Err(ReadError::Fault(fault::failed_request(self.source, failure).into()));
            }
            let place = Place { source: self.source, span: failure.span };
            if failure.among {
                self.gap(None, Reason::CollectionFailed, failure.span, String::new());
            }
            self.keep_note(words::failed_part().at(place, same(failure.message)));
        }
        // Elements of listings are told of before what stands around them.
        self.export.notes.order_by_key(Diagnostic::place);
        Ok(())
    }

    /// Parses the next document and hands on its resources. If it is one object alone, that may be called `title`.
    fn document(&mut self, cursor: &mut Cursor<'_>, tape: &mut Tape, title: Option<&'a str>) -> Result<(), ReadError> {
        let gaps = cursor.gaps().len();
        // The elements of a listing are handed on before it is known what stands beside them.
        self.title = None;
        self.streamed.clear();
        self.around_listings.clear();
        cursor.value_with(tape, self)?;
        if let Some(failed) = self.failed.take() {
            return Err(failed);
        }
        let gaps: Vec<Span> = cursor.gaps()[gaps..].to_vec();
        let root = tape.document(self.text).root();
        let alone = root.kind() == Node::Object || !root.is_streamed() && root.elements().count() == 1;
        self.title = title.filter(|_| alone && !cursor.has_more());
        if let Some(failure) = self.failure(root) {
            if !self.streamed.is_empty() {
                return Err(ReadError::OutlineChanged);
            }
            self.failures.push(failure);
            return Ok(());
        }
        self.walk(root, Base { pointer: "", index: None }, self.around)?;
        if self.streamed.values().any(|streamed| streamed.is_read && !streamed.is_met) {
            return Err(ReadError::OutlineChanged);
        }
        self.conclude(root);
        for gap in gaps {
            self.note(words::value_missing(), gap);
        }
        Ok(())
    }

    /// Something in the document has that format.
    fn is(&mut self, format: &'static ExportFormat) {
        if !self.formats.contains(&format) {
            self.formats.push(format);
        }
    }

    fn found_kind(&mut self, kind: KindId) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    /// What stands here is not read.
    fn unread(&mut self, node: NodeRef<'_>, base: Base<'_>, why: Skipped) {
        if self.not_read.len() >= MOST_NOTES {
            self.more_not_read += 1;
            return;
        }
        self.not_read.push((Span::at(node.span().start(), 1), walk::pointer_of(base), why));
    }

    /// A sign of the tenant in what stands around its objects.
    fn clue(&mut self, clue: Clue, value: String, span: Span, pointer: String) {
        // The file's own pointer ends at the string that the text stands in.
        let pointer = if self.embedded.is_some() { String::new() } else { pointer };
        self.export.clues.push(ClueFound { clue, value, place: self.place(span), pointer, declared: false });
    }

    /// A sign of the tenant in an object that is that tenant's.
    fn owned(&mut self, node: NodeRef<'_>, clue: Clue, value: &str) {
        let span = self.place(node.span()).span;
        self.export.owned.push(Owned { span, clue, value: value.into() });
    }

    /// Objects of a kind may be missing.
    fn gap(&mut self, kind: Option<KindId>, reason: Reason, span: Span, pointer: String) {
        let told = |gap: &Gap| gap.kind == kind && gap.reason == reason;
        if !self.export.gaps.iter().any(told) {
            self.export.gaps.push(Gap { kind, reason, place: self.place(span), pointer });
        }
    }

    /// Hands on what could only be put together at the end of a document.
    fn finish(&mut self) {
        self.stop_counting();
        for part in std::mem::take(&mut self.parts) {
            self.sink.take(&part);
        }
    }

    fn place(&self, span: Span) -> Place {
        Place { source: self.source, span: self.embedded.map_or(span, |embedded| embedded.span(span)) }
    }

    fn note(&mut self, note: Diagnostic, span: Span) {
        let place = self.place(span);
        self.keep_note(note.there(place));
    }

    fn keep_note(&mut self, note: Diagnostic) {
        let kept = self.notes.entry(note.code).or_default();
        if *kept < MOST_NOTES {
            *kept += 1;
            self.export.notes.push(note);
        }
    }
}

/// Takes what stands inside a resource: a resource, or the reason and the place of what is none.
pub(crate) type Inner<'s> = dyn FnMut(Result<Resource<'_>, (Reason, Span)>) + 's;

/// Reads objects that stand inside a resource as resources of `kind`; what is no object is handed on as its place and
/// the reason why it tells nothing.
pub(crate) fn expand(list: NodeRef<'_>, kind: &Kind, of: &Resource<'_>, pointer: &str, sink: &mut Inner<'_>) {
    let mut objects = ObjectReader::default();
    let list = value::list_in_object(list).unwrap_or(list);
    let alone = (list.kind() != Node::Array).then_some(list);
    for (index, node) in alone.into_iter().chain(list.elements()).enumerate() {
        let reason = match node.kind() {
            Node::Object => {
                let index = alone.is_none().then_some(offset(index));
                let object =
                    Object { kind, dialect: of.dialect, source: of.place.source, base: Base { pointer, index } };
                sink(Ok(objects.read(node, object)));
                continue;
            }
            Node::Null => Reason::NullValue,
            Node::Gap => Reason::CollectionFailed,
            Node::String => Reason::Truncated,
            _ => Reason::WrongType,
        };
        sink(Err((reason, node.span())));
    }
}
