//! What is to be said of declared answers that do not count: each at its place, with what the question takes and what to do.

use crate::diagnostic::near::closest;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::text_of;
use crate::lang::{Text, both};
use crate::pack::catalogue::{Catalogue, Kind, SettingDef, Shape};
use crate::pipeline::check::AUTHORSHIP;
use crate::pipeline::derive::{Flaw, Void};
use crate::pipeline::source::Sources;
use crate::text::printable::printable;

/// How many are told; whoever has more to mend begins with these.
const MOST: usize = 200;

/// One for each, and how many more there are.
pub(super) fn told(flaws: &[Flaw], catalogue: &Catalogue, sources: &Sources) -> Vec<Diagnostic> {
    let more = flaws.len().saturating_sub(MOST);
    let rest = (more > 0).then(|| {
        let headline = both(
            format!("{more} more places in declarations do not count"),
            format!("声明文件中另有 {more} 项不予采用"),
        );
        Diagnostic::new(Code::DeclarationAnswer, headline)
    });
    flaws.iter().take(MOST).map(|flaw| one(flaw, catalogue, sources)).chain(rest).collect()
}

fn one(flaw: &Flaw, catalogue: &Catalogue, sources: &Sources) -> Diagnostic {
    let kind = catalogue.kind(flaw.kind);
    let part = flaw.setting.map(|setting| kind.def(setting));
    let name = part.map_or("tenant", |part| part.name.as_str());
    let authorship = AUTHORSHIP.contains(&name);
    let about = about(flaw, kind);
    let headline = match part {
        None => both("the answers of this declaration do not count", "此声明文件中的回答均不予采用"),
        Some(_) if authorship => both(
            format!("an answer does not count: {}{}", kind.label.en, about.en),
            format!("一项声明不予采用：{}{}", kind.label.zh_cn, about.zh_cn),
        ),
        Some(part) => both(
            format!("part of an answer does not count: {}{}", part.label.en, about.en),
            format!("声明中的一项不予采用：{}{}", part.label.zh_cn, about.zh_cn),
        ),
    };
    let (label, help) = match (flaw.why, part) {
        (Void::Unreadable, Some(def)) => unreadable(def, &text_of(sources.text_at(flaw.place))),
        (Void::Shown(place), _) => {
            let source = sources.get(place.source);
            let at = source.position(place.span.start());
            let at = format!("{}:{}:{}", printable(&source.name), at.line, at.column);
            let label = both(format!("{at} shows the opposite"), format!("{at} 与此相反"));
            (label, words(flaw.why, name).1)
        }
        (why, _) => words(why, name),
    };
    Diagnostic::new(Code::DeclarationAnswer, headline).at(flaw.place, label).help(help)
}

/// What the answer is about, after a comma: nothing where there is one such answer.
fn about(flaw: &Flaw, kind: &Kind) -> Text {
    let Some(name) = &flaw.about else { return both("", "") };
    let members = kind.identity.first().map_or(&[][..], |id| kind.def(*id).shape.members());
    let label = members.iter().find(|member| member.name == **name).and_then(|member| member.label.as_ref());
    let printed = printable(name);
    let [en, zh] = label.map_or([&*printed; 2], |label| [&*label.en, &*label.zh_cn]);
    both(format!(", {en}"), format!("，{zh}"))
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
            Some(example) => both(format!("a text, such as {}", example.en), format!("文字，例如 {}", example.zh_cn)),
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
    let label = both(format!("`{name}` takes {}", takes.en), format!("`{name}` 应填{}", spaced(&takes.zh_cn)));
    let members = def.shape.members().iter().map(|member| member.name.as_str());
    let help = match &def.shape {
        Shape::Boolean => both("write true or false, without quotation marks", "请写 true 或 false，不加引号"),
        Shape::Enum(_) => match closest(given, members) {
            Some(near) => both(format!("did you mean \"{near}\"?"), format!("是否应为 \"{near}\"？")),
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
            both(format!("`{name}` is not filled in"), format!("`{name}` 未填写")),
            both(
                "an answer needs `by` (who), `on` (the day) and `evidence` (what it rests on)",
                "每项声明都须填写 `by`（填写人）、`on`（日期）和 `evidence`（依据）",
            ),
        ),
        Void::Placeholder => (
            both("this is a placeholder", "这是占位符，不是回答"),
            both(format!("put the real answer for `{name}` in its place"), format!("请把 `{name}` 换成真实的内容")),
        ),
        Void::Unreadable => (
            both(format!("no answer that `{name}` takes"), format!("`{name}` 不接受这样的值")),
            both("write what the question asks for", "请按问题填写"),
        ),
        Void::Future => (
            both("this day is yet to come", "该日期尚未到来"),
            both(format!("`{name}` is the day on which it was done"), format!("`{name}` 应为实际发生的日期")),
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
