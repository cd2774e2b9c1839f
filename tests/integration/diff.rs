//! `tenantlint diff`: what is a change, what is none, and what cannot be said.

use std::path::Path;

use serde_json::{Value, json};

use crate::common::{Run, TODAY, check, entries, folder, json as read_json, process, tenantlint};

fn diff(old: impl AsRef<Path>, new: impl AsRef<Path>, options: &[&str]) -> Run {
    let mut args = vec!["diff".into(), old.as_ref().into(), new.as_ref().into(), "--now".into(), TODAY.into()];
    args.extend(options.iter().map(std::ffi::OsString::from));
    tenantlint(args)
}

/// Both sides as the files of two folders, compared as JSON.
fn compared<B: AsRef<[u8]>>(old: &[(&str, B)], new: &[(&str, B)]) -> (u8, Value) {
    let (old, new) = (folder(old), folder(new));
    let run = diff(old.path(), new.path(), &["--format", "json"]);
    (run.code, parsed(&run))
}

/// The JSON, which always conforms to its schema.
fn parsed(run: &Run) -> Value {
    let value: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}{}", run.out, run.err));
    let schema = jsonschema::options().build(&read_json("schemas/diff-v1.schema.json")).unwrap();
    let wrong: Vec<_> = schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(value["summary"]["exit_code"], run.code);
    value
}

fn tenant(sharing: u8, store: &Value) -> String {
    json!({"SharingCapability": sharing, "OneDriveStorageQuota": 1, "DisableSharePointStoreAccess": store,
        "RootSiteUrl": "https://contosocn.sharepoint.cn"})
    .to_string()
}

fn site(name: &str, sharing: u8) -> Value {
    json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{name}"), "SharingCapability": sharing,
        "Template": "STS#3", "StorageQuota": 1, "DenyAddAndCustomizePages": 2, "LockState": "Unlock",
        "CommentsOnSitePagesDisabled": false, "DisableCompanyWideSharingLinks": 2})
}

fn sites(list: &[Value]) -> String {
    Value::from(list.to_vec()).to_string()
}

/// State and rule of each finding.
fn states(diff: &Value) -> Vec<(&str, &str)> {
    let all = diff["findings"].as_array().unwrap();
    all.iter().map(|found| (found["state"].as_str().unwrap(), found["rule"].as_str().unwrap())).collect()
}

fn counts(diff: &Value, what: &str) -> Vec<u64> {
    diff["summary"][what].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).collect()
}

