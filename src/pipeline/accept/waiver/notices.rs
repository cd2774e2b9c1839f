//! What is to be said of the waivers themselves: expired, of no use, too broad, and the like.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::apply::{Term, WaiverUse, term, until};
use super::check::days_between;
use super::{Policy, Waiver, Waivers, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::model::place::Located;
use crate::order::Gather as _;
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::accept::{Pack, Reach, ScopeNames, Sought};
use crate::pipeline::judge::Judged;
use crate::pipeline::source::Sources;

/// What is to be said of the waivers, in their order.
pub(crate) fn notices(
    uses: &[WaiverUse],
    waivers: &Waivers,
    results: &[Judged],
    scope: &Reach<'_>,
    sources: &Sources,
    pack: Pack<'_>,
) -> Vec<Diagnostic> {
    let mut notices = Vec::new();
    let mut untold = Vec::new();
    for (waiver, used) in waivers.in_force.iter().zip(uses) {
        let rules: Vec<_> = pack.rules.all().filter(|(_, rule)| waiver.rule.value.matches(&rule.id)).collect();
        let Some((_, first)) = rules.first() else { continue };
        if let (Some(_), false) = (waiver.rule.value.one(), first.waivable) {
            notices.push(words::not_waivable(&first.id, waiver.rule.place));
            continue;
        }
        if used.barred > 0 {
            let barred = rules.iter().find(|(_, rule)| !rule.waivable).map_or("", |(_, rule)| rule.id.as_str());
            notices.push(words::not_waivable(barred, waiver.rule.place));
        }
        let gone = used.matched == 0 && tells(waiver, &rules, scope, pack);
        match term(waiver, pack.today) {
            Term::Expired => notices.push(expired(waiver, gone)),
            Term::Early => notices.push(early(waiver)),
            Term::InForce if gone => notices.push(words::unused(&waiver.rule.value.0, waiver.rule.place)),
            Term::InForce => {
                if used.matched == 0 && !scope.is_partial() {
                    untold.push(waiver);
                }
                notices.extend(used.changed.map(|changed| value_changed(waiver, changed, results, pack)));
                notices.extend(expires_soon(waiver, waivers.policy, pack.today));
                notices.extend(too_broad(waiver, used.accepted, waivers.policy));
            }
        }
    }
    notices.extend(not_judged(&untold, sources));
    notices.extend(differences(waivers));
    notices.extend(waivers.proposed_unread.then(words::proposed_unread));
    notices
}

/// Whether what a waiver is about would have been seen.
fn tells(waiver: &Waiver, rules: &[(RuleIx, &Rule)], scope: &Reach<'_>, pack: Pack<'_>) -> bool {
    let about = Sought {
        kind: Located::get(waiver.kind.as_ref()).map(String::as_str),
        resource: Located::get(waiver.resource.as_ref()).map_or(ScopeNames::Any, ScopeNames::Like),
        setting: Located::get(waiver.setting.as_ref()).map(String::as_str),
    };
    let mut concerned = rules.iter().filter(|(_, rule)| {
        about.kind.is_none_or(|kind| rule.checks.iter().any(|check| pack.catalogue.kind(check.kind).name == kind))
    });
    // A pattern may also stand for rules that this run leaves out.
    !pack.rules.left_out().iter().any(|id| waiver.rule.value.matches(id))
        && scope.reaches(Located::get(waiver.tenant.as_ref()).map(String::as_str), Located::get(waiver.file.as_ref()))
        && concerned.all(|(at, _)| scope.tells(*at, about))
}

fn expired(waiver: &Waiver, gone: bool) -> Diagnostic {
    let place = waiver.expires.as_ref().map_or(waiver.place, |expires| expires.place);
    let help = if gone { words::gone() } else { words::renew(&waiver.owner) };
    words::expired(&waiver.rule.value.0, until(waiver), place).help(help)
}

fn early(waiver: &Waiver) -> Diagnostic {
    let place = waiver.created.as_ref().map_or(waiver.place, |created| created.place);
    words::early(&waiver.rule.value.0, place)
}

fn expires_soon(waiver: &Waiver, policy: Policy, today: Date) -> Option<Diagnostic> {
    let last = *Located::get(waiver.expires.as_ref())?;
    let days = days_between(today, last);
    let left = match days {
        0 => words::last_day(),
        1 => words::one_day(),
        _ => words::days_left(days),
    };
    let place = waiver.expires.as_ref().map_or(waiver.place, |expires| expires.place);
    let soon = || words::expires_soon(&waiver.rule.value.0, last, &waiver.owner).at(place, left);
    (days <= policy.warn_days).then(soon)
}

fn value_changed(waiver: &Waiver, (first, count): (usize, usize), results: &[Judged], pack: Pack<'_>) -> Diagnostic {
    let verdict = &results[first].verdict;
    let kind = pack.catalogue.kind(verdict.kind);
    let setting = verdict.setting.map_or("", |setting| kind.def(setting).name.as_str());
    let text = |json: &Json| match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let now = verdict.observed.as_ref().map(text);
    let pin = Located::get(waiver.value.as_ref()).map(text).unwrap_or_default();
    let headline = words::value_changed(setting, verdict.resource.as_deref(), now, count - 1);
    let place = waiver.value.as_ref().map_or(waiver.place, |value| value.place);
    Diagnostic::new(Code::WaiverValueChanged, headline).at(place, words::pinned(&pin)).help(words::open_again())
}

fn too_broad(waiver: &Waiver, accepted: u32, policy: Policy) -> Option<Diagnostic> {
    let anywhere = waiver.resource.as_ref().is_none_or(|resource| resource.value.is_everything());
    let (rule, most) = (&waiver.rule.value.0, policy.max_findings);
    let label = if waiver.rule.value.one().is_none() && anywhere {
        words::whatever()
    } else if accepted > most {
        words::too_many(accepted, most)
    } else {
        return None;
    };
    let place = waiver.resource.as_ref().filter(|_| !anywhere).map_or(waiver.rule.place, |resource| resource.place);
    Some(words::too_broad(rule).at(place, label))
}

/// The first of several things, and how many more there are.
fn some<'t>(names: impl ExactSizeIterator<Item = String> + 't) -> Text {
    let more = names.len().saturating_sub(MOST_NAMED);
    let names: Vec<_> = names.take(MOST_NAMED).collect();
    let (en, zh) = (names.join(", "), names.join("、"));
    if more == 0 { both(en, zh) } else { words::and_more(&en, &zh, more) }
}

