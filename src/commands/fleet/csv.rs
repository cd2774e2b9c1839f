//! The table for a spreadsheet: a row for each rule of each tenant, RFC 4180 with a byte order mark. A cell that would be
//! computed begins with an apostrophe.

use std::collections::HashMap;
use std::io::{self, Write};

use super::row::Row;
use super::table::Table;
use super::words::Words;
use crate::lang::say;
use crate::text::spreadsheet::cell;

/// The columns; more may be added at the end.
const COLUMNS: [&str; 11] = [
    "type",
    "tenant",
    "folders",
    "rule",
    "severity",
    "standing",
    "findings",
    "accepted",
    "change",
    "exit_code",
    "message",
];

pub(super) fn render(table: &Table<'_>, words: Words<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let changes: HashMap<(&str, usize), &'static str> = table
        .changes
        .iter()
        .filter_map(|change| Some(((&*change.tenant, usize::from(change.rule?.0)), change.id())))
        .collect();
    file.write_record(COLUMNS).map_err(io::Error::other)?;
    let mut rows = 0_usize;
    for row in table.rows.iter() {
        rows += 1;
        let folders = table.folders(&row).join(" ");
        put(&mut file, &tenant(&row, &folders))?;
        for ((at, rule), found) in words.rules.all().zip(row.cells.iter()) {
            rows += 1;
            let change = changes.get(&(row.name, usize::from(at.0))).copied().unwrap_or_default();
            put(
                &mut file,
                &[
                    "verdict".into(),
                    row.name.to_owned(),
                    folders.clone(),
                    rule.id.to_string(),
                    words.gates.severity(rule).id().into(),
                    found.state.id().into(),
                    found.findings.to_string(),
                    found.accepted.to_string(),
                    change.into(),
                    String::new(),
                    String::new(),
                ],
            )?;
        }
    }
    // Whoever finds no such row has not got all of them.
    let message = say!(words.lang, "{rows} rows above", "以上共 {rows} 行");
    let mut end = [const { String::new() }; COLUMNS.len()];
    "end".clone_into(&mut end[0]);
    (end[9], end[10]) = (table.exit.code().to_string(), message);
    put(&mut file, &end)?;
    file.flush()
}

fn tenant(row: &Row<'_>, folders: &str) -> [String; COLUMNS.len()] {
    let [errors, warnings, notes] = row.open;
    [
        if row.is_tenant() { "tenant" } else { "files" }.into(),
        row.name.to_owned(),
        folders.to_owned(),
        String::new(),
        String::new(),
        String::new(),
        (u64::from(errors) + u64::from(warnings) + u64::from(notes)).to_string(),
        row.accepted.to_string(),
        String::new(),
        row.exit.code().to_string(),
        row.trouble.map(|trouble| trouble.message.to_owned()).unwrap_or_default(),
    ]
}

fn put<W: Write>(file: &mut csv::Writer<W>, cells: &[String; COLUMNS.len()]) -> io::Result<()> {
    file.write_record(cells.iter().map(|text| cell(text))).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}
