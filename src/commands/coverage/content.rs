//! The table for people, as a page.

use crate::lang::{Lang, say, words};
use crate::model::value::reason_words;
use crate::pack::catalogue::{ExportCommand, Kind, Origin};
use crate::pack::statements::Nature;
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Report;
use crate::report::page::{Block, Item, Page, Phrase, Tone};
use crate::report::statements::mark::Mark;
use crate::report::statements::{Coverage, Covered, Decision, Missing, StatementAnswer};
use crate::report::{Context, export_lines, in_brackets, tool_words};

/// The whole table, for the terminal: statement by statement, the totals last.
pub(super) fn page(coverage: &Coverage<'_>, report: Option<&Report>, context: Context<'_>) -> Page {
    let mut page = Page { title: title(coverage, context.lang), blocks: Vec::new() };
    if let Some(report) = report {
        page.text(origin(report, context));
        page.text(legend(context.lang));
    }
    for (document, sections) in &coverage.documents {
        page.heading(1, document.title.get(context.lang));
        for (section, statements) in sections {
            page.heading(2, section.title.get(context.lang));
            page.blocks.push(Block::List(statements.iter().map(|covered| item(covered, context)).collect()));
            lacks(statements, context, &mut page);
        }
    }
    totals(coverage, context.lang, &mut page);
    page
}

pub(super) fn title(coverage: &Coverage<'_>, lang: Lang) -> String {
    let title = if coverage.judged {
        words(lang, "What the documents state, and what these exports decided", "文档条目与本次导出的判定结果")
    } else {
        words(lang, "What the documents state, and the rules that answer for it", "文档条目与对应的规则")
    };
    title.to_owned()
}

/// Whose table this is, of which day, and by which program.
fn origin(report: &Report, context: Context<'_>) -> Phrase {
    let lang = context.lang;
    let tenants: Vec<_> = report.evidence.tenant.tenants.iter().map(|tenant| &*tenant.name).collect();
    let phrase = match (tenants.is_empty(), lang) {
        (true, Lang::En) => Phrase::from("No export names the tenant"),
        (true, Lang::ZhCn) => Phrase::from("导出文件未指明租户"),
        (false, Lang::En) => Phrase::from("Tenant ").codes(tenants, ", "),
        (false, Lang::ZhCn) => Phrase::from("租户 ").codes(tenants, "、"),
    };
    let (today, version) = (context.today, env!("CARGO_PKG_VERSION"));
    phrase.text(say!(
        lang,
        " · judged as of {today} · tenantlint {version}",
        " · 判定日期 {today} · tenantlint {version}"
    ))
}

/// What the signs mean.
fn legend(lang: Lang) -> Phrase {
    let mut phrase = Phrase::default();
    // Two that share a sign are told once.
    for (at, mark) in Mark::ALL.into_iter().filter(|mark| !matches!(mark, Mark::NoRule)).enumerate() {
        let before = if at == 0 { "" } else { lang.comma() };
        phrase = match mark {
            Mark::Informational => phrase.text(words(lang, " or ", "或")).text(mark.words(lang)),
            mark => phrase.text(before).toned(mark.tone(), mark.sign()).text(format!(" {}", mark.words(lang))),
        };
    }
    phrase
}

/// How much came to what.
pub(super) fn totals(coverage: &Coverage<'_>, lang: Lang, page: &mut Page) {
    page.heading(1, words(lang, "Totals", "合计"));
    let rules = coverage.rules();
    let number = coverage.statements().count();
    let decided = Mark::totals(coverage.statements().filter_map(Mark::of_statement));
    let of_rules = Mark::totals(rules.values().filter_map(|answer| Mark::of_answer(answer)));
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
}

fn total(name: &str, number: usize, totals: &[(Mark, usize)], lang: Lang) -> Phrase {
    let mut phrase = Phrase::from(format!("{number} {name}"));
    for (at, (mark, count)) in totals.iter().enumerate() {
        let before = if at == 0 { lang.colon() } else { " · " };
        phrase = phrase.text(before).toned(mark.tone(), mark.counted(*count, lang));
    }
    phrase
}

