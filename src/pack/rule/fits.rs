//! Whether what a user's rule compares a setting with is a value that the setting can have. One that it never has makes
//! a rule that always fails, or never: nobody would see that from its verdicts.

use serde_json::Value as Json;

use super::words;
use crate::diagnostic::near::{closest, did_you_mean};
use crate::lang::text;
use crate::pack::catalogue::{Member, SettingDef, Shape};
use crate::text::data::Text;
use crate::text::printable::printable;

/// So many values are named.
const MOST: usize = 20;

/// The first value in a schema that the setting never has: its place below the schema, and what is said of it.
pub(super) fn misfit(schema: &Json, def: &SettingDef) -> Option<(String, Text)> {
    within(schema, def, false, "")
}

/// What is said of a value that a setting never has.
pub(super) fn never(def: &SettingDef, value: &Json) -> Text {
    let given = printable(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let (name, members) = (&def.name, def.shape.members());
    let values =
        |mark: &str| members.iter().take(MOST).map(|member| member.name.as_str()).collect::<Vec<_>>().join(mark);
    let more = members.len().saturating_sub(MOST);
    let possible = match &def.shape {
        _ if more > 0 => words::first_of(&values(", "), &values("、"), more, members.len()),
        _ if !members.is_empty() => words::these(&values(", "), &values("、")),
        Shape::Boolean => words::boolean(),
        Shape::Integer => words::integer(),
        Shape::List { .. } => words::list(),
        _ => words::text(),
    };
    let none = words::never(name, &given);
    match meant(&given, members) {
        Some(near) => {
            let near = did_you_mean(near);
            none.and(&text!(("{} {}", near.en, capital(&possible.en)), ("{}{}", near.zh_cn, possible.zh_cn)))
        }
        None => none.and(&possible),
    }
}

/// The member that was likely meant: by its number, or by a name like it.
fn meant<'m>(given: &str, members: &'m [Member]) -> Option<&'m str> {
    let number = given.parse::<i64>().ok();
    let numbered = number.and_then(|number| members.iter().find(|member| member.number == Some(number)));
    let numbered = numbered.map(|member| member.name.as_str());
    numbered.or_else(|| closest(given, members.iter().map(|member| member.name.as_str())))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// `item`: the schema is about the items of a list.
fn within(schema: &Json, def: &SettingDef, item: bool, at: &str) -> Option<(String, Text)> {
    let members = schema.as_object()?;
    let is_list = matches!(def.shape, Shape::List { .. });
    members.iter().find_map(|(keyword, value)| {
        let at = format!("{at}/{keyword}");
        match (keyword.as_str(), value) {
            ("const", value) => (!can_be(value, def, item)).then(|| (at, never(def, value))),
            ("enum", Json::Array(values)) => {
                let wrong = values.iter().position(|value| !can_be(value, def, item))?;
                Some((format!("{at}/{wrong}"), never(def, &values[wrong])))
            }
            ("not" | "if" | "then" | "else", schema) => within(schema, def, item, &at),
            ("items" | "contains", schema) if is_list && !item => within(schema, def, true, &at),
            ("anyOf" | "allOf" | "oneOf", Json::Array(schemas)) => {
                schemas.iter().enumerate().find_map(|(n, schema)| within(schema, def, item, &format!("{at}/{n}")))
            }
            _ => None,
        }
    })
}

fn can_be(value: &Json, def: &SettingDef, item: bool) -> bool {
    let members = def.shape.members();
    let named = |value: &Json| {
        let name = value.as_str();
        name.is_some_and(|name| members.is_empty() || members.iter().any(|member| member.name == name))
    };
    match &def.shape {
        Shape::Boolean => value.is_boolean(),
        Shape::Integer => value.is_i64(),
        Shape::List { .. } if !item => value.as_array().is_some_and(|items| items.iter().all(named)),
        _ => named(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::catalogue::Catalogue;
    use crate::pack::rule::Rules;

    #[test]
    fn the_built_in_rules_compare_with_values_that_there_are() {
        let catalogue = Catalogue::builtin();
        let mut seen = 0;
        for check in Rules::builtin(&catalogue).all().flat_map(|(_, rule)| &rule.checks) {
            for condition in check.conditions() {
                let def = catalogue.kind(check.kind).def(condition.setting);
                assert_eq!(misfit(condition.test.schema(), def), None, "{}", def.name);
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
