//! The command that writes the questions that are open, with the paths of this run.

use super::Context;
use crate::model::dialect::Dialect;
use crate::pipeline::judge::Report;
use crate::pipeline::read::{Export, Recognised};
use crate::text::printable::printable;

/// The command that brings the declaration up to date, or begins one: beside the exports, where the next run reads it.
pub(super) fn declaration(report: &Report, context: Context<'_>) -> String {
    let is_declaration = |export: &&Export| {
        export.recognised.iter().any(
            |recognised| matches!(recognised, Recognised::Settings(format) if format.dialect == Some(Dialect::Declaration)),
        )
    };
    let there = report.evidence.exports.iter().find(is_declaration);
    // Answers that were given are kept, but a file is not replaced unasked.
    let (output, force) = match there {
        Some(export) => (quoted(&context.sources.get(export.source).name), " --force"),
        None => (context.form.to_owned(), ""),
    };
    format!("tenantlint declaration {} --output {output}{force}", context.typed)
}

/// A path as it is typed in a shell.
fn quoted(path: &str) -> String {
    let path = printable(path);
    let plain = |c: char| c.is_alphanumeric() || "/\\._-+=@:~,".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path
    } else if path.contains(['$', '`', '"', '!', '%']) {
        format!("'{}'", path.replace('\'', "''"))
    } else {
        format!("\"{path}\"")
    }
}
