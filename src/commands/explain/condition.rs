//! What a value must be: the schemas of rules in words.

use serde_json::{Map, Value as Json};

use crate::lang::{Lang, words};
use crate::report::page::Phrase;

/// Adds what a schema demands. What has no words is shown as it is written.
pub(super) fn must_be(phrase: Phrase, schema: &Json, lang: Lang) -> Phrase {
    let parts = schema.as_object().into_iter().flatten();
    let mut phrase = Some(phrase);
    for (at, (keyword, value)) in parts.enumerate() {
        let before = if at == 0 { "" } else { lang.semicolon() };
        phrase = phrase.map(|phrase| phrase.text(before)).and_then(|phrase| part(phrase, keyword, value, lang));
    }
    phrase.unwrap_or_else(|| Phrase::from(words(lang, "satisfies ", "满足 ")).code(schema.to_string()))
}

fn part(phrase: Phrase, keyword: &str, value: &Json, lang: Lang) -> Option<Phrase> {
    let say = |en, zh| words(lang, en, zh);
    let or = say(" or ", " 或 ");
    let phrase = match (keyword, value) {
        ("const", value) => phrase.text("= ").code(plain(value)),
        ("enum", Json::Array(values)) => phrase.text("= ").codes(values.iter().map(plain), or),
        ("minimum", least) => phrase.text("≥ ").code(least.to_string()),
        ("maximum", most) => phrase.text("≤ ").code(most.to_string()),
        ("pattern", Json::String(pattern)) => matching(phrase.text(say("matches ", "匹配 ")), pattern, lang),
        ("minLength" | "minItems", Json::Number(one)) if one.as_u64() == Some(1) => {
            phrase.text(say("not empty", "不为空"))
        }
        ("maxItems", Json::Number(none)) if none.as_u64() == Some(0) => phrase.text(say("empty", "为空")),
        ("items", each) => must_be(phrase.text(say("each entry ", "每一项 ")), each, lang),
        ("contains", one) => must_be(phrase.text(say("an entry ", "其中一项 ")), one, lang),
        ("icpNumber", _) => phrase.text(say("= a valid ICP number", "= 有效的 ICP 备案号或许可证号")),
        ("noOtherCloudHost", _) => phrase.text(say("no host of another cloud", "不是其他云的主机")),
        ("not", Json::Object(refused)) => return denied(phrase, refused, lang),
        _ => return None,
    };
    Some(phrase)
}

/// Adds what a schema refuses.
fn denied(phrase: Phrase, refused: &Map<String, Json>, lang: Lang) -> Option<Phrase> {
    let say = |en, zh| words(lang, en, zh);
    let mut parts = refused.iter();
    let (Some((keyword, value)), None) = (parts.next(), parts.next()) else { return None };
    let phrase = match (keyword.as_str(), value) {
        ("const", value) => phrase.text("≠ ").code(plain(value)),
        ("enum", Json::Array(values)) => phrase.text("≠ ").codes(values.iter().map(plain), say(" and ", " 和 ")),
        ("pattern", Json::String(pattern)) => matching(phrase.text(say("does not match ", "不匹配 ")), pattern, lang),
        ("minLength" | "minItems", Json::Number(one)) if one.as_u64() == Some(1) => phrase.text(say("empty", "为空")),
        _ => return None,
    };
    Some(phrase)
}

/// A pattern; that it passes over the case of letters is said in words.
fn matching(phrase: Phrase, pattern: &str, lang: Lang) -> Phrase {
    let phrase = phrase.code(pattern.replace("(?i:", "("));
    if pattern.contains("(?i:") { phrase.text(words(lang, ", in any case", "（不分大小写）")) } else { phrase }
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
