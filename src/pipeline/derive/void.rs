//! Why declared answers do not count: each told at its place, with what the question takes and what to do.

use std::collections::BTreeSet;

use crate::diagnostic::near::{closest, did_you_mean};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::text_of;
use crate::lang::{Text, both, text};
use crate::model::place::Place;
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Kind, SettingDef, SettingId, Shape};
use crate::pipeline::check::AUTHORSHIP;
use crate::pipeline::resource::Resource;
use crate::pipeline::source::Sources;
use crate::text::printable::printable;

/// Why something in a declaration does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Void {
    /// Who answered, when, or the evidence is not there.
    Unsigned,
    /// It still says what is to be filled in.
    Placeholder,
    /// It is no day, or of a type or value that the question does not take.
    Unreadable,
    /// The day has not been yet.
    Future,
    /// The answer's last day is past.
    Expired,
    /// What it tells of is too long ago.
    TooOld,
    /// Another answer that counts says something else.
    Contradicted,
    /// What it says is not there stands here.
    Shown(Place),
    /// The declaration is of another tenant than the exports.
    OtherTenant,
    /// The declaration does not say whose it is.
    NoTenant,
    /// The exports are of several tenants.
    SeveralTenants,
}

impl Void {
    /// The reason that a verdict gives.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Unsigned => Reason::SettingAbsent,
            Self::Placeholder | Self::Unreadable | Self::Future => Reason::UnknownValue,
            Self::Expired | Self::TooOld => Reason::Stale,
            Self::Contradicted | Self::Shown(_) => Reason::ConflictingValues,
            Self::OtherTenant | Self::NoTenant | Self::SeveralTenants => Reason::TenantMismatch,
        }
    }
}

/// An answer, and what it is an answer to.
pub(super) struct Subject<'a> {
    kind: &'a Kind,
    /// What it is about, where there are several such answers.
    name: Option<String>,
    place: Place,
}

impl<'a> Subject<'a> {
    pub(super) fn of(answer: &Resource<'_>, catalogue: &'a Catalogue) -> Self {
        Self { kind: catalogue.kind(answer.kind), name: answer.identity(catalogue), place: answer.place }
    }

    /// What it is about, after a comma: nothing where there is one such answer.
    fn about(&self) -> Text {
        let Some(name) = &self.name else { return both("", "") };
        let members = self.kind.identity.first().map_or(&[][..], |id| self.kind.def(*id).shape.members());
        let label = members.iter().find(|member| member.name == **name).and_then(|member| member.label.as_ref());
        let printed = printable(name);
        let [en, zh] = label.map_or([&*printed; 2], |label| [&*label.en, &*label.zh_cn]);
        text!(", {en}", "，{zh}")
    }
}

/// How many are told; whoever has more to mend begins with these.
const MOST: usize = 200;
/// How many are put into words: of those that have expired, some may turn out to have been answered anew.
const MOST_WORDED: usize = 5 * MOST;

/// What in the declarations does not count, as far as it is put into words, and the answer that has only expired.
pub(super) struct Voids<'a> {
    sources: &'a Sources,
    all: Vec<(Option<Box<Diagnostic>>, Option<Place>)>,
}

impl<'a> Voids<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, all: Vec::new() }
    }

    /// A part of an answer does not count, or, where none is named, the whole of it.
    pub(super) fn tell(&mut self, subject: &Subject<'_>, part: Option<SettingId>, place: Place, why: Void) {
        let worded = self.all.len() < MOST_WORDED;
        let told = worded.then(|| one(subject, part, place, why, self.sources).into());
        self.all.push((told, (why == Void::Expired).then_some(subject.place)));
    }

    /// What has been answered anew need not be mended.
    pub(super) fn forget_renewed(&mut self, renewed: &BTreeSet<Place>) {
        self.all.retain(|(_, expired)| expired.is_none_or(|answer| !renewed.contains(&answer)));
    }

    /// One diagnostic for each, and how many more there are.
    pub(super) fn told(self) -> Vec<Diagnostic> {
        let all = self.all.len();
        let mut told: Vec<Diagnostic> =
            self.all.into_iter().filter_map(|(told, _)| told).take(MOST).map(|told| *told).collect();
        let more = all - told.len();
        if more > 0 {
            let headline = text!("{more} more places in declarations do not count", "声明文件中另有 {more} 项不予采用");
            told.push(Diagnostic::new(Code::DeclarationAnswer, headline));
        }
        told
    }
}

fn one(subject: &Subject<'_>, part: Option<SettingId>, place: Place, why: Void, sources: &Sources) -> Diagnostic {
    let (kind, about) = (subject.kind, subject.about());
    let part = part.map(|setting| kind.def(setting));
    let name = part.map_or("tenant", |part| part.name.as_str());
    let headline = match part {
        None => both("the answers of this declaration do not count", "此声明文件中的回答均不予采用"),
        Some(_) if AUTHORSHIP.contains(&name) => text!(
            ("an answer does not count: {}{}", kind.label.en, about.en),
            ("一项声明不予采用：{}{}", kind.label.zh_cn, about.zh_cn)
        ),
        Some(part) => text!(
            ("part of an answer does not count: {}{}", part.label.en, about.en),
            ("声明中的一项不予采用：{}{}", part.label.zh_cn, about.zh_cn)
        ),
    };
    let (label, help) = match (why, part) {
        (Void::Unreadable, Some(def)) => unreadable(def, &text_of(sources.text_at(place))),
        (Void::Shown(shown), _) => {
            let source = sources.get(shown.source);
            let at = source.position(shown.span.start());
            let at = format!("{}:{}:{}", printable(&source.name), at.line, at.column);
            let label = text!("{at} shows the opposite", "{at} 与此相反");
            (label, words(why, name).1)
        }
        (why, _) => words(why, name),
    };
    Diagnostic::new(Code::DeclarationAnswer, headline).at(place, label).help(help)
}

