//! Rules: data that says what a kind of resource should look like, why, and how to mend it.

mod file;
mod fits;
mod load;
mod near;
mod source;
mod template;

use std::borrow::Cow;
use std::sync::OnceLock;

use jiff::civil::Date;
use jsonschema::Validator;
use serde_json::Value as Json;

pub(crate) use file::RuleFile;
pub use file::{Basis, Superseded, WhenMissing};
pub use load::{Flaw, LoadError, load_folder};
pub use source::{Citation, Cited};
pub use template::fill;

use crate::lang::{Lang, words};
use crate::model::severity::Severity;
use crate::model::value::Value;
use crate::pack::catalogue::{Catalogue, KindId, SettingDef, SettingId};
use crate::pack::packed;
use crate::pack::vocabulary;
use crate::pack::vocabulary::{Answer, Doubt, Problem, Word};
use crate::text::data::{JsonText, Line, Str, Text};

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

/// A JSON Schema of a value, parsed and compiled when a value first needs it.
#[derive(Debug)]
pub struct Test {
    text: JsonText,
    schema: OnceLock<Json>,
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
enum Compiled {
    /// Of a setting whose values are few: the answer for each.
    Table(Vec<bool>),
    /// Only listed values, or all but listed ones: neither this nor the next two need a validator, which is slow to make.
    Listed { accepted: bool },
    /// One keyword of the vocabulary.
    Word(Word),
    /// A whole number from this one on.
    AtLeast(i64),
    /// Everything else.
    Schema {
        validator: Box<Validator>,
        /// Keywords of the vocabulary stand in it.
        speaks: bool,
    },
}

impl Test {
    pub(crate) fn new(text: JsonText) -> Self {
        Self { text, schema: OnceLock::new(), compiled: OnceLock::new() }
    }

    /// The schema.
    pub fn schema(&self) -> &Json {
        self.schema.get_or_init(|| self.text.value())
    }

    /// Whether a value of `def` satisfies the schema.
    pub fn holds(&self, def: &SettingDef, value: &Value<'_>) -> bool {
        match (self.compiled(def), value.index()) {
            (Compiled::Table(answers), Some(index)) => answers.get(index).copied().unwrap_or(false),
            (Compiled::Table(_), None) => false,
            (Compiled::Listed { accepted }, _) => {
                let schema = if *accepted { self.schema() } else { &self.schema()["not"] };
                is_listed(schema, def, value) == *accepted
            }
            // As in JSON Schema, a keyword says nothing of values of other types.
            (Compiled::Word(word), _) => !matches!(value, Value::Text(text) if word.judge(text) == Answer::No),
            (Compiled::AtLeast(least), _) => !matches!(value, Value::Integer(number) if number < least),
            (Compiled::Schema { validator, .. }, _) => validator.is_valid(&def.json(value)),
        }
    }

    /// Whether the data does not tell if a value of `def`, which does not offend the schema, satisfies it.
    pub fn leaves_open(&self, def: &SettingDef, value: &Value<'_>) -> bool {
        match self.compiled(def) {
            Compiled::Word(word) => matches!(value, Value::Text(text) if word.judge(text) == Answer::Open),
            Compiled::Schema { speaks: true, .. } => vocabulary::leaves_open(self.schema(), &def.json(value)),
            _ => false,
        }
    }

    /// The index of the first list item that the schema refuses.
    pub fn refused_item(&self, def: &SettingDef, value: &Value<'_>) -> Option<usize> {
        let Compiled::Schema { validator, .. } = self.compiled(def) else { return None };
        let json = def.json(value);
        let error = validator.iter_errors(&json).next()?;
        error.instance_path().as_str().strip_prefix('/')?.split('/').next()?.parse().ok()
    }

    /// What would satisfy the schema, where that can be listed.
    pub fn accepted(&self) -> &[Json] {
        listed(self.schema())
    }

