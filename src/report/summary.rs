//! The last lines, no more than fit a screen: how much was read and judged, what was not by service, and the next step.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Context;
use super::missing;
use super::next::next_step;
use crate::diagnostic::Code;
use crate::lang::{Lang, say, tell, words};
use crate::model::cloud;
use crate::model::cloud::Cloud;
use crate::model::severity::Severity;
use crate::order::Gather as _;
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::judge::{Exit, Report, Standing};
use crate::pipeline::read::Recognised;
use crate::text::printable::printable;

/// The summary, some lines of text.
pub fn summary(report: &Report, context: Context<'_>) -> String {
    if context.shown.quiet {
        return ending(report, context);
    }
    let mut text = counted(report, context);
    text += &hidden(report, context);
    text += &configured(context);
    for notice in report.notices.iter().filter(|notice| notice.code == Code::GateNotCounted) {
        let headline = printable(notice.headline.get(context.lang));
        let mut letters = headline.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        text.extend(first.chain(letters).chain(['\n']));
    }
    // Where nothing was read, a list of all rules would hide the reason.
    if !report.evidence.exports.is_empty() {
        if context.shown.missing {
            text += &missing::list(report, context);
        } else {
            // Writing to a string cannot fail.
            let _ = by_service(report, context, &mut text);
            text += &missing::unusable(report, context);
        }
    }
    text += &warnings(report, context);
    text + &next_step(report, context)
}

/// What stands above a report that is kept: which program, as of which day, and whose tenant.
pub(super) fn head(report: &Report, context: Context<'_>) -> String {
    let (version, day) = (env!("CARGO_PKG_VERSION"), context.today);
    let tenant = tenants(report, context.lang);
    say!(
        context.lang,
        "tenantlint {version} · as of {day} · {tenant}\n",
        "tenantlint {version} · 判定日期 {day} · {tenant}\n"
    )
}

/// Its first lines: how much was read and judged.
pub(super) fn counted(report: &Report, context: Context<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = counts(report, context, &mut text);
    text
}

