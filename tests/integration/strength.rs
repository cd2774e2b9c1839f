//! How bad findings are: a tenant as it is delivered gets no error, and a warning only where a document asks for a
//! change; a hardened one gets notes on what has been overtaken, and nothing else. Each in several dialects.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{Finding, Report, TODAY, entries, json, rule_files, tenantlint};

/// Rules whose warnings a document asks for: it says that administrators should turn this off.
const ASKED_FOR: [&str; 1] = ["exchange/icloud-contact-sync"];

/// The tenant as each tool exports it, beside what only one tool exports, with its answers or without.
fn by_dialect(tenant: &str, answers: bool) -> Vec<(String, Report)> {
    let root = format!("fixtures/strength/{tenant}");
    let dialects = entries(&root).into_iter().filter(|path| !path.ends_with("common") && !path.ends_with("answers"));
    let report = |dialect: std::path::PathBuf| {
        let own = dialect.to_str().unwrap().to_owned();
        let (common, declared) = (format!("{root}/common"), format!("{root}/answers"));
        let folders = [common.as_str(), &own, &declared];
        let folders = if answers { &folders[..] } else { &folders[..2] };
        let run = tenantlint([&["check"], folders, &["--format", "json", "--all", "--now", TODAY]].concat());
        (own, run.report())
    };
    let reports: Vec<_> = dialects.map(report).collect();
    assert!(reports.len() >= 5, "{tenant}");
    reports
}

fn findings(report: &Report) -> impl Iterator<Item = &Finding> {
    report.results.iter().filter(|finding| finding.verdict == "fail")
}

#[test]
fn a_delivered_tenant_gets_no_error_and_only_the_warnings_that_a_document_asks_for() {
    for (dialect, report) in [false, true].into_iter().flat_map(|answers| by_dialect("delivered", answers)) {
        let warned: BTreeSet<&str> = findings(&report)
            .filter(|finding| finding.severity != "info")
            .map(|finding| {
                assert_eq!(finding.severity, "warning", "{dialect}: {finding:?}");
                finding.rule.as_str()
            })
            .collect();
        assert_eq!(warned, BTreeSet::from(ASKED_FOR), "{dialect}");
        assert_eq!(report.summary["exit_code"], 0, "{dialect}");
        // Nothing of it comes from a tenant that says nothing.
        assert!(report.results.iter().filter(|finding| finding.verdict == "pass").count() > 40, "{dialect}");
    }
}

#[test]
fn a_hardened_tenant_gets_notes_on_what_has_been_overtaken_and_nothing_else() {
    let overtaken: BTreeSet<String> = rule_files()
        .into_iter()
        .filter(|(_, path)| json(path)["source"].get("superseded").is_some())
        .map(|(id, _)| id)
        .collect();
    for (dialect, report) in by_dialect("hardened", true) {
        for finding in findings(&report) {
            assert!(overtaken.contains(&finding.rule) && finding.severity == "info", "{dialect}: {finding:?}");
        }
        assert!(findings(&report).count() > 0, "{dialect}");
    }
}

#[test]
fn of_a_complete_hardened_tenant_every_rule_is_judged() {
    let (_, report) =
        by_dialect("hardened", true).into_iter().find(|(dialect, _)| dialect.ends_with("shells")).unwrap();
    let open: Vec<_> = report
        .results
        .iter()
        .filter(|finding| ["manual", "not_evaluated"].contains(&finding.verdict.as_str()))
        .map(|finding| (&finding.rule, finding.told(), &finding.setting, &finding.file))
        .collect();
    assert!(open.is_empty(), "{open:#?}");
    assert_eq!(report.summary["coverage"], 100);
    for input in &report.inputs {
        assert!(input.error.is_none() && input.notes.is_empty(), "{input:?}");
    }
}

#[test]
fn of_a_delivered_tenant_that_says_what_it_does_not_have_every_rule_is_judged() {
    let (_, report) =
        by_dialect("delivered", true).into_iter().find(|(dialect, _)| dialect.ends_with("shells")).unwrap();
    assert_eq!(report.summary["coverage"], 100);
    let hybrid: Vec<_> = report.of("hybrid/supported-topology").map(|finding| finding.verdict.as_str()).collect();
    assert_eq!(hybrid, ["attested"], "what is not there is no pass");
    for tenant in ["delivered", "hardened"] {
        let folders = ["common", "shells", "answers"].map(|part| format!("fixtures/strength/{tenant}/{part}"));
        let [common, shells, answers] = folders.each_ref().map(String::as_str);
        let run = tenantlint(["coverage", common, shells, answers, "--format", "json", "--now", TODAY]);
        let table: Value = serde_json::from_str(&run.out).unwrap();
        assert!(!run.out.contains("\"not_judged\"") && !run.out.contains("\"to_declare\""), "{tenant}: {table:#}");
    }
}

#[test]
fn the_table_of_statements_weighs_findings_as_the_report_does() {
    let run = |command: &str| -> Value {
        let folders = ["fixtures/strength/delivered/common", "fixtures/strength/delivered/shells"];
        let run = tenantlint([command, folders[0], folders[1], "--format", "json", "--now", TODAY]);
        serde_json::from_str(&run.out).unwrap()
    };
    let (report, table) = (run("check"), run("coverage"));
    let mut compared = 0;
    let rules = table["documents"].as_array().unwrap().iter().flat_map(|document| {
        let sections = document["sections"].as_array().unwrap().iter();
        sections.flat_map(|section| section["statements"].as_array().unwrap())
    });
    for answer in rules.flat_map(|statement| statement["rules"].as_array().unwrap()) {
        let found = report["results"].as_array().unwrap().iter();
        let mine = found.filter(|finding| finding["rule"] == answer["id"] && finding["verdict"] == "fail");
        let rank = |severity: &str| ["info", "warning", "error"].iter().position(|other| *other == severity);
        let Some(worst) = mine.filter_map(|finding| rank(finding["severity"].as_str().unwrap())).max() else {
            continue;
        };
        assert_eq!(rank(answer["severity"].as_str().unwrap()), Some(worst), "{answer}");
        compared += 1;
    }
    assert!(compared > 5);
}
