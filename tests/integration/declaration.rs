//! The declaration that exports leave open: it asks what is open, keeps what is answered, and once filled in settles it.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::common::{
    Finding, Report, Run, TODAY, cases_of, check, entries, folder, json as read_json, judged, report, rule_files,
    tenantlint,
};
use crate::removal::parsed;

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

/// What is decided: every verdict but those that leave a rule open.
fn decided(files: &[(&str, String)]) -> Vec<String> {
    let report = report(folder(files).path(), &[]);
    let open = ["manual", "not_evaluated"];
    let decided = report.results.iter().filter(|finding| !open.contains(&finding.verdict.as_str()));
    let mut decided: Vec<_> = decided
        .map(|finding| format!("{} {} {:?} {:?}", finding.rule, finding.verdict, finding.resource, finding.setting))
        .collect();
    decided.sort();
    decided
}

/// The exports of [`TENANT`] with declarations beside them.
fn beside(declarations: &[&Value]) -> Vec<(&'static str, String)> {
    let exports = TENANT.iter().map(|(name, text)| (*name, (*text).to_owned()));
    let names = ["answers-1.json", "answers-2.json"];
    exports.chain(names.into_iter().zip(declarations).map(|(name, answers)| (name, answers.to_string()))).collect()
}

/// Answers to questions of every sort: some that settle a rule, some that are findings.
fn signed() -> Value {
    let mut declaration = json!({
        "tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
        "answers": {
            "public_sites": [{
                "url": "https://contosocn-public.sharepoint.cn/", "icp_number": "京ICP备05000022号-3",
                "purchased_on": "2014-05-06", "bing_maps": false,
            }],
            "domains": [{"domain": "contoso.cn", "registrar": "East Net", "registrar_serves_china": true, "name_reviewed": true}],
            "translation": [{"service": "office", "answer": "off"}, {"service": "sharepoint", "answer": "on"}],
            "features": [{"feature": "office_lens", "in_use": false}, {"feature": "infopath", "in_use": true}],
            "power_platform_operator": {"operator": "microsoft"},
            "availability_review": {"reviewed_on": "2026-03-04", "all_available": true},
            "store_review": {"reviewed_on": "2026-03-05"},
            "data_subject_requests": {"permanent_deletion": true, "data_log_export_on": "2026-02-05"},
        },
    });
    each(&mut declaration, |answer| {
        for (field, value) in [("by", "Compliance desk"), ("on", "2026-05-04"), ("evidence", "CHG-21")] {
            answer[field] = value.into();
        }
    });
    declaration
}

/// Changes every answer of a declaration.
fn each(declaration: &mut Value, change: impl Fn(&mut Value)) {
    for section in declaration["answers"].as_object_mut().unwrap().values_mut() {
        match section {
            Value::Array(list) => list.iter_mut().for_each(&change),
            other => change(other),
        }
    }
}

