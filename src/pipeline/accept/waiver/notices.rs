//! What is to be said of the waivers themselves: expired, of no use, too broad, and the like.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::apply::{Term, WaiverUse, term, until};
use super::check::days_between;
use super::{Policy, Waiver, Waivers};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::model::place::{Located, Place};
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
            notices.push(not_waivable(waiver, &first.id));
            continue;
        }
        if used.barred > 0 {
            let barred = rules.iter().find(|(_, rule)| !rule.waivable).map_or("", |(_, rule)| rule.id.as_str());
            notices.push(not_waivable(waiver, barred));
        }
        let gone = used.matched == 0 && tells(waiver, &rules, scope, pack);
        match term(waiver, pack.today) {
            Term::Expired => notices.push(expired(waiver, gone)),
            Term::Early => notices.push(early(waiver)),
            Term::InForce if gone => notices.push(unused(waiver)),
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
    notices.extend(waivers.proposed_unread.then(|| {
        let headline = both(
            "the waivers of the working tree cannot be read; in this run they would not count anyway",
            "无法读取工作目录中的豁免；这些豁免在本次运行中本来就不生效",
        );
        let help = both(
            "mend them before they are merged: tenantlint check without --policy says where",
            "请在合并前修正：不带 --policy 运行 tenantlint check 可查看位置",
        );
        Diagnostic::new(Code::WaiverProposedUnread, headline).help(help)
    }));
    notices
}

/// Whether what a waiver is about would have been seen.
fn tells(waiver: &Waiver, rules: &[(RuleIx, &Rule)], scope: &Reach<'_>, pack: Pack<'_>) -> bool {
    let about = Sought {
        kind: Located::get(waiver.kind.as_ref()).map(String::as_str),
        resource: Located::get(waiver.resource.as_ref()).map_or(ScopeNames::Any, ScopeNames::Like),
        setting: Located::get(waiver.setting.as_ref()).map(String::as_str),
    };
    let concerned = rules.iter().filter(|(_, rule)| {
        about.kind.is_none_or(|kind| rule.checks.iter().any(|check| pack.catalogue.kind(check.kind).name == kind))
    });
    // A pattern may also stand for rules that this run leaves out.
    !pack.rules.left_out().iter().any(|id| waiver.rule.value.matches(id))
        && scope.reaches(Located::get(waiver.tenant.as_ref()).map(String::as_str), Located::get(waiver.file.as_ref()))
        && concerned.clone().count() > 0
        && concerned.into_iter().all(|(at, _)| scope.tells(*at, about))
}

fn notice(code: Code, place: Place, headline: Text, label: Text, help: Text) -> Diagnostic {
    Diagnostic::new(code, headline).at(place, label).help(help)
}

fn not_waivable(waiver: &Waiver, rule: &str) -> Diagnostic {
    notice(
        Code::NotWaivable,
        waiver.rule.place,
        both(format!("nobody may waive {rule}: its findings stay"), format!("规则 {rule} 不允许豁免，其问题仍然有效")),
        both("accepts nothing here", "此处豁免无效"),
        both(
            format!("fix the finding and delete this waiver; tenantlint explain {rule} says why"),
            format!("修复问题并删除此豁免；原因见 tenantlint explain {rule}"),
        ),
    )
}

fn expired(waiver: &Waiver, gone: bool) -> Diagnostic {
    let last = until(waiver);
    let owner = &waiver.owner;
    let help = if gone {
        both("nothing matches it any more: delete it", "已没有与之匹配的问题，可以删除此豁免")
    } else {
        both(
            format!("fix what it accepted, or agree with {owner} on a new last day"),
            format!("修复所豁免的问题，或与 {owner} 商定新的到期日"),
        )
    };
    notice(
        Code::WaiverExpired,
        waiver.expires.as_ref().map_or(waiver.place, |expires| expires.place),
        both(
            format!("this waiver of {} has expired", waiver.rule.value.0),
            format!("{} 的豁免已过期", waiver.rule.value.0),
        ),
        both(format!("its last day was {last} (UTC)"), format!("最后一天是 {last}（UTC）")),
        help,
    )
}

fn early(waiver: &Waiver) -> Diagnostic {
    notice(
        Code::WaiverNotYet,
        waiver.created.as_ref().map_or(waiver.place, |created| created.place),
        both(
            format!("this waiver of {} does not count yet", waiver.rule.value.0),
            format!("{} 的豁免尚未生效", waiver.rule.value.0),
        ),
        both("a day to come (UTC)", "尚未到来的日期（UTC）"),
        both("created is the day on which the waiver was agreed", "created 应为商定豁免的日期"),
    )
}

fn unused(waiver: &Waiver) -> Diagnostic {
    notice(
        Code::WaiverUnused,
        waiver.rule.place,
        both(
            format!("this waiver of {} matches no finding", waiver.rule.value.0),
            format!("{} 的豁免没有匹配到任何问题", waiver.rule.value.0),
        ),
        both("not needed", "不再需要"),
        both(
            "the rule was judged on all it could be about: delete the waiver, or correct what it names",
            "相关设置均已判定：请删除此豁免，或更正其中的名称",
        ),
    )
}

