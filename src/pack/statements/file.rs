//! The ledger of statements as it is written. A part of the build script too.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::model::severity::Severity;
use crate::text::data::{Str, Text};

/// Every statement of the documents that the rules are taken from.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ledger {
    /// The documents.
    pub documents: Vec<StatedDocument>,
}

impl Ledger {
    /// Enters by which rules its statements are answered, the weightiest first; the id that no statement has, if there is one.
    pub fn enter<'r>(&mut self, mut rules: Vec<(Severity, &Str, &'r [Str])>) -> Result<(), &'r Str> {
        rules.sort_by_key(|(severity, ..)| Reverse(*severity));
        let sections = self.documents.iter_mut().flat_map(|document| &mut document.sections);
        let mut statements: Vec<_> = sections.flat_map(|section| &mut section.statements).collect();
        for (_, rule, ids) in rules {
            for id in ids {
                let statement = statements.iter_mut().find(|statement| statement.id == *id).ok_or(id)?;
                statement.rules.push(rule.clone());
            }
        }
        Ok(())
    }
}

/// A document.
#[derive(Debug, Serialize, Deserialize)]
pub struct StatedDocument {
    /// Its short name.
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
pub struct Section {
    /// Its title.
    pub title: Text,
    /// What it states, in its order.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Serialize, Deserialize)]
pub struct Statement {
    /// Its id, which never changes.
    pub id: Str,
    /// The title of its row, or a name for it.
    pub title: Text,
    /// What answers for it.
    pub nature: Nature,
    /// The ids of the built-in rules that do: entered from the rules, not written here.
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
