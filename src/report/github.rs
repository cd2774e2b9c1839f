//! Annotations of GitHub Actions, as workflow commands on standard output.
//!
//! GitHub shows ten of each sort for a step and drops the rest without a word, so the worst stand first, and what is
//! left out is counted.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::annotation::{Annotation, annotations, spot};
use super::{Context, markdown};
use crate::lang::{tell, words};
use crate::model::severity::Severity;
use crate::pipeline::judge::Report;

/// How many annotations of a sort GitHub shows.
const MOST: usize = 10;
/// How many bytes the summary of a step may have.
const LONGEST_SUMMARY: usize = 1024 * 1024;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for annotation in annotations(report, context).filter(|annotation| annotation.severity == severity) {
            let count = counts.entry(severity).or_default();
            *count += 1;
            if *count <= MOST {
                annotate(&annotation, out)?;
            }
        }
    }
    let more: usize = counts.values().map(|count| count.saturating_sub(MOST)).sum();
    match more {
        0 => Ok(()),
        more => tell!(
            out,
            context.lang,
            "{more} more, beyond what GitHub shows; see the summary of the step, or --output json=FILE",
            "另有 {more} 条超出 GitHub 的显示上限；请查看作业摘要，或用 --output json=FILE"
        ),
    }
}

fn annotate(annotation: &Annotation, out: &mut dyn Write) -> io::Result<()> {
    let command = match annotation.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(path) = &annotation.path {
        let (start, end) = (annotation.start, annotation.end);
        write!(out, "file={},line={},endLine={},", property(path), start.line, end.line)?;
        // GitHub takes columns within one line only.
        if start.line == end.line {
            write!(out, "col={},endColumn={},", start.column, end.column.max(start.column))?;
        }
    }
    write!(out, "title={}::", property(&format!("{} ({})", annotation.title, annotation.id)))?;
    // What stands before the message is not shown in the log.
    let text =
        std::iter::once(format!("{}{}", spot(annotation), annotation.message)).chain(annotation.help.iter().cloned());
    writeln!(out, "{}", data(&text.collect::<Vec<_>>().join("\n")))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The summary of the step: the Markdown report, as much of it as fits beside what stands there already.
pub(super) fn step_summary(report: &Report, context: Context<'_>, present: u64) -> Vec<u8> {
    let room = LONGEST_SUMMARY.saturating_sub(usize::try_from(present).unwrap_or(LONGEST_SUMMARY));
    let mut bounded = Bounded { text: Vec::new(), room, cut: false };
    // Writing to memory cannot fail; what does not fit is passed over.
    let _ = markdown::render(report, context, &mut bounded);
    if bounded.cut {
        let note = words(
            context.lang,
            "\nThe report is longer than GitHub shows; `--output markdown=FILE` writes all of it.\n",
            "\n报告超出 GitHub 的显示上限；用 `--output markdown=FILE` 可写出全部内容。\n",
        );
        let Some(room) = room.checked_sub(note.len()) else { return Vec::new() };
        let whole_lines = memchr::memrchr(b'\n', &bounded.text[..room]).map_or(0, |at| at + 1);
        bounded.text.truncate(whole_lines);
        bounded.text.extend_from_slice(note.as_bytes());
    }
    bounded.text
}

/// The first so many bytes of what is written.
struct Bounded {
    text: Vec<u8>,
    room: usize,
    cut: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.room - self.text.len());
        self.cut |= fits < bytes.len();
        self.text.extend_from_slice(&bytes[..fits]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped_as_the_runner_reads_them() {
        assert_eq!(data("100%\r\n::x"), "100%25%0D%0A::x");
        assert_eq!(property("C:/a,b%"), "C%3A/a%2Cb%25");
    }
}
