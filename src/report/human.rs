//! The report for people: each finding drawn at its place, with the reason, the command that mends it, and the source.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Context;
use super::aside::what_it_is;
use super::snippet::{self, Style};
use crate::diagnostic::Code;
use crate::lang::{Lang, fill_in, words};
use crate::model::place::{Place, SourceId};
use crate::model::severity::Severity;
use crate::pack::catalogue::{SettingDef, Shape};
use crate::pack::rule::{Rule, RuleIx, fill};
use crate::pipeline::check::{FIRST, Outcome};
use crate::pipeline::judge::{Judged, Report};
use crate::pipeline::read::NoteKind;
use crate::pipeline::read::words::{note_label, note_words};
use crate::pipeline::source::unread::unread_words;
use crate::report::link::{address, hyperlink};
use crate::report::snippet::draw;
use crate::text::data::{Line, Str};
use crate::text::printable::printable;

/// How many notes of one sort about one file are drawn.
const MOST_NOTES: usize = 3;

pub(super) fn render(report: &Report, context: Context<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    at_fault(report, context, style, out)?;
    let lang = context.lang;
    notes(report, context, style, out)?;
    // What is not counted stands with what is, in the summary.
    for notice in report.notices.iter().filter(|notice| notice.code != Code::GateNotCounted) {
        writeln!(out, "{}", snippet::diagnostic(notice, lang, context.sources, style))?;
    }
    let mut drawn: BTreeMap<RuleIx, usize> = BTreeMap::new();
    for judged in report.findings().filter(|judged| judged.is_open()) {
        let count = drawn.entry(judged.verdict.rule).or_default();
        *count += 1;
        if *count <= FIRST {
            writeln!(out, "{}", finding(judged, *count == 1, context, style))?;
        }
    }
    for (tally, _, more) in report.tallied.iter().filter(|(tally, ..)| tally.outcome == Outcome::Fail) {
        *drawn.entry(tally.rule).or_default() += *more as usize;
    }
    for (rule, count) in drawn.into_iter().filter(|(_, count)| *count > FIRST) {
        let (id, more) = (&context.rules.get(rule).id, count - FIRST);
        match lang {
            Lang::En => writeln!(out, "{id}: {more} more findings like these; --format json lists all\n")?,
            Lang::ZhCn => writeln!(out, "{id}：同类问题另有 {more} 处，用 --format json 查看全部\n")?,
        }
    }
    Ok(())
}

