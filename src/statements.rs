//! The statements of the documents: section by section, and what answers for each.
//!
//! They are data (`documents/statements.json`). Rules cite a statement by the English titles of its section and row;
//! the titles in other languages are found here.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::data::{Str, Text};
use crate::lang::{Lang, words};
use crate::pack;
use crate::rule::{Citation, Rule};

/// Every statement of the documents that the rules are taken from.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Ledger {
    /// The documents.
    pub documents: Vec<Document>,
}

/// A document.
#[derive(Debug, Deserialize)]
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
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Section {
    /// Its title.
    pub title: Text,
    /// What it states, in its order.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Statement {
    /// Its id, which never changes.
    pub id: Str,
    /// The title of its row, or a name for it.
    pub title: Text,
    /// What answers for it.
    #[serde(flatten)]
    pub nature: Nature,
}

/// What answers for a statement.
#[derive(Debug, Deserialize)]
#[serde(tag = "nature", rename_all = "lowercase", bound(deserialize = "'de: 'static"))]
pub enum Nature {
    /// A setting in an export decides it.
    Setting {
        /// The ids of its rules.
        rules: Vec<Str>,
    },
    /// It is not offered in this cloud: an export can show that somebody relies on it.
    Reliance {
        /// The ids of its rules.
        rules: Vec<Str>,
    },
    /// No export holds it: the organization declares it.
    Declaration {
        /// The ids of its rules.
        rules: Vec<Str>,
    },
    /// There is nothing to check.
    Information {
        /// Why.
        reason: Text,
    },
}

impl Nature {
    /// The id in data files and reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "setting",
            Self::Reliance { .. } => "reliance",
            Self::Declaration { .. } => "declaration",
            Self::Information { .. } => "information",
        }
    }

    /// The ids of the rules that answer for the statement.
    pub fn rules(&self) -> &[Str] {
        match self {
            Self::Setting { rules } | Self::Reliance { rules } | Self::Declaration { rules } => rules,
            Self::Information { .. } => &[],
        }
    }
}

impl Ledger {
    /// The ledger that the program is built with, read when it is first asked for.
    ///
    /// # Panics
    /// If the built-in file is broken, which a test rules out.
    pub fn builtin() -> &'static Self {
        static LEDGER: OnceLock<Ledger> = OnceLock::new();
        LEDGER.get_or_init(|| {
            serde_json::from_str(pack::STATEMENTS).unwrap_or_else(|error| panic!("documents/statements.json: {error}"))
        })
    }

    /// All statements, with where they stand.
    pub fn all(&self) -> impl Iterator<Item = (&Document, &Section, &Statement)> {
        self.documents.iter().flat_map(|document| {
            let sections = document.sections.iter();
            sections.flat_map(move |section| section.statements.iter().map(move |s| (document, section, s)))
        })
    }

    /// The statement that a rule cites, with where it stands.
    pub fn cited(&self, source: &Citation) -> Option<(&Document, &Section, &Statement)> {
        self.all().find(|(document, section, statement)| {
            document.id == source.document && section.title.en == source.section && statement.title.en == source.row
        })
    }
}

impl Citation {
    /// The document's title; its id where it is not one of ours.
    pub fn title(&self, lang: Lang) -> &str {
        let document = Ledger::builtin().documents.iter().find(|document| document.id == self.document);
        document.map_or(&self.document, |document| document.title.get(lang))
    }

    /// The section's title; as the rule has it where it is not one of ours.
    pub fn section(&self, lang: Lang) -> &str {
        Ledger::builtin().cited(self).map_or(&self.section, |(_, section, _)| section.title.get(lang))
    }

    /// The row's title; as the rule has it where it is not one of ours.
    pub fn row(&self, lang: Lang) -> &str {
        Ledger::builtin().cited(self).map_or(&self.row, |(.., statement)| statement.title.get(lang))
    }
}

impl Rule {
    /// Document, section and row that the rule answers for, and how many more rows of that section it does.
    pub fn cited(&self, lang: Lang) -> String {
        let source = &self.source;
        let cited = [source.title(lang), source.section(lang), source.row(lang)].join(words(lang, ", ", "，"));
        let same = |(document, section, statement): &(&Document, &Section, &Statement)| {
            document.id == source.document
                && section.title.en == source.section
                && statement.nature.rules().contains(&self.id)
        };
        match (Ledger::builtin().all().filter(same).count(), lang) {
            (0 | 1, _) => cited,
            (2, Lang::En) => format!("{cited}, and 1 more row"),
            (rows, Lang::En) => format!("{cited}, and {} more rows", rows - 1),
            (rows, Lang::ZhCn) => format!("{cited}等 {rows} 行"),
        }
    }
}
