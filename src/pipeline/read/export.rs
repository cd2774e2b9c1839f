//! What a source turned out to be, beside its resources.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{ExportFormat, fault};
use crate::diagnostic::Diagnostic;
use crate::json::ParseError;
use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::model::place::{Place, SourceId, Span};
use crate::model::value::Reason;
use crate::pack::catalogue::{Clue, KindId};
use crate::pipeline::source::Source;

/// What a source turned out to be. Its resources have gone to the sink.
#[derive(Debug)]
pub struct Export {
    /// The source.
    pub source: SourceId,
    /// Its documents, most files have one.
    pub recognised: Vec<Recognised>,
    /// Resources by the names of their kinds.
    pub counts: BTreeMap<String, u64>,
    /// What the envelopes tell of the tenant.
    pub clues: Vec<ClueFound>,
    /// Kinds of which objects may be missing.
    pub gaps: Vec<Gap>,
    /// Kinds of which it says that there are no objects.
    pub none: Vec<KindId>,
    /// What people should know about the file.
    pub notes: Vec<Diagnostic>,
    /// The shell or program that wrote it, where a manifest says so.
    pub shell: Option<String>,
    /// When it was taken, where it tells that itself.
    pub taken: Option<Taken>,
    /// Which parts were read as what.
    pub parts: Vec<ExportPart>,
    /// The pointers to parts that were not read, and why not.
    pub not_read: Vec<(String, Diagnostic)>,
    /// What says whose it is: rows, containers, and objects of which a tenant has one.
    pub(crate) owned: Vec<Owned>,
}

/// What says whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owned {
    /// The whole of what is the tenant's.
    pub(crate) span: Span,
    /// What sort of sign says so.
    pub(crate) clue: Clue,
    /// The sign.
    pub(crate) value: Box<str>,
}

/// A part of a file that was read: a list, or one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPart {
    /// The pointer to it.
    pub pointer: String,
    /// The name of a kind, or what else is known of it.
    pub name: String,
    /// The dialect it was read in.
    pub dialect: Option<Dialect>,
    /// How many objects there are in it.
    pub count: u64,
}

/// How many parts are told.
const MOST_PARTS: usize = 1000;

impl Export {
    /// Nothing yet.
    pub(super) fn new(source: SourceId) -> Self {
        Self {
            source,
            recognised: Vec::new(),
            counts: BTreeMap::new(),
            clues: Vec::new(),
            gaps: Vec::new(),
            none: Vec::new(),
            notes: Vec::new(),
            shell: None,
            taken: None,
            parts: Vec::new(),
            not_read: Vec::new(),
            owned: Vec::new(),
        }
    }

    /// Adds to what was read.
    pub(super) fn add_part(&mut self, part: ExportPart) {
        let same = |known: &ExportPart| {
            known.pointer == part.pointer && known.name == part.name && known.dialect == part.dialect
        };
        // Those of one list follow each other.
        let recent = self.parts.len().saturating_sub(16);
        match self.parts[recent..].iter().position(same) {
            Some(at) => self.parts[recent + at].count += part.count,
            None if self.parts.len() < MOST_PARTS => self.parts.push(part),
            None => {}
        }
    }
}

/// When an export was taken, by its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The day, in UTC.
    pub date: Date,
    /// Where it says so.
    pub place: Place,
    /// The pointer to that.
    pub pointer: String,
}

/// The three answers to what a document is.
#[derive(Debug, Clone, PartialEq)]
pub enum Recognised {
    /// An export with settings.
    Settings(&'static ExportFormat),
    /// A file of a known tool that holds no settings.
    NoSettings(&'static ExportFormat),
    /// Nothing known: the type of the root, and its first keys.
    Unknown {
        /// `object`, `array`, `string`, …
        root: &'static str,
        /// At most six keys of it or of its first element.
        keys: Vec<String>,
    },
}

/// A sign of the tenant that an export is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClueFound {
    /// What sort of sign.
    pub clue: Clue,
    /// The value.
    pub value: String,
    /// Where it stands.
    pub place: Place,
    /// Its pointer.
    pub pointer: String,
    /// The organization says so, not an export.
    pub declared: bool,
}

/// A kind of which objects may be missing from an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The kind, where it is known.
    pub kind: Option<KindId>,
    /// Why.
    pub reason: Reason,
    /// Where the export says so.
    pub place: Place,
    /// The pointer to that.
    pub pointer: String,
}

/// Why a source could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is not JSON.
    Syntax(ParseError),
    /// It is no export.
    Fault(Box<Diagnostic>),
    /// The end of the file made something else of its beginning; to be read again without streaming.
    OutlineChanged,
}

impl ReadError {
    /// What is wrong with the source; nothing where it is only to be read again.
    pub(crate) fn fault(self, source: &Source) -> Option<Diagnostic> {
        match self {
            Self::Syntax(error) => Some(fault::not_json(error, source.id, &source.text)),
            Self::Fault(fault) => Some(*fault),
            Self::OutlineChanged => None,
        }
    }
}

impl From<ParseError> for ReadError {
    fn from(error: ParseError) -> Self {
        Self::Syntax(error)
    }
}

/// The tenant's name: its initial domain, else a host with its label, else its id.
pub fn tenant_name(clues: &[ClueFound]) -> Option<&str> {
    let of = |wanted: Clue| clues.iter().filter(move |clue| clue.clue == wanted).map(|clue| clue.value.as_str());
    let labelled = || of(Clue::Host).find(|host| cloud::tenant_label(host).is_some()).map(cloud::host);
    of(Clue::InitialDomain).next().or_else(labelled).or_else(|| of(Clue::TenantId).next())
}

/// The cloud that the signs show.
pub fn cloud_name(clues: &[ClueFound]) -> Option<&'static str> {
    clues.iter().find_map(|clue| cloud::shown_by(&clue.value)).map(cloud::Cloud::name)
}
