//! What is wrong with waivers as seen from the rules, the catalogue and the policy.

use jiff::civil::Date;

use super::{At, Policy, Waiver};
use crate::lang::both;
use crate::pack::rule::{Rule, closest};
use crate::pipeline::accept::{Flaw, Pack};

/// What is wrong with waivers as seen from the rules, the catalogue and the policy.
pub(crate) fn check(waivers: &[Waiver], policy: Policy, pack: Pack<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for waiver in waivers {
        flaws.extend(lasting(waiver, policy, pack.today));
        flaws.extend(aim(waiver, pack));
    }
    flaws
}

fn lasting(waiver: &Waiver, policy: Policy, today: Date) -> Option<Flaw> {
    let Some(expires) = &waiver.expires else {
        return policy.require_expires.then(|| Flaw {
            place: waiver.place,
            headline: both("this waiver has no last day", "此豁免没有到期日"),
            label: both("expires is missing", "缺少 expires"),
            help: Some(both(
                "add a line expires = 2026-12-31, or let waivers last with require-expires = false in [waiver-policy]",
                "补上一行 expires = 2026-12-31；如允许长期豁免，在 [waiver-policy] 中设置 require-expires = false",
            )),
        });
    };
    let from = waiver.created.as_ref().map_or(today, |created| created.it);
    let days = days_between(from, expires.it);
    let most = policy.max_days;
    (days > most).then(|| Flaw {
        place: expires.place,
        headline: both(
            format!("this waiver lasts {days} days; the policy allows {most}"),
            format!("此豁免长达 {days} 天，策略最多允许 {most} 天"),
        ),
        label: both(format!("counted from {from}"), format!("自 {from} 起计算")),
        help: Some(both(
            format!("{} at the latest, or change max-days in [waiver-policy]", last_day(from, most)),
            format!("最迟 {}，或修改 [waiver-policy] 中的 max-days", last_day(from, most)),
        )),
    })
}

/// Whole days from one to another.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// The day so many days later.
pub(super) fn last_day(from: Date, days: i32) -> Date {
    from.saturating_add(jiff::Span::new().days(days))
}

/// What a waiver is about must be there to be waived.
fn aim(waiver: &Waiver, pack: Pack<'_>) -> Vec<Flaw> {
    let rules: Vec<&Rule> =
        pack.rules.all().map(|(_, rule)| rule).filter(|rule| waiver.rule.it.matches(&rule.id)).collect();
    if rules.is_empty() {
        return vec![no_rule(waiver, pack)];
    }
    let mut flaws = Vec::new();
    let checks = || rules.iter().flat_map(|rule| &rule.checks);
    if let Some(kind) = &waiver.kind {
        let mut kinds: Vec<_> = checks().map(|check| pack.catalogue.kind(check.kind).name.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if !kinds.contains(&kind.it.as_str()) {
            flaws.push(no_such(
                kind,
                &kinds,
                (&waiver.rule.it.0, "looks at no resource of kind", "不检查这种资源类型"),
            ));
            return flaws;
        }
    }
    let wanted = |name: &str| waiver.kind.as_ref().is_none_or(|kind| kind.it == name);
    let mut settings: Vec<&str> = checks()
        .filter(|check| wanted(&pack.catalogue.kind(check.kind).name))
        .flat_map(|check| check.expect.iter().map(|one| pack.catalogue.kind(check.kind).def(one.setting).name.as_str()))
        .collect();
    settings.sort_unstable();
    settings.dedup();
    match (&waiver.setting, &waiver.value) {
        (Some(setting), _) if !settings.contains(&setting.it.as_str()) => {
            flaws.push(no_such(
                setting,
                &settings,
                (&waiver.rule.it.0, "does not judge the setting", "不判定这项设置"),
            ));
        }
        (None, Some(value)) if settings.len() > 1 => {
            let several = settings.join(", ");
            flaws.push(Flaw {
                place: value.place,
                headline: both("a pinned value needs its setting", "固定值必须指明设置项"),
                label: both("of which setting?", "属于哪项设置？"),
                help: Some(both(
                    format!("add a line setting = \"…\", one of {several}"),
                    format!("补上一行 setting = \"…\"，可选：{several}"),
                )),
            });
        }
        _ => {}
    }
    flaws
}

fn no_rule(waiver: &Waiver, pack: Pack<'_>) -> Flaw {
    let pattern = &waiver.rule.it.0;
    let near = pack.rules.nearest(pattern);
    let help = match near {
        Some(near) => both(format!("did you mean {near}?"), format!("是否应为 {near}？")),
        None => both(
            "tenantlint rules lists them; service/* stands for all rules of a service",
            "用 tenantlint rules 查看全部规则；service/* 表示一个服务的全部规则",
        ),
    };
    Flaw {
        place: waiver.rule.place,
        headline: both(format!("there is no rule {pattern}"), format!("规则 {pattern} 不存在")),
        label: both("unknown rule", "未知的规则"),
        help: Some(help),
    }
}

fn no_such(name: &At<String>, known: &[&str], (rule, en, zh): (&str, &str, &str)) -> Flaw {
    let help = match closest(&name.it, known.iter().copied()) {
        Some(near) => both(format!("did you mean {near}?"), format!("是否应为 {near}？")),
        None => both(format!("one of {}", known.join(", ")), format!("可选：{}", known.join("、"))),
    };
    Flaw {
        place: name.place,
        headline: both(format!("{rule} {en} {}", name.it), format!("规则 {rule} {zh}：{}", name.it)),
        label: both("never matches", "不会匹配任何问题"),
        help: Some(help),
    }
}
