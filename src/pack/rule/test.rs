//! What a setting must be: a JSON Schema, made ready when a value first needs it.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value as Json;

use super::plain::{Plain, SchemaValue};
use crate::model::narrow::index;
use crate::model::value::Value;
use crate::pack::catalogue::SettingDef;
use crate::pack::vocabulary;
use crate::pack::vocabulary::{Word, WordAnswer};
use crate::text::data::JsonText;

/// A JSON Schema of a value, parsed and compiled when a value first needs it.
#[derive(Debug)]
pub struct Test {
    text: JsonText,
    schema: OnceLock<Json>,
    compiled: OnceLock<Compiled>,
    /// Slow to make: where nothing else can tell.
    validator: OnceLock<Box<Validator>>,
}

#[derive(Debug)]
enum Compiled {
    /// Of a setting whose values are few: the answer for each.
    Table(Vec<bool>),
    /// Everything else.
    Schema {
        /// The schema without a validator, where it is one of those that need none for most values.
        plain: Option<Plain>,
        /// The keywords of the vocabulary that stand in it.
        words: Vec<Word>,
    },
}

impl Test {
    pub(crate) fn new(text: JsonText) -> Self {
        Self { text, schema: OnceLock::new(), compiled: OnceLock::new(), validator: OnceLock::new() }
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
            (Compiled::Schema { plain, .. }, _) => self.judge(plain.as_ref(), def, value),
        }
    }

    fn judge(&self, plain: Option<&Plain>, def: &SettingDef, value: &Value<'_>) -> bool {
        let told = plain.and_then(|plain| plain.holds(SchemaValue::of(def, value)));
        told.unwrap_or_else(|| self.validator().is_valid(&def.json(value)))
    }

    /// Whether the data does not tell if a value of `def`, which does not offend the schema, satisfies it.
    pub fn leaves_open(&self, def: &SettingDef, value: &Value<'_>) -> bool {
        let Compiled::Schema { words, .. } = self.compiled(def) else { return false };
        let is_open = |text: &str| words.iter().any(|word| word.judge(text) == WordAnswer::Open);
        match value {
            Value::Text(text) => is_open(text),
            Value::List(items) => items.iter().any(|item| is_open(item)),
            _ => false,
        }
    }

    /// The index of the first list item that the schema refuses.
    pub fn refused_item(&self, def: &SettingDef, value: &Value<'_>) -> Option<usize> {
        let (Compiled::Schema { plain, .. }, Value::List(items)) = (self.compiled(def), value) else { return None };
        if let Some(Ok(refused)) = plain.as_ref().map(|plain| plain.refused(items)) {
            return refused;
        }
        let json = def.json(value);
        let error = self.validator().iter_errors(&json).next()?;
        error.instance_path().as_str().strip_prefix('/')?.split('/').next()?.parse().ok()
    }

    /// What would satisfy the schema, where that can be listed.
    pub fn accepted(&self) -> &[Json] {
        let schema = self.schema();
        match (schema.get("const"), schema.get("enum")) {
            (Some(value), _) => std::slice::from_ref(value),
            (None, Some(Json::Array(values))) => values,
            _ => &[],
        }
    }

    fn validator(&self) -> &Validator {
        self.validator
            .get_or_init(|| Box::new(vocabulary::compile(self.schema()).expect("a loaded rule has valid schemas")))
    }

    fn compiled(&self, def: &SettingDef) -> &Compiled {
        self.compiled.get_or_init(|| {
            let plain = Plain::of(self.schema());
            let Some(count) = def.finite() else {
                return Compiled::Schema { plain, words: vocabulary::words_in(self.schema()) };
            };
            let bare = def.shape.members().is_empty();
            let value = |at| if bare { Value::Bool(at == 1) } else { Value::Member(index(at)) };
            Compiled::Table((0..count).map(|at| self.judge(plain.as_ref(), def, &value(at))).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::catalogue::{Catalogue, Shape};
    use crate::pack::rule::{Condition, Rules};

    /// What settings are, and what rules' patterns are about.
    const TEXTS: [&str; 24] = [
        "",
        "None",
        "DEV#0",
        " dev#1",
        "\tDEV#",
        "x",
        "京ICP备12345678号-1",
        "ſRV",
        "srv",
        "Srv\r",
        "encrypt",
        "HybridOnPremises",
        "HYBRIDONPREM ſ",
        "Anonymous:0\rFreeBusyDetail",
        "anonymous : CalendarSharingFreeBusyReviewer",
        "Anonymous: ContactsSharing",
        "https://a.sharepoint.com/",
        "https://a.sharepoint.cn/",
        "https://autodiscover.partner.outlook.cn:443/",
        "https://partner.outlook.cn/ews/exchange.asmx",
        "contoso.mail.protection.partner.outlook.cn",
        "sipdir.online.partner.lync.cn.",
        "qq.com",
        "2015-03-08",
    ];

    #[test]
    fn what_needs_no_validator_says_what_one_would_say() {
        let catalogue = Catalogue::builtin();
        let rules = Rules::builtin(&catalogue);
        let (mut seen, mut refused) = (0, 0);
        for check in rules.all().flat_map(|(_, rule)| &rule.checks) {
            let kind = catalogue.kind(check.kind);
            for Condition { setting, test } in check.conditions() {
                let def = kind.def(*setting);
                let values: Vec<Value<'_>> = match &def.shape {
                    Shape::Boolean => vec![Value::Bool(false), Value::Bool(true)],
                    Shape::Integer => [i64::MIN, -1, 0, 1, 2, 30, i64::MAX].map(Value::Integer).to_vec(),
                    Shape::Enum(members) | Shape::CloudOfHost(members) => {
                        (0..members.len()).map(|at| Value::Member(index(at))).collect()
                    }
                    Shape::List { .. } => {
                        let lists = TEXTS.map(|text| Value::List(vec!["fine".into(), text.into()]));
                        lists
                            .into_iter()
                            .chain([Value::List(Vec::new()), Value::List(TEXTS.map(Into::into).to_vec())])
                            .collect()
                    }
                    Shape::Text | Shape::Date | Shape::Version => TEXTS.map(|text| Value::Text(text.into())).to_vec(),
                };
                let validator = vocabulary::compile(test.schema()).expect("a valid schema");
                for value in &values {
                    let json = def.json(value);
                    assert_eq!(
                        test.holds(def, value),
                        validator.is_valid(&json),
                        "{} {} {json}",
                        def.name,
                        test.schema()
                    );
                    let path =
                        validator.iter_errors(&json).next().map(|error| error.instance_path().as_str().to_owned());
                    let item = path.and_then(|path| path.strip_prefix('/')?.split('/').next()?.parse().ok());
                    assert_eq!(test.refused_item(def, value), item, "{} {} {json}", def.name, test.schema());
                    (seen, refused) = (seen + 1, refused + usize::from(item.is_some()));
                }
                let needs = match test.compiled(def) {
                    Compiled::Table(_) => false,
                    Compiled::Schema { plain, .. } => plain.is_none(),
                };
                assert!(!needs, "a validator slows every start: {}", test.schema());
            }
        }
        assert!(seen > 1000 && refused > 5, "{seen} values, {refused} with an item");
    }

    #[test]
    fn patterns_mean_what_a_validator_takes_them_for() {
        let patterns = [
            "^a|b$",
            "(?i:k)",
            "[a-c]+",
            "[^a]",
            "a{2,3}",
            r"\d\.",
            r"\w",
            r"\bDEV\b",
            "(?=a)a",
            r"\u0061",
            "[[a]]",
            "[]a]",
            r"[\d]",
            "(?i)k",
            "(?<n>a)",
            "{",
            "^(?:a|b)*?$",
            "[a&&b]",
            r"\cA",
            r"\p{L}",
            "京",
            ".",
            r"\a",
            "$",
            "^$",
            "a[",
        ];
        for pattern in patterns {
            let schema = serde_json::json!({ "pattern": pattern });
            let Ok(validator) = vocabulary::compile(&schema) else { continue };
            let Some(plain) = Plain::of(&schema) else { continue };
            for text in
                TEXTS.iter().chain(&["a", "b", "abc", "aab", "K", "\u{212A}", "1.", "]", "a&b", "{", "\n", "a\n", "_"])
            {
                let told = plain.holds(SchemaValue::Text(text));
                assert!(told.is_none_or(|told| told == validator.is_valid(&(*text).into())), "{pattern} {text:?}");
            }
        }
    }
}