const MOST_NAMED: usize = 5;

/// Waivers of which this run cannot say whether they are still needed.
fn not_judged(waivers: &[&Waiver], sources: &Sources) -> Option<Diagnostic> {
    if waivers.is_empty() {
        return None;
    }
    let named = some(waivers.iter().map(|waiver| {
        let source = sources.get(waiver.place.source);
        format!("{} ({}:{})", waiver.rule.value.0, source.name, source.position(waiver.place.span.start()).line)
    }));
    let told = if waivers.len() == 1 { words::one_not_judged() } else { words::not_judged(waivers.len()) };
    Some(told.help(named))
}

/// Where others are in force, how the working tree's waivers differ from them.
fn differences(waivers: &Waivers) -> Vec<Diagnostic> {
    let Some(proposed) = &waivers.proposed else { return Vec::new() };
    let proposals: BTreeSet<_> = proposed.iter().map(Waiver::said).into_set();
    let accepted_ones: BTreeSet<_> = waivers.in_force.iter().map(Waiver::said).into_set();
    let added = proposed.iter().filter(|waiver| !accepted_ones.contains(&waiver.said()));
    let removed = waivers.in_force.iter().filter(|waiver| !proposals.contains(&waiver.said()));
    let added = added.map(|waiver| words::not_in_force(waiver.rule.place));
    added.chain(removed.map(|waiver| words::withdrawn(waiver.rule.place))).collect()
}