fn tenants(report: &Report, lang: Lang) -> String {
    let tenants: Vec<_> = report.evidence.tenant.tenants.iter().map(|tenant| printable(&tenant.name)).collect();
    match (tenants.as_slice(), lang) {
        ([], Lang::En) => "tenant not named".to_owned(),
        ([one], Lang::En) => format!("tenant {one}"),
        (several, Lang::En) => format!("tenants {}", several.join(", ")),
        ([], Lang::ZhCn) => "租户未知".to_owned(),
        (several, Lang::ZhCn) => format!("租户 {}", several.join("、")),
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn counts(report: &Report, context: Context<'_>, text: &mut String) -> std::fmt::Result {
    let evidence = &report.evidence;
    let files = super::annotation::inputs(report, context).len() + evidence.unreadable.len();
    let dialects: BTreeSet<_> = evidence
        .exports
        .iter()
        .flat_map(|export| &export.recognised)
        .filter_map(|recognised| match recognised {
            Recognised::Settings(format) => format.dialect,
            _ => None,
        })
        .into_set();
    let tenant = tenants(report, context.lang);
    let (dialects, rules) = (dialects.len(), context.rules.len());
    let severities = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| report.of_severity(severity));
    let [errors, warnings, notes] = severities;
    let standings =
        [Standing::Failed, Standing::Passed, Standing::NotJudged, Standing::ToDeclare, Standing::NotApplicable];
    let [failed, passed, open, declare, none] = standings.map(|standing| report.standing(standing));
    match context.lang {
        Lang::En => {
            let (files, dialects) = (plural(files, "file", "files"), plural(dialects, "dialect", "dialects"));
            writeln!(text, "{files}, {dialects}, {tenant}, {}", plural(rules, "rule", "rules"))?;
            let (errors, warnings, notes) = (
                plural(errors, "error", "errors"),
                plural(warnings, "warning", "warnings"),
                plural(notes, "note", "notes"),
            );
            writeln!(text, "{errors}, {warnings}, {notes}{}", accepted(report, Lang::En))?;
            write!(text, "Rules: {failed} with findings · {passed} passed · {open} not judged")?;
            writeln!(text, " · {declare} to declare · {none} not applicable")
        }
        Lang::ZhCn => {
            writeln!(text, "{files} 个文件，{dialects} 种来源，{tenant}，{rules} 条规则")?;
            writeln!(text, "{errors} 个错误，{warnings} 个警告，{notes} 个提示{}", accepted(report, Lang::ZhCn))?;
            write!(text, "规则：{failed} 条发现问题 · {passed} 条通过 · {open} 条未判定")?;
            writeln!(text, " · {declare} 条待声明 · {none} 条不适用")
        }
    }
}

/// Which files said how to judge.
fn configured(context: Context<'_>) -> String {
    let line = |en: &str, zh: &str, name: Option<&str>| {
        let (head, colon) = (words(context.lang, en, zh), context.lang.colon());
        name.map_or_else(String::new, |name| format!("{head}{colon}{}\n", printable(name)))
    };
    line("Policy", "策略", context.policy) + &line("Configuration", "配置", context.configuration)
}

/// How many findings are not shown because somebody has accepted or recorded them.
fn accepted(report: &Report, lang: Lang) -> String {
    let waived = report.findings().filter(|judged| judged.waived.is_some()).count();
    let closed = report.findings().filter(|judged| !judged.is_open()).count();
    let of = |count: usize, en: &str, zh: &str| match count {
        0 => String::new(),
        count => say!(lang, " · {count} {en}", " · {count} 个{zh}"),
    };
    of(waived, "waived", "已豁免") + &of(closed - waived, "in the baseline", "在基线中")
}

/// What the reports for people leave out, because it is not bad enough.
fn hidden(report: &Report, context: Context<'_>) -> String {
    let least = context.shown.least;
    let hidden = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter(|severity| *severity < least);
    let counts: Vec<String> = hidden
        .filter_map(|severity| {
            let count = report.of_severity(severity);
            let (one, many, zh) = match severity {
                Severity::Error => ("error", "errors", "个错误"),
                Severity::Warning => ("warning", "warnings", "个警告"),
                Severity::Info => ("note", "notes", "个提示"),
            };
            (count > 0).then(|| say!(context.lang, ("{}", plural(count, one, many)), ("{count} {zh}")))
        })
        .collect();
    let counts = counts.join(context.lang.comma());
    if counts.is_empty() {
        String::new()
    } else {
        say!(
            context.lang,
            "Not shown (--min-severity {}): {counts}\n",
            "未显示（--min-severity {}）：{counts}\n",
            least.id()
        )
    }
}

/// What was not judged: a line a service.
fn by_service(report: &Report, context: Context<'_>, text: &mut String) -> std::fmt::Result {
    let lang = context.lang;
    let gaps = missing::gaps(report, context);
    let open = |rule: RuleIx| report.standings.get(&rule) == Some(&Standing::NotJudged);
    // What was judged elsewhere and not here.
    let in_part: BTreeSet<RuleIx> =
        gaps.iter().flat_map(|gap| &gap.rules).copied().filter(|rule| !open(*rule)).into_set();
    let concerned = |rule: &Rule| !context.shown.narrow || concerns(rule, report, context);
    let mut services: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut elsewhere = 0;
    for (at, rule) in context.rules.all() {
        if open(at) && !concerned(rule) {
            elsewhere += 1;
            continue;
        }
        let of = services.entry(rule.id.split('/').next().unwrap_or_default()).or_default();
        of[0] += usize::from(open(at));
        of[1] += usize::from(in_part.contains(&at));
        of[2] += 1;
    }
    services.retain(|_, [open, part, _]| *open + *part > 0);
    if services.is_empty() && elsewhere == 0 {
        return Ok(());
    }
    let (all, part) = (report.standing(Standing::NotJudged), in_part.len());
    let exports = missing::exports(&gaps, report, context);
    match lang {
        Lang::En => {
            write!(text, "Not judged: {all} of {}", plural(context.rules.len(), "rule", "rules"))?;
            if part > 0 {
                write!(text, ", {part} more in part")?;
            }
            if exports > 0 {
                write!(text, "; {} missing", plural(exports, "export is", "exports are"))?;
            }
            writeln!(text, " (--show-missing lists them and the commands)")?;
        }
        Lang::ZhCn => {
            write!(text, "未判定：{} 条规则中的 {all} 条", context.rules.len())?;
            if part > 0 {
                write!(text, "，另有 {part} 条部分未判定")?;
            }
            if exports > 0 {
                write!(text, "；缺少 {exports} 个导出")?;
            }
            writeln!(text, "（--show-missing 列出详情和所需命令）")?;
        }
    }
    for (service, [open, part, of]) in services {
        let part = match part {
            0 => String::new(),
            part => say!(lang, ", {part} in part", "，另有 {part} 条部分未判定"),
        };
        tell!(text, lang, "  {service:<15} {open} of {of}{part}", "  {service:<15} {of} 条中 {open} 条{part}")?;
    }
    match elsewhere {
        0 => Ok(()),
        count => tell!(
            text,
            lang,
            ("  {} about what is not in this input", plural(count, "rule", "rules")),
            ("  {count} 条规则针对的内容不在本次输入中")
        ),
    }
}

/// Whether a rule is about something that is among the inputs.
fn concerns(rule: &Rule, report: &Report, context: Context<'_>) -> bool {
    let there = |name: &str| report.evidence.exports.iter().any(|export| export.counts.contains_key(name));
    rule.checks.iter().any(|check| {
        let kind = context.catalogue.kind(check.kind);
        there(&kind.name) || kind.derived_from.iter().any(|from| there(from))
    })
}

/// What makes all else meaningless: exports of several tenants, or of another cloud.
pub(super) fn mixed(report: &Report, context: Context<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = foreign(report, context, &mut text);
    text
}

/// What must not be overlooked, some lines of text.
pub(crate) fn warnings(report: &Report, context: Context<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = warn(report, context, &mut text);
    text
}

fn foreign(report: &Report, context: Context<'_>, text: &mut String) -> std::fmt::Result {
    let lang = context.lang;
    let evidence = &report.evidence;
    if evidence.tenant.tenants.len() > 1 {
        let names: Vec<_> = evidence
            .tenant
            .tenants
            .iter()
            .map(|tenant| {
                let source = context.sources.get(tenant.source);
                format!("{} ({})", printable(&tenant.name), printable(&source.name))
            })
            .collect();
        tell!(
            text,
            lang,
            "Warning: these exports are from several tenants, which should be checked apart: {}",
            "警告：这些导出来自多个租户，应分开检查：{}",
            names.join(lang.list_comma())
        )?;
    }
    if context.rules.named("tenant/cloud").is_none() {
        for export in &evidence.exports {
            let other = export
                .clues
                .iter()
                .find_map(|clue| cloud::shown_by(&clue.value).filter(|cloud| *cloud != Cloud::Vianet21));
            let (Some(cloud), source) = (other, context.sources.get(export.source)) else { continue };
            let (name, cloud) = (printable(&source.name), cloud.name());
            tell!(
                text,
                lang,
                "Warning: {name} is not from a 21Vianet tenant but from the cloud {cloud}",
                "警告：{name} 不属于世纪互联租户，而属于 {cloud} 云"
            )?;
        }
    }
    Ok(())
}

fn warn(report: &Report, context: Context<'_>, text: &mut String) -> std::fmt::Result {
    let lang = context.lang;
    let evidence = &report.evidence;
    foreign(report, context, text)?;
    super::aside::set_aside(report, context, text)?;
    if evidence.excluded > 0 {
        let count = evidence.excluded;
        tell!(
            text,
            lang,
            ("{} left out by the configuration (include, exclude)", plural(count, "file", "files")),
            ("配置（include、exclude）排除了 {count} 个文件")
        )?;
    }
    if evidence.undated > 0 {
        let count = evidence.undated;
        tell!(
            text,
            lang,
            (
                "Age unknown: {} no usable date of {} own, so max-age says nothing about {}",
                plural(count, "export carries", "exports carry"),
                if count == 1 { "its" } else { "their" },
                if count == 1 { "it" } else { "them" }
            ),
            ("{count} 个导出没有可用的日期，无法按 max-age 判断是否过期")
        )?;
    }
    if let Some(least) = report.coverage_missed {
        tell!(
            text,
            lang,
            "Coverage {}% is below the {least}% asked for",
            "覆盖率 {}% 低于要求的 {least}%",
            report.coverage
        )?;
    }
    text.push_str(&ending(report, context));
    Ok(())
}

/// Why the run counts for nothing, where it does.
fn ending(report: &Report, context: Context<'_>) -> String {
    let (lang, evidence) = (context.lang, &report.evidence);
    match report.exit {
        Exit::NothingJudged => words(lang, "Nothing could be judged.\n", "没有任何规则能够判定。\n").to_owned(),
        Exit::Failed => {
            let count = evidence.broken.len() + evidence.unreadable.len();
            let (en, zh) = if evidence.exports.is_empty() {
                ("", "")
            } else {
                ("; the others were checked", "，其余已检查")
            };
            say!(
                lang,
                ("{} could not be read{en}\n", plural(count, "input", "inputs")),
                ("{count} 个输入无法读取{zh}\n")
            )
        }
        Exit::Clean | Exit::Findings => String::new(),
    }
}
