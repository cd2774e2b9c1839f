//! What JSON Schema alone cannot say about a value: named keywords that rules may use.
//!
//! A keyword judges one value and words its own problem. Rules stay data.

pub mod icp;
mod unfold;

use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::Value;

use crate::lang::{Lang, words};
use crate::model::cloud;
use crate::model::cloud::Cloud;

/// Why a keyword refuses a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// `icpNumber`: the value is no ICP number of a website.
    Icp(icp::Problem),
    /// `noOtherCloudHost`: the value names a host of another cloud than that operated by 21Vianet.
    OtherCloud(Cloud),
}

impl Problem {
    /// The explanation, a fragment that fits after a colon.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Icp(problem) => problem.words(lang),
            Self::OtherCloud(Cloud::UsGovernment) => {
                words(lang, "this host belongs to the US government cloud", "该主机属于美国政府云")
            }
            Self::OtherCloud(_) => words(lang, "this host belongs to the worldwide cloud", "该主机属于全球版云"),
        }
    }

    /// What the explanation is about, to stand under the value.
    pub fn subject(self, lang: Lang) -> &'static str {
        match self {
            Self::Icp(_) => words(lang, "this number", "此号码"),
            Self::OtherCloud(_) => words(lang, "this address", "此地址"),
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

/// Compiles a schema that may use the vocabulary.
pub(crate) fn compile(schema: &Value) -> Result<Validator, String> {
    unfold::check(schema)?;
    jsonschema::options()
        .with_keyword("icpNumber", |_, _, _| Ok(Box::new(IcpNumber)))
        .with_keyword("noOtherCloudHost", |_, _, _| Ok(Box::new(NoOtherCloudHost)))
        .build(schema)
        .map_err(|error| error.to_string())
}

/// The test of a schema that is one keyword of the vocabulary and nothing else: it needs no validator.
pub(crate) fn alone(schema: &Value) -> Option<fn(&str) -> bool> {
    let schema = schema.as_object().filter(|schema| schema.len() == 1)?;
    match schema.iter().next()? {
        (name, Value::Bool(true)) if name == "icpNumber" => Some(|text| icp::check(text).is_ok()),
        (name, Value::Bool(true)) if name == "noOtherCloudHost" => Some(|text| other_cloud(text).is_none()),
        _ => None,
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
    let uses = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
    let icp = || icp::check(text).err().map(Problem::Icp);
    let host = || other_cloud(text).map(Problem::OtherCloud);
    uses("icpNumber").then(icp).flatten().or_else(|| uses("noOtherCloudHost").then(host).flatten())
}

/// The cloud of the host that a text names, if it is not the one operated by 21Vianet. An organization's own hosts
/// belong to no cloud.
fn other_cloud(text: &str) -> Option<Cloud> {
    cloud::of(text).filter(|cloud| *cloud != Cloud::Vianet21)
}

struct IcpNumber;

impl<'i> Keyword<'i> for IcpNumber {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("not an ICP number")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        instance.as_str().is_none_or(|text| icp::check(text).is_ok())
    }
}

struct NoOtherCloudHost;

impl<'i> Keyword<'i> for NoOtherCloudHost {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("a host of another cloud")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        instance.as_str().is_none_or(|text| other_cloud(text).is_none())
    }
}
