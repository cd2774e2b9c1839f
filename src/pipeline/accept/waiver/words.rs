//! What is said of waivers.

use jiff::civil::Date;

use crate::diagnostic::{Code, told};
use crate::lang::{Text, both, said, same, text};
use crate::model::place::Place;

told! {
    endless(there: Place): Code::WaiverEndless, "this waiver has no last day", "此豁免没有到期日",
        at there "expires is missing", "缺少 expires",
        help "add a line expires = 2026-12-31, or let waivers last with require-expires = false in [waiver-policy]",
            "补上一行 expires = 2026-12-31；如允许长期豁免，在 [waiver-policy] 中设置 require-expires = false";
    too_long(days: i32, most: i32, from: Date, last: Date, there: Place): Code::WaiverTooLong,
        "this waiver lasts {days} days; the policy allows {most}", "此豁免长达 {days} 天，策略最多允许 {most} 天",
        at there "counted from {from}", "自 {from} 起计算",
        help "{last} at the latest, or change max-days in [waiver-policy]",
            "最迟 {last}，或修改 [waiver-policy] 中的 max-days";
    value_of_what(settings: &str, there: Place): Code::WaiverValueOfWhat,
        "a pinned value needs its setting", "固定值必须指明设置项",
        at there "of which setting?", "属于哪项设置？",
        help "add a line setting = \"…\", one of {settings}", "补上一行 setting = \"…\"，可选：{settings}";
    no_such_kind(rule: &str, kind: &str, there: Place): Code::WaiverNeverMatches,
        "{rule} looks at no resource of kind {kind}", "规则 {rule} 不检查这种资源类型：{kind}",
        at there "never matches", "不会匹配任何问题";
    no_such_setting(rule: &str, setting: &str, there: Place): Code::WaiverNeverMatches,
        "{rule} does not judge the setting {setting}", "规则 {rule} 不判定这项设置：{setting}",
        at there "never matches", "不会匹配任何问题";
    not_waivable(rule: &str, there: Place): Code::NotWaivable,
        "nobody may waive {rule}: its findings stay", "规则 {rule} 不允许豁免，其问题仍然有效",
        at there "accepts nothing here", "此处豁免无效",
        help "fix the finding and delete this waiver; tenantlint explain {rule} says why",
            "修复问题并删除此豁免；原因见 tenantlint explain {rule}";
    expired(rule: &str, last: Date, there: Place): Code::WaiverExpired,
        "this waiver of {rule} has expired", "{rule} 的豁免已过期",
        at there "its last day was {last} (UTC)", "最后一天是 {last}（UTC）";
    early(rule: &str, there: Place): Code::WaiverNotYet,
        "this waiver of {rule} does not count yet", "{rule} 的豁免尚未生效",
        at there "a day to come (UTC)", "尚未到来的日期（UTC）",
        help "created is the day on which the waiver was agreed", "created 应为商定豁免的日期";
    unused(rule: &str, there: Place): Code::WaiverUnused,
        "this waiver of {rule} matches no finding", "{rule} 的豁免没有匹配到任何问题",
        at there "not needed", "不再需要",
        help "the rule was judged on all it could be about: delete the waiver, or correct what it names",
            "相关设置均已判定：请删除此豁免，或更正其中的名称";
    expires_soon(rule: &str, last: Date, owner: &str): Code::WaiverExpiresSoon,
        "this waiver of {rule} expires soon: {last}", "{rule} 的豁免即将到期：{last}",
        help "fix what it accepts, or agree with {owner} on a new last day", "修复所豁免的问题，或与 {owner} 商定新的到期日";
    too_broad(rule: &str): Code::WaiverTooBroad, "this waiver of {rule} accepts too much", "{rule} 的豁免范围过大",
        help "name the rule and the resource; a baseline is the place for what was always there",
            "请写明规则和资源；历史遗留问题应使用基线";
    one_not_judged: Code::WaiverNotJudged,
        "whether 1 waiver is still needed cannot be told: what it is about was not judged",
        "有 1 项豁免无法判断是否仍需要：相关设置未判定";
    not_judged(count: usize): Code::WaiverNotJudged,
        "whether {count} waivers are still needed cannot be told: what they are about was not judged",
        "有 {count} 项豁免无法判断是否仍需要：相关设置未判定";
    not_in_force(there: Place): Code::WaiverNotInForce,
        "this waiver is new or changed: it does not count in this run", "此豁免为新增或已修改，本次不生效",
        at there "not among those of --waivers-from", "--waivers-from 的文件中没有此项",
        help "it counts once it is merged", "合并之后生效";
    withdrawn(there: Place): Code::WaiverWithdrawn,
        "this waiver is deleted or changed: it still counts in this run", "此豁免已删除或修改，本次仍然生效",
        at there "not among those of the working tree", "工作目录的文件中没有此项",
        help "it ends once that is merged", "合并之后失效";
    proposed_unread: Code::WaiverProposedUnread,
        "the waivers of the working tree cannot be read; in this run they would not count anyway",
        "无法读取工作目录中的豁免；这些豁免在本次运行中本来就不生效",
        help "mend them before they are merged: tenantlint check without --policy says where",
            "请在合并前修正：不带 --policy 运行 tenantlint check 可查看位置";
}

said! {
    unknown_rule: "unknown rule", "未知的规则";
    one_of(known: &[&str]): ("one of {}", known.join(", ")), ("可选：{}", known.join("、"));
    gone: "nothing matches it any more: delete it", "已没有与之匹配的问题，可以删除此豁免";
    renew(owner: &str): "fix what it accepted, or agree with {owner} on a new last day", "修复所豁免的问题，或与 {owner} 商定新的到期日";
    last_day: "today is the last day (UTC)", "今天是最后一天（UTC）";
    one_day: "one day after today (UTC)", "还剩 1 天（UTC）";
    days_left(days: i32): "{days} days after today (UTC)", "还剩 {days} 天（UTC）";
    pinned(pin: &str): "pinned to {pin}", "固定为 {pin}";
    open_again: "the finding is open again: restore the value, or agree on the new one", "该问题重新生效：请恢复原值，或就新值重新商定";
    whatever: "whatever these rules find from now on", "这些规则今后发现的任何问题都会被豁免";
    too_many(accepted: u32, most: u32):
        "{accepted} findings; more than {most} are too many", "匹配 {accepted} 个问题，超过上限 {most} 个";
    and_more(en: &str, zh: &str, more: usize): "{en} and {more} more", "{zh} 等，另有 {more} 项";
}

/// That a setting of a resource has another value than the one that was accepted, or none; so have others.
pub(super) fn value_changed(setting: &str, resource: Option<&str>, now: Option<String>, others: usize) -> Text {
    let of = resource.map_or_else(|| both("", " "), |name| text!(" of {name}", "（{name}）"));
    let now = now.map_or_else(|| both("missing", "缺失"), same);
    let more = if others == 0 { same("") } else { text!(" ({others} more like it)", "（另有 {others} 处）") };
    text!(
        ("{setting}{} is no longer what this waiver accepts: {}{}", of.en, now.en, more.en),
        ("{setting}{}已不是此豁免所接受的值：{}{}", of.zh_cn, now.zh_cn, more.zh_cn)
    )
}
