//! How much a schema comes to when its references are followed: thirty that double each other would take a minute.

use std::collections::HashMap;

use serde_json::Value;

use super::words;
use crate::lang::Text;

/// The most schemas that one may come to.
const MOST: u64 = 10_000;
/// The most references that may lead from one to the next.
const DEEPEST: usize = 100;

/// Refuses a schema that comes to too much, or whose references lead back to themselves.
pub(super) fn check(schema: &Value) -> Result<(), Text> {
    match size(schema, schema, &mut HashMap::new(), 0)? {
        ..=MOST => Ok(()),
        _ => Err(words::too_much(MOST)),
    }
}

/// The number of values in a schema, its references followed. What is known of a reference is kept; nothing while it is
/// being followed.
fn size(value: &Value, root: &Value, known: &mut HashMap<String, Option<u64>>, depth: usize) -> Result<u64, Text> {
    let mut sum: u64 = 1;
    let mut add = |more: u64| {
        sum = sum.saturating_add(more);
        if sum > MOST { Err(words::too_much(MOST)) } else { Ok(()) }
    };
    match value {
        Value::Array(items) => {
            for item in items {
                add(size(item, root, known, depth)?)?;
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                add(size(member, root, known, depth)?)?;
                if !matches!(name.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef") {
                    continue;
                }
                let Some(pointer) = member.as_str().and_then(|text| text.strip_prefix('#')) else {
                    return Err(words::leads_out());
                };
                add(match known.get(pointer) {
                    Some(Some(size)) => *size,
                    Some(None) => return Err(words::circle()),
                    None if depth == DEEPEST => return Err(words::too_much(MOST)),
                    None => {
                        let Some(target) = root.pointer(pointer) else {
                            return Err(words::leads_nowhere());
                        };
                        known.insert(pointer.to_owned(), None);
                        let found = size(target, root, known, depth + 1)?;
                        known.insert(pointer.to_owned(), Some(found));
                        found
                    }
                })?;
            }
        }
        _ => {}
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_grows_or_turns_in_a_circle_is_refused() {
        assert!(check(&json!({"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}})).is_ok());
        assert!(check(&json!({"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}], "$defs": {"a": true}})).is_ok());
        let mut defs = serde_json::Map::new();
        for at in 0..30 {
            let next = format!("#/$defs/d{}", at + 1);
            defs.insert(format!("d{at}"), json!({"allOf": [{"$ref": next}, {"$ref": next}]}));
        }
        defs.insert("d30".to_owned(), json!({"type": "string"}));
        assert!(check(&json!({"$ref": "#/$defs/d0", "$defs": defs})).is_err());
        let mut defs = serde_json::Map::new();
        for at in 0..200 {
            defs.insert(format!("d{at}"), json!({"$ref": format!("#/$defs/d{}", at + 1)}));
        }
        defs.insert("d200".to_owned(), json!(true));
        assert!(check(&json!({"$ref": "#/$defs/d0", "$defs": defs})).is_err());
        // So long that following it to its end would not end well.
        let link = |at: u32| (format!("d{at}"), json!({"$ref": format!("#/$defs/d{}", at + 1)}));
        let defs: serde_json::Map<_, _> = (0..100_000).map(link).collect();
        assert!(check(&json!({"$ref": "#/$defs/d0", "$defs": defs})).is_err());
        let list = |length: u64| Value::Array((0..length).map(Value::from).collect());
        assert!(check(&list(MOST - 1)).is_ok(), "just as many as are allowed, with the list itself");
        assert!(check(&list(MOST)).is_err(), "one more");
        assert!(check(&json!({"$ref": "#"})).is_err() && check(&json!({"items": {"$ref": "#/items"}})).is_err());
        assert!(check(&json!({"$ref": "#/$defs/none"})).is_err() && check(&json!({"$ref": "https://x/y"})).is_err());
    }
}
