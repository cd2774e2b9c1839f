//! A source's text to resources: documents found and parsed, the dialect recognised, objects handed on one by one.
//!
//! Nothing of a long listing is kept: each element becomes a resource, goes to the sink, and is gone.

mod declaration;
mod embedded;
mod export;
mod failure;
mod fault;
mod foreign;
mod format;
mod listing;
pub(crate) mod manifest;
mod none;
mod plan;
mod repeat;
mod resource;
mod shell_text;
mod sink;
mod value;
mod version;
pub(crate) mod words;

use std::collections::{BTreeMap, HashMap};
use std::mem::Discriminant;

pub use export::{ClueFound, Export, Gap, Note, NoteKind, ReadError, Recognised, Taken, cloud_name, tenant_name};
pub use fault::Fault;
pub use format::Format;
pub use sink::{Look, Mark, Sink};

use crate::json::{Cursor, Kind as Node, NodeRef, SyntaxError, Tape};
use crate::model::dialect::Dialect;
use crate::model::place::{Place, SourceId, Span};
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Sign};
use crate::pipeline::resource::{Base, Resource, add};
use crate::pipeline::source::Source;
use embedded::Embedded;
use failure::Failure;
use plan::{Incomplete, Items, Plan, Planned};
use repeat::Repeats;
use resource::{Object, ObjectReader};
use sink::Each;

