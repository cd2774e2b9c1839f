//! What a run does not count: all that takes something out of the gate or lets it weigh less, said in every report, so
//! that a green run says what its green is worth.

use super::{Job, words};
use crate::config::{FailOn, Lowered};
use crate::diagnostic::Diagnostic;
use crate::model::place::{Place, Span};
use crate::pack::catalogue::{Catalogue, Member};
use crate::pack::parts::PART;
use crate::pack::rule::Rules;
use crate::pipeline::judge::Report;
use crate::pipeline::read::Export;
use crate::pipeline::source::{Filter, Sources};
use crate::text::printable::printable;

/// How many rules are named.
const MOST: usize = 5;

/// What a run does not count, if there is anything.
pub(super) fn notice(
    job: &Job,
    report: &Report,
    lowered: &[Lowered],
    rules: &Rules,
    catalogue: &Catalogue,
) -> Option<Diagnostic> {
    let (off, lower): (Vec<_>, Vec<_>) = lowered.iter().partition(|one| one.off);
    let skipped = if job.levels.skip.is_empty() { 0 } else { rules.left_out().len().saturating_sub(off.len()) };
    let findings = || report.findings();
    let waived = findings().filter(|judged| judged.waived.is_some()).count();
    let known = findings().filter(|judged| !judged.is_open() && judged.waived.is_none()).count();
    let answers = &report.evidence.tenant.answers;
    let trusted = answers.iter().filter(|answer| answer.counts.is_ok()).count();
    let part = catalogue.named(PART);
    let absent: Vec<&Member> = answers.iter().filter_map(|answer| answer.absent(part?)).collect();
    let parts = [
        (usize::from(job.fail_on == FailOn::Never), words::never_fails()),
        (usize::from(job.exit_zero), words::exit_zero()),
        (off.len(), words::off(off.len(), &names(&off))),
        (lower.len(), words::lower(lower.len(), &names(&lower))),
        (skipped, words::skipped(skipped)),
        (waived, words::waived(waived)),
        (known, words::known(known)),
        (report.evidence.excluded, words::excluded(report.evidence.excluded)),
        (trusted, words::trusted(trusted)),
        (absent.len(), words::absent(&absent)),
    ];
    let all =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, said)| said).reduce(|all, said| all.and(&said))?;
    Some(words::not_counted(&all.en, &all.zh_cn))
}

fn names(lowered: &[&Lowered]) -> String {
    let more = lowered.len().saturating_sub(MOST);
    let mut names: Vec<&str> = lowered.iter().take(MOST).map(|one| one.rule.as_str()).collect();
    names.extend((more > 0).then_some("…"));
    names.join(", ")
}

/// Rules that nobody may waive and that the configuration switches off or lowers. That is allowed, but not in silence.
pub(super) fn not_waivable(lowered: &[Lowered], file: &str) -> Vec<Diagnostic> {
    let file = printable(file);
    let said = |one: &Lowered| {
        let (line, id) = (one.line, &one.rule);
        if one.off { words::switched_off(&file, line, id) } else { words::lowered(&file, line, id) }
    };
    lowered.iter().filter(|one| !one.waivable).map(said).collect()
}

/// What of the repository's own file does not count under the policy.
pub(super) fn ignored(job: &Job) -> Option<Diagnostic> {
    let (name, ignored) = (job.config_name.as_deref().map(printable)?, &job.ignored);
    if ignored.is_empty() {
        return None;
    }
    let keys: Vec<_> = ignored.iter().map(|one| format!("{} ({name}:{})", printable(&one.key), one.line)).collect();
    Some(words::ignored(&keys))
}

/// Declarations that are among the inputs and do not count.
pub(super) fn undeclared(job: &Job, report: &Report, sources: &Sources) -> Option<Diagnostic> {
    let first = report.evidence.distrusted.first().filter(|_| !job.declarations)?;
    let count = report.evidence.distrusted.len();
    let place = Place { source: *first, span: Span::at(0, usize::from(!sources.get(*first).text.is_empty())) };
    Some(words::undeclared(count, place))
}

/// Answers that something is not there, where the policy does not let them count.
pub(super) fn not_absent(report: &Report, sources: &Sources) -> Option<Diagnostic> {
    let first = report.evidence.distrusted_absences.first()?;
    let place = Place { source: *first, span: Span::at(0, usize::from(!sources.get(*first).text.is_empty())) };
    Some(words::not_absent(place))
}

/// What had to be among the inputs, with settings in it, and is not.
pub(super) fn missing(job: &Job, report: &Report, sources: &Sources, catalogue: &Catalogue) -> Vec<Diagnostic> {
    let holds = |export: &Export, kind: Option<&str>| {
        export.counts.iter().any(|(name, count)| {
            *count > 0 && kind.map_or_else(|| catalogue.named(name).is_some(), |kind| kind == name.as_str())
        })
    };
    let exports = &report.evidence.exports;
    let is_there = |(wanted, globs): &&(String, Filter)| {
        if catalogue.named(wanted).is_some() {
            return exports.iter().any(|export| holds(export, Some(wanted)));
        }
        let named = |export: &Export| globs.names(sources.get(export.source).name.as_ref());
        exports.iter().any(|export| named(export) && holds(export, None))
    };
    let missing = job.required.iter().filter(|required| !is_there(required));
    missing.map(|(wanted, _)| words::missing(&printable(wanted))).collect()
}
