//! A rule file as it is written. A part of the build script too.

use std::collections::BTreeMap;

use crate::model::severity::Severity;
use serde::{Deserialize, Serialize};

use crate::text::data::{JsonText, Line, Members, OneOrMany, Str, Text};

/// A rule file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RuleFile {
    pub(super) id: Str,
    pub(super) version: u32,
    pub(super) severity: Severity,
    #[serde(default)]
    pub(super) severity_of: BTreeMap<Str, BTreeMap<Str, Severity>>,
    pub(super) basis: Basis,
    pub(super) title: Text,
    pub(super) message: Text,
    pub(super) why: Text,
    pub(super) fix: Text,
    pub(super) question: Option<Text>,
    pub(super) kind: Str,
    pub(super) when: Members<JsonText>,
    #[serde(default)]
    pub(super) given: Members<JsonText>,
    #[serde(default)]
    pub(super) satisfied_by: Members<JsonText>,
    pub(super) expect: Members<JsonText>,
    pub(super) when_missing: WhenMissing,
    #[serde(default)]
    pub(super) also: Vec<CheckFile>,
    pub(super) settled_by: Option<SettledFile>,
    pub(super) remediation: Members<Vec<Line>>,
    pub(super) source: SourceFile,
    pub(super) references: Vec<Str>,
    pub(super) waivable: bool,
}

impl RuleFile {
    /// Its severity and id, and the ids of the statements that it answers for.
    pub(crate) fn answers(&self) -> (Severity, &Str, &[Str]) {
        (self.severity, &self.id, &self.source.statement.0)
    }
}

/// Further evidence.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CheckFile {
    pub(super) kind: Str,
    pub(super) when: Members<JsonText>,
    #[serde(default)]
    pub(super) given: Members<JsonText>,
    #[serde(default)]
    pub(super) satisfied_by: Members<JsonText>,
    pub(super) expect: Members<JsonText>,
    pub(super) when_missing: WhenMissing,
}

/// The declared answer that settles a rule.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SettledFile {
    pub(super) kind: Str,
    pub(super) identity: Option<Str>,
    pub(super) setting: Str,
    pub(super) schema: JsonText,
    #[serde(default)]
    pub(super) only_open: bool,
}

/// What a rule rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The document requires it.
    Required,
    /// The document says that it is off by default.
    OffByDefault,
    /// The document says that it is not offered.
    NotAvailable,
    /// The document advises it.
    Recommended,
    /// The document does not name the setting; the link is ours.
    Inferred,
}

/// What a setting that is not there means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenMissing {
    /// Nothing can be said.
    NotEvaluated,
    /// Its absence is the finding.
    Fail,
    /// The organization has to declare it.
    Manual,
    /// Nothing is said: it only adds to other evidence.
    Ignored,
}

/// What a rule cites: statements of ours by their ids, or a place in another document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFile {
    #[serde(default)]
    pub(super) statement: OneOrMany,
    pub(super) document: Option<Str>,
    pub(super) section: Option<Str>,
    pub(super) row: Option<Str>,
    pub(super) dated: Option<Str>,
    pub(super) checked: Str,
    pub(super) superseded: Option<Superseded>,
    pub(super) unverified: Option<Text>,
}

/// A later source that says otherwise.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Superseded {
    /// By what.
    pub by: Text,
    /// Since when.
    pub since: Str,
    /// Where that can be read.
    pub source: Str,
}