#[test]
fn one_tenant_in_two_dialects_has_no_difference() {
    let folders = entries("fixtures/dialects");
    let mut compared = 0;
    for old in &folders {
        for new in &folders {
            let run = diff(old, new, &["--format", "json"]);
            let told = parsed(&run);
            let names = (old.display(), new.display());
            assert_eq!(told["settings"], json!([]), "{names:?}");
            assert!(states(&told).iter().all(|(state, _)| !["new", "fixed"].contains(state)), "{names:?}: {told:#}");
            assert!([0, 3].contains(&run.code), "{names:?}");
            compared += counts(&told, "settings")[1];
            // These fixtures differ in one domain that only one tool lists.
            for resource in told["resources"].as_array().unwrap() {
                assert_eq!(resource["kind"], "exchange.acceptedDomain", "{names:?}: {resource}");
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn an_export_compared_with_itself_has_no_difference() {
    for path in ["fixtures/exports/contoso-cn", "fixtures/dialects/spo-shell/sites.json"] {
        let told = parsed(&diff(path, path, &["--format", "json"]));
        assert_eq!((&told["settings"], &told["resources"]), (&json!([]), &json!([])));
        assert!(states(&told).iter().all(|(state, _)| *state == "unchanged"), "{told:#}");
        assert!(counts(&told, "settings")[1] > 0 && counts(&told, "findings")[2] > 0);
    }
}

#[test]
fn findings_are_new_fixed_or_unchanged() {
    let (bad, good) = (tenant(2, &json!(true)), tenant(0, &json!(true)));
    let (code, told) = compared(&[("t.json", &good)], &[("t.json", &bad)]);
    assert_eq!((code, states(&told)), (1, vec![("new", "sharepoint/external-sharing")]));
    let found = &told["findings"][0];
    assert_eq!((&found["old"]["standing"], &found["new"]["line"]), (&json!("holds"), &json!(1)));
    let change = &told["settings"][0];
    assert_eq!(change["old"]["value"], "Disabled");
    assert_eq!(change["new"]["value"], "ExternalUserAndGuestSharing");
    assert!(change["new"]["column"].as_u64() > Some(1) && change["new"]["file"].as_str().unwrap().ends_with("t.json"));

    let (code, told) = compared(&[("t.json", &bad)], &[("elsewhere/u.json", &good)]);
    assert_eq!((code, states(&told)), (0, vec![("fixed", "sharepoint/external-sharing")]));
    let (code, told) = compared(&[("t.json", &bad)], &[("t.json", &tenant(1, &json!(true)))]);
    assert_eq!((code, states(&told)), (0, vec![("unchanged", "sharepoint/external-sharing")]));
    assert_eq!(counts(&told, "settings")[0], 1, "the value changed all the same");
}

#[test]
fn only_new_findings_at_the_threshold_fail() {
    let [old, new] = [true, false].map(|store| folder(&[("t.json", tenant(2, &json!(store)))]));
    for (level, code) in [("error", 0), ("warning", 0), ("info", 1), ("never", 0)] {
        let run = diff(old.path(), new.path(), &["--fail-on", level]);
        assert_eq!(run.code, code, "{level}");
    }
}

#[test]
fn what_one_side_does_not_tell_is_not_comparable() {
    let bad = tenant(2, &json!(false));
    for (new, reason) in [(json!("@{}"), "truncated"), (Value::Null, "null_value")] {
        let (code, told) = compared(&[("t.json", &bad)], &[("t.json", &tenant(2, &new))]);
        let store = ("not_comparable", "sharepoint/store-access");
        assert!(code == 0 && states(&told).contains(&store), "{told:#}");
        let open = &told["not_comparable"][0];
        assert_eq!(open["setting"], "DisableSharePointStoreAccess");
        assert_eq!((&open["old"], &open["new"]), (&Value::Null, &json!(reason)));
    }
    // A kind that only one side holds: one line, with the command.
    let list = sites(&[site("a", 2), site("b", 2), site("c", 2)]);
    let (code, told) = compared(&[("t.json", &bad)], &[("t.json", &bad), ("sites.json", &list)]);
    let open = told["not_comparable"].as_array().unwrap();
    assert_eq!((code, open.len(), &open[0]["old"], &open[0]["count"]), (0, 1, &json!("kind_absent"), &json!(3)));
    assert!(open[0]["command"].as_str().unwrap().contains("Get-SPOSite"));
    assert_eq!(counts(&told, "findings"), [0, 0, 2, 3]);
}

#[test]
fn a_truncated_side_is_not_comparable() {
    let case = "fixtures/rules/power-platform/environment-cloud";
    let told = parsed(&diff(format!("{case}/truncated.json"), format!("{case}/pass.json"), &["--format", "json"]));
    let open = told["not_comparable"].as_array().unwrap();
    assert!(open.iter().any(|open| open["old"] == "truncated"), "{told:#}");
    assert!(told["findings"].as_array().unwrap().iter().all(|found| found["state"] != "new"), "{told:#}");
}

#[test]
fn an_object_that_comes_or_goes_is_told_once() {
    let old = sites(&[site("a", 0), site("b", 2), site("gone", 2)]);
    let new = sites(&[site("a", 0), site("B", 2), site("fresh", 2)]);
    let (code, told) = compared(&[("s.json", &old)], &[("s.json", &new)]);
    let states = told["findings"].as_array().unwrap().iter().map(|found| {
        (found["state"].as_str().unwrap(), found["resource"].as_str().unwrap().rsplit('/').next().unwrap())
    });
    let states: Vec<_> = states.collect();
    assert_eq!((code, states), (0, vec![("unchanged", "B"), ("new", "fresh"), ("fixed", "gone")]));
    assert_eq!((counts(&told, "resources"), &told["settings"]), (vec![1, 1, 2, 0], &json!([])));
    assert_eq!(told["findings"][2]["new"]["standing"], "no_resource");
    let (_, told) = compared(&[("s.json", &new)], &[("s.json", &new)]);
    assert_eq!(counts(&told, "resources"), [0, 0, 3, 0]);
}

#[test]
fn an_object_is_not_gone_where_the_listing_is_not_all() {
    let all = sites(&[site("a", 0), site("b", 2)]);
    let first = json!({"value": [site("a", 0)], "@odata.nextLink": "https://contosocn.sharepoint.cn/next"}).to_string();
    let alone = site("a", 0).to_string();
    for (new, reason) in [(first, "partial_listing"), (alone, "not_a_listing")] {
        let (code, told) = compared(&[("s.json", &all)], &[("s.json", &new)]);
        assert_eq!(
            (code, states(&told)),
            (0, vec![("not_comparable", "sharepoint/site-external-sharing")]),
            "{told:#}"
        );
        assert_eq!(told["findings"][0]["new"]["reason"], reason);
        assert_eq!((counts(&told, "resources"), &told["not_comparable"][0]["new"]), (vec![0, 0, 1, 1], &json!(reason)));
        let (_, told) = compared(&[("s.json", &new)], &[("s.json", &all)]);
        assert_eq!((states(&told)[0].0, counts(&told, "resources")), ("not_comparable", vec![0, 0, 1, 1]));
    }
    // A file that cannot be read may have held it.
    let half = sites(&[site("a", 0)]);
    let (code, told) = compared(&[("s.json", &all)], &[("s.json", &half), ("t.json", &"[{".to_owned())]);
    assert_eq!((code, &told["findings"][0]["new"]["reason"]), (2, &json!("input_unreadable")));
}

#[test]
fn a_tenant_stands_for_no_other() {
    let owned = |label: &str, sharing: u8| {
        json!({"SharingCapability": sharing, "OneDriveStorageQuota": 1, "DisableSharePointStoreAccess": true,
            "RootSiteUrl": format!("https://{label}.sharepoint.cn")})
        .to_string()
    };
    let both = |alpha, beta| [("a/tenant.json", owned("alpha", alpha)), ("b/tenant.json", owned("beta", beta))];
    let folders = [(0, 2), (2, 0), (0, 0)].map(|(alpha, beta)| folder(&both(alpha, beta)));
    let report = |at: usize| check(folders[at].path(), &["--format", "json", "--all"]).out;
    let saved = folder(&[("0.json", report(0)), ("1.json", report(1)), ("2.json", report(2))]);
    let sharing = |told: &Value, state: &str| {
        let all = told["findings"].as_array().unwrap().iter();
        all.filter(|found| found["rule"] == "sharepoint/external-sharing" && found["state"] == state).count()
    };
    let settings = |told: &Value| told["settings"].as_array().unwrap().len();
    for exports in [true, false] {
        let side = |at: usize| {
            if exports { folders[at].path().to_owned() } else { saved.path().join(format!("{at}.json")) }
        };
        let told = |old, new| parsed(&diff(side(old), side(new), &["--format", "json"]));
        // What one has mended and the other has broken is two findings.
        let swapped = told(0, 1);
        assert_eq!((sharing(&swapped, "fixed"), sharing(&swapped, "new")), (1, 1), "{exports} {swapped:#}");
        assert_eq!(settings(&swapped), 2, "{exports}");
        let mended = told(0, 2);
        assert_eq!((sharing(&mended, "fixed"), sharing(&mended, "new"), settings(&mended)), (1, 0, 1), "{exports}");
        let same = told(0, 0);
        assert_eq!((sharing(&same, "unchanged"), settings(&same)), (1, 0), "{exports}");
    }
    // A tenant that is not on the other side has mended nothing.
    let alone = folder(&[("a/tenant.json", owned("alpha", 0))]);
    let told = parsed(&diff(folders[0].path(), alone.path(), &["--format", "json"]));
    assert_eq!(sharing(&told, "not_comparable"), 1, "{told:#}");
    let found = told["findings"].as_array().unwrap().iter().find(|one| one["state"] == "not_comparable").unwrap();
    assert_eq!(found["new"]["reason"], "several_tenants");
    assert_eq!(told["summary"]["resources"]["removed"], 0, "{told:#}");
}

#[test]
fn values_that_contradict_each_other_are_not_compared() {
    let twice = sites(&[site("a", 0), site("a", 2)]);
    let once = sites(&[site("a", 0)]);
    let (_, told) = compared(&[("s.json", &once)], &[("s.json", &twice)]);
    assert_eq!(told["not_comparable"][0]["new"], "conflicting_values");
    assert_eq!(told["settings"], json!([]));
    let nameless = sites(&[
        site("a", 0),
        json!({"Url": null, "SharingCapability": 0, "Template": "STS#3", "StorageQuota": 1, "LockState": "Unlock"}),
    ]);
    let (_, told) = compared(&[("s.json", &sites(&[site("a", 0), site("b", 0)]))], &[("s.json", &nameless)]);
    let open = told["not_comparable"].as_array().unwrap();
    assert!(open.iter().any(|open| open["new"] == "no_name"), "{told:#}");
    assert_eq!(counts(&told, "resources")[1], 0, "{told:#}");
}

#[test]
fn declared_answers_are_compared_too() {
    let declared = |answer: &str| {
        json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn", "answers":
            {"translation": [{"service": "sharepoint", "answer": answer, "by": "IT", "on": "2026-05-01", "evidence": "T-1"}]}})
        .to_string()
    };
    let export =
        json!({"SharingCapability": 0, "OneDriveStorageQuota": 1, "ExternalServicesEnabled": true}).to_string();
    let side = |answer: &str| [("d.json", declared(answer)), ("t.json", export.clone())];
    let (_, told) = compared(&side("off"), &side("on"));
    assert_eq!(told["settings"][0]["setting"], "answer");
    assert!(states(&told).contains(&("new", "sharepoint/translation")), "{told:#}");
    assert_eq!(told["findings"][0]["old"]["standing"], "attested");
}

/// The report of a folder, saved, with a change.
fn saved(path: &Path, options: &[&str], change: impl Fn(&mut Value)) -> tempfile::TempDir {
    let run = check(path, &[&["--format", "json"], options].concat());
    let mut report = serde_json::from_str(&run.out).unwrap();
    change(&mut report);
    folder(&[("report.json", report.to_string())])
}

#[test]
fn a_saved_report_stands_for_its_exports() {
    let old = folder(&[("t.json", tenant(2, &json!(true))), ("s.json", sites(&[site("a", 0), site("b", 2)]))]);
    let new = folder(&[("t.json", tenant(0, &json!(false))), ("s.json", sites(&[site("a", 2), site("c", 0)]))]);
    let exports = parsed(&diff(old.path(), new.path(), &["--format", "json"]));
    let report = |side: &tempfile::TempDir| saved(side.path(), &["--all"], |_| {});
    let (old_report, new_report) = (report(&old), report(&new));
    for (old, new) in [(&old_report, &new), (&old, &new_report), (&old_report, &new_report)] {
        let run = diff(old.path(), new.path(), &["--format", "json"]);
        let told = parsed(&run);
        assert_eq!((run.code, states(&told)), (0, states(&exports)));
        assert_eq!(told["summary"]["findings"], exports["summary"]["findings"]);
        assert_eq!(counts(&told, "resources"), counts(&exports, "resources"), "{told:#}");
        let values = |told: &Value| -> Vec<_> {
            let of = |change: &Value| {
                (change["setting"].clone(), change["old"]["value"].clone(), change["new"]["value"].clone())
            };
            told["settings"].as_array().unwrap().iter().map(of).collect()
        };
        assert_eq!(values(&told), values(&exports));
        assert!(told["old"]["source"] == "report" || told["new"]["source"] == "report");
        assert!(!told["warnings"].as_array().unwrap().is_empty(), "it is said what is not compared");
    }
}

#[test]
fn a_saved_report_tells_which_rules_were_run() {
    let bad = folder(&[("t.json", tenant(2, &json!(true)))]);
    let good = folder(&[("t.json", tenant(0, &json!(true)))]);
    let against = |old: &tempfile::TempDir, new: &tempfile::TempDir| {
        let told = parsed(&diff(old.path(), new.path(), &["--format", "json"]));
        let found = &told["findings"][0];
        let reasons = [&found["old"]["reason"], &found["new"]["reason"]].into_iter().filter_map(Value::as_str);
        (found["state"].as_str().unwrap().to_owned(), reasons.map(str::to_owned).collect::<Vec<_>>().concat())
    };
    let open = |reason: &str| ("not_comparable".to_owned(), reason.to_owned());
    let newer = |report: &mut Value| {
        for rule in report["rules"].as_array_mut().unwrap() {
            rule["version"] = json!(99);
        }
    };
    assert_eq!(against(&saved(bad.path(), &["--all"], newer), &bad), open("rule_changed"));
    assert_eq!(against(&good, &saved(bad.path(), &["--all"], newer)), open("rule_changed"));
    let other = saved(good.path(), &["--all", "--rule", "sharepoint/store-access"], |_| {});
    assert_eq!(against(&other, &bad), open("rule_not_run"));
    assert_eq!(against(&bad, &saved(good.path(), &[], |_| {})), open("passes_not_saved"));
    // A report of another format, or one that is damaged, is an input error.
    for change in [(|report: &mut Value| report["format_version"] = json!(2)) as fn(&mut Value), |report| {
        report["results"] = json!("none");
    }] {
        let run = diff(saved(bad.path(), &["--all"], change).path(), bad.path(), &["--format", "json"]);
        assert_eq!(run.code, 2);
        assert!(parsed(&run)["old"]["inputs"][0]["error"].is_string());
    }
}

#[test]
fn the_exit_codes_have_their_order() {
    let good = folder(&[("t.json", tenant(0, &json!(true)))]);
    let bad = folder(&[("t.json", tenant(2, &json!(true)))]);
    let other = folder(&[("owa.json", std::fs::read("fixtures/dialects/exchange-shell/sharing-policy.json").unwrap())]);
    let broken = folder(&[("t.json", tenant(2, &json!(true))), ("u.json", "{".to_owned())]);
    for format in ["human", "json", "markdown"] {
        for lang in ["en", "zh-CN"] {
            let code = |old: &tempfile::TempDir, new: &tempfile::TempDir| {
                diff(old.path(), new.path(), &["--format", format, "--lang", lang]).code
            };
            assert_eq!([code(&good, &good), code(&good, &bad), code(&bad, &good)], [0, 1, 0]);
            assert_eq!([code(&good, &other), code(&good, &broken), code(&other, &broken)], [3, 2, 2]);
        }
    }
    let missing = diff(good.path(), "no-such-file.json", &[]);
    assert!(missing.code == 2 && missing.err.contains("no-such-file.json"), "{}{}", missing.out, missing.err);
    assert_eq!(tenantlint(["diff", "-", "-"]).code, 2);
    assert_eq!(tenantlint(["diff", "one.json"]).code, 2);
}

#[test]
fn two_tenants_are_a_warning() {
    let of = |name: &str| {
        json!({"SharingCapability": 0, "OneDriveStorageQuota": 1, "RootSiteUrl": format!("https://{name}.sharepoint.cn")}).to_string()
    };
    let [contoso, fabrikam] = ["contosocn", "fabrikamcn"].map(|name| folder(&[("t.json", of(name))]));
    let run = diff(contoso.path(), fabrikam.path(), &[]);
    assert!(run.code == 0 && run.out.starts_with("  ! these are different tenants"), "{}", run.out);
    assert_eq!(diff(contoso.path(), contoso.path(), &[]).out, "Nothing differs (objects: 1, findings: 0)\n");
    let same = diff(contoso.path(), contoso.path(), &["--lang", "zh-CN"]);
    assert_eq!(same.out, "没有差异（对象 1 个，问题 0 个）\n");
    let run = diff(contoso.path(), fabrikam.path(), &["--lang", "zh-CN"]);
    assert!(run.out.contains("不是同一个租户") && run.err.contains("设置："), "{}{}", run.out, run.err);
}

#[test]
fn people_read_both_values_and_both_places() {
    let [old, new] = [0, 2].map(|sharing| folder(&[("t.json", tenant(sharing, &json!(true)))]));
    let run = diff(old.path(), new.path(), &[]);
    for part in ["Disabled (off) → ExternalUserAndGuestSharing (anyone with a link)", "t.json:1:", "New findings (1)"]
    {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
    assert_eq!(run.out.matches("t.json:1:").count(), 3, "{}", run.out);
    let many = |sharing: u8| sites(&(0..50).map(|at| site(&format!("s{at}"), sharing)).collect::<Vec<_>>());
    let [old, new] = [0, 2].map(|sharing| folder(&[("s.json", many(sharing))]));
    let run = diff(old.path(), new.path(), &[]);
    assert_eq!(run.out.matches("30 more").count(), 2, "{}", run.out);
    assert_eq!(counts(&parsed(&diff(old.path(), new.path(), &["--format", "json"])), "findings")[0], 50);
    let markdown = diff(old.path(), new.path(), &["--format", "markdown"]).out;
    assert_eq!(markdown.lines().filter(|line| line.contains("s.json")).count(), 100, "{markdown}");
}

#[test]
fn nothing_in_a_value_is_a_command_or_markup() {
    let evil = "::error::x\n##vso[task.complete]##[error]y|`<script>*_\u{1b}[31m\u{202e}@all https://evil.example";
    let named = |name: &str, template: &str| {
        json!({"Name": name, "State": "Enabled", "Mode": "Enforce", "ApplyOME": true,
               "ApplyRightsProtectionTemplate": template})
    };
    let old = folder(&[("s.json", sites(&[named(evil, "a"), named(&format!("{evil}1"), "b")]))]);
    let new = folder(&[("s.json", sites(&[named(evil, evil), named(&format!("{evil}2"), "b")]))]);
    for format in ["human", "json", "markdown"] {
        let run = diff(old.path(), new.path(), &["--format", format]);
        assert!(run.out.contains("error"), "{format}");
        for line in run.out.lines().chain(run.err.lines()) {
            assert!(!line.trim_start().starts_with("::"), "{format}: {line}");
            assert!(!line.contains("##vso[") && !line.contains("##["), "{format}: {line}");
            assert!(format == "json" || !line.contains(['\u{1b}', '\u{202e}', '\r']), "{format}: {line}");
        }
        if format == "json" {
            assert_eq!(parsed(&run)["settings"][0]["new"]["value"], evil, "values are whole for programs");
        }
        if format == "markdown" {
            for markup in ["<script", "`", "@all", "https://", "*_"] {
                assert!(!run.out.contains(markup), "{markup}\n{}", run.out);
            }
            let cells = |line: &str| line.matches('|').count();
            let table = run.out.lines().find(|line| line.contains("| Old |")).unwrap();
            let row = run.out.lines().find(|line| line.contains(" → ")).unwrap();
            assert_eq!(cells(table), cells(row));
        }
    }
}

#[test]
fn runs_and_threads_give_the_same_bytes() {
    for format in ["human", "json", "markdown"] {
        let args =
            ["diff", "fixtures/exports/contoso-cn", "fixtures/dialects/m365dsc", "--now", TODAY, "--format", format];
        let with = |threads: &str| {
            let output = process(&args).env("RAYON_NUM_THREADS", threads).output().unwrap();
            (output.stdout, output.stderr, output.status.code())
        };
        let one = with("1");
        assert!(!one.0.is_empty());
        for threads in ["1", "2", "4"] {
            assert!(with(threads) == one, "{format} with {threads} threads");
        }
    }
}

#[test]
fn every_word_of_the_help_is_there_in_chinese() {
    let run = tenantlint(["diff", "--help", "--lang", "zh-CN"]);
    assert!(run.code == 0 && run.out.contains("退出码"), "{}", run.out);
    for english in ["The earlier", "The later", "Encoding of", "Form of", "Fail on", "Use the rules", "Judge both"] {
        assert!(!run.out.contains(english), "{english}\n{}", run.out);
        assert!(tenantlint(["diff", "--help"]).out.contains(english), "{english}");
    }
}