#[test]
fn answers_that_do_not_count_change_nothing_and_say_so() {
    let without = decided(&beside(&[]));
    let counted = decided(&beside(&[&signed()]));
    assert!(counted.len() > without.len() + 10, "{counted:#?}");
    let mut junk: Vec<(String, Value)> = Vec::new();
    let mut put = |name: String, change: &dyn Fn(&mut Value)| {
        let mut declaration = signed();
        change(&mut declaration);
        junk.push((name, declaration));
    };
    for field in ["by", "on", "evidence"] {
        put(format!("no {field}"), &|all| each(all, |answer| _ = answer.as_object_mut().unwrap().remove(field)));
        let values = [
            json!(null),
            json!("  "),
            json!(7),
            json!(["Compliance desk"]),
            json!({"who": "x"}),
            json!("<who>"),
            json!("<YYYY-MM-DD>"),
            json!("＜待填写＞"),
            json!("TBD"),
            json!("todo: ask"),
            json!("待定"),
            json!("—"),
            json!("xxx"),
        ];
        for value in values {
            put(format!("{field} {value}"), &|all| each(all, |answer| answer[field] = value.clone()));
        }
    }
    for day in ["2026-02-31", "2026-6-1", "2036-01-01", "2026-06-02", "2025-05-31", "0000-00-00", "yesterday"] {
        put(format!("on {day}"), &|all| each(all, |answer| answer["on"] = day.into()));
    }
    for day in
        [json!("2026-05-31"), json!("2026-02-30"), json!(20_270_101), json!("soon"), json!([]), json!("<YYYY-MM-DD>")]
    {
        put(format!("expires {day}"), &|all| each(all, |answer| answer["expires"] = day.clone()));
    }
    let tenants = [
        "",
        "fabrikamcn.partner.onmschina.cn",
        "<tenant>.partner.onmschina.cn",
        "contoso.cn",
        "contosocn.onmicrosoft.com",
    ];
    for tenant in tenants.map(Value::from).into_iter().chain([json!(null), json!(4)]) {
        put(format!("tenant {tenant}"), &|all| all["tenant"] = tenant.clone());
    }
    put("no tenant".to_owned(), &|all| _ = all.as_object_mut().unwrap().remove("tenant"));
    assert!(junk.len() > 50);
    for (name, declaration) in &junk {
        let files = beside(&[declaration]);
        assert_eq!(decided(&files), without, "{name}");
        // Beside answers that count they change nothing either.
        assert_eq!(decided(&beside(&[&signed(), declaration])), counted, "{name}");
        let place = folder(&files);
        let run = tenantlint(["check", place.path().to_str().unwrap(), "--now", TODAY, "--lang", "en"]);
        assert!(run.out.contains("do not count") || run.out.contains("does not count"), "{name}: {}", run.out);
    }
}

#[test]
fn an_answer_with_something_in_it_that_cannot_be_does_not_count() {
    let counted = decided(&beside(&[&signed()]));
    let cases = [
        ("reviewed_on", json!("1999-01-04"), "power-platform/availability-review"),
        ("reviewed_on", json!("2026-06-31"), "power-platform/availability-review"),
        ("reviewed_on", json!("2036-01-01"), "power-platform/availability-review"),
        ("all_available", json!("maybe"), "power-platform/availability-review"),
        ("data_log_export_on", json!("2026-02-29"), "privacy/data-subject-requests"),
        ("data_log_export_on", json!("2026-06-02"), "privacy/data-subject-requests"),
        ("permanent_deletion", json!({}), "privacy/data-subject-requests"),
        ("registrar", json!("<registrar>"), "suite/custom-domain-registrar"),
        ("registrar", json!(12), "suite/custom-domain-registrar"),
        ("purchased_on", json!("2027-01-01"), "website/purchase-date"),
        ("icp_number", json!(5_000_022), "website/icp-number"),
        ("in_use", json!("perhaps"), "suite/office-lens"),
    ];
    for (field, value, rule) in cases {
        let mut declaration = signed();
        each(&mut declaration, |answer| {
            if answer.get(field).is_some() {
                answer[field] = value.clone();
            }
        });
        let now = decided(&beside(&[&declaration]));
        let attested = |all: &[String]| all.iter().filter(|line| line.starts_with(&format!("{rule} attested"))).count();
        // Of a derived object each part is judged on its own; of an answer all of it or nothing.
        let left = usize::from(rule == "suite/custom-domain-registrar");
        assert!(attested(&counted) > left && attested(&now) == left, "{field} {value}: {now:#?}");
    }
}

#[test]
fn one_answer_in_two_files_is_one_and_two_that_differ_are_none() {
    let counted = decided(&beside(&[&signed()]));
    assert_eq!(decided(&beside(&[&signed(), &signed()])), counted);
    let mut later = signed();
    each(&mut later, |answer| answer["on"] = "2026-05-20".into());
    assert_eq!(decided(&beside(&[&signed(), &later])), counted, "the days differ, the answers do not");
    let mut other = signed();
    other["answers"]["features"][0]["in_use"] = true.into();
    let disputed = decided(&beside(&[&signed(), &other]));
    assert!(!disputed.iter().any(|line| line.starts_with("suite/office-lens")), "{disputed:#?}");
    assert_eq!(disputed.len() + 1, counted.len(), "nothing else is touched");
    // What one leaves open the other may answer.
    let (mut first, mut second) = (signed(), signed());
    first["answers"]["data_subject_requests"]["data_log_export_on"] = Value::Null;
    second["answers"]["data_subject_requests"]["permanent_deletion"] = Value::Null;
    assert_eq!(decided(&beside(&[&first, &second])), counted);
}

