//! What in a declaration is not read: fields, questions and answers that stand where none is known, so that a slip of
//! the pen does not silently take an answer away. What is wrong with a value is told where answers are vetted.

use super::words;
use crate::diagnostic::near::advice;
use crate::json::{NodeKind as Json, NodeRef};
use crate::lang::Text;
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
                flaws.put(value, words::answers_in_braces());
            }
        } else if name == "format_version" && value.raw() != "1" {
            flaws.put(value, words::version_is_one());
        } else if !FIELDS.contains(&name.as_ref()) {
            flaws.unknown(key, words::no_field, FIELDS[2..].iter().copied());
        }
    }
    if root.get("answers").is_none() {
        flaws.put(root, words::no_answers());
    }
    flaws.0
}

struct Flaws(Vec<(Span, Text)>);

impl Flaws {
    fn put(&mut self, at: NodeRef<'_>, flaw: Text) {
        if self.0.len() < MOST {
            self.0.push((at.span(), flaw));
        }
    }

    /// A name that stands where others are known.
    fn unknown<'n>(&mut self, key: NodeRef<'_>, none: fn(&str) -> Text, known: impl Iterator<Item = &'n str>) {
        let text = key.as_text();
        let (name, known) = (printable(&shortened(&text, LONGEST_NAME)), known.collect::<Vec<_>>());
        let near = advice(&text, known.iter().copied(), || words::there_are(&known));
        self.put(key, none(&name).and(&near));
    }

    fn questions(&mut self, answers: NodeRef<'_>, catalogue: &Catalogue) {
        let sections = || {
            let signs = catalogue.kinds().iter().filter_map(|kind| kind.recognised_by.get(&Dialect::Declaration));
            signs.flat_map(|signs| &signs.sections).map(Str::as_str)
        };
        for (key, value) in answers.members() {
            let name = key.as_text();
            let Some(kind) = catalogue.by_sign(Dialect::Declaration, Sign::Section, &name) else {
                self.unknown(key, words::no_question, sections());
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
                            self.put(answer, words::answer_in_braces());
                        }
                    }
                }
                (_, true) => self.put(value, words::one_answer()),
                (_, false) => self.put(value, words::list_of_answers()),
            }
        }
    }

    fn answer(&mut self, answer: NodeRef<'_>, kind: &Kind) {
        for (key, _) in answer.members() {
            let name = key.as_text();
            let known = || kind.settings.iter().map(|def| def.name.as_str());
            if !UNREAD.contains(&name.as_ref()) && !known().any(|known| known.eq_ignore_ascii_case(&name)) {
                self.unknown(key, words::no_part, known());
            }
        }
        let Some(identity) = kind.identity.first().map(|id| kind.def(*id)) else { return };
        let given = answer.members().find(|(key, _)| key.as_text().eq_ignore_ascii_case(&identity.name));
        let empty = |value: NodeRef<'_>| {
            value.kind() == Json::Null || value.as_str().is_some_and(|text| text.trim().is_empty())
        };
        if given.is_none_or(|(_, value)| empty(value)) {
            let at = given.map_or(answer, |(_, value)| value);
            self.put(at, words::about_which(&identity.name, &identity.label));
        }
    }
}
