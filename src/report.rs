//! A report in the form that its reader wants: one module for each format.

mod annotation;
mod aside;
mod azure;
mod concise;
mod csv;
mod deliver;
mod export;
mod format;
mod github;
mod gitlab;
pub(crate) mod group;
mod hint;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod link;
mod location;
mod markdown;
mod mend;
mod missing;
mod named;
mod next;
mod origin;
pub(crate) mod page;
mod redact;
pub(crate) mod remedy;
mod render;
mod sarif;
mod saved;
mod snippet;
pub(crate) mod statements;
mod statistics;
mod summary;
mod wording;
pub(crate) mod wrap;

pub(crate) use deliver::{Existing, Lock, deliver, is_same_file, unwritten, write_file};
pub(crate) use export::{export_command, export_lines, tool_words};
pub use format::Format;
pub(crate) use human::{at_fault, first_finding};
pub(crate) use link::address;
pub(crate) use origin::{RulePack, Tool};
pub(crate) use redact::Redaction;
pub use render::render;
pub use sarif::{Pipeline, SarifOptions};
pub(crate) use saved::{Saved, SavedResult, read_saved};
pub use snippet::Style;
pub(crate) use snippet::drawn;
pub use summary::summary;
pub(crate) use summary::warnings;
pub(crate) use wording::{in_brackets, message, severity_word};

use crate::lang::Lang;
use crate::model::severity::Severity;
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pipeline::source::Sources;

/// What every format needs to know beside the report.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The kinds.
    pub catalogue: &'a Catalogue,
    /// The rules.
    pub rules: &'a Rules,
    /// The language.
    pub lang: Lang,
    /// The day of the evaluation.
    pub today: jiff::civil::Date,
    /// Passes are reported too.
    pub all: bool,
    /// Findings do not change the exit code of the process.
    pub exit_zero: bool,
    /// The configuration file that was used.
    pub configuration: Option<&'a str>,
    /// The policy above it.
    pub policy: Option<&'a str>,
    /// The exports are of several tenants: each finding says whose it is.
    pub several_tenants: bool,
    /// What a SARIF report holds.
    pub sarif: SarifOptions,
    /// Where the program runs.
    pub workplace: &'a Workplace,
    /// The inputs as they were typed, to be typed again.
    pub typed: &'a str,
    /// Where questions are written to, if no declaration is among the inputs yet.
    pub form: &'a str,
    /// The choice of rules as it was typed, with a blank before it.
    pub picked: &'a str,
    /// How much people are shown.
    pub shown: Shown,
}

/// How much of a report people are shown. Nothing of this changes what programs read, or the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Shown {
    /// Findings from this severity on.
    pub least: Severity,
    /// Notes are drawn in full, not as a line each.
    pub notes: bool,
    /// All that was not judged is listed, with the commands that would tell.
    pub missing: bool,
    /// Only findings, and what could not be read or written.
    pub quiet: bool,
    /// A line a rule instead of the findings.
    pub statistics: bool,
    /// Only some files were named: what they are not about is not missing.
    pub narrow: bool,
    /// The report is kept, in a file or a pager: it says of itself what it is, and ends with the summary.
    pub whole: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            least: Severity::Info,
            notes: false,
            missing: false,
            quiet: false,
            statistics: false,
            narrow: false,
            whole: false,
        }
    }
}

impl<'a> Context<'a> {
    /// What is known where nothing else was asked for.
    pub fn new(
        sources: &'a Sources,
        catalogue: &'a Catalogue,
        rules: &'a Rules,
        lang: Lang,
        today: jiff::civil::Date,
    ) -> Self {
        static NOWHERE: Workplace = Workplace { folder: None, roots: Vec::new(), pipeline: None, step_summary: None };
        let sarif = SarifOptions::default();
        Self {
            sources,
            catalogue,
            rules,
            lang,
            today,
            all: false,
            exit_zero: false,
            configuration: None,
            policy: None,
            several_tenants: false,
            sarif,
            workplace: &NOWHERE,
            typed: "<exports>",
            form: "declaration.json",
            picked: "",
            shown: Shown::default(),
        }
    }
}

/// Where the program runs, as far as reports for pipelines must know.
#[derive(Debug, Clone, Default)]
pub struct Workplace {
    /// The working directory, with `/` and without links.
    pub folder: Option<String>,
    /// The root of the repository, from which paths are told: without links, and as it is called otherwise. Without
    /// one, they are told from the working directory.
    pub roots: Vec<String>,
    /// The run of Azure Pipelines that this is part of.
    pub pipeline: Option<Pipeline>,
    /// Where GitHub Actions takes the summary of a step from.
    pub step_summary: Option<std::path::PathBuf>,
}
