//! What the documents state, statement by statement, and what the exports decided of it.

mod content;
mod json;
mod record;

use std::io;

use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, with_rules};
use crate::lang::Lang;
use crate::pack::statements::Ledger;
use crate::pipeline::check::{Checker, Keep};
use crate::pipeline::judge::{Exit, Gates};
use crate::pipeline::source::{Encoding, Filter, Input};
use crate::pipeline::source::{Sources, collect};
use crate::pipeline::{LintOptions, lint};
use crate::progress::SILENT;
use crate::report;
use crate::report::page::{markdown, terminal};
use crate::report::statements::coverage;
use crate::report::{Context, Style};
use jiff::civil::Date;

/// The forms of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CoverageFormat {
    /// For people.
    Human,
    /// For programs; the schema is `schemas/coverage-v1.schema.json`.
    Json,
    /// For documents and issues.
    Markdown,
}

/// What `coverage` is to do.
#[derive(Debug)]
pub struct Job {
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

/// Judges the exports, if there are any, and writes the table.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_rules(&job.folders, Some(job.today), lang, style, output, |catalogue, rules, output| {
        let gates = Gates { fail_on: None, min_coverage: None, as_written: job.as_written };
        let lint = || {
            let checker = Checker { rules, catalogue, today: job.today, keep: Keep::Actionable };
            lint(
                collect(&job.inputs, &job.filter, job.encoding, job.format == CoverageFormat::Markdown, &SILENT),
                LintOptions { gates, ..LintOptions::new(checker) },
            )
        };
        let linted = (!job.inputs.is_empty()).then(lint);
        let (sources, report) = linted.unzip();
        let severity = |_, rule: &_| gates.severity(rule);
        let coverage = coverage(Ledger::builtin(), rules, &severity, report.as_ref());
        let sources = sources.unwrap_or_else(Sources::default);
        let context = Context::new(&sources, catalogue, rules, lang, job.today);
        match job.format {
            CoverageFormat::Human => {
                output
                    .out
                    .write_all(terminal(&content::page(&coverage, report.as_ref(), context), style).as_bytes())?;
            }
            CoverageFormat::Markdown => {
                output.out.write_all(markdown(&record::page(&coverage, report.as_ref(), context)).as_bytes())?;
            }
            CoverageFormat::Json => json::write(&coverage, report.as_ref(), context, output.out)?,
        }
        let Some(report) = report else { return Ok(Exit::Clean.code()) };
        output.out.flush()?;
        report::at_fault(&report, context, style, output.err)?;
        output.err.write_all(report::warnings(&report, context).as_bytes())?;
        Ok(if report.exit == Exit::Failed { Exit::Failed.code() } else { Exit::Clean.code() })
    })
}
