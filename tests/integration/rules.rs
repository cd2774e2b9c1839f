//! Every rule has its fixtures, and each gives the verdict that it is named after.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::common::{Case, Finding, Report, cases, cases_of, everything, folder, report, rule_files, tenantlint};

/// The words that a case's name may begin with.
const WORDS: [&str; 10] = [
    "pass",
    "fail",
    "missing",
    "wrong_type",
    "unknown_value",
    "not_applicable",
    "attested",
    "manual",
    "truncated",
    "stale",
];

/// Reasons that all say: the export does not tell.
const ABSENT: [&str; 3] = ["setting_absent", "null_value", "listing_default"];

#[test]
fn every_rule_has_all_five_cases_and_no_folder_is_left_over() {
    let rules: BTreeSet<String> = rule_files().into_iter().map(|(id, _)| id).collect();
    let mut gaps = Vec::new();
    for rule in &rules {
        let cases = cases_of(rule);
        let has = |word: &str| cases.iter().any(|case| case.is(word));
        for word in &WORDS[..5] {
            // Where absence is the finding, the case is a fail that says so.
            if !(has(word) || *word == "missing" && has("fail-undeclared")) {
                gaps.push(format!("{rule}: {word}"));
            }
        }
    }
    for case in cases() {
        let Some(rule) = &case.rule else { continue };
        if !rules.contains(rule) || !WORDS.iter().any(|word| case.is(word)) {
            gaps.push(format!("{}: what is it for?", case.title()));
        }
    }
    assert!(gaps.is_empty(), "{gaps:#?}");
}