/// What a question takes: the words for its values, with an example.
pub(crate) fn takes(def: &SettingDef) -> Text {
    let names = |last: &str, between: &str| {
        let names: Vec<&str> = def.shape.members().iter().map(|member| member.name.as_str()).collect();
        match names.split_last() {
            Some((only, [])) => (*only).to_owned(),
            Some((end, others)) => format!("{}{last}{end}", others.join(between)),
            None => String::new(),
        }
    };
    match &def.shape {
        Shape::Boolean => both("true or false", "true 或 false"),
        Shape::Enum(_) => both(names(" or ", ", "), names(" 或 ", "、")),
        _ if is_day(def) => both("a day, such as 2026-11-01", "日期，例如 2026-11-01"),
        _ => match &def.example {
            Some(example) => text!(("a text, such as {}", example.en), ("文字，例如 {}", example.zh_cn)),
            None => both("a text", "文字"),
        },
    }
}

/// Whether a question asks for a day.
fn is_day(def: &SettingDef) -> bool {
    let signed = [AUTHORSHIP[1], AUTHORSHIP[3]].contains(&def.name.as_str());
    signed || def.past.is_some() || def.shape == Shape::Date
}

/// What is said of a value that the question does not take.
fn unreadable(def: &SettingDef, given: &str) -> (Text, Text) {
    let (name, takes) = (&def.name, takes(def));
    let label = text!(("`{name}` takes {}", takes.en), ("`{name}` 应填{}", spaced(&takes.zh_cn)));
    let members = def.shape.members().iter().map(|member| member.name.as_str());
    let help = match &def.shape {
        Shape::Boolean => both("write true or false, without quotation marks", "请写 true 或 false，不加引号"),
        Shape::Enum(_) => match closest(given, members) {
            Some(near) => did_you_mean(&format!("\"{near}\"")),
            None => both("put one of these, in quotation marks", "请填写其中之一，并加引号"),
        },
        _ if is_day(def) => both(
            "the day must exist: year, month and day, with hyphens, in quotation marks",
            "日期须真实存在，按年-月-日书写，并加引号",
        ),
        _ => both("write it in quotation marks", "请写成加引号的文字"),
    };
    (label, help)
}

/// With a space before what begins with a letter.
fn spaced(text: &str) -> String {
    let latin = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    format!("{}{text}", if latin { " " } else { "" })
}

/// What is wrong, and what to do.
fn words(why: Void, name: &str) -> (Text, Text) {
    match why {
        Void::Unsigned => (
            text!("`{name}` is not filled in", "`{name}` 未填写"),
            both(
                "an answer needs `by` (who), `on` (the day) and `evidence` (what it rests on)",
                "每项声明都须填写 `by`（填写人）、`on`（日期）和 `evidence`（依据）",
            ),
        ),
        Void::Placeholder => (
            both("this is a placeholder", "这是占位符，不是回答"),
            text!("put the real answer for `{name}` in its place", "请把 `{name}` 换成真实的内容"),
        ),
        Void::Unreadable => (
            text!("no answer that `{name}` takes", "`{name}` 不接受这样的值"),
            both("write what the question asks for", "请按问题填写"),
        ),
        Void::Future => (
            both("this day is yet to come", "该日期尚未到来"),
            text!("`{name}` is the day on which it was done", "`{name}` 应为实际发生的日期"),
        ),
        Void::Expired => (
            both("this answer has expired", "这项声明已过期"),
            both(
                "check that it still holds, then sign it again with the day of today",
                "请重新核实，再以当天日期重新填写",
            ),
        ),
        Void::TooOld => (
            both("more than twelve months before the answer", "比填写日期早十二个月以上"),
            both("do it again, then enter the new day", "请重新进行，再填写新的日期"),
        ),
        Void::Contradicted => (
            both("another answer says something else", "与另一项声明矛盾"),
            both("keep the one that is right; until then neither counts", "请只保留正确的一项；在此之前两项都不采用"),
        ),
        Void::Shown(_) => (
            both("an export shows the opposite", "导出内容与此相反"),
            both(
                "if it is gone, export again; if it is there, answer true: until then this answer does not count",
                "如已不再拥有，请重新导出；如确实拥有，请填 true。在此之前不采用这项声明",
            ),
        ),
        Void::OtherTenant => (
            both("the exports are of another tenant", "导出文件属于另一个租户"),
            both(
                "check each tenant with its own declaration, or correct `tenant`",
                "请为每个租户使用各自的声明文件，或更正 `tenant`",
            ),
        ),
        Void::NoTenant => (
            both("it does not say which tenant it is for", "没有写明属于哪个租户"),
            both(
                "set `tenant` to the initial domain, such as contoso.partner.onmschina.cn",
                "请把 `tenant` 设为租户的初始域，例如 contoso.partner.onmschina.cn",
            ),
        ),
        Void::SeveralTenants => (
            both("the exports are of several tenants", "导出文件来自多个租户"),
            both("check each tenant on its own, with its own declaration", "请逐个租户检查，并使用各自的声明文件"),
        ),
    }
}
