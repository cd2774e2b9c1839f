//! What a rule rests on: statements of our documents by their ids, or a place in a document of the user's own.

use super::Rule;
use super::file::{SourceFile, Superseded};
use crate::lang::Lang;
use crate::pack::statements::{Ledger, Section, StatedDocument, Statement};
use crate::text::data::{Str, Text};

/// What a rule answers for.
#[derive(Debug, Clone)]
pub struct Citation {
    /// Where that stands.
    pub cited: Cited,
    /// When it was last compared.
    pub checked: Str,
    /// Set if a later source says otherwise.
    pub superseded: Option<Superseded>,
    /// What nobody could read anywhere when the rule was checked.
    pub unverified: Option<Text>,
}

/// Where something stands that a rule cites.
#[derive(Debug, Clone)]
pub enum Cited {
    /// In our documents: the ids of statements, the one that it is about first.
    Statements(Vec<Str>),
    /// Where the rule says.
    Place {
        /// The document's id.
        document: Str,
        /// The section.
        section: Str,
        /// The row of the section's table, or a name for the sentence.
        row: Str,
        /// The document's own date, if it has one.
        dated: Option<Str>,
    },
}

/// A statement, and where it stands.
type Placed = (&'static StatedDocument, &'static Section, &'static Statement);

impl Citation {
    /// As a rule file has it. That it has one of the two forms, the schema holds.
    pub(super) fn new(file: SourceFile) -> Self {
        let cited = match (file.document, file.section, file.row) {
            (Some(document), Some(section), Some(row)) => Cited::Place { document, section, row, dated: file.dated },
            _ => Cited::Statements(file.statement.0),
        };
        Self { cited, checked: file.checked, superseded: file.superseded, unverified: file.unverified }
    }

    /// Whether it names a statement, by its id or by its titles.
    pub fn names(&self, document: &StatedDocument, section: &Section, statement: &Statement) -> bool {
        match &self.cited {
            Cited::Statements(ids) => ids.contains(&statement.id),
            Cited::Place { document: of, section: in_section, row, .. } => {
                document.id == *of && section.title.en == *in_section && statement.title.en == *row
            }
        }
    }

    /// The statements of our documents that it names, in the order of the documents.
    pub fn statements(&self) -> impl Iterator<Item = Placed> {
        Ledger::builtin().all().filter(|(document, section, statement)| self.names(document, section, statement))
    }

    /// The statement that it is about, if that is one of ours.
    pub fn statement(&self) -> Option<Placed> {
        let is_first = |statement: &Statement| match &self.cited {
            Cited::Statements(ids) => ids.first() == Some(&statement.id),
            Cited::Place { .. } => true,
        };
        self.statements().find(|(.., statement)| is_first(statement))
    }

    /// The document's id.
    pub fn document(&self) -> &str {
        match &self.cited {
            Cited::Place { document, .. } => document,
            Cited::Statements(_) => self.statement().map_or("", |(document, ..)| document.id.as_str()),
        }
    }

    /// The document's own date, if it has one.
    pub fn dated(&self) -> Option<&str> {
        match &self.cited {
            Cited::Place { dated, .. } => dated.as_deref(),
            Cited::Statements(_) => self.statement()?.0.dated.as_deref(),
        }
    }

    /// The document's title; its id where it is not one of ours.
    pub fn title(&self, lang: Lang) -> &str {
        let documents = &Ledger::builtin().documents;
        let document = documents.iter().find(|document| document.id == self.document());
        document.map_or_else(|| self.document(), |document| document.title.get(lang))
    }

    /// The section's title; as the rule has it where it is not one of ours.
    pub fn section(&self, lang: Lang) -> &str {
        match (self.statement(), &self.cited) {
            (Some((_, section, _)), _) => section.title.get(lang),
            (None, Cited::Place { section, .. }) => section,
            (None, Cited::Statements(_)) => "",
        }
    }

    /// The row's title; as the rule has it where it is not one of ours.
    pub fn row(&self, lang: Lang) -> &str {
        match (self.statement(), &self.cited) {
            (Some((.., statement)), _) => statement.title.get(lang),
            (None, Cited::Place { row, .. }) => row,
            (None, Cited::Statements(_)) => "",
        }
    }
}

impl Rule {
    /// Document, section and row that the rule answers for, and how many more rows of that section it does.
    pub fn cited(&self, lang: Lang) -> String {
        let source = &self.source;
        let cited = [source.title(lang), source.section(lang), source.row(lang)].join(lang.comma());
        let rows = source.statement().map_or(1, |(_, about, _)| {
            source.statements().filter(|(_, section, _)| std::ptr::eq(*section, about)).count()
        });
        match (rows, lang) {
            (0 | 1, _) => cited,
            (2, Lang::En) => format!("{cited}, and 1 more row"),
            (rows, Lang::En) => format!("{cited}, and {} more rows", rows - 1),
            (rows, Lang::ZhCn) => format!("{cited}等 {rows} 行"),
        }
    }
}
