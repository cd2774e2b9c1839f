//! What is said of the configuration and of the files beside it.

use toml::de::DeValue;

use crate::diagnostic::{Code, told};
use crate::lang::said;
use crate::model::place::Place;

/// What a value should be, in both languages.
pub(super) type Expected<'w> = (&'w str, &'w str);

pub(super) const STRING: Expected<'_> = ("a text in quotes", "带引号的文本");
pub(super) const STRINGS: Expected<'_> = ("a text in quotes or a list of them", "带引号的文本或其列表");
pub(super) const TABLE: Expected<'_> = ("a table", "表");
pub(super) const TABLES: Expected<'_> = ("written as [[waiver]] tables", " [[waiver]] 表");
pub(super) const BOOLEAN: Expected<'_> = ("true or false", " true 或 false");
pub(super) const DATE: Expected<'_> = ("a day, such as 2026-12-31", "日期，例如 2026-12-31");
pub(super) const AGE: Expected<'_> =
    ("days or longer, such as 30d, 4w or P30D", "以天、周、月等为单位的期限，例如 30d、4w、P30D");
pub(super) const PINNED: Expected<'_> =
    ("a text, a whole number, true, false, or a list of texts", "文本、整数、true、false 或文本列表");

/// The types of TOML, as people call them.
pub(super) fn type_words(value: &DeValue<'_>) -> Expected<'static> {
    match value {
        DeValue::String(_) => ("a text", "文本"),
        DeValue::Integer(_) => ("a whole number", "整数"),
        DeValue::Float(_) => ("a number with a fraction", "小数"),
        DeValue::Boolean(_) => ("true or false", "布尔值"),
        DeValue::Datetime(_) => ("a date", "日期"),
        DeValue::Array(_) => ("a list", "列表"),
        DeValue::Table(_) => TABLE,
    }
}

said! {
    this_is(en: &str, zh: &str): "this is {en}", "此处是{zh}";
    out_of_range: "out of range", "超出范围";
    no_quotes: "write it without quotes and %", "不加引号和 %";
    no_such_day: "no day that there is", "不是有效的日期";
    no_age: "this is no age", "这不是有效的期限";
    whole_number(most: u32): "a whole number from 0 to {most}", " 0 到 {most} 之间的整数";
    one_of(names: &[String]): ("one of {}", names.join(", ")), ("以下之一：{}", names.join("、"));
    none_of_them: "this is none of them", "不在其中";
    known_keys(known: &[&str]): ("known keys: {}", known.join(", ")), ("可用的配置项：{}", known.join("、"));
    unknown_rule: "unknown rule", "未知的规则";
}

told! {
    not_toml(said: &str, there: Place): Code::NotToml, "this file is not TOML", "文件不是合法的 TOML",
        at there "{said}", "语法错误（{said}）";
    wrong_value(key: &str, en: &str, zh: &str): Code::WrongValue, "{key} should be {en}", "{key} 应为{zh}";
    unknown_key(name: &str, there: Place): Code::UnknownKey, "there is no key {name}", "配置项 {name} 不存在",
        at there "unknown key", "未知的配置项";
    empty_value(key: &str, there: Place): Code::EmptyValue, "{key} is empty", "{key} 为空",
        at there "write something here", "请填写内容";
    no_tenant(there: Place): Code::WrongValue, "this does not name a tenant", "这不是租户的名称",
        at there "no tenant is called so", "不是租户名称",
        help "its initial domain (contoso.partner.onmschina.cn), its SharePoint host or its id",
            "应为初始域（contoso.partner.onmschina.cn）、SharePoint 主机名或租户 ID";
    bad_glob(said: &str, there: Place): Code::BadGlob, "the glob cannot be understood", "此通配符（glob）写法有误",
        at there "{said}", "语法错误（{said}）";
    too_many(most: usize, there: Place): Code::TooMany, "the list is too long", "列表过长",
        at there "expected at most {most}", "最多 {most} 项";
    bad_pattern(there: Place): Code::BadPattern, "this does not name rules", "这不是规则的写法",
        at there "expected a rule's id, all rules of a service as \"sharepoint/*\", or \"*\"",
            "应为规则 ID、一个服务的全部规则（如 \"sharepoint/*\"）或 \"*\"";
    not_tables(there: Place): Code::WrongValue, "waivers are an array of tables", "豁免须写成表数组（[[waiver]]）",
        at there "this is none", "格式不符",
        help "begin each waiver with a line [[waiver]]", "每项豁免以单独一行 [[waiver]] 开头";
    incomplete(key: &str, example: &str, there: Place): Code::WaiverIncomplete,
        "this waiver has no {key}", "此豁免缺少 {key}",
        at there "{key} is missing", "缺少 {key}",
        help "add a line {example}", "补上一行 {example}";
    backwards(created: jiff::civil::Date, there: Place): Code::WaiverBackwards,
        "this waiver ends before it begins", "此豁免的到期日早于创建日",
        at there "created on {created}", "创建于 {created}";
    second_policy(there: Place): Code::WaiverSecondPolicy,
        "there is a waiver policy in another file already", "另一个文件中已有豁免策略",
        at there "a second one", "重复的策略",
        help "keep one [waiver-policy] for all files", "所有文件只保留一个 [waiver-policy]";
    no_baseline(name: &str): Code::BaselineAbsent, "there is no such baseline", "基线文件不存在",
        help "--write-baseline {name} records the findings in it", "可用 --write-baseline {name} 记录当前问题";
}
