//! What a source turned out to be, beside its resources.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Fault, Format};
use crate::json::SyntaxError;
use crate::model::cloud;
use crate::model::place::{Place, SourceId};
use crate::model::value::Reason;
use crate::pack::catalogue::{Clue, KindId};

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
    pub notes: Vec<Note>,
    /// When it was taken, where it tells that itself.
    pub taken: Option<Taken>,
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
    Settings(&'static Format),
    /// A file of a known tool that holds no settings.
    NoSettings(&'static Format),
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

/// What people should know about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub what: NoteKind,
    /// Where.
    pub place: Option<Place>,
}

/// What there is to know about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteKind {
    /// Text before the JSON was passed over.
    LeadingText,
    /// There are this many documents in the file.
    Documents(usize),
    /// A key has no value; its section was not collected.
    ValueMissing,
    /// A section stands twice with the same text; one was read.
    RepeatedSection,
    /// A section stands twice with different texts; both were read.
    ConflictingSection,
    /// One object holds a setting twice, with different values.
    ConflictingSetting,
    /// The export says that it holds only the first page.
    PartialListing,
    /// The export says that a command failed.
    FailedCommand,
    /// Among the objects there is a record of an error, with this message.
    ErrorRecord(String),
    /// One of the documents is the answer to a request that failed, with this message.
    FailedRequest(String),
    /// A manifest says that an export failed, with this message.
    FailedExport(String),
    /// A manifest says that an export is not complete, with this message.
    PartialExport(String),
    /// A file is not the one that a manifest says was written.
    ChangedFile(String),
    /// A manifest names a kind that this program does not know.
    UnknownKind,
    /// A declared answer that no rule asks for.
    UnknownAnswer,
    /// A part of a declaration that is not as its schema says.
    DeclarationFlaw(String),
}

/// Why a source could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is not JSON.
    Syntax(SyntaxError),
    /// It is no export.
    Fault(Fault),
    /// The end of the file made something else of its beginning; to be read again without streaming.
    OutlineChanged,
}

impl ReadError {
    /// What is wrong with the file; nothing where it is only to be read again.
    pub(crate) fn fault(self, text: &str) -> Option<Fault> {
        match self {
            Self::Syntax(error) => Some(Fault::not_json(error, text)),
            Self::Fault(fault) => Some(fault),
            Self::OutlineChanged => None,
        }
    }
}

impl From<SyntaxError> for ReadError {
    fn from(error: SyntaxError) -> Self {
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
    clues.iter().find_map(|clue| cloud::of(&clue.value)).map(cloud::Cloud::name)
}
