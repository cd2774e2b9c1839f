//! Issues in the log of Azure Pipelines, as logging commands on standard output.
//!
//! Azure knows errors and warnings; what is only worth knowing is an ordinary line of the log.

use std::io::{self, Write};

use super::Context;
use super::annotation::{Annotation, annotations, spot};
use crate::lang::words;
use crate::model::severity::Severity;
use crate::pipeline::judge::Report;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    for annotation in annotations(report, context) {
        let sort = match annotation.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => {
                let note = words(context.lang, "note: ", "提示：");
                writeln!(out, "{note}{}{} ({})", spot(&annotation), annotation.message, annotation.id)?;
                continue;
            }
        };
        log_issue(sort, &annotation, out)?;
    }
    Ok(())
}

fn log_issue(sort: &str, annotation: &Annotation, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "##vso[task.logissue type={sort};")?;
    if let Some(path) = &annotation.path {
        let start = annotation.start;
        write!(out, "sourcepath={};linenumber={};columnnumber={};", property(path), start.line, start.column)?;
    }
    write!(out, "code={};]", property(&annotation.id))?;
    // The log shows neither the file nor the rule by itself.
    writeln!(out, "{}", data(&format!("{}{} ({})", spot(annotation), annotation.message, annotation.id)))
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped_as_the_agent_reads_them() {
        assert_eq!(data("100%\r\n]"), "100%AZP25%0D%0A]");
        assert_eq!(property("a;b]%"), "a%3Bb%5D%AZP25");
    }
}
