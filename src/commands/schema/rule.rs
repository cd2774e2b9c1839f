//! The schema of rules with the kinds and settings of the catalogue and the statements of the documents, so that an editor
//! completes and explains them.

use serde_json::{Map, Value, json};

use crate::lang::{Lang, words};
use crate::pack::catalogue::{Catalogue, Kind, SettingDef, Shape};
use crate::pack::statements::Ledger;
use crate::text::safe_json::write_pretty;

/// The fields of a check that hold settings of its kind.
const CONDITIONS: [&str; 4] = ["when", "given", "satisfied_by", "expect"];

/// The schema with all kinds.
pub(super) fn text(schema: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let mut schema: Value = serde_json::from_str(schema).expect("built-in schemas are JSON");
    let kinds = catalogue.kinds();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
    let labels: Vec<&str> = kinds.iter().map(|kind| kind.label.get(lang)).collect();
    let defs = &mut schema["$defs"];
    defs["kind"] = json!({"type": "string", "enum": names, "enumDescriptions": labels});
    let titles: Vec<&str> = Ledger::builtin().all().map(|(.., statement)| statement.title.get(lang)).collect();
    defs["statement"] = json!({"enum": Ledger::builtin().ids().collect::<Vec<_>>(), "enumDescriptions": titles});
    for kind in kinds {
        defs[settings_of(kind)] = settings(kind, lang);
    }
    let of_kind = |fields: &[&str]| -> Value { kinds.iter().map(|kind| chosen(kind, fields)).collect() };
    defs["check_of_kind"] = json!({ "allOf": of_kind(&CONDITIONS) });
    defs["severity_of_kind"] = json!({ "allOf": kinds.iter().map(severities).collect::<Vec<_>>() });
    schema["properties"]["also"]["items"]["allOf"] = json!([{"$ref": "#/$defs/check_of_kind"}]);
    schema["allOf"] = json!([{"$ref": "#/$defs/check_of_kind"}, {"$ref": "#/$defs/severity_of_kind"}]);
    let mut text = Vec::new();
    write_pretty(&schema, &mut text).expect("memory takes any text");
    String::from_utf8(text).expect("JSON is text")
}

fn settings_of(kind: &Kind) -> String {
    format!("settings_of_{}", kind.name)
}

/// The settings of a kind, each with what it may be asked to be.
fn settings(kind: &Kind, lang: Lang) -> Value {
    let members: Map<String, Value> =
        kind.settings.iter().map(|def| (def.name.to_string(), asked(def, lang))).collect();
    json!({"description": kind.label.get(lang), "type": "object", "properties": members, "additionalProperties": false})
}

/// What a value may be asked to be: a JSON Schema, of which the values are known.
fn asked(def: &SettingDef, lang: Lang) -> Value {
    let mut one = match &def.shape {
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Integer => json!({"type": "integer"}),
        Shape::Enum(members) | Shape::CloudOfHost(members) => {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
            let labels: Vec<&str> = members.iter().map(|member| member.words(lang)).collect();
            json!({"enum": names, "enumDescriptions": labels})
        }
        Shape::List { .. } => json!({"type": "array"}),
        Shape::Text | Shape::Date | Shape::Version => json!({"type": "string"}),
    };
    let several = json!({"type": "array", "items": one});
    one["description"] = words(lang, "the one value", "唯一的值").into();
    json!({
        "description": def.label.get(lang),
        "type": "object",
        "properties": {"const": one, "enum": several},
    })
}

/// Where a kind is chosen, its settings are those of the conditions.
fn chosen(kind: &Kind, fields: &[&str]) -> Value {
    let reference = json!({ "$ref": format!("#/$defs/{}", settings_of(kind)) });
    let fields: Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), reference.clone())).collect();
    json!({
        "if": {"properties": {"kind": {"const": kind.name.as_str()}}, "required": ["kind"]},
        "then": {"properties": fields},
    })
}

/// The same for the severities of single values.
fn severities(kind: &Kind) -> Value {
    let names: Vec<&str> = kind.settings.iter().map(|def| def.name.as_str()).collect();
    json!({
        "if": {"properties": {"kind": {"const": kind.name.as_str()}}, "required": ["kind"]},
        "then": {"properties": {"severity_of": {"propertyNames": {"enum": names}}}},
    })
}
