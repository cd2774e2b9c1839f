//! The report for people: what makes the rest meaningless first, then the worst; what is the same is said once. Each
//! finding is drawn at its place, with the reason, the command that mends it, and the source; notes are a line each.

mod block;
mod notes;
mod rows;

use std::io::{self, Write};

use block::{AlreadySaid, alone, block, line};

use super::group::{Groups, groups};
use super::snippet::{self, Style};
use super::{Context, summary};
use crate::diagnostic::Code;
use crate::lang::{Lang, tell, words};
use crate::model::severity::Severity;
use crate::pack::rule::RuleIx;
use crate::pipeline::check::FIRST;
use crate::pipeline::judge::Report;
use crate::report::wording::in_brackets;
use crate::text::printable::printable;

pub(super) fn render(report: &Report, context: Context<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if context.shown.whole {
        writeln!(out, "{}", summary::head(report, context))?;
    }
    at_fault(report, context, style, out)?;
    let notes = if context.shown.quiet { Vec::new() } else { notes::of_files(report, context) };
    let mixed = summary::mixed(report, context);
    if !mixed.is_empty() {
        writeln!(out, "{mixed}")?;
    }
    let Groups { groups, counted } = groups(report, context, context.shown.least, FIRST);
    let mut said = AlreadySaid::default();
    let mut lines: Vec<String> = Vec::new();
    let foreign = |code: Code| matches!(code, Code::ExpectCloud | Code::ExpectTenant);
    // What is not counted stands with what is, in the summary.
    let notices = || report.notices.iter().filter(|notice| notice.code != Code::GateNotCounted);
    notes::notices(notices().filter(|notice| foreign(notice.code)), context, style, out)?;
    for group in groups.iter().filter(|group| group.comes_first(context)) {
        writeln!(out, "{}", block(group, &mut said, context, style))?;
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let about = notices().filter(|notice| notice.severity == severity && !foreign(notice.code));
        if !context.shown.quiet || severity == Severity::Error {
            notes::notices(about, context, style, out)?;
        }
        for note in notes.iter().filter(|note| note.severity == severity) {
            if severity == Severity::Info && !context.shown.notes {
                lines.push(note.line(context, style));
            } else {
                writeln!(out, "{}", note.drawn(context, style))?;
            }
        }
        for group in groups.iter().filter(|group| group.severity == severity && !group.comes_first(context)) {
            if severity == Severity::Info && !context.shown.notes {
                lines.push(line(group, context, style));
            } else {
                writeln!(out, "{}", block(group, &mut said, context, style))?;
            }
        }
    }
    for line in &lines {
        out.write_all(line.as_bytes())?;
    }
    if !lines.is_empty() {
        let hint = words(context.lang, "--show-notes draws the notes in full", "用 --show-notes 查看完整的提示");
        writeln!(out, "    {hint}\n")?;
    }
    rest(&counted, context, out)?;
    if context.shown.whole && !context.shown.quiet {
        out.write_all(summary::summary(report, context).as_bytes())?;
    }
    Ok(())
}

/// Findings that are only counted.
fn rest(counted: &[(RuleIx, Severity, usize)], context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (rule, severity, more) in counted {
        let (id, severity) = (&context.rules.get(*rule).id, in_brackets(*severity, context.lang));
        tell!(
            out,
            context.lang,
            "{id}{severity}: {more} more findings; --format concise lists them all\n",
            "{id}{severity}：另有 {more} 处，用 --format concise 列出全部\n"
        )?;
    }
    Ok(())
}

/// Inputs that could not be read, and those that are not JSON.
pub(crate) fn at_fault(report: &Report, context: Context<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    for unreadable in &report.evidence.unreadable {
        let (name, why) = (printable(unreadable.file()), unreadable.headline.get(lang));
        writeln!(out, "{} {name}: {why}\n", error_word(lang, style))?;
    }
    for (_, fault) in &report.evidence.broken {
        writeln!(out, "{}", snippet::diagnostic(fault, lang, context.sources, style))?;
    }
    Ok(())
}

/// The first finding of a rule as it is drawn, without the reason and the advice.
pub(crate) fn first_finding(report: &Report, rule: &str, context: Context<'_>, style: Style) -> Option<String> {
    let judged = report.findings().find(|judged| context.rules.get(judged.verdict.rule).id == rule)?;
    Some(alone(judged, context, style))
}

fn error_word(lang: Lang, style: Style) -> String {
    let word = if style.narrated.is_some() { words(lang, "Error:", "错误：") } else { "×" };
    if style.colour { format!("  \u{1b}[31m{word}\u{1b}[0m") } else { format!("  {word}") }
}
