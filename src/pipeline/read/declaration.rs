//! What in a declaration is not read: fields, questions and answers that stand where none is known, so that a slip of
//! the pen does not silently take an answer away. What is wrong with a value is told where answers are vetted.

use crate::diagnostic::near::advice;
use crate::json::{NodeKind as Json, NodeRef};
use crate::lang::{Lang, Text, both, text, words};
use crate::model::dialect::Dialect;
use crate::model::place::Span;
use crate::pack::catalogue::{Catalogue, Kind, Sign};
use crate::text::data::Str;
use crate::text::printable::{printable, shortened};

/// How many are told; whoever has more to mend begins with these.
const MOST: usize = 200;

/// The fields of a declaration.
const FIELDS: [&str; 6] = ["$schema", "help", "tenantlint", "format_version", "tenant", "answers"];

/// The fields of an answer that are for whoever fills it in, and are not read.
pub const UNREAD: [&str; 2] = ["question", "values"];

/// So much of a name is repeated.
const LONGEST_NAME: usize = 60;

/// What is not read, and where.
pub(super) fn flaws(root: NodeRef<'_>, catalogue: &Catalogue) -> Vec<(Span, Text)> {
    let mut flaws = Flaws(Vec::new());
    for (key, value) in root.members() {
        let name = key.as_text();
        if name == "answers" {
            if value.kind() == Json::Object {
                flaws.questions(value, catalogue);
            } else {
                flaws.put(
                    value,
                    "the answers stand in braces, by question: {…}",
                    "回答应写在花括号中，按问题列出：{…}",
                );
            }
        } else if name == "format_version" && value.raw() != "1" {
            flaws.put(value, "the version of the format is 1, without quotation marks", "格式版本应为 1，不加引号");
        } else if !FIELDS.contains(&name.as_ref()) {
            flaws.unknown(key, ("field of a declaration", "声明文件字段"), FIELDS[2..].iter().copied());
        }
    }
    if root.get("answers").is_none() {
        flaws.put(root, "there are no answers: `answers` is missing", "没有任何回答：缺少 `answers`");
    }
    flaws.0
}

struct Flaws(Vec<(Span, Text)>);

impl Flaws {
    fn put(&mut self, at: NodeRef<'_>, en: impl AsRef<str>, zh: impl AsRef<str>) {
        if self.0.len() < MOST {
            self.0.push((at.span(), both(en.as_ref().to_owned(), zh.as_ref().to_owned())));
        }
    }

    /// A name that stands where others are known.
    fn unknown<'n>(&mut self, key: NodeRef<'_>, what: (&str, &str), known: impl Iterator<Item = &'n str>) {
        let text = key.as_text();
        let (name, known) = (printable(&shortened(&text, LONGEST_NAME)), known.collect::<Vec<_>>());
        let none = text!(("there is no {} `{name}`", what.0), ("没有{} `{name}`", what.1));
        let said = none.and(&advice(&text, known.iter().copied(), || {
            text!(("there are: {}", known.join(", ")), ("可用的有：{}", known.join("、")))
        }));
        self.put(key, said.en, said.zh_cn);
    }

    fn questions(&mut self, answers: NodeRef<'_>, catalogue: &Catalogue) {
        let sections = || {
            let signs = catalogue.kinds().iter().filter_map(|kind| kind.recognised_by.get(&Dialect::Declaration));
            signs.flat_map(|signs| &signs.sections).map(Str::as_str)
        };
        for (key, value) in answers.members() {
            let name = key.as_text();
            let Some(kind) = catalogue.by_sign(Dialect::Declaration, Sign::Section, &name) else {
                self.unknown(key, ("question", "问题"), sections());
                continue;
            };
            let kind = catalogue.kind(kind);
            match (value.kind(), kind.identity.is_empty()) {
                (Json::Null, _) => {}
                (Json::Object, true) => self.answer(value, kind),
                (Json::Array, false) => {
                    for answer in value.elements() {
                        if answer.kind() == Json::Object {
                            self.answer(answer, kind);
                        } else {
                            self.put(answer, "an answer stands in braces: {…}", "每项回答应写在花括号中：{…}");
                        }
                    }
                }
                (_, true) => self.put(value, "this question has one answer: {…}", "此问题只有一项回答：{…}"),
                (_, false) => {
                    self.put(value, "this question has a list of answers: [{…}]", "此问题的回答是一个列表：[{…}]");
                }
            }
        }
    }

    fn answer(&mut self, answer: NodeRef<'_>, kind: &Kind) {
        for (key, _) in answer.members() {
            let name = key.as_text();
            let known = || kind.settings.iter().map(|def| def.name.as_str());
            if !UNREAD.contains(&name.as_ref()) && !known().any(|known| known.eq_ignore_ascii_case(&name)) {
                self.unknown(key, ("part of this answer", "这样的回答项"), known());
            }
        }
        let Some(identity) = kind.identity.first().map(|id| kind.def(*id)) else { return };
        let given = answer.members().find(|(key, _)| key.as_text().eq_ignore_ascii_case(&identity.name));
        let empty = |value: NodeRef<'_>| {
            value.kind() == Json::Null || value.as_str().is_some_and(|text| text.trim().is_empty())
        };
        if given.is_none_or(|(_, value)| empty(value)) {
            let at = given.map_or(answer, |(_, value)| value);
            let name = &identity.name;
            let [en, zh] =
                [Lang::En, Lang::ZhCn].map(|lang| words(lang, &identity.label.en, &identity.label.zh_cn).to_owned());
            self.put(
                at,
                format!("`{name}` is missing: which {en} is this answer about?"),
                format!("缺少 `{name}`：请写明这项回答针对哪个{zh}"),
            );
        }
    }
}
