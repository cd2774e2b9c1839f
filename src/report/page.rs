//! A page for people: headings, text, lists, tables and commands, written once and rendered for the terminal or as
//! Markdown. It knows nothing of rules.

mod markdown;
mod terminal;

pub(crate) use markdown::markdown;
pub(crate) use terminal::terminal;

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
pub(crate) enum Block {
    /// A heading; level 1 is the one below the title.
    Heading(u8, String),
    /// A paragraph.
    Text(Phrase),
    /// A list.
    List(Vec<Item>),
    /// A table: heads, and rows of cells of lines.
    Table(Vec<&'static str>, Vec<Vec<Vec<Phrase>>>),
    /// Commands, one in each line; a line may be broken after a pipe.
    Commands(Vec<String>),
    /// Text that is already laid out, colours included.
    Drawing(String),
}

/// An item of a list.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) head: Phrase,
    /// What belongs to it.
    pub(crate) below: Vec<Phrase>,
}

/// Some words of running text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phrase(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Code(String),
    Toned(Tone, String),
    /// Words, and where they lead.
    Link(String, String),
}

/// How words are coloured where there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something is wrong.
    Bad,
    /// Something is open.
    Open,
    /// All is fine.
    Good,
    /// Of less interest.
    Faint,
}

impl Page {
    pub(crate) fn heading(&mut self, level: u8, text: &str) {
        self.blocks.push(Block::Heading(level, text.to_owned()));
    }

    pub(crate) fn text(&mut self, text: impl Into<Phrase>) {
        self.blocks.push(Block::Text(text.into()));
    }
}

impl Phrase {
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Text(text.into()));
        self
    }

    /// A name or value as a program writes it.
    pub(crate) fn code(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Code(text.into()));
        self
    }

    pub(crate) fn toned(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.0.push(Piece::Toned(tone, text.into()));
        self
    }

    pub(crate) fn link(mut self, text: impl Into<String>, target: impl Into<String>) -> Self {
        self.0.push(Piece::Link(text.into(), target.into()));
        self
    }

    /// Several names, with the same words between them.
    pub(crate) fn codes<S: Into<String>>(mut self, codes: impl IntoIterator<Item = S>, between: &str) -> Self {
        for (at, code) in codes.into_iter().enumerate() {
            if at > 0 {
                self = self.text(between);
            }
            self = self.code(code);
        }
        self
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::default().text(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::default().text(text)
    }
}

impl Item {
    /// An item with nothing below it.
    pub(crate) fn new(head: impl Into<Phrase>) -> Self {
        Self { head: head.into(), below: Vec::new() }
    }
}
