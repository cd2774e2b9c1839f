//! A finding in words: its headline, what stands under its value, what was expected, whose tenant it is about.

use super::Context;
use crate::lang::{Lang, say, words};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::pack::catalogue::{SettingDef, Shape};
use crate::pack::rule::fill;
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Judged;
use crate::text::mask::is_masked;
use crate::text::printable::printable;

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
            Shape::List { .. } => text.split(", ").map(one).collect::<Vec<_>>().join(lang.list_comma()),
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

/// Places, each with what is said there.
pub(super) type Labels = Vec<(Place, String)>;

/// The places of a finding, each with what is said there: its own and what it is judged by in that object, and those
/// that it rests on elsewhere.
pub(super) fn places(judged: &Judged, context: Context<'_>) -> (Labels, Labels) {
    let verdict = &judged.verdict;
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
        let shown = printable(&shown.join(lang.semicolon()));
        labels
            .push((place, if shown.is_empty() || verdict.observed.is_none() { label(judged, context) } else { shown }));
        let told = |place: &Place| verdict.related.iter().any(|related| related.place == *place);
        for (setting, place, text) in verdict.because.iter().filter(|(_, place, _)| !told(place)) {
            labels.push((*place, format!("{} = {text}", kind.def(*setting).name)));
        }
    }
    (labels, elsewhere.into_iter().map(|other| (other.place, printable(other.words.get(lang)))).collect())
}

/// What stands under the value.
fn label(judged: &Judged, context: Context<'_>) -> String {
    let verdict = &judged.verdict;
    let lang = context.lang;
    let kind = context.catalogue.kind(verdict.kind);
    let (Some(setting), Some(place)) = (verdict.setting, verdict.place) else { return String::new() };
    let def = kind.def(setting);
    let Some(observed) = &verdict.observed else {
        return say!(lang, ("the {} is missing", def.label.en), ("缺少：{}", def.label.zh_cn));
    };
    if let Some(problem) = verdict.problem {
        return problem.subject(lang).to_owned();
    }
    let canonical = json_text(observed);
    let written = match context.sources.text_at(place).trim_matches('"') {
        _ if observed == "…" => "…",
        masked if is_masked(masked) => &canonical,
        written => written,
    };
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
    match (said.is_empty(), expected.is_empty()) {
        (_, true) => said,
        (true, false) => say!(lang, "expected {expected}", "应为 {expected}"),
        (false, false) => say!(lang, "{said}; expected {expected}", "{said}；应为 {expected}"),
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

/// What tells a finding from others, whatever becomes of its file; none in a report without names, where it would
/// confirm one that was guessed.
pub(super) fn fingerprint(judged: &Judged) -> Option<&str> {
    Some(judged.fingerprint.as_str()).filter(|told| !told.is_empty())
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
    (!is_masked(inside)).then(|| inside.to_owned())
}

pub(super) fn json_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(json_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The tenant that a finding is about, where the exports are of several.
pub(super) fn tenant_of(judged: &Judged, context: Context<'_>) -> Option<String> {
    let name = judged.tenant.as_deref().filter(|_| context.several_tenants)?;
    Some(say!(context.lang, "tenant {}", "租户 {}", printable(name)))
}

/// The word for a severity; in English its id.
pub(crate) fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Info => words(lang, "info", "提示"),
        Severity::Warning => words(lang, "warning", "警告"),
        Severity::Error => words(lang, "error", "错误"),
    }
}

/// The same in brackets, as it stands behind the name of a rule.
pub(crate) fn in_brackets(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Info => words(lang, " (info)", "（提示）"),
        Severity::Warning => words(lang, " (warning)", "（警告）"),
        Severity::Error => words(lang, " (error)", "（错误）"),
    }
}
