//! Resources and rules to verdicts. Pure: nothing here knows a file, a format or a language.
//!
//! `when` and `expect` combine by three-valued logic: one condition that does not hold decides, otherwise one that
//! cannot be told does. What cannot be told is never a pass.

use jiff::civil::Date;

use crate::catalogue::{Catalogue, Kind, KindId, Origin, SettingId};
use crate::dialect::Dialect;
use crate::json::NodeRef;
use crate::resource::{Reason, Resource, Setting, Value};
use crate::rule::{Check, Condition, RuleIx, Rules, WhenMissing};
use crate::source::{Place, Span};
use crate::vocabulary::{self, Problem};

/// What is said about a rule and one setting of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The rule is not about this resource.
    NotApplicable,
    /// It could not be judged.
    NotEvaluated(Reason),
    /// No export can tell; the organization has to declare it.
    Manual,
    /// The organization has declared it.
    Attested,
}

/// The outcomes without their reasons, in the order of the reports.
pub const OUTCOMES: [&str; 6] = ["pass", "fail", "not_applicable", "not_evaluated", "manual", "attested"];

impl Outcome {
    /// Index in [`OUTCOMES`].
    pub fn index(self) -> usize {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::NotApplicable => 2,
            Self::NotEvaluated(_) => 3,
            Self::Manual => 4,
            Self::Attested => 5,
        }
    }

    /// The id in reports.
    pub fn id(self) -> &'static str {
        OUTCOMES[self.index()]
    }
}

/// One outcome with all that a report needs to explain it.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The rule.
    pub rule: RuleIx,
    /// Which of its checks.
    pub check: u8,
    /// What is said.
    pub outcome: Outcome,
    /// The kind of the resource.
    pub kind: KindId,
    /// The dialect that it was written in.
    pub dialect: Option<Dialect>,
    /// What names the resource.
    pub resource: Option<String>,
    /// The setting that was judged, or that kept the rule from being judged.
    pub setting: Option<SettingId>,
    /// The value's place, or that of the resource.
    pub place: Option<Place>,
    /// The key's place.
    pub key: Option<Span>,
    /// JSON Pointer of the place.
    pub pointer: String,
    /// The canonical value.
    pub observed: Option<serde_json::Value>,
    /// The settings that the rule's words show, as text.
    pub shown: Vec<(SettingId, String)>,
    /// Other settings that the verdict rests on.
    pub because: Vec<(SettingId, Place, String)>,
    /// Further places that belong to the resource.
    pub related: Vec<Place>,
    /// What a keyword of the vocabulary says.
    pub problem: Option<Problem>,
}

/// How many of each outcome a rule has.
pub type Counts = [u64; OUTCOMES.len()];

/// The verdicts of some resources.
#[derive(Debug)]
pub struct Verdicts {
    /// By rule.
    pub counts: Vec<Counts>,
    /// The rules whose main kind was there.
    pub seen: Vec<bool>,
    /// What is worth keeping.
    pub kept: Vec<Verdict>,
}

/// What of the verdicts is kept beyond their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// What people have to act on.
    Actionable,
    /// All but plain passes.
    NotPasses,
    /// Everything.
    All,
}

impl Keep {
    /// Passes of objects of which there is one are kept until the end: another export may lack their settings.
    fn keeps(self, outcome: Outcome, single: bool) -> bool {
        match outcome {
            Outcome::Pass => self == Self::All || single,
            Outcome::NotApplicable => self >= Self::NotPasses,
            _ => true,
        }
    }
}

impl Verdicts {
    /// None yet, for so many rules.
    pub fn new(rules: usize) -> Self {
        Self { counts: vec![Counts::default(); rules], seen: vec![false; rules], kept: Vec::new() }
    }

    /// Adds those of other resources.
    pub fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.counts.iter_mut().flatten().zip(other.counts.into_iter().flatten()) {
            *mine += theirs;
        }
        for (mine, theirs) in self.seen.iter_mut().zip(other.seen) {
            *mine |= theirs;
        }
        self.kept.extend(other.kept);
    }

    /// Adds a verdict.
    pub fn push(&mut self, verdict: Verdict, keep: Keep) {
        self.count(verdict.rule, verdict.outcome);
        if keep.keeps(verdict.outcome, false) {
            self.kept.push(verdict);
        }
    }

    fn count(&mut self, rule: RuleIx, outcome: Outcome) {
        self.counts[rule.0 as usize][outcome.index()] += 1;
    }
}

