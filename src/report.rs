//! A report in the form that its reader wants: one module for each format.

mod human;
mod json;
mod plain_json;
mod snippet;
mod summary;
mod words;

use std::io::{self, Write};

pub(crate) use human::wrapping;
pub(crate) use plain_json::write as write_json;
pub use snippet::Style;
pub use summary::summary;
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
