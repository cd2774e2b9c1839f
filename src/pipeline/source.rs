//! The files as text: names, spans, and where a byte stands in lines and columns.

mod collect;
mod decode;
mod digest;
mod file;
mod filter;
mod likeness;
mod name;
mod passed_over;
pub(crate) mod pattern;
mod position;
pub(crate) mod unread;
mod utf16;
mod written;

use crate::diagnostic::Diagnostic;
use crate::model::narrow::offset;
use crate::model::place::{Place, SourceId};
use std::sync::OnceLock;

use bytestring::ByteString;

pub(crate) use collect::{CONFIGURATION, collect_here, is_manifest, read_beside};
pub use collect::{Collected, Input, collect};
pub use decode::{DecodeError, Encoding, Likely, decode};
pub(crate) use digest::Digest;
pub use filter::Filter;
pub(crate) use filter::is_json;
pub use likeness::Likeness;
pub(crate) use name::name_of;
pub use passed_over::PassedOver;
pub use position::Position;
use position::PositionIndex;
pub(crate) use written::is_own;

/// The name of standard input.
pub(crate) const STDIN: &str = "<stdin>";

/// Whether two paths name one file, as far as both tell: one may begin further up than the other.
pub(crate) fn same_file(one: &str, other: &str) -> bool {
    one.rsplit('/').zip(other.rsplit('/')).all(|(one, other)| one == other)
}

/// Keys of which one at least stands in every file of settings: those of `tenantlint.toml` and its tables.
const SETTINGS: [&str; 16] = [
    "paths",
    "include",
    "exclude",
    "rule-folders",
    "rules",
    "fail-on",
    "min-coverage",
    "max-age",
    "tenant",
    "cloud",
    "lang",
    "format",
    "waivers",
    "baseline",
    "waiver",
    "waiver-policy",
];

/// What of a source may be shown around the places that messages are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// All: it is a file of ours.
    All,
    /// The places themselves: it is an export, or is read as one.
    Labels,
    /// The same, and only the lines in which they are.
    Lines,
    /// Nothing: it is no file of the form that it should have.
    Nothing,
}

/// One input as text.
#[derive(Debug)]
pub struct Source {
    /// Its name in this run.
    pub id: SourceId,
    /// Its name for people: the path as it was given, with `/`; `<stdin>` for standard input.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: ByteString,
    /// How the bytes were encoded.
    pub encoding: Encoding,
    /// Whether it was named by the user, not found in a folder.
    pub named: bool,
    /// From which byte on the name says which file of the inputs it is, wherever they lie.
    inside: usize,
    /// SHA-256 of the bytes as they were read; only where a report asks for it.
    digest: Option<Digest>,
    shows: Shows,
    positions: OnceLock<PositionIndex>,
}

impl Source {
    /// A source of the given text.
    pub fn new(id: SourceId, name: String, text: impl Into<ByteString>, encoding: Encoding) -> Self {
        let text = text.into();
        Self {
            id,
            name,
            text,
            encoding,
            named: true,
            inside: 0,
            digest: None,
            shows: Shows::Labels,
            positions: OnceLock::new(),
        }
    }

    /// Which file of the inputs it is, however their path is spelled; none for standard input.
    pub fn inside(&self) -> Option<&str> {
        Some(&self.name[self.inside..]).filter(|_| self.name != STDIN)
    }

    /// The same as a file of settings of ours: all of it may be shown, if it is one.
    pub(crate) fn of_settings(self) -> Self {
        let ours = |line: &str| {
            let line = line.trim_start();
            let key = line.trim_start_matches('[').trim_end_matches([']', ' ', '\r']);
            let key = key.split(['=', ' ', ']']).next().unwrap_or_default();
            SETTINGS.contains(&key) && (line.starts_with('[') || line.contains('='))
        };
        let shows =
            if self.text.lines().any(ours) || self.text.trim_ascii().is_empty() { Shows::All } else { Shows::Nothing };
        Self { shows, ..self }
    }

    /// What of it may be shown.
    pub(crate) fn shows(&self) -> Shows {
        self.shows
    }

    /// SHA-256 of the bytes as they were read, in hexadecimal, where a report asks for it.
    pub fn sha256(&self) -> Option<&str> {
        self.digest.as_ref().map(Digest::hex)
    }

    /// Line and column of a byte. The first call reads the whole text once; all others are quick.
    pub fn position(&self, byte: usize) -> Position {
        self.positions.get_or_init(|| PositionIndex::new(&self.text)).position(&self.text, byte)
    }
}

/// All sources of a run: the inputs, and beside them files that are none, whose places reports show too.
#[derive(Debug, Default)]
pub struct Sources(pub Vec<Source>, Vec<Source>);

impl Sources {
    /// The name of the file that something is about.
    pub(crate) fn file_of<'t>(&'t self, told: &'t Diagnostic) -> &'t str {
        told.place().map_or(told.file(), |place| &self.get(place.source).name)
    }

    /// These inputs.
    pub fn of(inputs: Vec<Source>) -> Self {
        Self(inputs, Vec::new())
    }

    /// Adds a file that is no input, such as one with waivers. Its name counts from the far end, so that it can be
    /// read before the inputs are.
    pub fn beside(&mut self, name: String, text: impl Into<ByteString>, encoding: Encoding) -> SourceId {
        let id = SourceId(u32::MAX - offset(self.1.len()));
        self.1.push(Source::new(id, name, text, encoding));
        id
    }

    /// The same for a file of settings of ours.
    pub(crate) fn settings(&mut self, name: String, text: impl Into<ByteString>, encoding: Encoding) -> SourceId {
        let id = SourceId(u32::MAX - offset(self.1.len()));
        self.1.push(Source::new(id, name, text, encoding).of_settings());
        id
    }

    /// The inputs in so many parts, each as if there were no others.
    pub(crate) fn parted(self, parts: usize, part: impl Fn(SourceId) -> usize) -> Vec<Self> {
        let mut all: Vec<Self> = (0..parts).map(|_| Self::default()).collect();
        for source in self.0 {
            let Self(of_part, _) = &mut all[part(source.id)];
            let id = SourceId(offset(of_part.len()));
            of_part.push(Source { id, ..source });
        }
        all
    }

    /// All of them, the inputs first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Source> {
        self.0.iter().chain(&self.1)
    }

    /// The same with other names and texts, in which all places are the same. Nothing of them is known any more but
    /// what these tell.
    #[must_use]
    pub(crate) fn retold(self, mut tell: impl FnMut(&Source) -> (String, String)) -> Self {
        let mut retold = |source: Source| {
            let (name, text) = tell(&source);
            let shows = if source.shows == Shows::Nothing { Shows::Nothing } else { Shows::Lines };
            Source { named: source.named, shows, ..Source::new(source.id, name, text, source.encoding) }
        };
        Self(self.0.into_iter().map(&mut retold).collect(), self.1.into_iter().map(&mut retold).collect())
    }

    /// Takes over the files beside other sources.
    #[must_use]
    pub fn with_beside(self, other: Self) -> Self {
        Self(self.0, other.1)
    }

    /// The source of that name.
    pub fn get(&self, id: SourceId) -> &Source {
        let beside = || &self.1[(u32::MAX - id.0) as usize];
        self.0.get(id.0 as usize).unwrap_or_else(beside)
    }

    /// The text at a place.
    pub fn text_at(&self, place: Place) -> &str {
        &self.get(place.source).text[place.span.range()]
    }
}