/// Inputs that could not be read, and those that are not JSON.
pub(crate) fn at_fault(report: &Report, context: Context<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    for unreadable in &report.evidence.unreadable {
        let why = unread_words(&unreadable.why, lang);
        writeln!(out, "{} {}: {why}\n", error_word(lang, style), printable(&unreadable.name))?;
    }
    for (source, error) in &report.evidence.broken {
        let place = Place { source: *source, span: error.span };
        let (headline, label) = (error.headline(lang), printable(&error.label(lang)));
        let text = draw(context.sources, place, &headline, &label, error.help(lang), style);
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// The first finding of a rule as it is drawn, without the reason and the advice.
pub(crate) fn first_finding(report: &Report, rule: &str, context: Context<'_>, style: Style) -> Option<String> {
    let judged = report.findings().find(|judged| context.rules.get(judged.verdict.rule).id == rule)?;
    Some(finding(judged, false, context, style))
}

fn error_word(lang: Lang, style: Style) -> String {
    let word = if style.narrated.is_some() { words(lang, "Error:", "错误：") } else { "×" };
    if style.colour { format!("  \u{1b}[31m{word}\u{1b}[0m") } else { format!("  {word}") }
}

/// What should be known about the files.
fn notes(report: &Report, context: Context<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    for (export, recognised) in report.empty_exports() {
        let source = context.sources.get(export.source);
        if !source.named {
            continue;
        }
        let Some((headline, help)) = what_it_is(recognised, lang) else { continue };
        let nothing = words(lang, "nothing to lint here", "没有可检查的内容");
        let colon = words(lang, ": ", "：");
        let sign = if style.narrated.is_some() { words(lang, "Warning:", "警告：") } else { "⚠" };
        writeln!(out, "  {sign} {}{colon}{nothing}\n    {headline}", printable(&source.name))?;
        if !help.is_empty() {
            writeln!(out, "    {help}")?;
        }
        writeln!(out)?;
    }
    let mut drawn: BTreeMap<(SourceId, String), usize> = BTreeMap::new();
    for note in report.evidence.exports.iter().flat_map(|export| &export.notes) {
        let Some(place) = note.place else { continue };
        let headline = note_words(&note.what, lang).into_owned();
        let count = drawn.entry((place.source, headline.clone())).or_default();
        *count += 1;
        if *count > MOST_NOTES {
            continue;
        }
        let severity = match note.what {
            NoteKind::LeadingText
            | NoteKind::RepeatedSection
            | NoteKind::Documents(_)
            | NoteKind::NotRead(_)
            | NoteKind::MoreNotRead(_)
            | NoteKind::Lines => Severity::Info,
            _ => Severity::Warning,
        };
        let labels = vec![(place, note_label(&note.what))];
        let drawn = snippet::finding((headline, severity), labels, Vec::new(), lang, context.sources, style);
        writeln!(out, "{drawn}")?;
    }
    for ((source, headline), count) in drawn.into_iter().filter(|(_, count)| *count > MOST_NOTES) {
        let (name, more) = (printable(&context.sources.get(source).name), count - MOST_NOTES);
        match lang {
            Lang::En => writeln!(out, "  {name}: {more} more places: {headline}\n")?,
            Lang::ZhCn => writeln!(out, "  {name}：另有 {more} 处：{headline}\n")?,
        }
    }
    Ok(())
}

/// One finding.
fn finding(judged: &Judged, first: bool, context: Context<'_>, style: Style) -> String {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let lang = context.lang;
    // What rests on several places is told by what each of them shows.
    let (here, elsewhere): (Vec<_>, Vec<_>) = verdict
        .related
        .iter()
        .filter(|related| !related.note)
        .partition(|related| Some(related.place) == verdict.place);
    let mut labels = Vec::new();
    if let Some(place) = verdict.place {
        let shown: Vec<_> = here.iter().map(|related| related.words.get(lang)).collect();
        let shown = printable(&shown.join(words(lang, "; ", "；")));
        labels
            .push((place, if shown.is_empty() || verdict.observed.is_none() { label(judged, context) } else { shown }));
        let told = |place: &Place| verdict.related.iter().any(|related| related.place == *place);
        for (setting, place, text) in verdict.because.iter().filter(|(_, place, _)| !told(place)) {
            labels.push((*place, format!("{} = {text}", kind.def(*setting).name)));
        }
    }
    let elsewhere = elsewhere.into_iter().map(|other| (other.place, printable(other.words.get(lang)))).collect();
    let headline = (printable(&message(judged, context)), judged.severity);
    snippet::finding(headline, labels, elsewhere, lang, context.sources, style)
        + &footer(judged, rule, first, context, style)
}

/// The reason and what to do, where they have not been said before; the commands and the source.
fn footer(judged: &Judged, rule: &Rule, first: bool, context: Context<'_>, style: Style) -> String {
    let lang = context.lang;
    let mut text = String::new();
    let mut put = |head: (&str, &str), body: &str, wrap: bool| {
        let head = match lang {
            Lang::En => format!("{:>6}: ", head.0),
            Lang::ZhCn => format!("  {}：", head.1),
        };
        let indent = " ".repeat(textwrap::core::display_width(&head));
        if wrap {
            let options = wrapping(style.width.clamp(40, 120)).initial_indent(&head).subsequent_indent(&indent);
            text.push_str(&textwrap::fill(body, options));
        } else {
            text.push_str(&head);
            text.push_str(&body.replace('\n', &format!("\n{indent}")));
        }
        text.push('\n');
    };
    if first {
        put(("why", "原因"), rule.why.get(lang), true);
        put(("fix", "处理"), rule.fix.get(lang), true);
    }
    for related in judged.verdict.related.iter().filter(|related| related.note) {
        put(("note", "说明"), &printable(related.words.get(lang)), true);
    }
    let (family, commands) = commands(judged, context);
    if !commands.is_empty() {
        let head = if family == "portal" { ("do", "操作") } else { ("run", "命令") };
        put(head, &commands.join("\n"), false);
    }
    let source = &rule.source;
    let tenant = tenant_of(judged, context).map_or_else(String::new, |tenant| format!(" · {tenant}"));
    let id = format!("{} ({}) · {}{tenant}", rule.id, judged.severity.id(), rule.cited(lang));
    put(("rule", "规则"), &id, true);
    if let Some(superseded) = source.superseded.as_ref().filter(|_| first) {
        let by = superseded.by.get(lang);
        let shown = printable(&superseded.source);
        let address = address(&superseded.source).unwrap_or_default();
        let source = hyperlink(&shown, &address, style.links);
        let note = match lang {
            Lang::En => format!("out of date since {}: {by}", superseded.since),
            Lang::ZhCn => format!("文档此处自 {} 起已过时：{by}", superseded.since),
        };
        put(("note", "说明"), &note, true);
        // A source is copied or clicked, so it stays in one piece; both heads are as wide as this.
        text.extend(["        ", &source, "\n"]);
    }
    text
}

/// The tenant that a finding is about, where the exports are of several.
pub(super) fn tenant_of(judged: &Judged, context: Context<'_>) -> Option<String> {
    let name = judged.tenant.as_deref().filter(|_| context.several_tenants)?;
    Some(match context.lang {
        Lang::En => format!("tenant {}", printable(name)),
        Lang::ZhCn => format!("租户 {}", printable(name)),
    })
}

/// The commands for a finding: of the dialect's family, and those that name the setting where any does.
pub(super) fn commands<'a>(judged: &Judged, context: Context<'a>) -> (&'a str, Vec<String>) {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let setting = verdict.setting.map(|setting| kind.def(setting));
    let names = |line: &Line| setting.is_some_and(|setting| names_word(&line.en, &setting.name));
    let dialect = verdict.dialect.map(crate::model::dialect::Dialect::id);
    let naming = |family: &&(Str, Vec<Line>)| family.1.iter().any(names);
    let own = rule.remediation.iter().find(|(family, _)| Some(family.as_str()) == dialect);
    let family =
        own.filter(naming).or_else(|| rule.remediation.iter().find(naming)).or(own).or(rule.remediation.first());
    let Some((family, lines)) = family else { return ("", Vec::new()) };
    let identity = verdict.resource.as_deref();
    let any = lines.iter().any(names);
    let lines = lines.iter().filter(|line| !any || names(line));
    (family, lines.map(|line| put_identity(&line.get(context.lang), identity, family, context.lang)).collect())
}

/// Whether a line has a name in it as a word of its own: `-Enabled $false` names `Enabled`, `-PlacesEnabled` does not.
fn names_word(line: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let (before, behind) = (line[..at].chars().next_back(), line[at + name.len()..].chars().next());
        !before.is_some_and(part) && !behind.is_some_and(part)
    })
}

