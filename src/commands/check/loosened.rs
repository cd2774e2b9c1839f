//! What a run does not count: all that takes something out of the gate or lets it weigh less, said in every report, so
//! that a green run says what its green is worth.

use super::Job;
use crate::config::{FailOn, Lowered};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Lang, Text, both, text};
use crate::model::place::{Place, Span};
use crate::pack::catalogue::{Catalogue, Member};
use crate::pack::parts::PART;
use crate::pack::rule::Rules;
use crate::pipeline::judge::Report;
use crate::pipeline::read::Export;
use crate::pipeline::source::{Filter, Sources};
use crate::text::printable::printable;

/// How many rules are named.
const MOST: usize = 5;

/// What a run does not count, if there is anything.
pub(super) fn notice(
    job: &Job,
    report: &Report,
    lowered: &[Lowered],
    rules: &Rules,
    catalogue: &Catalogue,
) -> Option<Diagnostic> {
    let mut parts: Vec<Text> = Vec::new();
    let mut put = |count: usize, en: &str, zh: &str| {
        if count > 0 {
            parts.push(both(en.replace("{}", &count.to_string()), zh.replace("{}", &count.to_string())));
        }
    };
    put(
        usize::from(job.fail_on == FailOn::Never),
        "no finding fails the run (fail-on = never)",
        "任何问题都不算失败（fail-on = never）",
    );
    put(
        usize::from(job.exit_zero),
        "findings do not change the exit code (--exit-zero)",
        "问题不改变退出码（--exit-zero）",
    );
    let (off, lower): (Vec<_>, Vec<_>) = lowered.iter().partition(|one| one.off);
    let (off_names, lower_names) = (names(&off), names(&lower));
    put(off.len(), &format!("rules off ({{}}): {off_names}"), &format!("停用 {{}} 条规则：{off_names}"));
    put(lower.len(), &format!("rules lowered ({{}}): {lower_names}"), &format!("降级 {{}} 条规则：{lower_names}"));
    let skipped = if job.levels.skip.is_empty() { 0 } else { rules.left_out().len().saturating_sub(off.len()) };
    put(skipped, "rules left out by --skip-rule: {}", "排除了 {} 条规则（--skip-rule）");
    let findings = || report.findings();
    put(findings().filter(|judged| judged.waived.is_some()).count(), "findings waived: {}", "{} 个问题已豁免");
    let known = findings().filter(|judged| !judged.is_open() && judged.waived.is_none()).count();
    put(known, "findings in the baseline: {}", "{} 个问题在基线中");
    put(report.evidence.excluded, "files excluded: {}", "排除了 {} 个文件");
    let answers = report.evidence.tenant.answers.iter().filter(|answer| answer.counts.is_ok()).count();
    put(answers, "declared answers taken on trust: {}", "采信了 {} 项声明");
    let part = catalogue.named(PART);
    let answers = report.evidence.tenant.answers.iter();
    let absent: Vec<&Member> = answers.filter_map(|answer| answer.absent(part?)).collect();
    let [en, zh] = [Lang::En, Lang::ZhCn]
        .map(|lang| absent.iter().map(|part| part.words(lang)).collect::<Vec<_>>().join(lang.list_comma()));
    put(absent.len(), &format!("said not to be there ({{}}): {en}"), &format!("声明为没有的 {{}} 项：{zh}"));
    if parts.is_empty() {
        return None;
    }
    let joined = |text: fn(&Text) -> &str, comma: &str| parts.iter().map(text).collect::<Vec<_>>().join(comma);
    let (en, zh) = (joined(|text| &text.en, "; "), joined(|text| &text.zh_cn, "；"));
    Some(Diagnostic::new(Code::GateNotCounted, text!("what this run does not count: {en}", "结果须留意：{zh}")))
}

fn names(lowered: &[&Lowered]) -> String {
    let more = lowered.len().saturating_sub(MOST);
    let mut names: Vec<&str> = lowered.iter().take(MOST).map(|one| one.rule.as_str()).collect();
    names.extend((more > 0).then_some("…"));
    names.join(", ")
}

