//! Exit codes, gates, languages, the user's own rules, pipes.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Output;

use crate::common::{TODAY, check, folder, json, process, tenantlint};

/// Its only rule with a severity of error finds something.
const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";
const PASSES: &str = "fixtures/rules/sharepoint/external-sharing/pass.json";
const SHARING: &[&str] = &["--rule", "sharepoint/external-sharing"];
/// A rule of severity warning that finds something.
const WARNS: &str = "fixtures/rules/exchange/contact-sharing/fail.json";
const CONTACTS: &[&str] = &["--rule", "exchange/contact-sharing"];

#[test]
fn nothing_found_is_0_and_a_finding_is_1() {
    assert_eq!(check(PASSES, SHARING).code, 0);
    assert_eq!(check(FAILS, SHARING).code, 1);
}

#[test]
fn the_format_never_changes_the_exit_code() {
    for (path, code) in [(PASSES, 0), (FAILS, 1), ("fixtures/rules/sharepoint/external-sharing/missing.json", 3)] {
        for format in ["human", "narrated", "json", "json-v1"] {
            assert_eq!(check(path, &[SHARING, &["--format", format]].concat()).code, code, "{path} {format}");
        }
    }
}

#[test]
fn an_input_that_cannot_be_read_is_2_and_the_others_are_still_checked() {
    let broken = folder(&[("a.json", "{\"a\": "), ("b.json", &fs::read_to_string(FAILS).unwrap())]);
    let run = check(broken.path(), &[SHARING, &["--format", "json"]].concat());
    assert_eq!(run.code, 2);
    let report = run.report();
    assert_eq!(report.summary["fail"], 1);
    assert!(report.inputs[0].error.is_some() && report.inputs[1].error.is_none());
    assert_eq!(check("fixtures/no-such-file.json", SHARING).code, 2);
}

