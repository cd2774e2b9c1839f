//! A report to send to somebody: no name of an input survives in any form of it, and it says all else as before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};
use tenantlint::report::Format;

use crate::common::{Run, TODAY, cases, check, entries, folder, tenantlint};
use crate::readers::Readers;

const WAIVERS: [&str; 2] = ["--waivers", "tests/integration/golden/findings/waivers.toml"];

/// The words of a text in small letters: runs of Latin letters and digits, and of any others.
fn words(text: &str) -> BTreeSet<String> {
    let sort = |c: char| if c.is_ascii_alphanumeric() { 1 } else { u8::from(c.is_alphanumeric()) * 2 };
    let mut words = BTreeSet::new();
    let (mut word, mut last) = (String::new(), 0);
    for c in text.chars().chain([' ']) {
        if sort(c) != last && !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
        last = sort(c);
        if last > 0 {
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() { entries(path).iter().flat_map(|path| files(path)).collect() } else { vec![path.to_owned()] }
}

/// All words of ours: of rules, kinds and statements, and of what the program says.
fn ours() -> BTreeSet<String> {
    let mut texts = String::new();
    for path in ["rules", "schemas", "documents", "src"].iter().flat_map(|folder| files(Path::new(folder))) {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let said = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        said.for_each(|line| texts.extend([line, "\n"]));
    }
    words(&texts)
}

/// The words of inputs and of their paths that are no words of ours.
fn planted(path: &Path, ours: &BTreeSet<String>) -> BTreeSet<String> {
    let mut texts = path.to_string_lossy().into_owned();
    for file in files(path) {
        let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
        // What is written with escapes is a name as well.
        let read: Option<Value> = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).ok();
        texts.extend([" ", &text, " ", &read.map_or_else(String::new, |value| value.to_string()), " "]);
        texts.push_str(&file.to_string_lossy());
    }
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let telling = |word: &String| {
        let length = word.chars().count();
        !ours.contains(word) && if digits(word) { length > 9 } else { length > if word.is_ascii() { 4 } else { 1 } }
    };
    words(&texts).into_iter().filter(telling).collect()
}

/// The planted words that stand in a text.
fn left(text: &str, planted: &BTreeSet<String>) -> Vec<String> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    words(&decoded).intersection(planted).cloned().collect()
}

fn formats() -> Vec<String> {
    Format::value_variants().iter().map(|form| form.to_possible_value().unwrap().get_name().to_owned()).collect()
}

fn redacted(path: &Path, options: &[&str]) -> Run {
    check(path, &[&["--redact"], options].concat())
}

#[test]
fn no_name_survives_in_any_form() {
    let ours = ours();
    let readers = Readers::new();
    let mut looked = 0;
    let golden = ["findings", "trouble"].map(|name| Path::new("tests/integration/golden").join(name));
    let inputs: Vec<_> = entries("fixtures/exports").into_iter().chain(golden).collect();
    assert!(inputs.len() >= 4, "{inputs:?}");
    for path in inputs {
        let planted = planted(&path, &ours);
        for format in formats() {
            // What differs by language are words, of which the small inputs need all.
            let both = path.starts_with("tests") || format == "human";
            for lang in ["en", "zh-CN"].into_iter().filter(|lang| both || *lang == "en") {
                let more: &[&str] = if path.ends_with("findings") { &WAIVERS } else { &[] };
                let options = [&["--format", &format, "--lang", lang, "--show-notes", "--show-missing"], more].concat();
                let run = redacted(&path, &options);
                let shown = format!("{} {format} {lang}", path.display());
                assert_eq!(left(&(run.out.clone() + &run.err), &planted), [""; 0], "{shown}: {}\n{}", run.out, run.err);
                assert!(!run.out.contains(['\u{1A}', '\u{91}', '\u{E01A}', '\u{F001A}']), "{shown}: {}", run.out);
                if format != "concise" {
                    let mut faults = readers.faults(&format, &run.out);
                    faults.retain(|fault| !fault.starts_with("no fingerprint: "));
                    assert_eq!(faults, [""; 0], "{shown}");
                }
                looked += 1;
            }
        }
        // The names are there without it: the test can fail.
        assert!(!left(&check(&path, &["--format", "json"]).out, &planted).is_empty(), "{}", path.display());
    }
    assert!(looked >= 80, "{looked}");
}

