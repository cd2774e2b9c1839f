//! The open findings: by service and rule, the worst first, each with its place.

use std::collections::{BTreeMap, BTreeSet};

use super::names::PageNames;
use crate::lang::{Lang, say, words};
use crate::model::place::SourceId;
use crate::model::severity::Severity;
use crate::order::{Gather as _, Order as _};
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::judge::{Judged, Report};
use crate::report::Context;
use crate::report::annotation::headline;
use crate::report::link::address;
use crate::report::named::{service_name, severity_name};
use crate::report::page::{Block, Excerpt, PageLine, Part, PartChoice, PartMark, Phrase, Tone};
use crate::report::remedy::Remedy;
use crate::report::snippet::shown;
use crate::report::wording::places;

/// So many findings of a rule stand on the page; it says where the others are.
const MOST: usize = 50;

/// So many files are named of those that hold the others.
const MOST_FILES: usize = 5;

/// So many places of a finding are shown.
const MOST_PLACES: usize = 3;

type PageFound<'a> = BTreeMap<RuleIx, Vec<&'a Judged>>;

/// The findings and what chooses among them.
pub(super) fn part(report: &Report, context: Context<'_>) -> Block {
    let lang = context.lang;
    let mut part = Part::new("findings", 1, words(lang, "Findings", "问题"));
    let mut services: BTreeMap<&str, PageFound<'_>> = BTreeMap::new();
    for judged in report.findings().filter(|judged| judged.is_open()) {
        let service = context.rules.get(judged.verdict.rule).id.split('/').next().unwrap_or_default();
        services.entry(service).or_default().entry(judged.verdict.rule).or_default().push(judged);
    }
    if services.is_empty() {
        part.text(words(lang, "There are no open findings.", "没有未处理的问题。"));
        return Block::Part(part);
    }
    let mut services: Vec<_> = services.into_iter().collect();
    let worst = |found: &PageFound<'_>| found.values().flatten().map(|judged| judged.severity).max();
    services.order_by_key(|(id, found)| (std::cmp::Reverse(worst(found)), *id));
    part.blocks.push(Block::Choice(severities(&services, lang)));
    if services.len() > 1 {
        part.blocks.push(Block::Choice(services_of(&services, lang)));
    }
    let names = PageNames::of(report, context);
    for (at, (id, found)) in services.iter().enumerate() {
        part.blocks.push(Block::Part(service(at, id, found, &names, context)));
    }
    Block::Part(part)
}

