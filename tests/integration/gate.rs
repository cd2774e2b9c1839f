//! Where configuration, waivers, baseline, hooks and reports meet: seams that no one of them sees.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use tenantlint::cli;
use tenantlint::cli::Surroundings;

use super::common::{Run, TODAY, check, folder, process, tenantlint};

const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";
const PASSES: &str = "fixtures/rules/sharepoint/external-sharing/pass.json";
const SHARING: &str = "sharepoint/external-sharing";
const FORMATS: [&str; 12] =
    ["human", "narrated", "json", "jsonl", "sarif", "junit", "gitlab", "github", "azure", "markdown", "csv", "html"];
const COMMANDS: [&str; 12] = [
    "check",
    "inspect",
    "declaration",
    "diff",
    "coverage",
    "rules",
    "explain",
    "waive",
    "init",
    "config",
    "completions",
    "man",
];

fn waiver(rule: &str, more: &str) -> String {
    format!("[[waiver]]\nrule = \"{rule}\"\nreason = \"r\"\nowner = \"o\"\n{more}\n")
}

fn in_force(rule: &str) -> String {
    waiver(rule, "created = 2026-05-01\nexpires = 2026-12-31")
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// Checks with the configuration file of a folder.
fn configured(folder: &TempDir, file: &str, export: &str, options: &[&str]) -> Run {
    check(export, &[&["--config", &at(folder, file)], options].concat())
}

#[test]
fn waivers_count_in_a_configuration_of_any_name() {
    let text = format!("exclude = [\"old-*\"]\n{}\n[rules]\n\"exchange/*\" = \"off\"\n", in_force(SHARING));
    let folder = folder(&[("tenantlint.toml", &text), ("gate.toml", &text)]);
    for name in ["tenantlint.toml", "gate.toml"] {
        let run = configured(&folder, name, FAILS, &["--rule", SHARING]);
        assert_eq!(run.code, 0, "{name}: {}{}", run.out, run.err);
        assert_eq!(configured(&folder, name, FAILS, &["--rule", SHARING, "--no-waivers"]).code, 1);
    }
    // A file of waivers has no keys but its own.
    let run = check(FAILS, &["--waivers", &at(&folder, "gate.toml")]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no key exclude"), "{}", run.err);
}

#[test]
fn the_waivers_of_the_base_branch_may_stand_in_its_configuration() {
    let base = format!("paths = [\"exports\"]\n{}", in_force(SHARING));
    let folder = folder(&[("tenantlint.toml", "paths = [\"exports\"]\n"), ("base.toml", base.as_str())]);
    let run = configured(&folder, "tenantlint.toml", FAILS, &["--waivers-from", &at(&folder, "base.toml")]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("this waiver is deleted or changed: it still counts in this run"), "{}", run.out);

    // And the other way round: what the change adds does not count yet, and is told at its line.
    let own = format!("paths = [\"exports\"]\n\n{}", in_force(SHARING));
    fs::write(folder.path().join("tenantlint.toml"), own).unwrap();
    fs::write(folder.path().join("base.toml"), "paths = [\"exports\"]\n").unwrap();
    let run = configured(&folder, "tenantlint.toml", FAILS, &["--waivers-from", &at(&folder, "base.toml")]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("tenantlint.toml:4:8]"), "{}", run.out);
    assert!(run.out.contains("this waiver is new or changed"), "{}", run.out);
}

#[test]
fn the_baseline_of_the_configuration_is_written_compared_and_pruned() {
    let folder = folder(&[("tenantlint.toml", "baseline = \"recorded.json\"\n")]);
    let run = |export: &str, options: &[&str]| configured(&folder, "tenantlint.toml", export, options);
    let recorded = at(&folder, "recorded.json");

    let missing = run(FAILS, &[]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("there is no such baseline; --write-baseline "), "{}", missing.err);
    assert!(run(FAILS, &["--lang", "zh-CN"]).err.contains("基线文件不存在；可用 --write-baseline "));

    assert_eq!(run(FAILS, &["--write-baseline", &recorded]).code, 0);
    assert_eq!(run(FAILS, &[]).code, 0);
    assert_eq!(run(PASSES, &["--prune-baseline"]).code, 0);
    assert_eq!(run(FAILS, &[]).code, 1, "what was gone fails when it is back");

    for (lang, words) in [("en", "there is no baseline to prune"), ("zh-CN", "没有可清理的基线")] {
        let run = check(FAILS, &["--prune-baseline", "--lang", lang]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(words), "{}", run.err);
    }
    assert_eq!(run(FAILS, &["--prune-baseline", "--write-baseline", &recorded]).code, 2);
}

#[test]
fn a_baseline_that_cannot_be_written_is_told_and_the_report_goes_out() {
    let folder = folder::<&str>(&[]);
    let nowhere = at(&folder, "no/such/baseline.json");
    for (lang, words) in [("en", "(baseline): there is no such folder"), ("zh-CN", "（基线）：文件夹不存在")]
    {
        let run = check(FAILS, &["--write-baseline", &nowhere, "--format", "json", "--lang", lang]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(words), "{}", run.err);
        assert!(!run.report().results.is_empty());
        assert!(!run.out.contains("baseline/written"), "{}", run.out);
    }
}

#[test]
fn a_hook_does_not_speak_of_what_it_cannot_see() {
    let text = format!(
        "baseline = \"recorded.json\"\nmin-coverage = 100\n{}{}",
        in_force(SHARING),
        in_force("exchange/connected-accounts")
    );
    let folder = folder(&[("tenantlint.toml", &text)]);
    let run = |export: &str, options: &[&str]| configured(&folder, "tenantlint.toml", export, options);
    assert_eq!(run(FAILS, &["--write-baseline", &at(&folder, "recorded.json"), "--no-waivers"]).code, 1, "coverage");
    for export in [FAILS, PASSES] {
        for format in FORMATS {
            let run = run(export, &["--hook", "--format", format]);
            assert_eq!(run.code, 0, "{export}, {format}: {}{}", run.out, run.err);
            for id in ["waiver/unused", "waiver/not-judged", "baseline/gone", "waiver is still needed", "gate/coverage"]
            {
                assert!(!run.out.contains(id), "{export}, {format}: {id}\n{}", run.out);
            }
        }
    }
    // Without the hook the same is told.
    let whole = run(PASSES, &["--format", "jsonl"]);
    assert_eq!(whole.code, 1);
    for id in ["waiver/unused", "waiver/not-judged", "baseline/gone", "gate/coverage"] {
        assert!(whole.out.contains(id), "{id}\n{}", whole.out);
    }
}

#[test]
fn a_pattern_is_not_unused_where_some_of_its_rules_are_left_out() {
    let pattern = in_force("sharepoint/*\"\nresource = \"contoso*");
    let folder = folder(&[("waivers.toml", &pattern)]);
    let waivers = at(&folder, "waivers.toml");
    let told = |rules: &str| {
        let run = check(PASSES, &["--waivers", &waivers, "--rule", rules, "--format", "jsonl"]);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        run.out
    };
    assert!(!told("sharepoint/store-access").contains("waiver/unused"));
    let narrow = in_force(SHARING);
    fs::write(folder.path().join("waivers.toml"), narrow).unwrap();
    assert!(told(SHARING).contains("waiver/unused"));
}

#[test]
fn every_gate_is_told_in_every_format_and_fails_in_each_alike() {
    let scuba = "fixtures/rules/sharepoint/external-sharing/pass-scubagear.json";
    let folder = folder(&[("expired.toml", waiver(SHARING, "created = 2026-01-01\nexpires = 2026-05-01"))]);
    let expired = at(&folder, "expired.toml");
    let cases: [(&str, &str, &[&str]); 5] = [
        ("waiver/expired", PASSES, &["--waivers", &expired]),
        ("expect/tenant", scuba, &["--tenant", "fabrikam.partner.onmschina.cn"]),
        ("expect/cloud", scuba, &["--cloud", "Worldwide"]),
        ("gate/coverage", PASSES, &["--min-coverage", "90"]),
        (SHARING, FAILS, &[]),
    ];
    for (id, export, options) in cases {
        for format in FORMATS {
            let options = [&["--fail-on", "error", "--format", format], options].concat();
            let run = check(export, &options);
            assert_eq!(run.code, 1, "{id}, {format}: {}{}", run.out, run.err);
            let drawn = matches!(format, "human" | "narrated" | "markdown") && id != SHARING;
            // GitLab takes nothing that is about no file.
            let nowhere = format == "gitlab" && id == "gate/coverage";
            let words = match id {
                "waiver/expired" => "has expired",
                "expect/tenant" => "from another tenant",
                "expect/cloud" => "from another cloud",
                _ => "at least 90% are asked for",
            };
            let wanted = if drawn { words } else { id };
            assert!(nowhere || run.out.replace('\\', "").contains(wanted), "{id}, {format}: {}", run.out);
            assert_eq!(check(export, &[&options[..], &["--exit-zero"]].concat()).code, 0, "{id}, {format}");
        }
    }
    // A gate that is not met is a test that failed, not an empty success.
    let junit = check(PASSES, &["--min-coverage", "90", "--format", "junit"]).out;
    assert!(junit.contains("failures=\"1\""), "{junit}");
}

#[test]
fn whoever_stops_reading_leaves_the_exit_code_as_it_is() {
    let (fails, passes) = (FAILS, PASSES);
    for args in [vec!["check", fails, "--now", TODAY], vec!["diff", passes, fails, "--format", "json"]] {
        let mut child = process(&args).stdin(Stdio::null()).spawn().unwrap();
        // Nobody reads either stream.
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(1), "{args:?}");
    }
    let mut child = process(&["rules"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn a_waiver_is_added_to_the_configuration_that_was_found() {
    let folder = folder(&[("tenantlint.toml", "paths = [\"exports\"]\n"), ("sub/deep/x", ""), ("other.toml", "")]);
    fs::create_dir(folder.path().join("exports")).unwrap();
    fs::copy(FAILS, folder.path().join("exports/spo-tenant.json")).unwrap();
    let deep = folder.path().join("sub/deep");
    let here = |args: &[&str]| process(args).current_dir(&deep).output().unwrap();
    assert_eq!(here(&["check", "--rule", SHARING, "--now", TODAY]).status.code(), Some(1));
    let added = here(&["waive", SHARING, "--reason", "r", "--owner", "o", "--now", TODAY]);
    let out = String::from_utf8(added.stdout).unwrap();
    assert!(out.starts_with("../../tenantlint.toml:3: waiver added"), "{out}");
    assert_eq!(here(&["check", "--rule", SHARING, "--now", TODAY]).status.code(), Some(0));
    assert!(!deep.join("tenantlint.toml").exists());

    // The one that is named is taken, not the one that would be found.
    let args = ["waive", SHARING, "--reason", "r", "--owner", "o", "--now", TODAY, "--config", "../../other.toml"];
    assert_eq!(here(&args).status.code(), Some(0));
    assert!(fs::read_to_string(folder.path().join("other.toml")).unwrap().contains("[[waiver]]"));

    let nowhere = here(&["waive", SHARING, "--reason", "r", "--owner", "o", "--file", "no/such/waivers.toml"]);
    assert_eq!(nowhere.status.code(), Some(2));
    let err = String::from_utf8(nowhere.stderr).unwrap();
    assert!(err.contains("failed to write no/such/waivers.toml (waiver): there is no such folder"), "{err}");
}

const HOSTILE: &str = "\u{1b}[31m##vso[task.x]##[group]\u{202E}\u{85}\u{2028}";

fn harmless(text: &str) {
    let bad = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202E}' | '\u{2028}'));
    assert!(!text.chars().any(bad), "{}", text.escape_debug());
    // A heading of Markdown is fine.
    assert!(!text.contains("##vso") && !text.contains("##["), "{text}");
}

#[test]
fn the_configuration_is_shown_without_harm() {
    let value = serde_json::Value::from(HOSTILE).to_string();
    let path = value.replace("\\u001b", "\\u001B");
    let folder = folder(&[("tenantlint.toml", format!("paths = {path}\nexclude = [{path}]\nbaseline = {path}\n"))]);
    let file = at(&folder, "tenantlint.toml");
    for format in ["human", "json"] {
        let run = tenantlint(["config", "--config", &file, "--format", format]);
        assert_eq!(run.code, 0, "{}", run.err);
        harmless(&run.out);
    }
    // What is shown as TOML is TOML, and says the same.
    let shown = tenantlint(["config", "--config", &file, "--lang", "en"]).out;
    let read = |text: &str| text.parse::<toml::Table>().unwrap()["exclude"].clone();
    assert_eq!(read(&shown)[0].as_str(), Some(HOSTILE));
}

#[test]
fn what_is_compared_is_told_without_harm() {
    let site = |sharing: u8| {
        let url = format!("https://contosocn.sharepoint.cn/sites/{HOSTILE}");
        let site = serde_json::json!({"Url": url, "SharingCapability": sharing, "Template": "STS#0", "Status": "Active",
            "StorageQuota": 1, "LockState": "Unlock", "Owner": "x", "DenyAddAndCustomizePages": 2});
        // Of a fleet of sites nobody can tell what was off; of the tenant everybody can.
        let tenant = serde_json::json!({"SharingCapability": sharing, "OneDriveSharingCapability": 0,
            "OneDriveStorageQuota": 1, "RootSiteUrl": "https://contosocn.sharepoint.cn/", "ExternalServicesEnabled": false});
        serde_json::json!([tenant, site, {"Url": "https://contosocn.sharepoint.cn/", "SharingCapability": 0, "Template": "STS#0",
            "Status": "Active", "StorageQuota": 1, "LockState": "Unlock", "Owner": "x", "DenyAddAndCustomizePages": 2}])
        .to_string()
    };
    let folder = folder(&[("old.json", site(0)), ("new.json", site(2))]);
    for format in ["human", "json", "markdown"] {
        let (old, new) = (at(&folder, "old.json"), at(&folder, "new.json"));
        let run = tenantlint(["diff", &old, &new, "--fail-on", "warning", "--format", format]);
        assert_eq!(run.code, 1, "{}{}", run.out, run.err);
        assert!(run.out.contains("contosocn.sharepoint.cn"), "{}", run.out);
        harmless(&run.out);
        harmless(&run.err);
        harmless(&tenantlint(["coverage", &new, "--format", format]).out);
    }
}

#[test]
fn what_was_typed_is_repeated_without_harm() {
    let hostile = format!("chec{HOSTILE}");
    for lang in ["en", "zh-CN"] {
        for args in [vec![&*hostile], vec!["check", "--fail-on", &hostile], vec!["check", "a", "--rule", &hostile]] {
            let run = tenantlint([&args[..], &["--lang", lang]].concat());
            assert_eq!(run.code, 2);
            harmless(&run.err);
        }
    }
}

/// Help in a terminal of so many columns.
fn help(args: &[&str], width: usize) -> String {
    let surroundings = Surroundings { width: Some(width), ..Surroundings::default() };
    let args = ["tenantlint"].iter().chain(args).map(std::ffi::OsString::from);
    let message = cli::parse(args, &surroundings).unwrap_err();
    assert_eq!((message.code, message.to_stderr), (0, false));
    message.text
}

#[test]
fn help_fits_the_terminal_in_both_languages() {
    for lang in ["en", "zh-CN"] {
        for help_flag in ["-h", "--help"] {
            let all = COMMANDS.iter().map(|command| vec![*command, help_flag, "--lang", lang]);
            for args in all.chain([vec![help_flag, "--lang", lang]]) {
                let text = help(&args, 80);
                for line in text.lines() {
                    assert!(columns(line) <= 80, "{args:?}: {line}");
                }
                if lang == "zh-CN" {
                    for english in ["Usage", "Options", "Arguments", "Commands", "default:", "possible", "[OPTIONS]"] {
                        assert!(!text.contains(english), "{args:?}: {english}\n{text}");
                    }
                }
                let own = text.find("--lang <LANG>").unwrap();
                assert!(text.rfind("--waivers").is_none_or(|at| at < own), "what is common to all stands last\n{text}");
            }
        }
    }
    let diff = help(&["diff", "--help", "--lang", "zh-CN"], 80);
    assert!(diff.find("  <OLD>").unwrap() < diff.find("  <NEW>").unwrap(), "{diff}");
    assert!(help(&["check", "-h"], 100).contains("-o, --output <FORMAT=FILE>"));
}

/// The columns of a line: two for what is wide.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if c >= '\u{1100}' && c != '…' { 2 } else { 1 }).sum()
}

#[test]
fn examples_in_help_are_commands_that_can_be_pasted() {
    for lang in ["en", "zh-CN"] {
        for command in ["check", "declaration", "diff", "waive"] {
            // Narrow enough to break any line that is too long.
            let text = help(&[command, "--help", "--lang", lang], 80);
            let examples = text.split(if lang == "en" { "Example" } else { "示例" }).nth(1).unwrap();
            let joined = examples.replace("\\\n", " ");
            let lines: Vec<&str> = joined.lines().skip(1).filter(|line| !line.trim().is_empty()).collect();
            assert!(!lines.is_empty());
            for line in lines {
                assert!(line.contains("tenantlint "), "{command}: {line:?} is no command");
                let (_, args) = line.split_once("tenantlint ").unwrap();
                let args = args.split_once('>').map_or(args, |(args, _)| args);
                let args: Vec<String> = words_of(args);
                let parsed = cli::parse(
                    std::iter::once("tenantlint".into()).chain(args.into_iter().map(Into::into)),
                    &Surroundings::default(),
                );
                assert!(parsed.is_ok(), "{line}: {:?}", parsed.unwrap_err());
            }
        }
    }
}

/// Words as a shell takes them, double quotes included.
fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars().chain([' ']) {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            other => word.push(other),
        }
    }
    words
}

