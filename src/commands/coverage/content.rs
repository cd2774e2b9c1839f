//! The table for people, as a page.

use crate::lang::{Lang, words};
use crate::model::value::reason_words;
use crate::pack::catalogue::{ExportCommand, Kind, Origin};
use crate::pack::statements::{Nature, Section};
use crate::pipeline::check::Outcome;
use crate::report::page::{Block, Item, Page, Phrase, Tone};
use crate::report::statements::{Answer, Coverage, Covered, Decision, Missing, decision_words, sign, tone};
use crate::report::{Context, export_lines};

/// The whole table.
pub(super) fn page(coverage: &Coverage<'_>, context: Context<'_>) -> Page {
    let lang = context.lang;
    let title = if coverage.judged {
        words(lang, "What the documents state, and what these exports decided", "文档条目与本次导出的判定结果")
    } else {
        words(lang, "What the documents state, and the rules that answer for it", "文档条目与对应的规则")
    };
    let mut page = Page { title: title.to_owned(), blocks: Vec::new() };
    for (document, sections) in &coverage.documents {
        page.heading(1, document.title.get(lang));
        for (section, statements) in sections {
            section_of(section, statements, context, &mut page);
        }
    }
    page.heading(1, words(lang, "Totals", "合计"));
    let rules = coverage.rules();
    let number = coverage.statements().count();
    let decided = Decision::totals(coverage.statements().filter_map(|covered| covered.decision));
    let of_rules = Decision::totals(rules.values().filter_map(|answer| answer.decision));
    page.text(total(words(lang, "statements", "个文档条目"), number, &decided, lang));
    page.text(total(words(lang, "rules", "条规则"), rules.len(), &of_rules, lang));
    if !coverage.judged {
        let natures = coverage.statements().map(|covered| covered.statement.nature);
        let mut counts: Vec<(&str, &str, usize)> = Vec::new();
        for nature in natures {
            match counts.iter_mut().find(|(id, ..)| *id == nature.id()) {
                Some((.., count)) => *count += 1,
                None => counts.push((nature.id(), nature_words(nature, lang), 1)),
            }
        }
        let items = counts.into_iter().map(|(_, words, count)| Item::new(format!("{count} {words}")));
        page.blocks.push(Block::List(items.collect()));
        page.text(match lang {
            Lang::En => Phrase::default().code("tenantlint coverage PATH").text(" adds what exports decide."),
            Lang::ZhCn => Phrase::from("用 ").code("tenantlint coverage PATH").text(" 查看导出文件的判定结果。"),
        });
    }
    page
}

fn total(name: &str, number: usize, totals: &[(Decision, usize)], lang: Lang) -> Phrase {
    let mut phrase = Phrase::from(format!("{number} {name}"));
    for (at, (decision, count)) in totals.iter().enumerate() {
        let before = if at == 0 { words(lang, ": ", "：") } else { " · " };
        phrase = phrase.text(before);
        let (words, tone) = (decision_words(*decision, lang), tone(*decision));
        phrase = phrase.toned(tone, format!("{count} {words}"));
    }
    phrase
}

