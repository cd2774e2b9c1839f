//! The declaration that exports leave open: it asks what is open, keeps what is answered, and once filled in settles it.

use std::fs;

use serde_json::{Value, json};

use crate::common::{Run, TODAY, folder, json as read_json, report, tenantlint};

/// An export with a public website, a custom domain, and an inferred finding about translation.
const TENANT: [(&str, &str); 3] = [
    (
        "sites.json",
        r#"[{"Url": "https://contosocn-public.sharepoint.cn", "Template": "EHS#2", "SharingCapability": 0,
             "DenyAddAndCustomizePages": 2, "CommentsOnSitePagesDisabled": true, "StorageQuota": 1024}]"#,
    ),
    (
        "domains.json",
        r#"{"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#domains", "value": [
             {"id": "contosocn.partner.onmschina.cn", "isInitial": true, "isVerified": true, "supportedServices": []},
             {"id": "contoso.cn", "isInitial": false, "isVerified": true, "supportedServices": ["Email"]}]}"#,
    ),
    (
        "owa.json",
        r#"[{"Name": "OwaMailboxPolicy-Default", "IsDefault": true, "WacExternalServicesEnabled": true,
             "PlacesEnabled": false, "AllowCopyContactsToDeviceAddressBook": false}]"#,
    ),
];

fn declaration(args: &[&str]) -> Run {
    tenantlint([&["declaration"], args, &["--now", TODAY]].concat().into_iter().map(str::to_owned))
}

fn answers(run: &Run) -> Value {
    let file: Value = serde_json::from_str(&run.out).unwrap();
    let schema = jsonschema::options().build(&read_json("schemas/declaration-v1.schema.json")).unwrap();
    let flaws: Vec<_> = schema.iter_errors(&file).map(|error| error.to_string()).collect();
    assert!(flaws.is_empty(), "{flaws:#?}\n{}", run.out);
    file["answers"].clone()
}

/// Fills in every question, and signs for it.
fn fill_in(mut answers: Value) -> Value {
    let answer = |answer: &mut Value| {
        let object = answer.as_object_mut().unwrap();
        for (key, value) in object.iter_mut().filter(|(_, value)| value.is_null()) {
            *value = match key.as_str() {
                "by" => json!("Compliance desk"),
                "on" | "reviewed_on" | "data_log_export_on" => json!("2026-05-04"),
                "purchased_on" => json!("2014-11-03"),
                "evidence" => json!("CHG-1"),
                "icp_number" => json!("京ICP备05000001号-1"),
                "answer" => json!("off"),
                "operator" => json!("21vianet"),
                "registrar" | "responsible" => json!("East Net"),
                "in_use" | "bing_maps" => json!(false),
                _ => json!(true),
            };
        }
    };
    for section in answers.as_object_mut().unwrap().values_mut() {
        match section {
            Value::Array(list) => list.iter_mut().for_each(answer),
            other => answer(other),
        }
    }
    answers
}

