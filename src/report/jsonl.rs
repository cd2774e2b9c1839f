//! The report as one JSON object a line, for readers that do not want to hold all of it: a header, the inputs, the
//! results and notices, a summary. Its schema is `schemas/report-lines-v1.schema.json`; fields may be added, never changed.

use std::io::{self, Write};

use serde::Serialize;

use super::Context;
use super::json::{header, notice, result, summary};
use crate::pipeline::judge::Report;
use crate::text::safe_json::write_line;

/// A line: what it is, and the fields of that.
#[derive(Serialize)]
struct JsonlLine<T> {
    #[serde(rename = "type")]
    sort: &'static str,
    #[serde(flatten)]
    fields: T,
}

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut head = header("report-lines-v1.schema.json", report, context);
    // Readers have a longest line: there may be as many inputs as there are files.
    let inputs = head.inputs.take();
    write_line(&JsonlLine { sort: "header", fields: head }, out)?;
    for input in inputs.into_iter().flatten() {
        write_line(&JsonlLine { sort: "input", fields: input }, out)?;
    }
    for judged in report.listed(context.all) {
        write_line(&JsonlLine { sort: "result", fields: result(judged, context) }, out)?;
    }
    for given in &report.notices {
        write_line(&JsonlLine { sort: "notice", fields: notice(given, context) }, out)?;
    }
    write_line(&JsonlLine { sort: "summary", fields: summary(report) }, out)
}
