//! Collected exports to the report of a check: judged, held against what the job expects, and against what is accepted.

use std::path::PathBuf;

use super::{Job, loosened, words};
use crate::config::Lowered;
use crate::diagnostic::Diagnostic;
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pipeline::accept::{Gate, Pack, apply};
use crate::pipeline::check::{Checker, Keep};
use crate::pipeline::judge::Report;
use crate::pipeline::source::{Collected, Sources};
use crate::pipeline::{LintOptions, lint};
use crate::progress::Progress;
use crate::text::printable::printable;

/// What exports are judged by, beside their own job.
#[derive(Clone, Copy)]
pub(in crate::commands) struct Around<'a> {
    /// The kinds.
    pub(in crate::commands) catalogue: &'a Catalogue,
    /// The rules that were selected.
    pub(in crate::commands) rules: &'a Rules,
    /// The rules that the configuration switches off or lowers.
    pub(in crate::commands) lowered: &'a [Lowered],
    /// What is kept.
    pub(in crate::commands) keep: Keep,
    /// Who wants to know how far it is.
    pub(in crate::commands) progress: &'a Progress,
}

/// What the exports came to.
pub(in crate::commands) struct CheckJudged {
    /// The texts.
    pub(in crate::commands) sources: Sources,
    /// What is said of them.
    pub(in crate::commands) report: Report,
    /// The new text of the baseline, if it is to be written.
    pub(in crate::commands) baseline: Option<String>,
    /// There was nothing among the inputs that anything could be said of.
    pub(in crate::commands) nothing: bool,
}

/// Judges what was collected.
pub(in crate::commands) fn judge(
    job: &Job,
    mut collected: Collected,
    accepted: &Gate,
    Around { catalogue, rules, lowered, keep, progress }: Around<'_>,
) -> CheckJudged {
    let checker = Checker { rules, catalogue, today: job.today, keep };
    let (gates, expect) = (job.gates, Some(&job.expect));
    let (partial, declarations, absences) = (job.hook, job.declarations, job.absences);
    let options = LintOptions { gates, expect, partial, declarations, absences, progress, ..LintOptions::new(checker) };
    let configurations = std::mem::take(&mut collected.configurations);
    let (sources, mut report) = lint(collected, options);
    let evidence = &report.evidence;
    let nothing = evidence.exports.is_empty() && evidence.broken.is_empty() && evidence.unreadable.is_empty();
    let nothing = nothing && report.notices.is_empty();
    if let Some(file) = &job.config {
        report.notices.extend(loosened::not_waivable(lowered, &file.name));
    }
    report.notices.extend(loosened::ignored(job));
    report.notices.extend(unused(configurations, job));
    report.notices.extend(loosened::undeclared(job, &report, &sources));
    report.notices.extend(loosened::not_absent(&report, &sources));
    report.notices.extend(loosened::missing(job, &report, &sources, catalogue));
    report.decide(job.gates);
    let pack = Pack { rules, catalogue, today: job.today };
    let baseline = apply(accepted, &mut report, job.gates, &sources, pack);
    report.notices.extend(loosened::notice(job, &report, lowered, rules, catalogue));
    CheckJudged { sources, report, baseline, nothing }
}

/// Configurations that lie in the checked folders and are not used.
fn unused(configurations: Vec<(String, PathBuf)>, job: &Job) -> Vec<Diagnostic> {
    let used = [job.config_name.as_deref(), job.config.as_ref().map(|file| file.name.as_str())];
    let used: Vec<PathBuf> =
        used.into_iter().flatten().filter_map(|name| PathBuf::from(name).canonicalize().ok()).collect();
    let unused = configurations.into_iter().filter(|(_, real)| !used.contains(real));
    unused.map(|(name, _)| words::unused(&printable(&name))).collect()
}
