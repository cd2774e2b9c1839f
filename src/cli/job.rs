//! What is asked for: a job of each command, with everything that it needs to know.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;

use crate::config::{ConfigFile, Levels, Settings};
use crate::coverage::CoverageFormat;
use crate::expect::Expectations;
use crate::explain::ListFormat;
use crate::gate::GateFiles;
use crate::judge::Gates;
use crate::report::{Format, SarifOptions, Workplace};
use crate::rule::Severity;
use crate::source::{Encoding, Filter, Input};
use crate::waiver::add::Request;

/// The jobs.
#[derive(Debug)]
pub enum Job {
    /// Lint exports.
    Check(Box<CheckJob>),
    /// Tell what exports hold.
    Inspect(InspectJob),
    /// Write the questions that exports leave open.
    Declaration(DeclarationJob),
    /// Compare two exports or folders.
    Diff(DiffJob),
    /// Tell what answers for each statement of the documents.
    Coverage(CoverageJob),
    /// List the rules.
    Rules(RulesJob),
    /// Explain one rule.
    Explain(String, RuleFolders),
    /// Add a waiver to a file.
    Waive(WaiveJob),
    /// Write a configuration file.
    Init(InitJob),
    /// Show what is configured.
    Config(Box<Settings>, ConfigFormat),
}

/// Folders with rules of the user's own.
#[derive(Debug, Clone, Default)]
pub struct RuleFolders(pub Vec<PathBuf>);

/// What `check` is to do.
#[derive(Debug)]
pub struct CheckJob {
    /// What to read.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The form of the report on standard output.
    pub format: Format,
    /// More reports, and the files they go to.
    pub reports: Vec<(Format, PathBuf)>,
    /// What a SARIF report holds.
    pub sarif: SarifOptions,
    /// Where the program runs.
    pub workplace: Workplace,
    /// The rules to use, and how they count.
    pub levels: Levels,
    /// More rules.
    pub folders: RuleFolders,
    /// The configuration file, if there is one.
    pub config: Option<ConfigFile>,
    /// The gates.
    pub gates: Gates,
    /// What the exports are expected to be.
    pub expect: Expectations,
    /// What says that findings are accepted.
    pub accept: GateFiles,
    /// The files were named by a hook: those that are no exports are passed over.
    pub hook: bool,
    /// Findings do not fail the run.
    pub exit_zero: bool,
    /// Passes are reported too.
    pub all: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What `inspect` is to do.
#[derive(Debug)]
pub struct InspectJob {
    /// What to read.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// As JSON.
    pub json: bool,
}

/// What `declaration` is to do.
#[derive(Debug)]
pub struct DeclarationJob {
    /// What to read; answers given already are among it.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// More rules.
    pub folders: RuleFolders,
    /// Where to write to; standard output if nowhere.
    pub output: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub force: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What `diff` is to do.
#[derive(Debug)]
pub struct DiffJob {
    /// The earlier side.
    pub old: Input,
    /// The later side.
    pub new: Input,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The form of the comparison.
    pub format: DiffFormat,
    /// New findings from this severity on fail the run; none: no finding does.
    pub fail_on: Option<Severity>,
    /// More rules.
    pub folders: RuleFolders,
    /// The day of the evaluation.
    pub today: Date,
}

/// The forms of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For comments and job summaries.
    Markdown,
}

/// What `coverage` is to do.
#[derive(Debug)]
pub struct CoverageJob {
    /// What to read; nothing: only the statements and their rules.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The output's form.
    pub format: CoverageFormat,
    /// More rules.
    pub folders: RuleFolders,
    /// Superseded statements count like the others.
    pub as_written: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What `rules` is to do.
#[derive(Debug)]
pub struct RulesJob {
    /// More rules.
    pub folders: RuleFolders,
    /// The list's form.
    pub format: ListFormat,
    /// Where to write a page for each rule, instead of the list.
    pub pages: Option<PathBuf>,
}

/// What `waive` is to do.
#[derive(Debug)]
pub struct WaiveJob {
    /// The waiver.
    pub request: Request,
    /// The file to add it to.
    pub file: PathBuf,
    /// More rules.
    pub folders: RuleFolders,
    /// The day on which it is created.
    pub today: Date,
}

/// What `init` is to do.
#[derive(Debug)]
pub struct InitJob {
    /// Where exports are looked for, as it was typed.
    pub paths: Vec<PathBuf>,
    /// The file to write.
    pub file: PathBuf,
    /// Write over a file that is there.
    pub force: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// The forms in which the configuration is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConfigFormat {
    /// As a configuration file with remarks.
    Human,
    /// For programs.
    Json,
}