/// A declaration that says of a part whether it is there.
fn part(name: &str, in_use: bool) -> String {
    let answer =
        json!({"part": name, "in_use": in_use, "by": "Compliance desk", "on": "2026-05-04", "evidence": "CHG-9"});
    json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
           "answers": {"parts": [answer]}})
    .to_string()
}

#[test]
fn what_is_not_there_is_attested_unless_an_export_shows_it() {
    let verdict = |files: &[(&str, String)], rule: &str| -> (String, String) {
        let place = folder(files);
        let run = tenantlint(["check", place.path().to_str().unwrap(), "--now", TODAY, "--lang", "en"]);
        let told: Vec<_> = report(place.path(), &[]).of(rule).map(|finding| finding.verdict.clone()).collect();
        (told.join(" "), run.out + &run.err)
    };
    let domains = ("domains.json", TENANT[1].1.to_owned());
    let hybrid = "hybrid/supported-topology";
    assert_eq!(verdict(std::slice::from_ref(&domains), hybrid).0, "not_evaluated");
    let said = ("declaration.json", part("exchange_hybrid", false));
    let (told, text) = verdict(&[domains.clone(), said], hybrid);
    assert_eq!(told, "attested");
    assert!(text.contains("said not to be there (1): a hybrid deployment"), "{text}");
    assert_eq!(
        verdict(&[domains.clone(), ("declaration.json", part("exchange_hybrid", true))], hybrid).0,
        "not_evaluated"
    );
    let public = ("declaration.json", part("public_website", false));
    let (told, text) = verdict(&[domains, ("sites.json", TENANT[0].1.to_owned()), public], "website/icp-number");
    assert_eq!(told, "fail", "an export shows one");
    assert!(text.contains("sites.json:1:") && text.contains("shows the opposite"), "{text}");
}

#[test]
fn the_configuration_and_the_policy_say_whether_what_is_not_there_counts() {
    let exports =
        folder(&[("domains.json", TENANT[1].1.to_owned()), ("declaration.json", part("exchange_hybrid", false))]);
    let rules = folder(&[
        ("own.toml", "absences = false\n".to_owned()),
        ("plain.toml", "declarations = true\n".to_owned()),
        ("both.toml", "declarations = true\nabsences = true\n".to_owned()),
        ("alone.toml", "absences = true\n".to_owned()),
    ]);
    let told = |args: &[(&str, &str)]| -> (String, Vec<String>) {
        let mut all = vec!["check".to_owned(), exports.path().to_string_lossy().into_owned()];
        for (flag, file) in args {
            all.extend([(*flag).to_owned(), rules.path().join(file).to_string_lossy().into_owned()]);
        }
        all.extend(
            ["--rule", "hybrid/supported-topology", "--format", "json", "--all", "--now", TODAY].map(str::to_owned),
        );
        let run = tenantlint(all);
        let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err));
        let list = |name: &str, field: &str| -> Vec<String> {
            report[name].as_array().unwrap().iter().map(|one| one[field].as_str().unwrap().to_owned()).collect()
        };
        (list("results", "verdict").join(" "), list("notices", "id"))
    };
    let (verdict, notices) = told(&[("--config", "both.toml")]);
    assert_eq!(verdict, "attested");
    assert!(!notices.contains(&"policy/absences".to_owned()), "{notices:?}");
    let (verdict, notices) = told(&[("--config", "own.toml")]);
    assert_eq!(verdict, "not_evaluated", "exactly as open as without the answer");
    assert!(notices.contains(&"policy/absences".to_owned()), "{notices:?}");
    for (policy, own, verdict) in [
        ("both.toml", "plain.toml", "attested"),
        ("both.toml", "own.toml", "not_evaluated"),
        ("plain.toml", "both.toml", "not_evaluated"),
        ("alone.toml", "both.toml", "not_evaluated"),
    ] {
        assert_eq!(told(&[("--policy", policy), ("--config", own)]).0, verdict, "{policy} {own}");
    }
}