#[test]
fn completions_and_manual_know_every_command_and_flag() {
    let scripts =
        ["bash", "zsh", "fish", "powershell", "elvish"].map(|shell| (shell, help(&["completions", shell], 80)));
    for command in COMMANDS {
        let text = help(&[command, "--help"], 100);
        let lines = text.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let flags = lines.filter_map(|line| line.split([' ', ',', '<']).find_map(|word| word.strip_prefix("--")));
        let flags: Vec<&str> = flags.collect();
        assert!(flags.contains(&"lang"), "{command}: {flags:?}");
        for lang in ["en", "zh-CN"] {
            let manual = help(&["man", command, "--lang", lang], 80).replace("\\-", "-");
            assert!(manual.contains(concat!("\"tenantlint ", env!("CARGO_PKG_VERSION"), "\"")), "{manual}");
            for flag in &flags {
                assert!(manual.contains(&format!("--{flag}")), "man {command} lacks --{flag}");
            }
        }
        for (shell, script) in &scripts {
            assert!(script.contains(command), "{shell} lacks {command}");
            for flag in &flags {
                assert!(script.contains(flag), "{shell} lacks --{flag} of {command}");
            }
        }
    }
}

#[test]
fn wrong_values_are_answered_in_chinese_with_what_would_be_right() {
    for (args, words) in [
        (&["check", "--min-coverage", "200"][..], "0 到 100"),
        (&["check", "--max-age", "3h"], "30d"),
        (&["check", "--tenant", "x"], "初始域"),
        (&["check", "--output", "foo"], "sarif=report.sarif"),
        (&["check", "--now", "2026-13-01"], "2026-11-22"),
        (&["check", "--exit-zero=1"], "不需要值"),
        (&["check", "--fail-on"], "需要一个值"),
        (&["check", "--fail-on", "bad"], "error、warning、info、never"),
        (&["waive", "a", "--days", "40000"], "36500"),
        (&["diff", "a"], "缺少参数 <NEW>"),
    ] {
        let run = tenantlint([args, &["--lang", "zh-CN"]].concat());
        assert_eq!(run.code, 2);
        assert!(run.err.contains(words), "{args:?}: {}", run.err);
        assert!(run.err.starts_with("错误："), "{args:?}: {}", run.err);
        assert!(!run.err.contains("：\n"), "{args:?}: an empty list\n{}", run.err);
    }
    let run = tenantlint(["check", "--rule", "--lang", "zh-CN"]);
    assert!(!run.err.contains("可用的值：\n"), "{}", run.err);
}

