//! JSON Schemas that need no validator: those of a few keywords, over the values that settings have. A validator takes
//! longer to make than most exports to be judged.

use std::borrow::Cow;

use regex::bytes::{Regex, RegexBuilder};
use serde_json::Value as Json;

use crate::model::value::Value;
use crate::pack::catalogue::SettingDef;
use crate::pack::vocabulary::{Word, WordAnswer};

/// A schema: its keywords, all of which must hold.
#[derive(Debug)]
pub(super) struct Plain(Vec<Keyword>);

#[derive(Debug)]
enum Keyword {
    /// `const`, `enum`.
    Listed(Vec<Json>),
    Not(Plain),
    Minimum(i64),
    MinLength(u64),
    MinItems(u64),
    MaxItems(u64),
    Items(Plain),
    Contains(Plain),
    Pattern(Regex),
    /// One of the vocabulary.
    Word(Word),
}

/// Only a validator can tell.
#[derive(Debug)]
pub(super) struct Unsure;

/// A value as a schema sees it.
#[derive(Debug, Clone, Copy)]
pub(super) enum SchemaValue<'v> {
    Bool(bool),
    Integer(i64),
    Text(&'v str),
    List(&'v [Cow<'v, str>]),
}

impl<'v> SchemaValue<'v> {
    /// A value of a setting.
    pub(super) fn of(def: &'v SettingDef, value: &'v Value<'_>) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(*value),
            Value::Integer(value) => Self::Integer(*value),
            Value::Text(text) => Self::Text(text),
            Value::List(items) => Self::List(items),
            Value::Member(member) => {
                Self::Text(def.shape.members().get(usize::from(*member)).map_or("", |member| &member.name))
            }
        }
    }

    fn is(self, json: &Json) -> bool {
        match (self, json) {
            (Self::Bool(value), Json::Bool(json)) => value == *json,
            (Self::Integer(value), Json::Number(json)) => {
                json.as_i64() == Some(value) || !json.is_i64() && json.as_f64() == Some(value as f64)
            }
            (Self::Text(text), Json::String(json)) => text == json,
            (Self::List(items), Json::Array(json)) => {
                items.len() == json.len() && items.iter().zip(json).all(|(item, json)| Self::Text(item).is(json))
            }
            _ => false,
        }
    }
}

impl Plain {
    /// A schema; none where it has other keywords.
    pub(super) fn of(schema: &Json) -> Option<Self> {
        let keywords = schema.as_object()?.iter().map(|(name, argument)| Keyword::of(name, argument));
        keywords.collect::<Option<_>>().map(Self)
    }

    /// Whether a value satisfies it; nothing where a validator is to say so.
    pub(super) fn holds(&self, seen: SchemaValue<'_>) -> Option<bool> {
        let mut all = Some(true);
        for keyword in &self.0 {
            match keyword.holds(seen) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    /// The first item of a list that is refused, if one is; an error where a validator is to say so.
    pub(super) fn refused(&self, items: &[Cow<'_, str>]) -> Result<Option<usize>, Unsure> {
        let of_items = |keyword: &Keyword| matches!(keyword, Keyword::Items(_));
        let Some(Keyword::Items(schema)) = self.0.iter().find(|keyword| of_items(keyword)) else { return Ok(None) };
        // What else is refused may be told first.
        let mut others = self.0.iter().filter(|keyword| !of_items(keyword));
        if !others.all(|keyword| keyword.holds(SchemaValue::List(items)) == Some(true)) {
            return Err(Unsure);
        }
        Ok(told(schema, items).ok_or(Unsure)?.iter().position(|holds| !holds))
    }
}

impl Keyword {
    fn of(name: &str, argument: &Json) -> Option<Self> {
        Some(match (name, argument) {
            ("const", value) => Self::Listed(vec![value.clone()]),
            ("enum", Json::Array(values)) => Self::Listed(values.clone()),
            ("not", schema) => Self::Not(Plain::of(schema)?),
            ("minimum", least) => Self::Minimum(least.as_i64()?),
            ("minLength", least) => Self::MinLength(least.as_u64()?),
            ("minItems", least) => Self::MinItems(least.as_u64()?),
            ("maxItems", most) => Self::MaxItems(most.as_u64()?),
            ("items", schema) => Self::Items(Plain::of(schema)?),
            ("contains", schema) => Self::Contains(Plain::of(schema)?),
            ("pattern", Json::String(pattern)) => Self::Pattern(plain_pattern(pattern)?),
            (name, argument) => Self::Word(Word::new(name, argument).ok()?),
        })
    }

    /// As in JSON Schema, a keyword says nothing of values of other types.
    fn holds(&self, seen: SchemaValue<'_>) -> Option<bool> {
        Some(match (self, seen) {
            (Self::Listed(values), _) => values.iter().any(|value| seen.is(value)),
            (Self::Not(schema), _) => !schema.holds(seen)?,
            (Self::Minimum(least), SchemaValue::Integer(value)) => value >= *least,
            (Self::MinLength(least), SchemaValue::Text(text)) => text.chars().count() as u64 >= *least,
            (Self::MinItems(least), SchemaValue::List(items)) => items.len() as u64 >= *least,
            (Self::MaxItems(most), SchemaValue::List(items)) => items.len() as u64 <= *most,
            (Self::Items(schema), SchemaValue::List(items)) => !told(schema, items)?.contains(&false),
            (Self::Contains(schema), SchemaValue::List(items)) => told(schema, items)?.contains(&true),
            (Self::Pattern(regex), SchemaValue::Text(text)) => {
                let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
                plain.then(|| regex.is_match(text.as_bytes()))?
            }
            (Self::Word(word), SchemaValue::Text(text)) => word.judge(text) != WordAnswer::No,
            _ => true,
        })
    }
}

/// What a schema says of each item; nothing where a validator is to say so.
fn told(schema: &Plain, items: &[Cow<'_, str>]) -> Option<Vec<bool>> {
    items.iter().map(|item| schema.holds(SchemaValue::Text(item))).collect()
}

/// A pattern for printable ASCII. JSON Schema means the patterns of ECMAScript: none where those might differ.
fn plain_pattern(pattern: &str) -> Option<Regex> {
    let mut rest = pattern;
    while let Some(at) = rest.find(['\\', '(', '[']) {
        let (sign, behind) = rest[at..].split_at(1);
        let is_same = match sign {
            "\\" => behind
                .starts_with(['\\', '.', '/', '-', '?', '*', '+', '|', '(', ')', '[', ']', '^', '$', 's', 'b', 'd']),
            "(" => !behind.starts_with('?') || behind.starts_with("?:") || behind.starts_with("?i:"),
            // Sets in sets, and what else is written in two signs.
            _ => behind.split_once(']').is_some_and(|(set, _)| {
                !set.is_empty() && set != "^" && !set.contains(['[', '\\', '&', '~']) && !set.contains("--")
            }),
        };
        if !is_same {
            return None;
        }
        rest = behind.get(usize::from(sign == "\\")..)?;
    }
    let is_ascii = pattern.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    is_ascii.then(|| RegexBuilder::new(pattern).unicode(false).build().ok())?
}
