//! What every rule says about every fixture, one snapshot for each rule.
//!
//! A rule that fires where it should not shows up here, in a fixture that was written for another.

use std::fmt::Write as _;

use crate::common::{everything, rule_files};

#[test]
fn every_rule_over_every_fixture() {
    let mut failed = Vec::new();
    for (rule, _) in rule_files() {
        let mut text = String::new();
        for (case, report) in everything() {
            let mut lines: Vec<_> = report
                .of(&rule)
                .filter(|finding| finding.reason.as_deref() != Some("kind_absent") && finding.verdict != "manual")
                .map(|finding| {
                    let place = finding.file.as_deref().and_then(|file| file.rsplit('/').next()).unwrap_or("-");
                    let at = finding.line.zip(finding.column).map_or(String::new(), |(l, c)| format!(":{l}:{c}"));
                    let setting = finding.setting.as_deref().unwrap_or("-");
                    let resource = finding.resource.as_deref().unwrap_or("-");
                    let severity = if finding.verdict == "fail" { &finding.severity } else { "" };
                    let told = format!("{} {severity}", finding.told());
                    format!("{} {setting} {resource} {place}{at}", told.trim_end())
                })
                .collect();
            lines.sort();
            for line in lines {
                writeln!(text, "{}: {line}", case.title()).unwrap();
            }
        }
        let name = rule.replace('/', "__");
        // All rules are compared before the test fails, so that one run shows every difference.
        if std::panic::catch_unwind(|| insta::assert_snapshot!(name.as_str(), text)).is_err() {
            failed.push(rule);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
