//! What a run says of what it did not count.

use crate::diagnostic::{Code, told};
use crate::lang::{Lang, said};
use crate::model::place::Place;
use crate::pack::catalogue::Member;

said! {
    never_fails: "no finding fails the run (fail-on = never)", "任何问题都不算失败（fail-on = never）";
    exit_zero: "findings do not change the exit code (--exit-zero)", "问题不改变退出码（--exit-zero）";
    off(count: usize, names: &str): "rules off ({count}): {names}", "停用 {count} 条规则：{names}";
    lower(count: usize, names: &str): "rules lowered ({count}): {names}", "降级 {count} 条规则：{names}";
    skipped(count: usize): "rules left out by --skip-rule: {count}", "排除了 {count} 条规则（--skip-rule）";
    waived(count: usize): "findings waived: {count}", "{count} 个问题已豁免";
    known(count: usize): "findings in the baseline: {count}", "{count} 个问题在基线中";
    excluded(count: usize): "files excluded: {count}", "排除了 {count} 个文件";
    trusted(count: usize): "declared answers taken on trust: {count}", "采信了 {count} 项声明";
    absent(parts: &[&Member]): ("said not to be there ({}): {}", parts.len(), all(parts, Lang::En)),
        ("声明为没有的 {} 项：{}", parts.len(), all(parts, Lang::ZhCn));
}

fn all(parts: &[&Member], lang: Lang) -> String {
    parts.iter().map(|part| part.words(lang)).collect::<Vec<_>>().join(lang.list_comma())
}

told! {
    not_counted(en: &str, zh: &str): Code::GateNotCounted, "what this run does not count: {en}", "结果须留意：{zh}";
    switched_off(file: &str, line: u32, id: &str): Code::RuleOff,
        "{file}:{line} switches off {id}, a rule that nobody may waive", "{file}:{line} 停用了不允许豁免的规则 {id}";
    lowered(file: &str, line: u32, id: &str): Code::RuleLowered,
        "{file}:{line} lowers {id}, a rule that nobody may waive", "{file}:{line} 降低了不允许豁免的规则 {id} 的级别";
    ignored(keys: &[String]): Code::PolicyDecides,
        ("the policy decides, so this does not count: {}", keys.join(", ")),
        ("以策略为准，以下配置不生效：{}", keys.join("、")),
        help "it counts once the policy says so too", "写入策略之后生效";
    undeclared(count: usize, there: Place): Code::PolicyDeclarations,
        "declared answers do not count in this run ({count} files)", "本次运行不采信声明（{count} 个文件）",
        at there "", "",
        help "declarations = true lets them count; under --policy, the policy has to say it",
            "设置 declarations = true 后采信；使用 --policy 时须写在策略文件中";
    not_absent(there: Place): Code::PolicyAbsences,
        "what the organization says it does not have does not count in this run", "本次运行不采信“没有此项”的声明",
        at there "", "",
        help "absences = true lets it count; under --policy, the policy has to say it",
            "设置 absences = true 后采信；使用 --policy 时须写在策略文件中";
    missing(wanted: &str): Code::GateInputMissing,
        "{wanted} must be among the exports, with settings in it", "导出中必须有 {wanted}，且其中须有设置",
        help "it was deleted, is empty, or is left out: export it again (required-inputs asks for it)",
            "该导出已删除、为空或被排除：请重新导出（由 required-inputs 要求）";
    unused(name: &str): Code::ConfigUnused,
        "{name} lies among the exports and is not used", "导出文件夹中的 {name} 未被使用",
        help "run tenantlint in its folder, or name it: --config {name}",
            "请在其所在文件夹中运行，或用 --config {name} 指定";
}
