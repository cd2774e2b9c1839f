//! The file of hosts by cloud as it is written. A part of the build script, which makes a table of it.

use serde::Deserialize;

/// `schemas/hosts.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct HostsFile {
    /// Suffixes of one cloud and one use.
    pub(crate) groups: Vec<HostGroup>,
    /// Names that tell a host of the vendor.
    pub(crate) brands: Vec<String>,
}

/// Suffixes of one cloud and one use.
#[derive(Debug, Deserialize)]
pub(crate) struct HostGroup {
    /// The cloud, or that several share them.
    pub(crate) cloud: String,
    /// Whether the tenant's label stands before the suffix.
    pub(crate) tenant: Option<String>,
    /// Whether such a host shows in which cloud a tenant is.
    #[serde(default = "yes")]
    pub(crate) evidence: bool,
    /// The suffixes.
    pub(crate) suffixes: Vec<String>,
}

fn yes() -> bool {
    true
}