#[test]
fn it_asks_what_the_exports_leave_open_and_nothing_else() {
    let place = folder(&TENANT);
    let run = declaration(&[place.path().to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let asked = answers(&run);
    let names = |section: &str, name: &str| -> Vec<String> {
        let list = asked[section].as_array().cloned().unwrap_or_default();
        list.iter().map(|answer| answer[name].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("public_sites", "url"), ["https://contosocn-public.sharepoint.cn"]);
    assert_eq!(names("domains", "domain"), ["contoso.cn"], "the initial domain came with the tenant");
    assert!(names("translation", "service").contains(&"office".to_owned()), "an inferred finding");
    assert!(names("features", "feature").contains(&"office_lens".to_owned()));
    assert!(asked["data_subject_requests"].is_object());
    for answer in asked["features"].as_array().unwrap() {
        assert!(answer["in_use"].is_null() && answer["by"].is_null());
        assert!(answer["question"].as_str().unwrap().ends_with('?'));
    }
    let text: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(text["tenant"], "contosocn.partner.onmschina.cn");
}

#[test]
fn questions_that_nobody_has_answered_stay_open() {
    let place = folder(&TENANT);
    let run = declaration(&[place.path().to_str().unwrap()]);
    let before = report(place.path(), &[]);
    fs::write(place.path().join("declaration.json"), &run.out).unwrap();
    let after = report(place.path(), &[]);
    let told = |report: &crate::common::Report| -> Vec<_> {
        let mut told: Vec<_> = report
            .results
            .iter()
            .map(|finding| (finding.rule.clone(), finding.told(), finding.resource.clone()))
            .collect();
        told.sort();
        told
    };
    assert_eq!(told(&before), told(&after), "an empty form says nothing");
    assert!(after.inputs.iter().all(|input| input.notes.is_empty()), "{:?}", after.inputs);
}

#[test]
fn filled_in_it_settles_what_it_asked() {
    let place = folder(&TENANT);
    let path = place.path().to_str().unwrap().to_owned();
    let asked = answers(&declaration(&[&path]));
    let filled = json!({
        "tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
        "answers": fill_in(asked),
    });
    fs::write(place.path().join("declaration.json"), filled.to_string()).unwrap();
    let report = report(place.path(), &[]);
    for finding in report.results.iter().filter(|finding| finding.kind.starts_with("declaration.")) {
        assert_eq!(finding.verdict, "attested", "{}", finding.rule);
    }
    assert!(report.of("website/icp-number").all(|finding| finding.verdict == "attested"));
    assert!(report.of("office/translation").all(|finding| finding.verdict == "attested"));
    assert!(report.of("suite/custom-domain-registrar").any(|finding| finding.verdict == "attested"));
    // Asked again, nothing is open, and every answer stands as it was.
    let again = declaration(&[&path]);
    let kept: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(kept["answers"], filled["answers"]);
    assert!(again.err.starts_with("0 questions"), "{}", again.err);
}

#[test]
fn answers_are_kept_and_what_has_expired_is_asked_again() {
    let old = json!({
        "tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
        "answers": {"features": [
            {"feature": "office_lens", "in_use": false, "by": "Service desk", "on": "2024-01-02", "evidence": "CHG-7"},
            {"feature": "lync_2010", "in_use": true, "by": "Service desk", "on": "2026-01-02", "evidence": "CHG-8"},
        ]},
    });
    let place = folder(&[("declaration.json", old.to_string())]);
    let run = declaration(&[place.path().to_str().unwrap()]);
    let asked = answers(&run);
    let features = asked["features"].as_array().unwrap();
    assert_eq!(features[0]["evidence"], "CHG-7");
    assert!(features[0]["question"].as_str().unwrap().starts_with("Office Lens"), "it has expired");
    assert_eq!(features[1], old["answers"]["features"][1], "a finding is no open question");
    assert!(run.err.contains("2 answers kept"), "{}", run.err);
    let chinese = declaration(&[place.path().to_str().unwrap(), "--lang", "zh-CN"]);
    let asked = answers(&chinese);
    assert!(asked["features"][0]["question"].as_str().unwrap().contains('？'));
    assert!(chinese.err.contains("保留已有回答 2 项"), "{}", chinese.err);
}

#[test]
fn without_exports_it_asks_what_never_depends_on_them() {
    let asked = answers(&declaration(&[]));
    assert!(asked.get("public_sites").is_none() && asked.get("domains").is_none());
    assert!(asked["features"].as_array().unwrap().len() > 1);
}

#[test]
fn files_are_replaced_only_when_told_and_faults_are_told() {
    let place = folder(&TENANT);
    let path = place.path().to_str().unwrap().to_owned();
    let file = place.path().join("declaration.json");
    let name = file.to_str().unwrap();
    assert_eq!(declaration(&[&path, "--output", name]).code, 0);
    let first = fs::read_to_string(&file).unwrap();
    let refused = declaration(&[&path, "--output", name]);
    assert_eq!((refused.code, refused.err.contains("--force")), (2, true));
    assert_eq!(declaration(&[&path, "--output", name, "--force"]).code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    assert_eq!(declaration(&[&path, "--output", "/nowhere/declaration.json"]).code, 2);
    fs::write(place.path().join("broken.json"), "{").unwrap();
    let broken = declaration(&[&path]);
    assert_eq!((broken.code, broken.err.contains("broken.json:1:2")), (2, true), "{}", broken.err);
    let other = TENANT[1].1.replace("contosocn.", "fabrikamcn.");
    fs::remove_file(place.path().join("broken.json")).unwrap();
    fs::write(place.path().join("other.json"), other).unwrap();
    let several = declaration(&[&path]);
    assert_eq!((several.code, several.out.as_str()), (2, ""), "{}", several.err);
}