#[test]
fn nothing_judged_is_3() {
    let run = check(PASSES, &["--rule", "exchange/places"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("Nothing could be judged"), "{}", run.err);
    // What only waits for a declaration has not been judged either.
    assert_eq!(check(PASSES, &["--rule", "privacy/data-subject-requests"]).code, 3);
}

#[test]
fn an_input_error_beats_nothing_judged_and_that_beats_findings() {
    let nothing = folder(&[("a.json", "{\"a\": "), ("b.json", "{}")]);
    assert_eq!(check(nothing.path(), &[]).code, 2);
    // A gate that is not met would be 1.
    assert_eq!(check(PASSES, &["--rule", "exchange/places", "--min-coverage", "100"]).code, 3);
}

#[test]
fn findings_below_the_threshold_do_not_fail() {
    assert_eq!(check(WARNS, CONTACTS).code, 0);
    assert_eq!(check(WARNS, &[CONTACTS, &["--fail-on", "warning"]].concat()).code, 1);
    assert_eq!(check(WARNS, &[CONTACTS, &["--fail-on", "info"]].concat()).code, 1);
    assert_eq!(check(FAILS, &[SHARING, &["--fail-on", "never"]].concat()).code, 0);
}

#[test]
fn a_rule_that_was_overtaken_is_a_note() {
    let case = "fixtures/rules/suite/teams/fail.json";
    assert_eq!(check(case, &["--rule", "suite/teams", "--fail-on", "warning"]).code, 0);
    let run = check(case, &["--rule", "suite/teams", "--fail-on", "info", "--show-notes"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("suite/teams (info)") && run.out.contains("2023-04-01"), "{}", run.out);
}

#[test]
fn too_little_coverage_fails() {
    let rules = ["--rule", "sharepoint/external-sharing,exchange/places"];
    let with = |percent: &str| check(PASSES, &[&rules[..], &["--min-coverage", percent]].concat());
    assert_eq!(with("50").code, 0);
    let run = with("51");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("50%") && run.err.contains("51%"), "{}", run.err);
    assert_eq!(check(PASSES, &["--min-coverage", "101"]).code, 2);
}

#[test]
fn exit_zero_forgives_findings_and_nothing_else() {
    assert_eq!(check(FAILS, &[SHARING, &["--exit-zero"]].concat()).code, 0);
    assert_eq!(check(PASSES, &["--rule", "exchange/places", "--exit-zero"]).code, 3);
    assert_eq!(check("fixtures/no-such-file.json", &["--exit-zero"]).code, 2);
}

#[test]
fn the_report_goes_to_standard_output_and_the_summary_to_standard_error() {
    let run = check(FAILS, SHARING);
    assert!(run.out.contains("fail.json:") && !run.out.contains("1 rule"), "{}", run.out);
    assert!(run.err.contains("1 file") && run.err.contains("1 error"), "{}", run.err);
    assert!(!run.out.contains('\u{1b}'), "no colour unless somebody looks");
    assert!(check(FAILS, &[SHARING, &["--color", "always"]].concat()).out.contains('\u{1b}'));
}

#[test]
fn passes_are_reported_on_request_only() {
    let json = |options: &[&str]| check(PASSES, &[SHARING, &["--format", "json"], options].concat()).report();
    assert_eq!(json(&[]).results.len(), 0);
    assert_eq!(json(&["--all"]).results.len(), 1);
    assert_eq!(json(&[]).summary, json(&["--all"]).summary);
}

#[test]
fn an_unknown_rule_is_an_error_with_a_suggestion() {
    let run = check(FAILS, &["--rule", "sharepoint/external-shairng"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("did you mean sharepoint/external-sharing?"), "{}", run.err);
    assert_eq!(check(FAILS, &["--skip-rule", "no/such-rule"]).code, 2);
    assert_eq!(check(FAILS, &["--rule", "nosuchservice/*"]).code, 2);
    let run = tenantlint(["explain", "sharepoint/extrnal-sharing"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("sharepoint/external-sharing"), "{}", run.err);
}

#[test]
fn rules_are_selected_by_id_and_by_service() {
    let ids = |options: &[&str]| -> Vec<String> {
        let report = check(FAILS, &[&["--format", "json"], options].concat()).report();
        report.rules.into_iter().map(|rule| rule.id).collect()
    };
    let sharepoint = ids(&["--rule", "sharepoint/*"]);
    assert!(sharepoint.len() > 3 && sharepoint.iter().all(|id| id.starts_with("sharepoint/")), "{sharepoint:?}");
    let fewer = ids(&["--rule", "sharepoint/*", "--skip-rule", "sharepoint/translation"]);
    assert_eq!(fewer.len() + 1, sharepoint.len());
    assert_eq!(ids(&["--rule", "tenant/cloud,exchange/places"]), ["exchange/places", "tenant/cloud"]);
}

#[test]
fn an_unknown_flag_is_told_in_the_language_that_was_asked_for() {
    let run = tenantlint(["check", FAILS, "--fromat", "json", "--lang", "zh-CN"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(["错误：", "--fromat", "--format"].iter().all(|part| run.err.contains(part)), "{}", run.err);
    assert!(!run.err.contains("error"), "{}", run.err);
    let run = tenantlint(["check", FAILS, "--fromat", "json"]);
    assert!(run.code == 2 && run.err.contains("--fromat"), "{}", run.err);
}

#[test]
fn what_is_missing_or_wrong_on_the_command_line_is_2() {
    for args in
        [&["check"][..], &["chekc", FAILS], &["check", FAILS, "--now", "soon"], &["check", FAILS, "--format", "x"]]
    {
        for lang in ["en", "zh-CN"] {
            let run = tenantlint([args, &["--lang", lang]].concat());
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
            assert!(!run.err.is_empty(), "{args:?}");
        }
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for (args, part) in [
        (&["--help"][..], "Commands"),
        (&["check", "--help"], "Exit codes"),
        (&["--help", "--lang", "zh-CN"], "命令"),
        (&["check", "--help", "--lang", "zh-CN"], "退出码"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let run = tenantlint(args.iter().copied());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        assert!(run.out.contains(part), "{args:?}\n{}", run.out);
    }
}

#[test]
fn every_word_of_the_help_is_there_in_chinese() {
    for args in [&["check"][..], &["inspect"], &["rules"], &["coverage"], &["explain"]] {
        let run = tenantlint([args, &["--help", "--lang", "zh-CN"]].concat());
        for line in run.out.lines().filter(|line| line.starts_with("  -") || line.starts_with("      --")) {
            let words = line.split("  ").filter(|part| !part.trim().is_empty()).nth(1).unwrap_or_default();
            let chinese = words.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
            assert!(words.is_empty() || chinese, "{args:?}: {line}");
        }
    }
}

#[test]
fn a_report_in_chinese_has_the_same_ids() {
    let [english, chinese] = ["en", "zh-CN"].map(|lang| check(FAILS, &[SHARING, &["--lang", lang]].concat()));
    assert_eq!(english.code, chinese.code);
    for run in [&english, &chinese] {
        assert!(run.out.contains("sharepoint/external-sharing") && run.out.contains("Set-SPOTenant"), "{}", run.out);
    }
    assert!(chinese.err.contains("个文件") && !chinese.err.contains("file"), "{}", chinese.err);
}

#[test]
fn every_rule_can_be_listed_and_explained() {
    for lang in ["en", "zh-CN"] {
        let list = tenantlint(["rules", "--lang", lang]);
        assert_eq!((list.code, list.err.as_str()), (0, ""));
        for (id, path) in crate::common::rule_files() {
            assert!(list.out.contains(&id), "{id}");
            let run = tenantlint(["explain", &id, "--lang", lang]);
            assert_eq!((run.code, run.err.as_str()), (0, ""), "{id}");
            let title = json(path)["title"][lang].as_str().unwrap().to_owned();
            assert!(run.out.contains(&id) && run.out.contains(&title), "{id}\n{}", run.out);
            assert!(!run.out.contains('\u{1b}'), "{id}");
        }
    }
}

#[test]
fn the_day_of_the_evaluation_decides_whether_an_answer_has_expired() {
    let case = "fixtures/rules/privacy/data-subject-requests/pass.json";
    let on = |day: &str| {
        let args = ["check", case, "--now", day, "--rule", "privacy/*", "--format", "json", "--all"];
        tenantlint(args).report()
    };
    let expires = json(case)["answers"]["data_subject_requests"]["expires"].as_str().unwrap().to_owned();
    let told = |day: &str| on(day).results.iter().map(crate::common::Finding::told).collect::<Vec<_>>();
    assert_eq!(on(&expires).evaluated_on, expires);
    assert!(told(&expires).iter().all(|told| told == "attested"), "{:?}", told(&expires));
    let after = expires.parse::<jiff::civil::Date>().unwrap().tomorrow().unwrap().to_string();
    assert_eq!(told(&after), ["not_evaluated:stale"]);
    let given = json(case)["answers"]["data_subject_requests"]["on"].as_str().unwrap().to_owned();
    let before = given.parse::<jiff::civil::Date>().unwrap().yesterday().unwrap().to_string();
    assert!(told(&before).iter().all(|told| told.starts_with("not_evaluated")), "an answer from the future");
}

#[test]
fn one_run_writes_the_same_bytes_as_the_next() {
    for format in ["human", "narrated", "json"] {
        let once = || check("fixtures/exports", &["--format", format]);
        let (first, second) = (once(), once());
        assert_eq!((first.out, first.err), (second.out, second.err), "{format}");
    }
}

#[test]
fn the_order_and_repetition_of_inputs_do_not_matter() {
    let paths = [FAILS, WARNS, PASSES];
    let run =
        |paths: &[&str]| tenantlint([&["check", "--now", TODAY, "--format", "json", "--all"][..], paths].concat()).out;
    let forward = run(&paths);
    let mut backward: Vec<_> = paths.iter().rev().copied().collect();
    assert_eq!(run(&backward), forward);
    backward.push(FAILS);
    assert_eq!(run(&backward), forward);
    let report = check(FAILS, SHARING);
    let (folder, name) = FAILS.rsplit_once('/').unwrap();
    let again = format!("{folder}/./{name}");
    let twice = tenantlint([&["check", "--now", TODAY, FAILS, &again][..], SHARING].concat());
    assert_eq!(twice.err, report.err, "one file in two spellings is one file");
}

/// A rule that looks at a setting of a built-in kind.
fn own_rule() -> serde_json::Value {
    let mut rule = json("rules/sharepoint/store-access.json");
    rule["id"] = "acme/sharing".into();
    rule["expect"] = serde_json::json!({"SharingCapability": {"enum": ["Disabled", "ExternalUserSharingOnly"]}});
    rule["message"]["en"] = "Sharing goes too far: {observed}".into();
    rule
}

#[test]
fn a_rule_of_the_users_own_is_used_beside_the_others() {
    let rules = folder(&[("acme/sharing.json", own_rule().to_string())]);
    let options = ["--rules", rules.path().to_str().unwrap(), "--format", "json", "--all"];
    let report = check("fixtures/rules/sharepoint/external-sharing/fail.json", &options).report();
    assert_eq!(report.of("acme/sharing").count(), 1);
    assert_eq!(report.of("sharepoint/external-sharing").count(), 1);
    let found = report.of("acme/sharing").next().unwrap();
    assert!(found.message.as_deref().is_some_and(|message| message.starts_with("Sharing goes too far")), "{found:?}");
    let options = ["--rules", rules.path().to_str().unwrap()];
    assert!(tenantlint([&["rules"][..], &options].concat()).out.contains("acme/sharing"));
    assert_eq!(tenantlint([&["explain", "acme/sharing"][..], &options].concat()).code, 0);
}

#[test]
fn a_kind_of_the_users_own_needs_no_change_of_the_program() {
    let kind = serde_json::json!({
        "$schema": "../kind.schema.json",
        "kind": "acme.gateway",
        "label": {"en": "gateway", "zh-CN": "网关"},
        "identity": ["GatewayName"],
        "source": "export",
        "type": "object",
        "properties": {
            "GatewayName": {"label": {"en": "name", "zh-CN": "名称"}, "type": "string"},
            "Region": {
                "label": {"en": "region", "zh-CN": "区域"},
                "type": "string",
                "enum": ["China", "Elsewhere"],
                "numbers": {"China": 0, "Elsewhere": 1},
                "value_labels": {
                    "China": {"en": "China", "zh-CN": "中国"},
                    "Elsewhere": {"en": "another country", "zh-CN": "其他国家"}
                },
                "names": {"spo-shell": ["GatewayRegion"]}
            }
        },
        "recognised_by": {"spo-shell": {"keys": [["GatewayName", "GatewayRegion"]]}},
        "exports": [{"dialect": "spo-shell", "tool": "Acme", "connect": "Connect-Acme", "command": "Get-AcmeGateway"}]
    });
    let mut rule = own_rule();
    rule["id"] = "acme/region".into();
    rule["kind"] = "acme.gateway".into();
    rule["expect"] = serde_json::json!({"Region": {"const": "China"}});
    rule["message"]["en"] = "Gateway {identity} is in {observed}".into();
    rule["message"]["zh-CN"] = "网关 {identity} 位于 {observed}".into();
    let rules = folder(&[("acme.gateway.json", kind.to_string()), ("acme/region.json", rule.to_string())]);
    let export = folder(&[(
        "gateways.json",
        r#"[{"GatewayName": "bj", "GatewayRegion": 0}, {"GatewayName": "sg", "gatewayregion": "1"}]"#,
    )]);
    let options = ["--rules", rules.path().to_str().unwrap(), "--rule", "acme/region"];
    let report = check(export.path(), &[&options[..], &["--format", "json", "--all"]].concat()).report();
    let told: Vec<_> =
        report.results.iter().map(|finding| (finding.resource.clone().unwrap(), finding.told())).collect();
    assert_eq!(told, [("bj".to_owned(), "pass".to_owned()), ("sg".to_owned(), "fail".to_owned())]);
    assert_eq!(report.results[1].message.as_deref(), Some("Gateway sg is in another country"));
    assert_eq!(report.results[1].original_name.as_deref(), Some("gatewayregion"));
    let empty = folder(&[("a.json", "{}")]);
    let all = [&options[..], &["--show-missing"]].concat();
    assert!(check(empty.path(), &all).err.contains("Get-AcmeGateway"));
}

#[test]
fn what_is_wrong_with_a_rule_is_drawn_at_its_place() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut rule = own_rule();
        change(&mut rule);
        let rules = folder(&[("sharing.json", serde_json::to_string_pretty(&rule).unwrap())]);
        let run = check(FAILS, &["--rules", rules.path().to_str().unwrap()]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        run.err
    };
    let cases: [(&dyn Fn(&mut serde_json::Value), &[&str]); 9] = [
        (&|rule| rule["severity"] = "fatal".into(), &["\"severity\": \"fatal\""]),
        (
            &|rule| rule["kind"] = "sharepoint.tennant".into(),
            &["\"kind\": \"sharepoint.tennant\"", "sharepoint.tenant"],
        ),
        (
            &|rule| rule["expect"] = serde_json::json!({"SharingCapabilty": {"const": "Disabled"}}),
            &["\"SharingCapabilty\"", "SharingCapability"],
        ),
        (&|rule| rule["expect"]["SharingCapability"] = serde_json::json!({"type": "strong"}), &["SharingCapability"]),
        (
            &|rule| {
                rule["settled_by"] = serde_json::json!({
                    "kind": "sharepoint.tenant", "setting": "SharingCapability", "schema": {"type": "weak"},
                });
            },
            &["\"schema\": {", "weak"],
        ),
        (&|rule| rule["message"]["en"] = "Sharing is {obsreved}".into(), &["Sharing is {obsreved}", "observed"]),
        (&|rule| rule["version"] = 0.into(), &["\"version\": 0"]),
        (&|rule| _ = rule.as_object_mut().unwrap().remove("when_missing"), &["when_missing"]),
        (&|rule| rule["id"] = "sharepoint/external-sharing".into(), &["\"id\": \"sharepoint/external-sharing\""]),
    ];
    for (change, parts) in cases {
        let err = with(change);
        assert!(err.contains("sharing.json:"), "{err}");
        for part in parts {
            assert!(err.contains(part), "{part} is not in\n{err}");
        }
    }
}

#[test]
fn a_rule_folder_that_cannot_be_loaded_is_2() {
    let broken = folder(&[("a.json", "{\"id\": ")]);
    let empty = folder(&[("readme.txt", "")]);
    for path in [broken.path(), empty.path(), Path::new("fixtures/no-such-folder")] {
        let run = check(PASSES, &["--rules", path.to_str().unwrap()]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", path.display());
        assert!(!run.err.is_empty());
    }
}

fn piped(args: &[&str], input: &[u8]) -> Output {
    let mut child = process(args).spawn().unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn standard_input_is_read() {
    let text = fs::read(FAILS).unwrap();
    let output = piped(&["check", "-", "--now", TODAY, "--rule", "sharepoint/external-sharing"], &text);
    assert_eq!(output.status.code(), Some(1));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("<stdin>:"), "{out}");
    assert_eq!(piped(&["check", "-"], b"").status.code(), Some(2));
    assert_eq!(piped(&["check", "-"], b"{}").status.code(), Some(3));
    assert_eq!(piped(&["check"], b"").status.code(), Some(2));
}

#[test]
fn who_waits_without_a_terminal_sees_no_progress() {
    let args = ["check", "-", "--now", TODAY];
    let text = fs::read(FAILS).unwrap();
    let quick = piped(&args, &text);
    let mut child = process(&args).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(&text[..10]).unwrap();
    // Longer than a terminal would be left without.
    std::thread::sleep(std::time::Duration::from_millis(1200));
    input.write_all(&text[10..]).unwrap();
    drop(input);
    let slow = child.wait_with_output().unwrap();
    assert_eq!((slow.stdout, slow.stderr), (quick.stdout, quick.stderr));
}

#[cfg(unix)]
#[test]
fn who_waits_at_a_terminal_is_told_for_what() {
    for (lang, told) in [("en", "Waiting for an export on standard input"), ("zh-CN", "标准输入")] {
        let terminal = nix::pty::openpty(None, None).unwrap();
        let mut child = process(&["check", "-", "--lang", lang, "--now", TODAY]).stdin(terminal.slave).spawn().unwrap();
        // An export, and the end of the input at the beginning of a line.
        let mut keyboard = fs::File::from(terminal.master);
        let mut err = std::io::BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut err, &mut line).unwrap();
        assert!(line.contains(told) && line.contains("Ctrl+"), "{line}");
        keyboard.write_all(b"{\"SharingCapability\": 2, \"OneDriveStorageQuota\": 1}\n\x04").unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    // More output than a pipe holds, of which one byte is read.
    let sites: Vec<_> = (0..2000)
        .map(|at| {
            serde_json::json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{at}"), "Template": "STS#3",
                "SharingCapability": 2, "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2,
                "StorageQuotaWarningLevel": 0, "CompatibilityLevel": 15, "LockState": "Unlock", "LocaleId": 2052,
                "StorageQuota": 1})
        })
        .collect();
    let place = folder(&[("sites.json", serde_json::to_string(&sites).unwrap())]);
    let path = place.path().to_str().unwrap();
    let mut child = process(&["check", path, "--format", "json", "--all"]).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut byte = [0];
    out.read_exact(&mut byte).unwrap();
    assert_eq!(byte, *b"{");
    drop(out);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2) && !err.contains("panic"), "{:?} {err}", output.status);
}

#[test]
fn the_environment_decides_about_colour_language_and_day() {
    let args = ["check", FAILS, "--rule", "sharepoint/external-sharing"];
    let out = |args: &[&str], variables: &[(&str, &str)]| {
        let output = process(args).envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!out(&args, &[]).contains('\u{1b}'), "nobody looks");
    for force in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
        assert!(out(&args, &[(force, "1")]).contains('\u{1b}'), "{force}");
        assert!(!out(&args, &[(force, "0")]).contains('\u{1b}'), "{force}");
    }
    assert!(!out(&args, &[("NO_COLOR", "1")]).contains('\u{1b}'));
    let never = [&args[..], &["--color", "never"]].concat();
    assert!(!out(&never, &[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'), "what is typed comes first");
    assert!(out(&args, &[("LANG", "zh_CN.UTF-8")]).contains("规则"));
    assert!(!out(&args, &[("LANG", "de_DE.UTF-8")]).contains("规则"));
    let dated = [&args[..], &["--format", "json"]].concat();
    assert!(out(&dated, &[("SOURCE_DATE_EPOCH", "1700000000")]).contains("\"evaluated_on\": \"2023-11-14\""));
}
