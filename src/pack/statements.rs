//! The statements of the documents: section by section, and what answers for each.
//!
//! They are data (`documents/statements.json`). Rules cite a statement by its id; which rules do, the build enters.

mod file;

use std::sync::OnceLock;

pub use file::{Ledger, Nature, Section, StatedDocument, Statement};

use crate::pack::packed;

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
    pub fn all(&self) -> impl Iterator<Item = (&StatedDocument, &Section, &Statement)> {
        self.documents.iter().flat_map(|document| {
            let sections = document.sections.iter();
            sections.flat_map(move |section| section.statements.iter().map(move |s| (document, section, s)))
        })
    }

    /// The ids of all statements.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.all().map(|(.., statement)| statement.id.as_str())
    }
}