#[test]
fn every_case_gives_the_verdict_that_it_is_named_after_alone_and_among_others() {
    let mut wrong = Vec::new();
    for (case, all) in everything() {
        let Some(rule) = &case.rule else { continue };
        let report = report(&case.path, &["--rule", rule]);
        assert_eq!(report.results.iter().collect::<Vec<_>>(), all.of(rule).collect::<Vec<_>>(), "{}", case.title());
        if let Err(what) = judge(case, &report) {
            let told: Vec<_> =
                report.results.iter().map(|finding| (finding.told(), &finding.setting, &finding.resource)).collect();
            wrong.push(format!("{}: {what}: {told:?}", case.title()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge(case: &Case, report: &Report) -> Result<(), &'static str> {
    let any = |holds: &dyn Fn(&Finding) -> bool| report.results.iter().any(holds);
    let verdict = |name: &'static str| any(&|finding| finding.verdict == name);
    let reason = |name: &'static str| any(&|finding| finding.reason.as_deref() == Some(name));
    let want = |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(what) };
    let undone = || verdict("fail") || verdict("not_evaluated");
    if case.is("pass") {
        // What the organization declares is attested, never simply passed.
        want(verdict("pass") || verdict("attested"), "nothing passes")?;
        want(!undone(), "not all of it passes")
    } else if case.is("fail") {
        want(verdict("fail"), "nothing fails")
    } else if case.rule.as_deref() == Some("tenant/cloud") && WORDS[2..5].iter().any(|word| case.is(word)) {
        // What is no host of a known cloud is no sign of one: that leaves the export without any sign.
        want(reason("kind_absent") && report.results.len() == 1, "it is taken for a sign")
    } else if case.is("missing") {
        let absent = |finding: &Finding| ABSENT.contains(&finding.reason.as_deref().unwrap_or_default());
        want(any(&absent), "nothing is missing")?;
        let missing: BTreeSet<_> = report
            .results
            .iter()
            .filter(|finding| absent(finding))
            .map(|finding| (&finding.resource, &finding.setting))
            .collect();
        want(
            !any(&|finding| finding.verdict == "pass" && missing.contains(&(&finding.resource, &finding.setting))),
            "what is missing passes",
        )
    } else if case.is("wrong_type") {
        want(reason("wrong_type"), "no wrong type")
    } else if case.is("unknown_value") {
        want(reason("unknown_value"), "no unknown value")
    } else if case.is("not_applicable") {
        want(verdict("not_applicable"), "it applies")?;
        want(!undone() && !verdict("pass"), "it applies as well")
    } else if case.is("attested") {
        want(verdict("attested"), "nothing is attested")?;
        want(!verdict("fail"), "something fails all the same")
    } else if case.is("manual") {
        want(
            verdict("manual") && report.results.iter().all(|finding| finding.verdict == "manual"),
            "there is more to it",
        )
    } else if case.is("truncated") {
        want(reason("truncated"), "nothing is truncated")
    } else if case.is("stale") {
        want(reason("stale"), "nothing is stale")
    } else {
        Err("a name without a verdict")
    }
}

#[test]
fn every_rule_has_a_verdict_and_the_sums_agree() {
    let rules: Vec<String> = rule_files().into_iter().map(|(id, _)| id).collect();
    for (case, report) in everything() {
        let listed: Vec<_> = report.rules.iter().map(|rule| rule.id.clone()).collect();
        assert_eq!(listed, rules, "{}", case.title());
        for rule in &report.rules {
            let shown = report.of(&rule.id).count() as u64;
            assert!(shown > 0, "{}: {} says nothing", case.title(), rule.id);
            assert_eq!(rule.verdicts.values().sum::<u64>(), shown, "{}: {}", case.title(), rule.id);
        }
        for (verdict, count) in report.summary.as_object().unwrap() {
            if verdict != "coverage" && verdict != "exit_code" {
                let shown = report.results.iter().filter(|finding| finding.verdict == *verdict).count() as u64;
                assert_eq!(count.as_u64(), Some(shown), "{}: {verdict}", case.title());
            }
        }
    }
}

#[test]
fn every_finding_points_at_its_value() {
    let mut wrong = Vec::new();
    for (case, report) in everything() {
        for finding in report.results.iter().filter(|finding| finding.verdict == "fail") {
            if let Err(what) = placed(finding) {
                wrong.push(format!("{}: {} {:?}: {what}", case.title(), finding.rule, finding.setting));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether line, column, span and pointer of a finding agree with each other and with the file.
fn placed(finding: &Finding) -> Result<(), String> {
    let file = finding.file.as_deref().ok_or("no file")?;
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    // The mark of the file decides, as UTF-16 has one.
    let (text, _, malformed) = encoding_rs::UTF_8.decode(&bytes);
    if malformed {
        return Err("undecodable".to_owned());
    }
    let text = &*text;
    let (line, column) = finding.line.zip(finding.column).ok_or("no line or column")?;
    let span = finding.span.ok_or("no span")?;
    let pointer = finding.pointer.as_deref().ok_or("no pointer")?;
    let before = text.get(..span.start).ok_or("the span starts inside a character")?;
    let told = text.get(span.start..span.end).ok_or("the span ends inside a character")?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let counted = (before.matches('\n').count() as u32 + 1, before[start..].chars().count() as u32 + 1);
    if counted != (line, column) {
        return Err(format!("{line}:{column} is really {counted:?}"));
    }
    let root: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let named = root.pointer(pointer).ok_or_else(|| format!("{pointer} names nothing"))?;
    let value: Result<Value, _> = serde_json::from_str(told);
    match value {
        Ok(value) if value == *named => Ok(()),
        // Inside a text that stands for an object, or in a text that is itself JSON, the span is narrower.
        _ if named.as_str().is_some_and(|text| text.contains(told) || text.contains(&told.replace("\\\"", "\""))) => {
            Ok(())
        }
        _ => Err(format!("{pointer} is {named}, the span covers {told}")),
    }
}

#[test]
fn every_finding_is_worded_in_both_languages() {
    let word = |case: &Case, lang: &str| {
        let run = tenantlint(
            ["check", case.path.to_str().unwrap(), "--now", crate::common::TODAY, "--lang", lang, "--format", "json"]
                .map(str::to_owned),
        );
        run.report()
    };
    for case in cases().iter().filter(|case| case.rule.is_none() || case.is("fail")) {
        let (english, chinese) = (word(case, "en"), word(case, "zh-CN"));
        assert_eq!(english.results.len(), chinese.results.len(), "{}", case.title());
        for (english, chinese) in english.results.iter().zip(&chinese.results) {
            assert_eq!(english.fingerprint, chinese.fingerprint);
            assert_eq!(english.message.is_some(), english.verdict == "fail");
            let (Some(english), Some(chinese)) = (&english.message, &chinese.message) else { continue };
            for message in [english, chinese] {
                let template = message.contains(['{', '}']);
                assert!(!template && !message.contains('?') && !message.is_empty(), "{}: {message}", case.title());
            }
            assert_ne!(english, chinese, "{}", case.title());
        }
    }
}

#[test]
fn an_answer_of_another_tenant_does_not_count() {
    let tenant = fs::read_to_string("fixtures/rules/sharepoint/translation/fail-rest.json").unwrap();
    let answer = fs::read_to_string("fixtures/rules/sharepoint/translation/attested/declaration.json").unwrap();
    let foreign = answer.replace("contosocn.", "fabrikamcn.");
    assert_ne!(answer, foreign);
    let told = |answers: &[&str]| {
        let mut files = vec![("tenant.json".to_owned(), tenant.as_str())];
        files.extend(answers.iter().enumerate().map(|(at, text)| (format!("answer-{at}.json"), *text)));
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        let report = report(folder(&files).path(), &["--rule", "sharepoint/translation"]);
        report.results.iter().any(|finding| finding.verdict == "attested")
    };
    assert!(told(&[&answer]));
    assert!(!told(&[&foreign]));
    assert!(!told(&[&foreign, &foreign]), "two answers of another tenant do not confirm each other");
    assert!(told(&[&foreign, &answer]));
}
