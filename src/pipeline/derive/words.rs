//! What is said of declared answers: why they do not count, and what to do.

use crate::diagnostic::{Code, told};
use crate::lang::said;
use crate::text::data::Text;

told! {
    declaration: Code::DeclarationAnswer,
        "the answers of this declaration do not count", "此声明文件中的回答均不予采用";
    answer(label: &Text, about: &Text): Code::DeclarationAnswer,
        ("an answer does not count: {}{}", label.en, about.en), ("一项声明不予采用：{}{}", label.zh_cn, about.zh_cn);
    part(label: &Text, about: &Text): Code::DeclarationAnswer,
        ("part of an answer does not count: {}{}", label.en, about.en),
        ("声明中的一项不予采用：{}{}", label.zh_cn, about.zh_cn);
    more(more: usize): Code::DeclarationAnswer,
        "{more} more places in declarations do not count", "声明文件中另有 {more} 项不予采用";
}

said! {
    about(en: &str, zh: &str): ", {en}", "，{zh}";
    void: "this answer does not count", "这项声明不予采用";
    suspended: "the licence is suspended; whether its users still reach the service is not known",
        "许可证已暂停，无法得知用户能否继续使用该服务";

    boolean: "true or false", "true 或 false";
    day: "a day, such as 2026-11-01", "日期，例如 2026-11-01";
    text: "a text", "文字";
    text_such_as(example: &Text): ("a text, such as {}", example.en), ("文字，例如 {}", example.zh_cn);
    takes(name: &str, takes: &Text): ("`{name}` takes {}", takes.en), ("`{name}` 应填{}", spaced(&takes.zh_cn));
    write_boolean: "write true or false, without quotation marks", "请写 true 或 false，不加引号";
    write_one: "put one of these, in quotation marks", "请填写其中之一，并加引号";
    write_day: "the day must exist: year, month and day, with hyphens, in quotation marks",
        "日期须真实存在，按年-月-日书写，并加引号";
    write_text: "write it in quotation marks", "请写成加引号的文字";

    unsigned(name: &str): "`{name}` is not filled in", "`{name}` 未填写";
    sign: "an answer needs `by` (who), `on` (the day) and `evidence` (what it rests on)",
        "每项声明都须填写 `by`（填写人）、`on`（日期）和 `evidence`（依据）";
    placeholder: "this is a placeholder", "这是占位符，不是回答";
    fill_in(name: &str): "put the real answer for `{name}` in its place", "请把 `{name}` 换成真实的内容";
    unreadable(name: &str): "no answer that `{name}` takes", "`{name}` 不接受这样的值";
    read_question: "write what the question asks for", "请按问题填写";
    future: "this day is yet to come", "该日期尚未到来";
    day_of(name: &str): "`{name}` is the day on which it was done", "`{name}` 应为实际发生的日期";
    expired: "this answer has expired", "这项声明已过期";
    renew: "check that it still holds, then sign it again with the day of today", "请重新核实，再以当天日期重新填写";
    too_old: "more than twelve months before the answer", "比填写日期早十二个月以上";
    repeat: "do it again, then enter the new day", "请重新进行，再填写新的日期";
    contradicted: "another answer says something else", "与另一项声明矛盾";
    keep_one: "keep the one that is right; until then neither counts", "请只保留正确的一项；在此之前两项都不采用";
    shown(at: &str): "{at} shows the opposite", "{at} 与此相反";
    gone_or_there: "if it is gone, export again; if it is there, answer true: until then this answer does not count",
        "如已不再拥有，请重新导出；如确实拥有，请填 true。在此之前不采用这项声明";
    other_tenant: "the exports are of another tenant", "导出文件属于另一个租户";
    own_declaration: "check each tenant with its own declaration, or correct `tenant`",
        "请为每个租户使用各自的声明文件，或更正 `tenant`";
    no_tenant: "it does not say which tenant it is for", "没有写明属于哪个租户";
    set_tenant: "set `tenant` to the initial domain, such as contoso.partner.onmschina.cn",
        "请把 `tenant` 设为租户的初始域，例如 contoso.partner.onmschina.cn";
    several_tenants: "the exports are of several tenants", "导出文件来自多个租户";
    one_by_one: "check each tenant on its own, with its own declaration", "请逐个租户检查，并使用各自的声明文件";
}

/// With a space before what begins with a letter.
fn spaced(text: &str) -> String {
    let latin = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    format!("{}{text}", if latin { " " } else { "" })
}
