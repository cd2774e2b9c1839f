//! The file of facts about ICP numbers as it is written. A part of the build script, which makes tables of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::text::data::Text;

/// `schemas/icp.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct IcpFile {
    /// The characters that a number can begin with, by whether such numbers are issued.
    pub(crate) prefixes: BTreeMap<String, String>,
    /// The simplified form of each traditional character.
    pub(crate) traditional: BTreeMap<char, char>,
    /// What can be wrong.
    pub(crate) problems: Vec<ProblemFile>,
}

/// What can be wrong, or doubtful, about a number.
#[derive(Debug, Deserialize)]
pub(crate) struct ProblemFile {
    /// Its name.
    pub(crate) code: String,
    /// How bad it is.
    pub(crate) weight: String,
    /// What it is, for who reads the program.
    pub(crate) what: String,
    /// Words that tell it.
    #[serde(default)]
    pub(crate) signs: Vec<String>,
    /// What is said about it.
    pub(crate) words: Text,
}
