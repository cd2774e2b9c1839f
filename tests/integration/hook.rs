//! A hook sees the files of one change and nothing else: what another file may hold is not missing. And paths as hooks
//! and pipelines want them: from the root of the repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::common::{Finding, Report, TODAY, check, everything, folder, process, report};

fn site() -> String {
    json!([{"Url": "https://lanhai-public.sharepoint.cn/", "Template": "EHS#1", "SharingCapability": 0, "StorageQuota": 1,
        "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2, "CommentsOnSitePagesDisabled": false,
        "LockState": "Unlock"}])
    .to_string()
}

fn declaration(number: &str) -> String {
    json!({"tenantlint": "declaration", "format_version": 1, "tenant": "lanhai.partner.onmschina.cn", "answers": {
        "public_sites": [{"url": "https://lanhai-public.sharepoint.cn/", "icp_number": number, "by": "Web team",
            "on": "2026-03-01", "evidence": "WEB-1"}]}})
    .to_string()
}

fn spo() -> String {
    json!({"SharingCapability": 2, "OneDriveSharingCapability": 0, "OneDriveStorageQuota": 1_048_576,
        "RootSiteUrl": "https://lanhai.sharepoint.cn/", "ExternalServicesEnabled": true})
    .to_string()
}

fn run(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> (i32, String, String) {
    let args = [&["check", "--now", TODAY, "--lang", "en"], args].concat();
    let Output { status, stdout, stderr } =
        process(&args).current_dir(folder).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn hook(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run(folder, &[], &[&["--hook"], args].concat())
}

#[test]
fn a_hook_that_names_nothing_is_content() {
    let place = folder(&[
        ("exports/spo.json", spo()),
        ("tenantlint.toml", "paths = [\"exports\"]\nmin-coverage = 100\n".to_owned()),
    ]);
    assert_eq!(hook(place.path(), &[]), (0, String::new(), String::new()));
    assert_eq!(hook(place.path(), &["--no-config"]).0, 0);
    for format in ["json", "sarif", "junit", "gitlab"] {
        let (code, out, _) = hook(place.path(), &["--format", format]);
        assert!(code == 0 && !out.is_empty(), "{format}: {out}");
    }
    // Without the hook the same is everything.
    assert_eq!(run(place.path(), &[], &[]).0, 1);
}

#[test]
fn what_another_file_may_hold_is_not_missing() {
    let place = folder(&[
        ("sites.json", site()),
        ("declaration.json", declaration("京ICP备05000001号-1")),
        ("wrong.json", declaration("12345")),
        ("spo.json", spo()),
    ]);
    let failing = |args: &[&str]| -> Vec<String> {
        let (_, out, err) = run(place.path(), &[], &[args, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"));
        let failed = report["results"].as_array().unwrap().iter().filter(|result| result["verdict"] == "fail");
        failed.map(|result| result["rule"].as_str().unwrap().to_owned()).collect()
    };
    let icp = "website/icp-number".to_owned();
    assert!(failing(&["sites.json"]).contains(&icp), "on its own it is missing");
    assert!(!failing(&["--hook", "sites.json"]).contains(&icp), "the declaration may be elsewhere");
    assert!(!failing(&["--hook", "sites.json", "declaration.json"]).contains(&icp));
    assert!(
        failing(&["--hook", "wrong.json"]).contains(&icp),
        "what is declared wrongly is wrong whatever else there is"
    );
    // An answer elsewhere may settle it; what stands in the file itself stays.
    let sharing = "sharepoint/external-sharing".to_owned();
    let (alone, hooked) = (failing(&["spo.json"]), failing(&["--hook", "spo.json"]));
    assert!(alone.contains(&"office/translation".to_owned()) || alone.contains(&sharing), "{alone:?}");
    assert!(hooked.contains(&sharing) && !hooked.contains(&"office/translation".to_owned()), "{hooked:?}");
    // Hundreds of them are all left open.
    let many: Vec<Value> = (0..300)
        .map(|at| {
            let mut one: Value = serde_json::from_str(&site()).unwrap();
            one[0]["Url"] = format!("https://lanhai-public.sharepoint.cn/{at}").into();
            one[0].clone()
        })
        .collect();
    fs::write(place.path().join("many.json"), Value::from(many).to_string()).unwrap();
    let (code, out, err) = hook(place.path(), &["many.json", "--rule", "website/icp-number"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
}

#[test]
fn what_fails_in_one_change_fails_whatever_else_there_is() {
    let mut lines = Vec::new();
    for (case, alone) in everything().iter().filter(|(case, _)| case.rule.is_some() && case.is("fail")) {
        let rule = case.rule.as_deref().unwrap();
        let hooked = report(&case.path, &["--hook"]);
        let told = |report: &Report| -> BTreeMap<String, usize> {
            report.of(rule).fold(BTreeMap::new(), |mut told, finding| {
                *told.entry(finding.told()).or_default() += 1;
                told
            })
        };
        let (before, after) = (told(alone), told(&hooked));
        // What is counted is what is listed.
        let counted = &hooked.rules.iter().find(|counts| counts.id == rule).unwrap().verdicts;
        for (verdict, count) in counted {
            let listed = hooked.of(rule).filter(|finding| finding.told() == *verdict || finding.verdict == *verdict);
            assert_eq!(listed.count() as u64, *count, "{}: {verdict} of {counted:?}", case.title());
        }
        let words = |told: &BTreeMap<String, usize>| {
            told.iter().map(|(told, count)| format!("{count} {told}")).collect::<Vec<_>>().join(", ")
        };
        if before == after {
            assert!(after.contains_key("fail"), "{}: {after:?}", case.title());
        } else {
            lines.push(format!("{}: {} -> {}", case.title(), words(&before), words(&after)));
        }
    }
    insta::assert_snapshot!("left_open_in_a_change", lines.join("\n"));
}

#[test]
fn what_cannot_be_read_in_a_change_is_no_pass() {
    let only = ["--hook", "--rule", "office/translation"];
    let code = |fixture: &str| check(format!("fixtures/rules/office/translation/{fixture}.json"), &only).code;
    assert_eq!(
        ["pass", "fail", "unknown_value", "wrong_type"].map(code),
        [0, 0, 3, 3],
        "what fails may be settled elsewhere"
    );
}

#[test]
fn an_answer_in_the_change_is_the_answer() {
    let declared = |answers: Value| {
        json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn", "answers": answers}).to_string()
    };
    let by = |mut answer: Value| {
        for (name, value) in [("by", "Owner"), ("on", "2026-03-01"), ("evidence", "CHG-1")] {
            answer[name] = value.into();
        }
        answer
    };
    let told = |answers: Value, hook: &[&str]| {
        let policies = fs::read_to_string("fixtures/rules/office/translation/fail.json").unwrap();
        let place = folder(&[("owa-policies.json", policies), ("declaration.json", declared(answers))]);
        let report = report(place.path(), hook);
        report.of("office/translation").map(Finding::told).collect::<Vec<_>>()
    };
    let another =
        json!({"public_sites": [by(json!({"url": "https://a.sharepoint.cn/", "icp_number": "京ICP备05000001号"}))]});
    let on = json!({"translation": [by(json!({"service": "office", "answer": "on"}))]});
    let off = json!({"translation": [by(json!({"service": "office", "answer": "off"}))]});
    assert_eq!(told(another.clone(), &[]), ["fail"]);
    assert_eq!(told(another, &["--hook"]), ["not_evaluated:kind_absent"], "the answer may be in another file");
    assert_eq!(told(off, &["--hook"]), ["attested", "attested"], "what was asked, and what it settles");
    assert!(told(on, &["--hook"]).contains(&"fail".to_owned()), "it is here, and does not settle it");
}

#[test]
fn what_looks_like_an_export_and_is_none_is_told() {
    let inner = spo().replace("RootSiteUrl", "RootUrl");
    let cases = [
        ("empty-list.json", "[]".to_owned(), "nothing was exported"),
        (
            "empty-page.json",
            "{\"@odata.context\": \"https://graph.chinacloudapi.cn/v1.0/$metadata#domains\", \"value\": []}".to_owned(),
            "",
        ),
        ("wrapped.json", json!({"statusCode": 200, "payload": inner.as_str()}).to_string(), ""),
    ];
    for (name, text, told) in cases {
        let place = folder(&[(name, text)]);
        let (code, out, err) = hook(place.path(), &[name]);
        let said = out + &err;
        // Whatever reads it as an export does not need to be told of.
        let is_read = said.contains("1 file,") && !said.contains("0 dialects");
        assert!(is_read || code != 0 || said.contains("looks like an export") && said.contains(told), "{name}: {said}");
    }
    let place = folder(&[("package.json", "{\"name\": \"x\", \"version\": \"1.0.0\", \"private\": true}".to_owned())]);
    assert_eq!(hook(place.path(), &["package.json"]), (0, String::new(), String::new()));
}

/// The paths in a SARIF report, a GitLab report and annotations.
fn paths(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> [String; 3] {
    let told = |format: &str| {
        let options = [&["--rule", "sharepoint/external-sharing", "--no-config", "--format", format], args].concat();
        run(folder, variables, &options).1
    };
    let sarif: Value = serde_json::from_str(&told("sarif")).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    let gitlab: Value = serde_json::from_str(&told("gitlab")).unwrap();
    let github = told("github");
    let file = github.split("file=").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    [text(place), text(&gitlab[0]["location"]["path"]), file.to_owned()]
}

#[test]
fn paths_are_told_from_the_root_of_the_repository() {
    let place = folder(&[
        ("repo/.git/HEAD", String::new()),
        ("repo/tenants/a/exports/spo.json", spo()),
        ("workspace/sub/exports/spo.json", spo()),
    ]);
    let root = place.path().canonicalize().unwrap();
    let at = |path: &str| root.join(path);
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    let whole = "tenants/a/exports/spo.json";
    // Wherever it runs, and however the file is named.
    let absolute = text(at("repo/tenants/a/exports/spo.json"));
    for (folder, arg) in [
        ("repo", "tenants/a/exports"),
        ("repo/tenants/a", "exports/spo.json"),
        ("repo/tenants/a/exports", "."),
        ("repo/tenants/a/exports", "spo.json"),
        ("repo/tenants", "./a/../a/exports"),
        ("repo/tenants/a/exports", absolute.as_str()),
        ("workspace", absolute.as_str()),
    ] {
        let inside = folder != "workspace";
        for path in paths(&at(folder), &[], &[arg]) {
            let wanted = if inside { whole.to_owned() } else { absolute.clone() };
            assert!(path == wanted || !inside && path == format!("file://{absolute}"), "{folder} {arg}: {path}");
        }
    }
    // As pipelines tell it, also where that is a link.
    for variable in ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"] {
        let workspace = text(at("workspace"));
        for path in paths(&at("workspace/sub"), &[(variable, &workspace)], &["exports"]) {
            assert_eq!(path, "sub/exports/spo.json", "{variable}");
        }
        // One that is somewhere else says nothing.
        for path in paths(&at("repo/tenants"), &[(variable, &workspace)], &["a"]) {
            assert_eq!(path, whole, "{variable}");
        }
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(at("repo"), at("link")).unwrap();
        let link = text(at("link"));
        let inside = text(at("link/tenants/a"));
        let by_link = text(at("link/tenants/a/exports/spo.json"));
        for (variables, arg) in [
            (vec![], "exports"),
            (vec![("GITHUB_WORKSPACE", link.as_str())], "exports"),
            (vec![("GITHUB_WORKSPACE", link.as_str())], by_link.as_str()),
            (vec![("PWD", inside.as_str())], by_link.as_str()),
        ] {
            for path in paths(&at("link/tenants/a"), &variables, &[arg]) {
                assert_eq!(path, whole, "{variables:?} {arg}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_told_byte_by_byte() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let place = folder(&[("repo/.git/HEAD", ""), ("repo/sub/x", "")]);
    let name = OsStr::from_bytes(b"spo-\xB5\xE7.json");
    fs::write(place.path().join("repo/sub").join(name), spo()).unwrap();
    let [sarif, ..] = paths(&place.path().join("repo/sub"), &[], &["."]);
    assert_eq!(sarif, "sub/spo-%B5%E7.json");
}
