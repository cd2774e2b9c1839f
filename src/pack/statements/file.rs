//! The ledger of statements as it is written. A part of the build script too.

use serde::{Deserialize, Serialize};

use crate::text::data::{Str, Text};

/// Every statement of the documents that the rules are taken from.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Ledger {
    /// The documents.
    pub documents: Vec<Document>,
}

/// A document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Document {
    /// The short name by which rules cite it.
    pub id: Str,
    /// Its title.
    pub title: Text,
    /// Its own date, if it has one.
    pub dated: Option<Str>,
    /// Its sections, in its order.
    pub sections: Vec<Section>,
}

/// A section of a document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Section {
    /// Its title.
    pub title: Text,
    /// What it states, in its order.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Statement {
    /// Its id, which never changes.
    pub id: Str,
    /// The title of its row, or a name for it.
    pub title: Text,
    /// What answers for it.
    pub nature: Nature,
    /// The ids of the rules that do, if rules do.
    #[serde(default)]
    pub rules: Vec<Str>,
    /// Why there is nothing to check, if that is so.
    pub reason: Option<Text>,
}

/// What answers for a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// A setting in an export decides it.
    Setting,
    /// It is not offered in this cloud: an export can show that somebody relies on it.
    Reliance,
    /// No export holds it: the organization declares it.
    Declaration,
    /// There is nothing to check.
    Information,
}
