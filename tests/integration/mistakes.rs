//! Mistakes that people make: the cause, the place and what to type, in both languages, each with its exit code.

use std::fs;
use std::path::Path;

use crate::common::{Run, folder, json, process, tenantlint};

const EXPORTS: &str = "fixtures/exports/contoso-cn";
const LANGS: [&str; 2] = ["en", "zh-CN"];

fn run(args: &[&str], lang: &str) -> Run {
    tenantlint([args, &["--no-config", "--lang", lang]].concat())
}

/// One error of one line, with exit code 2 and nothing on standard output; it says these words.
fn one_error(args: &[&str], words: [&str; 2]) {
    for (lang, words) in LANGS.into_iter().zip(words) {
        let run = run(args, lang);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}\n{}", run.err);
        let head = if lang == "en" { "error: " } else { "错误：" };
        assert!(run.err.starts_with(head) && run.err.contains(words), "{args:?}\n{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{args:?}\n{}", run.err);
    }
}

#[test]
fn a_folder_that_is_not_there_is_one_error_whatever_is_asked() {
    let there = EXPORTS;
    let commands: [&[&str]; 12] = [
        &["check", "nope"],
        &["check", "nope", "neither.json"],
        &["check", "nope", "--format", "concise"],
        &["inspect", "nope/"],
        &["coverage", "nope"],
        &["fleet", "nope"],
        &["diff", "nope", there],
        &["diff", there, "nope"],
        &["fix", there, "nope", "--output", "no-such-folder/fix.ps1"],
        &["collect", "--for", "nope"],
        &["declaration", there, "nope"],
        &["init", "nope"],
    ];
    for args in commands {
        one_error(args, ["nope", "文件或文件夹不存在"]);
        one_error(args, ["there is no such file or folder", "nope"]);
    }
}

#[test]
fn what_is_there_is_checked_beside_what_is_not() {
    let run = run(&["check", "fixtures/rules/sharepoint/external-sharing/fail.json", "nope"], "en");
    assert_eq!(run.code, 2);
    assert!(run.out.contains("nope: there is no such file or folder"), "{}", run.out);
    assert!(run.out.contains("sharepoint/external-sharing"), "{}", run.out);
    assert!(run.err.ends_with("Next: look where nope is, and name it as it is called there\n"), "{}", run.err);
    // A pipeline gets its report.
    let report = self::run(&["check", "nope", "--format", "json"], "en");
    assert_eq!(report.code, 2);
    assert_eq!(report.report().summary["exit_code"], 2);
}

#[test]
fn a_pattern_that_the_shell_left_is_read_as_a_shell_would() {
    let of = |args: &[&str]| run(&[&["check"], args, &["--format", "json", "--now", "2026-06-01"]].concat(), "en");
    let mut named: Vec<String> = fs::read_dir(EXPORTS)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .filter(|path| Path::new(path).extension().is_some_and(|extension| extension == "json"))
        .collect();
    named.sort();
    let typed: Vec<&str> = named.iter().map(String::as_str).collect();
    let by_shell = of(&typed);
    for pattern in
        ["fixtures/exports/contoso-cn/*.json", "fixtures/exports/contoso-c?/*", "fixtures/*/contoso-cn/**/*.json"]
    {
        let run = of(&[pattern]);
        assert_eq!((run.code, &run.out), (by_shell.code, &by_shell.out), "{pattern}");
    }
    assert!(typed.len() > 3);
    let some = of(&["fixtures/exports/contoso-cn/spo-*.json"]).report();
    assert!(some.inputs.iter().all(|input| input.file.contains("/spo-")) && some.inputs.len() > 1);
}

