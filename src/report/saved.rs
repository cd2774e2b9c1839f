//! A report that `check --format json` wrote, as far as the commands that go on from findings need it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::pipeline::source::Source;

/// What every report of ours says of itself.
const SCHEMA: &str = "report-v1.schema.json";

/// A report.
#[derive(Debug, Deserialize)]
pub(crate) struct Saved {
    format_version: u32,
    /// The tenants that it is about.
    #[serde(default)]
    pub(crate) tenants: Vec<String>,
    /// What was read.
    pub(crate) inputs: Vec<SavedInput>,
    /// What the rules say, but for plain passes.
    pub(crate) results: Vec<SavedResult>,
}

/// An input of it.
#[derive(Debug, Deserialize)]
pub(crate) struct SavedInput {
    /// How many objects of which kinds.
    pub(crate) resources: BTreeMap<String, u64>,
}

/// A result of it.
#[derive(Debug, Deserialize)]
pub(crate) struct SavedResult {
    /// The rule's id.
    pub(crate) rule: String,
    /// What it says.
    pub(crate) verdict: String,
    /// Why nothing could be said.
    pub(crate) reason: Option<String>,
    /// What it is about.
    pub(crate) kind: String,
    /// Which of them.
    pub(crate) resource: Option<String>,
    /// Which setting.
    pub(crate) setting: Option<String>,
    /// The value found, in canonical form.
    #[serde(default)]
    pub(crate) observed: Value,
    /// The headline.
    pub(crate) message: Option<String>,
    /// None where names were redacted, so that nothing can be done about it.
    fingerprint: Option<String>,
    /// The waiver that accepts it.
    #[serde(default)]
    pub(crate) waiver: Value,
    /// How it compares with the baseline.
    #[serde(default)]
    pub(crate) baseline: Value,
}

impl SavedResult {
    /// Whether it is accepted: by a waiver or by the baseline.
    pub(crate) fn is_accepted(&self) -> bool {
        !self.waiver.is_null() || self.baseline["state"] == "unchanged"
    }
}

/// Reads a source as a saved report; none if it is something else.
pub(crate) fn read_saved(source: &Source) -> Option<Result<Saved, String>> {
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let text = &source.text;
    // An export is not worth a second parse.
    if !text.trim_ascii_start().starts_with('{') || memchr::memmem::find(text.as_bytes(), SCHEMA.as_bytes()).is_none() {
        return None;
    }
    let head: Head = serde_json::from_str(text).ok()?;
    (head.schema == SCHEMA).then(|| match serde_json::from_str::<Saved>(text) {
        Ok(saved) if saved.format_version != 1 => Err(format!("format_version {}", saved.format_version)),
        Ok(saved) if saved.results.iter().any(|result| result.fingerprint.is_none()) => Err("--redact".to_owned()),
        Ok(saved) => Ok(saved),
        Err(error) => Err(error.to_string()),
    })
}
