//! What a pipeline shows beside the code: everything that somebody has to act on, one after the other.

use super::remedy::commands;
use super::wording::{fingerprint, message, tenant_of};
use super::{Context, location};
use crate::diagnostic::Diagnostic;
use crate::lang::{say, words};
use crate::model::place::{Place, SourceId};
use crate::model::severity::Severity;
use crate::order::Order as _;
use crate::pipeline::judge::{Judged, Report};
use crate::pipeline::read::fault::line;
use crate::pipeline::source::Position;
use crate::text::printable::{printable, shortened};

/// The most characters of a message: a value of a megabyte says no more than its beginning.
pub(super) const MOST: usize = 1000;

/// Something to act on: a finding or a diagnostic, flattened to what can be shown beside a line of a file. All texts are
/// printable and of one line, the help aside.
pub(super) struct Annotation {
    pub(super) severity: Severity,
    /// The file as pipelines name it; none where it is about no file.
    pub(super) path: Option<String>,
    pub(super) start: Position,
    pub(super) end: Position,
    /// The rule, or the sort of diagnostic.
    pub(super) id: String,
    pub(super) title: String,
    /// What is wrong, with its full stop where it is a sentence.
    pub(super) message: String,
    /// What to do, some lines.
    pub(super) help: Vec<String>,
    /// What tells it from others of the same id in the same file, whatever the day and the language and wherever it stands.
    pub(super) key: String,
}

/// All: inputs that could not be read, notices, open findings.
pub(super) fn annotations<'a>(report: &'a Report, context: Context<'a>) -> impl Iterator<Item = Annotation> + 'a {
    let findings = report.findings().filter(|judged| judged.is_open()).map(move |judged| finding(judged, context));
    about_the_run(report, context).chain(findings)
}

/// Those that are about the run, not the tenant: inputs that could not be read, and notices.
pub(super) fn about_the_run<'a>(report: &'a Report, context: Context<'a>) -> impl Iterator<Item = Annotation> + 'a {
    let faults = report.evidence.faults().map(move |fault| of_fault(fault, context));
    faults.chain(report.notices.iter().map(move |notice| of_notice(notice, context)))
}

/// An input that could not be read, or is no export.
pub(super) fn of_fault(fault: &Diagnostic, context: Context<'_>) -> Annotation {
    let (_, start, _) = located(fault.place(), context);
    Annotation {
        severity: fault.severity,
        path: Some(printable(&location::path(context.sources.file_of(fault), context))),
        start,
        end: start,
        id: fault.code.reported_as().to_owned(),
        title: words(context.lang, "The input could not be read", "输入无法读取").to_owned(),
        message: printable(&line(fault, context.lang)),
        help: Vec::new(),
        key: String::new(),
    }
}

pub(super) fn of_notice(notice: &Diagnostic, context: Context<'_>) -> Annotation {
    let (path, start, end) = located(notice.place(), context);
    let headline = notice.headline.get(context.lang);
    let label = notice.label().map_or("", |label| label.get(context.lang));
    let colon = if label.is_empty() { "" } else { context.lang.colon() };
    Annotation {
        severity: notice.severity,
        path,
        start,
        end,
        id: notice.code.reported_as().to_owned(),
        title: printable(headline),
        message: shortened(&printable(&format!("{headline}{colon}{label}")), MOST).into_owned(),
        help: notice.help.iter().map(|help| printable(help.get(context.lang))).collect(),
        // What the place shows is the same in every language, and moves with it.
        key: notice
            .place()
            .map_or_else(String::new, |place| shortened(context.sources.text_at(place), MOST).into_owned()),
    }
}

fn finding(judged: &Judged, context: Context<'_>) -> Annotation {
    let rule = context.rules.get(judged.verdict.rule);
    let (path, start, end) = located(judged.verdict.place, context);
    let fix = printable(rule.fix.get(context.lang));
    Annotation {
        severity: judged.severity,
        path,
        start,
        end,
        id: rule.id.to_string(),
        title: printable(rule.title.get(context.lang)),
        message: headline(judged, context),
        help: std::iter::once(fix)
            .chain(commands(judged, context).iter().map(|line| printable(&shortened(line, MOST))))
            .collect(),
        key: fingerprint(judged).unwrap_or(&judged.verdict.pointer).to_owned(),
    }
}

/// The headline of a finding, printable and not too long.
pub(super) fn headline(judged: &Judged, context: Context<'_>) -> String {
    let text = printable(&shortened(&message(judged, context), MOST));
    match tenant_of(judged, context) {
        None => text,
        Some(tenant) => say!(context.lang, "{text} ({tenant})", "{text}（{tenant}）"),
    }
}

fn located(place: Option<Place>, context: Context<'_>) -> (Option<String>, Position, Position) {
    let Some(place) = place else {
        let nowhere = Position { line: 1, column: 1 };
        return (None, nowhere, nowhere);
    };
    let region = location::region(place, context);
    (Some(printable(&location::path(&region.source.name, context))), region.start, region.end)
}

/// `file:line:column`, as logs show it and editors understand it.
pub(super) fn spot(Annotation { path, start, .. }: &Annotation) -> String {
    path.as_ref().map_or_else(String::new, |path| format!("{path}:{}:{}: ", start.line, start.column))
}

/// The sources that are inputs, in the order of their names; others hold waivers or the like.
pub(super) fn inputs<'a>(report: &'a Report, context: Context<'a>) -> Vec<SourceId> {
    let exports = report.evidence.exports.iter().map(|export| export.source);
    let mut inputs: Vec<_> = exports.chain(report.evidence.broken.iter().map(|(source, _)| *source)).collect();
    inputs.order_by_key(|id| (&context.sources.get(*id).name, *id));
    inputs
}
