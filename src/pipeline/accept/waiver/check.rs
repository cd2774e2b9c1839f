//! What is wrong with waivers as seen from the rules, the catalogue and the policy.

use jiff::civil::Date;

use super::{Policy, Waiver, words};
use crate::diagnostic::{Diagnostic, near};
use crate::lang::Text;
use crate::order::Order as _;
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
        return policy.require_expires.then(|| words::endless(waiver.place));
    };
    let from = waiver.created.as_ref().map_or(today, |created| created.value);
    let days = days_between(from, expires.value);
    let most = policy.max_days;
    (days > most).then(|| words::too_long(days, most, from, last_day(from, most), expires.place))
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
        return vec![pack.rules.unknown(&waiver.rule.value.0).at(waiver.rule.place, words::unknown_rule())];
    }
    let checks = || rules.iter().flat_map(|rule| &rule.checks);
    if let Some(kind) = &waiver.kind {
        let mut kinds: Vec<_> = checks().map(|check| pack.catalogue.kind(check.kind).name.as_str()).collect();
        kinds.order_by(Ord::cmp);
        kinds.dedup();
        if !kinds.contains(&kind.value.as_str()) {
            let none = words::no_such_kind(&waiver.rule.value.0, &kind.value, kind.place);
            return vec![none.help(advice(&kind.value, &kinds))];
        }
    }
    let wanted = |name: &str| waiver.kind.as_ref().is_none_or(|kind| kind.value == name);
    let mut settings: Vec<&str> = checks()
        .filter(|check| wanted(&pack.catalogue.kind(check.kind).name))
        .flat_map(|check| check.expect.iter().map(|one| pack.catalogue.kind(check.kind).def(one.setting).name.as_str()))
        .collect();
    settings.order_by(Ord::cmp);
    settings.dedup();
    match (&waiver.setting, &waiver.value) {
        (Some(setting), _) if !settings.contains(&setting.value.as_str()) => {
            let none = words::no_such_setting(&waiver.rule.value.0, &setting.value, setting.place);
            vec![none.help(advice(&setting.value, &settings))]
        }
        (None, Some(value)) if settings.len() > 1 => {
            vec![words::value_of_what(&settings.join(", "), value.place)]
        }
        _ => Vec::new(),
    }
}

/// The name that was likely meant, or all that there are.
fn advice(name: &str, known: &[&str]) -> Text {
    near::advice(name, known.iter().copied(), || words::one_of(known))
}
