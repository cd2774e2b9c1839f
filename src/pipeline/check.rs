//! Resources and rules to verdicts. Pure: nothing here knows a file, a format or a language.
//!
//! `when` and `expect` combine by three-valued logic: one condition that does not hold decides, otherwise one that
//! cannot be told does. What cannot be told is never a pass.

mod verdict;

use jiff::civil::Date;

pub(super) use verdict::ToldOutcome;
pub(crate) use verdict::{Counted, FIRST, SaidVerdicts};
pub use verdict::{Counts, Few, Keep, OUTCOMES, Outcome, Tally, Verdict, Verdicts};

use crate::json::text_of;
use crate::model::place::{Place, Span};
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind, Origin, SettingId};
use crate::pack::rule::{Check, Condition, RuleIx, Rules, WhenMissing};
use crate::pack::vocabulary;
use crate::pack::vocabulary::Problem;
use crate::pipeline::resource::{Related, Resource, Setting};

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
            if at == 0 {
                verdicts.sees(rule);
            }
            self.one(resource, check, at, &mut |outcome, setting, problem, item| {
                if self.keep.keeps(outcome) && !self.tally(resource, rule, at, setting, outcome, problem, verdicts) {
                    let verdict = self.verdict(resource, rule, at, check, outcome, setting, problem, item.as_ref());
                    verdicts.kept.push(verdict);
                }
                if let Some(silent) = verdicts.silent.as_mut().filter(|_| outcome.is_silence()) {
                    let place = self.place(resource, setting);
                    silent.push(ToldOutcome { rule, check: at, outcome, setting, place });
                }
                verdicts.count(rule, outcome);
            });
        }
    }

    /// Where something stands that is said of a setting: what is not there is missed where the resource names itself.
    fn place(&self, resource: &Resource<'_>, setting: Option<SettingId>) -> Place {
        let found = setting.and_then(|setting| resource.setting(setting));
        let shown_at = found.or_else(|| resource.anchor(self.catalogue.kind(resource.kind)));
        shown_at.map_or(resource.place, |setting| setting.place)
    }

    /// The same without a word: what each rule comes to, about which setting, and where.
    pub(super) fn told(&self, resource: &Resource<'_>) -> Vec<ToldOutcome> {
        let mut all = Vec::new();
        for &(rule, at) in self.rules.of_kind(resource.kind) {
            let check = &self.rules.get(rule).checks[at as usize];
            if self.is_other_answer(resource, check) || at > 0 && self.is_no_answer(resource) {
                continue;
            }
            self.one(resource, check, at, &mut |outcome, setting, _, item| {
                let place = self.place(resource, setting);
                let place = item.map_or(place, |(span, _)| Place { span, ..place });
                all.push(ToldOutcome { rule, check: at, outcome, setting, place });
            });
        }
        all
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

    /// What one check says of a resource: the outcome, the setting, what the vocabulary says of it, and where in a list.
    fn one(
        &self,
        resource: &Resource<'_>,
        check: &Check,
        at: u8,
        put: &mut impl FnMut(Outcome, Option<SettingId>, Option<Problem>, Option<(Span, String)>),
    ) {
        let kind = self.catalogue.kind(resource.kind);
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
        if self.keep > Keep::First || !countable || told.settled_by.is_some() || resource.node.is_none() {
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
        // What is not there is missed where the resource names itself.
        let shown_at = found.or_else(|| resource.anchor(kind));
        let place = shown_at.map_or(resource.place, |setting| setting.place);
        let place = Some(item.map_or(place, |(span, _)| Place { span: *span, ..place }));
        let observed = || {
            let found = found?;
            found.reading.as_ref().ok().map(|value| kind.def(found.id).shown_json(value))
        };
        let told = Verdict { rule, check: at, setting, place, problem, ..Verdict::bare(resource.kind, outcome) };
        if self.keep == Keep::Numbers {
            // How bad a finding is may depend on the value.
            return Verdict { observed: if outcome == Outcome::Fail { observed() } else { None }, ..told };
        }
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
        Verdict {
            dialect: Some(resource.dialect),
            resource: resource.identity(self.catalogue),
            key: found.and_then(|found| found.key),
            pointer: resource.pointer(shown_at) + item.map_or("", |(_, below)| below),
            observed: observed(),
            shown: check.mentioned.iter().filter_map(|id| display(*id)).collect(),
            because: if outcome == Outcome::Fail { because.collect() } else { Vec::new() },
            related: related.cloned().collect(),
            ..told
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
