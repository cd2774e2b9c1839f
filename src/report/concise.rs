//! A line a finding, for editors and grep: `path:line:column: error[rule] headline`. What is about the run or a file
//! stands among them in the same form; nothing is left out but what `--min-severity` hides.

use std::io::{self, Write};

use super::Context;
use super::annotation::{Annotation, headline, of_fault, of_notice};
use super::group::{Group, Groups, groups};
use crate::diagnostic::Code;
use crate::lang::words;
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::pipeline::judge::{Judged, Report};
use crate::text::printable::printable;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let evidence = &report.evidence;
    for fault in evidence.faults() {
        let Annotation { id, message, start, severity, .. } = of_fault(fault, context);
        let spot = format!("{}:{}:{}", printable(context.sources.file_of(fault)), start.line, start.column);
        line(&spot, severity, &id, &message, context, out)?;
    }
    let quiet = context.shown.quiet;
    for notice in report.notices.iter().filter(|notice| notice.code != Code::GateNotCounted) {
        if !quiet || notice.severity == Severity::Error {
            let Annotation { id, message, severity, .. } = of_notice(notice, context);
            line(&spot(notice.place(), context), severity, &id, &message, context, out)?;
        }
    }
    for note in evidence.exports.iter().flat_map(|export| &export.notes).filter(|_| !quiet) {
        let (said, label) = (note.headline.get(context.lang), note.label().map_or("", |label| label.get(context.lang)));
        let colon = if label.is_empty() { "" } else { context.lang.colon() };
        let said = printable(&format!("{said}{colon}{label}"));
        line(&spot(note.place(), context), note.severity, note.code.reported_as(), &said, context, out)?;
    }
    let Groups { groups, counted } = groups(report, context, context.shown.least, usize::MAX);
    debug_assert!(counted.is_empty(), "all findings are kept for this form");
    for group in &groups {
        for of in std::iter::once(group).chain(&group.also) {
            each(of, context, out)?;
        }
    }
    Ok(())
}

fn each(group: &Group<'_>, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let id = &context.rules.get(group.rule).id;
    let mut put = |judged: &Judged| {
        line(&spot(judged.verdict.place, context), group.severity, id, &headline(judged, context), context, out)
    };
    group.findings.iter().try_for_each(|judged| put(judged))
}

/// `file:line:column` as people typed the file; nothing where it is about none.
fn spot(place: Option<Place>, context: Context<'_>) -> String {
    place.map_or_else(String::new, |place| {
        let source = context.sources.get(place.source);
        let at = source.position(place.span.start());
        format!("{}:{}:{}", printable(&source.name), at.line, at.column)
    })
}

fn line(
    spot: &str,
    severity: Severity,
    id: &str,
    said: &str,
    context: Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let colon = if spot.is_empty() { "" } else { ": " };
    let severity = match severity {
        Severity::Error => words(context.lang, "error", "错误"),
        Severity::Warning => words(context.lang, "warning", "警告"),
        Severity::Info => words(context.lang, "note", "提示"),
    };
    writeln!(out, "{spot}{colon}{severity}[{id}] {}", said.replace('\n', " "))
}
