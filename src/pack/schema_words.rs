//! What a JSON Schema refuses, in both languages. The validator says it in English alone.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use crate::lang::{Text, both, text};

/// What is wrong with a value, without the value itself.
pub(crate) fn schema_words(error: &ValidationError<'_>) -> Text {
    let limits = |en: &str, zh: &str, limit: &dyn std::fmt::Display| text!("expected {en} {limit}", "应{zh} {limit}");
    match error.kind() {
        Kind::Required { property } => text!("`{}` is missing", "缺少 `{}`", plain(property)),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let [en, zh] = [", ", "、"].map(|mark| quoted(unexpected.iter().map(String::as_str), mark));
            text!("unknown: {en}; is the name spelt right?", "不认识 {zh}，请检查名称拼写")
        }
        Kind::Type { kind } => {
            let types: Vec<&str> = match kind {
                TypeKind::Single(one) => vec![one.as_str()],
                TypeKind::Multiple(several) => several.iter().map(jsonschema::JsonType::as_str).collect(),
            };
            let words =
                |at: fn(&str) -> &'static str, or: &str| types.iter().map(|one| at(one)).collect::<Vec<_>>().join(or);
            let en = words(|one| type_words(one).0, " or ");
            text!(("expected {en}"), ("应为{}", words(|one| type_words(one).1, "或")))
        }
        Kind::Enum { options } => {
            let options: Vec<_> = options.as_array().into_iter().flatten().map(plain).collect();
            let [en, zh] = [", ", "、"].map(|mark| quoted(options.iter().map(String::as_str), mark));
            text!("expected one of {en}", "应为以下之一：{zh}")
        }
        Kind::Constant { expected_value } => text!("expected `{}`", "应为 `{}`", plain(expected_value)),
        Kind::Pattern { .. } => both("this is not written as it should be", "写法不符合要求"),
        Kind::Minimum { limit } => limits("at least", "不小于", limit),
        Kind::Maximum { limit } => limits("at most", "不大于", limit),
        Kind::ExclusiveMinimum { limit } => limits("more than", "大于", limit),
        Kind::ExclusiveMaximum { limit } => limits("less than", "小于", limit),
        Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } | Kind::MinProperties { limit: 1 } => {
            both("this is empty", "不能为空")
        }
        Kind::MinLength { limit } => limits("a length of at least", "不短于", limit),
        Kind::MaxLength { limit } => limits("a length of at most", "不长于", limit),
        Kind::MinItems { limit } | Kind::MinProperties { limit } => {
            limits("at least so many entries:", "不少于以下项数：", limit)
        }
        Kind::MaxItems { limit } | Kind::MaxProperties { limit } => {
            limits("at most so many entries:", "不多于以下项数：", limit)
        }
        Kind::UniqueItems => both("the same entry stands twice", "有重复的项"),
        Kind::FalseSchema => both("this may not stand here", "此处不能有这一项"),
        // Of several forms, the first is the plainest.
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } if context.iter().flatten().next().is_some() => {
            context.iter().flatten().next().map_or_else(|| both("", ""), schema_words)
        }
        Kind::PropertyNames { .. } => both("a name is not one that may stand here", "此处有不允许的名称"),
        Kind::Custom { message, .. } => both(message.clone(), format!("关键字用法有误（{message}）")),
        other => {
            text!("this does not satisfy `{}` of the schema", "不满足 Schema 中的 `{}`", other.keyword())
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>, mark: &str) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(mark)
}

fn type_words(name: &str) -> (&'static str, &'static str) {
    match name {
        "string" => ("a text", "文本"),
        "integer" => ("a whole number", "整数"),
        "number" => ("a number", "数字"),
        "boolean" => ("true or false", " true 或 false"),
        "array" => ("a list", "列表"),
        "object" => ("an object", "对象"),
        "null" => ("null", " null "),
        _ => ("another type", "其他类型"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_common_mistake_is_told_in_both_languages() {
        let schema = json!({
            "type": "object", "required": ["id"], "additionalProperties": false,
            "properties": {
                "id": {"type": "string", "pattern": "^[a-z]+$"}, "n": {"type": "integer", "minimum": 1},
                "e": {"enum": ["on", "off"]}, "l": {"type": "array", "minItems": 1, "uniqueItems": true}
            }
        });
        let validator = jsonschema::options().build(&schema).unwrap();
        let wrong = json!({"x": 1, "n": 0, "e": "maybe", "l": []});
        let told: Vec<_> = validator.iter_errors(&wrong).map(|error| schema_words(&error).zh_cn.to_string()).collect();
        for words in ["缺少 `id`", "不认识 `x`，请检查名称拼写", "应不小于 1", "应为以下之一：`on`、`off`", "不能为空"]
        {
            assert!(told.iter().any(|said| said == words), "{words}: {told:?}");
        }
    }
}