/// Rules that nobody may waive and that the configuration switches off or lowers. That is allowed, but not in silence.
pub(super) fn not_waivable(lowered: &[Lowered], file: &str) -> Vec<Diagnostic> {
    let file = printable(file);
    let said = |one: &Lowered| {
        let (line, id) = (one.line, &one.rule);
        if one.off {
            Diagnostic::new(
                Code::RuleOff,
                text!(
                    "{file}:{line} switches off {id}, a rule that nobody may waive",
                    "{file}:{line} 停用了不允许豁免的规则 {id}"
                ),
            )
        } else {
            Diagnostic::new(
                Code::RuleLowered,
                text!(
                    "{file}:{line} lowers {id}, a rule that nobody may waive",
                    "{file}:{line} 降低了不允许豁免的规则 {id} 的级别"
                ),
            )
        }
    };
    lowered.iter().filter(|one| !one.waivable).map(said).collect()
}

/// What of the repository's own file does not count under the policy.
pub(super) fn ignored(job: &Job) -> Option<Diagnostic> {
    let (name, ignored) = (job.config_name.as_deref().map(printable)?, &job.ignored);
    if ignored.is_empty() {
        return None;
    }
    let keys: Vec<_> = ignored.iter().map(|one| format!("{} ({name}:{})", printable(&one.key), one.line)).collect();
    let headline = text!(
        ("the policy decides, so this does not count: {}", keys.join(", ")),
        ("以策略为准，以下配置不生效：{}", keys.join("、"))
    );
    let help = both("it counts once the policy says so too", "写入策略之后生效");
    Some(Diagnostic::new(Code::PolicyDecides, headline).help(help))
}

/// Declarations that are among the inputs and do not count.
pub(super) fn undeclared(job: &Job, report: &Report, sources: &Sources) -> Option<Diagnostic> {
    let first = report.evidence.distrusted.first().filter(|_| !job.declarations)?;
    let count = report.evidence.distrusted.len();
    let place = Place { source: *first, span: Span::at(0, usize::from(!sources.get(*first).text.is_empty())) };
    let headline =
        text!("declared answers do not count in this run ({count} files)", "本次运行不采信声明（{count} 个文件）");
    let help = both(
        "declarations = true lets them count; under --policy, the policy has to say it",
        "设置 declarations = true 后采信；使用 --policy 时须写在策略文件中",
    );
    Some(Diagnostic::new(Code::PolicyDeclarations, headline).there(place).help(help))
}

/// Answers that something is not there, where the policy does not let them count.
pub(super) fn not_absent(report: &Report, sources: &Sources) -> Option<Diagnostic> {
    let first = report.evidence.distrusted_absences.first()?;
    let place = Place { source: *first, span: Span::at(0, usize::from(!sources.get(*first).text.is_empty())) };
    let headline = both(
        "what the organization says it does not have does not count in this run",
        "本次运行不采信“没有此项”的声明",
    );
    let help = both(
        "absences = true lets it count; under --policy, the policy has to say it",
        "设置 absences = true 后采信；使用 --policy 时须写在策略文件中",
    );
    Some(Diagnostic::new(Code::PolicyAbsences, headline).there(place).help(help))
}

/// What had to be among the inputs, with settings in it, and is not.
pub(super) fn missing(job: &Job, report: &Report, sources: &Sources, catalogue: &Catalogue) -> Vec<Diagnostic> {
    let holds = |export: &Export, kind: Option<&str>| {
        export.counts.iter().any(|(name, count)| {
            *count > 0 && kind.map_or_else(|| catalogue.named(name).is_some(), |kind| kind == name.as_str())
        })
    };
    let exports = &report.evidence.exports;
    let is_there = |(wanted, globs): &&(String, Filter)| {
        if catalogue.named(wanted).is_some() {
            return exports.iter().any(|export| holds(export, Some(wanted)));
        }
        let named = |export: &Export| globs.names(sources.get(export.source).name.as_ref());
        exports.iter().any(|export| named(export) && holds(export, None))
    };
    let missing = job.required.iter().filter(|required| !is_there(required));
    let said = missing.map(|(wanted, _)| {
        let wanted = printable(wanted);
        let headline =
            text!("{wanted} must be among the exports, with settings in it", "导出中必须有 {wanted}，且其中须有设置");
        let help = both(
            "it was deleted, is empty, or is left out: export it again (required-inputs asks for it)",
            "该导出已删除、为空或被排除：请重新导出（由 required-inputs 要求）",
        );
        Diagnostic::new(Code::GateInputMissing, headline).help(help)
    });
    said.collect()
}
