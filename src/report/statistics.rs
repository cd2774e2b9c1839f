//! A line a rule: how many open findings it has, how bad, its id and its title.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Context;
use crate::lang::words;
use crate::model::severity::Severity;
use crate::order::Order as _;
use crate::pack::rule::RuleIx;
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Report;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    let mut counts: BTreeMap<(Severity, RuleIx), u64> = BTreeMap::new();
    for judged in report.findings().filter(|judged| judged.is_open()) {
        *counts.entry((judged.severity, judged.verdict.rule)).or_default() += 1;
    }
    for (tally, severity, count) in report.tallied.iter().filter(|(tally, ..)| tally.outcome == Outcome::Fail) {
        *counts.entry((*severity, tally.rule)).or_default() += count;
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|((of, _), _)| *of >= context.shown.least).collect();
    let id = |rule: RuleIx| context.rules.get(rule).id.as_str();
    counts.order_by_key(|((severity, rule), count)| (std::cmp::Reverse((*severity, *count)), id(*rule)));
    let widest = counts.iter().map(|((_, rule), _)| id(*rule).len()).max().unwrap_or_default();
    for ((severity, rule), count) in counts {
        let severity = match severity {
            Severity::Error => words(lang, "error  ", "错误"),
            Severity::Warning => words(lang, "warning", "警告"),
            Severity::Info => words(lang, "note   ", "提示"),
        };
        let title = context.rules.get(rule).title.get(lang);
        writeln!(out, "{count:>7}  {severity}  {:<widest$}  {title}", id(rule))?;
    }
    Ok(())
}