    fn compiled(&self, def: &SettingDef) -> &Compiled {
        self.compiled.get_or_init(|| {
            let schema = self.schema();
            let alone = |schema: &Json| schema.as_object().is_some_and(|schema| schema.len() == 1);
            let only_lists = |schema: &Json| alone(schema) && !listed(schema).is_empty();
            let refuses = alone(schema) && schema.get("not").is_some_and(only_lists);
            let lists = only_lists(schema);
            let validator = || Box::new(vocabulary::compile(schema).expect("a loaded rule has valid schemas"));
            let Some(count) = def.finite() else {
                let least = || schema.get("minimum").filter(|_| alone(schema)).and_then(Json::as_i64);
                return if lists || refuses {
                    Compiled::Listed { accepted: lists }
                } else if let Some(word) = vocabulary::alone(schema) {
                    Compiled::Word(word)
                } else if let Some(least) = least() {
                    Compiled::AtLeast(least)
                } else {
                    Compiled::Schema { validator: validator(), speaks: vocabulary::speaks(schema) }
                };
            };
            let validator = (!lists && !refuses).then(validator);
            let holds = |json: &Json| match &validator {
                Some(validator) => validator.is_valid(json),
                None if lists => self.accepted().contains(json),
                None => !listed(&schema["not"]).contains(json),
            };
            let bare = def.shape.members().is_empty();
            let value = |at| if bare { Value::Bool(at == 1) } else { Value::Member(at as u16) };
            Compiled::Table((0..count).map(|at| holds(&def.json(&value(at)))).collect())
        })
    }
}

/// The values that a schema lists.
fn listed(schema: &Json) -> &[Json] {
    match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => std::slice::from_ref(value),
        (None, Some(Json::Array(values))) => values,
        _ => &[],
    }
}

/// Whether a schema lists a value.
fn is_listed(schema: &Json, def: &SettingDef, value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => listed(schema).iter().any(|listed| listed.as_str() == Some(text)),
        other => listed(schema).contains(&def.json(other)),
    }
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
            rules
                .in_use
                .push(load::rule(file, catalogue, |_, _| Ok(())).unwrap_or_else(|flaw| panic!("{id}: {flaw:?}")));
        }
        rules.in_use.sort_by(|a, b| a.id.cmp(&b.id));
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
                self.by_kind[check.kind.0 as usize].push((RuleIx(at as u16), check_index(check_at)));
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
        self.in_use.iter().enumerate().map(|(at, rule)| (RuleIx(at as u16), rule))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::catalogue::Shape;

    #[test]
    fn what_needs_no_validator_says_what_one_would_say() {
        let catalogue = Catalogue::builtin();
        let rules = Rules::builtin(&catalogue);
        let texts =
            ["", "None", "DEV#0", "x", "京ICP备12345678号-1", "https://a.sharepoint.com/", "https://a.sharepoint.cn/"];
        let (mut seen, mut quick) = (0, 0);
        for check in rules.all().flat_map(|(_, rule)| &rule.checks) {
            let kind = catalogue.kind(check.kind);
            for condition in check.conditions() {
                let def = kind.def(condition.setting);
                let values: Vec<Value<'_>> = match &def.shape {
                    Shape::Boolean => vec![Value::Bool(false), Value::Bool(true)],
                    Shape::Integer => [i64::MIN, -1, 0, 1, 2, 30, i64::MAX].map(Value::Integer).to_vec(),
                    Shape::Enum(members) | Shape::CloudOfHost(members) => {
                        (0..members.len()).map(|at| Value::Member(at as u16)).collect()
                    }
                    Shape::List { .. } => vec![
                        Value::List(Vec::new()),
                        Value::List(texts.map(Into::into).to_vec()),
                        Value::List(vec!["x".into()]),
                    ],
                    Shape::Text | Shape::Date | Shape::Version => texts.map(|text| Value::Text(text.into())).to_vec(),
                };
                let validator = vocabulary::compile(condition.test.schema()).expect("a valid schema");
                for value in &values {
                    let json = def.json(value);
                    let (told, is) = (condition.test.holds(def, value), validator.is_valid(&json));
                    assert_eq!(told, is, "{} {} {json}", def.name, condition.test.schema());
                    seen += 1;
                }
                quick += usize::from(!matches!(condition.test.compiled(def), Compiled::Schema { .. }));
            }
        }
        assert!(seen > 500 && quick > 100, "{seen} values, {quick} without a validator");
    }
}