#[test]
fn an_environment_with_a_database_contradicts_that_there_is_none() {
    let environment = |metadata: Value| {
        let properties = json!({"displayName": "Lantai", "linkedEnvironmentMetadata": metadata});
        let one = json!({"name": "Default-1", "type": "Microsoft.BusinessAppPlatform/scopes/environments",
                         "properties": properties});
        ("environments.json", json!([one]).to_string())
    };
    let told = |metadata: Value| {
        let place = folder(&[environment(metadata), ("declaration.json", part("dynamics_365", false))]);
        let run = tenantlint(["check", place.path().to_str().unwrap(), "--now", TODAY, "--lang", "en"]);
        let told: Vec<_> = report(place.path(), &[])
            .of("power-platform/server-side-sync")
            .map(|finding| finding.verdict.clone())
            .collect();
        (told.join(" "), run.out + &run.err)
    };
    assert_eq!(told(Value::Null).0, "attested");
    let (verdict, text) = told(json!({"uniqueName": "unq4f21", "instanceUrl": "https://lantai.crm.dynamics.cn/"}));
    assert_eq!(verdict, "not_evaluated");
    assert!(text.contains("shows the opposite") && text.contains("environments.json:1:"), "{text}");
}

#[test]
fn a_filled_form_that_nobody_named_is_kept() {
    let place = folder(&TENANT);
    let exports = place.path().to_str().unwrap().to_owned();
    let elsewhere = folder(&[("answers.json", part("exchange_hybrid", false))]);
    let file = elsewhere.path().join("answers.json");
    let name = file.to_str().unwrap();
    for _ in 0..2 {
        let run = declaration(&[&exports, "--output", name, "--force"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let kept: Value = read_json(&file);
        assert_eq!(kept["answers"]["parts"][0]["evidence"], "CHG-9");
    }
    assert!(elsewhere.path().join("declaration-v1.schema.json").is_file(), "an editor finds the schema beside it");
    fs::write(&file, "{\"answers\": ").unwrap();
    let refused = declaration(&[&exports, "--output", name, "--force"]);
    assert_eq!(refused.code, 2);
    assert_eq!(fs::read_to_string(&file).unwrap(), "{\"answers\": ", "what cannot be read is not replaced");
}

#[test]
fn ten_mistakes_are_each_told_in_words_at_their_place() {
    let good = json!({"feature": "office_lens", "in_use": false, "by": "Compliance desk", "on": "2026-05-04", "evidence": "CHG-9"});
    let with = |field: &str, value: Value| {
        let mut answer = good.clone();
        answer[field] = value;
        json!({"features": [answer]})
    };
    let cases = [
        (with("on", json!("4.5.2026")), "a day, such as 2026-11-01", "日期，例如 2026-11-01"),
        (with("on", json!("2026-02-30")), "a day, such as 2026-11-01", "日期，例如 2026-11-01"),
        (with("in_use", json!("perhaps")), "takes true or false", "true 或 false"),
        (with("by", json!(7)), "a text, such as Compliance desk", "文字，例如 合规部"),
        (with("feature", json!("ofice_lens")), "did you mean \"office_lens\"?", "\"office_lens\""),
        (with("in_usee", json!(true)), "did you mean in_use?", "是否应为 in_use？"),
        (with("feature", Value::Null), "`feature` is missing", "缺少 `feature`"),
        (json!({"feature": [good.clone()]}), "did you mean features?", "是否应为 features？"),
        (json!({"features": good.clone()}), "a list of answers", "列表"),
        (
            json!({"power_platform_operator": {"operator": "21vianett", "by": "a b", "on": "2026-05-04", "evidence": "c"}}),
            "did you mean \"21vianet\"?",
            "\"21vianet\"",
        ),
    ];
    for (answers, en, zh) in cases {
        let text = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
                          "answers": answers})
        .to_string();
        let place = folder(&[("declaration.json", text), ("domains.json", TENANT[1].1.to_owned())]);
        for (lang, words) in [("en", en), ("zh-CN", zh)] {
            let run = tenantlint(["check", place.path().to_str().unwrap(), "--now", TODAY, "--lang", lang]);
            assert!(run.out.contains(words) && run.out.contains("declaration.json:1:"), "{words}: {}", run.out);
            assert!(!run.out.contains('^'), "no pattern: {}", run.out);
        }
    }
}

