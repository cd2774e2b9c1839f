//! Rules: data that says what a kind of resource should look like, why, and how to mend it.

mod file;
mod fits;
mod load;
mod near;
mod plain;
mod source;
mod template;
mod test;
mod words;

use std::borrow::Cow;

use jiff::civil::Date;

pub(crate) use file::RuleFile;
pub use file::{Basis, Superseded, WhenMissing};
pub use load::{BadFile, load_folder};
pub use source::{Citation, Cited};
pub use template::fill;
pub use test::Test;

use crate::lang::{Lang, words};
use crate::model::narrow::index;
use crate::model::place::Span;
use crate::model::severity::Severity;
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, KindId, SettingId};
use crate::pack::packed;
use crate::pack::vocabulary::{Doubt, Problem};
use crate::text::data::{Line, Str, Text};

/// Stands for every value of a setting where a rule gives severities.
pub(crate) const ANY: &str = "*";

/// Index of a rule in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub u16);

/// The number of a check of a rule.
pub(crate) fn check_index(at: usize) -> u8 {
    u8::try_from(at).expect("no rule is loaded with more checks than have a number")
}

/// A declared answer that settles a rule.
#[derive(Debug)]
pub struct Settled {
    /// Kind of the answer.
    pub kind: KindId,
    /// Which answer of that kind.
    pub identity: Option<Str>,
    /// The setting of the answer.
    pub setting: SettingId,
    /// What it must be.
    pub schema: Test,
    /// It says that there is nothing the rule could be about: what was found stands.
    pub only_open: bool,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its id, such as `sharepoint/external-sharing`.
    pub id: Str,
    /// Moves when the meaning does.
    pub version: u32,
    /// How bad its findings are.
    pub severity: Severity,
    /// Where that differs: a setting of the kind it is about, a value of it, and how bad that is.
    pub severity_of: Vec<(SettingId, Str, Severity)>,
    /// What it rests on.
    pub basis: Basis,
    /// The pattern it finds.
    pub title: Text,
    /// The headline of a finding, a template.
    pub message: Text,
    /// Why it matters.
    pub why: Text,
    /// What to do.
    pub fix: Text,
    /// What is asked where a declaration has to answer.
    pub question: Option<Text>,
    /// What it looks at: the kind it is about first, supplementary evidence after.
    pub checks: Vec<Check>,
    /// The declared answer that settles it.
    pub settled_by: Option<Settled>,
    /// Commands by dialect family, in order of preference.
    pub remediation: Vec<(Str, Vec<Line>)>,
    /// What it answers for.
    pub source: Citation,
    /// Where its facts can be read.
    pub references: Vec<Str>,
    /// Whether anybody may waive it.
    pub waivable: bool,
    /// The severity that the configuration gives to its findings.
    pub configured: Option<Severity>,
}

impl Rule {
    /// What is asked where a declaration has to answer.
    pub fn asked(&self, lang: Lang) -> Cow<'_, str> {
        match &self.question {
            Some(question) => question.get(lang).into(),
            None => (self.title.get(lang).to_owned() + words(lang, "?", "？")).into(),
        }
    }

    /// Whether a pattern means it: its id, all of its service as `service/*`, or `*`.
    pub fn is_named_by(&self, pattern: &str) -> bool {
        match pattern.strip_suffix("/*") {
            Some(service) => self.id.split('/').next() == Some(service),
            None => pattern == "*" || self.id == pattern,
        }
    }

    /// The severity that its findings have by default: what is configured; a superseded statement is worth a note.
    /// [`Gates::severity`](crate::pipeline::judge::Gates::severity) also knows whether the documents alone are to judge.
    pub fn effective_severity(&self) -> Severity {
        if let Some(severity) = self.configured {
            return severity;
        }
        if self.source.superseded.is_some() { Severity::Info } else { self.severity }
    }

    /// The most that a finding of one of its checks weighs, by the setting, its value, and what a keyword says of it.
    pub(crate) fn most(
        &self,
        check: u8,
        setting: Option<SettingId>,
        value: Option<&str>,
        problem: Option<Problem>,
    ) -> Severity {
        let doubt = match problem.and_then(Problem::doubtful) {
            None => Severity::Error,
            Some(Doubt::Warning) => Severity::Warning,
            Some(Doubt::Note) => Severity::Info,
        };
        let says = |name: &str| name == ANY || Some(name) == value;
        let of_value = self.severity_of.iter().find(|(of, name, _)| Some(*of) == setting && says(name));
        of_value.filter(|_| check == 0).map_or(Severity::Error, |(.., severity)| *severity).min(doubt)
    }
}

