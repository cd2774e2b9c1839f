//! A report to the module of its form.

use std::io::{self, Write};

use super::{
    Context, Format, Style, azure, concise, csv, github, gitlab, html, human, json, jsonl, junit, markdown, sarif,
    statistics,
};
use crate::pipeline::judge::Report;

/// Writes a report.
pub fn render(
    report: &Report,
    context: Context<'_>,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human | Format::Narrated | Format::Concise if context.shown.statistics => {
            statistics::render(report, context, out)
        }
        Format::Concise => concise::render(report, context, out),
        Format::Human => human::render(report, context, style, out),
        Format::Narrated => human::render(report, context, Style { narrated: Some(context.lang), ..style }, out),
        Format::Json | Format::JsonV1 => json::render(report, context, out),
        Format::Jsonl => jsonl::render(report, context, out),
        Format::Sarif => sarif::render(report, context, out),
        Format::Junit => junit::render(report, context, out),
        Format::Gitlab => gitlab::render(report, context, out),
        Format::Github => github::render(report, context, out),
        Format::Azure => azure::render(report, context, out),
        Format::Markdown => markdown::render(report, context, out),
        Format::Csv => csv::render(report, context, out),
        Format::Html => html::render(report, context, out),
    }
}