#[test]
fn what_init_writes_is_a_configuration_in_both_languages() {
    for lang in ["en", "zh-CN"] {
        let folder = folder(&[("notes/package.json", "{\"name\": \"portal\"}")]);
        fs::create_dir(folder.path().join("exports")).unwrap();
        fs::copy(FAILS, folder.path().join("exports/spo-tenant.json")).unwrap();
        let here = |args: &[&str]| process(args).current_dir(folder.path()).output().unwrap();
        assert_eq!(here(&["init", "--lang", lang]).status.code(), Some(0));
        // Every line that is a remark only because it is a choice must be valid too.
        let path = folder.path().join("tenantlint.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("include = [\"exports/*\"]"), "{text}");
        assert_eq!(here(&["check", "--now", TODAY]).status.code(), Some(1));
        let open = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(choice) if choice.contains(" = ") && !choice.contains("  ") => choice,
            _ => line,
        });
        fs::create_dir(folder.path().join("rules")).unwrap();
        fs::write(&path, open.collect::<Vec<_>>().join("\n")).unwrap();
        let shown = here(&["config"]);
        assert_eq!(shown.status.code(), Some(0), "{}", String::from_utf8_lossy(&shown.stderr));
        assert!(String::from_utf8_lossy(&shown.stdout).contains("\"sharepoint/store-access\" = \"info\""));
    }
}

#[test]
fn folders_in_place_of_files_are_told_in_both_languages() {
    let folder = folder::<&str>(&[]);
    let path = folder.path().to_string_lossy().into_owned();
    for (lang, words) in [("en", "it is a folder"), ("zh-CN", "这是一个文件夹")] {
        for flag in ["--config", "--waivers", "--baseline", "--write-baseline"] {
            let run = check(Path::new(FAILS), &[flag, &path, "--lang", lang]);
            assert_eq!(run.code, 2, "{flag}");
            assert!(run.err.contains(words), "{flag}: {}", run.err);
        }
    }
}
