//! The same tenant exported by several tools: `fixtures/dialects/` has one folder for each tool.
//!
//! A tool that does not export a setting says nothing about it; where two tools do, they must agree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::common::{Report, entries, folder, report};

/// Rule, kind, resource and setting.
type Key = (String, String, Option<String>, Option<String>);

fn folders() -> BTreeMap<String, Report> {
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    entries("fixtures/dialects").into_iter().map(|path| (name(&path), report(&path, &[]))).collect()
}

/// What a folder says for certain. What a file is called is no property of the tenant.
fn judged(report: &Report) -> BTreeMap<Key, (String, Option<Value>)> {
    report
        .results
        .iter()
        .filter(|finding| finding.verdict == "pass" || finding.verdict == "fail")
        .filter(|finding| finding.kind != "tenant.identity")
        .map(|finding| {
            let resource = finding.resource.as_deref().map(str::to_lowercase);
            let key = (finding.rule.clone(), finding.kind.clone(), resource, finding.setting.clone());
            (key, (finding.verdict.clone(), finding.observed.clone()))
        })
        .collect()
}

#[test]
fn tools_that_export_a_setting_agree_on_it() {
    let folders: Vec<_> = folders().into_iter().map(|(name, report)| (name, judged(&report))).collect();
    let (mut differences, mut shared) = (Vec::new(), BTreeSet::new());
    for (at, (one, left)) in folders.iter().enumerate() {
        for (other, right) in &folders[at + 1..] {
            for (key, said) in left {
                let Some(answer) = right.get(key) else { continue };
                shared.insert(key.clone());
                if said != answer {
                    differences.push(format!("{key:?}: {one} {said:?}, {other} {answer:?}"));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let kinds: BTreeSet<&str> = shared.iter().map(|(_, kind, ..)| kind.as_str()).collect();
    for kind in [
        "exchange.organizationRelationship",
        "exchange.owaMailboxPolicy",
        "exchange.sharingPolicy",
        "powerPlatform.environment",
        "powerPlatform.tenant",
        "sharepoint.site",
        "sharepoint.tenant",
        "suite.servicePlan",
    ] {
        assert!(kinds.contains(kind), "no two tools are compared on {kind}; compared: {kinds:?}");
    }
}

#[test]
fn external_sharing_is_read_from_seven_tools_at_least() {
    let reports = folders();
    let tells = |report: &Report| {
        let mut of = report.of("sharepoint/external-sharing");
        of.any(|finding| finding.verdict == "fail" && finding.setting.as_deref() == Some("SharingCapability"))
    };
    let telling: Vec<_> = reports.iter().filter(|(_, report)| tells(report)).map(|(name, _)| name).collect();
    assert!(telling.len() >= 7, "{telling:?}");
}

#[test]
fn no_tool_reads_a_setting_as_something_unknown() {
    let mut doubts = Vec::new();
    for (name, report) in folders() {
        for finding in &report.results {
            let reason = finding.reason.as_deref().unwrap_or_default();
            if ["wrong_type", "unknown_value", "conflicting_values", "tenant_mismatch"].contains(&reason) {
                doubts.push(format!("{name}: {} {:?} {:?} {reason}", finding.rule, finding.resource, finding.setting));
            }
        }
    }
    assert!(doubts.is_empty(), "{}", doubts.join("\n"));
}

#[test]
fn every_tool_shows_a_tenant_in_china() {
    for (name, report) in folders() {
        let cloud: BTreeSet<_> = report.of("tenant/cloud").map(super::common::Finding::told).collect();
        let silent = "not_evaluated:kind_absent".to_owned();
        assert!(cloud == BTreeSet::from(["pass".to_owned()]) || cloud == BTreeSet::from([silent]), "{name}: {cloud:?}");
    }
}

#[test]
fn a_finding_keeps_its_fingerprint_in_another_dialect() {
    let reports = folders();
    let fingerprints: BTreeSet<_> = reports
        .values()
        .flat_map(|report| report.of("sharepoint/external-sharing"))
        .filter(|finding| finding.verdict == "fail")
        .map(|finding| finding.fingerprint.clone())
        .collect();
    assert_eq!(fingerprints.len(), 1);
}

#[test]
fn a_finding_keeps_its_fingerprint_wherever_its_file_is() {
    for rule in ["tenant/cloud", "sharepoint/external-sharing", "website/icp-number"] {
        let case = std::path::Path::new("fixtures/rules").join(rule).join("fail.json");
        let case = if case.is_file() { case } else { case.with_file_name("fail-undeclared-no-declaration.json") };
        let elsewhere = folder(&[("deep/down/renamed.json", std::fs::read(&case).unwrap())]);
        let fingerprints = |report: Report| report.of(rule).map(|found| found.fingerprint.clone()).collect::<Vec<_>>();
        assert_eq!(fingerprints(report(&case, &[])), fingerprints(report(elsewhere.path(), &[])), "{rule}");
    }
}