#[test]
fn every_published_schema_is_listed_and_printed() {
    let list = tenantlint(["schema", "--lang", "en"]);
    let names: Vec<&str> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let published = ["-v1.schema.json", "rule.schema.json", "kind.schema.json"];
    let files: Vec<_> = entries("schemas")
        .into_iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .filter(|name| published.iter().any(|end| name.ends_with(end)))
        .collect();
    assert_eq!(names.len(), files.len(), "{names:?} {files:?}");
    let mut ids = BTreeSet::new();
    for name in names {
        let schema: Value = serde_json::from_str(&tenantlint(["schema", name]).out).unwrap();
        let id = schema["$id"].as_str().unwrap().to_owned();
        let file = format!("{}.schema.json", id.strip_prefix("urn:tenantlint:schema:").unwrap());
        assert!(files.contains(&file) && ids.insert(id), "{name}: {file}");
        assert_eq!(read_json(format!("schemas/{file}"))["$id"], schema["$id"]);
        // Nothing else is needed, though no network is there.
        assert!(jsonschema::options().build(&schema).is_ok(), "{name}");
    }
    let rule: Value = serde_json::from_str(&tenantlint(["schema", "rule"]).out).unwrap();
    let schema = jsonschema::options().build(&rule).unwrap();
    let mut own = read_json("rules/sharepoint/external-sharing.json");
    assert!(schema.is_valid(&own));
    own["expect"]["SharingCapabillity"] = json!({});
    assert!(!schema.is_valid(&own), "it knows the settings");
    assert_eq!(tenantlint(["schema", "rules"]).code, 2);
}

/// What keeps a rule open because there was nothing to judge.
const ABSENCES: [&str; 5] = ["kind_absent", "setting_absent", "null_value", "collection_failed", "partial_listing"];

#[test]
fn what_is_not_in_use_closes_what_is_absent_and_nothing_else() {
    let (mut closed, mut left) = (0, 0);
    for (rule, path) in rule_files() {
        let settled = &read_json(path)["settled_by"];
        if settled["kind"] != "declaration.part" {
            continue;
        }
        let part = json!({"part": settled["identity"], "in_use": false, "by": "Owner", "on": "2026-05-04", "evidence": "CHG-1"});
        let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn", "answers": {"parts": [part]}});
        for case in cases_of(&rule) {
            let mut files: Vec<_> = parsed(&case).into_iter().map(|(name, value)| (name, value.to_string())).collect();
            if files.iter().any(|(_, text)| text.contains("declaration")) {
                continue;
            }
            let told = |report: &Report| {
                report.of(&rule).map(|finding| (finding.verdict.clone(), finding.reason.clone())).collect::<Vec<_>>()
            };
            let mut before = told(&judged(&files));
            files.push(("declaration.json".to_owned(), declared.to_string()));
            let mut after = told(&judged(&files));
            let mut closed_all = before.clone();
            for (verdict, reason) in &mut closed_all {
                if verdict == "not_evaluated" && ABSENCES.contains(&reason.as_deref().unwrap()) {
                    (*verdict, *reason) = ("attested".to_owned(), None);
                }
            }
            for told in [&mut before, &mut after, &mut closed_all] {
                told.sort();
            }
            // An answer that the exports contradict does not count.
            assert!(after == closed_all || after == before, "{}: {before:?}, {after:?}", case.title());
            closed += usize::from(after != before);
            left += usize::from(after == before);
        }
    }
    assert!(closed > 20 && left > 100, "{closed} closed, {left} left");
}

