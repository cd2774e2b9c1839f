//! Waivers put to findings: which finding somebody accepts, and how often a waiver was of use.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::check::last_day;
use super::{Candidate, Glob, Waiver, Waivers};
use crate::model::place::{Located, SourceId};
use crate::order::Order as _;
use crate::pack::catalogue::{SettingDef, Shape};
use crate::pipeline::accept::Pack;
use crate::pipeline::check::{Outcome, Verdict};
use crate::pipeline::judge::{Judged, Waived};
use crate::pipeline::source::Sources;
use crate::text::name::fold;
use crate::text::path::told;

/// What came of one waiver.
#[derive(Debug, Default, Clone)]
pub(crate) struct WaiverUse {
    /// Findings that it is about, whatever came of them.
    pub(super) matched: usize,
    /// Findings that it accepts.
    pub(super) accepted: u32,
    /// Findings of rules that nobody may waive.
    pub(super) barred: usize,
    /// Findings whose value is not the pinned one: the first, and how many.
    pub(super) changed: Option<(usize, usize)>,
}

/// Whether a waiver counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// Its first day is to come.
    Early,
    InForce,
    Expired,
}

/// How a waiver stands on a day.
pub(super) fn term(waiver: &Waiver, today: Date) -> Term {
    // Whoever writes a waiver east of Greenwich may be a day ahead of UTC.
    let early = Located::get(waiver.created.as_ref()).is_some_and(|created| *created > last_day(today, 1));
    match Located::get(waiver.expires.as_ref()) {
        Some(last) if *last < today => Term::Expired,
        _ if early => Term::Early,
        _ => Term::InForce,
    }
}

/// Marks the findings that waivers accept. Of several waivers for one, that which lasts longest counts.
pub(crate) fn accept(results: &mut [Judged], waivers: &Waivers, sources: &Sources, pack: Pack<'_>) -> Vec<WaiverUse> {
    let mut uses = vec![WaiverUse::default(); waivers.in_force.len()];
    let of_rule: Vec<WaiversOfRule<'_>> =
        pack.rules.all().map(|(_, rule)| WaiversOfRule::new(&rule.id, &waivers.in_force)).collect();
    let mut files =
        MatchedFiles { wanted: waivers.in_force.iter().any(|waiver| waiver.file.is_some()), known: HashMap::new() };
    for (index, judged) in results.iter_mut().enumerate() {
        let verdict = &judged.verdict;
        let of_rule = &of_rule[usize::from(verdict.rule.0)];
        if verdict.outcome != Outcome::Fail {
            continue;
        }
        let name = fold(verdict.resource.as_deref().unwrap_or_default());
        let rule = pack.rules.get(verdict.rule);
        let kind = pack.catalogue.kind(verdict.kind);
        let def = verdict.setting.map(|setting| kind.def(setting));
        let finding = Candidate {
            kind: &kind.name,
            resource: &name,
            setting: def.map(|def| def.name.as_str()),
            tenant: judged.tenant.as_deref(),
            file: files.of(verdict, sources),
        };
        let mut best: Option<&Waiver> = None;
        let mut best_at = 0;
        for at in of_rule.candidates(&name) {
            let waiver = &waivers.in_force[at];
            if !waiver.is_about(finding) {
                continue;
            }
            let one = &mut uses[at];
            one.matched += 1;
            if !rule.waivable {
                one.barred += 1;
            } else if Located::get(waiver.value.as_ref()).is_some_and(|pin| !is_value(pin, verdict, def, sources)) {
                let (_, count) = one.changed.get_or_insert((index, 0));
                *count += 1;
            } else if term(waiver, pack.today) == Term::InForce && best.is_none_or(|best| until(waiver) > until(best)) {
                (best, best_at) = (Some(waiver), at);
            }
        }
        if let Some(waiver) = best {
            uses[best_at].accepted += 1;
            judged.waived = Some(Box::new(Waived {
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: Located::get(waiver.expires.as_ref()).copied(),
                ticket: waiver.ticket.clone(),
                place: waiver.rule.place,
            }));
        }
    }
    uses
}