/// A command with the resource's name in it, such that the name cannot become part of the command.
fn put_identity(line: &str, identity: Option<&str>, family: &str, lang: Lang) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_.:/@#()+,~\\".contains(c);
    let open = fill_in("<name>", lang);
    let name = printable(identity.unwrap_or(&open));
    match family {
        // PowerShell takes four more characters for a single quote.
        "spo-shell" | "exchange-shell" | "teams-shell" | "graph" | "power-platform" => {
            let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
            let doubled: String =
                name.chars().flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(quote(c)))).collect();
            line.replace("\"{identity}\"", &format!("'{doubled}'")).replace("{identity}", &open)
        }
        _ if name.chars().all(plain) => line.replace("{identity}", &name),
        _ => line.replace("{identity}", &open),
    }
}

/// Lines of running text; names of cmdlets keep their hyphens.
pub(crate) fn wrapping(width: usize) -> textwrap::Options<'static> {
    // A word that is longer than a line stays whole: what would begin the next line could be a command for a pipeline.
    textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation).break_words(false)
}

/// The headline of a finding.
pub(crate) fn message(judged: &Judged, context: Context<'_>) -> String {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let lang = context.lang;
    let def = verdict.setting.map(|setting| kind.def(setting));
    let value_words = |def: &SettingDef, text: &str| {
        let one = |text: &str| {
            let member = def.shape.members().iter().find(|member| member.name == text);
            member.map_or_else(|| text.to_owned(), |member| member.words(lang).to_owned())
        };
        match def.shape {
            Shape::List { .. } => text.split(", ").map(one).collect::<Vec<_>>().join(words(lang, ", ", "、")),
            _ => one(text),
        }
    };
    let observed = || match (&verdict.observed, def) {
        (Some(value), Some(def)) => value_words(def, &json_text(value)),
        _ => words(lang, "missing", "缺失").to_owned(),
    };
    fill(rule.message.get(lang), |name| match name {
        "identity" => Some(verdict.resource.clone().unwrap_or_else(|| kind.label.get(lang).to_owned())),
        "setting" => def.map(|def| def.name.to_string()),
        "observed" => Some(observed()),
        "expected" => Some(expected(judged, context, false)),
        "problem" => Some(match (verdict.problem, &verdict.observed) {
            (Some(problem), value) => problem.words_for(value.as_ref().and_then(serde_json::Value::as_str), lang),
            (None, None) => {
                words(lang, "no ICP number is declared for it", "声明文件中没有该网站的 ICP 备案号").to_owned()
            }
            (None, Some(_)) => observed(),
        }),
        name => {
            let setting = kind.setting(name)?;
            let shown = verdict.shown.iter().find(|(id, _)| *id == setting);
            Some(shown.map_or_else(|| "?".to_owned(), |(_, text)| value_words(kind.def(setting), text)))
        }
    })
}