/// One kind of resource that a rule looks at.
#[derive(Debug)]
pub struct Check {
    /// The kind.
    pub kind: KindId,
    /// It applies where all of these hold.
    pub when: Vec<Condition>,
    /// Only where all of these hold does what is expected tell anything; where one is not known, nothing passes.
    pub given: Vec<Condition>,
    /// Where all of these hold, what is expected is met by any value.
    pub satisfied_by: Vec<Condition>,
    /// What must hold, each judged on its own.
    pub expect: Vec<Condition>,
    /// What a missing setting means.
    pub when_missing: WhenMissing,
    /// Settings that the rule's texts show.
    pub mentioned: Vec<SettingId>,
}

impl Check {
    /// All that it asks.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.when.iter().chain(&self.given).chain(&self.satisfied_by).chain(&self.expect)
    }
}

/// A setting and what it must be.
#[derive(Debug)]
pub struct Condition {
    /// The setting.
    pub setting: SettingId,
    /// What it must be.
    pub test: Test,
}

/// All rules of a run, by the kinds they look at.
#[derive(Debug, Default)]
pub struct Rules {
    in_use: Vec<Rule>,
    by_kind: Vec<Vec<(RuleIx, u8)>>,
    left_out: Vec<String>,
}

impl Rules {
    /// The rules that the program is built with.
    ///
    /// # Panics
    /// If a built-in rule is broken, which a test rules out.
    pub fn builtin(catalogue: &Catalogue) -> Self {
        let mut rules = Self::default();
        for file in packed::unpack::<Vec<RuleFile>>(packed::RULES) {
            let id = file.id.clone();
            let rule = load::rule(file, catalogue, |_, _| Ok(()), &|_| Span::default());
            rules.in_use.push(rule.unwrap_or_else(|wrong| panic!("{id}: {wrong:?}")));
        }
        rules.in_use.order_by(|a, b| a.id.cmp(&b.id));
        rules
    }

    /// Adds a rule.
    pub fn add(&mut self, rule: Rule) {
        let at = self.in_use.partition_point(|other| other.id < rule.id);
        self.in_use.insert(at, rule);
    }

    /// Gives severities to the findings of rules.
    pub fn configure(&mut self, severity: impl Fn(&Rule) -> Option<Severity>) {
        for rule in &mut self.in_use {
            rule.configured = severity(rule);
        }
    }

    /// Takes the statements as they stood on a day: what overtook one later had not happened yet.
    pub fn as_of(&mut self, today: Date) {
        let later = |superseded: &Superseded| superseded.since.parse::<Date>().is_ok_and(|since| since > today);
        for rule in &mut self.in_use {
            rule.source.superseded.take_if(|superseded| later(superseded));
        }
    }

    /// Keeps only the rules that are wanted, and gets ready to be asked.
    pub fn select(&mut self, mut wanted: impl FnMut(&Rule) -> bool, catalogue: &Catalogue) {
        let left_out = self.in_use.extract_if(.., |rule| !wanted(rule)).map(|rule| rule.id.into());
        self.left_out.extend(left_out);
        self.by_kind = vec![Vec::new(); catalogue.kinds().len()];
        for (at, rule) in self.in_use.iter().enumerate() {
            for (check_at, check) in rule.checks.iter().enumerate() {
                self.by_kind[check.kind.0 as usize].push((RuleIx(index(at)), check_index(check_at)));
            }
        }
    }

    /// The ids of the rules that were not wanted.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Whether there is a rule of that id, left out or not.
    pub fn knows(&self, id: &str) -> bool {
        self.in_use.iter().any(|rule| rule.id == id) || self.left_out.iter().any(|out| out == id)
    }

    /// All rules in the order of their ids.
    pub fn all(&self) -> impl ExactSizeIterator<Item = (RuleIx, &Rule)> {
        self.in_use.iter().enumerate().map(|(at, rule)| (RuleIx(index(at)), rule))
    }

    /// A rule by its index.
    pub fn get(&self, at: RuleIx) -> &Rule {
        &self.in_use[at.0 as usize]
    }

    /// A rule by its id.
    pub fn named(&self, id: &str) -> Option<&Rule> {
        self.in_use.iter().find(|rule| rule.id == id)
    }

    /// The checks that look at a kind.
    pub fn of_kind(&self, kind: KindId) -> &[(RuleIx, u8)] {
        &self.by_kind[kind.0 as usize]
    }

    /// The settings of a kind that any check asks for.
    pub(crate) fn settings_of(&self, kind: KindId) -> impl Iterator<Item = SettingId> {
        let checks = self.of_kind(kind).iter().map(|(rule, check)| &self.get(*rule).checks[usize::from(*check)]);
        checks.flat_map(Check::conditions).map(|condition| condition.setting)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.in_use.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.in_use.is_empty()
    }
}
