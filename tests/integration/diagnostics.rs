//! Everything that is told at a place and is no finding: its ids, which people filter by, and that each is in use.

use std::collections::BTreeSet;
use std::fs;

use tenantlint::diagnostic::Code;
use walkdir::WalkDir;

#[test]
fn ids_of_diagnostics_never_change_their_meaning() {
    let lines: Vec<_> = Code::ALL.iter().map(|code| format!("{} {}", code.id(), code.severity().id())).collect();
    insta::assert_snapshot!("diagnostic_ids", lines.join("\n"));
}

#[test]
fn each_diagnostic_has_an_id_of_its_own() {
    let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(ids.len(), Code::ALL.len());
    for id in ids {
        let (area, name) = id.split_once('/').unwrap();
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') && !part.is_empty();
        assert!(plain(area) && plain(name), "{id}");
    }
}

#[test]
fn each_diagnostic_is_told_somewhere() {
    let files = WalkDir::new("src").into_iter().map(|entry| entry.unwrap().into_path());
    let code: String = files
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("diagnostic/code.rs")
        })
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for each in Code::ALL {
        let name = format!("Code::{each:?}");
        let told = code
            .match_indices(&name)
            .any(|(at, _)| !code[at + name.len()..].starts_with(|next: char| next.is_alphanumeric()));
        assert!(told, "{name} is never told");
    }
}
