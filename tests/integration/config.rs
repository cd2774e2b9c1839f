//! The configuration file and its gates, each with its exit code; `config` and `init`; hooks, completions, the manual.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tenantlint::config;

use crate::common::{Run, TODAY, check, folder, json, process, tenantlint};

const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";
const PASSES: &str = "fixtures/rules/sharepoint/external-sharing/pass.json";
/// Two findings of severity warning and none of severity error.
const WARNS: &str = "fixtures/rules/exchange/contact-sharing/fail.json";
const TENANT: &str = "fixtures/exports/contoso-cn";
/// It says that it was taken on 2026-11-03.
const SCUBA: &str = "fixtures/dialects/scubagear/ProviderSettingsExport.json";
const SCUBA_RESULTS: &str = "fixtures/dialects/scubagear-results";

/// Checks a path by a configuration of this text.
fn by(text: &str, path: &str, options: &[&str]) -> Run {
    let place = folder(&[("tenantlint.toml", text)]);
    let file = place.path().join("tenantlint.toml");
    check(path, &[&["--config", file.to_str().unwrap()], options].concat())
}

/// The program in a folder, as a process.
fn within(place: &Path, args: &[&str]) -> Output {
    process(&[args, &["--lang", "en"]].concat()).current_dir(place).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn copy(from: &str, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

// Finding the file

#[test]
fn the_file_is_found_upwards_and_the_first_one_counts() {
    let place =
        folder(&[("tenantlint.toml", "fail-on = \"never\"\n"), ("inner/tenantlint.toml", "fail-on = \"info\"\n")]);
    copy(FAILS, &place.path().join("deep/er/spo.json"));
    copy(FAILS, &place.path().join("inner/spo.json"));
    let run = within(&place.path().join("deep/er"), &["check", "spo.json"]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    assert_eq!(within(&place.path().join("inner"), &["check", "spo.json"]).status.code(), Some(1));
    assert_eq!(within(&place.path().join("deep/er"), &["check", "spo.json", "--no-config"]).status.code(), Some(1));
    let named =
        within(&place.path().join("deep/er"), &["check", "spo.json", "--config", "../../inner/tenantlint.toml"]);
    assert_eq!(named.status.code(), Some(1));
    let told = out(&within(&place.path().join("deep/er"), &["config"]));
    assert!(told.contains("../../tenantlint.toml:1"), "{told}");
    assert!(!told.contains(place.path().to_str().unwrap()), "no absolute path: {told}");
}

#[test]
fn a_file_that_is_not_there_is_2_and_so_is_one_with_no_config_beside_it() {
    let run = tenantlint(["check", FAILS, "--config", "fixtures/no-such.toml"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("fixtures/no-such.toml: there is no such file"), "{}", run.err);
    assert_eq!(tenantlint(["check", FAILS, "--config", "x.toml", "--no-config"]).code, 2);
    // A folder is no file.
    assert_eq!(tenantlint(["check", FAILS, "--config", "fixtures"]).code, 2);
}

#[test]
fn a_file_may_be_in_the_encodings_of_windows() {
    let text = "fail-on = \"never\"\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let place = folder(&[("a.toml", utf16), ("b.toml", bom), ("c.toml", b"\xFF\xFF\xFF".to_vec())]);
    for (name, code) in [("a.toml", 0), ("b.toml", 0), ("c.toml", 2)] {
        let file = place.path().join(name);
        assert_eq!(check(FAILS, &["--config", file.to_str().unwrap()]).code, code, "{name}");
    }
}

#[test]
fn paths_of_the_file_are_checked_when_none_is_named() {
    let place = folder(&[("conf/tenantlint.toml", "paths = [\"../exports\"]\n"), ("exports/readme.txt", "")]);
    copy(FAILS, &place.path().join("exports/spo.json"));
    let run = within(place.path(), &["check", "--config", "conf/tenantlint.toml"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(out(&run).contains("conf/../exports/spo.json:6"), "{}", out(&run));
    let inspected = within(place.path(), &["inspect", "--config", "conf/tenantlint.toml"]);
    assert_eq!(inspected.status.code(), Some(0));
    for args in [&["check"][..], &["inspect"], &["check", "--no-config"]] {
        let run = within(place.path(), args);
        assert_eq!((run.status.code(), out(&run).as_str()), (Some(2), ""));
        assert!(err(&run).contains("nothing to check"), "{}", err(&run));
    }
}

// What is wrong with it

/// Each of these is wrong in one place: the text, what is underlined, and a word of what is said.
const WRONG: &[(&str, &str, &str)] = &[
    ("fail-om = \"error\"", "1:1", "did you mean fail-on?"),
    ("rule_folders = \"x\"", "1:1", "did you mean rule-folders?"),
    ("quite-another = 1", "1:1", "known keys: paths, include"),
    ("[rules]\n[output]", "2:2", "there is no key output"),
    ("fail-on = \"eror\"", "1:11", "did you mean error?"),
    ("fail-on = 1", "1:11", "fail-on should be one of error, warning, info, never"),
    ("min-coverage = \"80\"", "1:16", "write it without quotes and %"),
    ("min-coverage = 101", "1:16", "from 0 to 100"),
    ("min-coverage = -1", "1:16", "from 0 to 100"),
    ("max-age = \"soon\"", "1:11", "such as 30d"),
    ("max-age = \"12h\"", "1:11", "such as 30d"),
    ("max-age = \"-3d\"", "1:11", "such as 30d"),
    ("max-age = 30", "1:11", "max-age should be a text in quotes"),
    ("tenant = \"contoso.cn\"", "1:10", "initial domain"),
    ("tenant = [\"contosocn.sharepoint.cn\", \"x\"]", "1:38", "initial domain"),
    ("cloud = \"21vianet\"", "1:9", "did you mean 21Vianet?"),
    ("lang = \"zh\"", "1:8", "lang should be one of en, zh-CN"),
    ("format = \"jsno\"", "1:10", "did you mean json?"),
    ("paths = []", "1:9", "paths is empty"),
    ("paths = [\"a\", 1]", "1:15", "paths should be a text in quotes"),
    ("include = \"\"", "1:11", "include is empty"),
    ("exclude = [\"ok\", \"a[b\"]", "1:18", "unclosed"),
    ("baseline = true", "1:12", "baseline should be a text in quotes"),
    ("waivers = 2026-01-01", "1:11", "this is a date"),
    ("waiver = 1", "1:10", "waiver should be written as [[waiver]] tables"),
    ("rules = \"off\"", "1:9", "rules should be a table"),
    ("[rules]\n\"sharepoint/*\" = \"of\"", "2:18", "did you mean off?"),
    ("[rules]\n\"share*\" = \"off\"", "2:1", "a rule's id"),
    ("[rules]\n\"sharepoint/external-sharin\" = \"off\"", "2:1", "did you mean sharepoint/external-sharing?"),
    ("[rules]\n\"sharepiont/*\" = \"off\"", "2:1", "did you mean sharepoint/*?"),
    ("fail-on = ", "1:11", "not TOML"),
    ("fail-on = \"error\"\nfail-on = \"info\"", "2:1", "duplicate key"),
];

#[test]
fn what_is_wrong_is_told_at_its_place_and_is_2() {
    for (text, place, words) in WRONG {
        let run = by(text, FAILS, &["--lang", "en"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        assert!(run.err.contains(&format!("tenantlint.toml:{place}]")), "{text}\n{}", run.err);
        assert!(run.err.contains(words), "{text}: {words}\n{}", run.err);
        assert_eq!(run.err.matches("╭─[").count(), 1, "{text}\n{}", run.err);
        let chinese = by(text, FAILS, &["--lang", "zh-CN"]);
        assert!(chinese.code == 2 && chinese.err.contains(&format!("tenantlint.toml:{place}]")), "{}", chinese.err);
        let headline = chinese.err.lines().next().unwrap();
        assert!(headline.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{headline}");
    }
}

#[test]
fn all_that_is_wrong_is_told_in_the_order_of_the_file_and_in_its_language() {
    let run = by("lang = \"zh-CN\"\ntenant = \"x\"\nfail_on = 1\nmin-coverage = 200\n", FAILS, &[]);
    assert_eq!(run.code, 2);
    let at = |part: &str| run.err.find(part).unwrap_or_else(|| panic!("{part}\n{}", run.err));
    assert!(at("toml:2:10") < at("toml:3:1]") && at("toml:3:1]") < at("toml:4:16"));
    assert!(run.err.contains("是否应为 fail-on？"), "{}", run.err);
    let broken = by("a = \nb = \"x\n", FAILS, &[]);
    assert_eq!(broken.err.matches("this file is not TOML").count(), 2, "{}", broken.err);
}

#[test]
fn a_hostile_file_reaches_no_terminal() {
    let run = by("\"\\u001b[31m\\u202e\" = 1\n", FAILS, &[]);
    assert_eq!(run.code, 2);
    assert!(!run.err.contains(['\u{1b}', '\u{202e}']), "{}", run.err);
    let place = folder(&[("tenantlint.toml", "exclude = [\"\\u001b[31m\\u202e\"]\n")]);
    let shown = out(&within(place.path(), &["config"]));
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
}

// The schema and the reader

fn schema() -> jsonschema::Validator {
    jsonschema::validator_for(&json("schemas/config-v1.schema.json")).unwrap()
}

fn as_json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap()
}

#[test]
fn the_schema_knows_the_keys_that_the_reader_knows() {
    let schema = json("schemas/config-v1.schema.json");
    let known: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(known, config::KEYS);
}

#[test]
fn schema_and_reader_agree() {
    let all = "paths = \"a\"\ninclude = [\"a/**\"]\nexclude = [\"b\"]\nrule-folders = [\"r\"]\nfail-on = \"never\"\n\
        min-coverage = 100\nmax-age = \"P30D\"\n\
        tenant = [\"contosocn.partner.onmschina.cn\", \"5f0c1a2e-8d3b-4c47-9b61-2f7e4d9a1c10\"]\ncloud = \"21Vianet\"\n\
        lang = \"zh-CN\"\nformat = \"json\"\nwaivers = \"w.toml\"\nbaseline = \"b.json\"\n[rules]\n\"*\" = \"on\"\n\
        \"sharepoint/*\" = \"warning\"\n\"a/b\" = \"off\"\n[[waiver]]\nrule = \"a/b\"\nreason = \"r\"\n\
        owner = \"o\"\nexpires = 2027-01-01\n[waiver-policy]\nmax-days = 90\n";
    assert!(schema().is_valid(&as_json(all)));
    assert_eq!(config::parse(all).1, []);
    let (said, _) = config::parse(all);
    assert!(said.waivers.is_some() && said.waiver_files.len() == 1 && said.baseline.is_some());
    for (text, ..) in WRONG {
        // These a schema cannot tell: TOML itself, rules, globs, ages and names of tenants.
        let beyond = ["tenant", "max-age = \"", "exclude", "[rules]\n\"sharep", "fail-on = \"error\"\n"];
        let beyond =
            beyond.iter().any(|start| text.starts_with(start)) && !text.contains("\"of\"") || *text == "fail-on = ";
        if !beyond {
            assert!(!schema().is_valid(&as_json(text)), "{text}");
        }
    }
}

// The gates

#[test]
fn the_threshold_of_the_file_decides_and_a_flag_stands_above_it() {
    for (path, level, code) in [
        (FAILS, "error", 1),
        (FAILS, "never", 0),
        (WARNS, "error", 0),
        (WARNS, "warning", 1),
        (WARNS, "info", 1),
        (WARNS, "never", 0),
    ] {
        let text = format!(
            "fail-on = \"{level}\"\n[rules]\n\"*\" = \"off\"\n\"sharepoint/external-sharing\" = \"on\"\n\
            \"exchange/contact-sharing\" = \"on\"\n"
        );
        assert_eq!(by(&text, path, &[]).code, code, "{path} {level}");
    }
    assert_eq!(by("fail-on = \"never\"", FAILS, &["--fail-on", "error"]).code, 1);
    assert_eq!(by("fail-on = \"info\"", FAILS, &["--fail-on", "never"]).code, 0);
}

#[test]
fn the_coverage_gate_of_the_file_decides_and_a_flag_stands_above_it() {
    let rules = ["--rule", "sharepoint/external-sharing,exchange/places"];
    assert_eq!(by("min-coverage = 50", PASSES, &rules).code, 0);
    let run = by("min-coverage = 51", PASSES, &rules);
    assert!(run.code == 1 && run.err.contains("below the 51%"), "{}", run.err);
    assert_eq!(by("min-coverage = 51", PASSES, &[&rules[..], &["--min-coverage", "50"]].concat()).code, 0);
}

#[test]
fn rules_are_switched_off_and_graded_by_the_most_exact_pattern() {
    let severities = |text: &str, options: &[&str]| -> Vec<String> {
        let run = by(text, FAILS, &[&["--format", "json", "--rule", "sharepoint/*"], options].concat());
        let report = run.report();
        let mut fails: Vec<String> = report
            .results
            .iter()
            .filter(|result| result.verdict == "fail" && result.rule == "sharepoint/external-sharing")
            .map(|result| format!("{} {}", result.rule, result.severity))
            .collect();
        fails.dedup();
        fails
    };
    assert_eq!(severities("", &[]), ["sharepoint/external-sharing error"]);
    assert_eq!(severities("[rules]\n\"sharepoint/*\" = \"info\"", &[]), ["sharepoint/external-sharing info"]);
    let both = "[rules]\n\"sharepoint/external-sharing\" = \"warning\"\n\"sharepoint/*\" = \"info\"\n\"*\" = \"off\"";
    assert_eq!(severities(both, &[]), ["sharepoint/external-sharing warning"]);
    // A level alone changes the gate, too.
    assert_eq!(by(both, FAILS, &["--rule", "sharepoint/external-sharing"]).code, 0);
    let on = "[rules]\n\"*\" = \"off\"\n\"sharepoint/*\" = \"on\"";
    assert_eq!(severities(on, &[]), ["sharepoint/external-sharing error"]);
    let off = "[rules]\n\"sharepoint/external-sharing\" = \"off\"";
    assert!(severities(off, &[]).is_empty());
    // Named by its id, a rule is used: flags stand above the file.
    assert_eq!(by(off, FAILS, &["--rule", "sharepoint/external-sharing"]).code, 1);
    assert_eq!(by("[rules]\n\"sharepoint/*\" = \"error\"", FAILS, &["--skip-rule", "sharepoint/*"]).code, 3);
}

#[test]
fn a_statement_that_was_overtaken_is_raised_by_its_id_only() {
    let case = "fixtures/rules/suite/teams/fail.json";
    let only = ["--rule", "suite/teams"];
    assert_eq!(by("[rules]\n\"suite/*\" = \"error\"", case, &only).code, 0);
    assert_eq!(by("[rules]\n\"suite/teams\" = \"error\"", case, &only).code, 1);
}

#[test]
fn switching_off_what_nobody_may_waive_is_told() {
    let run = by("[rules]\n\n\"website/*\" = \"off\"", TENANT, &["--lang", "en"]);
    assert!(run.out.contains(":3 switches off website/icp-number"), "{}", run.out);
    assert!(!run.out.contains("website/external-sharing"), "{}", run.out);
    let run = by("[rules]\n\"sharepoint/store-access\" = \"off\"", TENANT, &[]);
    assert!(!run.out.contains("switches off"), "{}", run.out);
}

#[test]
fn exports_of_another_tenant_fail_at_the_sign_of_it() {
    let clean = ["--rule", "power-platform/bing-search", "--fail-on", "never"];
    let own = [
        "contosocn.partner.onmschina.cn",
        "ContosoCN.partner.onmschina.cn",
        "contosocn.sharepoint.cn",
        "https://contosocn-admin.sharepoint.cn",
    ];
    for name in own {
        assert_eq!(by(&format!("tenant = \"{name}\""), TENANT, &clean).code, 0, "{name}");
    }
    for name in ["fabrikam.partner.onmschina.cn", "contosocn.onmicrosoft.com"] {
        let run = by(&format!("tenant = \"{name}\""), TENANT, &clean);
        assert_eq!(run.code, 1, "{name}");
        assert!(run.out.contains("this is from another tenant: contosocn.partner.onmschina.cn"), "{}", run.out);
        assert!(run.out.contains("domains.json:7:13") && run.out.contains(&format!("expected {name}")), "{}", run.out);
    }
    // By the id, which only some exports carry; what cannot be compared is not denied.
    let id = "5f0c1a2e-8d3b-4c47-9b61-2f7e4d9a1c10";
    let other = "00000000-8d3b-4c47-9b61-2f7e4d9a1c10";
    assert_eq!(by(&format!("tenant = \"{id}\""), SCUBA, &clean).code, 0);
    assert_eq!(by(&format!("tenant = [\"{other}\", \"contosocn.partner.onmschina.cn\"]"), SCUBA, &clean).code, 1);
    // A flag stands above the file, findings and notices are forgiven alike, and names may be several.
    let fabrikam = "tenant = \"fabrikam.partner.onmschina.cn\"";
    let flag = ["--tenant", "contosocn.partner.onmschina.cn"];
    assert_eq!(by(fabrikam, TENANT, &[&clean[..], &flag].concat()).code, 0);
    assert_eq!(by(fabrikam, TENANT, &[&clean[..], &["--exit-zero"]].concat()).code, 0);
    let both = ["--tenant", "fabrikam.partner.onmschina.cn,contosocn.partner.onmschina.cn"];
    assert_eq!(by("", TENANT, &[&clean[..], &both].concat()).code, 0);
    assert_eq!(by("", TENANT, &["--tenant", "contoso.cn"]).code, 2);
}

#[test]
fn exports_of_another_cloud_fail_at_the_sign_of_it() {
    let clean = ["--rule", "power-platform/bing-search", "--fail-on", "never"];
    assert_eq!(by("cloud = \"21Vianet\"", TENANT, &clean).code, 0);
    let run = by("cloud = \"Worldwide\"", TENANT, &clean);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("this is from another cloud: 21Vianet"), "{}", run.out);
    assert_eq!(by("cloud = \"Worldwide\"", TENANT, &[&clean[..], &["--cloud", "21Vianet"]].concat()).code, 0);
    let chinese = by("cloud = \"Worldwide\"\nlang = \"zh-CN\"", TENANT, &clean);
    assert!(chinese.out.contains("此文件来自另一个云"), "{}", chinese.out);
}

#[test]
fn an_export_that_says_it_is_too_old_is_not_judged() {
    let on = |text: &str, path: &str, day: &str, more: &[&str]| {
        let place = folder(&[("tenantlint.toml", text)]);
        let file = place.path().join("tenantlint.toml");
        let args = ["check", path, "--now", day, "--config", file.to_str().unwrap(), "--lang", "en"];
        tenantlint([&args[..], more].concat())
    };
    let json = ["--format", "json", "--all"];
    for path in [SCUBA, SCUBA_RESULTS] {
        // The last day counts.
        let fresh = on("max-age = \"30d\"", path, "2026-12-03", &json).report();
        assert!(fresh.results.iter().all(|result| result.reason.as_deref() != Some("stale")), "{path}");
        let without = on("", path, "2027-12-04", &json).report();
        let stale = on("max-age = \"30d\"", path, "2026-12-04", &json).report();
        let judged = ["pass", "fail"];
        let mut old = 0;
        for rule in &stale.rules {
            let now: u64 = judged.iter().filter_map(|verdict| rule.verdicts.get(*verdict)).sum();
            let before = without.rules.iter().find(|other| other.id == rule.id).unwrap();
            let before: u64 = judged.iter().filter_map(|verdict| before.verdicts.get(*verdict)).sum();
            // Whose the export is does not get old.
            assert_eq!(now > 0, rule.id == "tenant/cloud", "{path} {}: {:?}", rule.id, rule.verdicts);
            assert!(before == 0 || now > 0 || rule.verdicts.get("not_evaluated") > Some(&0), "{path} {}", rule.id);
            assert!(before == 0 || rule.verdicts.get("not_applicable").is_none_or(|count| *count == 0), "{}", rule.id);
            old += u32::from(stale.of(&rule.id).any(|result| result.reason.as_deref() == Some("stale")));
        }
        assert!(old >= 3, "{path}: {old}");
        let at = stale.results.iter().find(|result| result.reason.as_deref() == Some("stale")).unwrap();
        let pointer = at.pointer.as_deref().unwrap();
        assert!(pointer == "/timestamp_zulu" || pointer == "/MetaData/TimestampZulu", "{pointer}");
        assert!(at.line.is_some());
    }
    // Nothing else is there, so nothing could be judged; a flag stands above the file.
    let only = ["--rule", "sharepoint/external-sharing"];
    assert_eq!(on("max-age = \"P30D\"", SCUBA, "2026-12-04", &only).code, 3);
    assert_eq!(on("max-age = \"P30D\"", SCUBA, "2026-12-04", &[&only[..], &["--max-age", "5w"]].concat()).code, 1);
    assert_eq!(on("", SCUBA, "2026-12-04", &["--max-age", "soon"]).code, 2);
}

#[test]
fn an_age_that_nobody_can_tell_is_told() {
    let run = by("max-age = \"30d\"", FAILS, &["--lang", "en"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("Age unknown: 1 export carries no usable date"), "{}", run.err);
    let chinese = by("max-age = \"30d\"", FAILS, &["--lang", "zh-CN"]);
    assert!(chinese.err.contains("无法按 max-age 判断"), "{}", chinese.err);
    assert!(!by("", FAILS, &["--lang", "en"]).err.contains("Age unknown"));
    // Taken months after the day of the evaluation: one of the two is wrong, so it proves no age.
    let run = by("max-age = \"30d\"", SCUBA, &["--lang", "en"]);
    assert!(run.err.contains("Age unknown"), "{}", run.err);
    // Declared answers have days of their own.
    let run = by("max-age = \"30d\"", "fixtures/exports/contoso-cn/declaration.json", &["--lang", "en"]);
    assert!(!run.err.contains("Age unknown"), "{}", run.err);
}

#[test]
fn globs_choose_the_files_of_folders() {
    let place = folder(&[("exports/broken.json", "{"), ("exports/old/broken.json", "{"), ("other/package.json", "{")]);
    copy(PASSES, &place.path().join("exports/spo.json"));
    let with = |text: &str, args: &[&str]| {
        fs::write(place.path().join("tenantlint.toml"), text).unwrap();
        within(place.path(), &[&["check"], args, &["--rule", "sharepoint/external-sharing"]].concat())
    };
    assert_eq!(with("paths = \".\"", &[]).status.code(), Some(2));
    let run = with("paths = \".\"\ninclude = [\"exports/spo*.json\"]", &[]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    assert!(err(&run).contains("3 files left out by the configuration"), "{}", err(&run));
    let run = with("paths = \".\"\ninclude = \"exports\"\nexclude = [\"broken.json\"]", &[]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    assert_eq!(with("paths = \".\"\ninclude = \"exports\"\nexclude = [\"old\"]", &[]).status.code(), Some(2));
    // A file that is named is read, except in a hook.
    assert_eq!(with("exclude = \"**/broken.json\"", &["exports/broken.json"]).status.code(), Some(2));
    assert_eq!(with("exclude = \"**/broken.json\"", &["exports/broken.json", "--hook"]).status.code(), Some(0));
    // Nothing left is no success.
    let run = with("exclude = \"*\"", &["exports"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(out(&run).contains("leave out every JSON file"), "{}", out(&run));
    // Relative to the file, not to where one stands.
    fs::write(place.path().join("tenantlint.toml"), "include = [\"exports/spo.json\"]").unwrap();
    let run = within(&place.path().join("exports"), &["check", ".", "--rule", "sharepoint/external-sharing"]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
}

#[test]
fn rule_folders_of_the_file_are_used() {
    let mut rule = json("rules/sharepoint/external-sharing.json");
    rule["id"] = "contoso/sharing".into();
    let place =
        folder(&[("rules/sharing.json", rule.to_string()), ("tenantlint.toml", "rule-folders = \"rules\"".into())]);
    copy(FAILS, &place.path().join("spo.json"));
    let run = within(place.path(), &["check", "spo.json", "--rule", "contoso/*"]);
    assert!(run.status.code() == Some(1) && out(&run).contains("contoso/sharing"), "{}", err(&run));
    assert!(out(&within(place.path(), &["rules"])).contains("contoso/sharing"));
    assert_eq!(within(place.path(), &["explain", "contoso/sharing"]).status.code(), Some(0));
    // A level may be given to such a rule.
    fs::write(place.path().join("tenantlint.toml"), "rule-folders = \"rules\"\n[rules]\n\"contoso/*\" = \"info\"")
        .unwrap();
    assert_eq!(within(place.path(), &["check", "spo.json", "--rule", "contoso/*"]).status.code(), Some(0));
}

#[test]
fn language_and_format_of_the_file_are_used() {
    let run = by("lang = \"zh-CN\"\nformat = \"json\"", FAILS, &[]);
    assert!(run.report().results.len() > 1 && run.err.contains("个文件"), "{}", run.err);
    let run = by("lang = \"zh-CN\"\nformat = \"json\"", FAILS, &["--lang", "en", "--format", "human"]);
    assert!(run.out.contains("why:") && run.err.contains("1 file,"), "{}", run.err);
}

// What holds

#[test]
fn config_shows_each_value_with_its_origin() {
    let place = folder(&[(
        "tenantlint.toml",
        "paths = [\"exports\"]\nfail-on = \"warning\"\nmin-coverage = 80\n\n[rules]\n\"sharepoint/*\" = \"info\"\n",
    )]);
    let args = ["config", "--fail-on", "info", "--tenant", "contosocn.sharepoint.cn", "--skip-rule", "suite/*"];
    let shown = out(&within(place.path(), &args));
    let line = |key: &str| shown.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key}\n{shown}"));
    assert!(line("paths = [\"exports\"]").ends_with("# tenantlint.toml:1"));
    assert!(line("fail-on = \"info\"").ends_with("# --fail-on"), "{shown}");
    assert!(line("min-coverage = 80").ends_with("# tenantlint.toml:3"));
    assert!(line("format = \"human\"").ends_with("# built-in"));
    assert!(line("# max-age").ends_with("# not set"));
    assert!(line("# --skip-rule suite/*").ends_with("# --skip-rule"));
    assert!(line("\"sharepoint/*\" = \"info\"").ends_with("# tenantlint.toml:6"));
    assert_eq!(config::parse(&shown).1, [], "what is shown is a configuration itself\n{shown}");
    let told: Value =
        serde_json::from_str(&out(&within(place.path(), &[&args[..], &["--format", "json"]].concat()))).unwrap();
    assert_eq!(told["file"], "tenantlint.toml");
    assert_eq!(told["settings"]["fail-on"], serde_json::json!({"value": "info", "from": "flag", "flag": "--fail-on"}));
    assert_eq!(told["settings"]["min-coverage"], serde_json::json!({"value": 80, "from": "file", "line": 3}));
    assert_eq!(told["settings"]["max-age"], serde_json::json!({"value": null, "from": "built-in"}));
    assert_eq!(told["rules"]["sharepoint/*"], serde_json::json!({"value": "info", "from": "file", "line": 6}));
    let bare = tenantlint(["config", "--lang", "zh-CN"]);
    assert!(
        bare.code == 0 && bare.out.contains("没有 tenantlint.toml") && bare.out.contains("# --lang"),
        "{}",
        bare.out
    );
}

// init

#[test]
fn init_writes_what_config_reads_and_the_schema_accepts() {
    for lang in ["en", "zh-CN"] {
        let place = folder(&[("app/package.json", "{\"name\": \"x\"}")]);
        for entry in
            crate::common::entries(TENANT).into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"))
        {
            copy(entry.to_str().unwrap(), &place.path().join("exports").join(entry.file_name().unwrap()));
        }
        let run = process(&["init", "--lang", lang]).current_dir(place.path()).output().unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", err(&run));
        let text = fs::read_to_string(place.path().join("tenantlint.toml")).unwrap();
        assert!(schema().is_valid(&as_json(&text)), "{text}");
        let said = as_json(&text);
        assert_eq!(said["tenant"], "contosocn.partner.onmschina.cn");
        assert_eq!(said["cloud"], "21Vianet");
        assert_eq!(said["lang"], lang);
        assert_eq!(said["include"], serde_json::json!(["exports/*"]));
        assert_eq!(said["rules"], serde_json::json!({}), "no rule is switched off");
        assert!(text.contains("exchange-shell") && text.contains("spo-shell"), "{text}");
        let shown = within(place.path(), &["config"]);
        assert_eq!(shown.status.code(), Some(0));
        assert!(out(&shown).contains("paths = [\".\"]"), "{}", out(&shown));
        // The same verdicts as without it.
        let with = within(place.path(), &["check", "--now", TODAY, "--format", "json"]);
        let without = within(place.path(), &["check", "exports", "--no-config", "--now", TODAY, "--format", "json"]);
        assert_eq!(with.status.code(), Some(1));
        let results = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap()["results"].clone();
        assert_eq!(results(out(&with)), results(out(&without)));
        // Every remark is in the language.
        let remarks: Vec<&str> = text.lines().filter(|line| line.starts_with("# ") && !line.contains(" = ")).collect();
        let chinese = |line: &&&str| line.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        assert_eq!(remarks.iter().filter(chinese).count(), if lang == "en" { 0 } else { remarks.len() }, "{remarks:?}");
        // What is commented out is right too.
        let uncommented: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        assert_eq!(config::parse(&uncommented).1, [], "{uncommented}");
    }
}

#[test]
fn init_writes_over_nothing_unless_it_is_told_to() {
    let place = folder(&[("tenantlint.toml", "fail-on = ")]);
    copy(FAILS, &place.path().join("exports/spo.json"));
    let run = within(place.path(), &["init", "exports"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(err(&run).contains("--force"), "{}", err(&run));
    assert_eq!(fs::read_to_string(place.path().join("tenantlint.toml")).unwrap(), "fail-on = ");
    let run = within(place.path(), &["init", "exports", "--force"]);
    assert_eq!((run.status.code(), err(&run).as_str()), (Some(0), ""));
    let text = fs::read_to_string(place.path().join("tenantlint.toml")).unwrap();
    assert!(text.contains("paths = [\"exports\"]") && text.contains("# tenant = "), "{text}");
    // What is not there does not become part of it.
    fs::remove_file(place.path().join("tenantlint.toml")).unwrap();
    assert_eq!(within(place.path(), &["init", "exprots"]).status.code(), Some(2));
    assert!(!place.path().join("tenantlint.toml").exists());
    assert_eq!(within(place.path(), &["init", "exports", "--config", "x.toml"]).status.code(), Some(2));
}

#[test]
fn init_names_no_tenant_where_there_are_several_and_a_cloud_only_where_it_is_this_one() {
    let place = folder(&[
        (
            "a.json",
            r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#domains", "value": [{"id": "contosocn.partner.onmschina.cn", "isInitial": true, "isDefault": true, "isVerified": true, "supportedServices": []}]}"#,
        ),
        (
            "b.json",
            r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#domains", "value": [{"id": "fabrikam.onmicrosoft.com", "isInitial": true, "isDefault": true, "isVerified": true, "supportedServices": []}]}"#,
        ),
    ]);
    assert_eq!(within(place.path(), &["init"]).status.code(), Some(0));
    let text = fs::read_to_string(place.path().join("tenantlint.toml")).unwrap();
    let said = as_json(&text);
    assert!(said.get("tenant").is_none() && said.get("cloud").is_none(), "{text}");
    assert!(text.contains("fabrikam.onmicrosoft.com") && text.contains("Worldwide"), "{text}");
}

// Hooks

#[test]
fn a_hook_passes_over_what_is_no_export_and_nothing_else() {
    let place = folder(&[
        ("package.json", "{\"name\": \"x\"}"),
        ("maester.json", "{\"Tests\": [], \"Blocks\": [], \"TenantId\": \"x\"}"),
        ("cdn.json", "[{\"Policy\": \"IncludeFileExtensions\", \"Value\": \"CSS\"}]"),
        ("broken.json", "{\"SharingCapability\": "),
        ("empty.json", ""),
    ]);
    copy(FAILS, &place.path().join("fails.json"));
    copy(PASSES, &place.path().join("passes.json"));
    let rule = ["--rule", "sharepoint/external-sharing"];
    let hook = |files: &[&str]| within(place.path(), &[&["check", "--hook"], files, &rule].concat());
    let quiet = hook(&["package.json", "maester.json", "cdn.json"]);
    assert_eq!((quiet.status.code(), out(&quiet).as_str(), err(&quiet).as_str()), (Some(0), "", ""));
    let passes = hook(&["package.json", "passes.json"]);
    assert_eq!((passes.status.code(), out(&passes).as_str()), (Some(0), ""));
    assert!(!err(&passes).contains("package.json"), "{}", err(&passes));
    let fails = hook(&["package.json", "fails.json"]);
    assert!(fails.status.code() == Some(1) && !out(&fails).contains("package.json"), "{}", out(&fails));
    for broken in ["broken.json", "empty.json", "no-such.json"] {
        assert_eq!(hook(&[broken, "passes.json"]).status.code(), Some(2), "{broken}");
    }
    // Named by hand, it is a warning and nothing that could be judged.
    for name in ["package.json", "maester.json"] {
        let by_hand = within(place.path(), &[&["check", name], &rule[..]].concat());
        assert_eq!(by_hand.status.code(), Some(3), "{name}");
        assert!(out(&by_hand).contains(name), "{}", out(&by_hand));
    }
    // A program that reads the report gets one all the same.
    let machine = within(place.path(), &["check", "--hook", "package.json", "--format", "json"]);
    assert_eq!(machine.status.code(), Some(0));
    serde_json::from_slice::<Value>(&machine.stdout).unwrap();
}

#[test]
fn a_hook_says_nothing_about_what_is_not_in_the_change() {
    let shown = ["--show-missing", "--lang", "en"];
    let (hook, all) = (check(PASSES, &[&["--hook"][..], &shown].concat()), check(PASSES, &shown));
    assert!(all.err.contains("Not judged") && all.err.contains("To declare"), "{}", all.err);
    assert!(all.err.contains("no export holds it"), "{}", all.err);
    assert!(!hook.err.contains("no export holds it") && !hook.err.contains("To declare"), "{}", hook.err);
    // But what the named file itself leaves open is told.
    let missing = check("fixtures/rules/sharepoint/external-sharing/truncated.json", &["--hook", "--lang", "en"]);
    let wrong = check("fixtures/rules/sharepoint/external-sharing/wrong_type.json", &["--hook", "--lang", "en"]);
    assert!(missing.err.contains("Not judged") || wrong.err.contains("Not judged"), "{}\n{}", missing.err, wrong.err);
    // The file's coverage gate is about all exports; one on the command line is meant.
    let clean = ["--hook", "--rule", "sharepoint/external-sharing,exchange/places"];
    assert_eq!(by("min-coverage = 100", PASSES, &clean).code, 0);
    assert_eq!(by("min-coverage = 100", PASSES, &clean[1..]).code, 1);
    assert_eq!(by("", PASSES, &[&clean[..], &["--min-coverage", "100"]].concat()).code, 1);
}

#[test]
fn the_hooks_and_the_action_run_commands_that_exist() {
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: tenantlint ")).collect();
    assert_eq!(entries.len(), 2);
    for entry in entries {
        let run = check(
            PASSES,
            &[&entry.split(' ').skip(1).collect::<Vec<_>>()[..], &["--rule", "tenant/cloud,sharepoint/*"]].concat(),
        );
        assert!(run.code < 2, "{entry}: {}", run.err);
    }
    let action = fs::read_to_string("action.yml").unwrap();
    assert!(action.contains("default: check\n") && action.contains("scripts/install"));
}

// Completions and the manual

const COMMANDS: &[&str] = &["check", "inspect", "rules", "explain", "config", "init", "completions", "man"];

#[test]
fn completions_know_all_commands_and_the_rules() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = tenantlint(["completions", shell]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{shell}");
        for command in COMMANDS {
            assert!(run.out.contains(command), "{shell}: {command}");
        }
        assert!(run.out.contains("skip-rule"), "{shell}");
        if ["bash", "zsh", "fish"].contains(&shell) {
            assert!(run.out.contains("sharepoint/external-sharing"), "{shell}");
        }
    }
    assert_eq!(tenantlint(["completions", "tcsh"]).code, 2);
    // Completing knows the built-in rules; the program takes every id.
    assert_ne!(check(PASSES, &["--rule", "no/such"]).code, 0);
    let chinese = tenantlint(["completions", "fish", "--lang", "zh-CN"]);
    assert!(chinese.out.contains("按规则检查导出的设置"), "{}", chinese.out);
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    for lang in ["en", "zh-CN"] {
        let whole = tenantlint(["man", "--lang", lang]);
        assert_eq!((whole.code, whole.err.as_str()), (0, ""));
        assert!(whole.out.contains("\n.TH tenantlint 1"), "{}", whole.out);
        for command in COMMANDS {
            assert!(whole.out.contains(&format!("tenantlint\\-{command}")), "{command}\n{}", whole.out);
            let page = tenantlint(["man", command, "--lang", lang]);
            assert!(page.code == 0 && page.out.contains(&format!("\n.TH tenantlint-{command} 1")), "{}", page.out);
        }
    }
    let check = tenantlint(["man", "check", "--lang", "en"]).out;
    assert!(check.contains("\\-\\-max\\-age") && check.contains("Exit codes"), "{check}");
    let chinese = tenantlint(["man", "check", "--lang", "zh-CN"]).out;
    assert!(chinese.contains(".SH 选项") && !chinese.contains(".SH OPTIONS"), "{chinese}");
    let unknown = tenantlint(["man", "chekc", "--lang", "en"]);
    assert!(unknown.code == 2 && unknown.err.contains("did you mean check?"), "{}", unknown.err);
}

#[test]
fn the_new_help_is_there_in_chinese() {
    for command in COMMANDS {
        let run = tenantlint([command, "--help", "--lang", "zh-CN"]);
        assert_eq!(run.code, 0);
        assert!(run.out.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count() > 20, "{}", run.out);
        for line in run.out.lines().filter(|line| line.starts_with("  -") || line.starts_with("      --")) {
            let words = line.split("  ").filter(|part| !part.trim().is_empty()).nth(1).unwrap_or_default();
            assert!(words.is_empty() || !words.is_ascii(), "{command}: {line}");
        }
    }
}

// Colours and links

#[test]
fn colours_follow_the_terminal_and_what_is_set_for_all_programs() {
    let coloured = |variables: &[(&str, &str)], more: &[&str]| {
        let args = [&["check", FAILS, "--rule", "sharepoint/external-sharing"], more].concat();
        out(&process(&args).envs(variables.iter().copied()).output().unwrap()).contains("\u{1b}[")
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]), "none wins over always");
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "0")], &[]), "whatever is in it");
    assert!(coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], &[]), "empty is not set");
    assert!(coloured(&[("NO_COLOR", "1")], &["--color", "always"]), "what is typed comes first");
}

#[test]
fn links_are_written_only_where_they_can_be_followed() {
    let explain = |variables: &[(&str, &str)], more: &[&str]| {
        let args = [&["explain", "suite/teams"], more].concat();
        out(&process(&args).envs(variables.iter().copied()).output().unwrap())
    };
    assert!(!explain(&[], &[]).contains('\u{1b}'));
    let linked = explain(&[("FORCE_HYPERLINK", "1")], &[]);
    assert!(linked.contains("\u{1b}]8;;https://github.com/") && linked.contains("/blob/HEAD/"), "{linked}");
    assert_eq!(
        linked.matches("\u{1b}]8;;\u{1b}\\").count() * 2,
        linked.matches("\u{1b}]8;;").count(),
        "each is closed"
    );
    assert!(!explain(&[("FORCE_HYPERLINK", "0")], &[]).contains('\u{1b}'));
    assert!(!explain(&[("FORCE_HYPERLINK", "1")], &["--color", "never"]).contains('\u{1b}'));
}

#[test]
fn a_file_of_another_sort_is_told_once() {
    let place = folder(&[("spo.json", fs::read("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap())]);
    let file = place.path().join("spo.json").to_string_lossy().into_owned();
    for flag in ["--config", "--waivers"] {
        for (lang, words) in [("en", "this file is not TOML"), ("zh-CN", "文件不是合法的 TOML")] {
            let run = check(place.path(), &[flag, &file, "--lang", lang]);
            assert_eq!((run.code, run.err.matches(words).count()), (2, 1), "{flag}: {}", run.err);
        }
    }
    // Two slips are two errors.
    fs::write(place.path().join("c.toml"), "fail-on = \nlang = \n").unwrap();
    let run = check(place.path(), &["--config", &place.path().join("c.toml").to_string_lossy()]);
    assert_eq!(run.err.matches("this file is not TOML").count(), 2, "{}", run.err);
}
