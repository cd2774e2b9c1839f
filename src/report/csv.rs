//! The report as a table for a spreadsheet: RFC 4180, with the byte order mark without which Excel takes UTF-8 for
//! the code page of the machine.
//!
//! A cell that a spreadsheet would compute begins with an apostrophe. Characters that steer a terminal are replaced;
//! the JSON report has the values as they are.

use std::io::{self, Write};

use super::Context;
use super::annotation::{Annotation, about_the_run};
use super::json;
use super::json::ResultV1;
use super::wording::json_text;
use crate::lang::say;
use crate::pipeline::judge::Report;
use crate::text::spreadsheet::cell;

/// The columns; more may be added at the end.
const COLUMNS: [&str; 26] = [
    "type",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "rule",
    "severity",
    "verdict",
    "reason",
    "kind",
    "resource",
    "setting",
    "original_name",
    "observed",
    "expected",
    "message",
    "pointer",
    "fingerprint",
    "waived",
    "waiver_owner",
    "waiver_expires",
    "waiver_ticket",
    "waiver_reason",
    "baseline",
    "tenant",
];

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(COLUMNS).map_err(written)?;
    let mut rows = 0_usize;
    for judged in report.listed(context.all) {
        rows += 1;
        table.write_record(result(&json::result(judged, context)).iter().map(|text| cell(text))).map_err(written)?;
    }
    for annotation in about_the_run(report, context) {
        rows += 1;
        table.write_record(other(annotation).iter().map(|text| cell(text))).map_err(written)?;
    }
    // Whoever finds no such row has not got all of them.
    table.write_record(end(rows, report, context)).map_err(written)?;
    table.flush()
}

/// What kept a row from being written, as it was told to the writer.
fn written(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn result(result: &ResultV1<'_>) -> [String; COLUMNS.len()] {
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let value = |value: Option<&serde_json::Value>| value.map_or_else(String::new, json_text);
    let waiver = result.waiver.as_ref();
    [
        "result".to_owned(),
        text(result.file),
        number(result.line),
        number(result.column),
        number(result.end_line),
        number(result.end_column),
        result.rule.to_owned(),
        result.severity.to_owned(),
        result.verdict.to_owned(),
        text(result.reason),
        result.kind.to_owned(),
        text(result.resource),
        text(result.setting),
        text(result.original_name.as_deref()),
        value(result.observed),
        value(result.expected),
        text(result.message.as_deref()),
        text(result.pointer),
        result.fingerprint.unwrap_or_default().to_owned(),
        if waiver.is_some() { "yes" } else { "" }.to_owned(),
        text(waiver.map(|waiver| waiver.owner)),
        text(waiver.and_then(|waiver| waiver.expires.as_deref())),
        text(waiver.and_then(|waiver| waiver.ticket)),
        text(waiver.map(|waiver| waiver.reason)),
        text(result.baseline.as_ref().map(|baseline| baseline.state)),
        text(result.tenant),
    ]
}

/// A notice, or an input that could not be read.
fn other(annotation: Annotation) -> [String; COLUMNS.len()] {
    let mut row = [const { String::new() }; COLUMNS.len()];
    let mut put = |column: &str, text: String| {
        let at = COLUMNS.iter().position(|name| *name == column);
        row[at.expect("the names are those of columns")] = text;
    };
    put("type", if annotation.id.starts_with("input/") { "input" } else { "notice" }.to_owned());
    if let Some(path) = annotation.path {
        put("file", path);
        put("line", annotation.start.line.to_string());
        put("column", annotation.start.column.to_string());
        put("end_line", annotation.end.line.to_string());
        put("end_column", annotation.end.column.to_string());
    }
    put("rule", annotation.id);
    put("severity", annotation.severity.id().to_owned());
    put("message", annotation.message);
    row
}

/// The last row: how many there are before it, and how the run ends.
fn end(rows: usize, report: &Report, context: Context<'_>) -> [String; COLUMNS.len()] {
    let mut row = [const { String::new() }; COLUMNS.len()];
    let code = report.exit.code();
    let message = COLUMNS.iter().position(|name| *name == "message").unwrap_or_default();
    "end".clone_into(&mut row[0]);
    row[message] = say!(context.lang, "{rows} rows above; exit code {code}", "以上共 {rows} 行；退出码 {code}");
    row
}
