//! The statements of the documents: section by section, and what answers for each.
//!
//! They are data (`documents/statements.json`). Rules cite a statement by the English titles of its section and row;
//! the titles in other languages are found here.

mod file;

use std::sync::OnceLock;

pub use file::{Document, Ledger, Nature, Section, Statement};

use crate::lang::{Lang, words};
use crate::pack::packed;
use crate::pack::rule::{Citation, Rule};

impl Nature {
    /// The id in data files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Setting => "setting",
            Self::Reliance => "reliance",
            Self::Declaration => "declaration",
            Self::Information => "information",
        }
    }
}

impl Ledger {
    /// The ledger that the program is built with, read when it is first asked for.
    pub fn builtin() -> &'static Self {
        static LEDGER: OnceLock<Ledger> = OnceLock::new();
        LEDGER.get_or_init(|| packed::unpack(packed::STATEMENTS))
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
            document.id == source.document && section.title.en == source.section && statement.rules.contains(&self.id)
        };
        match (Ledger::builtin().all().filter(same).count(), lang) {
            (0 | 1, _) => cited,
            (2, Lang::En) => format!("{cited}, and 1 more row"),
            (rows, Lang::En) => format!("{cited}, and {} more rows", rows - 1),
            (rows, Lang::ZhCn) => format!("{cited}等 {rows} 行"),
        }
    }
}
