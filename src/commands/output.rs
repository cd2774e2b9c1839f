//! The streams that a command writes to.

use std::io::Write;

use crate::progress::{Progress, SILENT};

/// Where a run writes to.
pub struct Output<'a> {
    /// Standard output: the report.
    pub out: &'a mut dyn Write,
    /// Standard error: the summary, and what is wrong with the command.
    pub err: &'a mut dyn Write,
    /// What stages count for. Whoever writes to the streams above stops it first.
    pub progress: &'a Progress,
}

impl<'a> Output<'a> {
    /// These streams, and no progress.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err, progress: &SILENT }
    }
}
