//! What is wrong with waivers as seen from the rules, the catalogue and the policy.

use jiff::civil::Date;

use super::{Policy, Waiver};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::lang::both;
use crate::model::place::Located;
use crate::pack::rule::Rule;
use crate::pipeline::accept::Pack;

/// What is wrong with waivers as seen from the rules, the catalogue and the policy.
pub(crate) fn check(waivers: &[Waiver], policy: Policy, pack: Pack<'_>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for waiver in waivers {
        told.extend(lasting(waiver, policy, pack.today));
        told.extend(aim(waiver, pack));
    }
    told
}

fn lasting(waiver: &Waiver, policy: Policy, today: Date) -> Option<Diagnostic> {
    let Some(expires) = &waiver.expires else {
        return policy.require_expires.then(|| {
            Diagnostic::new(Code::WaiverEndless, both("this waiver has no last day", "此豁免没有到期日"))
                .at(waiver.place, both("expires is missing", "缺少 expires"))
                .help(both(
                    "add a line expires = 2026-12-31, or let waivers last with require-expires = false in [waiver-policy]",
                    "补上一行 expires = 2026-12-31；如允许长期豁免，在 [waiver-policy] 中设置 require-expires = false",
                ))
        });
    };
    let from = waiver.created.as_ref().map_or(today, |created| created.value);
    let days = days_between(from, expires.value);
    let most = policy.max_days;
    (days > most).then(|| {
        let headline = both(
            format!("this waiver lasts {days} days; the policy allows {most}"),
            format!("此豁免长达 {days} 天，策略最多允许 {most} 天"),
        );
        Diagnostic::new(Code::WaiverTooLong, headline)
            .at(expires.place, both(format!("counted from {from}"), format!("自 {from} 起计算")))
            .help(both(
                format!("{} at the latest, or change max-days in [waiver-policy]", last_day(from, most)),
                format!("最迟 {}，或修改 [waiver-policy] 中的 max-days", last_day(from, most)),
            ))
    })
}

/// Whole days from one to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// The day so many days later.
pub(crate) fn last_day(from: Date, days: i32) -> Date {
    from.saturating_add(jiff::Span::new().days(days))
}

/// What a waiver is about must be there to be waived.
fn aim(waiver: &Waiver, pack: Pack<'_>) -> Vec<Diagnostic> {
    let rules: Vec<&Rule> =
        pack.rules.all().map(|(_, rule)| rule).filter(|rule| waiver.rule.value.matches(&rule.id)).collect();
    if rules.is_empty() {
        let label = both("unknown rule", "未知的规则");
        return vec![pack.rules.unknown(&waiver.rule.value.0).at(waiver.rule.place, label)];
    }
    let mut told = Vec::new();
    let checks = || rules.iter().flat_map(|rule| &rule.checks);
    if let Some(kind) = &waiver.kind {
        let mut kinds: Vec<_> = checks().map(|check| pack.catalogue.kind(check.kind).name.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if !kinds.contains(&kind.value.as_str()) {
            told.push(no_such(
                kind,
                &kinds,
                (&waiver.rule.value.0, "looks at no resource of kind", "不检查这种资源类型"),
            ));
            return told;
        }
    }
    let wanted = |name: &str| waiver.kind.as_ref().is_none_or(|kind| kind.value == name);
    let mut settings: Vec<&str> = checks()
        .filter(|check| wanted(&pack.catalogue.kind(check.kind).name))
        .flat_map(|check| check.expect.iter().map(|one| pack.catalogue.kind(check.kind).def(one.setting).name.as_str()))
        .collect();
    settings.sort_unstable();
    settings.dedup();
    match (&waiver.setting, &waiver.value) {
        (Some(setting), _) if !settings.contains(&setting.value.as_str()) => {
            told.push(no_such(
                setting,
                &settings,
                (&waiver.rule.value.0, "does not judge the setting", "不判定这项设置"),
            ));
        }
        (None, Some(value)) if settings.len() > 1 => {
            let several = settings.join(", ");
            let headline = both("a pinned value needs its setting", "固定值必须指明设置项");
            let unclear = Diagnostic::new(Code::WaiverValueOfWhat, headline);
            told.push(unclear.at(value.place, both("of which setting?", "属于哪项设置？")).help(both(
                format!("add a line setting = \"…\", one of {several}"),
                format!("补上一行 setting = \"…\"，可选：{several}"),
            )));
        }
        _ => {}
    }
    told
}

fn no_such(name: &Located<String>, known: &[&str], (rule, en, zh): (&str, &str, &str)) -> Diagnostic {
    let headline = both(format!("{rule} {en} {}", name.value), format!("规则 {rule} {zh}：{}", name.value));
    let listed = || both(format!("one of {}", known.join(", ")), format!("可选：{}", known.join("、")));
    Diagnostic::new(Code::WaiverNeverMatches, headline)
        .at(name.place, both("never matches", "不会匹配任何问题"))
        .help(near::advice(&name.value, known.iter().copied(), listed))
}