/// The paths of files from the root on, where a waiver asks for them.
struct MatchedFiles {
    wanted: bool,
    known: HashMap<SourceId, String>,
}

impl MatchedFiles {
    fn of(&mut self, verdict: &Verdict, sources: &Sources) -> &str {
        let Some(source) = verdict.place.map(|place| place.source).filter(|_| self.wanted) else { return "" };
        self.known.entry(source).or_insert_with(|| whole_path(&sources.get(source).name))
    }
}

/// A path from the root on, as [`fold`] writes it.
pub(crate) fn whole_path(name: &str) -> String {
    let path = std::path::absolute(name).unwrap_or_else(|_| name.into());
    fold(&told(&path.to_string_lossy())).into_owned()
}

/// The waivers of one rule, in their order.
#[derive(Debug, Default)]
struct WaiversOfRule<'w> {
    /// Those that name one resource, by its name; there may be as many as findings.
    one: HashMap<&'w str, Vec<usize>>,
    others: Vec<(usize, Option<&'w Glob>)>,
}

impl<'w> WaiversOfRule<'w> {
    fn new(rule: &str, waivers: &'w [Waiver]) -> Self {
        let mut of_rule = Self::default();
        for (at, waiver) in waivers.iter().enumerate().filter(|(_, waiver)| waiver.rule.value.matches(rule)) {
            let glob = Located::get(waiver.resource.as_ref());
            match glob.and_then(Glob::one) {
                Some(name) => of_rule.one.entry(name).or_default().push(at),
                None => of_rule.others.push((at, glob)),
            }
        }
        of_rule
    }

    /// Those that may be about a resource, in their order.
    fn candidates(&self, name: &str) -> Vec<usize> {
        let fits =
            |(at, glob): &(usize, Option<&Glob>)| glob.is_none_or(|glob| glob.matches_folded(name)).then_some(*at);
        let mut candidates: Vec<usize> = self.others.iter().filter_map(fits).collect();
        candidates.extend(self.one.get(name).into_iter().flatten());
        candidates.order_by(Ord::cmp);
        candidates
    }
}

/// The last day; the end of days if there is none.
pub(super) fn until(waiver: &Waiver) -> Date {
    Located::get(waiver.expires.as_ref()).copied().unwrap_or(Date::MAX)
}

/// Whether a pinned value is the one that was found: in canonical form, or as the export writes it.
fn is_value(pin: &Json, verdict: &Verdict, def: Option<&SettingDef>, sources: &Sources) -> bool {
    let (Some(observed), Some(def)) = (&verdict.observed, def) else { return false };
    if let Json::Array(items) = observed {
        return is_list(pin, items, def);
    }
    let written = verdict.place.and_then(|place| serde_json::from_str(sources.text_at(place)).ok());
    is_canonical(pin, observed, def) || written.is_some_and(|written: Json| is_same(pin, &written, false))
}

fn is_canonical(pin: &Json, observed: &Json, def: &SettingDef) -> bool {
    let number = def.shape.members().iter().find(|member| observed == member.name.as_str()).and_then(|one| one.number);
    number.is_some_and(|number| is_same(pin, &number.into(), true)) || is_same(pin, observed, def.shape != Shape::Text)
}

/// Numbers and booleans may stand in quotes; only running text tells upper from lower case.
fn is_same(pin: &Json, value: &Json, fold: bool) -> bool {
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    match (pin.is_string() && value.is_string(), fold) {
        (true, false) => pin == value,
        _ => text(pin).eq_ignore_ascii_case(&text(value)),
    }
}

fn is_list(pin: &Json, observed: &[Json], def: &SettingDef) -> bool {
    let mut observed: Vec<_> = observed.iter().filter_map(Json::as_str).collect();
    let mut wanted: Vec<&str> = match (pin, &def.shape) {
        (Json::Array(items), _) => items.iter().filter_map(Json::as_str).collect(),
        (Json::String(text), Shape::List { separator: Some(separator), .. }) => {
            text.split(*separator).filter(|item| !item.is_empty()).collect()
        }
        (Json::String(text), _) => vec![text],
        _ => return false,
    };
    observed.order_by(Ord::cmp);
    wanted.order_by(Ord::cmp);
    observed == wanted
}
