//! The data files that the program is built with: the catalogue's kinds and the rules, as text.

/// A failing fixture of a rule.
pub(crate) struct Example {
    /// The rule's id.
    pub(crate) rule: &'static str,
    /// The file or folder, from the project's folder.
    pub(crate) path: &'static str,
    /// Names and bytes.
    pub(crate) files: &'static [(&'static str, &'static [u8])],
}

include!(concat!(env!("OUT_DIR"), "/pack.rs"));

/// The schemas of the data files, by the name that `$schema` gives them.
pub(crate) const KIND_SCHEMA: &str = include_str!("../schemas/kind.schema.json");
/// The schema of a declaration.
pub(crate) const DECLARATION_SCHEMA: &str = include_str!("../schemas/declaration-v1.schema.json");
/// The statements of the documents.
pub(crate) const STATEMENTS: &str = include_str!("../documents/statements.json");
/// The schema of a rule file.
pub(crate) const RULE_SCHEMA: &str = include_str!("../schemas/rule.schema.json");

/// The tables about hybrid deployments: builds, topologies, messaging features.
pub(crate) const HYBRID: [(&str, &str); 3] = [
    ("schemas/hybrid/builds.json", include_str!("../schemas/hybrid/builds.json")),
    ("schemas/hybrid/topology.json", include_str!("../schemas/hybrid/topology.json")),
    ("schemas/hybrid/messaging.json", include_str!("../schemas/hybrid/messaging.json")),
];

/// SHA-256 over all data files, by which two runs can tell that they used the same rules.
pub(crate) fn sha256() -> String {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    for (name, text) in KINDS.iter().chain(RULES).chain(&HYBRID) {
        for part in [name, text] {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    crate::source::hex(&hash.finalize())
}
