//! The file of service plans as it is written. A part of the build script, which makes tables of it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `schemas/plans.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct PlansFile {
    /// Families by their names.
    pub(crate) families: BTreeMap<String, FamilyFile>,
}

/// Plans of one service.
#[derive(Debug, Deserialize)]
pub(crate) struct FamilyFile {
    /// Patterns of names that are surely of the family.
    #[serde(default)]
    pub(crate) members: Vec<String>,
    /// Patterns of names that may be.
    #[serde(default)]
    pub(crate) maybe: Vec<String>,
    /// Patterns of names that are not.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    /// Names and ids.
    pub(crate) plans: Vec<(String, String)>,
}
