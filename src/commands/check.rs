//! `check`: exports to a report, through the gates.

use std::io::{self, Write};

use super::output::Output;
use super::pack::{no_such_rule, with_pack};
use crate::commands::pack::RuleFolders;
use crate::config::accept;
use crate::config::accept::GateFiles;
use crate::config::{ConfigFile, Levels};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Lang, both, words};
use crate::pipeline::accept::Pack;
use crate::pipeline::accept::baseline;
use crate::pipeline::check::{Checker, Keep};
use crate::pipeline::expect::Expectations;
use crate::pipeline::judge::Exit;
use crate::pipeline::judge::Gates;
use crate::pipeline::source::{Encoding, Filter, Input};
use crate::pipeline::source::{Sources, collect};
use crate::pipeline::{LintOptions, lint};
use crate::report;
use crate::report::{Context, Format, Style};
use crate::report::{Existing, write_file};
use crate::report::{SarifOptions, Workplace};
use crate::text::printable::printable;
use jiff::civil::Date;
use std::path::PathBuf;

/// What `check` is to do.
#[derive(Debug)]
pub struct Job {
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

/// Does the job and tells the exit code.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_pack(&job.folders, lang, style, output, |catalogue, rules, output| {
        for pattern in job.levels.only.iter().chain(&job.levels.skip) {
            if !rules.all().any(|(_, rule)| rule.is_named_by(pattern)) {
                return no_such_rule(pattern, rules, lang, output);
            }
        }
        if let (Err(flaws), Some(file)) = (job.levels.apply(rules), &job.config) {
            output.err.write_all(file.draw(&flaws, lang, style).as_bytes())?;
            return Ok(Exit::Failed.code());
        }
        let mut beside = Sources::default();
        let accepted = match accept::load(&job.accept, &mut beside, Pack { rules, catalogue, today: job.today }) {
            Ok(accepted) => accepted,
            Err(refusals) => {
                output.err.write_all(accept::refused(&refusals, &beside, lang, style).as_bytes())?;
                return Ok(Exit::Failed.code());
            }
        };
        let forbidden = job.levels.forbidden(rules);
        rules.select(|rule| job.levels.wants(rule), catalogue);
        let formats = || std::iter::once(job.format).chain(job.reports.iter().map(|(format, _)| *format));
        // What is accepted is accepted by name, and what a hook sees may rest on what it does not see: then all is wanted.
        let least = if accepted.is_empty() && !job.hook { Keep::First } else { Keep::Actionable };
        let keep = formats().map(|format| format.keep(job.all, job.sarif)).fold(least, Keep::max);
        // Whoever listens to the report does not want to hear a line change ten times a second.
        if job.format != Format::Narrated {
            output.progress.start(lang);
        }
        let hash = formats().any(Format::hashes);
        let mut collected = collect(&job.inputs, &job.filter, job.encoding, hash, output.progress);
        collected.sources = collected.sources.with_beside(beside);
        let checker = Checker { rules, catalogue, today: job.today, keep };
        let (gates, expect, progress) = (job.gates, Some(&job.expect), output.progress);
        let options = LintOptions { gates, expect, partial: job.hook, progress, ..LintOptions::new(checker) };
        let (sources, mut report) = lint(collected, options);
        let nothing = &report.evidence;
        let nothing = nothing.exports.is_empty() && nothing.broken.is_empty() && nothing.unreadable.is_empty();
        let nothing = nothing && report.notices.is_empty();
        if job.hook && nothing && formats().all(|format| matches!(format, Format::Human | Format::Narrated)) {
            return Ok(Exit::Clean.code());
        }
        if let Some(file) = &job.config {
            report.notices.extend(forbidden.into_iter().map(|(id, line)| switched_off(&id, &file.name, line)));
        }
        let pack = Pack { rules, catalogue, today: job.today };
        let new_baseline = crate::pipeline::accept::apply(&accepted, &mut report, job.gates, &sources, pack);
        let mut recorded = true;
        if let (Some(path), Some(text)) = (job.accept.baseline.path(), new_baseline)
            && let Err(error) = write_file(path, Existing::Replace, |file| file.write_all(text.as_bytes()))
        {
            let what = words(lang, "baseline", "基线");
            writeln!(output.err, "{}", report::unwritten(path, what, &error, lang))?;
            // The report goes out nevertheless, but must not say that the baseline is there.
            report.notices.retain(|notice| !baseline::WRITES.contains(&notice.code));
            recorded = false;
        }
        let context = Context {
            sources: &sources,
            catalogue,
            rules,
            lang,
            today: job.today,
            all: job.all,
            exit_zero: job.exit_zero,
            several_tenants: report.evidence.tenant.tenants.len() > 1,
            sarif: job.sarif,
            workplace: &job.workplace,
        };
        let streams: (&mut dyn Write, &mut dyn Write) = (output.out, output.err);
        let written = report::deliver(&report, context, job.format, &job.reports, style, streams)?;
        output.err.write_all(report::summary(&report, context).as_bytes())?;
        Ok(match report.exit {
            _ if !written || !recorded => Exit::Failed.code(),
            Exit::Findings if job.exit_zero => 0,
            exit => exit.code(),
        })
    })
}

/// A rule that nobody may waive is off. That is allowed, but not in silence.
fn switched_off(id: &str, file: &str, line: u32) -> Diagnostic {
    let file = printable(file);
    let headline = both(
        format!("{file}:{line} switches off {id}, a rule that nobody may waive"),
        format!("{file}:{line} 停用了不允许豁免的规则 {id}"),
    );
    Diagnostic::new(Code::RuleOff, headline)
}
