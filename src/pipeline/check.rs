//! Resources and rules to verdicts. Pure: nothing here knows a file, a format or a language.
//!
//! `when` and `expect` combine by three-valued logic: one condition that does not hold decides, otherwise one that
//! cannot be told does. What cannot be told is never a pass.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::json::text_of;
use crate::model::dialect::Dialect;
use crate::model::place::{Place, Span};
use crate::model::severity::Severity;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind, KindId, Origin, SettingDef, SettingId, Shape};
use crate::pack::rule::{Check, Condition, RuleIx, Rules, WhenMissing};
use crate::pack::vocabulary;
use crate::pack::vocabulary::Problem;
use crate::pipeline::resource::{Related, Resource, Setting};

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
    pub related: Vec<Related>,
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
    /// What would be worth keeping, were there not so many.
    pub tallied: BTreeMap<Tally, u64>,
    /// Of each sort how many were kept, and the last of their places.
    first: BTreeMap<Sort, (usize, Place)>,
}

/// A rule, a check of it, what is said about which setting, and of which value where there are few.
type Sort = (RuleIx, u8, Option<SettingId>, Outcome, Option<Few>);

/// Verdicts that are only counted: all that a report says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tally {
    /// The rule.
    pub rule: RuleIx,
    /// What is said.
    pub outcome: Outcome,
    /// The kind of the resource.
    pub kind: KindId,
    /// The setting that was judged, or that kept the rule from being judged.
    pub setting: Option<SettingId>,
    /// The most that it weighs, whatever the rule's severity.
    pub most: Severity,
    /// The value that was judged, where it is one of few.
    pub value: Option<Few>,
}

/// A value of which there are few, so that their numbers can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Few {
    /// A boolean.
    Flag(bool),
    /// A member of an enum, by its index.
    Member(u16),
}

impl Few {
    fn of(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(Self::Flag(*flag)),
            Value::Member(member) => Some(Self::Member(*member)),
            _ => None,
        }
    }

    /// The one that a canonical value of a setting is.
    pub(crate) fn of_json(def: &SettingDef, value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::Bool(flag) => Some(Self::Flag(*flag)),
            serde_json::Value::String(name) if matches!(def.shape, Shape::Enum(_)) => {
                let at = def.shape.members().iter().position(|member| member.name == name.as_str())?;
                u16::try_from(at).ok().map(Self::Member)
            }
            _ => None,
        }
    }
}

/// Rules with the indices of outcomes, and how many there are of each.
pub(crate) type Counted = Vec<(RuleIx, usize, u64)>;

/// How many verdicts of one sort about one source people are shown.
pub(crate) const FIRST: usize = 20;

/// What of the verdicts is kept beyond their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// What people have to act on, of one sort only the first ones.
    First,
    /// What people have to act on.
    Actionable,
    /// All but plain passes.
    NotPasses,
    /// Everything.
    All,
}

impl Keep {
    fn keeps(self, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Pass => self == Self::All,
            Outcome::NotApplicable => self >= Self::NotPasses,
            _ => true,
        }
    }
}

impl Verdicts {
    /// None yet, for so many rules.
    pub fn new(rules: usize) -> Self {
        let (counts, seen) = (vec![Counts::default(); rules], vec![false; rules]);
        let (tallied, first) = (BTreeMap::new(), BTreeMap::new());
        Self { counts, seen, kept: Vec::new(), tallied, first }
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
        for (tally, count) in other.tallied {
            *self.tallied.entry(tally).or_default() += count;
        }
    }

    /// How many verdicts are kept or tallied.
    pub(crate) fn told(&self) -> u64 {
        self.kept.len() as u64 + self.tallied.values().sum::<u64>()
    }

    /// Whether enough of a sort are kept that stand before a place; if not, this one is to be kept too.
    fn is_enough(&mut self, sort: Sort, place: Place) -> bool {
        let (kept, last) = self.first.entry(sort).or_insert((0, place));
        if *kept >= FIRST && place > *last {
            return true;
        }
        if *kept < FIRST {
            *last = place.max(*last);
        }
        *kept += 1;
        false
    }