#[test]
fn no_name_survives_of_what_fails_each_rule() {
    let ours = ours();
    let failing = cases().into_iter().filter(|case| case.rule.is_some() && case.is("fail"));
    let mut told = 0;
    let faults: Vec<String> = failing
        .filter_map(|case| {
            let planted = planted(&case.path, &ours);
            told += planted.len();
            let said = ["human", "json", "html"].map(|format| redacted(&case.path, &["--format", format]));
            let left = left(&said.map(|run| run.out + &run.err).concat(), &planted);
            (!left.is_empty()).then(|| format!("{}: {left:?}", case.title()))
        })
        .collect();
    assert!(told > 300, "{told}");
    assert_eq!(faults, [""; 0]);
}

#[test]
fn it_says_all_else_as_before() {
    let path = Path::new("tests/integration/golden/findings");
    let baseline = tempfile::tempdir().unwrap();
    let baseline = baseline.path().join("baseline.json").to_string_lossy().into_owned();
    let one = "tests/integration/golden/findings/spo-sites.json";
    check(one, &["--write-baseline", &baseline]);
    let options = [&WAIVERS[..], &["--baseline", &baseline, "--format", "json", "--all"]].concat();
    let (plain, redacted) = (check(path, &options), redacted(path, &options));
    assert_eq!(plain.code, redacted.code);
    let [plain, redacted] = [plain, redacted].map(|run| serde_json::from_str::<Value>(&run.out).unwrap());
    for part in ["summary", "rules"] {
        assert_eq!(plain[part], redacted[part]);
    }
    let results = |report: &Value| report["results"].as_array().unwrap().clone();
    let kept = |result: &Value| {
        let parts = ["rule", "verdict", "reason", "severity", "kind", "span", "line", "column", "setting", "baseline"];
        let mut kept: BTreeMap<_, _> = parts.map(|part| (part, result[part].clone())).into();
        kept.insert("waived until", result["waiver"]["expires"].clone());
        kept
    };
    let [before, after] = [&plain, &redacted].map(|report| results(report).iter().map(kept).collect::<Vec<_>>());
    assert_eq!(before, after);
    let after = results(&redacted);
    assert!(after.iter().any(|result| !result["waiver"].is_null() && result["waiver"]["reason"] == "…"));
    assert!(after.iter().any(|result| result["baseline"]["state"] == "unchanged"));
    assert!(after.iter().all(|result| result["fingerprint"].is_null()));
    assert!(redacted["inputs"].as_array().unwrap().iter().all(|input| input["sha256"].is_null()));
    assert_eq!(redacted["tenants"], json!(["tenant-1.partner.onmschina.cn"]));
}

#[test]
fn a_name_is_one_pseudonym_and_an_excerpt_one_line() {
    let site = |name: &str| {
        json!({"Url": format!("https://zhuquegroup.sharepoint.cn/sites/{name}"), "Title": "Merger of Zhuque", "Template": "STS#3",
            "SharingCapability": 2, "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2, "StorageQuota": 1,
            "LockState": "Unlock", "CompatibilityLevel": 15, "LocaleId": 2052, "Owner": "zhaoyun@zhuque.example"})
    };
    let sites = serde_json::to_string_pretty(&[site("merger"), site("layoffs")]).unwrap();
    let place = folder(&[("zhuque/secret-plan.json", sites)]);
    let run =
        |format: &str| redacted(place.path(), &["--rule", "sharepoint/site-external-sharing", "--format", format]).out;
    let human = run("human");
    for told in ["file-1.json", "address-1", "address-2", "\"SharingCapability\": 2"] {
        assert!(human.contains(told), "{told}: {human}");
    }
    // The lines around it are not shown.
    assert!(!human.contains("DenyAddAndCustomizePages") && !human.contains("Template"), "{human}");
    let report: Value = serde_json::from_str(&run("json")).unwrap();
    let named = |at: usize| report["results"][at]["resource"].as_str().unwrap().to_owned();
    assert_eq!((named(0), named(1)), ("address-1".to_owned(), "address-2".to_owned()));
    assert!(run("csv").contains(",address-1,") && run("html").contains("address-2"));
}

#[test]
fn what_needs_the_names_refuses_a_report_without_them() {
    let report = redacted(Path::new("fixtures/exports/contoso-cn"), &["--format", "json"]).out;
    let place = folder(&[("report.json", report)]);
    let path = place.path().join("report.json").to_string_lossy().into_owned();
    let script = place.path().join("fix.ps1").to_string_lossy().into_owned();
    for args in [&["diff", &path, "fixtures/exports/contoso-cn"][..], &["fix", &path, "--output", &script]] {
        let run = tenantlint(args.iter().copied().chain(["--now", TODAY]));
        assert_eq!(run.code, 2, "{args:?}: {}", run.out);
        assert!((run.out + &run.err).contains("--redact"), "{args:?}");
    }
    assert!(!Path::new(&script).exists());
}
