//! Each rule in every dialect that can express it: a fixture that fails, one that passes, a command that mends it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::common::{Report, check, entries, everything, in_both, json, rule_files};

/// Kinds that a dialect recognises without what the rules about them ask: no export of the tool can express them.
const CANNOT: [(&str, &str, &str); 1] =
    [("scubagear", "suite.servicePlan", "its service plans lack the number assigned")];

/// What a command calls a setting that it does not take by its own name.
const OTHER_NAMES: [(&str, &str, &[&str]); 5] = [
    // Plans are switched off for users; what a subscription lists follows the product.
    ("suite.servicePlan", "ProvisioningStatus", &["DisabledPlans"]),
    // A rule that applies something is disabled as a whole.
    ("exchange.transportRule", "*", &["Disable-TransportRule"]),
    // An address space that should not be there is removed.
    ("exchange.availabilityAddressSpace", "TargetServiceEpr", &["Remove-AvailabilityAddressSpace"]),
    // Only 21Vianet can change it.
    ("suite.organization", "PartnerTenantType", &["Support"]),
    // An export of another cloud is made again from this one.
    ("tenant.identity", "Cloud", &["China", "O365China", "china"]),
];

/// Features that the document supports in every row: nothing about them is ever to mend.
const NEVER_FAIL: [(&str, &str); 2] =
    [("hybrid/messaging-policies", "MailboxAuditing"), ("hybrid/messaging-policies", "HoldAndArchiving")];

fn rules() -> Vec<(String, Value)> {
    rule_files().into_iter().map(|(id, path)| (id, json(path))).collect()
}

fn kinds() -> BTreeMap<String, Value> {
    let kinds = entries("schemas/kinds").into_iter().map(json);
    kinds.map(|kind| (kind["kind"].as_str().unwrap().to_owned(), kind)).collect()
}

/// The dialects that recognise a kind and export each of these settings.
fn expressible<'k>(kind: &'k Value, settings: &[&String]) -> BTreeSet<&'k str> {
    let recognised = kind["recognised_by"].as_object().into_iter().flatten().map(|(dialect, _)| dialect.as_str());
    let exports = |dialect: &str| {
        settings.iter().all(|setting| match kind["properties"][setting.as_str()].get("exported_by") {
            Some(listed) => listed.as_array().unwrap().iter().any(|listed| listed == dialect),
            None => true,
        })
    };
    let cannot = |dialect: &str| CANNOT.iter().any(|(of, name, _)| *of == dialect && kind["kind"] == *name);
    recognised.filter(|dialect| exports(dialect) && !cannot(dialect)).collect()
}

/// The dialect of the file that a finding stands in, and the kind it is about.
fn told(report: &Report, rule: &str, kind: &str, verdict: &[&str]) -> BTreeSet<String> {
    let findings =
        report.of(rule).filter(|finding| finding.kind == kind && verdict.contains(&finding.verdict.as_str()));
    let dialect = |file: &str| report.inputs.iter().find(|input| input.file == file)?.dialect.clone();
    findings.filter_map(|finding| dialect(finding.file.as_deref()?)).collect()
}

#[test]
fn every_rule_fails_and_passes_in_every_dialect_that_can_express_it() {
    let kinds = kinds();
    let mut gaps = Vec::new();
    for (id, rule) in rules() {
        let name = rule["kind"].as_str().unwrap();
        let kind = &kinds[name];
        let settings: Vec<_> =
            rule["expect"].as_object().unwrap().keys().chain(rule["when"].as_object().unwrap().keys()).collect();
        let own = || everything().iter().filter(|(case, _)| case.rule.as_deref() == Some(&id));
        for (word, verdicts) in [("fails", &["fail"][..]), ("passes", &["pass", "attested"])] {
            let told: BTreeSet<_> = own().flat_map(|(_, report)| told(report, &id, name, verdicts)).collect();
            // What is derived or declared stands in files of any dialect: one is enough.
            if kind["source"] != "export" {
                if told.is_empty() && !own().any(|(_, report)| report.of(&id).any(|f| verdicts.contains(&&*f.verdict)))
                {
                    gaps.push(format!("{id}: nothing {word}"));
                }
                continue;
            }
            let wanted = expressible(kind, &settings);
            let missing = wanted.iter().filter(|dialect| !told.contains(**dialect));
            gaps.extend(missing.map(|dialect| format!("{id}: nothing {word} in {dialect}")));
        }
    }
    assert!(gaps.is_empty(), "{}\n{}", gaps.len(), gaps.join("\n"));
}

#[test]
fn every_setting_is_named_by_a_command_that_mends_it() {
    let kinds = kinds();
    let mut silent = Vec::new();
    for (id, rule) in rules() {
        let lines: Vec<&str> = rule["remediation"].as_object().unwrap().values().flat_map(texts).collect();
        let kind = rule["kind"].as_str().unwrap();
        let expected = rule["expect"].as_object().unwrap().keys();
        for setting in expected.filter(|setting| !NEVER_FAIL.contains(&(id.as_str(), setting.as_str()))) {
            let other = OTHER_NAMES.iter().filter(|(of, name, _)| *of == kind && (*name == "*" || name == setting));
            let mut names: Vec<String> =
                other.flat_map(|(.., names)| names.iter().map(|name| (*name).to_owned())).collect();
            names.push(setting.clone());
            if kinds[kind]["source"] != "export" {
                names.push(declared_key(setting));
            }
            if !lines.iter().any(|line| names.iter().any(|name| has_word(line, name))) {
                silent.push(format!("{id}: no command names {setting}"));
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

fn texts(lines: &Value) -> impl Iterator<Item = &str> {
    lines.as_array().unwrap().iter().map(|line| in_both(line)[0])
}

/// The key of an answer that a derived setting is taken from: `NameReviewed` is declared as `name_reviewed`.
fn declared_key(setting: &str) -> String {
    let mut key = String::new();
    for (at, letter) in setting.chars().enumerate() {
        if letter.is_ascii_uppercase() && at > 0 {
            key.push('_');
        }
        key.push(letter.to_ascii_lowercase());
    }
    key
}

/// Tools differ in the case of names: `--irmEnabled` sets what is exported as `IrmEnabled`.
fn has_word(line: &str, name: &str) -> bool {
    let (line, name) = (line.to_ascii_lowercase(), name.to_ascii_lowercase());
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(&name).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(part) && !line[at + name.len()..].chars().next().is_some_and(part)
    })
}

#[test]
fn every_export_is_called_what_it_is() {
    let mut lines = Vec::new();
    for folder in entries("fixtures/dialects") {
        let report: Value = serde_json::from_str(&check(&folder, &["--format", "json"]).out).unwrap();
        for input in report["inputs"].as_array().unwrap() {
            let text = |name: &str| input[name].as_str().unwrap_or("-").to_owned();
            lines.push(format!("{}: {}, {}", text("file"), text("dialect"), text("format")));
        }
    }
    insta::assert_snapshot!("formats_of_exports", lines.join("\n"));
}
