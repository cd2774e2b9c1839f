//! `rules --new`: what it writes loads, and its fixtures give the verdicts that they are named by.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{TODAY, entries, json, tenantlint};

/// Begins a rule in a folder.
fn begin(folder: &Path, args: &[&str]) -> crate::common::Run {
    let rules = folder.join("rules");
    tenantlint(["rules", "--rules", rules.to_str().unwrap(), "--lang", "en"].iter().chain(args).copied())
}

/// The verdicts of one rule on one file.
fn verdicts(folder: &Path, file: &Path, id: &str) -> BTreeSet<String> {
    let rules = folder.join("rules");
    let run = tenantlint([
        "check",
        file.to_str().unwrap(),
        "--rules",
        rules.to_str().unwrap(),
        "--rule",
        id,
        "--format",
        "json",
        "--all",
        "--now",
        TODAY,
    ]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}", run.err));
    let told = |result: &Value| match result["reason"].as_str() {
        Some(reason) => reason.to_owned(),
        None => result["verdict"].as_str().unwrap().to_owned(),
    };
    report["results"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn of_every_kind_a_new_rule_loads_and_its_fixtures_give_their_verdicts() {
    let folder = tempfile::tempdir().unwrap();
    let refused = begin(folder.path(), &["--new", "acme/x"]);
    assert_eq!(refused.code, 2);
    let kinds: Vec<_> = refused.err.trim().rsplit_once(": ").unwrap().1.split(", ").map(str::to_owned).collect();
    assert!(kinds.len() > 20, "{kinds:?}");
    for (at, kind) in kinds.iter().enumerate() {
        let id = format!("acme/x{at}");
        let run = begin(folder.path(), &["--new", &id, "--kind", kind]);
        assert_eq!(run.code, 0, "{}", run.err);
        let fixtures = folder.path().join("fixtures/rules").join(&id);
        for (name, told) in [
            ("pass", "pass"),
            ("fail", "fail"),
            ("missing", "setting_absent"),
            ("wrong_type", "wrong_type"),
            ("unknown_value", "unknown_value"),
        ] {
            let told = BTreeSet::from([told.to_owned()]);
            assert_eq!(verdicts(folder.path(), &fixtures.join(format!("{name}.json")), &id), told, "{kind} {name}");
        }
        assert_eq!(entries(&fixtures).len(), 5);
    }
}

#[test]
fn a_new_rule_names_its_schema_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = begin(folder.path(), &["--new", "sharepoint/x"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let file = folder.path().join("rules/sharepoint/x.json");
    let rule = json(&file);
    assert_eq!(rule["kind"], "sharepoint.tenant");
    let schema = json(file.parent().unwrap().join(rule["$schema"].as_str().unwrap()));
    let schema = jsonschema::options().build(&schema).unwrap();
    let wrong: Vec<_> = schema.iter_errors(&rule).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let before = fs::read(&file).unwrap();
    let again = begin(folder.path(), &["--new", "sharepoint/x"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("there is a rule sharepoint/x already"), "{}", again.err);
    for id in ["Sharepoint/x", "x", "sharepoint/", "../x/y", "sharepoint/x/y"] {
        assert_eq!(begin(folder.path(), &["--new", id]).code, 2, "{id}");
    }
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(entries(folder.path().join("rules")).len(), 2, "the folder of the service, and the schema");
}