fn section_of(section: &Section, statements: &[Covered<'_>], context: Context<'_>, page: &mut Page) {
    let lang = context.lang;
    page.heading(2, section.title.get(lang));
    page.blocks.push(Block::List(statements.iter().map(|covered| item(covered, context)).collect()));
    let missing: Vec<_> =
        statements.iter().flat_map(|covered| &covered.answers).flat_map(|answer| &answer.missing).collect();
    let mut exports: Vec<(&ExportCommand, Vec<&str>)> = Vec::new();
    for group in missing {
        let kind = context.catalogue.kind(group.kind);
        let Some(export) = best_export(kind) else { continue };
        let label = kind.label.get(lang);
        match exports.iter_mut().find(|(known, _)| known.command == export.command) {
            Some((_, labels)) if labels.contains(&label) => {}
            Some((_, labels)) => labels.push(label),
            None => exports.push((export, vec![label])),
        }
    }
    for (export, labels) in exports {
        let labels = labels.join(words(lang, ", ", "、"));
        page.text(match lang {
            Lang::En => format!("To export {labels} with {}:", export.tool),
            Lang::ZhCn => format!("{labels}：用 {} 导出", export.tool),
        });
        page.blocks.push(Block::Commands(export_lines(export, lang)));
    }
    let mut places: Vec<&str> = Vec::new();
    for answer in statements.iter().flat_map(|covered| &covered.answers) {
        let asked = answer.rule.filter(|_| answer.decision == Some(Decision::ToDeclare));
        let kinds = asked.iter().map(|rule| rule.checks[0].kind);
        let kinds = kinds.chain(answer.missing.iter().map(|group| group.kind)).map(|kind| context.catalogue.kind(kind));
        for export in kinds.filter(|kind| kind.origin == Origin::Declared).flat_map(|kind| &kind.exports) {
            if !places.contains(&export.command.as_str()) {
                places.push(&export.command);
            }
        }
    }
    if !places.is_empty() {
        let start = words(lang, "To declare, in ", "需要在声明文件中填写：");
        page.text(Phrase::from(start).codes(places, words(lang, ", ", "、")).text(words(lang, ".", "。")));
    }
}

/// The first way to export a kind that is a command.
fn best_export(kind: &Kind) -> Option<&ExportCommand> {
    kind.exports.first().filter(|_| kind.origin != Origin::Declared)
}

fn item(covered: &Covered<'_>, context: Context<'_>) -> Item {
    let lang = context.lang;
    let statement = covered.statement;
    let head = match covered.decision {
        Some(decision) => Phrase::default().toned(tone(decision), sign(decision)).text(" "),
        None => Phrase::default(),
    };
    let head = head.code(&statement.id).text(format!(" {}", statement.title.get(lang)));
    let mut below = Vec::new();
    if let Some(reason) = &statement.reason {
        let start = words(lang, "Nothing to check. ", "无需检查。");
        below.push(Phrase::default().toned(Tone::Faint, format!("{start}{}", reason.get(lang))));
    }
    for answer in &covered.answers {
        below.push(answered(answer, context));
    }
    Item { head, below }
}

/// A rule and what it came to.
fn answered(answer: &Answer<'_>, context: Context<'_>) -> Phrase {
    let lang = context.lang;
    let colon = words(lang, ": ", "：");
    let phrase = Phrase::default().code(answer.id).text(colon);
    let Some(rule) = answer.rule else {
        return phrase.text(decision_words(Decision::NoRule, lang));
    };
    let severity = answer.severity.map_or("", crate::model::severity::Severity::id);
    let mut phrase = match answer.decision {
        None => phrase.text(format!("{} ({severity})", rule.title.get(lang))),
        Some(Decision::Found) => {
            let found = answer.counts[Outcome::Fail.index()];
            let words = match (lang, found) {
                (Lang::En, 1) => format!("1 finding ({severity})"),
                (Lang::En, many) => format!("{many} findings ({severity})"),
                (Lang::ZhCn, many) => format!("{many} 个问题 ({severity})"),
            };
            let tone =
                if answer.severity == Some(crate::model::severity::Severity::Info) { Tone::Faint } else { Tone::Bad };
            phrase.toned(tone, words)
        }
        Some(decision) => phrase.toned(tone(decision), decision_words(decision, lang)),
    };
    if !answer.missing.is_empty() {
        if answer.decision != Some(Decision::NotJudged) {
            let open = decision_words(Decision::NotJudged, lang);
            phrase = phrase.text(words(lang, "; ", "；")).toned(Tone::Open, open);
        }
        for (at, missing) in answer.missing.iter().enumerate() {
            phrase = lacking(
                phrase.text(if at == 0 { words(lang, ": ", "，") } else { words(lang, "; ", "；") }),
                missing,
                context,
            );
        }
    }
    if answer.decision == Some(Decision::ToDeclare) {
        // A question, as long as nobody has said that it is so.
        let [before, mark] = [words(lang, "; ", "；"), words(lang, "?", "？")];
        phrase = phrase.text(format!("{before}{}{mark}", rule.title.get(lang)));
    }
    if let Some(superseded) = &rule.source.superseded {
        let (by, since) = (superseded.by.get(lang), &superseded.since);
        phrase = phrase.text(match lang {
            Lang::En => format!("; out of date since {since}: {by}"),
            Lang::ZhCn => format!("；文档此处自 {since} 起已过时：{by}"),
        });
    }
    phrase
}

/// What a rule lacks.
fn lacking(phrase: Phrase, missing: &Missing, context: Context<'_>) -> Phrase {
    let lang = context.lang;
    let kind = context.catalogue.kind(missing.kind);
    let why = reason_words(missing.reason, lang);
    let mut phrase = phrase.text(kind.label.get(lang));
    for (at, setting) in missing.settings.iter().enumerate() {
        let before = if at == 0 { words(lang, ", ", "，") } else { words(lang, ", ", "、") };
        phrase = phrase.text(before).code(&kind.def(*setting).name);
    }
    phrase = phrase.text(format!("{}{why}", words(lang, ": ", "：")));
    match (missing.places, lang) {
        (0 | 1, _) => phrase,
        (many, Lang::En) => phrase.text(format!(" ({many} places)")),
        (many, Lang::ZhCn) => phrase.text(format!("（{many} 处）")),
    }
}

/// What answers for a statement, in words that follow a number.
fn nature_words(nature: Nature, lang: Lang) -> &'static str {
    let (en, zh) = match nature {
        Nature::Setting => ("decided by a setting in an export", "个由导出文件中的设置判定"),
        Nature::Reliance => (
            "about what is not offered here; exports show reliance on it",
            "个涉及世纪互联版不提供的功能，从导出文件可看出是否仍在使用",
        ),
        Nature::Declaration => ("declared by the organization", "个由组织自行声明"),
        Nature::Information => ("informational", "个仅供参考"),
    };
    words(lang, en, zh)
}
