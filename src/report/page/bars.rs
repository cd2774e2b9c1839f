//! Numbers that make up wholes, such as what the rules of each service came to.

use super::{Phrase, Tone};

/// Some wholes and their parts.
#[derive(Debug)]
pub(crate) struct Bars {
    /// What the parts are.
    pub(crate) heads: Vec<(Tone, String)>,
    /// Each whole: its name, and how much of each part there is in it.
    pub(crate) rows: Vec<(String, Vec<u64>)>,
}

impl Bars {
    /// One of them in words; parts of which there is nothing are left out.
    pub(super) fn told(&self, numbers: &[u64]) -> Phrase {
        let mut phrase = Phrase::default();
        let parts = self.heads.iter().zip(numbers).filter(|(_, count)| **count > 0);
        for (at, ((tone, words), count)) in parts.enumerate() {
            phrase = if at == 0 { phrase } else { phrase.text(" · ") };
            phrase = phrase.toned(*tone, format!("{words} {count}"));
        }
        phrase
    }
}