#[test]
fn what_a_question_does_not_take_is_told_with_what_it_takes() {
    let told = |name: &str, value: Value| {
        let mut domain = json!({"domain": "contoso.cn", "registrar": "East Net", "registrar_serves_china": true, "name_reviewed": true,
            "srv_records": true, "by": "Network team", "on": "2026-03-02", "evidence": "DNS-118"});
        domain[name] = value;
        let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
            "answers": {"domains": [domain]}});
        let domains = TENANT[1].1.to_owned();
        let place = folder(&[("declaration.json", declared.to_string()), (TENANT[1].0, domains)]);
        check(place.path(), &["--lang", "en"]).out
    };
    for (name, value, help) in [
        ("registrar", json!(5), "write it in quotation marks"),
        ("name_reviewed", json!(5), "write true or false, without quotation marks"),
        ("on", json!(2026), "the day must exist: year, month and day, with hyphens, in quotation marks"),
    ] {
        let report = told(name, value);
        assert!(report.split_whitespace().collect::<Vec<_>>().join(" ").contains(help), "{name}: {report}");
    }
}

#[test]
fn an_answer_that_there_is_not_is_told_with_those_that_there_are() {
    let answer =
        json!({"service": "office", "answer": "sometimes", "by": "Owner", "on": "2026-05-01", "evidence": "CHG-1"});
    let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
        "answers": {"translation": [answer]}});
    let place = folder(&[("declaration.json", declared.to_string()), (TENANT[2].0, TENANT[2].1.to_owned())]);
    let report = check(place.path(), &["--lang", "en", "--rule", "office/translation"]).out;
    assert!(report.contains("`answer` takes off, on"), "{report}");
}

#[test]
fn what_has_been_answered_anew_need_not_be_mended() {
    let told = |answers: &[(&str, &str)]| {
        let answer = |(on, expires): &(&str, &str)| json!({"service": "office", "answer": "off", "by": "Owner", "on": on, "evidence": "CHG-1", "expires": expires});
        let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
            "answers": {"translation": answers.iter().map(answer).collect::<Vec<_>>()}});
        let place = folder(&[("declaration.json", declared.to_string()), (TENANT[2].0, TENANT[2].1.to_owned())]);
        check(place.path(), &["--lang", "en", "--rule", "office/translation"]).out
    };
    let (expired, renewed, future) =
        (("2025-01-01", "2026-01-01"), ("2026-05-01", "2027-05-01"), ("2026-12-01", "2027-12-01"));
    assert!(told(&[expired]).contains("expired"), "{}", told(&[expired]));
    assert!(!told(&[expired, renewed]).contains("expired"), "{}", told(&[expired, renewed]));
    let both = told(&[future, renewed]);
    assert!(both.contains("does not count") || both.contains("do not count"), "{both}");
}

#[test]
fn a_number_that_may_yet_be_right_weighs_less() {
    let weight = |number: &str| {
        let site = json!({"url": "https://contosocn-public.sharepoint.cn", "icp_number": number, "by": "Web team", "on": "2026-03-01",
            "evidence": "WEB-1"});
        let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
            "answers": {"public_sites": [site]}});
        let report = judged(&[("declaration.json", declared.to_string()), (TENANT[0].0, TENANT[0].1.to_owned())]);
        let failed = report.of("website/icp-number").filter(|finding| finding.verdict == "fail");
        failed.map(|finding| finding.severity.clone()).collect::<Vec<_>>()
    };
    assert_eq!(weight("京ICP备1234号"), ["error"]);
    assert_eq!(weight("京ICP备12345678号"), ["warning"], "it may be the one");
    assert_eq!(weight("川ICP备05000001号-1"), ["info"], "it is rare");
    assert!(weight("京ICP备05000001号-1").is_empty());
}

#[test]
fn an_answer_to_one_question_is_none_to_another() {
    let answer =
        json!({"feature": "office_lens", "in_use": false, "by": "Owner", "on": "2026-05-01", "evidence": "CHG-1"});
    let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
        "answers": {"features": [answer]}});
    let report = judged(&[("declaration.json", declared.to_string())]);
    let told = |rule: &str| report.of(rule).map(Finding::told).collect::<Vec<_>>();
    assert_eq!(told("suite/office-lens"), ["attested"]);
    let mut others = 0;
    for (rule, path) in rule_files() {
        let file = read_json(path);
        let question = &file["when"]["feature"];
        if file["kind"] == "declaration.feature" && question["const"] != "office_lens" {
            let asked = question["enum"].as_array().map_or(1, Vec::len);
            assert_eq!(told(&rule), vec!["manual"; asked], "{rule}");
            others += 1;
        }
    }
    assert!(others > 3, "{others}");
}
