//! The data files that the program is built with: the catalogue's kinds, the rules, the services and the
//! statements of the documents as `build.rs` packs them, the others as text.

use serde::de::DeserializeOwned;

/// A failing fixture of a rule.
pub(crate) struct PackedExample {
    /// The rule's id.
    pub(crate) rule: &'static str,
    /// The file or folder, from the project's folder.
    pub(crate) path: &'static str,
    /// Names and bytes.
    pub(crate) files: &'static [(&'static str, &'static [u8])],
}

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

pub(crate) static KINDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kinds.postcard"));
pub(crate) static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.postcard"));
pub(crate) static SERVICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/services.postcard"));
pub(crate) static STATEMENTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/statements.postcard"));

/// SHA-256 over all data files, by which two runs can tell that they used the same rules.
pub(crate) const SHA256: &str = include_str!(concat!(env!("OUT_DIR"), "/pack.sha256"));

/// The tables about hybrid deployments: builds, topologies, messaging features.
pub(crate) const HYBRID: [(&str, &str); 3] = [
    ("schemas/hybrid/builds.json", include_str!("../../schemas/hybrid/builds.json")),
    ("schemas/hybrid/topology.json", include_str!("../../schemas/hybrid/topology.json")),
    ("schemas/hybrid/messaging.json", include_str!("../../schemas/hybrid/messaging.json")),
];

/// A packed file, in the type that it was packed from.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("the build script wrote it")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use sha2::Digest as _;

    use super::*;
    use crate::pack::catalogue::KindFile;
    use crate::pack::rule::RuleFile;
    use crate::pack::services::ServicesFile;
    use crate::pack::statements::Ledger;

    /// The data that keywords of the vocabulary ask, and what contradicts answers.
    const VOCABULARY: [&str; 4] =
        ["schemas/hosts.json", "schemas/icp.json", "schemas/parts.json", "schemas/plans.json"];

    /// Names and texts of the files in a folder, in the order of their names.
    fn files(folder: &str) -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = walkdir::WalkDir::new(root.join(folder)).into_iter().map(|entry| entry.unwrap().into_path());
        let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        files.sort();
        let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
    }

    fn read<T: DeserializeOwned>((name, text): &(String, String)) -> T {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[test]
    fn what_is_packed_is_what_the_files_say() {
        let written: Vec<KindFile> = files("schemas/kinds").iter().map(read).collect();
        assert_eq!(format!("{:?}", unpack::<Vec<KindFile>>(KINDS)), format!("{written:?}"));
        let written: Vec<RuleFile> = files("rules").iter().map(read).collect();
        assert_eq!(format!("{:?}", unpack::<Vec<RuleFile>>(RULES)), format!("{written:?}"));
        let services = files("schemas").into_iter().find(|(name, _)| name == "schemas/services.json").unwrap();
        let table: ServicesFile = read(&services);
        assert_eq!(format!("{:?}", unpack::<ServicesFile>(SERVICES)), format!("{table:?}"));
        let mut ledger: Ledger = read(&files("documents")[0]);
        ledger.enter(written.iter().map(RuleFile::answers).collect()).unwrap();
        assert_eq!(format!("{:?}", unpack::<Ledger>(STATEMENTS)), format!("{ledger:?}"));
    }

    #[test]
    fn the_hash_is_that_of_all_files() {
        let mut hash = sha2::Sha256::new();
        let hybrid = HYBRID.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let vocabulary = files("schemas").into_iter().filter(|(name, _)| VOCABULARY.contains(&name.as_str()));
        for (name, text) in files("schemas/kinds").into_iter().chain(files("rules")).chain(hybrid).chain(vocabulary) {
            for part in [name, text] {
                hash.update(part.len().to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        assert_eq!(SHA256, crate::text::hex::hex(&hash.finalize()));
    }
}