/// What some statements lack, and how it is exported or where it is declared.
pub(super) fn lacks(statements: &[Covered<'_>], context: Context<'_>, page: &mut Page) {
    let lang = context.lang;
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
        let labels = labels.join(lang.list_comma());
        page.text(say!(
            lang,
            ("To export {labels} with {}:", export.tool),
            ("{labels}：用 {} 导出", tool_words(&export.tool, lang))
        ));
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
        page.text(Phrase::from(start).codes(places, lang.list_comma()).text(lang.stop()));
    }
}

/// The first way to export a kind that is a command.
fn best_export(kind: &Kind) -> Option<&ExportCommand> {
    kind.exports.first().filter(|_| kind.origin != Origin::Declared)
}

fn item(covered: &Covered<'_>, context: Context<'_>) -> Item {
    let lang = context.lang;
    let statement = covered.statement;
    let head = match Mark::of_statement(covered) {
        Some(mark) => Phrase::default().toned(mark.tone(), mark.sign()).text(" "),
        None => Phrase::default(),
    };
    let head = head.code(&statement.id).text(format!(" {}", statement.title.get(lang)));
    Item { head, below: below(covered, context) }
}

/// Why there is nothing to check, or what each rule came to.
pub(super) fn below(covered: &Covered<'_>, context: Context<'_>) -> Vec<Phrase> {
    let start = words(context.lang, "Nothing to check. ", "无需检查。");
    let reason = covered.statement.reason.as_ref();
    let reason =
        reason.map(|reason| Phrase::default().toned(Tone::Faint, format!("{start}{}", reason.get(context.lang))));
    reason.into_iter().chain(covered.answers.iter().map(|answer| answered(answer, context))).collect()
}

/// A rule and what it came to.
fn answered(answer: &StatementAnswer<'_>, context: Context<'_>) -> Phrase {
    let lang = context.lang;
    let phrase = Phrase::default().code(answer.id).text(lang.colon());
    let Some(rule) = answer.rule else {
        return phrase.text(Mark::NoRule.words(lang));
    };
    let severity = answer.severity.map_or("", |severity| in_brackets(severity, lang));
    let mut phrase = match Mark::of_answer(answer) {
        None => phrase.text(format!("{}{severity}", rule.title.get(lang))),
        Some(mark) if answer.decision == Some(Decision::Found) => {
            let found = answer.counts[Outcome::Fail.index()];
            let words = match (lang, found) {
                (Lang::En, 1) => format!("1 finding{severity}"),
                (Lang::En, many) => format!("{many} findings{severity}"),
                (Lang::ZhCn, many) => format!("{many} 个问题{severity}"),
            };
            phrase.toned(mark.tone(), words)
        }
        Some(mark) => phrase.toned(mark.tone(), mark.words(lang)),
    };
    if !answer.missing.is_empty() {
        if answer.decision != Some(Decision::NotJudged) {
            let open = Mark::NotJudged;
            phrase = phrase.text(lang.semicolon()).toned(open.tone(), open.words(lang));
        }
        for (at, missing) in answer.missing.iter().enumerate() {
            phrase = lacking(
                phrase.text(if at == 0 { words(lang, ": ", "，") } else { lang.semicolon() }),
                missing,
                context,
            );
        }
    }
    if answer.decision == Some(Decision::ToDeclare) {
        phrase = phrase.text(format!("{}{}", lang.semicolon(), rule.asked(lang)));
    }
    if let Some(superseded) = &rule.source.superseded {
        let (by, since) = (superseded.by.get(lang), &superseded.since);
        phrase = phrase.text(say!(lang, "; out of date since {since}: {by}", "；文档此处自 {since} 起已过时：{by}"));
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
        let before = if at == 0 { lang.comma() } else { lang.list_comma() };
        phrase = phrase.text(before).code(&kind.def(*setting).name);
    }
    phrase = phrase.text(format!("{}{why}", lang.colon()));
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
