//! `check`: exports to a report, through the gates.

pub(in crate::commands) mod judged;
mod loosened;
mod outputs;
mod typed;
mod words;

use std::io::{self, Write};

use super::output::Output;
use super::pack::{graded, with_pack};
use crate::commands::guard;
use crate::commands::pack::RuleFolders;
use crate::config::accept;
use crate::config::accept::{BaselineFile, GateFiles};
use crate::config::{ConfigFile, FailOn, Ignored, Levels};
use crate::lang::{Lang, words};
use crate::pipeline::accept::Pack;
use crate::pipeline::accept::baseline;
use crate::pipeline::check::Keep;
use crate::pipeline::expect::Expectations;
use crate::pipeline::judge::Exit;
use crate::pipeline::judge::Gates;
use crate::pipeline::source::{Encoding, Filter, Input};
use crate::pipeline::source::{Sources, collect};
use crate::report;
use crate::report::{Context, Format, Redaction, Shown, Style};
use crate::report::{SarifOptions, Workplace};
use crate::threads;
use jiff::civil::Date;
use std::path::PathBuf;

/// What `check` is to do.
#[derive(Debug, Clone)]
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
    /// The file that says what loosens the gate, if there is one: the policy, or else the configuration.
    pub config: Option<ConfigFile>,
    /// The name of the repository's own configuration.
    pub config_name: Option<String>,
    /// What of that does not count under the policy.
    pub ignored: Vec<Ignored>,
    /// What must be among the inputs, each with the globs for it.
    pub required: Vec<(String, Filter)>,
    /// What the organization declares counts.
    pub declarations: bool,
    /// What it says it does not have counts.
    pub absences: bool,
    /// From which severity on findings fail the run.
    pub fail_on: FailOn,
    /// The gates.
    pub gates: Gates,
    /// What the exports are expected to be.
    pub expect: Expectations,
    /// What says that findings are accepted.
    pub accept: GateFiles,
    /// The files were named by a hook: those that are no exports are passed over.
    pub hook: bool,
    /// A baseline that is there is written anew.
    pub force: bool,
    /// Findings do not fail the run.
    pub exit_zero: bool,
    /// Passes are reported too.
    pub all: bool,
    /// How much people are shown.
    pub shown: Shown,
    /// Names become pseudonyms in all reports.
    pub redact: bool,
    /// Somebody looks at standard output.
    pub to_terminal: bool,
    /// Standard error goes where standard output goes, and nobody looks at it now.
    pub one_stream: bool,
    /// The day of the evaluation.
    pub today: Date,
}

impl Job {
    /// Whether people alone read what comes of it.
    pub(super) fn is_for_people(&self) -> bool {
        let mut formats = std::iter::once(self.format).chain(self.reports.iter().map(|(format, _)| *format));
        formats.all(|format| matches!(format, Format::Human | Format::Narrated | Format::Concise))
    }
}

/// Does the job and tells the exit code.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let refused = |output: &mut Output<'_>, why: &str| {
        writeln!(output.err, "{}{why}", words(lang, "error: ", "错误："))?;
        Ok(Exit::Failed.code())
    };
    if let Some(why) = outputs::clash(job, lang) {
        return refused(output, &why);
    }
    with_pack(&job.folders, lang, style, output, |catalogue, rules, output| {
        if let Some(code) = graded(rules, &job.levels, job.config.as_ref(), job.today, lang, style, output)? {
            return Ok(code);
        }
        let mut beside = Sources::default();
        let accepted = match accept::load(&job.accept, &mut beside, Pack { rules, catalogue, today: job.today }) {
            Ok(accepted) => accepted,
            Err(refusals) => {
                output.err.write_all(accept::refused(&refusals, &beside, lang, style).as_bytes())?;
                return Ok(Exit::Failed.code());
            }
        };
        let lowered = job.levels.lowered(rules);
        rules.select(|rule| job.levels.wants(rule), catalogue);
        let formats = || std::iter::once(job.format).chain(job.reports.iter().map(|(format, _)| *format));
        // What is accepted is accepted by name, and what a hook sees may rest on what it does not see: then all is wanted.
        let least = if accepted.is_empty() && !job.hook { Keep::First } else { Keep::Actionable };
        let keep = formats().map(|format| format.keep(job.all, job.sarif)).fold(least, Keep::max);
        // Whoever listens to the report does not want to hear a line change ten times a second.
        if job.format != Format::Narrated && !job.shown.quiet {
            output.progress.start(lang);
        }
        let hash = formats().any(Format::hashes);
        let filter = job.filter.clone().with_written(outputs::written(job));
        let mut collected = collect(&job.inputs, &filter, job.encoding, hash, output.progress);
        if !collected.written_to.is_empty() {
            return refused(output, &guard::over_inputs(&collected.written_to, lang));
        }
        collected.sources = collected.sources.with_beside(beside);
        let around = judged::Around { catalogue, rules, lowered: &lowered, keep, progress: output.progress };
        let judged::CheckJudged { sources, mut report, baseline: new_baseline, nothing } =
            judged::judge(job, collected, &accepted, around);
        if job.hook && nothing && job.is_for_people() {
            return Ok(Exit::Clean.code());
        }
        let mut recorded = true;
        if let (Some(path), Some(text)) = (job.accept.baseline.path(), new_baseline) {
            // What is pruned is there and meant.
            let force = job.force || matches!(job.accept.baseline, BaselineFile::Prune(_));
            recorded = outputs::record(path, &text, force, lang, output.err)?;
            if !recorded {
                // The report goes out nevertheless, but must not say that the baseline is there.
                report.notices.retain(|notice| !baseline::WRITES.contains(&notice.code));
            }
        }
        let (mut typed, mut form) = (typed::inputs(&job.inputs), typed::form(&job.inputs));
        let mut sources = sources;
        let policy = job.accept.policy.then(|| job.config.as_ref().map(|file| file.name.clone())).flatten();
        let mut files = [job.config_name.clone(), policy];
        let mut workplace = &job.workplace;
        let nowhere = Workplace { step_summary: job.workplace.step_summary.clone(), ..Workplace::default() };
        if job.redact {
            let (mut redaction, retold) = Redaction::of(&mut report, sources, catalogue, rules);
            files = files.map(|name| name.map(|name| redaction.file(&name)));
            (sources, workplace) = (retold, &nowhere);
            "<exports>".clone_into(&mut typed);
            form = typed::form(&[]);
        }
        let [configuration, policy] = &files;
        let context = Context {
            sources: &sources,
            catalogue,
            rules,
            lang,
            today: job.today,
            all: job.all,
            exit_zero: job.exit_zero,
            configuration: configuration.as_deref(),
            policy: policy.as_deref(),
            several_tenants: report.evidence.tenant.tenants.len() > 1,
            sarif: job.sarif,
            workplace,
            typed: &typed,
            form: &form,
            picked: &typed::rules(&job.levels),
            shown: Shown { narrow: job.hook || typed::is_one_file(&job.inputs), whole: false, ..job.shown },
        };
        let whole = !job.to_terminal && !job.hook && matches!(job.format, Format::Human | Format::Narrated);
        let streams: (&mut dyn Write, &mut dyn Write) = (output.out, output.err);
        let written = report::deliver(&report, context, (job.format, whole), &job.reports, style, streams)?;
        if !(whole && job.one_stream) {
            output.err.write_all(report::summary(&report, context).as_bytes())?;
        }
        let exit = report.exit;
        threads::let_go((report, sources));
        Ok(match exit {
            _ if !written || !recorded => Exit::Failed.code(),
            Exit::Findings if job.exit_zero => 0,
            exit => exit.code(),
        })
    })
}