#[test]
fn a_file_of_just_that_name_is_no_pattern_and_neither_is_a_name_from_a_hook() {
    let export = fs::read("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap();
    let place = folder(&[("report[1].json", export.as_slice()), ("report1.json", b"{")]);
    let path = place.path().join("report[1].json");
    let run = self::run(&["check", path.to_str().unwrap(), "--rule", "sharepoint/external-sharing"], "en");
    assert_eq!(run.code, 1, "{}", run.err);
    let gone = place.path().join("report?.json");
    let run = self::run(&["check", "--hook", gone.to_str().unwrap()], "en");
    assert_eq!(run.code, 2, "{}", run.err);
}

#[test]
fn a_pattern_that_nothing_matches_says_what_to_type() {
    let words = ["name the folder alone", "只写文件夹即可"];
    for pattern in ["nope/*.json", "fixtures/exports/*.txt", "fixtures/exports/contoso-cn/[", "*.nope"] {
        one_error(&["check", pattern], words);
        one_error(&["fix", EXPORTS, pattern, "--output", "no-such-folder/fix.ps1"], words);
    }
}

#[test]
fn a_percentage_may_have_its_sign() {
    for percent in ["80", "80%", "80 %"] {
        let run = run(&["check", EXPORTS, "--min-coverage", percent, "--now", "2026-06-01"], "en");
        assert!(run.err.contains("is below the 80% asked for"), "{percent}: {}", run.err);
    }
    for wrong in ["0.8", "101", "80%%", "%", "eighty"] {
        for (lang, words) in LANGS.into_iter().zip(["from 0 to 100, such as 80", "0 到 100 之间的整数，例如 80"])
        {
            let run = run(&["check", EXPORTS, "--min-coverage", wrong], lang);
            assert!(run.code == 2 && run.err.contains(words), "{wrong}: {}", run.err);
        }
    }
    let config = folder(&[("tenantlint.toml", "min-coverage = \"80%\"\n")]);
    let file = config.path().join("tenantlint.toml");
    let run = tenantlint(["check", EXPORTS, "--config", file.to_str().unwrap()]);
    assert!(run.code == 2 && run.err.contains("tenantlint.toml:1:16"), "{}", run.err);
    assert!(run.err.contains("write it without quotes and %"), "{}", run.err);
}

#[test]
fn an_unknown_format_or_rule_comes_with_what_was_meant() {
    let cases: [(&[&str], &str); 9] = [
        (&["check", EXPORTS, "--format", "jsno"], "json"),
        (&["check", EXPORTS, "--output", "sarfi=x.sarif"], "sarif"),
        (&["check", EXPORTS, "--output", "report.md"], "markdown=report.md"),
        (&["check", EXPORTS, "--output", "pdf=x.pdf"], "junit, gitlab"),
        (&["check", EXPORTS, "--fail-on", "warn"], "warning"),
        (&["check", EXPORTS, "--rule", "external-sharing"], "sharepoint/external-sharing"),
        (&["check", EXPORTS, "--skip-rule", "sharepont/*"], "sharepoint/*"),
        (&["explain", "sharepoint/externl-sharing"], "sharepoint/external-sharing"),
        (&["fix", EXPORTS, "--rule", "sharepoint", "--output", "no-such-folder/fix.ps1"], "sharepoint/*"),
    ];
    for (args, meant) in cases {
        for lang in LANGS {
            let run = run(args, lang);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}\n{}", run.err);
            let meant = if lang == "en" { meant.to_owned() } else { meant.replace(", ", "、") };
            assert!(run.err.contains(&meant), "{args:?}: {meant}\n{}", run.err);
        }
    }
}

#[test]
fn a_rule_folder_that_is_not_there_is_drawn_where_it_is_named() {
    let empty: &[(&str, &str)] = &[
        ("tenantlint.toml", "# ours\nrule-folders = [\"rules\", \"my-rulez\"]\n"),
        ("rules/readme.txt", ""),
        ("exports/a.json", "{}"),
    ];
    let place = folder(empty);
    let text = |lang: &str| {
        let output = process(&["check", "exports", "--lang", lang]).current_dir(place.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let [en, zh] = LANGS.map(text);
    assert!(en.contains("the rule folder rules cannot be used") && en.contains("[tenantlint.toml:2:17]"), "{en}");
    assert!(zh.contains("规则文件夹 rules 无法使用") && zh.contains("文件夹中没有规则"), "{zh}");
    fs::write(place.path().join("tenantlint.toml"), "rule-folders = \"my-rulez\"\n").unwrap();
    let [en, zh] = LANGS.map(text);
    assert!(en.contains("[tenantlint.toml:1:16]") && en.contains("there is no such folder"), "{en}");
    assert!(zh.contains("文件夹不存在"), "{zh}");
    one_error(&["check", EXPORTS, "--rules", "nope"], ["nope: there is no such folder", "nope：文件夹不存在"]);
}

#[test]
fn a_rule_that_compares_with_a_value_that_is_none_is_refused_where_it_says_so() {
    let cases = [
        (r#"{"SharingCapability": {"const": "Disable"}}"#, "did you mean Disabled?", "是否应为 Disabled？"),
        (
            r#"{"SharingCapability": {"enum": ["Disabled", 2]}}"#,
            "did you mean ExternalUserAndGuestSharing?",
            "没有取值 2",
        ),
        (
            r#"{"SharingCapability": {"not": {"const": "Everything"}}}"#,
            "Disabled, ExternalUserSharingOnly",
            "可用的值：Disabled、",
        ),
        (r#"{"DisableSharePointStoreAccess": {"const": "false"}}"#, "true or false, without quotes", "不加引号"),
        (
            r#"{"RequireAnonymousLinksExpireInDays": {"const": "7"}}"#,
            "a whole number, without quotes",
            "整数，不加引号",
        ),
    ];
    for (expect, en, zh) in cases {
        for field in ["expect", "when"] {
            let mut rule = json("rules/sharepoint/store-access.json");
            rule["id"] = "acme/own".into();
            for (lang, words) in [("en", "Found {observed}"), ("zh-CN", "发现 {observed}")] {
                rule["message"][lang] = words.into();
            }
            rule["expect"] = serde_json::json!({"SharingCapability": {"const": "Disabled"}});
            rule[field] = serde_json::from_str(expect).unwrap();
            let rules = folder(&[("own.json", serde_json::to_string_pretty(&rule).unwrap())]);
            for (lang, words) in LANGS.into_iter().zip([en, zh]) {
                let run = run(&["check", EXPORTS, "--rules", rules.path().to_str().unwrap()], lang);
                assert_eq!((run.code, run.out.as_str()), (2, ""), "{expect}");
                let flat = run.err.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(run.err.contains("own.json:") && flat.contains(words), "{expect}: {words}\n{}", run.err);
            }
        }
    }
}