/// What stands under the value.
fn label(judged: &Judged, context: Context<'_>) -> String {
    let verdict = &judged.verdict;
    let lang = context.lang;
    let kind = context.catalogue.kind(verdict.kind);
    let (Some(setting), Some(place)) = (verdict.setting, verdict.place) else { return String::new() };
    let def = kind.def(setting);
    let Some(observed) = &verdict.observed else {
        return match lang {
            Lang::En => format!("the {} is missing", def.label.en),
            Lang::ZhCn => format!("缺少：{}", def.label.zh_cn),
        };
    };
    if let Some(problem) = verdict.problem {
        return problem.subject(lang).to_owned();
    }
    let canonical = json_text(observed);
    let written = if observed == "…" { "…" } else { context.sources.text_at(place).trim_matches('"') };
    let numeric = written.parse::<i64>().is_ok() && def.shape.members().iter().any(|member| member.number.is_some());
    let key = original_name(judged, context).filter(|key| !key.eq_ignore_ascii_case(&def.name));
    // A list is judged by its items; an item speaks for itself.
    let said = if observed.is_array() || written.eq_ignore_ascii_case(&canonical) {
        key.map_or_else(|| written.to_owned(), |_| format!("{} = {canonical}", def.name))
    } else {
        let name = key.map_or(String::new(), |_| format!("{} ", def.name));
        format!("{written} = {name}{canonical}")
    };
    let said: String = if observed.is_array() { String::new() } else { said.chars().take(120).collect() };
    let expected = expected(judged, context, numeric);
    match (said.is_empty(), expected.is_empty(), lang) {
        (_, true, _) => said,
        (true, false, Lang::En) => format!("expected {expected}"),
        (true, false, Lang::ZhCn) => format!("应为 {expected}"),
        (false, false, Lang::En) => format!("{said}; expected {expected}"),
        (false, false, Lang::ZhCn) => format!("{said}；应为 {expected}"),
    }
}

/// The values that the rule accepts, where they can be listed.
fn expected(judged: &Judged, context: Context<'_>, with_number: bool) -> String {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let Some(setting) = verdict.setting else { return String::new() };
    let check = &rule.checks[verdict.check as usize];
    let Some(condition) = check.expect.iter().find(|condition| condition.setting == setting) else {
        return String::new();
    };
    let members = kind.def(setting).shape.members();
    let shown = condition.test.accepted().iter().map(|value| {
        let text = json_text(value);
        let number = members.iter().find(|member| member.name == text).and_then(|member| member.number);
        match number {
            Some(number) if with_number => format!("{text} ({number})"),
            _ => text,
        }
    });
    shown.collect::<Vec<_>>().join(words(context.lang, " or ", " 或 "))
}

/// The key as the export spells it.
pub(super) fn original_name(judged: &Judged, context: Context<'_>) -> Option<String> {
    let verdict = &judged.verdict;
    if !matches!(verdict.outcome, Outcome::Fail | Outcome::Pass | Outcome::NotEvaluated(_) | Outcome::Attested) {
        return None;
    }
    let place = Place { span: verdict.key?, ..verdict.place? };
    let key = context.sources.text_at(place);
    let inside = key.trim_start_matches('\\').trim_matches('"').trim_end_matches('\\');
    Some(inside.to_owned())
}

pub(super) fn json_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(json_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
