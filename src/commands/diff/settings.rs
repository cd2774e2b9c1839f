//! The settings of both sides: two sorted lists of resources walked together.

use std::collections::BTreeMap;

use super::side::{Key, Ref, Side};
use super::table::Held;
use super::{Diff, DiffChange, DiffOpen, Seen, Which, Why};
use crate::model::value::Reason;
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, KindId, SettingId};
use crate::pack::rule::Rules;

/// Kind, setting, what the sides say, and where the resources are.
type SettingsGroup = (KindId, Option<SettingId>, Option<Why>, Option<Why>, Which);

pub(super) fn compare(old: &Side<'_>, new: &Side<'_>, rules: &Rules, catalogue: &Catalogue, diff: &mut Diff<'_>) {
    let mut open: BTreeMap<SettingsGroup, (Vec<Ref>, u64)> = BTreeMap::new();
    let mut put = |group: SettingsGroup, resource: Option<Ref>, count: u64| {
        let (resources, total) = open.entry(group).or_default();
        resources.extend(resource);
        *total += count;
    };
    let kinds = [old, new].map(|side| side.compared_kinds(catalogue));
    for (which, side) in [(Which::Old, old), (Which::New, new)] {
        for (&kind, &(_, count)) in side.tables.iter().flat_map(|table| &table.nameless) {
            if kinds.iter().all(|kinds| kinds.contains(&kind)) {
                put(group(kind, None, which, Why::NoName), None, count);
            }
        }
    }
    let (mut seen_old, mut seen_new) = (Vec::new(), Vec::new());
    let (mut left, mut right) = (&old.index[..], &new.index[..]);
    loop {
        let (mine, theirs) = (first(old, left), first(new, right));
        let which = match (mine, theirs) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(mine), Some(theirs)) => mine.cmp(&theirs),
        };
        if which.is_eq() {
            let (ours, others) = (take(old, &mut left), take(new, &mut right));
            diff.matched += 1;
            gather(old, ours, &mut seen_old);
            gather(new, others, &mut seen_new);
            let kind = old.entry(ours[0]).kind;
            pair(old, new, (&seen_old, &seen_new), diff, |setting, was, is| {
                let which = if was == Some(Why::Reason(Reason::SettingAbsent)) { Which::New } else { Which::Old };
                let resource = if which == Which::Old { ours[0] } else { others[0] };
                put((kind, Some(setting), was, is, which), Some(resource), 1);
            });
            continue;
        }
        // On one side only.
        let (side, rest, other, which) =
            if which.is_lt() { (old, &mut left, new, Which::Old) } else { (new, &mut right, old, Which::New) };
        let resource = take(side, rest)[0];
        let kind = side.entry(resource).kind;
        if other.saved.is_some() && rules.of_kind(kind).is_empty() {
            // A report holds what rules look at; that is said once, on top.
            continue;
        }
        let beyond = match which {
            Which::Old => Which::New,
            Which::New => Which::Old,
        };
        match complete(other, kind, catalogue) {
            Ok(()) if which == Which::Old => diff.removed.push(resource),
            Ok(()) => diff.added.push(resource),
            Err(why) => {
                let (_, _, was, is, _) = group(kind, None, beyond, why);
                put((kind, None, was, is, which), Some(resource), 1);
            }
        }
    }
    diff.open = open
        .into_iter()
        .map(|((kind, setting, old, new, which), (resources, count))| DiffOpen {
            kind,
            setting,
            old,
            new,
            which,
            resources,
            count,
        })
        .collect();
}

fn group(kind: KindId, setting: Option<SettingId>, which: Which, why: Why) -> SettingsGroup {
    match which {
        Which::Old => (kind, setting, Some(why), None, which),
        Which::New => (kind, setting, None, Some(why), which),
    }
}

