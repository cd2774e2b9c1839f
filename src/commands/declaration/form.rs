//! The questions of a declaration as answers to fill in: each with what is asked, and with what it takes.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Question;
use crate::lang::{Lang, say, words};
use crate::model::dialect::Dialect;
use crate::pack::catalogue::{Catalogue, Kind, Member, SettingDef, Shape};
use crate::pipeline::check::AUTHORSHIP;
use crate::pipeline::derive::takes;
use crate::pipeline::read::UNREAD;

/// What stands at the top of the form: how it is filled in, and what stands in every answer.
pub(super) fn help(lang: Lang) -> Vec<String> {
    let lines: &[(&str, &str)] = &[
        (
            "Put an answer in place of each null; what stays null stays open. Each answer takes what its `values` say.",
            "把每个 null 换成回答；仍为 null 的视为未答。各项可填的内容见 values。",
        ),
        ("by: who answers, such as \"Compliance desk\"", "by：填写人，例如 \"合规部\""),
        ("on: the day of the answer, such as \"2026-11-01\"", "on：填写日期，例如 \"2026-11-01\""),
        (
            "evidence: what it rests on, such as \"CHG-20417\" or the place of a screenshot",
            "evidence：依据，例如工单号 \"CHG-20417\" 或截图存放位置",
        ),
        (
            "expires (may be left out): the last day on which it counts; twelve months after `on` without it",
            "expires（可省略）：有效期的最后一天；省略时为填写日期后十二个月",
        ),
    ];
    lines.iter().map(|(en, zh)| words(lang, en, zh).to_owned()).collect()
}

/// What an answer takes, part by part, in one line.
fn values(kind: &Kind, lang: Lang) -> String {
    let framed = |def: &&SettingDef| AUTHORSHIP.contains(&def.name.as_str());
    let named = |def: &&SettingDef| kind.identity.first().is_some_and(|id| kind.def(*id).name == def.name);
    let parts = kind.settings.iter().filter(|def| !framed(def) && !named(def));
    let part = |def: &SettingDef| format!("{}{}{}", def.name, lang.colon(), value(def, lang));
    parts.map(part).collect::<Vec<_>>().join(lang.semicolon())
}

/// What one part takes; of listed values also what they mean.
fn value(def: &SettingDef, lang: Lang) -> String {
    let Shape::Enum(members) = &def.shape else { return takes(def).get(lang).to_owned() };
    let described = |member: &Member| match &member.label {
        Some(label) if *label.get(lang) != *member.name => {
            say!(lang, ("{} ({})", member.name, label.en), ("{}（{}）", member.name, label.zh_cn))
        }
        _ => member.name.to_string(),
    };
    members.iter().map(described).collect::<Vec<_>>().join(lang.list_comma())
}

/// The answers, and where in the list of a section the one of a name stands: there may be as many as sites.
pub(super) struct DeclarationForm {
    pub(super) answers: Map<String, Value>,
    pub(super) places: HashMap<String, HashMap<String, usize>>,
}

/// Puts a question among the answers: into the answer that is there, or as one to fill in.
pub(super) fn ask(
    DeclarationForm { answers, places }: &mut DeclarationForm,
    (kind, identity): &Question,
    catalogue: &Catalogue,
    lang: Lang,
) {
    let kind = catalogue.kind(*kind);
    let signs = kind.recognised_by.get(&Dialect::Declaration);
    let Some(section) = signs.and_then(|signs| signs.sections.first()) else { return };
    let Some((identity, name)) = identity.as_ref().zip(kind.identity.first().map(|id| kind.def(*id).name.as_str()))
    else {
        let answer = answers.entry(section.clone()).or_insert_with(|| Value::Object(Map::new()));
        return complete(answer, kind, None, lang);
    };
    let list = answers.entry(section.clone()).or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = list else { return };
    let folded = |name: &str| name.trim().to_ascii_lowercase();
    let places = places.entry(section.to_string()).or_insert_with(|| {
        // Of two answers for one thing the first counts.
        let named = list.iter().enumerate().rev();
        named.filter_map(|(at, answer)| Some((folded(answer[name].as_str()?), at))).collect()
    });
    let at = *places.entry(folded(identity)).or_insert_with(|| {
        list.push(serde_json::json!({ name: identity }));
        list.len() - 1
    });
    complete(&mut list[at], kind, Some(identity), lang);
}

/// Adds to an answer whatever it lacks, as `null`.
fn complete(answer: &mut Value, kind: &Kind, identity: Option<&str>, lang: Lang) {
    let Value::Object(answer) = answer else { return };
    if let Some(question) = &kind.question {
        let named = kind.identity.first().and_then(|id| {
            let member = kind.def(*id).shape.members().iter().find(|member| Some(member.name.as_str()) == identity)?;
            Some(format!("{}{}", member.words(lang), lang.colon()))
        });
        let text = named.unwrap_or_default() + question.get(lang);
        let lines = [(UNREAD[0], text), (UNREAD[1], values(kind, lang))];
        for (at, (name, line)) in lines.into_iter().enumerate() {
            answer.shift_remove(name);
            answer.shift_insert(at, name.to_owned(), line.into());
        }
    }
    for def in &kind.settings {
        // Without a last day of its own, an answer holds for twelve months.
        if def.name != AUTHORSHIP[3] {
            answer.entry(&def.name).or_insert(Value::Null);
        }
    }
}
