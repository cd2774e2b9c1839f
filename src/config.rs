//! The configuration file `tenantlint.toml`: found, read and joined with the flags.
//!
//! A value comes from one of three layers, each over the one before: built-in, the file, the flags. [`parse()`] is a
//! function of a text; [`load`] reads the file. [`accept`] puts its waivers together with those of other files, and with
//! the baseline.

pub mod accept;
mod file;
mod parse;
pub mod policy;
mod reader;
mod settings;
pub(crate) mod value;
pub(crate) mod waivers;
mod words;

pub use file::{BadConfig, Choice, ConfigFile, NAME, find, load};
pub use parse::{KEYS, parse};
pub use policy::Ignored;
pub use settings::{Chosen, Flags, From, Levels, Lowered, Settings};
pub use value::{FailOn, Level};

use std::path::PathBuf;

use crate::lang::Lang;
use crate::model::cloud::Cloud;
use crate::model::place::{Located, SourceId, Span};
use crate::pipeline::expect::{MaxAge, TenantNames};
use crate::report::Format;

/// The source that the places in a configuration file are in, which is read alone.
const SOURCE: SourceId = SourceId(0);

/// What a configuration file says. Paths are as they are written: relative to the file.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// What to check when nothing is named.
    pub paths: Option<Located<Vec<PathBuf>>>,
    /// Only these files of folders are read.
    pub include: Option<Located<Vec<String>>>,
    /// These files of folders are not read.
    pub exclude: Option<Located<Vec<String>>>,
    /// Folders with rules and kinds of the user's own.
    pub rule_folders: Vec<Located<PathBuf>>,
    /// Rules, by id or pattern, and how they count.
    pub rules: Vec<Located<(String, Level)>>,
    /// The severity that fails the run.
    pub fail_on: Option<Located<FailOn>>,
    /// The share of the rules, in percent, that must be judged.
    pub min_coverage: Option<Located<u8>>,
    /// How old an export may be.
    pub max_age: Option<Located<MaxAge>>,
    /// The names of the tenant that the exports should be from.
    pub tenant: Option<Located<TenantNames>>,
    /// The cloud that they should be from.
    pub cloud: Option<Located<Cloud>>,
    /// The language of the reports.
    pub lang: Option<Located<Lang>>,
    /// The form of the report.
    pub format: Option<Located<Format>>,
    /// Files with waivers.
    pub waiver_files: Vec<Located<PathBuf>>,
    /// There are `[[waiver]]` tables in the file.
    pub waivers: Option<Span>,
    /// The file with the findings recorded earlier.
    pub baseline: Option<Located<PathBuf>>,
    /// Inputs that must be there: files by glob, or kinds of resources by name.
    pub required_inputs: Vec<Located<String>>,
    /// Whether declared answers count.
    pub declarations: Option<Located<bool>>,
    /// Whether answers that something is not there count.
    pub absences: Option<Located<bool>>,
    /// Every key with its place and the text of its value.
    pub keys: Vec<(String, Span, String)>,
}