/// Whether a side holds all objects of a kind, so that one which is not there does not exist.
pub(super) fn complete(side: &Side<'_>, kind: KindId, catalogue: &Catalogue) -> Result<(), Why> {
    // A listing is one tenant's; the other may have none in the file.
    if side.apart {
        return Err(Why::SeveralTenants);
    }
    let of = catalogue.kind(kind);
    let origins = of.derived_from.iter().filter_map(|name| Some(catalogue.named(name)?.id));
    let origins = origins.filter(|id| side.exported.contains(id));
    for id in std::iter::once(kind).chain(origins) {
        if let Some(reason) = side.gaps.get(&id) {
            return Err(Why::Reason(*reason));
        }
        // A saved report names kinds that none of its rules looked at.
        let told = side.told.contains(&id);
        if !side.exported.contains(&id) || id == kind && side.saved.is_some() && !told {
            let unread = side.is_partly_unread();
            return Err(if unread { Why::InputUnreadable } else { Why::Reason(Reason::KindAbsent) });
        }
        if told && !catalogue.kind(id).identity.is_empty() && !side.listed.contains(&id) {
            return Err(Why::NotAListing);
        }
    }
    match (side.is_partly_unread(), side.saved) {
        (true, _) => Err(Why::InputUnreadable),
        (_, Some(false)) => Err(Why::PassesNotSaved),
        _ => Ok(()),
    }
}

/// The key of the next resource.
fn first<'s>(side: &'s Side<'_>, rest: &[Ref]) -> Option<Key<'s>> {
    Some(side.key(*rest.first()?))
}

/// The next resources, all of one name.
fn take<'r>(side: &Side<'_>, rest: &mut &'r [Ref]) -> &'r [Ref] {
    let key = side.key(rest[0]);
    let same = rest.iter().take_while(|at| side.key(**at) == key).count();
    let (taken, left) = rest.split_at(same);
    *rest = left;
    taken
}

/// The settings of resources of one name, each once, in the order of the settings.
fn gather(side: &Side<'_>, resources: &[Ref], seen: &mut Vec<Seen>) {
    seen.clear();
    for &resource in resources {
        let cells = side.table(resource).cells(side.entry(resource));
        seen.extend(cells.iter().map(|cell| Seen { resource, setting: cell.setting, held: cell.held, at: cell.at }));
    }
    // Stable: of two that tell, the first stays.
    seen.order_by_key(|seen| seen.setting);
    seen.dedup_by(|next, kept| {
        if next.setting != kept.setting {
            return false;
        }
        match (kept.held, next.held) {
            (_, Held::Unread(_)) => {}
            (Held::Unread(reason), _) => {
                if reason != Reason::ConflictingValues {
                    *kept = *next;
                }
            }
            (mine, other) => {
                if !side.table(kept.resource).same(mine, side.table(next.resource), other) {
                    kept.held = Held::Unread(Reason::ConflictingValues);
                }
            }
        }
        true
    });
}

/// Compares the settings of one resource.
fn pair(
    old: &Side<'_>,
    new: &Side<'_>,
    (was, is): (&[Seen], &[Seen]),
    diff: &mut Diff<'_>,
    mut open: impl FnMut(SettingId, Option<Why>, Option<Why>),
) {
    let (mut left, mut right) = (was.iter().peekable(), is.iter().peekable());
    loop {
        let setting = match (left.peek(), right.peek()) {
            (None, None) => return,
            (Some(seen), None) | (None, Some(seen)) => seen.setting,
            (Some(mine), Some(theirs)) => mine.setting.min(theirs.setting),
        };
        let mine = left.next_if(|seen| seen.setting == setting);
        let theirs = right.next_if(|seen| seen.setting == setting);
        // A report tells only what rules looked at.
        if mine.is_none() && old.saved.is_some() || theirs.is_none() && new.saved.is_some() {
            continue;
        }
        let why = |seen: Option<&Seen>| match seen.map(|seen| seen.held) {
            None => Some(Why::Reason(Reason::SettingAbsent)),
            Some(Held::Unread(reason)) => Some(Why::Reason(reason)),
            Some(_) => None,
        };
        match (mine, theirs, why(mine), why(theirs)) {
            (Some(mine), Some(theirs), None, None) => {
                let same = old.table(mine.resource).same(mine.held, new.table(theirs.resource), theirs.held);
                if same {
                    diff.unchanged += 1;
                } else {
                    diff.changed.push(DiffChange { setting, old: *mine, new: *theirs });
                }
            }
            (.., was, is) => open(setting, was, is),
        }
    }
}