/// Reads a source; `take` sees each resource. On an error, what it has got so far is not to be used.
///
/// With `stream`, the elements of long listings go to it while the file is being parsed and are not kept.
pub fn read(
    source: &Source,
    catalogue: &Catalogue,
    stream: bool,
    take: &mut (dyn FnMut(&Resource<'_>) + Send),
) -> Result<Export, ReadError> {
    read_into(source, catalogue, stream, Each(take)).map(|(export, _)| export)
}

/// Reads a source into a sink.
pub fn read_into<S: Sink>(
    source: &Source,
    catalogue: &Catalogue,
    stream: bool,
    sink: S,
) -> Result<(Export, S), ReadError> {
    let mut reader = Reader::new(source.id, &source.text, catalogue, sink);
    reader.stream = stream;
    let text: &str = &source.text;
    let start = text.len() - text.trim_start_matches([' ', '\n', '\r', '\t']).len();
    let mut tape = Tape::default();
    let mut cursor = Cursor::at(text, start);
    let mut documents = 0;
    loop {
        tape.clear();
        let begin = cursor.position();
        if let Err(error) = reader.document(&mut cursor, &mut tape) {
            let ReadError::Syntax(error) = error else { return Err(error) };
            // Only the first document may have text before it, and only if that text is no JSON of its own.
            let json_at = if documents == 0 { json_after_text(text, start, &error) } else { None };
            let Some(json_at) = json_at else { return Err(error.into()) };
            reader.note(
                NoteKind::LeadingText,
                Some(Span::new(start as u32, text[..json_at].trim_ascii_end().len() as u32)),
            );
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
        reader.note(NoteKind::Documents(documents), None);
    }
    let settings = reader.export.recognised.iter().any(|recognised| matches!(recognised, Recognised::Settings(_)));
    for failure in std::mem::take(&mut reader.failures) {
        if !settings {
            return Err(ReadError::Fault(failure.into()));
        }
        let place = Some(Place { source: source.id, span: failure.span });
        reader.keep_note(Note { what: NoteKind::FailedRequest(failure.message), place });
    }
    // Elements of listings are told of before what stands around them.
    reader.export.notes.sort_by_key(|note| note.place);
    Ok((reader.export, reader.sink))
}

/// How many arrays may turn out to be no listings before no more are asked about.
const MOST_REFUSALS: u32 = 64;

/// How many notes of one sort about one file are kept: many about elements must not hide one about the whole.
const MOST_NOTES: usize = 1000;

/// How many places are tried when there is text before the JSON.
const TRIES: usize = 256;

/// Where the JSON begins in a text that begins with something else.
fn json_after_text(text: &str, start: usize, error: &SyntaxError) -> Option<usize> {
    let bytes = text.as_bytes();
    // A text that begins like JSON and breaks later is a broken file, not a banner with JSON after it.
    let like_json =
        matches!(bytes.get(start), Some(b'{')) || error.span.start() > start + 64 && bytes.get(start) == Some(&b'[');
    if like_json {
        return None;
    }
    let mut tape = Tape::default();
    // At the beginning of a line, or behind the end of a colour sequence.
    let begins = |&at: &usize| {
        let blank = &bytes[bytes[..at].trim_ascii_end().len()..at];
        at > start && (blank.contains(&b'\n') || bytes[at - 1] == b'm')
    };
    let candidates = memchr::memchr2_iter(b'{', b'[', &bytes[start..]).map(|at| start + at).filter(begins);
    let mut tried = 0;
    for at in candidates.take(TRIES) {
        tape.clear();
        let mut cursor = Cursor::at(text, at);
        let read = cursor.value(&mut tape);
        let ended = !cursor.has_more() || matches!(bytes[cursor.position()], b'{' | b'[');
        if read.is_ok() && ended {
            // What was passed over must not be JSON itself, broken or not.
            let object = |piece: &str| piece.trim_ascii_start().starts_with('"');
            return (!text[start..at].split('{').skip(1).any(object)).then_some(at);
        }
        tried += cursor.position() - at;
        if tried > text.len() {
            break;
        }
    }
    None
}

/// Reads the documents of one text.
struct Reader<'a, S> {
    source: SourceId,
    text: &'a str,
    catalogue: &'a Catalogue,
    sink: S,
    objects: ObjectReader,
    export: Export,
    /// How many notes of each sort it has.
    notes: HashMap<Discriminant<NoteKind>, usize>,
    /// Where this text stands in the file, if it stands in one of its strings.
    embedded: Option<&'a Embedded>,
    /// Whether elements of listings are handed on while parsing.
    stream: bool,
    /// The listing whose elements are being handed on.
    listing: Option<(Items, String)>,
    /// Where the keys of the element stand that the next ones are compared with, while it is being read.
    reference: Option<Vec<Span>>,
    /// What is known of those.
    repeats: Option<Repeats>,
    /// The kind of the last resource, and how many there were in a row.
    counting: Option<(KindId, u64)>,
    /// Arrays that turned out to be no listings; each costs a look at the whole outline.
    refusals: u32,
    /// Parts of objects that a tool spreads over several resources, until the document ends.
    parts: Vec<Resource<'static>>,
    /// Elements were not kept, since they told nothing.
    passed_over: bool,
    /// Documents that are the answers to requests that failed.
    failures: Vec<Failure>,
    /// Elements that were handed on, by the array's node.
    streamed: Vec<(u32, Items, String)>,
}

impl<'a, S: Sink> Reader<'a, S> {
    fn new(source: SourceId, text: &'a str, catalogue: &'a Catalogue, sink: S) -> Self {
        let export = Export {
            source,
            recognised: Vec::new(),
            counts: BTreeMap::new(),
            clues: Vec::new(),
            gaps: Vec::new(),
            none: Vec::new(),
            notes: Vec::new(),
            taken: None,
        };
        Self {
            source,
            text,
            catalogue,
            sink,
            objects: ObjectReader::default(),
            export,
            notes: HashMap::new(),
            embedded: None,
            stream: false,
            listing: None,
            reference: None,
            repeats: None,
            refusals: 0,
            counting: None,
            parts: Vec::new(),
            passed_over: false,
            failures: Vec::new(),
            streamed: Vec::new(),
        }
    }

    /// Parses the next document and hands on its resources.
    fn document(&mut self, cursor: &mut Cursor<'_>, tape: &mut Tape) -> Result<(), ReadError> {
        let gaps = cursor.gaps().len();
        self.streamed.clear();
        self.passed_over = false;
        cursor.value_with(tape, self)?;
        let gaps: Vec<Span> = cursor.gaps()[gaps..].to_vec();
        let root = tape.document(self.text).root();
        if let Some(failure) = failure::of(root) {
            if self.passed_over || !self.streamed.is_empty() {
                return Err(ReadError::OutlineChanged);
            }
            self.failures.push(failure);
            return Ok(());
        }
        let planned = self.known(plan::plan(root, self.catalogue), root);
        if matches!(&planned, Planned::Settings(plan) if plan.format.dialect == Some(Dialect::Declaration)) {
            for (span, flaw) in declaration::flaws(root) {
                self.note(NoteKind::DeclarationFlaw(flaw), Some(span));
            }
        }
        let as_streamed = |(array, items, pointer): &(u32, Items, String)| match &planned {
            Planned::Settings(plan) => plan.collections.iter().any(|collection| {
                collection.node.index() == *array && collection.items == *items && collection.pointer == *pointer
            }),
            _ => false,
        };
        let tells = matches!(planned, Planned::Settings(_) | Planned::Embedded(..));
        if !self.streamed.iter().all(as_streamed) || self.passed_over && tells {
            return Err(ReadError::OutlineChanged);
        }
        match planned {
            Planned::Settings(plan) => self.settings(root, plan),
            Planned::NoSettings(format) => {
                if *format == foreign::MANIFEST {
                    self.tenant_of_manifest(root);
                }
                self.export.recognised.push(Recognised::NoSettings(format));
            }
            Planned::Embedded(string, pointer) => self.embedded(string, pointer)?,
            Planned::Unknown => self.export.recognised.push(unknown(root)),
        }
        self.finish();
        for gap in gaps {
            self.note(NoteKind::ValueMissing, Some(gap));
        }
        Ok(())
    }

    /// What nothing is known of may be something else that people save.
    fn known<'d>(&self, planned: Planned<'d>, root: NodeRef<'_>) -> Planned<'d> {
        let nothing = matches!(&planned, Planned::Unknown)
            || matches!(&planned, Planned::NoSettings(format) if **format == format::SCALAR);
        match foreign::format(root).filter(|_| nothing && !self.passed_over) {
            Some(format) => Planned::NoSettings(format),
            None => planned,
        }
    }

    /// Whose exports a manifest is about.
    fn tenant_of_manifest(&mut self, root: NodeRef<'_>) {
        let Some(tenant) = root.get("tenant").filter(|tenant| tenant.kind() == Node::String) else { return };
        let value = tenant.as_text().into_owned();
        let clue = if value.contains('.') { Clue::InitialDomain } else { Clue::TenantId };
        let (place, pointer) = (self.place(tenant.span()), "/tenant".to_owned());
        self.export.clues.push(ClueFound { clue, value, place, pointer, declared: false });
    }

    /// A list in which there is nothing says that there are no objects of its kind, if it says of which kind it is, and
    /// that its command went well.
    fn none(&mut self, list: NodeRef<'_>, items: &Items, root: NodeRef<'_>) {
        let Items::Of(dialect, kind) = *items else { return };
        let empty = list.kind() == Node::Array && list.elements().all(|element| element.kind() == Node::Null);
        if empty && (dialect != Dialect::Scubagear || none::succeeded(root, self.catalogue, kind)) {
            self.export.none.push(kind);
        }
    }

    fn settings(&mut self, root: NodeRef<'_>, plan: Plan<'_>) {
        self.export.recognised.push(Recognised::Settings(plan.format));
        for (clue, node) in plan.clues {
            // The file's own pointer ends at the string that the text stands in.
            let pointer = if self.embedded.is_some() { String::new() } else { root.pointer_to(node.span()) };
            let declared = plan.format.dialect == Some(Dialect::Declaration);
            let value = node.as_text().into_owned();
            let found = ClueFound { clue, value, place: self.place(node.span()), pointer, declared };
            self.export.clues.push(found);
        }
        if let Some((node, pointer)) = plan.taken {
            self.taken(node, pointer);
        }
        for Incomplete { kind, reason, span, pointer, note } in plan.incomplete {
            let told = self.export.gaps.iter().any(|gap| gap.kind == kind && gap.reason == reason);
            if told {
                continue;
            }
            if let Some(note) = note {
                self.note(note, Some(span));
            }
            self.export.gaps.push(Gap { kind, reason, place: self.place(span), pointer });
        }
        for span in plan.unknown_answers {
            self.note(NoteKind::UnknownAnswer, Some(span));
        }
        for (span, same) in plan.repeated {
            self.note(if same { NoteKind::RepeatedSection } else { NoteKind::ConflictingSection }, Some(span));
        }
        // The elements of a streamed array have been handed on already.
        for collection in plan.collections.iter().filter(|collection| !collection.node.is_streamed()) {
            let pointer = &collection.pointer;
            self.none(collection.node, &collection.items, root);
            if collection.node.kind() == Node::Array {
                for (index, item) in collection.node.elements().enumerate() {
                    let base = Base { pointer, index: Some(index as u32) };
                    self.item(item, &collection.items, base);
                }
            } else {
                self.item(collection.node, &collection.items, Base { pointer, index: None });
            }
        }
    }

    /// The day that the export names as its own; of several in one file the first day counts.
    fn taken(&mut self, node: NodeRef<'_>, pointer: &str) {
        let Ok(timestamp) = node.as_text().parse::<jiff::Timestamp>() else { return };
        let date = timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
        if self.export.taken.as_ref().is_none_or(|known| date < known.date) {
            let place = self.place(node.span());
            self.export.taken = Some(Taken { date, place, pointer: pointer.to_owned() });
        }
    }

    /// One object of a collection.
    fn item(&mut self, node: NodeRef<'_>, items: &Items, base: Base<'_>) {
        if node.kind() != Node::Object {
            return;
        }
        let absent = |of: NodeRef<'_>| of.get_str("Ensure").is_some_and(|ensure| ensure.eq_ignore_ascii_case("Absent"));
        if matches!(items, Items::Named(_)) && (absent(node) || node.get("properties").is_some_and(absent)) {
            // The configuration says that the object should not exist.
            return;
        }
        let mut title = None;
        let mut inner = node;
        let mut inner_pointer = String::new();
        let known = match items {
            Items::Of(dialect, kind) => Ok((*dialect, *kind)),
            Items::Unused(name) => Err(name.clone()),
            Items::Mixed => match plan::items(node, None, self.catalogue) {
                Some((_, Items::Of(dialect, kind))) => Ok((dialect, kind)),
                Some((_, Items::Unused(name))) => Err(name),
                _ => Err("unrecognised".to_owned()),
            },
            Items::Named(dialect) => {
                let utcm = *dialect == Dialect::Utcm;
                let name = node.get_str(if utcm { "resourceType" } else { "ResourceName" }).unwrap_or_default();
                if utcm {
                    title = node.get_str("displayName");
                    inner_pointer.push_str("/properties");
                    inner = node.get("properties").unwrap_or(node);
                } else {
                    title = node.get_str("ResourceInstanceName");
                }
                self.catalogue
                    .by_sign(*dialect, Sign::Resource, &name)
                    .map(|kind| (*dialect, kind))
                    .ok_or(name.into_owned())
            }
        };
        let (dialect, kind) = match known {
            Ok(known) => known,
            Err(name) => {
                *self.export.counts.entry(name).or_default() += 1;
                return;
            }
        };
        let kind = self.catalogue.kind(kind);
        match &mut self.counting {
            Some((known, count)) if *known == kind.id => *count += 1,
            _ => {
                self.stop_counting();
                self.counting = Some((kind.id, 1));
            }
        }
        let pointer;
        let base = if inner_pointer.is_empty() {
            base
        } else {
            pointer = base.index.map_or(base.pointer.to_owned(), |index| format!("{}/{index}", base.pointer))
                + &inner_pointer;
            Base { pointer: &pointer, index: None }
        };
        let object = Object { kind, dialect, source: self.source, base };
        let mut resource = self.objects.read(inner, object);
        // An error is written among the objects where its stream is merged with theirs.
        if resource.settings.is_empty()
            && let Some(message) = failure::record(node)
        {
            if let Some((_, count)) = &mut self.counting {
                *count -= 1;
            }
            return self.error_record(message);
        }
        resource.title = title;
        for setting in &resource.settings {
            if setting.reading == Err(Reason::ConflictingValues) {
                self.note(NoteKind::ConflictingSetting, Some(setting.place.span));
            }
        }
        if let Some(embedded) = self.embedded {
            embedded.translate(&mut resource);
        }
        if matches!(items, Items::Named(_)) && kind.identity.is_empty() {
            // Microsoft365DSC spreads the one SharePoint tenant object over four resources.
            match self.parts.iter_mut().find(|part| part.kind == kind.id) {
                None => self.parts.push(resource.detached()),
                Some(part) => {
                    if let Some((_, count)) = &mut self.counting {
                        *count -= 1;
                    }
                    for setting in resource.detached().settings {
                        let def = kind.def(setting.id);
                        add(&mut part.settings, setting, def);
                    }
                }
            }
            return;
        }
        self.hand_on(&resource, kind);
    }

    /// A record of an error among objects: some of them may be missing.
    fn error_record(&mut self, message: NodeRef<'_>) {
        let Failure { span, message } = Failure::at(message);
        let place = self.place(span);
        let gap = Gap { kind: None, reason: Reason::CollectionFailed, place, pointer: String::new() };
        if self.export.gaps.iter().all(|known| known.kind.is_some() || known.reason != gap.reason) {
            self.export.gaps.push(gap);
        }
        self.note(NoteKind::ErrorRecord(message), Some(span));
    }

    /// Hands on a resource, and remembers whether others may be the same.
    fn hand_on(&mut self, resource: &Resource<'_>, kind: &Kind) {
        self.sink.take(resource);
        if let Some(keys) = self.reference.take() {
            let looks_at = self.sink.looks_at(resource);
            self.repeats = looks_at.and_then(|looks_at| Repeats::new(resource, kind, &keys, looks_at));
        }
        let Some(repeats) = self.repeats.as_mut().filter(|repeats| repeats.is_open()) else { return };
        if let Some(mark) = self.sink.mark(resource) {
            repeats.remember(self.text, mark);
        }
    }

    /// A JSON text inside a string.
    fn embedded(&mut self, string: NodeRef<'_>, pointer: &str) -> Result<(), ReadError> {
        let embedded = Embedded::new(string, pointer);
        let mut inner = Reader::new(self.source, embedded.text(), self.catalogue, &mut self.sink);
        inner.embedded = Some(&embedded);
        let mut tape = Tape::default();
        let mut cursor = Cursor::new(embedded.text());
        // Without the offer of listings: the decoded text is in memory anyway. A string in a string is not read again.
        let read = cursor.value(&mut tape).map_err(|error| SyntaxError::new(embedded.span(error.span), error.syntax));
        read?;
        cursor.end().map_err(|error| SyntaxError::new(embedded.span(error.span), error.syntax))?;
        let root = tape.document(embedded.text()).root();
        if let Some(failure) = failure::of(root) {
            self.failures.push(Failure { span: embedded.span(failure.span), ..failure });
            return Ok(());
        }
        match plan::plan(root, self.catalogue) {
            Planned::Settings(plan) => inner.settings(root, plan),
            Planned::NoSettings(format) => inner.export.recognised.push(Recognised::NoSettings(format)),
            Planned::Embedded(..) | Planned::Unknown => inner.export.recognised.push(unknown(root)),
        }
        inner.finish();
        let found = inner.export;
        self.export.recognised.extend(found.recognised);
        self.export.clues.extend(found.clues);
        self.export.gaps.extend(found.gaps);
        self.export.none.extend(found.none);
        found.notes.into_iter().for_each(|note| self.keep_note(note));
        for (name, count) in found.counts {
            *self.export.counts.entry(name).or_default() += count;
        }
        Ok(())
    }

    /// Hands on what could only be put together at the end of a document.
    fn finish(&mut self) {
        self.stop_counting();
        for part in std::mem::take(&mut self.parts) {
            self.sink.take(&part);
        }
    }

    fn stop_counting(&mut self) {
        if let Some((kind, count)) = self.counting.take() {
            let name = &self.catalogue.kind(kind).name;
            *self.export.counts.entry(name.to_string()).or_default() += count;
        }
    }

    fn place(&self, span: Span) -> Place {
        Place { source: self.source, span: self.embedded.map_or(span, |embedded| embedded.span(span)) }
    }

    fn note(&mut self, what: NoteKind, span: Option<Span>) {
        let place = span.map(|span| self.place(span));
        self.keep_note(Note { what, place });
    }

    fn keep_note(&mut self, note: Note) {
        let kept = self.notes.entry(std::mem::discriminant(&note.what)).or_default();
        if *kept < MOST_NOTES {
            *kept += 1;
            self.export.notes.push(note);
        }
    }
}

fn unknown(root: NodeRef<'_>) -> Recognised {
    let object = [root].into_iter().chain(root.elements()).find(|node| node.kind() == Node::Object);
    let keys =
        object.into_iter().flat_map(NodeRef::members).take(6).map(|(key, _)| key.as_text().into_owned()).collect();
    let root = match root.kind() {
        Node::Null | Node::Gap => "null",
        Node::Bool => "boolean",
        Node::Number => "number",
        Node::String => "string",
        Node::Object => "object",
        Node::Array => "array",
    };
    Recognised::Unknown { root, keys }
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
                let index = alone.is_none().then_some(index as u32);
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
