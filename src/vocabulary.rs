//! What JSON Schema alone cannot say about a value: named keywords that rules may use.
//!
//! A keyword judges one value and words its own problem. Rules stay data.

pub mod icp;

use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::Value;

use crate::lang::Lang;

/// Why a keyword refuses a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// `icpNumber`: the value is no ICP number of a website.
    Icp(icp::Problem),
}

impl Problem {
    /// The explanation, a fragment that fits after a colon.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Icp(problem) => problem.words(lang),
        }
    }

    /// Whether the value may yet be right.
    pub fn doubtful(self) -> Option<Doubt> {
        match self {
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
    jsonschema::options()
        .with_keyword("icpNumber", |_, _, _| Ok(Box::new(IcpNumber)))
        .build(schema)
        .map_err(|error| error.to_string())
}

/// Why the keywords of a schema refuse a value, if one does.
pub(crate) fn explain(schema: &Value, value: &Value) -> Option<Problem> {
    let text = value.as_str()?;
    (schema.get("icpNumber") == Some(&Value::Bool(true))).then(|| icp::check(text).err().map(Problem::Icp))?
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
