//! The beginning of the page: how the run ended, how much there is of what, and where it stands.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::lang::{Lang, words};
use crate::model::severity::Severity;
use crate::pipeline::judge::{Exit, Report, Standing};
use crate::report::Context;
use crate::report::annotation::{Annotation, about_the_run, spot};
use crate::report::named::{service_name, severity_name};
use crate::report::page::{Bars, Block, Item, Part, Phrase, Tone};
use crate::report::summary;

pub(super) fn blocks(report: &Report, context: Context<'_>) -> Vec<Block> {
    let lang = context.lang;
    let mut part = Part::new("summary", 1, words(lang, "Summary", "摘要"));
    part.blocks.push(Block::Text(ending(report, lang)));
    for line in summary::counted(report, context).lines() {
        part.text(line);
    }
    part.text(words(
        lang,
        "There is no score: one number would hide what was not judged. A rule that could not be judged has not passed.",
        "本报告不给出评分：单一分数会掩盖未判定的内容。未能判定的规则不等于通过。",
    ));
    part.blocks.push(Block::Bars(bars(report, context)));
    part.blocks.push(contents(report, lang));
    let mut blocks = vec![Block::Part(part)];
    blocks.extend(about(report, context));
    blocks
}

fn ending(report: &Report, lang: Lang) -> Phrase {
    let open = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| report.of_severity(severity));
    let (tone, words) = match report.exit {
        Exit::Clean if open.iter().sum::<usize>() == 0 => (
            Tone::Good,
            words(lang, "No open findings in what could be judged.", "在能够判定的范围内没有未处理的问题。"),
        ),
        Exit::Clean => (Tone::Open, words(lang, "No finding reaches the gate.", "没有达到门禁级别的问题。")),
        Exit::Findings => (Tone::Bad, words(lang, "The gate is not met.", "未通过门禁。")),
        Exit::Failed => (Tone::Bad, words(lang, "Some inputs could not be read.", "有输入无法读取。")),
        Exit::NothingJudged => (Tone::Bad, words(lang, "Nothing could be judged.", "没有任何规则能够判定。")),
    };
    let code = crate::lang::words(lang, "exit code", "退出码");
    Phrase::default().toned(tone, words).text(format!(" ({code} {})", report.exit.code()))
}

/// What the rules came to: all of them, and those of each service.
fn bars(report: &Report, context: Context<'_>) -> Bars {
    let lang = context.lang;
    let heads = [
        (Standing::Failed, Tone::Bad, "with findings", "发现问题"),
        (Standing::NotJudged, Tone::Open, "not judged", "未判定"),
        (Standing::ToDeclare, Tone::Open, "to declare", "待声明"),
        (Standing::Passed, Tone::Good, "passed", "通过"),
        (Standing::NotApplicable, Tone::Faint, "not applicable", "不适用"),
    ];
    let mut services: BTreeMap<&str, Vec<Standing>> = BTreeMap::new();
    for (at, rule) in context.rules.all() {
        let service = rule.id.split('/').next().unwrap_or_default();
        services.entry(service).or_default().extend(report.standings.get(&at));
    }
    let all = services.values().flatten().copied().collect();
    let named = services.into_iter().map(|(id, standings)| (service_name(id, lang).to_owned(), standings));
    let all = (words(lang, "All rules", "全部规则").to_owned(), all);
    let row = |(name, standings): (String, Vec<Standing>)| {
        let count = |of: Standing| standings.iter().filter(|standing| **standing == of).count() as u64;
        (name, heads.iter().map(|(standing, ..)| count(*standing)).collect())
    };
    let rows = std::iter::once(all).chain(named).map(row).collect();
    Bars { heads: heads.iter().map(|(_, tone, en, zh)| (*tone, words(lang, en, zh).to_owned())).collect(), rows }
}

/// What leads to the parts of the page.
fn contents(report: &Report, lang: Lang) -> Block {
    let found = report.findings().any(crate::pipeline::judge::Judged::is_open);
    let parts = [
        ("findings", if found { ("Findings", "问题") } else { ("No findings", "没有问题") }),
        ("not-judged", ("Not judged, and how to export it", "未判定的内容与导出方法")),
        ("not-counted", ("What this run does not count", "结果须留意之处")),
        ("documents", ("What the two documents state", "两份文档的条目")),
        ("evidence", ("Inputs and rules", "输入与规则")),
    ];
    Block::List(
        parts
            .into_iter()
            .map(|(id, (en, zh))| Item::new(Phrase::default().link(words(lang, en, zh), format!("#{id}"))))
            .collect(),
    )
}

/// What is to be said of the run itself.
fn about(report: &Report, context: Context<'_>) -> Option<Block> {
    let lang = context.lang;
    let mut part = Part::new("run", 1, words(lang, "About this run", "关于本次运行"));
    let not_counted = Code::GateNotCounted.id();
    let item = |annotation: Annotation| {
        let severity = severity_name(annotation.severity, lang);
        let head = Phrase::default().toned(tone(annotation.severity), severity).text(lang.colon());
        let head = head.text(format!("{}{} ", spot(&annotation), annotation.message)).code(annotation.id);
        Item { head, below: annotation.help.into_iter().map(Phrase::from).collect() }
    };
    let items: Vec<_> =
        about_the_run(report, context).filter(|annotation| annotation.id != not_counted).map(item).collect();
    if !items.is_empty() {
        part.blocks.push(Block::List(items));
    }
    for line in summary::warnings(report, context).lines() {
        part.text(line);
    }
    (!part.blocks.is_empty()).then_some(Block::Part(part))
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Open,
        Severity::Info => Tone::Faint,
    }
}
