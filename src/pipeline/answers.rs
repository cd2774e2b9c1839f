//! What is to be said of declared answers that do not count: each at its place, with what to do.

use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::pack::catalogue::Catalogue;
use crate::pipeline::check::AUTHORSHIP;
use crate::pipeline::derive::{Flaw, Void};

/// How many are told; whoever has more to mend begins with these.
const MOST: usize = 20;

/// One for each, and how many more there are.
pub(super) fn told(flaws: &[Flaw], catalogue: &Catalogue) -> Vec<Diagnostic> {
    let more = flaws.len().saturating_sub(MOST);
    let rest = (more > 0).then(|| {
        let headline = both(
            format!("{more} more places in declarations do not count"),
            format!("声明文件中另有 {more} 项不予采用"),
        );
        Diagnostic::new(Code::DeclarationAnswer, headline)
    });
    flaws.iter().take(MOST).map(|flaw| one(flaw, catalogue)).chain(rest).collect()
}

fn one(flaw: &Flaw, catalogue: &Catalogue) -> Diagnostic {
    let kind = catalogue.kind(flaw.kind);
    let part = flaw.setting.map(|setting| kind.def(setting));
    let name = part.map_or("tenant", |part| part.name.as_str());
    let whole = flaw.setting.is_none();
    let authorship = AUTHORSHIP.contains(&name);
    let headline = match (whole, authorship) {
        (true, _) => both("the answers of this declaration do not count", "此声明文件中的回答均不予采用"),
        (false, true) => both(
            format!("an answer does not count: {}", kind.label.en),
            format!("一项声明不予采用：{}", kind.label.zh_cn),
        ),
        (false, false) => both(
            format!("part of an answer does not count: {}", part.map_or("", |part| &part.label.en)),
            format!("声明中的一项不予采用：{}", part.map_or("", |part| &part.label.zh_cn)),
        ),
    };
    let (label, help) = words(flaw.why, name);
    Diagnostic::new(Code::DeclarationAnswer, headline).at(flaw.place, label).help(help)
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
            both(
                "days are written as 2026-11-22 and must exist; docs/declaration.md lists the other answers",
                "日期须真实存在，写作 2026-11-22；其他取值见 docs/declaration.md",
            ),
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
