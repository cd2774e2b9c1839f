//! What is said about a rule and one setting of one resource, and how many say the same.

use std::collections::BTreeMap;

use crate::model::dialect::Dialect;
use crate::model::place::{Place, Span};
use crate::model::severity::Severity;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{KindId, SettingDef, SettingId, Shape};
use crate::pack::rule::RuleIx;
use crate::pack::vocabulary::Problem;
use crate::pipeline::resource::Related;

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

    /// Whether it only says that an object did not tell enough.
    pub(crate) fn is_silence(self) -> bool {
        matches!(self, Self::NotEvaluated(reason) if reason.says_nothing())
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

impl Verdict {
    /// An outcome about a kind, and nothing more.
    pub(in crate::pipeline) fn bare(kind: KindId, outcome: Outcome) -> Self {
        Self {
            rule: RuleIx(0),
            check: 0,
            outcome,
            kind,
            dialect: None,
            resource: None,
            setting: None,
            place: None,
            key: None,
            pointer: String::new(),
            observed: None,
            shown: Vec::new(),
            because: Vec::new(),
            related: Vec::new(),
            problem: None,
        }
    }
}

/// What a check says of a resource, without anything that would explain it.
#[derive(Debug, Clone, Copy)]
pub(in crate::pipeline) struct ToldOutcome {
    pub(in crate::pipeline) rule: RuleIx,
    pub(in crate::pipeline) check: u8,
    pub(in crate::pipeline) outcome: Outcome,
    pub(in crate::pipeline) setting: Option<SettingId>,
    pub(in crate::pipeline) place: Place,
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
    /// The rules that have counts or were seen.
    told: Vec<RuleIx>,
    /// What is worth keeping.
    pub kept: Vec<Verdict>,
    /// What would be worth keeping, were there not so many.
    pub tallied: BTreeMap<Tally, u64>,
    /// Of each sort how many were kept, and the last of their places.
    first: BTreeMap<VerdictSort, (usize, Place)>,
    /// What could be counted is only counted.
    counts_only: bool,
    /// What the last resources did not say enough for, as long as somebody wants to know.
    pub(in crate::pipeline) silent: Option<Vec<ToldOutcome>>,
}

/// A rule, a check of it, what is said about which setting, and of which value where there are few.
pub(super) type VerdictSort = (RuleIx, u8, Option<SettingId>, Outcome, Option<Few>);

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
    pub(super) fn of(value: &Value<'_>) -> Option<Self> {
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

/// What was only counted: rules with the indices of outcomes and how many there are of each, and what is told of them.
#[derive(Debug)]
pub(crate) struct Counted {
    outcomes: Vec<(RuleIx, usize, u64)>,
    tallied: BTreeMap<Tally, u64>,
}

/// What was said of some resources, in no more room than it takes: of most, most rules say nothing.
#[derive(Debug)]
pub(crate) struct SaidVerdicts {
    seen: Vec<RuleIx>,
    counted: Counted,
    kept: Vec<Verdict>,
}

/// How many verdicts of one sort about one source people are shown.
pub(crate) const FIRST: usize = 20;

/// What of the verdicts is kept beyond their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// The same as for people, without anything but what numbers are made of.
    Numbers,
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
    pub(super) fn keeps(self, outcome: Outcome) -> bool {
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
        let (told, kept) = (Vec::new(), Vec::new());
        Self { counts, seen, told, kept, tallied, first, counts_only: false, silent: None }
    }

    /// The same for a resource like one of which enough were kept.
    pub(crate) fn of_another(rules: usize) -> Self {
        Self { counts_only: true, ..Self::new(rules) }
    }

    /// Hands out what was said, and leaves nothing there but room.
    pub(crate) fn hand_out(&mut self) -> SaidVerdicts {
        let told = self.told.len();
        let (mut seen, mut outcomes) = (Vec::with_capacity(told), Vec::with_capacity(2 * told));
        for rule in self.told.drain(..) {
            let at = usize::from(rule.0);
            seen.extend(std::mem::take(&mut self.seen[at]).then_some(rule));
            let counts = std::mem::take(&mut self.counts[at]).into_iter().enumerate();
            outcomes.extend(counts.filter(|(_, count)| *count > 0).map(|(outcome, count)| (rule, outcome, count)));
        }
        self.first.clear();
        let tallied = std::mem::take(&mut self.tallied);
        SaidVerdicts { seen, counted: Counted { outcomes, tallied }, kept: std::mem::take(&mut self.kept) }
    }

    /// Adds what was said of other resources.
    pub(crate) fn take_in(&mut self, mut said: SaidVerdicts) {
        for rule in said.seen {
            self.sees(rule);
        }
        self.count_again(&said.counted, 1);
        self.kept.append(&mut said.kept);
    }

    /// Remembers that something is said of a rule.
    fn tells_of(&mut self, rule: RuleIx) {
        let at = usize::from(rule.0);
        if !self.seen[at] && self.counts[at] == Counts::default() {
            self.told.push(rule);
        }
    }

    /// The main kind of a rule is there.
    pub(super) fn sees(&mut self, rule: RuleIx) {
        self.tells_of(rule);
        self.seen[usize::from(rule.0)] = true;
    }

    /// How many are told by their number alone.
    pub(crate) fn told_by_number(&self) -> u64 {
        self.tallied.values().sum()
    }

    /// Whether enough of a sort are kept that stand before a place; if not, this one is to be kept too.
    pub(super) fn is_enough(&mut self, sort: VerdictSort, place: Place) -> bool {
        if self.counts_only {
            return true;
        }
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
    pub(crate) fn counted(mut self) -> Counted {
        self.hand_out().counted
    }

    /// Adds, so many times, what was counted for others.
    pub(crate) fn count_again(&mut self, counted: &Counted, times: u64) {
        for (rule, outcome, count) in &counted.outcomes {
            self.tells_of(*rule);
            self.counts[usize::from(rule.0)][*outcome] += count * times;
        }
        for (tally, count) in counted.tallied.iter().filter(|_| times > 0) {
            *self.tallied.entry(*tally).or_default() += count * times;
        }
    }

    /// Adds a verdict.
    pub fn push(&mut self, verdict: Verdict, keep: Keep) {
        self.count(verdict.rule, verdict.outcome);
        if keep.keeps(verdict.outcome) {
            self.kept.push(verdict);
        }
    }

    pub(super) fn count(&mut self, rule: RuleIx, outcome: Outcome) {
        self.tells_of(rule);
        self.counts[rule.0 as usize][outcome.index()] += 1;
    }
}
