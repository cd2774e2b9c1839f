//! Several exports of one object are one object: together they say what one whole export says, in any order, and each
//! object keeps the tenant that its row, its file or its folder names.

use std::collections::BTreeSet;
use std::fs;

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::common::{Report, check, folder, report};
use crate::shapes::{exports, with};

/// What was judged, and how; what nobody could judge is left out, for a half may say more of that.
fn judged(report: &Report) -> BTreeSet<String> {
    // Of several reasons why a rule is about nothing here, a half may know another.
    let about_nothing = report.results.iter().filter(|finding| finding.verdict == "not_applicable");
    let about_nothing = about_nothing.map(|finding| format!("{} not_applicable", finding.rule));
    ["pass", "fail"].into_iter().flat_map(|verdict| with(report, verdict)).chain(about_nothing).collect()
}

/// The members that the report judges, by name.
fn settings(report: &Report) -> BTreeSet<String> {
    let named = report.results.iter().filter(|finding| matches!(finding.verdict.as_str(), "pass" | "fail"));
    named.filter_map(|finding| finding.original_name.clone()).collect()
}

fn without(object: &Map<String, Value>, names: &[&String]) -> Value {
    Value::Object(
        object.iter().filter(|(name, _)| !names.contains(name)).map(|(n, v)| (n.clone(), v.clone())).collect(),
    )
}

/// Every single object of the fixtures whose verdicts rest on two settings or more: one file without the one half of
/// them, one without the other.
#[test]
fn two_halves_say_what_the_whole_says_in_any_order() {
    let objects: Vec<(String, Map<String, Value>)> = exports()
        .into_iter()
        .flat_map(|(case, files)| {
            let title = case.title();
            files.into_iter().filter_map(move |(name, value)| match value {
                Value::Object(object) => Some((format!("{title}/{name}"), object)),
                Value::Array(mut items) if items.len() == 1 => match items.remove(0) {
                    Value::Object(object) => Some((format!("{title}/{name}"), object)),
                    _ => None,
                },
                _ => None,
            })
        })
        .collect();
    let of = |files: &[&Value]| {
        let names = ["a.json", "b.json"];
        let files: Vec<_> = names.into_iter().zip(files.iter().map(ToString::to_string)).collect();
        report(folder(&files).path(), &[])
    };
    let told: Vec<Option<Vec<String>>> = objects
        .par_iter()
        .map(|(title, object)| {
            let whole = of(&[&Value::Object(object.clone())]);
            let names = settings(&whole);
            let names: Vec<&String> = names.iter().filter(|name| object.contains_key(*name)).collect();
            if names.len() < 2 {
                return None;
            }
            let (one, other) = names.split_at(names.len() / 2);
            let halves = [without(object, one), without(object, other)];
            // A half by which nobody knows what it is says nothing.
            let known = halves.iter().all(|half| of(&[half]).inputs.iter().all(|input| input.dialect.is_some()));
            if !known {
                return None;
            }
            let whole = judged(&whole);
            let mut wrong = Vec::new();
            for order in [[&halves[0], &halves[1]], [&halves[1], &halves[0]]] {
                let together = judged(&of(&order));
                let lost = whole.difference(&together).map(|what| format!("lost: {what}"));
                let differs = lost.chain(together.difference(&whole).map(|what| format!("new: {what}")));
                wrong.extend(differs.map(|what| format!("{title} without {one:?} and without {other:?}: {what}")));
            }
            Some(wrong)
        })
        .collect();
    let compared: Vec<_> = told.into_iter().flatten().collect();
    assert!(compared.len() > 20, "{}", compared.len());
    let wrong: Vec<_> = compared.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn tenant(extra: &Value) -> Value {
    let mut tenant = json!({
        "StorageQuota": 1_228_800, "ResourceQuota": 0, "CompatibilityRange": "15,15", "ShowEveryoneClaim": false,
        "DisplayStartASiteOption": false, "OfficeClientADALDisabled": false, "OneDriveStorageQuota": 1_048_576,
    });
    tenant.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    tenant
}

fn told(report: &Report, rule: &str) -> BTreeSet<String> {
    report.of(rule).map(crate::common::Finding::told).collect()
}

/// Where two exports of one object do not say the same, nothing passes by either, and what fails stays.
#[test]
fn witnesses_that_contradict_each_other_clear_nothing() {
    let (open, closed) = (tenant(&json!({"SharingCapability": 2})), tenant(&json!({"SharingCapability": 0})));
    for texts in [[&open, &closed], [&closed, &open]] {
        let place = folder(&[("a.json", texts[0].to_string()), ("b.json", texts[1].to_string())]);
        let report = report(place.path(), &[]);
        assert!(told(&report, "sharepoint/external-sharing").contains("fail"));
        assert_eq!(check(place.path(), &[]).code, 1);
    }
}

/// What one tenant's export tells is no witness for another's, whatever tells the two apart.
#[test]
fn no_tenant_speaks_for_another() {
    let silent = tenant(&json!({}));
    let closed = tenant(&json!({"SharingCapability": 0}));
    let of = |tenant: &str, object: &Value| {
        let mut object = object.clone();
        object.as_object_mut().unwrap().insert("TenantDomain".into(), tenant.into());
        object
    };
    let (a, b) = ("lanhai.partner.onmschina.cn", "qingshan.partner.onmschina.cn");
    let alone = told(&report(folder(&[("a.json", closed.to_string())]).path(), &[]), "sharepoint/external-sharing");
    assert_eq!(alone, BTreeSet::from(["pass".to_owned()]));
    // By a column of its row, in one file and in two; and by the folder's name.
    let rows = json!([of(a, &closed), of(b, &silent)]).to_string();
    let one = folder(&[("rows.json", rows)]);
    let two = folder(&[("a.json", of(a, &closed).to_string()), ("b.json", of(b, &silent).to_string())]);
    let three = folder::<&str>(&[]);
    for (name, object) in [(a, &closed), (b, &silent)] {
        fs::create_dir(three.path().join(name)).unwrap();
        fs::write(three.path().join(name).join("tenant.json"), object.to_string()).unwrap();
    }
    for (how, place) in [("rows", &one), ("files", &two)] {
        let told = told(&report(place.path(), &[]), "sharepoint/external-sharing");
        let both = ["not_evaluated:setting_absent".to_owned(), "pass".to_owned()];
        assert_eq!(told, BTreeSet::from(both), "{how}");
    }
    let by_folder = told(&report(three.path(), &[]), "sharepoint/external-sharing");
    assert!(by_folder.contains("not_evaluated:setting_absent"), "{by_folder:?}");
}