fn expires_soon(waiver: &Waiver, policy: Policy, today: Date) -> Option<Diagnostic> {
    let last = *Located::get(waiver.expires.as_ref())?;
    let days = days_between(today, last);
    let left = match days {
        0 => both("today is the last day (UTC)", "今天是最后一天（UTC）"),
        1 => both("one day after today (UTC)", "还剩 1 天（UTC）"),
        _ => both(format!("{days} days after today (UTC)"), format!("还剩 {days} 天（UTC）")),
    };
    let owner = &waiver.owner;
    (days <= policy.warn_days).then(|| {
        notice(
            Code::WaiverExpiresSoon,
            waiver.expires.as_ref().map_or(waiver.place, |expires| expires.place),
            both(
                format!("this waiver of {} expires soon: {last}", waiver.rule.value.0),
                format!("{} 的豁免即将到期：{last}", waiver.rule.value.0),
            ),
            left,
            both(
                format!("fix what it accepts, or agree with {owner} on a new last day"),
                format!("修复所豁免的问题，或与 {owner} 商定新的到期日"),
            ),
        )
    })
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
    let now_words = now.map_or_else(|| both("missing", "缺失"), |now| both(now.clone(), now));
    let of = verdict
        .resource
        .as_deref()
        .map_or_else(|| both("", " "), |name| both(format!(" of {name}"), format!("（{name}）")));
    let more = match count {
        1 => both("", ""),
        _ => both(format!(" ({} more like it)", count - 1), format!("（另有 {} 处）", count - 1)),
    };
    notice(
        Code::WaiverValueChanged,
        waiver.value.as_ref().map_or(waiver.place, |value| value.place),
        both(
            format!("{setting}{} is no longer what this waiver accepts: {}{}", of.en, now_words.en, more.en),
            format!("{setting}{}已不是此豁免所接受的值：{}{}", of.zh_cn, now_words.zh_cn, more.zh_cn),
        ),
        both(format!("pinned to {pin}"), format!("固定为 {pin}")),
        both(
            "the finding is open again: restore the value, or agree on the new one",
            "该问题重新生效：请恢复原值，或就新值重新商定",
        ),
    )
}

fn too_broad(waiver: &Waiver, accepted: u32, policy: Policy) -> Option<Diagnostic> {
    let anywhere = waiver.resource.as_ref().is_none_or(|resource| resource.value.is_everything());
    let (rule, most) = (&waiver.rule.value.0, policy.max_findings);
    let label = if waiver.rule.value.one().is_none() && anywhere {
        both("whatever these rules find from now on", "这些规则今后发现的任何问题都会被豁免")
    } else if accepted > most {
        both(
            format!("{accepted} findings; more than {most} are too many"),
            format!("匹配 {accepted} 个问题，超过上限 {most} 个"),
        )
    } else {
        return None;
    };
    Some(notice(
        Code::WaiverTooBroad,
        waiver.resource.as_ref().filter(|_| !anywhere).map_or(waiver.rule.place, |resource| resource.place),
        both(format!("this waiver of {rule} accepts too much"), format!("{rule} 的豁免范围过大")),
        label,
        both(
            "name the rule and the resource; a baseline is the place for what was always there",
            "请写明规则和资源；历史遗留问题应使用基线",
        ),
    ))
}

/// The first of several things, and how many more there are.
fn some<'t>(names: impl ExactSizeIterator<Item = String> + 't) -> Text {
    let more = names.len().saturating_sub(MOST_NAMED);
    let names: Vec<_> = names.take(MOST_NAMED).collect();
    let (en, zh) = (names.join(", "), names.join("、"));
    if more == 0 {
        both(en, zh)
    } else {
        both(format!("{en} and {more} more"), format!("{zh} 等，另有 {more} 项"))
    }
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
    let count = waivers.len();
    let headline = match count {
        1 => both(
            "whether 1 waiver is still needed cannot be told: what it is about was not judged",
            "有 1 项豁免无法判断是否仍需要：相关设置未判定",
        ),
        _ => both(
            format!("whether {count} waivers are still needed cannot be told: what they are about was not judged"),
            format!("有 {count} 项豁免无法判断是否仍需要：相关设置未判定"),
        ),
    };
    Some(Diagnostic::new(Code::WaiverNotJudged, headline).help(named))
}

/// Where others are in force, how the working tree's waivers differ from them.
fn differences(waivers: &Waivers) -> Vec<Diagnostic> {
    let Some(proposed) = &waivers.proposed else { return Vec::new() };
    let proposals: BTreeSet<_> = proposed.iter().map(Waiver::said).collect();
    let accepted_ones: BTreeSet<_> = waivers.in_force.iter().map(Waiver::said).collect();
    let added = proposed.iter().filter(|waiver| !accepted_ones.contains(&waiver.said())).map(|waiver| {
        notice(
            Code::WaiverNotInForce,
            waiver.rule.place,
            both("this waiver is new or changed: it does not count in this run", "此豁免为新增或已修改，本次不生效"),
            both("not among those of --waivers-from", "--waivers-from 的文件中没有此项"),
            both("it counts once it is merged", "合并之后生效"),
        )
    });
    let removed = waivers.in_force.iter().filter(|waiver| !proposals.contains(&waiver.said())).map(|waiver| {
        notice(
            Code::WaiverWithdrawn,
            waiver.rule.place,
            both("this waiver is deleted or changed: it still counts in this run", "此豁免已删除或修改，本次仍然生效"),
            both("not among those of the working tree", "工作目录的文件中没有此项"),
            both("it ends once that is merged", "合并之后失效"),
        )
    });
    added.chain(removed).collect()
}
