//! A report in the form that its reader wants: one module for each format.

mod human;
mod json;
mod plain_json;
mod snippet;
mod summary;
mod words;

use std::io::{self, Write};

pub(crate) use human::{at_fault, first_finding, message, wrapping};
pub(crate) use plain_json::write as write_json;
pub use snippet::Style;
pub(crate) use summary::command as export_command;
pub use summary::summary;
pub(crate) use summary::warnings;
pub(crate) use words::{note_words, printable, reason_words, unknown_words, unread_words};

use crate::catalogue::Catalogue;
use crate::judge::Report;
use crate::lang::Lang;
use crate::rule::Rules;
use crate::source::Sources;

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, with the place of each finding drawn.
    Human,
    /// For people who listen: the same in sentences.
    Narrated,
    /// For programs: the newest version of the JSON report.
    Json,
    /// For programs: version 1 of the JSON report.
    JsonV1,
}

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
}

/// Writes a report.
pub fn render(
    report: &Report,
    context: Context<'_>,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::render(report, context, style, out),
        Format::Narrated => human::render(report, context, Style { narrated: Some(context.lang), ..style }, out),
        Format::Json | Format::JsonV1 => json::render(report, context, out),
    }
}

/// A text that leads to where a reference can be read, if the terminal follows links: a web address, or a file of a
/// public repository as `owner/name:path`.
pub(crate) fn link(reference: &str, style: Style) -> String {
    let shown = printable(reference);
    let address = if reference.starts_with("https://") {
        Some(reference.to_owned())
    } else {
        let repository = reference.split_once(':').filter(|(name, _)| name.matches('/').count() == 1);
        repository.map(|(name, path)| format!("https://github.com/{name}/blob/HEAD/{path}"))
    };
    // Nothing but plain characters may reach the sequence that the terminal reads.
    let plain = |address: &String| address.bytes().all(|byte| byte.is_ascii_graphic());
    match address.filter(|address| style.links && plain(address)) {
        Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\"),
        None => shown,
    }
}

/// Draws a single message at a place, as for an input that is not JSON.
pub(crate) fn draw(
    sources: &Sources,
    place: crate::source::Place,
    headline: &str,
    label: &str,
    help: Option<&str>,
    style: Style,
) -> String {
    snippet::Drawing {
        headline: headline.to_owned(),
        severity: miette::Severity::Error,
        labels: vec![(place, label.to_owned())],
        help: help.map(str::to_owned),
        related: Vec::new(),
    }
    .draw(sources, style)
}
