//! What can be wrong, or doubtful, about a declared ICP number: tables that the build makes of `schemas/icp.json`.

use crate::lang::{Lang, words};

include!(concat!(env!("OUT_DIR"), "/icp.rs"));

/// How much a [`IcpProblem`] weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The text is not the ICP number of a website.
    Wrong,
    /// It may be one, but somebody should look.
    Doubtful,
    /// It is accepted; the form is worth a remark.
    Unusual,
}

impl IcpProblem {
    /// Whether the problem makes the number wrong, doubtful or only unusual.
    pub fn weight(self) -> Weight {
        FACTS[self as usize].0
    }

    /// A sentence fragment on what is wrong and what the right form looks like; it ends in an example.
    pub fn words(self, lang: Lang) -> &'static str {
        let (_, en, zh) = FACTS[self as usize];
        words(lang, en, zh)
    }
}