/// Judges resources one by one.
#[derive(Debug, Clone, Copy)]
pub struct Checker<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// The kinds.
    pub catalogue: &'a Catalogue,
    /// The day as of which declared answers are judged.
    pub today: Date,
    /// What is kept.
    pub keep: Keep,
}

/// Whether a condition holds.
enum Truth {
    Yes,
    No,
    Unknown(Reason),
}

impl Checker<'_> {
    /// Judges one resource by all rules about its kind.
    pub fn check(&self, resource: &Resource<'_>, verdicts: &mut Verdicts) {
        for &(rule, at) in self.rules.of_kind(resource.kind) {
            let check = &self.rules.get(rule).checks[at as usize];
            if self.is_other_answer(resource, check) {
                continue;
            }
            verdicts.seen[rule.0 as usize] |= at == 0;
            self.one(resource, rule, at, check, verdicts);
        }
    }

    /// Whether a declared answer is to another question than the rule's: it says nothing about this one.
    fn is_other_answer(&self, resource: &Resource<'_>, check: &Check) -> bool {
        let kind = self.catalogue.kind(resource.kind);
        let other = |condition: &Condition| {
            let setting = resource.setting(condition.setting);
            matches!(truth(kind, condition.setting, &condition.test, setting), Truth::No)
        };
        kind.origin == Origin::Declared && check.when.iter().any(other)
    }

    fn one(&self, resource: &Resource<'_>, rule: RuleIx, at: u8, check: &Check, verdicts: &mut Verdicts) {
        let kind = self.catalogue.kind(resource.kind);
        let mut put =
            |outcome: Outcome, setting: Option<SettingId>, problem: Option<Problem>, item: Option<(Span, String)>| {
                if self.keep.keeps(outcome, kind.identity.is_empty()) {
                    let verdict = self.verdict(resource, rule, at, check, outcome, setting, problem, item.as_ref());
                    verdicts.kept.push(verdict);
                }
                verdicts.count(rule, outcome);
            };
        let mut unknown = None;
        for condition in &check.when {
            let setting = resource.setting(condition.setting);
            match truth(kind, condition.setting, &condition.test, setting) {
                Truth::Yes => {}
                Truth::No => return put(Outcome::NotApplicable, Some(condition.setting), None, None),
                Truth::Unknown(reason) => _ = unknown.get_or_insert((reason, condition.setting)),
            }
        }
        if let Some((reason, setting)) = unknown {
            return put(Outcome::NotEvaluated(reason), Some(setting), None, None);
        }
        let holds = if kind.origin == Origin::Declared {
            if let Some((reason, setting)) = unanswered(kind, resource, self.today) {
                return put(Outcome::NotEvaluated(reason), Some(setting), None, None);
            }
            Outcome::Attested
        } else {
            Outcome::Pass
        };
        for condition in &check.expect {
            let setting = resource.setting(condition.setting);
            let id = Some(condition.setting);
            match truth(kind, condition.setting, &condition.test, setting) {
                Truth::Yes if kind.def(condition.setting).declared_in.is_some() => {
                    put(Outcome::Attested, id, None, None);
                }
                Truth::Yes => put(holds, id, None, None),
                Truth::No => {
                    let def = kind.def(condition.setting);
                    let value = setting.and_then(|setting| setting.reading.as_ref().ok());
                    let json = value.map(|value| def.json(value));
                    let problem = json.and_then(|json| vocabulary::explain(condition.test.schema(), &json));
                    let item = setting.zip(value).and_then(|(setting, value)| {
                        item_span(resource, setting, condition.test.refused_item(def, value)?)
                    });
                    put(Outcome::Fail, id, problem, item);
                }
                Truth::Unknown(Reason::SettingAbsent | Reason::NullValue)
                    if check.when_missing == WhenMissing::Fail =>
                {
                    put(Outcome::Fail, id, None, None);
                }
                Truth::Unknown(Reason::SettingAbsent | Reason::NullValue)
                    if check.when_missing == WhenMissing::Manual =>
                {
                    put(Outcome::Manual, id, None, None);
                }
                Truth::Unknown(reason) => put(Outcome::NotEvaluated(reason), id, None, None),
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one private place that gathers what a verdict carries")]
    fn verdict(
        &self,
        resource: &Resource<'_>,
        rule: RuleIx,
        at: u8,
        check: &Check,
        outcome: Outcome,
        setting: Option<SettingId>,
        problem: Option<Problem>,
        item: Option<&(Span, String)>,
    ) -> Verdict {
        let kind = self.catalogue.kind(resource.kind);
        let found = setting.and_then(|setting| resource.setting(setting));
        let display = |id: SettingId| {
            let value = resource.setting(id)?.reading.as_ref().ok()?;
            Some((id, kind.def(id).display(value)))
        };
        let because = check.when.iter().filter_map(|condition| {
            let other = resource.setting(condition.setting)?;
            let (id, text) = display(condition.setting)?;
            (Some(id) != setting && other.place.source == found.map_or(resource.place, |found| found.place).source)
                .then_some((id, other.place, text))
        });
        // What is not there is missed where the resource names itself.
        let shown_at = found.or_else(|| resource.anchor(kind));
        let place = shown_at.map_or(resource.place, |setting| setting.place);
        Verdict {
            rule,
            check: at,
            outcome,
            kind: resource.kind,
            dialect: Some(resource.dialect),
            resource: resource.identity(self.catalogue),
            setting,
            place: Some(item.map_or(place, |(span, _)| Place { span: *span, ..place })),
            key: found.and_then(|found| found.key),
            pointer: resource.pointer(shown_at) + item.map_or("", |(_, below)| below),
            observed: found.and_then(|found| found.reading.as_ref().ok().map(|value| kind.def(found.id).json(value))),
            shown: check.mentioned.iter().filter_map(|id| display(*id)).collect(),
            because: if outcome == Outcome::Fail { because.collect() } else { Vec::new() },
            related: resource.related.clone(),
            problem,
        }
    }
}

fn truth(kind: &Kind, id: SettingId, test: &crate::rule::Test, setting: Option<&Setting<'_>>) -> Truth {
    match setting.map(|setting| &setting.reading) {
        None => Truth::Unknown(Reason::SettingAbsent),
        Some(Err(reason)) => Truth::Unknown(*reason),
        Some(Ok(value)) if test.holds(kind.def(id), value) => Truth::Yes,
        Some(Ok(_)) => Truth::No,
    }
}

/// The place of one item of a list, and the pointer to it from the list.
fn item_span(resource: &Resource<'_>, setting: &Setting<'_>, index: usize) -> Option<(Span, String)> {
    // With a pointer of its own, the setting's place is not one of the node's text.
    let (node, _) = resource.node.filter(|_| setting.pointer.is_none())?;
    let list = node.covering(setting.place.span);
    let item = |list: NodeRef<'_>, below: &str| {
        let item = list.elements().nth(index)?;
        Some((item.span(), format!("{below}/{index}")))
    };
    let inside = |key: &str| item(list.get(key)?, &format!("/{key}"));
    item(list, "").or_else(|| inside("results")).or_else(|| inside("value"))
}

/// Why a declared answer does not count: who, when or the evidence is missing, or it has expired.
fn unanswered(kind: &Kind, resource: &Resource<'_>, today: Date) -> Option<(Reason, SettingId)> {
    for name in ["by", "on", "evidence"] {
        let id = kind.setting(name)?;
        match resource.setting(id).map(|setting| &setting.reading) {
            Some(Ok(Value::Text(text))) if !text.trim().is_empty() => {}
            Some(Err(reason)) => return Some((*reason, id)),
            _ => return Some((Reason::SettingAbsent, id)),
        }
    }
    let date = |name: &str| resource.text(kind, name).map(str::parse::<Date>);
    let (on, expires) = (kind.setting("on")?, kind.setting("expires")?);
    match (date("on"), date("expires")) {
        (Some(Err(_)), _) => Some((Reason::UnknownValue, on)),
        (_, Some(Err(_))) => Some((Reason::UnknownValue, expires)),
        (_, Some(Ok(last))) if last < today => Some((Reason::Stale, expires)),
        (Some(Ok(on_day)), None) if last_day(on_day) < today => Some((Reason::Stale, on)),
        (Some(Ok(on_day)), _) if on_day > today => Some((Reason::UnknownValue, on)),
        _ => None,
    }
}

/// The last day of an answer that names none: twelve months after it was given.
fn last_day(on: Date) -> Date {
    on.saturating_add(jiff::Span::new().months(12))
}

/// Whether the declared answer counts today.
pub(crate) fn counts_today(kind: &Kind, resource: &Resource<'_>, today: Date) -> Result<(), Reason> {
    unanswered(kind, resource, today).map_or(Ok(()), |(reason, _)| Err(reason))
}