    /// What was counted.
    pub(crate) fn counted(&self) -> Counted {
        let all = self.counts.iter().zip(0..).flat_map(|(counts, rule)| {
            counts.iter().enumerate().map(move |(outcome, count)| (RuleIx(rule), outcome, *count))
        });
        all.filter(|(.., count)| *count > 0).collect()
    }

    /// Adds, so many times, what was counted for others.
    pub(crate) fn count_again(&mut self, counted: &Counted, times: u64) {
        for (rule, outcome, count) in counted {
            self.counts[usize::from(rule.0)][*outcome] += count * times;
        }
    }

    /// Adds a verdict.
    pub fn push(&mut self, verdict: Verdict, keep: Keep) {
        self.count(verdict.rule, verdict.outcome);
        if keep.keeps(verdict.outcome) {
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
            if self.is_other_answer(resource, check) || at > 0 && self.is_no_answer(resource) {
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

    /// Whether this is an answer that does not count: beside what an export tells, it changes nothing.
    fn is_no_answer(&self, resource: &Resource<'_>) -> bool {
        let kind = self.catalogue.kind(resource.kind);
        kind.origin == Origin::Declared && void(kind, resource).is_some()
    }

    /// Whether an answer answers all that a rule asks.
    fn is_whole(&self, answer: &Resource<'_>, check: &Check) -> bool {
        let kind = self.catalogue.kind(answer.kind);
        check.expect.iter().all(|condition| {
            let setting = answer.setting(condition.setting);
            !matches!(truth(kind, condition.setting, &condition.test, setting), Truth::Unknown(_))
        })
    }

    fn one(&self, resource: &Resource<'_>, rule: RuleIx, at: u8, check: &Check, verdicts: &mut Verdicts) {
        let kind = self.catalogue.kind(resource.kind);
        let mut put =
            |outcome: Outcome, setting: Option<SettingId>, problem: Option<Problem>, item: Option<(Span, String)>| {
                if self.keep.keeps(outcome) && !self.tally(resource, rule, at, setting, outcome, problem, verdicts) {
                    let verdict = self.verdict(resource, rule, at, check, outcome, setting, problem, item.as_ref());
                    verdicts.kept.push(verdict);
                }
                verdicts.count(rule, outcome);
            };
        let told = |condition: &Condition| {
            truth(kind, condition.setting, &condition.test, resource.setting(condition.setting))
        };
        let mut unknown = None;
        for condition in &check.when {
            match told(condition) {
                Truth::Yes => {}
                Truth::No => return put(Outcome::NotApplicable, Some(condition.setting), None, None),
                Truth::Unknown(reason) => _ = unknown.get_or_insert((reason, condition.setting)),
            }
        }
        // What a value would tell only under other circumstances, it does not tell.
        let mut doubt = None;
        for condition in &check.given {
            match told(condition) {
                Truth::Yes => {}
                Truth::No => _ = unknown.get_or_insert((Reason::UnknownValue, condition.setting)),
                Truth::Unknown(reason) => _ = doubt.get_or_insert((reason, condition.setting)),
            }
        }
        if let Some((reason, setting)) = unknown {
            return put(Outcome::NotEvaluated(reason), Some(setting), None, None);
        }
        // What would meet the expectation whatever the value is, or why nobody knows whether it does.
        let mut satisfied = if check.satisfied_by.is_empty() { Truth::No } else { Truth::Yes };
        for condition in &check.satisfied_by {
            match (told(condition), &satisfied) {
                (Truth::No, _) => {
                    satisfied = Truth::No;
                    break;
                }
                (Truth::Unknown(reason), Truth::Yes) => satisfied = Truth::Unknown(reason),
                _ => {}
            }
        }
        let holds = if kind.origin == Origin::Declared {
            if let Some((reason, setting)) = void(kind, resource) {
                return put(Outcome::NotEvaluated(reason), Some(setting), None, None);
            }
            Outcome::Attested
        } else {
            Outcome::Pass
        };
        let mut doubted = false;
        for condition in &check.expect {
            let setting = resource.setting(condition.setting);
            let id = Some(condition.setting);
            let found = match (truth(kind, condition.setting, &condition.test, setting), &satisfied) {
                (Truth::No, Truth::Yes) => Truth::Yes,
                (Truth::No, Truth::Unknown(reason)) => Truth::Unknown(*reason),
                (found, _) => found,
            };
            match found {
                Truth::Yes if doubt.is_some() => doubted = true,
                Truth::Yes if kind.def(condition.setting).declared_in.is_some() => {
                    put(Outcome::Attested, id, None, None);
                }
                // An answer that leaves a part open, or holds a part that cannot be, attests to nothing.
                Truth::Yes if holds == Outcome::Attested && !self.is_whole(resource, check) => {}
                Truth::Yes => put(holds, id, None, None),
                Truth::No => {
                    let def = kind.def(condition.setting);
                    let value = setting.and_then(|setting| setting.reading.as_ref().ok());
                    let schema = condition.test.schema();
                    let told = value.filter(|_| vocabulary::explains(schema));
                    let problem = told.and_then(|value| vocabulary::explain(schema, &def.json(value)));
                    let item = setting.zip(value).and_then(|(setting, value)| {
                        item_span(resource, setting, condition.test.refused_item(def, value)?)
                    });
                    put(Outcome::Fail, id, problem, item);
                }
                // A question beside what an export tells, which nobody has answered.
                Truth::Unknown(_) if at > 0 && kind.origin == Origin::Declared => {}
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
                Truth::Unknown(Reason::SettingAbsent | Reason::NullValue)
                    if check.when_missing == WhenMissing::Ignored => {}
                Truth::Unknown(reason) => put(Outcome::NotEvaluated(reason), id, None, None),
            }
        }
        if let Some((reason, setting)) = doubt.filter(|_| doubted) {
            put(Outcome::NotEvaluated(reason), Some(setting), None, None);
        }
    }

    /// Counts a verdict instead of keeping it, if people are shown enough of its sort. Whether it did.
    #[expect(clippy::too_many_arguments, reason = "the same that a kept verdict is made of")]
    fn tally(
        &self,
        resource: &Resource<'_>,
        rule: RuleIx,
        check: u8,
        setting: Option<SettingId>,
        outcome: Outcome,
        problem: Option<Problem>,
        verdicts: &mut Verdicts,
    ) -> bool {
        // What lacks a setting may be filled in from another export, and what is settled becomes another outcome: these
        // are wanted whole. So is what stands in no listing.
        let countable = match outcome {
            Outcome::Fail => true,
            Outcome::NotEvaluated(reason) => reason != Reason::SettingAbsent,
            _ => false,
        };
        let (kind, told) = (self.catalogue.kind(resource.kind), self.rules.get(rule));
        if self.keep != Keep::First || !countable || told.settled_by.is_some() || resource.node.is_none() {
            return false;
        }
        let Some(anchor) = resource.anchor(kind).filter(|anchor| anchor.pointer.is_none()) else { return false };
        // Whoever needs the name later reads it where it stands.
        let stands = |text: &str| {
            let raw = resource.node.map(|(node, _)| node.document().text_at(anchor.place.span));
            !text.is_empty() && raw.is_some_and(|raw| text_of(raw) == text)
        };
        let by_text = !kind.identity_joined && matches!(&anchor.reading, Ok(Value::Text(text)) if stands(text));
        let found = setting.and_then(|setting| resource.setting(setting));
        let place = found.map_or(anchor.place, |found| found.place);
        let value = found.and_then(|found| Few::of(found.reading.as_ref().ok()?));
        if !by_text || !verdicts.is_enough((rule, check, setting, outcome, value), place) {
            return false;
        }
        let json = found.and_then(|found| Some(kind.def(found.id).json(found.reading.as_ref().ok()?)));
        let most = told.most(check, setting, json.as_ref().and_then(serde_json::Value::as_str), problem);
        *verdicts.tallied.entry(Tally { rule, outcome, kind: kind.id, setting, most, value }).or_default() += 1;
        true
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
            Some((id, kind.def(id).shown(value)))
        };
        let because = check.when.iter().filter_map(|condition| {
            let other = resource.setting(condition.setting)?;
            let (id, text) = display(condition.setting)?;
            (Some(id) != setting && other.place.source == found.map_or(resource.place, |found| found.place).source)
                .then_some((id, other.place, text))
        });
        let concerns = |related: &&Related| related.about.is_none() || related.about == setting;
        let related = resource.related.iter().filter(concerns);
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
            observed: found
                .and_then(|found| found.reading.as_ref().ok().map(|value| kind.def(found.id).shown_json(value))),
            shown: check.mentioned.iter().filter_map(|id| display(*id)).collect(),
            because: if outcome == Outcome::Fail { because.collect() } else { Vec::new() },
            related: related.cloned().collect(),
            problem,
        }
    }
}

fn truth(kind: &Kind, id: SettingId, test: &crate::pack::rule::Test, setting: Option<&Setting<'_>>) -> Truth {
    match setting.map(|setting| &setting.reading) {
        None => Truth::Unknown(Reason::SettingAbsent),
        Some(Err(reason)) => Truth::Unknown(*reason),
        Some(Ok(value)) if !test.holds(kind.def(id), value) => Truth::No,
        Some(Ok(value)) if test.leaves_open(kind.def(id), value) => Truth::Unknown(Reason::UnknownValue),
        Some(Ok(_)) => Truth::Yes,
    }
}

/// The place of one item of a list, and the pointer to it from the list.
fn item_span(resource: &Resource<'_>, setting: &Setting<'_>, index: usize) -> Option<(Span, String)> {
    items_of(resource, setting).into_iter().nth(index)
}

/// The places of the items of a list, and the pointers to them from the list; none where it is no list of the
/// resource's own text.
pub(crate) fn items_of(resource: &Resource<'_>, setting: &Setting<'_>) -> Vec<(Span, String)> {
    // With a pointer of its own, the setting's place is not one of the node's text.
    let Some((node, _)) = resource.node.filter(|_| setting.pointer.is_none()) else { return Vec::new() };
    let list = node.covering(setting.place.span);
    let inner = ["results", "value"].into_iter().find_map(|key| Some((list.get(key)?, format!("/{key}"))));
    let (list, below) = match inner {
        Some(inner) if list.elements().next().is_none() => inner,
        _ => (list, String::new()),
    };
    list.elements().enumerate().map(|(index, item)| (item.span(), format!("{below}/{index}"))).collect()
}

/// Who answered, when, on what grounds and until when: what every declared answer carries.
pub(crate) const AUTHORSHIP: [&str; 4] = ["by", "on", "evidence", "expires"];

/// What keeps a declared answer from counting once it was vetted: who, when, the evidence, or its last day.
pub(crate) fn void(kind: &Kind, answer: &Resource<'_>) -> Option<(Reason, SettingId)> {
    AUTHORSHIP.into_iter().enumerate().find_map(|(at, name)| {
        let id = kind.setting(name)?;
        let reading = answer.setting(id).map_or(Err(Reason::SettingAbsent), |setting| match &setting.reading {
            Ok(_) => Ok(()),
            Err(reason) => Err(*reason),
        });
        let missing = matches!(reading, Err(Reason::SettingAbsent | Reason::NullValue));
        let optional = at == AUTHORSHIP.len() - 1;
        reading.err().filter(|_| !(optional && missing)).map(|reason| (reason, id))
    })
}
