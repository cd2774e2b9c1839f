//! The findings of both sides, one by one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::side::{Said, Side};
use super::table::is_joined;
use super::{DiffStanding, Finding, State, Why};
use crate::model::value::Reason;
use crate::order::{Gather as _, Order as _};
use crate::pack::catalogue::{Catalogue, Kind, Origin};
use crate::pipeline::check::Outcome;
use crate::text::name::fold;

/// Kind, resource in lower case, tenant where sides are of several, rule.
type DiffedFinding<'s> = (&'s str, Option<Cow<'s, str>>, Option<&'s str>, &'s str);

/// What both sides say about one resource and rule.
#[derive(Default)]
struct Both<'s> {
    old: Vec<&'s Said<'s>>,
    new: Vec<&'s Said<'s>>,
}

pub(super) fn compare<'s>(old: &'s Side<'_>, new: &'s Side<'_>, catalogue: &Catalogue) -> Vec<Finding<'s>> {
    let mut all: BTreeMap<DiffedFinding<'s>, Both<'s>> = BTreeMap::new();
    let apart = old.apart;
    for said in old.said.iter().chain(&new.said).filter(|said| said.outcome == Outcome::Fail) {
        all.entry(about(said, apart, catalogue)).or_default();
    }
    // Of a fleet, most is said about resources that are fine on both sides.
    for said in &old.said {
        if let Some(both) = all.get_mut(&about(said, apart, catalogue)) {
            both.old.push(said);
        }
    }
    for said in &new.said {
        if let Some(both) = all.get_mut(&about(said, apart, catalogue)) {
            both.new.push(said);
        }
    }
    let mut findings = Vec::new();
    for ((.., rule), both) in &all {
        let fails = |said: &&&Said<'_>| said.outcome == Outcome::Fail;
        let settings: BTreeSet<Option<&str>> =
            both.old.iter().chain(&both.new).filter(fails).map(|said| said.setting.as_deref()).into_set();
        for setting in settings {
            let found = |list: &[&'s Said<'s>]| {
                list.iter().copied().find(|said| said.outcome == Outcome::Fail && said.setting.as_deref() == setting)
            };
            let (was, is) = (found(&both.old), found(&both.new));
            let (mut of_old, mut of_new) = match (was, is) {
                (Some(was), Some(is)) => (DiffStanding::Fails(was), DiffStanding::Fails(is)),
                (Some(was), None) => (DiffStanding::Fails(was), standing(new, &both.new, was, old, catalogue)),
                (None, Some(is)) => (standing(old, &both.old, is, new, catalogue), DiffStanding::Fails(is)),
                (None, None) => continue,
            };
            match (old.rules.get(*rule), new.rules.get(*rule)) {
                (Some(was), Some(is)) if was == is => {}
                (None, _) => of_old = DiffStanding::Open(Why::RuleNotRun),
                (_, None) => of_new = DiffStanding::Open(Why::RuleNotRun),
                // The finding stays with the side that has it.
                (Some(_), Some(_)) if is.is_some() => of_old = DiffStanding::Open(Why::RuleChanged),
                (Some(_), Some(_)) => of_new = DiffStanding::Open(Why::RuleChanged),
            }
            let state = match (of_old, of_new) {
                (DiffStanding::Open(_), _) | (_, DiffStanding::Open(_)) => State::NotComparable,
                (DiffStanding::Fails(_), DiffStanding::Fails(_)) => State::Unchanged,
                (DiffStanding::Fails(_), _) => State::Fixed,
                _ => State::New,
            };
            findings.push(Finding { state, old: of_old, new: of_new });
        }
    }
    let key = |finding: &Finding<'s>| {
        let said = finding.said();
        let resource = said.resource.as_deref().map(fold);
        (said.kind.as_ref(), resource, said.setting.as_deref(), said.rule.as_ref(), said.tenant.as_deref())
    };
    findings.order_by(|a, b| key(a).cmp(&key(b)));
    findings
}

fn about<'s>(said: &'s Said<'_>, apart: bool, catalogue: &Catalogue) -> DiffedFinding<'s> {
    // What shows the cloud of a tenant differs from export to export; the tenant is one.
    let one = catalogue.named(&said.kind).is_some_and(is_of_all);
    let resource = said.resource.as_deref().filter(|_| !one).map(fold);
    (&said.kind, resource, said.tenant.as_deref().filter(|_| apart), &said.rule)
}

/// Whether the resources of a kind are signs of one and the same thing, the tenant.
fn is_of_all(kind: &Kind) -> bool {
    kind.origin == Origin::Derived && kind.derived_from.is_empty() && is_joined(kind)
}

/// What `side` says about a finding of the `other` side that is none on this one.
fn standing<'s>(
    side: &'s Side<'_>,
    said: &[&'s Said<'s>],
    finding: &Said<'_>,
    other: &Side<'_>,
    catalogue: &Catalogue,
) -> DiffStanding<'s> {
    let exactly = said.iter().filter(|said| said.setting == finding.setting);
    // A condition that could not be told, or a gap in the kind, leaves all settings of the rule open.
    let around = said.iter().filter(|said| !said.expected && said.setting != finding.setting);
    let mut settled = None;
    for said in exactly.chain(around) {
        match said.outcome {
            Outcome::NotEvaluated(reason) => return DiffStanding::Open(Why::Reason(reason)),
            Outcome::Manual => return DiffStanding::Open(Why::Reason(Reason::KindAbsent)),
            Outcome::Attested => settled = Some(DiffStanding::Attested),
            Outcome::Pass | Outcome::NotApplicable => _ = settled.get_or_insert(DiffStanding::Holds),
            Outcome::Fail => {}
        }
    }
    if let Some(settled) = settled {
        return settled;
    }
    if side.saved == Some(false) {
        return DiffStanding::Open(Why::PassesNotSaved);
    }
    let Some(kind) = catalogue.named(&finding.kind) else { return DiffStanding::Open(Why::Reason(Reason::KindAbsent)) };
    let name = finding.resource.as_deref();
    let of_all = !side.apart && is_of_all(kind) && side.exported.contains(&kind.id);
    if of_all || side.has(kind.id, name, finding.tenant.as_deref()) {
        return DiffStanding::Holds;
    }
    if name.is_none() && !kind.identity.is_empty() {
        return DiffStanding::Open(Why::NoName);
    }
    match absence(side, kind, finding, other, catalogue) {
        Ok(()) => DiffStanding::Gone,
        Err(why) => DiffStanding::Open(why),
    }
}

/// Whether a resource that the other side has is certainly not there.
fn absence(
    side: &Side<'_>,
    kind: &Kind,
    finding: &Said<'_>,
    other: &Side<'_>,
    catalogue: &Catalogue,
) -> Result<(), Why> {
    if side.apart || !is_joined(kind) {
        return super::settings::complete(side, kind.id, catalogue);
    }
    if let Some(reason) = side.gaps.get(&kind.id) {
        return Err(Why::Reason(*reason));
    }
    // What it was joined from must be there in full: at least what the file holds that showed it.
    let from = kind.derived_from.iter().filter_map(|name| Some(catalogue.named(name)?.id));
    let from: BTreeSet<_> =
        from.filter(|id| other.exported.contains(id)).chain(other.kinds_at(finding.at).iter().copied()).into_set();
    if from.is_empty() {
        return Err(Why::Reason(Reason::KindAbsent));
    }
    from.into_iter().try_for_each(|kind| super::settings::complete(side, kind, catalogue))
}
