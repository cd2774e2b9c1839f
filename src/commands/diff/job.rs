//! `tenantlint diff`: reads both sides, compares, writes.

use std::io;

use super::side::{Side, SideInput as ReadInput};
use super::words::DiffWords;
use super::{Diff, human, json, markdown, saved, words};
use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, with_rules};
use crate::lang::Lang;
use crate::model::severity::Severity;
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pipeline::check::{Checker, Keep};
use crate::pipeline::judge::Exit;
use crate::pipeline::resource::Resource;
use crate::pipeline::source::{Encoding, Filter};
use crate::pipeline::source::{Input, collect};
use crate::pipeline::{LintOptions, assess};
use crate::progress::SILENT;
use crate::report::Style;
use crate::threads;
use clap::ValueEnum;
use jiff::civil::Date;

/// What `diff` is to do.
#[derive(Debug)]
pub struct Job {
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

/// Compares two sides, with rules that have been selected.
pub(in crate::commands) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_rules(&job.folders, Some(job.today), lang, style, output, |catalogue, rules, output| {
        if job.old == Input::Stdin && job.new == Input::Stdin {
            output.err.write_all(words::both_stdin(lang).as_bytes())?;
            return Ok(Exit::Failed.code());
        }
        let side = |input: &Input| side(input, job, catalogue, rules, lang);
        threads::ready();
        let (mut old, mut new) = rayon::join(|| side(&job.old), || side(&job.new));
        if old.tenants.len() > 1 || new.tenants.len() > 1 {
            old.set_apart();
            new.set_apart();
        }
        let diff = Diff::of(&old, &new, rules, catalogue, job.fail_on);
        let words = DiffWords { old: &old, new: &new, catalogue, lang };
        let written = match job.format {
            DiffFormat::Human => human::render(&diff, words, style, output.out),
            DiffFormat::Json => json::render(&diff, words, job.today, output.out),
            DiffFormat::Markdown => markdown::render(&diff, words, output.out),
        };
        match written.and_then(|()| output.out.flush()) {
            // Whoever reads us has seen enough; what was found has been found.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            other => other?,
        }
        output.err.write_all(words.summary(&diff).as_bytes())?;
        Ok(diff.exit.code())
    })
}

fn side<'a>(input: &Input, job: &Job, catalogue: &'a Catalogue, rules: &'a Rules, lang: Lang) -> Side<'a> {
    let hash = job.format == DiffFormat::Json;
    let collected = collect(std::slice::from_ref(input), &job.filter, job.encoding, hash, &SILENT);
    if let ([only], true) = (&collected.sources.0[..], collected.unreadable.is_empty()) {
        match saved::read(only, catalogue) {
            Some(Ok(side)) => return side,
            Some(Err(error)) => {
                let (file, sha256) = (only.name.clone(), only.sha256().map(str::to_owned));
                let error = Some(words::broken_report(&error, lang));
                let inputs = vec![ReadInput { file, sha256, error, unread: None }];
                return Side { inputs, ..Side::default() };
            }
            None => {}
        }
    }
    let checker = Checker { rules, catalogue, today: job.today, keep: Keep::Actionable };
    let options = LintOptions::new(checker);
    let watch = |table: &mut super::table::DiffTable, resource: &Resource<'_>, inside: bool| {
        table.keep(resource, inside, catalogue);
    };
    let assessed = assess(collected, options, Some(&watch));
    Side::of_exports(assessed, rules, catalogue, lang)
}
