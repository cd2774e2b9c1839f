//! What is said of the files of rules and kinds that users bring.

use crate::diagnostic::{Code, told};
use crate::lang::said;

said! {
    at_most(most: usize): "{most} at most", "最多 {most} 项";
    no_such_name(name: &str, kind: &str, own: &[&str]):
        ("{{{name}}} is neither a setting of {kind} nor one of {}", own.join(", ")),
        ("{{{name}}} 既不是 {kind} 的设置，也不是 {} 之一", own.join("、"));
    expects_nothing: "a rule expects at least one setting", "规则至少要对一项设置提出要求";
    no_kind(name: &str): "there is no kind {name}", "资源类型 {name} 不存在";
    no_setting(kind: &str, name: &str): "{kind} has no setting {name}", "{kind} 没有设置 {name}";
    no_statement(id: &str): "there is no statement {id}", "文档条目 {id} 不存在";
    no_rules: "there is no rule in this folder (files that end in .json)", "文件夹中没有规则（.json 文件）";
    rule_exists(id: &str): "there is a rule {id} already", "规则 {id} 已存在";
    neither: "this is neither a rule nor a kind: there is no id, title, kind or expect",
        "这既不是规则也不是资源类型：没有 id、title、kind 或 expect";
    unreadable(error: &serde_json::Error): "{error}", "无法读取（{error}）";
    no_folder: "there is no such folder", "文件夹不存在";
    no_permission: "no permission to read it", "没有读取权限";
    too_large: "too long for a rule, or too many files", "文件过大，或文件过多";
    not_utf8: "it is not UTF-8", "不是 UTF-8 文本";
    outside(error: &std::io::Error): "{error}", "链接指向文件夹之外，或无法读取";
    all_rules: "tenantlint rules lists them all", "用 tenantlint rules 查看全部规则";
    never(name: &str, given: &str): "{name} is never {given}", "{name} 没有取值 {given}";
    these(en: &str, zh: &str): "its values are {en}", "可用的值：{zh}";
    first_of(en: &str, zh: &str, more: usize, all: usize):
        "its values are {en} and {more} more", "可用的值：{zh}等 {all} 个";
    boolean: "it is true or false, without quotes", "它的值是 true 或 false，不加引号";
    integer: "it is a whole number, without quotes", "它的值是整数，不加引号";
    list: "it is a list of texts", "它的值是文本列表";
    text: "it is a text", "它的值是文本";
}

told! {
    invalid: Code::RuleInvalid, "this is not a valid rule or kind file", "规则或资源类型文件无效";
    unknown_rule(pattern: &str): Code::UnknownRule, "there is no rule {pattern}", "规则 {pattern} 不存在";
}
