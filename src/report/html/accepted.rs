//! What this run does not count, and until when: waivers, what the baseline records, and what was declared.

use crate::diagnostic::Code;
use crate::lang::{Lang, say, words};
use crate::model::value::reason_words;
use crate::pipeline::derive::Answer;
use crate::pipeline::judge::{Judged, Report};
use crate::report::annotation::headline;
use crate::report::page::{Block, Part, Phrase, Tone};
use crate::report::{Context, location};
use crate::text::printable::printable;

/// So many findings are listed of those that are recorded.
const MOST: usize = 200;

pub(super) fn part(report: &Report, context: Context<'_>) -> Block {
    let lang = context.lang;
    let mut part = Part::new("not-counted", 1, words(lang, "What this run does not count", "结果须留意之处"));
    let said = report.notices.iter().filter(|notice| notice.code == Code::GateNotCounted);
    let said: Vec<_> = said.map(|notice| sentence(notice.headline.get(lang))).collect();
    if said.is_empty() {
        part.text(words(
            lang,
            "Everything counts: no waiver, no baseline, no declared answer, and no rule is off.",
            "全部计入：没有豁免、基线、声明，也没有停用的规则。",
        ));
    }
    for line in said {
        part.text(line);
    }
    part.blocks.extend(waived(report, context).into_iter().flatten());
    part.blocks.extend(recorded(report, context).into_iter().flatten());
    part.blocks.extend(declared(report, context).into_iter().flatten());
    Block::Part(part)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn heads<const N: usize>(lang: Lang, heads: [(&'static str, &'static str); N]) -> Vec<&'static str> {
    heads.map(|(en, zh)| words(lang, en, zh)).to_vec()
}

/// A finding and its place.
fn found(judged: &Judged, context: Context<'_>) -> Vec<Phrase> {
    let rule = &context.rules.get(judged.verdict.rule).id;
    let mut lines = vec![Phrase::from(headline(judged, context))];
    let mut at = Phrase::default().code(rule);
    if let Some(place) = judged.verdict.place {
        let region = location::region(place, context);
        let path = printable(&location::path(&region.source.name, context));
        at = at.text(" ").code(format!("{path}:{}:{}", region.start.line, region.start.column));
    }
    lines.push(at);
    lines
}

fn waived(report: &Report, context: Context<'_>) -> Option<[Block; 2]> {
    let lang = context.lang;
    let waived = report.findings().filter_map(|judged| Some((judged, judged.waived.as_ref()?)));
    let rows: Vec<_> = waived
        .map(|(judged, waived)| {
            let ticket = waived.ticket.as_ref().map(|ticket| Phrase::default().code(ticket));
            let until = waived.expires.map_or_else(String::new, |day| day.to_string());
            let reason = std::iter::once(Phrase::from(waived.reason.as_str())).chain(ticket).collect();
            vec![found(judged, context), reason, vec![waived.owner.as_str().into()], vec![until.into()]]
        })
        .collect();
    let columns = [("Finding", "问题"), ("Reason", "理由"), ("Owner", "负责人"), ("Until", "截止日期")];
    let heading = Block::Heading(2, words(lang, "Waived", "已豁免").to_owned());
    (!rows.is_empty()).then(|| [heading, Block::Table(heads(lang, columns), rows)])
}

fn recorded(report: &Report, context: Context<'_>) -> Option<[Block; 2]> {
    let lang = context.lang;
    let known = || report.findings().filter(|judged| !judged.is_open() && judged.waived.is_none());
    let count = known().count();
    let heading = if count > MOST {
        say!(lang, "In the baseline: the first {MOST} of {count}", "在基线中：共 {count} 个，列出前 {MOST} 个")
    } else {
        words(lang, "In the baseline", "在基线中").to_owned()
    };
    let rows = known().take(MOST).map(|judged| vec![found(judged, context)]).collect();
    (count > 0).then(|| [Block::Heading(2, heading), Block::Table(heads(lang, [("Finding", "问题")]), rows)])
}

/// What the organization has answered, who, when, and until when that holds.
fn declared(report: &Report, context: Context<'_>) -> Option<[Block; 2]> {
    let lang = context.lang;
    // What several answers are about is said once.
    let mut last = None;
    let rows = report.evidence.tenant.answers.iter().map(|answer| {
        let again = last.replace(answer.resource.kind) == Some(answer.resource.kind);
        row(answer, again, context)
    });
    let rows: Vec<_> = rows.collect();
    let columns =
        [("Answer", "声明内容"), ("By", "填写人"), ("On", "日期"), ("Holds until", "有效期至"), ("Counts", "是否采信")];
    let heading = Block::Heading(2, words(lang, "Declared by the organization", "组织的声明").to_owned());
    (!rows.is_empty()).then(|| [heading, Block::Table(heads(lang, columns), rows)])
}

fn row(answer: &Answer, again: bool, context: Context<'_>) -> Vec<Vec<Phrase>> {
    let lang = context.lang;
    let kind = context.catalogue.kind(answer.resource.kind);
    let text = |name: &str| answer.resource.text(kind, name).unwrap_or_default().to_owned();
    let name = answer.resource.identity(context.catalogue).map(|name| Phrase::default().code(name));
    let label = (!again || name.is_none()).then(|| Phrase::from(kind.label.get(lang)));
    let said = label.into_iter().chain(name).collect();
    let counts = match answer.counts {
        Ok(()) => Phrase::default().toned(Tone::Good, "✓"),
        Err(reason) => {
            let why = reason_words(reason, lang);
            Phrase::default().toned(Tone::Open, "×").text(format!(" {why}"))
        }
    };
    let until = answer.until.map_or_else(String::new, |day| day.to_string());
    vec![said, vec![text("by").into()], vec![text("on").into()], vec![until.into()], vec![counts]]
}
