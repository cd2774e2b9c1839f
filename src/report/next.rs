//! The one next step after a run.

use super::Context;
use super::{hint, missing};
use crate::diagnostic::Code;
use crate::lang::{say, words};
use crate::pipeline::judge::{Judged, Report};
use crate::text::printable::printable;

/// A line of text, or nothing where there is nothing to do.
pub(super) fn next_step(report: &Report, context: Context<'_>) -> String {
    let lang = context.lang;
    match step(report, context) {
        None => String::new(),
        Some(step) => format!("{}{step}\n", words(lang, "Next: ", "下一步：")),
    }
}

fn step(report: &Report, context: Context<'_>) -> Option<String> {
    let (lang, evidence) = (context.lang, &report.evidence);
    let (typed, picked) = (context.typed, context.picked);
    if let Some(absent) = evidence.unreadable.iter().find(|input| input.code == Code::InputAbsent) {
        let name = printable(absent.file());
        return Some(say!(lang, "look where {name} is, and name it as it is called there", "确认 {name} 的位置和名称"));
    }
    if let Some(fault) = evidence.faults().next() {
        let name = printable(context.sources.file_of(fault));
        return Some(say!(lang, "mend or export again {name}", "修复或重新导出 {name}"));
    }
    if context.several_tenants {
        return Some(format!(
            "tenantlint fleet {typed}{}",
            words(lang, " (each tenant judged apart)", "（各租户分别判定）")
        ));
    }
    if evidence.exports.is_empty() {
        return None;
    }
    let gaps = missing::gaps(report, context);
    let exports = missing::exports(&gaps, report, context);
    let collect = || format!("tenantlint collect --for {typed}{picked} --output collect.ps1");
    let any_open = report.findings().any(Judged::is_open);
    if context.shown.narrow && any_open {
        return Some(format!("tenantlint fix {typed}{picked} --output fix.ps1"));
    }
    if exports > 0 {
        return Some(collect());
    }
    if !evidence.partial && !missing::undeclared(report).is_empty() {
        return Some(hint::declaration(report, context));
    }
    if !gaps.is_empty() && !context.shown.missing {
        return Some(format!("tenantlint check {typed}{picked} --show-missing"));
    }
    any_open.then(|| format!("tenantlint fix {typed}{picked} --output fix.ps1"))
}