fn severities(services: &[(&str, PageFound<'_>)], lang: Lang) -> PartChoice {
    let all = || services.iter().flat_map(|(_, found)| found.values().flatten());
    let option = |severity: Severity| {
        let count = all().filter(|judged| judged.severity == severity).count();
        let words = format!("{} ({count})", severity_name(severity, lang));
        (count > 0).then(|| (severity.id().to_owned(), Phrase::from(words)))
    };
    PartChoice {
        name: "level",
        legend: words(lang, "Severity", "级别").into(),
        all: format!("{} ({})", words(lang, "all", "全部"), all().count()).into(),
        options: [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(option).collect(),
    }
}

fn services_of(services: &[(&str, PageFound<'_>)], lang: Lang) -> PartChoice {
    let option = |(at, (id, _)): (usize, &(&str, PageFound<'_>))| (at.to_string(), service_name(id, lang).into());
    PartChoice {
        name: "service",
        legend: words(lang, "Service", "服务").into(),
        all: words(lang, "all", "全部").into(),
        options: services.iter().enumerate().map(option).collect(),
    }
}

fn severity_mark<'a>(found: impl Iterator<Item = &'a &'a Judged>) -> PartMark {
    let severities: BTreeSet<_> = found.map(|judged| judged.severity).into_set();
    PartMark { choice: "level", options: severities.into_iter().map(|severity| severity.id().to_owned()).collect() }
}

fn service(at: usize, id: &str, found: &PageFound<'_>, names: &PageNames<'_>, context: Context<'_>) -> Part {
    let mut part = Part::new("", 2, service_name(id, context.lang));
    part.marks =
        vec![PartMark { choice: "service", options: vec![at.to_string()] }, severity_mark(found.values().flatten())];
    let mut rules: Vec<_> = found.iter().collect();
    rules.order_by_key(|(rule, found)| (std::cmp::Reverse(found.iter().map(|judged| judged.severity).max()), **rule));
    part.blocks.extend(rules.into_iter().map(|(rule, found)| Block::Part(of_rule(*rule, found, names, context))));
    part
}

/// The findings of a rule, with what it says of all of them. One alone is what the part is about.
fn of_rule(at: RuleIx, found: &[&Judged], names: &PageNames<'_>, context: Context<'_>) -> Part {
    let (lang, rule) = (context.lang, context.rules.get(at));
    let alone = found.len() == 1;
    let heading = if alone { headline(found[0], context) } else { rule.title.get(lang).to_owned() };
    let mut part = Part::new("", 3, heading);
    part.marks = vec![severity_mark(found.iter())];
    let worst = found.iter().map(|judged| judged.severity).max().unwrap_or(Severity::Info);
    let severity = Phrase::default().toned(tone(worst), severity_name(worst, lang));
    part.text(source(rule, severity.text(" · ").code(rule.id.as_str()).text(" · "), lang));
    let told = |head: &str, words: &str| Phrase::from(format!("{head}{}{words}", lang.colon()));
    part.text(told(words(lang, "Why", "原因"), rule.why.get(lang)));
    part.text(told(words(lang, "Fix", "处理"), rule.fix.get(lang)));
    part.blocks.extend(superseded(rule, lang).map(Block::Text));
    let mut ordered = found.to_vec();
    ordered.order_by_key(|judged| std::cmp::Reverse(judged.severity));
    for (at, judged) in ordered.iter().take(MOST).enumerate() {
        let mut one = finding(judged, names, context);
        if !alone {
            let lower = (judged.severity != worst).then(|| severity_name(judged.severity, lang));
            let before = lower.map(|lower| format!("{lower}{}", lang.colon())).unwrap_or_default();
            one.heading = format!("{before}{}", headline(judged, context)).into();
        }
        if part.marks[0].options.len() > 1 {
            one.marks = vec![severity_mark([judged].into_iter())];
        }
        // What is typed for the others differs by their names alone.
        if at == 0 {
            one.blocks.extend(mending(judged, context));
        }
        part.blocks.push(Block::Part(one));
    }
    if let Some(rest) = ordered.get(MOST..).filter(|rest| !rest.is_empty()) {
        part.text(elsewhere(rest, names, context));
    }
    part
}

/// What has overtaken the statement.
fn superseded(rule: &Rule, lang: Lang) -> Option<Phrase> {
    let superseded = rule.source.superseded.as_ref()?;
    let by = superseded.by.get(lang);
    let note =
        Phrase::from(say!(lang, "Out of date since {}: {by} ", "文档此处自 {} 起已过时：{by} ", superseded.since));
    Some(match address(&superseded.source) {
        Some(address) => {
            let host = address.trim_start_matches("https://").split('/').next().unwrap_or_default().to_owned();
            note.link(host, address)
        }
        None => note.code(&superseded.source),
    })
}

/// What the rule answers for: the statement, which the page lists; in full where it is none of ours.
fn source(rule: &Rule, said: Phrase, lang: Lang) -> Phrase {
    match rule.source.statement() {
        Some((.., statement)) => said.link(statement.id.as_str(), format!("#{}", statement.id)),
        None => said.text(rule.cited(lang)),
    }
}

/// What could not be shown: how much, and in which files.
fn elsewhere(rest: &[&Judged], names: &PageNames<'_>, context: Context<'_>) -> Phrase {
    let mut files: BTreeMap<SourceId, (usize, u32, u32)> = BTreeMap::new();
    for place in rest.iter().filter_map(|judged| judged.verdict.place) {
        let line = context.sources.get(place.source).position(place.span.start()).line;
        let (count, first, last) = files.entry(place.source).or_insert((0, line, line));
        (*count, *first, *last) = (*count + 1, line.min(*first), line.max(*last));
    }
    let mut files: Vec<_> = files.into_iter().collect();
    files.order_by_key(|(source, (count, ..))| (std::cmp::Reverse(*count), *source));
    let lang = context.lang;
    let mut phrase = Phrase::from(say!(
        lang,
        "{MOST} are shown; {} more are counted: ",
        "以上列出 {MOST} 处，另有 {} 处：",
        rest.len()
    ));
    for (at, (source, (count, first, last))) in files.iter().take(MOST_FILES).enumerate() {
        let name = names.get(*source, context);
        let between = if at == 0 { "" } else { lang.semicolon() };
        phrase = phrase.text(between).code(name).text(match lang {
            Lang::En if first == last => format!(" {count} (line {first})"),
            Lang::En => format!(" {count} (lines {first} to {last})"),
            Lang::ZhCn if first == last => format!(" {count} 处（第 {first} 行）"),
            Lang::ZhCn => format!(" {count} 处（第 {first} 至 {last} 行）"),
        });
    }
    let more = files.len().saturating_sub(MOST_FILES);
    let more = match more {
        0 => String::new(),
        more => say!(lang, "; and {more} other files", "；以及另外 {more} 个文件"),
    };
    let phrase = phrase.text(more).text(words(lang, ". ", "。")).code("--output csv=findings.csv");
    phrase.text(words(lang, " lists every one.", " 可列出全部。"))
}

/// A finding at its places.
fn finding(judged: &Judged, names: &PageNames<'_>, context: Context<'_>) -> Part {
    let mut part = Part::default();
    let (labels, elsewhere) = places(judged, context);
    let mut all: Vec<_> = labels.into_iter().chain(elsewhere).collect();
    let more = all.len().saturating_sub(MOST_PLACES);
    all.truncate(MOST_PLACES);
    for shown in shown(context.sources, all) {
        let (name, at) = (names.get(shown.source, context), shown.position);
        let lines = shown.lines.into_iter();
        part.blocks.push(Block::Excerpt(Excerpt {
            at: format!("{name}:{}:{}", at.line, at.column),
            lines: lines.map(|line| PageLine { number: line.number, pieces: line.pieces, said: line.said }).collect(),
        }));
    }
    match (more, context.lang) {
        (0, _) => {}
        (1, Lang::En) => part.text("It also rests on 1 more place; the JSON report has it."),
        (more, Lang::En) => part.text(format!("It also rests on {more} more places; the JSON report has them.")),
        (more, Lang::ZhCn) => part.text(format!("判断依据还包括另外 {more} 处，见 JSON 报告。")),
    }
    for related in judged.verdict.related.iter().filter(|related| related.note) {
        part.text(related.words.get(context.lang));
    }
    part
}

/// What to type; what is done in a portal is said by the rule.
fn mending(judged: &Judged, context: Context<'_>) -> Option<Block> {
    let remedy = Remedy::of(judged, context);
    let lines = remedy.commands(judged.verdict.resource.as_deref());
    (!remedy.is_by_hand() && !lines.is_empty()).then_some(Block::Commands(lines))
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Open,
        Severity::Info => Tone::Faint,
    }
}
