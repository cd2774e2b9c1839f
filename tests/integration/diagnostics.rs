//! Everything that is told at a place and is no finding: its ids, which people filter by, and that each is in use.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use tenantlint::diagnostic::Code;
use walkdir::WalkDir;

use crate::common::{check, folder, json as json_of};

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

/// A rule of the user's own with so many checks, all of one setting.
fn rule_with_checks(count: usize) -> Value {
    let mut rule = json_of("rules/sharepoint/external-sharing.json");
    rule["id"] = "acme/many".into();
    let also = (1..count).map(|at| {
        json!({
            "kind": "sharepoint.tenant",
            "when": {}, "when_missing": "not_evaluated",
            "expect": {"RequireAnonymousLinksExpireInDays": {"const": at}},
        })
    });
    rule["also"] = also.collect();
    rule
}

#[test]
fn a_rule_with_more_checks_than_can_be_told_apart_is_refused() {
    let export = "fixtures/rules/sharepoint/external-sharing/fail.json";
    for (count, code) in [(256, 1), (257, 2)] {
        let place = folder(&[("acme/many.json", rule_with_checks(count).to_string())]);
        let run = check(export, &["--rules", place.path().to_str().unwrap(), "--rule", "acme/*"]);
        assert_eq!(run.code, code, "{count}\n{}\n{}", run.out, run.err);
        assert_eq!(run.err.contains("255 at most"), code == 2, "{}", run.err);
    }
}

#[test]
fn what_is_said_of_a_value_is_not_as_long_as_the_value() {
    let long = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "beiguo.partner.onmschina.cn",
        "answers": vec!["nobody reads this"; 100_000]});
    let place = folder(&[("declaration.json", long.to_string())]);
    let run = check(place.path(), &["--rule", "sharepoint/translation"]);
    assert!(run.out.contains("the answers stand in braces"), "{:.2000}", run.out);
    let longest = run.out.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(longest < 600, "{longest} characters");
}
