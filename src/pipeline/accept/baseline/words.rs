//! What is said of a baseline.

use crate::diagnostic::{Code, told};
use crate::lang::{Text, said, text};
use crate::model::place::Place;

told! {
    foreign(there: Place): Code::BaselineForeign, "this file is no baseline of tenantlint", "此文件不是 tenantlint 的基线",
        at there "\"tenantlint\": \"baseline\" is missing", "缺少 \"tenantlint\": \"baseline\"",
        help "--write-baseline records a new one", "可用 --write-baseline 重新记录";
    newer(known: i64, there: Place): Code::BaselineVersion, "this baseline is of a newer version", "此基线的格式版本较新",
        at there "{known} is the newest known here", "当前程序只支持到版本 {known}",
        help "update tenantlint", "请升级 tenantlint";
    no_version(known: i64, there: Place): Code::BaselineVersion,
        "this baseline does not tell its version", "此基线没有注明格式版本",
        at there "format_version should be {known}", "format_version 应为 {known}",
        help "--write-baseline records a new one", "可用 --write-baseline 重新记录";
    no_findings(there: Place): Code::BaselineMalformed, "this baseline has no list of findings", "此基线没有问题列表",
        at there "findings should be an array", "findings 应为数组",
        help "--write-baseline records a new one", "可用 --write-baseline 重新记录";
    unknown_key(name: &str, there: Place): Code::BaselineMalformed, "there is no key {name}", "键 {name} 不存在",
        at there "unknown key", "未知的键";
    no_object(there: Place): Code::BaselineMalformed,
        "a recorded finding should be an object", "每个已记录的问题应为对象",
        at there "this is none", "格式不符";
    no_count(there: Place): Code::BaselineMalformed,
        "count should be a whole number from 1 on", "count 应为不小于 1 的整数",
        at there "this is none", "格式不符";
    incomplete(key: &str, there: Place): Code::BaselineMalformed,
        "a recorded finding needs its {key}", "已记录的问题缺少 {key}",
        at there "{key} should be a text", "{key} 应为文本";
    takes_in_barred(rules: &str, count: u64): Code::BaselineNotWaivable,
        "the baseline takes in findings of rules that nobody may waive: {rules} ({count})",
        "基线中记录了不允许豁免的问题：{rules}（{count} 个）",
        help "fix them first: they are requirements, not a choice", "请优先修复：这些是硬性要求，不能自行取舍";
    hides_barred(rules: &str, count: u64): Code::BaselineNotWaivable,
        "the baseline hides findings of rules that nobody may waive: {rules} ({count})",
        "基线掩盖了不允许豁免的问题：{rules}（{count} 个）",
        help "fix them first: they are requirements, not a choice", "请优先修复：这些是硬性要求，不能自行取舍";
    not_written(name: &str): Code::BaselineNotWritten,
        "{name} was not written: not all could be read and judged that it would have to hold",
        "未写入 {name}：输入未能全部读取和判定，基线会不完整";
}

said! {
    not_json: "this baseline is not JSON", "基线文件不是合法的 JSON";
    known_keys(known: &[&str]): ("known keys: {}", known.join(", ")), ("可用的键：{}", known.join("、"));
    and_more(en: &str, zh: &str, more: usize): "{en} and {more} more", "{zh} 等，另有 {more} 项";
    gone(count: u64): "{count} recorded findings are gone", "基线中有 {count} 个问题已消失";
    one_gone: "1 recorded finding is gone", "基线中有 1 个问题已消失";
    prune_gone: "--prune-baseline takes them out, so that they cannot come back unseen",
        "用 --prune-baseline 移除，以免再次出现时被忽略";
    ruleless(count: u64): "{count} recorded findings are of rules that are gone", "基线中有 {count} 个问题所属的规则已不存在";
    one_ruleless: "1 recorded finding is of a rule that is gone", "基线中有 1 个问题所属的规则已不存在";
    taken_out(gone: &Text, name: &str): ("{} and taken out of {name}", gone.en), ("{}，已从 {name} 中移除", gone.zh_cn);
    prune_ruleless: "--prune-baseline takes them out", "用 --prune-baseline 移除";
}

/// That so many findings were recorded.
pub(super) fn recorded(count: u64, name: &str) -> Text {
    let findings = if count == 1 { "1 finding was".to_owned() } else { format!("{count} findings were") };
    text!(
        "{findings} recorded in {name}: from now on they do not fail",
        "已将 {count} 个问题记录到 {name}，今后不因这些问题而失败"
    )
}
