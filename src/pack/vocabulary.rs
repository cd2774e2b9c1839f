//! What JSON Schema alone cannot say about a value: named keywords that rules may use.
//!
//! A keyword judges one value and words its own problem. Rules stay data.

pub mod icp;
pub(crate) mod plans;
mod unfold;
mod words;

use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::Value;

use plans::Family;

use crate::lang::{Lang, Text, text};
use crate::model::cloud::{self, Cloud, Host};
use crate::pack::schema_words::schema_words;

/// Why a keyword refuses a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// `icpNumber`: the value is no ICP number of a website.
    Icp(icp::IcpProblem),
    /// `noOtherCloudHost`: the value names a host of another cloud than that operated by 21Vianet.
    OtherCloud(Cloud),
}

impl Problem {
    /// The explanation, a fragment that fits after a colon.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Icp(problem) => problem.words(lang),
            Self::OtherCloud(cloud) => words::host_of(cloud, lang),
        }
    }

    /// The explanation for one text: where only its spelling is wrong, with the text as it should be written.
    pub fn words_for(self, text: Option<&str>, lang: Lang) -> String {
        let (example, colon) = (crate::lang::words(lang, ", such as ", "，例如："), lang.colon());
        let words = self.words(lang);
        let respelled = match (self, text) {
            (Self::Icp(_), Some(text)) => icp::respelled(text),
            _ => None,
        };
        match (respelled, words.rsplit_once(example)) {
            (Some(number), Some((before, _))) => format!("{before}{colon}{number}"),
            _ => words.to_owned(),
        }
    }

    /// What the explanation is about, to stand under the value.
    pub fn subject(self, lang: Lang) -> &'static str {
        match self {
            Self::Icp(_) => crate::lang::words(lang, "this number", "此号码"),
            Self::OtherCloud(_) => crate::lang::words(lang, "this address", "此地址"),
        }
    }

    /// Whether the value may yet be right.
    pub fn doubtful(self) -> Option<Doubt> {
        match self {
            Self::OtherCloud(_) => None,
            Self::Icp(problem) => match problem.weight() {
                icp::Weight::Wrong => None,
                icp::Weight::Doubtful => Some(Doubt::Warning),
                icp::Weight::Unusual => Some(Doubt::Note),
            },
        }
    }
}

/// How much a value that may yet be right deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// At most a warning.
    Warning,
    /// At most a note.
    Note,
}

/// What a keyword says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordAnswer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// The data does not tell: the value is newer than it, or none that it knows.
    Open,
}

impl WordAnswer {
    /// What is known for certain.
    pub(crate) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// A keyword of the vocabulary with what it asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Word {
    /// The text is the ICP number of a website.
    IcpNumber,
    /// The text names no host of another cloud.
    NoOtherCloudHost,
    /// The text is the name of a service plan of this family.
    ServicePlanOf(&'static Family),
}

/// The names of the keywords.
const WORDS: [&str; 3] = ["icpNumber", "noOtherCloudHost", "servicePlanOf"];

impl Word {
    /// The keyword that a member of a schema stands for; an error if it asks for nothing that there is.
    pub(crate) fn new(name: &str, argument: &Value) -> Result<Self, String> {
        match (name, argument) {
            ("icpNumber", Value::Bool(true)) => Ok(Self::IcpNumber),
            ("noOtherCloudHost", Value::Bool(true)) => Ok(Self::NoOtherCloudHost),
            ("servicePlanOf", Value::String(family)) => match plans::family(family) {
                Some(family) => Ok(Self::ServicePlanOf(family)),
                None => Err(format!("servicePlanOf: one of {}", plans::families().collect::<Vec<_>>().join(", "))),
            },
            _ => Err(format!("{name}: not {argument}")),
        }
    }

    /// The keywords that stand in a schema itself.
    fn all(schema: &Value) -> impl Iterator<Item = Self> {
        WORDS.iter().filter_map(|name| Self::new(name, schema.get(name)?).ok())
    }

    /// What it says of a text.
    pub(crate) fn judge(self, text: &str) -> WordAnswer {
        match self {
            Self::IcpNumber => WordAnswer::of(icp::check(text).is_ok()),
            Self::NoOtherCloudHost => match cloud::lookup(text) {
                Host::Of(cloud) => WordAnswer::of(cloud == Cloud::Vianet21),
                Host::Vendor => WordAnswer::Open,
                Host::Shared | Host::Other => WordAnswer::Yes,
            },
            Self::ServicePlanOf(family) => family.holds(text),
        }
    }

    /// Why it refuses a text, if it does and there is more to say than that.
    fn problem(self, text: &str) -> Option<Problem> {
        match self {
            Self::IcpNumber => icp::check(text).err().map(Problem::Icp),
            Self::NoOtherCloudHost => other_cloud(text).map(Problem::OtherCloud),
            Self::ServicePlanOf(_) => None,
        }
    }
}

/// Compiles a schema that may use the vocabulary.
pub(crate) fn compile(schema: &Value) -> Result<Validator, Text> {
    unfold::check(schema)?;
    let options = WORDS.iter().fold(jsonschema::options(), |options, name| {
        options.with_keyword(*name, |_, argument, _| match Word::new(name, argument) {
            Ok(word) => Ok(Box::new(word)),
            Err(problem) => Err(ValidationError::custom(problem)),
        })
    });
    options.build(schema).map_err(|error| {
        let (words, value) = (schema_words(&error), error.instance());
        text!(("{value}: {}", words.en), ("{value}：{}", words.zh_cn))
    })
}

/// The keywords in a schema, at any depth.
pub(crate) fn words_in(schema: &Value) -> Vec<Word> {
    match schema {
        Value::Object(members) => Word::all(schema).chain(members.values().flat_map(words_in)).collect(),
        Value::Array(schemas) => schemas.iter().flat_map(words_in).collect(),
        _ => Vec::new(),
    }
}

/// Whether a schema has keywords that word a problem of their own.
pub(crate) fn explains(schema: &Value) -> bool {
    ["items", "icpNumber", "noOtherCloudHost"].iter().any(|keyword| schema.get(keyword).is_some())
}

/// Why the keywords of a schema refuse a value, if one does.
pub(crate) fn explain(schema: &Value, value: &Value) -> Option<Problem> {
    if let (Some(items), Value::Array(values)) = (schema.get("items"), value) {
        return values.iter().find_map(|value| explain(items, value));
    }
    let text = value.as_str()?;
    Word::all(schema).find_map(|word| word.problem(text))
}

/// The cloud of the host that a text names, if it is not the one operated by 21Vianet. An organization's own hosts
/// belong to no cloud.
fn other_cloud(text: &str) -> Option<Cloud> {
    cloud::of(text).filter(|cloud| *cloud != Cloud::Vianet21)
}

impl<'i> Keyword<'i> for Word {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("not what the keyword asks for")) }
    }

    /// What is left open is not refused; whoever asks for a verdict asks for that too.
    fn is_valid(&self, instance: &'i Value) -> bool {
        instance.as_str().is_none_or(|text| self.judge(text) != WordAnswer::No)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keywords_are_found_at_any_depth() {
        assert_eq!(words_in(&json!({"items": {"noOtherCloudHost": true}})).len(), 1);
        assert_eq!(words_in(&json!({"allOf": [{"minLength": 1}, {"anyOf": [{"icpNumber": true}]}]})).len(), 1);
        assert!(words_in(&json!({"const": 5})).is_empty());
        let told = Word::new("servicePlanOf", &json!("yamer")).unwrap_err();
        assert!(told.contains("voice, ") && told.contains("yammer"), "{told}");
    }
}
